package config

import (
	"strings"

	"github.com/BurntSushi/toml"
)

// scanner walks a document that the TOML library has already accepted, and only
// notes where keys stand; it judges nothing. The library keeps the lines of its
// keys to itself, so the two are compared by a fuzz test instead.
type scanner struct {
	src    string
	pos    int
	line   int
	lines  Positions
	keys   []toml.Key
	tables map[string]int // elements so far of each array of tables
}

// scope is where a key is looked up: its path with indices, and the same as the
// library's key, which has none.
type scope struct {
	path string
	key  toml.Key
}

func (c scope) child(name string) scope {
	key := make(toml.Key, 0, len(c.key)+1)
	return scope{path: Child(c.path, name), key: append(append(key, c.key...), name)}
}

func scan(src string) *scanner {
	s := &scanner{src: src, line: 1, lines: Positions{}, tables: map[string]int{}}
	for _, bom := range []string{"\xff\xfe", "\xfe\xff", "\xef\xbb\xbf"} {
		if strings.HasPrefix(src, bom) {
			s.pos = len(bom)
			break
		}
	}
	s.document()
	return s
}

func (s *scanner) document() {
	var here scope
	for s.blank(); !s.done(); s.blank() {
		before := s.pos
		if s.peek() == '[' {
			here = s.header()
		} else {
			s.pair(here)
		}
		if s.pos == before { // not TOML; the library would have said so
			return
		}
	}
}

// header reads [a.b] or [[a.b]]. A name on the way that is an array of tables
// means its last element.
func (s *scanner) header() scope {
	line, array := s.line, false
	s.pos++
	if s.peek() == '[' {
		array = true
		s.pos++
	}
	parts := s.dotted(']')
	s.skip("]")
	if array {
		s.skip("]")
	}
	var here scope
	for i, part := range parts {
		here = here.child(part)
		last := i == len(parts)-1
		s.note(here.path, line)
		n, known := s.tables[here.path]
		if last && array {
			s.tables[here.path], known = n+1, true
			n++
		}
		if known {
			here.path = Item(here.path, n-1)
			s.note(here.path, line)
		}
	}
	s.keys = append(s.keys, here.key)
	return here
}

// pair reads key = value.
func (s *scanner) pair(here scope) {
	line := s.line
	for _, part := range s.dotted('=') {
		here = here.child(part)
		s.note(here.path, line)
	}
	s.keys = append(s.keys, here.key)
	s.skip("=")
	s.value(here)
}

func (s *scanner) dotted(end byte) []string {
	var parts []string
	for !s.done() {
		s.spaces()
		parts = append(parts, s.name())
		s.spaces()
		if s.peek() == end || s.peek() != '.' {
			return parts
		}
		s.pos++
	}
	return parts
}

func (s *scanner) name() string {
	start := s.pos
	if c := s.peek(); c == '"' || c == '\'' {
		s.text()
		return unquote(s.src[start:s.pos])
	}
	for !s.done() && bareByte(s.peek()) {
		s.pos++
	}
	return s.src[start:s.pos]
}

// unquote leaves escapes to the library, so that both agree on every one.
func unquote(raw string) string {
	if len(raw) < 2 {
		return raw
	}
	if raw[0] == '\'' || !strings.Contains(raw, `\`) {
		return raw[1 : len(raw)-1]
	}
	var one struct{ K string }
	if _, err := toml.Decode("K = "+raw, &one); err != nil {
		return raw[1 : len(raw)-1]
	}
	return one.K
}

func (s *scanner) value(here scope) {
	s.spaces()
	switch s.peek() {
	case '"', '\'':
		s.text()
	case '[':
		s.array(here)
	case '{':
		s.inline(here)
	default:
		for !s.done() && !strings.ContainsRune(",]}#\r\n", rune(s.peek())) {
			s.pos++
		}
	}
}

func (s *scanner) array(here scope) {
	s.pos++
	for i := 0; ; i++ {
		s.blank()
		if s.done() || s.peek() == ']' {
			break
		}
		item := scope{path: Item(here.path, i), key: here.key}
		s.note(item.path, s.line)
		before := s.pos
		s.value(item)
		s.blank()
		s.skip(",")
		if s.pos == before {
			return
		}
	}
	s.skip("]")
}

func (s *scanner) inline(here scope) {
	s.pos++
	for {
		s.blank()
		if s.done() || s.peek() == '}' {
			break
		}
		before := s.pos
		s.pair(here)
		s.blank()
		s.skip(",")
		if s.pos == before {
			return
		}
	}
	s.skip("}")
}

// text reads any of the four kinds of strings.
func (s *scanner) text() {
	quote := s.peek()
	long := strings.Repeat(string(quote), 3)
	if strings.HasPrefix(s.src[s.pos:], long) {
		s.pos += 3
		s.longText(quote)
		return
	}
	for s.pos++; !s.done(); s.pos++ {
		switch c := s.peek(); {
		case c == quote:
			s.pos++
			return
		case c == '\\' && quote == '"':
			s.pos++
		}
	}
	s.pos = min(s.pos, len(s.src))
}

// longText reads up to the closing quotes; up to two more may stand directly
// before them and belong to the text.
func (s *scanner) longText(quote byte) {
	for run := 0; !s.done(); s.pos++ {
		c := s.peek()
		if c == quote {
			run++
			continue
		}
		if run >= 3 {
			return
		}
		run = 0
		if c == '\\' && quote == '"' {
			s.pos++
		}
		if !s.done() && s.peek() == '\n' {
			s.line++
		}
	}
	s.pos = min(s.pos, len(s.src))
}

func (s *scanner) note(path string, line int) {
	if _, ok := s.lines[path]; !ok {
		s.lines[path] = line
	}
}

func (s *scanner) done() bool { return s.pos >= len(s.src) }

func (s *scanner) peek() byte {
	if s.done() {
		return 0
	}
	return s.src[s.pos]
}

func (s *scanner) skip(what string) {
	s.spaces()
	if strings.HasPrefix(s.src[s.pos:], what) {
		s.pos += len(what)
	}
}

func (s *scanner) spaces() {
	for !s.done() && (s.peek() == ' ' || s.peek() == '\t') {
		s.pos++
	}
}

// blank skips spaces, ends of lines and comments.
func (s *scanner) blank() {
	for !s.done() {
		switch s.peek() {
		case ' ', '\t', '\r':
			s.pos++
		case '\n':
			s.line++
			s.pos++
		case '#':
			for !s.done() && s.peek() != '\n' {
				s.pos++
			}
		default:
			return
		}
	}
}
