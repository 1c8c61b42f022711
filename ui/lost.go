package ui

import (
	"slices"
	"time"

	"greenlight/api"
	"greenlight/api/decide"
)

// lostWrite is a write of which nobody knows what became.
type lostWrite struct {
	ref api.Ref
	act decide.Act
	at  time.Time
}

// lose notes a write that had no answer and could not be read back, or may still arrive:
// until the deployment is read again its row and its detail say so.
func (a *App) lose(r decide.Result) {
	if r.Outcome != decide.LostUnknown && r.Outcome != decide.LostPending {
		return
	}
	a.learned(r.Request.Ref)
	a.lost = append(a.lost, lostWrite{ref: r.Request.Ref, act: r.Request.Act, at: a.opt.Now()})
}

// learned forgets what was lost on a deployment: it was read since.
func (a *App) learned(ref api.Ref) {
	if a.missing(ref) {
		a.lost = slices.DeleteFunc(slices.Clone(a.lost), func(l lostWrite) bool { return l.ref == ref })
	}
}

// missing reports whether a write on a deployment is lost.
func (a App) missing(ref api.Ref) bool {
	return slices.ContainsFunc(a.lost, func(l lostWrite) bool { return l.ref == ref })
}

// lostWords is "your approval of 03:52"; empty where nothing is lost.
func (a App) lostWords(ref api.Ref) string {
	for _, l := range a.lost {
		if l.ref == ref {
			return yours(l.act) + " of " + l.at.Format("15:04")
		}
	}
	return ""
}

// yours is what an act was, in a sentence.
func yours(act decide.Act) string {
	switch act {
	case decide.ActApprove:
		return "your approval"
	case decide.ActReject:
		return "your rejection"
	case decide.ActPlay:
		return "your start"
	case decide.ActSetStatus:
		return "your status"
	case decide.ActRetry:
		return "your retry"
	case decide.ActCancel:
		return "your cancel"
	case decide.ActDelete:
		return "your deletion"
	}
	return ""
}
