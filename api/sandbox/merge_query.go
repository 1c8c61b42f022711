package sandbox

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// mergeQuery is the part of the merge requests list that narrows or orders.
type mergeQuery struct {
	state, order, sort, search, source, target string
	createdAfter, createdBefore                time.Time
	updatedAfter, updatedBefore                time.Time
	window                                     window
	// people are author, assignee and reviewer; under not are those that it must not
	// be, have or be in.
	people, notPeople             [3]whom
	labels, notLabels             []string
	milestone, notMilestone       string
	inTitle, inDescription        bool
	wip, environment, scope       string
	me                            *user
	deployedAfter, deployedBefore time.Time
	// deployed is what first brought a merge request anywhere; asked for only where
	// environment or times need it.
	deployed func(mergeRequest) []*deployment
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
		if q.people[i].id != "" && q.people[i].username != "" {
			p.complain("%s_id, %s_username are mutually exclusive", role, role)
		}
		p.id(role + "_id")
	}
	q.labels, q.notLabels = words(p.text("labels")), words(p.text("not[labels]"))
	q.milestone, q.notMilestone = p.text("milestone"), p.text("not[milestone]")
	in := words(p.text("in"))
	q.inTitle = len(in) == 0 || slices.Contains(in, "title")
	q.inDescription = len(in) == 0 || slices.Contains(in, "description")
	return q
}

// words are the parts of "a,b".
func words(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
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

// takesMarks asks for labels and milestone. None and Any are GitLab's words for
// the obvious; nothing that is merged is a draft.
// gitlab: app/finders/issuable_finder/params.rb
func (q *mergeQuery) takesMarks(m mergeRequest) bool {
	labels := m.labels()
	has := func(name string) bool { return slices.Contains(labels, name) }
	switch {
	case q.wip == "yes":
		return false
	case len(q.labels) == 1 && strings.EqualFold(q.labels[0], "none"):
		return len(labels) == 0 && q.takesMilestone(m.milestone())
	case len(q.labels) == 1 && strings.EqualFold(q.labels[0], "any"):
		return len(labels) > 0 && q.takesMilestone(m.milestone())
	case slices.ContainsFunc(q.labels, func(name string) bool { return !has(name) }), slices.ContainsFunc(q.notLabels, has):
		return false
	default:
		return q.takesMilestone(m.milestone())
	}
}

func (q *mergeQuery) takesMilestone(title string) bool {
	switch {
	case q.notMilestone != "" && q.notMilestone == title:
		return false
	case strings.EqualFold(q.milestone, "none"):
		return title == ""
	case strings.EqualFold(q.milestone, "any"):
		return title != ""
	default:
		return q.milestone == "" || q.milestone == title
	}
}

func (q *mergeQuery) takes(m mergeRequest, merger *user) bool {
	return q.takesWords(m) && q.takesPeople(m, merger) && q.takesMarks(m) && q.takesDeployed(m) &&
		within(m.created(), q.createdAfter, q.createdBefore) &&
		within(m.fact.at, q.updatedAfter, q.updatedBefore)
}

func within(at, after, before time.Time) bool {
	return (after.IsZero() || !at.Before(after)) && (before.IsZero() || !at.After(before))
}

func (q *mergeQuery) byDeployment() bool {
	return q.environment != "" || !q.deployedAfter.IsZero() || !q.deployedBefore.IsZero()
}

func (q *mergeQuery) takesDeployed(m mergeRequest) bool {
	return !q.byDeployment() || slices.ContainsFunc(q.deployed(m), func(d *deployment) bool {
		return (q.environment == "" || d.env.name == q.environment) && within(d.finished, q.deployedAfter, q.deployedBefore)
	})
}

func (q *mergeQuery) takesWords(m mergeRequest) bool {
	holds := func(text string) bool { return strings.Contains(strings.ToLower(text), q.search) }
	return (q.state == "all" || q.state == "merged") &&
		(q.search == "" || q.inTitle && holds(m.fact.title) || q.inDescription && holds(m.description())) &&
		(q.source == "" || m.sourceBranch() == q.source) &&
		(q.target == "" || q.target == "main")
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
