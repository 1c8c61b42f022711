package api

import (
	"testing"
	"time"
)

// asks sends reads that were asked for by the hundred until none may begin.
func (d *desk) asks(header ...string) (n int) {
	for {
		t := d.enter(&waiter{background: true, asked: true})
		if t == nil {
			return n
		}
		d.answer(t, 200, header...)
		n++
	}
}

// TestWhatIsAskedForByTheHundredLeavesTheRestItsPart: r must not stop what goes on by
// itself, and what goes on by itself must not stop r.
func TestWhatIsAskedForByTheHundredLeavesTheRestItsPart(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		share          float64
		header         []string
		before         int // of the background, in the same minute
		asked, ceiling int
	}{
		"at rest":         {0, []string{"RateLimit-Limit", "300"}, 0, 150, 90},
		"half way":        {0, []string{"RateLimit-Limit", "300"}, 45, 150, 90},
		"its part used":   {0, []string{"RateLimit-Limit", "300"}, 90, 150, 90},
		"no limit":        {0, nil, 0, 500, 300},
		"a small share":   {0.1, []string{"RateLimit-Limit", "300"}, 0, 210, 30},
		"the whole share": {MaxShare, []string{"RateLimit-Limit", "300"}, 0, 120, 120},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(c.share)
			d.answer(d.try(false), 200, c.header...)
			d.spend(c.header...) // the burst of the start
			d.clk.add(time.Minute)
			for range c.before {
				d.answer(d.try(true), 200, c.header...)
			}
			if u := d.usage(); u.Room != c.asked || u.Free < c.ceiling-c.before {
				t.Errorf("before: %+v, want room for %d", u, c.asked)
			}
			for minute := range 3 {
				if got := d.asks(c.header...); got != c.asked {
					t.Errorf("minute %d: %d that were asked for, want %d", minute, got, c.asked)
				}
				if got := c.before + d.spend(c.header...); got != c.ceiling {
					t.Errorf("minute %d: %d by itself, want %d", minute, got, c.ceiling)
				}
				d.clk.add(time.Minute)
				c.before = 0
			}
		})
	}
}

// TestOneLineHoldsUpNoOther: what was asked for waits for the next minute, and what goes on
// by itself does not; where both may begin, what was asked for does.
func TestOneLineHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	limit := []string{"RateLimit-Limit", "300"}
	d := newDesk(0)
	d.answer(d.try(false), 200, limit...)
	d.spend(limit...)
	d.clk.add(time.Minute)
	waits := &waiter{background: true, asked: true}
	d.queue.join(waits)
	if d.try(true) != nil {
		t.Error("it goes before what was asked for")
	}
	d.giveUp(waits)
	d.asks(limit...)
	d.queue.join(&waiter{background: true, asked: true})
	if d.try(true) == nil {
		t.Error("it waits for what was asked for, which may not begin")
	}
	if u := d.usage(); u.Room != 0 || u.Queued != 1 || u.Free != 89 {
		t.Errorf("%+v", u)
	}
}
