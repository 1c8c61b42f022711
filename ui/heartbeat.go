package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/api"
)

// heartbeat is the question to GraphQL about all projects at once: which of them have
// changed. It is sent again and again; one that is not answered leaves all to the sweep.
type heartbeat struct {
	// asked is when it was last sent, under that it is under way.
	asked time.Time
	under bool
	// good is when that was asked which was last answered; fails counts failures in a row,
	// rest is how long it is left alone after one.
	good  time.Time
	fails int
	rest  time.Duration
	// none is that the instance does not answer GraphQL, or not this.
	none bool
	// soon is that it is due at once.
	soon bool
	// cost is how many requests it took at costed, with so many projects that were read.
	cost, costOf int
	costed       time.Time
}

// withoutGraph is how long an instance that does not answer GraphQL is not asked again.
const withoutGraph = 10 * time.Minute

// answers reports whether the screen can rely on it.
func (h heartbeat) answers() bool { return !h.none && h.fails < 2 }

// hurry makes it due now.
func (h *heartbeat) hurry() { h.soon = true }

// due reports whether it is to be sent now.
func (h heartbeat) due(every time.Duration, now time.Time) bool {
	if h.fails > 0 {
		every = h.rest
	}
	since := now.Sub(h.asked)
	return !h.under && (h.asked.IsZero() || since < 0 || since >= every || h.soon && h.fails == 0)
}

// beatOf sends the pulse of an instance where it is due and something was listed.
func (a *App) beatOf(s *site, now time.Time) tea.Cmd {
	every := max(s.rhythm.Pulse, s.refresh)
	if s.newest().IsZero() || !s.pulse.due(every, now) {
		return nil
	}
	var refs []api.ProjectRef
	for i := range s.projects {
		if p := &s.projects[i]; p.listed > 0 && p.fails == 0 {
			refs = append(refs, p.Ref)
		}
	}
	if len(refs) == 0 || !s.pulse.soon && s.usage.Free == 0 {
		return nil
	}
	s.usage.Free = max(s.usage.Free-s.pulse.cost, 0) // it goes before listings, or it never goes
	s.pulse.under, s.pulse.asked, s.pulse.soon = true, now, false
	return pulseOfCmd(a.ctx, a.opt.Fleet, s.host, refs)
}

// pulsed takes the answer: what is still true is as fresh as the question, and what has
// changed is listed at once.
func (a *App) pulsed(msg pulsedMsg) tea.Cmd {
	s := a.site(msg.host)
	if s == nil {
		return nil
	}
	h := &s.pulse
	h.under = false
	if msg.err != nil {
		return a.pulseless(s, msg.err) // a listing says better than GraphQL what is wrong with a token
	}
	was := s.offline()
	h.fails, h.rest, h.none, h.good = 0, 0, false, h.asked
	s.reached(was, a.opt.Now())
	if h.cost == 0 {
		h.costed = time.Time{}
	}
	now := a.opt.Now()
	for _, ref := range msg.pulse.Fresh {
		if i := s.find(ref); i >= 0 {
			p := &s.projects[i]
			p.unasked = msg.pulse.Partly[ref]
			if p.heard = true; p.err == nil && p.good.Before(h.asked) {
				p.good = h.asked
			}
		}
	}
	for _, ref := range msg.pulse.Changed {
		if i := s.find(ref); i >= 0 {
			p := &s.projects[i]
			p.hurry(now)
			p.heard, p.told, p.warm = true, true, now
		}
	}
	for _, ref := range msg.pulse.Unseen {
		if i := s.find(ref); i >= 0 {
			s.projects[i].heard = false
		}
	}
	a.measure(s, a.opt.Now())
	return tea.Batch(a.listDue(s, a.opt.Now())...)
}

// probes is how many projects are listed at once after a pulse in vain: what they come to
// says what is wrong, and the screen must not call calm what nobody has seen.
const probes = 8

// pulseless notes that there was no answer, and leaves it to listings.
func (a *App) pulseless(s *site, err error) tea.Cmd {
	h := &s.pulse
	h.fails++
	h.none = api.NoGraphQL(err) || api.RefusedGraphQL(err)
	if h.rest = max(pause(s.refresh, h.fails), retryAfter(err)); h.none {
		h.rest = withoutGraph
	}
	for i := range s.projects {
		s.projects[i].heard = false
		if i < probes && !h.none {
			s.projects[i].soon = true
		}
	}
	a.measure(s, a.opt.Now())
	return tea.Batch(a.listDue(s, a.opt.Now())...)
}
