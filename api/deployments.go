package api

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// ListDeployments reads one page of a project's deployments. Rows of a listing
// have no approval fields: read those with GetDeployment. An unknown environment
// gives no rows and no error.
// gitlab: lib/api/deployments.rb
func (c *Client) ListDeployments(ctx context.Context, project ProjectKey, f DeploymentFilter) (Page[Deployment], error) {
	q := call{op: "list deployments", target: "of project " + printable(string(project)), method: http.MethodGet}
	seg, err := c.keyed(q, string(project))
	if err != nil {
		return Page[Deployment]{}, err
	}
	if err := f.Check(); err != nil {
		return Page[Deployment]{}, invalid(q, c.host, err.Error())
	}
	q.path, q.query, q.ifNoneMatch = "/projects/"+seg+"/deployments", f.query().v, tag(f.IfNoneMatch)
	q.alike = "deployments by " + strings.Join(slices.Sorted(maps.Keys(q.query)), ", ") // some updates cost less than a page of all
	page, err := list[Deployment](ctx, c, q)
	page.Items = c.shares.rows(page.Items)
	return page, err
}

// GetDeployment reads one deployment with its approvals and rules.
// gitlab: lib/api/deployments.rb
func (c *Client) GetDeployment(ctx context.Context, r Ref) (Deployment, error) {
	q := call{op: "read deployment", target: deploymentTarget(r), method: http.MethodGet, path: deploymentPath(r)}
	return c.deployment(ctx, r, q)
}

// NewDeployment is a deployment made outside GitLab CI. All fields are needed.
// gitlab: lib/api/deployments.rb
type NewDeployment struct {
	// Environment is made if it does not exist; GitLab guesses its tier.
	Environment string `json:"environment"`
	SHA         string `json:"sha"`
	// Ref is a branch or, with Tag, a tag.
	Ref string `json:"ref"`
	Tag bool   `json:"tag"`
	// Status is running, success, failed or canceled.
	Status Status `json:"status"`
}

// Check names what GitLab would answer with a 400.
func (n NewDeployment) Check() error {
	for _, f := range [][2]string{{"environment", n.Environment}, {"sha", n.SHA}, {"ref", n.Ref}} {
		if strings.TrimSpace(f[1]) == "" {
			return fmt.Errorf("%s is empty; nothing was sent", f[0])
		}
	}
	if !slices.Contains(settable, n.Status) {
		return fmt.Errorf("status does not have a valid value; use running, success, failed or canceled, not %q", printable(string(n.Status)))
	}
	return nil
}

// settable are the statuses that a deployment may be given from outside.
var settable = []Status{StatusRunning, StatusSuccess, StatusFailed, StatusCanceled}

// CreateDeployment records a deployment. Where ref, sha, tag and status are those
// of the environment's current one, GitLab returns that one and creates nothing.
// gitlab: lib/api/deployments.rb, app/services/deployments/create_service.rb
func (c *Client) CreateDeployment(ctx context.Context, project int64, n NewDeployment) (Deployment, error) {
	q := call{op: "record a deployment", target: fmt.Sprintf("to %s in project %d", printable(n.Environment), project),
		method: http.MethodPost, path: projectPath(project, "deployments"), body: n}
	if err := c.positive(q, project); err != nil {
		return Deployment{}, err
	}
	if err := n.Check(); err != nil {
		return Deployment{}, invalid(q, c.host, err.Error())
	}
	var d Deployment
	_, err := c.do(ctx, q, &d)
	return d, err
}

// UpdateDeployment moves the status of a deployment made outside GitLab CI:
// running, success, failed or canceled. GitLab refuses it for those of its CI.
// gitlab: lib/api/deployments.rb
func (c *Client) UpdateDeployment(ctx context.Context, r Ref, s Status) (Deployment, error) {
	q := call{op: "update deployment", target: deploymentTarget(r), method: http.MethodPut, path: deploymentPath(r),
		body: map[string]Status{"status": s}}
	return c.deployment(ctx, r, q)
}

// deployment sends a call that answers with the deployment it names.
func (c *Client) deployment(ctx context.Context, r Ref, q call) (Deployment, error) {
	if err := c.own(q, r); err != nil {
		return Deployment{}, err
	}
	var d Deployment
	if _, err := c.do(ctx, q, &d); err != nil {
		return Deployment{}, err
	}
	if d.ID != r.Deployment {
		return Deployment{}, &Error{Kind: NotGitLab, Op: q.op, Target: q.target + " on " + c.host, Method: q.method,
			Path: q.path, Unknown: q.isWrite(), Message: fmt.Sprintf("the reply is about deployment %d", d.ID)}
	}
	return d, nil
}

// DeleteDeployment removes a deployment's record; the job stays. Given
// unmodifiedSince, the record's updated_at as it was read, GitLab refuses with
// Precondition where it changed since, to the second.
// gitlab: lib/api/deployments.rb, app/services/deployments/destroy_service.rb
func (c *Client) DeleteDeployment(ctx context.Context, r Ref, unmodifiedSince *time.Time) error {
	q := call{op: "delete deployment", target: deploymentTarget(r), method: http.MethodDelete, path: deploymentPath(r)}
	if unmodifiedSince != nil {
		q.ifUnmodified = httpDate(*unmodifiedSince)
	}
	if err := c.own(q, r); err != nil {
		return err
	}
	_, err := c.do(ctx, q, nil)
	return err
}

// DeploymentMergeRequests reads one page of the merge requests that a deployment
// shipped. GitLab links them some time after the success, so it is empty for one
// that waits. It does not look the deployment up in the project: an unknown id
// gives no rows, a foreign one another project's.
// gitlab: lib/api/deployments.rb, app/services/deployments/link_merge_requests_service.rb
func (c *Client) DeploymentMergeRequests(ctx context.Context, r Ref, f MergeRequestFilter) (Page[MergeRequest], error) {
	q := call{op: "list merge requests", target: "of deployment " + deploymentTarget(r), method: http.MethodGet,
		path: deploymentPath(r, "merge_requests"), query: f.query().v}
	if err := c.own(q, r); err != nil {
		return Page[MergeRequest]{}, err
	}
	if err := f.Check(); err != nil {
		return Page[MergeRequest]{}, invalid(q, c.host, err.Error())
	}
	return list[MergeRequest](ctx, c, q)
}
