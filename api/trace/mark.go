package trace

import (
	"bytes"
	"strconv"
	"strings"
)

// mark is a section marker: "section_start:1560896352:name[collapsed=true]\r\x1b[0K".
// gitlab: lib/gitlab/regex.rb
type mark struct {
	start bool
	// at is the runner's clock in seconds.
	at        int64
	name      string
	collapsed bool
}

// Bounds of a marker: what is longer is text.
const (
	maxName    = 128
	maxOptions = 256
	maxDigits  = 12
)

var (
	sectionPrefix = []byte("section_")
	startWord     = []byte("start:")
	endWord       = []byte("end:")
	eraseLine     = []byte("\x1b[0K")
)

// parseMark reads the marker that b begins with, and its length; 0 for none. It is
// a marker only with the carriage return behind it.
func parseMark(b []byte) (m mark, size int) {
	rest := b[len(sectionPrefix):]
	switch {
	case bytes.HasPrefix(rest, startWord):
		m.start, rest = true, rest[len(startWord):]
	case bytes.HasPrefix(rest, endWord):
		rest = rest[len(endWord):]
	default:
		return mark{}, 0
	}
	digits := span(rest, maxDigits, func(c byte) bool { return c >= '0' && c <= '9' })
	if digits == 0 || digits == len(rest) || rest[digits] != ':' {
		return mark{}, 0
	}
	m.at, _ = strconv.ParseInt(string(rest[:digits]), 10, 64)
	rest = rest[digits+1:]
	name := span(rest, maxName, nameByte)
	if name == 0 {
		return mark{}, 0
	}
	m.name, rest = string(rest[:name]), rest[name:]
	if len(rest) > 0 && rest[0] == '[' {
		end := bytes.IndexByte(rest[:min(len(rest), maxOptions)], ']')
		if end < 0 {
			return mark{}, 0
		}
		m.collapsed = bytes.Contains(rest[:end], []byte("collapsed=true"))
		rest = rest[end+1:]
	}
	if len(rest) == 0 || rest[0] != '\r' {
		return mark{}, 0
	}
	rest = bytes.TrimPrefix(rest[1:], eraseLine)
	return m, len(b) - len(rest)
}

func nameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.' || c == '-'
}

// span is how many bytes at the start of b are good, at most limit.
func span(b []byte, limit int, good func(byte) bool) int {
	n := 0
	for n < len(b) && n < limit && good(b[n]) {
		n++
	}
	return n
}

// housekeeping are the sections that the runner makes around the script.
// gitlab-runner: common/build.go
var housekeeping = map[string]bool{
	"resolve_secrets": true, "prepare_executor": true, "prepare_script": true, "prepare_environment": true,
	"get_sources": true, "clear_worktree": true, "restore_cache": true, "download_artifacts": true,
	"archive_cache": true, "archive_cache_on_failure": true, "upload_artifacts_on_success": true,
	"upload_artifacts_on_failure": true, "cleanup_file_variables": true, "cleanup": true, "resolve_env": true,
	"wait_for_ready": true,
}

// script are the sections that hold what the job's author wrote.
var script = map[string]bool{"step_script": true, "build_script": true, "user_script": true, "script": true}

// humanised makes a sentence of a section's name.
func humanised(name string) string {
	s := strings.TrimSpace(strings.NewReplacer("_", " ", "-", " ").Replace(name))
	if s == "" {
		return name
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
