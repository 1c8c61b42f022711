package sheet

import (
	"strings"

	"greenlight/ui/draw"
	"greenlight/ui/theme"
)

// Span is a piece of a sentence in one role. Its text may come from outside: it is
// made safe where it is put.
type Span struct {
	Role theme.Role
	Text string
}

// In is a span in any role.
func In(r theme.Role, text string) Span { return Span{Role: r, Text: text} }

// Plain is a span of ordinary text.
func Plain(text string) Span { return In(theme.Text, text) }

// Strong is a span of bold text.
func Strong(text string) Span { return In(theme.Strong, text) }

// Measured is text as it will be put: ASCII spellings have other widths.
func (s *Sheet) Measured(text string) string {
	if s.Styles.ASCII {
		return draw.ToASCII(text)
	}
	return text
}

// Wide is how many cells text takes on this card.
func (s *Sheet) Wide(text string) int { return draw.Width(s.Measured(text)) }

// piece is one word of a text that flows.
type piece struct {
	role  theme.Role
	text  string
	width int
}

// Flow wraps spans from column col on, one row a line, with a blank between two
// spans. lead, where it is not nil, begins the first line.
func (s *Sheet) Flow(col int, lead func(*draw.Line), spans ...Span) []Row {
	room := s.Room(col)
	var rows []Row
	var l *draw.Line
	used := 0
	open := func() {
		l, used = s.Line(), 0
		if len(rows) == 0 && lead != nil {
			lead(l)
		}
		l.At(col)
		rows = append(rows, Row{Line: l})
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
func (s *Sheet) pieces(spans []Span, room int) []piece {
	var out []piece
	for _, sp := range spans {
		for _, word := range strings.Fields(s.Measured(sp.Text)) {
			out = append(out, parts(sp.Role, word, room)...)
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

// Labelled is a row of the definition list whose value flows.
func (s *Sheet) Labelled(label string, spans ...Span) []Row {
	return s.Flow(Values, func(l *draw.Line) { l.Label(draw.Inset, label, false) }, spans...)
}

// Signed is a sentence with a sign before it; further lines begin below its words.
func (s *Sheet) Signed(role theme.Role, sign string, spans ...Span) []Row {
	return s.Flow(draw.Inset+2, func(l *draw.Line) { l.At(draw.Inset).Put(role, sign) }, spans...)
}

// Headline is the sentence that counts most on a card, with its sign, all in one
// role.
func (s *Sheet) Headline(role theme.Role, sign, sentence string) []Row {
	return s.Signed(role, sign, In(role, sentence))
}

// Heading is a muted line over a list.
func (s *Sheet) Heading(words string) Row {
	return Row{Line: s.Line().At(draw.Inset).Put(theme.Muted, words)}
}
