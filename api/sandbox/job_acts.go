package sandbox

import "time"

// cancelDelay is how long a runner takes to notice that its job was canceled.
const cancelDelay = 1500 * time.Millisecond

// retryable is a job that has ended, was neither retried nor rejected. A skipped
// one never ran, so there is nothing to retry.
// gitlab: app/models/ci/processable.rb
func retryable(j *job) bool {
	switch j.status {
	case statusSuccess, statusFailed, statusCanceled:
		return !j.retried && j.failure != "deployment_rejected"
	default:
		return false
	}
}

// rerun makes a new job of one that has ended, and a new deployment where the old
// one deployed. Where approvals are needed they are needed afresh, and the new job
// waits for them.
func (w *world) rerun(old *job, u *user) *job {
	w.keep(old)
	old.retried = true
	if old.stage != "deploy" {
		return w.rerunOrdinary(old, u)
	}
	j := w.newDeployJob(old.pipeline, old.name)
	j.user, j.allowFailure = u, old.allowFailure
	if old.env == nil {
		w.startJob(j)
		return j
	}
	d := w.deployWith(j, old.env)
	d.user = u
	if len(w.rulesOf(old.env)) > 0 {
		w.setJob(j, statusManual)
		return j
	}
	w.startJob(j)
	return j
}

// rerunOrdinary runs a job that deploys nothing once more. It passes this time:
// people retry what was flaky.
func (w *world) rerunOrdinary(old *job, u *user) *job {
	w.nextJob++
	j := &job{
		id: w.nextJob, name: old.name, stage: old.stage, pipeline: old.pipeline, user: u, created: w.now,
		allowFailure: old.allowFailure, runFor: old.runFor, status: statusCreated,
	}
	w.keep(j)
	w.startJob(j)
	return j
}

// keep turns a derived job into one with a life of its own.
func (w *world) keep(j *job) {
	if w.jobs[j.id] != nil {
		return
	}
	w.jobs[j.id] = j
	j.pipeline.kept = append(j.pipeline.kept, j)
}

// mend lets a pipeline go on whose broken job has now passed.
func (w *world) mend(j *job) {
	p := j.pipeline
	if j.stage == "deploy" || j.allowFailure {
		return
	}
	p.broken = false
	if !p.stopped.IsZero() {
		p.stopped = time.Time{}
		for _, next := range p.jobs {
			if next.status == statusSkipped {
				w.setJob(next, statusCreated)
				w.reachDeploy(next)
			}
		}
	}
	w.settle(p)
}

// cancel ends a job. One that runs is told to stop and stops a little later; one
// that has ended, or is about to, stays as it is. Nothing after it is started.
func (w *world) cancel(j *job) {
	if isDone(j.status) || j.status == statusCanceling {
		return
	}
	w.keep(j)
	if j.stage != "deploy" && !j.allowFailure {
		w.stop(j.pipeline)
	}
	if j.status != statusRunning {
		w.setJob(j, statusCanceled)
		return
	}
	w.setJob(j, statusCanceling)
	w.plan(w.now.Add(cancelDelay), func() { w.forceCancel(j) })
}

// forceCancel does not wait for the runner.
func (w *world) forceCancel(j *job) {
	if j.status == statusCanceling {
		w.setJob(j, statusCanceled)
	}
}

// stop skips what a pipeline has not begun yet.
func (w *world) stop(p *pipeline) {
	p.stopped = w.now
	for _, next := range p.jobs {
		if next.status == statusCreated {
			w.setJob(next, statusSkipped)
		}
	}
}
