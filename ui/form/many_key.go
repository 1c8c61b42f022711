package form

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"greenlight/ui/intent"
)

// Key acts on one key. While the card is not armed only esc is taken: it closes the
// card, or stops it before the next target where something is under way.
func (m Many) Key(k tea.KeyPressMsg, armed bool) (Many, intent.Intent) {
	if k.String() == "esc" {
		return m.escape()
	}
	if !armed {
		return m, nil
	}
	switch m.phase {
	case sending:
		return m.scrollKey(k.String()), nil
	case answered:
		if k.String() == "enter" {
			return m, intent.Close{}
		}
		return m.scrollKey(k.String()), nil
	case editing, checking, explained, vanished:
	}
	m.remark = ""
	return m.editKey(k)
}

// escape closes the card, or stops it.
func (m Many) escape() (Many, intent.Intent) {
	i := m.sent()
	switch {
	case m.phase != sending || i < 0:
		return m, intent.Close{}
	case !m.items[i].begun:
		return m.Stop(), intent.TakeBack{Op: m.items[i].op}
	case m.stopping:
		return m, intent.Refused{Sentence: "It stops after this one: what is sent cannot be taken back.", Op: m.items[i].op}
	}
	return m.Stop(), nil
}

// Stop lets nothing more be sent after what is under way.
func (m Many) Stop() Many {
	m.stopping = m.stopping || m.phase == sending
	return m
}

// scrollKey moves the list while there is nothing to fill in.
func (m Many) scrollKey(name string) Many {
	if step, ok := m.step(name); ok {
		m.free = true
		m.cursor = m.moved(step)
	}
	return m
}

// step is how far a key moves in the list.
func (m Many) step(name string) (int, bool) {
	switch name {
	case "up":
		return -1, true
	case "down":
		return 1, true
	case "pgup":
		return -page, true
	case "pgdown":
		return page, true
	case "home":
		return -len(m.items), true
	case "end":
		return len(m.items), true
	}
	return 0, false
}

// editKey is Key while the card is edited.
func (m Many) editKey(k tea.KeyPressMsg) (Many, intent.Intent) {
	name := k.String()
	switch name {
	case "enter":
		return m.enter()
	case "tab":
		return m.move(1, true), nil
	case "shift+tab":
		return m.move(-1, true), nil
	case "up", "down":
		return m.vertical(name), nil
	case "pgup", "pgdown":
		if len(m.items) > 0 {
			return m.paged(name), nil
		}
	}
	switch m.focus.kind {
	case fieldComment:
		m.comment = m.comment.Key(k)
		if m.comment.Cut() {
			m.remark = "Cut: GitLab takes 255 characters"
		}
	case fieldChoice:
		return m.listKey(name)
	case fieldCancel, fieldAct:
		return m.sideways(name)
	case fieldTick, fieldType, fieldNone:
	}
	return m, nil
}

// listKey ticks the line under the cursor, or moves to an end of the list.
func (m Many) listKey(name string) (Many, intent.Intent) {
	if step, ok := m.step(name); ok {
		m.cursor = m.moved(step)
		return m, nil
	}
	if name != "space" || len(m.items) == 0 {
		return m, nil
	}
	if m.items[m.cursor].skip != "" {
		return m, m.refused()
	}
	return m.change(m.cursor, func(it *item) { it.ticked = !it.ticked }), nil
}

// Paste is text for the comment; it confirms nothing.
func (m Many) Paste(s string) (Many, intent.Intent) {
	if m.phase != editing || m.focus.kind != fieldComment {
		return m, nil
	}
	m.remark = ""
	m.comment = m.comment.Insert(s)
	if m.comment.Cut() {
		m.remark = "Cut: GitLab takes 255 characters"
	}
	return m, nil
}

// fields are the places of the card in the order of the tab key.
func (m Many) fields() []spot {
	var fs []spot
	if len(m.items) > 0 {
		fs = append(fs, spot{kind: fieldChoice})
	}
	if m.comments() {
		fs = append(fs, spot{kind: fieldComment})
	}
	fs = append(fs, spot{kind: fieldCancel})
	if m.waits() == "" {
		fs = append(fs, spot{kind: fieldAct})
	}
	return fs
}

// move goes to the next or the previous field, around the ends only by wrap.
func (m Many) move(step int, wrap bool) Many {
	fs := m.fields()
	i := slices.Index(fs, m.focus) + step
	if wrap {
		i = (i + len(fs)) % len(fs)
	}
	m.focus = fs[max(0, min(i, len(fs)-1))]
	return m
}

// vertical moves in the list, and between the fields at its ends and elsewhere.
func (m Many) vertical(name string) Many {
	step, _ := m.step(name)
	if m.focus.kind == fieldChoice {
		if name == "down" && m.moved(1) == m.cursor {
			return m.move(1, false)
		}
		m.cursor = m.moved(step)
		return m
	}
	if step > 0 {
		return m.move(1, false)
	}
	return m.move(-1, false)
}

// sideways moves along the buttons. The act cannot be reached while it waits, and
// says for what.
func (m Many) sideways(name string) (Many, intent.Intent) {
	switch name {
	case "left":
		m.focus = spot{kind: fieldCancel}
	case "right":
		if w := m.waits(); w != "" {
			return m, intent.Refused{Sentence: verb(m.act) + " waits for " + w + ".", Reading: m.Reading()}
		}
		m.focus = spot{kind: fieldAct}
	}
	return m, nil
}

// filled is the button that Enter presses now; false where it presses none.
func (m Many) filled() (fieldKind, bool) {
	switch {
	case m.focus.kind == fieldCancel:
		return fieldCancel, true
	case m.waits() != "":
		return 0, false
	case m.focus.kind == fieldAct, !m.risky():
		return fieldAct, true
	}
	return 0, false
}

// enter presses the filled button, or goes on where none is filled. While something is
// still being read it says so and stays.
func (m Many) enter() (Many, intent.Intent) {
	button, any := m.filled()
	switch {
	case any && button == fieldCancel:
		return m, intent.Close{}
	case any:
		return m.next()
	case m.waits() != "" && m.waits() == m.Reading():
		return m, intent.Refused{Sentence: verb(m.act) + " waits for " + m.waits() + ".", Reading: m.Reading()}
	}
	return m.move(1, false), nil
}
