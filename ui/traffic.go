package ui

import (
	"fmt"
	"strings"
	"time"

	"greenlight/ui/form"
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
		all = append(all, form.Traffic{Host: s.host, Sent: s.sent(a.opt.Now()), Rhythm: s.reads(a.opt.Now())})
	}
	return all
}

// sent says how many requests there were and may be.
func (s *site) sent(now time.Time) string {
	u := s.usage
	out := present.Plural(u.Sent, "request", "requests") + " in the last minute. "
	allowed := "; GitLab names no limit"
	if u.Limit > 0 {
		allowed = fmt.Sprintf(" of the %d that GitLab allows", u.Limit)
	}
	if u.Sent > u.Ceiling {
		out += fmt.Sprintf("The first reading may be a burst; after it greenlight makes up to %d by itself%s.", u.Ceiling, allowed)
	} else {
		out += fmt.Sprintf("By itself greenlight makes up to %d%s.", u.Ceiling, allowed)
	}
	if u.Held.After(now) {
		out += fmt.Sprintf(" GitLab asked for none until %s.", u.Held.In(now.Location()).Format(time.TimeOnly))
	}
	return out
}

// reads says how often what is read.
func (s *site) reads(now time.Time) string {
	if s.offline() {
		return fmt.Sprintf("It does not answer; the next try is in %s.", roundOf(max(s.nextRead().Sub(now), 0)))
	}
	var parts []string
	hot := s.load(now).Hot
	if hot > 0 {
		parts = append(parts, fmt.Sprintf("%s where something waits, runs or has just changed: every %s.",
			present.Plural(hot, "project", "projects"), roundOf(s.rhythm.Hot)))
	}
	if quiet := len(s.projects) - hot; quiet > 0 {
		parts = append(parts, fmt.Sprintf("%s where nothing happens: every %s.", present.Plural(quiet, "project", "projects"), roundOf(s.rhythm.Quiet)))
	}
	if s.pulse.answers(now) && s.rhythm.Pulse > 0 {
		parts = append(parts, fmt.Sprintf("In between GraphQL says every %s which of them have changed.", roundOf(s.rhythm.Pulse)))
	} else if !s.pulse.answers(now) {
		parts = append(parts, "It does not answer GraphQL, which would tell what has changed.")
	}
	return strings.Join(parts, " ")
}

// roundOf is how long something takes to come round, rounded up.
func roundOf(d time.Duration) string {
	switch {
	case d <= 2*time.Minute:
		return fmt.Sprintf("%ds", (d+time.Second-1)/time.Second)
	case d <= 2*time.Hour:
		return fmt.Sprintf("%dm", (d+time.Minute-1)/time.Minute)
	default:
		return fmt.Sprintf("%dh", (d+time.Hour-1)/time.Hour)
	}
}
