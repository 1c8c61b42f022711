package sandbox

import (
	"net/http"
	"strconv"
	"time"
)

// limiter counts requests of each user in windows of a minute, as the
// instance-wide throttle does.
// gitlab: lib/gitlab/rack_attack/request_throttle_data.rb
type limiter struct {
	limit   int
	windows map[string]*limitWindow
}

type limitWindow struct {
	begin    time.Time
	observed int
}

// count takes one request and writes the headers; false is 429.
func (l *limiter) count(who string, now time.Time, h http.Header) bool {
	win := l.windows[who]
	begin := now.Truncate(time.Minute)
	if win == nil || win.begin.Before(begin) {
		win = &limitWindow{begin: begin}
		l.windows[who] = win
	}
	win.observed++
	reset := win.begin.Add(time.Minute)
	h.Set("Ratelimit-Limit", strconv.Itoa(l.limit))
	h.Set("Ratelimit-Name", "throttle_authenticated_api")
	if who == "" {
		h.Set("Ratelimit-Name", "throttle_unauthenticated_api")
	}
	h.Set("Ratelimit-Observed", strconv.Itoa(win.observed))
	h.Set("Ratelimit-Remaining", strconv.Itoa(max(l.limit-win.observed, 0)))
	h.Set("Ratelimit-Reset", strconv.FormatInt(reset.Unix(), 10))
	if win.observed <= l.limit {
		return true
	}
	wait := max(int(reset.Sub(now)/time.Second), 1)
	h.Set("Retry-After", strconv.Itoa(wait))
	h.Set("Ratelimit-Resettime", reset.UTC().Format(http.TimeFormat))
	return false
}
