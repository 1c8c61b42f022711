// Package freeze tells when a project's freeze periods are on. GitLab answers that
// itself only by GraphQL; by REST it gives the cron expressions, and this is how it
// reads them: the dialect of cron (cron.go), the names of zones (zone.go), the clocks
// that change (ticks.go) and what "on" means (here).
//
// Everything is pure, the moment is an argument, and nothing is guessed: a period that
// cannot be evaluated is a problem and not "no freeze". GitLab stops nobody by a
// freeze, so an answer here informs a person and decides nothing.
package freeze

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"greenlight/api"
	"greenlight/api/text"
)

const (
	// horizon is how far ahead the next occurrence is looked for.
	horizon = 366 * 24 * time.Hour
	// maxPeriods is how many periods of a project are evaluated. maxTurns is how many
	// of its ends are looked at for one occurrence, a year of daily ones, and allTurns
	// for those of all periods: nearly every period needs one.
	maxPeriods = 100
	maxTurns   = 370
	allTurns   = 1000
	// maxShown is how much of an expression a sentence has room for, in characters.
	maxShown = 48
)

var (
	errRare = errors.New("does not come within nine years")
	errBusy = errors.New("comes together with the other too often to tell when it is next on")
)

// Evaluate returns for each period the occurrence that is on, or else the next one
// that begins within 366 days, in the order of their beginnings and in the period's
// own zone. A period without either is left out. Each problem is one sentence about a
// period that could not be evaluated, safe to show. At most 100 periods are looked at.
//
// On is what GitLab says it is: the last event before the moment is a beginning, the
// next one after it is an end, and neither falls together with one of the other kind.
// So of two beginnings in a row only the last one counts, and a period that begins
// when it ends is never on. GitLab leaves out the second of the beginning; here it
// belongs to the freeze.
// gitlab: app/models/ci/freeze_period_status.rb (within_freeze_period?)
func Evaluate(periods []api.FreezePeriod, now time.Time) (freezes []api.Freeze, problems []error) {
	turns := allTurns
	for i, p := range periods {
		if i == maxPeriods {
			problems = append(problems, fmt.Errorf("%d freeze periods could not be evaluated: only the first %d are", len(periods)-maxPeriods, maxPeriods))
			break
		}
		f, ok, err := evaluate(p, now, &turns)
		switch {
		case err != nil:
			problems = append(problems, fmt.Errorf("freeze period %d could not be evaluated: %w", p.ID, err))
		case ok:
			freezes = append(freezes, f)
		}
	}
	slices.SortStableFunc(freezes, func(a, b api.Freeze) int { return cmp.Or(a.From.Compare(b.From), b.Until.Compare(a.Until)) })
	return freezes, problems
}

// period is a freeze period, understood.
type period struct {
	start, end ticks
	never      bool
}

func read(p api.FreezePeriod) (period, error) {
	place, ok := zone(p.Zone)
	if !ok {
		return period{}, fmt.Errorf("its zone %q is not known here", shown(p.Zone))
	}
	start, err := parse(p.Start)
	if err != nil {
		return period{}, fmt.Errorf("its beginning %q %w", shown(p.Start), err)
	}
	end, err := parse(p.End)
	if err != nil {
		return period{}, fmt.Errorf("its end %q %w", shown(p.End), err)
	}
	return period{
		start: ticks{expr: start.String(), place: place}, end: ticks{expr: end.String(), place: place},
		never: start.within(end) || end.within(start),
	}, nil
}

// evaluate finds the one occurrence of a period that matters; false for none. It takes
// from turns what it needs.
func evaluate(p api.FreezePeriod, now time.Time, turns *int) (api.Freeze, bool, error) {
	q, err := read(p)
	if err != nil || q.never {
		return api.Freeze{}, false, err
	}
	lastStart, ok1 := q.start.previous(now, true)
	nextStart, ok2 := q.start.next(now)
	if !ok1 || !ok2 {
		return api.Freeze{}, false, fmt.Errorf("its beginning %q %w", shown(p.Start), errRare)
	}
	lastEnd, ok1 := q.end.previous(now, true)
	nextEnd, ok2 := q.end.next(now)
	if !ok1 || !ok2 {
		return api.Freeze{}, false, fmt.Errorf("its end %q %w", shown(p.End), errRare)
	}
	f := api.Freeze{From: lastStart, Until: nextEnd, Zone: p.Zone, Place: q.start.place}
	if lastEnd.Before(lastStart) && nextEnd.Before(nextStart) {
		return f, true, nil
	}
	f.From, f.Until, err = q.upcoming(nextStart, now.Add(horizon), turns)
	if err != nil {
		return api.Freeze{}, false, fmt.Errorf("its beginning %q %w", shown(p.Start), err)
	}
	return f, !f.From.IsZero(), nil
}

// upcoming is the first occurrence that begins at a beginning or later and before a
// limit; zero for none. It goes from end to end: between two of them only the last
// beginning can count.
func (p period) upcoming(start, limit time.Time, turns *int) (from, until time.Time, err error) {
	for range min(maxTurns, *turns) {
		*turns--
		if start.After(limit) {
			return time.Time{}, time.Time{}, nil
		}
		var ok bool
		if until, ok = p.end.next(start); !ok {
			return time.Time{}, time.Time{}, errRare
		}
		if from, ok = p.start.previous(until, false); !ok {
			return time.Time{}, time.Time{}, errRare
		}
		if !p.end.has(from) && !p.start.has(until) {
			if from.After(limit) {
				return time.Time{}, time.Time{}, nil
			}
			return from, until, nil
		}
		if start, ok = p.start.next(until); !ok {
			return time.Time{}, time.Time{}, errRare
		}
	}
	return time.Time{}, time.Time{}, errBusy
}

// shown is text of a period as a sentence may have it.
func shown(s string) string {
	s = text.Line(s)
	if utf8.RuneCountInString(s) <= maxShown {
		return s
	}
	return string([]rune(s)[:maxShown-1]) + "…"
}
