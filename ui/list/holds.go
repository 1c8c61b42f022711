package list

import "time"

// hold is how long what was answered about ages stays true: from when it was asked
// until the first row reaches an age that was asked for.
type hold struct {
	from, until time.Time
	// ends is false where nothing is known that would end it.
	ends bool
}

// over reports whether the answers have to be asked anew.
func (h hold) over(now time.Time) bool {
	return h.from.IsZero() || now.Before(h.from) || h.ends && !now.Before(h.until)
}

// note takes in when an answer turns; ok is false where it never does.
func (h *hold) note(at time.Time, ok bool) {
	if ok && (!h.ends || at.Before(h.until)) {
		h.until, h.ends = at, true
	}
}
