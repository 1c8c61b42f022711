package ui

import (
	"fmt"
	"strings"
	"time"

	"greenlight/ui/form"
	"greenlight/ui/keys"
	"greenlight/ui/present"
)

// traffic says what is asked of each instance: how much, how much there may be, and how
// often what is read.
func (a App) traffic() []form.Traffic {
	var all []form.Traffic
	for i := range a.sites {
		s := &a.sites[i]
		if len(s.projects) == 0 {
			continue
		}
		all = append(all, form.Traffic{Host: s.host, Sent: s.sent(a.opt.Now(), a.keys.Label(keys.Refresh)), Rhythm: s.reads(a.opt.Now())})
	}
	return all
}

// sent says how many requests there were and may be; refresh is the key that asks for all.
func (s *site) sent(now time.Time, refresh string) string {
	u := s.usage
	out := present.Plural(u.Sent, "request", "requests") + " in the last minute. "
	allowed := "; GitLab names no limit"
	if u.Limit > 0 {
		allowed = fmt.Sprintf(" of the %d that GitLab allows", u.Limit)
	}
	out += fmt.Sprintf("By itself greenlight makes up to %d%s.", u.Ceiling, allowed)
	if u.Sent > u.Ceiling {
		out += fmt.Sprintf(" The first reading, %s and what you look at come on top of that.", refresh)
	}
	if u.Held.After(now) {
		out += fmt.Sprintf(" GitLab asked for none until %s.", u.Held.In(now.Location()).Format(time.TimeOnly))
	}
	return out
}

// reads says how often what is read.
func (s *site) reads(now time.Time) string {
	if s.offline() {
		return fmt.Sprintf("It does not answer; the next try is in %s.", present.Interval(max(s.nextRead().Sub(now), 0)))
	}
	var parts []string
	load := s.load(now)
	hot := load.Hot
	if hot > 0 {
		parts = append(parts, fmt.Sprintf("%s where something waits, runs or has just changed: every %s.",
			present.Plural(hot, "project", "projects"), present.Interval(s.rhythm.Hot)))
	}
	beats := s.pulse.answers() && s.rhythm.Pulse > 0
	deaf := load.Deaf
	if !beats {
		deaf = 0 // it tells of none
	}
	if quiet := len(s.projects) - hot - deaf; quiet > 0 {
		parts = append(parts, fmt.Sprintf("%s where nothing happens: every %s.", present.Plural(quiet, "project", "projects"), present.Interval(s.rhythm.Quiet)))
	}
	if deaf > 0 {
		parts = append(parts, fmt.Sprintf("%s of which GraphQL tells nothing: every %s.", present.Plural(deaf, "project", "projects"), present.Interval(s.rhythm.Deaf)))
	}
	if beats {
		parts = append(parts, fmt.Sprintf("In between GraphQL says every %s which of them have changed.", present.Interval(s.rhythm.Pulse)))
	} else if !s.pulse.answers() {
		parts = append(parts, "It does not answer GraphQL, which would tell what has changed.")
	}
	return strings.Join(parts, " ")
}
