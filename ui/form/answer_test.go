package form

import (
	"errors"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
	"greenlight/ui/intent"
	"greenlight/ui/uitest"
)

// sent is a card whose write is under way.
func sent(t *testing.T) Decision {
	return drive(approval(blocked(), Policy{}, "kept words"), "enter")
}

// What each end of a request says, which buttons it has, and that none of them
// writes.
func TestEveryOutcomeIsTold(t *testing.T) {
	t.Parallel()
	look, again := intent.LookAgain{Ref: blocked().Ref}, "Try again"
	tests := []struct {
		outcome decide.Outcome
		err     error
		says    []string
		button  string
		filled  intent.Intent
		other   intent.Intent
		done    bool
	}{
		{decide.Done, nil, nil, "", intent.Close{}, nil, true},
		{decide.Changed, nil, []string{"▲ It changed after you looked. Nothing was sent."}, "Look again", look, intent.Close{}, false},
		{decide.Refused, refusal(), []string{"✗ GitLab refused it. Nothing has changed.", "“You don't have permission", "request 01HQ8ZK5Y4K", "kept words"}, again, intent.Close{}, look, false},
		{decide.NotSent, errors.New("x"), []string{"✗ Nothing was sent."}, again, look, intent.Close{}, false},
		{decide.LostDone, errors.New("x"), []string{"? No answer came. Read back: your approval is there."}, "", intent.Close{}, nil, false},
		{decide.LostUndone, errors.New("x"), []string{"? No answer came. Read back: your approval is not there."}, "Look again", look, intent.Close{}, false},
		{decide.LostUnknown, errors.New("x"), []string{"? No answer came. Your approval could not be read back."}, "Look again", look, intent.Close{}, false},
		{decide.LostPending, errors.New("x"), []string{"? No answer came. Read back: your approval is not there.", "still arrive. Nothing was repeated."}, "Look again", look, intent.Close{}, false},
		{decide.Unverified, nil, []string{"? GitLab said yes. Read back: your approval is not there."}, "Look again", look, intent.Close{}, false},
	}
	for _, tt := range tests {
		d, done := sent(t).Answer(decide.Result{Request: decide.Request{Op: 1}, Outcome: tt.outcome, Err: tt.err})
		if done != tt.done || d.Sending() {
			t.Errorf("outcome %d: done %v, still sending %v", tt.outcome, done, d.Sending())
		}
		out := plainCard(t, d, 80, 24, false)
		for _, s := range append(tt.says, tt.button, "payments/api → ◆ production") {
			if !contains(out, s) {
				t.Errorf("outcome %d does not say %q:\n%s", tt.outcome, s, out)
			}
		}
		if _, w := d.Key(uitest.Key("enter"), true); w != tt.filled {
			t.Errorf("outcome %d: enter asks for %#v, want %#v", tt.outcome, w, tt.filled)
		}
		if _, w := drive(d, "tab").Key(uitest.Key("enter"), true); tt.other != nil && w != tt.other {
			t.Errorf("outcome %d: tab enter asks for %#v, want %#v", tt.outcome, w, tt.other)
		}
		if _, w := d.Key(uitest.Key("enter"), false); w != nil {
			t.Errorf("outcome %d: unarmed enter asks for %#v", tt.outcome, w)
		}
		if _, w := d.Key(uitest.Key("esc"), false); w != (intent.Close{}) {
			t.Errorf("outcome %d: esc asks for %#v", tt.outcome, w)
		}
		next, all := uitest.Wishes(d, "right", "enter", "left", "enter", "space", "a")
		if len(submitted(all)) > 0 || next.Sending() {
			t.Errorf("outcome %d sends again", tt.outcome)
		}
	}
}

// A result of another request, or one that comes to a card that waits for none,
// changes nothing.
func TestForeignResultsAreIgnored(t *testing.T) {
	t.Parallel()
	d, done := sent(t).Answer(decide.Result{Request: decide.Request{Op: 2}, Outcome: decide.Done})
	if done || !d.Sending() {
		t.Error("the result of another request ended this one")
	}
	open := approval(blocked(), Policy{}, "")
	if d, done := open.Answer(decide.Result{Request: decide.Request{Op: 1}, Outcome: decide.Done}); done || d.phase != editing {
		t.Error("a card that sent nothing took a result")
	}
	first, _ := sent(t).Answer(decide.Result{Request: decide.Request{Op: 1}, Outcome: decide.LostUnknown})
	if d, done := first.Answer(decide.Result{Request: decide.Request{Op: 1}, Outcome: decide.Done}); done || d.result.Outcome != decide.LostUnknown {
		t.Error("a second result replaced the first")
	}
}

