package api

import (
	"net/http"
	"sync"
	"time"
)

// meter keeps what replies say in passing: the server's clock.
type meter struct {
	mu    sync.Mutex
	skew  time.Duration
	known bool
}

// received reads the headers of a reply to a request that began at start and
// was answered at end.
func (m *meter) received(h http.Header, start, end time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.readDate(h, start.Add(end.Sub(start)/2))
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
