package ui

import (
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/ui/form"
	"greenlight/ui/overlay"
	"greenlight/ui/status"
)

// forgetCaller notes that it is not known any more whose token is in use: one that was
// read anew may be another user's, and nothing is decided before GitLab has said.
func (s *site) forgetCaller() {
	if s.me.ID != 0 {
		s.saved, s.me = s.me, api.CurrentUser{}
	}
}

// meet notes who the user is. What was judged for another one, in this run or by what was
// saved, is not shown to them, and what the other one was about to decide is closed.
func (a *App) meet(s *site, me api.CurrentUser) tea.Cmd {
	saved, before := s.saved, s.me
	s.saved = api.CurrentUser{}
	for _, was := range []api.CurrentUser{saved, before} {
		if was.ID != 0 && was.ID != me.ID {
			return a.changeCaller(s, was, me)
		}
	}
	return nil
}

func (a *App) changeCaller(s *site, was, me api.CurrentUser) tea.Cmd {
	for _, p := range s.projects {
		*a.usual(), *a.answer() = a.usual().Forget(p.Ref), a.answer().Forget(p.Ref)
	}
	if q := a.asking.query.Project; a.asking.on && q.Host == s.host {
		*a.answer() = a.answer().Forget(q)
	}
	s.watch(nil)
	s.restored = time.Time{}
	if !a.closeDecisions(s.host) {
		return nil
	}
	a.tell(notice{kind: status.Changed, result: true, text: fmt.Sprintf("The token for %s is @%s's now. What @%s was about to decide is closed; nothing was sent.", s.host, me.Username, was.Username)})
	return a.arm() // a card that comes to light has to be drawn and to settle anew
}

// closeDecisions takes the cards away that decide on an instance, but for those that have
// sent something already, and keeps what was typed. It reports whether there was one.
func (a *App) closeDecisions(host string) bool {
	there := a.cards.Len()
	a.cards = a.cards.Each(func(l overlay.Layer) (overlay.Layer, bool) {
		if d, is := overlay.As[form.Decision](l); is && d.Ref().Host == host && !d.Sending() {
			a.setDraft(about{ref: d.Ref(), act: d.Act()}, d.Draft())
			return l, false
		}
		if m, is := overlay.As[form.Many](l); is && !m.Sending() && slices.ContainsFunc(m.Refs(), func(r api.Ref) bool { return r.Host == host }) {
			a.setDraft(aboutMany(m.Act(), m.Refs()), m.Draft())
			return l, false
		}
		return l, true
	})
	return a.cards.Len() < there
}
