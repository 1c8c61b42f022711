package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/api/schedule"
)

// measure takes what the client has sent and may send, and makes the rhythm of it.
func (a *App) measure(s *site, now time.Time) {
	s.usage = a.opt.Fleet.Usage(s.host)
	load := s.load(now)
	if load.Pulse = 0; s.pulse.answers() {
		load.Pulse = a.pulseCost(s, now)
	}
	s.rhythm = schedule.Of(load)
	a.opt.Fleet.Follow(s.host, s.rhythm.Whole)
}

// costLife is how long it is believed how many requests a pulse takes: with thousands of
// projects that is much to compute.
const costLife = 30 * time.Second

// pulseCost is how many requests a pulse of all projects takes, or took shortly before.
func (a *App) pulseCost(s *site, now time.Time) int {
	known := 0
	for i := range s.projects {
		if !s.projects[i].good.IsZero() {
			known++
		}
	}
	h := &s.pulse
	age, moved := now.Sub(h.costed), max(known-h.costOf, h.costOf-known)
	if h.costed.IsZero() || age < 0 || age >= costLife || 8*moved > known {
		h.cost, h.costOf, h.costed = a.opt.Fleet.PulseRequests(s.host, s.refs()), known, now
	}
	return h.cost
}

// load is what there is to read of an instance, but for the pulse.
func (s *site) load(now time.Time) schedule.Load {
	l := schedule.Load{Projects: len(s.projects), Names: s.names, Refresh: s.refresh, Ceiling: s.usage.Ceiling}
	for i := range s.projects {
		switch p := &s.projects[i]; {
		case p.hot(now):
			l.Hot++
		case !p.heard:
			l.Deaf++
		}
		l.Waiting += s.projects[i].waiting
		if s.projects[i].long {
			l.Long++
		}
	}
	return l
}

// refs are the projects by their names.
func (s *site) refs() []api.ProjectRef {
	refs := make([]api.ProjectRef, len(s.projects))
	for i := range s.projects {
		refs[i] = s.projects[i].Ref
	}
	return refs
}

// manyProjects is from how many projects on their tiers come behind their listings, and by
// a pulse where that tells them: until then a name's guess stands, and what waits is read
// with its tier.
const manyProjects = 50

// readTiers asks for the environments of projects: all at once while there is plenty of
// room, as at the start, and else one a beat. GraphQL tells the tiers in passing.
func (a *App) readTiers(s *site, now time.Time) []tea.Cmd {
	many := len(s.projects) > manyProjects
	if many && (s.unlisted() > 0 || s.starved > 0 || !s.tiersTurn(now)) {
		return nil // listings go first, or they would not come round as often as is said
	}
	most := 1
	if plenty := s.usage.Free - len(s.projects); plenty > s.usage.Ceiling/2 {
		most = plenty / 4
	}
	var cmds []tea.Cmd
	for i := range s.projects {
		p := &s.projects[i]
		if !p.tiersOld(s.rhythm, now) {
			continue
		}
		if many && s.pulse.answers() && !p.heard && p.listed < 2 {
			continue // the first pulse may tell
		}
		if !a.opt.Fleet.TiersDue(p.Ref) {
			p.tiered = now
			continue
		}
		if most--; most < 0 || s.usage.Free <= len(cmds) {
			break
		}
		p.tiering = true
		s.tiersAsked = now
		cmds = append(cmds, loadTiersCmd(a.ctx, a.opt.Fleet, p.Ref))
	}
	return cmds
}

// tiersTurn reports whether there is room to spare, or it is long enough since environments
// were last asked for.
func (s *site) tiersTurn(now time.Time) bool {
	since := now.Sub(s.tiersAsked)
	return s.usage.Free > s.usage.Ceiling/3 || since < 0 || since*time.Duration(len(s.projects)) >= s.rhythm.Tiers
}

// unlisted is how many projects have yet to be listed for the first time.
func (s *site) unlisted() int {
	n := 0
	for i := range s.projects {
		if p := &s.projects[i]; p.listed == 0 && p.err == nil {
			n++
		}
	}
	return n
}

// tiersLoaded takes rows that were judged anew with the tiers of their environments.
func (a *App) tiersLoaded(msg tiersLoadedMsg) {
	p := a.projectAt(msg.ref)
	if p == nil {
		return
	}
	p.tiering, p.tiered = false, a.opt.Now()
	if msg.err != nil || !msg.changed {
		return
	}
	p.counted(msg.snapshot.Rows)
	*a.usual() = a.usual().Replace(msg.ref, msg.snapshot.Rows, a.now())
	a.resize()
}

// projectAt is a project that is watched, nil where it is not.
func (a *App) projectAt(ref api.ProjectRef) *project {
	s := a.site(ref.Host)
	if s == nil {
		return nil
	}
	if i := s.find(ref); i >= 0 {
		return &s.projects[i]
	}
	return nil
}

// refreshNow makes everything due; a refused token is read anew first.
func (a *App) refreshNow() tea.Cmd {
	now := a.opt.Now()
	a.asked = now
	var cmds []tea.Cmd
	for i := range a.sites {
		s := &a.sites[i]
		if s.phase == refused {
			if !s.looking {
				s.looking = true
				cmds = append(cmds, readTokenCmd(a.ctx, a.opt.Fleet, s.host))
			}
			continue
		}
		if api.KindOf(s.err) != api.RateLimited {
			s.nextTry, s.again, s.tries = now, now, 0
		}
		if s.usage = a.opt.Fleet.Usage(s.host); s.usage.Held.After(now) {
			continue // it asked for none
		}
		s.pulse.hurry() // what it tells is on the screen before much of the rest
		for j := range s.projects {
			p := &s.projects[j]
			p.want(now)
			a.opt.Fleet.Doubt(p.Ref)
		}
		s.wished = len(s.projects)
	}
	return tea.Batch(append(cmds, a.poll(), a.startPulse())...)
}

// wished counts what the user has asked for with a press of r and what of that was read
// since; of is 0 unless some of it waits for room in what an instance allows.
func (a App) wished() (done, of int) {
	late := false
	for i := range a.sites {
		s := &a.sites[i]
		for j := range s.projects {
			p := &s.projects[j]
			late = late || p.wishes() && s.phase == ready
			if !p.wanted.IsZero() {
				done--
			}
		}
		of += s.wished
	}
	if !late || a.opt.Now().Sub(a.asked) < beat {
		return 0, 0
	}
	return max(done+of, 0), of
}

// hurry makes one project due at the next beat.
func (a *App) hurry(ref api.ProjectRef) {
	if p := a.projectAt(ref); p != nil {
		p.hurry(a.opt.Now())
	}
}
