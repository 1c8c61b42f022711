package list

import (
	"greenlight/api"
	"greenlight/api/fleet"
)

// A mark belongs to a Ref: refreshes, filters and views leave it alone, and it ends
// with its row. What is done to many is done to MarkedShown, never to Marked: what a
// filter hides nobody has in sight.

// ToggleMark marks the selected row or takes its mark away, and moves the cursor
// down one row.
func (m Model) ToggleMark() Model {
	if m.index < 0 {
		return m
	}
	e := m.shown[m.index]
	if e.marked = !e.marked; e.marked {
		m.marks++
		m.s.marked++
	} else {
		m.marks--
		m.s.marked--
	}
	return m.Down()
}

// MarkShown marks all rows that view and filter show, however many; where all are
// marked it takes their marks away.
func (m Model) MarkShown() Model {
	on, before := m.marks < len(m.shown), m.marks
	m.marks = 0
	for _, e := range m.shown {
		e.marked = on
	}
	if on {
		m.marks = len(m.shown)
	}
	m.s.marked += m.marks - before
	return m
}

// ClearMarks takes all marks away, also those that the filter hides.
func (m Model) ClearMarks() Model {
	for _, e := range m.s.order {
		if m.s.marked == 0 {
			break
		}
		if e.marked {
			e.marked = false
			m.s.marked--
		}
	}
	m.marks = 0
	return m
}

// Unmark takes the mark of one row away, shown or not.
func (m Model) Unmark(ref api.Ref) Model {
	e := m.s.at(ref)
	if e == nil || !e.marked {
		return m
	}
	e.marked = false
	m.s.marked--
	if _, shown := m.indexOf(ref); shown {
		m.marks--
	}
	return m
}

// IsMarked reports whether a loaded row is marked.
func (m Model) IsMarked(ref api.Ref) bool {
	e := m.s.at(ref)
	return e != nil && e.marked
}

// Marked are all marked rows, in the order of the list, also those that view or
// filter hide. It walks the list to its last mark: not for every key.
func (m Model) Marked() []api.Ref {
	if m.s.marked == 0 {
		return nil
	}
	refs := make([]api.Ref, 0, m.s.marked)
	for _, e := range m.s.order {
		if e.marked {
			refs = append(refs, e.ref())
		}
		if len(refs) == m.s.marked {
			break
		}
	}
	return refs
}

// MarkedShown are the marked rows that view and filter show, in order. It copies
// them: not for every key.
func (m Model) MarkedShown() []fleet.Row {
	if m.marks == 0 {
		return nil
	}
	rows := make([]fleet.Row, 0, m.marks)
	for _, e := range m.shown {
		if e.marked {
			rows = append(rows, m.s.row(e))
		}
		if len(rows) == m.marks {
			break
		}
	}
	return rows
}

// MarkCount is how many marked rows view and filter show, and how many there are.
// It costs nothing.
func (m Model) MarkCount() (shown, all int) { return m.marks, m.s.marked }
