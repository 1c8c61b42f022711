package present

import (
	"strings"
	"time"
	"unicode/utf8"

	"greenlight/api"
	"greenlight/api/fleet"
)

// StateSentence is the first line of the detail: the lead in the state's role
// ("Needs you"), what follows it ("as security-group"), and how long it has lasted,
// for the right end ("blocked 14m"). rest and right may be empty.
func StateSentence(r fleet.Row, now time.Time) (lead, rest, right string) {
	right = lasting(r, now)
	switch r.Verdict.State {
	case api.StateNeedsYou:
		return "Needs you", asWhom(r.Verdict), right
	case api.StateMaybeYou:
		return "Probably needs you", inferred(r.Verdict), right
	case api.StateNeedsOthers:
		lead, rest = others(r.Verdict)
		return lead, rest, right
	case api.StateToRun:
		return "Approved", "The job waits to be run", right
	case api.StateRunning:
		lead, rest = runs(r, now)
		return lead, rest, right
	case api.StateFailed:
		return "Failed", failure(r), right
	case api.StateRejected:
		return "Rejected", rejection(r.Verdict), right
	case api.StateManual:
		return "Manual job", "Needs no approval", right
	case api.StateOutdated:
		return "Outdated", newer(r), right
	case api.StateLive:
		return "Live", since(r, now), right
	case api.StateDone:
		return "Done", since(r, now), right
	case api.StateCreated:
		return "Created", "comes later in the pipeline", right
	case api.StateCanceled:
		return "Canceled", since(r, now), right
	case api.StateSkipped:
		return "Skipped", since(r, now), right
	case api.StateReading:
		return "reading who may approve", "", right
	case api.StateOther:
		return raw(r), "a status this version does not know", right
	default:
		return raw(r), "", right
	}
}

// mostWhom is how long the names of two hats may be, in characters, to be told both.
const mostWhom = 30

// asWhom names the hats that could be used and count, "as security-group and 2 more".
func asWhom(v api.Verdict) string {
	var names []string
	for _, h := range v.Hats {
		if h.Effect && h.Name != "" {
			names = append(names, h.Name)
		}
	}
	if len(names) == 0 {
		names = rulesOf(v, func(p api.RuleProgress) bool { return p.Mine == api.Covered })
	}
	if len(names) == 0 {
		return ""
	}
	if both := List(names, 2); utf8.RuneCountInString(both) <= mostWhom {
		return "as " + both
	}
	return "as " + List(names, 1)
}

func inferred(v api.Verdict) string {
	names := rulesOf(v, func(p api.RuleProgress) bool { return p.Mine != api.NotCovered })
	if len(names) == 0 {
		return "inferred, GitLab did not say"
	}
	return "as " + names[0] + ": inferred"
}

// others says who is needed, or why the reader is not.
func others(v api.Verdict) (lead, rest string) {
	if v.Standing == api.OwnDeployment {
		return "You started this", "another must approve"
	}
	names := rulesOf(v, func(api.RuleProgress) bool { return true })
	if len(names) == 0 {
		return "Needs others", ""
	}
	return "Needs others", List(names, 2)
}

// rulesOf are the names of the rules with room that keep says yes to.
func rulesOf(v api.Verdict, keep func(api.RuleProgress) bool) []string {
	var names []string
	for _, p := range v.Rules {
		if p.Left > 0 && keep(p) {
			names = append(names, p.Name)
		}
	}
	return names
}

func runs(r fleet.Row, now time.Time) (lead, rest string) {
	if r.Deployment == nil {
		return "Running", ""
	}
	job := r.Deployment.Deployable
	if job == nil {
		return "Running", recorded(r)
	}
	if why := waitsFor(r); why != "" {
		return "Queued", job.Name + ", " + why
	}
	if job.Status == api.JobCanceling {
		return "Running", job.Name + ", is being canceled"
	}
	if job.StartedAt == nil {
		return "Running", job.Name
	}
	return "Running", job.Name + ", for " + Duration(now.Sub(*job.StartedAt).Seconds())
}

// recorded says where a deployment without a job came from.
func recorded(r fleet.Row) string {
	if r.Username() == "" {
		return "recorded through the API, no job"
	}
	return "recorded by " + r.Username() + ", no job"
}

func rejection(v api.Verdict) string {
	if v.RejectedBy == nil {
		return ""
	}
	by := "by " + User(v.RejectedBy.User)
	if c := v.RejectedBy.Comment; c != nil && strings.TrimSpace(*c) != "" {
		return by + ": " + Quote(strings.TrimSpace(*c))
	}
	return by
}

// newer says what replaced an outdated deployment.
func newer(r fleet.Row) string {
	if r.Live == nil || r.Deployment == nil {
		return "a newer deployment is live"
	}
	name := r.Live.Ref
	if name == "" || name == r.Deployment.Ref {
		name = SHA(r.Live.SHA)
	}
	return name + ", newer, is live"
}

func since(r fleet.Row, now time.Time) string {
	if r.Verdict.Since.IsZero() {
		return ""
	}
	age := Since(now.Sub(r.Verdict.Since))
	if age == justNow {
		return age
	}
	return "since " + age
}

// lasting is the right end: how long the state has lasted, where the sentence does
// not say so itself.
func lasting(r fleet.Row, now time.Time) string {
	age := RowAge(r, now)
	if age == "" {
		return ""
	}
	switch r.Verdict.State {
	case api.StateNeedsYou, api.StateMaybeYou, api.StateNeedsOthers, api.StateManual,
		api.StateReading, api.StateOutdated:
		return "blocked " + age
	case api.StateToRun:
		return "waits " + age
	case api.StateRunning:
		if r.Deployment != nil && r.External() {
			return "for " + age
		}
		return ""
	case api.StateFailed, api.StateRejected:
		return age + " ago"
	case api.StateCreated, api.StateOther:
		return "for " + age
	case api.StateLive, api.StateDone, api.StateCanceled, api.StateSkipped:
		return ""
	default:
		return ""
	}
}
