package status

import (
	"fmt"
	"time"

	"greenlight/ui/present"
	"greenlight/ui/theme"
)

// Round is how often something is looked at, all of it, and when that of it was looked at
// which was so longest ago; zero where some of it never was.
type Round struct {
	At    time.Time
	Every time.Duration
}

const (
	// late is how old what is read every few seconds may get before the header says more
	// than "just now": it only moves when something is late.
	late = 20 * time.Second
	// brisk is the longest round that counts as "just now" all along: with what it may be
	// late it comes to a minute.
	brisk = 40 * time.Second
)

// Patience is how old what comes round as often as this may get before it is late.
func Patience(every time.Duration) time.Duration { return max(late, every*5/4+late/2) }

// Late reports whether it should have come round again.
func (r Round) Late(now time.Time) bool { return now.Sub(r.At) >= Patience(r.Every) }

// Late reports whether something has not come round in time.
func (c Fresh) Late(now time.Time) bool {
	return c.All.Late(now) || !c.Changes.At.IsZero() && c.Changes.Late(now)
}

// Worse is of two rounds the one that says less: one that is late, of two of those the
// older one, and else the slower one. One that was never looked at is none.
func (r Round) Worse(o Round, now time.Time) Round {
	switch {
	case r.At.IsZero():
		return o
	case o.At.IsZero():
		return r
	case r.Late(now) != o.Late(now):
		if o.Late(now) {
			return o
		}
		return r
	case r.Late(now) && o.At.Before(r.At), !r.Late(now) && o.Every > r.Every:
		return o
	default:
		return r
	}
}

// just is the word for what is as good as of this moment.
const just = "just now"

// word says how old it is: as long as it comes round in time that does not move.
func (r Round) word(now time.Time) string {
	age := now.Sub(r.At)
	switch {
	case age < late, r.Every <= brisk && !r.Late(now):
		return just
	case !r.Late(now):
		return "every " + present.Interval(r.Every)
	case age < time.Minute:
		return fmt.Sprintf("%ds ago", int(age.Seconds())/10*10)
	default:
		return present.Age(age) + " ago"
	}
}

// words say how fresh all is, and how fresh what has changed, empty where there is nothing
// to be told apart.
func (c Fresh) words(now time.Time) (all, changes string) {
	all = c.All.word(now)
	if c.Changes.At.IsZero() || all == just {
		return all, ""
	}
	if changes = c.Changes.word(now); changes == all {
		return all, ""
	}
	return all, changes
}

func (c Fresh) spans(now time.Time, _ string) []span {
	all, changes := c.words(now)
	switch {
	case c.All.At.IsZero():
		return []span{{theme.Muted, "nothing read yet"}}
	case changes != "":
		return []span{{theme.Muted, "changes " + changes + ", all " + all}}
	case all != just && !c.All.Late(now):
		return []span{{theme.Muted, "each project " + all}}
	default:
		return []span{{theme.Muted, "updated " + all}}
	}
}

// brief is how fresh all is beside something else: long where there is room.
func (c Fresh) brief(now time.Time, long bool) span {
	all, changes := c.words(now)
	switch {
	case c.All.At.IsZero():
		return span{theme.Muted, "nothing read yet"}
	case changes == "":
		return span{theme.Muted, all}
	case long:
		return span{theme.Muted, "changes " + changes + ", all " + all}
	case c.All.Late(now):
		return span{theme.Muted, "all " + all}
	default:
		return span{theme.Muted, "changes " + changes}
	}
}

func (c Notice) spans(now time.Time, _ string) []span {
	return []span{{theme.Muted, c.Text + " · "}, c.brief(now, true)}
}

// narrow leaves out how fresh all is for chips: who looks is worth more.
func (c Notice) narrow(now time.Time, chips bool) []span {
	if chips {
		return []span{{theme.Muted, c.Text}}
	}
	return []span{{theme.Muted, c.Text + " · "}, c.brief(now, false)}
}

func (c Limited) spans(now time.Time, _ string) []span {
	return []span{quota(c.PerMinute), {theme.Muted, " · "}, c.brief(now, true)}
}

func (c Limited) narrow(now time.Time, _ bool) []span {
	return []span{quota(c.PerMinute), {theme.Muted, " · "}, c.brief(now, false)}
}

// narrowing is a condition that has less to say where there is little room.
type narrowing interface {
	narrow(now time.Time, chips bool) []span
}
