package form

import (
	"slices"

	"greenlight/ui/sheet"
)

// sight is what of the list was on the screen. All states of a card share it, and View
// alone writes it: only a drawing knows how much of the list a screen holds. Nothing is
// sent that was not drawn; where the card was never drawn nothing is known.
type sight struct {
	drawn bool
	// begun and ended tell of each item that the first of its lines was drawn, and the
	// last.
	begun, ended []bool
	// next is the item to which a page key goes down, so that no line is passed over.
	next int
}

// look takes in which lines of the list a screen of h rows shows. lines are those of the
// stops. An item with more lines than a screen counts once its last one was drawn.
func (m Many) look(s *sheet.Sheet, h int, stops []int, lines [][]sheet.Row) {
	if m.sight.begun == nil {
		m.sight.begun, m.sight.ended = make([]bool, len(m.items)), make([]bool, len(m.items))
	}
	m.sight.drawn = true
	visible := s.Visible(h)
	last := 0
	for at, i := range stops {
		rows := lines[at]
		if visible[rows[0].Line] || len(rows) >= len(visible) {
			m.sight.begun[i] = true
		}
		if visible[rows[len(rows)-1].Line] {
			m.sight.ended[i] = true
			last = at
		}
	}
	next := min(last+1, len(stops)-1)
	for room := len(visible) - 1 - len(lines[next]); next+1 < len(stops); next++ {
		if room -= len(lines[next+1]); room < 0 {
			break
		}
	}
	m.sight.next = stops[next]
}

// unseen counts the targets that would be sent and were not on the screen yet.
func (m Many) unseen() int {
	n := 0
	for i, it := range m.items {
		if m.sight.drawn && it.takes() && !(m.sight.begun[i] && m.sight.ended[i]) {
			n++
		}
	}
	return n
}

// paged moves the cursor a page down or up in the list, and begins there from elsewhere.
func (m Many) paged(name string) Many {
	step, _ := m.step(name)
	m.focus = spot{kind: fieldChoice}
	if name == "pgdown" && m.sight.drawn && slices.Contains(m.stops(), m.sight.next) {
		m.cursor = m.sight.next
		return m
	}
	m.cursor = m.moved(step)
	return m
}
