package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
	"greenlight/ui/form"
	"greenlight/ui/keys"
	"greenlight/ui/overlay"
	"greenlight/ui/status"
)

// many reports whether an action is meant for the marked deployments. A zoomed detail
// means the one that it shows.
func (a *App) many(act keys.Action) bool {
	return a.stage().marked > 0 && (act == keys.Approve || act == keys.Reject || act == keys.Run)
}

// openMany opens the card that decides on all marked deployments that are shown. What
// cannot be decided on is in it too, with the reason.
func (a *App) openMany(act keys.Action) tea.Cmd {
	marked := a.list.MarkedShown()
	if len(marked) == 1 { // one has a card that says more
		if why := refusal(act, a.stageOf(marked[0])); why != "" {
			a.tell(notice{text: refusedText(a.keys, act, why)})
			return nil
		}
		return a.openDecision(act, marked[0])
	}
	var all []form.ManyTarget
	for _, row := range marked {
		a.ops++
		all = append(all, form.ManyTarget{Op: a.ops, Target: a.target(row), Skip: a.skips(act, row)})
	}
	card := form.NewMany(actFor(act), all, a.draft(aboutMany(actFor(act), refsOf(marked))))
	return tea.Batch(a.push(overlay.Of(card)), a.readMarked(), a.briefCard())
}

// skips is why a marked deployment is left out of the card of many; empty where it can be
// decided on there.
func (a *App) skips(act keys.Action, row fleet.Row) string {
	skip := refusal(act, a.stageOf(row))
	if n := len(row.Verdict.Dangers()); skip == "" && n > 1 && act != keys.Reject {
		skip = fmt.Sprintf("it has %d dangers, each to be ticked: decide on it alone", n)
	}
	return skip
}

func refsOf(rows []fleet.Row) []api.Ref {
	out := make([]api.Ref, len(rows))
	for i, r := range rows {
		out[i] = r.Ref
	}
	return out
}

// readMarked reads what is marked and was not read singly yet: without its approvals
// nothing can be decided on it.
func (a *App) readMarked() tea.Cmd {
	if n, _ := a.list.MarkCount(); n > judgedMarks {
		return nil
	}
	var cmds []tea.Cmd
	for _, row := range a.list.MarkedShown() {
		if !row.Detailed {
			cmds = append(cmds, a.read(row.Ref, false))
		}
	}
	return tea.Batch(cmds...)
}

// stageOf is what a decision on one row depends on.
func (a *App) stageOf(row fleet.Row) stage {
	return stage{row: row, ok: true, off: a.off(row.Ref.Host), policy: a.opt.Policies[row.Tier]}
}

// judgedMarks is how many marked rows are looked at for the keys that are offered.
const judgedMarks = 100

// offer is what an action would be done to, "3 marked", "2 of 3 marked"; empty where it
// can be done to none of the marked deployments. Of very many that is not asked for every
// frame, and no number is promised.
func (a *App) offer(act keys.Action) string {
	all, _ := a.list.MarkCount()
	if all > judgedMarks {
		return "what is marked"
	}
	n := 0
	for _, row := range a.list.MarkedShown() {
		why := a.skips(act, row)
		if all == 1 { // one has a card of its own
			why = refusal(act, a.stageOf(row))
		}
		if why == "" {
			n++
		}
	}
	switch n {
	case 0:
		return ""
	case all:
		return fmt.Sprintf("%d marked", n)
	}
	return fmt.Sprintf("%d of %d marked", n, all)
}

// toldMany tells in the footer what a card of many did, when it closes.
func (a *App) toldMany(m form.Many) {
	if words := m.Summary(); words != "" {
		a.tell(notice{kind: status.Done, text: words, result: true})
	}
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
