package ui

import (
	"time"

	"greenlight/ui/status"
)

// sweep is how long it takes at most until all that is listed has come round.
func (s site) sweep() time.Duration { return max(s.rhythm.Hot, s.rhythm.Quiet, s.rhythm.Deaf) }

// fresh is how fresh what is shown is. A pulse tells of what is known already, and so it
// makes nothing fresh but that; of what it says nothing of, the listing does.
func (s site) fresh(now time.Time) status.Fresh {
	all, changes := status.Round{Every: s.sweep()}, status.Round{Every: s.rhythm.Pulse}
	for i := range s.projects {
		p := &s.projects[i]
		if i == 0 || p.read.Before(all.At) {
			all.At = p.read
		}
		if i == 0 || p.good.Before(changes.At) {
			changes.At = p.good
		}
		switch {
		case p.heard:
		case p.hot(now):
			changes.Every = max(changes.Every, s.rhythm.Hot)
		default:
			changes.Every = max(changes.Every, s.rhythm.Deaf)
		}
	}
	if s.rhythm.Pulse == 0 {
		changes = all
	}
	changes.Every = min(max(changes.Every, s.refresh), all.Every)
	return status.Fresh{All: all, Changes: changes}
}

// limited is how many requests a minute there may be where that has held up what is due for
// long; 0 where it has not.
func (a App) limited() int {
	now := a.opt.Now()
	for _, s := range a.sites {
		if !s.short.IsZero() && now.Sub(s.short) >= shortage {
			return s.usage.Ceiling
		}
	}
	return 0
}

// fresh is how fresh the screen is: of several instances as the worst of them.
func (a App) fresh() status.Fresh {
	now := a.opt.Now()
	var out status.Fresh
	for i := range a.sites {
		f := a.sites[i].fresh(now)
		out.All, out.Changes = out.All.Worse(f.All, now), out.Changes.Worse(f.Changes, now)
	}
	return out
}
