package ui

import (
	"fmt"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
	"greenlight/ui/keys"
	"greenlight/ui/present"
	"greenlight/ui/status"
)

// place names the target in a sentence.
func place(row fleet.Row) string {
	return row.Project + " → " + row.Deployment.Environment.Name
}

// named is an error about a deployment, which names it as the screen does: GitLab's ids
// say nothing to a reader.
func named(err error, row fleet.Row) error {
	e := api.AsError(err)
	if e == nil || row.Deployment == nil {
		return err
	}
	out := *e
	out.Target = place(row) + " " + present.IID(row.Deployment.IID)
	return &out
}

// decisionNotice words the end of a write for the footer, from the row as the
// server showed it after the write.
func decisionNotice(r decide.Result, row fleet.Row) notice {
	if row.Deployment == nil {
		row.Deployment = &r.Request.Seen
	}
	n := worded(r, row)
	if r.As != nil {
		n.kind, n.text = status.Unknown, "GitLab took it as @"+r.As.Username+", whose token it is. "+n.text
	}
	n.result, n.ref, n.id = true, r.Request.Ref, requestID(r.Err)
	return n
}

func worded(r decide.Result, row fleet.Row) notice {
	switch r.Outcome {
	case decide.Done:
		return doneNotice(r, row)
	case decide.LostDone:
		return notice{kind: status.Done, text: present.Unanswered(r.Err) + ". Read back: it is done, " + place(row) + "."}
	case decide.LostUndone:
		return notice{kind: status.Unknown, text: present.Unanswered(r.Err) + ". Read back: it is not done, " + place(row) + ". Nothing was repeated."}
	case decide.LostUnknown:
		return notice{kind: status.Unknown, text: present.Unanswered(r.Err) + ", and " + place(row) + " could not be read back: what became of " + yours(r.Request.Act) + " is unknown."}
	case decide.LostPending:
		return notice{kind: status.Unknown, text: present.Unanswered(r.Err) + ". Read back: it is not done, " + place(row) + ". It may still arrive."}
	case decide.Unverified:
		return notice{kind: status.Unknown, text: "GitLab said yes. Read back: it is not done, " + place(row) + ". Nothing was repeated."}
	case decide.Changed:
		if r.Request.Act == decide.ActDelete {
			return notice{kind: status.Changed, text: "It changed after you looked. Nothing was deleted."}
		}
		return notice{kind: status.Changed, text: "It changed after you looked. Nothing was sent."}
	case decide.NotSent, decide.Refused:
		return notice{kind: status.Refused, text: sentence(r.Err)}
	}
	return notice{}
}

func doneNotice(r decide.Result, row fleet.Row) notice {
	switch r.Request.Act {
	case decide.ActApprove:
		return approvedNotice(r, row)
	case decide.ActReject:
		return notice{kind: status.Done, text: fmt.Sprintf("Rejected #%d. %s", row.Deployment.IID, forGood(row))}
	case decide.ActPlay:
		return notice{
			kind: status.Started, text: fmt.Sprintf("%s runs: %s.", jobName(r), place(row)),
			next: []keys.Action{keys.Log, keys.Watch},
		}
	case decide.ActSetStatus:
		return notice{kind: status.Done, text: fmt.Sprintf("%s is %s now.", place(row), nowStatus(r))}
	case decide.ActRetry:
		return retriedNotice(r, row)
	case decide.ActCancel:
		if canceling(r) {
			return notice{kind: status.Started, text: fmt.Sprintf("%s is being canceled: %s.", jobName(r), place(row))}
		}
		return notice{kind: status.Done, text: fmt.Sprintf("%s is canceled: %s.", jobName(r), place(row))}
	case decide.ActDelete:
		return notice{kind: status.Done, text: fmt.Sprintf("Deleted %s of %s.", present.IID(row.Deployment.IID), place(row))}
	}
	return notice{}
}

// canceling reports whether the job still runs down.
func canceling(r decide.Result) bool {
	if r.Now != nil && r.Now.Deployable != nil {
		return r.Now.Deployable.Status == api.JobCanceling
	}
	return r.Job != nil && r.Job.Status == api.JobCanceling
}

func jobName(r decide.Result) string {
	if r.Job == nil {
		return "The job"
	}
	return r.Job.Name
}

// retriedNotice names the deployment that a retry made: it is another one.
func retriedNotice(r decide.Result, row fleet.Row) notice {
	n := notice{kind: status.Started, text: fmt.Sprintf("%s was started again: %s.", jobName(r), place(row))}
	if r.Made != nil {
		n.text = fmt.Sprintf("%s was started again as %s: %s.", jobName(r), present.IID(r.Made.IID), place(row))
		if r.Made.Status == api.StatusBlocked {
			n.text = fmt.Sprintf("%s was made again as %s: %s. It needs approvals afresh.", jobName(r), present.IID(r.Made.IID), place(row))
		}
	}
	return n
}

// nowStatus is what the server shows, or what was asked for where it could not be
// read back.
func nowStatus(r decide.Result) api.Status {
	if r.Now != nil {
		return r.Now.Status
	}
	return r.Request.Status
}

func forGood(row fleet.Row) string {
	if job := row.Deployment.Deployable; job != nil {
		return job.Name + " has failed for good."
	}
	return "It was recorded through the API: its status stays as it is."
}

// approvedNotice says what was approved, as whom, and what is left by GitLab's own
// count.
func approvedNotice(r decide.Result, row fleet.Row) notice {
	n := notice{kind: status.Done}
	head := "Approved " + place(row)
	if r.Request.RepresentedAs != "" {
		head += " as " + r.Request.RepresentedAs
	}
	switch {
	case r.Repeat:
		n.text = head + ". GitLab had it already: nothing has changed."
	case r.Now == nil || r.Now.PendingApprovalCount == nil:
		n.text = head + ". What is left could not be read."
	case *r.Now.PendingApprovalCount == 0:
		var next keys.Action
		if n.text, next = complete(head, row); next != keys.None {
			n.next = []keys.Action{next}
		}
	default:
		left := *r.Now.PendingApprovalCount
		n.text = fmt.Sprintf("%s. %s needed.", head, present.Plural(left, "more approval", "more approvals"))
	}
	return n
}

// complete says what comes after the last approval, and the action that does it.
func complete(head string, row fleet.Row) (string, keys.Action) {
	job := row.Deployment.Deployable
	switch {
	case job == nil:
		return head + ". Complete: whoever recorded it sets its status.", keys.None
	case job.Status == api.JobManual:
		return head + ". Complete: the job waits to be run.", keys.Run
	default:
		return fmt.Sprintf("%s. Complete: %s is %s.", head, job.Name, job.Status), keys.None
	}
}

// outcomeNotice words the end of a followed job, from what the server says.
func outcomeNotice(row fleet.Row) notice {
	d := row.Deployment
	took := ""
	if d.Deployable != nil && d.Deployable.Duration != nil {
		took = ", after " + present.Duration(*d.Deployable.Duration)
	}
	n := notice{kind: status.Done, result: true, ref: row.Ref}
	switch {
	case row.Verdict.State == api.StateLive:
		n.text = fmt.Sprintf("%s is live: %s%s.", place(row), d.Ref, took)
	case d.Status == api.StatusSuccess:
		n.text = fmt.Sprintf("%s succeeded: %s%s. Something newer is live.", place(row), d.Ref, took)
	default:
		n.kind, n.text = status.Refused, fmt.Sprintf("%s %s%s.", place(row), d.Status, took)
	}
	return n
}
