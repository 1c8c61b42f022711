package api

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
)

// Job reads one job.
// gitlab: lib/api/ci/jobs.rb
func (c *Client) Job(ctx context.Context, project, id int64) (Job, error) {
	q := call{op: "read job", target: jobTarget(project, id), method: http.MethodGet, path: jobPath(project, id)}
	return c.job(ctx, q, project, id)
}

// PlayJob starts a manual job. It is sent once. Only a job whose status is manual
// may be played: GitLab runs one that has finished again, as a new job with
// another id and another deployment, so compare the id of the reply.
// gitlab: lib/api/ci/jobs.rb, app/services/ci/play_build_service.rb
func (c *Client) PlayJob(ctx context.Context, project, id int64) (Job, error) {
	q := call{op: "run job", target: jobTarget(project, id), method: http.MethodPost, path: jobPath(project, id, "play")}
	return c.job(ctx, q, project, id)
}

// RetryJob runs a job that has ended again. It is sent once, and answers with the
// new job, which has another id and another deployment; that one needs approvals
// afresh. GitLab refuses one that was rejected, archived or never ran.
// gitlab: lib/api/ci/jobs.rb, app/services/ci/retry_job_service.rb
func (c *Client) RetryJob(ctx context.Context, project, id int64) (Job, error) {
	q := call{op: "retry job", target: jobTarget(project, id), method: http.MethodPost, path: jobPath(project, id, "retry")}
	return c.job(ctx, q, project, id)
}

// CancelJob cancels a job. It is sent once. GitLab says yes also where there is
// nothing to cancel, and a running job may be canceling for a while: look at the
// status in the reply.
// gitlab: lib/api/ci/jobs.rb, app/services/ci/build_cancel_service.rb
func (c *Client) CancelJob(ctx context.Context, project, id int64) (Job, error) {
	q := call{op: "cancel job", target: jobTarget(project, id), method: http.MethodPost, path: jobPath(project, id, "cancel")}
	return c.job(ctx, q, project, id)
}

func (c *Client) job(ctx context.Context, q call, project, id int64) (Job, error) {
	if err := c.positive(q, project, id); err != nil {
		return Job{}, err
	}
	var j Job
	_, err := c.do(ctx, q, &j)
	return j, err
}

// Pipeline reads one pipeline with its user and times.
// gitlab: lib/api/ci/pipelines.rb
func (c *Client) Pipeline(ctx context.Context, project, id int64) (Pipeline, error) {
	q := call{op: "read pipeline", target: jobTarget(project, id), method: http.MethodGet,
		path: projectPath(project, "pipelines", strconv.FormatInt(id, 10))}
	if err := c.positive(q, project, id); err != nil {
		return Pipeline{}, err
	}
	var p Pipeline
	_, err := c.do(ctx, q, &p)
	return p, err
}

// PipelineJobs reads one page of a pipeline's jobs, every run of each, without the
// trigger jobs: the first run's id tells where a job stands among the stages. page
// begins at 1. GitLab does not count them.
// gitlab: lib/api/ci/jobs.rb
func (c *Client) PipelineJobs(ctx context.Context, project, pipeline int64, page int) (Page[Job], error) {
	return pipelineRows[Job](ctx, c, "jobs", project, pipeline, page, url.Values{"include_retried": {"true"}})
}

// FailedJobs reads the first 100 failed jobs of a pipeline, those that are allowed
// to fail included, without runs that were repeated and without trigger jobs.
// gitlab: lib/api/ci/jobs.rb
func (c *Client) FailedJobs(ctx context.Context, project, pipeline int64) ([]Job, error) {
	page, err := pipelineRows[Job](ctx, c, "jobs", project, pipeline, 1, url.Values{"scope[]": {"failed"}})
	return page.Items, err
}

// PipelineBridges reads one page of a pipeline's trigger jobs with the pipelines
// that they started. page begins at 1.
// gitlab: lib/api/ci/jobs.rb
func (c *Client) PipelineBridges(ctx context.Context, project, pipeline int64, page int) (Page[Bridge], error) {
	return pipelineRows[Bridge](ctx, c, "bridges", project, pipeline, page, url.Values{})
}

func pipelineRows[T any](ctx context.Context, c *Client, kind string, project, pipeline int64, page int, query url.Values) (Page[T], error) {
	q := call{op: "list " + kind, target: "of pipeline " + jobTarget(project, pipeline), method: http.MethodGet,
		path:  projectPath(project, "pipelines", strconv.FormatInt(pipeline, 10), kind),
		query: paged(page, query)}
	if err := c.positive(q, project, pipeline); err != nil {
		return Page[T]{}, err
	}
	return list[T](ctx, c, q)
}

// Commit reads one commit by its sha, or by the name of a branch or tag.
// gitlab: lib/api/commits.rb
func (c *Client) Commit(ctx context.Context, project int64, sha string) (Commit, error) {
	q := call{op: "read commit", target: fmt.Sprintf("%s of project %d", printable(sha), project), method: http.MethodGet}
	if err := c.positive(q, project); err != nil {
		return Commit{}, err
	}
	seg, err := c.keyed(q, sha)
	if err != nil {
		return Commit{}, err
	}
	q.path = projectPath(project, "repository", "commits", seg)
	var got Commit
	_, err = c.do(ctx, q, &got)
	return got, err
}

func jobTarget(project, id int64) string { return fmt.Sprintf("%d of project %d", id, project) }

func jobPath(project, id int64, rest ...string) string {
	p := projectPath(project, "jobs", strconv.FormatInt(id, 10))
	for _, s := range rest {
		p += "/" + s
	}
	return p
}
