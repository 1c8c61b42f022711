package record

import (
	"maps"

	tea "charm.land/bubbletea/v2"

	"greenlight/ui/intent"
	"greenlight/ui/keys"
)

// Key acts on one key. While the card is not armed only esc is taken.
func (m Model) Key(k tea.KeyPressMsg, armed bool) (Model, intent.Intent) {
	name := k.String()
	switch {
	case m.Sending() && name != "esc":
		return m, nil
	case m.phase == checking:
		return m, intent.TakeBack{Op: m.op}
	case m.phase == sending:
		return m, intent.Refused{Sentence: "It is sent: esc cannot take it back.", Op: m.op}
	}
	if name == "esc" {
		return m, intent.Close{}
	}
	if !armed {
		return m, nil
	}
	m.look = false
	if m.phase == answered {
		return m.answerKey(name)
	}
	was := m.focus
	m, wish := m.editKey(k)
	if wish != nil || m.focus == was {
		return m, wish
	}
	return m.left()
}

// editKey is Key while the card is edited.
func (m Model) editKey(k tea.KeyPressMsg) (Model, intent.Intent) {
	switch k.String() {
	case "enter":
		return m.enter()
	case "tab":
		return m.take().move(1, true), nil
	case "shift+tab":
		return m.move(-1, true), nil
	case "up":
		return m.vertical(-1), nil
	case "down":
		return m.vertical(1), nil
	}
	if i, typed := m.focus.input(); typed {
		return m.edit(i, m.in[i].Value(), k), nil
	}
	switch m.focus {
	case fieldTag:
		if k.String() == "space" {
			m.tag = !m.tag
			return m.forget(fieldTag), nil
		}
	case fieldCancel, fieldAct:
		return m.sideways(k.String())
	case fieldProject, fieldEnvironment, fieldRef, fieldSHA, fieldStatus:
	}
	return m, nil
}

func (m Model) edit(i int, before string, k tea.KeyPressMsg) Model {
	m.in[i] = m.in[i].Key(k)
	if m.value(i) == before {
		return m
	}
	return m.forget(m.focus)
}

// Paste is text for the focused field; it confirms nothing.
func (m Model) Paste(s string) (Model, intent.Intent) {
	i, typed := m.focus.input()
	if m.phase != editing || !typed {
		return m, nil
	}
	m.look = false
	m.in[i] = m.in[i].Insert(s)
	return m.forget(m.focus), nil
}

// forget drops what GitLab said of a field that is no longer what it was.
func (m Model) forget(s spot) Model {
	if _, there := m.errors[s]; !there {
		return m
	}
	m.errors = maps.Clone(m.errors)
	delete(m.errors, s)
	return m
}

// take puts what is picked into its field, and into that of the project the only one
// that is left: anything else there would be none.
func (m Model) take() Model {
	i, typed := m.focus.input()
	if !typed {
		return m
	}
	next, took := m.in[i].Take()
	if _, named := m.project(); !took && i == inProject && !named {
		next, took = m.in[i].Only()
	}
	if !took {
		return m
	}
	m.in[i] = next
	if m.focus == fieldRef {
		m.filled = "" // picked: fills in again, whatever was there
	}
	return m.forget(m.focus)
}

// enter presses the filled button, or takes what is picked and goes on.
func (m Model) enter() (Model, intent.Intent) {
	button, any := m.pressed()
	switch {
	case any && button == fieldCancel:
		return m, intent.Close{}
	case any:
		m.phase, m.errors, m.trouble = checking, nil, nil
		return m, intent.Record{Record: m.record()}
	}
	if w := m.waits(); w != "" && m.focus == fieldStatus {
		// the last field: going on would be Cancel, and the next enter would close
		return m, intent.Refused{Sentence: m.label() + " waits for " + w + "."}
	}
	return m.take().move(1, false), nil
}

// vertical picks a suggestion or a status; elsewhere it moves between the fields.
func (m Model) vertical(step int) Model {
	if i, typed := m.focus.input(); typed {
		if next, moved := m.in[i].Move(step); moved {
			m.in[i] = next
			return m
		}
	}
	if m.focus == fieldStatus {
		m.status = max(0, min(m.status+step, len(statuses)-1))
		return m.forget(fieldStatus)
	}
	return m.move(step, false)
}

// sideways moves along the buttons. The act cannot be reached while it waits, and
// says for what.
func (m Model) sideways(key string) (Model, intent.Intent) {
	switch key {
	case "left":
		m.focus = fieldCancel
	case "right":
		if w := m.waits(); w != "" {
			return m, intent.Refused{Sentence: m.label() + " waits for " + w + "."}
		}
		m.focus = fieldAct
	}
	return m, nil
}

// Hints are the keys that work on the card now, the most consequential first.
func (m Model) Hints(keys.Map) (left, right []keys.Hint) {
	switch m.phase {
	case checking:
		return []keys.Hint{{Verb: "Reading what is there first"}}, []keys.Hint{{Keys: "esc", Verb: "cancel"}}
	case sending:
		return []keys.Hint{{Verb: "Recording it, wait for the answer"}}, nil
	case answered:
		return m.answerHints()
	case editing:
	}
	return m.editHints(), []keys.Hint{{Keys: "esc", Verb: "cancel"}}
}

func (m Model) editHints() []keys.Hint {
	enter, move := keys.Hint{Keys: "enter", Verb: "next"}, keys.Hint{Keys: "tab", Verb: "move"}
	if i, typed := m.focus.input(); typed {
		switch {
		case m.in[i].Picking():
			enter.Verb = "take"
			return []keys.Hint{enter, {Keys: "↑ ↓", Verb: "pick"}, move}
		case m.in[i].Any():
			return []keys.Hint{{Keys: "↑ ↓", Verb: "pick"}, enter, move}
		}
		return []keys.Hint{enter, {Keys: "tab shift+tab", Verb: "move"}, {Keys: "ctrl+u", Verb: "clear"}}
	}
	switch m.focus {
	case fieldTag:
		return []keys.Hint{{Keys: "space", Verb: "tick"}, enter, move}
	case fieldStatus:
		return []keys.Hint{{Keys: "↑ ↓", Verb: "choose"}, enter, move}
	case fieldCancel:
		enter.Verb = "cancel"
	case fieldAct:
		enter.Verb = "record " + string(statuses[m.status])
	case fieldProject, fieldEnvironment, fieldRef, fieldSHA:
	}
	return []keys.Hint{enter, move, {Keys: "← →", Verb: "move"}}
}
