package ui

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

// waking notes how much the server had been asked when connections were dropped.
type waking struct {
	Fleet
	server *sandbox.Server
	mu     *sync.Mutex
	asked  *[]int
}

func (w waking) Woken() {
	w.mu.Lock()
	*w.asked = append(*w.asked, len(w.server.Journal()))
	w.mu.Unlock()
	w.Fleet.Woken()
}

func TestASleepOf8HoursIsMadeUpForWithinTheBudget(t *testing.T) {
	t.Parallel()
	groups, world := services(8)
	world.RateLimit = 300
	var asked []int
	var mu sync.Mutex
	r := newRig(t, rigOptions{groups: groups, world: world})
	r.app.opt.Fleet = waking{r.app.opt.Fleet, r.server, &mu, &asked}
	for range 300 {
		r.beat(time.Second)
		r.flush()
	}
	r.keys("5 g")
	r.sees("just now")
	r.server.ResetJournal()
	r.clock.Advance(8 * time.Hour)
	woke := r.clock.Now()
	if !strings.Contains(r.header(), "8h ago") || !r.shows("~") {
		t.Errorf("the screen does not say how old it is:\n%s", r.screen())
	}
	r.beat(0)
	r.flush()
	mu.Lock()
	dropped := slices.Clone(asked)
	mu.Unlock()
	if len(dropped) != 1 || dropped[0] != 0 {
		t.Errorf("connections were dropped after so many requests: %v", dropped)
	}
	read := func() (n int) {
		for _, p := range r.app.sites[0].projects {
			if !p.read.Before(woke) {
				n++
			}
		}
		return n
	}
	for range 4 * 60 {
		if fresh := !strings.Contains(r.header(), "8h ago"); fresh && read() < 200 {
			t.Fatalf("%d of 200 are read, the header is %q", read(), r.header())
		}
		r.beat(time.Second)
		r.flush()
	}
	if n := read(); n < 200 {
		t.Errorf("%d of 200 are read after 4 minutes", n)
	}
	for minute := range 4 {
		from := woke.Add(time.Duration(minute) * time.Minute)
		n := r.reads(from, from.Add(time.Minute))
		for _, e := range r.server.Requests("GET", `/(deployments|pipelines|environments|members/all)/\d+$`) {
			if !e.At.Before(from) && e.At.Before(from.Add(time.Minute)) {
				n-- // of the row under the cursor
			}
		}
		if n > 90 {
			t.Errorf("minute %d has %d requests, want at most 90", minute, n)
		}
	}
	for _, e := range r.server.Journal() {
		if e.Status == http.StatusTooManyRequests {
			t.Fatalf("%s was refused", e.Path)
		}
	}
	r.keys("!")
	r.sees("Nothing was read for 8h")
}

// A gap of less than a minute is told to the second, and what it says is done.
func TestAfterAShortSleepAllProjectsAreReadAgain(t *testing.T) {
	t.Parallel()
	groups, world := services(4)
	r := newRig(t, rigOptions{groups: groups, world: world})
	r.idle(0)
	r.pass(3*time.Minute, time.Second, 0)
	r.clock.Advance(45 * time.Second)
	woke := r.clock.Now()
	r.beat(0)
	r.flush()
	r.pass(time.Minute, time.Second, 0)
	for _, p := range r.app.sites[0].projects {
		if p.read.Before(woke) {
			t.Errorf("%s was last read %s before the machine awoke", p.Path, woke.Sub(p.read))
		}
	}
	r.keys("!")
	r.sees("Nothing was read for 45s")
	r.sees("All projects are read again.")
}

func TestWhatIsAskedInVainAfterASleepIsNotCalledFresh(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/api", "payments/web"}})
	r.ready()
	r.idle(0)
	r.server.Inject(sandbox.Fault{Path: `.`, Hang: true})
	r.clock.Advance(8 * time.Hour)
	for range 3 {
		r.beat(time.Second)
		r.calm()
		if h := r.header(); strings.Contains(h, "just now") || !strings.Contains(h, "8h") {
			t.Fatalf("the header is %q", h)
		}
	}
	r.allOld(true)
}

// allOld fails unless all rows count as too old, or none does.
func (r *rig) allOld(want bool) {
	r.t.Helper()
	n := 0
	for row := range r.app.list.All() {
		if n++; r.app.old(&row) != want {
			r.t.Errorf("%s: old is %v, it is from %s and it is %s", place(row), !want, row.ReadAt, r.clock.Now())
		}
	}
	if n == 0 {
		r.t.Error("there are no rows")
	}
}

