package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

// factPaths are requests that only facts make; the freeze periods are read with the
// project too.
const factPaths = `/(repository/compare|releases/[^/]+|merge_requests|graphql)$`

// asked counts the requests that only facts make.
func (r *rig) askedFacts() int {
	pulses := 0
	for _, e := range r.server.Requests("POST", `/api/graphql$`) {
		if strings.Contains(e.Body, "projects(ids:") {
			pulses++
		}
	}
	return r.wire("", factPaths) - pulses
}

// gate holds requests until it is opened; it opens by itself when the test ends.
func (r *rig) gate(path string) (open func()) {
	held := make(chan struct{})
	once := false
	open = func() {
		if !once {
			once = true
			close(held)
		}
	}
	r.t.Cleanup(open)
	r.server.Inject(sandbox.Fault{Path: path, Before: func() { <-held }})
	return open
}

// rests lets the selection rest and waits for nothing.
func (r *rig) rests() { r.send(restedMsg{move: r.app.move}) }

func is(id int64) func(fleet.Row) bool {
	return func(row fleet.Row) bool { return row.Ref.Deployment == id }
}

// briefed reports that nothing is to be found out about a deployment.
func briefed(row fleet.Row) bool {
	return !slices.ContainsFunc(fleet.Facts(), row.Brief.Pending)
}

func TestFactsAreAskedAtRest(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/api"}})
	r.ready()
	r.keys("5 g j j k")
	if n := r.askedFacts(); n > 0 {
		t.Errorf("%d requests for facts while the selection moves", n)
	}
	// What waits is read anew beside it, which is no rest either.
	r.beat(3 * time.Minute)
	r.idle(0)
	if n := r.askedFacts(); n > 0 {
		t.Errorf("%d requests for facts when a row was read in passing", n)
	}
	row := r.selected()
	if row.Brief != nil {
		t.Fatalf("%s has facts that nobody asked for", place(row))
	}
	r.rested()
	if r.askedFacts() == 0 || !briefed(r.selected()) {
		t.Errorf("after a rest %d requests, facts known %v", r.askedFacts(), briefed(r.selected()))
	}
}

func TestLeavingARowEndsItsFacts(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/api"}})
	r.ready()
	r.keys("5 g")
	r.server.Inject(sandbox.Fault{Path: factPaths, Hang: true})
	r.rests()
	r.until("its facts are asked for", func(App) bool { return r.unanswered() >= 3 })
	left := r.selected()
	r.keys("j")
	if n := len(r.app.bench.facts); n > 0 {
		t.Errorf("%d facts are still said to be under way", n)
	}
	r.idle(0) // every request has ended, and none is made for the row that is passed
	if row, _ := r.app.row(left.Ref); briefed(row) {
		t.Error("what was cut off counts as known")
	}
	n := r.askedFacts()
	r.keys("j k k")
	r.idle(0)
	if r.askedFacts() != n {
		t.Errorf("%d more requests for facts in passing", r.askedFacts()-n)
	}
}

// besides finds a row that waits, with a neighbour that waits and one that does not.
func (r *rig) besides() (row, waiting, other fleet.Row) {
	r.t.Helper()
	r.keys("5 g")
	for range r.app.list.Len() {
		row = r.selected()
		next := r.app.list.Around(neighbours)
		waiting, other = fleet.Row{}, fleet.Row{}
		for _, n := range next {
			if waits(n) {
				waiting = n
			} else if fleet.Decidable(n.Deployment) {
				other = n
			}
		}
		if waits(row) && waiting.Deployment != nil && other.Deployment != nil {
			return row, waiting, other
		}
		r.keys("j")
	}
	r.t.Fatal("no such row")
	return row, waiting, other
}

func TestNeighboursAreReadAheadAfterTheSelectedOne(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	row, waiting, other := r.besides()
	open := r.gate(`/pipelines/` + itoa(int(row.Deployment.Deployable.Pipeline.ID)) + `/jobs$`)
	r.rests()
	r.until("only the held fact is under way", func(a App) bool { return len(a.bench.facts) == 1 && r.under == 1 })
	if now, _ := r.app.row(waiting.Ref); now.Brief != nil {
		t.Errorf("%s is read ahead before all is known of the selected one", place(now))
	}
	open()
	r.idle(0)
	for _, ref := range []api.Ref{row.Ref, waiting.Ref} {
		if now, _ := r.app.row(ref); !briefed(now) {
			t.Errorf("of %s not all is known", place(now))
		}
	}
	if now, _ := r.app.row(other.Ref); now.Brief != nil {
		t.Errorf("%s, which is %s, is read ahead", place(now), now.Deployment.Status)
	}
}

func TestNoFactIsAskedTwice(t *testing.T) {
	t.Parallel()
	r, at := staged(t, sandbox.SceneAhead, rigOptions{})
	seen := map[string]int{}
	for _, e := range r.server.Requests("GET", factPaths) {
		seen[e.Path+"?"+e.Query.Encode()]++
	}
	for request, n := range seen {
		if n > 1 {
			t.Errorf("%d times %s", n, request)
		}
	}
	if n := r.wire("GET", `/freeze_periods$`); n != 1 {
		t.Errorf("the freeze periods were read %d times", n)
	}
	if len(seen) < 4 {
		t.Fatalf("only %d requests for facts, the test looks for the wrong ones: %v", len(seen), seen)
	}
	r.server.ResetJournal()
	r.keys("j")
	r.rested()
	r.keys("k")
	r.rested()
	r.keys("a")
	r.settled()
	r.keys("esc enter d esc esc")
	r.idle(0)
	if n := r.askedFacts() + r.wire("GET", `/freeze_periods$`); n > 0 {
		t.Errorf("%d requests for facts that are known: %v", n, r.server.Journal())
	}
	if r.selected().Ref.Deployment != at.Deployment {
		t.Errorf("another row is selected: %v", r.selected().Ref)
	}
	// Past its lifetime a fact is read again, once.
	r.beat(2 * time.Hour)
	r.idle(0)
	r.rested()
	r.idle(0)
	if n := r.wire("GET", `/freeze_periods$`); n != 1 {
		t.Errorf("the freeze periods were read %d times after two hours, want once", n)
	}
}

