package api

import (
	"context"
	"slices"
	"time"
)

// turn is the leave to send one request.
type turn struct {
	b                 *budget
	background, asked bool
	number            int
	began             time.Time
	// alike is the call's.
	alike string
}

// counts reports whether it counts as a read that nobody waits for.
func (t *turn) counts() bool { return t.background && !t.asked }

// waiter is a request that may not begin yet.
type waiter struct {
	background, asked bool
	// wake ends its sleep, to look again.
	wake context.CancelFunc
}

// queue holds who waits, in the order they came. The user's requests have a line of their
// own, which is served first, and so has what was asked for by the hundred: where the one
// or the other may not begin by the budget, it holds up nobody else.
type queue struct {
	user, asked, crew []*waiter
}

func (q *queue) of(w *waiter) *[]*waiter {
	switch {
	case !w.background:
		return &q.user
	case w.asked:
		return &q.asked
	default:
		return &q.crew
	}
}

// join puts a request behind the others of its line.
func (q *queue) join(w *waiter) {
	line := q.of(w)
	*line = append(*line, w)
}

func (q *queue) leave(w *waiter) {
	line := q.of(w)
	if i := slices.Index(*line, w); i >= 0 {
		*line = slices.Delete(*line, i, i+1)
	}
}

func (q *queue) isFirst(w *waiter) bool { return (*q.of(w))[0] == w }

// stir lets the first of each line look again.
func (q *queue) stir() {
	for _, line := range [][]*waiter{q.user, q.asked, q.crew} {
		if len(line) > 0 && line[0].wake != nil {
			line[0].wake()
		}
	}
}

// heldError is that the host asked to be left alone for longer than is waited in place.
type heldError struct{ wait time.Duration }

// Error is the sentence.
func (e heldError) Error() string { return "GitLab has asked for no requests for now" }

// tooLong is how long a background read would have to wait because the host asked for
// that, where it is better told than waited out; else 0.
func (b *budget) tooLong(background bool) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.clock()
	if wait := b.held.Sub(now); background && !b.held.IsZero() && wait > maxWait {
		return wait
	}
	return 0
}

// begin waits until a request may be sent. Its turn must be ended. The error is
// the context's, or a heldError.
func (b *budget) begin(ctx context.Context, background, asked bool) (*turn, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	w := &waiter{background: background, asked: asked}
	b.mu.Lock()
	b.queue.join(w)
	b.mu.Unlock()
	for {
		look, wake := context.WithCancel(ctx)
		t, pause := b.ask(w, wake)
		if t != nil {
			wake()
			return t, nil
		}
		if wait := b.tooLong(background); wait > 0 {
			wake()
			b.giveUp(w)
			return nil, heldError{wait}
		}
		b.rest(look, pause)
		wake()
		if err := ctx.Err(); err != nil {
			b.giveUp(w)
			return nil, err
		}
	}
}

// ask gives the first in line its turn when that has come; else it tells after what
// time to ask again, 0 where only being woken helps.
func (b *budget) ask(w *waiter, wake context.CancelFunc) (*turn, time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	w.wake = wake
	now := b.clock()
	if !b.queue.isFirst(w) || !b.hasRoom(w.background, now) || b.yields(w, now) {
		return nil, 0
	}
	if w.background {
		if n, again := b.free(now, 1, w.asked); n < 1 {
			return nil, max(again.Sub(now), time.Millisecond)
		}
	}
	b.queue.leave(w)
	b.pace.number++
	t := &turn{b: b, background: w.background, asked: w.asked, number: b.pace.number, began: now}
	b.took(t)
	b.queue.stir()
	return t, 0
}

// yields reports whether a read that nobody waits for lets one go first that was asked for,
// and that the budget has room for.
func (b *budget) yields(w *waiter, now time.Time) bool {
	if !w.background || w.asked || len(b.queue.asked) == 0 {
		return false
	}
	n, _ := b.free(now, 1, true)
	return n > 0
}

// hasRoom tells whether a place is free. A background read leaves its own to the
// user's requests while some of them wait. One whose reply does not come gives its place
// away after a while: what hangs must not hold up what does not.
func (b *budget) hasRoom(background bool, now time.Time) bool {
	hang := 0
	for hang < len(b.turns) && now.Sub(b.turns[hang].began) >= Hangs {
		hang++
	}
	if b.all.open >= b.pace.room(hang) {
		return false
	}
	return !background || len(b.queue.user) == 0 && len(b.turns) < b.pace.crew(hang)
}

// rest waits until it is woken, or for a time.
func (b *budget) rest(look context.Context, pause time.Duration) {
	if pause == 0 {
		<-look.Done()
		return
	}
	until := b.now().Add(pause)
	if b.sleep(look, pause) == nil && b.now().Before(until) {
		// a clock that stood still meanwhile must not make this spin
		_ = sleepTimer(look, time.Millisecond)
	}
}

func (b *budget) giveUp(w *waiter) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.queue.leave(w)
	b.queue.stir()
}

// end gives the place back.
func (t *turn) end() {
	b := t.b
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.clock()
	b.all.ended(now)
	if t.counts() {
		b.crew.ended(now)
	}
	if t.background {
		b.turns = slices.DeleteFunc(b.turns, func(other *turn) bool { return other == t })
	}
	b.queue.stir()
}
