package sandbox

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// linkDelay is how long after its success the background job has linked a
// deployment's merge requests.
const linkDelay = 2 * time.Second

// mergeRequest is derived from the commit that brought it.
type mergeRequest struct {
	project *project
	iid     int
	fact    commitFact
	commit  commitID
}

func (m mergeRequest) created() time.Time {
	return m.fact.at.Add(-time.Duration(5+m.iid%40) * time.Hour)
}

// shipped is the merge requests that a deployment was the first to bring to
// its environment: those merged since the last success before it.
// gitlab: app/services/deployments/link_merge_requests_service.rb
func (w *world) shipped(d *deployment) []mergeRequest {
	if d.status != statusSuccess || w.now.Sub(d.finished) < linkDelay || d.commit.branch != 0 {
		return nil
	}
	tiered := d.env.tier == "production" || d.env.tier == "staging"
	if strings.Contains(d.env.name, "/") && !tiered {
		return nil
	}
	from := 0
	for _, other := range d.project.deployments {
		earlier := other.env == d.env && other.status == statusSuccess && compareFinished(other, d) < 0
		if earlier && other.commit.branch == 0 {
			from = max(from, other.commit.n)
		}
	}
	var found []mergeRequest
	for n := from + 1; n <= d.commit.n; n++ {
		if d.project.isMerge(n) {
			at := commitID{n: n}
			found = append(found, mergeRequest{d.project, n, w.fact(d.project, at), at})
		}
	}
	return found
}

// mergerOf is who reviewed and merged it.
func (w *world) mergerOf(m mergeRequest) *user { return w.users[pick(8, w.seed, int64(m.iid), 'M')] }

// mergeQuery is the part of the merge requests list that narrows or orders.
type mergeQuery struct {
	state, order, sort, search, source, target string
	createdAfter, createdBefore                time.Time
	updatedAfter, updatedBefore                time.Time
	window                                     window
	// people and marks are what is asked of persons, labels and milestone, and of
	// none of them under not.
	people, notPeople             [3]whom
	marks, notMarks               [2]string
	wip, environment, scope       string
	me                            *user
	deployed                      *deployment
	deployedAfter, deployedBefore time.Time
}

// whom is one by id or by username; empty is anybody.
type whom struct{ id, username string }

func (p whom) asked() bool { return p != whom{} }

func (p whom) is(u *user) bool {
	return (p.id == "" || p.id == strconv.FormatInt(u.id, 10)) && (p.username == "" || p.username == u.username)
}

var mergeOrders = []string{
	"created_at", "label_priority", "milestone_due", "popularity", "priority", "title", "updated_at", "merged_at",
}

func (c *call) mergeQuery() mergeQuery {
	p := c.params
	q := mergeQuery{
		window:        p.window(),
		state:         p.oneOf("state", "all", []string{"opened", "closed", "locked", "merged", "all"}),
		order:         p.oneOf("order_by", "created_at", mergeOrders),
		sort:          p.oneOf("sort", "desc", []string{"asc", "desc"}),
		search:        strings.ToLower(p.text("search")),
		source:        p.text("source_branch"),
		target:        p.text("target_branch"),
		createdAfter:  p.moment("created_after"),
		createdBefore: p.moment("created_before"),
		updatedAfter:  p.moment("updated_after"),
		updatedBefore: p.moment("updated_before"),
		wip:           p.oneOf("wip", "", []string{"yes", "no"}),
		environment:   p.text("environment"),
		scope:         p.oneOf("scope", "all", []string{"created_by_me", "assigned_to_me", "reviews_for_me", "all"}),
		me:            c.u,
		deployedAfter: p.moment("deployed_after"), deployedBefore: p.moment("deployed_before"),
	}
	for i, role := range []string{"author", "assignee", "reviewer"} {
		q.people[i] = whom{p.text(role + "_id"), p.text(role + "_username")}
		q.notPeople[i] = whom{p.text("not[" + role + "_id]"), p.text("not[" + role + "_username]")}
	}
	for i, name := range []string{"labels", "milestone"} {
		q.marks[i], q.notMarks[i] = p.text(name), p.text("not["+name+"]")
	}
	return q
}

// takesPeople asks for the author, who is the assignee here, and the reviewer.
func (q *mergeQuery) takesPeople(m mergeRequest, merger *user) bool {
	for i, u := range [3]*user{m.fact.author, m.fact.author, merger} {
		if !q.people[i].is(u) || q.notPeople[i].asked() && q.notPeople[i].is(u) {
			return false
		}
	}
	switch q.scope {
	case "created_by_me", "assigned_to_me":
		return m.fact.author == q.me
	case "reviews_for_me":
		return merger == q.me
	default:
		return true
	}
}

// takesUnmarked asks for labels and milestone: nothing here has any, and nothing
// is a draft. None and Any are GitLab's words for that.
func (q *mergeQuery) takesUnmarked() bool {
	none := func(s string) bool { return strings.EqualFold(s, "none") }
	for i := range q.marks {
		if q.marks[i] != "" && !none(q.marks[i]) || none(q.notMarks[i]) {
			return false
		}
	}
	return q.wip != "yes"
}

func (q *mergeQuery) takes(m mergeRequest, merger *user) bool {
	return q.takesWords(m) && q.takesPeople(m, merger) && q.takesUnmarked() &&
		within(q.deployed.finished, q.deployedAfter, q.deployedBefore) &&
		within(m.created(), q.createdAfter, q.createdBefore) &&
		within(m.fact.at, q.updatedAfter, q.updatedBefore)
}

func within(at, after, before time.Time) bool {
	return (after.IsZero() || !at.Before(after)) && (before.IsZero() || !at.After(before))
}

func (q *mergeQuery) takesWords(m mergeRequest) bool {
	return (q.state == "all" || q.state == "merged") &&
		(q.search == "" || strings.Contains(strings.ToLower(m.fact.title), q.search)) &&
		(q.source == "" || m.sourceBranch() == q.source) &&
		(q.target == "" || q.target == "main") &&
		(q.environment == "" || q.deployed.env.name == q.environment)
}

func (q *mergeQuery) compare(a, b mergeRequest) int {
	var by int
	switch q.order {
	case "title":
		by = strings.Compare(a.fact.title, b.fact.title)
	case "updated_at", "merged_at":
		by = a.fact.at.Compare(b.fact.at)
	default:
		by = a.created().Compare(b.created())
	}
	by = cmp.Or(by, cmp.Compare(a.iid, b.iid))
	if q.sort == "desc" {
		return -by
	}
	return by
}

// listDeploymentMergeRequests does not look the deployment up in the project:
// an unknown one has no merge requests, and one of another project has that
// project's, as far as the caller may see them.
func listDeploymentMergeRequests(c *call) (reply, error) {
	id := c.params.id("deployment_id")
	q := c.mergeQuery()
	simple := c.params.oneOf("view", "", []string{"simple"}) == "simple"
	if _, err := c.readable(); err != nil {
		return reply{}, err
	}
	var found []mergeRequest
	if d := c.w.deployments[id]; d != nil && d.project.sees(c.u) && d.project.readsDeployments(c.u) {
		q.deployed = d
		found = slices.DeleteFunc(c.w.shipped(d), func(m mergeRequest) bool { return !q.takes(m, c.w.mergerOf(m)) })
	}
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
