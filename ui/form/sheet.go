package form

import (
	"fmt"
	"slices"
	"strings"

	"greenlight/ui/draw"
	"greenlight/ui/theme"
)

// The widths of a card, in cells: of the whole and of what stands behind a label.
const (
	maxWidth = 72
	// chrome is what the screen keeps above and below a card.
	chrome = 3
	// fewest is how many lines of the middle have to be seen.
	fewest = 4
	values = draw.Inset + draw.LabelWidth
)

// row is one line inside a card.
type row struct {
	line *draw.Line
	// soft is for blank lines: the lowest are left out first where the card is too
	// high. 0 is for lines that say something.
	soft int
	// focus marks the lines of the field that has it.
	focus bool
	// cursor is the column of the terminal's cursor, 0 for none: no field begins
	// there.
	cursor int
}

// sheet is a card being put together. The middle scrolls where the whole is too
// high; top and bottom stay.
type sheet struct {
	w           int
	st          *theme.Styles
	frame       draw.Frame
	top, middle []row
	// then is the consequence; it scrolls with the middle only where names are so
	// long that no room is left for the fields.
	then, bottom []row
}

// newSheet starts a card for a screen of w cells; no card is wider than widest.
func newSheet(w, widest int, st *theme.Styles, f draw.Frame) *sheet {
	return &sheet{w: max(min(widest, w-4), 30), st: st, frame: f}
}

func (s *sheet) line() *draw.Line { return draw.Inner(s.w, s.st) }

// room is how many cells lie between col and the right padding.
func (s *sheet) room(col int) int { return max(s.w-2-draw.Inset-col, 1) }

func (s *sheet) blank(soft int) row { return row{line: s.line(), soft: soft} }

// measured is text as it will be measured and put.
func (s *sheet) measured(t string) string {
	if s.st.ASCII {
		return draw.ToASCII(t)
	}
	return t
}

// wide is how many cells t takes on this card.
func (s *sheet) wide(t string) int { return draw.Width(s.measured(t)) }

// piece is one word of a text that flows.
type piece struct {
	role  theme.Role
	text  string
	width int
}

// flow wraps spans from column col on, one row a line. lead, where there is one,
// begins the first line.
func (s *sheet) flow(col int, spans []span, lead func(*draw.Line)) []row {
	room := s.room(col)
	var rows []row
	var l *draw.Line
	used := 0
	open := func() {
		l, used = s.line(), 0
		if len(rows) == 0 && lead != nil {
			lead(l)
		}
		l.At(col)
		rows = append(rows, row{line: l})
	}
	open()
	for _, p := range s.pieces(spans, room) {
		if used > 0 && used+1+p.width > room {
			open()
		}
		if used > 0 {
			l.Put(theme.Text, " ")
			used++
		}
		l.Put(p.role, p.text)
		used += p.width
	}
	return rows
}

// pieces splits spans into words.
func (s *sheet) pieces(spans []span, room int) []piece {
	var out []piece
	for _, sp := range spans {
		for _, word := range strings.Fields(s.measured(sp.text)) {
			out = append(out, parts(sp.role, word, room)...)
		}
	}
	return out
}

// parts is a word, broken where it is longer than a line.
func parts(role theme.Role, word string, room int) []piece {
	var out []piece
	for draw.Width(word) > room {
		head := draw.Cut(word, room, draw.Clip)
		if head == "" || !strings.HasPrefix(word, head) {
			break
		}
		out = append(out, piece{role, head, draw.Width(head)})
		word = strings.TrimPrefix(word, head)
	}
	return append(out, piece{role, word, draw.Width(word)})
}

// labelled is a row of the definition list whose value flows.
func (s *sheet) labelled(label string, spans ...span) []row {
	return s.flow(values, spans, func(l *draw.Line) { l.Label(draw.Inset, label, false) })
}

// block draws the card for a screen of h rows.
func (s *sheet) block(h int) draw.Block {
	middle, then := s.middle, s.then
	room := h - chrome - 2 - len(s.top) - len(s.bottom) - len(then)
	if room < fewest {
		room += len(then)
		middle, then = slices.Concat(middle, then), nil
	}
	middle = scrolled(s, tight(middle, room), max(room, 1))
	all := slices.Concat(s.top, middle, then, s.bottom)
	var lines []*draw.Line
	var cursor *draw.Point
	for y, r := range all {
		lines = append(lines, r.line)
		if r.cursor > 0 {
			cursor = &draw.Point{X: r.cursor, Y: y}
		}
	}
	return draw.Box(s.w, s.st, s.frame, lines, cursor)
}

// softest to hardest: the kinds of blank lines.
const (
	blankInside = iota + 1
	blankBetween
	blankFirst
)

// tight leaves out blank lines, one kind after the other, until rows fit.
func tight(rows []row, room int) []row {
	for kind := blankInside; kind <= blankFirst && len(rows) > room; kind++ {
		var kept []row
		for _, r := range rows {
			if r.soft != kind {
				kept = append(kept, r)
			}
		}
		rows = kept
	}
	return rows
}

// scrolled is the part of rows that shows the focused field, with a line at an end
// that hides something saying how much.
func scrolled(s *sheet, rows []row, room int) []row {
	if len(rows) <= room {
		return rows
	}
	from := max(0, min(focused(rows)-room+2, len(rows)-room))
	shown := append([]row{}, rows[from:from+room]...)
	if from > 0 {
		shown[0] = row{line: s.more(from+1, "above")}
	}
	if below := len(rows) - from - room; below > 0 {
		shown[room-1] = row{line: s.more(below+1, "below")}
	}
	return shown
}

func (s *sheet) more(n int, where string) *draw.Line {
	return s.line().At(draw.Inset).Put(theme.Muted, fmt.Sprintf("… %d more lines %s", n, where))
}

// focused is the last row of the field that has the focus; the first row where
// none has.
func focused(rows []row) int {
	last := 0
	for i, r := range rows {
		if r.focus {
			last = i
		}
	}
	return last
}
