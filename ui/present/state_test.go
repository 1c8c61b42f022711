package present

import (
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/theme"
)

var now = time.Date(2026, 2, 14, 3, 0, 0, 0, time.UTC)

// row is a deployment by @lin with a job, in a state that began 14 minutes ago.
func row(s api.State, change ...func(*fleet.Row)) fleet.Row {
	r := fleet.Row{
		Deployment: &api.Deployment{
			Ref: "v2.14.0", SHA: "3f2a91c0", Status: api.StatusBlocked, User: &api.User{Username: "lin"},
			Deployable: &api.Job{Name: "deploy-prod", Status: api.JobManual},
		},
		Verdict: api.Verdict{State: s, Given: 1, Required: 3, Since: now.Add(-14 * time.Minute)},
	}
	for _, c := range change {
		c(&r)
	}
	return r
}

func rules(names ...string) func(*fleet.Row) {
	return func(r *fleet.Row) {
		for _, n := range names {
			r.Verdict.Rules = append(r.Verdict.Rules, api.RuleProgress{Name: n, Left: 1})
		}
	}
}

func hats(hats ...api.Hat) func(*fleet.Row) {
	return func(r *fleet.Row) { r.Verdict.Hats = hats }
}

func external(user *api.User) func(*fleet.Row) {
	return func(r *fleet.Row) { r.Deployment.Deployable, r.Deployment.User = nil, user }
}

func job(status api.JobStatus) func(*fleet.Row) {
	return func(r *fleet.Row) { r.Deployment.Deployable.Status = status }
}

func started(ago time.Duration) func(*fleet.Row) {
	return func(r *fleet.Row) { r.Deployment.Deployable.StartedAt = new(now.Add(-ago)) }
}

func status(s api.Status) func(*fleet.Row) {
	return func(r *fleet.Row) { r.Deployment.Status = s }
}

func began(ago time.Duration) func(*fleet.Row) {
	return func(r *fleet.Row) { r.Verdict.Since = now.Add(-ago) }
}

func live(ref, sha string) func(*fleet.Row) {
	return func(r *fleet.Row) { r.Live = &api.Deployment{Ref: ref, SHA: sha} }
}

func reason(s string) func(*fleet.Row) {
	return func(r *fleet.Row) { r.Deployment.Deployable.FailureReason = &s }
}

func rejected(user string, comment *string) func(*fleet.Row) {
	return func(r *fleet.Row) {
		r.Verdict.RejectedBy = &api.Approval{User: &api.User{Username: user}, Comment: comment}
	}
}

func TestStatesInTheList(t *testing.T) {
	t.Parallel()
	noCount := func(r *fleet.Row) { r.Verdict.Given, r.Verdict.Required = 0, 0 }
	cases := []struct {
		row               fleet.Row
		sign, word, count string
		role              theme.Role
		quiet, loud       bool
	}{
		{row(api.StateNeedsYou), "■", "you 1/3", "1/3", theme.WaitStrong, false, true},
		{row(api.StateMaybeYou), "■", "you? 1/3", "1/3", theme.Wait, false, true},
		{row(api.StateNeedsOthers), "□", "others 1/3", "1/3", theme.Wait, false, false},
		{row(api.StateNeedsOthers, noCount), "□", "others", "", theme.Wait, false, false},
		{row(api.StateToRun), "›", "to run", "", theme.Wait, false, false},
		{row(api.StateRunning, job(api.JobRunning)), "►", "running", "", theme.Focus, false, false},
		{row(api.StateRunning, job(api.JobPending)), "►", "queued", "", theme.Focus, false, false},
		{row(api.StateRunning, job(api.JobPreparing)), "►", "queued", "", theme.Focus, false, false},
		{row(api.StateRunning, job(api.JobWaiting)), "►", "queued", "", theme.Focus, false, false},
		{row(api.StateRunning, job("waiting_for_callback")), "►", "queued", "", theme.Focus, false, false},
		{row(api.StateRunning, external(nil)), "►", "running", "", theme.Focus, false, false},
		{row(api.StateFailed), "✗", "failed", "", theme.Bad, false, false},
		{row(api.StateFailed, began(24*time.Hour-time.Second)), "✗", "failed", "", theme.Bad, false, false},
		{row(api.StateFailed, began(24*time.Hour)), "✗", "failed", "", theme.Bad, true, false},
		{row(api.StateRejected), "✗", "rejected", "", theme.Bad, false, false},
		{row(api.StateRejected, began(25*time.Hour)), "✗", "rejected", "", theme.Bad, true, false},
		{row(api.StateManual), "›", "manual", "", theme.Muted, true, false},
		{row(api.StateOutdated), "«", "outdated", "", theme.Muted, true, false},
		{row(api.StateLive), "✓", "live", "", theme.OK, true, false},
		{row(api.StateDone), "✓", "done", "", theme.Muted, true, false},
		{row(api.StateCreated), "°", "created", "", theme.Muted, true, false},
		{row(api.StateCanceled), "–", "canceled", "", theme.Muted, true, false},
		{row(api.StateSkipped), "»", "skipped", "", theme.Muted, true, false},
		{row(api.StateOther, status("paused")), "?", "paused", "", theme.Muted, true, false},
		{row(api.StateOther, status("")), "?", "unknown", "", theme.Muted, true, false},
		{row(api.StateReading), "·", "reading", "", theme.Muted, true, false},
	}
	seen := map[api.State]bool{}
	for _, c := range cases {
		s := c.row.Verdict.State
		seen[s] = true
		if got := StateSign(s); got != c.sign {
			t.Errorf("%s: sign %q, want %q", c.word, got, c.sign)
		}
		if got := StateWord(c.row); got != c.word {
			t.Errorf("word %q, want %q", got, c.word)
		}
		if got := CountOf(c.row); got != c.count {
			t.Errorf("%s: count %q, want %q", c.word, got, c.count)
		}
		if got := StateRole(s); got != c.role {
			t.Errorf("%s: role %v, want %v", c.word, got, c.role)
		}
		if got := Quiet(c.row, now); got != c.quiet {
			t.Errorf("%s since %v: quiet %v, want %v", c.word, now.Sub(c.row.Verdict.Since), got, c.quiet)
		}
		if got := Loud(c.row); got != c.loud {
			t.Errorf("%s: loud %v, want %v", c.word, got, c.loud)
		}
	}
	for s := api.StateNeedsYou; s <= api.StateReading; s++ {
		if !seen[s] {
			t.Errorf("state %d has no case", s)
		}
	}
}

