package api

import "context"

// ListUnchecked sends a filter that Check refuses, to see whether GitLab does too.
func (c *Client) ListUnchecked(ctx context.Context, project int64, f DeploymentFilter) error {
	_, err := list[Deployment](ctx, c, call{method: "GET", path: projectPath(project, "deployments"), query: f.query().v})
	return err
}
