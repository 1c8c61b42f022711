package logs

import (
	tea "charm.land/bubbletea/v2"

	"greenlight/api/trace"
	"greenlight/ui/field"
	"greenlight/ui/keys"
	"greenlight/ui/present"
)

// maxSearch bounds the text that is looked for, in characters.
const maxSearch = 200

// Key acts on a key of the zoomed log; false for one that is not its own. n and N always
// are: who goes through what was found must not record a deployment with one press more.
func (m Model) Key(k tea.KeyPressMsg) (Model, bool) {
	if m.search.typing {
		return m.typed(k), true
	}
	name := k.String()
	if m.unsought = m.search.find == "" && (name == "n" || name == "N"); m.unsought {
		return m, true
	}
	if !m.got || m.win.Rows == 0 {
		return m, false
	}
	switch name {
	case "[", "]":
		return m.step(name == "]"), true
	case "space", "enter":
		return m.toggle(), true
	case "G", "end":
		return m.following(), true
	case "g", "home":
		return m.jumpTo(0), true
	case "/":
		return m.opened(), true
	default:
		return m.foundKey(k)
	}
}

// foundKey acts on the keys of a search that is kept.
func (m Model) foundKey(k tea.KeyPressMsg) (Model, bool) {
	if m.search.find == "" {
		return m, false
	}
	switch k.String() {
	case "n", "N":
		return m.nextMatch(k.String() == "n"), true
	case "esc":
		m.search = search{}
		return m.refreshed(), true
	}
	return m, false
}

// refreshed asks for what is shown again.
func (m Model) refreshed() Model {
	if m.follow {
		return m.ask(trace.Tail, 0)
	}
	return m.askHere()
}

func (m Model) nextMatch(forward bool) Model {
	line, ok := m.search.found.Before(m.number())
	if forward {
		line, ok = m.search.found.At(m.number() + 1)
	}
	if !ok {
		return m
	}
	return m.askLine(trace.Around, line)
}

// opened opens the search line.
func (m Model) opened() Model {
	followed := m.follow
	m = m.unfollowed()
	m.search = search{typing: true, field: field.New("", maxSearch), from: m.number(), followed: followed}
	return m.settled()
}

// typed edits the search line. What is typed is looked for at once.
func (m Model) typed(k tea.KeyPressMsg) Model {
	switch k.String() {
	case "esc":
		return m.canceled()
	case "enter":
		m.search.typing = false
		if m.search.find == "" {
			return m.canceled()
		}
		return m.settled()
	}
	return m.edited(m.search.field.Key(k))
}

func (m Model) edited(in field.Input) Model {
	was := m.search.find
	m.search.field, m.search.find = in, in.Text()
	if m.search.find == was {
		return m
	}
	return m.askLine(trace.Hit, m.search.from)
}

// canceled goes back to where the search began.
func (m Model) canceled() Model {
	from, followed := m.search.from, m.search.followed
	m.search = search{}
	if followed {
		return m.following()
	}
	return m.askLine(trace.Around, from)
}

// Searching reports that the search line is open: all keys are text for it.
func (m Model) Searching() bool { return m.search.typing }

// Paste is text for the search line, and nothing where it is not open.
func (m Model) Paste(s string) Model {
	if !m.search.typing {
		return m
	}
	return m.edited(m.search.field.Insert(s))
}

// Hint is the hint row: what the search found, that there is none, or that new lines
// appear by themselves.
func (m Model) Hint() string {
	switch {
	case m.unsought:
		return "nothing is searched for: / searches the log"
	case !m.got || m.win.Rows == 0:
		return ""
	case m.search.find != "":
		return m.matches()
	case m.search.typing:
		return "enter keeps what you look for, esc clears it"
	case m.follow && m.running():
		return "► following: new lines appear below; any move up stops it, G follows again"
	default:
		return ""
	}
}

// matches counts what the search found: "3 of 17 matches".
func (m Model) matches() string {
	f := m.search.found
	switch at := f.Position(m.number()); {
	case m.asking:
		return "searching"
	case f.Total == 0:
		return "nothing matches; esc clears the search"
	case at > 0:
		return present.Count(at, false) + " of " + present.Plural(f.Total, "match", "matches")
	default:
		return present.Plural(f.Total, "match", "matches")
	}
}

// Keys are what the keys of the zoomed log do now; those of the search line alone while
// it is open. A footer that is too narrow drops the last but one first, so what matters
// least stands there.
func (m Model) Keys() []keys.Hint {
	switch {
	case m.search.typing:
		return []keys.Hint{{Keys: "enter", Verb: "keep"}, {Keys: "esc", Verb: "clear"}}
	case !m.got || m.win.Rows == 0:
		return nil
	}
	var out []keys.Hint
	if m.search.find != "" {
		out = append(out, keys.Hint{Keys: "n N", Verb: "next match"})
	}
	out = append(out, keys.Hint{Keys: "/", Verb: "search"}, keys.Hint{Keys: "[ ]", Verb: "sections"})
	if l, ok := m.at(m.cursor); ok && l.Section >= 0 && !m.follow {
		out = append(out, keys.Hint{Keys: "space", Verb: "fold"})
	}
	end := keys.Hint{Keys: "G", Verb: "end"}
	if m.running() {
		end.Verb = "follow"
	}
	return append(out, end)
}
