package list_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/list"
)

// allIDs are the loaded rows, sorted.
func allIDs(m list.Model) []int64 {
	var out []int64
	for r := range m.All() {
		out = append(out, r.Ref.Deployment)
	}
	slices.Sort(out)
	return out
}

// span are the numbers from to to.
func span(from, to int64) []int64 {
	var out []int64
	for id := from; id <= to; id++ {
		out = append(out, id)
	}
	return out
}

func join(parts ...[]int64) []int64 { return slices.Concat(parts...) }

// TestOlderPages: what a poll drops of older rows, and what it leaves alone. The
// first poll brought 201 to 300 and the blocked 50, older pages 101 to 200.
func TestOlderPages(t *testing.T) {
	t.Parallel()
	blocked := func(id int64) fleet.Row { return row(id, api.StateNeedsYou) }
	first := func() list.Model { return open(10, append(some(201, 300), blocked(50))...) }
	extended := func() list.Model {
		older := some(101, 200)
		older[30] = blocked(170)
		return first().Extend(projectOne(), older, now)
	}
	for _, c := range []struct {
		name string
		from func() list.Model
		rows []fleet.Row
		want []int64
	}{
		{"nothing changes", extended, append(some(201, 300), blocked(170), blocked(50)), join([]int64{50}, span(101, 300))},
		{"new ones come", extended, append(some(211, 310), blocked(170), blocked(50)), join([]int64{50}, span(101, 310))},
		{"one of the newest page goes", extended, append(some(202, 300), blocked(170), blocked(50), row(200, api.StateDone)),
			join([]int64{50}, span(101, 200), span(202, 300))},
		{"an older one waits no more", extended, append(some(201, 300), blocked(50)),
			join([]int64{50}, span(101, 169), span(171, 300))},
		{"one behind all pages waits no more", extended, append(some(201, 300), blocked(170)), span(101, 300)},
		{"an older one waits now", extended, append(some(201, 300), blocked(170), blocked(120), blocked(50)),
			join([]int64{50}, span(101, 300))},
		{"more than a page is new", extended, append(some(401, 500), blocked(170), blocked(50)),
			join([]int64{50, 170}, span(401, 500))},
		{"the project has no more than a page", extended, some(250, 300), span(250, 300)},
		{"it has none", extended, nil, nil},
		{"no older ones were read", first, append(some(211, 310), blocked(50)), join([]int64{50}, span(211, 310))},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := c.from().Replace(projectOne(), c.rows, now)
			if got := allIDs(m); !slices.Equal(got, c.want) {
				t.Errorf("rows %v\nwant %v", got, c.want)
			}
			again := m.Replace(projectOne(), c.rows, now)
			if got := allIDs(again); !slices.Equal(got, c.want) {
				t.Errorf("after the same poll again rows %v\nwant %v", got, c.want)
			}
			if got := m.Forget(projectOne()); got.Len() != 0 || got.Older(projectOne()) != 0 {
				t.Errorf("%d rows of a forgotten project", got.Len())
			}
		})
	}
}

// TestOlderPageMovesNothing: older rows stand where their state puts them, the cursor
// keeps row and line, and what came is not news.
func TestOlderPageMovesNothing(t *testing.T) {
	t.Parallel()
	m := open(10, some(201, 300)...).Move(50)
	id, line := selected(m), lineOf(t, m, 10)
	older := append(some(101, 190), row(195, api.StateFailed), row(196, api.StateFailed))
	m = m.Extend(projectOne(), older, now)
	stays(t, m, 10, id, line)
	if got := ids(m); got[0] != 196 || got[1] != 195 || got[2] != 300 || m.NewAbove() != 0 {
		t.Errorf("order begins %v, %d new above", got[:3], m.NewAbove())
	}
	// Pages shift: a page that brings rows which are there already adds none twice.
	if m = m.Extend(projectOne(), some(150, 205), now); m.Len() != 200 {
		t.Errorf("%d rows, want 200", m.Len())
	}
	// A row that was read again in the meantime is the newer one's.
	m = m.Put(row(120, api.StateRunning), now)
	if got := ids(m); got[0] != 120 {
		t.Errorf("order begins %v", got[:3])
	}
}

