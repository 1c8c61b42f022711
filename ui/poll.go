package ui

import (
	"slices"
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
	silent := false
	for i := range a.sites {
		s := &a.sites[i]
		s.usage = a.opt.Fleet.Usage(s.host)
		silent = s.listen(now) || silent
		switch s.phase {
		case ready:
			a.measure(s, now)
			cmds = append(cmds, a.rediscover(s, now), a.beatOf(s, now), tea.Batch(a.listDue(s, now)...), tea.Batch(a.readTiers(s, now)...))
		case failing:
			if !now.Before(s.nextTry) {
				s.phase = discovering
				cmds = append(cmds, discoverCmd(a.ctx, a.opt.Fleet, s.host))
			}
		case discovering, refused:
		}
	}
	if silent {
		a.setLoading()
	}
	cmds = append(cmds, a.pollFollowed(now)...)
	return tea.Batch(cmds...)
}

// rediscover asks anew which projects there are, what the token may do and how long it
// lives, where that is due, or only what was not answered; what is shown stays meanwhile.
func (a *App) rediscover(s *site, now time.Time) tea.Cmd {
	var names []string
	if now.Before(s.again) {
		names = s.unanswered
		if len(names) == 0 || now.Before(s.retry) {
			return nil
		}
	}
	if s.looking || s.usage.Free == 0 {
		return nil
	}
	s.looking = true
	return discoverCmd(api.Background(a.ctx), a.opt.Fleet, s.host, names...)
}

// lookAround asks at once which projects there are: one of them is gone, and what is
// shown of it must go too.
func (a *App) lookAround(s *site) tea.Cmd {
	now := a.opt.Now()
	s.again = now
	return a.rediscover(s, now)
}

// gone reports whether an error says that there is nothing, or nothing for this token.
func gone(err error) bool {
	switch api.KindOf(err) {
	case api.NotFound, api.Forbidden:
		return true
	default:
		return false
	}
}

// reading is one single read under way; idle is one that nobody waits for, which waits for
// room in the budget, or that the user asked for with all others.
type reading struct {
	ref               api.Ref
	full, idle, asked bool
}

// read reads one deployment singly for the user, unless that is under way or its instance
// has refused the token.
func (a *App) read(ref api.Ref, full bool) tea.Cmd { return a.readAs(reading{ref: ref, full: full}) }

// readIdly reads one that waits, which nobody looks at. One that is in line already is read
// once more where the user asked: it may be there for long.
func (a *App) readIdly(ref api.Ref, asked bool) tea.Cmd {
	if a.reads.has(reading{ref: ref}) || a.reads.has(reading{ref: ref, idle: true, asked: true}) {
		return nil
	}
	return a.readAs(reading{ref: ref, idle: true, asked: asked})
}

func (a *App) readAs(r reading) tea.Cmd {
	s := a.site(r.ref.Host)
	now := a.opt.Now()
	if s == nil || s.phase == refused || a.reads.has(r) || now.Before(s.quiet) || r.idle && now.Before(s.idle) {
		return nil
	}
	a.reads.begin(r)
	return readCmd(a.ctx, a.opt.Fleet, r)
}

// hasRead ends a single read.
func (a *App) hasRead(r reading) { a.reads.end(r) }

// judges reports whether rows that wait are being read singly.
func (a *App) judges() bool { return a.reads.brief > 0 }

// followed is a deployment whose job the user has run: it is read often until it
// ends, and its end is told.
type followed struct {
	ref  api.Ref
	next time.Time
	// watched is that the user asked for it: its end is made heard.
	watched bool
}

// followEvery is how often a followed deployment is read while its job runs or is about
// to; one that waits moves when somebody acts, and is read like the rest.
const followEvery = 2 * time.Second

func (a *App) followPause(ref api.Ref) time.Duration {
	if row, ok := a.row(ref); ok && row.Deployment.Status == api.StatusBlocked && !row.Deployment.Queued() {
		return DefaultRefresh
	}
	return followEvery
}

func (a *App) follow(ref api.Ref) {
	now := a.opt.Now()
	if slices.ContainsFunc(a.following, func(f followed) bool { return f.ref == ref }) {
		return
	}
	a.following = append(slices.Clone(a.following), followed{ref: ref, next: now.Add(followEvery)})
}

func (a *App) pollFollowed(now time.Time) []tea.Cmd {
	var cmds []tea.Cmd
	for i := range a.following {
		f := &a.following[i]
		if now.Before(f.next) {
			continue
		}
		f.next = now.Add(a.followPause(f.ref))
		cmds = append(cmds, a.read(f.ref, true))
	}
	return cmds
}

// reached tells the end of a followed deployment and stops following it.
func (a *App) reached(row fleet.Row) tea.Cmd {
	if !ended(row.Deployment.Status) {
		return nil
	}
	watched := slices.ContainsFunc(a.following, func(f followed) bool { return f.ref == row.Ref && f.watched })
	if !a.unfollow(row.Ref) {
		return nil
	}
	n := outcomeNotice(row)
	a.tell(n)
	a.hurry(api.ProjectRef{Host: row.Ref.Host, ID: row.Ref.Project})
	if !watched {
		return nil
	}
	a.ended = n.text
	return a.announce(n.text)
}

// unfollow reports whether the deployment was followed.
func (a *App) unfollow(ref api.Ref) bool {
	n := len(a.following)
	a.following = slices.DeleteFunc(slices.Clone(a.following), func(f followed) bool { return f.ref == ref })
	return len(a.following) < n
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
