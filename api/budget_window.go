package api

import "time"

// span is the period that GitLab's limits are told in.
const span = time.Minute

// window counts the requests of the last minute. One counts from its sending until
// a minute after its end: when between the two it reached the server, and so into
// which of the server's own minutes it fell, cannot be told from here. Counted so,
// no minute of the server's, wherever it begins and however slow the way, sees
// more requests than this window did.
type window struct {
	// open is how many are under way.
	open int
	// ends are when the others ended, the oldest first, from head on.
	ends []time.Time
	head int
}

func (w *window) count() int { return w.open + len(w.ends) - w.head }

func (w *window) ended(now time.Time) {
	w.open--
	w.ends = append(w.ends, now)
}

// prune lets go what is older than a minute.
func (w *window) prune(now time.Time) {
	for w.head < len(w.ends) && now.Sub(w.ends[w.head]) >= span {
		w.head++
	}
	if w.head > len(w.ends)/2 {
		w.ends = w.ends[:copy(w.ends, w.ends[w.head:])]
		w.head = 0
	}
}

func (w *window) shift(d time.Duration) {
	for i := w.head; i < len(w.ends); i++ {
		w.ends[i] = w.ends[i].Add(d)
	}
}

// free is how many more fit below a bound, and where those are fewer than wanted,
// when that changes: a request under way counts as if it ended now.
func (w *window) free(now time.Time, bound, wanted int) (n int, again time.Time) {
	n = bound - w.count()
	if n >= wanted {
		return n, time.Time{}
	}
	// more may be wanted than ever fit, and none may be in it after a sleep
	if at := w.head + min(wanted, bound) - n - 1; at >= w.head && at < len(w.ends) {
		return n, w.ends[at].Add(span)
	}
	return n, now.Add(span)
}
