package api

import (
	"slices"
	"strings"
	"time"
)

// freezeSoon is how long before it begins a freeze is told of: what is approved now
// may run then.
const freezeSoon = 24 * time.Hour

// aboutFreeze tells of a freeze period that is on, or soon will be. GitLab only tells
// the jobs of it.
// gitlab: app/models/ci/freeze_period.rb
func aboutFreeze(f Facts) []Warning {
	var on, next *Freeze
	for _, z := range slices.SortedStableFunc(slices.Values(f.Freezes), func(a, b Freeze) int { return a.From.Compare(b.From) }) {
		switch {
		case z.Active(f.Now) || on != nil && !z.From.After(on.Until):
			// one that begins while another is on, or as it ends, carries it on
			if on == nil || z.Until.After(on.Until) {
				on = &z
			}
		case next == nil && f.Now.Before(z.From) && z.From.Sub(f.Now) <= freezeSoon:
			next = &z
		}
	}
	switch {
	case on != nil:
		return []Warning{{
			Kind: DangerFreeze, Must: true, Word: "Freeze", Text: "until " + f.clock(*on, on.Until) + ". GitLab will not stop you.",
			Deed: "Go on in spite of the freeze",
		}}
	case next != nil:
		return []Warning{{
			Kind: NoteFreeze, Word: "Freeze", Text: "from " + f.clock(*next, next.From) + " on. GitLab will not stop you.",
		}}
	}
	return nil
}

// clock tells a moment of a freeze in the project's zone, and beside it in that of who
// looks where the two clocks differ: "06:00 CET (00:00 EST here)".
func (f Facts) clock(z Freeze, at time.Time) string {
	place, local := z.Place, f.Local
	if place == nil {
		place = time.UTC
	}
	if local == nil {
		local = time.UTC
	}
	out := moment(at.In(place), f.Now.In(place))
	_, there := at.In(place).Zone()
	if _, here := at.In(local).Zone(); here != there {
		out += " (" + moment(at.In(local), f.Now.In(local)) + " here)"
	}
	return out
}

// moment is "06:00 CET" on the same day, "Mon 06:00 CET" within a week, else with the
// date. A zone without a name is told by its distance, "06:00 UTC-03".
func moment(at, now time.Time) string {
	zone := at.Format("MST")
	if strings.HasPrefix(zone, "+") || strings.HasPrefix(zone, "-") {
		zone = "UTC" + zone
	}
	switch {
	case at.Format(time.DateOnly) == now.Format(time.DateOnly):
		return at.Format("15:04 ") + zone
	case at.Sub(now) < 6*24*time.Hour:
		return at.Format("Mon 15:04 ") + zone
	default:
		return at.Format("2006-01-02 15:04 ") + zone
	}
}
