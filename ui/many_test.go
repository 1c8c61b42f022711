package ui

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
	"greenlight/ui/form"
	"greenlight/ui/keys"
	"greenlight/ui/overlay"
)

// markedMine marks all that waits for the user and returns it, in its order.
func (r *rig) markedMine() []fleet.Row {
	r.t.Helper()
	r.keys("1 A")
	rows := r.app.list.MarkedShown()
	if len(rows) < 3 {
		r.t.Fatalf("%d deployments are marked, the test needs three:\n%s", len(rows), r.screen())
	}
	return rows
}

// toAct goes on an open card to the button that acts.
func (r *rig) toAct(label string) {
	r.t.Helper()
	r.settled()
	for range 30 {
		if strings.Contains(r.footer(), "enter "+label) {
			return
		}
		r.keys("tab")
		r.idle(0) // what the card asks when a field is left
	}
	r.t.Fatalf("no key reaches the button %q:\n%s", label, r.screen())
}

// footer is the last line of the screen.
func (r *rig) footer() string {
	s := r.screen()
	return s[strings.LastIndex(s, "\n")+1:]
}

// manyCard is the open card of many.
func (r *rig) manyCard() form.Many {
	r.t.Helper()
	top, ok := r.app.cards.Top()
	if !ok {
		r.t.Fatalf("no card is open:\n%s", r.screen())
	}
	m, is := overlay.As[form.Many](top)
	if !is {
		r.t.Fatalf("another card is open:\n%s", r.screen())
	}
	return m
}

// approvedOnWire are the deployments that approvals arrived for, in order.
func (r *rig) approvedOnWire() []string {
	var out []string
	for _, e := range r.server.Requests("POST", `/approval$`) {
		out = append(out, e.Path)
	}
	return out
}

// rollsBack is what would take commits away from what is live, which its facts tell.
func rollsBack(row fleet.Row) bool {
	r := row.Verdict.Ships.Relation
	return r == api.RelationOlder || r == api.RelationDiverged
}

// calm is what can be approved together with others without a tick of its own.
func calm(row fleet.Row) bool { return len(row.Verdict.Dangers()) == 0 }

// weighed waits until the card of many knows what its targets would change, and
// returns those of the rows that may be approved without a tick of their own, and those
// that a fact speaks against.
func (r *rig) weighed(rows []fleet.Row) (fit, dangerous []fleet.Row) {
	r.t.Helper()
	r.settled()
	for _, row := range rows {
		now, ok := r.app.row(row.Ref)
		if !ok {
			r.t.Fatalf("%s is gone", place(row))
		}
		if calm(now) {
			fit = append(fit, now)
		} else {
			dangerous = append(dangerous, now)
		}
	}
	return fit, dangerous
}

func TestManyAreApprovedOneAfterTheOther(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	rows := r.markedMine()
	r.keys("a")
	fit, dangerous := r.weighed(rows)
	want := len(fit)
	if len(dangerous) < 2 || !slices.ContainsFunc(dangerous, rollsBack) {
		t.Fatalf("%d of %d are dangerous, the test needs one that only its facts speak against", len(dangerous), len(rows))
	}
	r.sees("Approve " + itoa(want))
	r.noWrite("the open card")
	r.toAct("approve")
	r.keys("enter")
	r.until("it has ended", func(App) bool { return !r.manyCard().Sending() })
	r.idle(0)
	sent := r.approvedOnWire()
	if len(sent) != want {
		t.Fatalf("%d approvals were sent, want %d: %v", len(sent), want, sent)
	}
	twice := slices.Clone(sent)
	slices.Sort(twice)
	if len(slices.Compact(twice)) != want {
		t.Errorf("one was approved twice: %v", sent)
	}
	for i, row := range fit {
		if !strings.HasSuffix(sent[i], itoa(int(row.Ref.Deployment))+"/approval") {
			t.Errorf("request %d went to %s, want %v", i, sent[i], row.Ref)
		}
	}
	for _, row := range fit {
		if r.app.list.IsMarked(row.Ref) {
			t.Errorf("%s was approved and is still marked", place(row))
		}
	}
	for _, row := range dangerous {
		if !r.app.list.IsMarked(row.Ref) {
			t.Errorf("%s was not approved and has lost its mark", place(row))
		}
	}
	r.settled()
	r.keys("enter")
	if r.app.cards.Len() > 0 {
		t.Error("enter does not close the card that has ended")
	}
	if len(r.approvedOnWire()) != want {
		t.Error("closing the card sent something")
	}
}

