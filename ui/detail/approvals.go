package detail

import (
	"fmt"
	"slices"
	"strings"

	"greenlight/api"
	"greenlight/ui/draw"
	"greenlight/ui/present"
	"greenlight/ui/theme"
)

const (
	// nameWidth bounds the column of rule names.
	nameWidth = 24
	// unreadRules is how many rules a waiting deployment keeps a place for.
	unreadRules = 2
)

// approvals says rule by rule who has agreed and who still has to. There is no
// section where nothing guards the environment, and none on a GitLab that has no
// approvals.
func (p pane) approvals() []line {
	v := p.row.Verdict
	if v.State == api.StateReading {
		if p.unread() {
			return p.unreadApprovals()
		}
		out := []line{{label: "Approvals", left: dots(30)}}
		for range unreadRules {
			out = append(out, line{left: dots(24)})
		}
		return out
	}
	if len(v.Rules) == 0 && v.RejectedBy == nil {
		return nil
	}
	out := []line{p.tallied()}
	if v.RejectedBy != nil && !ruleRejected(v.Rules) {
		out = append(out, p.withComment([]span{{theme.Bad, "✗ "}}, *v.RejectedBy)...)
	}
	width := p.nameColumn()
	for _, r := range v.Rules {
		out = append(out, p.rule(r, width)...)
	}
	out = append(out, p.shadows()...)
	// Beside the list two rules' places are kept, so that what is below stays where it
	// is while the cursor goes from one deployment to the next.
	for len(out) <= unreadRules && p.deciding() && p.form == Side {
		out = append(out, blank())
	}
	return out
}

// unreadApprovals says in their place why they could not be read.
func (p pane) unreadApprovals() []line {
	var out []line
	for i, part := range p.wrap(unread(p.x.Unread), p.inner()-draw.LabelWidth) {
		l := line{left: said(theme.Muted, part)}
		if i == 0 {
			l.label = "Approvals"
		}
		out = append(out, l)
	}
	return out
}

// ruleRejected reports whether the rejection stands under one of the rules.
func ruleRejected(rules []api.RuleProgress) bool {
	return slices.ContainsFunc(rules, rejected)
}

// rejected reports whether somebody rejected under the rule.
func rejected(r api.RuleProgress) bool {
	return slices.ContainsFunc(r.Given, func(a api.Approval) bool { return a.Status == api.Reject })
}

// tally is "2 more needed, 1 of 3 given"; what is no longer needed is not counted.
func (p pane) tally(of string) []span {
	v := p.row.Verdict
	given := fmt.Sprintf("%d%s%d given", v.Given, of, v.Required)
	switch {
	case v.RejectedBy != nil || v.State == api.StateRejected:
		return []span{{theme.BadStrong, "Rejected"}, {theme.Text, ", " + given}}
	case !p.deciding():
		return []span{{theme.Text, given}}
	case v.Left > 0:
		return []span{{theme.Strong, fmt.Sprintf("%d more needed", v.Left)}, {theme.Text, ", " + given}}
	default:
		return []span{{theme.Strong, "Complete"}, {theme.Text, ", " + given}}
	}
}

func (p pane) nameColumn() int {
	w := 0
	for _, r := range p.row.Verdict.Rules {
		w = max(w, p.width(r.Name))
	}
	return min(w, nameWidth, max(p.inner()-draw.LabelWidth-16, 4))
}

// rule is one rule's sign, name, count and approvals; comments that do not fit get
// lines of their own where the summary scrolls.
func (p pane) rule(r api.RuleProgress, width int) []line {
	sign, role := p.ruleSign(r)
	name := p.cut(r.Name, width, cutName)
	name += strings.Repeat(" ", max(width-p.width(name), 0))
	nameRole, countRole := theme.Text, theme.Text
	if p.yours(r) != api.NotCovered {
		nameRole, countRole = role, role
	}
	left := []span{{role, sign + " "}, {nameRole, name}, {countRole, "  " + ruleCount(r)}}
	if arrow := p.arrow(r); arrow != "" {
		left = append(left, span{role, "  " + arrow})
	}
	if len(r.Given) == 0 {
		return []line{{left: left}}
	}
	left = append(left, span{theme.Muted, "  "})
	if len(r.Given) == 1 {
		return p.withComment(left, r.Given[0])
	}
	return p.withMany(left, r.Given)
}

