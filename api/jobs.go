package api

import (
	"context"
	"fmt"
	"net/http"
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
