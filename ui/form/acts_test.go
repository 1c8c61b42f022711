package form

import (
	"errors"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
	"greenlight/ui/intent"
	"greenlight/ui/keys"
	"greenlight/ui/uitest"
)

// as is a row whose deployment and job stand elsewhere.
func as(r fleet.Row, state api.State, status api.Status, job api.JobStatus) fleet.Row {
	d := *r.Deployment
	d.Status = status
	if d.Deployable != nil {
		j := *d.Deployable
		j.Status = job
		d.Deployable = &j
	}
	r.Deployment = &d
	r.Verdict.State, r.Verdict.Standing, r.Verdict.Warnings = state, api.NotWaiting, nil
	return r
}

func failed() fleet.Row { return as(blocked(), api.StateFailed, api.StatusFailed, api.JobFailed) }

func running() fleet.Row {
	r := as(blocked(), api.StateRunning, api.StatusRunning, api.JobRunning)
	r.Verdict.Since = ago(126 * time.Second)
	return r
}

// older is a success with something newer live.
func older() fleet.Row {
	r := as(blocked(), api.StateDone, api.StatusSuccess, api.JobSuccess)
	live := *r.Live
	live.ID, live.IID = 95, 4830
	r.Live = &live
	return r
}

// plainFailed is search/index → staging without rules.
func plainFailed() fleet.Row {
	r := as(staging(), api.StateFailed, api.StatusFailed, api.JobFailed)
	r.Verdict.Rules = nil
	return r
}

func live() fleet.Row {
	r := as(blocked(), api.StateLive, api.StatusSuccess, api.JobSuccess)
	r.Live = nil
	return r
}

// recordedLive is an external deployment that is live.
func recordedLive() fleet.Row {
	r := external()
	d := *r.Deployment
	d.Status = api.StatusSuccess
	r.Deployment, r.Live, r.Verdict.State = &d, nil, api.StateLive
	return r
}

// recordedStaging is one that is live elsewhere than in production.
func recordedStaging() fleet.Row {
	r := recordedLive()
	r.Tier, r.Deployment.Environment.Name = api.TierStaging, "staging"
	return r
}

func retry(r fleet.Row) Decision   { return NewRetry(7, Target{Row: r, Me: 1}) }
func cancel(r fleet.Row) Decision  { return NewCancel(7, Target{Row: r, Me: 1}) }
func removal(r fleet.Row) Decision { return NewDelete(7, Target{Row: r, Me: 1}) }

// actCards are the cards of retry, cancel and delete, and those that only tell.
func actCards() map[string]uitest.Card {
	m, _ := keys.New(nil)
	gone := approval(blocked(), Policy{}, "Fixes INC-2231, agreed with @ines").Vanished(blocked().Ref)
	lost := func(d Decision, o decide.Outcome) uitest.Card { return withAnswer(d, decide.Result{Outcome: o}) }
	return map[string]uitest.Card{
		"retry":              retry(failed()),
		"retry-staging":      retry(plainFailed()),
		"retry-older":        retry(older()),
		"retry-rejected":     retry(as(blocked(), api.StateRejected, api.StatusFailed, api.JobFailed)),
		"retry-lost-done":    withAnswer(retry(failed()), decide.Result{Outcome: decide.LostDone, Made: &api.Deployment{IID: 4840}}),
		"cancel-running":     cancel(running()),
		"cancel-armed":       drive(cancel(running()), "right"),
		"cancel-sending":     underWay(cancel(running()), "right", "enter"),
		"cancel-manual":      cancel(blocked()),
		"cancel-ended":       cancel(failed()),
		"cancel-lost-undone": lost(cancel(running()), decide.LostUndone),
		"delete":             removal(failed()),
		"delete-armed":       drive(removal(failed()), "tab"),
		"delete-running":     removal(external()),
		"delete-live":        removal(recordedLive()),
		"delete-changed":     lost(removal(failed()), decide.Changed),
		"delete-gone":        withAnswer(removal(failed()), decide.Result{Outcome: decide.NotSent, Gone: true, Err: &api.Error{Kind: api.NotFound}}),
		"vanished":           gone,
		"status-job-running": NewStatus(7, Target{Row: running()}).WithKeys(m),
		"status-job-live":    NewStatus(7, Target{Row: live()}).WithKeys(m),
		"status-job-no-keys": NewStatus(7, Target{Row: blocked()}),
	}
}

