package ui

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/ui/keys"
	"greenlight/ui/present"
	"greenlight/ui/status"
)

// header is the first row.
func (a App) header() status.Header {
	h := status.Header{
		ReadOnly: a.opt.ReadOnly, Demo: a.opt.Demo, WhyKey: a.keys.Label(keys.Messages),
		Condition: a.condition(), Waiting: a.awaited(),
	}
	for _, s := range a.sites {
		h.Identities = append(h.Identities, status.Identity{Host: s.host, User: s.me.Username})
		h.ReadOnly = h.ReadOnly || s.readOnly
	}
	return h
}

// condition is how fresh the screen is, or the worst of what is wrong.
func (a App) condition() status.Condition {
	var all []status.Condition
	total, read, failed := 0, 0, 0
	for i := range a.sites {
		s := &a.sites[i]
		t, r, f := s.counts()
		total, read, failed = total+t, read+r, failed+f
		all = append(all, a.trouble(s))
	}
	done, again := a.wished()
	switch {
	case a.reading() && a.starved() > 0:
		all = append(all, status.Paced{Done: read, Total: total, PerMinute: a.starved(), In: a.resumes()})
	case a.reading():
		all = append(all, status.Reading{Done: read, Total: total, Age: a.restoredAge()})
	case again > 0:
		all = append(all, status.Paced{Done: done, Total: again, Again: true})
	case a.arriving():
		all = append(all, status.Judging{Left: a.list.Unjudged()})
	case failed > 0:
		all = append(all, status.Partial{Failed: failed, Total: total})
	}
	if text := a.expiring(); text != "" {
		all = append(all, status.Expiring{Text: text})
	}
	fresh := a.fresh()
	if a.reading() {
		return status.Worst(append(all, fresh)...)
	}
	if text := a.leftOut(); text != "" {
		all = append(all, status.Notice{Text: text, Fresh: fresh})
	}
	if perMinute := a.limited(); perMinute > 0 && fresh.Late(a.opt.Now()) {
		all = append(all, status.Limited{PerMinute: perMinute, Fresh: fresh})
	}
	return status.Worst(append(all, fresh)...)
}

// trouble is what is wrong with an instance as a whole, nil for nothing.
func (a App) trouble(s *site) status.Condition {
	now := a.opt.Now()
	switch {
	case s.phase == refused:
		return status.Expired{Host: s.host}
	case s.offline():
		c := status.Offline{Host: a.among(s), RetryIn: max(s.nextRead().Sub(now), 0)}
		if good := s.newest(); !good.IsZero() {
			c.Age = now.Sub(good)
		}
		return c
	case s.silent() && s.err == nil:
		c := status.Silent{Host: a.among(s)}
		if good := s.newest(); !good.IsZero() {
			c.Age = now.Sub(good)
		}
		return c
	case s.phase != ready && s.err != nil && api.KindOf(s.err) != api.RateLimited:
		return status.Failing{Host: s.host, RetryIn: max(s.nextTry.Sub(now), 0)}
	}
	if until := s.limitedUntil(); until.After(now) {
		return status.RateLimited{Until: until}
	}
	return nil
}

// soon is how long before its end a token is called about to expire.
const soon = 7 * 24 * time.Hour

// expiring says which token is about to expire; empty for none. A token is dead
// from the start of its day, UTC.
func (a App) expiring() string {
	for _, s := range a.sites {
		if s.token == nil || s.token.ExpiresAt == nil {
			continue
		}
		day, err := time.Parse(time.DateOnly, *s.token.ExpiresAt)
		if left := day.Sub(a.opt.Fleet.ServerTime(s.host)); err == nil && left < soon {
			return "token expires " + *s.token.ExpiresAt
		}
	}
	return ""
}

// among names an instance where there are several.
func (a App) among(s *site) string {
	if len(a.sites) < 2 {
		return ""
	}
	return s.host
}

// leftOut says what is shown where nothing was named, or what is left out: no
// trouble, but not to be guessed. The demo has no projects to name.
func (a App) leftOut() string {
	recent, cut, all := 0, 0, 0
	for _, s := range a.sites {
		n := len(s.projects)
		all += n
		switch {
		case s.recent && !a.opt.Demo:
			recent += n
		case s.cut:
			cut += n
		}
	}
	switch {
	case recent > 0 && recent < all:
		return fmt.Sprintf("%d recent of %d projects", recent, all)
	case recent > 0:
		return present.Plural(recent, "recent project", "recent projects")
	case cut > 0:
		return fmt.Sprintf("the first %d projects", cut)
	}
	return ""
}

// starved is how many requests a minute there may be where projects wait for that; 0 where
// none does.
func (a App) starved() int {
	for _, s := range a.sites {
		if s.starved > 0 {
			return s.usage.Ceiling
		}
	}
	return 0
}

// resumes is when reading goes on where an instance's budget has no room; 0 where it has.
func (a App) resumes() time.Duration {
	var in time.Duration
	for _, s := range a.sites {
		if s.starved > 0 && !s.usage.Again.IsZero() {
			in = max(in, s.usage.Again.Sub(a.opt.Now()))
		}
	}
	return in
}

// restoredAge is how old what an earlier run has saved is, while it is on the screen; 0
// where it is not.
func (a App) restoredAge() time.Duration {
	var age time.Duration
	for _, s := range a.sites {
		if s.restored.IsZero() {
			continue
		}
		if _, read, failed := s.counts(); read-failed < len(s.projects) {
			age = max(age, a.opt.Now().Sub(s.restored))
		}
	}
	return age
}

// grace is how long something may take before the light moves.
const grace = 400 * time.Millisecond

// awaited reports whether the user waits: for the first load, or for a refresh
// they asked for.
func (a App) awaited() bool {
	now := a.opt.Now()
	if len(a.flying)+len(a.recording) > 0 {
		return true
	}
	if a.asked.IsZero() || now.Sub(a.asked) < grace {
		return false
	}
	for _, s := range a.sites {
		for _, p := range s.projects {
			if p.loading && !p.since.Before(a.asked) {
				return true
			}
		}
	}
	return false
}

// startPulse starts the one chain of pulses where something is waited for.
func (a *App) startPulse() tea.Cmd {
	if a.pulsing || !a.moves() {
		return nil
	}
	a.pulsing = true
	return pulseCmd()
}

// nextPulse keeps the chain going while something is waited for.
func (a *App) nextPulse() tea.Cmd {
	a.pulsing = a.moves()
	if !a.pulsing {
		return nil
	}
	a.pulse++
	return pulseCmd()
}

func (a *App) moves() bool {
	return a.cardReads() || a.reading() || a.arriving() || len(a.flying)+len(a.recording) > 0 || a.followsLog() || !a.asked.IsZero() && a.awaited()
}
