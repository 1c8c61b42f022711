package shift

import (
	"strconv"
	"time"

	"greenlight/api/journal"
	"greenlight/api/text"
	"greenlight/ui/draw"
	"greenlight/ui/present"
	"greenlight/ui/sheet"
	"greenlight/ui/theme"
)

// chrome is what the screen and the border take of a card's height. leastList is how
// many rows of the list stay over an unfolded one.
const (
	chrome    = 5
	leastList = 3
)

func (m Model) frame() draw.Frame { return draw.Frame{Title: "Journal", Tag: m.tag()} }

// tag is how many decisions the span has.
func (m Model) tag() string {
	if m.loading || m.err != "" {
		return ""
	}
	return m.count()
}

// View draws the card for a screen of w×h cells. Its times are those of the local clock
// it was opened at, not of a server.
func (m Model) View(w, h int, st *theme.Styles, _ time.Time, pulse int) draw.Block {
	if m.loading || m.err != "" {
		return m.unread(w, st, pulse).Block(h)
	}
	s := m.sheet(w, st)
	if m.hand.writing {
		s.Then[len(s.Then)-1].Line = s.Line().At(draw.Inset).Put(theme.Focus, draw.Pulse(pulse, st.ASCII)).Put(theme.Muted, " writing the handover")
	}
	room := m.room(s, h)
	e := m.picked()
	switch {
	case e == nil:
		s.Add(s.Flow(draw.Inset, nil, sheet.Plain("Nothing was decided from here in this span."))...)
	case m.open:
		m.unfold(s, *e, room)
	default:
		m.list(s, room)
	}
	high := min(room, max(len(m.page.Entries), 1)) // the card stays where it is from span to span
	if m.open && e != nil {
		high = room
	}
	for len(s.Middle) < high {
		s.Add(s.Blank(sheet.Hard))
	}
	return s.Block(h)
}

// room is how many rows are left between the head and the notes of a card.
func (m Model) room(s *sheet.Sheet, h int) int {
	return max(h-chrome-len(s.Top)-len(s.Then)-len(s.Bottom), leastList+2)
}

// unread is the card while nothing was read, or where nothing could be.
func (m Model) unread(w int, st *theme.Styles, pulse int) *sheet.Sheet {
	s := sheet.New(w, sheet.ListWidth, st, m.frame())
	s.Top = append(s.Top, s.Blank(sheet.Hard))
	s.Bottom = append(s.Bottom, s.Blank(sheet.Hard))
	if m.loading {
		l := s.Line().At(draw.Inset).Put(theme.Focus, draw.Pulse(pulse, st.ASCII)).Put(theme.Muted, " reading the journal")
		s.Add(sheet.Row{Line: l})
		return s
	}
	s.Add(s.Signed(theme.Bad, "✗", sheet.Plain(m.err), sheet.Strong("enter"), sheet.Plain("reads it again."))...)
	return s
}

// spans is the line of what can be handed over: all spans, or where they have no room
// the chosen one.
func (m Model) spans(s *sheet.Sheet) sheet.Row {
	full := s.Line().At(draw.Inset)
	for i := range spanCount {
		sheet.Radio(full, i == m.span)
		role := theme.Text
		if i == m.span {
			role = theme.Strong
		}
		full.Put(role, i.String()).Put(theme.Text, "   ")
	}
	arrows := "← →"
	if full.Column()+s.Wide(arrows) <= s.End() {
		return sheet.Row{Line: full.Put(theme.Focus, arrows)}
	}
	return sheet.Row{Line: s.Line().At(draw.Inset).Chip(theme.ChipPlain, m.span.String()).Put(theme.Focus, " "+arrows)}
}

// notes are what to know of the span, and what became of the handover.
func (m Model) notes(s *sheet.Sheet) []sheet.Row {
	var out []sheet.Row
	if n := m.lost(); n > 0 {
		out = append(out, s.Headline(theme.BadStrong, "?", present.Plural(n, "decision is", "decisions are")+
			" UNKNOWN: look in GitLab before anything else.")...)
	}
	if n := m.page.Broken; n > 0 {
		out = append(out, s.Signed(theme.Wait, present.SignNote, sheet.Plain(present.Plural(n, "line", "lines")+
			" of the journal could not be read."))...)
	}
	if m.short() {
		out = append(out, s.Signed(theme.Wait, present.SignNote, sheet.Plain("There are more: older ones are not shown, nor handed over."))...)
	}
	switch h := m.hand; {
	case h.writing:
		out = append(out, s.Blank(sheet.Hard)) // View puts the pulse there
	case h.err != "":
		out = append(out, s.Signed(theme.Bad, "✗", sheet.Plain(h.err), sheet.Strong("w"), sheet.Plain("tries again."))...)
	case h.path != "" && h.said != "":
		out = append(out, s.Signed(theme.OK, "✓", sheet.Plain(h.said), sheet.Strong(h.path))...)
	case h.path != "":
		out = append(out, s.Signed(theme.OK, "✓", sheet.Plain("The handover is in"), sheet.Strong(h.path),
			sheet.Plain("(y copies the path)"))...)
	case h.said != "":
		out = append(out, s.Signed(theme.OK, "✓", sheet.Plain(h.said))...)
	}
	if len(out) == 0 {
		return nil
	}
	return append([]sheet.Row{s.Blank(sheet.Hard)}, out...)
}

// lost is how many of the span ended nobody knows how.
func (m Model) lost() int {
	n := 0
	for _, e := range m.items {
		if end(e).sign == "?" {
			n++
		}
	}
	return n
}

