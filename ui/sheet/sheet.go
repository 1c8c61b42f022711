// Package sheet lays out the inside of a card: a head that stays, a middle that
// scrolls where the card is too high for the screen, the consequence, and the row of
// buttons that is always seen. It knows how text flows behind a label, what a field
// and a button look like, and nothing of what any card decides.
//
// A Sheet is filled while a card is drawn and thrown away: no card keeps one.
package sheet

import (
	"fmt"
	"slices"

	"greenlight/ui/draw"
	"greenlight/ui/theme"
)

// The widths of a card, in cells.
const (
	// Width is how wide a card may be, ListWidth how wide one with a list.
	Width     = 72
	ListWidth = 86
	// Values is the column behind the labels of a definition list.
	Values = draw.Inset + draw.LabelWidth

	// beside is what the screen keeps beside a card, narrowest what a card needs.
	beside    = 4
	narrowest = 30
	// chrome is what the screen keeps above and below a card.
	chrome = 3
	// fewest is how many lines of the middle have to be seen.
	fewest = 4
)

// Softness says when a blank line is left out of a card that is too high.
type Softness uint8

// The kinds of rows, from those that always stay to the hardest blank line.
const (
	// Hard rows say something: they stay.
	Hard Softness = iota
	// Inside a group of rows: left out first.
	Inside
	// Between two groups.
	Between
	// First is the blank line below the head: left out last.
	First
)

// Row is one line inside a card.
type Row struct {
	Line *draw.Line
	Soft Softness
	// Focus marks the lines of the field that has the focus: they stay in sight.
	Focus bool
	// Cursor is the column of the terminal's cursor, 0 for none: no field begins
	// there.
	Cursor int
}

// Sheet is a card being put together. The middle scrolls where the whole is too
// high; head and buttons stay.
type Sheet struct {
	// W is the width of the card in cells, with its border.
	W int
	// Styles is what it is drawn with.
	Styles *theme.Styles
	// Top names what the card is about; Middle is what to know and to fill in.
	Top, Middle []Row
	// Then is the consequence; it scrolls with the middle only where names are so
	// long that no room is left for the fields. Bottom is the row of buttons.
	Then, Bottom []Row

	frame draw.Frame
}

// New starts a card for a screen of w cells; no card is wider than widest.
func New(w, widest int, st *theme.Styles, f draw.Frame) *Sheet {
	return &Sheet{W: max(min(widest, w-beside), narrowest), Styles: st, frame: f}
}

// Line starts a line of the card; text belongs between draw.Inset and End.
func (s *Sheet) Line() *draw.Line { return draw.Inner(s.W, s.Styles) }

// End is the column behind the last one that text may take.
func (s *Sheet) End() int { return s.W - 2 - draw.Inset }

// Room is how many cells lie between col and the right padding, at least 1.
func (s *Sheet) Room(col int) int { return max(s.End()-col, 1) }

// Blank is an empty row.
func (s *Sheet) Blank(soft Softness) Row { return Row{Line: s.Line(), Soft: soft} }

// Add puts rows at the end of the middle.
func (s *Sheet) Add(rows ...Row) { s.Middle = append(s.Middle, rows...) }

// Block draws the card for a screen of h rows.
func (s *Sheet) Block(h int) draw.Block {
	middle, then := s.laid(h)
	all := slices.Concat(s.Top, middle, then, s.Bottom)
	var lines []*draw.Line
	var cursor *draw.Point
	for y, r := range all {
		lines = append(lines, r.Line)
		if r.Cursor > 0 {
			cursor = &draw.Point{X: r.Cursor, Y: y}
		}
	}
	return draw.Box(s.W, s.Styles, s.frame, lines, cursor)
}

// laid is the part of the middle that is shown on a screen of h rows, and what of the
// consequence is not in it.
func (s *Sheet) laid(h int) (middle, then []Row) {
	middle, then = s.Middle, s.Then
	room := h - chrome - 2 - len(s.Top) - len(s.Bottom) - len(then)
	if room < fewest {
		room += len(then)
		middle, then = slices.Concat(middle, then), nil
	}
	return s.scrolled(tight(middle, room), max(room, 1)), then
}

// Visible are the lines of the middle that Block shows on a screen of h rows. Bottom has
// to be there, at least with as many rows as it will have.
func (s *Sheet) Visible(h int) map[*draw.Line]bool {
	own := map[*draw.Line]bool{}
	for _, r := range s.Middle {
		own[r.Line] = true
	}
	shown, _ := s.laid(h)
	out := map[*draw.Line]bool{}
	for _, r := range shown {
		if own[r.Line] {
			out[r.Line] = true
		}
	}
	return out
}

// tight leaves out blank lines, one kind after the other, until rows fit.
func tight(rows []Row, room int) []Row {
	for kind := Inside; kind <= First && len(rows) > room; kind++ {
		var kept []Row
		for _, r := range rows {
			if r.Soft != kind {
				kept = append(kept, r)
			}
		}
		rows = kept
	}
	return rows
}

// scrolled is the part of rows that shows the focused field, with a line at an end
// that hides something saying how much.
func (s *Sheet) scrolled(rows []Row, room int) []Row {
	if len(rows) <= room {
		return rows
	}
	from := max(0, min(focused(rows)-room+2, len(rows)-room))
	shown := append([]Row{}, rows[from:from+room]...)
	if from > 0 {
		shown[0] = s.more(from+1, "above")
	}
	if below := len(rows) - from - room; below > 0 {
		shown[room-1] = s.more(below+1, "below")
	}
	return shown
}

func (s *Sheet) more(n int, where string) Row {
	return Row{Line: s.Line().At(draw.Inset).Put(theme.Muted, fmt.Sprintf("… %d more lines %s", n, where))}
}

// focused is the last row of the field that has the focus; the first row where
// none has.
func focused(rows []Row) int {
	last := 0
	for i, r := range rows {
		if r.Focus {
			last = i
		}
	}
	return last
}
