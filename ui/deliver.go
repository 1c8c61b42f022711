package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/form"
	"greenlight/ui/overlay"
	"greenlight/ui/status"
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
	case lookedAgainMsg:
		return a.lookedAgain(msg)
	case decidedMsg:
		return a.decided(msg)
	case tokenReadMsg:
		return a.tokenRead(msg)
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
	s.found(a.opt.Now(), len(msg.found.Failures) > 0)
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
		if !slices.ContainsFunc(found, func(p project) bool { return p.Ref == old.Ref }) {
			a.list = a.list.Forget(old.Ref)
		}
	}
	s.projects = found
	a.setLoading()
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
	a.setLoading()
	if msg.err != nil {
		if tokenRefused(msg.err) {
			return a.tokenFailed(s, msg.err)
		}
		return nil
	}
	s.projects[i].more = msg.snapshot.More
	s.projects[i].unread = slices.DeleteFunc(slices.Clone(s.projects[i].unread), func(r api.Ref) bool {
		return !slices.ContainsFunc(msg.snapshot.Rows, func(row fleet.Row) bool { return row.Ref == r && waits(row) })
	})
	a.list = a.list.Replace(msg.ref, msg.snapshot.Rows, a.now())
	a.resize()
	return a.readWaiting(msg.snapshot.Rows)
}

// readWaiting reads singly what a listing cannot tell.
func (a *App) readWaiting(rows []fleet.Row) tea.Cmd {
	var cmds []tea.Cmd
	for _, r := range rows {
		switch {
		case r.Ref == a.looked && !a.small():
			cmds = append(cmds, a.read(r.Ref, true))
		case waits(r):
			cmds = append(cmds, a.read(r.Ref, false))
		}
	}
	a.setLoading()
	return tea.Batch(cmds...)
}

func (a *App) rowLoaded(msg rowLoadedMsg) tea.Cmd {
	a.hasRead(msg.ref, msg.full)
	defer a.setLoading()
	a.judged(msg)
	if msg.err != nil {
		return a.rowFailed(msg)
	}
	if old, ok := a.list.Row(msg.ref); ok && old.ReadAt.After(msg.row.ReadAt) {
		return nil
	}
	if msg.full && msg.ref == a.looked {
		a.detailed = msg.ref
	}
	a.put(msg.row)
	a.refreshCard(msg.row)
	a.reached(msg.row)
	return nil
}

// put shows a row that was read singly, unless its project is shown no more.
func (a *App) put(row fleet.Row) {
	s := a.site(row.Ref.Host)
	if s == nil || s.find(api.ProjectRef{Host: row.Ref.Host, ID: row.Ref.Project}) < 0 {
		return
	}
	a.list = a.list.Put(row, a.now())
	a.resize()
}

// judged notes in the project whether one of its deployments could be read.
func (a *App) judged(msg rowLoadedMsg) {
	s := a.site(msg.ref.Host)
	if s == nil {
		return
	}
	i := s.find(api.ProjectRef{Host: msg.ref.Host, ID: msg.ref.Project})
	if i < 0 || api.KindOf(msg.err) == api.Canceled {
		return
	}
	if row, ok := a.list.Row(msg.ref); msg.err != nil && (!ok || !waits(row)) {
		return // nobody's decision rests on it; told where somebody looks
	}
	s.projects[i] = s.projects[i].judged(msg.ref, msg.err)
}

// rowFailed tells of a failed single read only where somebody looks at the row:
// the rest is told by the project.
func (a *App) rowFailed(msg rowLoadedMsg) tea.Cmd {
	s := a.site(msg.ref.Host)
	if wait := retryAfter(msg.err); s != nil && wait > 0 {
		s.quiet = a.opt.Now().Add(wait)
	}
	switch {
	case s != nil && tokenRefused(msg.err):
		return a.tokenFailed(s, msg.err)
	case api.KindOf(msg.err) == api.NotFound && a.unfollow(msg.ref):
		a.tell(notice{kind: status.Unknown, text: "What you ran is gone: " + sentence(msg.err)})
	case msg.full && msg.ref == a.looked && api.KindOf(msg.err) != api.Canceled:
		a.tellError(msg.err)
	}
	return nil
}

// refreshCard tells an open card what its target is now.
func (a *App) refreshCard(row fleet.Row) {
	a.cards = a.cards.Each(func(l overlay.Layer) (overlay.Layer, bool) {
		if d, ok := overlay.As[form.Decision](l); ok && d.Ref() == row.Ref && row.Detailed {
			return overlay.Of(d.Refresh(row)), true
		}
		return l, true
	})
}

// setLoading tells the list whether rows are still to come, and whether what it
// shows may be old.
func (a *App) setLoading() {
	offline := len(a.sites) > 0
	for _, s := range a.sites {
		offline = offline && (s.offline() || s.phase == refused)
	}
	a.arrived = a.arrived || a.list.Len() > 0 && !a.judges() && !a.reading()
	a.list = a.list.SetLoading(a.judges() || a.reading()).SetOffline(offline).SetArriving(!a.arrived)
}
