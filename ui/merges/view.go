package merges

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"greenlight/api"
	"greenlight/api/text"
	"greenlight/ui/draw"
	"greenlight/ui/present"
	"greenlight/ui/sheet"
	"greenlight/ui/theme"
)

// View draws the card for a screen of w×h cells.
func (m Model) View(w, h int, st *theme.Styles, now time.Time, pulse int) draw.Block {
	s := sheet.New(w, sheet.ListWidth, st, draw.Frame{Title: "Merge requests", Tag: m.tag()})
	s.Top = append(s.Top, s.Blank(sheet.Hard))
	m.drawPlace(s)
	if !m.finished() {
		m.drawTooEarly(s)
		return s.Block(h)
	}
	s.Top = append(s.Top, s.Blank(sheet.Hard), m.controls(s))
	s.Top = append(s.Top, m.termsRows(s)...)
	s.Top = append(s.Top, s.Blank(sheet.Hard))
	about := m.about(s, now)
	rows := max(h-3-2-len(s.Top)-len(about)-1, 3)
	m.drawList(s, rows, now, pulse)
	for len(s.Middle) < min(rows, m.tall) {
		s.Add(s.Blank(sheet.Hard))
	}
	s.Bottom = append(about, s.Blank(sheet.Hard))
	return s.Block(h)
}

// tag is how many there are.
func (m Model) tag() string {
	switch {
	case !m.loaded:
		return ""
	case m.total >= 0:
		return present.Count(m.total, false)
	}
	return present.Count(len(m.items), m.next > 0)
}

func (m Model) drawPlace(s *sheet.Sheet) {
	d := m.row.Deployment
	if d == nil {
		return
	}
	place := sheet.Strong(d.Environment.Name)
	if m.row.Production() {
		place = sheet.In(theme.ProdStrong, "◆ "+d.Environment.Name)
	}
	s.Top = append(s.Top, s.Flow(draw.Inset, nil, sheet.Strong(m.row.Project), sheet.In(theme.Muted, "→"), place,
		sheet.In(theme.Muted, present.IID(d.IID)+" · "+draw.Cut(text.Line(d.Ref), 30, draw.Middle)+" · "+present.SHA(d.SHA)))...)
}

// drawTooEarly says why there are none, and where to look instead.
func (m Model) drawTooEarly(s *sheet.Sheet) {
	status := "not read"
	if m.row.Deployment != nil {
		status = text.Line(string(m.row.Deployment.Status))
	}
	s.Add(s.Blank(sheet.First))
	s.Add(s.Signed(theme.Wait, "•", sheet.Plain("GitLab links merge requests some time after a deployment succeeds."),
		sheet.Plain("This one is "+status+": there are none yet."))...)
	s.Add(s.Flow(draw.Inset+2, nil, sheet.Plain("Its changes against what is live show what it would bring."))...)
	s.Bottom = append(s.Bottom, s.Blank(sheet.Hard),
		s.Buttons(sheet.Note{}, 0, sheet.Button{Role: theme.ChipFocus, Label: "Changes"}), s.Blank(sheet.Hard))
}

