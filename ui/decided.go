package ui

import (
	"errors"
	"slices"

	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
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
		row, _ := a.row(msg.ref)
		a.tell(notice{kind: status.Told, text: "It could not be read again: " + sentence(named(msg.err, row)), id: requestID(msg.err)})
		if s := a.site(msg.ref.Host); s != nil && tokenRefused(msg.err) {
			return a.tokenFailed(s, msg.err)
		}
		return nil
	}
	a.put(msg.row)
	a.learned(msg.ref)
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
	case decide.ActRetry:
		return keys.Retry
	case decide.ActCancel:
		return keys.Cancel
	case decide.ActDelete:
		return keys.Delete
	}
	return keys.None
}

// decided ends a write: the card is answered, the outcome told, the row read
// again, whatever the outcome was.
func (a *App) decided(msg decidedMsg) tea.Cmd {
	r := msg.result
	row, _ := a.row(r.Request.Ref)
	if msg.row != nil {
		row = *msg.row
		a.put(row)
	}
	a.flying = slices.DeleteFunc(slices.Clone(a.flying), func(f decide.Request) bool { return f.Op == r.Request.Op })
	a.unsay(r.Request.Op)
	if r.Gone {
		a.drop(r.Request.Ref)
	}
	if errors.Is(r.Err, decide.ErrTakenBack) {
		next, _ := a.answerMany(r) // a card of one was closed, and said so
		return next
	}
	a.lose(r)
	again := a.afterwards(r)
	if r.Outcome == decide.Done || r.Outcome == decide.LostDone {
		a.setDraft(about{ref: r.Request.Ref, act: r.Request.Act}, "")
		a.followOn(r)
	}
	var arm tea.Cmd
	if next, taken := a.answerMany(r); taken {
		arm = tea.Batch(next, a.noteMany(r, row))
	} else if a.answerCard(r) {
		a.note(decisionNotice(r, row)) // the card says it, the messages keep it
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

// answerCard hands a result to the card that waits for it, however deep it lies, and
// reports whether the card stays to tell of it.
func (a *App) answerCard(r decide.Result) bool {
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

// afterwards reads what a write was about again, unless there is no more of it, and
// the project where the write changed what others of it are.
func (a *App) afterwards(r decide.Result) tea.Cmd {
	if r.Made != nil || r.Gone || r.Request.Act == decide.ActSetStatus { // it may make another one live
		a.hurry(api.ProjectRef{Host: r.Request.Ref.Host, ID: r.Request.Ref.Project})
	}
	if r.Gone {
		return nil
	}
	return a.read(r.Request.Ref, true)
}

// followOn follows what runs because of a write.
func (a *App) followOn(r decide.Result) {
	switch r.Request.Act {
	case decide.ActPlay:
		a.follow(r.Request.Ref)
	case decide.ActRetry:
		if r.Made != nil {
			ref := r.Request.Ref
			ref.Deployment = r.Made.ID
			a.follow(ref)
		}
	case decide.ActCancel:
		if canceling(r) {
			a.follow(r.Request.Ref)
		}
	case decide.ActApprove, decide.ActReject, decide.ActSetStatus, decide.ActDelete:
	}
}

// noteMany keeps the outcome of one of many for the messages: the card shows it.
func (a *App) noteMany(r decide.Result, row fleet.Row) tea.Cmd {
	a.note(decisionNotice(r, row))
	return a.startPulse()
}
