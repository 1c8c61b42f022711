package detail

import (
	"strconv"

	"greenlight/ui/draw"
	"greenlight/ui/theme"
)

// kind says what may become of a line when there are more lines than rows.
type kind uint8

const (
	// The zero kind: lines that always stay.
	_ kind = iota
	// kindBlank lines part sections, or hold a place.
	kindBlank
	// kindSpare lines hold what is good to know.
	kindSpare
	// kindExtra lines are sections that are shown where there is room left.
	kindExtra
)

// span is a piece of text in one role. Its text may come from outside.
type span struct {
	role theme.Role
	text string
}

// line is one line of the summary before it has a width.
type line struct {
	kind  kind
	label string
	// flush lets the text begin at the margin although there is no label.
	flush       bool
	left, right []span
}

// blank parts two sections.
func blank() line { return line{kind: kindBlank, flush: true} }

// more stands for n lines that are not shown, and says where they are.
func more(n int, where string) line {
	return line{left: []span{{theme.Muted, strconv.Itoa(n) + " more " + where}}}
}

// start is the column in which the text of a line begins.
func (p pane) start(l line) int {
	if l.flush {
		return p.margin
	}
	return p.margin + draw.LabelWidth
}

// room is how many cells the left part of a line has.
func (p pane) room(l line) int {
	n := p.w - p.margin - p.start(l)
	if right := p.measure(l.right); right > 0 {
		n -= min(right, n/2) + 2
	}
	return max(n, 0)
}

// render draws a line in exactly the width of the pane. The right part keeps at most
// half of the room, the left is cut at its end.
func (p pane) render(l line) string {
	out := draw.New(p.w, &p.st.Body, p.st.ASCII)
	if l.label != "" {
		out.At(p.margin).Put(p.tone(theme.Muted), l.label)
	}
	out.At(p.start(l))
	p.put(out, l.left, p.room(l))
	if right := p.measure(l.right); right > 0 {
		right = min(right, (p.w-p.margin-p.start(l))/2)
		out.At(p.w - p.margin - right)
		p.put(out, l.right, right)
	}
	return out.String()
}

// put writes spans into at most room cells; the one that does not fit is cut.
func (p pane) put(out *draw.Line, spans []span, room int) {
	for i, s := range spans {
		n := p.width(s.text)
		if n < room || n == room && i == len(spans)-1 {
			out.Put(p.tone(s.role), s.text)
			room -= n
			continue
		}
		if rest := p.cut(s.text+p.tail(spans[i+1:]), room, draw.End); rest != "" {
			out.Put(p.tone(s.role), rest)
		}
		return
	}
}

// tail makes a cut visible when only blanks of what follows would be lost.
func (p pane) tail(spans []span) string {
	if p.measure(spans) > 0 {
		return "  .."
	}
	return ""
}

// width measures text as it will be drawn.
func (p pane) width(s string) int {
	if p.st.ASCII {
		return draw.Width(draw.ToASCII(s))
	}
	return draw.Width(s)
}

func (p pane) measure(spans []span) int {
	n := 0
	for _, s := range spans {
		n += p.width(s.text)
	}
	return n
}

// cut shortens text to w cells as it will be drawn.
func (p pane) cut(s string, w int, how draw.CutMode) string {
	if p.st.ASCII {
		return draw.CutASCII(s, w, how)
	}
	return draw.Cut(s, w, how)
}

func (p pane) wrap(s string, w int) []string {
	if p.st.ASCII {
		return draw.WrapASCII(s, w)
	}
	return draw.Wrap(s, w)
}

// tone takes the hues out of what is no longer certain. Dangers keep theirs: they
// only grow.
func (p pane) tone(r theme.Role) theme.Role {
	if !p.stale() {
		return r
	}
	switch r {
	case theme.Wait, theme.WaitStrong, theme.OK, theme.OKStrong, theme.Focus, theme.FocusStrong:
		return theme.Muted
	case theme.Text, theme.Strong, theme.Muted, theme.Line, theme.Ghost, theme.Bad, theme.BadStrong,
		theme.Prod, theme.ProdStrong, theme.ChipProd, theme.ChipBad, theme.ChipFocus, theme.ChipPlain,
		theme.Field, theme.FieldMuted, theme.Match:
		return r
	default:
		return r
	}
}

// sentence joins parts with the separator, each part already in its role.
func sentence(parts ...[]span) []span {
	var out []span
	for _, part := range parts {
		if len(part) == 0 {
			continue
		}
		if len(out) > 0 {
			out = append(out, span{between(out[len(out)-1].role, part[0].role), " · "})
		}
		out = append(out, part...)
	}
	return out
}

// between is the role of a separator: that of a quiet neighbour, since a change of
// style for one dot costs more bytes than the words beside it.
func between(left, right theme.Role) theme.Role {
	for _, r := range []theme.Role{right, left} {
		if r == theme.Text || r == theme.Muted {
			return r
		}
	}
	return theme.Muted
}

// said is one part of a sentence; nothing where the text is empty.
func said(r theme.Role, text string) []span {
	if text == "" {
		return nil
	}
	return []span{{r, text}}
}

// dots hold the place of a fact that is being read.
func dots(n int) []span {
	const row = "··············································"
	return []span{{theme.Line, row[:min(n*len("·"), len(row))]}}
}
