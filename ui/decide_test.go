package ui

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
	"greenlight/ui/form"
)

// onlyMine is a deployment that one approval of the first user completes and that
// nothing speaks against.
func onlyMine(row fleet.Row) bool {
	v := row.Verdict
	return v.State == api.StateNeedsYou && v.Left == 1 && len(v.Hats) > 0 && len(v.Dangers()) == 0 &&
		row.Production() && row.Deployment.Environment.Name == "production"
}

func TestApproveEndToEnd(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	row := r.selectRow("mine alone", onlyMine)
	r.keys("a")
	r.sees("Approve   ◆ PRODUCTION")
	r.settled()
	r.typed("checked with qa")
	r.keys("enter")
	r.sees("Complete: the job waits to be run")
	sent := r.server.Requests("POST", `/approval$`)
	if len(sent) != 1 || !strings.Contains(string(sent[0].Body), `"checked with qa"`) {
		t.Fatalf("sent %d approvals, want one with the comment: %+v", len(sent), sent)
	}
	r.until("the row waits to be run", func(a App) bool {
		now, _ := a.list.Row(row.Ref)
		return now.Verdict.State == api.StateToRun
	})
	r.keys("p")
	r.sees("Run")
	r.settled()
	r.keys("enter")
	r.sees("runs: " + row.Project)
	for range 60 {
		r.beat(3 * time.Second)
		r.idle(0)
	}
	r.until("the deployment is live", func(a App) bool {
		now, _ := a.list.Row(row.Ref)
		if now.Deployment.Status != api.StatusSuccess {
			r.beat(3 * time.Second)
		}
		return now.Verdict.State == api.StateLive
	})
	r.sees("is live: " + row.Deployment.Ref)
	if n := len(r.server.Requests("POST", `/play$`)); n != 1 {
		t.Errorf("played %d times, want once", n)
	}
}

func TestChangedInBetweenSendsNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	row := r.selectRow("mine alone", onlyMine)
	r.keys("a")
	r.settled()
	r.typed("still right?")
	sha, err := r.server.SetSHA(row.Ref.Deployment)
	if err != nil {
		t.Fatal(err)
	}
	r.keys("enter")
	r.sees("It changed after you looked. Nothing was sent.")
	if n := r.posts(); n != 0 {
		t.Fatalf("sent %d approvals of something that had changed", n)
	}
	r.settled()
	r.keys("enter")
	r.sees("Completes the approvals")
	r.sees(sha[:7])
	r.sees("still right?")
	r.settled()
	r.keys("enter")
	r.sees("Complete: the job waits to be run")
	if n := r.posts(); n != 1 {
		t.Errorf("sent %d approvals after looking again, want one", n)
	}
}

func TestLostReplyIsReadBack(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		fault sandbox.Fault
		want  string
		card  bool
	}{
		"applied":     {sandbox.Fault{Drop: true}, "No answer came. Read back: your approval is there.", true},
		"not applied": {sandbox.Fault{Cut: true}, "your approval is not there.", true},
		"bad gateway": {sandbox.Fault{Status: 502, ContentType: "text/html", Body: "<html>"}, "your approval is not there.", true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, rigOptions{})
			r.ready()
			r.selectRow("mine alone", onlyMine)
			c.fault.Method, c.fault.Path, c.fault.Times = "POST", `/approval$`, 1
			defer r.server.Inject(c.fault)()
			r.keys("a")
			r.settled()
			r.keys("enter")
			r.sees(c.want)
			if n := r.posts(); n != 1 {
				t.Errorf("%d approvals on the wire, want exactly one", n)
			}
			if open := r.app.cards.Len() == 1; open != c.card {
				t.Errorf("card open: %v, want %v", open, c.card)
			}
		})
	}
}

func TestRefusalComesBackIntoTheCard(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.selectRow("mine alone", onlyMine)
	r.keys("a")
	r.settled()
	r.typed("let me in")
	defer r.server.Inject(sandbox.Fault{
		Method: "POST", Path: `/approval$`, Times: 1, Status: 400, ContentType: "application/json",
		Body: `{"message":"You don't have permission to approve this deployment. Contact the project or group owner for help."}`,
	})()
	r.keys("enter")
	r.sees("GitLab refused it. Nothing has changed.")
	r.sees("You don't have permission to approve this deployment.")
	r.sees("let me in")
	r.keys("esc")
	r.keys("a")
	r.sees("let me in")
}

