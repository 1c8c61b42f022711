package ui

import (
	"strings"
	"testing"

	"greenlight/api/decide"
	"greenlight/api/sandbox"
)

// hung holds the first request that a fault is about until it is let go.
func (r *rig) hung(f sandbox.Fault) (arrived func() bool, let func()) {
	come, gate := make(chan struct{}, 64), make(chan struct{})
	f.Times, f.Before = 1, func() { come <- struct{}{}; <-gate }
	r.server.Inject(f)
	return func() bool { return len(come) > 0 }, func() { close(gate) }
}

// While the card reads once more, esc gives the approval up: nothing is sent, whatever
// comes of the reading, and the comment is kept.
func TestEscTakesBackWhatIsStillReadAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	row := r.selectRow("mine alone", onlyMine)
	r.keys("a")
	r.settled()
	r.idle(0)
	r.typed("half sure")
	arrived, let := r.hung(sandbox.Fault{Method: "GET", Path: `/deployments/\d+$`})
	r.keys("enter")
	r.sees("Reading it again first")
	if strings.Contains(r.screen(), "Sending") {
		t.Errorf("it is said to be sent\n%s", r.screen())
	}
	r.until("the reading is on its way", func(App) bool { return arrived() })
	r.keys("esc")
	r.sees("Canceled in time: nothing was sent.")
	if r.app.cards.Len() != 0 {
		t.Error("the card is still open")
	}
	if got := r.app.InFlight(); len(got) != 0 {
		t.Errorf("in flight are %v", got)
	}
	let()
	r.idle(0)
	if n := r.posts(); n != 0 {
		t.Fatalf("%d approvals were sent after esc", n)
	}
	r.sees("Canceled in time: nothing was sent.")
	r.selectRow("the same", onlyMine)
	r.keys("a")
	r.sees("half sure")
	r.settled()
	r.keys("enter")
	r.until("it is approved all the same, later", func(App) bool { return r.posts() == 1 })
	r.idle(0)
	if now, _ := r.app.list.Row(row.Ref); now.Verdict.Left != 0 {
		t.Errorf("%d approvals are left", now.Verdict.Left)
	}
}

// Once it is sent esc cannot take it back: that is said as long as it is so, and not
// under the answer.
func TestEscCannotTakeBackWhatIsSent(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.selectRow("mine alone", onlyMine)
	r.keys("a")
	r.settled()
	arrived, let := r.hung(sandbox.Fault{Method: "POST", Path: `/approval$`, Status: 403, Body: `{"message":"the moon is full"}`})
	r.keys("enter")
	r.until("the approval is on its way", func(App) bool { return arrived() })
	r.sees("Sending the approval")
	r.keys("esc")
	r.sees("It is sent: esc cannot take it back.")
	if left := r.app.InFlight(); len(left) != 1 || !strings.Contains(left[0].String(), "it is not known whether GitLab took this: approve") {
		t.Errorf("in flight are %v", left)
	}
	let()
	r.until("it is answered", func(a App) bool { return len(a.flying) == 0 })
	r.sees("the moon is full")
	if s := r.screen(); strings.Contains(s, "It is sent") {
		t.Errorf("it is said to be under way after the answer\n%s", s)
	}
	if n := r.posts(); n != 1 {
		t.Errorf("%d approvals were sent", n)
	}
}

// The same of many: what is read again goes no further, and what was sent stays.
func TestEscTakesBackTheOneOfManyThatIsReadAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.markedMine()
	r.keys("a")
	r.toAct("approve")
	r.idle(0)
	arrived, let := r.hung(sandbox.Fault{Method: "GET", Path: `/deployments/\d+$`})
	r.keys("enter")
	r.until("the first is read again", func(App) bool { return arrived() })
	r.keys("esc")
	r.until("it has ended", func(App) bool { return !r.manyCard().Sending() })
	let()
	r.idle(0)
	if n := r.posts(); n != 0 {
		t.Errorf("%d approvals were sent", n)
	}
}

// A new record is taken back the same way.
func TestEscTakesBackARecordThatIsNotSent(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: oneProject})
	r.ready()
	r.recordCard()
	r.recordMain()
	r.idle(0)
	arrived, let := r.hung(sandbox.Fault{Method: "GET", Path: `/deployments$`})
	r.keys("enter")
	r.until("the reading is on its way", func(App) bool { return arrived() })
	r.sees("Reading what is there first")
	r.keys("esc")
	r.sees("Canceled in time: nothing was sent.")
	let()
	r.idle(0)
	if n := len(r.recordsSent()); n != 0 {
		t.Errorf("%d records were sent", n)
	}
	if len(r.app.InFlight()) != 0 || !r.app.desk.record.Typed {
		t.Error("what was typed is lost, or it is still said to be under way")
	}
}

// Who quits while it is still read again is told that nothing was sent, and nothing is.
func TestQuittingTakesBackWhatIsNotSent(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.selectRow("mine alone", onlyMine)
	r.keys("a")
	r.settled()
	r.idle(0)
	arrived, let := r.hung(sandbox.Fault{Method: "GET", Path: `/deployments/\d+$`})
	r.keys("enter")
	r.until("the reading is on its way", func(App) bool { return arrived() })
	left := r.app.InFlight()
	if len(left) != 1 || left[0].Request.Act != decide.ActApprove || !strings.HasPrefix(left[0].String(), "nothing was sent, it was still being read again: approve ") {
		t.Errorf("in flight are %v", left)
	}
	let()
	r.idle(0)
	if n := r.posts(); n != 0 {
		t.Errorf("%d approvals were sent after the end", n)
	}
}
