// Package schedule says how often what is asked of an instance: how the requests that
// nobody waits for are shared among the projects where something happens, those where
// nothing does, and what waits for somebody.
//
// It is arithmetic and nothing else: it asks nothing, keeps nothing and has no clock.
// The screen keeps the time, the client counts what was sent and holds what is too much.
package schedule

import (
	"math"
	"time"
)

// Load is what there is to read of one instance.
type Load struct {
	// Projects are all that are shown, Hot those of them where something waits, runs, or
	// has just changed.
	Projects, Hot int
	// Deaf are the projects of those that are not hot of which a pulse tells nothing.
	Deaf int
	// Long are the projects of all whose list is longer than a page: to read all of it
	// takes more requests than to follow its updates.
	Long int
	// Waiting are the deployments whose approvals are read singly.
	Waiting int
	// Pulse is how many requests it takes to ask GraphQL about all projects; 0 where it
	// does not answer.
	Pulse int
	// Names is how many requests it takes to look up which projects there are.
	Names int
	// Refresh is the least time between two reads of one thing.
	Refresh time.Duration
	// Ceiling is how many requests a minute all of this may take.
	Ceiling int
}

// Rhythm is how often what is read.
type Rhythm struct {
	// Hot, Quiet and Deaf are for the deployments of a project, Pulse for the question about all
	// of them, 0 where there is none, Waiting for the approvals of one deployment, and
	// Tiers for the environments of a project. Whole is how long the updates of a long list
	// are followed before all of it is read again, Names is for what is shown at all.
	Hot, Quiet, Deaf, Pulse, Waiting, Tiers, Whole, Names time.Duration
}

// WholeCosts is how many requests it takes to read all of a long list: a page of the
// newest, one of what waits and one of what runs. All else is read in one.
const WholeCosts = 3

// What each may take a minute, however much the instance allows: nobody reads faster.
// The calm is what all of it comes to where GraphQL tells what has changed.
const (
	mostHot     = 240
	mostWaiting = 72
	mostPulse   = 30
	mostQuiet   = 200
	mostTiers   = 20
	mostWhole   = 40
	calm        = 50
)

// leastSweep is the least time between two sweeps where a pulse tells what changes: they
// find what it cannot, such as an environment that is new.
const leastSweep = 30 * time.Second

// mostSweep is the longest that a sweep takes beside a pulse as long as the ceiling allows
// it: until it comes round nobody sees what waits in an environment that is new.
const mostSweep = 10 * time.Minute

// TierLife is how long the tiers of environments are believed: people change them by
// hand, and rarely.
const TierLife = 30 * time.Minute

// WholeLife is how long the updates of a list are followed before all of it is read again
// where that takes no more requests, and the least where it does. It bounds for how long a
// deleted row is shown, and whatever else an update does not tell: a restored backup, a
// clock that was set back.
const WholeLife = 10 * time.Minute

// NamesLife is the least time for which it is believed which projects there are.
const NamesLife = 10 * time.Minute

// Of shares the ceiling out. What waits and what is hot goes first; what that leaves is
// for the sweep through the quiet projects. Each has a share that the others cannot
// take, so that nothing is ever forgotten.
func Of(l Load) Rhythm {
	all := float64(max(l.Ceiling, 1))
	quiet := max(l.Projects-l.Hot, 0)
	r := Rhythm{
		Waiting: l.every(l.Waiting, min(mostWaiting, all*0.25)),
		Hot:     l.every(l.Hot, min(mostHot, all*0.35)),
		Names:   max(NamesLife, Load{}.every(l.Names, all*0.05)),
	}
	left := all*0.97 - rate(l.Waiting, r.Waiting) - rate(l.Hot, r.Hot) - rate(l.Names, r.Names)
	wholes := (WholeCosts - 1) * l.Long // beside the one that each listing takes
	if l.Pulse > 0 {
		deaf := min(l.Deaf, quiet)
		r.Pulse = l.every(l.Pulse, min(mostPulse, all*0.15))
		r.Whole = max(WholeLife, l.every(wholes, min(calm/5, all*0.05)))
		rest := rate(l.Pulse, r.Pulse) + rate(wholes, r.Whole)
		left -= rest
		rest += rate(l.Names, r.Names)
		r.Deaf = l.every(deaf, min(mostQuiet, left/2))
		left -= rate(deaf, r.Deaf)
		sweep := max(calm-rest, rate(quiet-deaf, mostSweep), calm/5)
		r.Quiet = max(l.every(quiet-deaf, max(min(sweep, max(left*0.6, all*0.045)), all*0.02)), leastSweep)
		r.Tiers = TierLife
		return r
	}
	tiers, rare := min(mostTiers, all*0.03), 0.0
	if wholes > 0 {
		tiers, rare = min(mostTiers, all*0.02), min(mostWhole, all*0.02)
	}
	r.Tiers = max(TierLife, l.every(l.Projects, tiers))
	left -= rate(l.Projects, r.Tiers)
	r.Quiet = l.every(quiet, min(mostQuiet, max(left-rare, all*0.1)))
	r.Deaf = r.Quiet
	r.Whole = max(WholeLife, l.every(wholes, max(rare, min(mostWhole, (left-rate(quiet, r.Quiet))/2))))
	return r
}

// every is the time between two reads of each of n things at a rate a minute for all.
func (l Load) every(n int, perMinute float64) time.Duration {
	if n == 0 {
		return l.Refresh
	}
	return max(l.Refresh, time.Duration(math.Ceil(float64(n)*float64(time.Minute)/perMinute)))
}

// rate is how many requests a minute n reads come to.
func rate(n int, every time.Duration) float64 {
	if every <= 0 {
		return 0
	}
	return float64(n) * float64(time.Minute) / float64(every)
}

// PerMinute is how many requests a minute a rhythm comes to in the steady state, rounded
// up: one for each thing that is read, and for a long list that is read whole those besides.
func (r Rhythm) PerMinute(l Load) int {
	quiet := max(l.Projects-l.Hot, 0)
	deaf := min(l.Deaf, quiet)
	sum := rate(l.Hot, r.Hot) + rate(quiet-deaf, r.Quiet) + rate(deaf, r.Deaf) + rate(l.Waiting, r.Waiting) + rate(l.Pulse, r.Pulse)
	sum += rate((WholeCosts-1)*l.Long, r.Whole) + rate(l.Names, r.Names)
	if l.Pulse == 0 {
		sum += rate(l.Projects, r.Tiers)
	}
	return int(math.Ceil(sum - 1e-9))
}

// Seen is how long it takes at most until it is noticed that something is new in an
// environment of which a pulse tells, in a project where nothing happened: until the next
// pulse, or where there is none until the sweep comes round. Quiet is how long it takes in
// an environment that nobody has heard of.
func (r Rhythm) Seen() time.Duration {
	if r.Pulse > 0 {
		return min(r.Pulse, r.Quiet)
	}
	return r.Quiet
}
