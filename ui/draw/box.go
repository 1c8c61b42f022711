package draw

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"greenlight/ui/theme"
)

// Point is a cell: X to the right, Y down, both from 0.
type Point struct{ X, Y int }

// Block is a drawn rectangle: H lines of exactly W cells each.
type Block struct {
	Lines []string
	W, H  int
	// Cursor is where the terminal's cursor belongs, relative to the block; nil for
	// no cursor.
	Cursor *Point
}

// Frame is the border of a card.
type Frame struct {
	// Title stands in the top border, Chip behind it as a filled production chip,
	// Tag at the right end. Any of them may be empty.
	Title, Chip, Tag string
	// Double is for production: a double border in Prod. Otherwise it is round and
	// in Focus.
	Double bool
	// Wrong makes the border Bad, whatever it is around.
	Wrong bool
}

// Inset is where the text of a card begins and ends, in cells from the inside of
// its border; with the border that is the padding of three.
const Inset = 2

// Inner starts a line for the inside of a card that is w cells wide with its
// border: w-2 cells on the card's surface. Text belongs between Inset and
// Width()-Inset.
func Inner(w int, st *theme.Styles) *Line { return New(w-2, &st.Card, st.ASCII) }

// Box draws a card around lines made by Inner with the same w. cursor is a cell of
// the inside and comes back as one of the block.
func Box(w int, st *theme.Styles, f Frame, lines []*Line, cursor *Point) Block {
	corners, side, bar := []string{"╭", "╮", "╰", "╯"}, "│", "─"
	role := theme.Focus
	if f.Double {
		corners, side, bar, role = []string{"╔", "╗", "╚", "╝"}, "║", "═", theme.Prod
	}
	if f.Wrong {
		role = theme.Bad
	}
	start := func() *Line { return New(w, &st.Card, st.ASCII) }
	b := Block{W: w, H: len(lines) + 2}
	b.Lines = append(b.Lines, lid(start(), f, role, corners, bar).String())
	edge := start().Put(role, side)
	left := edge.styled()
	for _, l := range lines {
		b.Lines = append(b.Lines, left+l.String()+left)
	}
	b.Lines = append(b.Lines, start().Put(role, corners[2]).Run(role, bar, w-2).Put(role, corners[3]).String())
	if cursor != nil {
		b.Cursor = &Point{cursor.X + 1, cursor.Y + 1}
	}
	return b
}

// shortTitle is what a tag leaves of the title at least, with its blanks.
const shortTitle = 8

// lid is the top border with the title and the tag set into it.
func lid(l *Line, f Frame, role theme.Role, corners []string, bar string) *Line {
	l.Put(role, corners[0]+bar)
	end := l.Width() - 2
	room := end - l.Column() - 1
	chip := l.wash(f.Chip)
	if chip != "" {
		room -= width(chip) + 4
	}
	tag := ""
	if t := l.wash(f.Tag); t != "" && width(t)+shortTitle <= room {
		tag = " " + t + " "
		room -= width(tag)
	}
	if f.Title != "" {
		l.Put(theme.Text, " ").Put(theme.Strong, cut(l.wash(f.Title), room-2, End, l.ellipsis()))
		l.Put(theme.Text, " ")
	}
	if chip != "" {
		l.Put(theme.Text, " ").Chip(theme.ChipProd, chip).Put(theme.Text, " ")
	}
	l.Run(role, bar, end-width(tag)-l.Column())
	if tag != "" {
		l.Put(theme.Muted, tag)
	}
	return l.Put(role, bar+corners[1])
}

// styled is what was put, without the padding to the line's end.
func (l *Line) styled() string {
	short := *l
	short.width = l.col
	return short.String()
}

// LabelWidth is how wide the labels of cards and of the detail are: what a label
// names begins so many cells behind where the label begins.
const LabelWidth = 11

// Label begins a row of a definition list: the label at column c, muted, and the
// column moved to c+LabelWidth. The field that has the focus has a bold label and
// "▌" two cells before it.
func (l *Line) Label(c int, label string, focused bool) *Line {
	role := theme.Muted
	if focused {
		role = theme.Strong
		l.At(c-2).Put(theme.Focus, "▌")
	}
	return l.At(c).Fit(role, label, LabelWidth-1, End).At(c + LabelWidth)
}

// Hairline is a rule across the screen.
type Hairline struct {
	// From and To bound the heavy part, To excluded; equal for none.
	From, To int
	// Heavy is the role of the heavy part: Focus where keys act, else Strong.
	Heavy theme.Role
	// Tees are the columns where a vertical rule begins below.
	Tees []int
}

// Rule draws a hairline of width cells.
func Rule(width int, s *theme.Surface, ascii bool, h Hairline) *Line {
	l := New(width, s, ascii)
	cells := make([]string, width)
	for i := range cells {
		cells[i] = "─"
	}
	for _, t := range h.Tees {
		if t >= 0 && t < width {
			cells[t] = "┬"
		}
	}
	from, to := min(max(h.From, 0), width), min(max(h.To, 0), width)
	if from >= to {
		return l.Put(theme.Line, strings.Join(cells, ""))
	}
	return l.Put(theme.Line, strings.Join(cells[:from], "")).
		Run(h.Heavy, "━", to-from).
		Put(theme.Line, strings.Join(cells[to:], ""))
}

// Under redraws a finished line as it looks beneath a card: without its styles, all
// ghost, rules in their own role.
func Under(line string, width int, st *theme.Styles) string {
	l := New(width, &st.Under, st.ASCII)
	plain := ansi.Strip(line)
	for plain != "" {
		i := strings.IndexAny(plain, "─━│┬")
		if i < 0 {
			i = len(plain)
		}
		l.put(theme.Ghost, plain[:i])
		plain = plain[i:]
		j := len(plain) - len(strings.TrimLeft(plain, "─━│┬"))
		l.put(theme.Line, strings.ReplaceAll(plain[:j], "━", "─"))
		plain = plain[j:]
	}
	return l.String()
}
