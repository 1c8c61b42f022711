package form

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/ui/draw"
	"greenlight/ui/sheet"
	"greenlight/ui/theme"
)

// View draws the card for a screen of w×h cells.
func (m Many) View(w, h int, st *theme.Styles, _ time.Time, pulse int) draw.Block {
	s := sheet.New(w, sheet.ListWidth, st, m.frame())
	s.Top = append(s.Top, s.Blank(sheet.Hard))
	c := m.columns(s)
	stops := m.stops()
	lines := make([][]sheet.Row, len(stops))
	for at, i := range stops {
		if m.grouped(i) {
			lines[at] = m.drawGroup(s, i)
		} else {
			lines[at] = m.drawItem(s, c, i, pulse)
		}
		s.Add(lines[at]...)
	}
	if len(m.items) == 0 {
		s.Add(s.Signed(theme.Wait, "■", sheet.Plain("There is nothing to decide on."))...)
	}
	m.drawThen(s)
	s.Bottom = []sheet.Row{s.Blank(sheet.Hard), s.Blank(sheet.Hard), s.Blank(sheet.Hard)}
	if m.phase == editing && len(stops) > 0 {
		m.look(s, h, stops, lines)
	}
	s.Bottom[1] = m.buttons(s, pulse)
	return s.Block(h)
}

// frame counts the targets that take part; where none does, all of them.
func (m Many) frame() draw.Frame {
	f := draw.Frame{Title: m.label()}
	all, production := m.taking()
	if all == 0 {
		all = len(m.items)
		f.Title = fmt.Sprintf("%s 0 of %d", verb(m.act), all)
		for _, it := range m.items {
			if it.target.Row.Production() {
				production++
			}
		}
	}
	if production > 0 {
		f.Double, f.Chip = true, "◆ PRODUCTION"
		f.Tag = fmt.Sprintf("%d of %d in production", production, all)
	}
	return f
}

// drawItem is one target: its name and what is, would be or was done to it, and below
// that what is dangerous about it.
func (m Many) drawItem(s *sheet.Sheet, c columns, i, pulse int) []sheet.Row {
	it := m.items[i]
	sign := func(l *draw.Line) {
		if m.here(i) {
			l.Put(theme.Focus, "▌")
		}
		m.drawSign(l.At(draw.Inset), it, pulse, s.Styles.ASCII)
	}
	lead := func(l *draw.Line) {
		sign(l)
		beside := ""
		if m.phase == editing && (it.looking(m.act) || it.searching(m.act)) {
			beside = draw.Pulse(pulse, s.Styles.ASCII)
		}
		m.drawName(l, c, i, beside)
	}
	var rows []sheet.Row
	if m.planned(it) {
		l := s.Line()
		if c.cuts(s, it) { // what is sent to is named in full
			rows = append(rows, s.Flow(c.project, sign, it.whole()...)...)
		} else {
			lead(l)
		}
		it.drawPlan(s, l.At(c.words), c, m.act)
		rows = append(rows, sheet.Row{Line: l})
	} else {
		rows = s.Flow(c.words, lead, m.words(it)...)
	}
	switch {
	case m.phase != editing || it.skip != "":
	case m.act != decide.ActReject:
		rows = append(rows, it.drawWarnings(s, c)...)
	case it.outdated() != "":
		rows = append(rows, s.Flow(c.project+2, func(l *draw.Line) { l.At(c.project).Put(theme.Muted, "«") }, sheet.In(theme.Muted, it.outdated()))...)
	}
	return m.focused(rows, i)
}

// focused marks the rows of the line that keys act on, or that is being sent.
func (m Many) focused(rows []sheet.Row, i int) []sheet.Row {
	if i == m.cursor && (m.phase != editing || m.focus.kind == fieldChoice) {
		for j := range rows {
			rows[j].Focus = true
		}
	}
	return rows
}

// here reports that keys act on line i of the list now.
func (m Many) here(i int) bool {
	return m.phase == editing && m.focus.kind == fieldChoice && i == m.cursor
}

// drawSign puts the box of a line that can be ticked, or the sign of what became of it.
func (m Many) drawSign(l *draw.Line, it item, pulse int, ascii bool) {
	switch {
	case it.skip != "" && it.told:
		l.Put(theme.Wait, "■")
	case it.skip != "":
		l.Put(theme.Ghost, "–")
	case m.phase == editing:
		sheet.Tick(l, it.ticked)
	case !it.ticked:
		l.Put(theme.Ghost, "–")
	default:
		role, sign := it.sign(pulse, ascii)
		l.Put(role, sign)
	}
}

// drawName names the project and the environment, production marked; beside stands
// between the two.
func (m Many) drawName(l *draw.Line, c columns, i int, beside string) {
	it := m.items[i]
	role := theme.Text
	switch {
	case it.skip != "" && !it.told:
		role = theme.Ghost
	case m.here(i):
		role = theme.Strong
	}
	l.At(c.project).Fit(role, it.project(), c.name, draw.Path)
	l.At(c.env-columnGap).Put(theme.Focus, beside).At(c.env)
	if it.target.Row.Production() {
		l.Put(theme.Prod, "◆")
	}
	l.At(c.env+2).Fit(role, it.seen.Environment.Name, c.place, draw.Middle)
}

