package sandbox

// retryJob runs a job that has ended again, as a new one. It looks for the job
// before it looks at rights.
// gitlab: lib/api/ci/jobs.rb
func retryJob(c *call) (reply, error) {
	j, err := c.jobOf((*call).project)
	if err != nil {
		return reply{}, err
	}
	if !c.mayPlay(j) {
		return reply{}, forbidden("")
	}
	if !retryable(j) {
		return reply{}, forbidden("Job is not retryable")
	}
	return created(c.w.jobJSON(c.w.rerun(j, c.u)))
}

// cancelJob asks a job to end. The right to cancel jobs of the project comes
// before the job, the right to this one after it; force is for Maintainers, and
// for jobs that are being canceled already.
// gitlab: lib/api/ci/jobs.rb
func cancelJob(c *call) (reply, error) {
	c.params.id("job_id")
	force := c.params.boolean("force", false)
	p, err := c.project()
	if err != nil {
		return reply{}, err
	}
	if !p.may(c.u, levelDeveloper) || p.archived || p.ciOff {
		return reply{}, forbidden("")
	}
	j, err := c.job()
	if err != nil {
		return reply{}, err
	}
	if j.env != nil && !c.w.mayDeployTo(c.u, j.env) || force && !p.may(c.u, levelMaintainer) {
		return reply{}, forbidden("")
	}
	if force {
		c.w.forceCancel(j)
	} else {
		c.w.cancel(j)
	}
	return created(c.w.jobJSON(j))
}
