package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/ui/keys"
)

// pacing spaces the frames of a held movement key. A single press is drawn at
// once. A key that repeats 30 times a second would rewrite two rows each time,
// which a slow line cannot carry and no eye can follow: every stride is enough.
type pacing struct {
	// at is when the list was drawn last, waiting whether a frame is due.
	at      time.Time
	waiting bool
}

// pace brings what is drawn up to date, or leaves it behind until the next stride
// where only the selection has moved.
func (a *App) pace(msg tea.Msg) tea.Cmd {
	now := a.opt.Now()
	if k, ok := msg.(tea.KeyPressMsg); ok && a.onlyMoves(k) {
		if a.pacing.waiting {
			return nil
		}
		if gone := now.Sub(a.pacing.at); gone >= 0 && gone < stride {
			a.pacing.waiting = true
			return paceCmd(stride - gone)
		}
		a.pacing.at = now
	}
	switch msg.(type) {
	case paceMsg:
		a.pacing.at = now
	case restedMsg, pulseMsg, beatMsg:
		if a.pacing.waiting {
			return nil // the clock ticking is no reason to draw a movement earlier
		}
	}
	a.drawn, a.drawnAsked = a.list, a.asking.shown
	return nil
}

// onlyMoves reports whether a key moved the selection one row and did nothing else.
func (a *App) onlyMoves(k tea.KeyPressMsg) bool {
	act, _ := a.keys.Action(k.String())
	return (act == keys.Up || act == keys.Down) && a.cards.Len() == 0 && !a.filter.editing && !a.zoomed
}
