package trace

import (
	"bytes"
	"slices"
)

// Bounds of the index: every 64 lines, or where 64 kB passed without one that is
// shown, there is a checkpoint; what exceeds the others is not told apart any more.
const (
	stepLines   = 64
	stepBytes   = 64 << 10
	maxSections = 10_000
	maxDepth    = 64
	maxPens     = 4096
)

// checkpoint is where a segment begins: the line that is the next to be shown
// there, and the pen it begins with.
type checkpoint struct{ line, off, pen uint32 }

// section is one section of the log.
type section struct {
	name string
	// start and end are the runner's clock in seconds; open is true before the end.
	start, end int64
	open       bool
	collapsed  bool
	// broken says that the runner reported an error in it.
	broken bool
	// first is its head's line, last the line behind its last one.
	first, last int
	// command is the line of its first command, 0 for none.
	command int
	parent  int32
	depth   int
}

// index is what is known of the first off bytes of a log.
type index struct {
	off      int64
	lines    int
	points   []checkpoint
	sections []section
	stack    []int32
	pen      pen
	penID    uint32
	pens     []pen
	ids      map[pen]uint32
	// undo, where it is not nil, takes back what is indexed from now on.
	undo *undo
}

// undo is an index as it was before the unfinished end of a log was indexed. What
// that end did to sections before it is not taken back: a log only grows, so it will
// be done again.
type undo struct {
	off              int64
	lines            int
	points, sections int
	stack            []int32
	pen              pen
	penID            uint32
}

func newIndex() *index {
	return &index{pens: []pen{{}}, ids: map[pen]uint32{{}: 0}, points: []checkpoint{{}}}
}

// feed indexes the segments of b, which follow what is indexed already, and
// returns how many bytes they are; final says that b is the end of the log.
func (ix *index) feed(b []byte, final bool) int {
	done := 0
	for done < len(b) {
		seg, ok := next(b[done:], final)
		if !ok {
			break
		}
		ix.add(b[done:done+seg.size], seg)
		done += seg.size
	}
	return done
}

// guess indexes the unfinished end of a log; revert takes it back.
func (ix *index) guess(b []byte) {
	ix.undo = &undo{off: ix.off, lines: ix.lines, points: len(ix.points), sections: len(ix.sections),
		stack: slices.Clone(ix.stack), pen: ix.pen, penID: ix.penID}
	ix.feed(b, true)
}

func (ix *index) revert() {
	u := ix.undo
	if u == nil {
		return
	}
	ix.undo = nil
	ix.off, ix.lines, ix.stack, ix.pen, ix.penID = u.off, u.lines, u.stack, u.pen, u.penID
	ix.points, ix.sections = ix.points[:u.points], ix.sections[:u.sections]
}

func (ix *index) add(b []byte, seg segment) {
	last := ix.points[len(ix.points)-1]
	if ix.lines-int(last.line) >= stepLines || ix.off-int64(last.off) >= stepBytes {
		ix.points = append(ix.points, checkpoint{uint32(ix.lines), uint32(ix.off), ix.penID})
	}
	for _, m := range seg.marks {
		if m.start {
			ix.open(m)
		} else {
			ix.close(m)
		}
	}
	if len(ix.stack) > 0 && len(seg.marks) == 0 && seg.shown {
		ix.look(b)
	}
	if bytes.IndexByte(b, esc) >= 0 || ix.pen.open != 0 {
		ix.draw(b)
	}
	ix.off += int64(len(b))
	if seg.shown {
		ix.lines++
	}
}

// draw moves the pen over b.
func (ix *index) draw(b []byte) {
	was := ix.pen
	ix.pen = ix.pen.after(b)
	if ix.pen == was {
		return
	}
	id, ok := ix.ids[ix.pen]
	if !ok && len(ix.pens) < maxPens {
		id = uint32(len(ix.pens))
		ix.pens = append(ix.pens, ix.pen)
		ix.ids[ix.pen] = id
	}
	ix.penID = id
}

func (ix *index) open(m mark) {
	if len(ix.sections) >= maxSections || len(ix.stack) >= maxDepth {
		return
	}
	s := section{name: m.name, start: m.at, open: true, collapsed: m.collapsed, first: ix.lines, parent: -1, depth: len(ix.stack)}
	if n := len(ix.stack); n > 0 {
		s.parent = ix.stack[n-1]
	}
	ix.stack = append(ix.stack, int32(len(ix.sections)))
	ix.sections = append(ix.sections, s)
}

// close ends the innermost open section of that name, and those in it that nobody
// ended.
func (ix *index) close(m mark) {
	behind := ix.lines
	if n := len(ix.sections); n > 0 && ix.sections[n-1].first == behind {
		behind++ // begun and ended in one line, which is a head
	}
	for n := len(ix.stack) - 1; n >= 0; n-- {
		if ix.sections[ix.stack[n]].name != m.name {
			continue
		}
		for _, id := range ix.stack[n:] {
			s := &ix.sections[id]
			s.open, s.end, s.last = false, m.at, behind
		}
		ix.stack = ix.stack[:n]
		return
	}
}

var errorWords = [][]byte{[]byte("ERROR: "), []byte("fatal: "), []byte("error: ")}

// look finds in a line what a section is told by: its first command, an error.
func (ix *index) look(b []byte) {
	id := ix.stack[len(ix.stack)-1]
	s := ix.sections[id]
	if script[s.name] {
		if s.command == 0 && bytes.HasPrefix(lead(b), []byte("$ ")) {
			ix.sections[id].command = ix.lines
		}
		return
	}
	if s.broken {
		return
	}
	text := lead(b)
	for _, w := range errorWords {
		if bytes.HasPrefix(text, w) {
			ix.breakAll()
			return
		}
	}
}

// breakAll marks the open sections: an error must not be folded away with any of
// them.
func (ix *index) breakAll() {
	for _, id := range ix.stack {
		ix.sections[id].broken = true
	}
}

// before is the last checkpoint at or before a line.
func (ix *index) before(line int) checkpoint {
	i, _ := slices.BinarySearchFunc(ix.points, line, func(c checkpoint, line int) int {
		if int(c.line) <= line {
			return -1
		}
		return 1
	})
	return ix.points[max(i-1, 0)]
}

// behind is the line behind the last of a section.
func (ix *index) behind(s section) int {
	if s.open {
		return max(ix.lines, s.first+1)
	}
	return s.last
}

// around is the innermost section that holds a line, -1 for none.
func (ix *index) around(line int) int32 {
	i, _ := slices.BinarySearchFunc(ix.sections, line, func(s section, line int) int {
		if s.first <= line {
			return -1
		}
		return 1
	})
	id := int32(i - 1)
	for id >= 0 && ix.behind(ix.sections[id]) <= line {
		id = ix.sections[id].parent
	}
	return id
}
