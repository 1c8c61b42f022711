package query

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"greenlight/ui/intent"
	"greenlight/ui/keys"
	"greenlight/ui/suggest"
)

// spot is a place that keys can act on.
type spot uint8

const (
	fieldProject spot = iota
	fieldEnvironment
	fieldStatus
	fieldUpdatedFrom
	fieldUpdatedTo
	fieldFinishedFrom
	fieldFinishedTo
	fieldOrder
	fieldDirection
	fieldAgain
	fieldAsk
)

// fields are the places in the order of the tab key.
func (m Model) fields() []spot {
	all := []spot{fieldProject, fieldEnvironment, fieldStatus, fieldUpdatedFrom, fieldUpdatedTo, fieldFinishedFrom,
		fieldFinishedTo, fieldOrder, fieldDirection}
	if m.inForce {
		all = append(all, fieldAgain)
	}
	return append(all, fieldAsk)
}

func (m Model) move(step int, wrap bool) Model {
	fs := m.fields()
	i := slices.Index(fs, m.focus) + step
	if wrap {
		i = (i + len(fs)) % len(fs)
	}
	m.focus = fs[max(0, min(i, len(fs)-1))]
	return m
}

// date is the index of the date that is typed at a place; false where there is none.
func (s spot) date() (int, bool) {
	switch s {
	case fieldUpdatedFrom:
		return updatedFrom, true
	case fieldUpdatedTo:
		return updatedTo, true
	case fieldFinishedFrom:
		return finishedFrom, true
	case fieldFinishedTo:
		return finishedTo, true
	case fieldProject, fieldEnvironment, fieldStatus, fieldOrder, fieldDirection, fieldAgain, fieldAsk:
	}
	return 0, false
}

// Key acts on one key. While the card is not armed only esc is taken.
func (m Model) Key(k tea.KeyPressMsg, armed bool) (Model, intent.Intent) {
	name := k.String()
	if name == "esc" {
		return m, intent.Close{}
	}
	if !armed {
		return m, nil
	}
	m.look, m.asked = false, false
	was := m.focus
	m, wish := m.editKey(k)
	if was == fieldProject && m.focus != was {
		m = m.choose()
	}
	return m, wish
}

func (m Model) editKey(k tea.KeyPressMsg) (Model, intent.Intent) {
	switch k.String() {
	case "enter":
		return m.enter()
	case "tab":
		m, took := m.take()
		if _, named := m.chosen(); !took && !named && m.focus == fieldProject {
			m.project, _ = m.project.Only()
		}
		return m.move(1, true), nil
	case "shift+tab":
		return m.move(-1, true), nil
	case "up":
		return m.vertical(-1), nil
	case "down":
		return m.vertical(1), nil
	}
	return m.edit(k), nil
}

// edit types, or changes a choice.
func (m Model) edit(k tea.KeyPressMsg) Model {
	if i, dated := m.focus.date(); dated {
		m.dates[i] = m.dates[i].Key(k)
		return m
	}
	step := 0
	switch k.String() {
	case "left":
		step = -1
	case "right", "space":
		step = 1
	}
	switch m.focus {
	case fieldProject:
		m.project = m.project.Key(k)
	case fieldEnvironment:
		m.environment = m.environment.Key(k)
	case fieldStatus:
		m.status = turned(m.status, step, len(statuses))
	case fieldOrder:
		m.order = turned(m.order, step, len(orders))
	case fieldDirection:
		m.direction = turned(m.direction, step, len(directions))
	case fieldAgain, fieldAsk:
		return m.sideways(step)
	case fieldUpdatedFrom, fieldUpdatedTo, fieldFinishedFrom, fieldFinishedTo:
	}
	return m
}

// turned goes around n choices.
func turned(at, step, n int) int { return (at + step + n) % n }

func (m Model) sideways(step int) Model {
	switch {
	case step > 0:
		m.focus = fieldAsk
	case step < 0 && m.inForce:
		m.focus = fieldAgain
	}
	return m
}

