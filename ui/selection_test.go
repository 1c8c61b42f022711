package ui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/api/fleet"
)

func TestRefreshKeepsWhatTheUserHolds(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{w: 80, h: 24})
	r.ready()
	r.keys("5 j j j /")
	r.typed("production")
	r.keys("enter j j")
	held, _ := r.app.list.Selected()
	before := r.screen()
	for range 3 {
		r.beat(11 * time.Second)
		r.until("a refresh ends", func(a App) bool { return !loading(a) })
	}
	now, _ := r.app.list.Selected()
	if now.Ref != held.Ref {
		t.Errorf("the selection went from %v to %v", held.Ref, now.Ref)
	}
	if r.app.filter.input.Value() != "production" {
		t.Error("the filter is gone")
	}
	line := func(s string) int {
		for i, l := range strings.Split(s, "\n") {
			if strings.HasPrefix(l, "▌") {
				return i
			}
		}
		return -1
	}
	if a, b := line(before), line(r.screen()); a != b {
		t.Errorf("the selected row moved from line %d to %d", a, b)
	}
}

func TestAHeldKeyIsPaced(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.keys("5 g")
	r.rested() // the facts of the rows that are passed are known
	r.clock.Advance(time.Second)
	r.send(press("j"))
	first := r.screen()
	if !strings.Contains(first, "Changes 15") {
		t.Errorf("the detail that stays behind has lost the number of its changes:\n%s", first)
	}
	r.send(press("j"))
	if r.screen() != first {
		t.Error("two presses in one stride were drawn one by one")
	}
	selected, _ := r.app.list.Selected()
	r.send(paceMsg{})
	drawn, _ := r.app.drawn.Selected()
	if drawn.Ref != selected.Ref || r.screen() == first {
		t.Error("the next frame of a held movement does not show where it came to")
	}
	r.send(press("j"))
	r.keys("?")
	drawn, _ = r.app.drawn.Selected()
	if selected, _ = r.app.list.Selected(); drawn.Ref != selected.Ref {
		t.Error("a card lies over a list that is behind")
	}
}

// The facts about a deployment come one by one, and make one frame.
func TestFactsAreDrawnTogether(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	row := r.selectRow("mine alone", onlyMine)
	r.rested()
	about := func(title string) factMsg {
		row, _ = r.app.list.Row(row.Ref)
		row.Judged++
		changed := *row.Deployment
		job := *changed.Deployable
		commit := *job.Commit
		commit.Title = title
		job.Commit, changed.Deployable, row.Deployment = &commit, &job, &changed
		return factMsg{visit: r.app.bench.visit, ref: row.Ref, fact: fleet.FactShips, row: row}
	}
	under := func(facts ...fleet.Fact) {
		r.app.bench.facts = nil
		for _, f := range facts {
			r.app.bench.facts = append(r.app.bench.facts, wanted{row.Ref, f})
		}
	}
	under(fleet.FactShips, fleet.FactJobs)
	r.send(about("the first answer"))
	if strings.Contains(r.screen(), "the first answer") {
		t.Error("the first fact was drawn while others were under way")
	}
	r.send(beatMsg{})
	if strings.Contains(r.screen(), "the first answer") {
		t.Error("the clock drew it")
	}
	r.send(gatheredMsg{})
	if !strings.Contains(r.screen(), "the first answer") {
		t.Error("a fact was not drawn after a while")
	}
	under(fleet.FactShips, fleet.FactJobs)
	r.send(about("the second answer"))
	under(fleet.FactShips)
	r.send(about("the third answer"))
	if !strings.Contains(r.screen(), "the third answer") {
		t.Error("the last fact was not drawn at once")
	}
	under(fleet.FactShips, fleet.FactJobs)
	r.send(about("the fourth answer"))
	r.keys("j k")
	if strings.Contains(r.screen(), "the fourth answer") {
		t.Error("a key has changed what is under the cursor")
	}
	r.keys("a")
	under(fleet.FactShips, fleet.FactJobs)
	r.send(about("the fifth answer"))
	if !strings.Contains(r.screen(), "the fifth answer") {
		t.Error("a card waits for the other facts")
	}
}

func loading(a App) bool {
	for _, s := range a.sites {
		for _, p := range s.projects {
			if p.loading {
				return true
			}
		}
	}
	return false
}

func TestTheCursorStaysAtTheTopUntilItIsMoved(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	first, _ := r.app.list.Top().Selected()
	if now, _ := r.app.list.Selected(); now.Ref != first.Ref {
		t.Errorf("the cursor starts on %v, want the first row, %v", now.Ref, first.Ref)
	}
}

func TestAnOlderAnswerIsDropped(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	row := r.selectRow("mine alone", onlyMine)
	old := row
	old.ReadAt, old.Judged = row.ReadAt.Add(-time.Minute), row.Judged-1
	old.Verdict.State = api.StateFailed
	r.send(rowLoadedMsg{reading: reading{ref: row.Ref}, row: old})
	now, _ := r.app.list.Row(row.Ref)
	if now.Verdict.State != row.Verdict.State {
		t.Errorf("an older answer made the row %v", now.Verdict.State)
	}
}

// A filter is typed through states that match nothing. The row that is selected
// before and after them is read all the same.
func TestARowThatWasFilteredAwayIsReadWhenItComesBack(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.keys("5")
	held := r.selected()
	interrupted := r.app.move
	r.keys("/")
	r.send(tea.PasteMsg{Content: "matches nothing"})
	if _, ok := r.app.list.Selected(); ok {
		t.Fatal("the filter matches something")
	}
	r.send(restedMsg{move: interrupted})
	r.keys("esc")
	if row := r.selected(); row.Ref != held.Ref {
		t.Fatalf("%v is selected, was %v", row.Ref, held.Ref)
	}
	if r.app.move == interrupted {
		t.Fatal("nothing waits for the row to rest")
	}
	r.server.ResetJournal()
	r.rested()
	r.idle(0)
	if r.wire("GET", `/deployments/\d+$`) == 0 {
		t.Error("the row was not read")
	}
}
