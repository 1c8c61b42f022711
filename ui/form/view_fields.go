package form

import (
	"fmt"
	"strings"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/ui/draw"
	"greenlight/ui/field"
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

func radio(l *draw.Line, on bool) {
	if on {
		l.Put(theme.FocusStrong, "(•) ")
		return
	}
	l.Put(theme.Text, "( ) ")
}

// drawHats lists the ways to approve with what each would do.
func (d Decision) drawHats(s *sheet) {
	if len(d.hats) == 1 {
		d.drawHat(s)
		return
	}
	names := 0
	for _, h := range d.hats {
		names = max(names, min(s.wide(hatName(h)), widestName))
	}
	for i, h := range d.hats {
		l := s.line()
		d.choiceLabel(l, i, "As")
		radio(l, i == d.chosen)
		role := theme.Text
		if i == d.chosen {
			role = theme.Strong
		}
		l.Fit(role, hatName(h), names, draw.Middle).Put(theme.Text, "  ")
		d.drawEffect(s, l, h)
		s.middle = append(s.middle, row{line: l, focus: d.at(fieldChoice) && i == d.chosen})
	}
}

func hatName(h api.Hat) string {
	if h.Name == "" {
		return "GitLab's choice"
	}
	return h.Name
}

// drawEffect says what an approval with the hat would change, and why it covers.
func (d Decision) drawEffect(s *sheet, l *draw.Line, h api.Hat) {
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
	l.Fit(role, words, s.w-2-draw.Inset-l.Column(), draw.End)
}

// effect is "0/2 → 1/2".
func effect(r api.RuleProgress) string {
	have := r.Rule.Required - r.Left
	return fmt.Sprintf("%d/%d → %d/%d", have, r.Rule.Required, have+1, r.Rule.Required)
}

// drawHat is the one line of a decision without a choice.
func (d Decision) drawHat(s *sheet) {
	h, rules := d.hat(), d.row().Verdict.Rules
	l := s.line().Label(draw.Inset, "As", false).Put(theme.FocusStrong, "(•) ")
	if h.Rule < 0 || h.Rule >= len(rules) {
		l.Put(theme.Strong, hatName(h))
		s.middle = append(s.middle, row{line: l})
		return
	}
	r := rules[h.Rule]
	l.Put(theme.Strong, draw.Cut(s.measured(r.Name), widestName, draw.Middle)+"  ")
	if d.act == decide.ActReject || d.phase == answered {
		l.Put(theme.Text, fmt.Sprintf("%d/%d", r.Rule.Required-r.Left, r.Rule.Required))
		s.middle = append(s.middle, row{line: l})
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
	l.Fit(role, why, s.w-2-draw.Inset-l.Column(), draw.End)
	s.middle = append(s.middle, row{line: l})
}

// commentRow is the comment with its counter.
func (d Decision) commentRow(s *sheet) row {
	here := d.at(fieldComment)
	l := s.line().Label(draw.Inset, "Comment", here)
	hint := "optional"
	if d.needsComment() {
		hint = "required"
	}
	cursor := drawInput(l, d.comment, s.room(values)-12, hint, here)
	role := theme.Muted
	if d.comment.Count() >= maxComment {
		role = theme.WaitStrong
	}
	counter := fmt.Sprintf("%d/%d", d.comment.Count(), maxComment)
	if d.phase == answered {
		role, counter = theme.Muted, "kept"
	}
	return row{line: l.Right(role, counter, draw.Inset), focus: here, cursor: cursor}
}

// drawInput puts a field, w cells wide, and returns the column of the cursor, 0
// while the field does not have the focus.
func drawInput(l *draw.Line, in field.Input, w int, hint string, here bool) int {
	end, room := l.Column()+w, w-2
	l.Put(theme.Field, " ")
	first := l.Column()
	switch {
	case in.Text() == "":
		l.Fit(theme.FieldMuted, hint, room, draw.Clip).Put(theme.Field, " ")
	case !here:
		l.Fit(theme.Field, in.Text(), room, draw.End).Put(theme.Field, " ")
	default:
		head := in.Before()
		for draw.Width(head) >= room {
			head = string([]rune(head)[1:])
		}
		first = l.Put(theme.Field, head).Column()
		tail := strings.TrimPrefix(in.Text(), in.Before())
		l.Fit(theme.Field, tail, end-1-first, draw.Clip).Put(theme.Field, " ")
	}
	if !here {
		return 0
	}
	return first
}

// drawTicks has one line for each danger: the deed, not "I agree".
func (d Decision) drawTicks(s *sheet) {
	for i, w := range d.dangers {
		here := d.at(fieldTick) && d.focus.n == i
		box := "[ ]"
		if d.ticks[i] {
			box = "[x]"
		}
		rows := s.flow(values+4, []span{plain(w.Deed)}, func(l *draw.Line) {
			l.Label(draw.Inset, "", here).Put(theme.Text, box)
		})
		for j := range rows {
			rows[j].focus = here
		}
		s.middle = append(s.middle, rows...)
	}
}

// drawType asks for the environment's name.
func (d Decision) drawType(s *sheet) {
	if !d.types() {
		return
	}
	here := d.at(fieldType)
	l := s.line().Label(draw.Inset, "Type", here)
	w := max(18, min(draw.Width(d.place())+3, s.room(values)-14))
	cursor := drawInput(l, d.typed, w, "", here)
	l.Put(theme.Text, "  ").Fit(theme.Muted, "the environment's name, to confirm", s.w-2-draw.Inset-l.Column(), draw.End)
	s.middle = append(s.middle, row{line: l, focus: here, cursor: cursor})
}

// drawStatuses lists what a status would do, and why one cannot be set.
func (d Decision) drawStatuses(s *sheet) {
	for i, c := range d.statuses {
		l := s.line()
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
			radio(l, i == d.chosen)
		}
		l.Put(role, sign+" ").Fit(name, string(c.status), 11, draw.End)
		l.Fit(words, say, s.w-2-draw.Inset-l.Column(), draw.End)
		s.middle = append(s.middle, row{line: l, focus: d.at(fieldChoice) && i == d.chosen})
	}
}

// buttons is the last line: what the act waits for, Cancel, the act.
func (d Decision) buttons(s *sheet, pulse int) row {
	label := d.label()
	l := s.line().At(draw.Inset)
	at := s.w - 2 - draw.Inset - s.wide(label) - 4 - 2 - len("Cancel") - 4
	if d.phase == sending {
		l.Fit(theme.Muted, d.doing(), at-draw.Inset-1, draw.End).At(at)
		l.Put(theme.Ghost, "  Cancel    ").Put(theme.Focus, draw.Pulse(pulse, s.st.ASCII)+" "+label)
		return row{line: l}
	}
	role, note := theme.Muted, ""
	if w := d.waits(); w != "" {
		note = label + " waits for " + w
	}
	if d.remark != "" {
		role, note = theme.Wait, d.remark
	}
	l.Fit(role, note, at-draw.Inset-1, draw.End).At(at)
	pressed, any := d.filled()
	cancel := theme.ChipPlain
	if any && pressed == fieldCancel {
		cancel = theme.ChipFocus
	}
	l.Button(cancel, "Cancel").Put(theme.Text, "  ")
	switch {
	case d.waits() != "":
		l.Put(theme.Ghost, "  "+label+"  ")
	case any && pressed == fieldAct:
		l.Button(d.fill(), label)
	default:
		l.Button(theme.ChipPlain, label)
	}
	return row{line: l}
}

// fill is the colour of the act's button: bad where it cannot be taken back and
// Cancel came first.
func (d Decision) fill() theme.Role {
	switch d.act {
	case decide.ActReject:
		return theme.ChipBad
	case decide.ActSetStatus:
		if d.risky() {
			return theme.ChipBad
		}
	case decide.ActApprove, decide.ActPlay:
	}
	return theme.ChipFocus
}
