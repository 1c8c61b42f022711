package list

import "greenlight/api"

// query is what is shown now.
func (m Model) query() query {
	return query{
		bit:    1 << m.view,
		filter: m.filter,
		now:    m.now,
		ages:   m.filter.Ages() || m.s.views[m.view].Filter.Ages(),
	}
}

// collect lists the rows that view and filter show. A list of everything is the
// order itself: merge never changes one it made.
func (m Model) collect() []*entry {
	q := m.query()
	if q.filter.Empty() && m.s.counts[m.view] == len(m.s.order) {
		return m.s.order
	}
	shown := make([]*entry, 0, m.s.counts[m.view])
	for _, e := range m.s.order {
		if q.shows(e) {
			shown = append(shown, e)
		}
	}
	return shown
}

// changed takes in what an update of the store did to the list. Where time alone
// may have changed it too, the edits are not the whole truth.
func (m Model) changed(c change) Model {
	before, q := m.shown, m.query()
	switch {
	case q.ages:
		m.shown = m.collect()
	case c.shown.none():
		return m
	case q.filter.Empty() && m.s.counts[m.view] == len(m.s.order):
		m.shown = m.s.order
	default:
		m.shown = merge(m.shown, c.shown)
	}
	return m.follow(before).note(c.fresh)
}

// follow keeps cursor and window where they were after a change of the rows: the
// selected row on its line or, where it is gone, its neighbour in its place. The
// user acts on what is under the cursor, so nothing else may slide there.
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
	selected := before[m.index].key.ref
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
	i, _ := find(m.shown, before[m.index].key)
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

// keep puts the cursor on row i without moving it on the screen.
func (m Model) keep(i, line int) Model {
	m.index = i
	m.offset = i - line
	// Nobody has looked yet, and the rest of the first load is still coming: better
	// that the first row moves down than that what is above it stays hidden.
	if m.loading && !m.touched {
		m.offset = m.visible(0)
	}
	return m
}

func (m Model) chosen(i int) Model {
	m.anchor = m.shown[i].key.ref
	return m
}

// below is the nearest row under the cursor that is still shown.
func (m Model) below(before []*entry) (int, bool) {
	for _, e := range before[m.index+1:] {
		if i, ok := m.indexOf(e.key.ref); ok {
			return i, true
		}
	}
	return 0, false
}

// above is the nearest row over the cursor that is still shown.
func (m Model) above(before []*entry) (int, bool) {
	for j := m.index - 1; j >= 0; j-- {
		if i, ok := m.indexOf(before[j].key.ref); ok {
			return i, true
		}
	}
	return 0, false
}

// note counts the fresh rows that stand above the window.
func (m Model) note(fresh []*entry) Model {
	if m.offset <= 0 {
		clear(m.s.unseen)
		return m
	}
	for ref := range m.s.unseen {
		if !m.hidden(ref) {
			delete(m.s.unseen, ref)
		}
	}
	for _, e := range fresh {
		if m.hidden(e.key.ref) {
			m.s.unseen[e.key.ref] = struct{}{}
		}
	}
	return m
}

// hidden reports whether a row is shown, but above the window.
func (m Model) hidden(ref api.Ref) bool {
	i, ok := m.indexOf(ref)
	return ok && i < m.offset
}

// refiltered takes in another filter. The list is laid out anew: the user asked.
func (m Model) refiltered() Model {
	clear(m.s.unseen)
	before, line := m.shown, max(m.line(), 0)
	m.shown = m.collect()
	switch {
	case len(m.shown) == 0:
		m.offset, m.index = 0, -1
		return m
	case m.index < 0:
		return m.first()
	}
	i, ok := m.indexOf(m.anchor)
	if !ok {
		i, ok = m.indexOf(before[m.index].key.ref)
	}
	if !ok {
		i, _ = find(m.shown, before[m.index].key)
		i = min(i, len(m.shown)-1)
	}
	m.index = i
	return m.lay(line)
}

// here is where the view is left.
func (m Model) here() place {
	if m.index < 0 {
		return place{}
	}
	return place{kept: true, key: m.shown[m.index].key, line: m.line()}
}

// entered shows the view where it was left: the same row, or what stands in its
// place by now.
func (m Model) entered(p place) Model {
	clear(m.s.unseen)
	m.shown = m.collect()
	if len(m.shown) == 0 {
		m.index, m.offset = -1, 0
		return m
	}
	m.index = 0
	if p.kept {
		i, ok := m.indexOf(p.key.ref)
		if !ok {
			i, _ = find(m.shown, p.key)
		}
		m.index = min(i, len(m.shown)-1)
	}
	return m.chosen(m.index).lay(max(p.line, 0))
}
