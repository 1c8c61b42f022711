package detail

import (
	"greenlight/api"
	"greenlight/ui/draw"
	"greenlight/ui/present"
	"greenlight/ui/theme"
)

// tallied is the tally with whether the reader may approve and who says so at its
// right, in as many words as there is room for.
func (p pane) tallied() line {
	l := line{label: "Approvals", left: p.tally(" of ")}
	long, short := p.you()
	whole := p.inner() - draw.LabelWidth
	fits := func(words string) bool {
		w := p.width(words)
		return w > 0 && w <= whole/2 && p.measure(l.left)+2+w <= whole
	}
	if fits(long) {
		l.right = said(theme.Muted, long)
		return l
	}
	if short != "" && !fits(short) {
		l.left = p.tally("/")
	}
	if fits(short) {
		l.right = said(theme.Muted, short)
	}
	return l
}

// you says what the reader may do, and by whose word: as a sentence and in at most ten
// cells.
func (p pane) you() (long, short string) {
	v := p.row.Verdict
	switch v.Standing {
	case api.MayApprove:
		return p.mayApprove(api.Covered)
	case api.MayPerhaps:
		return p.mayApprove(api.MaybeCovered)
	case api.OwnDeployment:
		return "you cannot: your own pipeline", "your own"
	case api.AlreadyDecided:
		return p.decided()
	case api.NoRule:
		if bySource(v.Rules) == api.SourceGitLab {
			return "not you: no rule, GitLab says so", "in no rule"
		}
		return "you cannot: in no rule, inferred", "in no rule"
	case api.RulesFull:
		if len(v.Shadows) > 0 {
			return "you cannot: no name leads to your rule", "no name"
		}
		return "you cannot: your rules are full", "rules full"
	case api.NotWaiting:
		if v.MyDecision != nil {
			return p.decided()
		}
		return "", ""
	case api.NotRead:
		return "", ""
	}
	return "", ""
}

func (p pane) mayApprove(sure api.Coverage) (long, short string) {
	r, ok := p.mine()
	switch {
	case !ok:
		return "", ""
	case sure != api.Covered && r.Mine == api.Covered:
		return "perhaps: self-approval not read", "perhaps"
	case sure != api.Covered:
		return "perhaps you: inferred", "inferred"
	case r.Source == api.SourceGitLab:
		return "you can: GitLab says so", "you can"
	}
	switch r.Why {
	case "member":
		return "you can: as a member", "member"
	case "your role":
		return "you can: by your role", "your role"
	case "you by name":
		return "you can: by name", "by name"
	case "administrator":
		return "you can: as administrator", "admin"
	case "":
		return "you can", ""
	}
	return "you can: " + r.Why, ""
}

// mine is the rule that covers the reader for the most certain.
func (p pane) mine() (best api.RuleProgress, ok bool) {
	for _, r := range p.row.Verdict.Rules {
		if c := p.yours(r); c != api.NotCovered && (!ok || c > best.Mine) {
			best, ok = r, true
		}
	}
	return best, ok
}

// decided is "you approved 9m ago".
func (p pane) decided() (long, short string) {
	d := p.row.Verdict.MyDecision
	if d == nil {
		return "you decided already", "decided"
	}
	long, short = "you approved", "you agreed"
	if d.Status == api.Reject {
		long, short = "you rejected", "rejected"
	}
	if !d.CreatedAt.IsZero() {
		long += " " + present.Age(p.now.Sub(d.CreatedAt)) + " ago"
	}
	return long, short
}

// bySource is who answered about all rules: GitLab, or else it was worked out.
func bySource(rules []api.RuleProgress) api.Source {
	for _, r := range rules {
		if r.Source != api.SourceGitLab {
			return api.SourceREST
		}
	}
	if len(rules) == 0 {
		return api.SourceREST
	}
	return api.SourceGitLab
}

// shadows tell of rules that the reader cannot name: "qa: its name leads to qa-group".
func (p pane) shadows() []line {
	rules := p.row.Verdict.Rules
	var out []line
	for _, s := range p.row.Verdict.Shadows {
		if s.Rule < 0 || s.Rule >= len(rules) {
			continue
		}
		words := ": its name leads to no rule for certain"
		if s.First >= 0 && s.First < len(rules) {
			words = ": its name leads to " + rules[s.First].Name
		}
		out = append(out, line{kind: kindSpare, left: said(theme.Muted, "  "+rules[s.Rule].Name+words)})
	}
	return out
}
