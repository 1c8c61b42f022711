package sandbox

import (
	"cmp"
	"slices"
)

// byUpdated is built when first asked for and kept sorted from then on, so
// that polling by updated_at does not sort a project's history every time.

func compareUpdated(a, b *deployment) int {
	if c := a.updated.Compare(b.updated); c != 0 {
		return c
	}
	return cmp.Compare(a.id, b.id)
}

func compareFinished(a, b *deployment) int {
	if c := a.finished.Compare(b.finished); c != 0 {
		return c
	}
	return cmp.Compare(a.id, b.id)
}

// updatedOrder is the project's deployments, the one changed first in front.
func (p *project) updatedOrder() []*deployment {
	if p.byUpdated == nil {
		p.byUpdated = make([]*deployment, len(p.deployments))
		copy(p.byUpdated, p.deployments)
		slices.SortFunc(p.byUpdated, compareUpdated)
	}
	return p.byUpdated
}

func (p *project) insertUpdated(d *deployment) {
	i, _ := slices.BinarySearchFunc(p.byUpdated, d, compareUpdated)
	p.byUpdated = slices.Insert(p.byUpdated, i, d)
}

// dropUpdated must run before d.updated changes: the place is found by it.
func (p *project) dropUpdated(d *deployment) {
	i, found := slices.BinarySearchFunc(p.byUpdated, d, compareUpdated)
	if found {
		p.byUpdated = slices.Delete(p.byUpdated, i, i+1)
	}
}

// lastSuccess is the successful deployment of an environment that finished
// last, which is what GitLab calls the current one. Nil when there is none.
func (e *environment) lastSuccess() *deployment {
	var last *deployment
	for _, d := range e.project.deployments {
		if d.env != e || d.status != statusSuccess {
			continue
		}
		if last == nil || compareFinished(d, last) > 0 {
			last = d
		}
	}
	return last
}

// touch moves a deployment to the end of its project's order by updated_at.
func (w *world) touch(d *deployment) {
	p := d.project
	if p.byUpdated == nil {
		d.updated = w.now
		return
	}
	p.dropUpdated(d)
	d.updated = w.now
	p.insertUpdated(d)
}

// insert adds a finished deployment value to every index.
func (w *world) insert(d *deployment) {
	w.deployments[d.id] = d
	d.project.deployments = append(d.project.deployments, d)
	if d.project.byUpdated != nil {
		d.project.insertUpdated(d)
	}
	if d.updated.After(d.project.activity) {
		d.project.activity = d.updated
	}
}

// remove takes a deployment out of every index; its job stays.
func (w *world) remove(d *deployment) {
	delete(w.deployments, d.id)
	p := d.project
	for i, other := range p.deployments {
		if other == d {
			p.deployments = append(p.deployments[:i:i], p.deployments[i+1:]...)
			break
		}
	}
	if p.byUpdated != nil {
		p.dropUpdated(d)
	}
	for _, a := range d.approvals {
		a.rule.forget(a)
	}
	if d.job != nil {
		d.job.deployment = nil
	}
}
