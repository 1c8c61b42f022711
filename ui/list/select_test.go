package list_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/list"
)

// lineOf is the screen line of the selected row in a frame, -1 when there is none.
func lineOf(t testing.TB, m list.Model, lines int) int {
	t.Helper()
	at := -1
	for i, l := range frame(t, m, 80, lines+1, plain)[1:] {
		if []rune(l)[0] != '▌' {
			continue
		}
		if at >= 0 {
			t.Fatal("two rows are selected")
		}
		at = i
	}
	return at
}

// stays checks that the same row is selected on the same line.
func stays(t testing.TB, m list.Model, lines int, id int64, line int) {
	t.Helper()
	if got, at := selected(m), lineOf(t, m, lines); got != id || at != line {
		t.Errorf("row %d is selected on line %d, want row %d on line %d", got, at, id, line)
	}
}

// beginsWithARow checks that no line above the first row is blank.
func beginsWithARow(t testing.TB, m list.Model, lines int) {
	t.Helper()
	if _, n := m.Position(); n == 0 {
		return
	}
	if got := frame(t, m, 80, lines+1, plain)[1]; strings.TrimSpace(got) == "" {
		t.Errorf("the list begins with a blank line:\n%s", strings.Join(frame(t, m, 80, lines+1, plain), "\n"))
	}
}

// some are done rows with the ids from to to, the newest first.
func some(from, to int64) []fleet.Row {
	var rows []fleet.Row
	for id := to; id >= from; id-- {
		rows = append(rows, row(id, api.StateDone))
	}
	return rows
}

func TestFirstRowsSelectTheFirst(t *testing.T) {
	t.Parallel()
	m := list.New(nil).Resize(5)
	if _, ok := m.Selected(); ok {
		t.Error("something is selected in an empty list")
	}
	if i, n := m.Position(); i != 0 || n != 0 {
		t.Errorf("position %d of %d", i, n)
	}
	m = m.Replace(projectOne(), []fleet.Row{row(1, api.StateNeedsYou), row(2, api.StateNeedsYou)}, now)
	stays(t, m, 5, 2, 0)
	if i, n := m.Position(); i != 1 || n != 2 {
		t.Errorf("position %d of %d", i, n)
	}
}

// TestRefreshKeepsTheLine, or as much of it as there are rows above: the list begins
// with a row, whatever a refresh takes away.
func TestRefreshKeepsTheLine(t *testing.T) {
	t.Parallel()
	base := some(100, 120)
	for _, c := range []struct {
		name string
		to   func() []fleet.Row
		id   int64
		line int
	}{
		{"nothing changes", func() []fleet.Row { return some(100, 120) }, 117, 3},
		{"rows come above", func() []fleet.Row { return some(100, 125) }, 117, 3},
		{"rows above go", func() []fleet.Row { return some(100, 118) }, 117, 1},
		{"all rows above go", func() []fleet.Row { return some(100, 117) }, 117, 0},
		{"rows below go", func() []fleet.Row { return some(115, 120) }, 117, 3},
		{"it is the last one left", func() []fleet.Row { return some(117, 117) }, 117, 0},
		{"it becomes urgent", func() []fleet.Row {
			return append(some(100, 116), append(some(118, 120), row(117, api.StateNeedsYou))...)
		}, 117, 0},
		{"it goes to the end", func() []fleet.Row {
			return append(some(100, 116), append(some(118, 120), row(117, api.StateSkipped))...)
		}, 117, 3},
		{"it goes, and the one below takes its place", func() []fleet.Row {
			return append(some(100, 116), some(118, 120)...)
		}, 116, 3},
		{"it goes with the one below", func() []fleet.Row { return append(some(100, 115), some(118, 120)...) }, 115, 3},
		{"it goes with all above", func() []fleet.Row { return some(100, 116) }, 116, 0},
		{"it goes with all above but one", func() []fleet.Row { return append(some(100, 116), row(118, api.StateDone)) }, 116, 1},
		{"it goes and a newer one comes in its place", func() []fleet.Row {
			return append(some(100, 116), row(118, api.StateDone, prod), row(119, api.StateDone), row(500, api.StateDone))
		}, 116, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := open(10, base...).Move(3)
			stays(t, m, 10, 117, 3)
			m = m.Replace(projectOne(), c.to(), now)
			stays(t, m, 10, c.id, c.line)
			beginsWithARow(t, m, 10)
			stays(t, m.Resize(10), 10, c.id, c.line)
		})
	}
}