func TestOlder(t *testing.T) {
	t.Parallel()
	m := open(10, append(some(201, 300), row(5, api.StateNeedsYou))...)
	if n := m.Older(projectOne()); n != 0 {
		t.Errorf("%d rows before any older page", n)
	}
	m = m.Extend(projectOne(), some(101, 200), now)
	if n := m.Older(projectOne()); n != 200 {
		t.Errorf("%d rows without a gap, want 200", n)
	}
	m = m.Replace(projectOne(), append(some(901, 1000), row(5, api.StateNeedsYou)), now)
	if n := m.Older(projectOne()); n != 0 {
		t.Errorf("%d rows after a gap, want 0", n)
	}
}

// TestLinkedRowStays: a row too old for any poll that was read alone stays, until a
// listing says what became of it.
func TestLinkedRowStays(t *testing.T) {
	t.Parallel()
	m := open(10, some(201, 300)...).Put(row(7, api.StateDone), now)
	for range 2 {
		if m = m.Replace(projectOne(), some(202, 301), now); m.Len() != 101 {
			t.Fatalf("%d rows, want 101", m.Len())
		}
	}
	m, ok := m.Select(ref(7))
	if !ok || selected(m) != 7 {
		t.Errorf("row %d is selected", selected(m))
	}
	// Once it was listed as waiting it goes as the others do.
	m = m.Replace(projectOne(), append(some(202, 301), row(7, api.StateNeedsYou)), now)
	m = m.Put(row(7, api.StateDone), now)
	if m = m.Replace(projectOne(), some(202, 301), now); m.Len() != 100 {
		t.Errorf("%d rows, want 100", m.Len())
	}
	if _, ok = m.Select(ref(7)); ok {
		t.Error("a row that is gone is selected")
	}
}

func TestDrop(t *testing.T) {
	t.Parallel()
	m := open(10, some(1, 5)...).Move(1).Drop(ref(4), now)
	stays(t, m, 10, 3, 1)
	if got := allIDs(m); !slices.Equal(got, []int64{1, 2, 3, 5}) || m.Counts()[4] != 4 {
		t.Errorf("rows %v, counts %v", got, m.Counts())
	}
	if same := m.Drop(ref(77), now); same.Len() != 4 {
		t.Error("a row that is not there is dropped")
	}
	for _, id := range []int64{1, 2, 3, 5} {
		m = m.Drop(ref(id), now)
	}
	if _, ok := m.Selected(); ok || m.Len() != 0 {
		t.Error("something is left")
	}
	if m = m.Replace(projectOne(), some(1, 2), now); selected(m) == 0 {
		t.Error("nothing is selected once rows are there again")
	}
}

