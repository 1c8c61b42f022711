package api

import "time"

// Judge computes what a deployment is to the caller. It is pure: the same facts
// give the same verdict.
func Judge(f Facts) Verdict {
	d := f.Deployment
	v := Verdict{Since: since(d)}
	v.Rules = progress(f)
	for _, r := range v.Rules {
		v.Required += r.Rule.Required
		v.Given += r.Rule.Required - r.Left
	}
	if d.PendingApprovalCount != nil {
		v.Left = *d.PendingApprovalCount
	}
	v.MyDecision = decisionOf(d, f.Me.ID)
	v.RejectedBy = rejection(d)
	v.Standing, v.Hats = standing(f, v)
	switch v.Standing {
	case MayApprove, MayPerhaps, AlreadyDecided, RulesFull:
		v.Shadows = shadows(v.Rules, f.Me.ID)
	case NotWaiting, OwnDeployment, NoRule, NotRead:
	}
	if f.Ships != nil {
		v.Ships = *f.Ships
	}
	v.State = state(f, v)
	v.Warnings = warnings(f)
	return v
}

// state places the deployment; the order of the questions matters: a played job
// is on its way whatever else holds, and an outdated deployment is outdated even
// where somebody could still approve it.
func state(f Facts, v Verdict) State {
	d := f.Deployment
	switch d.Status {
	case StatusBlocked:
		return blockedState(f, v)
	case StatusRunning:
		return StateRunning
	case StatusSuccess:
		if f.Live != nil && f.Live.ID == d.ID {
			return StateLive
		}
		return StateDone
	case StatusFailed:
		if rejected(d) {
			return StateRejected
		}
		return StateFailed
	case StatusCreated:
		return StateCreated
	case StatusCanceled:
		return StateCanceled
	case StatusSkipped:
		return StateSkipped
	default:
		return StateOther
	}
}

func blockedState(f Facts, v Verdict) State {
	d := f.Deployment
	switch {
	case d.Deployable != nil && onItsWay(d.Deployable.Status):
		return StateRunning
	case v.RejectedBy != nil:
		// without a job to fail, GitLab leaves the status as it was
		return StateRejected
	case f.NewestSuccess != nil && f.NewestSuccess.ID > d.ID:
		return StateOutdated
	case !f.Detailed:
		return StateReading
	case v.MyDecision == nil && v.Standing == MayApprove:
		return StateNeedsYou
	case v.MyDecision == nil && v.Standing == MayPerhaps:
		return StateMaybeYou
	case v.Left > 0:
		return StateNeedsOthers
	case len(v.Rules) > 0:
		return StateToRun
	default:
		return StateManual
	}
}

// onItsWay tells a job that was played and has not started: its deployment still
// reads blocked.
// gitlab: app/models/deployment.rb
func onItsWay(s JobStatus) bool {
	switch s {
	case JobPending, JobRunning, JobPreparing, JobWaiting, "waiting_for_callback", JobCanceling:
		return true
	default:
		return false
	}
}

// Queued reports whether the job was played and waits for a runner.
func (d *Deployment) Queued() bool {
	return d.Status == StatusBlocked && d.Deployable != nil && onItsWay(d.Deployable.Status)
}

// FinishedAt is when the deployment ended: GitLab sends it only with the job, so
// for one without it the last update stands in. Zero while it has not ended.
func (d *Deployment) FinishedAt() time.Time {
	switch d.Status {
	case StatusSuccess, StatusFailed, StatusCanceled, StatusSkipped:
		if d.Deployable != nil && d.Deployable.FinishedAt != nil {
			return *d.Deployable.FinishedAt
		}
		return d.UpdatedAt
	default:
		return time.Time{}
	}
}

// OnItsWay reports whether the deployment runs, or was played and waits for a runner.
func (d *Deployment) OnItsWay() bool { return d.Status == StatusRunning || d.Queued() }

// since is when the state that is shown began.
func since(d *Deployment) time.Time {
	if end := d.FinishedAt(); !end.IsZero() {
		return end
	}
	switch {
	case d.Status == StatusRunning && d.Deployable != nil && d.Deployable.StartedAt != nil:
		return *d.Deployable.StartedAt
	case d.Status == StatusCreated:
		return d.CreatedAt
	default:
		return d.UpdatedAt
	}
}

// reasonRejected is the failure reason of a job whose deployment was rejected.
// gitlab: app/models/concerns/enums/ci/commit_status.rb
const reasonRejected = "deployment_rejected"

func rejected(d *Deployment) bool {
	if d.Deployable != nil && d.Deployable.FailureReason != nil {
		return *d.Deployable.FailureReason == reasonRejected
	}
	return rejection(d) != nil
}

func rejection(d *Deployment) *Approval {
	for i := range d.Approvals {
		if d.Approvals[i].Status == Reject {
			return &d.Approvals[i]
		}
	}
	return nil
}

func decisionOf(d *Deployment, user int64) *Approval {
	for i := range d.Approvals {
		if a := &d.Approvals[i]; a.User != nil && a.User.ID == user {
			return a
		}
	}
	return nil
}