func TestLastRowGoes(t *testing.T) {
	t.Parallel()
	m := open(10, some(1, 4)...).Bottom()
	stays(t, m, 10, 1, 3)
	// Nothing is below: the cursor goes up to its neighbour, which has not moved.
	m = m.Replace(projectOne(), some(2, 4), now)
	stays(t, m, 10, 2, 2)
}

func TestAllRowsGoAndComeBack(t *testing.T) {
	t.Parallel()
	m := open(10, some(1, 5)...).Move(2)
	m = m.Replace(projectOne(), nil, now)
	if _, ok := m.Selected(); ok || lineOf(t, m, 10) >= 0 {
		t.Error("something is selected in an empty list")
	}
	for _, m := range []list.Model{m.Up(), m.Down(), m.Top(), m.Bottom(), m.HalfDown(), m.PageUp(), m.Resize(3)} {
		if _, ok := m.Selected(); ok {
			t.Error("a movement selects in an empty list")
		}
	}
	if m = m.Replace(projectOne(), some(1, 5), now); selected(m) != 3 {
		t.Errorf("row %d is selected, want 3, as before", selected(m))
	}
}

// TestEveryRowIsReplaced: no old row is left to stay at.
func TestEveryRowIsReplaced(t *testing.T) {
	t.Parallel()
	m := open(10, some(1, 9)...).Move(4)
	m = m.Replace(projectOne(), some(11, 19), now)
	if i, _ := m.Position(); selected(m) == 0 || lineOf(t, m, 10) != i-1 {
		t.Errorf("row %d on line %d", selected(m), lineOf(t, m, 10))
	}
}

// TestWhatFitsIsShown: what comes above the cursor is not hidden where there is room.
func TestWhatFitsIsShown(t *testing.T) {
	t.Parallel()
	m := open(10, some(1, 8)...).Move(4) // row 4
	m = m.Put(row(60, api.StateNeedsYou), now)
	stays(t, m, 10, 4, 5)
	m = m.Put(row(61, api.StateNeedsYou), now)
	stays(t, m, 10, 4, 6)
	if m.NewAbove() != 0 || m.Len() != 10 {
		t.Errorf("%d of %d rows are hidden", m.NewAbove(), m.Len())
	}
	m = m.Put(row(62, api.StateNeedsYou), now) // the eleventh
	stays(t, m, 10, 4, 6)
	if m.NewAbove() != 1 {
		t.Errorf("%d new above", m.NewAbove())
	}
}

func TestSingleReadMovesNothing(t *testing.T) {
	t.Parallel()
	m := open(8, some(1, 9)...).Move(4) // row 5
	m = m.Put(row(2, api.StateNeedsYou), now)
	stays(t, m, 10, 5, 4)
	if got := ids(m); got[0] != 2 || len(got) != 9 {
		t.Errorf("order %v", got)
	}
	m = m.Put(row(50, api.StateRunning), now)
	stays(t, m, 10, 5, 4)
	if m.Len() != 10 {
		t.Errorf("%d rows", m.Len())
	}
	// What a single read added belongs to its project.
	if m = m.Replace(projectOne(), some(1, 9), now); m.Len() != 9 {
		t.Errorf("%d rows after a listing without it", m.Len())
	}
}

