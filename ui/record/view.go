package record

import (
	"slices"
	"time"

	"greenlight/api"
	"greenlight/ui/draw"
	"greenlight/ui/present"
	"greenlight/ui/sheet"
	"greenlight/ui/suggest"
	"greenlight/ui/theme"
)

// The widths of the fields, in cells: that of a commit holds a whole sha, that of a
// project has the same end where nothing stands beside it.
const (
	fieldWidth = 30
	shaWidth   = 44
	noteGap    = 2
)

// thenRows are the rows that the consequence has at least, so that the card keeps its
// height while one types.
const thenRows = 2

// View draws the card for a screen of w×h cells.
func (m Model) View(w, h int, st *theme.Styles, now time.Time, pulse int) draw.Block {
	f := draw.Frame{Title: "Record a deployment", Double: m.production()}
	if f.Double {
		f.Chip = "◆ PRODUCTION"
	}
	s := sheet.New(w, sheet.Width, st, f)
	m.drawTop(s)
	s.Add(s.Blank(sheet.First))
	if m.phase == answered {
		m.drawAnswer(s, pulse)
		return s.Block(h)
	}
	m.drawTrouble(s)
	m.drawFields(s, now, pulse)
	s.Then = append([]sheet.Row{s.Blank(sheet.Hard)}, s.Labelled("Then", m.then()...)...)
	for len(s.Then) < 1+thenRows {
		s.Then = append(s.Then, s.Blank(sheet.Hard))
	}
	s.Bottom = append(s.Bottom, s.Blank(sheet.Hard), m.buttons(s, pulse), s.Blank(sheet.Hard))
	return s.Block(h)
}

// drawTop says what kind of thing this is, and where it will be.
func (m Model) drawTop(s *sheet.Sheet) {
	s.Top = append(s.Top, s.Blank(sheet.Hard))
	project, env := m.value(inProject), m.value(inEnvironment)
	if _, ok := m.project(); !ok || env == "" {
		s.Top = append(s.Top, s.Heading("made outside GitLab CI"))
		return
	}
	place := sheet.Strong(draw.Cut(env, 3*longName, draw.Middle))
	if m.production() {
		place = sheet.In(theme.ProdStrong, "◆ "+place.Text)
	}
	s.Top = append(s.Top, s.Flow(draw.Inset, nil, sheet.Strong(draw.Cut(project, 3*longName, draw.Middle)),
		sheet.In(theme.Muted, "→"), place, sheet.In(theme.Muted, "· made outside GitLab CI"))...)
}

// drawFields lists what to fill in. The suggestions of a field lie over the rows below
// it: the card keeps its height, and no row of it moves.
func (m Model) drawFields(s *sheet.Sheet, now time.Time, pulse int) {
	m.drawInput(s, fieldProject, "Project", "a project", m.projectNote())
	m.drawInput(s, fieldEnvironment, "Env", "one there is, or a new one", m.environmentNote(s, pulse))
	m.drawInput(s, fieldRef, "Ref", "a branch or a tag", m.refNote(s, pulse))
	m.drawInput(s, fieldSHA, "SHA", "the commit", sheet.Span{})
	s.Add(m.checkRow(s, now, pulse))
	m.drawTag(s)
	fields := len(s.Middle)
	m.drawStatuses(s)
	if i, typed := m.focus.input(); typed && m.phase == editing {
		s.Middle = m.lay(s, m.in[i], fields)
	}
}

// lay lays the suggestions of the focused field over the rows below it. Where they
// would cut the statuses, which begin at a row, only the chosen one is left of those.
func (m Model) lay(s *sheet.Sheet, f suggest.Model, statuses int) []sheet.Row {
	after := 0
	for i, r := range s.Middle {
		if r.Focus {
			after = i + 1
		}
	}
	below := len(s.Middle) - after
	rows := f.Rows(s, below-1)
	if after+len(rows) <= statuses {
		return slices.Concat(s.Middle[:after], rows, s.Middle[after+len(rows):])
	}
	for len(rows) < below-1 {
		rows = append(rows, s.Blank(sheet.Hard))
	}
	return slices.Concat(s.Middle[:after], rows, []sheet.Row{m.statusRow(s, m.status, "Status")})
}