// drawWarnings lists below a target what is dangerous about it, as the deed that its
// tick stands for, and the notes; several kinds of files share a line, so that its name
// stays in sight.
func (it item) drawWarnings(s *sheet.Sheet, c columns) []sheet.Row {
	var dangers, risks, notes []api.Warning
	for _, w := range it.target.Row.Verdict.Warnings {
		switch {
		case w.Must:
			dangers = append(dangers, w)
		case w.Kind == api.NoteRisk:
			risks = append(risks, w)
		default:
			notes = append(notes, w)
		}
	}
	var rows []sheet.Row
	for _, w := range slices.Concat(dangers, summed(risks, it.target.Row.Verdict.Ships), notes) {
		sign, role, words := "•", theme.Wait, sheet.Plain(w.Word+" "+w.Text)
		if w.Must {
			sign, role, words = "▲", theme.BadStrong, sheet.Plain(w.Deed)
		}
		rows = append(rows, s.Flow(c.project+2, func(l *draw.Line) { l.At(c.project).Put(role, sign) }, words)...)
	}
	if _, unread := search(it.target.Row); len(unread) > 0 {
		words := sheet.In(theme.Muted, "not read: "+strings.Join(unread, ", "))
		rows = append(rows, s.Flow(c.project+2, func(l *draw.Line) { l.At(c.project).Put(theme.Wait, "•") }, words)...)
	}
	return rows
}

// words is what stands behind the name of a target.
func (m Many) words(it item) []sheet.Span {
	switch {
	case it.skip != "":
		return []sheet.Span{sheet.In(theme.Muted, "left out: "+it.skip)}
	case !it.ticked:
		return []sheet.Span{sheet.In(theme.Muted, "left out: not ticked")}
	}
	switch it.stage {
	case itemWaits:
		return []sheet.Span{sheet.In(theme.Muted, "to come")}
	case itemSent:
		if !it.begun {
			return []sheet.Span{sheet.In(theme.Focus, "reading it again")}
		}
		return []sheet.Span{sheet.In(theme.Focus, "sending"), sheet.In(theme.Muted, it.as(m.act))}
	case itemStopped:
		return notSent(it.stop)
	case itemEnded:
	}
	out := it.outcome(m)
	if why := it.result.Unkept; why != nil {
		out = append(out, sheet.In(theme.Wait, unkept(why)))
	}
	return out
}

// drawThen is below the list: the comment, and what follows or what was done so far.
func (m Many) drawThen(s *sheet.Sheet) {
	s.Then = append(s.Then, s.Blank(sheet.Hard))
	if m.phase == editing {
		if m.comments() {
			s.Then = append(s.Then, m.commentRow(s), s.Blank(sheet.Hard))
		}
		s.Then = append(s.Then, s.Labelled("Then", m.then()...)...)
		return
	}
	if m.comments() && m.comment.Value() != "" {
		l := s.Line().Label(draw.Inset, "Comment", false)
		l.Fit(theme.Text, m.comment.Value(), s.Room(sheet.Values)-len(sentWithEach)-2, draw.End)
		s.Then = append(s.Then, sheet.Row{Line: l.Right(theme.Muted, sentWithEach, draw.Inset)}, s.Blank(sheet.Hard))
	}
	s.Then = append(s.Then, s.Labelled("So far", m.soFar()...)...)
	if words := m.marked(); words != "" {
		s.Then = append(s.Then, s.Labelled("", sheet.Plain(words))...)
	}
}

const sentWithEach = "sent with each"

// commentRow is the one comment for all, with its counter.
func (m Many) commentRow(s *sheet.Sheet) sheet.Row {
	here := m.phase == editing && m.focus.kind == fieldComment
	hint := "optional, sent with each"
	switch {
	case m.needsComment():
		hint = "required, sent with each"
	case slices.ContainsFunc(m.items, func(it item) bool { return it.open() && len(it.dangers) > 0 }):
		hint = "required once a danger is ticked"
	}
	return commentLine(s, m.comment, here, hint, "")
}

// buttons is the last line.
func (m Many) buttons(s *sheet.Sheet, pulse int) sheet.Row {
	switch m.phase {
	case sending:
		note := sheet.Note{Role: theme.Muted, Text: "esc stops before the next one"}
		if !m.begun() {
			note.Text = "esc stops before this one"
		}
		if m.stopping {
			note = sheet.Note{Role: theme.Wait, Text: "Stops after this one"}
		}
		return s.Buttons(note, pulse, sheet.Button{Role: theme.Ghost, Label: "Close"})
	case answered:
		return s.Buttons(sheet.Note{}, pulse, sheet.Button{Role: theme.ChipFocus, Label: "Close"})
	case editing, checking, explained, vanished:
	}
	note := sheet.Note{Role: theme.Muted}
	if n := m.unticked(); n > 0 {
		note.Text = fmt.Sprintf("%d left out until ticked", n)
	}
	if w := m.waits(); w != "" {
		note.Text = verb(m.act) + " waits for " + w
	}
	if m.remark != "" {
		note = sheet.Note{Role: theme.Wait, Text: m.remark}
	}
	pressed, any := m.filled()
	leave, act := theme.ChipPlain, theme.ChipPlain
	switch {
	case m.waits() != "":
		act = theme.Ghost
	case any && pressed == fieldAct && m.act == decide.ActReject:
		act = theme.ChipBad
	case any && pressed == fieldAct:
		act = theme.ChipFocus
	}
	if any && pressed == fieldCancel {
		leave = theme.ChipFocus
	}
	return s.Buttons(note, pulse, sheet.Button{Role: leave, Label: "Cancel"}, sheet.Button{Role: act, Label: m.label()})
}
