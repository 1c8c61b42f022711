package ui

import (
	"fmt"
	"strings"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/form"
	"greenlight/ui/keys"
)

// stage is what a decision depends on besides the row.
type stage struct {
	row fleet.Row
	ok  bool
	// off says why nothing can be written at all; empty where it can.
	off    string
	policy form.Policy
	// marked is how many shown deployments are marked.
	marked int
	// other is that the log of another job of the pipeline is on the screen.
	other bool
	// record says why nothing can be recorded; empty where it can.
	record string
}

// refusal is the sentence with which an action is refused, empty where it is
// possible. The footer, the help and the key itself all ask here.
func refusal(a keys.Action, s stage) string {
	switch a {
	case keys.Approve, keys.Reject, keys.Run:
		if s.marked > 0 {
			return s.off // each is judged in the card
		}
	case keys.Status, keys.Retry, keys.Cancel, keys.Delete:
		if s.marked > 0 {
			return fmt.Sprintf("it acts on one deployment, and %d are marked", s.marked)
		}
	case keys.Record:
		return s.record
	case keys.Outdated:
		switch {
		case !s.ok:
			return "no deployment is selected"
		case s.policy.ReadOnly:
			return fmt.Sprintf("the configuration makes %s read-only", s.row.Tier)
		}
		return s.off
	case keys.Zoom, keys.Changes, keys.MergeRequests, keys.Log, keys.Open, keys.Copy, keys.Mark, keys.NextTab, keys.PreviousTab, keys.Watch:
		return refuseLook(a, s)
	default:
		return ""
	}
	return refuseWrite(a, s)
}

// refuseLook is the reason why something cannot be shown or followed.
func refuseLook(a keys.Action, s stage) string {
	switch {
	case !s.ok:
		return "no deployment is selected"
	case a == keys.Log && s.row.External():
		return "it has no job: it was recorded through the API"
	case a == keys.Watch && ended(s.row.Deployment.Status):
		return fmt.Sprintf("it has ended: it is %s", s.row.Deployment.Status)
	default:
		return ""
	}
}

// refuseWrite is the reason why a write to the selected deployment is refused.
func refuseWrite(a keys.Action, s stage) string {
	switch {
	case !s.ok:
		return "no deployment is selected"
	case s.other && (a == keys.Run || a == keys.Retry || a == keys.Cancel):
		return "this is the log of another job, which is not acted on"
	case s.off != "":
		return s.off
	case s.policy.ReadOnly:
		return fmt.Sprintf("the configuration makes %s read-only", s.row.Tier)
	case !s.row.Detailed && a != keys.Status && a != keys.Delete:
		// A listing has no approvals: a card opened on it would be bound to a state
		// that nobody has seen.
		return "it is still being read"
	}
	switch a {
	case keys.Approve:
		return refuseApprove(s.row)
	case keys.Reject:
		return refuseReject(s.row)
	case keys.Run:
		return refuseRun(s.row)
	case keys.Retry:
		return refuseRetry(s.row)
	case keys.Cancel:
		return refuseCancel(s.row)
	default:
		return "" // the card of a status or of a deletion says what GitLab will not do
	}
}

// refuseRetry knows what GitLab does not run again.
// gitlab: app/models/ci/build.rb, app/services/ci/retry_job_service.rb
func refuseRetry(row fleet.Row) string {
	job := row.Deployment.Deployable
	switch {
	case job == nil:
		return "it has no job: it was recorded through the API"
	case row.Verdict.State == api.StateRejected:
		return "it was rejected, which is final: it takes a new pipeline"
	case job.Archived:
		return "the job is too old: GitLab has archived it"
	case !jobEnded(job.Status) || job.Status == api.JobSkipped:
		return fmt.Sprintf("the job is %s, only one that has ended can be retried", job.Status)
	default:
		return ""
	}
}

func refuseCancel(row fleet.Row) string {
	job := row.Deployment.Deployable
	switch {
	case job == nil:
		return "it has no job: it was recorded through the API"
	case jobEnded(job.Status):
		return fmt.Sprintf("the job has ended: it is %s", job.Status)
	case job.Status == api.JobCanceling:
		return "the job is being canceled already"
	default:
		return ""
	}
}

