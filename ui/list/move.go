package list

import (
	"greenlight/api"
)

// Resize tells how many rows fit below the heads, at least one. As many as before
// change nothing.
func (m Model) Resize(rows int) Model {
	if rows = max(rows, 1); rows == m.rows {
		return m
	}
	line := m.line()
	m.rows = rows
	return m.lay(min(line, m.rows-1))
}

// Move moves the cursor by n rows, down when n is positive, and stops at the ends.
func (m Model) Move(n int) Model {
	if m.index < 0 {
		return m
	}
	return m.cursor(m.index+n, m.offset)
}

// context is how many rows stay in sight when the window turns.
const context = 3

// Up moves the cursor one row up, Down one row down. At the edge the window turns
// by a page but for a few rows: what is read stands still in between, and a held
// key rewrites two rows at a time instead of all of them.
func (m Model) Up() Model { return m.step(-1) }

// Down is the other way of Up.
func (m Model) Down() Model { return m.step(1) }

func (m Model) step(n int) Model {
	if m.index < 0 {
		return m
	}
	offset := m.offset
	if i := m.index + n; i >= 0 && i < len(m.shown) && (i < offset || i >= offset+m.rows) {
		offset = min(max(offset+n*max(m.rows-context, 1), 0), max(m.lastOffset(), offset+n))
	}
	return m.cursor(m.index+n, offset)
}

// HalfUp moves cursor and window half a page up.
func (m Model) HalfUp() Model { return m.page(-max(m.rows/2, 1)) }

// HalfDown moves cursor and window half a page down.
func (m Model) HalfDown() Model { return m.page(max(m.rows/2, 1)) }

// PageUp moves cursor and window a page up; one row stays in sight.
func (m Model) PageUp() Model { return m.page(-max(m.rows-1, 1)) }

// PageDown moves cursor and window a page down; one row stays in sight.
func (m Model) PageDown() Model { return m.page(max(m.rows-1, 1)) }

// Top moves to the first row.
func (m Model) Top() Model {
	if m.index < 0 {
		return m
	}
	return m.cursor(0, 0)
}

// Bottom moves to the last row.
func (m Model) Bottom() Model {
	if m.index < 0 {
		return m
	}
	return m.cursor(len(m.shown)-1, m.lastOffset())
}

// ClickRow selects the row on a line below the heads, from 0; false where no row
// is drawn.
func (m Model) ClickRow(line int) (Model, bool) {
	i := m.offset + line
	if line < 0 || line >= m.rows || i >= len(m.shown) {
		return m, false
	}
	return m.cursor(i, m.offset), true
}

// page moves cursor and window together, so the cursor keeps its line.
func (m Model) page(n int) Model {
	if m.index < 0 {
		return m
	}
	return m.cursor(m.index+n, min(m.offset+n, max(m.lastOffset(), m.offset)))
}

// cursor is where every movement of the user ends.
func (m Model) cursor(index, offset int) Model {
	before := m.offset
	m.touched = true
	m.index = min(max(index, 0), len(m.shown)-1)
	m.offset = m.visible(max(offset, 0))
	m.anchor = m.shown[m.index].ref()
	return m.seen(before)
}

// visible is the offset nearest to the given one that shows the selected row.
func (m Model) visible(offset int) int {
	return min(max(offset, m.index-m.rows+1), m.index)
}

// lastOffset shows the last row on the last line.
func (m Model) lastOffset() int { return max(len(m.shown)-m.rows, 0) }

// line is the screen line of the selected row.
func (m Model) line() int { return m.index - m.offset }

// lay puts the selected row on a line, or as near as a list without gaps allows.
func (m Model) lay(line int) Model {
	before := m.offset
	if m.index < 0 {
		m.offset = 0
		return m
	}
	m.offset = m.visible(min(max(m.index-line, 0), m.lastOffset()))
	return m.seen(before)
}

// seen forgets that rows are new once the window has come to them.
func (m Model) seen(before int) Model {
	switch {
	case len(m.s.unseen) == 0:
	case m.offset == 0:
		clear(m.s.unseen)
	default:
		for i := m.offset; i < min(before, m.offset+m.rows); i++ {
			delete(m.s.unseen, m.shown[i].ref())
		}
	}
	return m
}

// indexOf finds a row among those that are shown.
func (m Model) indexOf(ref api.Ref) (int, bool) {
	e := m.s.at(ref)
	if e == nil {
		return 0, false
	}
	return find(m.shown, e.key())
}

// here is where the view is left.
func (m Model) here() place {
	if m.index < 0 {
		return place{}
	}
	return place{kept: true, key: m.shown[m.index].key(), line: m.line()}
}