// TestLeavingTheView: a decision takes the row out of the view, the next one is there.
func TestLeavingTheView(t *testing.T) {
	t.Parallel()
	rows := []fleet.Row{row(3, api.StateNeedsYou), row(2, api.StateNeedsYou), row(1, api.StateNeedsYou)}
	m := list.New(nil).Resize(10).Replace(projectOne(), rows, now).Down()
	m = m.Put(row(2, api.StateToRun), now)
	stays(t, m, 10, 1, 1)
	if got := m.Counts(); !slices.Equal(got, []int{2, 3, 0, 0, 3, 0, 1, 0, 0}) {
		t.Errorf("counts %v", got)
	}
}

func TestReadingKeepsItsPlace(t *testing.T) {
	t.Parallel()
	rows := func(s api.State) []fleet.Row {
		return []fleet.Row{row(9, api.StateNeedsYou), row(5, s), row(7, api.StateNeedsOthers), row(2, api.StateFailed)}
	}
	m := open(10, rows(api.StateNeedsYou)...)
	m = m.Replace(projectOne(), rows(api.StateReading), now)
	if got := ids(m); !slices.Equal(got, []int64{9, 5, 7, 2}) {
		t.Errorf("order %v", got)
	}
	if got := m.Counts()[0]; got != 2 {
		t.Errorf("%d wait, want 2: what is read again still waits", got)
	}
	// A second listing without an answer changes nothing either.
	m = m.Replace(projectOne(), rows(api.StateReading), now)
	if got := m.Counts()[0]; got != 2 {
		t.Errorf("%d wait after a second time", got)
	}
	m = m.Put(row(5, api.StateOutdated), now)
	if got := ids(m); !slices.Equal(got, []int64{9, 7, 2, 5}) {
		t.Errorf("order %v", got)
	}
	// Nothing is known of a new one: it stands with the blocked ones.
	m = m.Put(row(4, api.StateReading), now)
	if got := ids(m); !slices.Equal(got, []int64{9, 7, 4, 2, 5}) || m.Counts()[0] != 1 {
		t.Errorf("order %v, %d wait", got, m.Counts()[0])
	}
}

func TestOrder(t *testing.T) {
	t.Parallel()
	var rows []fleet.Row
	var want []int64
	id := int64(1000)
	for s := api.StateNeedsYou; s < api.StateReading; s++ {
		for i, edit := range []func(*fleet.Row){prod, prod, func(*fleet.Row) {}, func(*fleet.Row) {}} {
			rows = append(rows, row(id-int64(i), s, edit))
			want = append(want, id-int64(i))
		}
		id += 100
	}
	for range 20 {
		rand.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		if got := ids(open(10, rows...)); !slices.Equal(got, want) {
			t.Fatalf("order %v, want %v", got, want)
		}
	}
}

// TestEqualNumbers: two hosts and two projects have the same ids and iids.
func TestEqualNumbers(t *testing.T) {
	t.Parallel()
	other := "gitlab.example.org"
	refs := []api.ProjectRef{{Host: host, ID: 1}, {Host: host, ID: 2}, {Host: other, ID: 1}}
	m := list.New(nil).Resize(10).SelectView(4, now)
	for _, p := range refs {
		m = m.Replace(p, []fleet.Row{row(7, api.StateNeedsYou, of(p.ID, p.Host)), row(8, api.StateLive, of(p.ID, p.Host))}, now)
	}
	if m.Len() != 6 {
		t.Fatalf("%d rows, want 6", m.Len())
	}
	target := api.Ref{Host: other, Project: 1, Deployment: 7}
	for range m.Len() {
		if r, _ := m.Selected(); r.Ref != target {
			m = m.Down()
		}
	}
	m = m.Put(row(7, api.StateFailed, of(1, host)), now).Put(row(7, api.StateFailed, of(2, host)), now)
	// It is the first now: the two that stood above it have failed.
	if r, _ := m.Selected(); r.Ref != target || lineOf(t, m, 10) != 0 || r.Verdict.State != api.StateNeedsYou {
		t.Errorf("%v is selected on line %d", r.Ref, lineOf(t, m, 10))
	}
	m = m.Forget(refs[0])
	if r, _ := m.Selected(); r.Ref != target || m.Len() != 4 {
		t.Errorf("%v is selected of %d rows", r.Ref, m.Len())
	}
	if r, ok := m.Row(api.Ref{Host: host, Project: 2, Deployment: 7}); !ok || r.Verdict.State != api.StateFailed {
		t.Error("the row of the other project is not its own")
	}
	if _, ok := m.Row(api.Ref{Host: host, Project: 1, Deployment: 7}); ok {
		t.Error("a forgotten row is found")
	}
}

