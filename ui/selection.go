package ui

import (
	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/ui/intent"
	"greenlight/ui/status"
)

// selectionCmd starts the wait for a rest when the selection has moved. Where no key
// moved it, another row has slid under the cursor: that is remembered, and a zoomed
// detail is left, since it would turn into another deployment's.
func (a *App) selectionCmd(msg tea.Msg) tea.Cmd {
	row, ok := a.list.Selected()
	if !ok {
		a.looked = api.Ref{} // the row that comes back has to rest and be read anew
		a.forgetNotice()
		a.leaveZoom(msg)
		return nil
	}
	if row.Ref == a.looked {
		return nil
	}
	a.slide = slide{}
	led := row.Ref == a.led
	a.led = api.Ref{}
	if !byHand(msg) && !led {
		a.slide.at = a.opt.Now()
		a.leaveZoom(msg)
	}
	a.looked, a.scroll = row.Ref, 0
	a.forgetNotice()
	left := a.leaveBench(row.Ref)
	a.move++
	a.resize()
	return tea.Batch(restCmd(a.move), left)
}

// forgetNotice takes away what was told about a row that is no longer looked at. A key
// leaves the time to read it, and passes it then.
func (a *App) forgetNotice() {
	if n := a.notices.shown; n.about != (api.Ref{}) && n.about != a.looked && a.opt.Now().Sub(n.at) >= readTime {
		a.notices.visible = false
	}
}

// leaveZoom leaves a zoomed detail whose row has gone from the view. What is being
// typed into its search goes nowhere: it must not become keys of the list.
func (a *App) leaveZoom(msg tea.Msg) {
	if !a.zoomed || byHand(msg) {
		return
	}
	a.zoomed = false
	if a.bench.tab == intent.TabLog && a.bench.log.view.Searching() {
		a.muted = a.opt.Now()
	}
	a.tellBeside(notice{kind: status.Changed, text: "What you looked at is not in this view any more."})
}

func byHand(msg tea.Msg) bool {
	switch msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg, tea.MouseClickMsg, tea.MouseWheelMsg:
		return true
	default:
		return false
	}
}

// rested reads the detail of a row on which the selection has stayed.
func (a *App) rested(msg restedMsg) tea.Cmd {
	row, ok := a.list.Selected()
	if msg.move != a.move || !ok || row.Ref != a.looked {
		return nil
	}
	if msg.late {
		a.detailed = row.Ref
		return nil
	}
	a.still = a.move
	tab := a.loadTab()
	facts := a.brief()
	if row.Detailed {
		a.detailed = row.Ref
		return tea.Batch(a.read(row.Ref, true), tab, facts)
	}
	return tea.Batch(a.read(row.Ref, true), tab, facts, lateCmd(msg.move))
}