// drawInput is one line that is typed, what is said beside it, and what GitLab said of
// it.
func (m Model) drawInput(s *sheet.Sheet, at spot, label, hint string, note sheet.Span) {
	here := m.phase == editing && m.focus == at
	i, _ := at.input()
	width := fieldWidth
	switch {
	case at == fieldSHA, at == fieldProject && note.Text == "":
		width = shaWidth
	case at == fieldProject:
		width = min(shaWidth, s.Room(sheet.Values)-noteGap-s.Wide(note.Text))
	}
	l := s.Line().Label(draw.Inset, label, here)
	cursor := sheet.Input(l, m.in[i].Input(), min(width, s.Room(sheet.Values)), hint, here)
	l.At(l.Column() + noteGap)
	l.Fit(note.Role, note.Text, max(s.End()-l.Column(), 0), draw.End)
	s.Add(sheet.Row{Line: l, Focus: here, Cursor: cursor})
	m.drawError(s, at)
}

// drawError is what GitLab said of a field.
func (m Model) drawError(s *sheet.Sheet, at spot) {
	words, there := m.errors[at]
	if !there {
		return
	}
	lead := func(l *draw.Line) { l.At(sheet.Values).Put(theme.Bad, "✗") }
	rows := s.Flow(sheet.Values+2, lead, sheet.In(theme.Bad, present.Quote(words)))
	for i := range rows {
		rows[i].Focus = m.focus == at
	}
	s.Add(rows...)
}

func (m Model) drawTag(s *sheet.Sheet) {
	here := m.phase == editing && m.focus == fieldTag
	l := s.Line().Label(draw.Inset, "Tag", here)
	sheet.Tick(l, m.tag)
	l.Put(theme.Text, " the ref is a tag")
	if r, ok := m.ref(); ok && r.Tag != m.tag {
		l.Put(theme.Text, "  ").Put(theme.Wait, "• it is a "+kind(r)+" there")
	}
	s.Add(sheet.Row{Line: l, Focus: here})
	m.drawError(s, fieldTag)
}

func (m Model) drawStatuses(s *sheet.Sheet) {
	label := "Status"
	for i := range statuses {
		s.Add(m.statusRow(s, i, label))
		label = ""
	}
	m.drawError(s, fieldStatus)
}

// statusRow is one status with what it does.
func (m Model) statusRow(s *sheet.Sheet, i int, label string) sheet.Row {
	here, on := m.phase == editing && m.focus == fieldStatus, i == m.status
	l := s.Line()
	role, name := theme.Muted, theme.Text
	if here {
		role = theme.Strong
	}
	if here && on {
		l.Put(theme.Focus, "▌")
	}
	if on {
		name = theme.Strong
	}
	l.At(draw.Inset).Fit(role, label, draw.LabelWidth, draw.End)
	sheet.Radio(l, on)
	sign, hue := signOf(statuses[i])
	l.Put(hue, sign+" ").Fit(name, string(statuses[i]), 11, draw.End)
	l.Fit(theme.Text, m.effect(statuses[i]), s.End()-l.Column(), draw.End)
	return sheet.Row{Line: l, Focus: here && on}
}

// signOf is the sign of a status with the role of its hue.
func signOf(status api.Status) (string, theme.Role) {
	switch status {
	case api.StatusRunning:
		return "►", theme.Focus
	case api.StatusSuccess:
		return "✓", theme.OK
	case api.StatusFailed:
		return "✗", theme.Bad
	default:
		return "–", theme.Text
	}
}

// buttons is the last row: what the act waits for, Cancel, the act.
func (m Model) buttons(s *sheet.Sheet, pulse int) sheet.Row {
	cancel := sheet.Button{Role: theme.ChipPlain, Label: "Cancel"}
	act := sheet.Button{Role: theme.ChipPlain, Label: m.label()}
	note := sheet.Note{Role: theme.Muted}
	switch pressed, any := m.pressed(); {
	case m.phase == checking:
		note.Text, act.Busy = "Reading what is there first", true
		return s.Buttons(note, pulse, cancel, act)
	case m.phase == sending:
		note.Text, cancel.Role, act.Busy = "Recording it", theme.Ghost, true
		return s.Buttons(note, pulse, cancel, act)
	case any && pressed == fieldCancel:
		cancel.Role = theme.ChipFocus
	case any && m.risky():
		act.Role = theme.ChipBad
	case any:
		act.Role = theme.ChipFocus
	}
	if w := m.waits(); w != "" {
		note.Text, act.Role = "Waits for "+w, theme.Ghost
	}
	return s.Buttons(note, pulse, cancel, act)
}
