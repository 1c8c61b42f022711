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

// Rows are the suggestions below the field, at most five, with the picked one among
// them; the last says how many more there are.
func (m Model) Rows(s *sheet.Sheet) []sheet.Row {
	from := max(0, min(m.pick-most+1, len(m.found)-most))
	to := min(from+most, len(m.found))
	widest := 0
	for _, i := range m.found[from:to] {
		widest = max(widest, s.Wide(m.all[i].Text))
	}
	var rows []sheet.Row
	for at := from; at < to; at++ {
		c := m.all[m.found[at]]
		l := s.Line().At(sheet.Values - 1)
		if at == m.pick {
			l.Surface(&s.Styles.Selected).Put(theme.Focus, "▌")
		}
		l.At(sheet.Values)
		l.Fit(theme.Text, c.Text, min(widest, s.Room(sheet.Values)*3/5), draw.Middle).Put(theme.Text, "  ")
		note := c.Note
		if left := len(m.found) - to; at == to-1 && left > 0 {
			note = strings.TrimPrefix(note+" · "+present.Count(left, false)+" more", " · ")
		}
		l.Fit(theme.Muted, note, s.End()-l.Column(), draw.End)
		rows = append(rows, sheet.Row{Line: l.At(s.End()).Surface(&s.Styles.Card), Focus: true})
	}
	return rows
}
