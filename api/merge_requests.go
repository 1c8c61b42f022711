package api

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// MergedSince reads one page of the merge requests of a project that were merged
// and changed at or after a moment, the most recently changed first: among them is
// all that was merged since. The zero time reads all. page begins at 1.
// gitlab: lib/api/merge_requests.rb
func (c *Client) MergedSince(ctx context.Context, project int64, since time.Time, page int) (Page[MergeRequest], error) {
	q := call{op: "list merge requests", target: fmt.Sprintf("of project %d", project), method: http.MethodGet,
		path: projectPath(project, "merge_requests")}
	if err := c.positive(q, project); err != nil {
		return Page[MergeRequest]{}, err
	}
	p := params{v: url.Values{"state": {"merged"}, "scope": {"all"}, "order_by": {"updated_at"}, "sort": {"desc"}}}
	if !since.IsZero() {
		p.time("updated_after", &since)
	}
	q.query = paged(page, p.v)
	return list[MergeRequest](ctx, c, q)
}

// MergeRequestApprovals reads who agreed to a merge request. Without Premium it has
// the names alone, and Approved means that anybody did.
// gitlab: lib/api/merge_request_approvals.rb, ee/lib/ee/api/merge_request_approvals.rb
func (c *Client) MergeRequestApprovals(ctx context.Context, project, iid int64) (MergeRequestApprovals, error) {
	q := call{op: "read the approvals", target: fmt.Sprintf("of merge request !%d of project %d", iid, project), method: http.MethodGet,
		path: projectPath(project, "merge_requests", strconv.FormatInt(iid, 10), "approvals")}
	if err := c.positive(q, project, iid); err != nil {
		return MergeRequestApprovals{}, err
	}
	var got MergeRequestApprovals
	_, err := c.do(ctx, q, &got)
	return got, err
}