func TestNewAbove(t *testing.T) {
	t.Parallel()
	m := open(10, some(100, 120)...).Move(3)
	if m = m.Replace(projectOne(), some(100, 122), now); m.NewAbove() != 2 {
		t.Errorf("%d new above, want 2", m.NewAbove())
	}
	if m = m.Replace(projectOne(), some(100, 122), now); m.NewAbove() != 2 {
		t.Errorf("%d new above after a quiet poll, want 2", m.NewAbove())
	}
	// A row from below that becomes urgent counts too.
	m = m.Put(row(103, api.StateNeedsYou), now)
	if m.NewAbove() != 3 {
		t.Errorf("%d new above, want 3", m.NewAbove())
	}
	// One that calms down does not become new by it, and one that goes is not there.
	if got := m.Put(row(103, api.StateRunning), now); got.NewAbove() != 3 {
		t.Errorf("%d new above, want 3 still", got.NewAbove())
	}
	m = m.Replace(projectOne(), append(some(104, 121), append(some(100, 102), row(103, api.StateDone))...), now)
	if m.NewAbove() != 1 {
		t.Errorf("%d new above, want 1 of 3", m.NewAbove())
	}
	if got := m.Top(); got.NewAbove() != 0 {
		t.Errorf("at the top %d are new above", got.NewAbove())
	}
}

// TestOldAboveStaysOld: what stood above before is not new when it calms down.
func TestOldAboveStaysOld(t *testing.T) {
	t.Parallel()
	m := open(5, append(some(1, 30), row(50, api.StateNeedsYou))...).Move(20)
	if m = m.Put(row(50, api.StateFailed), now); m.NewAbove() != 0 {
		t.Errorf("%d new above", m.NewAbove())
	}
	if m = m.Put(row(50, api.StateRunning), now); m.NewAbove() != 1 {
		t.Errorf("%d new above once it runs, want 1", m.NewAbove())
	}
}

// TestCursorGoesAboveTheNew: what was new above the window stands below it once the
// selected row has gone up.
func TestCursorGoesAboveTheNew(t *testing.T) {
	t.Parallel()
	var failed []fleet.Row
	for id := int64(900); id < 930; id++ {
		failed = append(failed, row(id, api.StateFailed))
	}
	m := open(5, append(some(1, 40), failed...)...).Move(50)
	if m = m.Put(row(60, api.StateDone), now); m.NewAbove() != 1 {
		t.Fatalf("%d new above, want 1", m.NewAbove())
	}
	r, _ := m.Selected()
	if m = m.Put(row(r.Ref.Deployment, api.StateFailed), now); m.NewAbove() != 0 {
		t.Errorf("%d new above a row that went over them", m.NewAbove())
	}
}

// TestMoreNewThanLines: at the top nothing is above, however much came.
func TestMoreNewThanLines(t *testing.T) {
	t.Parallel()
	m := open(5, some(1, 9)...).Move(3).Replace(projectOne(), some(1, 40), now)
	if m.NewAbove() != 31 {
		t.Errorf("%d new above, want 31", m.NewAbove())
	}
	if m = m.Top(); m.NewAbove() != 0 {
		t.Errorf("at the top %d are new above", m.NewAbove())
	}
}

