package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/api/journal"
	"greenlight/ui/intent"
	"greenlight/ui/overlay"
	"greenlight/ui/shift"
)

// journalRows is how many decisions the journal's card has at most.
const journalRows = 2000

// openJournal lists what was decided from this machine.
func (a *App) openJournal() tea.Cmd {
	if a.opt.Diary == nil {
		a.tell(notice{text: "No journal is kept here."})
		return nil
	}
	m := shift.New(a.opt.Now())
	return tea.Batch(a.push(overlay.Of(m)), a.act(m.Wants()))
}

// diary carries out what the journal's card asks for.
func (a *App) diary(want intent.Intent) tea.Cmd {
	switch want := want.(type) {
	case intent.ReadJournal:
		return readJournalCmd(a.opt.Diary, want.Since)
	case intent.Handover:
		return handOverCmd(a.opt.Diary, want.Entries, want.From, want.To)
	}
	return nil
}

func readJournalCmd(d Diary, since time.Time) tea.Cmd {
	return func() tea.Msg {
		page, err := d.Read(since, journalRows)
		return journalMsg{page, err}
	}
}

func handOverCmd(d Diary, entries []journal.Entry, from, to time.Time) tea.Cmd {
	return func() tea.Msg {
		path, err := d.HandOver(entries, from, to)
		return handedMsg{path, err}
	}
}

// journalLoaded hands what was read to the card that waits for it.
func (a *App) journalLoaded(msg journalMsg) {
	a.onShift(func(m shift.Model) shift.Model { return m.Loaded(msg.page, msg.err) })
}

// handed tells where the handover is.
func (a *App) handed(msg handedMsg) {
	a.onShift(func(m shift.Model) shift.Model { return m.Written(msg.path, msg.err) })
}

func (a *App) onShift(change func(shift.Model) shift.Model) {
	a.cards = a.cards.Each(func(l overlay.Layer) (overlay.Layer, bool) {
		if m, ok := overlay.As[shift.Model](l); ok {
			return overlay.Of(change(m)), true
		}
		return l, true
	})
}
