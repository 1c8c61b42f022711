package form

import (
	"fmt"

	"greenlight/ui/keys"
)

// Hints are the keys that work on the card now.
func (m Many) Hints(keys.Map) (left, right []keys.Hint) {
	t := m.tally()
	switch m.phase {
	case sending:
		left = []keys.Hint{{Keys: "esc", Verb: "stop after this one"}}
		if !m.begun() {
			left[0].Verb = "stop before this one"
		}
		if m.stopping {
			left = []keys.Hint{{Verb: "Stops after this one, wait for the answer"}}
		}
		if len(m.items) > page {
			left = append(left, keys.Hint{Keys: "↑ ↓", Verb: "scroll"})
		}
		return left, []keys.Hint{{Verb: fmt.Sprintf("%d of %d done", t.over(), t.all())}}
	case answered:
		left = []keys.Hint{{Keys: "enter", Verb: "close"}}
		if len(m.items) > page {
			left = append(left, keys.Hint{Keys: "↑ ↓", Verb: "scroll"})
		}
		return left, []keys.Hint{{Keys: "esc", Verb: "close"}}
	case editing, checking, explained, vanished:
	}
	return m.editHints(), []keys.Hint{{Keys: "esc", Verb: "cancel"}}
}

func (m Many) editHints() []keys.Hint {
	enter := keys.Hint{Keys: "enter", Verb: "next"}
	switch button, any := m.filled(); {
	case any && button == fieldCancel:
		enter.Verb = "cancel"
	case any:
		enter.Verb = small(m.label())
	case m.waits() != "" && m.waits() == m.Reading():
		enter.Verb = "waits for " + m.Reading()
	}
	switch m.focus.kind {
	case fieldChoice:
		if m.unseen() > 0 {
			return []keys.Hint{{Keys: "pgdn", Verb: "see the rest"}, {Keys: "space", Verb: "take or leave"}, enter, {Keys: "tab", Verb: "move"}}
		}
		return []keys.Hint{{Keys: "space", Verb: "take or leave"}, {Keys: "↑ ↓", Verb: "choose"}, enter, {Keys: "tab", Verb: "move"}}
	case fieldCancel, fieldAct:
		return []keys.Hint{enter, {Keys: "tab", Verb: "next"}, {Keys: "← →", Verb: "move"}}
	case fieldComment, fieldTick, fieldType, fieldNone:
	}
	if m.unseen() > 0 {
		return []keys.Hint{{Keys: "pgdn", Verb: "see the rest"}, enter, {Keys: "tab", Verb: "move"}}
	}
	return []keys.Hint{enter, {Keys: "↑", Verb: "the list"}, {Keys: "tab", Verb: "move"}}
}