func TestWhatTheFilterHidesIsLeftOut(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	rows := r.markedMine()
	r.keys("/")
	r.typed("project:payments/api")
	r.keys("enter")
	shown, all := r.app.list.MarkCount()
	if shown == 0 || shown == all || all != len(rows) {
		t.Fatalf("%d of %d marks are shown", shown, all)
	}
	r.sees("hidden and left out")
	r.keys("a")
	if got := r.manyCard().Refs(); len(got) != shown || slices.ContainsFunc(got, func(ref api.Ref) bool {
		row, _ := r.app.row(ref)
		return row.Project != "payments/api"
	}) {
		t.Errorf("the card is about %v", got)
	}
	r.keys("esc esc")
	if _, n := r.app.list.MarkCount(); n != all {
		t.Errorf("after the filter %d marks are left of %d", n, all)
	}
}

func TestTheRefusedOfManyStaysMarked(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	marked := r.markedMine()
	r.keys("a")
	rows, dangerous := r.weighed(marked)
	bad := rows[1]
	r.server.Inject(sandbox.Fault{
		Method: "POST", Path: `/deployments/` + itoa(int(bad.Ref.Deployment)) + `/approval$`, Status: 400,
		Body: `{"message":"This deployment is not waiting for approvals."}`,
	})
	r.toAct("approve")
	r.keys("enter")
	r.until("it has ended", func(App) bool { return !r.manyCard().Sending() })
	r.idle(0)
	r.sees("1 refused")
	for _, row := range rows {
		if marked := r.app.list.IsMarked(row.Ref); marked != (row.Ref == bad.Ref) {
			t.Errorf("%s is marked: %v", place(row), marked)
		}
	}
	for _, row := range dangerous {
		if !r.app.list.IsMarked(row.Ref) {
			t.Errorf("%s was not ticked and has lost its mark", place(row))
		}
	}
	if n := r.posts(); n != len(rows) || n < 3 {
		t.Errorf("%d approvals on the wire, want %d: a refusal stops no other", n, len(rows))
	}
}

func TestTheHostGoesAwayInTheMiddleOfMany(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	rows := slices.DeleteFunc(r.markedMine(), func(row fleet.Row) bool { return !calm(row) })
	r.server.Inject(sandbox.Fault{
		Method: "GET", Path: `/deployments/` + itoa(int(rows[1].Ref.Deployment)) + `$`, Cut: true,
	})
	r.server.Inject(sandbox.Fault{
		Method: "POST", Path: `/deployments/` + itoa(int(rows[1].Ref.Deployment)) + `/approval$`, Cut: true,
	})
	r.keys("a")
	r.toAct("approve")
	r.keys("enter")
	r.until("it has ended", func(App) bool { return !r.manyCard().Sending() })
	r.idle(0)
	if got := r.approvedOnWire(); len(got) > 2 {
		t.Errorf("after the host was gone %d more were sent: %v", len(got)-1, got)
	}
	if r.app.list.IsMarked(rows[0].Ref) {
		t.Error("the first, which was approved, is still marked")
	}
	for _, row := range rows[1:] {
		if !r.app.list.IsMarked(row.Ref) {
			t.Errorf("%s was not approved and has lost its mark", place(row))
		}
	}
	if n := len(r.app.InFlight()); n > 0 {
		t.Errorf("%d writes are said to be under way", n)
	}
}

func TestEscStopsManyBeforeTheNext(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.markedMine()
	r.keys("a")
	r.toAct("approve")
	gate := make(chan struct{})
	r.server.Inject(sandbox.Fault{Method: "POST", Path: `/approval$`, Before: func() { <-gate }, Times: 1})
	r.keys("enter")
	r.until("the first is on its way", func(App) bool { return r.posts() == 1 })
	if got := r.app.InFlight(); len(got) != 1 || got[0].Request.Act != decide.ActApprove {
		t.Errorf("in flight are %v", got)
	}
	r.keys("enter enter a")
	r.keys("esc")
	close(gate)
	r.until("it has ended", func(App) bool { return !r.manyCard().Sending() })
	r.idle(0)
	if n := r.posts(); n != 1 {
		t.Errorf("%d approvals were sent though it was stopped during the first", n)
	}
}

