package list

import (
	"cmp"
	"slices"

	"greenlight/api"
	"greenlight/api/fleet"
)

// key is the place of a row in the order: by urgency of the state, production
// first, then the newest. The rest only makes the order total. In a list that keeps
// the server's order, place counts the rows as they came, and nothing else is asked.
type key struct {
	rung
	project api.ProjectRef
}

func (k key) ref() api.Ref {
	return api.Ref{Host: k.project.Host, Project: k.project.ID, Deployment: k.id}
}

// rung is a key but for the project, which is asked for only where the rest is equal.
type rung struct {
	id    int64
	place uint32
	rank  uint8
	below bool
}

func (r rung) compare(o rung) int {
	switch {
	case r.place != o.place:
		return cmp.Compare(r.place, o.place)
	case r.rank != o.rank:
		return int(r.rank) - int(o.rank)
	case r.below != o.below:
		if r.below {
			return 1
		}
		return -1
	}
	return cmp.Compare(o.id, r.id)
}

func (e *entry) rung() rung { return rung{e.id, e.place, e.rank, e.below} }
func (e *entry) key() key   { return key{e.rung(), projectOf(e.ref())} }

// compare compares the places of two rows.
func (e *entry) compare(o *entry) int {
	if n := e.rung().compare(o.rung()); n != 0 {
		return n
	}
	return compareProjects(projectOf(e.ref()), projectOf(o.ref()))
}

func compareProjects(a, b api.ProjectRef) int {
	return cmp.Or(cmp.Compare(a.Host, b.Host), cmp.Compare(a.ID, b.ID))
}

// stand gives an entry the place of its row; before is what was known of it, nil when
// nothing.
func (s *store) stand(e *entry, row *fleet.Row, before *entry) {
	switch {
	case s.served && before != nil:
		e.place, e.rank, e.below = before.place, before.rank, before.below
	case s.served:
		s.places++
		e.place = s.places
	default:
		e.rank, e.below = rank(row, before), !row.Production()
	}
}

// rank is the urgency of a row. One whose approvals are being read keeps the rank
// it had, and a new one waits with the blocked ones: rows do not travel to the end
// of the list and back at every refresh.
func rank(row *fleet.Row, before *entry) uint8 {
	if row.Verdict.State != api.StateReading {
		return uint8(row.Verdict.State)
	}
	if before != nil {
		return before.rank
	}
	return uint8(api.StateNeedsOthers)
}

// standing is the state that views and filters take a row for.
func standing(row *fleet.Row, before *entry) api.State {
	if row.Verdict.State != api.StateReading || before == nil {
		return row.Verdict.State
	}
	switch before.state {
	case api.StateNeedsYou, api.StateMaybeYou, api.StateNeedsOthers, api.StateToRun,
		api.StateManual, api.StateOutdated, api.StateRejected:
		return before.state
	case api.StateRunning, api.StateFailed, api.StateLive, api.StateDone, api.StateCreated,
		api.StateCanceled, api.StateSkipped, api.StateOther, api.StateReading:
	}
	return api.StateReading
}

// find is where a key stands, or would stand, among entries in order.
func find(entries []*entry, k key) (int, bool) {
	return slices.BinarySearchFunc(entries, k, func(e *entry, k key) int {
		if n := e.rung().compare(k.rung); n != 0 {
			return n
		}
		return compareProjects(projectOf(e.ref()), k.project)
	})
}

// edits are the entries that enter and leave a list in order.
type edits struct{ in, out []*entry }

func (e edits) none() bool { return len(e.in)+len(e.out) == 0 }

// marks is how many marked entries there are more by the edits.
func (e edits) marks() int {
	n := 0
	for _, in := range e.in {
		if in.marked {
			n++
		}
	}
	for _, out := range e.out {
		if out.marked {
			n--
		}
	}
	return n
}

// merge returns a list with its edits made, in the room of one that nobody has any more,
// if that is enough. It is never the old slice, as lists that are shown may share that,
// and it is copied in stretches: most polls move a few rows of very many.
func merge(list []*entry, e edits, room []*entry) []*entry {
	if len(e.out) > len(list)/many {
		list, e.out = without(list, e.out), nil
	}
	slices.SortFunc(e.in, (*entry).compare)
	slices.SortFunc(e.out, (*entry).compare)
	n := len(list) + len(e.in) - len(e.out)
	merged := room[:0]
	if cap(room) < n {
		merged = make([]*entry, 0, n+n/many)
	}
	in, out := e.in, e.out
	for len(in)+len(out) > 0 {
		leaves := len(in) == 0 || len(out) > 0 && out[0].compare(in[0]) <= 0
		next := in
		if leaves {
			next = out
		}
		at, _ := find(list, next[0].key())
		merged, list = append(merged, list[:at]...), list[at:]
		if leaves {
			list, out = list[1:], out[1:]
			continue
		}
		merged, in = append(merged, in[0]), in[1:]
	}
	return append(merged, list...)
}

// many divides a list: to look at every row is cheaper than to look up this part of
// them one by one.
const many = 8

// without is a new list that lacks some entries, which need not be sorted.
func without(list, out []*entry) []*entry {
	for _, e := range out {
		e.out = true
	}
	left := make([]*entry, 0, len(list))
	for _, e := range list {
		if !e.out {
			left = append(left, e)
		}
	}
	for _, e := range out {
		e.out = false
	}
	return left
}

// gathered are the entries that the last sweep matched, in order.
func (s *store) gathered() []*entry {
	var out []*entry
	for slot := range s.hays.found {
		out = append(out, s.owners[slot])
	}
	slices.SortFunc(out, func(a, b *entry) int { return a.compare(b) })
	return out
}
