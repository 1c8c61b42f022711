// Package suggest is one line of text being typed, with what it may become below it:
// the environments, the branches, the projects that are known. What is typed is never
// changed by itself; a suggestion is taken only after it was picked with the arrows.
package suggest

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"greenlight/api/text"
	"greenlight/ui/draw"
	"greenlight/ui/field"
	"greenlight/ui/present"
	"greenlight/ui/sheet"
	"greenlight/ui/theme"
)

// most is how many suggestions are seen at once.
const most = 5

// Choice is one suggestion.
type Choice struct {
	// Text is what is put into the field, Note what is said of it, muted.
	Text, Note string
}

// Model is the field. It is a value: its slices are made anew, never changed.
type Model struct {
	in  field.Input
	all []Choice
	// found are indices into all of what matches, the best first.
	found []int
	// pick is an index into found, -1 for none.
	pick int
	// typed is true after a key: a value that was put in whole asks for nothing.
	typed bool
	limit int
}

// New holds a text of at most limit characters, with nothing to suggest.
func New(s string, limit int) Model {
	return Model{in: field.New(s, limit), pick: -1, limit: limit}
}

// Offer replaces what is suggested; what was typed stays, and so does the pick where
// its choice is still there.
func (m Model) Offer(all []Choice) Model {
	picked, was := m.picked()
	m.all = all
	m = m.find()
	if !was {
		return m
	}
	m.pick = slices.IndexFunc(m.found, func(i int) bool { return m.all[i].Text == picked.Text })
	return m
}

// Set puts a whole value in: there is nothing left to suggest.
func (m Model) Set(s string) Model {
	m.in, m.typed = field.New(s, m.limit), false
	return m.find()
}

// Value is the text without blanks at its ends.
func (m Model) Value() string { return m.in.Value() }

// Input is the line itself, to be drawn.
func (m Model) Input() field.Input { return m.in }

// Key types or edits.
func (m Model) Key(k tea.KeyPressMsg) Model { return m.edited(m.in.Key(k)) }

// Insert puts text at the cursor.
func (m Model) Insert(s string) Model { return m.edited(m.in.Insert(s)) }

func (m Model) edited(in field.Input) Model {
	changed := in.Text() != m.in.Text()
	m.in = in
	if !changed {
		return m
	}
	m.typed = true
	return m.find()
}

// find looks for what contains the text, whatever its case: what begins with it
// first, and else in the order of the choices.
func (m Model) find() Model {
	m.found, m.pick = nil, -1
	value := strings.ToLower(m.Value())
	if value != "" && !m.typed {
		return m
	}
	var inside []int
	for i, c := range m.all {
		switch low := strings.ToLower(text.Line(c.Text)); {
		case strings.HasPrefix(low, value):
			m.found = append(m.found, i)
		case strings.Contains(low, value):
			inside = append(inside, i)
		}
	}
	m.found = append(m.found, inside...)
	if len(m.found) == 1 && text.Line(m.all[m.found[0]].Text) == m.Value() {
		m.found = nil // all of it is there
	}
	return m
}

// Any reports whether there is something to pick.
func (m Model) Any() bool { return len(m.found) > 0 }

// Picking reports whether a suggestion is picked, so that enter takes it.
func (m Model) Picking() bool { return m.pick >= 0 }

// Move picks the next or the previous suggestion; false where there is none in that
// direction, and the key may do something else.
func (m Model) Move(step int) (Model, bool) {
	next := m.pick + step
	if next < -1 || !m.Any() {
		return m, false
	}
	m.pick = min(next, len(m.found)-1)
	return m, true
}

// Take puts the picked suggestion into the field; false where none is picked.
func (m Model) Take() (Model, bool) {
	c, ok := m.picked()
	if !ok {
		return m, false
	}
	return m.Set(c.Text), true
}

func (m Model) picked() (Choice, bool) {
	if m.pick < 0 || m.pick >= len(m.found) {
		return Choice{}, false
	}
	return m.all[m.found[m.pick]], true
}

// Only puts the one suggestion there is into the field, picked or not; false where
// there is another number of them. It is for a field that takes nothing but what is
// suggested: anywhere else what was typed may be meant.
func (m Model) Only() (Model, bool) {
	if len(m.found) != 1 || m.Value() == "" {
		return m, false
	}
	return m.Set(m.all[m.found[0]].Text), true
}

// Over lays the suggestions over the rows below their field, so that nothing moves when
// they open: as many rows come out as went in.
func (m Model) Over(s *sheet.Sheet, below []sheet.Row) []sheet.Row {
	rows := m.Rows(s, len(below))
	return append(rows, below[len(rows):]...)
}

// Rows are the suggestions below the field, at most so many rows and with the picked
// one among them. The last row says how many more there are where five, or the room,
// are too few.
func (m Model) Rows(s *sheet.Sheet, room int) []sheet.Row {
	n, more := min(len(m.found), room), len(m.found) > min(most, room)
	if more {
		n = max(min(most, room-1), 0)
	}
	from := max(0, min(m.pick-n+1, len(m.found)-n))
	widest := 0
	for _, i := range m.found[from : from+n] {
		widest = max(widest, s.Wide(m.all[i].Text))
	}
	var rows []sheet.Row
	for at := from; at < from+n; at++ {
		c := m.all[m.found[at]]
		l := s.Line().At(sheet.Values - 1)
		if at == m.pick {
			l.Surface(&s.Styles.Selected).Put(theme.Focus, "▌")
		}
		l.At(sheet.Values)
		l.Fit(theme.Text, c.Text, min(widest, s.Room(sheet.Values)*3/5), draw.Middle).Put(theme.Text, "  ")
		l.Fit(theme.Muted, c.Note, s.End()-l.Column(), draw.End)
		rows = append(rows, sheet.Row{Line: l.At(s.End()).Surface(&s.Styles.Card), Focus: true})
	}
	if more && room > 0 {
		l := s.Line().At(sheet.Values).Put(theme.Muted, "… "+m.beyond(from, n))
		rows = append(rows, sheet.Row{Line: l, Focus: true})
	}
	return rows
}

// beyond is how many there are before and behind those that are seen.
func (m Model) beyond(from, n int) string {
	behind := len(m.found) - from - n
	switch {
	case from == 0:
		return present.Count(behind, false) + " more"
	case behind == 0:
		return present.Count(from, false) + " more above"
	}
	return present.Count(from, false) + " more above, " + present.Count(behind, false) + " below"
}
