package form

import (
	"fmt"

	"greenlight/api"
	"greenlight/ui/sheet"
	"greenlight/ui/theme"
)

func (d Decision) thenApprove() []sheet.Span {
	v, h := d.row().Verdict, d.hat()
	var out []sheet.Span
	switch {
	case h.Rule < 0 || h.Rule >= len(v.Rules):
		out = d.unforetold(h)
	case !h.Effect:
		out = []sheet.Span{sheet.In(theme.WaitStrong, "Changes nothing:"),
			sheet.Plain(list([]string{v.Rules[h.Rule].Name}) + " has no room for it. " + d.stillNeeded(v.Left) + " Nothing runs.")}
	case v.Left <= 1:
		out = []sheet.Span{sheet.Strong("Completes the approvals: cannot be withdrawn."), sheet.Plain(d.afterwards())}
	default:
		out = d.counts(v, h)
	}
	if h.Rule >= 0 && h.Mine == api.MaybeCovered {
		out = append(out, sheet.Plain("Whether the rule covers you is inferred: GitLab may refuse."))
	}
	if d.administrator() {
		out = append(out, sheet.Plain("You are an administrator: you cover every rule."))
	}
	return out
}

// unforetold words an approval whose rule GitLab will pick.
func (d Decision) unforetold(h api.Hat) []sheet.Span {
	left := d.row().Verdict.Left
	first := "GitLab counts it for the first rule that covers you; which one cannot be foretold."
	if !h.Effect {
		return []sheet.Span{sheet.In(theme.WaitStrong, "May change nothing."), sheet.Plain(first)}
	}
	if left <= 1 {
		return []sheet.Span{sheet.Plain(first), sheet.Strong("If it counts it completes the approvals: cannot be withdrawn.")}
	}
	return []sheet.Span{sheet.Plain(first), sheet.Strong(d.stillNeeded(left - 1)), sheet.Plain("Nothing runs yet.")}
}

// counts words an approval after which more are needed.
func (d Decision) counts(v api.Verdict, h api.Hat) []sheet.Span {
	rule := v.Rules[h.Rule]
	verb, after := "Counts for", v.Left-1
	if rule.Left == 1 {
		verb = "Completes"
	}
	tail := "after yours"
	if from := others(v, h.Rule); from != "" {
		tail += ", from " + from
	}
	return []sheet.Span{sheet.Plain(verb + " " + list([]string{rule.Name}) + "."), sheet.Strong(needed(after)), sheet.Plain(tail + ". Nothing runs yet.")}
}

// others names the rules that still need somebody after an approval for the rule
// at mine; empty where that is this rule alone.
func others(v api.Verdict, mine int) string {
	var names []string
	elsewhere := false
	for i, r := range v.Rules {
		left := r.Left
		if i == mine {
			left--
		}
		if left > 0 {
			names = append(names, r.Name)
			elsewhere = elsewhere || i != mine
		}
	}
	if !elsewhere {
		return ""
	}
	return list(names)
}

// needed is "1 more approval is needed".
func needed(n int) string {
	if n == 1 {
		return "1 more approval is needed"
	}
	return fmt.Sprintf("%d more approvals are needed", n)
}

func (d Decision) stillNeeded(n int) string { return needed(n) + "." }

// afterwards is what follows a complete approval: never the deployment itself.
func (d Decision) afterwards() string {
	if d.seen.Deployable == nil {
		return "It has no job: who recorded it goes on from here. Nothing runs by itself."
	}
	return "The job " + d.job() + " then waits to be run. Nothing runs yet."
}

func (d Decision) administrator() bool {
	for _, r := range d.row().Verdict.Rules {
		if r.Why == "administrator" {
			return true
		}
	}
	return false
}

func (d Decision) thenReject() []sheet.Span {
	out := []sheet.Span{sheet.In(theme.BadStrong, "Rejecting is final.")}
	if d.seen.Deployable == nil {
		out = append(out, sheet.Plain("It has no job: its status stays "+string(d.seen.Status)+", and no approval counts any more."))
	} else {
		out = append(out, sheet.Plain(d.job()+" fails for good: it can not be run, retried or approved again."))
	}
	mine := d.row().Verdict.MyDecision
	if mine != nil && mine.Status == api.Approve {
		out = append(out, sheet.Plain("Your earlier approval is "+d.fate(mine)+"."))
	}
	if void := d.voided(mine); void != "" {
		out = append(out, sheet.Plain(void))
	}
	if d.seen.Deployable != nil {
		out = append(out, sheet.Plain("A new pipeline is needed to ship this."))
	}
	return out
}

// fate is what a rejection does to the caller's own approval: under the same rule it
// takes its place, under another it makes it worthless.
// gitlab: ee/app/services/deployments/approval_service.rb
func (d Decision) fate(mine *api.Approval) string {
	rules, at := d.row().Verdict.Rules, d.hat().Rule
	if at < 0 || at >= len(rules) {
		return "replaced"
	}
	for _, a := range rules[at].Given {
		if userID(a.User) == userID(mine.User) {
			return "replaced"
		}
	}
	return "void"
}

// voided names whose approvals a rejection makes worthless.
func (d Decision) voided(mine *api.Approval) string {
	var names []string
	for _, a := range d.seen.Approvals {
		own := mine != nil && userID(a.User) == userID(mine.User)
		if a.Status == api.Approve && !own {
			names = append(names, at(a.User))
		}
	}
	switch len(names) {
	case 0:
		return ""
	case 1:
		return "The approval by " + names[0] + " is void."
	}
	return "The approvals by " + list(names) + " are void."
}

func (d Decision) thenStatus() []sheet.Span {
	s, live := d.status(), d.row().Live
	if s.reason != "" {
		return []sheet.Span{sheet.Plain("Nothing: " + s.reason + ".")}
	}
	this := version(&d.seen)
	switch {
	case s.status == api.StatusSuccess && live != nil:
		return []sheet.Span{sheet.Plain(this + " replaces " + version(live) + " as live, and GitLab links its merge requests. It can still be set to failed later.")}
	case s.status == api.StatusSuccess:
		return []sheet.Span{sheet.Plain(this + " becomes live, and GitLab links its merge requests. It can still be set to failed later.")}
	case s.status == api.StatusRunning:
		return []sheet.Span{sheet.Plain(this + " counts as under way. Nothing becomes live yet.")}
	case d.seen.Status == api.StatusSuccess:
		return []sheet.Span{sheet.Plain(this + " counts as " + string(s.status) + " and no longer as live. GitLab rolls nothing back by itself.")}
	}
	out := this + " counts as " + string(s.status) + "."
	if live != nil {
		out += " " + version(live) + " stays live."
	}
	return []sheet.Span{sheet.Plain(out + " It can still be set to success later.")}
}

func userID(u *api.User) int64 {
	if u == nil {
		return 0
	}
	return u.ID
}