// list is the part of the list around the picked one, in at most so many rows.
func (m Model) list(s *sheet.Sheet, rows int) {
	from := max(0, min(m.pick-rows+2, len(m.items)-rows))
	to := min(from+rows, len(m.items))
	c := m.columns(s)
	for i := from; i < to; i++ {
		switch below := len(m.items) - to; {
		case i == from && from > 0 && i != m.pick:
			s.Add(s.Heading("… " + strconv.Itoa(from+1) + " more above"))
		case i == to-1 && below > 0 && i != m.pick:
			s.Add(s.Heading("… " + strconv.Itoa(below+1) + " more below"))
		default:
			s.Add(sheet.Row{Line: m.line(s, i, c), Focus: i == m.pick})
		}
	}
}

// The widths of a sha, of what stands between it and its ref, and of what a project with
// its environment keeps before a ref is shown at all.
const (
	shaWidth   = 7
	dotWidth   = 3
	leastPlace = 27
	leastRef   = 6
)

// columns are the widths of what stands before and behind the place; ref is 0 where
// there is room for the sha alone.
type columns struct{ at, word, act, ref int }

// columns fits them to the whole span, so that nothing moves while one scrolls.
func (m Model) columns(s *sheet.Sheet) columns {
	c := columns{at: 5}
	ref := 0
	for _, e := range m.items {
		c.at = max(c.at, len(m.stamp(e.Sent.At)))
		c.word = max(c.word, len(end(e).word))
		c.act = max(c.act, min(s.Wide(act(e.Sent)), 10))
		ref = max(ref, min(s.Wide(e.Sent.Ref), 16))
	}
	room := s.End() - (draw.Inset + c.at + 2 + 2 + c.word + 2 + c.act + 2) - 2
	if ref = min(ref, room-leastPlace-shaWidth-dotWidth); ref >= leastRef {
		c.ref = ref
	}
	return c
}

// line is one decision.
func (m Model) line(s *sheet.Sheet, i int, c columns) *draw.Line {
	e := m.items[i]
	l := s.Line()
	if i == m.pick {
		l.Surface(&s.Styles.Selected).Put(theme.Focus, "▌")
	}
	end := end(e)
	l.At(draw.Inset).Fit(theme.Muted, m.stamp(e.Sent.At), c.at, draw.End).Put(theme.Text, "  ")
	l.Put(end.role, end.sign+" ").Fit(end.role, end.word, c.word, draw.End).Put(theme.Text, "  ")
	l.Fit(theme.Text, act(e.Sent), c.act, draw.End).Put(theme.Text, "  ")
	tail := shaWidth
	if c.ref > 0 {
		tail += c.ref + dotWidth
	}
	m.target(s, l, e.Sent, i == m.pick, s.End()-tail-2)
	l.At(s.End() - tail)
	sha := present.SHA(e.Sent.SHA)
	switch {
	case sha == "":
		l.Fit(theme.Muted, e.Sent.Ref, tail, draw.Middle)
	case c.ref > 0 && e.Sent.Ref != "":
		l.Fit(theme.Muted, e.Sent.Ref, c.ref, draw.Middle).Put(theme.Muted, " · "+sha)
	default:
		l.Put(theme.Muted, sha)
	}
	return l.At(l.Width()).Surface(&s.Styles.Card)
}

// target is the project and the environment up to a column: where there is too little
// room the environment counts more.
func (m Model) target(s *sheet.Sheet, l *draw.Line, sent journal.Sent, picked bool, end int) {
	name, env := theme.Text, theme.Text
	switch prod := production(sent); {
	case prod && picked:
		name, env = theme.Strong, theme.ProdStrong
	case prod:
		env = theme.Prod
	case picked:
		name, env = theme.Strong, theme.Strong
	}
	arrow := " → "
	room := end - l.Column() - s.Wide(arrow)
	wide := min(s.Wide(place(sent)), max(room*2/3, room-s.Wide(sent.Project)))
	l.Put(name, fitting(s, sent.Project, room-wide, draw.Path)).Put(theme.Muted, arrow)
	l.Put(env, fitting(s, place(sent), wide, draw.Middle))
}

// fitting is text cut to a width on the card.
func fitting(s *sheet.Sheet, words string, room int, how draw.CutMode) string {
	if s.Styles.ASCII {
		return draw.CutASCII(words, max(room, 0), how)
	}
	return draw.Cut(words, max(room, 0), how)
}

// unfold is a short list with all of the picked one below it.
func (m Model) unfold(s *sheet.Sheet, e journal.Entry, room int) {
	below := m.unfolded(s, e)
	list := max(min(room-1-len(below), len(m.items)), min(leastList, len(m.items)))
	m.list(s, list)
	s.Add(s.Blank(sheet.Hard))
	have := max(room-list-1, 1)
	from := max(min(m.skip, len(below)-have), 0)
	to := min(from+have, len(below))
	for i, r := range below[from:to] {
		switch {
		case i == 0 && from > 0:
			r = s.Heading("… " + strconv.Itoa(from+1) + " more lines above, pgup")
		case from+i == to-1 && to < len(below):
			r = s.Heading("… " + strconv.Itoa(len(below)-to+1) + " more lines below, pgdn")
		}
		s.Add(r)
	}
}

// unfolded is all of a decision.
func (m Model) unfolded(s *sheet.Sheet, e journal.Entry) []sheet.Row {
	var out []sheet.Row
	for _, f := range m.facts(e) {
		out = append(out, s.Labelled(f.label, sheet.In(f.role, text.Line(f.words)))...)
	}
	return out
}
