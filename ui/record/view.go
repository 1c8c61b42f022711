package record

import (
	"time"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/text"
	"greenlight/ui/draw"
	"greenlight/ui/present"
	"greenlight/ui/sheet"
	"greenlight/ui/theme"
)

// The widths of the fields, in cells: that of a commit holds a whole sha.
const (
	fieldWidth = 30
	shaWidth   = 44
)

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
	s.Bottom = append(s.Bottom, s.Blank(sheet.Hard), m.buttons(s, pulse), s.Blank(sheet.Hard))
	return s.Block(h)
}

// drawTop says what kind of thing this is, and where it will be.
func (m Model) drawTop(s *sheet.Sheet) {
	s.Top = append(s.Top, s.Blank(sheet.Hard))
	project, env := m.value(inProject), m.value(inEnvironment)
	if project == "" || env == "" {
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

// drawFields lists what to fill in.
func (m Model) drawFields(s *sheet.Sheet, now time.Time, pulse int) {
	m.drawInput(s, fieldProject, "Project", "a project", sheet.Span{})
	m.drawInput(s, fieldEnvironment, "Env", "one there is, or a new one", m.tierNote())
	choosing := m.focus == fieldEnvironment && m.in[inEnvironment].Any()
	if m.fresh() && !choosing {
		s.Add(s.Flow(sheet.Values, nil, sheet.In(theme.Wait, "new:"),
			sheet.In(theme.Muted, "GitLab guesses its tier from the name: "+string(m.tier())))...)
	}
	m.drawInput(s, fieldRef, "Ref", "a branch or a tag", m.refNote(s, pulse))
	m.drawInput(s, fieldSHA, "SHA", "the commit", sheet.Span{})
	m.drawCheck(s, now, pulse)
	m.drawTag(s)
	m.drawStatuses(s)
}

// drawInput is one line that is typed, what is said beside it, what it may become,
// and what GitLab said of it.
func (m Model) drawInput(s *sheet.Sheet, at spot, label, hint string, note sheet.Span) {
	here := m.phase == editing && m.focus == at
	i, _ := at.input()
	width := fieldWidth
	if at == fieldSHA {
		width = shaWidth
	}
	l := s.Line().Label(draw.Inset, label, here)
	cursor := sheet.Input(l, m.in[i].Input(), min(width, s.Room(sheet.Values)), hint, here)
	l.Put(theme.Text, "  ").Fit(note.Role, note.Text, max(s.End()-l.Column(), 0), draw.End)
	s.Add(sheet.Row{Line: l, Focus: here, Cursor: cursor})
	if here {
		s.Add(m.in[i].Rows(s)...)
	}
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

// tierNote is what is known of the environment.
func (m Model) tierNote() sheet.Span {
	switch {
	case m.value(inEnvironment) == "" || m.fresh():
		return sheet.Span{}
	case m.production():
		return sheet.In(theme.Prod, "◆ production")
	}
	return sheet.In(theme.Muted, string(m.tier()))
}

// refNote is what the ref is, or why it is not known what there is.
func (m Model) refNote(s *sheet.Sheet, pulse int) sheet.Span {
	r, ok := m.ref()
	switch {
	case ok:
		return sheet.In(theme.Muted, kind(r))
	case m.problem != "":
		return sheet.In(theme.Wait, "not read: "+text.Line(m.problem))
	case m.looked.ID != 0 && !m.known:
		return sheet.In(theme.Muted, draw.Pulse(pulse, s.Styles.ASCII)+" reading")
	}
	return sheet.Span{}
}

// drawCheck is what the project says of the commit.
func (m Model) drawCheck(s *sheet.Sheet, now time.Time, pulse int) {
	if _, refused := m.errors[fieldSHA]; refused || !m.current() {
		return
	}
	l := s.Line().At(sheet.Values)
	p, _ := m.project()
	room := func() int { return max(s.End()-l.Column(), 0) }
	switch {
	case m.check.waits > 0:
		l.Put(theme.Focus, draw.Pulse(pulse, s.Styles.ASCII)).Put(theme.Muted, " reading the commit")
	case m.missing():
		l.Put(theme.Bad, "✗ ")
		l.Fit(theme.Bad, p.Path+" has no such commit", room(), draw.End)
	case m.check.err != nil:
		l.Put(theme.Wait, "• ")
		l.Fit(theme.Muted, "not checked: "+api.AsError(m.check.err).Reason(), room(), draw.End)
	default:
		about := commitLine(m.check.commit, m.check.name, now)
		l.Put(theme.OK, "✓ ")
		l.Fit(theme.Text, m.check.commit.Title, min(room()-s.Wide(about), s.Wide(text.Line(m.check.commit.Title))), draw.End)
		l.Put(theme.Muted, draw.Cut(about, room(), draw.End))
	}
	s.Add(sheet.Row{Line: l})
}

// commitLine is who made a commit and when; its short name where it was found by
// another.
func commitLine(c api.Commit, name string, now time.Time) string {
	out := ""
	if c.ID != name {
		out = " · " + present.SHA(c.ID)
	}
	if author := text.Line(c.AuthorName); author != "" {
		out += " · " + draw.Cut(author, 16, draw.End)
	}
	if c.CreatedAt != nil {
		out += " " + present.Age(now.Sub(*c.CreatedAt))
	}
	return out
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
	here := m.phase == editing && m.focus == fieldStatus
	for i, status := range statuses {
		l := s.Line()
		on := i == m.status
		role, name, label := theme.Muted, theme.Text, ""
		if here {
			role = theme.Strong
		}
		if here && on {
			l.Put(theme.Focus, "▌")
		}
		if i == 0 {
			label = "Status"
		}
		if on {
			name = theme.Strong
		}
		l.At(draw.Inset).Fit(role, label, draw.LabelWidth, draw.End)
		sheet.Radio(l, on)
		sign, hue := signOf(status)
		l.Put(hue, sign+" ").Fit(name, string(status), 11, draw.End)
		l.Fit(theme.Text, m.effect(status), s.End()-l.Column(), draw.End)
		s.Add(sheet.Row{Line: l, Focus: here && on})
	}
	m.drawError(s, fieldStatus)
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

// drawTrouble is an answer that is about no field, above the form.
func (m Model) drawTrouble(s *sheet.Sheet) {
	if m.trouble == nil {
		return
	}
	sentence := "GitLab refused it. Nothing was made."
	if m.trouble.Outcome == decide.NotSent {
		sentence = "Nothing was sent."
	}
	s.Add(s.Headline(theme.BadStrong, "✗", sentence)...)
	if words := quoted(*m.trouble); words != "" {
		s.Add(s.Flow(draw.Inset+2, nil, sheet.Plain(present.Quote(words)))...)
	}
	e := api.AsError(m.trouble.Err)
	if e != nil && e.Next() != "" {
		s.Add(s.Labelled("What next", sheet.Plain(capital(e.Next())+"."))...)
	}
	if e != nil && e.RequestID != "" {
		s.Add(s.Labelled("", sheet.In(theme.Muted, "request "+e.RequestID))...)
	}
	s.Add(s.Blank(sheet.Between))
}

// drawAnswer says what became of the record, and what it was.
func (m Model) drawAnswer(s *sheet.Sheet, pulse int) {
	sign, sentence := m.outcome()
	role := theme.WaitStrong
	if m.result.Outcome == decide.Done {
		role = theme.OKStrong
	}
	s.Add(s.Headline(role, sign, sentence)...)
	s.Add(s.Blank(sheet.Between))
	n := m.result.Record.New
	s.Add(s.Labelled("Ref", sheet.Plain(n.Ref), sheet.In(theme.Muted, "·"), sheet.Plain(present.SHA(n.SHA)))...)
	s.Add(s.Labelled("Status", sheet.Plain(string(n.Status)))...)
	buttons := []sheet.Button{{Role: theme.ChipFocus, Label: "Close"}}
	if m.leadsBack() {
		buttons = append(buttons, sheet.Button{Role: theme.ChipPlain, Label: back})
	}
	if m.button == 1 {
		buttons[0].Role, buttons[1].Role = theme.ChipPlain, theme.ChipFocus
	}
	note := sheet.Note{Role: theme.Muted, Cut: draw.Middle}
	if e := api.AsError(m.result.Err); e != nil && e.RequestID != "" {
		note.Text = "request " + text.Line(e.RequestID)
	}
	s.Bottom = append(s.Bottom, s.Blank(sheet.Hard), s.Buttons(note, pulse, buttons...), s.Blank(sheet.Hard))
}
