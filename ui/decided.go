package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"greenlight/api/decide"
	"greenlight/ui/form"
	"greenlight/ui/keys"
	"greenlight/ui/overlay"
	"greenlight/ui/status"
)

// lookedAgain opens the card anew on what the server says now.
func (a *App) lookedAgain(msg lookedAgainMsg) tea.Cmd {
	d, ok := a.decision()
	if !ok || d.Ref() != msg.ref || d.Op() != msg.op {
		return nil
	}
	if msg.err != nil {
		a.tell(notice{kind: status.Told, text: "It could not be read again: " + sentence(msg.err), id: requestID(msg.err)})
		if s := a.site(msg.ref.Host); s != nil && tokenRefused(msg.err) {
			return a.tokenFailed(s, msg.err)
		}
		return nil
	}
	a.put(msg.row)
	a.cards = a.cards.Pop()
	act := actionOf(d.Act())
	s := stage{row: msg.row, ok: true, off: a.off(msg.ref.Host), policy: a.opt.Policies[msg.row.Tier]}
	if why := refusal(act, s); why != "" {
		a.tell(notice{text: refusedText(a.keys, act, why)})
		return nil
	}
	return a.openDecision(act, msg.row)
}

func actionOf(act decide.Act) keys.Action {
	switch act {
	case decide.ActApprove:
		return keys.Approve
	case decide.ActReject:
		return keys.Reject
	case decide.ActPlay:
		return keys.Run
	case decide.ActSetStatus:
		return keys.Status
	}
	return keys.None
}

// decided ends a write: the card is answered, the outcome told, the row read
// again, whatever the outcome was.
func (a *App) decided(msg decidedMsg) tea.Cmd {
	r := msg.result
	row, _ := a.list.Row(r.Request.Ref)
	if msg.row != nil {
		row = *msg.row
		a.put(row)
	}
	a.flying = slices.DeleteFunc(slices.Clone(a.flying), func(f decide.Request) bool { return f.Op == r.Request.Op })
	again := a.read(r.Request.Ref, true)
	if r.Outcome == decide.Done || r.Outcome == decide.LostDone {
		a.setDraft(r.Request.Ref, r.Request.Act, "")
		if r.Request.Act == decide.ActPlay {
			a.follow(r.Request.Ref)
		}
	}
	var arm tea.Cmd
	if a.answer(r) {
		arm = a.arm()
	} else {
		a.tell(decisionNotice(r, row))
		if a.cards.Len() > 0 {
			arm = a.arm()
		}
	}
	if s := a.site(r.Request.Ref.Host); s != nil && r.Err != nil && tokenRefused(r.Err) {
		return tea.Batch(again, arm, a.tokenFailed(s, r.Err))
	}
	return tea.Batch(again, arm)
}

// answer hands a result to the card that waits for it, however deep it lies, and
// reports whether the card stays to tell of it.
func (a *App) answer(r decide.Result) bool {
	stays := false
	a.cards = a.cards.Each(func(l overlay.Layer) (overlay.Layer, bool) {
		d, ok := overlay.As[form.Decision](l)
		if !ok || d.Op() != r.Request.Op {
			return l, true
		}
		d, done := d.Answer(r)
		stays = !done
		return overlay.Of(d), !done
	})
	return stays
}
