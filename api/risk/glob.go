package risk

import (
	"errors"
	"fmt"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// kind is how a glob is tried. Nearly all of them name a file or a folder at any
// depth, and to compare a name costs a hundredth of matching a pattern.
type kind uint8

const (
	// whole is tried on the whole path.
	whole kind = iota
	// base is "**/x*.y": tried on the last part of the path.
	base
	// file is "**/x.y": is the last part of the path.
	file
	// folder is "**/x/**": is a part of the path.
	folder
)

type glob struct {
	kind    kind
	pattern string
}

// special are the characters that mean something in a glob.
const special = `*?[]{}\!^`

// parse looks a glob over. A "/" in front says what is so anyway and goes; one at
// the end means all below.
func parse(pattern string) (glob, error) {
	p := strings.TrimPrefix(strings.TrimSpace(pattern), "/")
	if strings.HasSuffix(p, "/") {
		p += "**"
	}
	switch {
	case p == "":
		return glob{}, errors.New("it is empty")
	case len(p) > maxGlob:
		return glob{}, fmt.Errorf("it has %d bytes, %d are allowed", len(p), maxGlob)
	case strings.Count(p, "{") > maxBraces:
		return glob{}, fmt.Errorf("it has more than %d {", maxBraces)
	case !doublestar.ValidatePattern(p):
		return glob{}, errors.New("a bracket, a brace or an escape in it has no end")
	}
	rest, deep := strings.CutPrefix(p, "**/")
	if !deep {
		return glob{kind: whole, pattern: p}, nil
	}
	if name, ok := strings.CutSuffix(rest, "/**"); ok && plain(name) {
		return glob{kind: folder, pattern: name}, nil
	}
	switch {
	case plain(rest):
		return glob{kind: file, pattern: rest}, nil
	case !strings.Contains(rest, "/") && rest != "**":
		return glob{kind: base, pattern: rest}, nil
	}
	return glob{kind: whole, pattern: p}, nil
}

// plain tells a name that stands for itself.
func plain(name string) bool { return name != "" && !strings.ContainsAny(name, special+"/") }

// parts is a path, looked at once for all globs.
type parts struct {
	path, base string
	// walls is the path with a "/" on either side.
	walls string
}

func split(path string) parts {
	return parts{path: path, base: path[strings.LastIndexByte(path, '/')+1:], walls: "/" + path + "/"}
}

func (g glob) fits(p parts) bool {
	switch g.kind {
	case whole:
		return doublestar.MatchUnvalidated(g.pattern, p.path)
	case base:
		return doublestar.MatchUnvalidated(g.pattern, p.base)
	case file:
		return p.base == g.pattern
	case folder:
		return p.within(g.pattern)
	}
	return false
}

// within tells whether a name is one of the parts. It takes no copy: this is what
// most globs ask of every file.
func (p parts) within(name string) bool {
	for at := 0; ; {
		i := strings.Index(p.walls[at:], name)
		if i < 0 {
			return false
		}
		at += i
		if p.walls[at-1] == '/' && p.walls[at+len(name)] == '/' {
			return true
		}
		at++
	}
}
