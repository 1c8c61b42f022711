package ui

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"greenlight/api/sandbox"
)

// refusals counts what the first server refused because it was too much.
func (r *rig) refusals() int {
	n := 0
	for _, e := range r.server.Journal() {
		if e.Status == http.StatusTooManyRequests {
			n++
		}
	}
	return n
}

// TestASweepThroughLongListsIsAsFastAsItSays is the figure of 500 projects at 300 requests a
// minute, a seventh of it, where all lists are so long that all of one takes three requests.
func TestASweepThroughLongListsIsAsFastAsItSays(t *testing.T) {
	t.Parallel()
	groups, world := services(3)
	world.Deployments, world.RateLimit = 120*87, 47
	r := newRig(t, rigOptions{groups: groups, world: world, before: func(s *sandbox.Server) { s.SetGraphQL(false) }})
	r.until("the projects are known", func(a App) bool { return len(a.sites[0].projects) == 75 })
	r.flush()
	start := r.clock.Now()
	newest := time.Duration(0)
	for r.everListed() < 75 {
		if newest == 0 && !slices.ContainsFunc(r.app.sites[0].projects, func(p project) bool { return p.good.IsZero() }) {
			newest = r.clock.Now().Sub(start)
		}
		if r.clock.Now().Sub(start) > 22*time.Minute {
			t.Fatalf("%d are read after %s", r.everListed(), r.clock.Now().Sub(start))
		}
		r.beat(2 * time.Second)
		r.flush()
	}
	t.Logf("the newest of all are listed after %s, all after %s", newest, r.clock.Now().Sub(start))
	if newest == 0 || newest > 6*time.Minute {
		t.Errorf("the newest of all are listed after %s, want 6 m", newest)
	}
	s := &r.app.sites[0]
	for _, p := range s.projects {
		if !p.long {
			t.Fatalf("%s is no long list, the test needs only those", p.Path)
		}
	}
	longest := time.Duration(0)
	for began := r.clock.Now(); r.clock.Now().Sub(began) < 25*time.Minute; {
		r.beat(2 * time.Second)
		r.flush()
		if r.clock.Now().Sub(began) < 8*time.Minute {
			continue // what was read first waits for the first sweep to begin
		}
		for _, p := range r.app.sites[0].projects {
			longest = max(longest, r.clock.Now().Sub(p.read))
		}
	}
	every := r.app.sites[0].rhythm.Quiet
	t.Logf("each every %s, the longest %s apart", every, longest)
	if every > 6*time.Minute || longest > every+every/4 {
		t.Errorf("the longest are read %s apart, each every %s is said, want 6 m", longest, every)
	}
	if n := r.refusals(); n > 0 {
		t.Errorf("%d were refused", n)
	}
}

// TestRStopsNothingElse: what the user asks for comes on top of what is due anyhow, goes on
// until all of it is read, and the screen says how far it is.
func TestRStopsNothingElse(t *testing.T) {
	t.Parallel()
	groups, world := services(4)
	world.RateLimit = 100
	r := newRig(t, rigOptions{groups: groups, world: world})
	r.until("the projects are known", func(a App) bool { return len(a.sites[0].projects) == 100 })
	r.flush()
	for range 200 {
		r.beat(2 * time.Second)
		r.flush()
	}
	again := func(since time.Time) (n int) {
		for _, p := range r.app.sites[0].projects {
			if !p.read.Before(since) {
				n++
			}
		}
		return n
	}
	r.beat(time.Second)
	r.flush()
	asked := r.clock.Now()
	r.server.ResetJournal()
	r.keys("r")
	r.until("a good part is read again at once", func(App) bool { return again(asked) >= 30 })
	r.flush()
	took, told := time.Duration(0), 0
	for took == 0 && r.clock.Now().Sub(asked) < 3*time.Minute {
		r.beat(time.Second)
		r.flush()
		if done, of := r.app.wished(); of > 0 {
			told++
			if of != 100 || done < 30 || done > again(asked) {
				t.Errorf("%d of %d are told, %d are read", done, of, again(asked))
			}
			if want := fmt.Sprintf("%d of 100 read again", done); !strings.Contains(r.header(), want) {
				t.Errorf("the header is %q, want %q", r.header(), want)
			}
		}
		if again(asked) == 100 {
			took = r.clock.Now().Sub(asked)
		}
	}
	t.Logf("all read after %s, told %d times", took, told)
	if took == 0 || took > 75*time.Second {
		t.Errorf("all are read after %s: %d", took, again(asked))
	}
	if told < 30 {
		t.Errorf("it was told %d times how far that is", told)
	}
	if done, of := r.app.wished(); of != 0 {
		t.Errorf("all is read, told are %d of %d", done, of)
	}
	pulses := 0
	for _, e := range r.server.Journal() {
		if asks(e) && e.At.Before(asked.Add(time.Minute)) {
			pulses++
		}
	}
	if pulses < 4 {
		t.Errorf("%d questions about changes in the minute after r", pulses)
	}
	if n := r.refusals(); n > 0 {
		t.Errorf("%d were refused", n)
	}
}

// TestRReadsApprovalsAgain: they may have come a moment ago, whenever they were read last.
func TestRReadsApprovalsAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.idle(0)
	r.clock.Advance(2 * time.Second)
	asked := r.clock.Now()
	r.keys("r")
	r.idle(0)
	waiting := 0
	for row := range r.app.list.All() {
		if !waits(row) {
			continue
		}
		if waiting++; row.ReadAt.Before(asked) {
			t.Errorf("the approvals of %s are from %s, r was pressed at %s", place(row), row.ReadAt, asked)
		}
	}
	if waiting < 5 {
		t.Fatalf("%d wait, the test needs more", waiting)
	}
}
