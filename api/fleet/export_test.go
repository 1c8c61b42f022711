package fleet

import "time"

// TurnedRound is turnedRound, for the tests outside.
var TurnedRound = turnedRound

// SetDeadline says how long facts may take.
func (f *Fleet) SetDeadline(deadline func(Fact) time.Duration) {
	for _, h := range f.hosts {
		h.deadline = deadline
	}
}

// Briefs is for how many deployments facts are kept.
const Briefs = briefs

// Remembered counts the answers that are remembered of a project besides its list.
func (f *Fleet) Remembered(host string, project int64) int {
	h := f.hosts[host]
	h.mu.Lock()
	defer h.mu.Unlock()
	p := h.projects[project]
	return len(p.past) + len(p.beats) + len(p.missed)
}

// HoldEarly has what is read early be done when a channel is closed.
func (f *Fleet) HoldEarly(release <-chan struct{}) {
	for _, h := range f.hosts {
		e := &early{work: side()}
		h.early = e
		e.work.Go(func() error { <-release; e.first.Host = "early"; return nil })
	}
	f.Cache(noStore{})
}

type noStore struct{ Store }
