package form

import (
	"fmt"

	"greenlight/api/decide"
	"greenlight/ui/draw"
	"greenlight/ui/field"
	"greenlight/ui/sheet"
	"greenlight/ui/theme"
)

// at reports whether the keys go to a kind of field now.
func (d Decision) at(kind fieldKind) bool { return d.phase == editing && d.focus.kind == kind }

// choiceLabel begins row i of a list of choices: the label on the first, the bar on
// the chosen one.
func (d Decision) choiceLabel(l *draw.Line, i int, label string) {
	role, here := theme.Muted, d.at(fieldChoice)
	if here {
		role = theme.Strong
	}
	if here && i == d.chosen {
		l.Put(theme.Focus, "▌")
	}
	if i > 0 {
		label = ""
	}
	l.At(draw.Inset).Fit(role, label, draw.LabelWidth, draw.End)
}

// commentRow is the comment with its counter.
func (d Decision) commentRow(s *sheet.Sheet) sheet.Row {
	here := d.at(fieldComment)
	hint, kept := "optional", ""
	if d.needsComment() {
		hint = "required"
	}
	if d.phase == answered || d.phase == vanished {
		kept = "kept"
	}
	return commentLine(s, d.comment, here, hint, kept)
}

// commentLine is a comment's field. Instead of the counter it says what became of the
// comment, where that is known.
func commentLine(s *sheet.Sheet, in field.Input, here bool, hint, fate string) sheet.Row {
	l := s.Line().Label(draw.Inset, "Comment", here)
	cursor := sheet.Input(l, in, s.Room(sheet.Values)-12, hint, here)
	role := theme.Muted
	if fate == "" {
		fate = fmt.Sprintf("%d/%d", in.Count(), maxComment)
		if in.Count() >= maxComment {
			role = theme.WaitStrong
		}
	}
	return sheet.Row{Line: l.Right(role, fate, draw.Inset), Focus: here, Cursor: cursor}
}

// drawTicks has one line for each danger: the deed, not "I agree".
func (d Decision) drawTicks(s *sheet.Sheet) {
	for i, w := range d.dangers {
		here := d.at(fieldTick) && d.focus.n == i
		rows := s.Flow(sheet.Values+4, func(l *draw.Line) {
			sheet.Tick(l.Label(draw.Inset, "", here), d.ticks[i])
		}, sheet.Plain(w.Deed))
		for j := range rows {
			rows[j].Focus = here
		}
		s.Add(rows...)
	}
}

// drawType asks for the environment's name.
func (d Decision) drawType(s *sheet.Sheet) {
	if !d.types() {
		return
	}
	here := d.at(fieldType)
	l := s.Line().Label(draw.Inset, "Type", here)
	w := max(18, min(draw.Width(d.place())+3, s.Room(sheet.Values)-14))
	cursor := sheet.Input(l, d.typed, w, "", here)
	l.Put(theme.Text, "  ").Fit(theme.Muted, "the environment's name, to confirm", s.End()-l.Column(), draw.End)
	s.Add(sheet.Row{Line: l, Focus: here, Cursor: cursor})
}

// drawStatuses lists what a status would do, and why one cannot be set.
func (d Decision) drawStatuses(s *sheet.Sheet) {
	for i, c := range d.statuses {
		l := s.Line()
		d.choiceLabel(l, i, "Status")
		sign, role := statusSign(c.status)
		name, words, say := theme.Text, theme.Text, c.effect
		if i == d.chosen {
			name = theme.Strong
		}
		if c.reason != "" {
			role, name, words, say = theme.Ghost, theme.Ghost, theme.Muted, c.reason
			l.Put(theme.Ghost, "( ) ")
		} else {
			sheet.Radio(l, i == d.chosen)
		}
		l.Put(role, sign+" ").Fit(name, string(c.status), 11, draw.End)
		l.Fit(words, say, s.End()-l.Column(), draw.End)
		s.Add(sheet.Row{Line: l, Focus: d.at(fieldChoice) && i == d.chosen})
	}
}

// buttons is the last line: what the act waits for, Cancel, the act.
func (d Decision) buttons(s *sheet.Sheet, pulse int) sheet.Row {
	label := d.label()
	if d.Sending() {
		leave := sheet.Button{Role: theme.Ghost, Label: d.leave()}
		if d.phase == checking {
			leave.Role = theme.ChipPlain
		}
		return s.Buttons(sheet.Note{Role: theme.Muted, Text: d.doing()}, pulse, leave, sheet.Button{Label: label, Busy: true})
	}
	note := sheet.Note{Role: theme.Muted}
	if w := d.waits(); w != "" && d.barred() == "" {
		note.Text = d.verb() + " waits for " + w
	}
	if d.remark != "" {
		note = sheet.Note{Role: theme.Wait, Text: d.remark}
	}
	pressed, any := d.filled()
	cancel, act := theme.ChipPlain, theme.ChipPlain
	switch {
	case any && pressed == fieldCancel:
		cancel = theme.ChipFocus
	case any:
		act = d.fill()
	}
	if d.waits() != "" {
		act = theme.Ghost
	}
	return s.Buttons(note, pulse, sheet.Button{Role: cancel, Label: d.leave()}, sheet.Button{Role: act, Label: label})
}

// fill is the colour of the act's button: bad where it cannot be taken back and
// Cancel came first.
func (d Decision) fill() theme.Role {
	switch d.act {
	case decide.ActReject, decide.ActCancel, decide.ActDelete:
		return theme.ChipBad
	case decide.ActSetStatus:
		if d.risky() {
			return theme.ChipBad
		}
	case decide.ActApprove, decide.ActPlay, decide.ActRetry:
	}
	return theme.ChipFocus
}