// Paste is text for the focused field; it asks nothing.
func (m Model) Paste(s string) (Model, intent.Intent) {
	m.look, m.asked = false, false
	if i, dated := m.focus.date(); dated {
		m.dates[i] = m.dates[i].Insert(s)
		return m, nil
	}
	switch m.focus {
	case fieldProject:
		m.project = m.project.Insert(s)
	case fieldEnvironment:
		m.environment = m.environment.Insert(s)
	case fieldStatus, fieldUpdatedFrom, fieldUpdatedTo, fieldFinishedFrom, fieldFinishedTo, fieldOrder, fieldDirection,
		fieldAgain, fieldAsk:
	}
	return m, nil
}

// suggesting is the field with suggestions that has the focus.
func (m Model) suggesting() (suggest.Model, bool) {
	switch m.focus {
	case fieldProject:
		return m.project, true
	case fieldEnvironment:
		return m.environment, true
	case fieldStatus, fieldUpdatedFrom, fieldUpdatedTo, fieldFinishedFrom, fieldFinishedTo, fieldOrder, fieldDirection,
		fieldAgain, fieldAsk:
	}
	return suggest.Model{}, false
}

func (m Model) with(f suggest.Model) Model {
	if m.focus == fieldProject {
		m.project = f
	} else {
		m.environment = f
	}
	return m
}

// take puts what is picked into its field; false where nothing is.
func (m Model) take() (Model, bool) {
	f, ok := m.suggesting()
	if !ok {
		return m, false
	}
	f, took := f.Take()
	return m.with(f), took
}

// vertical picks a suggestion; elsewhere it moves between the lines.
func (m Model) vertical(step int) Model {
	if f, ok := m.suggesting(); ok {
		if next, moved := f.Move(step); moved {
			return m.with(next)
		}
	}
	switch m.focus {
	case fieldUpdatedFrom, fieldFinishedFrom:
		if step > 0 {
			return m.move(2, false)
		}
	case fieldUpdatedTo, fieldFinishedTo:
		if step < 0 {
			return m.move(-2, false)
		}
	case fieldProject, fieldEnvironment, fieldStatus, fieldOrder, fieldDirection, fieldAgain, fieldAsk:
	}
	return m.move(step, false)
}

// enter takes what is picked, puts the usual list back, mends what is in the way, or
// asks.
func (m Model) enter() (Model, intent.Intent) {
	if taken, took := m.take(); took {
		return taken.move(1, false), nil
	}
	if m.focus == fieldAgain {
		m.asked = true
		return m, intent.Unask{}
	}
	o := m.obstacle()
	switch {
	case o.mend != mendNone:
		return m.mended(o.mend), nil
	case o.words != "":
		return m, intent.Refused{Sentence: o.words}
	}
	q, _ := m.query()
	m.asked = true
	return m, intent.Ask{Query: q}
}

// Dirty is false: a question that is kept and not asked harms nobody, see Draft.
func (m Model) Dirty() bool { return false }

// Hints are the keys that work on the card now.
func (m Model) Hints(keys.Map) (left, right []keys.Hint) {
	right = []keys.Hint{{Keys: "esc", Verb: "close"}}
	enter := keys.Hint{Keys: "enter", Verb: "ask GitLab"}
	o := m.obstacle()
	switch {
	case m.focus == fieldAgain:
		enter.Verb = "show all again"
	case o.mend != mendNone:
		enter.Verb = o.mend.String()
	case o.words != "":
		enter = keys.Hint{}
	}
	move := keys.Hint{Keys: "tab", Verb: "move"}
	if f, ok := m.suggesting(); ok && f.Any() {
		if f.Picking() {
			enter = keys.Hint{Keys: "enter", Verb: "take"}
		}
		return without(enter, keys.Hint{Keys: "↑ ↓", Verb: "pick"}, move), right
	}
	switch m.focus {
	case fieldStatus, fieldOrder, fieldDirection:
		return without(enter, keys.Hint{Keys: "← →", Verb: "choose"}, move), right
	case fieldProject, fieldEnvironment, fieldUpdatedFrom, fieldUpdatedTo, fieldFinishedFrom, fieldFinishedTo:
		return without(enter, move, keys.Hint{Keys: "ctrl+u", Verb: "clear"}), right
	case fieldAgain, fieldAsk:
	}
	return without(enter, move), right
}

// without leaves out what does nothing now.
func without(hints ...keys.Hint) []keys.Hint {
	return slices.DeleteFunc(hints, func(h keys.Hint) bool { return h.Keys == "" })
}