func TestAClockThatIsPutBack(t *testing.T) {
	t.Parallel()
	t.Run("everything is read again", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, rigOptions{})
		r.ready()
		r.idle(0)
		r.pass(time.Minute, time.Second, 0)
		r.server.ResetJournal()
		r.beat(-time.Hour)
		r.idle(0)
		for _, p := range r.app.sites[0].projects {
			if !p.tried.Equal(r.clock.Now()) || !p.good.Equal(r.clock.Now()) {
				t.Errorf("%s was read at %s and is known of %s, it is %s", p.Path, p.tried, p.good, r.clock.Now())
			}
		}
		if n := r.wire("GET", `/user$`); n != 1 {
			t.Errorf("it is asked %d times who asks, want once", n)
		}
		r.beat(time.Second)
		r.idle(0)
		r.allOld(false)
		r.sees("just now")
		r.keys("!")
		r.sees("The clock was put back by 1h")
		r.server.ResetJournal()
		r.pass(time.Minute, time.Second, 0)
		if n := r.wire("GET", `/projects/1/deployments$`); n < 5 {
			t.Errorf("after that a hot project is listed %d times a minute", n)
		}
	})
	t.Run("ages stay true", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, rigOptions{})
		r.ready()
		r.idle(0)
		r.server.Inject(sandbox.Fault{Path: `.`, Hang: true})
		for range 20 {
			r.beat(15 * time.Second)
			r.calm()
		}
		r.beat(-time.Hour)
		r.calm()
		for _, p := range r.app.sites[0].projects {
			if age := r.clock.Now().Sub(p.good); age < 5*time.Minute || age > 6*time.Minute {
				t.Errorf("%s counts as %s old", p.Path, age)
			}
		}
		r.allOld(true)
		for row := range r.app.list.All() {
			if age := r.app.age(&r.app.sites[0], &row); age < 0 || age > 10*time.Minute {
				t.Errorf("%s is %s old", place(row), age)
			}
		}
	})
	t.Run("a wait is over", func(t *testing.T) {
		t.Parallel()
		heal := func() {}
		r := newRig(t, rigOptions{projects: []string{"payments/api"}, before: func(s *sandbox.Server) {
			heal = s.Inject(sandbox.Fault{Path: `/user$`, Status: 503, Body: `{}`})
		}})
		r.sees("could not be read")
		heal()
		r.beat(-time.Hour)
		r.until("it is read", func(a App) bool { return a.list.Len() > 0 })
	})
	t.Run("a card arms again", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, rigOptions{})
		r.ready()
		r.selectRow("mine alone", func(row fleet.Row) bool { return onlyMine(row) })
		r.keys("a")
		r.settled()
		r.beat(-time.Hour)
		r.idle(0)
		if r.app.arming.armed {
			t.Fatal("the card takes keys that nobody has drawn it for")
		}
		r.keys("enter")
		if n := r.posts(); n != 0 {
			t.Fatalf("%d approvals were sent", n)
		}
		r.settled()
		r.keys("enter")
		r.until("it is approved", func(App) bool { return r.posts() == 1 })
	})
	t.Run("facts are asked for", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, rigOptions{projects: []string{"payments/api", "payments/web"}})
		r.ready()
		row := r.selectRow("waits", func(row fleet.Row) bool { return row.Verdict.State == api.StateNeedsYou })
		r.idle(0)
		r.beat(30 * time.Minute)
		r.idle(0)
		r.app.bench.balked = balked{row.Ref, r.clock.Now()}
		r.beat(-2 * time.Hour)
		r.idle(0)
		r.pass(20*time.Second, time.Second, 0)
		now, _ := r.app.row(row.Ref)
		for _, f := range fleet.Facts() {
			if now.Brief.Due(f, r.clock.Now()) {
				t.Errorf("%v is not asked for since the clock was put back", f)
			}
		}
	})
}

// What was asked, or failed, in the future is over: nothing waits until a clock that was
// put back has caught up.
func TestAPauseOfTheFutureIsOver(t *testing.T) {
	t.Parallel()
	now := newClock().Now()
	for age, want := range map[time.Duration]bool{0: false, time.Second: false, 2 * time.Second: true, -time.Second: true, -time.Hour: true} {
		if got := over(now.Add(-age), 2*time.Second, now); got != want {
			t.Errorf("a pause of 2 s, begun %s ago, is over: %v", age, got)
		}
	}
}