func TestPoliciesAreAskedOfTheCard(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{change: func(o *Options) {
		o.Policies = map[api.Tier]form.Policy{
			api.TierProduction: {Confirm: form.TypeEnvironment, CommentRequired: true},
			api.TierStaging:    {ReadOnly: true},
		}
	}})
	r.ready()
	r.selectRow("mine alone", onlyMine)
	r.keys("a")
	r.sees("the environment's name, to confirm")
	r.settled()
	r.keys("enter")
	r.typed("why")
	r.keys("enter enter enter enter")
	if r.posts() != 0 {
		t.Fatal("sent without the environment's name")
	}
	r.keys("esc")
	r.selectRow("in staging", func(row fleet.Row) bool {
		return row.Tier == api.TierStaging && row.Verdict.State == api.StateNeedsYou
	})
	r.keys("a")
	r.sees("the configuration makes staging read-only")
}

func TestStatusOfAnExternalDeployment(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	row := r.selectRow("external", func(row fleet.Row) bool {
		return row.External() && row.Deployment.Status != api.StatusFailed
	})
	r.keys("s")
	r.sees("Update status")
	r.settled()
	for range 4 {
		if !strings.Contains(r.screen(), "(•) ✗ failed") {
			r.keys("down")
		}
	}
	r.sees("(•) ✗ failed")
	for range 4 {
		if !strings.Contains(r.screen(), "enter set failed") {
			r.keys("tab")
		}
	}
	r.sees("enter set failed")
	r.keys("enter")
	r.until("the status is failed", func(a App) bool {
		now, _ := a.list.Row(row.Ref)
		return now.Deployment.Status == api.StatusFailed
	})
	if n := len(r.server.Requests("PUT", `/deployments/`)); n != 1 {
		t.Errorf("%d updates, want one", n)
	}
}

func TestARowThatVanishesClosesNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	row := r.selectRow("mine alone", onlyMine)
	r.keys("a")
	r.settled()
	r.remove(row.Ref)
	r.beat(11 * time.Second)
	r.until("the row is gone", func(a App) bool { _, ok := a.list.Row(row.Ref); return !ok })
	if r.app.cards.Len() != 1 {
		t.Fatal("the card closed with its row")
	}
	r.sees("GitLab has no such record any more.")
	r.keys("enter")
	r.idle(0)
	if n := r.posts(); n != 0 {
		t.Errorf("%d approvals were sent for a deployment that is gone", n)
	}
}

// A listing drops what is gone before anybody has read it singly: the card on it
// is told all the same, and does not wait for ever for what it ships.
func TestACardLearnsFromAListingThatItsTargetIsGone(t *testing.T) {
	t.Parallel()
	for _, many := range []bool{false, true} {
		r := newRig(t, rigOptions{})
		r.ready()
		row := r.selectRow("mine alone", onlyMine)
		if many {
			r.markedMine()
		}
		r.keys("a")
		r.settled()
		ref := api.ProjectRef{Host: row.Ref.Host, ID: row.Ref.Project}
		r.remove(row.Ref)
		r.app.opt.Fleet.Doubt(ref)
		snap, err := r.app.opt.Fleet.LoadProject(t.Context(), ref)
		if err != nil {
			t.Fatal(err)
		}
		r.send(projectLoadedMsg{ref: ref, snapshot: snap})
		if _, shown := r.app.row(row.Ref); shown {
			t.Fatal("the listing still has it")
		}
		want := "Somebody else has deleted it. Nothing was sent."
		if many {
			want = "somebody else has deleted it"
		}
		r.sees(want)
	}
}

