package api

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strconv"
	"testing"
	"time"
)

// desk is a budget with a clock, without a network.
type desk struct {
	*budget
	clk *clock
}

func newDesk(share float64) *desk {
	clk := &clock{t: noon}
	return &desk{newBudget(share, DefaultConcurrency, clk.now, sleepTimer), clk}
}

// try begins a request if it may begin now.
func (d *desk) try(background bool) *turn { return d.enter(&waiter{background: background}) }

// enter begins what waits if it may begin now.
func (d *desk) enter(w *waiter) *turn {
	d.mu.Lock()
	d.queue.join(w)
	d.mu.Unlock()
	t, _ := d.ask(w, func() {})
	if t == nil {
		d.giveUp(w)
	}
	return t
}

func (d *desk) answer(t *turn, status int, header ...string) {
	h := http.Header{}
	for i := 0; i+1 < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	d.replied(t, status, h, d.clk.now)
	t.end()
}

// spend sends background reads one after the other until none may begin.
func (d *desk) spend(header ...string) (n int) {
	for t := d.try(true); t != nil; t = d.try(true) {
		d.answer(t, 200, header...)
		n++
	}
	return n
}

func TestTheBurstAndThenTheCeiling(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		share          float64
		header         []string
		limit          int
		burst, ceiling int
	}{
		"a limit":         {0, []string{"RateLimit-Limit", "300"}, 300, 240, 90},
		"a large limit":   {0, []string{"RateLimit-Limit", "2000"}, 2000, 1600, 600},
		"a tiny limit":    {0, []string{"RateLimit-Limit", "1"}, 1, 1, 1},
		"no limit":        {0, nil, 0, 800, 300},
		"a share":         {0.1, []string{"RateLimit-Limit", "300"}, 300, 240, 30},
		"the whole share": {MaxShare, []string{"RateLimit-Limit", "300"}, 300, 240, 240},
		"a share of none": {0.1, nil, 0, 800, 100},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(c.share)
			if c.limit > 0 { // the host's limit is heard of with the first reply
				d.answer(d.try(false), 200, c.header...)
				c.burst--
			}
			if got := d.spend(c.header...); got != c.burst {
				t.Errorf("a burst of %d, want %d", got, c.burst)
			}
			u := d.usage()
			if u.Limit != c.limit || u.Ceiling != c.ceiling || u.Free != 0 || !u.Again.Equal(noon.Add(time.Minute)) {
				t.Errorf("after the burst: %+v", u)
			}
			d.clk.add(time.Minute - time.Nanosecond)
			if got := d.spend(c.header...); got != 0 {
				t.Errorf("%d before the minute was over", got)
			}
			for minute := range 3 {
				d.clk.add(time.Minute)
				if got := d.usage(); got.Free != c.ceiling || !got.Again.IsZero() || got.Sent != 0 {
					t.Errorf("minute %d begins with %+v", minute, got)
				}
				if got := d.spend(c.header...); got != c.ceiling {
					t.Errorf("%d in minute %d, want %d", got, minute, c.ceiling)
				}
				d.clk.add(30 * time.Second)
				if got := d.spend(c.header...); got != 0 {
					t.Errorf("%d more in minute %d", got, minute)
				}
			}
		})
	}
}

// The user's requests take nothing of the ceiling, but background reads do not go
// on top of what they used of the host's limit.
func TestTheUsersRequestsCount(t *testing.T) {
	t.Parallel()
	limit := []string{"RateLimit-Limit", "300"}
	d := newDesk(0)
	d.answer(d.try(false), 200, limit...)
	d.spend(limit...)
	d.clk.add(time.Minute)
	for range 200 {
		d.answer(d.try(false), 200, limit...)
	}
	if got := d.spend(limit...); got != 40 {
		t.Errorf("%d beside 200 of the user's, want 40", got)
	}
	if d.try(false) == nil {
		t.Error("the user has to wait for the budget")
	}
	if u := d.usage(); u.Sent != 241 {
		t.Errorf("%d sent, want 241", u.Sent)
	}
}

// A request is counted until a minute after its end: it may have reached the server
// at any time in between.
func TestARequestCountsUntilAMinuteAfterItsEnd(t *testing.T) {
	t.Parallel()
	d := newDesk(0)
	slow := d.try(true)
	d.clk.add(50 * time.Second)
	if u := d.usage(); u.Sent != 1 {
		t.Errorf("under way: %+v", u)
	}
	d.clk.add(50 * time.Second)
	d.answer(slow, 200)
	d.clk.add(59 * time.Second)
	if u := d.usage(); u.Sent != 1 {
		t.Errorf("59 s after its end: %+v", u)
	}
	d.clk.add(time.Second)
	if u := d.usage(); u.Sent != 0 {
		t.Errorf("a minute after its end: %+v", u)
	}
}

