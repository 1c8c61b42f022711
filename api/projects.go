package api

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
)

// Project reads one project by id or by full path.
// gitlab: lib/api/projects.rb
func (c *Client) Project(ctx context.Context, idOrPath string) (Project, error) {
	q := call{op: "read project", target: printable(idOrPath), method: http.MethodGet}
	seg, err := c.keyed(q, idOrPath)
	if err != nil {
		return Project{}, err
	}
	q.path = "/projects/" + seg
	var p Project
	_, err = c.do(ctx, q, &p)
	return p, err
}

// ProjectByID reads one project by its id.
func (c *Client) ProjectByID(ctx context.Context, id int64) (Project, error) {
	return c.Project(ctx, strconv.FormatInt(id, 10))
}

// GroupProjects reads one page of the projects of a group and its subgroups,
// without archived ones and without those merely shared with it. Rows have no
// permissions. page begins at 1.
// gitlab: lib/api/groups.rb
func (c *Client) GroupProjects(ctx context.Context, group string, page int) (Page[Project], error) {
	q := call{op: "list projects", target: "of group " + printable(group), method: http.MethodGet}
	seg, err := c.keyed(q, group)
	if err != nil {
		return Page[Project]{}, err
	}
	q.path = "/groups/" + seg + "/projects"
	q.query = paged(page, url.Values{
		"include_subgroups": {"true"}, "with_shared": {"false"}, "archived": {"false"},
		"order_by": {"id"}, "sort": {"asc"},
	})
	return list[Project](ctx, c, q)
}

// RecentProjects reads the projects that the caller is a Reporter or more in, the
// most recently active first, at most limit. more tells that there are others.
// gitlab: lib/api/projects.rb
func (c *Client) RecentProjects(ctx context.Context, limit int) (projects []Project, more bool, err error) {
	q := call{op: "list projects", method: http.MethodGet, path: "/projects"}
	id := func(p Project) int64 { return p.ID }
	return All(ctx, limit, id, func(ctx context.Context, page int) (Page[Project], error) {
		q.query = paged(page, url.Values{
			"membership": {"true"}, "min_access_level": {strconv.Itoa(int(Reporter))}, "archived": {"false"},
			"order_by": {"last_activity_at"}, "sort": {"desc"},
		})
		return list[Project](ctx, c, q)
	})
}

// Environments reads one page of a project's environments, with their tiers and
// without their last deployments. page begins at 1.
// gitlab: lib/api/environments.rb
func (c *Client) Environments(ctx context.Context, project int64, page int) (Page[Environment], error) {
	q := call{op: "list environments", target: fmt.Sprintf("of project %d", project), method: http.MethodGet,
		path: projectPath(project, "environments"), query: paged(page, url.Values{})}
	if err := c.positive(q, project); err != nil {
		return Page[Environment]{}, err
	}
	return list[Environment](ctx, c, q)
}

// Environment reads one environment with its tier and last successful
// deployment.
// gitlab: lib/api/environments.rb
func (c *Client) Environment(ctx context.Context, project, environment int64) (Environment, error) {
	q := call{op: "read environment", target: fmt.Sprintf("%d of project %d", environment, project), method: http.MethodGet,
		path: projectPath(project, "environments", strconv.FormatInt(environment, 10))}
	if err := c.positive(q, project, environment); err != nil {
		return Environment{}, err
	}
	var e Environment
	_, err := c.do(ctx, q, &e)
	return e, err
}

// paged asks for a whole page by number.
func paged(page int, v url.Values) url.Values {
	v.Set("per_page", strconv.Itoa(MaxPerPage))
	v.Set("page", strconv.Itoa(max(page, 1)))
	return v
}
