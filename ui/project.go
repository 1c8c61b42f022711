package ui

import (
	"fmt"
	"slices"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/schedule"
	"greenlight/ui/present"
)

// project is one project as the screen knows it.
type project struct {
	fleet.Project
	loading bool
	// since is when what is under way began.
	since time.Time
	// late is that what is under way has had no answer for long.
	late bool
	// good is when what is shown of it was last known to be true, zero before; err why the
	// last try failed.
	good time.Time
	err  error
	// tried is when the last read of it ended; fails counts failures in a row, and rest
	// is how long it is left alone after one.
	tried time.Time
	fails int
	rest  time.Duration
	// soon is that it is due at once, as something has changed in it.
	soon bool
	// anew is that it became so while it was being listed, which may have been too early.
	anew bool
	// wanted is when the user asked for it, with all others; zero where they did not, or a
	// read that began after that has ended. urgent is that what is under way is such a one.
	wanted time.Time
	urgent bool
	// costs is how many requests what is under way takes.
	costs int
	// active counts what waits or runs in it, waiting what is read singly; warm is when
	// something last changed in it.
	active, waiting int
	warm            time.Time
	// read is when it was last listed, and unasked are its environments that the last pulse
	// did not ask about: their rows are as old as the listing.
	read    time.Time
	unasked []string
	// heard is that the last pulse told of it, told that it has changed since it was listed.
	heard, told bool
	// tiered is when its environments were last asked for, tiering that they are being
	// asked for.
	tiered  time.Time
	tiering bool
	// more is that it has older deployments than are shown, long that its list is longer
	// than a page.
	more, long bool
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
func (p *project) failure() error {
	switch {
	case p.err != nil:
		return p.err
	case p.late:
		return errSilent{}
	case len(p.unread) == 0:
		return nil
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

// relisted forgets the failures of what is listed no more, or waits no more.
func (p *project) relisted(rows []fleet.Row) {
	if len(p.unread) == 0 {
		return
	}
	listed := make(map[api.Ref]bool, len(rows))
	for i := range rows {
		listed[rows[i].Ref] = waits(rows[i])
	}
	p.unread = slices.DeleteFunc(slices.Clone(p.unread), func(r api.Ref) bool { return !listed[r] })
}

// loaded folds the end of a read into the project.
func (p project) loaded(err error, now time.Time, refresh time.Duration) project {
	if p.urgent || !p.since.Before(p.wanted) {
		p.wanted = time.Time{}
	}
	p.loading, p.late, p.err, p.tried, p.urgent = false, false, err, now, false
	if err == nil {
		p.fails, p.good, p.read, p.soon, p.anew = 0, now, now, p.anew, false
		return p
	}
	p.fails++
	p.rest = max(pause(refresh, p.fails), retryAfter(err))
	return p
}

// confirmed is when what is listed of one of its environments was last known to be true.
func (p *project) confirmed(environment string) time.Time {
	if slices.Contains(p.unasked, environment) {
		return p.read
	}
	return p.good
}

// warmth is how long a project is read often after something has changed in it.
const warmth = 5 * time.Minute

// hot reports whether something waits or runs in it, or has just changed.
func (p *project) hot(now time.Time) bool {
	return p.active > 0 || !p.warm.IsZero() && !now.Before(p.warm) && now.Sub(p.warm) < warmth
}

// every is how often it is read.
func (p *project) every(r schedule.Rhythm, hot bool) time.Duration {
	switch {
	case p.fails > 0:
		return p.rest
	case hot:
		return r.Hot
	case !p.heard:
		return r.Deaf
	default:
		return r.Quiet
	}
}

// tiersOld reports whether its environments may be asked for now.
func (p *project) tiersOld(r schedule.Rhythm, now time.Time) bool {
	if p.tiering || p.listed == 0 || p.fails > 0 {
		return false
	}
	age := now.Sub(p.tiered)
	return p.tiered.IsZero() || age < 0 || age >= r.Tiers
}

// next is when it is due by what is known of it.
func (p *project) next(r schedule.Rhythm) time.Time {
	if at := p.tried.Add(p.every(r, true)); p.hot(at) {
		return at
	}
	return p.tried.Add(p.every(r, false))
}

// due reports whether it is to be read now. A clock that was put back makes everything
// due: what was read in its future is of an unknown age.
func (p *project) due(r schedule.Rhythm, now time.Time) bool {
	switch {
	case p.loading:
		return false
	case p.tried.IsZero(), now.Before(p.tried):
		return true
	case p.fails == 0 && p.soon:
		return true
	default:
		return now.Sub(p.tried) >= p.every(r, p.hot(now))
	}
}

// want notes that the user asks for it, with all others, whatever failed: it is read beside
// what is due anyhow. What began a moment ago is what they want.
func (p *project) want(now time.Time) {
	p.fails, p.rest = 0, 0
	if p.wanted = now; p.loading && now.Sub(p.since) <= time.Second {
		p.urgent = true
	}
}

// wishes reports whether it is yet to be read because the user asked for it.
func (p *project) wishes() bool { return !p.wanted.IsZero() && !p.loading }

// hurry makes it due now, whatever failed; where the server asked to be left alone, the
// client's budget sees to that. What is being listed, by no such wish and for longer than a
// moment, is listed once more.
func (p *project) hurry(now time.Time) {
	p.soon, p.fails, p.rest = true, 0, 0
	p.anew = p.anew || p.loading && !p.urgent && now.Sub(p.since) > time.Second
}

// counted notes what waits and runs among the rows of it.
func (p *project) counted(rows []fleet.Row) {
	p.active, p.waiting = 0, 0
	for i := range rows {
		single := waits(rows[i])
		if single {
			p.waiting++
		}
		if single || rows[i].Deployment.OnItsWay() {
			p.active++
		}
	}
}