// The row under an open card changes: the card says what, and only looking again
// leads on.
func TestRefreshUnderAnOpenCard(t *testing.T) {
	t.Parallel()
	later := func(change func(*api.Deployment)) fleet.Row {
		r := blocked()
		d := *r.Deployment
		d.UpdatedAt = now
		change(&d)
		r.Deployment, r.Detailed = &d, true
		return r
	}
	listed := later(func(d *api.Deployment) {
		d.Approvals, d.PendingApprovalCount, d.ApprovalSummary = nil, nil, nil
	})
	listed.Detailed = false
	tests := []struct {
		name string
		row  fleet.Row
		says string
	}{
		{"nothing", later(func(*api.Deployment) {}), ""},
		{"a listing knows no approvals", listed, ""},
		{"the commit", later(func(d *api.Deployment) { d.SHA = "77aa0d1999" }), "3f2a91c"},
		{"the status", later(func(d *api.Deployment) { d.Status = api.StatusRunning }), "blocked           →  running"},
		{"an approval came", later(func(d *api.Deployment) {
			d.PendingApprovalCount = new(1)
			d.Approvals = append(d.Approvals[:1:1], api.Approval{User: person(4, "kofi"), Status: api.Approve, CreatedAt: now})
		}), "1 of 3, by @ines  →  2 of 3, by @ines, by @kofi"},
		{"one was replaced", later(func(d *api.Deployment) {
			d.Approvals = []api.Approval{{User: person(3, "ines"), Status: api.Reject, CreatedAt: ago(9 * time.Minute)}}
		}), "→  0 of 2, rejected by @ines"},
		{"the job was played", later(func(d *api.Deployment) {
			j := *d.Deployable
			j.Status = api.JobPending
			d.Deployable = &j
		}), "#7 manual         →  #7 pending"},
	}
	for _, tt := range tests {
		d := approval(blocked(), Policy{}, "kept words").Refresh(tt.row)
		out := plainCard(t, d, 80, 24, false)
		if told := contains(out, "It changed while you looked. Nothing was sent."); told != (tt.says != "") || !contains(out, tt.says) {
			t.Errorf("%s: want %q in\n%s", tt.name, tt.says, out)
		}
		_, got := uitest.Wishes(d, "enter")
		if tt.says != "" && (len(got) != 1 || got[0] != (intent.LookAgain{Ref: blocked().Ref})) {
			t.Errorf("%s: enter asks for %#v", tt.name, got)
		}
		if tt.says == "" && len(submitted(got)) != 1 {
			t.Errorf("%s: the card does not go on", tt.name)
		}
	}
	other := later(func(d *api.Deployment) { d.SHA = "ffff" })
	other.Ref.Deployment++
	if d := approval(blocked(), Policy{}, "").Refresh(other); d.phase != editing {
		t.Error("another deployment's change stopped the card")
	}
	changed := later(func(d *api.Deployment) { d.SHA = "ffff" })
	if d := sent(t).Refresh(changed); !d.Sending() {
		t.Error("a refresh ended a write under way")
	}
}

