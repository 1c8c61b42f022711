package ui

// readings are the single reads under way. Of a fleet in which thousands wait there are
// thousands, and each is looked for when it begins and when it ends. All copies of the
// screen share them, of which only the newest is used.
type readings struct {
	all map[reading]struct{}
	// brief are those that are not full.
	brief int
}

// has reports whether a read is under way.
func (r *readings) has(one reading) bool {
	_, ok := r.all[one]
	return ok
}

func (r *readings) begin(one reading) {
	if r.has(one) {
		return
	}
	if r.all == nil {
		r.all = map[reading]struct{}{}
	}
	r.all[one] = struct{}{}
	if !one.full {
		r.brief++
	}
}

// end ends a read; one that is not under way is none.
func (r *readings) end(one reading) {
	if !r.has(one) {
		return
	}
	delete(r.all, one)
	if !one.full {
		r.brief--
	}
}