func TestNothingIsSentOnceDecisionsAreOff(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]sandbox.Fault{
		"The token was refused": {Method: "GET", Path: `/deployments$`, Status: 401, Body: `{"message":"401 Unauthorized"}`},
		"Decisions are off":     {Method: "GET", Path: `/deployments$`, Cut: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, rigOptions{projects: []string{"payments/api"}})
			r.ready()
			r.selectRow("mine alone", onlyMine)
			r.keys("a")
			r.settled()
			r.typed("so that no other card covers this one")
			r.server.Inject(fault)
			r.beat(11 * time.Second)
			r.idle(0)
			r.server.ResetJournal()
			r.keys("enter")
			r.sees("Nothing was sent.")
			r.sees(name)
			r.idle(0)
			if n := r.posts(); n > 0 {
				t.Errorf("%d approvals were sent", n)
			}
			r.sees("so that no other card covers this one")
		})
	}
}

func TestWhatWasOnlyListedIsNotDecided(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/api"}, before: func(s *sandbox.Server) {
		s.Inject(sandbox.Fault{Method: "GET", Path: `/deployments/\d+$`, Hang: true})
	}})
	r.until("the listing is read", func(a App) bool { return a.list.Len() > 0 })
	r.looked()
	r.moveTo("blocked", func(row fleet.Row) bool {
		return row.Verdict.State == api.StateReading && !row.External()
	})
	for _, key := range []string{"a", "X", "p"} {
		r.keys(key)
		r.sees("it is still being read")
		if r.app.cards.Len() > 0 {
			t.Fatalf("%s opens a card on what was only listed:\n%s", key, r.screen())
		}
	}
}

func TestAnOpenCardLearnsOfChanges(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	row := r.selectRow("mine alone", onlyMine)
	r.keys("a")
	r.settled()
	if _, err := r.server.SetSHA(row.Ref.Deployment); err != nil {
		t.Fatal(err)
	}
	r.beat(11 * time.Second)
	r.sees("It changed while you looked. Nothing was sent.")
}

func TestALateLookBelongsToItsCard(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	row := r.selectRow("mine alone", onlyMine)
	r.idle(0)
	r.keys("a")
	r.settled()
	r.typed("first")
	if _, err := r.server.SetSHA(row.Ref.Deployment); err != nil {
		t.Fatal(err)
	}
	r.keys("enter")
	r.sees("It changed after you looked.")
	r.idle(0)
	gate := make(chan struct{})
	r.server.Inject(sandbox.Fault{Path: only(row), Before: func() { <-gate }, Times: 1})
	r.settled()
	r.keys("enter")
	r.until("the look is on its way", func(App) bool { return r.unanswered() > 0 })
	r.keys("esc a")
	r.settled()
	r.typed(" second")
	before := r.screen()
	close(gate)
	r.idle(0)
	if r.screen() != before || r.app.cards.Len() != 1 || !r.app.arming.armed {
		t.Errorf("a look that another card asked for changed this one. Before:\n%s\nNow:\n%s", before, r.screen())
	}
	r.sees("first second")
}

func TestAfterARefusalTheRowIsReadAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/api"}})
	r.ready()
	row := r.selectRow("mine alone", onlyMine)
	r.keys("a")
	r.settled()
	r.server.Inject(sandbox.Fault{Method: "POST", Path: `/approval$`, Status: 400, Body: `{"message":"not waiting"}`})
	r.keys("enter")
	r.sees("GitLab refused it.")
	r.idle(0)
	after := 0
	sent := false
	for _, e := range r.server.Journal() {
		sent = sent || e.Method == http.MethodPost && !asks(e)
		if sent && strings.HasSuffix(e.Path, strings.TrimSuffix(only(row), "$")) {
			after++
		}
	}
	if after != 1 {
		t.Errorf("after the refusal the deployment was read %d times, want once", after)
	}
}

func TestWhatWasWrittenIsShownAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/api"}})
	r.ready()
	row := r.selectRow("mine alone", onlyMine)
	r.keys("a")
	r.settled()
	r.idle(0)
	r.server.Inject(sandbox.Fault{Path: `/pipelines/`, Hang: true})
	r.keys("enter")
	r.sees("Complete: the job waits to be run")
	if now, _ := r.app.list.Row(row.Ref); now.Verdict.State != api.StateToRun {
		t.Errorf("the write was read back and the list still says %v", now.Verdict.State)
	}
}
