package trace

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// MaxWindow is the most lines one Window has.
const MaxWindow = 2000

// Origin says from where a window is counted.
type Origin uint8

// The origins.
const (
	// Row makes At the first row of the window, of those that are shown.
	Row Origin = iota
	// Around puts line At in the middle.
	Around
	// Tail takes the last lines.
	Tail
	// Hit puts the first match at or after line At in the middle, or the first of
	// all where there is none; without any match it is Around.
	Hit
)

// String names the origin, for tests and logs.
func (o Origin) String() string {
	names := [...]string{"row", "around", "tail", "hit"}
	if int(o) >= len(names) {
		return "Origin(?)"
	}
	return names[o]
}

// Query asks for a window of the log.
type Query struct {
	// Seq comes back in the window, so that an answer that is late can be told.
	Seq    int
	Origin Origin
	// At is a row or the number of a line, by Origin; N is how many lines to read, at
	// most MaxWindow.
	At, N int
	Folds Folds
	// Reveal unfolds the sections that the line of Around or Hit is in.
	Reveal bool
	// Find is text to be found in the whole log; empty for none.
	Find string
}

// Window is a part of a log.
type Window struct {
	Query Query
	// Generation changes when the log began anew; line numbers of another are void.
	Generation int
	// Lines are those that are shown, from row From on.
	Lines []Line
	From  int
	// Row is the row of the line that was asked for: At of Around, the match of Hit.
	Row int
	// Rows is how many lines there are as folded, Total how many without.
	Rows, Total int
	// Bytes is the size of the log.
	Bytes int64
	// Folds are the query's, with what Reveal unfolded.
	Folds Folds
	// Heads are the rows of the sections' heads, in their order.
	Heads []int
	// Found is what Find found.
	Found Found
}

// errClosed is the answer after Close.
var errClosed = errors.New("the log is closed")

// Read reads a window. Without Find it takes a few milliseconds at any place of a
// log of any size; a search reads all of the log once and can be canceled by ctx.
func (s *Spool) Read(ctx context.Context, q Query) (Window, error) {
	w := Window{Query: q}
	if q.Find != "" {
		var err error
		if w.Found, err = s.find(ctx, q.Find); err != nil {
			return w, err
		}
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return w, errClosed // an empty log too
	}
	line := s.settle(&q, w.Found)
	v := s.ix.fold(q.Folds)
	w.Folds, w.Generation = q.Folds, s.generation
	w.Rows, w.Total, w.Bytes = v.shown, s.ix.lines, s.size
	n := min(max(q.N, 0), MaxWindow, v.shown)
	w.Row = v.row(line)
	switch q.Origin {
	case Row:
		w.From, w.Row = q.At, q.At
	case Tail:
		w.From = v.shown - n
	case Around, Hit:
		w.From = w.Row - n/2
	}
	w.From = min(max(w.From, 0), v.shown-n)
	w.Row = min(max(w.Row, 0), max(v.shown-1, 0))
	w.Heads = v.heads()
	var err error
	w.Lines, err = s.rows(v, w.From, n)
	return w, err
}

// settle finds the line that a query is about, and unfolds where it lies.
func (s *Spool) settle(q *Query, found Found) int {
	line := min(max(q.At, 0), max(s.ix.lines-1, 0))
	if q.Origin == Tail {
		line = max(s.ix.lines-1, 0)
	}
	if hit, ok := found.At(line); ok && q.Origin == Hit {
		line = hit
	}
	if !q.Reveal || q.Origin == Tail || q.Origin == Row {
		return line
	}
	for id := s.ix.around(line); id >= 0; id = s.ix.sections[id].parent {
		if sec := s.ix.sections[id]; sec.first < line && q.Folds.folded(id, sec) {
			q.Folds = q.Folds.With(int(id), false)
		}
	}
	return line
}

// heads are the rows of the heads that are shown.
func (v view) heads() []int {
	var rows []int
	g := 0
	for _, s := range v.ix.sections {
		for g < len(v.gaps) && v.gaps[g].to <= s.first {
			g++
		}
		if s.first >= v.ix.lines || g < len(v.gaps) && s.first >= v.gaps[g].from {
			continue
		}
		rows = append(rows, v.row(s.first))
	}
	return rows
}