func TestTheFailureOfAFactIsSaid(t *testing.T) {
	t.Parallel()
	r, _ := staged(t, sandbox.SceneAhead, rigOptions{before: func(s *sandbox.Server) { s.Forbid(`/freeze_periods$`) }})
	r.sees("The freeze periods could not be read: no access")
	r.sees("AHEAD 12")
	r.keys("j")
	r.rested()
	r.keys("k")
	r.rested()
	r.beat(11 * time.Second)
	r.idle(0)
	if n := r.wire("GET", `/freeze_periods$`); n != 1 {
		t.Errorf("what is forbidden was asked for %d times within seconds", n)
	}
	r.keys("a")
	r.settled()
	r.sees("The freeze periods could not be read: no access")
	r.lacks("none found")
	r.keys("enter")
	r.sees("Complete: the job waits to be run")
}

func TestACardOpenedBeforeItsFacts(t *testing.T) {
	t.Parallel()
	at := sandbox.Staged{}
	r := newRig(t, rigOptions{projects: []string{"payments/ahead"}, before: func(s *sandbox.Server) { at = s.Stage(sandbox.SceneAhead) }})
	r.ready()
	r.moveTo("staged", is(at.Deployment))
	open := r.gate(`/repository/compare$`)
	r.rests()
	r.keys("a")
	r.still()
	r.lacks("AHEAD")
	r.typed("looks fine")
	r.keys("enter")
	r.sees("Approve waits for what it ships.")
	if n := r.posts(); n > 0 {
		t.Fatal("it was approved before it was known what it ships")
	}
	r.looked()
	open()
	r.known()
	r.sees("AHEAD 12 of live v1.7.9")
	r.lacks("Approve waits") // it waits for nothing any more
	r.sees("looks fine")
	if n := r.wire("GET", `/freeze_periods$`) + r.wire("POST", `/graphql$`); n != 2 {
		t.Errorf("two facts took %d requests: the card asked for what was under way", n)
	}
	// What is confirmed at once was aimed at the card as it was before.
	r.keys("enter")
	r.sees("The card has just changed. Look, then press again.")
	r.drawn = r.clock.Now().Add(time.Millisecond)
	r.keys("enter")
	if r.idle(0); r.posts() > 0 {
		t.Fatal("an enter right after the change approved it")
	}
	r.sees("looks fine")
	r.typed(" now")
	r.clock.Advance(settle)
	r.drawn = r.clock.Now()
	r.keys("enter")
	r.sees("Complete: the job waits to be run")
	if sent := r.server.Requests("POST", `/approval$`); len(sent) != 1 || !containsBody(sent[0], `"looks fine now"`) {
		t.Errorf("sent %d approvals, want one with what was typed meanwhile: %+v", len(sent), sent)
	}
}

// A change that was never drawn is not seen, however long ago it came.
func TestAChangeThatWasNotDrawnIsNotConfirmed(t *testing.T) {
	t.Parallel()
	at := sandbox.Staged{}
	r := newRig(t, rigOptions{projects: []string{"payments/ahead"}, before: func(s *sandbox.Server) { at = s.Stage(sandbox.SceneAhead) }})
	r.ready()
	r.moveTo("staged", is(at.Deployment))
	open := r.gate(`/repository/compare$`)
	r.rests()
	r.keys("a")
	r.still()
	r.looked()
	open()
	r.known()
	r.clock.Advance(time.Minute) // the terminal is stalled
	r.keys("enter")
	r.sees("The card has just changed.")
	if r.idle(0); r.posts() > 0 {
		t.Fatal("what nobody saw was approved")
	}
	r.looked()
	r.keys("enter")
	r.sees("Complete: the job waits to be run")
}

// The card of a marked deployment gets its facts though the cursor is elsewhere, and
// though the row under the cursor goes, and its reads with it.
func TestACardWhoseRowTheCursorLeftGetsItsFacts(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/api"}})
	r.ready()
	row := r.moveTo("mine alone", onlyMine)
	r.keys("space j j")
	under := r.selected()
	if under.Ref == row.Ref {
		t.Fatal("the cursor did not move")
	}
	open := r.gate(`/repository/compare$`)
	r.keys("a")
	if d, ok := r.app.decision(); !ok || d.Ref() != row.Ref {
		t.Fatalf("the card of the marked one is not open:\n%s", r.screen())
	}
	r.still()
	r.remove(under.Ref)
	r.beat(11 * time.Second)
	r.until("the row under the cursor is gone", func(a App) bool {
		r.beat(time.Second)
		_, there := a.row(under.Ref)
		return !there
	})
	r.until("the reads have ended with it", func(a App) bool { return a.looked != under.Ref })
	open()
	r.idle(0)
	r.beat(time.Second)
	r.idle(0)
	r.sees("AHEAD 15 of live v2.13.9")
	if n := r.posts(); n > 0 {
		t.Error("something was sent")
	}
}
