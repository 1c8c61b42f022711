package ui

import (
	"time"

	"greenlight/api"
)

// silence is how long a question may go unanswered before the screen names it: far longer
// than GitLab takes, far shorter than the time after which it is given up.
const silence = api.Hangs

// shortage is for how long what is due has to wait for room in the budget before the header
// says so: a moment of it is the budget at work.
const shortage = 30 * time.Second

// errSilent is why a project is not shown whole while it is still being waited for.
type errSilent struct{}

func (errSilent) Error() string {
	return "no answer yet: it is being waited for, and holds up no other project"
}

// listen notes which questions have been waiting for an answer for long, and tells
// whether any of that is new. What has not been sent yet, as others have to be answered
// first, waits for no answer.
func (s *site) listen(now time.Time) (changed bool) {
	long := func(since time.Time) bool { return now.Sub(since) >= silence }
	begins(&s.short, s.starved > 0 && s.phase == ready, now)
	begins(&s.begun, s.phase == discovering, now)
	for i := range s.projects {
		p := &s.projects[i]
		late := p.loading && (p.late || s.usage.Queued == 0 && long(p.since))
		changed = changed || late != p.late
		p.late = late
	}
	mute := s.phase == discovering && long(s.begun) || s.phase == ready && s.still()
	changed, s.mute = changed || mute != s.mute, mute
	return changed
}

// silent reports whether an instance has said nothing for long, and has not since that was
// noted.
func (s *site) silent() bool {
	return s.mute && (s.phase == discovering || s.phase == ready && s.still())
}

// begins notes when something began that lasts; the zero time while it does not.
func begins(since *time.Time, lasts bool, now time.Time) {
	switch {
	case !lasts:
		*since = time.Time{}
	case since.IsZero():
		*since = now
	}
}

// still reports whether an instance has stopped to answer: as many projects as it takes to
// believe that hang, or were given up, and nothing was heard since they were asked for.
func (s *site) still() bool {
	heard, vain := s.heard(), 0
	for i := range s.projects {
		p := &s.projects[i]
		if p.late && p.since.After(heard) || p.err != nil && unanswered(p.err) && p.tried.After(heard) {
			vain++
		}
	}
	return vain > 0 && vain >= min(manyAsked, len(s.projects))
}

// failure is why nothing is known of the instance as a whole; nil where something is.
func (s *site) failure() error {
	if s.silent() && s.err == nil {
		return errSilent{}
	}
	return s.err
}
