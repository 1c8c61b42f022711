package sandbox

import (
	"container/heap"
	"time"
)

// event is something that becomes due.
type event struct {
	at   time.Time
	no   int64 // breaks ties in the order of planning
	fire func()
}

type eventQueue []event

func (q eventQueue) Len() int { return len(q) }
func (q eventQueue) Less(i, j int) bool {
	if q[i].at.Equal(q[j].at) {
		return q[i].no < q[j].no
	}
	return q[i].at.Before(q[j].at)
}
func (q eventQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push is for container/heap only.
func (q *eventQueue) Push(x any) { *q = append(*q, x.(event)) }

// Pop is for container/heap only.
func (q *eventQueue) Pop() any {
	old := *q
	last := old[len(old)-1]
	*q = old[:len(old)-1]
	return last
}

// plan lets fire happen at a time; fire sees that time as the world's now.
func (w *world) plan(at time.Time, fire func()) {
	w.eventNo++
	heap.Push(&w.events, event{at: at, no: w.eventNo, fire: fire})
}

// advance plays everything that is due. A clock that steps back leaves the
// world where it is: what has happened stays.
func (w *world) advance(now time.Time) {
	for len(w.events) > 0 && !w.events[0].at.After(now) {
		due := heap.Pop(&w.events).(event)
		if due.at.After(w.now) {
			w.now = due.at
		}
		due.fire()
	}
	if now.After(w.now) {
		w.now = now
	}
}
