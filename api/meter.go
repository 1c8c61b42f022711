package api

import (
	"net/http"
	"strconv"
	"sync"
	"time"
)

// RateLimit is how much of GitLab's allowance is left.
// gitlab: lib/gitlab/rack_attack/request_throttle_data.rb
type RateLimit struct {
	// Limit is requests per 60 seconds.
	Limit     int
	Remaining int
	// Reset is when Remaining is full again, by the server's clock.
	Reset time.Time
}

// meter keeps what replies say in passing: clock, allowance, pace.
type meter struct {
	mu    sync.Mutex
	skew  time.Duration
	known bool
	limit RateLimit
	// seconds counts requests by the second; stamp says which second a cell is.
	seconds [60]int
	stamp   [60]int64
}

// sent counts a request.
func (m *meter) sent(now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := now.Unix()
	i := ((s % 60) + 60) % 60
	if m.stamp[i] != s {
		m.stamp[i], m.seconds[i] = s, 0
	}
	m.seconds[i]++
}

func (m *meter) perMinute(now time.Time) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	n, s := 0, now.Unix()
	for i, at := range m.stamp {
		if at > s-60 && at <= s {
			n += m.seconds[i]
		}
	}
	return n
}

// received reads the headers of a reply to a request that began at start and
// was answered at end.
func (m *meter) received(h http.Header, start, end time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.readDate(h, start.Add(end.Sub(start)/2))
	limit, err1 := strconv.Atoi(h.Get("RateLimit-Limit"))
	remaining, err2 := strconv.Atoi(h.Get("RateLimit-Remaining"))
	if err1 != nil || err2 != nil {
		return
	}
	m.limit = RateLimit{Limit: limit, Remaining: remaining}
	if reset, err := strconv.ParseInt(h.Get("RateLimit-Reset"), 10, 64); err == nil {
		m.limit.Reset = time.Unix(reset, 0).UTC()
	}
}

// readDate keeps the skew. Date has whole seconds, cut off, so half a second is
// added, and a new value counts only where it differs by more than that
// coarseness: ages on the screen must not tremble. A reply out of a cache has an
// old Date.
func (m *meter) readDate(h http.Header, mid time.Time) {
	date, err := http.ParseTime(h.Get("Date"))
	if err != nil || h.Get("Age") != "" {
		return
	}
	skew := date.Add(500 * time.Millisecond).Sub(mid)
	if diff := skew - m.skew; m.known && diff.Abs() <= time.Second {
		return
	}
	m.skew, m.known = skew, true
}

func (m *meter) currentSkew() time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.skew
}

func (m *meter) rateLimit() RateLimit {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.limit
}
