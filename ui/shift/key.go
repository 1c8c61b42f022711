package shift

import (
	tea "charm.land/bubbletea/v2"

	"greenlight/api/journal"
	"greenlight/ui/intent"
	"greenlight/ui/keys"
	"greenlight/ui/sheet"
	"greenlight/ui/theme"
)

const (
	// page is how many decisions a page key moves, lines how many lines of an unfolded
	// one.
	page  = 8
	lines = 6
	// leastW and leastH are of the smallest screen that an unfolded one scrolls on.
	leastW, leastH = 80, 24
)

// Key acts on one key. While the card is not armed only esc is taken.
func (m Model) Key(k tea.KeyPressMsg, armed bool) (Model, intent.Intent) {
	name := k.String()
	if name == "esc" {
		return m, intent.Close{}
	}
	if !armed || m.loading {
		return m, nil
	}
	if m.err != "" {
		if name == "enter" {
			m.loading, m.err = true, ""
			return m, m.Wants()
		}
		return m, nil
	}
	if next, moved := m.move(name); moved {
		if !next.hand.writing {
			next.hand = hand{} // said of what was there before
		}
		return next, nil
	}
	return m.act(name)
}

// move picks, scrolls and chooses a span; false for any other key.
func (m Model) move(name string) (Model, bool) {
	switch name {
	case "up", "k":
		return m.to(m.pick - 1), true
	case "down", "j":
		return m.to(m.pick + 1), true
	case "pgup":
		return m.scroll(-1), true
	case "pgdown":
		return m.scroll(1), true
	case "home", "g":
		return m.to(0), true
	case "end", "G":
		return m.to(len(m.items) - 1), true
	case "left":
		return m.choose((m.span + spanCount - 1) % spanCount), true
	case "right":
		return m.choose((m.span + 1) % spanCount), true
	}
	return m, false
}

func (m Model) to(i int) Model {
	m.pick, m.skip = max(min(i, len(m.items)-1), 0), 0
	return m
}

// scroll goes a page on: in what is unfolded where that is longer than the screen,
// else in the list.
func (m Model) scroll(way int) Model {
	if hidden := m.hidden(); m.open && hidden > 0 {
		m.skip = max(min(m.skip+way*lines, hidden), 0)
		return m
	}
	return m.to(m.pick + way*page)
}

// hidden is how many lines of the unfolded one the smallest screen has no room for.
func (m Model) hidden() int {
	e := m.picked()
	if e == nil {
		return 0
	}
	s := m.sheet(leastW, &theme.Styles{})
	return max(len(m.unfolded(s, *e))-(m.room(s, leastH)-min(leastList, len(m.items))-1), 0)
}

// act is what the other keys do.
func (m Model) act(name string) (Model, intent.Intent) {
	switch name {
	case "enter":
		if m.picked() != nil {
			m.open, m.skip = !m.open, 0
		}
	case "o":
		return m.browse()
	case "y":
		return m.copied()
	case "w":
		if m.hand.writing {
			return m, nil
		}
		m.hand = hand{writing: true}
		from, to := m.bounds()
		return m, intent.Handover{Entries: m.items, From: from, To: to}
	case "c":
		from, to := m.bounds()
		return m.take("The handover", journal.Handover(m.items, from, to, m.now.Location()))
	}
	return m, nil
}

// browse opens the page of the picked one.
func (m Model) browse() (Model, intent.Intent) {
	e := m.picked()
	switch {
	case e == nil:
		return m, intent.Refused{Sentence: "There is no decision to open the page of."}
	case e.Sent.URL == "":
		return m, intent.Refused{Sentence: "The journal has no page for this one."}
	}
	return m, intent.OpenURL{URL: e.Sent.URL}
}

// copied copies where the handover is, right after it was written, else the picked one.
func (m Model) copied() (Model, intent.Intent) {
	if m.hand.path != "" {
		path := m.hand.path
		next, want := m.take("The path", path)
		next.hand.path = path
		return next, want
	}
	e := m.picked()
	if e == nil {
		return m, intent.Refused{Sentence: "There is no decision to copy."}
	}
	return m.take("The decision", m.plain(*e))
}

// take hands text to the clipboard, and says so: a card lies over the footer's words.
func (m Model) take(what, words string) (Model, intent.Intent) {
	m.hand.path, m.hand.err = "", ""
	m.hand.said = what + " was handed to the clipboard."
	return m, intent.Copy{What: what, Text: words}
}

// Paste does nothing: there is no field.
func (m Model) Paste(string) (Model, intent.Intent) { return m, nil }

// Hints are the keys that work on the card now.
func (m Model) Hints(keys.Map) (left, right []keys.Hint) {
	right = []keys.Hint{{Keys: "esc", Verb: "close"}}
	switch {
	case m.loading:
		return nil, right
	case m.err != "":
		return []keys.Hint{{Keys: "enter", Verb: "read again"}}, right
	}
	handover := []keys.Hint{{Keys: "w", Verb: "write handover"}, {Keys: "c", Verb: "copy it"}}
	if m.hand.path != "" {
		return append([]keys.Hint{{Keys: "y", Verb: "copy the path"}}, handover...), right
	}
	if m.picked() == nil {
		return handover, right
	}
	fold := "unfold"
	if m.open {
		fold = "fold"
	}
	return append([]keys.Hint{{Keys: "enter", Verb: fold}, {Keys: "o", Verb: "page"}, {Keys: "y", Verb: "copy"}}, handover...), right
}

// sheet begins the card for a screen of w cells.
func (m Model) sheet(w int, st *theme.Styles) *sheet.Sheet {
	s := sheet.New(w, sheet.ListWidth, st, m.frame())
	s.Top = append(s.Top, s.Blank(sheet.Hard), m.spans(s), s.Blank(sheet.Hard))
	s.Then = m.notes(s)
	s.Bottom = append(s.Bottom, s.Blank(sheet.Hard))
	return s
}
