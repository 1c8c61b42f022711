package ui

import (
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/schedule"
)

// phase is how far an instance has come.
type phase uint8

const (
	// discovering: who the caller is and which projects there are is being read.
	discovering phase = iota
	// ready: its projects are read in turn.
	ready
	// failing: the discovery failed and is tried again at nextTry.
	failing
	// refused: the token was refused; nothing is asked until it is read anew.
	refused
)

// site is one instance as the screen knows it.
type site struct {
	host     string
	refresh  time.Duration
	phase    phase
	me       api.CurrentUser
	token    *api.Token
	readOnly bool
	// recent and cut are the discovery's: nothing was named, and not all is shown.
	recent, cut bool
	failures    []fleet.Failure
	err         error
	tries       int
	nextTry     time.Time
	// again is when it is asked anew which projects there are, looking that it is
	// being asked.
	again   time.Time
	looking bool
	// unanswered are the names of which GitLab said nothing, which are asked for again at
	// retry; names is how many requests the next discovery takes.
	unanswered []string
	retry      time.Time
	names      int
	// quiet is until when the server asked for no more single reads, idle for no more of
	// those that nobody waits for.
	quiet, idle time.Time
	// told is true once the card of a refused token was shown.
	told     bool
	projects []project
	// at finds a project in projects.
	at map[api.ProjectRef]int
	// usage is what was and may be sent, as of the last beat, rhythm what that comes to,
	// and pulse the question to GraphQL about all projects.
	usage  api.Usage
	rhythm schedule.Rhythm
	pulse  heartbeat
	// begun is when it was first seen that the discovery is under way, mute that it has had
	// no answer for long.
	begun time.Time
	mute  bool
	// starved is how many projects are due and wait for room in the budget.
	starved int
	// short is since when there were always such.
	short time.Time
	// tiersAsked is when environments were last asked for.
	tiersAsked time.Time
	// wished is how many projects there were when the user asked for all.
	wished int
	// flying is how many listings are under way, backlog that more are due than that.
	flying  int
	backlog bool
	// round is how many projects may be listed ahead of their time to make the sweep
	// even, as of rounded.
	round   float64
	rounded time.Time
	// restored is when what is shown was saved by an earlier run, zero where nothing was;
	// saved is who saved it, until it is known who the user is now.
	restored time.Time
	saved    api.CurrentUser
}

// found notes the end of a discovery, or of one of the names that had not been answered:
// those are asked for again sooner, and soonest where nothing is shown of what they lead to.
func (s *site) found(now time.Time, d *fleet.Discovery, partly bool) {
	s.phase, s.err, s.looking = ready, nil, false
	if !partly {
		s.again = now.Add(max(schedule.NamesLife, s.rhythm.Names))
	}
	s.names, s.unanswered = d.Next, d.Unanswered()
	if len(s.unanswered) == 0 {
		s.tries = 0
		return
	}
	s.tries++
	longest := longestPause
	if len(s.unanswered) == len(d.Stale) {
		longest = schedule.NamesLife
	}
	s.retry = now.Add(pauseUpTo(longest, s.refresh, s.tries))
}

// failed notes that a discovery failed. What was found before stays in use.
func (s *site) failed(err error, now time.Time) {
	s.looking = false
	s.tries++
	next := now.Add(max(pause(s.refresh, s.tries), retryAfter(err)))
	if s.phase == ready {
		s.again = next
		return
	}
	s.phase, s.err, s.nextTry = failing, err, next
}

// longestHold is the longest that a server is left alone because it asked for that: a
// proxy that asks for a day means something else.
const longestHold = 10 * time.Minute

// retryAfter is how long the server asks to be left alone.
func retryAfter(err error) time.Duration {
	if e := api.AsError(err); e != nil {
		return min(e.RetryAfter, longestHold)
	}
	return 0
}

// The pauses after failures: doubling from the refresh interval to the longest.
const longestPause = time.Minute

// pause is how long to leave alone what failed n times in a row.
func pause(refresh time.Duration, n int) time.Duration { return pauseUpTo(longestPause, refresh, n) }

func pauseUpTo(longest, refresh time.Duration, n int) time.Duration {
	p := refresh
	for range n - 1 {
		if p *= 2; p >= longest {
			return max(longest, refresh)
		}
	}
	return p
}

// unanswered reports whether an error says that nobody is there.
func unanswered(err error) bool {
	switch api.KindOf(err) {
	case api.Offline, api.Timeout, api.TLS:
		return true
	default:
		return false
	}
}

// unreached reports whether an error says that not even a connection came about, or
// that it was cut.
func unreached(err error) bool {
	switch api.KindOf(err) {
	case api.Offline, api.TLS:
		return true
	default:
		return false
	}
}

// tokenRefused reports whether an error is about the token as such.
func tokenRefused(err error) bool {
	switch api.KindOf(err) {
	case api.Unauthorized, api.Expired, api.Revoked:
		return true
	default:
		return false
	}
}

// offline reports whether the instance answers nothing at all: the discovery or
// every project failed for want of an answer, or as many as it takes to believe it.
func (s site) offline() bool {
	if s.phase == failing || s.phase == discovering && s.err != nil {
		return unanswered(s.err)
	}
	if len(s.projects) == 0 {
		return false
	}
	for i := range s.projects {
		p := &s.projects[i]
		if p.err == nil || !unanswered(p.err) {
			return s.cutOff()
		}
	}
	return true
}

// counts says how many projects there are, were read at least once or failed,
// and fail now.
func (s site) counts() (all, read, failed int) {
	for i := range s.projects {
		p := &s.projects[i]
		if p.listed > 0 || p.failure() != nil {
			read++
		}
		if p.failure() != nil {
			failed++
		}
	}
	return len(s.projects) + len(s.failures), read + len(s.failures), failed + len(s.failures)
}

// nextRead is the earliest time at which something is asked again.
func (s site) nextRead() time.Time {
	if s.phase == failing {
		return s.nextTry
	}
	var next time.Time
	for i := range s.projects {
		p := &s.projects[i]
		if at := p.next(s.rhythm); next.IsZero() || at.Before(next) {
			next = at
		}
	}
	return next
}

// limitedUntil is until when the instance's rate limit holds everything up; zero
// for no limit.
func (s site) limitedUntil() time.Time {
	var until time.Time
	if s.phase == failing && api.KindOf(s.err) == api.RateLimited {
		until = s.nextTry
	}
	if s.usage.Held.After(until) {
		until = s.usage.Held
	}
	for i := range s.projects {
		p := &s.projects[i]
		if p.err == nil || api.KindOf(p.err) != api.RateLimited {
			continue
		}
		if at := p.next(s.rhythm); at.After(until) {
			until = at
		}
	}
	return until
}

// newest is when a project was last read well; zero where none was.
func (s site) newest() time.Time {
	var newest time.Time
	for i := range s.projects {
		p := &s.projects[i]
		if p.good.After(newest) {
			newest = p.good
		}
	}
	return newest
}

func (s site) find(ref api.ProjectRef) int {
	if i, ok := s.at[ref]; ok {
		return i
	}
	return -1
}

// watch puts projects in the place of those that were shown.
func (s *site) watch(projects []project) {
	s.projects, s.at = projects, make(map[api.ProjectRef]int, len(projects))
	for i, p := range projects {
		s.at[p.Ref] = i
	}
}
