package list

import (
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
)

// NewOrdered is an empty list that keeps the order in which Append brings its rows:
// an answer of the server, sorted there. It has one view, which shows everything.
// Replace, Extend and Put change the rows that the answer has and add or drop none.
func NewOrdered(name string) Model {
	m := New([]View{{Name: name}})
	m.s = newStore(m.s.views, true)
	return m
}

// Append adds a page below the rows that are there. Pages shift while they are read:
// a row that is there already is replaced in its place. In a list with an order of
// its own every row takes its place there.
func (m Model) Append(rows []fleet.Row, now time.Time) Model {
	m.now = now
	if !m.s.served {
		for i := range rows {
			m = m.Put(rows[i], now)
		}
		return m
	}
	return m.changed(m.s.append(rows, m.query()))
}

// append adds rows in the server's order.
func (s *store) append(rows []fleet.Row, q query) change {
	var c change
	s.begin()
	s.each(rows, q, &c, true)
	// They are what was asked for and come below: nothing of it is news.
	c.fresh = nil
	return s.reorder(c)
}

// Reset drops all rows, with their marks and the places of the views. Filter, view
// and size stay.
func (m Model) Reset() Model {
	m.s = newStore(m.s.views, m.s.served)
	m.places = make([]place, len(m.s.views))
	m.shown, m.marks = nil, 0
	m.index, m.offset = -1, 0
	m.anchor, m.touched = api.Ref{}, false
	return m
}

// Renew puts rows in the place of all there are, as Reset and Append do, and keeps
// what the user holds: the row under the cursor on its line, and the marks of those
// that are still there.
func (m Model) Renew(rows []fleet.Row, now time.Time) Model {
	var held api.Ref
	line := 0
	if m.index >= 0 {
		held, line = m.shown[m.index].ref(), m.line()
	}
	marked, touched := m.Marked(), m.touched
	m = m.Reset().Append(rows, now)
	for _, ref := range marked {
		if e := m.s.at(ref); e != nil && !e.marked {
			e.marked = true
			m.s.marked++
			if _, shown := m.indexOf(ref); shown {
				m.marks++
			}
		}
	}
	m.touched = touched
	if i, ok := m.indexOf(held); ok {
		m.index = i
		return m.chosen(i).keep(i, line)
	}
	return m
}

// Extend adds older rows of a project: a page behind those that Replace brings, each
// time the next one. Replace keeps them, see there. A row that is there already is
// replaced.
func (m Model) Extend(project api.ProjectRef, rows []fleet.Row, now time.Time) Model {
	m.now = now
	return m.changed(m.s.extend(project, rows, m.query()))
}

// Older is how many rows of a project Extend may go on behind: those that are loaded
// down to the oldest that it brought, without a gap. It is 0 where it brought none or
// where Replace had to drop them: paging then begins anew behind the newest page.
func (m Model) Older(project api.ProjectRef) int {
	p, ok := m.s.projects[project]
	if !ok || p.floor == never {
		return 0
	}
	return p.from(p.floor)
}

// NearEnd reports whether the last shown row is no more than a page below the
// cursor; false where nothing is shown.
func (m Model) NearEnd() bool { return m.index >= 0 && len(m.shown)-1-m.index <= m.rows }

// OnlyProject is the one project whose rows view and filter can show: the only one
// that is loaded, or the only one that their project: terms leave. A bare word names
// no project.
func (m Model) OnlyProject() (api.ProjectRef, bool) {
	view := m.s.views[m.view].Filter
	if len(m.s.projects) > 1 && !view.NamesProject() && !m.filter.NamesProject() {
		return api.ProjectRef{}, false
	}
	var only api.ProjectRef
	found := 0
	for ref, p := range m.s.projects {
		if len(m.s.projects) == 1 || view.MatchProject(p.path) && m.filter.MatchProject(p.path) {
			only = ref
			found++
		}
	}
	if found != 1 {
		return api.ProjectRef{}, false
	}
	return only, true
}

// Drop drops a row whose record was deleted. now is the server's time.
func (m Model) Drop(ref api.Ref, now time.Time) Model {
	m.now = now
	return m.changed(m.s.remove(ref, m.query()))
}

// remove drops a single row.
func (s *store) remove(ref api.Ref, q query) change {
	var c change
	s.begin()
	if e := s.at(ref); e != nil {
		s.drop(e, q, &c)
	}
	return s.filed(api.ProjectRef{Host: ref.Host, ID: ref.Project}, c)
}

// Select puts the cursor on a row; false where view and filter do not show it.
func (m Model) Select(ref api.Ref) (Model, bool) {
	i, ok := m.indexOf(ref)
	if !ok {
		return m, false
	}
	return m.cursor(i, m.offset), true
}
