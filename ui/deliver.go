package ui

import (
	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/form"
	"greenlight/ui/overlay"
)

// deliver hands the result of a command to whom it concerns, once.
func (a *App) deliver(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case discoveredMsg:
		return a.discovered(msg)
	case projectLoadedMsg:
		return tea.Batch(a.projectLoaded(msg), a.refill(msg.ref.Host))
	case tiersLoadedMsg:
		a.tiersLoaded(msg)
		return nil
	case pulsedMsg:
		return a.pulsed(msg)
	case restoredMsg:
		return a.restored(msg)
	case wokenMsg:
		return a.woken()
	case savedMsg:
		a.saved(msg)
		return nil
	case rowLoadedMsg:
		return a.rowLoaded(msg)
	case factMsg:
		return a.factLoaded(msg)
	case gatheredMsg:
		a.showFacts()
		return nil
	case lookedAgainMsg:
		return a.lookedAgain(msg)
	case begunMsg:
		a.begun(msg.op)
		return nil
	case decidedMsg:
		return a.decided(msg)
	case tokenReadMsg:
		return a.tokenRead(msg)
	case changesMsg:
		return a.changesLoaded(msg)
	case pipelineMsg:
		return a.pipelineLoaded(msg)
	case historyMsg:
		return a.historyLoaded(msg)
	case logMsg:
		return a.logLoaded(msg)
	case windowMsg:
		return a.windowLoaded(msg)
	default:
		return a.deliverDesk(msg)
	}
}

// deliverDesk hands on what was asked for besides the list and the detail.
func (a *App) deliverDesk(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case askedMsg:
		return a.answered(msg)
	case olderMsg:
		return a.olderLoaded(msg)
	case placesMsg:
		return a.placesLoaded(msg)
	case commitMsg:
		return a.commitChecked(msg)
	case recordedMsg:
		return a.recorded(msg)
	case mergesMsg:
		return a.mergesLoaded(msg)
	case foundMsg:
		return a.found(msg)
	case browsedMsg:
		return a.browsed(msg)
	case journalMsg:
		a.journalLoaded(msg)
	case handedMsg:
		a.handed(msg)
	case copiedMsg:
		a.copied(msg)
	}
	return nil
}

func (a *App) discovered(msg discoveredMsg) tea.Cmd {
	s := a.site(msg.host)
	if s == nil {
		return nil
	}
	if msg.err != nil {
		return a.siteFailed(s, msg.err)
	}
	s.found(a.opt.Now(), &msg.found, msg.partly)
	met := a.meet(s, msg.found.Me)
	s.me, s.token, s.readOnly = msg.found.Me, msg.found.Token, msg.found.ReadOnly
	s.recent, s.cut, s.failures = msg.found.Recent, msg.found.Cut, msg.found.Failures
	a.exchange(s, msg.found.Projects, len(s.unanswered) > 0)
	a.setLoading()
	if o := a.opt.Open; o != nil && !a.opened && o.Host == s.host {
		a.opened = true
		return tea.Batch(met, a.poll(), findCmd(a.ctx, a.opt.Fleet, *o))
	}
	return tea.Batch(met, a.poll())
}

// exchange puts the projects that were found in the place of those that were shown; what
// is known of those that stay, stays. Where some names were not answered, what an
// earlier run has shown stays too: it may be theirs.
func (a *App) exchange(s *site, found []fleet.Project, some bool) {
	next := make([]project, 0, len(found))
	there := make(map[api.ProjectRef]bool, len(found))
	for _, p := range found {
		there[p.Ref] = true
		if i := s.find(p.Ref); i >= 0 {
			s.projects[i].Project = p // it may have been renamed
			next = append(next, s.projects[i])
			continue
		}
		next = append(next, project{Project: p})
	}
	for _, old := range s.projects {
		switch {
		case there[old.Ref]:
		case old.admitted, some && old.listed == 0 && !old.good.IsZero():
			next = append(next, old)
		default:
			*a.usual() = a.usual().Forget(old.Ref)
		}
	}
	s.watch(next)
}

