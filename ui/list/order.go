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
	place int64
	rank  uint8
	below bool
	ref   api.Ref
}

func (k key) compare(o key) int {
	switch {
	case k.place != o.place:
		return cmp.Compare(k.place, o.place)
	case k.rank != o.rank:
		return int(k.rank) - int(o.rank)
	case k.below != o.below:
		if k.below {
			return 1
		}
		return -1
	case k.ref.Deployment != o.ref.Deployment:
		return cmp.Compare(o.ref.Deployment, k.ref.Deployment)
	case k.ref.Host != o.ref.Host:
		return cmp.Compare(k.ref.Host, o.ref.Host)
	}
	return cmp.Compare(k.ref.Project, o.ref.Project)
}

// keyOf is the place of a row; before is what was known of it, nil when nothing.
func (s *store) keyOf(row *fleet.Row, before *entry) key {
	switch {
	case s.served && before != nil:
		return before.key
	case s.served:
		s.places++
		return key{place: s.places, ref: row.Ref}
	}
	return key{rank: rank(row, before), below: !row.Production(), ref: row.Ref}
}

// rank is the urgency of a row. One whose approvals are being read keeps the rank
// it had, and a new one waits with the blocked ones: rows do not travel to the end
// of the list and back at every refresh.
func rank(row *fleet.Row, before *entry) uint8 {
	if row.Verdict.State != api.StateReading {
		return uint8(row.Verdict.State)
	}
	if before != nil {
		return before.key.rank
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
	return slices.BinarySearchFunc(entries, k, func(e *entry, k key) int { return e.key.compare(k) })
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

// merge returns a list with its edits made. It is always a new slice, as lists that
// are shown may share the old one, and it is copied in stretches: most polls move a
// few rows of very many.
func merge(list []*entry, e edits) []*entry {
	byKey := func(a, b *entry) int { return a.key.compare(b.key) }
	if len(e.out) > len(list)/many {
		list, e.out = without(list, e.out), nil
	}
	slices.SortFunc(e.in, byKey)
	slices.SortFunc(e.out, byKey)
	merged := make([]*entry, 0, len(list)+len(e.in)-len(e.out))
	in, out := e.in, e.out
	for len(in)+len(out) > 0 {
		leaves := len(in) == 0 || len(out) > 0 && byKey(out[0], in[0]) <= 0
		next := in
		if leaves {
			next = out
		}
		at, _ := find(list, next[0].key)
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
