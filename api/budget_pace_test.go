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