func TestAgainIsWhenTheFirstPlaceIsFree(t *testing.T) {
	t.Parallel()
	d := newDesk(0)
	limit := []string{"RateLimit-Limit", "10"}
	for range 8 {
		d.answer(d.try(false), 200, limit...)
		d.clk.add(time.Second)
	}
	d.clk.add(time.Minute)
	// calm now: three a minute
	for range 3 {
		d.answer(d.try(true), 200, limit...)
		d.clk.add(10 * time.Second)
	}
	u := d.usage()
	if want := d.clk.now().Add(30 * time.Second); u.Free != 0 || !u.Again.Equal(want) {
		t.Errorf("%+v, want again at %v", u, want)
	}
	w := &waiter{background: true}
	d.queue.join(w)
	if u, want := d.usage(), d.clk.now().Add(40*time.Second); u.Free != 0 || !u.Again.Equal(want) {
		t.Errorf("behind one that waits: %+v, want again at %v", u, want)
	}
	d.clk.add(30 * time.Second)
	if u := d.usage(); u.Free != 0 {
		t.Errorf("the place of the one that waits is given away: %+v", u)
	}
}

func TestWhatTheHostSaysIsLeft(t *testing.T) {
	t.Parallel()
	at := func(d time.Duration) string { return strconv.FormatInt(noon.Add(d).Unix(), 10) }
	for name, c := range map[string]struct {
		header []string
		free   int
		again  time.Duration
	}{
		"plenty":              {[]string{"RateLimit-Limit", "300", "RateLimit-Observed", "1", "RateLimit-Remaining", "299", "RateLimit-Reset", at(40 * time.Second)}, 238, 0},
		"others use it":       {[]string{"RateLimit-Limit", "300", "RateLimit-Observed", "200", "RateLimit-Remaining", "100", "RateLimit-Reset", at(40 * time.Second)}, 40, 0},
		"a fifth":             {[]string{"RateLimit-Limit", "300", "RateLimit-Observed", "240", "RateLimit-Remaining", "60", "RateLimit-Reset", at(40 * time.Second)}, 0, 41 * time.Second},
		"nothing":             {[]string{"RateLimit-Limit", "300", "RateLimit-Observed", "420", "RateLimit-Remaining", "0", "RateLimit-Reset", at(40 * time.Second)}, 0, 41 * time.Second},
		"seconds to go":       {[]string{"RateLimit-Limit", "300", "RateLimit-Remaining", "0", "RateLimit-Reset", "40"}, 0, 41 * time.Second},
		"no reset":            {[]string{"RateLimit-Limit", "300", "RateLimit-Remaining", "0"}, 0, time.Minute},
		"garbage reset":       {[]string{"RateLimit-Limit", "300", "RateLimit-Remaining", "0", "RateLimit-Reset", "soon"}, 0, time.Minute},
		"negative reset":      {[]string{"RateLimit-Limit", "300", "RateLimit-Remaining", "0", "RateLimit-Reset", "-5"}, 0, time.Minute},
		"reset long ago":      {[]string{"RateLimit-Limit", "300", "RateLimit-Remaining", "0", "RateLimit-Reset", at(-time.Hour)}, 0, time.Second},
		"reset far away":      {[]string{"RateLimit-Limit", "300", "RateLimit-Remaining", "0", "RateLimit-Reset", "99999999999999"}, 0, time.Minute},
		"reset in an hour":    {[]string{"RateLimit-Limit", "300", "RateLimit-Remaining", "0", "RateLimit-Reset", at(time.Hour)}, 0, 61 * time.Second},
		"a longer period":     {[]string{"RateLimit-Limit", "120", "RateLimit-Observed", "7000", "RateLimit-Remaining", "200", "RateLimit-Reset", at(20 * time.Minute)}, 0, 20*time.Minute + time.Second},
		"a shorter period":    {[]string{"RateLimit-Limit", "400", "RateLimit-Observed", "10", "RateLimit-Remaining", "90", "RateLimit-Reset", at(9 * time.Second)}, 70, 0},
		"remaining above":     {[]string{"RateLimit-Limit", "300", "RateLimit-Remaining", "9000", "RateLimit-Reset", at(40 * time.Second)}, 238, 0},
		"negative remaining":  {[]string{"RateLimit-Limit", "300", "RateLimit-Remaining", "-1"}, 238, 0},
		"garbage remaining":   {[]string{"RateLimit-Limit", "300", "RateLimit-Remaining", "many"}, 238, 0},
		"a limit of nothing":  {[]string{"RateLimit-Limit", "0", "RateLimit-Remaining", "0"}, 798, 0},
		"a negative limit":    {[]string{"RateLimit-Limit", "-300", "RateLimit-Remaining", "0"}, 798, 0},
		"a garbage limit":     {[]string{"RateLimit-Limit", "300, 300;w=60", "RateLimit-Remaining", "0"}, 798, 0},
		"an absurd limit":     {[]string{"RateLimit-Limit", "99999999999", "RateLimit-Remaining", "0"}, 798, 0},
		"a limit past an int": {[]string{"RateLimit-Limit", "99999999999999999999999", "RateLimit-Remaining", "0"}, 798, 0},
		"out of a cache":      {[]string{"RateLimit-Limit", "300", "RateLimit-Remaining", "0", "Age", "3"}, 798, 0},
		"no headers":          {nil, 798, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(0)
			d.answer(d.try(false), 200, c.header...)
			d.answer(d.try(false), 200) // one without headers takes nothing back
			u := d.usage()
			if u.Free != c.free {
				t.Errorf("free %d, want %d: %+v", u.Free, c.free, u)
			}
			if c.again == 0 {
				if !u.Again.IsZero() {
					t.Errorf("again at %v", u.Again)
				}
				return
			}
			if got := u.Again.Sub(noon); got != c.again {
				t.Errorf("again after %v, want %v", got, c.again)
			}
			d.clk.add(c.again)
			if u := d.usage(); u.Free == 0 {
				t.Errorf("none after the period: %+v", u)
			}
		})
	}
}

