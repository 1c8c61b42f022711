package list

// entries is where the rows live: in blocks, side by side. One by one they would lie
// between all that a load leaves behind, and hold on to the room around them.
type entries struct {
	blocks []*[blockEntries]entry
	// used is how many of the last block were ever taken.
	used int
	// gone were given back in this update, free in those before it.
	gone, free []*entry
}

// blockEntries is how many are in a block: some whole pages.
const blockEntries = 1024

// take finds room for an entry.
func (x *entries) take(e entry) *entry {
	if n := len(x.free); n > 0 {
		at := x.free[n-1]
		x.free = x.free[:n-1]
		*at = e
		return at
	}
	if len(x.blocks) == 0 || x.used == blockEntries {
		x.blocks, x.used = append(x.blocks, new([blockEntries]entry)), 0
	}
	at := &x.blocks[len(x.blocks)-1][x.used]
	x.used++
	*at = e
	return at
}

// give takes an entry back. It stays as it is until the next update: lists that are
// changed by this one are still to be told from it.
func (x *entries) give(e *entry) { x.gone = append(x.gone, e) }

// reuse begins an update: what the one before gave back is empty now, and for others.
func (x *entries) reuse() {
	for _, e := range x.gone {
		*e = entry{}
	}
	x.free = append(x.free, x.gone...)
	clear(x.gone)
	x.gone = x.gone[:0]
}

// begin begins an update: what the one before took out is of use to nobody any more.
func (s *store) begin() {
	s.round++
	s.entries.reuse()
}

func (s *store) reorder(c change) change {
	switch {
	case c.all.none():
	case s.served && len(c.all.out) == 0:
		// New rows come last and in order; who shares the old list does not see them.
		s.order = append(s.order, c.all.in...)
	default:
		s.left, s.order, s.spare = s.order, merge(s.order, c.all, s.spare), nil
	}
	return c
}

// leave lets go of the order before the last update, unless it is what is shown.
func (s *store) leave(shown []*entry) {
	if !same(s.left, shown) {
		s.spare = s.left
	}
	s.left = nil
}

// same reports whether two lists are one piece of memory.
func same(a, b []*entry) bool { return cap(a) > 0 && cap(b) > 0 && &a[:1][0] == &b[:1][0] }

// room is an empty list with room for n, where another was if there is one: a filter lists
// a hundred thousand rows anew at every letter.
func (s *store) room(n int) []*entry {
	if room := s.vacant; cap(room) >= n {
		s.vacant = nil
		return room[:0]
	}
	return make([]*entry, 0, n)
}

// vacate lets go of rows that were shown, unless others have them.
func (s *store) vacate(before, shown []*entry) {
	if !same(before, shown) && !same(before, s.order) && cap(before) > cap(s.vacant) {
		s.vacant = before
	}
}
