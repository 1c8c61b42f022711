package list_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/list"
)

// Rows that come, go and travel take the room of those that left: after hours a list
// holds no more memory than its rows need, and nothing of one row is left in another.
func TestRowsTakeTheRoomOfThoseThatLeft(t *testing.T) {
	t.Parallel()
	const rows = 500
	random := rand.New(rand.NewPCG(1, 2))
	states := []api.State{api.StateNeedsYou, api.StateRunning, api.StateFailed, api.StateDone}
	m := list.New(nil).Resize(20).SelectView(4, now)
	known, marked := map[int64]api.State{}, map[int64]bool{}
	for range 20_000 {
		id := 1 + random.Int64N(rows)
		switch _, there := known[id]; {
		case there && random.IntN(4) == 0:
			m = m.Drop(api.Ref{Host: host, Project: 1, Deployment: id}, now)
			delete(known, id)
			delete(marked, id)
		case there && random.IntN(20) == 0:
			m, _ = m.Select(api.Ref{Host: host, Project: 1, Deployment: id})
			m = m.ToggleMark()
			marked[id] = !marked[id]
		default:
			known[id] = states[random.IntN(len(states))]
			m = m.Put(row(id, known[id], func(r *fleet.Row) { r.Deployment.IID = 10 * id }), now)
		}
	}
	if room := list.Room(m); room > 3*rows {
		t.Errorf("%d rows have room for %d", m.Len(), room)
	}
	if m.Len() != len(known) || !slices.IsSortedFunc(ids(m), func(a, b int64) int {
		return int(known[a]) - int(known[b])
	}) {
		t.Fatalf("%d rows in the order %v", m.Len(), ids(m))
	}
	for r := range m.All() {
		id := r.Ref.Deployment
		if r.Deployment.ID != id || r.Deployment.IID != 10*id || r.Verdict.State != known[id] || m.IsMarked(r.Ref) != marked[id] {
			t.Fatalf("row %d: %v, marked %v; want %v, %v", id, r.Verdict.State, m.IsMarked(r.Ref), known[id], marked[id])
		}
	}
}

// What is shown may be the order of before some updates: nothing is written into that.
func TestWhatIsShownIsNotOverwritten(t *testing.T) {
	t.Parallel()
	var rows []fleet.Row
	for id := range int64(40) {
		rows = append(rows, row(100+id, api.StateDone))
	}
	m := open(20, rows...).SetFilter(parse(t, "-zzz"), now)
	want := ids(m)
	if len(want) != len(rows) {
		t.Fatalf("%d rows are shown, want %d", len(want), len(rows))
	}
	for id := range int64(8) {
		m = m.Put(row(200+id, api.StateFailed, func(r *fleet.Row) { r.Deployment.Ref = "zzz" }), now)
		if got := ids(m); !slices.Equal(got, want) {
			t.Fatalf("after %d rows that the filter hides it shows %v, want %v", id+1, got, want)
		}
	}
	m = m.SetFilter(parse(t, ""), now)
	if n := len(ids(m)); n != len(rows)+8 {
		t.Errorf("%d rows are shown without the filter, want %d", n, len(rows)+8)
	}
}

// However filters, views and updates follow each other, what is shown is what a new list
// of the same rows shows.
func TestWhatIsShownIsWhatANewListShows(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	states := []api.State{api.StateNeedsYou, api.StateRunning, api.StateFailed, api.StateDone}
	words := []string{"", "", "m", "ma", "mai", "main", "-zzz", "z", "zz", "zzz", "status:failed", "retry", "-main"}
	m, known := open(20), map[int64]fleet.Row{}
	text, view := "", 4
	for step := range 1500 {
		switch random.IntN(6) {
		case 0:
			text = words[random.IntN(len(words))]
			m = m.SetFilter(parse(t, text), now)
		case 1:
			view = random.IntN(5)
			m = m.SelectView(view, now)
		case 2:
			id := 1 + random.Int64N(60)
			delete(known, id)
			m = m.Drop(api.Ref{Host: host, Project: 1, Deployment: id}, now)
		default:
			r := row(1+random.Int64N(60), states[random.IntN(len(states))], func(r *fleet.Row) {
				r.Deployment.Ref = []string{"main", "zzz"}[random.IntN(2)]
			})
			known[r.Ref.Deployment] = r
			m = m.Put(r, now)
		}
		fresh := list.New(nil).Resize(20).SelectView(view, now)
		for _, r := range known {
			fresh = fresh.Put(r, now)
		}
		fresh = fresh.SetFilter(parse(t, text), now)
		if got, want := ids(m), ids(fresh); !slices.Equal(got, want) {
			t.Fatalf("step %d: view %d, filter %q shows %v, want %v", step, view, text, got, want)
		}
	}
}