// Replies overtake each other: an older one has more left, and one of the last
// period has nothing left of what is new.
func TestRepliesThatOvertakeEachOther(t *testing.T) {
	t.Parallel()
	d := newDesk(0)
	say := func(left int, reset time.Duration) int {
		d.answer(d.try(false), 200, "RateLimit-Limit", "300", "RateLimit-Remaining", strconv.Itoa(left),
			"RateLimit-Reset", strconv.FormatInt(noon.Add(reset).Unix(), 10))
		return d.usage().Free
	}
	if got := say(80, 30*time.Second); got != 20 {
		t.Errorf("%d of 80", got)
	}
	if got := say(200, 30*time.Second); got != 20 {
		t.Errorf("%d after a reply that was overtaken", got)
	}
	if got := say(70, 90*time.Second); got != 10 {
		t.Errorf("%d in the new period", got)
	}
	if got := say(0, 30*time.Second); got != 10 {
		t.Errorf("%d after a late reply of the last period", got)
	}
}

func TestTheTightestOfSeveralLimitsCounts(t *testing.T) {
	t.Parallel()
	d := newDesk(0)
	say := func(name string, limit, left int, reset time.Duration) Usage {
		d.answer(d.try(false), 200, "RateLimit-Name", name, "RateLimit-Limit", strconv.Itoa(limit), "RateLimit-Remaining", strconv.Itoa(left),
			"RateLimit-Observed", strconv.Itoa(limit-left), "RateLimit-Reset", strconv.FormatInt(noon.Add(reset).Unix(), 10))
		return d.usage()
	}
	if u := say("api", 2000, 1900, time.Minute); u.Limit != 2000 || u.Ceiling != 600 {
		t.Errorf("the only one: %+v", u)
	}
	if u := say("files", 300, 80, 20*time.Second); u.Limit != 300 || u.Ceiling != 90 || u.Free != 20 {
		t.Errorf("a tighter one: %+v", u)
	}
	if u := say("api", 2000, 1800, time.Minute); u.Limit != 300 || u.Free != 20 {
		t.Errorf("the wide one again: %+v", u)
	}
	d.clk.add(21 * time.Second)
	if u := d.usage(); u.Limit != 2000 || u.Free < 50 {
		t.Errorf("the tight one is over: %+v", u)
	}
	for i := range 100 { // a host that makes up names
		say("made up "+strconv.Itoa(i), 2000, 1900, time.Minute)
	}
	if n := len(d.limits.by); n > maxThrottles {
		t.Errorf("%d limits are kept", n)
	}
}

