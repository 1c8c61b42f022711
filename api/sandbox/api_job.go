package sandbox

import (
	"fmt"
	"net/http"
)

// job finds the job a path names, in a project whose jobs the caller may read.
func (c *call) job() (*job, error) {
	id := c.params.id("job_id")
	p, err := c.readable()
	if err != nil {
		return nil, err
	}
	j := c.w.findJob(p, id)
	if j == nil {
		return nil, notFound("")
	}
	return j, nil
}

func getJob(c *call) (reply, error) {
	j, err := c.job()
	if err != nil {
		return reply{}, err
	}
	return ok(c.w.jobJSON(j))
}

// getTrace answers the whole log as text, however often it is asked.
func getTrace(c *call) (reply, error) {
	j, err := c.job()
	if err != nil {
		return reply{}, err
	}
	return reply{
		status: http.StatusOK,
		header: http.Header{
			"Content-Type":        {"text/plain"},
			"Content-Disposition": {fmt.Sprintf(`infile; filename="%d.log"`, j.id)},
		},
		body: c.w.trace(j),
	}, nil
}

// playJob starts a manual job, or runs a finished manual one again as a new
// job. The status is 200, unlike that of other POSTs.
// gitlab: lib/api/ci/jobs.rb
func playJob(c *call) (reply, error) {
	j, err := c.job()
	if err != nil {
		return reply{}, err
	}
	if !c.mayPlay(j) {
		return reply{}, forbidden("")
	}
	if !c.w.playable(j) {
		return reply{}, badRequest("Unplayable Job")
	}
	if j.status != statusManual {
		j = c.w.rerun(j, c.u)
	} else {
		j.user = c.u
		c.w.startJob(j)
	}
	return ok(c.w.jobJSON(j))
}

// mayPlay needs the right to deploy, and a deployment that is not outdated
// where the project forbids those.
func (c *call) mayPlay(j *job) bool {
	p := j.pipeline.project
	if p.archived {
		return false
	}
	d := j.deployment
	if d == nil {
		return p.may(c.u, levelDeveloper)
	}
	return c.w.mayDeployTo(c.u, d.env) && !(p.forwardOnly && c.w.outdated(d))
}

// outdated tells whether a newer deployment of the environment succeeded.
func (w *world) outdated(d *deployment) bool {
	last := d.env.lastSuccess()
	return last != nil && last.id > d.id
}

// playable is a manual job that waits for nobody, or a finished one that was
// not rejected.
// gitlab: app/models/ci/build.rb
func (w *world) playable(j *job) bool {
	if !j.manual {
		return false
	}
	switch j.status {
	case statusManual:
		return j.deployment == nil || w.pending(j.deployment) == 0 && !j.deployment.rejectedOnce()
	case statusSuccess, statusFailed, statusCanceled:
		return j.failure != "deployment_rejected" && !j.retried
	default:
		return false
	}
}

// rerun makes a new job and deployment of a finished one. Where approvals are
// needed they are needed afresh, and the new job waits for them.
func (w *world) rerun(old *job, u *user) *job {
	old.retried = true
	j := w.newDeployJob(old.pipeline, old.name)
	j.user, j.allowFailure = u, old.allowFailure
	if old.deployment == nil {
		w.startJob(j)
		return j
	}
	e := old.deployment.env
	d := w.deployWith(j, e)
	d.user = u
	if len(w.rulesOf(e)) > 0 {
		w.setJob(j, statusManual)
		return j
	}
	w.startJob(j)
	return j
}