// TestTwice: a listing that moved while it was read has a row twice.
func TestTwice(t *testing.T) {
	t.Parallel()
	m := open(5, row(1, api.StateDone), row(1, api.StateNeedsYou), row(2, api.StateDone))
	m = m.Replace(projectOne(), []fleet.Row{row(1, api.StateNeedsYou), row(1, api.StateDone), row(2, api.StateDone)}, now)
	if m.Len() != 2 || len(ids(m)) != 2 || m.Counts()[4] != 2 || m.Counts()[0] != 1 {
		t.Errorf("%d rows, shown %v, counts %v", m.Len(), ids(m), m.Counts())
	}
	if m = m.Forget(projectOne()); m.Len() != 0 || len(ids(m)) != 0 {
		t.Errorf("%d rows are left", m.Len())
	}
}

func TestNewAboveByScrolling(t *testing.T) {
	t.Parallel()
	m := open(10, some(100, 120)...).Move(3)
	m = m.Replace(projectOne(), some(100, 122), now)
	if m = m.Move(-4); m.NewAbove() != 1 {
		t.Errorf("%d new above after one of two came into sight", m.NewAbove())
	}
	if m = m.Up(); m.NewAbove() != 0 {
		t.Errorf("%d new above with both in sight", m.NewAbove())
	}
}

func TestSelectedRowGoesDown(t *testing.T) {
	t.Parallel()
	rows := some(100, 150)
	m := open(10, rows...).Move(3)
	// What was below is above now, but nothing of it is new.
	if m = m.Put(row(147, api.StateSkipped), now); m.NewAbove() != 0 {
		t.Errorf("%d new above", m.NewAbove())
	}
	stays(t, m, 10, 147, 3)
}

// TestFirstLoadPushesDown: while the first projects arrive and nobody has moved,
// nothing hides above the window; the selected row stays the same.
func TestFirstLoadPushesDown(t *testing.T) {
	t.Parallel()
	m := list.New(nil).Resize(3).SetLoading(true)
	m = m.Replace(projectOne(), []fleet.Row{row(1, api.StateNeedsYou)}, now)
	p := api.ProjectRef{Host: host, ID: 2}
	m = m.Replace(p, []fleet.Row{row(9, api.StateNeedsYou, of(2, host)), row(8, api.StateNeedsYou, of(2, host))}, now)
	stays(t, m, 10, 1, 2)
	if m.NewAbove() != 0 {
		t.Errorf("%d new above", m.NewAbove())
	}
	m = m.Up().Down()
	m = m.Put(row(99, api.StateNeedsYou), now)
	stays(t, m, 10, 1, 2)
	if m.NewAbove() != 1 {
		t.Errorf("%d new above once the user has moved", m.NewAbove())
	}
}

func TestMovement(t *testing.T) {
	t.Parallel()
	m := open(10, some(1, 100)...) // row 100 on line 0
	for i, c := range []struct {
		move func(list.Model) list.Model
		id   int64
		line int
	}{
		{list.Model.Up, 100, 0},
		{list.Model.Down, 99, 1},
		{func(m list.Model) list.Model { return m.Move(8) }, 91, 9},
		{list.Model.Down, 90, 3}, // the window turned, three rows stay in sight
		{list.Model.Up, 91, 2},
		{list.Model.HalfDown, 86, 2},
		{list.Model.PageDown, 77, 2},
		{list.Model.HalfUp, 82, 2},
		{list.Model.PageUp, 91, 2},
		{list.Model.PageUp, 100, 0},
		{list.Model.Bottom, 1, 9},
		{list.Model.Down, 1, 9},
		{list.Model.PageDown, 1, 9},
		{list.Model.HalfUp, 6, 9},
		{list.Model.HalfDown, 1, 9},
		{list.Model.Top, 100, 0},
		{func(m list.Model) list.Model { return m.Move(1000) }, 1, 9},
		{func(m list.Model) list.Model { return m.Move(-1000) }, 100, 0},
	} {
		m = c.move(m)
		if got, line := selected(m), lineOf(t, m, 10); got != c.id || line != c.line {
			t.Errorf("step %d: row %d on line %d, want row %d on line %d", i, got, line, c.id, c.line)
		}
	}
	if i, n := m.Position(); i != 1 || n != 100 {
		t.Errorf("position %d of %d", i, n)
	}
}