func TestA429Holds(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		header []string
		held   time.Duration
	}{
		"seconds":        {[]string{"Retry-After", "17"}, 17 * time.Second},
		"a date":         {[]string{"Retry-After", noon.Add(25 * time.Second).Format(http.TimeFormat)}, 25 * time.Second},
		"none":           {nil, time.Minute},
		"zero":           {[]string{"Retry-After", "0"}, time.Minute},
		"garbage":        {[]string{"Retry-After", "later"}, time.Minute},
		"negative":       {[]string{"Retry-After", "-9"}, time.Minute},
		"a day":          {[]string{"Retry-After", "86400"}, maxHold},
		"with a limit":   {[]string{"Retry-After", "17", "RateLimit-Limit", "300", "RateLimit-Remaining", "299"}, 17 * time.Second},
		"limit for long": {[]string{"Retry-After", "3", "RateLimit-Limit", "300", "RateLimit-Remaining", "250", "RateLimit-Reset", "30"}, 3 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(0)
			d.answer(d.try(true), 429, c.header...)
			u := d.usage()
			if until := noon.Add(c.held); !u.Held.Equal(until) || u.Free != 0 || !u.Again.Equal(until) {
				t.Errorf("%+v, want held for %v", u, c.held)
			}
			if d.try(true) != nil {
				t.Error("a background read begins")
			}
			if d.try(false) == nil {
				t.Error("the user's request waits")
			}
			d.answer(d.try(false), 429, "Retry-After", "1") // shortens nothing
			d.clk.add(c.held - time.Nanosecond)
			if u := d.usage(); u.Free != 0 {
				t.Errorf("%+v", u)
			}
			d.clk.add(time.Nanosecond)
			if u := d.usage(); u.Free == 0 || !u.Held.IsZero() {
				t.Errorf("it holds for ever: %+v", u)
			}
		})
	}
}

// 503 with a Retry-After is what a write is told in maintenance, where reads work.
func TestOther503sHoldNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(0)
	d.answer(d.try(false), 503, "Retry-After", "900")
	if u := d.usage(); u.Free == 0 || !u.Held.IsZero() {
		t.Errorf("%+v", u)
	}
}

func TestAClockThatIsSetBack(t *testing.T) {
	t.Parallel()
	d := newDesk(0)
	d.answer(d.try(true), 200, "RateLimit-Limit", "300", "RateLimit-Remaining", "10", "RateLimit-Reset", strconv.FormatInt(noon.Add(30*time.Second).Unix(), 10))
	d.answer(d.try(false), 429, "Retry-After", "20")
	d.clk.add(-24 * time.Hour)
	if u, back := d.usage(), noon.Add(-24*time.Hour); u.Sent != 2 || !u.Held.Equal(back.Add(20*time.Second)) || !u.Again.Equal(back.Add(31*time.Second)) {
		t.Errorf("%+v", u)
	}
	d.clk.add(time.Minute)
	if u := d.usage(); u.Sent != 0 || u.Free == 0 {
		t.Errorf("it stands still: %+v", u)
	}
}

// fixed is a server's limit: so many a minute, whose minutes begin where they do.
type fixed struct {
	limit   int
	aligned time.Duration
	begin   time.Time
	used    int
}

// take counts a request and gives the reply's headers.
func (f *fixed) take(now time.Time) (status int, header []string) {
	begin := now.Add(-f.aligned).Truncate(time.Minute).Add(f.aligned)
	if !begin.Equal(f.begin) {
		f.begin, f.used = begin, 0
	}
	f.used++
	reset := begin.Add(time.Minute)
	header = []string{"RateLimit-Limit", strconv.Itoa(f.limit), "RateLimit-Observed", strconv.Itoa(f.used),
		"RateLimit-Remaining", strconv.Itoa(max(f.limit-f.used, 0)), "RateLimit-Reset", strconv.FormatInt(reset.Unix(), 10)}
	if f.used > f.limit {
		return 429, append(header, "Retry-After", strconv.Itoa(int(reset.Sub(now)/time.Second)+1))
	}
	return 200, header
}

// trip is a request on its way.
type trip struct {
	turn         *turn
	arrive, back time.Time
	status       int
	header       []string
}

// greed sends what it may for ten minutes and returns how many were refused, and
// how many were sent in the first minute and after it.
func greed(f *fixed, others int, seed uint64) (refused, first, later int) {
	d := newDesk(0)
	dice := rand.New(rand.NewPCG(seed, 7))
	const step = 100 * time.Millisecond
	var way []*trip
	for tick := range 10 * time.Minute / step {
		now := d.clk.now()
		for range others {
			if tick%5 == 0 {
				f.take(now)
			}
		}
		rest := way[:0]
		for _, t := range way {
			if t.status == 0 && !t.arrive.After(now) {
				t.status, t.header = f.take(now)
			}
			if t.status == 0 || t.back.After(now) {
				rest = append(rest, t)
				continue
			}
			d.answer(t.turn, t.status, t.header...)
			if t.status == 429 {
				refused++
			}
		}
		way = rest
		for turn := d.try(true); turn != nil; turn = d.try(true) {
			arrive := now.Add(time.Duration(dice.IntN(30)) * step)
			way = append(way, &trip{turn: turn, arrive: arrive, back: arrive.Add(time.Duration(dice.IntN(10)) * step)})
			if tick < time.Minute/step {
				first++
			} else {
				later++
			}
		}
		d.clk.add(step)
	}
	return refused, first, later
}

