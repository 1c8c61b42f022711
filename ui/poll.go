package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/api/fleet"
)

// poll asks for everything that is due. What is under way is never asked twice,
// and so a project that hangs holds up nobody else.
func (a *App) poll() tea.Cmd {
	now := a.opt.Now()
	var cmds []tea.Cmd
	for i := range a.sites {
		s := &a.sites[i]
		switch s.phase {
		case ready:
			cmds = append(cmds, a.pollProjects(s, now)...)
		case failing:
			if !now.Before(s.nextTry) {
				s.phase = discovering
				cmds = append(cmds, discoverCmd(a.ctx, a.opt.Fleet, s.host))
			}
		case discovering, refused:
		}
	}
	cmds = append(cmds, a.pollFollowed(now)...)
	return tea.Batch(cmds...)
}

func (a *App) pollProjects(s *site, now time.Time) []tea.Cmd {
	var cmds []tea.Cmd
	for i := range s.projects {
		p := &s.projects[i]
		if p.loading || now.Before(p.next) {
			continue
		}
		p.loading, p.since = true, now
		cmds = append(cmds, loadProjectCmd(a.ctx, a.opt.Fleet, p.Ref))
	}
	return cmds
}

// refreshNow makes everything due; a refused token is read anew first.
func (a *App) refreshNow() tea.Cmd {
	now := a.opt.Now()
	a.asked = now
	var cmds []tea.Cmd
	for i := range a.sites {
		s := &a.sites[i]
		if s.phase == refused {
			cmds = append(cmds, readTokenCmd(a.ctx, a.opt.Fleet, s.host))
			continue
		}
		s.nextTry = now
		for j := range s.projects {
			s.projects[j].next = now
		}
	}
	return tea.Batch(append(cmds, a.poll(), a.startPulse())...)
}

// hurry makes one project due at the next beat.
func (a *App) hurry(ref api.ProjectRef) {
	for i := range a.sites {
		if j := a.sites[i].find(ref); j >= 0 {
			a.sites[i].projects[j].next = a.opt.Now()
		}
	}
}

// followed is a deployment whose job the user has run: it is read often until it
// ends, and its end is told.
type followed struct {
	ref   api.Ref
	since time.Time
	next  time.Time
}

// followEvery is how often a followed deployment is read.
const followEvery = 2 * time.Second

func (a *App) follow(ref api.Ref) {
	now := a.opt.Now()
	a.following = append(a.following, followed{ref: ref, since: now, next: now.Add(followEvery)})
}

func (a *App) pollFollowed(now time.Time) []tea.Cmd {
	var cmds []tea.Cmd
	for i := range a.following {
		f := &a.following[i]
		if now.Before(f.next) {
			continue
		}
		f.next = now.Add(followEvery)
		cmds = append(cmds, loadDetailCmd(a.ctx, a.opt.Fleet, f.ref))
	}
	return cmds
}

// reached tells the end of a followed deployment and stops following it.
func (a *App) reached(row fleet.Row) {
	if !ended(row.Deployment.Status) {
		return
	}
	for i, f := range a.following {
		if f.ref != row.Ref {
			continue
		}
		a.following = append(append([]followed(nil), a.following[:i]...), a.following[i+1:]...)
		a.tell(outcomeNotice(row))
		a.hurry(api.ProjectRef{Host: row.Ref.Host, ID: row.Ref.Project})
		return
	}
}

func ended(s api.Status) bool {
	switch s {
	case api.StatusSuccess, api.StatusFailed, api.StatusCanceled, api.StatusSkipped:
		return true
	default:
		return false
	}
}

// waits reports whether a listed row has to be read singly at every refresh: its
// approvals change without a trace in the listing.
func waits(r fleet.Row) bool {
	switch r.Verdict.State {
	case api.StateReading, api.StateNeedsYou, api.StateMaybeYou, api.StateNeedsOthers, api.StateToRun:
		return true
	default:
		return false
	}
}