func TestTheOtherActsLookAsDesigned(t *testing.T) {
	t.Parallel()
	for name, c := range actCards() {
		uitest.Golden(t, name+"-80x24", plainCard(t, c, 80, 24, false))
		uitest.Golden(t, name+"-120x36", plainCard(t, c, 120, 36, false))
	}
	uitest.Golden(t, "delete-live-80x24-ascii", plainCard(t, actCards()["delete-live"], 80, 24, true))
}

// What each series of keys sends, and whether it closes the card.
func TestWhatKeysSendOfTheOtherActs(t *testing.T) {
	t.Parallel()
	deleted := retry(failed()).Vanished(failed().Ref)
	for _, tt := range []struct {
		name   string
		card   Decision
		keys   []string
		sends  int
		closes bool
	}{
		{"retry on staging: enter sends", retry(plainFailed()), []string{"enter", "enter"}, 1, false},
		{"retry in production: enter reaches cancel", retry(failed()), []string{"enter"}, 0, false},
		{"retry in production: and cancels", retry(failed()), []string{"enter", "enter"}, 0, true},
		{"retry in production: moved right", retry(failed()), []string{"enter", "right", "enter"}, 1, false},
		{"retry in production: tab reaches the act last", retry(failed()), []string{"tab", "tab", "enter"}, 1, false},
		{"retry of something older: not ticked", retry(older()), []string{"tab", "right", "enter"}, 0, true},
		{"retry of something older: ticked, enter reaches cancel", retry(older()), []string{"space", "enter", "enter"}, 0, true},
		{"retry of something older: ticked, moved right", retry(older()), []string{"space", "enter", "right", "enter"}, 1, false},
		{"retry of a rejected one", retry(as(blocked(), api.StateRejected, api.StatusFailed, api.JobFailed)), []string{"right", "tab", "enter"}, 0, true},
		{"retry of a manual one", retry(blocked()), []string{"right", "enter"}, 0, true},
		{"retry of a record", retry(external()), []string{"right", "enter"}, 0, true},
		{"cancel: enter keeps it", cancel(running()), []string{"enter"}, 0, true},
		{"cancel: moved right", cancel(running()), []string{"right", "enter", "enter"}, 1, false},
		{"cancel: back left", cancel(running()), []string{"right", "left", "enter"}, 0, true},
		{"cancel: a manual job", cancel(blocked()), []string{"tab", "enter"}, 1, false},
		{"cancel: it has ended", cancel(failed()), []string{"right", "tab", "enter"}, 0, true},
		{"delete: enter cancels", removal(failed()), []string{"enter"}, 0, true},
		{"delete: moved right", removal(failed()), []string{"right", "enter", "enter"}, 1, false},
		{"delete: running", removal(external()), []string{"right", "tab", "enter"}, 0, true},
		{"delete: live", removal(live()), []string{"right", "enter"}, 0, true},
		{"read-only", NewDelete(7, Target{Row: failed(), Policy: Policy{ReadOnly: true}}), []string{"right", "enter"}, 0, true},
		{"the status of a job", NewStatus(7, Target{Row: running()}), []string{"right", "tab", "down", "enter"}, 0, true},
		{"a deployment that is gone", deleted, []string{"right", "tab", "right", "enter"}, 0, true},
	} {
		_, got := uitest.Wishes(tt.card, tt.keys...)
		if n := len(submitted(got)); n != tt.sends || closed(got) != tt.closes {
			t.Errorf("%s: %v sent %d (closed %v), want %d (%v)", tt.name, tt.keys, n, closed(got), tt.sends, tt.closes)
		}
		for _, key := range tt.keys {
			if next, w := tt.card.Key(uitest.Key(key), false); w != nil || next.focus != tt.card.focus {
				t.Errorf("%s: %s before it was armed asked for %#v", tt.name, key, w)
			}
		}
	}
}

// The requests carry what was seen, and no comment.
func TestTheOtherActsAreBound(t *testing.T) {
	t.Parallel()
	for act, d := range map[decide.Act]Decision{
		decide.ActRetry: retry(failed()), decide.ActCancel: cancel(running()), decide.ActDelete: removal(failed()),
	} {
		_, got := uitest.Wishes(d, "tab", "right", "enter")
		sent := submitted(got)
		if len(sent) != 1 {
			t.Fatalf("%v sent %d requests", act, len(sent))
		}
		r := sent[0]
		if r.Op != 7 || r.Act != act || r.Ref != d.Ref() || r.Seen.SHA != d.seen.SHA || r.Comment != "" || r.Status != "" {
			t.Errorf("%v sent %+v", act, r)
		}
	}
}