func TestServersOrder(t *testing.T) {
	t.Parallel()
	page := func(ids ...int64) []fleet.Row {
		var rows []fleet.Row
		for _, id := range ids {
			rows = append(rows, row(id, api.State(id%10)))
		}
		return rows
	}
	m := list.NewOrdered("Answer").Resize(4).Append(page(5, 90, 3, 41), now)
	stays(t, m, 4, 5, 0)
	m = m.Down().Append(page(41, 3, 7, 60), now)
	stays(t, m, 4, 90, 1)
	want := []int64{5, 90, 3, 41, 7, 60}
	if got := ids(m); !slices.Equal(got, want) || m.Len() != 6 || !slices.Equal(m.Counts(), []int{6}) {
		t.Errorf("order %v, counts %v", got, m.Counts())
	}
	// What is read again stays where it is, whatever it became; what the answer does
	// not have is not added, and nothing vanishes from it by a poll.
	m = m.Put(row(60, api.StateNeedsYou, prod), now).Put(row(1000, api.StateNeedsYou), now)
	m = m.Extend(projectOne(), page(2, 1), now).Replace(projectOne(), []fleet.Row{row(7, api.StateFailed), row(8, api.StateFailed)}, now)
	if got := ids(m); !slices.Equal(got, want) {
		t.Errorf("order %v, want %v", got, want)
	}
	if r, _ := m.Row(ref(7)); r.Verdict.State != api.StateFailed {
		t.Error("a poll does not reach the row")
	}
	if m.NewAbove() != 0 || len(m.Views()) != 1 || m.Views()[0].Name != "Answer" {
		t.Errorf("%d new above, views %v", m.NewAbove(), m.Views())
	}
	m = m.SetFilter(parse(t, "tier:production"), now)
	if got := ids(m); !slices.Equal(got, []int64{60}) {
		t.Errorf("filtered %v", got)
	}
	m = m.MarkShown().SetFilter(parse(t, ""), now).Drop(ref(90), now)
	if got := ids(m); !slices.Equal(got, []int64{5, 3, 41, 7, 60}) || !slices.Equal(m.Marked(), []api.Ref{ref(60)}) {
		t.Errorf("order %v, marked %v", got, m.Marked())
	}
	m, _ = m.Select(ref(5))
	if m = m.Reset(); m.Len() != 0 {
		t.Errorf("%d rows after a reset", m.Len())
	}
	if m = m.Append(page(41, 5), now); !slices.Equal(ids(m), []int64{41, 5}) || selected(m) != 41 {
		t.Errorf("order %v, row %d is selected", ids(m), selected(m))
	}
	if m = m.Forget(projectOne()); m.Len() != 0 {
		t.Errorf("%d rows of a forgotten project", m.Len())
	}
}

func TestAppendToTheUsualList(t *testing.T) {
	t.Parallel()
	m := open(5, some(1, 3)...).Append([]fleet.Row{row(9, api.StateSkipped), row(2, api.StateFailed)}, now)
	if got := ids(m); !slices.Equal(got, []int64{2, 3, 1, 9}) {
		t.Errorf("order %v", got)
	}
}

func TestNearEnd(t *testing.T) {
	t.Parallel()
	m := open(10, some(1, 100)...)
	for _, c := range []struct {
		down int
		want bool
	}{{0, false}, {88, false}, {89, true}, {99, true}} {
		if got := m.Top().Move(c.down).NearEnd(); got != c.want {
			t.Errorf("%d rows down: %v", c.down, got)
		}
	}
	if !open(10, some(1, 3)...).NearEnd() || list.New(nil).NearEnd() {
		t.Error("a short list is near its end, an empty one is not")
	}
}

func TestOnlyProject(t *testing.T) {
	t.Parallel()
	named := func(id int64, at, path string) fleet.Row {
		return row(1, api.StateDone, of(id, at), func(r *fleet.Row) { r.Project = path })
	}
	two := []fleet.Row{named(1, host, "pay/api"), named(2, host, "Pay/Web"), named(3, host, "pay/web-old")}
	same := []fleet.Row{named(1, host, "pay/api"), named(1, "other.example", "pay/api")}
	for _, c := range []struct {
		name   string
		rows   []fleet.Row
		filter string
		want   int64
	}{
		{"none is loaded", nil, "", 0},
		{"one is loaded", two[:1], "", 1},
		{"one is loaded and the filter names none", two[:1], "env:x api", 1},
		{"three", two, "", 0},
		{"a word is not a name", two, "pay/api", 0},
		{"one is named", two, "project:pay/api", 1},
		{"one is named, and more is asked", two, "project:API status:failed nowhere", 1},
		{"two are named", two, "project:pay/web", 0},
		{"two are named, one is excluded", two, "project:pay/web -project:old", 2},
		{"the others are excluded", two, "-project:api -project:old", 0},
		{"no such project", two, "project:mail", 0},
		{"on two hosts", same, "project:pay/api", 0},
	} {
		m := list.New(nil).Resize(5).SelectView(4, now)
		for _, r := range c.rows {
			m = m.Replace(api.ProjectRef{Host: r.Ref.Host, ID: r.Ref.Project}, []fleet.Row{r}, now)
		}
		got, ok := m.SetFilter(parse(t, c.filter), now).OnlyProject()
		if ok != (c.want != 0) || got.ID != c.want {
			t.Errorf("%s: %v %v", c.name, got, ok)
		}
	}
	views := []list.View{{Name: "Web", Filter: parse(t, "project:pay/web")}}
	m := list.New(views)
	for _, r := range two {
		m = m.Replace(api.ProjectRef{Host: host, ID: r.Ref.Project}, []fleet.Row{r}, now)
	}
	if got, ok := m.SetFilter(parse(t, "-project:old"), now).OnlyProject(); !ok || got.ID != 2 {
		t.Errorf("view and filter together leave %v %v", got, ok)
	}
}

