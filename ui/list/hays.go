package list

import (
	"math/bits"
	"sync"
	"time"

	"greenlight/ui/filter"
)

// hays keeps what a filter reads of every row, in the order in which rows came and
// not in that of the list. Matching very many rows costs what fetching them from
// memory costs: one after the other they come several times faster than scattered.
type hays struct {
	blocks []*[blockRows]filter.Hay
	// used has the bit of every slot that holds a row, hits that of every one that
	// the last sweep matched.
	used, hits []uint64
	free       []uint32
	next       uint32
}

const (
	wordBits  = 64
	blockRows = 16 * wordBits
)

// take finds a slot for a row.
func (h *hays) take() uint32 {
	if n := len(h.free); n > 0 {
		slot := h.free[n-1]
		h.free = h.free[:n-1]
		h.used[slot/wordBits] |= 1 << (slot % wordBits)
		return slot
	}
	slot := h.next
	h.next++
	if slot%blockRows == 0 {
		h.blocks = append(h.blocks, new([blockRows]filter.Hay))
		h.used = append(h.used, make([]uint64, blockRows/wordBits)...)
		h.hits = append(h.hits, make([]uint64, blockRows/wordBits)...)
	}
	h.used[slot/wordBits] |= 1 << (slot % wordBits)
	return slot
}

// give takes a slot back.
func (h *hays) give(slot uint32) {
	*h.at(slot) = filter.Hay{}
	h.used[slot/wordBits] &^= 1 << (slot % wordBits)
	h.free = append(h.free, slot)
}

func (h *hays) at(slot uint32) *filter.Hay { return &h.blocks[slot/blockRows][slot%blockRows] }

// alone is how many words of rows a sweep does by itself; where there are more, a
// second processor takes half of them, if there is one.
const alone = 256

// sweep matches all rows and counts those that match.
func (h *hays) sweep(f filter.Filter, now time.Time) int {
	words := len(h.used)
	if words <= alone {
		return h.sweepWords(f, now, 0, words)
	}
	var half int
	var other sync.WaitGroup
	other.Go(func() { half = h.sweepWords(f, now, words/2, words) })
	n := h.sweepWords(f, now, 0, words/2)
	other.Wait()
	return n + half
}

func (h *hays) sweepWords(f filter.Filter, now time.Time, from, to int) int {
	n := 0
	for w := from; w < to; w++ {
		block := h.blocks[w/(blockRows/wordBits)]
		base := w * wordBits % blockRows
		var hits uint64
		for used := h.used[w]; used != 0; used &= used - 1 {
			i := bits.TrailingZeros64(used)
			if f.MatchHay(&block[base+i], now) {
				hits |= 1 << i
			}
		}
		h.hits[w] = hits
		n += bits.OnesCount64(hits)
	}
	return n
}

// found walks the slots that the last sweep matched.
func (h *hays) found(yield func(slot uint32) bool) {
	for w, hits := range h.hits {
		for ; hits != 0; hits &= hits - 1 {
			if !yield(uint32(w*wordBits + bits.TrailingZeros64(hits))) {
				return
			}
		}
	}
}

// hit reports whether the last sweep matched a row.
func (h *hays) hit(slot uint32) bool { return h.hits[slot/wordBits]>>(slot%wordBits)&1 != 0 }

// turns is how long what a filter answers about ages stays true.
func (h *hays) turns(f filter.Filter, now time.Time) hold {
	held := hold{from: now}
	for w, used := range h.used {
		for ; used != 0; used &= used - 1 {
			slot := uint32(w*wordBits + bits.TrailingZeros64(used))
			held.note(f.Turns(h.at(slot), now))
		}
	}
	return held
}