// siteFailed notes that an instance as a whole cannot be read. A refused token
// stops the asking: repeating it locks accounts out.
func (a *App) siteFailed(s *site, err error) tea.Cmd {
	if tokenRefused(err) {
		return a.tokenFailed(s, err)
	}
	s.failed(err, a.opt.Now())
	a.setLoading()
	return nil
}

// tokenFailed pauses an instance and says, once, what to do.
func (a *App) tokenFailed(s *site, err error) tea.Cmd {
	if s.phase == refused {
		return nil
	}
	s.phase, s.err, s.looking = refused, err, false
	a.setLoading()
	a.tellError(err, api.Ref{})
	if a.cards.Dirty() {
		return nil // what is being typed is not covered up
	}
	a.notices.visible = false // the card says it, and its keys belong into the footer
	s.told = true
	return a.push(a.tokenCard(s))
}

func (a *App) tokenRead(msg tokenReadMsg) tea.Cmd {
	s := a.site(msg.host)
	if s == nil {
		return nil
	}
	if msg.err != nil {
		s.looking = false
		a.tellError(msg.err, api.Ref{})
		return nil
	}
	s.phase, s.told, s.looking = discovering, false, false
	s.forgetCaller()
	for i := range s.projects {
		s.projects[i].hurry(a.opt.Now())
	}
	if top, ok := a.cards.Top(); ok {
		if _, tells := overlay.As[form.Notice](top); tells {
			return tea.Batch(a.closeCard(), discoverCmd(a.ctx, a.opt.Fleet, s.host))
		}
	}
	return discoverCmd(a.ctx, a.opt.Fleet, s.host)
}

func (a *App) projectLoaded(msg projectLoadedMsg) tea.Cmd {
	s := a.site(msg.ref.Host)
	if s == nil {
		return nil
	}
	i := s.find(msg.ref)
	if i < 0 {
		return nil
	}
	now := a.opt.Now()
	p, was := &s.projects[i], s.offline()
	asked := p.urgent
	*p = p.loaded(msg.err, now, s.refresh)
	s.reached(was, a.opt.Now())
	if msg.err != nil {
		return a.projectFailed(s, p)
	}
	if p.listed > 0 && msg.snapshot.Changed {
		p.warm = now
	}
	if p.told && p.listed > 0 && !msg.snapshot.Changed {
		// not all that GitLab changes moves the time by which updates are asked for
		a.opt.Fleet.Doubt(msg.ref)
		p.soon = true
	}
	p.told = false
	p.relisted(msg.snapshot.Rows)
	if msg.snapshot.Partial {
		p.soon = true // what waits further down is still to be read, after the others' newest
	} else if p.listed++; p.listed == 1 && s.unlisted() == 0 {
		s.pulse.soon = true // it tells the tiers, and what has changed since the first were listed
	}
	p.counted(msg.snapshot.Rows)
	*a.usual() = a.usual().Replace(msg.ref, msg.snapshot.Rows, a.now())
	if a.usual().Older(msg.ref) == 0 {
		p.page, p.whole = 0, false // what was read further down is gone
	}
	p.more, p.long = msg.snapshot.More && !p.whole, msg.snapshot.More
	a.resize()
	return tea.Batch(a.readWaiting(s, msg.snapshot.Rows, asked), a.readDropped(msg.ref))
}

// projectFailed notes that a project could not be read.
func (a *App) projectFailed(s *site, p *project) tea.Cmd {
	a.setLoading()
	switch {
	case tokenRefused(p.err):
		return a.tokenFailed(s, p.err)
	case p.fails == 1 && gone(p.err):
		return a.lookAround(s)
	default:
		return nil
	}
}

// setLoading tells the list whether rows are still to come, and whether what it
// shows may be old.
func (a *App) setLoading() {
	offline := len(a.sites) > 0
	for _, s := range a.sites {
		offline = offline && (s.offline() || s.phase == refused)
	}
	usual := a.usual()
	a.arrived = a.arrived || usual.Len() > 0 && !a.judges() && !a.reading()
	*usual = usual.SetLoading(a.reading() || !a.arrived && a.judges()).SetOffline(offline).SetArriving(!a.arrived)
	*a.answer() = a.answer().SetOffline(offline)
}