func TestWaiting(t *testing.T) {
	t.Parallel()
	m := open(5, row(1, api.StateNeedsYou), row(2, api.StateMaybeYou, prod), row(3, api.StateNeedsOthers, prod), row(4, api.StateDone))
	if all, production := m.Waiting(); all != 2 || production != 1 {
		t.Errorf("%d wait, %d in production", all, production)
	}
	m = m.Put(row(2, api.StateToRun, prod), now).Drop(ref(1), now)
	if all, production := m.Waiting(); all != 0 || production != 0 {
		t.Errorf("%d wait, %d in production", all, production)
	}
}

// TestAgesTurnOneByOne: time passes between many rows with the same question, and
// rows come in between.
func TestAgesTurnOneByOne(t *testing.T) {
	t.Parallel()
	since := func(ago time.Duration) func(*fleet.Row) {
		return func(r *fleet.Row) { r.Verdict.Since = now.Add(-ago) }
	}
	views := []list.View{{Name: "Old", Filter: parse(t, "age:>2h")}, {Name: "All"}}
	m := list.New(views).Resize(9).SelectView(1, now).SetFilter(parse(t, "age:<3h"), now)
	m = m.Replace(projectOne(), []fleet.Row{
		row(1, api.StateDone, since(0)), row(2, api.StateDone, since(time.Hour)), row(3, api.StateDone, since(119*time.Minute)),
	}, now)
	for _, c := range []struct {
		after time.Duration
		put   int64
		old   int
		shown []int64
	}{
		{0, 0, 0, []int64{3, 2, 1}},
		{time.Minute, 0, 0, []int64{3, 2, 1}}, // two hours are not more than two
		{2 * time.Minute, 0, 1, []int64{3, 2, 1}},
		{61 * time.Minute, 0, 2, []int64{2, 1}}, // three hours are not less than three
		{62 * time.Minute, 4, 2, []int64{4, 2, 1}},
		{2*time.Hour + time.Second, 0, 3, []int64{4, 1}},
		{4 * time.Hour, 0, 4, []int64{4}},
		{4*time.Hour + 3*time.Minute, 0, 4, nil},
		{time.Minute, 0, 0, []int64{4, 3, 2, 1}}, // the server's clock was set back
	} {
		at := now.Add(c.after)
		if c.put > 0 {
			m = m.Put(row(c.put, api.StateDone, func(r *fleet.Row) { r.Verdict.Since = at }), at)
		}
		m = m.Tick(at)
		if got := ids(m); !slices.Equal(got, c.shown) || m.Counts()[0] != c.old {
			t.Errorf("after %v: shown %v, %d old; want %v, %d", c.after, got, m.Counts()[0], c.shown, c.old)
		}
	}
}

