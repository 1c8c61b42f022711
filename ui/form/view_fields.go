package form

import (
	"fmt"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/ui/draw"
	"greenlight/ui/field"
	"greenlight/ui/sheet"
	"greenlight/ui/theme"
)

// widestName bounds the names of rules in the list of hats.
const widestName = 24

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

// drawHats lists the ways to approve with what each would do.
func (d Decision) drawHats(s *sheet.Sheet) {
	if len(d.hats) == 1 {
		d.drawHat(s)
		return
	}
	names := 0
	for _, h := range d.hats {
		names = max(names, min(s.Wide(hatName(h)), widestName))
	}
	for i, h := range d.hats {
		l := s.Line()
		d.choiceLabel(l, i, "As")
		sheet.Radio(l, i == d.chosen)
		role := theme.Text
		if i == d.chosen {
			role = theme.Strong
		}
		l.Fit(role, hatName(h), names, draw.Middle).Put(theme.Text, "  ")
		d.drawEffect(s, l, h)
		s.Add(sheet.Row{Line: l, Focus: d.at(fieldChoice) && i == d.chosen})
	}
}

func hatName(h api.Hat) string {
	if h.Name == "" {
		return "GitLab's choice"
	}
	return h.Name
}

// drawEffect says what an approval with the hat would change, and why it covers.
func (d Decision) drawEffect(s *sheet.Sheet, l *draw.Line, h api.Hat) {
	rules := d.row().Verdict.Rules
	known := h.Rule >= 0 && h.Rule < len(rules)
	role, words := theme.Muted, ""
	switch {
	case !known && h.Name == "":
		words = "which rule cannot be foretold"
	case h.Name == "" && h.Effect:
		words = "would be " + rules[h.Rule].Name
	case known && !h.Effect:
		role, words = theme.Wait, rules[h.Rule].Name+", full: no effect"
	case known:
		l.Put(theme.Text, effect(rules[h.Rule])+"  ")
		words = h.Why
	}
	l.Fit(role, words, s.End()-l.Column(), draw.End)
}

// effect is "0/2 → 1/2".
func effect(r api.RuleProgress) string {
	have := r.Rule.Required - r.Left
	return fmt.Sprintf("%d/%d → %d/%d", have, r.Rule.Required, have+1, r.Rule.Required)
}

// drawHat is the one line of a decision without a choice.
func (d Decision) drawHat(s *sheet.Sheet) {
	h, rules := d.hat(), d.row().Verdict.Rules
	l := s.Line().Label(draw.Inset, "As", false).Put(theme.FocusStrong, "(•) ")
	if h.Rule < 0 || h.Rule >= len(rules) {
		l.Put(theme.Strong, hatName(h))
		s.Add(sheet.Row{Line: l})
		return
	}
	r := rules[h.Rule]
	l.Put(theme.Strong, draw.Cut(s.Measured(r.Name), widestName, draw.Middle)+"  ")
	if d.act == decide.ActReject || d.phase == answered {
		l.Put(theme.Text, fmt.Sprintf("%d/%d", r.Rule.Required-r.Left, r.Rule.Required))
		s.Add(sheet.Row{Line: l})
		return
	}
	why := "only rule open to you"
	if h.Mine == api.MaybeCovered {
		why += ", inferred"
	}
	role := theme.Muted
	if !h.Effect {
		role, why = theme.Wait, "full: no effect"
	} else {
		l.Put(theme.Text, effect(r)+"  ")
	}
	l.Fit(role, why, s.End()-l.Column(), draw.End)
	s.Add(sheet.Row{Line: l})
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
	if d.phase == sending {
		note := sheet.Note{Role: theme.Muted, Text: d.doing()}
		return s.Buttons(note, pulse, sheet.Button{Role: theme.Ghost, Label: d.leave()}, sheet.Button{Label: label, Busy: true})
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