// controls is the line of what can be chosen.
func (m Model) controls(s *sheet.Sheet) sheet.Row {
	l := s.Line().At(draw.Inset - 1)
	for _, c := range []struct {
		at           spot
		label, value string
	}{
		{onState, "State", first(m.typed.State, states[m.state])},
		{onOrder, "Order", first(m.typed.OrderBy, orders[m.order])},
		{onDirection, "Direction", first(string(m.typed.Sort), directions[m.direction])},
	} {
		role, bar := theme.Muted, " "
		if m.focus == c.at {
			role, bar = theme.Strong, "▌"
		}
		l.Put(theme.Focus, bar).Put(role, c.label).Put(theme.Text, " ").Chip(theme.ChipPlain, c.value)
		arrows := "← →"
		if m.focus != c.at {
			arrows = strings.Repeat(" ", s.Wide(arrows)) // nothing moves when the keys do
		}
		l.Put(theme.Focus, " "+arrows).Put(theme.Text, " ")
	}
	return sheet.Row{Line: l}
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// termsRows is the line of terms, and what is wrong with it.
func (m Model) termsRows(s *sheet.Sheet) []sheet.Row {
	here := m.focus == onTerms
	l := s.Line().Label(draw.Inset, "More", here)
	cursor := sheet.Input(l, m.terms, s.Room(sheet.Values), "e.g. labels=bug author_username=lin created_after=3d", here)
	rows := []sheet.Row{{Line: l, Cursor: cursor}}
	if m.complaint != "" {
		lead := func(l *draw.Line) { l.At(sheet.Values).Put(theme.Bad, "✗") }
		rows = append(rows, s.Flow(sheet.Values+2, lead, sheet.In(theme.Bad, m.complaint))...)
	}
	return rows
}

// drawList is what was read, in at most so many rows, or why there is nothing.
func (m Model) drawList(s *sheet.Sheet, rows int, now time.Time, pulse int) {
	if len(m.items) == 0 {
		m.drawNothing(s, pulse)
		return
	}
	last := m.lastRow(s, pulse)
	if last != nil {
		rows--
	}
	from := max(0, min(m.pick-rows+2, len(m.items)-rows))
	to := min(from+rows, len(m.items))
	names := m.names(s, from, to)
	for i := from; i < to; i++ {
		switch below := len(m.items) - to; {
		case i == from && from > 0:
			s.Add(s.Heading("… " + strconv.Itoa(from+1) + " more above"))
		case i == to-1 && below > 0:
			s.Add(s.Heading("… " + strconv.Itoa(below+1) + " more below"))
		default:
			s.Add(sheet.Row{Line: m.line(s, i, names, now), Focus: i == m.pick})
		}
	}
	if last != nil {
		s.Add(sheet.Row{Line: last})
	}
}

// lastRow says that more are read, wait to be, or could not be; nil where that is all.
func (m Model) lastRow(s *sheet.Sheet, pulse int) *draw.Line {
	l := s.Line().At(draw.Inset)
	switch {
	case m.loading:
		return l.Put(theme.Focus, draw.Pulse(pulse, s.Styles.ASCII)).Put(theme.Muted, " reading more")
	case m.err != "":
		return l.Put(theme.Bad, "✗ ").Fit(theme.Muted, "more could not be read: "+m.err+"; ↓ asks again", max(s.End()-l.Column(), 0), draw.End)
	case m.next > 0:
		return l.Put(theme.Muted, "more are read as you go down")
	}
	return nil
}

// drawNothing says why the list is empty.
func (m Model) drawNothing(s *sheet.Sheet, pulse int) {
	d := m.row.Deployment
	env := d.Environment.Name
	folder := strings.Contains(env, "/") && m.row.Tier != api.TierProduction && m.row.Tier != api.TierStaging
	switch {
	case m.loading:
		l := s.Line().At(draw.Inset).Put(theme.Focus, draw.Pulse(pulse, s.Styles.ASCII)).Put(theme.Muted, " reading the merge requests")
		s.Add(sheet.Row{Line: l})
	case m.err != "":
		s.Add(s.Signed(theme.Bad, "✗", sheet.Plain("merge requests: "+m.err+"."), sheet.Strong("enter"), sheet.Plain("asks again."))...)
	case same(m.filter()) != same(Model{}.filter()):
		s.Add(s.Flow(draw.Inset, nil, sheet.Plain("None of the linked merge requests matches."))...)
	case folder:
		s.Add(s.Flow(draw.Inset, nil, sheet.Plain("None linked: GitLab links none to an environment in a folder, unless it is of the tier production or staging."))...)
	default:
		s.Add(s.Flow(draw.Inset, nil, sheet.Plain("None linked (yet). GitLab links them some time after the success, each to the first deployment that shipped it."))...)
	}
}

// widths are those of the columns that follow what is in them.
type widths struct{ iid, state, author int }

func (m Model) names(s *sheet.Sheet, from, to int) widths {
	w := widths{iid: 4, state: 8, author: 4}
	for _, mr := range m.items[from:to] {
		w.iid = max(w.iid, min(len(present.MergeRequest(mr.IID)), 10))
		w.author = max(w.author, min(s.Wide(present.User(mr.Author)), 14))
	}
	return w
}

// line is one merge request: number, title, state, since when, author, and a note
// where its author merged it.
func (m Model) line(s *sheet.Sheet, i int, w widths, now time.Time) *draw.Line {
	mr := m.items[i]
	l := s.Line()
	title := theme.Text
	if i == m.pick {
		l.Surface(&s.Styles.Selected)
		if m.focus == onList {
			l.Put(theme.Focus, "▌")
		}
		title = theme.Strong
	}
	l.At(draw.Inset).Fit(theme.Muted, present.MergeRequest(mr.IID), w.iid+2, draw.End)
	tail := 2 + w.state + 4 + 1 + w.author + 1 + 1
	l.Fit(title, mr.Title, max(s.End()-l.Column()-tail-2, 8), draw.End).Put(theme.Text, "  ")
	sign, role := signOf(mr.State)
	l.Put(role, sign+" ").Fit(theme.Text, mr.State, w.state, draw.End)
	l.Fit(theme.Muted, fmt.Sprintf("%3s", age(mr, now)), 4, draw.End).Put(theme.Text, " ")
	l.Fit(theme.Text, present.User(mr.Author), w.author+1, draw.End)
	if own(mr) {
		l.Put(theme.Wait, present.SignNote)
	}
	return l.At(l.Width()).Surface(&s.Styles.Card)
}

// about is what there is to know of the picked one, always two lines once anything was
// read, so that nothing moves.
func (m Model) about(s *sheet.Sheet, now time.Time) []sheet.Row {
	if m.tall == 0 {
		return nil
	}
	one, two := s.Line().At(draw.Inset), s.Line().At(draw.Inset)
	mr, ok := m.picked()
	if ok {
		note := ""
		if own(mr) {
			note = "  • merged by its author"
		}
		room := s.Room(draw.Inset)
		one.Put(theme.Text, fitting(s, summary(mr, now), room-s.Wide(note))).Put(theme.Wait, note)
		two.Put(theme.Muted, fitting(s, branches(mr), room))
	}
	return []sheet.Row{s.Blank(sheet.Hard), {Line: one}, {Line: two}}
}
