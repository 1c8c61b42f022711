package ui

import (
	"strings"
	"testing"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

// inStaging is a deployment of an environment that is not production.
func inStaging(row fleet.Row) bool {
	return row.Deployment.Environment.Name == "staging" && row.Project == "payments/api"
}

// recordCard opens the card of a new record on a row of staging and waits for what
// it reads.
func (r *rig) recordCard() fleet.Row {
	r.t.Helper()
	row := r.selectRow("in staging", inStaging)
	r.idle(0)
	r.server.ResetJournal()
	r.keys("n")
	r.sees("Record a deployment")
	r.settled()
	r.idle(0)
	return row
}

// recordMain fills in the newest commit of main, up to the button that records.
func (r *rig) recordMain() {
	r.t.Helper()
	r.typed("main")
	r.idle(0)
	r.keys("tab")
	r.idle(0)
	r.toAct("record")
}

// recordsSent are the new records that were sent.
func (r *rig) recordsSent() []sandbox.Entry { return r.server.Requests("POST", `/deployments$`) }

func TestARecordEndToEnd(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: oneProject})
	r.ready()
	row := r.recordCard()
	r.sees("payments/api")
	r.sees("staging")
	for path, want := range map[string]int{`/repository/branches$`: 1, `/repository/tags$`: 1} {
		if n := r.wire("GET", path); n != want {
			t.Errorf("%s was asked %d times, want %d", path, n, want)
		}
	}
	r.recordMain()
	r.keys("enter")
	r.sees("Recorded #")
	r.idle(0)
	sent := r.recordsSent()
	if len(sent) != 1 {
		t.Fatalf("%d records were sent, want one", len(sent))
	}
	for _, part := range []string{`staging`, `main`, `running`} {
		if !strings.Contains(sent[0].Body, part) {
			t.Errorf("%s is missing in %s", part, sent[0].Body)
		}
	}
	now := r.selected()
	if now.Ref == row.Ref || !now.External() || now.Deployment.Environment.Name != "staging" {
		t.Errorf("the new record is not selected, but #%d:\n%s", now.Deployment.IID, r.screen())
	}
	if r.app.cards.Len() > 0 {
		t.Error("the card stays open")
	}
	if len(r.app.InFlight()) > 0 {
		t.Error("the record is said to be under way")
	}
	r.keys("n")
	r.sees("a branch or a tag") // what was sent is no draft
	r.keys("esc q")
	r.idle(0)
	if !r.quit {
		t.Error("q asks for a record that was sent")
	}
}

func TestTheRecordStartsWhereTheCursorIs(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	row := r.selectRow("another project", func(row fleet.Row) bool {
		return row.Project == "payments/web" && row.Deployment.Environment.Name == "staging"
	})
	r.keys("n")
	r.sees(row.Project + " → staging · made outside")
	r.noWrite("the open card")
}

func TestAKeptRecordComesBack(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: oneProject})
	r.ready()
	r.recordCard()
	r.typed("v9.9.9-mine")
	r.keys("esc")
	r.keys("g q")
	r.idle(0)
	if r.quit {
		t.Fatal("q threw an unsent record away")
	}
	r.sees("a new record")
	r.keys("esc n")
	r.sees("v9.9.9-mine")
	r.sees("staging")
	if n := len(r.recordsSent()); n > 0 {
		t.Errorf("%d records were sent", n)
	}
}

func TestARefusedRecordSaysAtWhichField(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: oneProject})
	r.ready()
	r.recordCard()
	r.server.Inject(sandbox.Fault{
		Method: "POST", Path: `/deployments$`, Times: 1, Status: 400,
		Body: `{"message":{"ref":["The branch or tag does not exist"]}}`,
	})
	r.recordMain()
	r.keys("enter")
	r.sees("The branch or tag does not exist")
	if r.app.cards.Len() != 1 {
		t.Fatal("the card closed on a refusal")
	}
	r.sees("main")
	r.idle(0)
	if n := len(r.recordsSent()); n != 1 {
		t.Errorf("%d records were sent", n)
	}
}

func TestALostRecordIsReadBackAndNotRepeated(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		fault sandbox.Fault
		want  string
	}{
		"taken":     {sandbox.Fault{Drop: true}, "Read back: the record is there"},
		"not taken": {sandbox.Fault{Cut: true}, "No answer came"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, rigOptions{projects: oneProject})
			r.ready()
			r.recordCard()
			c.fault.Method, c.fault.Path, c.fault.Times = "POST", `/deployments$`, 1
			r.server.Inject(c.fault)
			r.recordMain()
			r.keys("enter")
			r.until("it has ended", func(a App) bool { return len(a.recording) == 0 })
			r.idle(0)
			r.sees(c.want)
			if n := len(r.recordsSent()); n != 1 {
				t.Errorf("%d records on the wire, want exactly one", n)
			}
		})
	}
}

func TestARecordUnderWayIsNamed(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: oneProject})
	r.ready()
	r.recordCard()
	gate := make(chan struct{})
	r.server.Inject(sandbox.Fault{Method: "POST", Path: `/deployments$`, Before: func() { <-gate }, Times: 1})
	r.recordMain()
	r.keys("enter")
	r.until("it is on its way", func(App) bool { return len(r.recordsSent()) == 1 })
	r.keys("enter enter esc n")
	left := r.app.InFlight()
	if len(left) != 1 || left[0].Record == nil {
		t.Fatalf("in flight are %v", left)
	}
	for _, part := range []string{"it is not known whether GitLab took this", "main", "staging", "payments/api", "running"} {
		if !strings.Contains(left[0].String(), part) {
			t.Errorf("%q does not name %s", left[0], part)
		}
	}
	close(gate)
	r.idle(0)
	if n := len(r.recordsSent()); n != 1 {
		t.Errorf("%d records were sent", n)
	}
}

func TestNothingIsRecordedReadOnly(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: oneProject, change: func(o *Options) { o.ReadOnly = true }})
	r.ready()
	r.keys("n")
	r.sees("n records a deployment: greenlight was started read-only.")
	if r.app.cards.Len() > 0 {
		t.Error("the card opens")
	}
}

func TestPlacesThatCannotBeReadAreNoObstacle(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: oneProject})
	r.ready()
	r.server.Inject(sandbox.Fault{Path: `/repository/(branches|tags)$`, Status: 403, Body: `{"message":"403 Forbidden"}`})
	row := r.recordCard()
	r.typed("main")
	r.keys("tab")
	r.typed(row.Deployment.SHA)
	r.idle(0)
	r.toAct("record")
	r.keys("enter")
	r.sees("Recorded #")
}

func TestTheStatusOfANewRecordCanBeSetAfterwards(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: oneProject})
	r.ready()
	r.recordCard()
	r.recordMain()
	r.keys("enter")
	r.sees("Recorded #")
	r.idle(0)
	r.rested()
	r.looked()
	made := r.selected()
	r.keys("s")
	r.sees("Update status")
	r.keys("esc")
	if got, ok := r.app.list.Row(made.Ref); !ok || got.Deployment.Status != api.StatusRunning {
		t.Errorf("the new record is %v", got.Deployment)
	}
}
