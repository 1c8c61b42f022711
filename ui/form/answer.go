package form

import (
	"fmt"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
	"greenlight/ui/intent"
)

// Answer takes the end of the request. It reports true when the write is done and
// the card has nothing left to say; a result of another request changes nothing.
func (d Decision) Answer(r decide.Result) (Decision, bool) {
	if d.phase != sending || r.Request.Op != d.op {
		return d, false
	}
	d.phase, d.result = answered, r
	d.button = 0
	if again, _ := d.again(); again != "" && r.Outcome != decide.Refused {
		d.button = 1
	}
	return d, r.Outcome == decide.Done
}

// Refresh takes a newer reading of the deployment. Where it differs from what the
// card was opened on, the card says so and the decision starts anew; a card whose
// write is under way leaves that to the read before the write.
func (d Decision) Refresh(row fleet.Row) Decision {
	if d.phase != editing || row.Ref != d.Ref() || row.Deployment == nil {
		return d
	}
	diffs, changed := differences(&d.seen, row.Deployment)
	if !changed {
		return d
	}
	now := *row.Deployment
	d.phase, d.button, d.told = answered, 1, true
	d.result = decide.Result{Request: d.request(), Outcome: decide.Changed, Now: &now, Differences: diffs}
	return d
}

// differences compares what the decision rests on. Approvals are compared only
// where both sides were read singly: a listing has none.
func differences(before, after *api.Deployment) ([]decide.Difference, bool) {
	diffs := []decide.Difference{
		difference("Commit", sha(before), sha(after), before.SHA == after.SHA),
	}
	if before.ApprovalSummary != nil && after.ApprovalSummary != nil {
		diffs = append(diffs, difference("Approvals", given(before), given(after), sameApprovals(before, after)))
	}
	diffs = append(diffs, difference("Status", string(before.Status), string(after.Status), before.Status == after.Status))
	if !sameJob(before.Deployable, after.Deployable) {
		diffs = append(diffs, difference("Job", job(before), job(after), false))
	}
	for _, d := range diffs {
		if !d.Same {
			return diffs, true
		}
	}
	return diffs, false
}

func difference(what, before, after string, same bool) decide.Difference {
	return decide.Difference{What: what, Before: before, After: after, Same: same}
}

// given counts the approvals, "2 of 3", or how many are there where the number
// missing was not read.
func given(d *api.Deployment) string {
	n := 0
	for _, a := range d.Approvals {
		if a.Status == api.Approve {
			n++
		}
	}
	if d.PendingApprovalCount == nil {
		return fmt.Sprintf("%d given", n)
	}
	return fmt.Sprintf("%d of %d", n, n+*d.PendingApprovalCount)
}

func sameApprovals(a, b *api.Deployment) bool {
	if len(a.Approvals) != len(b.Approvals) || pending(a) != pending(b) {
		return false
	}
	for i := range a.Approvals {
		x, y := a.Approvals[i], b.Approvals[i]
		if x.Status != y.Status || !x.CreatedAt.Equal(y.CreatedAt) || userID(x.User) != userID(y.User) {
			return false
		}
	}
	return true
}

func sameJob(a, b *api.Job) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.ID == b.ID && a.Status == b.Status
}

func job(d *api.Deployment) string {
	if d.Deployable == nil {
		return "none"
	}
	return fmt.Sprintf("#%d %s", d.Deployable.ID, d.Deployable.Status)
}

func pending(d *api.Deployment) int {
	if d.PendingApprovalCount == nil {
		return -1
	}
	return *d.PendingApprovalCount
}

func userID(u *api.User) int64 {
	if u == nil {
		return 0
	}
	return u.ID
}

// again is the label and the footer's verb of the second button of an answer,
// empty where there is none. It reads the target anew and opens a new card, so
// that no button of an answer writes.
func (d Decision) again() (label, verb string) {
	switch d.result.Outcome {
	case decide.Changed, decide.LostUndone, decide.LostUnknown:
		return "Look again", "look again"
	case decide.Refused, decide.NotSent:
		return "Try again", "try again"
	case decide.Done, decide.LostDone:
	}
	return "", ""
}

// answerKey acts on one key of an answered card.
func (d Decision) answerKey(name string) (Decision, intent.Intent) {
	again, _ := d.again()
	switch name {
	case "enter":
		if d.button == 1 {
			return d, intent.LookAgain{Ref: d.Ref()}
		}
		return d, intent.Close{}
	case "left":
		d.button = 0
	case "right":
		if again != "" {
			d.button = 1
		}
	case "tab", "shift+tab":
		if again != "" {
			d.button = 1 - d.button
		}
	}
	return d, nil
}
