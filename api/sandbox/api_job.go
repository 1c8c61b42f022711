package sandbox

import (
	"fmt"
	"net/http"
	"slices"
)

// job finds the job a path names, in a project whose jobs the caller may read.
func (c *call) job() (*job, error) { return c.jobOf((*call).readable) }

// jobOf finds the job a path names in the project that find gives, if it gives
// one.
func (c *call) jobOf(find func(*call) (*project, error)) (*job, error) {
	id := c.params.id("job_id")
	p, err := find(c)
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
	answer := reply{
		status: http.StatusOK,
		header: http.Header{
			"Content-Type":        {"text/plain"},
			"Content-Disposition": {fmt.Sprintf(`infile; filename="%d.log"`, j.id)},
		},
	}
	added := c.w.told.added[j.id]
	if t := c.w.told.traces[j.id]; t != nil {
		answer.stream = t.with(added)
		return answer, nil
	}
	answer.body = slices.Concat(c.w.trace(j), added)
	return answer, nil
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
	if p.archived || p.ciOff {
		return false
	}
	if j.env == nil {
		return p.may(c.u, levelDeveloper)
	}
	late := j.deployment != nil && p.forwardOnly && c.w.outdated(j.deployment)
	return c.w.mayDeployTo(c.u, j.env) && !late
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