func TestAHostWithALimitNeverHasToRefuse(t *testing.T) {
	t.Parallel()
	for aligned := range 60 {
		refused, first, later := greed(&fixed{limit: 300, aligned: time.Duration(aligned) * time.Second}, 0, uint64(aligned))
		if refused > 0 {
			t.Errorf("aligned to %d s: %d were refused", aligned, refused)
		}
		// what was kept waiting by caution must not be much
		if first < 200 || first > 240 || later < 9*80 || later > 9*90+90 {
			t.Errorf("aligned to %d s: %d in the first minute, %d in nine more", aligned, first, later)
		}
	}
}

// Others with the same account use 120 a minute of 300, and have begun before.
func TestOthersOfTheSameAccountAreHeeded(t *testing.T) {
	t.Parallel()
	for aligned := 0; aligned < 60; aligned += 7 {
		f := &fixed{limit: 300, aligned: time.Duration(aligned) * time.Second}
		f.begin = noon.Add(-f.aligned).Truncate(time.Minute).Add(f.aligned)
		f.used = 2 * int(noon.Sub(f.begin)/time.Second)
		if refused, first, later := greed(f, 1, uint64(aligned)); refused > 0 || first < 100 || later < 9*70 {
			t.Errorf("aligned to %d s: %d were refused; %d in the first minute, %d in nine more", aligned, refused, first, later)
		}
	}
}

func BenchmarkUsage(b *testing.B) {
	d := newDesk(0)
	for range 1000 {
		d.answer(d.try(true), 200, "RateLimit-Limit", "2000", "RateLimit-Remaining", "1900", "RateLimit-Reset", "40")
		d.clk.add(50 * time.Millisecond)
	}
	b.ReportAllocs()
	for b.Loop() {
		if d.usage().Limit == 0 {
			b.Fatal("no limit")
		}
	}
}

func TestBackgroundIsOfReadsOnly(t *testing.T) {
	t.Parallel()
	if IsBackground(context.Background()) || !IsBackground(Background(context.Background())) {
		t.Error("the mark does not hold")
	}
}

// Whoever comes while another is first in line does not pass.
func TestNobodyPassesTheFirstInLine(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ first, comes, passes bool }{
		"background behind background": {true, true, false},
		"background behind the user":   {false, true, false},
		"the user behind the user":     {false, false, false},
		"the user behind background":   {true, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(0)
			d.queue.join(&waiter{background: c.first})
			if got := d.try(c.comes) != nil; got != c.passes {
				t.Errorf("passes: %v", got)
			}
		})
	}
}

// TestMoreWaitThanEverFit: a machine that wakes has an empty minute behind it, and those in
// line have not been woken yet.
func TestMoreWaitThanEverFit(t *testing.T) {
	t.Parallel()
	d := newDesk(0)
	limit := []string{"RateLimit-Limit", "30"}
	d.answer(d.try(false), 200, limit...)
	d.spend(limit...)
	for range 40 {
		d.queue.join(&waiter{background: true})
	}
	d.clk.add(time.Hour)
	if u := d.usage(); u.Free != 0 || u.Queued != 40 || !u.Again.After(d.clk.now()) {
		t.Errorf("%+v", u)
	}
}

// What is under way may come off what the host says is left.
func TestWhatIsUnderWayIsTakenOffTheRest(t *testing.T) {
	t.Parallel()
	d := newDesk(0)
	d.answer(d.try(false), 200, "RateLimit-Limit", "300", "RateLimit-Observed", "237", "RateLimit-Remaining", "63", "RateLimit-Reset", "30")
	n := 0
	for d.try(true) != nil {
		n++
	}
	if n != 3 {
		t.Errorf("%d begin, want the 3 above a fifth", n)
	}
}

func TestAReplyWakesWhoWaits(t *testing.T) {
	t.Parallel()
	d := newDesk(0)
	turn := d.try(true)
	woken := 0
	for _, background := range []bool{true, false} {
		d.queue.join(&waiter{background: background, wake: func() { woken++ }})
	}
	d.replied(turn, 200, nil, d.clk.now)
	if woken != 2 {
		t.Errorf("%d of 2 are woken", woken)
	}
}