// No card has two buttons that read alike.
func TestTheButtonsOfCancelDiffer(t *testing.T) {
	t.Parallel()
	m, _ := keys.New(nil)
	for _, tt := range []struct {
		row        fleet.Row
		keep, hint string
	}{
		{running(), "Keep running", "enter keep running, tab next, ← → move | esc keep running"},
		{blocked(), "Keep it", "enter keep it, tab next, ← → move | esc keep it"},
	} {
		d := cancel(tt.row)
		if out := plainCard(t, d, 80, 24, false); !contains(out, tt.keep+"      Cancel the job") {
			t.Errorf("there is no %q:\n%s", tt.keep, out)
		}
		left, right := d.Hints(m)
		if got := hints(left) + " | " + hints(right); got != tt.hint {
			t.Errorf("the footer says %q, want %q", got, tt.hint)
		}
	}
	left, _ := retry(plainFailed()).Hints(m)
	if got := hints(left); got != "enter retry deploy-staging, tab next, ← → move" {
		t.Errorf("the footer of retry says %q", got)
	}
}

// A refused act says why, in GitLab's terms.
func TestTheBarredActSaysWhy(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		card Decision
		why  string
	}{
		{removal(external()), "A running deployment cannot be deleted."},
		{removal(recordedLive()), "The one that is live cannot be deleted: set it to failed first."},
		{removal(live()), "The one that is live cannot be deleted: another has to become live first."},
		{retry(as(blocked(), api.StateRejected, api.StatusFailed, api.JobFailed)), "It was rejected, which is final: a new pipeline is needed."},
		{retry(running()), "Its job is running: only one that has ended can be run again."},
		{cancel(failed()), "Its job has ended: there is nothing to cancel."},
		{cancel(external()), "It was recorded through the API: there is no job to cancel."},
	} {
		_, got := uitest.Wishes(tt.card, "right")
		if len(got) != 1 || got[0] != (intent.Refused{Sentence: tt.why}) {
			t.Errorf("right asked for %#v, want %q", got, tt.why)
		}
		if again := drive(tt.card, "tab", "tab", "tab"); again.focus.kind == fieldAct {
			t.Errorf("%q: tab reached the act", tt.why)
		}
	}
}

// Somebody else deleted it while the card was open.
func TestAVanishedDeployment(t *testing.T) {
	t.Parallel()
	d := approval(blocked(), Policy{}, "kept words")
	if d.Vanished(staging().Ref).phase != editing {
		t.Error("the end of another deployment changed the card")
	}
	gone := d.Vanished(blocked().Ref)
	out := plainCard(t, gone, 80, 24, false)
	for _, part := range []string{"Somebody else has deleted it. Nothing was sent.", "kept words", "Close"} {
		if !contains(out, part) {
			t.Errorf("there is no %q:\n%s", part, out)
		}
	}
	for _, part := range []string{"Approve   ", "Cancel", "Look again"} {
		if contains(out, part+"  ") {
			t.Errorf("there is %q:\n%s", part, out)
		}
	}
	if !gone.Dirty() || gone.Draft() != "" {
		t.Errorf("dirty %v, draft %q: what was typed is on the card, and no later card can take it up", gone.Dirty(), gone.Draft())
	}
	if _, w := gone.Key(uitest.Key("y"), true); w != (intent.Copy{What: "The comment", Text: "kept words"}) {
		t.Errorf("y asked for %#v", w)
	}
	if late, w := gone.Paste("more"); w != nil || late.comment.Value() != "kept words" {
		t.Error("a paste changed the comment of a card that only tells")
	}
	if again := gone.Refresh(blocked()); again.phase != vanished {
		t.Error("a late reading brought it back")
	}
	sent := underWay(d, "enter")
	if sent.Vanished(blocked().Ref).phase != sending {
		t.Error("a write under way was forgotten")
	}
	for o := decide.Done; o <= decide.Unverified; o++ {
		after := withAnswer(d, decide.Result{Outcome: o})
		nothing := o == decide.Changed || o == decide.NotSent
		if got := after.Vanished(blocked().Ref).phase == vanished; got != nothing {
			t.Errorf("outcome %d: it vanished %v", o, got)
		}
	}
}

