package freeze

import (
	"time"

	"github.com/adhocore/gronx"
)

// How far a tick is looked for: a 29 February is up to eight years away.
const (
	reach = 9 * 366 * 24 * time.Hour
	// maxStretches bounds the changes of the clocks on the way; no zone has four a year.
	maxStretches = 4 * 9
)

// ticks are the moments of an expression in a place.
//
// They are looked for in one stretch between two changes of the clocks after the
// other, in each by a fixed distance from UTC. That is how GitLab reads the clock: a
// moment that the clocks leave out does not come that day, one that they repeat comes
// twice. The library could walk a place itself, but stands still where midnight is
// left out, as in Santiago.
type ticks struct {
	expr  string
	place *time.Location
}

// next is the first tick after a moment; false when there is none in reach.
// gitlab: gem fugit, lib/fugit/cron.rb (next_time)
func (t ticks) next(at time.Time) (time.Time, bool) {
	limit, inclusive := at.Add(reach), false
	for range maxStretches {
		_, end := at.In(t.place).ZoneBounds()
		tick, err := gronx.NextTickAfter(t.expr, t.fixed(at), inclusive)
		switch {
		case err != nil:
			return time.Time{}, false
		case end.IsZero() || tick.Before(end):
			return tick.In(t.place), tick.Before(limit)
		case end.After(limit):
			return time.Time{}, false
		}
		at, inclusive = end, true
	}
	return time.Time{}, false
}

// previous is the last tick before a moment or, where inclusive, at it.
// gitlab: gem fugit, lib/fugit/cron.rb (previous_time)
func (t ticks) previous(at time.Time, inclusive bool) (time.Time, bool) {
	limit := at.Add(-reach)
	for range maxStretches {
		start, _ := at.In(t.place).ZoneBounds()
		tick, err := gronx.PrevTickBefore(t.expr, t.fixed(at), inclusive)
		switch {
		case err != nil:
			return time.Time{}, false
		case start.IsZero() || !tick.Before(start):
			return tick.In(t.place), tick.After(limit)
		case start.Before(limit):
			return time.Time{}, false
		}
		at, inclusive = start.Add(-time.Second), true
	}
	return time.Time{}, false
}

// has tells whether a moment is a tick.
func (t ticks) has(at time.Time) bool {
	due, err := gronx.New().IsDue(t.expr, t.fixed(at))
	return err == nil && due
}

// fixed is a moment, in whole seconds, in a zone without changes that has the distance
// from UTC that the place has then.
func (t ticks) fixed(at time.Time) time.Time {
	_, seconds := at.In(t.place).Zone()
	return at.Truncate(time.Second).In(time.FixedZone("", seconds))
}
