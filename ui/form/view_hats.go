package form

import (
	"fmt"
	"slices"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/ui/draw"
	"greenlight/ui/sheet"
	"greenlight/ui/theme"
)

const (
	// widestName bounds the names of rules in the list of hats.
	widestName = 24
	// gitlabSays marks an answer that is GitLab's own.
	gitlabSays = "GitLab says so"
)

// drawHats lists the ways to approve with what each would do, and below them the rules
// that cannot be chosen.
func (d Decision) drawHats(s *sheet.Sheet) {
	names := d.nameWidth(s)
	defer d.drawShadows(s, names)
	if len(d.hats) == 1 {
		d.drawHat(s)
		return
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

// nameWidth is how wide the names of rules are in the list of hats.
func (d Decision) nameWidth(s *sheet.Sheet) int {
	names := 0
	for _, h := range d.hats {
		names = max(names, s.Wide(hatName(h)))
	}
	for _, x := range d.shadows() {
		names = max(names, s.Wide(d.ruleName(x.Rule)))
	}
	return min(names, widestName)
}

// shadows are the rules open to the caller that nothing in the list leads to.
func (d Decision) shadows() []api.Shadow {
	return slices.DeleteFunc(slices.Clone(d.row().Verdict.Shadows), func(x api.Shadow) bool {
		return d.ruleName(x.Rule) == "" || slices.ContainsFunc(d.hats, func(h api.Hat) bool { return h.Rule == x.Rule })
	})
}

// ruleName is what a rule of the verdict is called; empty for one that is not there.
func (d Decision) ruleName(i int) string {
	if rules := d.row().Verdict.Rules; i >= 0 && i < len(rules) {
		return rules[i].Name
	}
	return ""
}

// drawShadows names the rules that cannot be chosen, each with the reason.
func (d Decision) drawShadows(s *sheet.Sheet, names int) {
	for _, x := range d.shadows() {
		why := "its name leads nowhere for certain"
		switch to, rule := d.ruleName(x.First), d.row().Verdict.Rules[x.Rule].Rule; {
		case rule.Description == nil || *rule.Description == "":
			why = "it has no name to choose it by"
		case to != "":
			why = "its name leads to " + to
		}
		s.Add(s.Flow(sheet.Values+4+names+2, func(l *draw.Line) {
			l.At(sheet.Values).Put(theme.Ghost, "( ) ").Fit(theme.Ghost, d.ruleName(x.Rule), names, draw.Middle)
		}, sheet.In(theme.Muted, why))...)
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
	case h.Name == "" && h.Effect && h.Rule != d.hats[0].Rule:
		role, words = theme.Wait, "would be "+rules[h.Rule].Name+", not "+hatName(d.hats[0])
	case h.Name == "" && h.Effect:
		words = "would be " + rules[h.Rule].Name
	case known && !h.Effect:
		role, words = theme.Wait, rules[h.Rule].Name+", full: no effect"
	case known:
		l.Put(theme.Text, effect(rules[h.Rule])+"  ")
		words = d.why(s, h, h.Why, s.End()-l.Column())
	}
	l.Fit(role, words, s.End()-l.Column(), draw.End)
}

// why is by what the rule of a hat covers the caller, and who says so, in as many words
// as room has cells for; the last that goes is who says so.
func (d Decision) why(s *sheet.Sheet, h api.Hat, by string, room int) string {
	rules, who := d.row().Verdict.Rules, ""
	switch {
	case h.Mine == api.MaybeCovered:
		who = "inferred"
	case h.Rule >= 0 && h.Rule < len(rules) && rules[h.Rule].Source == api.SourceGitLab:
		who = gitlabSays
	}
	switch {
	case who == "" || by == who:
		return by
	case s.Wide(by+", "+who) <= room:
		return by + ", " + who
	}
	return who
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
	by := "only rule open to you"
	if len(d.shadows()) > 0 {
		by = h.Why
	}
	role, why := theme.Wait, "full: no effect"
	if h.Effect {
		l.Put(theme.Text, effect(r)+"  ")
		role, why = theme.Muted, d.why(s, h, by, s.End()-l.Column())
	}
	l.Fit(role, why, s.End()-l.Column(), draw.End)
	s.Add(sheet.Row{Line: l})
}
