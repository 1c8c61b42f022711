package ui

import (
	"fmt"
	"time"

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
	switch {
	case act >= keys.View1 && act <= keys.View9:
		if i := int(act - keys.View1); i < len(a.list.Views()) {
			a.selectView(i)
		} else {
			a.tell(notice{text: fmt.Sprintf("%s shows view %d: there are %d.", a.keys.Label(act), i+1, len(a.list.Views()))})
		}
		return nil
	case a.moved(act):
		return nil
	}
	switch act {
	case keys.NextView:
		a.list = a.list.NextView(a.now())
	case keys.PreviousView:
		a.list = a.list.PrevView(a.now())
	case keys.Zoom:
		a.zoomed = true
	case keys.Back:
		a.back()
	case keys.Approve, keys.Reject, keys.Run, keys.Status:
		if a.slide.fresh {
			a.tell(notice{kind: status.Changed, text: "Another deployment has just come under the cursor. Look, then press again."})
			return nil
		}
		row, _ := a.list.Selected()
		return a.openDecision(act, row)
	case keys.Filter:
		a.openFilter()
	case keys.Refresh:
		return a.refreshNow()
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
	}
	return nil
}

// moved carries out what moves the cursor, or the zoomed detail's text.
func (a *App) moved(act keys.Action) bool {
	page := max(a.height-8, 1)
	steps := map[keys.Action]int{
		keys.Up: -1, keys.Down: 1, keys.HalfUp: -page / 2, keys.HalfDown: page / 2,
		keys.PageUp: -page, keys.PageDown: page, keys.Top: -1 << 20, keys.Bottom: 1 << 20,
	}
	step, ok := steps[act]
	if !ok {
		return false
	}
	if a.zoomed {
		a.scrollBy(step)
		return true
	}
	switch act {
	case keys.Up:
		a.list = a.list.Up()
	case keys.Down:
		a.list = a.list.Down()
	case keys.HalfUp:
		a.list = a.list.HalfUp()
	case keys.HalfDown:
		a.list = a.list.HalfDown()
	case keys.PageUp:
		a.list = a.list.PageUp()
	case keys.PageDown:
		a.list = a.list.PageDown()
	case keys.Top:
		a.list = a.list.Top()
	case keys.Bottom:
		a.list = a.list.Bottom()
	default:
	}
	return true
}

func (a *App) selectView(i int) {
	a.list = a.list.SelectView(i, a.now())
	a.zoomed = false
}

// back leaves the zoom, then the filter; it never quits.
func (a *App) back() {
	if a.zoomed {
		a.zoomed = false
		return
	}
	if a.filter.input.Text() != "" {
		a.filter = filterLine{}
		a.applyFilter()
	}
}

// now is the time by which ages are told: the clock of the selected row's
// instance, or of the first one.
func (a *App) now() time.Time {
	if row, ok := a.list.Selected(); ok {
		return a.opt.Fleet.ServerTime(row.Ref.Host)
	}
	if len(a.sites) == 0 {
		return a.opt.Now()
	}
	return a.opt.Fleet.ServerTime(a.sites[0].host)
}

// stage gathers what a refusal depends on.
func (a *App) stage() stage {
	row, ok := a.list.Selected()
	s := stage{row: row, ok: ok, policy: a.opt.Policies[row.Tier]}
	if ok {
		s.off = a.off(row.Ref.Host)
	}
	return s
}

// off says why nothing can be written on an instance; empty where it can.
func (a *App) off(host string) string {
	s := a.site(host)
	switch {
	case a.opt.ReadOnly:
		return "greenlight was started read-only"
	case s == nil:
		return ""
	case s.phase == refused:
		return "the token was refused: press r when it is renewed"
	case s.readOnly:
		return "the token may only read: its scopes lack api"
	case s.offline():
		return "decisions are off while " + host + " does not answer"
	default:
		return ""
	}
}

func (a *App) site(host string) *site {
	for i := range a.sites {
		if a.sites[i].host == host {
			return &a.sites[i]
		}
	}
	return nil
}

// openDecision opens the card of an action on a row, bound to it from now on.
func (a *App) openDecision(act keys.Action, row fleet.Row) tea.Cmd {
	a.ops++
	t := form.Target{Row: row, Policy: a.opt.Policies[row.Tier]}
	if s := a.site(row.Ref.Host); s != nil {
		t.Me = s.me.ID
	}
	switch act {
	case keys.Approve:
		return a.push(overlay.Of(form.NewApproval(a.ops, t, decide.ActApprove, a.draft(row.Ref, decide.ActApprove))))
	case keys.Reject:
		return a.push(overlay.Of(form.NewApproval(a.ops, t, decide.ActReject, a.draft(row.Ref, decide.ActReject))))
	case keys.Run:
		return a.push(overlay.Of(form.NewRun(a.ops, t)))
	default:
		return a.push(overlay.Of(form.NewStatus(a.ops, t)))
	}
}

// act carries out what a card asked for.
func (a *App) act(want intent.Intent) tea.Cmd {
	switch want := want.(type) {
	case intent.Close:
		return a.closeCard()
	case intent.Submit:
		return a.submit(want.Request)
	case intent.LookAgain:
		return a.lookAgain(want.Ref)
	case intent.Do:
		return a.picked(want.Action)
	case intent.Refused:
		a.tell(notice{text: want.Sentence})
	}
	return nil
}

// picked carries out what was picked on a card. The help names the row it was
// opened on: another one under the cursor by now was not meant.
func (a *App) picked(act keys.Action) tea.Cmd {
	if act == keys.Quit {
		return a.quit()
	}
	arm := a.closeCard()
	if row, ok := a.list.Selected(); ok && row.Ref != a.helped && a.helped != (api.Ref{}) {
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
	a.flying = append(append([]decide.Request(nil), a.flying...), req)
	return tea.Batch(decideCmd(a.ctx, a.opt.Fleet, req), a.startPulse())
}

// errOff is the reason why nothing was sent, as a sentence.
type errOff string

func (e errOff) Error() string { return "Nothing was sent: " + string(e) + "." }
