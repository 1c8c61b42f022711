package ui

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
	"greenlight/ui/form"
	"greenlight/ui/overlay"
	"greenlight/ui/present"
	"greenlight/ui/status"
)

func (a *App) rowLoaded(msg rowLoadedMsg) tea.Cmd {
	a.hasRead(msg.reading)
	defer a.setLoading()
	a.judged(msg)
	if msg.err != nil {
		return a.rowFailed(msg)
	}
	if old, ok := a.row(msg.ref); ok && old.Judged > msg.row.Judged {
		return nil
	}
	if msg.full && msg.ref == a.looked {
		a.detailed = msg.ref
	}
	a.put(msg.row)
	a.learned(msg.ref)
	a.refreshCard(msg.row)
	return tea.Batch(a.reached(msg.row), a.hear(msg.row), a.brief())
}

// put shows a row that was read singly, unless its project is shown no more.
func (a *App) put(row fleet.Row) {
	s := a.site(row.Ref.Host)
	if s == nil || s.find(api.ProjectRef{Host: row.Ref.Host, ID: row.Ref.Project}) < 0 {
		return
	}
	_, asked := a.answer().Row(row.Ref)
	if _, there := a.usual().Row(row.Ref); there || !asked {
		*a.usual() = a.usual().Put(row, a.now())
	}
	if asked {
		*a.answer() = a.answer().Put(row, a.now())
	}
	a.resize()
	if row.Ref == a.bench.ref {
		a.bench.pipeline = a.bench.pipeline.About(row)
		a.bench.changes = a.bench.changes.About(row)
	}
}

// projectOf is the project of a deployment, nil where it is not watched.
func (a *App) projectOf(ref api.Ref) *project {
	return a.projectAt(api.ProjectRef{Host: ref.Host, ID: ref.Project})
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
	err := msg.err
	if row, ok := a.row(msg.ref); err != nil && (!ok || !waits(row)) {
		return // nobody's decision rests on it; told where somebody looks
	}
	if decide.Gone(err) {
		err = nil // nothing of it is left to be known
	}
	s.projects[i] = s.projects[i].judged(msg.ref, err)
}

// rowFailed tells of a failed single read only where somebody looks at the row:
// the rest is told by the project.
func (a *App) rowFailed(msg rowLoadedMsg) tea.Cmd {
	s := a.site(msg.ref.Host)
	if wait := retryAfter(msg.err); wait > 0 {
		a.quieten(msg.ref.Host, wait, msg.idle)
	}
	switch {
	case s != nil && tokenRefused(msg.err):
		return a.tokenFailed(s, msg.err)
	case decide.Gone(msg.err):
		a.unfollow(msg.ref)
		a.gone(msg.ref)
	case s != nil && s.offline() && unanswered(msg.err):
		// the header says it of all of them, and the footer is for what can be done
	case msg.full && msg.ref == a.looked && api.KindOf(msg.err) != api.Canceled:
		row, _ := a.row(msg.ref)
		a.tellError(named(msg.err, row), msg.ref)
	}
	return nil
}

// quieten leaves an instance alone for as long as it asked for. What it said to a read that
// nobody waits for holds up no user.
func (a *App) quieten(host string, wait time.Duration, idle bool) {
	s := a.site(host)
	if s == nil {
		return
	}
	if s.idle = a.opt.Now().Add(wait); !idle {
		s.quiet = s.idle
	}
}

// refreshCard tells an open card what its target is now.
func (a *App) refreshCard(row fleet.Row) {
	before := a.asks()
	a.cards = a.cards.Each(func(l overlay.Layer) (overlay.Layer, bool) {
		if d, ok := overlay.As[form.Decision](l); ok && d.Ref() == row.Ref && row.Detailed {
			return overlay.Of(d.Refresh(row)), true
		}
		if m, ok := overlay.As[form.Many](l); ok && row.Detailed {
			return overlay.Of(m.Refresh(row)), true
		}
		return l, true
	})
	if a.asks() != before {
		a.amended = a.opt.Now()
	}
	if n := a.notices.shown; n.reading != "" && n.reading != a.cardReading() {
		a.notices.visible = false
	}
}

// gone takes away a deployment that GitLab has no more, and tells the cards that are
// about it, also where a listing has dropped it before. It reports whether the deployment
// was shown.
func (a *App) gone(ref api.Ref) bool {
	row, ok := a.row(ref)
	a.learned(ref)
	a.cards = a.cards.Each(func(l overlay.Layer) (overlay.Layer, bool) {
		if d, is := overlay.As[form.Decision](l); is {
			return overlay.Of(d.Vanished(ref)), true
		}
		if m, is := overlay.As[form.Many](l); is {
			return overlay.Of(m.Vanished(ref)), true
		}
		return l, true
	})
	if !ok {
		return false
	}
	a.drop(ref)
	a.unfollow(ref)
	a.tell(notice{kind: status.Unknown, result: true, text: fmt.Sprintf("%s %s is gone: it was deleted, or is no longer open to you.", place(row), present.IID(row.Deployment.IID))})
	return true
}

// drop takes a deployment out of both lists.
func (a *App) drop(ref api.Ref) {
	a.unfollow(ref)
	a.list, a.aside = a.list.Drop(ref, a.now()), a.aside.Drop(ref, a.now())
	a.resize()
}

// readWaiting reads singly what a listing cannot tell, unless that was done just now; where
// the user asked for the listing, unless it was done since.
func (a *App) readWaiting(s *site, rows []fleet.Row, asked bool) tea.Cmd {
	now := a.opt.Now()
	every := s.rhythm.Waiting - s.refresh/2 // a little early, or it would be every second listing that finds it due
	if s.starved > 0 && s.unlisted() > 0 {
		every = trusted // what nobody has seen yet goes first
	}
	fresh := func(r fleet.Row) bool {
		if asked && r.ReadAt.Before(a.asked) {
			return false
		}
		age := now.Sub(r.ReadAt)
		return r.Detailed && age >= 0 && age < every
	}
	var cmds []tea.Cmd
	for _, r := range rows {
		switch {
		case !waits(r) && r.Ref != a.looked:
		case r.Ref == a.looked && !a.small():
			cmds = append(cmds, a.read(r.Ref, true))
		case waits(r) && !fresh(r):
			cmds = append(cmds, a.readIdly(r.Ref, asked))
		}
	}
	a.setLoading()
	return tea.Batch(cmds...)
}
