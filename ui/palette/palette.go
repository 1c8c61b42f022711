// Package palette is the card of all commands: what the screen can do, show and go
// to, found by typing some letters of it. What cannot be done now is there too and
// says why.
//
// The commands come from outside as plain entries, each with the intent that running
// it asks for: this package knows how they are found, and nothing of what they do.
package palette

import (
	"reflect"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"greenlight/api/text"
	"greenlight/ui/field"
	"greenlight/ui/intent"
	"greenlight/ui/keys"
)

// maxQuery bounds what can be typed, in characters: the longest title has to fit,
// since completing one puts it into the field.
const maxQuery = 600

// guarded are the keys that are not taken before the card is armed.
var guarded = []string{"enter", "tab", "up", "shift+tab", "ctrl+p", "down", "ctrl+n", "pgup", "pgdown"}

// page is how many entries a page key moves.
const page = 10

// Entry is one command.
type Entry struct {
	// Title is what is typed for: "approve", "view: Running". Detail says what it
	// would act on or what it is, Key is the key that does the same; both may be
	// empty.
	Title, Detail, Key string
	// Why says why it cannot be run now, in a few words; empty where it can.
	Why string
	// Intent is what running it asks for.
	Intent intent.Intent
}

// Model is the card.
type Model struct {
	// about names what the actions would act on; it may be empty.
	about   string
	entries []Entry
	// titles are those of the entries, made safe: what is matched is what is shown.
	titles []string
	query  field.Input
	// found are the entries that match, the best first. It is made anew for each
	// query and never changed, so that copies may share it.
	found []match
	// pick is an index into found, -1 for none.
	pick int
}

// New is the card over some entries, of which those that act on a deployment act on
// about, "payments/api → production"; it may be empty. Nothing is picked before something
// was typed or an arrow was pressed: enter alone must not run whatever happens to be first.
func New(about string, entries []Entry) Model {
	m := Model{about: about, entries: entries, query: field.New("", maxQuery), pick: -1}
	for _, e := range entries {
		m.titles = append(m.titles, text.Line(e.Title))
	}
	m.found = m.find("")
	return m
}

// Renew takes the commands as they are now, with the list behind the card read anew.
// What was typed stays, and so does the pick where the command with its title and
// intent is still found; a pick that is gone leaves none, so that enter cannot run
// what took its place.
func (m Model) Renew(about string, entries []Entry) Model {
	was, picked := m.picked()
	next := New(about, entries)
	next.query = m.query
	next.found = next.find(m.query.Value())
	if !picked {
		return next
	}
	next.pick = slices.IndexFunc(next.found, func(f match) bool {
		e := next.entries[f.entry]
		return e.Title == was.Title && reflect.DeepEqual(e.Intent, was.Intent)
	})
	return next
}

// picked is the entry that enter would run; false where there is none.
func (m Model) picked() (Entry, bool) {
	if m.pick < 0 || m.pick >= len(m.found) {
		return Entry{}, false
	}
	return m.entries[m.found[m.pick].entry], true
}

// Key searches, picks and runs. Before the card is armed it takes esc and what is
// typed: letters only search, and who types "log" right behind the key that opens the
// card means all of it. What runs, picks or puts a title into the field waits.
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
		return m, m.run()
	case "tab":
		return m.complete(), nil
	case "up", "shift+tab", "ctrl+p":
		return m.move(-1), nil
	case "down", "ctrl+n":
		return m.move(1), nil
	case "pgup":
		return m.move(-page), nil
	case "pgdown":
		return m.move(page), nil
	}
	return m.search(m.query.Key(k)), nil
}

// Paste is text for the search; it runs nothing.
func (m Model) Paste(s string) (Model, intent.Intent) { return m.search(m.query.Insert(s)), nil }

// search takes another query; one that says something else picks the best match.
func (m Model) search(q field.Input) Model {
	changed := q.Value() != m.query.Value()
	m.query = q
	if !changed {
		return m
	}
	m.found, m.pick = m.find(q.Value()), -1
	if q.Value() != "" && len(m.found) > 0 {
		m.pick = 0
	}
	return m
}

// complete puts the title that is picked into the field, the first where none is,
// and keeps the pick on its entry.
func (m Model) complete() Model {
	if len(m.found) == 0 {
		return m
	}
	entry := m.found[max(m.pick, 0)].entry
	m = m.search(field.New(m.titles[entry], maxQuery))
	for i, f := range m.found {
		if f.entry == entry {
			m.pick = i
		}
	}
	return m
}

func (m Model) move(n int) Model {
	last := len(m.found) - 1
	m.pick = max(min(m.pick+n, last), min(0, last))
	return m
}

// run is the intent of what is picked, or why it cannot be run.
func (m Model) run() intent.Intent {
	e, picked := m.picked()
	switch {
	case len(m.found) == 0:
		return intent.Refused{Sentence: "No command matches."}
	case !picked:
		return intent.Refused{Sentence: "Nothing is picked: type to search, or pick with the arrows."}
	}
	if e.Why != "" {
		return intent.Refused{Sentence: text.Line(e.Title) + ": " + strings.TrimSuffix(text.Line(e.Why), ".") + "."}
	}
	return e.Intent
}

// Dirty is false: a search is no draft.
func (m Model) Dirty() bool { return false }

// Hints are the keys that do something now: enter only where it would run what is
// picked.
func (m Model) Hints(keys.Map) (left, right []keys.Hint) {
	right = []keys.Hint{{Keys: "esc", Verb: "close"}}
	pick, complete := keys.Hint{Keys: "↑ ↓", Verb: "pick"}, keys.Hint{Keys: "tab", Verb: "complete"}
	e, picked := m.picked()
	switch {
	case len(m.found) == 0:
		return []keys.Hint{{Keys: "ctrl+u", Verb: "clear"}}, right
	case !picked:
		return []keys.Hint{{Keys: "type", Verb: "to find"}, pick}, right
	case e.Why != "":
		return []keys.Hint{pick, complete}, right
	}
	return []keys.Hint{pick, complete, {Keys: "enter", Verb: "run"}}, right
}
