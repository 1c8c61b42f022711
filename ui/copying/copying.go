// Package copying is the menu of what can be copied from one deployment: its
// address, its commit, its ref, and the whole decision as Markdown for a chat or a
// ticket. Everything it hands out is clean: what is pasted into a shell or a page
// must not be able to do anything there.
package copying

import (
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/api/fleet"
	"greenlight/api/text"
	"greenlight/ui/draw"
	"greenlight/ui/intent"
	"greenlight/ui/keys"
	"greenlight/ui/present"
	"greenlight/ui/sheet"
	"greenlight/ui/theme"
)

// URL is the web page of a deployment; empty where its project's page is not known.
// The page goes by the number inside the project, not by the API's id.
// gitlab: config/routes/project.rb
func URL(row fleet.Row) string {
	base := strings.TrimRight(text.Line(row.ProjectURL), "/")
	if base == "" || row.Deployment == nil {
		return ""
	}
	d := row.Deployment
	return base + "/-/environments/" + strconv.FormatInt(d.Environment.ID, 10) +
		"/deployments/" + strconv.FormatInt(d.IID, 10)
}

// line is one thing to copy.
type line struct {
	// key copies it at once, name is what the menu calls it.
	key, name string
	// what names it in a sentence, text is what is copied, shown what stands in the
	// menu for it.
	what, text, shown string
	// why says why it cannot be copied; empty where it can.
	why string
}

// Model is the card.
type Model struct {
	row   fleet.Row
	lines []line
	pick  int
}

// New is the menu for a row; now is the server's time, for the ages in the Markdown.
func New(row fleet.Row, now time.Time) Model {
	m := Model{row: row}
	d := row.Deployment
	if d == nil {
		return m
	}
	url, ref, sha := URL(row), text.Line(d.Ref), text.Line(d.SHA)
	card := Markdown(row, now)
	m.lines = []line{
		{key: "u", name: "URL", what: "The URL", text: url, shown: url},
		{key: "s", name: "sha", what: "The sha", text: sha, shown: sha},
		{key: "r", name: "ref", what: "The ref", text: ref, shown: ref},
		{key: "c", name: "card as Markdown", what: "The card", text: card,
			shown: present.Plural(strings.Count(card, "\n"), "line", "lines") + ": state, approvals, live, pipeline"},
	}
	for i, l := range m.lines {
		if l.text == "" {
			m.lines[i].why = "not known"
		}
	}
	return m
}

// Key picks and copies. While the card is not armed only esc is taken.
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
		m.pick = max(min(m.pick+1, len(m.lines)-1), 0)
	}
	for i, l := range m.lines {
		if l.key == name {
			return m.take(i)
		}
	}
	return m, nil
}

// take copies a line, or says why it cannot.
func (m Model) take(i int) (Model, intent.Intent) {
	if i >= len(m.lines) {
		return m, intent.Refused{Sentence: "There is nothing to copy."}
	}
	m.pick = i
	l := m.lines[i]
	if l.why != "" {
		return m, intent.Refused{Sentence: l.what + " cannot be copied: it is " + l.why + "."}
	}
	return m, intent.Copy{What: l.what, Text: l.text}
}

// Paste does nothing: there is no field.
func (m Model) Paste(string) (Model, intent.Intent) { return m, nil }

// Dirty is false: nothing is typed.
func (m Model) Dirty() bool { return false }

// Hints are its keys.
func (m Model) Hints(keys.Map) (left, right []keys.Hint) {
	left = []keys.Hint{{Keys: "enter", Verb: "copy"}, {Keys: "↑ ↓", Verb: "pick"}, {Keys: "u s r c", Verb: "copy at once"}}
	return left, []keys.Hint{{Keys: "esc", Verb: "close"}}
}

// names is the column behind the names of the lines.
const names = 26

// View draws the card for a screen of w×h cells.
func (m Model) View(w, h int, st *theme.Styles, _ time.Time, _ int) draw.Block {
	f := draw.Frame{Title: "Copy"}
	if d := m.row.Deployment; d != nil {
		f.Tag = present.IID(d.IID)
	}
	s := sheet.New(w, sheet.Width, st, f)
	s.Top = append(s.Top, s.Blank(sheet.Hard))
	for i, l := range m.lines {
		s.Add(sheet.Row{Line: m.draw(s, i, l), Focus: i == m.pick})
	}
	if len(m.lines) == 0 {
		s.Add(s.Heading("There is nothing to copy."))
	}
	s.Bottom = append(s.Bottom, s.Blank(sheet.Hard))
	return s.Block(h)
}

func (m Model) draw(s *sheet.Sheet, i int, l line) *draw.Line {
	out := s.Line()
	if i == m.pick {
		out.Surface(&s.Styles.Selected).Put(theme.Focus, "▌")
	}
	bold, name, shown := theme.Strong, theme.Text, l.shown
	if l.why != "" {
		bold, name, shown = theme.Ghost, theme.Ghost, l.why
	}
	out.At(draw.Inset).Put(bold, l.key).At(draw.Inset+4).Fit(name, l.name, names-draw.Inset-6, draw.End)
	out.At(names-2).Fit(theme.Muted, shown, s.End()-out.Column(), draw.Address)
	return out.At(out.Width()).Surface(&s.Styles.Card)
}