func TestResizeKeepsTheRowInSight(t *testing.T) {
	t.Parallel()
	m := open(20, some(1, 100)...).Move(15)
	for _, lines := range []int{20, 10, 3, 1, 0, 7, 200} {
		m = m.Resize(lines)
		if line := lineOf(t, m, max(lines, 1)); selected(m) != 85 || line < 0 {
			t.Errorf("%d lines: row %d on line %d", lines, selected(m), line)
		}
	}
	if got := frame(t, m, 80, 201, plain)[1]; []rune(got)[4] == ' ' {
		t.Error("a list that fits does not begin on the first line")
	}
}

func TestClick(t *testing.T) {
	t.Parallel()
	m := open(10, some(1, 5)...)
	m, ok := m.ClickRow(3)
	if !ok {
		t.Fatal("no row on line 3")
	}
	stays(t, m, 10, 2, 3)
	for _, line := range []int{-1, 5, 10, 1000} {
		if got, ok := m.ClickRow(line); ok || selected(got) != 2 {
			t.Errorf("a click on line %d selects row %d", line, selected(got))
		}
	}
	// Rows above go: the selected row is the first now. The lines below the last are empty.
	m = m.Replace(projectOne(), some(1, 2), now)
	stays(t, m, 10, 2, 0)
	if _, ok := m.ClickRow(2); ok {
		t.Error("a click on an empty line selects")
	}
	m, _ = m.ClickRow(1)
	stays(t, m, 10, 1, 1)
	// A click does not move what was clicked, where the list ends with empty lines either.
	m = open(10, some(1, 30)...).Bottom().Replace(projectOne(), some(5, 30), now)
	line := lineOf(t, m, 10)
	m, _ = m.ClickRow(line - 2)
	stays(t, m, 10, 7, line-2)
}

func TestViewsRememberTheirPlace(t *testing.T) {
	t.Parallel()
	rows := append(some(1, 50), row(60, api.StateNeedsYou), row(61, api.StateNeedsYou), row(62, api.StateFailed))
	five := list.Views()[:5]
	m := list.New(five).Resize(10).Replace(projectOne(), rows, now).SelectView(4, now).Move(20)
	id, line := selected(m), lineOf(t, m, 10)
	m = m.NextView(now) // around to the first
	if m.ActiveView() != 0 || selected(m) != 61 {
		t.Errorf("view %d, row %d", m.ActiveView(), selected(m))
	}
	m = m.Down().PrevView(now)
	stays(t, m, 10, id, line)
	m = m.SelectView(0, now)
	stays(t, m, 10, 60, 1)
	// Its row goes while the view is not looked at: what stands there now.
	m = m.SelectView(4, now).Replace(projectOne(), append(some(1, 28), some(32, 50)...), now).SelectView(3, now)
	if _, ok := m.Selected(); ok {
		t.Error("a row in an empty view")
	}
	if m = m.SelectView(0, now); selected(m) != 0 {
		t.Errorf("row %d in an empty view", selected(m))
	}
	if m = m.SelectView(4, now); selected(m) == 0 || lineOf(t, m, 10) < 0 {
		t.Errorf("row %d on line %d", selected(m), lineOf(t, m, 10))
	}
	if same := m.SelectView(-1, now).SelectView(99, now); same.ActiveView() != 4 {
		t.Error("a view that does not exist is shown")
	}
}

