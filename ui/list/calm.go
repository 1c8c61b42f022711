package list

import (
	"slices"
	"time"

	"greenlight/api"
)

// Calm is what there is besides what waits for the user.
type Calm struct {
	// Running are the running rows, Production those of them in production; Blocked
	// are held back, for others or for a hand.
	Running, Production, Blocked int
	// FailedLastDay failed in the last 24 hours.
	FailedLastDay int
}

// add counts n entries like e, but for the failed ones, which grow old.
func (c *Calm) add(e *entry, n int) {
	switch {
	case e.judged() == api.StateRunning:
		c.Running += n
		if e.production() {
			c.Production += n
		}
	case e.blocked:
		c.Blocked += n
	}
}

// Calm counts. It looks at the failed rows only: they stand together in the order.
func (m Model) Calm(now time.Time) Calm {
	c := m.s.calm
	from, _ := slices.BinarySearchFunc(m.s.order, uint8(api.StateFailed), func(e *entry, rank uint8) int {
		return int(e.rank) - int(rank)
	})
	for _, e := range m.s.order[from:] {
		if e.rank > uint8(api.StateRejected) {
			break
		}
		if e.failed && now.Sub(m.s.since(e)) < 24*time.Hour {
			c.FailedLastDay++
		}
	}
	return c
}