// TestTypedFilters: a filter that grows letter by letter shows what it shows when it
// is set at once.
func TestTypedFilters(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(3, 4))
	texts := []string{
		"production pay", "4821", "abcd", "#12", "@lin", "user:@lin", "-prod", "env:prod -status:blocked", "sha:3f2a91",
		"project:pay state:done", "3f2a9", "age:>30m x", `"retry web" ref:main`,
	}
	rows := make([]fleet.Row, 0, 300)
	for id := range int64(300) {
		r := randomRow(rnd, id, projectOne())
		r.Deployment.SHA = []string{"3f2a91c0d4", "abcd91c0d4", "99"}[rnd.IntN(3)]
		r.Deployment.User.Username = []string{"lin", "ana", "x.lin"}[rnd.IntN(3)]
		r.Deployment.IID = []int64{12, 120, 4821, 482}[rnd.IntN(4)]
		rows = append(rows, r)
	}
	typed := open(10, rows...)
	for _, text := range texts {
		for end := range len(text) + 1 {
			for _, cut := range []int{end, max(end-2, 0), end} {
				f := parseAny(text[:cut])
				typed = typed.SetFilter(f, now)
				if got, want := ids(typed), ids(open(10, rows...).SetFilter(f, now)); !slices.Equal(got, want) {
					t.Fatalf("%q: typed it shows %d rows, set at once %d", text[:cut], len(got), len(want))
				}
			}
		}
	}
}

// TestPagesAgainstASimpleList drives two projects with random polls, older pages,
// deletions and marks, and compares the list with sets.
func TestPagesAgainstASimpleList(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(5, 6))
	for range 10 {
		m := open(1 + rnd.IntN(12))
		have, marks := map[int64]api.State{}, map[int64]bool{}
		newest, floor := int64(3000), int64(2901)
		state := func(id int64) api.State { return []api.State{api.StateDone, api.StateFailed, api.StateLive}[id%3] }
		page := func(from, to int64) []fleet.Row {
			var rows []fleet.Row
			for id := from; id <= to; id++ {
				rows = append(rows, row(id, state(id)))
				have[id] = state(id)
			}
			return rows
		}
		m = m.Replace(projectOne(), page(2901, 3000), now)
		for range 30 {
			switch rnd.IntN(6) {
			case 0:
				m = m.Extend(projectOne(), page(floor-20, floor+5), now)
				floor -= 20
			case 1:
				newest += int64(rnd.IntN(50))
				m = m.Replace(projectOne(), page(newest-99, newest), now)
				if floor == 2901 { // no older page: what left the newest one is gone
					for id := range have {
						if id < newest-99 {
							delete(have, id)
							delete(marks, id)
						}
					}
				}
			case 2:
				m = m.Move(rnd.IntN(200) - 100)
				r, _ := m.Selected()
				m = m.ToggleMark()
				marks[r.Ref.Deployment] = !marks[r.Ref.Deployment]
			case 3:
				id := floor + rnd.Int64N(newest-floor)
				m = m.Drop(ref(id), now)
				delete(have, id)
				delete(marks, id)
			case 4:
				m = m.SetFilter(parse(t, []string{"", "state:failed", "#2", "#25"}[rnd.IntN(4)]), now)
			default:
				m = m.SelectView(rnd.IntN(2)*3+1, now).SelectView(4, now)
			}
			checkPages(t, m, have, marks)
		}
	}
}

func checkPages(t *testing.T, m list.Model, have map[int64]api.State, marks map[int64]bool) {
	t.Helper()
	want, marked, inSight := []int64{}, 0, 0
	for id := range have {
		want = append(want, id)
		if marks[id] {
			marked++
		}
	}
	for r := range m.Shown() {
		if marks[r.Ref.Deployment] {
			inSight++
		}
	}
	slices.Sort(want)
	got := allIDs(m)
	if !slices.Equal(got, want) {
		t.Fatalf("rows %v\nwant %v", got, want)
	}
	if n, all := m.MarkCount(); n != inSight || all != marked || len(m.Marked()) != marked || len(m.MarkedShown()) != inSight {
		t.Fatalf("%d of %d marks, want %d of %d", n, all, inSight, marked)
	}
	failed := 0
	for _, s := range have {
		if s == api.StateFailed {
			failed++
		}
	}
	if m.Counts()[3] != failed {
		t.Fatalf("%d failed, want %d", m.Counts()[3], failed)
	}
}

