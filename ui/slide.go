package ui

import "time"

// slide remembers that another row came under the cursor without a key: a key that
// decides was meant for the row before.
type slide struct {
	// at is when that was, zero when it was seen since; fresh says, for the key that
	// is being handled, that it was not.
	at    time.Time
	fresh bool
}

// slideRest is how long the row must be on the screen before a key decides on it.
const slideRest = 400 * time.Millisecond

// pressed folds in a key; seen says that the list is on the screen and not beneath a
// card. A key that is pressed while the row is there to see shows that somebody
// looks at it: the next one may decide.
func (s slide) pressed(now, drawn time.Time, seen bool) slide {
	s.fresh = !s.at.IsZero() && (now.Sub(s.at) < slideRest || !drawn.After(s.at))
	switch {
	case s.at.IsZero():
	case !seen:
		s.at = now // it comes to light only now
	case drawn.After(s.at):
		s.at = time.Time{}
	}
	return s
}
