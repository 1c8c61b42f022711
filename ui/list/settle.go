package list

import (
	"time"

	"greenlight/api"
	"greenlight/ui/filter"
)

// query is what is shown now.
func (m Model) query() query {
	return query{bit: 1 << m.view, filter: m.filter, now: m.now, ages: m.filter.Ages()}
}

// everything reports whether view and filter leave nothing out: what is shown is then
// the order itself, which merge never changes once it made it.
func (m Model) everything() bool {
	return m.filter.Empty() && m.s.counts[m.view] == len(m.s.order)
}

// collected lists anew the rows that view and filter show.
func (m Model) collected() Model {
	if m.filter.Ages() {
		m.s.asked = m.s.hays.turns(m.filter, m.now)
	}
	if m.everything() {
		m.shown, m.marks = m.s.order, m.s.marked
		return m
	}
	return m.sifted(m.s.order, m.filter)
}

// few divides the rows: a filter asks this part of them one by one, and where there
// are more it goes through all in the order of the memory. rare divides them again:
// of so few that it found it is cheaper to put them in order than to walk the list.
const few, rare = 8, 64

// sifted lists those of the rows that the view has and a filter lets through. The
// rows hold all that view and filter show together.
func (m Model) sifted(from []*entry, f filter.Filter) Model {
	q, left := m.query(), min(len(from), m.s.counts[m.view])
	through := func(*entry) bool { return true }
	switch {
	case f.Empty():
	case left < len(m.s.order)/few:
		through = func(e *entry) bool { return f.MatchHay(m.s.hays.at(e.slot), m.now) }
	default:
		found := m.s.hays.sweep(f, m.now)
		if found == len(m.s.order) && len(from) <= m.s.counts[m.view] {
			return m.all(from)
		}
		left = min(left, found)
		through = func(e *entry) bool { return m.s.hays.hit(e.slot) }
		if found < len(m.s.order)/rare {
			from = m.s.gathered()
			through = func(e *entry) bool { return m.s.shows(q, e) }
		}
	}
	m.shown, m.marks = m.s.room(left), 0
	for _, e := range from {
		if e.views&q.bit == 0 || !through(e) {
			continue
		}
		m.shown = append(m.shown, e)
		if e.marked {
			m.marks++
		}
	}
	return m
}

// all shows rows as they are: the filter leaves none out, and the view has them all.
func (m Model) all(rows []*entry) Model {
	m.shown = rows
	if len(rows) == len(m.s.order) {
		m.marks = m.s.marked
	}
	return m
}

// changed takes in what an update of the store did to the list.
func (m Model) changed(c change) Model {
	m = m.rearranged(c)
	m.s.leave(m.shown)
	return m
}

// rearranged shows the rows as they are now. Where time alone changed them too, the edits
// are not the whole truth.
func (m Model) rearranged(c change) Model {
	before, edge := m.shown, m.edge()
	switch {
	case m.filter.Ages() && m.s.asked.over(m.now), c.aged && m.s.ageing>>m.view&1 != 0:
		m, edge = m.collected(), nil
	case c.shown.none():
		return m
	case m.everything():
		m.shown, m.marks = m.s.order, m.s.marked
	default:
		m.shown = merge(m.shown, c.shown, nil)
		m.marks += c.shown.marks()
	}
	return m.follow(before).note(c, edge)
}

// follow keeps cursor and window where they were after a change of the rows: the
// selected row or, where it is gone, its neighbour in its place, on its line or as near
// as it can be. The user acts on what is under the cursor: nothing may slide there.
func (m Model) follow(before []*entry) Model {
	if len(m.shown) == 0 {
		m.index, m.offset = -1, 0
		return m
	}
	if m.index < 0 {
		return m.first()
	}
	if m.arriving && !m.touched {
		return m.chosen(0).lay0()
	}
	line := m.line()
	selected := before[m.index].ref()
	if i, ok := m.indexOf(selected); ok {
		return m.keep(i, line)
	}
	if i, ok := m.below(before); ok {
		return m.chosen(i).keep(i, line)
	}
	if i, ok := m.above(before); ok {
		// The rows above it have not moved: the cursor goes up to where it stands.
		return m.chosen(i).keep(i, max(line-1, 0))
	}
	i, _ := find(m.shown, before[m.index].key())
	i = min(i, len(m.shown)-1)
	return m.chosen(i).keep(i, line)
}