func TestManyLearnsOfChanges(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	marked := r.markedMine()
	r.keys("a")
	rows, dangerous := r.weighed(marked)
	if _, err := r.server.SetSHA(rows[0].Ref.Deployment); err != nil {
		t.Fatal(err)
	}
	r.remove(rows[1].Ref)
	r.beat(11 * time.Second)
	r.idle(0)
	r.beat(11 * time.Second)
	r.idle(0)
	r.sees("it changed")
	r.toAct("approve")
	r.keys("enter")
	r.until("it has ended", func(App) bool { return !r.manyCard().Sending() })
	r.idle(0)
	for _, path := range r.approvedOnWire() {
		for _, row := range append(slices.Clone(rows[:2]), dangerous...) {
			if strings.Contains(path, "/"+itoa(int(row.Ref.Deployment))+"/") {
				t.Errorf("%s was approved though it is not what was looked at", place(row))
			}
		}
	}
	if n := r.posts(); n != len(rows)-2 || n < 2 {
		t.Errorf("%d approvals were sent, want %d", n, len(rows)-2)
	}
}

func TestQuitAsksForTheCommentOfMany(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.markedMine()
	r.keys("a")
	r.settled()
	r.typed("tonight's release")
	r.keys("esc q")
	r.idle(0)
	if r.quit {
		t.Fatal("q threw an unsent comment away")
	}
	r.sees("the marked deployments")
	r.keys("esc a")
	r.sees("tonight's release")
	r.settled()
	r.toAct("approve")
	r.keys("enter")
	r.until("it has ended", func(App) bool { return !r.manyCard().Sending() })
	r.idle(0)
	for _, e := range r.server.Requests("POST", `/approval$`) {
		if !strings.Contains(e.Body, "tonight's release") {
			t.Errorf("the comment is missing in %s", e.Body)
		}
	}
	r.settled()
	r.keys("enter q")
	r.idle(0)
	if !r.quit {
		t.Error("q asks for a comment that was sent")
	}
}

// The footer promises of the marked deployments only those that can be decided on.
func TestTheFooterCountsWhatCanBeDecidedOn(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.keys("2 A")
	r.idle(0)
	can, all := 0, len(r.app.list.MarkedShown())
	for _, row := range r.app.list.MarkedShown() {
		if r.app.skips(keys.Approve, row) == "" {
			can++
		}
	}
	if can == 0 || can == all {
		t.Fatalf("%d of %d can be approved", can, all)
	}
	r.sees(fmt.Sprintf("a approve %d of %d marked", can, all))
	r.keys("a")
	r.settled()
	title := regexp.MustCompile(`Approve (\d+)`).FindStringSubmatch(r.screen())
	if n, err := strconv.Atoi(append(title, "", "")[1]); err != nil || n > can {
		t.Errorf("the card approves %d (%v), the footer said %d", n, err, can)
	}
}

func TestMarksAreToldAndActedOn(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.keys("5 g space space")
	r.sees("2 marked")
	r.sees("a approve 2 marked")
	r.keys("k k space")
	r.sees("1 marked")
	r.keys("A")
	shown, all := r.app.list.MarkCount()
	if _, n := r.app.list.Position(); shown != n || all != n {
		t.Errorf("A marked %d of %d", shown, n)
	}
	r.keys("A")
	if _, all := r.app.list.MarkCount(); all != 0 {
		t.Errorf("A again leaves %d marks", all)
	}
	r.keys("g space space j j p")
	if got := r.manyCard().Refs(); len(got) != 2 {
		t.Errorf("p is about %v", got)
	}
	// One mark has the card of one, wherever the cursor is.
	r.keys("esc esc g space j j a")
	if d, ok := r.app.decision(); !ok || d.Ref() == r.selected().Ref || !r.app.list.IsMarked(d.Ref()) {
		t.Errorf("a with one mark opens:\n%s", r.screen())
	}
	r.noWrite("marking")
}

func TestManyIsRefusedWhereNothingMayBeWritten(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{change: func(o *Options) { o.ReadOnly = true }})
	r.ready()
	r.markedMine()
	r.keys("a")
	r.sees("greenlight was started read-only")
	if r.app.cards.Len() > 0 {
		t.Error("the card of many opens where nothing may be written")
	}
}
