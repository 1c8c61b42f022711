package form

import (
	"fmt"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
)

// itemStage is where one target of a bulk card stands.
type itemStage uint8

const (
	// itemWaits: it is still to be sent, if it takes part.
	itemWaits itemStage = iota
	itemSent
	itemEnded
	// itemStopped: its turn never came.
	itemStopped
)

// item is one target of a bulk card.
type item struct {
	op     uint64
	target Target
	// seen is the deployment as it was on the screen when the card opened.
	seen api.Deployment
	hat  api.Hat
	// dangers have to be ticked; ticked says whether it takes part.
	dangers []api.Warning
	ticked  bool
	// skip says why it is left out for good; told is true where that came up while
	// the card was open, so that it has to be seen.
	skip string
	told bool
	// joins takes it in as soon as it was read; swept that it must be outdated.
	joins, swept bool

	stage itemStage
	// begun: its write is under way, and not only the reading before it.
	begun  bool
	result decide.Result
	// stop says why its turn never came.
	stop string
}

// newItem copies a target and decides whether it can take part.
func newItem(act decide.Act, t ManyTarget) item {
	seen := *t.Target.Row.Deployment
	t.Target.Row.Deployment = &seen
	it := item{op: t.Op, target: t.Target, seen: seen, skip: t.Skip, joins: t.Joins, swept: t.Outdated}
	switch act {
	case decide.ActApprove:
		it.dangers = t.Target.Row.Verdict.Dangers()
		it.hat = it.effective()
	case decide.ActReject:
		it.hat = ways(t.Target.Row.Verdict.Hats)[0]
	case decide.ActPlay:
		it.dangers = t.Target.Row.Verdict.Dangers()
	case decide.ActSetStatus, decide.ActRetry, decide.ActCancel, decide.ActDelete:
	}
	if it.skip == "" {
		it.skip = it.unfit(act)
	}
	if it.skip == "" && it.swept && it.outdated() == "" {
		it.skip = overtaken
	}
	it.ticked = it.skip == "" && len(it.dangers) == 0
	return it
}

// effective is the first hat with which an approval changes something.
func (it item) effective() api.Hat {
	for _, h := range it.target.Row.Verdict.Hats {
		if h.Effect {
			return h
		}
	}
	return api.Hat{Rule: -1}
}

// unfit says why a target cannot be decided on together with others.
func (it item) unfit(act decide.Act) string {
	switch {
	case it.target.Policy.ReadOnly:
		return "the configuration makes it read-only"
	case !it.target.Row.Detailed:
		return unread
	}
	switch act {
	case decide.ActApprove:
		switch {
		case it.target.Policy.Confirm == TypeEnvironment:
			return "its name must be typed, decide on it alone"
		case !it.hat.Effect:
			return "an approval of yours would change nothing"
		}
	case decide.ActReject:
	case decide.ActPlay:
		if job := it.seen.Deployable; job == nil || job.Status != api.JobManual {
			return "it has no job that waits to be run"
		}
		if n := it.target.Row.Verdict.Left; n > 0 {
			return fmt.Sprintf("not approved yet, %d more needed", n)
		}
	case decide.ActSetStatus, decide.ActRetry, decide.ActCancel, decide.ActDelete:
		return "this is decided on one by one"
	}
	return ""
}

func (it item) ref() api.Ref { return it.target.Row.Ref }

// open reports that it has to be ticked to take part, and is not.
func (it item) open() bool { return it.skip == "" && !it.ticked }

// takes reports that it takes part.
func (it item) takes() bool { return it.skip == "" && it.ticked }

// taken reports that its write is known to be in GitLab.
func (it item) taken() bool {
	return it.stage == itemEnded && (it.result.Outcome == decide.Done || it.result.Outcome == decide.LostDone)
}

// request is what is sent for it.
func (it item) request(act decide.Act, comment string) decide.Request {
	r := decide.Request{Op: it.op, Act: act, Ref: it.ref(), Seen: it.seen, Me: it.target.Me}
	if weighs(act) {
		r.Basis, r.Shown = based(it.target.Row)
	}
	if it.swept {
		b := fleet.BasisOf(it.target.Row) // it is rejected for being outdated, and only while it is
		r.Basis = &b
	}
	r.LiveRef, r.LiveSHA = liveOf(it.target.Row)
	if act == decide.ActApprove || act == decide.ActReject {
		r.Comment, r.RepresentedAs = comment, it.hat.Name
	}
	return r
}

// unread is why a target is left out until it is read.
const unread = "it is still being read"

// read is the item once it was read for the first time. It takes part only when it is
// ticked, for the card was opened without it, unless it was to join by itself.
func (it item) read(act decide.Act, row fleet.Row) item {
	t := ManyTarget{Op: it.op, Target: it.target, Joins: it.joins, Outdated: it.swept}
	t.Target.Row = row
	if act != decide.ActPlay && row.Deployment.Status != api.StatusBlocked {
		t.Skip = "it waits for no decision"
	}
	next := newItem(act, t)
	next.ticked = next.ticked && it.joins
	return next
}

// refresh takes a newer reading. What differs from what the card was opened on is
// left out from then on: it has to be looked at again, alone.
func (it item) refresh(act decide.Act, row fleet.Row, sending bool) item {
	if it.skip == unread && row.Deployment != nil && row.Detailed && it.stage == itemWaits {
		return it.read(act, row)
	}
	if row.Deployment == nil || !row.Detailed || it.skip != "" || it.stage != itemWaits {
		return it
	}
	if diffs, changed := decide.Compare(act, it.seen, *row.Deployment); changed {
		return it.leave(changedWords(diffs))
	}
	switch {
	case it.swept:
		return it.sweep(row)
	case !weighs(act):
		return it
	}
	return it.weigh(act, row, sending)
}
