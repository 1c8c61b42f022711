package ui

import (
	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
	"greenlight/ui/form"
	"greenlight/ui/intent"
	"greenlight/ui/keys"
	"greenlight/ui/overlay"
	"greenlight/ui/status"
)

// do carries out an action of the table.
func (a *App) do(act keys.Action) tea.Cmd {
	if why := refusal(act, a.stage()); why != "" {
		a.tell(notice{text: refusedText(a.keys, act, why)})
		return nil
	}
	if a.turned(act) {
		return nil
	}
	if cmd, moved := a.moved(act); moved {
		return cmd
	}
	switch act {
	case keys.Zoom:
		return a.zoom()
	case keys.Back:
		return a.back()
	case keys.Approve, keys.Reject, keys.Run, keys.Retry, keys.Cancel, keys.Status, keys.Delete:
		return a.decideOn(act)
	case keys.Filter:
		a.openFilter()
	case keys.Refresh:
		return tea.Batch(a.refreshNow(), a.refreshAnswer(), a.tabRefreshed())
	case keys.Messages:
		a.helped = api.Ref{}
		return a.push(a.messagesCard())
	case keys.Help:
		row, _ := a.list.Selected()
		a.helped = row.Ref
		return a.push(a.helpCard())
	case keys.Redraw:
		return tea.ClearScreen
	case keys.Suspend:
		return tea.Suspend
	case keys.Quit:
		return a.quit()
	default:
		return a.look(act)
	}
	return nil
}

// look carries out what only shows something, or asks for it.
func (a *App) look(act keys.Action) tea.Cmd {
	row, _ := a.list.Selected()
	switch act {
	case keys.NextTab:
		return a.turn(1)
	case keys.PreviousTab:
		return a.turn(-1)
	case keys.Changes:
		return a.showTab(intent.TabChanges)
	case keys.Log:
		return a.openLog(0)
	case keys.MergeRequests:
		return a.openMerges(row)
	case keys.Open:
		return a.openPages(row)
	case keys.Copy:
		return a.openCopy(row)
	case keys.Watch:
		a.watch(row)
	case keys.Mark:
		a.list = a.list.ToggleMark()
		return a.readMarked()
	case keys.MarkAll:
		a.list = a.list.MarkShown()
		return a.readMarked()
	case keys.Outdated:
		return a.sweep(row)
	case keys.Journal:
		return a.openJournal()
	case keys.Query:
		return a.openQuery()
	case keys.Palette:
		return a.openPalette()
	case keys.Record:
		return a.openRecord()
	default:
	}
	return nil
}

// decideOn opens the card of a decision: on the marked deployments where some are, on
// the selected one else.
func (a *App) decideOn(act keys.Action) tea.Cmd {
	if a.many(act) {
		return a.openMany(act)
	}
	if a.slide.fresh {
		a.tell(notice{kind: status.Changed, text: "Another deployment has just come under the cursor. Look, then press again."})
		return nil
	}
	row, _ := a.list.Selected()
	return a.openDecision(act, row)
}

// openDecision opens the card of an action on a row, bound to it from now on.
func (a *App) openDecision(act keys.Action, row fleet.Row) tea.Cmd {
	a.ops++
	facts := a.askFacts(row, fleet.Facts()...)
	return tea.Batch(a.push(overlay.Of(a.decisionCard(act, a.target(row)))), facts)
}

// decisionCard is the card of an action.
func (a *App) decisionCard(act keys.Action, t form.Target) form.Decision {
	draft := func(act decide.Act) string { return a.draft(about{ref: t.Row.Ref, act: act}) }
	switch act {
	case keys.Approve:
		return form.NewApproval(a.ops, t, decide.ActApprove, draft(decide.ActApprove))
	case keys.Reject:
		return form.NewApproval(a.ops, t, decide.ActReject, draft(decide.ActReject))
	case keys.Run:
		return form.NewRun(a.ops, t)
	case keys.Retry:
		return form.NewRetry(a.ops, t)
	case keys.Cancel:
		return form.NewCancel(a.ops, t)
	case keys.Delete:
		return form.NewDelete(a.ops, t)
	default:
		return form.NewStatus(a.ops, t).WithKeys(a.keys)
	}
}

// act carries out what a card asked for.
func (a *App) act(want intent.Intent) tea.Cmd {
	switch want := want.(type) {
	case intent.Close:
		return a.closeCard()
	case intent.Submit:
		return a.submit(want.Request)
	case intent.TakeBack:
		return a.takeBack(want.Op)
	case intent.LookAgain:
		return a.lookAgain(want.Ref)
	case intent.Do:
		return a.picked(want.Action)
	case intent.Refused:
		a.say(notice{text: want.Sentence, reading: want.Reading, op: want.Op})
	case nil:
	default:
		return a.grant(want)
	}
	return nil
}

// picked carries out what was picked on a card. The help names the row it was
// opened on: another one under the cursor by now was not meant.
func (a *App) picked(act keys.Action) tea.Cmd {
	if act == keys.Quit {
		return a.quit()
	}
	meant := a.helped
	arm := a.closeCard()
	if row, ok := a.list.Selected(); ok && row.Ref != meant && meant != (api.Ref{}) {
		a.tell(notice{kind: status.Changed, text: "The selection has changed since the help was opened. Nothing was done."})
		return arm
	}
	return tea.Batch(arm, a.do(act))
}

// lookAgain reads the target anew for the card that asked.
func (a *App) lookAgain(ref api.Ref) tea.Cmd {
	d, ok := a.decision()
	if !ok {
		return nil
	}
	a.keepDraft()
	return tea.Batch(lookAgainCmd(a.ctx, a.opt.Fleet, d.Op(), ref), a.startPulse())
}

// submit sends one write. The stage is asked again: the card may have been open
// since before the connection was lost.
func (a *App) submit(req decide.Request) tea.Cmd {
	if why := a.off(req.Ref.Host); why != "" {
		return func() tea.Msg {
			return decidedMsg{result: decide.Result{Request: req, Outcome: decide.NotSent, Err: errOff(why)}}
		}
	}
	req.Gate = decide.NewGate()
	a.flying = append(append([]decide.Request(nil), a.flying...), req)
	return tea.Batch(decideCmd(a.ctx, a.opt.Fleet, req), begunCmd(req.Op, req.Gate), a.startPulse())
}

// errOff is the reason why nothing was sent, as a sentence.
type errOff string

func (e errOff) Error() string { return "Nothing was sent: " + string(e) + "." }