// rows reads n rows from row from on, in runs of lines that follow each other.
func (s *Spool) rows(v view, from, n int) ([]Line, error) {
	lines := make([]Line, 0, n)
	for len(lines) < n {
		first := v.line(from + len(lines))
		run := n - len(lines)
		for _, g := range v.gaps {
			if g.from > first {
				run = min(run, g.from-first)
				break
			}
		}
		was := len(lines)
		err := s.walk(s.ix.before(first), func(at int, b []byte, seg segment, p pen) bool {
			if at >= first && at < first+run && seg.shown {
				lines = append(lines, s.line(v, at, b, seg, p))
			}
			return len(lines)-was < run
		})
		if err != nil {
			return lines, err
		}
		if len(lines)-was < run {
			return lines, nil // the index promised more than there is
		}
	}
	return lines, nil
}

// line makes a line of its segment.
func (s *Spool) line(v view, at int, b []byte, seg segment, p pen) Line {
	id := v.ix.around(at)
	l := Line{Number: at, Section: int(id)}
	l.Spans, l.Time = spans(b, seg, p)
	if id < 0 {
		return l
	}
	sec := v.ix.sections[id]
	l.Depth = sec.depth + 1
	if sec.first != at {
		return l
	}
	l.Depth--
	l.Head = &Head{ID: int(id), Name: sec.name, Title: humanised(sec.name), Script: script[sec.name], Broken: sec.broken,
		Start: time.Unix(sec.start, 0), Folded: v.folds.folded(id, sec), Lines: v.ix.behind(sec) - sec.first - 1}
	if !sec.open {
		l.Head.End = time.Unix(sec.end, 0)
	}
	if sec.command > 0 {
		l.Head.Command = s.command(sec.command)
	}
	return l
}

// command reads the text of a command's line, without its "$ ".
func (s *Spool) command(line int) string {
	out := ""
	err := s.walk(s.ix.before(line), func(at int, b []byte, seg segment, p pen) bool {
		if at != line || !seg.shown {
			return at <= line
		}
		l := Line{}
		l.Spans, _ = spans(b, seg, p)
		out = l.Text()
		return false
	})
	if err != nil || len(out) < 2 {
		return ""
	}
	return out[2:]
}

// walk calls fn for the segments from a checkpoint on, with the number of the line
// that each is or, where it is not shown, that follows; until fn has enough or the
// log ends. The caller holds the lock.
func (s *Spool) walk(c checkpoint, fn func(at int, b []byte, seg segment, p pen) bool) error {
	buf := make([]byte, 0, stepBytes)
	off, at, p := int64(c.off), int(c.line), s.ix.pens[c.pen]
	for {
		if len(buf) == cap(buf) {
			buf = append(make([]byte, 0, 2*cap(buf)), buf...)
		}
		n, err := s.file.ReadAt(buf[len(buf):min(int64(cap(buf)), int64(len(buf))+s.size-off)], off)
		if errors.Is(err, os.ErrClosed) {
			return errClosed
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("the log cannot be read back: %w", err)
		}
		off += int64(n)
		buf = buf[:len(buf)+n]
		rest, more := steps(buf, off >= s.size || n == 0, &at, &p, fn)
		if !more || off >= s.size || n == 0 {
			return nil
		}
		buf = buf[:copy(buf[:cap(buf)], rest)]
	}
}

// steps calls fn for the whole segments of b and returns what is left of it.
func steps(b []byte, final bool, at *int, p *pen, fn func(int, []byte, segment, pen) bool) ([]byte, bool) {
	for len(b) > 0 {
		seg, ok := next(b, final)
		if !ok {
			break
		}
		if !fn(*at, b[:seg.size], seg, *p) {
			return nil, false
		}
		if seg.shown {
			*at++
		}
		*p = p.after(b[:seg.size])
		b = b[seg.size:]
	}
	return b, true
}