// withMany names all who decided on the rule's line; their comments follow.
func (p pane) withMany(left []span, given []api.Approval) []line {
	var who []string
	var spare []line
	for _, a := range given {
		who = append(who, p.decider(a))
		if c := comment(a); c != "" {
			spare = append(spare, p.quoted(p.decider(a)+" "+c)...)
		}
	}
	left = append(left, span{theme.Muted, strings.Join(who, ", ")})
	return append([]line{{left: left}}, spare...)
}

// withComment appends who decided, when, and what they said.
func (p pane) withComment(left []span, a api.Approval) []line {
	l := line{left: append(left, span{theme.Muted, p.decider(a)})}
	c := comment(a)
	if c == "" {
		return []line{l}
	}
	l.left = append(l.left, span{theme.Muted, " " + c})
	if p.form != Zoom || p.measure(l.left) <= p.room(l) {
		return []line{l}
	}
	l.left = l.left[:len(l.left)-1]
	return append([]line{l}, p.quoted(c)...)
}

// quoted puts what somebody said under the names of the rules: wrapped where the
// summary scrolls, else on one line.
func (p pane) quoted(s string) []line {
	const indent = "  "
	if p.form != Zoom {
		return []line{{kind: kindSpare, left: []span{{theme.Muted, indent + s}}}}
	}
	var out []line
	for _, part := range p.wrap(s, p.inner()-draw.LabelWidth-len(indent)) {
		out = append(out, line{kind: kindSpare, left: []span{{theme.Muted, indent + part}}})
	}
	return out
}

// decider is "@ines 9m", or "@ana rejected 4h".
func (p pane) decider(a api.Approval) string {
	who := present.User(a.User)
	if a.Status == api.Reject {
		who += " rejected"
	}
	if a.CreatedAt.IsZero() {
		return who
	}
	return who + " " + present.Age(p.now.Sub(a.CreatedAt))
}

func comment(a api.Approval) string {
	if a.Comment == nil || strings.TrimSpace(*a.Comment) == "" {
		return ""
	}
	return present.Quote(strings.TrimSpace(*a.Comment))
}

func ruleCount(r api.RuleProgress) string {
	return fmt.Sprintf("%d/%d", max(r.Rule.Required-r.Left, 0), r.Rule.Required)
}

// ruleSign is filled where the caller can do something about an open rule.
func (p pane) ruleSign(r api.RuleProgress) (string, theme.Role) {
	switch {
	case rejected(r):
		return "✗", theme.Bad
	case r.Left == 0:
		return "✓", theme.OK
	case p.yours(r) == api.Covered:
		return "■", theme.WaitStrong
	case p.yours(r) == api.MaybeCovered:
		return "■", theme.Wait
	case !p.waiting(): // nobody is waited for any more
		return "–", theme.Muted
	case p.row.Verdict.State == api.StateOutdated:
		return "□", theme.Muted
	default:
		return "□", theme.Wait
	}
}

// yours says whether an open rule waits for the caller: it covers them, and they may
// still decide.
func (p pane) yours(r api.RuleProgress) api.Coverage {
	if r.Left == 0 || rejected(r) {
		return api.NotCovered
	}
	switch p.row.Verdict.Standing {
	case api.MayApprove, api.MayPerhaps:
		return r.Mine
	case api.NotWaiting, api.OwnDeployment, api.AlreadyDecided, api.NoRule, api.RulesFull, api.NotRead:
		return api.NotCovered
	}
	return api.NotCovered
}

func (p pane) arrow(r api.RuleProgress) string {
	switch p.yours(r) {
	case api.Covered:
		return "← you"
	case api.MaybeCovered:
		return "← you?"
	case api.NotCovered:
		return ""
	}
	return ""
}
