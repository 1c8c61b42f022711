package fleet_test

import (
	"errors"
	"fmt"
	"testing"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
	"greenlight/api/snapshot"
)

// full is a run that has saved several screens of rows, and its projects.
func full(t *testing.T) (l *lab, s *shelf, names []string, shown map[api.Ref]bool) {
	t.Helper()
	l = open(t, func(o *sandbox.Options) { o.Projects, o.Deployments = 30, 3000 })
	s, shown = newShelf(t), map[api.Ref]bool{}
	for id := range 30 {
		names = append(names, fmt.Sprint(id+1))
	}
	c := l.another(s, "maya", names...)
	c.discovers()
	for id := range names {
		for _, r := range c.project(int64(id + 1)).Rows {
			shown[r.Ref] = true
		}
	}
	c.saves(true)
	return l, s, names, shown
}

func rowCount(r fleet.Restored) (n int) {
	for _, s := range r.Snapshots {
		n += len(s.Rows)
	}
	return n
}

func TestTheFirstRowsAreRestoredBeforeTheLast(t *testing.T) {
	t.Parallel()
	l, s, names, shown := full(t)
	c := l.another(s, "maya", names...)
	first, err := c.Restore(t.Context(), c.host)
	if n := rowCount(first); err != nil || !first.More || n < 100 || n > len(shown)/2 || len(first.Projects) != len(names) {
		t.Fatalf("%v; more is %v after %d rows of %d and %d projects", err, first.More, n, len(shown), len(first.Projects))
	}
	if first.Projects[0] != first.Snapshots[0].Project {
		t.Errorf("%v is first, not %v", first.Snapshots[0].Project, first.Projects[0])
	}
	c.saves(false) // all of it is kept already, though nobody has asked for the rest
	got := map[api.Ref]bool{}
	for r := first; ; {
		for ref := range rowsOf(r) {
			if got[ref] {
				t.Fatalf("%v comes twice", ref)
			}
			got[ref] = true
		}
		if !r.More {
			break
		}
		if r, err = c.Restore(t.Context(), c.host); err != nil || r.Me != first.Me || r.SavedAt != first.SavedAt {
			t.Fatalf("%+v %v, after %+v", r.Me, err, first.Me)
		}
	}
	if len(got) != len(shown) {
		t.Errorf("%d rows are back, of %d", len(got), len(shown))
	}
	if n := len(l.Requests("", "")); n > 0 {
		t.Errorf("GitLab was asked %d times", n)
	}
}

// What is listed between two pieces stays: it is newer.
func TestWhatIsListedBetweenThePiecesStays(t *testing.T) {
	t.Parallel()
	l, s, names, _ := full(t)
	c := l.another(s, "maya", names...)
	first, err := c.Restore(t.Context(), c.host)
	if err != nil {
		t.Fatal(err)
	}
	last := first.Projects[len(names)-1].Ref
	for _, r := range c.project(last.ID).Rows {
		if r.Restored {
			t.Fatalf("%v is from the run before", r.Ref)
		}
	}
	everything(t, c.Fleet, c.host)
	for _, r := range c.project(last.ID).Rows {
		if r.Restored {
			t.Fatalf("%v is from the run before again", r.Ref)
		}
	}
}

func TestAnotherAccountGetsNoFurtherPiece(t *testing.T) {
	t.Parallel()
	l, s, names, _ := full(t)
	c := l.another(s, "root", names...)
	if r, err := c.Restore(t.Context(), c.host); err != nil || !r.More || r.Me.Username != "maya" {
		t.Fatalf("%+v, %v", r.Me, err)
	}
	if d := c.discovers(); d.Me.Username != "root" {
		t.Fatalf("%+v", d.Me)
	}
	if r, err := c.Restore(t.Context(), c.host); !errors.Is(err, snapshot.OtherUser) || len(r.Snapshots) > 0 {
		t.Errorf("%d rows of another's, %v", rowCount(r), err)
	}
}
