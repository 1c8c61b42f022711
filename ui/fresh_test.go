package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

// blocksAnew makes a deployment wait in an environment that the project never had.
func (r *rig) blocksAnew(of fleet.Row, environment string) api.Ref {
	r.t.Helper()
	of.Deployment.Environment.Name = environment
	return r.blocks(of)
}

// A pulse looks into the environments that are known. What nobody looked for is not called
// checked, neither by the header nor by the card of a calm night, however long that takes.
func TestWhatWaitsInANewEnvironmentIsNotCalledChecked(t *testing.T) {
	t.Parallel()
	groups, world := services(4)
	r := newRig(t, rigOptions{groups: groups, world: world})
	r.idle(0)
	r.pass(4*time.Minute, time.Second, 0)
	just := 0 // what was read just now is read again last
	for i, p := range r.app.sites[0].projects {
		if p.read.After(r.app.sites[0].projects[just].read) {
			just = i
		}
	}
	ref := r.blocksAnew(r.someIn(just), "production-eu")
	r.keys("1")
	for d := time.Duration(0); d < 4*time.Minute; d += time.Second {
		if _, ok := r.app.row(ref); ok {
			if d < 20*time.Second {
				t.Errorf("it is seen after %s, the test needs longer", d)
			}
			return
		}
		if r.shows("updated just now") || r.shows("projects checked just now") {
			t.Fatalf("%s after it waits all is called checked:\n%s", d, r.screen())
		}
		if h := r.header(); !strings.HasSuffix(strings.TrimRight(h, " "), "changes just now, all every 3m") {
			t.Fatalf("the header is %q", h)
		}
		if !r.shows("100 projects checked for changes just now. greenlight looks for changes every 10s, and at everything every 3m: until then it does not see what waits in an environment that is new.") {
			t.Fatalf("the card does not say what is looked for when:\n%s", r.screen())
		}
		r.beat(time.Second)
		r.flush()
	}
	t.Error("it is not seen in 4 minutes")
}

// What is read by itself takes as long as the budget makes it take; the header says so as
// long as that holds up what is due, also when everything was read once.
func TestTheHeaderSaysThatTheBudgetHoldsUpWhatIsDue(t *testing.T) {
	t.Parallel()
	groups, world := services(4)
	world.RateLimit = 100
	r := newRig(t, rigOptions{groups: groups, world: world, before: func(s *sandbox.Server) { s.SetGraphQL(false) }})
	r.until("the projects are known", func(a App) bool { return len(a.sites[0].projects) == 100 })
	r.flush()
	for range 15 * 60 { // the environments of all take their part of it at first
		r.beat(time.Second)
		r.flush()
	}
	r.sees("each project every")
	if strings.Contains(r.header(), "requests/min") {
		t.Fatalf("nothing is held up, the header is %q", r.header())
	}
	r.clock.Advance(time.Hour)
	r.beat(0)
	r.flush()
	held := time.Duration(0)
	for d := time.Duration(0); d < 8*time.Minute; d += time.Second {
		r.beat(time.Second)
		r.flush()
		if strings.Contains(r.header(), "30 requests/min · 1h ago") {
			held += time.Second
		}
	}
	if held < time.Minute {
		t.Errorf("100 projects wait at 30 a minute, and the header says so for %s: %q", held, r.header())
	}
	if strings.Contains(r.header(), "requests/min") {
		t.Errorf("it still does when all is read: %q", r.header())
	}
}

// A row that wears a ~ in the list is one that the detail calls old, and no other; and
// where one that has ended may be older than two minutes, the header says so.
func TestListDetailAndCardCallTheSameRowsOld(t *testing.T) {
	t.Parallel()
	groups, world := services(4)
	world.RateLimit = 150
	for _, graph := range []bool{true, false} {
		t.Run(fmt.Sprintf("GraphQL %v", graph), func(t *testing.T) {
			t.Parallel()
			r := newRig(t, rigOptions{groups: groups, world: world, before: func(s *sandbox.Server) { s.SetGraphQL(graph) }})
			r.until("the projects are known", func(a App) bool { return len(a.sites[0].projects) == 100 })
			r.flush()
			for range 8 * 60 {
				r.beat(time.Second)
				r.flush()
			}
			s := &r.app.sites[0]
			for _, gap := range []time.Duration{0, time.Minute, 3 * time.Minute, 20 * time.Minute} {
				r.clock.Advance(gap)
				older, n := 0, 0
				for row := range r.app.list.All() {
					n++
					old := r.app.old(&row)
					if stale := !r.app.extra(row).StaleSince.IsZero(); stale != old {
						t.Fatalf("after %s: %s is old in the list: %v, in the detail: %v", gap, place(row), old, stale)
					}
					if told := r.app.target(row).Age > 0; told != old {
						t.Fatalf("after %s: %s is old in the list: %v, on a card: %v", gap, place(row), old, told)
					}
					if !old && r.app.age(s, &row) > trusted {
						older++
					}
				}
				if h := r.header(); older > 0 && !strings.Contains(h, " every ") && !strings.Contains(h, " ago") {
					t.Errorf("%d of %d rows are older than two minutes, wear no ~, and the header is %q", older, n, h)
				}
				if gap == 20*time.Minute && older > 0 {
					t.Errorf("after 20 minutes without a read %d rows wear no ~", older)
				}
			}
		})
	}
}

// What the traffic says of how often projects are read is of those that it is true of.
func TestTheTrafficTellsOfWhatGraphQLIsSilentAbout(t *testing.T) {
	t.Parallel()
	groups, world := services(4)
	r := newRig(t, rigOptions{groups: groups, world: world})
	r.idle(0)
	r.pass(2*time.Minute, time.Second, 0)
	s := &r.app.sites[0]
	for i := range 30 {
		s.projects[i].heard = false
	}
	s.usage.Sent = s.usage.Ceiling + 1
	s.rhythm.Quiet, s.rhythm.Deaf = 6*time.Minute, 2*time.Minute
	got := s.sent(r.clock.Now(), "r") + " " + s.reads(r.clock.Now())
	for _, want := range []string{"70 projects where nothing happens: every 6m.", "30 projects of which GraphQL tells nothing: every 120s.",
		"The first reading, r and what you look at come on top of that."} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in %q", want, got)
		}
	}
	s.pulse.none = true
	if got := s.reads(r.clock.Now()); !strings.Contains(got, "100 projects where nothing happens: every 6m.") || strings.Contains(got, "tells nothing") {
		t.Errorf("without GraphQL it says %q", got)
	}
}