func refuseApprove(row fleet.Row) string {
	v := row.Verdict
	switch v.Standing {
	case api.MayApprove, api.MayPerhaps:
		return ""
	case api.NotRead:
		return "who may approve was not read"
	case api.OwnDeployment:
		return "you started this, and the project lets nobody approve what they started"
	case api.AlreadyDecided:
		return fmt.Sprintf("you have already %s it", v.MyDecision.Status)
	case api.NoRule:
		return "no rule covers you: it needs " + openRules(v)
	case api.RulesFull:
		if len(v.Shadows) > 0 {
			return "no name leads to " + v.Rules[v.Shadows[0].Rule].Name + " for certain, and the other rules that cover you have all they need"
		}
		return "the rules that cover you have all they need: it needs " + openRules(v)
	case api.NotWaiting:
		return notWaiting(row)
	}
	return ""
}

// openRules names the rules that still want somebody.
func openRules(v api.Verdict) string {
	var names []string
	for _, r := range v.Rules {
		if r.Left > 0 {
			names = append(names, r.Name)
		}
	}
	return strings.Join(names, ", ")
}

// notWaiting says why there is nothing to approve.
func notWaiting(row fleet.Row) string {
	switch row.Verdict.State {
	case api.StateToRun:
		return "it is approved already: the job waits to be run"
	case api.StateManual:
		return "no rule guards it: the job waits to be run"
	case api.StateRejected:
		return "it was rejected, which is final"
	case api.StateRunning:
		return "it runs already"
	default:
		return fmt.Sprintf("it is %s, nothing waits for approval", row.Deployment.Status)
	}
}

// refuseReject allows what GitLab allows: whoever a rule covers may reject while
// anything is missing, their own deployment and their own approval included.
// gitlab: ee/app/services/deployments/approval_service.rb
func refuseReject(row fleet.Row) string {
	v := row.Verdict
	switch {
	case v.Standing == api.NotRead:
		return "who may reject was not read"
	case v.Standing == api.NotWaiting:
		return notWaiting(row)
	case v.MyDecision != nil && v.MyDecision.Status == api.Reject:
		return "you have already rejected it"
	}
	for _, r := range v.Rules {
		if r.Mine != api.NotCovered {
			return ""
		}
	}
	return "no rule covers you"
}

func refuseRun(row fleet.Row) string {
	job := row.Deployment.Deployable
	v := row.Verdict
	switch {
	case job == nil:
		return "it has no job: it was recorded through the API"
	case row.Deployment.Queued(), job.Status == api.JobRunning:
		return "it runs already"
	case job.Status != api.JobManual:
		return fmt.Sprintf("the job is %s, only a manual one can be run", job.Status)
	case v.Left == 1:
		return "not approved yet, 1 more needed"
	case v.Left > 1:
		return fmt.Sprintf("not approved yet, %d more needed", v.Left)
	default:
		return ""
	}
}

// refusedText is the whole sentence for the footer: the key, what it would do, why
// not.
func refusedText(m keys.Map, a keys.Action, why string) string {
	what := map[keys.Action]string{
		keys.Approve: "approves", keys.Reject: "rejects", keys.Run: "runs the job",
		keys.Status: "updates the status", keys.Zoom: "zooms the detail",
		keys.Retry: "retries the job", keys.Cancel: "cancels the job", keys.Delete: "deletes the record",
		keys.Record: "records a deployment", keys.Outdated: "rejects what is outdated", keys.Journal: "shows the journal", keys.Log: "shows the job's log", keys.Watch: "watches it to its end",
		keys.Changes: "shows the changes", keys.MergeRequests: "lists the merge requests", keys.Open: "opens a page",
		keys.Copy: "copies", keys.Mark: "marks", keys.NextTab: "turns to the next tab", keys.PreviousTab: "turns to the previous tab",
	}[a]
	return fmt.Sprintf("%s %s: %s.", m.Label(a), what, why)
}
