package host

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"
)

const (
	// headroom is how many bytes of garbage there may be before it is collected.
	headroom = 14 << 20
	// leastPercent and mostPercent bound that by what is in use: below the first a large
	// heap would be walked all the time, above the second is what Go does by itself.
	leastPercent, mostPercent = 25, 100
	// firstPercent is it until the first collection. With nothing in use Go would collect
	// at 4 MiB, which a program that starts has just before its first frame, and a
	// collection takes the processors from that.
	firstPercent = headroom * 100 / (4 << 20)
)

// heap keeps the garbage of a large heap small. By itself Go lets as much garbage gather
// as there is in use, and a terminal program with a hundred thousand rows would take
// twice the room that they do.
type heap struct {
	stopped atomic.Bool
	percent int
}

// mark is collected by every collection, which is how it is heard of.
type mark struct{ of *int }

// watchHeap begins to, unless the user has set it otherwise.
func watchHeap() (stop func()) {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return func() {}
	}
	h := &heap{percent: firstPercent}
	debug.SetGCPercent(firstPercent)
	h.hear()
	return func() {
		h.stopped.Store(true)
		debug.SetGCPercent(mostPercent)
	}
}

// collected sets the pace after a collection.
func (h *heap) collected() {
	if h.stopped.Load() {
		return
	}
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	if live[0].Value.Kind() != metrics.KindUint64 {
		return
	}
	// Each setting stops the world for a moment: not for every small difference.
	if p := percentFor(live[0].Value.Uint64()); p < h.percent*9/10 || p > h.percent*11/10 {
		h.percent = p
		debug.SetGCPercent(p)
	}
	h.hear()
}

// hear has it set once more after the next collection.
func (h *heap) hear() { runtime.AddCleanup(&mark{of: new(int)}, (*heap).collected, h) }

// percentFor is how much garbage there may be, for so much that is in use.
func percentFor(live uint64) int {
	return int(min(max(headroom*100/max(live, 1), leastPercent), mostPercent))
}
