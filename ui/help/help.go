// Package help is the card of all keys: found by typing, picked with the arrows,
// run with enter. It is drawn from the action table, so it cannot say anything
// that the keys do not do, and it says why what cannot be done now cannot.
package help

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"greenlight/ui/field"
	"greenlight/ui/intent"
	"greenlight/ui/keys"
)

// maxQuery bounds what can be typed, in characters.
const maxQuery = 40

// Model is the card.
type Model struct {
	about string
	keys  keys.Map
	why   map[keys.Action]string
	query field.Input
	// here are keys that work only where the help was opened, under a heading of
	// their own. They cannot be picked: they are no actions.
	here  []keys.Hint
	place string
	// pick is the index among the entries that are shown, -1 for none.
	pick int
}

// New is the help over a screen. about names what the actions would act on,
// "payments/api → production", and may be empty; why says for each action that
// cannot be done now why not.
func New(about string, m keys.Map, why map[keys.Action]string) Model {
	return Model{about: about, keys: m, why: why, pick: -1, query: field.New("", maxQuery)}
}

// Here adds keys that work only where the help was opened, such as the log's own, under
// a heading.
func (m Model) Here(place string, own []keys.Hint) Model {
	m.place, m.here = place, own
	return m
}

// entry is one line: one action, or several that belong together.
type entry struct {
	actions []keys.Action
	labels  string
	help    string
	group   keys.Group
	reason  string
}

// together are the actions that share a line while nothing is searched for.
var together = []struct {
	help    string
	actions []keys.Action
}{
	{"down, up", []keys.Action{keys.Down, keys.Up}},
	{"first, last", []keys.Action{keys.Top, keys.Bottom}},
	{"half a page", []keys.Action{keys.HalfDown, keys.HalfUp}},
	{"a page", []keys.Action{keys.PageDown, keys.PageUp}},
	{"tabs of the detail", []keys.Action{keys.PreviousTab, keys.NextTab}},
	{"next, previous view", []keys.Action{keys.NextView, keys.PreviousView}},
	{"a view by its number", []keys.Action{keys.View1, keys.View2, keys.View3, keys.View4, keys.View5,
		keys.View6, keys.View7, keys.View8, keys.View9}},
}

// entries are the lines of the card for its query, in the order of the groups. A
// search looks at every action on its own, so that what is picked is one thing.
func (m Model) entries() []entry {
	var out []entry
	for _, info := range keys.Table() {
		e := entry{
			actions: []keys.Action{info.Action}, group: info.Group, help: info.Help,
			labels: strings.Join(m.keys.Labels(info.Action), " "), reason: m.why[info.Action],
		}
		if m.query.Value() == "" {
			var first bool
			if e, first = m.joined(e); !first {
				continue
			}
		} else if !m.matches(info, e) {
			continue
		}
		out = append(out, e)
	}
	slices.SortStableFunc(out, func(a, b entry) int { return int(a.group) - int(b.group) })
	return out
}

// joined is the line an action shares with others; false for all but the first of
// them.
func (m Model) joined(e entry) (entry, bool) {
	for _, t := range together {
		if !slices.Contains(t.actions, e.actions[0]) {
			continue
		}
		first := slices.MinFunc(t.actions, func(a, b keys.Action) int { return int(a) - int(b) })
		e.help, e.labels = t.help, m.shared(t.actions)
		own := e.actions[0]
		e.actions = t.actions
		return e, own == first
	}
	return e, true
}

// shared are the keys of several actions: "j k ↓ ↑", or "1-9" for a row of digits.
func (m Model) shared(actions []keys.Action) string {
	var rounds [][]string
	for _, a := range actions {
		for i, label := range m.keys.Labels(a) {
			if i == len(rounds) {
				rounds = append(rounds, nil)
			}
			rounds[i] = append(rounds[i], label)
		}
	}
	all := slices.Concat(rounds...)
	if strings.Join(all, "") == "123456789" {
		return "1-9"
	}
	return strings.Join(all[:min(len(all), 4)], " ")
}

// matches looks for every word of the query in the name, the words and the keys.
func (m Model) matches(info keys.Info, e entry) bool {
	return m.found(strings.Join([]string{info.Name, info.Verb, info.Help, info.Group.String()}, " "), e.labels)
}

