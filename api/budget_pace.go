package api

import "time"

// How many requests a client has under way at once.
const (
	// leastAtOnce, firstAtOnce and mostAtOnce bound the background reads: the fewest
	// that trouble leaves, how many there are at first and at most.
	leastAtOnce = 4
	firstAtOnce = 16
	mostAtOnce  = 32
	// kept are the places beside them that only the user's requests take.
	kept = 8
	// spare are the places beside them for what begins while others hang.
	spare = 24
)

// Hangs is after what time without an answer a read counts as one that hangs: far longer
// than GitLab takes, far shorter than the time after which it is given up.
const Hangs = 5 * time.Second

const (
	// slower is by how much replies may be slower than they were at their best
	// before the host counts as overloaded, and slack what they may besides: a host
	// next door takes a millisecond, and five are no trouble.
	slower = 4
	slack  = 250 * time.Millisecond
	// few replies are needed to know how fast a host is, and the mean is of about the last
	// several: projects differ, and some slow ones in a row are no host in trouble.
	few, several = 16, 32
)

// pace bounds the background reads that are under way at once. It doubles with
// each round of replies until the first trouble, from then on it grows by one a
// round, and it halves with each trouble. While the places are not used it comes back to
// where it began, and no further.
type pace struct {
	// atOnce has a fraction, so that replies can add up to one.
	atOnce               float64
	fewest, first, limit int
	// places bounds all requests, the user's too.
	places int
	// reserve of them are the user's alone.
	reserve int
	braked  bool
	// number counts the requests that began; trouble met by one that began before
	// the last halving was up to then is the same trouble.
	number, halved int
	// waits are by what was asked: a host that takes seconds to compare two branches is
	// no slower than it was when it listed in 50 ms.
	waits map[string]*wait
}

// wait is how long background reads that are alike wait for their reply.
type wait struct {
	// smooth is a moving mean; best is its least value, which follows slowly where the
	// host grows slow for good.
	smooth, best time.Duration
	measured     int
}

// newPace shares room places, of which up to half are kept for the user.
func newPace(room int) pace {
	reserve := min(kept, room/2)
	limit := min(mostAtOnce, room-reserve)
	first := min(firstAtOnce, limit)
	return pace{
		atOnce: float64(first), fewest: min(leastAtOnce, limit), first: first, limit: limit, places: room, reserve: reserve, waits: map[string]*wait{},
	}
}

// most is how many background reads may be under way.
func (p *pace) most() int { return int(p.atOnce) }

// room is how many requests may be under way while so many background reads hang, crew
// how many background reads.
func (p *pace) room(hang int) int { return min(p.places, p.most()+hang+p.reserve) }
func (p *pace) crew(hang int) int { return min(p.places-p.reserve, p.most()+hang) }

// troubled halves, once for all requests that were under way together.
func (p *pace) troubled(number int) {
	if number <= p.halved {
		return
	}
	p.halved, p.braked = p.number, true
	p.atOnce = max(float64(p.fewest), p.atOnce/2)
	for _, w := range p.waits {
		w.smooth = w.best
	}
}

// longest is the longest wait for a reply that is believed.
const longest = 10 * time.Minute

// answered takes a reply in good order. Only while the places are used does it say
// that more of them would do than there were at first.
func (p *pace) answered(t *turn, took time.Duration, crew int) {
	if !t.background {
		return
	}
	if took < 0 || took > longest {
		return // the clock was turned, or the machine slept, while it was under way
	}
	most := p.limit
	if crew < p.most()/2 {
		most = max(p.first, p.most())
	}
	switch {
	case p.slowed(t.alike, took):
		p.troubled(t.number)
	case t.number <= p.halved: // it began when there were more
	case p.braked:
		p.atOnce = min(float64(most), p.atOnce+1/p.atOnce)
	default:
		p.atOnce = min(float64(most), p.atOnce+1)
	}
}

// slowed takes one wait, and reports whether replies of its kind are slower than they
// were at their best. What is not alike tells nothing.
func (p *pace) slowed(alike string, took time.Duration) bool {
	if alike == "" {
		return false
	}
	w := p.waits[alike]
	if w == nil {
		w = &wait{}
		p.waits[alike] = w
	}
	w.measure(took)
	return w.smooth > slower*w.best+slack
}

// measure takes one wait. The first few are only averaged: one that was lucky is no
// measure for the others.
func (w *wait) measure(took time.Duration) {
	if w.measured < few {
		w.measured++
		w.smooth += (took - w.smooth) / time.Duration(w.measured)
		w.best = w.smooth
		return
	}
	w.smooth += (took - w.smooth) / several
	if w.smooth < w.best {
		w.best = w.smooth
		return
	}
	w.best += (w.smooth - w.best) / 256
}
