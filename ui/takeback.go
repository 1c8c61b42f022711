package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"greenlight/api/decide"
	"greenlight/ui/form"
	"greenlight/ui/overlay"
	"greenlight/ui/record"
)

// begun tells the card whose request it is that the write begins: from now on it cannot
// be taken back.
func (a *App) begun(op uint64) {
	a.cards = a.cards.Each(func(l overlay.Layer) (overlay.Layer, bool) {
		if d, is := overlay.As[form.Decision](l); is {
			return overlay.Of(d.Begun(op)), true
		}
		if m, is := overlay.As[form.Many](l); is {
			return overlay.Of(m.Begun(op)), true
		}
		if m, is := overlay.As[record.Model](l); is {
			return overlay.Of(m.Begun(op)), true
		}
		return l, true
	})
}

// takeBack gives up the request of the top card where nothing of it was sent, which closes
// the card; one of many stays, and tells of it. Where the write has begun in this very
// moment the card says that instead.
func (a *App) takeBack(op uint64) tea.Cmd {
	gate := a.gate(op)
	if gate == nil {
		return nil // it has ended already, and its answer is on its way
	}
	taken := gate.Shut()
	if !taken {
		a.begun(op)
	}
	top, _ := a.cards.Top()
	if _, many := overlay.As[form.Many](top); many {
		return nil
	}
	if !taken {
		a.say(notice{text: form.IsSent, op: op})
		return nil
	}
	a.flying = slices.DeleteFunc(slices.Clone(a.flying), func(r decide.Request) bool { return r.Op == op })
	a.recording = slices.DeleteFunc(slices.Clone(a.recording), func(r decide.Record) bool { return r.Op == op })
	arm := a.closeCard()
	a.tell(notice{text: "Canceled in time: nothing was sent."})
	return arm
}

// gate is that of a request under way; nil where there is none.
func (a *App) gate(op uint64) *decide.Gate {
	for _, r := range a.flying {
		if r.Op == op {
			return r.Gate
		}
	}
	for _, r := range a.recording {
		if r.Op == op {
			return r.Gate
		}
	}
	return nil
}

// unsay takes back what was said about a request that is over.
func (a *App) unsay(op uint64) {
	if op != 0 && a.notices.shown.op == op {
		a.notices.visible = false
	}
}
