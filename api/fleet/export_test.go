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
