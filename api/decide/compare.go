package decide

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"greenlight/api"
)

// Compare lists what a decision rests on, before and after, and says whether any
// of it changed; the job is listed only where it did. A status, a retry and a
// cancel rest on no approvals: they may be decided on what a listing showed, which
// has none to compare. A deletion rests on the record alone, and its time of change
// tells whatever else there may be.
func Compare(act Act, seen, now api.Deployment) (diff []Difference, changed bool) {
	if act == ActDelete {
		return compareRecords(seen, now)
	}
	decides := act == ActApprove || act == ActReject || act == ActPlay
	if !decides && seen.PendingApprovalCount == nil {
		seen.PendingApprovalCount, seen.Approvals = now.PendingApprovalCount, now.Approvals
	}
	diff = []Difference{
		difference("Commit", fmt.Sprintf("%.7s", seen.SHA), fmt.Sprintf("%.7s", now.SHA), seen.SHA == now.SHA),
		difference("Approvals", given(seen), given(now), sameApprovals(seen, now)),
		difference("Status", string(seen.Status), string(now.Status), seen.Status == now.Status),
	}
	if !sameJob(seen, now) {
		diff = append(diff, difference("Job", job(seen), job(now), false))
	}
	return diff, anyChanged(diff)
}

func compareRecords(seen, now api.Deployment) (diff []Difference, changed bool) {
	diff = []Difference{
		difference("Commit", fmt.Sprintf("%.7s", seen.SHA), fmt.Sprintf("%.7s", now.SHA), seen.SHA == now.SHA),
		difference("Status", string(seen.Status), string(now.Status), seen.Status == now.Status),
	}
	if (seen.Deployable == nil) != (now.Deployable == nil) {
		diff = append(diff, difference("Job", job(seen), job(now), false))
	}
	if !seen.UpdatedAt.Equal(now.UpdatedAt) {
		diff = append(diff, difference("Updated", stamp(seen.UpdatedAt), stamp(now.UpdatedAt), false))
	}
	return diff, anyChanged(diff)
}

// stamp words a time as exactly as GitLab gives it.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05.000 MST") }

func anyChanged(diff []Difference) bool {
	return slices.ContainsFunc(diff, func(d Difference) bool { return !d.Same })
}

func difference(what, before, after string, same bool) Difference {
	return Difference{What: what, Before: before, After: after, Same: same}
}

// given words the approvals so that a change in who gave them shows as well as
// one in how many: "1 of 3, by @ines".
func given(d api.Deployment) string {
	var by []string
	n := 0
	for _, a := range d.Approvals {
		if a.Status == api.Approve {
			n++
		}
		switch {
		case a.User == nil:
		case a.Status == api.Reject:
			by = append(by, "rejected by @"+a.User.Username)
		default:
			by = append(by, "by @"+a.User.Username)
		}
	}
	text := "none asked for"
	if d.PendingApprovalCount != nil {
		text = fmt.Sprintf("%d of %d", n, n+*d.PendingApprovalCount)
	}
	return strings.Join(append([]string{text}, by...), ", ")
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