// TestRareAmongMany: what few rows have is looked for among all, and those that the
// filter hid before stay hidden.
func TestRareAmongMany(t *testing.T) {
	t.Parallel()
	zebra := func(r *fleet.Row) { r.Deployment.Deployable.Commit.Title = "zebra" }
	rows := append(some(1, 300), row(500, api.StateFailed, zebra), row(150, api.StateDone, zebra), row(20, api.StateDone, zebra))
	rows = slices.DeleteFunc(rows, func(r fleet.Row) bool {
		return r.Title() != "zebra" && (r.Ref.Deployment == 150 || r.Ref.Deployment == 20)
	})
	m := open(5, rows...).SetFilter(parse(t, "state:done"), now).SetFilter(parse(t, "state:done zebra"), now)
	if got := ids(m); !slices.Equal(got, []int64{150, 20}) {
		t.Errorf("shown %v", got)
	}
	if got := ids(m.SetFilter(parse(t, "zebra"), now)); !slices.Equal(got, []int64{500, 150, 20}) {
		t.Errorf("shown %v", got)
	}
}

// TestVeryMany: with so many rows that the work is shared out, the same ones are found.
func TestVeryMany(t *testing.T) {
	t.Parallel()
	rows := some(1, 40_000)
	for i := range rows {
		rows[i].Deployment.IID = int64(i % 1000)
	}
	m := open(5, rows...)
	for _, text := range []string{"#99", "retry", "zebra", "", "@lin #1", "-#1"} {
		f := parse(t, text)
		m = m.SetFilter(f, now)
		want := 0
		for i := range rows {
			if f.Match(&rows[i], now) {
				want++
			}
		}
		if _, n := m.Position(); n != want {
			t.Errorf("%q shows %d rows, want %d", text, n, want)
		}
	}
}

// An answer that is asked for anew keeps the row under the cursor, its line and the
// marks; what is gone from it loses both.
func TestRenewKeepsWhatTheUserHolds(t *testing.T) {
	t.Parallel()
	rows := some(1, 40)
	m := list.NewOrdered("Asked").Resize(10).Append(rows, now)
	m = m.Move(12).ToggleMark().ToggleMark().Move(5)
	marks := m.Marked()
	stays(t, m, 10, 21, 9)
	m = m.Renew(append(some(40, 40), some(11, 37)...), now)
	stays(t, m, 10, 21, 9)
	if shown, all := m.MarkCount(); shown != 2 || all != 2 || !slices.Equal(m.Marked(), marks) {
		t.Errorf("%d of %d marked: %v, were %v", shown, all, m.Marked(), marks)
	}
	m = m.Renew(rows[:5], now)
	if shown, all := m.MarkCount(); shown+all != 0 || m.Len() != 5 {
		t.Errorf("of %d rows %d and %d are marked, which are gone", m.Len(), shown, all)
	}
	stays(t, m, 10, 40, 0)
}

// The counts of a calm screen agree with a walk over the rows, whatever has come and
// gone.
func TestCalmCounts(t *testing.T) {
	t.Parallel()
	old := row(9, api.StateFailed)
	old.Deployment.Status, old.Verdict.Since = api.StatusFailed, now.Add(-25*time.Hour)
	fresh := row(8, api.StateFailed)
	fresh.Deployment.Status, fresh.Verdict.Since = api.StatusFailed, now.Add(-time.Hour)
	refused := row(7, api.StateRejected)
	refused.Deployment.Status, refused.Verdict.Since = api.StatusFailed, now.Add(-time.Hour)
	held := row(6, api.StateManual)
	held.Deployment.Status = api.StatusBlocked
	m := open(10, old, fresh, refused, held, row(5, api.StateRunning, prod), row(4, api.StateRunning), row(3, api.StateLive))
	if got, want := m.Calm(now), (list.Calm{Running: 2, Production: 1, Blocked: 1, FailedLastDay: 2}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	m = m.Put(row(5, api.StateLive, prod), now).Drop(ref(8), now).Drop(ref(6), now)
	if got, want := m.Calm(now), (list.Calm{Running: 1, FailedLastDay: 1}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}
