package ui

import "time"

// That an instance answers nothing at all is believed before every project has failed:
// fewAsked of them are enough where the pulse, which asks about all, failed too, and
// manyAsked where there is none.
const fewAsked, manyAsked = 3, 8

// cutOff reports whether nothing that was asked since the last answer was answered, and
// that was enough to believe it. A project that times out says nothing of the others: it
// may be slow, and they are heard meanwhile.
func (s *site) cutOff() bool {
	heard := s.heard()
	vain := 0
	for i := range s.projects {
		if p := &s.projects[i]; p.err != nil && unreached(p.err) && p.tried.After(heard) {
			vain++
		}
	}
	enough := manyAsked
	if s.pulse.fails > 0 && !s.pulse.none && s.pulse.asked.After(heard) {
		enough = fewAsked
	}
	return vain >= min(enough, len(s.projects))
}

// heard is when the instance last answered.
func (s *site) heard() time.Time {
	at := s.pulse.good
	for i := range s.projects {
		if p := &s.projects[i]; p.tried.After(at) && (p.err == nil || !unanswered(p.err)) {
			at = p.tried
		}
	}
	return at
}

// reached makes what failed while an instance was not reached due at once, now that it
// answers: it need not wait as long as it would for a fault of its own.
func (s *site) reached(was bool, now time.Time) {
	if !was || s.offline() {
		return
	}
	for i := range s.projects {
		if p := &s.projects[i]; p.err != nil && unanswered(p.err) {
			p.hurry(now)
		}
	}
}
