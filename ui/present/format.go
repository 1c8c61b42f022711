// Package present is the pure side of the screen: numbers, times and states as the
// words people read. It knows no width and no colour, only which role a word has.
//
// Everything takes the time as an argument. Names come out as they went in: what
// draws them cleans them.
package present

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"greenlight/api"
)

const (
	day  = 24 * time.Hour
	week = 7 * day
	year = 365 * day
)

// Age is how long something has lasted, in at most three cells: "<1m", "14m", "2h",
// "3d", "8w", "2y". It changes at most once a minute; the future is "<1m", as
// clocks differ.
func Age(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "<1m"
	case d < time.Hour:
		return fmt.Sprintf("%dm", d/time.Minute)
	case d < day:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d < 4*week:
		return fmt.Sprintf("%dd", d/day)
	case d < 2*year:
		return fmt.Sprintf("%dw", min(d/week, 99))
	default:
		return fmt.Sprintf("%dy", min(d/year, 99))
	}
}

const justNow = "just now"

// Since is Age with "just now" for what is younger than a minute, for sentences.
func Since(d time.Duration) string {
	if d < time.Minute {
		return justNow
	}
	return Age(d)
}

// Duration is a length of time in seconds: "48s", "6m12s", "1h04m", "2d03h".
// Negative ones are "0s".
func Duration(seconds float64) string {
	if !(seconds > 0) {
		return "0s"
	}
	s := int64(min(seconds, 1e9) + 0.5)
	switch {
	case s < 60:
		return fmt.Sprintf("%ds", s)
	case s < 3600:
		return fmt.Sprintf("%dm%02ds", s/60, s%60)
	case s < 86400:
		return fmt.Sprintf("%dh%02dm", s/3600, s/60%60)
	default:
		return fmt.Sprintf("%dd%02dh", s/86400, s/3600%24)
	}
}

// Interval is how long something takes to come round, rounded up: "10s", "70s", "3m",
// "3h". It is coarse, as it is a promise and must not move with every request.
func Interval(d time.Duration) string {
	up := func(unit time.Duration) int64 { return int64((d + unit - 1) / unit) }
	switch {
	case d <= time.Minute:
		return strconv.FormatInt(up(time.Second), 10) + "s"
	case d <= 2*time.Minute:
		return strconv.FormatInt(up(10*time.Second)*10, 10) + "s"
	case d <= 2*time.Hour:
		return strconv.FormatInt(up(time.Minute), 10) + "m"
	default:
		return strconv.FormatInt(up(time.Hour), 10) + "h"
	}
}

// Clock is a time of day with its zone, "06:00 CET".
func Clock(t time.Time) string { return t.Format("15:04 MST") }

// Date is a date, "2026-02-14".
func Date(t time.Time) string { return t.Format(time.DateOnly) }

// SHA is a commit id in seven characters.
func SHA(s string) string {
	if len(s) > 7 {
		return s[:7]
	}
	return s
}

// Count is a number with its thousands set apart, "1 204". More says that there are
// more than were counted, "1000+": such a number is not set apart.
func Count(n int, more bool) string {
	if more {
		return strconv.Itoa(n) + "+"
	}
	s, sign := strconv.Itoa(n), ""
	if n < 0 {
		s, sign = s[1:], "-"
	}
	var b strings.Builder
	for i, c := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(c)
	}
	return sign + b.String()
}

// Plural is a number with its noun, "1 approval", "2 approvals", "1 204 approvals".
func Plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Count(n, false) + " " + many
}

// IID is the number of a deployment, job or pipeline, "#4821".
func IID(n int64) string { return "#" + strconv.FormatInt(n, 10) }

// MergeRequest is the number of a merge request, "!881".
func MergeRequest(iid int64) string { return "!" + strconv.FormatInt(iid, 10) }

// User is "@lin", or "–" where there is none any more.
func User(u *api.User) string {
	if u == nil || u.Username == "" {
		return "–"
	}
	return "@" + u.Username
}

// Quote puts GitLab's or a person's own words in quotes.
func Quote(s string) string { return "“" + s + "”" }

// List joins names for a sentence: "a", "a and b", "a, b and c", "a, b and 3 more"
// with at most limit of them named; a limit below one names all.
func List(names []string, limit int) string {
	if limit < 1 || limit >= len(names) {
		limit = len(names)
	}
	named, rest := names[:limit], len(names)-limit
	if rest > 0 {
		return strings.Join(named, ", ") + " and " + strconv.Itoa(rest) + " more"
	}
	if len(named) < 2 {
		return strings.Join(named, "")
	}
	return strings.Join(named[:len(named)-1], ", ") + " and " + named[len(named)-1]
}

// Capital is a sentence that begins with a capital letter.
func Capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}
