package config

import (
	"strconv"
	"strings"
)

// Positions tells on which line of a TOML file each key stands. Paths are
// written as in [FieldError.Key]: bare keys joined by dots, other keys in
// double quotes, elements of arrays as [0], [1], ….
type Positions map[string]int

// Position returns the line of a path, counted from 1; of a path that is not in
// the file, the line of the nearest table around it; else 0.
func (p Positions) Position(path string) int {
	for path != "" {
		if line, ok := p[path]; ok {
			return line
		}
		path = parentPath(path)
	}
	return 0
}

// Child returns the path of a key inside the table at path.
func Child(path, key string) string {
	if !bareKey(key) {
		key = strconv.Quote(key)
	}
	if path == "" {
		return key
	}
	return path + "." + key
}

// Item returns the path of the element with an index, from 0, of the array at path.
func Item(path string, index int) string {
	return path + "[" + strconv.Itoa(index) + "]"
}

// parentPath cuts the last part off. A cut inside a quoted key leaves a path
// with an open quote, which no position has, and the next cut goes further.
func parentPath(path string) string {
	return path[:max(0, strings.LastIndexAny(path, ".["))]
}

func bareKey(key string) bool {
	if key == "" {
		return false
	}
	for i := range len(key) {
		if !bareByte(key[i]) {
			return false
		}
	}
	return true
}

func bareByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-'
}
