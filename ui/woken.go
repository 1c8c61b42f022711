package ui

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/ui/present"
)

const (
	// asleep is how far two beats are apart where this machine slept, or the program was
	// stopped, in between.
	asleep = 30 * time.Second
	// turned is by how much a clock is put back before it counts: a little is corrected
	// all the time.
	turned = 2 * time.Second
)

// jumped notices that the clock went on or back between two beats, or that nothing ran;
// nil where all is as ever. What is due after that comes with wokenMsg.
func (a *App) jumped() tea.Cmd {
	now, before := a.opt.Now(), a.beaten
	a.beaten = now
	gap := now.Sub(before)
	switch {
	case gap < asleep && gap > -turned:
		return nil
	case gap > 0:
		a.note(notice{text: fmt.Sprintf("Nothing was read for %s: this machine slept, or its clock was put forward. All projects are read again.", lasted(gap))})
		a.missed()
		return wokenCmd(a.opt.Fleet)
	default:
		a.note(notice{text: fmt.Sprintf("The clock was put back by %s. All projects are read again.", present.Duration((-gap).Seconds()))})
		return tea.Batch(a.putBack(now, gap), wokenCmd(a.opt.Fleet))
	}
}

// lasted is how long a gap was, to the second where that is all there is.
func lasted(gap time.Duration) string {
	if gap < time.Minute {
		return present.Duration(gap.Seconds())
	}
	return present.Age(gap)
}

// missed makes all projects due: nobody knows what happened meanwhile. They are no wish of
// the user's, and go in the order of a sweep, so that what something happens in goes first.
func (a *App) missed() {
	for i := range a.sites {
		s := &a.sites[i]
		s.pulse.hurry()
		all := s.sweep() + longestHold // longer ago than anything waits for
		for j := range s.projects {
			p := &s.projects[j]
			moved(-all, &p.tried)
			p.anew = p.anew || p.loading // what is under way was asked before
		}
	}
}

// wokenCmd drops the connections that look alive after a sleep and are not.
func wokenCmd(f Fleet) tea.Cmd {
	return func() tea.Msg {
		f.Woken()
		return wokenMsg{}
	}
}

// woken goes on as at every beat.
func (a *App) woken() tea.Cmd {
	return tea.Batch(a.poll(), a.pollBench(), a.briefCard(), a.startPulse())
}

// putBack moves what is kept of times with a clock that was put back, so that ages stay
// true, and makes everything due. An open card is armed anew.
func (a *App) putBack(now time.Time, by time.Duration) tea.Cmd {
	a.lag = -by
	for i := range a.sites {
		a.sites[i].putBack(now, by)
	}
	earlier(&a.notices.shown.at, now)
	earlier(&a.amended, now)
	earlier(&a.muted, now)
	a.asked = time.Time{}
	a.bench.lately, a.bench.balked = nil, balked{}
	for i := range a.following {
		earlier(&a.following[i].next, now)
	}
	if a.cards.Len() == 0 {
		return nil
	}
	return a.arm()
}

// earlier brings a time that has become one of the future back to now.
func earlier(at *time.Time, now time.Time) {
	if at.After(now) {
		*at = now
	}
}

// moved moves a time that is known.
func moved(by time.Duration, times ...*time.Time) {
	for _, at := range times {
		if !at.IsZero() {
			*at = at.Add(by)
		}
	}
}

func (s *site) putBack(now time.Time, by time.Duration) {
	for _, at := range []*time.Time{&s.nextTry, &s.again, &s.retry, &s.quiet, &s.idle, &s.short} {
		earlier(at, now)
	}
	moved(by, &s.restored, &s.pulse.good)
	s.pulse.asked, s.pulse.costed, s.rounded = time.Time{}, time.Time{}, now
	for i := range s.projects {
		p := &s.projects[i]
		moved(by, &p.good, &p.read, &p.since, &p.warm, &p.wanted)
		earlier(&p.again, now)
		p.tried, p.tiered = time.Time{}, time.Time{}
	}
}
