package trace

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"sync"
)

// maxFound is how many lines a search remembers; more are counted only.
const maxFound = 10_000

// Found is what a search found.
type Found struct {
	// Lines are the numbers of the lines with a match, the first ones.
	Lines []int
	// Total is how many lines there are with a match.
	Total int
}

// At is the first match at or after a line, or the first of all behind the last.
func (f Found) At(line int) (int, bool) {
	if len(f.Lines) == 0 {
		return 0, false
	}
	i, _ := slices.BinarySearch(f.Lines, line)
	return f.Lines[i%len(f.Lines)], true
}

// Before is the last match before a line, or the last of all before the first.
func (f Found) Before(line int) (int, bool) {
	if len(f.Lines) == 0 {
		return 0, false
	}
	i, _ := slices.BinarySearch(f.Lines, line)
	return f.Lines[(i-1+len(f.Lines))%len(f.Lines)], true
}

// Position is the place of a line among the matches, from 1; 0 for none of them.
func (f Found) Position(line int) int {
	if i, ok := slices.BinarySearch(f.Lines, line); ok {
		return i + 1
	}
	return 0
}

// finder remembers the last search, so that a log that grew is searched on from
// where it ended.
type finder struct {
	mu         sync.Mutex
	text       string
	generation int
	// point is the checkpoint up to which found counts.
	point checkpoint
	found Found
}

// find searches the whole log, not caring about case, in pieces, so that Fill can go
// on between them.
func (s *Spool) find(ctx context.Context, text string) (Found, error) {
	f := &s.found
	f.mu.Lock()
	defer f.mu.Unlock()
	needle := newNeedle(text)
	if needle.empty() {
		return Found{}, nil
	}
	if f.text != text {
		f.text, f.point, f.found, f.generation = text, checkpoint{}, Found{}, -1
	}
	for {
		if err := ctx.Err(); err != nil {
			return Found{}, err
		}
		tail, done, err := s.findPiece(needle)
		if err != nil {
			return Found{}, err
		}
		if done {
			return f.found.with(tail), nil
		}
	}
}

// with is a copy of f with the matches of the log's unfinished end.
func (f Found) with(tail []int) Found {
	lines := append(slices.Clone(f.Lines), tail...)
	return Found{Lines: slices.Clip(lines[:min(len(lines), maxFound)]), Total: f.Total + len(tail)}
}

// pieces is how many checkpoints are searched under one lock.
const pieces = 256

// findPiece searches on up to a later checkpoint. Behind the last one it returns
// the matches there, which are not remembered: that part may still change.
func (s *Spool) findPiece(n needle) (tail []int, done bool, err error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	f := &s.found
	if f.generation != s.generation {
		f.generation, f.point, f.found = s.generation, checkpoint{}, Found{}
	}
	settled := len(s.ix.points)
	if s.ix.undo != nil {
		settled = s.ix.undo.points
	}
	i := pointAt(s.ix.points[:settled], f.point)
	until := min(i+pieces, settled-1)
	if until <= i {
		tail, err = s.hits(n, f.point, s.size)
		return tail, true, err
	}
	end := s.ix.points[until]
	lines, err := s.hits(n, f.point, int64(end.off))
	if err != nil {
		return nil, false, err
	}
	f.found.Total += len(lines)
	f.found.Lines = append(f.found.Lines, lines[:min(len(lines), maxFound-len(f.found.Lines))]...)
	f.point = end
	return nil, false, nil
}

func pointAt(points []checkpoint, c checkpoint) int {
	i, _ := slices.BinarySearchFunc(points, c, func(a, b checkpoint) int { return int(a.off) - int(b.off) })
	return i
}

// hits are the lines with a match from a checkpoint up to an offset.
func (s *Spool) hits(n needle, c checkpoint, until int64) ([]int, error) {
	var lines []int
	off := int64(c.off)
	err := s.walk(c, func(at int, b []byte, seg segment, p pen) bool {
		if off >= until {
			return false
		}
		off += int64(len(b))
		if seg.shown && at < s.ix.lines && n.in(b, seg, p) {
			lines = append(lines, at)
		}
		return true
	})
	return lines, err
}

// needle is what is searched for.
type needle struct {
	lower string
	raw   []byte
	// ascii says that it can be found in the bytes of a plain line.
	ascii bool
	buf   *[]byte
}

func newNeedle(s string) needle {
	lower := strings.ToLower(s)
	return needle{lower: lower, raw: []byte(lower), ascii: plain([]byte(lower)), buf: new([]byte)}
}

func (n needle) empty() bool { return n.lower == "" }

// in looks for the needle in what is shown of a segment.
func (n needle) in(b []byte, seg segment, p pen) bool {
	if n.ascii && seg.text == 0 && p.open == 0 {
		_, rest := unstamp(b)
		rest = bytes.TrimRight(rest, "\r\n")
		if lowered, ok := n.fold(rest); ok {
			return bytes.Contains(lowered, n.raw)
		}
	}
	all, _ := spans(b, seg, p)
	return strings.Contains(strings.ToLower(Line{Spans: all}.Text()), n.lower)
}

// fold makes printable ASCII lower case and leaves colours out; false for a line
// with anything else, which has to be written like a terminal would.
func (n needle) fold(b []byte) ([]byte, bool) {
	buf := (*n.buf)[:0]
	for len(b) > 0 {
		i := bytes.IndexByte(b, esc)
		if i < 0 {
			i = len(b)
		}
		for _, c := range b[:i] {
			if c < ' ' || c > '~' {
				return nil, false
			}
			if c >= 'A' && c <= 'Z' {
				c += 'a' - 'A'
			}
			buf = append(buf, c)
		}
		if b = b[i:]; len(b) > 0 {
			s := escape(b)
			if s.final != 'm' && (s.final != 'K' || len(s.params) > 0 && string(s.params) != "0") {
				return nil, false
			}
			b = b[s.size:]
		}
	}
	*n.buf = buf
	return buf, true
}
