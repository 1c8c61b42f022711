package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
	"greenlight/ui/keys"
)

// TestTheFirstPromise is the README's: from the first view, `a`, enter, then `p`,
// enter, though what was approved has left the view by then.
func TestTheFirstPromise(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.keys("1 g")
	for !onlyMine(r.selected()) {
		r.keys("j")
	}
	r.rested()
	row := r.selected()
	r.keys("a")
	r.settled()
	r.keys("enter")
	r.sees("Complete: the job waits to be run")
	r.sees("p run")
	r.idle(0)
	if r.selected().Ref == row.Ref {
		t.Fatal("what was approved is still in the view of what waits")
	}
	r.keys("p")
	d, ok := r.app.decision()
	if !ok || d.Ref() != row.Ref || d.Act() != decide.ActPlay {
		t.Fatalf("p opens no card for what was approved:\n%s", r.screen())
	}
	r.sees("Run")
	r.settled()
	r.keys("enter")
	r.sees("runs: " + place(row))
	r.idle(0)
	path := fmt.Sprintf(`/projects/%d/jobs/%d/play$`, row.Ref.Project, row.Deployment.Deployable.ID)
	if all, right := r.wire("POST", `/play$`), r.wire("POST", path); all != 1 || right != 1 {
		t.Errorf("%d jobs were run, %d of them the right one", all, right)
	}
}

func TestTheNoticesKeyIsTheListsAgainOnceItIsGone(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	row := r.selectRow("mine alone", onlyMine)
	r.keys("a")
	r.settled()
	r.keys("enter")
	r.sees("Complete: the job waits to be run")
	r.idle(0)
	r.keys("g")
	r.lacks("Complete: the job waits to be run")
	if r.selected().Ref == row.Ref {
		r.keys("j")
	}
	r.looked()
	r.keys("p")
	if d, ok := r.app.decision(); ok && d.Ref() == row.Ref {
		t.Error("p means what a notice was about that is no longer shown")
	}
}

func zero() *int { n := 0; return &n }

func TestWordsOfTheEnd(t *testing.T) {
	t.Parallel()
	base := api.Deployment{IID: 7, Ref: "v1", Status: api.StatusBlocked, Environment: api.Environment{Name: "production"}}
	row := func(change func(*fleet.Row)) fleet.Row {
		d := base
		out := fleet.Row{Project: "payments/api", Deployment: &d}
		change(&out)
		return out
	}
	manual := func(x *fleet.Row) { x.Deployment.Deployable = &api.Job{Name: "deploy", Status: api.JobManual} }
	done := func(act decide.Act) decide.Result {
		now := base
		now.PendingApprovalCount = zero()
		return decide.Result{Outcome: decide.Done, Now: &now, Request: decide.Request{Act: act}}
	}
	cases := map[string]struct {
		got  notice
		want string
		next []keys.Action
	}{
		"approved, a job waits": {
			decisionNotice(done(decide.ActApprove), row(manual)), "Complete: the job waits to be run.", []keys.Action{keys.Run},
		},
		"approved, recorded through the API": {
			decisionNotice(done(decide.ActApprove), row(func(*fleet.Row) {})), "Complete: whoever recorded it sets its status.", nil,
		},
		"approved, runs by itself": {
			decisionNotice(done(decide.ActApprove), row(func(x *fleet.Row) {
				x.Deployment.Deployable = &api.Job{Name: "deploy", Status: api.JobRunning}
			})), "Complete: deploy is running.", nil,
		},
		"rejected, a job": {
			decisionNotice(done(decide.ActReject), row(manual)), "Rejected #7. deploy has failed for good.", nil,
		},
		"rejected, recorded through the API": {
			decisionNotice(done(decide.ActReject), row(func(*fleet.Row) {})), "its status stays as it is", nil,
		},
		"ended live": {
			outcomeNotice(row(func(x *fleet.Row) { x.Deployment.Status, x.Verdict.State = api.StatusSuccess, api.StateLive })),
			"payments/api → production is live: v1.", nil,
		},
		"ended, overtaken": {
			outcomeNotice(row(func(x *fleet.Row) { x.Deployment.Status, x.Verdict.State = api.StatusSuccess, api.StateDone })),
			"payments/api → production succeeded: v1. Something newer is live.", nil,
		},
		"ended badly": {
			outcomeNotice(row(func(x *fleet.Row) { x.Deployment.Status, x.Verdict.State = api.StatusFailed, api.StateFailed })),
			"payments/api → production failed.", nil,
		},
	}
	for name, c := range cases {
		if !strings.Contains(c.got.text, c.want) || !slices.Equal(c.got.next, c.next) {
			t.Errorf("%s: %q, next %v; want %q, next %v", name, c.got.text, c.got.next, c.want, c.next)
		}
	}
}

func TestABackgroundErrorNeverReplacesAResult(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/api"}})
	r.ready()
	row := r.selectRow("mine alone", onlyMine)
	r.keys("a")
	r.settled()
	r.keys("enter")
	r.sees("Complete: the job waits to be run")
	r.idle(0)
	r.server.Inject(sandbox.Fault{Path: only(row), Status: 500, Body: `{"message":"500 Internal Server Error"}`})
	r.pass(time.Minute, 11*time.Second, 0)
	r.sees("Complete: the job waits to be run")
	r.lacks("Internal Server Error")
	r.keys("!")
	r.sees("cannot read deployment payments/api → production #" + itoa(int(row.Deployment.IID)))
}

func TestHowLongANoticeStays(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.selectRow("live", func(row fleet.Row) bool { return row.Verdict.State == api.StateLive && !row.External() })
	r.keys("a")
	r.sees("nothing waits for approval")
	r.keys("j")
	r.lacks("nothing waits for approval")
	row := r.selectRow("mine alone", onlyMine)
	r.server.Inject(sandbox.Fault{Path: only(row), Status: 500, Body: `{"message":"500 Internal Server Error"}`})
	r.send(restedMsg{move: r.app.move})
	r.sees("Internal Server Error")
	r.idle(0)
	r.keys("j k")
	r.sees("Internal Server Error")
	r.clock.Advance(readTime)
	r.keys("j")
	r.lacks("Internal Server Error")
}

// What is told about a row goes when that is looked at no more, though no key was pressed.
func TestANoticeGoesWithItsRow(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	row := r.selectRow("mine alone", onlyMine)
	r.server.Inject(sandbox.Fault{Path: only(row), Status: 500, Body: `{"message":"500 Internal Server Error"}`})
	r.send(restedMsg{move: r.app.move})
	r.sees("cannot read deployment payments/api → production")
	r.idle(0)
	r.clock.Advance(readTime)
	*r.app.usual() = r.app.usual().Drop(row.Ref, r.app.now())
	r.send(beatMsg{})
	r.lacks("cannot read deployment")
}
