package fleet

import (
	"context"
	"fmt"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/pack"
)

// BasisOf is what a decision on a row rests on besides the deployment.
func BasisOf(r Row) decide.Basis {
	b := decide.Basis{Live: "nothing, as far as was read", Outdated: r.Verdict.State == api.StateOutdated}
	if l := r.Live; l != nil {
		b.Live = fmt.Sprintf("%s · %.7s", l.Ref, l.SHA)
	}
	for _, w := range r.Verdict.Warnings {
		switch {
		case !w.Must:
		case w.Kind == api.DangerFreeze:
			b.Dangers = append(b.Dangers, "freeze") // its words change with the day
		case w.Kind == api.DangerPipeline:
			b.Dangers = append(b.Dangers, w.Deed) // the names of the failed jobs come later
		default:
			b.Dangers = append(b.Dangers, w.Sentence())
		}
	}
	return b
}

// Survey reads the surroundings of a deployment again: what is live in its
// environment, what else is on its way there, and the freezes; a comparison that was
// not made, or failed, is made. It joins no read that began before it, and what cannot
// be read stays as it was known.
func (e *executor) Survey(ctx context.Context, seen api.Deployment) func(api.Deployment) decide.Basis {
	h, p := e.host, e.project
	// Somebody waits for the decision to leave: what hangs counts as what cannot be
	// read, all of it together.
	within, cancel := h.within(ctx, FactRecent)
	defer cancel()
	told := h.brief(p, &seen).insight(h.now())
	var live, others error
	work := side()
	work.Go(func() error { live = h.readLive(within, p, &seen); return nil })
	work.Go(func() error { others = h.renewPlace(within, p, &seen); return nil })
	work.Go(func() error { h.askFreezes(within, p); return nil })
	if told != nil && told.FreezesKnown { // a freeze that it alone told of may be gone
		work.Go(func() error { h.readWithin(within, p, &seen, FactInsight); return nil })
	}
	_ = work.Wait()
	if !h.brief(p, &seen).knows(FactShips) {
		h.readWithin(within, p, &seen, FactShips)
	}
	return func(now api.Deployment) decide.Basis {
		h.mu.Lock()
		defer h.mu.Unlock()
		b := BasisOf(h.row(p, &now, &look{deployment: now, at: h.now()}))
		if live != nil && others != nil {
			b.Live = "could not be read again"
		}
		return b
	}
}

// renewPlace notes what is newest in the environment of a deployment: a listing may be
// older than the decision.
func (h *host) renewPlace(ctx context.Context, p *project, d *api.Deployment) error {
	page, err := h.source.Client.ListDeployments(ctx, api.ByID(p.id), api.DeploymentFilter{
		OrderBy: api.OrderByID, Sort: api.Desc, Environment: d.Environment.Name, PerPage: recentRows,
	})
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	at := p.places[d.Environment.Name]
	if at == nil {
		at = &place{}
		p.places[d.Environment.Name] = at
	}
	for i := range page.Items {
		at.fall(&page.Items[i])
		at.drain(&page.Items[i])
	}
	for i := range page.Items {
		own := page.Items[i] // not the whole page with it
		at.note(&own, pack.Row{})
	}
	return nil
}

// drain drops a deployment from those that wait where it does so no more.
func (at *place) drain(d *api.Deployment) {
	if at.newestWaiting != nil && at.newestWaiting.id == d.ID && (d.Status != api.StatusBlocked || d.Queued()) {
		at.newestWaiting = nil
	}
}
