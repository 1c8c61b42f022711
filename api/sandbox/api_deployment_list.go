package sandbox

import (
	"slices"
	"time"
)

// deploymentQuery is what GET /projects/:id/deployments takes.
// gitlab: app/finders/deployments_finder.rb
type deploymentQuery struct {
	order, sort, status string
	environment         string
	byEnvironment       bool
	updatedAfter        time.Time
	updatedBefore       time.Time
	finishedAfter       time.Time
	finishedBefore      time.Time
	window              window
}

var deploymentOrders = []string{"id", "iid", "created_at", "updated_at", "finished_at"}

func (c *call) deploymentQuery() deploymentQuery {
	p := c.params
	return deploymentQuery{
		window:         p.window(),
		order:          p.oneOf("order_by", "id", deploymentOrders),
		sort:           p.oneOf("sort", "asc", []string{"asc", "desc"}),
		updatedAfter:   p.moment("updated_after"),
		updatedBefore:  p.moment("updated_before"),
		finishedAfter:  p.moment("finished_after"),
		finishedBefore: p.moment("finished_before"),
		environment:    p.text("environment"),
		byEnvironment:  p.given["environment"] && p.text("environment") != "",
		status:         p.oneOf("status", "", deploymentStatuses),
	}
}

func (q *deploymentQuery) byUpdated() bool {
	return !q.updatedAfter.IsZero() || !q.updatedBefore.IsZero()
}

func (q *deploymentQuery) byFinished() bool {
	return !q.finishedAfter.IsZero() || !q.finishedBefore.IsZero()
}

// check refuses combinations, in the finder's order.
func (q *deploymentQuery) check() error {
	finished := q.status == statusSuccess || q.status == statusFailed || q.status == statusCanceled
	switch {
	case q.byUpdated() && q.byFinished():
		return badRequest("Both `updated_at` filter and `finished_at` filter can not be specified")
	case q.byUpdated() && q.order != "updated_at":
		return badRequest("`updated_at` filter requires `updated_at` sort")
	case q.byFinished() && q.order != "finished_at":
		return badRequest("`finished_at` filter requires `finished_at` sort.")
	case q.order == "finished_at" && !q.byFinished() && !finished:
		return badRequest("`finished_at` sort requires `finished_at` filter or a filter with at least one of the finished statuses.")
	case q.byFinished() && q.status != statusSuccess:
		return badRequest("`finished_at` filter must be combined with `success` status filter.")
	default:
		return nil
	}
}

func (q *deploymentQuery) takes(d *deployment) bool {
	switch {
	case q.status != "" && d.status != q.status:
	case q.byEnvironment && d.env.name != q.environment:
	case !q.updatedAfter.IsZero() && d.updated.Before(q.updatedAfter):
	case !q.updatedBefore.IsZero() && d.updated.After(q.updatedBefore):
	case !q.finishedAfter.IsZero() && d.finished.Before(q.finishedAfter):
	case !q.finishedBefore.IsZero() && !d.finished.Before(q.finishedBefore):
	default:
		return true
	}
	return false
}

// filtered tells whether takes can refuse anything at all.
func (q *deploymentQuery) filtered() bool {
	return q.status != "" || q.byEnvironment || q.byUpdated() || q.byFinished()
}

// find is the deployments of a query in ascending order. iid and created_at
// are silently the order of ids.
func (q *deploymentQuery) find(p *project) []*deployment {
	all := p.deployments
	if q.order == "updated_at" {
		all = p.updatedOrder()
	}
	if !q.filtered() {
		return all
	}
	var found []*deployment
	for _, d := range all {
		if q.takes(d) {
			found = append(found, d)
		}
	}
	if q.order == "finished_at" {
		slices.SortFunc(found, compareFinished)
	}
	return found
}

func listDeployments(c *call) (reply, error) {
	q := c.deploymentQuery()
	p, err := c.readable()
	if err != nil {
		return reply{}, err
	}
	if err := q.check(); err != nil {
		return reply{}, err
	}
	found := q.find(p)
	first, last := q.window.bounds(len(found))
	rows := make([]deploymentJSON, 0, last-first)
	for i := first; i < last; i++ {
		d := found[i]
		if q.sort == "desc" {
			d = found[len(found)-1-i]
		}
		rows = append(rows, c.w.deploymentJSON(d))
	}
	return c.paged(q.window, len(found), rows)
}