func TestThenIsComputed(t *testing.T) {
	t.Parallel()
	with := func(r fleet.Row, change func(*api.Verdict)) fleet.Row {
		change(&r.Verdict)
		return r
	}
	admin := func(v *api.Verdict) { v.Rules = []api.RuleProgress{v.Rules[0]}; v.Rules[0].Why = "administrator" }
	maybe := func(v *api.Verdict) {
		v.Hats = []api.Hat{{Name: "ledger-owners", Effect: true, Mine: api.MaybeCovered, Why: "inferred"}}
	}
	own := func(v *api.Verdict) {
		v.MyDecision = &api.Approval{User: person(3, "ines"), Status: api.Approve, CreatedAt: ago(9 * time.Minute)}
	}
	same := func(v *api.Verdict) {
		own(v)
		v.Rules = []api.RuleProgress{v.Rules[0], {Name: "security-group", Given: []api.Approval{*v.MyDecision}}}
	}
	decided := func(v *api.Verdict) {
		own(v)
		v.Hats = nil
	}
	last := external()
	last.Live = nil
	noJob := rollback()
	d := *noJob.Deployment
	d.Deployable = nil
	noJob.Deployment = &d
	target := func(r fleet.Row) Target { return Target{Row: r} }
	for _, tt := range []struct {
		card Decision
		want string
	}{
		{approval(blocked(), Policy{}, ""), "Counts for security-group. 1 more approval is needed after yours. Nothing runs yet."},
		{approval(staging(), Policy{}, ""), "Completes search-team. 1 more approval is needed after yours, from Maintainers. Nothing runs yet."},
		{approval(rollback(), Policy{}, ""), "Completes the approvals: cannot be withdrawn. The job deploy-eu then waits to be run. Nothing runs yet."},
		{approval(noJob, Policy{}, ""), "Completes the approvals: cannot be withdrawn. It has no job: who recorded it goes on from here. Nothing runs by itself."},
		{approval(noEffect(), Policy{}, ""), "Changes nothing: qa-group has no room for it. 2 more approvals are needed. Nothing runs."},
		{approval(with(rollback(), admin), Policy{}, ""), "Nothing runs yet. You are an administrator: you cover every rule."},
		{approval(with(rollback(), maybe), Policy{}, ""), "Whether the rule covers you is inferred: GitLab may refuse."},
		{rejection(blocked(), Policy{}), "Rejecting is final. deploy-prod fails for good: it can not be run, retried or approved again. The approval by @ines is void. A new pipeline is needed to ship this."},
		{rejection(with(blocked(), own), Policy{}), "approved again. Your earlier approval is void. A new pipeline"},
		{rejection(with(blocked(), same), Policy{}), "approved again. Your earlier approval is replaced. A new pipeline"},
		{rejection(with(blocked(), decided), Policy{}), "approved again. Your earlier approval is replaced. A new pipeline"},
		{rejection(noJob, Policy{}), "It has no job: its status stays blocked, and no approval counts any more."},
		{NewRun(1, target(blocked())), "deploy-prod starts on production now."},
		{NewStatus(1, target(external())), "v7.1.1 replaces v7.1.0 as live, and GitLab links its merge requests. It can still be set to failed later."},
		{NewStatus(1, target(last)), "v7.1.1 becomes live, and GitLab links its merge requests."},
		{drive(NewStatus(1, target(external())), "down"), "v7.1.1 counts as failed. v7.1.0 stays live."},
	} {
		got := ""
		for _, s := range tt.card.then() {
			got += " " + s.Text
		}
		if !contains(got, tt.want) {
			t.Errorf("it says %q, want %q", got, tt.want)
		}
	}
}

// A status that GitLab will not take cannot be chosen, and says why.
func TestImpossibleStatuses(t *testing.T) {
	t.Parallel()
	for now, reasons := range map[api.Status][4]string{
		api.StatusCreated:  {},
		api.StatusBlocked:  {},
		api.StatusRunning:  {"it is already"},
		api.StatusSuccess:  {"only from created or blocked", "it is already"},
		api.StatusFailed:   {"only from created or blocked", "", "it is already"},
		api.StatusCanceled: {"only from created or blocked", "", "", "it is already"},
		api.StatusSkipped:  {"only from created or blocked"},
	} {
		r := external()
		d := *r.Deployment
		d.Status = now
		r.Deployment = &d
		card := NewStatus(1, Target{Row: r})
		for i, want := range reasons {
			if got := card.statuses[i].reason; got != want {
				t.Errorf("%s → %s: %q, want %q", now, card.statuses[i].status, got, want)
			}
		}
		for _, keys := range [][]string{nil, {"up", "up", "up"}, {"down", "down", "down"}, {"down", "up"}} {
			if c := drive(card, keys...); c.status().reason != "" {
				t.Errorf("from %s, %v chose %s, which is %s", now, keys, c.status().status, c.status().reason)
			}
		}
	}
}
