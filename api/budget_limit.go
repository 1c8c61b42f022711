package api

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	// maxThrottles bounds the limits that are kept apart by name.
	maxThrottles = 8
	// maxLimit is the largest number in a limit's headers that is believed.
	maxLimit = 10_000_000
	// maxReset bounds how far away the end of a limit's period is believed to be.
	maxReset = time.Hour
	// least is the part of a limit, one in so many, that is left to the user and to
	// whoever else uses the account.
	least = 5
)

// limits is what the host's replies said of its rate limits, by name. A host has
// several, for parts of its addresses, and a reply names the one that is nearest
// its end; what a later reply does not name is still so.
// gitlab: lib/gitlab/rack_attack.rb
type limits struct {
	by map[string]*throttle
}

// throttle is one rate limit.
type throttle struct {
	// limit is a minute's.
	limit int
	// whole is what its own period allows, which need not be a minute, and left what
	// is left of that.
	whole, left int
	// reset is when the period ends, by this clock; epoch the same by the server's,
	// in seconds, 0 where it did not tell.
	reset time.Time
	epoch int64
	heard time.Time
}

// read learns from a reply. skew is how far the server's clock is ahead.
func (l *limits) read(h http.Header, now time.Time, skew time.Duration) {
	limit, ok := limitHeader(h, "RateLimit-Limit")
	if !ok || limit == 0 || h.Get("Age") != "" {
		// one out of a cache tells of another time
		return
	}
	name := h.Get("RateLimit-Name")
	t := l.by[name]
	if t == nil {
		t = l.add(name)
	}
	t.limit, t.heard = limit, now
	remaining, ok := limitHeader(h, "RateLimit-Remaining")
	if !ok {
		t.whole = max(t.whole, limit)
		if t.reset.IsZero() {
			t.left = t.whole
		}
		return
	}
	observed, told := limitHeader(h, "RateLimit-Observed")
	switch {
	case told && remaining > 0:
		t.whole = observed + remaining
	case t.whole == 0 || remaining > t.whole:
		t.whole = max(limit, remaining)
	}
	t.learn(remaining, h.Get("RateLimit-Reset"), now, skew)
}

// learn takes what is left. Replies overtake each other: of one period the least
// counts, and one of a period that is over tells nothing of the next.
func (t *throttle) learn(remaining int, reset string, now time.Time, skew time.Duration) {
	ahead, epoch := resetHeader(reset, now.Add(skew))
	if t.whole <= t.limit {
		ahead = min(ahead, span+time.Second)
	}
	running := t.epoch > 0 && epoch > 0 && t.reset.After(now)
	switch {
	case running && epoch < t.epoch:
		return
	case running && epoch == t.epoch:
		t.left = min(t.left, remaining)
	default:
		t.left = remaining
	}
	t.reset, t.epoch = now.Add(ahead), epoch
}

// add keeps one more limit, in the place of the one unheard of for longest where
// there are too many.
func (l *limits) add(name string) *throttle {
	if l.by == nil {
		l.by = map[string]*throttle{}
	}
	if len(l.by) >= maxThrottles {
		oldest := name
		for n, t := range l.by {
			if o := l.by[oldest]; o == nil || t.heard.Before(o.heard) {
				oldest = n
			}
		}
		delete(l.by, oldest)
	}
	t := &throttle{}
	l.by[name] = t
	return t
}

// renew fills the limits whose period is over.
func (l *limits) renew(now time.Time) {
	for _, t := range l.by {
		if !t.reset.IsZero() && !t.reset.After(now) {
			t.left, t.reset, t.epoch = t.whole, time.Time{}, 0
		}
	}
}

func (l *limits) shift(d time.Duration) {
	for _, t := range l.by {
		t.heard = t.heard.Add(d)
		if !t.reset.IsZero() {
			t.reset = t.reset.Add(d)
		}
	}
}

// minute is the limit a minute that counts: the one with the smallest part left of
// those whose period runs, else the last that was heard of; 0 where there is none.
func (l *limits) minute() int {
	var counts *throttle
	for _, t := range l.by {
		if counts == nil || t.nearer(counts) {
			counts = t
		}
	}
	if counts == nil {
		return 0
	}
	return counts.limit
}

func (t *throttle) nearer(o *throttle) bool {
	a, b := int64(t.left)*int64(o.whole), int64(o.left)*int64(t.whole)
	switch {
	case t.reset.IsZero() != o.reset.IsZero():
		return o.reset.IsZero()
	case t.reset.IsZero() || a == b:
		return t.heard.After(o.heard) || t.heard.Equal(o.heard) && t.limit < o.limit
	default:
		return a < b
	}
}

// leave is how many more requests leave each limit its least part, should all that
// are under way count too, and when the tightest one's period ends, or is worth
// another look where no reply of this period told. ok is false where nothing is
// known.
func (l *limits) leave(open int, now time.Time) (n int, again time.Time, ok bool) {
	for _, t := range l.by {
		m := t.left - open - t.whole/least
		if !ok || m < n {
			n, again, ok = m, t.reset, true
		}
	}
	if again.IsZero() {
		again = now.Add(time.Second)
	}
	return n, again, ok
}

// limitHeader reads a count that is neither negative nor absurd.
func limitHeader(h http.Header, name string) (n int, ok bool) {
	n, err := strconv.Atoi(strings.TrimSpace(h.Get(name)))
	return n, err == nil && n >= 0 && n <= maxLimit
}

// resetHeader reads when a limit's period ends: how far away that is, to be on the
// safe side by the second that Date is coarse, and by which of the server's
// seconds. GitLab sends the second; what stands before it may send how many are
// left. Without a sense it is a minute.
func resetHeader(v string, server time.Time) (ahead time.Duration, epoch int64) {
	n, err := strconv.ParseInt(strings.TrimSpace(v), 10, 64)
	if err != nil || n < 0 {
		return span, 0
	}
	if n <= int64(maxReset/time.Second) {
		return time.Duration(n)*time.Second + time.Second, 0
	}
	if n > server.Add(maxReset).Unix() {
		return span, 0
	}
	ahead = time.Unix(n, 0).Sub(server) + time.Second
	return max(ahead, time.Second), n
}
