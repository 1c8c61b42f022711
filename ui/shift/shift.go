// Package shift is the card of what was decided from this machine, and of the handover
// to whoever is on call next.
package shift

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/api/journal"
	"greenlight/ui/draw"
	"greenlight/ui/intent"
	"greenlight/ui/keys"
	"greenlight/ui/sheet"
	"greenlight/ui/theme"
)

// Model is the card.
type Model struct {
	now  time.Time
	page journal.Page
	err  error
	path string
}

// New is the card before anything was read; now is the local time.
func New(now time.Time) Model { return Model{now: now} }

// Wants is what the card asks for first.
func (m Model) Wants() intent.Intent { return intent.ReadJournal{Since: m.now.AddDate(0, 0, -30)} }

// Loaded takes what was read, or why it could not be.
func (m Model) Loaded(page journal.Page, err error) Model {
	m.page, m.err = page, err
	return m
}

// Written takes where a handover was written to, or why it could not be.
func (m Model) Written(path string, err error) Model {
	m.path, m.err = path, err
	return m
}

// Key acts on one key.
func (m Model) Key(k tea.KeyPressMsg, _ bool) (Model, intent.Intent) {
	if k.String() == "esc" {
		return m, intent.Close{}
	}
	return m, nil
}

// Paste does nothing: there is no field.
func (m Model) Paste(string) (Model, intent.Intent) { return m, nil }

// Dirty is false: nothing is typed.
func (m Model) Dirty() bool { return false }

// Hints are its keys.
func (m Model) Hints(keys.Map) (left, right []keys.Hint) {
	return nil, []keys.Hint{{Keys: "esc", Verb: "close"}}
}

// View draws the card for a screen of w×h cells.
func (m Model) View(w, h int, st *theme.Styles, _ time.Time, _ int) draw.Block {
	return sheet.New(w, sheet.Width, st, draw.Frame{Title: "Journal"}).Block(h)
}
