// Package rows sets the lines of a tab's body into the rows there are: lines of roles
// and words, some of which a cursor can stand on, below a head that stays.
//
// It knows nothing of what the lines say. The window turns by a page when the cursor
// leaves it: no terminal scrolls half a line, so a window that followed the cursor
// row by row would be written anew, row by row, at each key.
package rows

import (
	"strings"

	"greenlight/ui/draw"
	"greenlight/ui/theme"
)

// Span is a piece of text in one role. Its text may come from outside.
type Span struct {
	Role theme.Role
	Text string
}

// Line is one line before it has a width.
type Line struct {
	// Section is the label in the first column. Lines of one section that follow one
	// another show it once, and once more where a page begins with them.
	Section string
	// Flush lets the text begin at the margin, where there is no section.
	Flush bool
	// Left is cut at its end where it has no room beside Right, which keeps at most
	// half of it.
	Left, Right []Span
	// Make makes Left and Right when the line is drawn: most lines of a long body
	// never are. Nil where they are there.
	Make func() (left, right []Span)
	// Item is the number, from 1, of what the cursor picks with this line; 0 for
	// lines that it passes by. One item may have several lines.
	Item int
}

// Blank parts two sections.
func Blank() Line { return Line{Flush: true} }

// Said is one part of a sentence; nothing where the text is empty.
func Said(r theme.Role, text string) []Span {
	if text == "" {
		return nil
	}
	return []Span{{r, text}}
}

// Sentence joins parts with the separator; parts without text are left out.
func Sentence(parts ...[]Span) []Span {
	var out []Span
	for _, part := range parts {
		if len(part) == 0 {
			continue
		}
		if len(out) > 0 {
			out = append(out, Span{theme.Muted, " · "})
		}
		out = append(out, part...)
	}
	return out
}

// Dots hold the place of n cells that are being read.
func Dots(n int) []Span { return []Span{{theme.Line, strings.Repeat("·", max(n, 0))}} }

// Pane is where lines are drawn: W cells wide, H rows high. Focused says that keys
// act here: there are margins, and the cursor is shown.
type Pane struct {
	W, H    int
	Focused bool
	Styles  *theme.Styles
	// Label is how wide the column of the sections is; draw.LabelWidth where it is 0.
	Label int
}

// Margin is how many cells stay free at the left and at the right.
func (p Pane) Margin() int {
	if p.Focused && p.W > 4 {
		return 2
	}
	return 0
}

// Inner is the width between the margins.
func (p Pane) Inner() int { return max(p.W-2*p.Margin(), 0) }

// Text is the width of what stands behind the column of the sections.
func (p Pane) Text() int { return max(p.Inner()-p.label(), 0) }

func (p Pane) label() int {
	if p.Label > 0 {
		return p.Label
	}
	return draw.LabelWidth
}

// Width measures text as it will be drawn.
func (p Pane) Width(s string) int {
	if p.Styles.ASCII {
		return draw.Width(draw.ToASCII(s))
	}
	return draw.Width(s)
}

// Measure is the width of all spans.
func (p Pane) Measure(spans []Span) int {
	n := 0
	for _, s := range spans {
		n += p.Width(s.Text)
	}
	return n
}

// Cut shortens text to w cells as it will be drawn.
func (p Pane) Cut(s string, w int, how draw.CutMode) string {
	if p.Styles.ASCII {
		return draw.CutASCII(s, w, how)
	}
	return draw.Cut(s, w, how)
}

// Pad is text in exactly w cells: cut as how says, or with blanks behind it.
func (p Pane) Pad(s string, w int, how draw.CutMode) string {
	s = p.Cut(s, w, how)
	return s + strings.Repeat(" ", max(w-p.Width(s), 0))
}

// Wrap breaks text into lines of at most w cells.
func (p Pane) Wrap(s string, w int) []string {
	if p.Styles.ASCII {
		return draw.WrapASCII(s, w)
	}
	return draw.Wrap(s, w)
}

// Told is a sentence that begins at the margin, behind a sign where it has one, in as
// many lines as it needs.
func (p Pane) Told(sign Span, role theme.Role, sentence string) []Line {
	hang := p.Width(sign.Text)
	var out []Line
	for i, part := range p.Wrap(sentence, max(p.Inner()-hang, 1)) {
		lead := Span{theme.Text, strings.Repeat(" ", hang)}
		if i == 0 {
			lead = sign
		}
		out = append(out, Line{Flush: true, Left: []Span{lead, {role, part}}})
	}
	return out
}

// Failure is the sentence that says why something could not be read.
func (p Pane) Failure(sentence string) []Line {
	return p.Told(Span{theme.Bad, "✗ "}, theme.Text, sentence)
}

// render draws a line in exactly the width of the pane.
func (p Pane) render(l Line, labelled, picked bool) string {
	surface := &p.Styles.Body
	if picked {
		surface = &p.Styles.Selected
	}
	if l.Make != nil {
		l.Left, l.Right = l.Make()
	}
	out := draw.New(p.W, surface, p.Styles.ASCII)
	if picked {
		out.Put(theme.Focus, "▌")
	}
	start := p.Margin()
	if !l.Flush {
		start += p.label()
	}
	if labelled {
		out.At(p.Margin()).Put(theme.Muted, p.Cut(l.Section, p.label()-1, draw.Middle))
	}
	out.At(start)
	end := p.W - p.Margin()
	right := min(p.Measure(l.Right), (end-start)/2)
	room := end - start
	if right > 0 {
		room -= right + 2
	}
	p.put(out, l.Left, room)
	if right > 0 {
		out.At(end - right)
		p.put(out, l.Right, right)
	}
	return out.String()
}

// put writes spans into at most room cells; the one that does not fit is cut.
func (p Pane) put(out *draw.Line, spans []Span, room int) {
	for i, s := range spans {
		n := p.Width(s.Text)
		if n < room || n == room && p.Measure(spans[i+1:]) == 0 {
			out.Put(s.Role, s.Text)
			room -= n
			continue
		}
		rest := s.Text
		if p.Measure(spans[i+1:]) > 0 {
			rest += "  .." // so that the cut shows even where only what follows is lost
		}
		if rest = p.Cut(rest, room, draw.End); rest != "" {
			out.Put(s.Role, rest)
		}
		return
	}
}
