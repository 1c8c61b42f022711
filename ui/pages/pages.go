// Package pages is the menu of the pages around one deployment: its own in GitLab,
// first and picked, and the links that the configuration adds, a runbook or a
// dashboard.
package pages

import (
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/api/fleet"
	"greenlight/ui/draw"
	"greenlight/ui/intent"
	"greenlight/ui/keys"
	"greenlight/ui/links"
	"greenlight/ui/present"
	"greenlight/ui/sheet"
	"greenlight/ui/theme"
)

// quick is how many pages have a digit of their own.
const quick = 9

// Model is the card.
type Model struct {
	row   fleet.Row
	pages []links.Page
	pick  int
}

// New is the menu for a row. A page without an address says why in Why.
func New(row fleet.Row, all []links.Page) Model { return Model{row: row, pages: all} }

// Key picks and opens. While the card is not armed only esc is taken.
func (m Model) Key(k tea.KeyPressMsg, armed bool) (Model, intent.Intent) {
	name := k.String()
	if name == "esc" {
		return m, intent.Close{}
	}
	if !armed {
		return m, nil
	}
	switch name {
	case "enter":
		return m.take(m.pick)
	case "up", "k", "shift+tab":
		m.pick = max(m.pick-1, 0)
	case "down", "j", "tab":
		m.pick = max(min(m.pick+1, len(m.pages)-1), 0)
	}
	if n, err := strconv.Atoi(name); err == nil && n >= 1 && n <= min(quick, len(m.pages)) {
		return m.take(n - 1)
	}
	return m, nil
}

// take opens a page, or says why it cannot.
func (m Model) take(i int) (Model, intent.Intent) {
	if i >= len(m.pages) {
		return m, intent.Refused{Sentence: "There is no page to open."}
	}
	m.pick = i
	if p := m.pages[i]; p.URL == "" {
		return m, intent.Refused{Sentence: p.Name + " cannot be opened: " + p.Why + "."}
	}
	return m, intent.OpenURL{URL: m.pages[i].URL}
}

// Paste does nothing: there is no field.
func (m Model) Paste(string) (Model, intent.Intent) { return m, nil }

// Dirty is false: nothing is typed.
func (m Model) Dirty() bool { return false }

// Hints are its keys.
func (m Model) Hints(keys.Map) (left, right []keys.Hint) {
	left = []keys.Hint{{Keys: "enter", Verb: "open"}, {Keys: "↑ ↓", Verb: "pick"}, {Keys: "1–" + strconv.Itoa(min(quick, len(m.pages))), Verb: "open at once"}}
	return left, []keys.Hint{{Keys: "esc", Verb: "close"}}
}

// names is the column behind the names of the pages.
const names = 30

// View draws the card for a screen of w×h cells.
func (m Model) View(w, h int, st *theme.Styles, _ time.Time, _ int) draw.Block {
	f := draw.Frame{Title: "Open"}
	if d := m.row.Deployment; d != nil {
		f.Tag = present.IID(d.IID)
	}
	s := sheet.New(w, sheet.Width, st, f)
	s.Top = append(s.Top, s.Blank(sheet.Hard))
	for i, p := range m.pages {
		s.Add(sheet.Row{Line: m.draw(s, i, p), Focus: i == m.pick})
	}
	s.Bottom = append(s.Bottom, s.Blank(sheet.Hard))
	return s.Block(h)
}

func (m Model) draw(s *sheet.Sheet, i int, p links.Page) *draw.Line {
	out := s.Line()
	if i == m.pick {
		out.Surface(&s.Styles.Selected).Put(theme.Focus, "▌")
	}
	bold, name, shown := theme.Strong, theme.Text, p.URL
	if p.URL == "" {
		bold, name, shown = theme.Ghost, theme.Ghost, p.Why
	}
	if out.At(draw.Inset); i < quick {
		out.Put(bold, strconv.Itoa(i+1))
	}
	out.At(draw.Inset+4).Fit(name, p.Name, names-draw.Inset-6, draw.End)
	out.At(names-2).Fit(theme.Muted, shown, s.End()-out.Column(), draw.Address)
	return out.At(out.Width()).Surface(&s.Styles.Card)
}
