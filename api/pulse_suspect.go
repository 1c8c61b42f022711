package api

import (
	"slices"
	"time"
)

const (
	// general is how many questions fail one after the other where it is the host that
	// fails, and not something in one project.
	general = 3
	// doubt is for how long some projects are asked about apart from the others, and one
	// with which a question failed alone not at all; from then on that is asked alone.
	doubt = 10 * time.Minute
)

// suspect is a part of the projects of a question that failed. They are asked about apart
// from all others the next time, so that half of them are soon known to be innocent, and
// in the end the one is alone at which GitLab breaks.
type suspect struct {
	ids []int64
	// names are the environments that were asked for; an answer about others says nothing.
	names []string
	// twin is the other half; nil for a project that is alone, which why tells of then.
	twin *suspect
	well bool
	at   time.Time
	why  *Error
}

func (s *suspect) over(now time.Time) bool {
	age := now.Sub(s.at)
	return age < 0 || age >= doubt
}

// suspect doubts the projects of a question that failed. One that was asked about alone is
// left out only where it was in doubt before: else it may be the host. The mutex is held.
func (p *pulseRoom) suspect(ask pulseAsk, e *Error, now time.Time) {
	if p.suspects == nil {
		p.suspects = map[int64]*suspect{}
	}
	if half := len(ask.ids) / 2; half > 0 {
		a := &suspect{ids: ask.ids[:half], names: ask.names, at: now}
		b := &suspect{ids: ask.ids[half:], names: ask.names, at: now, twin: a}
		a.twin = b
		p.put(a)
		p.put(b)
		return
	}
	if p.suspects[ask.ids[0]] != nil {
		p.put(&suspect{ids: ask.ids, names: ask.names, at: now, why: e})
	}
}

func (p *pulseRoom) put(s *suspect) {
	for _, id := range s.ids {
		p.suspects[id] = s
	}
}

// clear takes the doubt from the projects of a question that was answered. Where both
// halves were, it was their number that was too much. The mutex is held.
func (p *pulseRoom) clear(ask pulseAsk) {
	for _, id := range ask.ids {
		s := p.suspects[id]
		if s == nil || slices.ContainsFunc(s.names, func(name string) bool { return !slices.Contains(ask.names, name) }) {
			continue
		}
		delete(p.suspects, id)
		if s.well || s.twin == nil {
			continue
		}
		if s.well = true; s.twin.well {
			p.narrow(max(len(s.ids), len(s.twin.ids)))
		}
	}
}

// apart takes those in doubt out of a question, each part of them for a question of its
// own; why is the failure of one that is not asked about at all.
func (p *pulseRoom) apart(ask pulseAsk, now time.Time) (asks []pulseAsk, why *Error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var rest []int64
	parts := map[*suspect]int{}
	for _, id := range ask.ids {
		s := p.suspects[id]
		switch {
		case s == nil:
			rest = append(rest, id)
			continue
		case s.why == nil && s.over(now):
			delete(p.suspects, id)
			rest = append(rest, id)
			continue
		case s.why != nil && !s.over(now):
			why = s.why
			continue
		}
		at, ok := parts[s]
		if !ok {
			at, parts[s] = len(asks), len(asks)
			asks = append(asks, pulseAsk{names: ask.names})
		}
		asks[at].ids = append(asks[at].ids, id)
	}
	if len(rest) > 0 {
		asks = append(asks, pulseAsk{rest, ask.names})
	}
	return asks, why
}
