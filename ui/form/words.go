package form

import (
	"fmt"
	"strings"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/text"
	"greenlight/ui/present"
	"greenlight/ui/theme"
)

// span is a piece of a sentence in one role.
type span struct {
	role theme.Role
	text string
}

func plain(s string) span  { return span{theme.Text, s} }
func strong(s string) span { return span{theme.Strong, s} }

// title heads the card.
func (d Decision) title() string {
	switch d.act {
	case decide.ActApprove:
		return "Approve"
	case decide.ActReject:
		return "Reject"
	case decide.ActPlay:
		return "Run the job"
	case decide.ActSetStatus:
		return "Update status"
	}
	return ""
}

// label is what the button of the act says.
func (d Decision) label() string {
	switch d.act {
	case decide.ActApprove:
		return "Approve"
	case decide.ActReject:
		return "Reject"
	case decide.ActPlay:
		return "Run"
	case decide.ActSetStatus:
		return "Set " + string(d.status().status)
	}
	return ""
}

// doing says what is under way.
func (d Decision) doing() string {
	switch d.act {
	case decide.ActApprove:
		return "Sending the approval"
	case decide.ActReject:
		return "Sending the rejection"
	case decide.ActPlay:
		return "Starting " + d.job()
	case decide.ActSetStatus:
		return "Setting " + string(d.status().status)
	}
	return ""
}

// thing is what a lost answer was about.
func (d Decision) thing() string {
	switch d.act {
	case decide.ActApprove:
		return "your approval"
	case decide.ActReject:
		return "your rejection"
	case decide.ActPlay:
		return "the start of " + d.job()
	case decide.ActSetStatus:
		return "the status " + string(d.status().status)
	}
	return ""
}

// then is the consequence in words, computed from what was read.
func (d Decision) then() []span {
	switch d.act {
	case decide.ActApprove:
		return d.thenApprove()
	case decide.ActReject:
		return d.thenReject()
	case decide.ActPlay:
		return []span{strong(d.job() + " starts on " + d.place() + " now.")}
	case decide.ActSetStatus:
		return d.thenStatus()
	}
	return nil
}

func (d Decision) thenApprove() []span {
	v, h := d.row().Verdict, d.hat()
	var out []span
	switch {
	case h.Rule < 0 || h.Rule >= len(v.Rules):
		out = d.unforetold(h)
	case !h.Effect:
		out = []span{{theme.WaitStrong, "Changes nothing:"},
			plain(v.Rules[h.Rule].Name + " has no room for it. " + d.stillNeeded(v.Left) + " Nothing runs.")}
	case v.Left <= 1:
		out = []span{strong("Completes the approvals: cannot be withdrawn."), plain(d.afterwards())}
	default:
		out = d.counts(v, h)
	}
	if h.Rule >= 0 && h.Mine == api.MaybeCovered {
		out = append(out, plain("Whether the rule covers you is inferred: GitLab may refuse."))
	}
	if d.administrator() {
		out = append(out, plain("You are an administrator: you cover every rule."))
	}
	return out
}

// unforetold words an approval whose rule GitLab will pick.
func (d Decision) unforetold(h api.Hat) []span {
	left := d.row().Verdict.Left
	first := "GitLab counts it for the first rule that covers you; which one cannot be foretold."
	if !h.Effect {
		return []span{{theme.WaitStrong, "May change nothing."}, plain(first)}
	}
	if left <= 1 {
		return []span{plain(first), strong("If it counts it completes the approvals: cannot be withdrawn.")}
	}
	return []span{plain(first), strong(d.stillNeeded(left - 1)), plain("Nothing runs yet.")}
}

// counts words an approval after which more are needed.
func (d Decision) counts(v api.Verdict, h api.Hat) []span {
	rule := v.Rules[h.Rule]
	verb, after := "Counts for", v.Left-1
	if rule.Left == 1 {
		verb = "Completes"
	}
	tail := "after yours"
	if from := others(v, h.Rule); from != "" {
		tail += ", from " + from
	}
	return []span{plain(verb + " " + rule.Name + "."), strong(needed(after)), plain(tail + ". Nothing runs yet.")}
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

func (d Decision) thenReject() []span {
	out := []span{{theme.BadStrong, "Rejecting is final."}}
	if d.seen.Deployable == nil {
		out = append(out, plain("It has no job: its status stays "+string(d.seen.Status)+", and no approval counts any more."))
	} else {
		out = append(out, plain(d.job()+" fails for good: it can not be run, retried or approved again."))
	}
	mine := d.row().Verdict.MyDecision
	if mine != nil && mine.Status == api.Approve {
		out = append(out, plain("Your earlier approval is replaced."))
	}
	if void := d.voided(mine); void != "" {
		out = append(out, plain(void))
	}
	if d.seen.Deployable != nil {
		out = append(out, plain("A new pipeline is needed to ship this."))
	}
	return out
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

func (d Decision) thenStatus() []span {
	s, live := d.status(), d.row().Live
	if s.reason != "" {
		return []span{plain("Nothing: " + s.reason + ".")}
	}
	this := version(&d.seen)
	switch {
	case s.status == api.StatusSuccess && live != nil:
		return []span{plain(this + " replaces " + version(live) + " as live, and GitLab links its merge requests. It can still be set to failed later.")}
	case s.status == api.StatusSuccess:
		return []span{plain(this + " becomes live, and GitLab links its merge requests. It can still be set to failed later.")}
	case s.status == api.StatusRunning:
		return []span{plain(this + " counts as under way. Nothing becomes live yet.")}
	case d.seen.Status == api.StatusSuccess:
		return []span{plain(this + " counts as " + string(s.status) + " and no longer as live. GitLab rolls nothing back by itself.")}
	}
	out := this + " counts as " + string(s.status) + "."
	if live != nil {
		out += " " + version(live) + " stays live."
	}
	return []span{plain(out + " It can still be set to success later.")}
}

// lost is what is known after an answer that never came.
func (d Decision) lost() string {
	switch d.result.Outcome {
	case decide.LostDone:
		return "No answer came. Read back: " + d.thing() + " is there."
	case decide.LostUndone:
		return "No answer came. Read back: " + d.thing() + " is not there. Nothing was repeated."
	case decide.LostUnknown:
		return "No answer came. " + capital(d.thing()) + " could not be read back. Nothing was repeated."
	case decide.Done, decide.Changed, decide.NotSent, decide.Refused:
	}
	return ""
}

// job is the job's name, or what stands for it.
func (d Decision) job() string {
	if d.seen.Deployable == nil {
		return "the job"
	}
	return text.Line(d.seen.Deployable.Name)
}

// place is the environment's name.
func (d Decision) place() string { return text.Line(d.seen.Environment.Name) }

// version is what people call a deployment: its ref.
func version(d *api.Deployment) string {
	if r := text.Line(d.Ref); r != "" {
		return r
	}
	return sha(d)
}

func sha(d *api.Deployment) string { return present.SHA(d.SHA) }

// at is a user as people write one.
func at(u *api.User) string {
	if u == nil {
		return "a deleted account"
	}
	return "@" + text.Line(u.Username)
}

// list is "a", "a and b", "a, b and c".
func list(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