func TestFilterFindsTheRowAgain(t *testing.T) {
	t.Parallel()
	rows := append(some(1, 50), row(60, api.StateFailed), row(20, api.StateFailed, of(2, host)))
	m := open(10, rows...).Move(30)
	id := selected(m)
	// Typed letter by letter, the filter shows nothing, then others, then it again.
	for _, text := range []string{"s", "state", "state:", "state:d", "state:do", "state:don", "state:done"} {
		m = m.SetFilter(parse(t, text), now)
	}
	if selected(m) != id {
		t.Errorf("row %d is selected, want %d", selected(m), id)
	}
	m = m.SetFilter(parse(t, "state:failed"), now)
	if i, n := m.Position(); n != 2 || i < 1 || lineOf(t, m, 10) != i-1 {
		t.Errorf("position %d of %d on line %d", i, n, lineOf(t, m, 10))
	}
	if m = m.SetFilter(parse(t, ""), now); selected(m) != id {
		t.Errorf("row %d is selected after clearing, want %d", selected(m), id)
	}
	// Once the user has chosen another row, that is the one.
	m = m.SetFilter(parse(t, "state:failed"), now).Bottom()
	chosen := selected(m)
	if m = m.SetFilter(parse(t, ""), now); selected(m) != chosen {
		t.Errorf("row %d is selected, want %d", selected(m), chosen)
	}
	if got := m.Counts()[4]; got != 52 {
		t.Errorf("a filter changes the count of a view: %d", got)
	}
}

func TestAgesPass(t *testing.T) {
	t.Parallel()
	views := []list.View{{Name: "Old", Filter: parse(t, "age:>2h")}, {Name: "All"}}
	m := list.New(views).Resize(5).Replace(projectOne(), []fleet.Row{row(1, api.StateDone)}, now)
	if _, n := m.Position(); n != 0 || m.Counts()[0] != 0 {
		t.Error("a row of one hour is older than two")
	}
	later := now.Add(90 * time.Minute)
	m = m.Tick(later)
	if _, n := m.Position(); n != 1 || m.Counts()[0] != 1 || selected(m) != 1 {
		t.Errorf("after 90 minutes %d rows, count %d", n, m.Counts()[0])
	}
	// A view looks again when it is entered, too.
	again := list.New(views).Resize(5).SelectView(1, now).Replace(projectOne(), []fleet.Row{row(1, api.StateDone)}, now)
	if again = again.SelectView(0, later); selected(again) != 1 {
		t.Error("the view is as it was 90 minutes ago")
	}
	// It is replaced by another row while nobody looked again.
	m = m.Replace(projectOne(), []fleet.Row{row(2, api.StateDone, func(r *fleet.Row) { r.Verdict.Since = later })}, later)
	if _, n := m.Position(); n != 0 || m.Counts()[0] != 0 {
		t.Errorf("%d rows, count %d", n, m.Counts()[0])
	}
	m = m.SelectView(1, now).SetFilter(parse(t, "age:<1h"), later)
	if m = m.Tick(later.Add(time.Hour)); selected(m) != 0 {
		t.Error("the filter on top does not look again")
	}
}

func TestCandidates(t *testing.T) {
	t.Parallel()
	c := fleetModel(5).Candidates()
	if !slices.Contains(c.Environments, "prod-eu") || !slices.IsSorted(c.Projects) ||
		!slices.Contains(c.Statuses, "paused") || slices.Contains(c.Users, "") || len(c.Refs) == 0 {
		t.Errorf("%+v", c)
	}
}

// TestAgainstASimpleList drives the list with random changes and compares it with
// one that sorts everything every time.
func TestAgainstASimpleList(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		rows := 1 + rnd.IntN(12)
		m := open(rows)
		want := map[api.ProjectRef][]fleet.Row{}
		for step := range 40 {
			p := api.ProjectRef{Host: []string{"a", "b"}[rnd.IntN(2)], ID: int64(rnd.IntN(3))}
			var listed []fleet.Row
			for id := range int64(8) {
				if rnd.IntN(3) > 0 {
					listed = append(listed, randomRow(rnd, id, p))
				}
			}
			before, _ := m.Selected()
			line := lineOf(t, m, 12)
			switch rnd.IntN(6) {
			case 0:
				m = m.Move(rnd.IntN(9) - 4)
			case 1:
				m = m.SetFilter(parse(t, []string{"", "state:live", "you", "-tier:production", "age:>30m"}[rnd.IntN(5)]), now)
			case 2:
				m = m.SelectView(rnd.IntN(5), now)
			default:
				m = m.Replace(p, listed, now)
				want[p] = listed
				after, ok := m.Selected()
				i, shown := m.Position()
				expected := min(line, i-1)
				if shown <= rows {
					expected = i - 1 // all of it fits
				}
				if at := lineOf(t, m, 12); ok && after.Ref == before.Ref && line >= 0 && at != expected {
					t.Fatalf("step %d: %v went from line %d to %d, there are %d rows above", step, before.Ref, line, at, i-1)
				}
			}
			beginsWithARow(t, m, 12)
			check(t, m, want)
		}
	}
}

