package ui

import (
	"fmt"
	"slices"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/present"
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
	// quiet is until when the server asked for no more single reads.
	quiet time.Time
	// told is true once the card of a refused token was shown.
	told     bool
	projects []project
}

// found notes the end of a discovery; where names failed it is repeated sooner.
func (s *site) found(now time.Time, failures bool) {
	s.phase, s.err, s.looking = ready, nil, false
	if !failures {
		s.tries, s.again = 0, now.Add(rediscoverEvery)
		return
	}
	s.tries++
	s.again = now.Add(pause(s.refresh, s.tries))
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

// retryAfter is how long the server asks to be left alone.
func retryAfter(err error) time.Duration {
	if e := api.AsError(err); e != nil {
		return e.RetryAfter
	}
	return 0
}

// project is one project as the screen knows it.
type project struct {
	fleet.Project
	loading bool
	// since is when what is under way began.
	since time.Time
	// good is when it was last read, zero before; err why the last try failed.
	good time.Time
	err  error
	// fails counts failures in a row, next is when it is due.
	fails int
	next  time.Time
	more  bool
	// listed counts its listings.
	listed int
	// admitted is that it is watched for a deployment that was asked for, not by the
	// configuration.
	admitted bool
	// page is the last page of older deployments that was read, whole that there
	// are no more of them; paging that one is being read.
	page          int
	whole, paging bool
	// again is when a page of older ones that failed may be asked for again.
	again time.Time
	// unread are waiting deployments whose single read failed, unreadErr why the
	// last one did.
	unread    []api.Ref
	unreadErr error
}

// failure is why the project is not shown whole; nil where it is.
func (p project) failure() error {
	if p.err != nil || len(p.unread) == 0 {
		return p.err
	}
	return fmt.Errorf("who may approve %s of %s is unknown: %w",
		present.Plural(len(p.unread), "deployment", "deployments"), p.Path, p.unreadErr)
}

// judged folds the end of a single read into the project.
func (p project) judged(ref api.Ref, err error) project {
	p.unread = slices.DeleteFunc(slices.Clone(p.unread), func(r api.Ref) bool { return r == ref })
	if err != nil {
		p.unread, p.unreadErr = append(p.unread, ref), err
	}
	return p
}

// The pauses after failures: doubling from the refresh interval to the longest.
const longestPause = time.Minute

// pause is how long to leave alone what failed n times in a row.
func pause(refresh time.Duration, n int) time.Duration {
	p := refresh
	for range n - 1 {
		if p *= 2; p >= longestPause {
			return max(longestPause, refresh)
		}
	}
	return p
}

// loaded folds the end of a read into the project.
func (p project) loaded(err error, now time.Time, refresh time.Duration) project {
	p.loading, p.err = false, err
	if err == nil {
		p.fails, p.good, p.next = 0, now, now.Add(refresh)
		return p
	}
	p.fails++
	p.next = now.Add(max(pause(refresh, p.fails), retryAfter(err)))
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
// every project failed for want of an answer.
func (s site) offline() bool {
	if s.phase == failing || s.phase == discovering && s.err != nil {
		return unanswered(s.err)
	}
	if len(s.projects) == 0 {
		return false
	}
	for _, p := range s.projects {
		if p.err == nil || !unanswered(p.err) {
			return false
		}
	}
	return true
}

// counts says how many projects there are, were read at least once or failed,
// and fail now.
func (s site) counts() (all, read, failed int) {
	for _, p := range s.projects {
		if !p.good.IsZero() || p.err != nil {
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
	for _, p := range s.projects {
		if next.IsZero() || p.next.Before(next) {
			next = p.next
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
	for _, p := range s.projects {
		if p.err != nil && api.KindOf(p.err) == api.RateLimited && p.next.After(until) {
			until = p.next
		}
	}
	return until
}

// oldest and newest are when the projects were last read well; zero where one
// never was, or none.
func (s site) oldest() time.Time {
	var oldest time.Time
	for i, p := range s.projects {
		if i == 0 || p.good.Before(oldest) {
			oldest = p.good
		}
	}
	return oldest
}

func (s site) newest() time.Time {
	var newest time.Time
	for _, p := range s.projects {
		if p.good.After(newest) {
			newest = p.good
		}
	}
	return newest
}

func (s site) find(ref api.ProjectRef) int {
	for i, p := range s.projects {
		if p.Ref == ref {
			return i
		}
	}
	return -1
}
