package api

import (
	"testing"
	"time"
)

// round answers as many background reads as may be under way at once.
func (d *desk) round(t *testing.T, status int, took time.Duration) {
	t.Helper()
	var all []*turn
	for range d.usage().AtOnce {
		turn := d.try(true)
		if turn == nil {
			t.Fatal("the budget is used up")
		}
		turn.alike = "listing"
		all = append(all, turn)
	}
	if d.try(true) != nil {
		t.Errorf("more than %d begin", len(all))
	}
	d.clk.add(took)
	for _, turn := range all {
		d.replied(turn, status, nil, d.clk.now)
	}
	for _, turn := range all {
		turn.end()
	}
	d.clk.add(time.Minute) // the budget is not the matter here
}

func TestThePace(t *testing.T) {
	t.Parallel()
	type step struct {
		status int
		took   time.Duration
		want   int
	}
	quick := func(want int) step { return step{200, 50 * time.Millisecond, want} }
	for name, steps := range map[string][]step{
		"grows to the most":       {quick(32), quick(32)},
		"a 429":                   {{429, 0, 8}, quick(8), quick(9), quick(10)},
		"a 502":                   {{502, 0, 8}},
		"a 503":                   {{503, 0, 8}},
		"a 504":                   {{504, 0, 8}},
		"trouble that lasts":      {{503, 0, 8}, {503, 0, 4}, {503, 0, 4}, quick(4), quick(5)},
		"errors of one's own":     {{404, 0, 32}},
		"a crash":                 {{500, 0, 32}},
		"a bit slower":            {quick(32), {200, 200 * time.Millisecond, 32}, {200, 400 * time.Millisecond, 32}},
		"much slower":             {quick(32), {200, 3 * time.Second, 16}, {200, 3 * time.Second, 8}},
		"slow from the beginning": {{200, 3 * time.Second, 32}, {200, 3 * time.Second, 32}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(0)
			d.limits.by = map[string]*throttle{"": {limit: 100000, whole: 100000, left: 100000}}
			for i, s := range steps {
				d.round(t, s.status, s.took)
				if got := d.usage().AtOnce; got != s.want {
					t.Errorf("%d at once after step %d, want %d", got, i+1, s.want)
				}
			}
		})
	}
}

func TestRepliesOfAQuietHostLetNothingGrow(t *testing.T) {
	t.Parallel()
	d := newDesk(0)
	for range 100 {
		d.answer(d.try(true), 200)
	}
	if got := d.usage().AtOnce; got != firstAtOnce {
		t.Errorf("%d at once after one at a time", got)
	}
}

// met answers one background read of some kind.
func (d *desk) met(t *testing.T, alike string, took time.Duration) {
	t.Helper()
	turn := d.try(true)
	if turn == nil {
		t.Fatal("the budget is used up")
	}
	turn.alike = alike
	d.clk.add(took)
	d.answer(turn, 200)
	d.clk.add(time.Minute)
}

// A pulse or a comparison takes seconds where a listing takes 50 ms, and some updates take
// less than a page of all: none of that is trouble.
func TestUnlikeRequestsAreNotCompared(t *testing.T) {
	t.Parallel()
	d := newDesk(0)
	d.limits.by = map[string]*throttle{"": {limit: 100000, whole: 100000, left: 100000}}
	d.round(t, 200, 50*time.Millisecond)
	for range 12 {
		for range 5 { // a pulse of 500 projects
			d.met(t, "", 2500*time.Millisecond)
		}
		for range 40 {
			d.met(t, "updates", 50*time.Millisecond)
		}
		for range 40 {
			d.met(t, "all", 1500*time.Millisecond)
		}
	}
	if got := d.usage().AtOnce; got != mostAtOnce {
		t.Errorf("%d at once, want %d", got, mostAtOnce)
	}
}

// Projects differ: some long lists in a row are no trouble, a host that is slow for all is.
func TestSomeLongListsInARow(t *testing.T) {
	t.Parallel()
	d := newDesk(0)
	d.limits.by = map[string]*throttle{"": {limit: 100000, whole: 100000, left: 100000}}
	d.round(t, 200, 50*time.Millisecond)
	for range 100 {
		for n := range 40 {
			took := 100 * time.Millisecond
			if n >= 30 {
				took = 1500 * time.Millisecond
			}
			d.met(t, "all", took)
		}
	}
	if got := d.usage().AtOnce; got != mostAtOnce {
		t.Errorf("%d at once, want %d", got, mostAtOnce)
	}
	for range 40 {
		d.met(t, "all", 6*time.Second)
	}
	if got := d.usage().AtOnce; got >= mostAtOnce {
		t.Errorf("%d at once at a host that is slow", got)
	}
}

// What a trouble took comes back where hardly anything is asked, up to where it began:
// else all that was once due together would be asked for with what the trouble left.
func TestAFleetAtRestComesBack(t *testing.T) {
	t.Parallel()
	d := newDesk(0)
	d.limits.by = map[string]*throttle{"": {limit: 100000, whole: 100000, left: 100000}}
	for range 5 {
		d.round(t, 503, 0)
	}
	if got := d.usage().AtOnce; got != leastAtOnce {
		t.Fatalf("%d at once after trouble", got)
	}
	for range 20 {
		d.met(t, "listing", 50*time.Millisecond)
	}
	if got := d.usage().AtOnce; got <= leastAtOnce || got >= firstAtOnce {
		t.Errorf("%d at once after 20 replies", got)
	}
	for range 300 {
		d.met(t, "listing", 50*time.Millisecond)
	}
	if got := d.usage().AtOnce; got != firstAtOnce {
		t.Errorf("%d at once in the end, want %d", got, firstAtOnce)
	}
}

func TestThePlacesAreShared(t *testing.T) {
	t.Parallel()
	for room, want := range map[int][3]int{ // at first, at least, the user's alone
		1: {1, 1, 0}, 2: {1, 1, 1}, 3: {2, 2, 1}, 8: {4, 4, 4}, 12: {6, 4, 6}, 24: {16, 4, 8}, DefaultConcurrency: {16, 4, 8}, 100: {16, 4, 8},
	} {
		p := newPace(room)
		first := p.most()
		for range 10 {
			p.number++
			p.troubled(p.number)
		}
		if got := [3]int{first, p.most(), p.reserve}; got != want {
			t.Errorf("%d places: %v, want %v", room, got, want)
		}
	}
}
