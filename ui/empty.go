package ui

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"greenlight/api"
	"greenlight/ui/draw"
	"greenlight/ui/keys"
	"greenlight/ui/present"
	"greenlight/ui/status"
)

// empty is the body of a view without rows: why that is, and what to do.
func (a App) empty(r Rects, now time.Time) []string {
	h := a.height - 5
	st := a.styles
	if a.asking.shown {
		return a.emptyAnswer(r, h, now)
	}
	for i := range a.sites {
		s := &a.sites[i]
		if s.err == nil || a.list.Len() > 0 {
			continue
		}
		again := keys.Hint{Keys: a.keys.Label(keys.Refresh), Verb: "try now"}
		if s.phase == refused {
			again.Verb = "read the token again"
			return status.TokenRefused(a.width, h, s.host, sentence(s.err), again, st)
		}
		return status.Unreachable(a.width, h, s.host, sentence(s.err), max(s.nextTry.Sub(a.opt.Now()), 0), again, st)
	}
	switch {
	case a.filter.input.Value() != "" && a.list.Len() > 0:
		return status.NoMatch(a.width, h, a.keys.Label(keys.Back), a.matching(), st)
	case a.reading():
		return a.skeleton(r, now)
	case a.arriving() && a.whyUnjudged() == "":
		return a.skeleton(r, now)
	case a.noProjects():
		return status.NoProjects(a.width, h, a.whyNoProjects(), st)
	case a.list.Unjudged() > 0 && a.list.Views()[a.list.ActiveView()].Filter.Judges():
		return status.Unjudged(a.width, h, a.list.Unjudged(), a.whyUnjudged(), a.keys.Hint(keys.NextView), st)
	case a.list.ActiveView() == 0 && len(a.opt.Views) == 0:
		return status.Nothing(a.width, h, a.calm(now), st, a.opt.Now())
	default:
		name := a.list.Views()[a.list.ActiveView()].Name
		return status.EmptyView(a.width, h, name, a.keys.Hint(keys.NextView), st)
	}
}

// lookElsewhere counts what the filter would find in all views where it shows nothing in
// this one. It asks each row, which View must not: rows that come meanwhile are counted at
// the next beat.
func (a *App) lookElsewhere() {
	a.filter.elsewhere = 0
	if _, shown := a.list.Position(); shown == 0 && !a.list.Filter().Empty() {
		a.filter.elsewhere = a.list.Matching()
	}
}

// matching leads to the view of all where the filter, which matches nothing in the one
// that is shown, matches there: somebody in trouble looks for a name, not for a view.
func (a App) matching() keys.Hint {
	for i, v := range a.list.Views() {
		if !v.Filter.Empty() || i == a.list.ActiveView() || i > int(keys.View9-keys.View1) {
			continue
		}
		if n := a.filter.elsewhere; n > 0 {
			return keys.Hint{Keys: a.keys.Label(keys.View1 + keys.Action(i)), Verb: "shows " + present.Count(n, false) + " in " + present.Quote(v.Name) + "."}
		}
		break
	}
	return keys.Hint{}
}

// emptyAnswer is the body of a query without rows: while it is asked, where it failed,
// and where GitLab has none, which is not to be taken for nothing that waits.
func (a App) emptyAnswer(r Rects, h int, now time.Time) []string {
	switch {
	case a.asking.loading:
		return a.skeleton(r, now)
	case a.asking.err != nil:
		return status.AskedInVain(a.width, h, sentence(a.asking.err), []keys.Hint{{Keys: a.keys.Label(keys.Refresh), Verb: "ask again"}, a.keys.Hint(keys.Query)}, a.styles)
	case a.list.Len() > 0:
		return status.NoMatch(a.width, h, a.keys.Label(keys.Back), keys.Hint{}, a.styles)
	default:
		return status.AskedInVain(a.width, h, "", []keys.Hint{a.keys.Hint(keys.Query), {Keys: a.keys.Label(keys.Back), Verb: "takes it away"}}, a.styles)
	}
}

// skeleton is the list with the places of its rows, each where the row will stand.
func (a App) skeleton(r Rects, now time.Time) []string {
	lines := a.list.SetLoading(true).View(r.ListW, r.ListH, a.styles, now)
	return a.widened(lines, r.ListW)
}

// widened pads lines of w cells to the width of the screen.
func (a App) widened(lines []string, w int) []string {
	if rest := a.width - w; rest > 0 {
		blank := draw.New(rest, &a.styles.Body, a.styles.ASCII).String()
		for i := range lines {
			lines[i] += blank
		}
	}
	return lines
}

// whyUnjudged is why the first deployment that was not read singly was not; empty
// while none has failed.
func (a App) whyUnjudged() string {
	for _, s := range a.sites {
		for _, p := range s.projects {
			if len(p.unread) > 0 {
				return sentence(p.failure())
			}
		}
	}
	return ""
}

func (a App) noProjects() bool {
	for _, s := range a.sites {
		if len(s.projects) > 0 {
			return false
		}
	}
	return true
}

func (a App) whyNoProjects() string {
	var parts []string
	for _, s := range a.sites {
		if s.recent {
			parts = append(parts, fmt.Sprintf("@%s is a Reporter or more in no project of %s.", s.me.Username, s.host))
		}
		for _, f := range s.failures {
			parts = append(parts, sentence(f.Err))
		}
	}
	return strings.Join(parts, " ")
}

// calm is what there is besides what waits for the user.
func (a App) calm(now time.Time) status.Calm {
	rows := a.usual().Calm(now)
	c := status.Calm{
		Fresh: a.fresh(), Running: rows.Running, Production: rows.Production,
		Blocked: rows.Blocked, FailedLastDay: rows.FailedLastDay,
	}
	for _, s := range a.sites {
		all, _, failed := s.counts()
		c.Projects, c.Failed = c.Projects+all, c.Failed+failed
		if s.phase != ready || s.offline() {
			c.Hosts = append(c.Hosts, s.host)
		}
	}
	return c
}

// unread groups what could not be read by its reason.
func (a App) unread() []status.Unread {
	var out []status.Unread
	add := func(name string, err error) {
		reason := api.KindOf(err).String()
		switch e := api.AsError(err); {
		case errors.Is(err, errSilent{}):
			reason = "no answer yet"
		case e != nil && e.Status > 0:
			reason = fmt.Sprintf("%d %s", e.Status, reason)
		}
		for i := range out {
			if out[i].Reason == reason {
				out[i].Projects = append(out[i].Projects, name)
				return
			}
		}
		out = append(out, status.Unread{Reason: reason, Projects: []string{name}})
	}
	for _, s := range a.sites {
		for _, f := range s.failures {
			add(f.Name, f.Err)
		}
		for _, p := range s.projects {
			if err := p.failure(); err != nil && p.good.IsZero() {
				add(p.Path, err)
			}
		}
	}
	return out
}