// first selects when rows come to an empty list: the row that was selected before
// it became empty, or the first.
func (m Model) first() Model {
	i, ok := m.indexOf(m.anchor)
	if !ok {
		i = 0
	}
	m.index = i
	return m.chosen(i).lay(i)
}

// lay0 puts cursor and window on the first row.
func (m Model) lay0() Model {
	m.index, m.offset = 0, 0
	return m
}

// keep puts the cursor on row i without moving it on the screen, or higher where too
// few rows are left above it. Where there is room for all rows none is hidden above the
// window, and the cursor moves with its row.
func (m Model) keep(i, line int) Model {
	m.index = i
	m.offset = max(i-line, 0)
	if len(m.shown) <= m.rows {
		m.offset = 0
	}
	// Nobody has looked yet, and the rest of the first load is still coming: better
	// that the first row moves down than that what is above it stays hidden.
	if m.loading && !m.touched {
		m.offset = m.visible(0)
	}
	return m
}

func (m Model) chosen(i int) Model {
	m.anchor = m.shown[i].ref()
	return m
}

// below is the nearest row under the cursor that is still shown.
func (m Model) below(before []*entry) (int, bool) {
	for _, e := range before[m.index+1:] {
		if i, ok := m.indexOf(e.ref()); ok {
			return i, true
		}
	}
	return 0, false
}

// above is the nearest row over the cursor that is still shown.
func (m Model) above(before []*entry) (int, bool) {
	for j := m.index - 1; j >= 0; j-- {
		if i, ok := m.indexOf(before[j].ref()); ok {
			return i, true
		}
	}
	return 0, false
}

// edge is the first row in the window; nil where there is none.
func (m Model) edge() *entry {
	if m.offset >= len(m.shown) {
		return nil
	}
	return m.shown[m.offset]
}

// note counts the fresh rows that stand above the window. was is its first row
// before: as long as that did not go up, what stood above it still does.
func (m Model) note(c change, was *entry) Model {
	if m.offset == 0 || m.arriving {
		clear(m.s.unseen) // before the first load is over nothing is news
		return m
	}
	if now := m.edge(); was != nil && now != nil && now.compare(was) >= 0 {
		for _, e := range c.shown.out {
			m.recheck(e.ref())
		}
	} else {
		for ref := range m.s.unseen {
			m.recheck(ref)
		}
	}
	for _, e := range c.fresh {
		if m.hidden(e.ref()) {
			m.s.unseen[e.ref()] = struct{}{}
		}
	}
	return m
}

// recheck forgets that a row is new above the window where it is not there.
func (m Model) recheck(ref api.Ref) {
	if _, ok := m.s.unseen[ref]; ok && !m.hidden(ref) {
		delete(m.s.unseen, ref)
	}
}

// hidden reports whether a row is shown, but above the window.
func (m Model) hidden(ref api.Ref) bool {
	i, ok := m.indexOf(ref)
	return ok && i < m.offset
}

// refiltered takes in another filter. The list is laid out anew: the user asked.
// Where the rows that are shown are all that it can show, only those are asked.
func (m Model) refiltered(f filter.Filter, now time.Time) Model {
	clear(m.s.unseen)
	before, line := m.shown, max(m.line(), 0)
	rest, narrower := f.Narrow(m.filter)
	m.now, m.filter = now, f
	switch {
	case narrower && rest.Empty():
	case narrower:
		m = m.sifted(before, rest)
	default:
		m = m.collected()
	}
	defer m.s.vacate(before, m.shown)
	switch {
	case len(m.shown) == 0:
		m.offset, m.index = 0, -1
		return m
	case m.index < 0:
		return m.first()
	}
	i, ok := m.indexOf(m.anchor)
	if !ok {
		i, ok = m.indexOf(before[m.index].ref())
	}
	if !ok {
		i, _ = find(m.shown, before[m.index].key())
		i = min(i, len(m.shown)-1)
	}
	m.index = i
	return m.lay(line)
}

// entered shows the view where it was left: the same row, or what stands in its
// place by now.
func (m Model) entered(p place) Model {
	clear(m.s.unseen)
	before := m.shown
	m = m.collected()
	m.s.vacate(before, m.shown)
	if len(m.shown) == 0 {
		m.index, m.offset = -1, 0
		return m
	}
	m.index = 0
	if p.kept {
		i, ok := m.indexOf(p.key.ref())
		if !ok {
			i, _ = find(m.shown, p.key)
		}
		m.index = min(i, len(m.shown)-1)
	}
	return m.chosen(m.index).lay(max(p.line, 0))
}
