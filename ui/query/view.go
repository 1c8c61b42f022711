package query

import (
	"time"

	"greenlight/api"
	"greenlight/ui/draw"
	"greenlight/ui/field"
	"greenlight/ui/sheet"
	"greenlight/ui/suggest"
	"greenlight/ui/theme"
)

// The widths of the fields, in cells.
const (
	nameWidth = 30
	dateWidth = 22
)

// View draws the card for a screen of w×h cells.
func (m Model) View(w, h int, st *theme.Styles, _ time.Time, pulse int) draw.Block {
	s := sheet.New(w, sheet.Width, st, draw.Frame{Title: "Ask GitLab", Tag: "one project"})
	s.Top = append(s.Top, s.Blank(sheet.Hard))
	m.drawName(s, fieldProject, "Project", "a project", m.project)
	m.drawName(s, fieldEnvironment, "Env", "any", m.environment)
	m.drawChoice(s, fieldStatus, "Status", m.statusWord(), "")
	m.drawDates(s, "Updated", updatedFrom, fieldUpdatedFrom)
	m.drawDates(s, "Finished", finishedFrom, fieldFinishedFrom)
	m.drawChoice(s, fieldOrder, "Order", string(orders[m.order]), m.orderNote())
	m.drawChoice(s, fieldDirection, "Direction", string(directions[m.direction]), ordered(m.filter()))
	if f, ok := m.suggesting(); ok {
		after := int(m.focus-fieldProject) + 1 // the fields with suggestions are the first rows
		s.Middle = append(s.Middle[:after:after], f.Over(s, s.Middle[after:])...)
	}
	m.drawThen(s)
	s.Bottom = append(s.Bottom, s.Blank(sheet.Hard), m.buttons(s, pulse), s.Blank(sheet.Hard))
	return s.Block(h)
}

func (m Model) statusWord() string {
	if m.status == 0 {
		return "any"
	}
	return string(statuses[m.status])
}

// orderNote is what is peculiar about an order.
// gitlab: lib/api/deployments.rb, app/finders/deployments_finder.rb
func (m Model) orderNote() string {
	switch orders[m.order] {
	case api.OrderByIID, api.OrderByCreatedAt:
		return "GitLab sorts by id instead"
	case api.OrderByID, api.OrderByUpdatedAt, api.OrderByFinishedAt:
	}
	return "ref is documented, and refused"
}

func (m Model) drawName(s *sheet.Sheet, at spot, label, hint string, f suggest.Model) {
	here := m.focus == at
	l := s.Line().Label(draw.Inset, label, here)
	cursor := sheet.Input(l, f.Input(), min(nameWidth, s.Room(sheet.Values)), hint, here)
	if _, ok := m.chosen(); at == fieldProject && !ok && f.Value() != "" && !(here && f.Any()) {
		l.Put(theme.Text, "  ").Put(theme.Bad, "✗ no such project")
	}
	if at == fieldEnvironment && m.problem != "" {
		l.Put(theme.Text, "  ").Put(theme.Wait, draw.Cut("not read: "+m.problem, max(s.End()-l.Column(), 0), draw.End))
	}
	s.Add(sheet.Row{Line: l, Focus: here, Cursor: cursor})
}

// drawChoice is one of several words that the arrows change.
func (m Model) drawChoice(s *sheet.Sheet, at spot, label, value, note string) {
	here := m.focus == at
	l := s.Line().Label(draw.Inset, label, here).Chip(theme.ChipPlain, value)
	if here {
		l.Put(theme.Text, " ").Put(theme.Focus, "← →")
	}
	if note != "" {
		l.At(sheet.Values+20).Put(theme.Muted, draw.Cut(note, max(s.End()-l.Column(), 0), draw.End))
	}
	s.Add(sheet.Row{Line: l, Focus: here})
}

// drawDates is a line of two dates, and below it what they mean.
func (m Model) drawDates(s *sheet.Sheet, label string, first int, at spot) {
	from, to := m.focus == at, m.focus == at+1
	l := s.Line().Label(draw.Inset, label, from || to)
	width := min(dateWidth, (s.Room(sheet.Values)-9)/2)
	l.Put(theme.Muted, "from ")
	cursor := sheet.Input(l, m.dates[first], width, "", from)
	l.Put(theme.Muted, " to ")
	cursor = max(cursor, sheet.Input(l, m.dates[first+1], width, hintOf(m.dates[first]), to))
	s.Add(sheet.Row{Line: l, Focus: from || to, Cursor: cursor})
	if line := m.resolved(s, first); line != nil {
		s.Add(sheet.Row{Line: line, Focus: from || to})
	}
}

// hintOf is what an open end of a span means.
func hintOf(from field.Input) string {
	if from.Value() == "" {
		return ""
	}
	return "now"
}

// resolved is what two dates mean; nil where both say it themselves.
func (m Model) resolved(s *sheet.Sheet, first int) *draw.Line {
	l := s.Line().At(sheet.Values)
	said := false
	for i, col := range []int{sheet.Values + 6, sheet.Values + 6 + dateWidth + 4} {
		t, err := m.when(first + i)
		switch {
		case err != nil:
			l.At(col).Put(theme.Bad, "✗ no time")
			said = true
		case t != nil && m.dates[first+i].Value() != t.Format("2006-01-02 15:04"):
			l.At(col).Put(theme.Muted, t.Format("2006-01-02 15:04 MST"))
			said = true
		}
	}
	if !said {
		return nil
	}
	return l
}

// drawThen is what is asked, in words, or what is in the way of it.
func (m Model) drawThen(s *sheet.Sheet) {
	s.Then = append(s.Then, s.Blank(sheet.Hard))
	o := m.obstacle()
	if o.words == "" {
		q, _ := m.query()
		s.Then = append(s.Then, s.Labelled("Asks for", sheet.Plain(Words(q, m.project.Value())))...)
		if m.reversed() {
			s.Then = append(s.Then, s.Signed(theme.Wait, "•", sheet.Plain("The first date is after the second: nothing can match."))...)
		}
		return
	}
	spans := []sheet.Span{sheet.Plain(o.words)}
	if o.mend != mendNone {
		spans = append(spans, sheet.Strong("enter"), sheet.Plain(o.mend.String()+"."))
	}
	s.Then = append(s.Then, s.Signed(theme.BadStrong, "▲", spans...)...)
}

// reversed reports a span that ends before it begins.
func (m Model) reversed() bool {
	f := m.filter()
	before := func(from, to *time.Time) bool { return from != nil && to != nil && to.Before(*from) }
	return before(f.UpdatedAfter, f.UpdatedBefore) || before(f.FinishedAfter, f.FinishedBefore)
}

// buttons is the last row. The filled one is what enter presses: none while something
// is in the way.
func (m Model) buttons(s *sheet.Sheet, pulse int) sheet.Row {
	ask := sheet.Button{Role: theme.ChipFocus, Label: "Ask GitLab"}
	if m.focus == fieldAgain {
		ask.Role = theme.ChipPlain
	}
	if f, ok := m.suggesting(); ok && f.Picking() {
		ask.Role = theme.ChipPlain
	}
	if m.obstacle().words != "" {
		ask.Role = theme.Ghost
	}
	if !m.inForce {
		return s.Buttons(sheet.Note{}, pulse, ask)
	}
	again := sheet.Button{Role: theme.ChipPlain, Label: "All again"}
	if m.focus == fieldAgain {
		again.Role = theme.ChipFocus
	}
	return s.Buttons(sheet.Note{Role: theme.Muted, Text: "A query is in force"}, pulse, again, ask)
}
