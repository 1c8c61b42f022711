package logs

import (
	"greenlight/api/trace"
	"greenlight/ui/draw"
)

// head is the number of screen lines above the log: the job, and a blank.
const head = 2

// Move moves the cursor by n lines. A line that is longer than the screen is
// scrolled through.
func (m Model) Move(n int) Model {
	m.unsought = false
	rows := m.win.Rows
	if !m.got || n == 0 || rows == 0 || m.follow && n > 0 {
		return m
	}
	m = m.unfollowed()
	if m.through(n) {
		m.skip = min(max(m.skip+n, 0), m.height(m.cursor)-m.body())
		return m
	}
	m.cursor = min(max(m.cursor+bounded(n, rows), 0), rows-1)
	return m.settled().reach()
}

func bounded(n, limit int) int { return min(max(n, -limit), limit) }

// unfollowed stops following, with the screen as it is.
func (m Model) unfollowed() Model {
	if !m.follow {
		return m
	}
	m.top, m.skip = m.place()
	m.follow = false
	m.cursor = max(m.win.Rows-1, 0)
	return m
}

// through reports that a move by n stays in a line that is longer than the screen; a
// move of many screens is meant for more than that.
func (m Model) through(n int) bool {
	const screens = 8
	over := m.height(m.cursor) - m.body()
	if over <= 0 || m.top != m.cursor || bounded(n, screens*m.body()) != n {
		return false
	}
	return n > 0 && m.skip < over || n < 0 && m.skip > 0
}

// jumpTo goes to a row, and the screen with it.
func (m Model) jumpTo(row int) Model {
	m = m.unfollowed()
	m.cursor = min(max(row, 0), max(m.win.Rows-1, 0))
	return m.shown().reach()
}

// shown brings a cursor that went elsewhere onto the screen, with some lines above
// it.
func (m Model) shown() Model {
	if m.cursor < m.top || m.cursor >= m.top+m.body()-1 {
		m.top, m.skip = max(m.cursor-m.body()/4, 0), 0
	}
	return m.settled()
}

// settled derives what is on the screen from the cursor.
func (m Model) settled() Model {
	if m.follow || !m.got {
		return m
	}
	m.top, m.skip = m.place()
	return m
}

// reach asks for the next window where the cursor comes near the edge of this one.
func (m Model) reach() Model {
	near := max(2*m.h, 60)
	from, to := m.win.From, m.win.From+len(m.win.Lines)
	if m.cursor-from < near && from > 0 || to-m.cursor < near && to < m.win.Rows || m.asking {
		return m.askHere()
	}
	return m
}

// body is how many screen lines the log has.
func (m Model) body() int {
	n := m.h - head
	if m.search.typing {
		n--
	}
	if m.follow && m.running() {
		n--
	}
	return max(n, 1)
}

// height is how many screen lines a row takes on the zoomed screen.
func (m Model) height(row int) int {
	l, ok := m.at(row)
	if !ok || l.Head != nil {
		return 1
	}
	n, room := 0, max(m.room(m.w, true), 2)
	for _, s := range l.Spans {
		n += len(s.Text)
	}
	if n <= room { // bytes are never fewer than cells
		return 1
	}
	return len(draw.WrapInk(inks(l), room, m.ascii))
}

// place is the first row on the screen, and how many screen lines of it are above.
func (m Model) place() (top, skip int) {
	if m.follow {
		return m.tail(m.win.Rows-1, m.body())
	}
	body := m.body()
	top, skip = min(max(m.top, m.cursor-body+1, 0), m.cursor), m.skip
	if top != m.top {
		skip = 0
	}
	if top == m.cursor {
		return top, min(skip, max(m.height(top)-body, 0))
	}
	hidden := min(skip, m.height(top)-1)
	used := -hidden
	for row := top; row <= m.cursor; row++ {
		used += m.height(row)
	}
	if used <= body {
		return top, hidden
	}
	if m.height(m.cursor) > body {
		return m.cursor, 0
	}
	return m.tail(m.cursor, body)
}

// tail is where the screen begins when row is the last on it.
func (m Model) tail(row, body int) (top, skip int) {
	used := 0
	for ; row >= 0; row-- {
		if used += m.height(row); used >= body {
			return row, used - body
		}
	}
	return 0, 0
}

// toggle folds the section under the cursor, or unfolds it.
func (m Model) toggle() Model {
	l, ok := m.at(m.cursor)
	if !ok || l.Section < 0 {
		return m
	}
	m = m.unfollowed()
	m.folds = m.folds.With(l.Section, l.Head == nil || !l.Head.Folded)
	return m.askHere()
}

// step goes to the next head, or backwards to the one before.
func (m Model) step(forward bool) Model {
	to := -1
	for _, row := range m.win.Heads {
		if forward && row > m.cursor {
			to = row
			break
		}
		if !forward && row < m.cursor {
			to = row
		}
	}
	if to < 0 {
		return m
	}
	return m.jumpTo(to)
}

// following shows the log's end and stays there.
func (m Model) following() Model {
	m.follow = true
	m.cursor = max(m.win.Rows-1, 0)
	return m.ask(trace.Tail, 0)
}

// held is the model as far as its window goes: what is not there yet is not drawn
// as nothing, the nearest part is.
func (m Model) held() Model {
	from, last := m.win.From, m.win.From+len(m.win.Lines)-1
	if m.follow && last < m.win.Rows-1 {
		m = m.unfollowed()
	}
	if !m.follow {
		m.cursor = min(max(m.cursor, from), max(last, from))
		m.top = max(m.top, from)
	}
	return m
}
