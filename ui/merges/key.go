package merges

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"greenlight/api/text"
	"greenlight/ui/intent"
	"greenlight/ui/keys"
	"greenlight/ui/present"
)

// spot is a place that keys can act on.
type spot uint8

const (
	onList spot = iota
	onState
	onOrder
	onDirection
	onTerms

	spotCount
)

// guarded are the keys of the terms that are not taken before the card is armed.
var guarded = []string{"enter", "tab", "shift+tab", "up", "down"}

// page is how many rows a page key moves.
const page = 8

// Key acts on one key. While the card is not armed only esc is taken, and what is typed
// into the terms: it asks nothing before enter.
func (m Model) Key(k tea.KeyPressMsg, armed bool) (Model, intent.Intent) {
	name := k.String()
	if name == "esc" {
		return m, intent.Close{}
	}
	if !armed {
		if m.focus == onTerms && !slices.Contains(guarded, name) {
			return m.termsKey(k)
		}
		return m, nil
	}
	m.want = false
	if !m.finished() {
		if name == "enter" {
			return m, intent.ShowTab{Tab: intent.TabChanges}
		}
		return m, nil
	}
	switch name {
	case "tab":
		return m.move(1)
	case "shift+tab":
		return m.move(-1)
	}
	switch m.focus {
	case onTerms:
		return m.termsKey(k)
	case onState, onOrder, onDirection:
		return m.choiceKey(name)
	case onList, spotCount:
	}
	return m.listKey(name)
}

// move goes to the next or the previous place; leaving the terms applies them, and
// what cannot be understood keeps the keys.
func (m Model) move(step int) (Model, intent.Intent) {
	var wish intent.Intent
	if m.focus == onTerms {
		if m, wish = m.apply(); m.complaint != "" {
			return m, intent.Refused{Sentence: m.complaint}
		}
	}
	m.focus = spot((int(m.focus) + step + int(spotCount)) % int(spotCount))
	return m, wish
}

func (m Model) termsKey(k tea.KeyPressMsg) (Model, intent.Intent) {
	switch k.String() {
	case "enter":
		m, wish := m.apply()
		if m.complaint == "" {
			m.focus = onList
		}
		return m, wish
	case "up":
		return m.move(-1)
	case "down":
		return m.move(1)
	}
	before := m.terms.Text()
	if m.terms = m.terms.Key(k); m.terms.Text() != before {
		m.complaint = ""
	}
	return m, nil
}

// choiceKey turns a control, which asks anew at once.
func (m Model) choiceKey(name string) (Model, intent.Intent) {
	switch name {
	case "left":
		return m.turn(-1)
	case "right", "space":
		return m.turn(1)
	case "enter", "down":
		m.focus = onList
	}
	return m, nil
}

func (m Model) turn(step int) (Model, intent.Intent) {
	was, named := m, ""
	switch m.focus {
	case onState:
		named = also("state", m.typed.State)
		m.state = around(m.state+step, len(states))
	case onOrder:
		named = also("order_by", m.typed.OrderBy)
		m.order = around(m.order+step, len(orders))
	case onDirection:
		named = also("sort", string(m.typed.Sort))
		m.direction = around(m.direction+step, len(directions))
	case onList, onTerms, spotCount:
	}
	if named != "" {
		return was, intent.Refused{Sentence: named + " stands in the line below, which counts."}
	}
	return m.reload()
}

// also is "state=merged" where the terms say so.
func also(name, value string) string {
	if value == "" {
		return ""
	}
	return name + "=" + text.Line(value)
}

func around(at, n int) int { return (at + n) % n }

// listKey scrolls, opens and copies.
func (m Model) listKey(name string) (Model, intent.Intent) {
	switch name {
	case "up", "k":
		return m.scroll(-1)
	case "down", "j":
		return m.scroll(1)
	case "pgup":
		return m.scroll(-page)
	case "pgdown":
		return m.scroll(page)
	case "home", "g":
		return m.scroll(-len(m.items))
	case "end", "G":
		return m.scroll(len(m.items))
	case "enter", "o":
		return m.open()
	case "y":
		return m, m.copied()
	}
	return m, nil
}

func (m Model) scroll(n int) (Model, intent.Intent) {
	m.pick = max(min(m.pick+n, len(m.items)-1), 0)
	return m.further()
}

// open shows the page of what is picked; where nothing could be read it asks again.
func (m Model) open() (Model, intent.Intent) {
	if m.err != "" && len(m.items) == 0 {
		return m.reload()
	}
	mr, ok := m.picked()
	if !ok {
		return m, nil
	}
	if mr.WebURL == "" {
		return m, intent.Refused{Sentence: present.MergeRequest(mr.IID) + " has no address."}
	}
	return m, intent.OpenURL{URL: mr.WebURL}
}

func (m Model) copied() intent.Intent {
	mr, ok := m.picked()
	switch url := text.Line(mr.WebURL); {
	case !ok:
		return nil
	case url == "":
		return intent.Refused{Sentence: present.MergeRequest(mr.IID) + " has no address."}
	default:
		return intent.Copy{What: "The URL of " + present.MergeRequest(mr.IID), Text: url}
	}
}

// Paste is text for the terms; it asks nothing.
func (m Model) Paste(s string) (Model, intent.Intent) {
	if m.finished() && m.focus == onTerms {
		m.want, m.complaint = false, ""
		m.terms = m.terms.Insert(s)
	}
	return m, nil
}

// Hints are the keys that work on the card now.
func (m Model) Hints(keys.Map) (left, right []keys.Hint) {
	right = []keys.Hint{{Keys: "esc", Verb: "close"}}
	filter := keys.Hint{Keys: "tab", Verb: "filter"}
	if !m.finished() {
		return []keys.Hint{{Keys: "enter", Verb: "changes"}}, right
	}
	switch m.focus {
	case onTerms:
		return []keys.Hint{{Keys: "enter", Verb: "apply"}, {Keys: "tab", Verb: "move"}, {Keys: "ctrl+u", Verb: "clear"}}, right
	case onState, onOrder, onDirection:
		return []keys.Hint{{Keys: "← →", Verb: "choose"}, {Keys: "enter", Verb: "to the list"}, {Keys: "tab", Verb: "move"}}, right
	case onList, spotCount:
	}
	if m.err != "" && len(m.items) == 0 {
		return []keys.Hint{{Keys: "enter", Verb: "ask again"}, filter}, right
	}
	if _, ok := m.picked(); !ok {
		return []keys.Hint{filter}, right
	}
	return []keys.Hint{{Keys: "enter", Verb: "open"}, {Keys: "y", Verb: "copy"}, {Keys: "↑ ↓", Verb: "pick"}, filter}, right
}
