package sandbox

import "slices"

// listDeploymentMergeRequests does not look the deployment up in the project:
// an unknown one has no merge requests, and one of another project has that
// project's, as far as the caller may see them.
func listDeploymentMergeRequests(c *call) (reply, error) {
	id := c.params.id("deployment_id")
	return c.mergeRequests((*call).readable, func(_ *project, q *mergeQuery) []mergeRequest {
		d := c.w.deployments[id]
		if d == nil || !d.project.sees(c.u) || !d.project.readsDeployments(c.u) {
			return nil
		}
		q.deployed = func(mergeRequest) []*deployment { return []*deployment{d} }
		return c.w.shipped(d)
	})
}

// listProjectMergeRequests answers what was merged into main: nothing else is
// known here.
// gitlab: lib/api/merge_requests.rb
func listProjectMergeRequests(c *call) (reply, error) {
	return c.mergeRequests((*call).readsCode, func(p *project, q *mergeQuery) []mergeRequest {
		if q.byDeployment() {
			all := c.w.shipments(p)
			q.deployed = func(m mergeRequest) []*deployment { return all[m.iid] }
		}
		return c.w.merged(p, 0, p.head)
	})
}

// mergeRequests answers those of a list that the query takes.
func (c *call) mergeRequests(find func(*call) (*project, error), list func(*project, *mergeQuery) []mergeRequest) (reply, error) {
	q := c.mergeQuery()
	simple := c.params.oneOf("view", "", []string{"simple"}) == "simple"
	p, err := find(c)
	if err != nil {
		return reply{}, err
	}
	found := slices.DeleteFunc(list(p, &q), func(m mergeRequest) bool { return !q.takes(m, c.w.mergerOf(m)) })
	slices.SortFunc(found, q.compare)
	first, last := q.window.bounds(len(found))
	rows := make([]any, 0, last-first)
	for _, m := range found[first:last] {
		if simple {
			rows = append(rows, c.w.mergeSimpleJSON(m))
			continue
		}
		rows = append(rows, c.w.mergeJSON(m))
	}
	return c.paged(q.window, len(found), rows)
}

// listCommitMergeRequests answers the merge requests that brought a commit.
// gitlab: lib/api/commits.rb
func listCommitMergeRequests(c *call) (reply, error) {
	win := c.params.window()
	state := c.params.oneOf("state", "all", []string{"opened", "closed", "locked", "merged", "all"})
	p, err := c.readsCode()
	if err != nil {
		return reply{}, err
	}
	at, known := c.w.resolve(p, c.params.text("sha"))
	if !known {
		return reply{}, notFound("Commit")
	}
	found := c.w.bringing(p, at)
	if state != "all" && state != "merged" {
		found = nil
	}
	first, last := win.bounds(len(found))
	rows := make([]mergeJSON, 0, last-first)
	for _, m := range found[first:last] {
		rows = append(rows, c.w.mergeJSON(m))
	}
	return c.paged(win, len(found), rows)
}

// getMergeRequestApprovals answers who approved a merge request.
// gitlab: lib/api/merge_request_approvals.rb
func getMergeRequestApprovals(c *call) (reply, error) {
	iid := c.params.id("merge_request_iid")
	p, err := c.readsCode()
	if err != nil {
		return reply{}, err
	}
	if iid < 1 || iid > int64(p.head) || !p.isMerge(int(iid)) {
		return reply{}, notFound("")
	}
	return ok(c.w.mergeApprovalsJSON(c.w.mergeRequest(p, int(iid)), c.u))
}