func randomRow(rnd *rand.Rand, id int64, p api.ProjectRef) fleet.Row {
	return row(id+1, api.State(rnd.IntN(int(api.StateReading))), of(p.ID, p.Host), func(r *fleet.Row) {
		if rnd.IntN(2) == 0 {
			prod(r)
		}
	})
}

// check compares order, counts and selection with the simple list.
func check(t *testing.T, m list.Model, want map[api.ProjectRef][]fleet.Row) {
	t.Helper()
	var all, shown []fleet.Row
	counts := make([]int, len(m.Views()))
	for _, rows := range want {
		for _, r := range rows {
			all = append(all, r)
			for i, v := range m.Views() {
				if !v.Filter.Match(&r, now) {
					continue
				}
				counts[i]++
				if i == m.ActiveView() && m.Filter().Match(&r, now) {
					shown = append(shown, r)
				}
			}
		}
	}
	slices.SortFunc(shown, simpleOrder)
	var got, expected []api.Ref
	for r := range m.Shown() {
		got = append(got, r.Ref)
	}
	for _, r := range shown {
		expected = append(expected, r.Ref)
	}
	if !slices.Equal(got, expected) || !slices.Equal(m.Counts(), counts) || m.Len() != len(all) {
		t.Fatalf("shown %v, want %v\ncounts %v, want %v\n%d rows, want %d",
			got, expected, m.Counts(), counts, m.Len(), len(all))
	}
	if _, ok := m.Selected(); ok != (len(shown) > 0) {
		t.Fatalf("selected %v of %d rows", ok, len(shown))
	}
}

func simpleOrder(a, b fleet.Row) int {
	rank := func(r fleet.Row) []int64 {
		below := int64(1)
		if r.Production() {
			below = 0
		}
		return []int64{int64(r.Verdict.State), below, -r.Ref.Deployment, int64(r.Ref.Host[0]), r.Ref.Project}
	}
	return slices.Compare(rank(a), rank(b))
}

// TestMatchChangesInItsPlace: a row keeps its place in the order, and the filter
// begins or ceases to show it.
func TestMatchChangesInItsPlace(t *testing.T) {
	t.Parallel()
	title := func(s string) func(*fleet.Row) {
		return func(r *fleet.Row) { r.Deployment.Deployable.Commit.Title = s }
	}
	m := open(5, row(1, api.StateDone), row(2, api.StateDone, title("urgent")), row(3, api.StateDone))
	m = m.SetFilter(parse(t, "urgent"), now).Put(row(3, api.StateDone, title("urgent")), now)
	if got := ids(m); !slices.Equal(got, []int64{3, 2}) || selected(m) != 2 {
		t.Errorf("shown %v, row %d is selected", got, selected(m))
	}
	m = m.Put(row(2, api.StateDone), now)
	if got := ids(m); !slices.Equal(got, []int64{3}) || selected(m) != 3 {
		t.Errorf("shown %v, row %d is selected", got, selected(m))
	}
}

// How many match in all views is counted whatever the view shows.
func TestMatchingAsksAllRows(t *testing.T) {
	t.Parallel()
	m := fleetModel(30).SelectView(0, now)
	for text, want := range map[string]int{"zzzz": 0, "state:live": 5, "state:you": 4, "": m.Len()} {
		if got := m.SetFilter(parse(t, text), now).Matching(); got != want {
			t.Errorf("%q matches %d rows, want %d", text, got, want)
		}
	}
}
