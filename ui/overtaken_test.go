package ui

import (
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
)

// Answers overtake each other: of two rows the one that was judged later stays.
func TestAnOvertakenAnswerChangesNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/api"}})
	r.ready()
	row := r.selectRow("mine alone", onlyMine)
	r.rested()
	r.idle(0)
	row, _ = r.app.row(row.Ref)
	late := row
	late.Judged, late.Brief = 1, nil
	late.Verdict.State = api.StateManual
	r.send(factMsg{visit: r.app.bench.visit, ref: row.Ref, fact: fleet.FactGuard, row: late})
	r.send(rowLoadedMsg{reading: reading{ref: row.Ref, full: true}, row: late})
	if now, _ := r.app.row(row.Ref); now.Verdict.State != row.Verdict.State || now.Brief == nil {
		t.Errorf("an answer that came too late made it %v", now.Verdict.State)
	}
	late.Judged = row.Judged + 1000
	r.send(factMsg{visit: r.app.bench.visit, ref: row.Ref, fact: fleet.FactGuard, row: late})
	if now, _ := r.app.row(row.Ref); now.Verdict.State != api.StateManual {
		t.Errorf("a newer answer left it %v", now.Verdict.State)
	}
}

// A fact that was refused for want of budget leaves the instance alone for as long as
// it says, and what cannot be read at all is not asked about at every beat.
func TestFactsObeyRetryAfter(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/api"}})
	r.ready()
	row := r.selectRow("mine alone", onlyMine)
	r.rested()
	r.idle(0)
	row, _ = r.app.row(row.Ref)
	brief := *row.Brief
	brief.Guard = fleet.Known[api.RefGuard]{Err: &api.Error{Kind: api.RateLimited, RetryAfter: 5 * time.Minute}, Tried: r.clock.Now()}
	row.Brief = &brief
	r.send(factMsg{visit: r.app.bench.visit, ref: row.Ref, fact: fleet.FactGuard, row: row})
	r.idle(0)
	r.clock.Advance(4 * time.Minute)
	if cmd := r.app.askFacts(row, fleet.Facts()...); cmd != nil {
		t.Error("facts are asked for before the instance allows it")
	}
	r.clock.Advance(2 * time.Minute)
	r.send(factMsg{visit: r.app.bench.visit, ref: row.Ref, fact: fleet.FactGuard, err: &api.Error{Kind: api.NotFound}})
	if cmd := r.app.askFacts(row, fleet.Facts()...); cmd != nil {
		t.Error("facts are asked for although the deployment could not be read just now")
	}
	r.clock.Advance(balkPause)
	if cmd := r.app.askFacts(row, fleet.Facts()...); cmd == nil {
		t.Error("they are never asked for again")
	}
}

// A fact that is due again as soon as it was read is not asked for as fast as answers
// come.
func TestNoFactIsAskedForWithoutAPause(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/api"}})
	r.ready()
	row := r.selectRow("mine alone", onlyMine)
	r.rested()
	r.idle(0)
	row, _ = r.app.row(row.Ref)
	brief := *row.Brief
	brief.Guard = fleet.Known[api.RefGuard]{}
	row.Brief = &brief
	r.clock.Advance(factPause)
	if r.app.askFacts(row, fleet.FactGuard) == nil {
		t.Fatal("a fact that is not known is not asked for")
	}
	r.app.bench.facts = nil // it came, and is due again
	if r.app.askFacts(row, fleet.FactGuard) != nil {
		t.Error("it is asked for again at once")
	}
	r.clock.Advance(factPause)
	if r.app.askFacts(row, fleet.FactGuard) == nil {
		t.Error("it is never asked for again")
	}
}

// What was typed for some deployments never comes up on a card of others.
func TestACommentOnManyStaysWithThem(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	marked := r.markedMine()
	r.keys("a")
	r.settled()
	r.typed("release")
	r.keys("esc")
	if len(marked) < 3 {
		t.Fatal("there are not enough to mark")
	}
	r.app.list = r.app.list.Unmark(marked[0].Ref)
	r.keys("a")
	r.settled()
	r.lacks("release")
	r.keys("esc")
	r.app.list = r.app.list.Unmark(marked[1].Ref)
	r.app.list = r.app.list.ClearMarks()
	r.keys("A")
	if shown, _ := r.app.list.MarkCount(); shown != len(marked) {
		t.Fatalf("%d are marked, want %d", shown, len(marked))
	}
	r.keys("a")
	r.settled()
	r.sees("release")
}
