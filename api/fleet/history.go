package fleet

import (
	"context"
	"slices"

	"greenlight/api"
)

const (
	// historyRows is how many deployments one page of a history has.
	historyRows = 20
	// historyReads bounds the single reads under way for one page: the others on the
	// screen must not wait for them.
	historyReads = 6
	// pastRows bounds what is remembered of histories, for each project.
	pastRows = 200
)

// LoadHistory reads one page of the deployments of the same environment, newest
// first; page begins at 1. Who approved is read singly for its rows, once for those
// that have ended; a row whose read fails comes undetailed.
func (f *Fleet) LoadHistory(ctx context.Context, ref api.Ref, page int) (Page, error) {
	h, p, d, err := f.seen(ctx, ref)
	if err != nil {
		return Page{}, err
	}
	filter := api.DeploymentFilter{
		OrderBy: api.OrderByID, Sort: api.Desc, Environment: d.Environment.Name, Page: page, PerPage: historyRows,
	}
	begun := h.begin()
	var found api.Page[api.Deployment]
	work, workCtx := sideUntil(ctx)
	work.Go(func() (err error) {
		found, err = h.source.Client.ListDeployments(workCtx, api.ByID(p.id), filter)
		return err
	})
	work.Go(func() error { h.readTiers(workCtx, p); return nil })
	work.Go(func() error { _ = h.askLive(workCtx, p, &d); return nil })
	if err := work.Wait(); err != nil {
		return Page{}, err
	}
	f.readPast(ctx, h, p, found.Items, begun)
	if err := ctx.Err(); err != nil {
		return Page{}, err
	}
	return h.page(p, found, begun), nil
}

// readPast reads singly the deployments of a page that were not, side by side.
func (f *Fleet) readPast(ctx context.Context, h *host, p *project, found []api.Deployment, begun uint64) {
	looks := h.singles(p, found, begun)
	past := make([]*look, len(found))
	work := sideOf(historyReads)
	for i, l := range looks {
		if l != nil {
			continue
		}
		d := &found[i]
		ref := api.Ref{Host: h.name, Project: p.id, Deployment: d.ID}
		work.Go(func() error {
			if d.FinishedAt().IsZero() {
				// its memberships matter, and the list shows it too
				_, _ = f.look(ctx, ref, false)
				return nil
			}
			past[i] = h.readEnded(ctx, ref)
			return nil
		})
	}
	_ = work.Wait()
	h.mu.Lock()
	defer h.mu.Unlock()
	p.recall(past)
}

// readEnded reads a deployment that has ended; nil where that fails.
func (h *host) readEnded(ctx context.Context, ref api.Ref) *look {
	begun := h.begin()
	d, err := h.source.Client.GetDeployment(ctx, ref)
	if err != nil {
		return nil
	}
	slim(&d)
	return &look{deployment: d, at: h.now(), begun: begun}
}

// slim drops the approvals of other deployments, which GitLab sends with the rules:
// they are most of it, and are kept for many rows.
func slim(d *api.Deployment) {
	if d.ApprovalSummary == nil {
		return
	}
	for i := range d.ApprovalSummary.Rules {
		r := &d.ApprovalSummary.Rules[i]
		foreign := func(g api.Approval) bool {
			return !slices.ContainsFunc(d.Approvals, func(a api.Approval) bool { return a.CreatedAt.Equal(g.CreatedAt) })
		}
		r.Given = slices.Clone(slices.DeleteFunc(r.Given, foreign))
	}
}

// recall remembers the reads of one page, and no more pages than are looked through.
func (p *project) recall(page []*look) {
	if len(p.past)+len(page) > pastRows {
		clear(p.past)
	}
	for _, l := range page {
		if l != nil {
			p.past[l.deployment.ID] = l
		}
	}
}

// single is the single read of a listed deployment that holds, the list's or a
// history's.
func (p *project) single(listed *api.Deployment, begun uint64) *look {
	if l := p.held(listed, begun); l != nil {
		return l
	}
	if l := p.past[listed.ID]; l != nil && sameListed(&l.deployment, listed) {
		return l
	}
	return nil
}

func (h *host) singles(p *project, found []api.Deployment, begun uint64) []*look {
	h.mu.Lock()
	defer h.mu.Unlock()
	looks := make([]*look, len(found))
	for i := range found {
		looks[i] = p.single(&found[i], begun)
	}
	return looks
}

// page judges one page of a listing that began as the read of that number. It
// changes nothing of what is known: a page is no survey of its project.
func (h *host) page(p *project, found api.Page[api.Deployment], begun uint64) Page {
	h.mu.Lock()
	defer h.mu.Unlock()
	items := p.present(found.Items, begun)
	out := Page{Rows: make([]Row, 0, len(items)), Next: found.Next, Total: found.Total, ReadAt: h.now()}
	for i := range items {
		l := p.single(&items[i], begun)
		r := h.row(p, &items[i], l)
		if r.Restored = r.Restored && l != nil; l == nil { // else it was read just now
			r.Packed, _ = p.dict.Pack(&items[i])
		}
		out.Rows = append(out.Rows, r)
	}
	return out
}

// Ask reads one page of what a query finds, in the server's order, whatever page it
// is: nothing before it is read. Rows that were read singly keep their approvals,
// the others come without.
func (f *Fleet) Ask(ctx context.Context, q Query) (Page, error) {
	h, p, err := f.shown(q.Project.Host, q.Project.ID)
	if err != nil {
		return Page{}, err
	}
	filter := q.Filter
	if filter.PerPage == 0 {
		filter.PerPage = api.MaxPerPage
	}
	begun := h.begin()
	var found api.Page[api.Deployment]
	work, ctx := sideUntil(ctx)
	work.Go(func() (err error) {
		found, err = h.source.Client.ListDeployments(ctx, api.ByID(p.id), filter)
		return err
	})
	work.Go(func() error { h.readTiers(ctx, p); return nil })
	if err := work.Wait(); err != nil {
		return Page{}, err
	}
	return h.page(p, found, begun), nil
}

// LoadMergeRequests reads one page of the merge requests that a deployment shipped.
func (f *Fleet) LoadMergeRequests(ctx context.Context, ref api.Ref, m api.MergeRequestFilter) (api.Page[api.MergeRequest], error) {
	h, _, err := f.shown(ref.Host, ref.Project)
	if err != nil {
		return api.Page[api.MergeRequest]{}, err
	}
	return h.source.Client.DeploymentMergeRequests(ctx, ref, m)
}
