package ui

import (
	"slices"

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
		return a.projectLoaded(msg)
	case rowLoadedMsg:
		return a.rowLoaded(msg)
	case factMsg:
		return a.factLoaded(msg)
	case lookedAgainMsg:
		return a.lookedAgain(msg)
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
	s.found(a.opt.Now(), len(msg.found.Failures)+len(msg.found.Stale) > 0)
	s.me, s.token, s.readOnly = msg.found.Me, msg.found.Token, msg.found.ReadOnly
	s.recent, s.cut, s.failures = msg.found.Recent, msg.found.Cut, msg.found.Failures
	var found []project
	for _, p := range msg.found.Projects {
		if i := s.find(p.Ref); i >= 0 {
			found = append(found, s.projects[i])
			continue
		}
		found = append(found, project{Project: p})
	}
	for _, old := range s.projects {
		if old.admitted && !slices.ContainsFunc(found, func(p project) bool { return p.Ref == old.Ref }) {
			found = append(found, old)
		}
		if !slices.ContainsFunc(found, func(p project) bool { return p.Ref == old.Ref }) {
			*a.usual() = a.usual().Forget(old.Ref)
		}
	}
	s.projects = found
	a.setLoading()
	if o := a.opt.Open; o != nil && !a.opened && o.Host == s.host {
		a.opened = true
		return tea.Batch(a.poll(), findCmd(a.ctx, a.opt.Fleet, *o))
	}
	return a.poll()
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
	a.tellError(err)
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
		a.tellError(msg.err)
		return nil
	}
	s.phase, s.told, s.looking = discovering, false, false
	for i := range s.projects {
		s.projects[i].next, s.projects[i].fails = a.opt.Now(), 0
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
	s.projects[i] = s.projects[i].loaded(msg.err, now, s.refresh)
	if msg.err != nil {
		a.setLoading()
		if tokenRefused(msg.err) {
			return a.tokenFailed(s, msg.err)
		}
		return nil
	}
	s.projects[i].unread = slices.DeleteFunc(slices.Clone(s.projects[i].unread), func(r api.Ref) bool {
		return !slices.ContainsFunc(msg.snapshot.Rows, func(row fleet.Row) bool { return row.Ref == r && waits(row) })
	})
	s.projects[i].listed++
	*a.usual() = a.usual().Replace(msg.ref, msg.snapshot.Rows, a.now())
	if a.usual().Older(msg.ref) == 0 {
		s.projects[i].page, s.projects[i].whole = 0, false // what was read further down is gone
	}
	s.projects[i].more = msg.snapshot.More && !s.projects[i].whole
	a.resize()
	return a.readWaiting(msg.snapshot.Rows)
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
