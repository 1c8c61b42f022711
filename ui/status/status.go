// Package status draws what is around the list and the detail: the header with the
// light and how fresh everything is, the view tabs over their hairline, the hint row
// and the footer, and what stands in the body while there is nothing to list.
//
// Everything is a value that the root fills in and a View that is exactly as wide as
// it is told; nothing here remembers, waits or reads.
package status

import (
	"greenlight/ui/draw"
	"greenlight/ui/keys"
	"greenlight/ui/theme"
)

const (
	// margin is the column where text begins and, from the right, ends.
	margin = 2
	// between parts entries of a footer, tabs and the pieces of the header.
	between = 3
)

// span is a piece of text in one role.
type span struct {
	role theme.Role
	text string
}

// pen draws and measures for one set of styles.
type pen struct {
	st *theme.Styles
	w  int
}

func (p pen) line() *draw.Line { return draw.New(p.w, &p.st.Body, p.st.ASCII) }

func (p pen) empty() string { return p.line().String() }

func (p pen) width(s string) int {
	if p.st.ASCII {
		return draw.Width(draw.ToASCII(s))
	}
	return draw.Width(s)
}

func (p pen) measure(spans []span) int {
	n := 0
	for _, s := range spans {
		n += p.width(s.text)
	}
	return n
}

func (p pen) cut(s string, w int, how draw.CutMode) string {
	if p.st.ASCII {
		return draw.CutASCII(s, w, how)
	}
	return draw.Cut(s, w, how)
}

func (p pen) wrap(s string, w int) []string {
	if p.st.ASCII {
		return draw.WrapASCII(s, w)
	}
	return draw.Wrap(s, w)
}

// put writes spans into at most room cells; the one that does not fit is cut.
func (p pen) put(l *draw.Line, spans []span, room int) {
	for _, s := range spans {
		n := p.width(s.text)
		if n > room {
			l.Put(s.role, p.cut(s.text, room, draw.End))
			return
		}
		l.Put(s.role, s.text)
		room -= n
	}
}

// at draws spans from a column to the right margin on a line of their own.
func (p pen) at(col int, spans ...span) string {
	l := p.line().At(col)
	p.put(l, spans, p.w-margin-col)
	return l.String()
}

// hint is one footer entry as spans.
func hint(h keys.Hint) []span {
	if h.Verb == "" {
		return []span{{theme.Strong, h.Keys}}
	}
	return []span{{theme.Strong, h.Keys}, {theme.Muted, " " + h.Verb}}
}