// A result that found nothing says who did it, and offers no second look.
func TestGoneAnswers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		card    Decision
		outcome decide.Outcome
		says    string
	}{
		{approval(blocked(), Policy{}, "words"), decide.NotSent, "Somebody else has deleted it. Nothing was sent."},
		{approval(blocked(), Policy{}, "words"), decide.Refused, "Somebody else has deleted it. Nothing has changed."},
		{approval(blocked(), Policy{}, "words"), decide.LostUndone, "No answer came, and somebody else has deleted it: what became of"},
		{removal(failed()), decide.NotSent, "Somebody else has deleted it. Nothing was sent."},
		{removal(failed()), decide.LostDone, "No answer came. Read back: the record is gone."},
	} {
		d := withAnswer(tt.card, decide.Result{Outcome: tt.outcome, Gone: true, Err: &api.Error{Kind: api.NotFound, Status: 404}})
		out := plainCard(t, d, 80, 24, false)
		if !contains(out, tt.says) || contains(out, "Look again") || contains(out, "Try again") {
			t.Errorf("%v: it says\n%s", tt.outcome, out)
		}
		if _, w := d.Key(uitest.Key("right"), true); w != nil {
			t.Errorf("%v: right asked for %#v", tt.outcome, w)
		}
		if _, w := d.Key(uitest.Key("enter"), true); w != (intent.Close{}) {
			t.Errorf("%v: enter asked for %#v", tt.outcome, w)
		}
	}
}

// What greenlight itself refuses to send has its reason.
func TestOwnRefusalsAreTold(t *testing.T) {
	t.Parallel()
	for err, says := range map[string]string{
		"Nothing was sent: decisions are off.":                      "Decisions are off.",
		"cannot cancel job 7: it is success, nothing is to be done": "Cannot cancel job 7: it is success, nothing is to be",
	} {
		d := withAnswer(cancel(running()), decide.Result{Outcome: decide.NotSent, Err: errors.New(err)})
		if out := plainCard(t, d, 80, 24, false); !contains(out, "Why        "+says) {
			t.Errorf("there is no %q:\n%s", says, out)
		}
	}
	made := withAnswer(retry(failed()), decide.Result{Outcome: decide.Unverified, Job: &api.Job{ID: 12}})
	if out := plainCard(t, made, 80, 24, false); !contains(out, "the deployment of its new job #12 is") {
		t.Errorf("the new job is not named:\n%s", out)
	}
}

// GitLab's words can be taken along.
func TestTheErrorCanBeCopied(t *testing.T) {
	t.Parallel()
	d := withAnswer(removal(failed()), decide.Result{Outcome: decide.Refused,
		Err: &api.Error{Status: 400, Message: "Cannot destroy running deployment", RequestID: "01HQ"}})
	if _, w := d.Key(uitest.Key("y"), true); w != (intent.Copy{What: "The error", Text: "Cannot destroy running deployment request 01HQ"}) {
		t.Errorf("y asked for %#v", w)
	}
	if _, w := d.Key(uitest.Key("y"), false); w != nil {
		t.Errorf("unarmed y asked for %#v", w)
	}
	if !contains(plainCard(t, d, 80, 24, false), "“Cannot destroy running deployment”") {
		t.Error("GitLab's words are not on the card")
	}
}

// Each state sends to what works there.
func TestTheStatusOfAJobIsExplained(t *testing.T) {
	t.Parallel()
	m, _ := keys.New(map[string][]string{"run": {"z"}})
	for state := api.StateNeedsYou; state <= api.StateReading; state++ {
		r := blocked()
		r.Verdict.State = state
		d := NewStatus(1, Target{Row: r}).WithKeys(m)
		if out := plainCard(t, d, 80, 24, false); !contains(out, "Its job decides its status") || !contains(out, "Instead") || contains(out, "Set ") {
			t.Errorf("%v says\n%s", state, out)
		}
		if state == api.StateToRun && !contains(plainCard(t, d, 80, 24, false), "z run the job") {
			t.Errorf("the key of run is not named:\n%s", plainCard(t, d, 80, 24, false))
		}
		if d.Refresh(failed()).phase != explained {
			t.Errorf("%v: a reading changed a card that only tells", state)
		}
	}
}

// What is live may change around an open card: the bar goes with it, nothing else.
func TestTheBarOfADeletionGoesWithWhatBarsIt(t *testing.T) {
	t.Parallel()
	live := recordedLive()
	d := removal(live)
	done := live
	done.Detailed = true
	done.Verdict.State = api.StateDone
	if d = d.Refresh(done); d.barDelete() != "" {
		t.Errorf("it is still barred: %s", d.barDelete())
	}
	if d.phase != editing {
		t.Error("the card takes it for a change of the deployment")
	}
}
