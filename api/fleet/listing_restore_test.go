package fleet_test

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/snapshot"
)

// The first list after a start is not transferred where nothing has happened since the
// end, and is read in full where something was known better than the list.
func TestTheFirstListAfterARestoreIsConditional(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		before func(*crew, api.Ref)
		then   string
	}{
		{"nothing happened", func(*crew, api.Ref) {}, "id  304"},
		{"what was read singly says the same", func(c *crew, ref api.Ref) { c.row(ref) }, "id  304"},
		{"an update was merged", func(c *crew, _ api.Ref) {
			c.l.deploys("staging", api.StatusRunning)
			c.project(1)
		}, "id  200"},
		{"a single read said something newer", func(c *crew, ref api.Ref) {
			if err := c.l.SetStatus(ref.Deployment, "canceled"); err != nil {
				c.l.t.Fatal(err)
			}
			c.row(ref)
		}, "id  200"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			l := open(t)
			store := snapshot.New(filepath.Join(t.TempDir(), "greenlight"))
			source := fleet.Source{Client: l.as("maya"), Projects: []string{"1"}}
			c := l.meet(source)
			c.Cache(store)
			ref := c.find(c.project(1), "production", api.StatusBlocked).Ref
			l.pass(time.Minute)
			test.before(c, ref)
			last := c.project(1)
			if _, err := c.Save(t.Context()); err != nil {
				t.Fatal(err)
			}
			l.pass(time.Hour)
			next := &crew{fleet.New(l.now, source), l, c.host}
			next.Cache(store)
			next.restores()
			l.ResetJournal()
			s := next.project(1)
			next.expect("the first list", test.then)
			if !s.Changed || !slices.Equal(listedIDs(s), listedIDs(last)) || s.Rows[0].Restored {
				t.Errorf("changed %v, %d rows of %d", s.Changed, len(s.Rows), len(last.Rows))
			}
			if got, want := next.byID(s, ref.Deployment), next.byID(last, ref.Deployment); got.Deployment.Status != want.Deployment.Status {
				t.Errorf("it is %s, was %s", got.Deployment.Status, want.Deployment.Status)
			}
			next.project(1)
			next.expect("the next", "updated_at  200")
		})
	}
}
