package api

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
)

// FreezePeriods reads the first 100 freeze periods of a project; nobody writes down
// more. It needs Reporter. GitLab evaluates none of them here: Insight has them
// evaluated.
// gitlab: lib/api/freeze_periods.rb
func (c *Client) FreezePeriods(ctx context.Context, project int64) ([]FreezePeriod, error) {
	q := call{op: "list freeze periods", target: fmt.Sprintf("of project %d", project), method: http.MethodGet,
		path: projectPath(project, "freeze_periods"), query: paged(1, url.Values{})}
	if err := c.positive(q, project); err != nil {
		return nil, err
	}
	page, err := list[FreezePeriod](ctx, c, q)
	return page.Items, err
}
