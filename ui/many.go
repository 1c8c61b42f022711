package ui

import (
	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/ui/form"
	"greenlight/ui/keys"
	"greenlight/ui/overlay"
)

// many reports whether an action is meant for the marked deployments.
func (a *App) many(act keys.Action) bool {
	shown, _ := a.list.MarkCount()
	return shown > 0 && (act == keys.Approve || act == keys.Reject || act == keys.Run)
}

// openMany opens the card that decides on all marked deployments that are shown. What
// cannot be decided on is in it too, with the reason.
func (a *App) openMany(act keys.Action) tea.Cmd {
	var targets []form.ManyTarget
	for _, row := range a.list.MarkedShown() {
		a.ops++
		s := stage{row: row, ok: true, off: a.off(row.Ref.Host), policy: a.opt.Policies[row.Tier]}
		targets = append(targets, form.ManyTarget{Op: a.ops, Target: a.target(row), Skip: refusal(act, s)})
	}
	return a.push(overlay.Of(form.NewMany(actFor(act), targets, a.desk.comment)))
}

// actFor is what an action of the table does to a deployment.
func actFor(act keys.Action) decide.Act {
	switch act {
	case keys.Reject:
		return decide.ActReject
	case keys.Run:
		return decide.ActPlay
	default:
		return decide.ActApprove
	}
}

// answerMany hands a result to the card of many that waits for it. It reports whether
// there is one, and sends what comes next.
func (a *App) answerMany(r decide.Result) (tea.Cmd, bool) {
	var cmd tea.Cmd
	taken := false
	a.cards = a.cards.Each(func(l overlay.Layer) (overlay.Layer, bool) {
		m, ok := overlay.As[form.Many](l)
		if !ok || taken || !m.Waits(r.Request.Op) {
			return l, true
		}
		m, next := m.Answer(r)
		taken, cmd = true, a.act(next)
		if !m.Sending() {
			cmd = tea.Batch(cmd, a.arm()) // an enter typed by now was not meant for how it ended
		}
		for _, ref := range m.Done() {
			a.unmark(ref)
		}
		return overlay.Of(m), true
	})
	return cmd, taken
}

func (a *App) unmark(ref api.Ref) {
	a.list, a.aside = a.list.Unmark(ref), a.aside.Unmark(ref)
}
