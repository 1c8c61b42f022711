package sandbox

// pipeline finds the pipeline a path names, in a project whose pipelines the
// caller may read.
func (c *call) pipeline() (*pipeline, error) {
	id := c.params.id("pipeline_id")
	p, err := c.readable()
	if err != nil {
		return nil, err
	}
	pl := c.w.pipelines[id]
	if pl == nil || pl.project != p {
		return nil, notFound("")
	}
	return pl, nil
}

func getPipeline(c *call) (reply, error) {
	pl, err := c.pipeline()
	if err != nil {
		return reply{}, err
	}
	return ok(c.w.pipelineFullJSON(pl))
}

// jobScopes are the statuses that a list of jobs can be narrowed to.
// gitlab: app/models/concerns/ci/has_status.rb
var jobScopes = []string{
	statusCreated, "waiting_for_resource", "preparing", "waiting_for_callback", statusPending, statusRunning, statusSuccess,
	statusFailed, statusCanceling, statusCanceled, statusSkipped, statusManual, "scheduled",
}

// listPipelineJobs answers the newest first and never says how many there are.
// gitlab: lib/api/ci/pipelines.rb
func listPipelineJobs(c *call) (reply, error) {
	win := c.params.window()
	scope := c.params.someOf("scope", jobScopes)
	retried := c.params.boolean("include_retried", false)
	pl, err := c.pipeline()
	if err != nil {
		return reply{}, err
	}
	found := inScope(c.w.jobsOf(pl, retried), scope, func(j *job) string { return j.status })
	first, last := win.bounds(len(found))
	rows := make([]jobJSON, 0, last-first)
	for _, j := range found[first:last] {
		rows = append(rows, c.w.jobJSON(j))
	}
	return c.uncounted(win, len(found), rows)
}

// listPipelineBridges answers the trigger jobs.
// gitlab: lib/api/ci/pipelines.rb
func listPipelineBridges(c *call) (reply, error) {
	win := c.params.window()
	scope := c.params.someOf("scope", jobScopes)
	pl, err := c.pipeline()
	if err != nil {
		return reply{}, err
	}
	found := inScope(c.w.bridgesOf(pl), scope, func(b bridge) string { return b.status })
	first, last := win.bounds(len(found))
	rows := make([]bridgeJSON, 0, last-first)
	for _, b := range found[first:last] {
		rows = append(rows, c.w.bridgeJSON(b))
	}
	return c.paged(win, len(found), rows)
}

// inScope keeps what has one of the statuses; no statuses keep all.
func inScope[T any](all []T, scope []string, status func(T) string) []T {
	if len(scope) == 0 {
		return all
	}
	var found []T
	for _, one := range all {
		for _, s := range scope {
			if status(one) == s {
				found = append(found, one)
				break
			}
		}
	}
	return found
}
