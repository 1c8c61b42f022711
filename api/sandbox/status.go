package sandbox

import (
	"slices"
	"time"
)

// Words that deployments, jobs and pipelines share.
const (
	statusCreated   = "created"
	statusPending   = "pending"
	statusRunning   = "running"
	statusSuccess   = "success"
	statusFailed    = "failed"
	statusCanceled  = "canceled"
	statusCanceling = "canceling"
	statusSkipped   = "skipped"
	statusBlocked   = "blocked"
	statusManual    = "manual"
)

// deploymentStatuses are those the list accepts as a filter.
// gitlab: app/models/deployment.rb
var deploymentStatuses = []string{
	statusCreated, statusRunning, statusSuccess, statusFailed, statusCanceled, statusSkipped, statusBlocked,
}

// isDone tells whether a job or pipeline status is final.
func isDone(status string) bool {
	switch status {
	case statusSuccess, statusFailed, statusCanceled, statusSkipped:
		return true
	default:
		return false
	}
}

// setJob moves a job and, with it, its deployment and pipeline. Statuses that
// a deployment does not know (pending, preparing, …) leave it as it is.
func (w *world) setJob(j *job, status string) {
	j.status = status
	switch status {
	case statusPending:
		j.queued = w.now
	case statusRunning:
		j.started = w.now
	case statusSuccess, statusFailed, statusCanceled, statusSkipped:
		j.finished = w.now
	}
	if d := j.deployment; d != nil {
		w.follow(d, status)
	}
	w.settle(j.pipeline)
}

func (w *world) follow(d *deployment, jobStatus string) {
	switch jobStatus {
	case statusManual:
		w.setDeployment(d, statusBlocked)
	case statusCreated, statusRunning, statusSuccess, statusFailed, statusCanceled, statusSkipped:
		w.setDeployment(d, jobStatus)
	}
}

func (w *world) setDeployment(d *deployment, status string) {
	d.status = status
	d.finished = time.Time{}
	if isDone(status) {
		d.finished = w.now
	}
	w.touch(d)
	d.project.activity = w.now
}

// settled is the status of a pipeline so far with one more job in it: what runs
// wins, then what failed, then what was canceled.
func settled(status string, j *job) string {
	switch j.status {
	case statusRunning, statusPending, statusCreated, statusCanceling:
		return statusRunning
	case statusFailed:
		if status != statusRunning && !j.allowFailure {
			return statusFailed
		}
	case statusCanceled:
		if status == statusSuccess && !j.allowFailure && j.env == nil {
			return statusCanceled
		}
	}
	return status
}

// settle derives a pipeline's status from its deploy jobs and from ordinary ones
// that somebody touched: the others are derived from the pipeline and never hold
// it up.
func (w *world) settle(p *pipeline) {
	status := statusSuccess
	if p.broken {
		status = statusFailed
	}
	for _, j := range slices.Concat(p.kept, p.jobs) {
		if !j.retried {
			status = settled(status, j)
		}
	}
	if p.status == status {
		return
	}
	p.status, p.updated = status, w.now
	p.finished = time.Time{}
	if isDone(status) {
		p.finished = w.now
	}
}