func TestRowAge(t *testing.T) {
	t.Parallel()
	if got := RowAge(row(api.StateLive), now); got != "14m" {
		t.Errorf("%q", got)
	}
	if got := RowAge(fleet.Row{}, now); got != "" {
		t.Errorf("an age that is not known is %q", got)
	}
}

func TestStateSentences(t *testing.T) {
	t.Parallel()
	bot := &api.User{Username: "argo-bot"}
	mine := func(r *fleet.Row) {
		r.Verdict.Rules = []api.RuleProgress{
			{Name: "full", Left: 0, Mine: api.Covered}, {Name: "security-group", Left: 2, Mine: api.Covered}}
	}
	maybe := func(r *fleet.Row) {
		r.Verdict.Rules = []api.RuleProgress{{Name: "others", Left: 1}, {Name: "qa-group", Left: 1, Mine: api.MaybeCovered}}
	}
	own := func(r *fleet.Row) { r.Verdict.Standing = api.OwnDeployment }
	unknown := func(r *fleet.Row) { r.Verdict.Since = time.Time{} }
	cases := []struct {
		name              string
		row               fleet.Row
		lead, rest, right string
	}{
		{"you, one hat", row(api.StateNeedsYou, hats(api.Hat{Name: "security-group", Effect: true}, api.Hat{Name: ""})),
			"Needs you", "as security-group", "blocked 14m"},
		{"you, two hats that count", row(api.StateNeedsYou, hats(
			api.Hat{Name: "search-team", Effect: true}, api.Hat{Name: "qa"}, api.Hat{Name: "Maintainers", Effect: true}), began(2*time.Hour)),
			"Needs you", "as search-team and Maintainers", "blocked 2h"},
		{"you, two hats of long names", row(api.StateNeedsYou, hats(
			api.Hat{Name: "platform/security/on-call", Effect: true}, api.Hat{Name: "Maintainers", Effect: true})),
			"Needs you", "as platform/security/on-call and 1 more", "blocked 14m"},
		{"you, hats not known", row(api.StateNeedsYou, mine), "Needs you", "as security-group", "blocked 14m"},
		{"you, nothing known", row(api.StateNeedsYou), "Needs you", "", "blocked 14m"},
		{"perhaps you", row(api.StateMaybeYou, maybe), "Probably needs you", "as qa-group: inferred", "blocked 14m"},
		{"perhaps you, no rule", row(api.StateMaybeYou), "Probably needs you", "inferred, GitLab did not say", "blocked 14m"},
		{"others", row(api.StateNeedsOthers, rules("release-managers")), "Needs others", "release-managers", "blocked 14m"},
		{"others, many", row(api.StateNeedsOthers, rules("a", "b", "c", "d")), "Needs others", "a, b and 2 more", "blocked 14m"},
		{"others, unknown", row(api.StateNeedsOthers), "Needs others", "", "blocked 14m"},
		{"own", row(api.StateNeedsOthers, own, rules("a")), "You started this", "another must approve", "blocked 14m"},
		{"to run", row(api.StateToRun), "Approved", "The job waits to be run", "waits 14m"},
		{"running", row(api.StateRunning, job(api.JobRunning), started(126*time.Second)), "Running", "deploy-prod, for 2m06s", ""},
		{"running, no start", row(api.StateRunning, job(api.JobRunning)), "Running", "deploy-prod", ""},
		{"running, no job", row(api.StateRunning, external(bot), began(12*time.Minute)), "Running", "recorded by argo-bot, no job", "for 12m"},
		{"running, nobody", row(api.StateRunning, external(nil)), "Running", "recorded through the API, no job", "for 14m"},
		{"queued", row(api.StateRunning, job(api.JobPending)), "Queued", "deploy-prod, waits for a runner", ""},
		{"queued behind another", row(api.StateRunning, job(api.JobWaiting)), "Queued", "deploy-prod, waits for its resource group", ""},
		{"canceling", row(api.StateRunning, job(api.JobCanceling), started(time.Minute)), "Running", "deploy-prod, is being canceled", ""},
		{"failed", row(api.StateFailed, reason("script_failure")), "Failed", "script failure", "14m ago"},
		{"failed, new reason", row(api.StateFailed, reason("moon_phase_failure")), "Failed", "moon phase failure", "14m ago"},
		{"failed, no reason", row(api.StateFailed), "Failed", "GitLab names no reason", "14m ago"},
		{"failed, no job", row(api.StateFailed, external(bot)), "Failed", "recorded by argo-bot, no job", "14m ago"},
		{"rejected", row(api.StateRejected, rejected("ana", new(" wait for QA\n"))), "Rejected", "by @ana: “wait for QA”", "14m ago"},
		{"rejected, no comment", row(api.StateRejected, rejected("ana", new(" "))), "Rejected", "by @ana", "14m ago"},
		{"rejected, by whom is not known", row(api.StateRejected), "Rejected", "", "14m ago"},
		{"manual", row(api.StateManual), "Manual job", "Needs no approval", "blocked 14m"},
		{"outdated", row(api.StateOutdated, live("v2.13.9", "9c01d2e0")), "Outdated", "v2.13.9, newer, is live", "blocked 14m"},
		{"outdated, same ref", row(api.StateOutdated, live("v2.14.0", "9c01d2e0")), "Outdated", "9c01d2e, newer, is live", "blocked 14m"},
		{"outdated, not read", row(api.StateOutdated), "Outdated", "a newer deployment is live", "blocked 14m"},
		{"live", row(api.StateLive, began(50*time.Hour)), "Live", "since 2d", ""},
		{"just live", row(api.StateLive, began(time.Second)), "Live", "just now", ""},
		{"live, not known since when", row(api.StateLive, unknown), "Live", "", ""},
		{"done", row(api.StateDone, began(3*time.Hour)), "Done", "since 3h", ""},
		{"created", row(api.StateCreated), "Created", "comes later in the pipeline", "for 14m"},
		{"canceled", row(api.StateCanceled), "Canceled", "since 14m", ""},
		{"skipped", row(api.StateSkipped), "Skipped", "since 14m", ""},
		{"unknown", row(api.StateOther, status("paused")), "paused", "a status this version does not know", "for 14m"},
		{"reading", row(api.StateReading), "reading who may approve", "", "blocked 14m"},
		{"reading, no time", row(api.StateReading, unknown), "reading who may approve", "", ""},
	}
	seen := map[api.State]bool{}
	for _, c := range cases {
		seen[c.row.Verdict.State] = true
		lead, rest, right := StateSentence(c.row, now)
		if lead != c.lead || rest != c.rest || right != c.right {
			t.Errorf("%s:\ngot  %q %q %q\nwant %q %q %q", c.name, lead, rest, right, c.lead, c.rest, c.right)
		}
	}
	for s := api.StateNeedsYou; s <= api.StateReading; s++ {
		if !seen[s] {
			t.Errorf("state %d has no sentence", s)
		}
	}
}

func TestARowWithoutADeploymentIsSurvived(t *testing.T) {
	t.Parallel()
	for s := api.StateNeedsYou; s <= api.StateReading+1; s++ {
		r := fleet.Row{Verdict: api.Verdict{State: s}}
		if StateSign(s) == "" || StateWord(r) == "" {
			t.Errorf("state %d has no sign or no word", s)
		}
		if lead, _, _ := StateSentence(r, now); lead == "" {
			t.Errorf("state %d has no sentence", s)
		}
		_, _ = StateRole(s), Quiet(r, now)
	}
}
