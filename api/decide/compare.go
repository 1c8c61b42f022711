package decide

import (
	"fmt"
	"slices"

	"greenlight/api"
)

// compare lists what the decision rests on, before and after, and says whether
// any of it changed. A status rests on no approvals: it may be set on what a
// listing showed, which has none to compare.
func compare(act Act, seen, now api.Deployment) (diff []Difference, changed bool) {
	if act == ActSetStatus && seen.PendingApprovalCount == nil {
		seen.PendingApprovalCount, seen.Approvals = now.PendingApprovalCount, now.Approvals
	}
	diff = []Difference{
		difference("Commit", fmt.Sprintf("%.7s", seen.SHA), fmt.Sprintf("%.7s", now.SHA), seen.SHA == now.SHA),
		difference("Approvals", given(seen), given(now), sameApprovals(seen, now)),
		difference("Status", string(seen.Status), string(now.Status), seen.Status == now.Status),
		difference("Job", job(seen), job(now), sameJob(seen, now)),
	}
	return diff, slices.ContainsFunc(diff, func(d Difference) bool { return !d.Same })
}

func difference(what, before, after string, same bool) Difference {
	return Difference{What: what, Before: before, After: after, Same: same}
}

// given words the approvals so that a change in who gave them shows as well as
// one in how many.
func given(d api.Deployment) string {
	if d.PendingApprovalCount == nil {
		return "none asked for"
	}
	text := fmt.Sprintf("%d missing", *d.PendingApprovalCount)
	for _, a := range d.Approvals {
		if a.User != nil {
			text += fmt.Sprintf(", %s by @%s", a.Status, a.User.Username)
		}
	}
	return text
}

func sameApprovals(a, b api.Deployment) bool {
	return pending(a) == pending(b) && len(a.Approvals) == len(b.Approvals) &&
		!slices.ContainsFunc(b.Approvals, func(x api.Approval) bool { return !contains(a.Approvals, x) })
}

// pending tells "nobody said" from "none missing".
func pending(d api.Deployment) int {
	if d.PendingApprovalCount == nil {
		return -1
	}
	return *d.PendingApprovalCount
}

// contains looks for the same decision by the same person at the same time: an
// approval has no id of its own.
func contains(list []api.Approval, a api.Approval) bool {
	return slices.ContainsFunc(list, func(b api.Approval) bool {
		return userID(a) == userID(b) && a.Status == b.Status && a.CreatedAt.Equal(b.CreatedAt)
	})
}

func userID(a api.Approval) int64 {
	if a.User == nil {
		return 0
	}
	return a.User.ID
}

func job(d api.Deployment) string {
	if d.Deployable == nil {
		return "none"
	}
	return fmt.Sprintf("#%d %s", d.Deployable.ID, d.Deployable.Status)
}

func sameJob(a, b api.Deployment) bool {
	if a.Deployable == nil || b.Deployable == nil {
		return a.Deployable == b.Deployable
	}
	return a.Deployable.ID == b.Deployable.ID && a.Deployable.Status == b.Deployable.Status
}