// found looks for every word of the query in words, or among the names of keys.
func (m Model) found(words, labels string) bool {
	hay := strings.ToLower(words)
	for _, word := range strings.Fields(strings.ToLower(m.query.Value())) {
		if !strings.Contains(hay, word) && !slices.Contains(strings.Fields(strings.ToLower(labels)), word) {
			return false
		}
	}
	return true
}

// guarded are the keys that are not taken before the card is armed.
var guarded = []string{"enter", "up", "shift+tab", "down", "tab", "pgup", "pgdown"}

// Key searches, picks and runs. Before the card is armed it takes esc and what is typed:
// letters only search, and who types "journal" right behind the key that opens the card
// means all of it. What runs or picks waits.
func (m Model) Key(k tea.KeyPressMsg, armed bool) (Model, intent.Intent) {
	name := k.String()
	if name == "esc" {
		return m, intent.Close{}
	}
	if !armed && slices.Contains(guarded, name) {
		return m, nil
	}
	switch name {
	case "enter":
		return m.run()
	case "up", "shift+tab":
		return m.move(-1), nil
	case "down", "tab":
		return m.move(1), nil
	case "pgup":
		return m.move(-10), nil
	case "pgdown":
		return m.move(10), nil
	}
	return m.search(m.query.Key(k)), nil
}

// Paste is text for the search; it runs nothing.
func (m Model) Paste(s string) (Model, intent.Intent) { return m.search(m.query.Insert(s)), nil }

// search takes another query; one that says something else picks the entry that
// matches it best.
func (m Model) search(q field.Input) Model {
	changed := q.Value() != m.query.Value()
	m.query = q
	if changed {
		m.pick = m.best()
	}
	return m
}

// best is the entry that has the query as its key, else the first whose name begins
// with it, else the first; -1 without a query.
func (m Model) best() int {
	q := m.query.Value()
	if q == "" {
		return -1
	}
	all := m.entries()
	if i := slices.IndexFunc(all, func(e entry) bool { return slices.Contains(strings.Fields(e.labels), q) }); i >= 0 {
		return i
	}
	named := func(e entry) bool { return strings.HasPrefix(e.actions[0].String(), strings.ToLower(q)) }
	return max(slices.IndexFunc(all, named), min(0, len(all)-1))
}

func (m Model) move(n int) Model {
	last := m.last()
	m.pick = max(min(m.pick+n, last), min(0, last))
	return m
}

// run does what is picked, or says why it cannot be done now.
func (m Model) run() (Model, intent.Intent) {
	all := m.entries()
	switch {
	case len(all) == 0 && len(m.local()) > 0:
		return m, intent.Refused{Sentence: "It works where the help was opened: close the help first."}
	case m.last() < 0:
		return m, intent.Refused{Sentence: "No key matches."}
	case m.pick >= len(all) || len(all) == 0:
		return m, m.told()
	case m.pick < 0:
		return m, intent.Refused{Sentence: "Nothing is picked: type to search, or pick with the arrows."}
	}
	e := all[m.pick]
	if e.reason != "" {
		return m, intent.Refused{Sentence: e.help + ": " + e.reason + "."}
	}
	return m, intent.Do{Action: e.actions[0]}
}

// Dirty is false: a search is no draft.
func (m Model) Dirty() bool { return false }

// Hints are the keys that do something now: enter only where it would run what is picked.
func (m Model) Hints(keys.Map) (left, right []keys.Hint) {
	right = []keys.Hint{{Keys: "esc", Verb: "close"}}
	pick, all := keys.Hint{Keys: "↑ ↓", Verb: "pick"}, m.entries()
	switch {
	case m.last() < 0:
		return []keys.Hint{{Keys: "ctrl+u", Verb: "clear"}}, right
	case m.pick < 0 && m.query.Value() == "":
		return []keys.Hint{{Keys: "type", Verb: "to find"}, pick}, right
	case m.pick < 0 || m.pick >= len(all) || all[m.pick].reason != "":
		return []keys.Hint{pick}, right
	}
	return []keys.Hint{pick, {Keys: "enter", Verb: "run"}}, right
}
