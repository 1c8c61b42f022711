package fleet

import (
	"context"

	"greenlight/api"
	"greenlight/api/pack"
)

// LoadRow reads one deployment singly, with its approvals, and judges it. Where it
// waits and the tier of its environment is not known, or nothing is known to be live in
// it, that is asked too: what goes to production must not look harmless.
func (f *Fleet) LoadRow(ctx context.Context, ref api.Ref) (Row, error) {
	return f.look(ctx, ref, false)
}

// LoadDetail is LoadRow with what a detail pane shows besides: the pipeline, the
// environment's tier and what is live in it. Where those fail the row comes all
// the same and says so.
func (f *Fleet) LoadDetail(ctx context.Context, ref api.Ref) (Row, error) {
	return f.look(ctx, ref, true)
}

func (f *Fleet) look(ctx context.Context, ref api.Ref, full bool) (Row, error) {
	h, p, err := f.shown(ref.Host, ref.Project)
	if err != nil {
		return Row{}, err
	}
	begun := h.begin()
	d, err := h.source.Client.GetDeployment(ctx, ref)
	if api.KindOf(err) == api.NotFound {
		p.forget(h, ref.Deployment)
	}
	if err != nil {
		return Row{}, err
	}
	l := &look{deployment: d, at: h.now(), begun: begun}
	work := side()
	work.Go(func() error { h.askMemberships(ctx, p, &d); return nil })
	if full {
		work.Go(func() error { h.readPipeline(ctx, ref.Project, l); return nil })
	}
	if full || h.mayBeOutdated(p, &d) || d.Status == api.StatusBlocked && !h.hasTier(p, &d) {
		work.Go(func() error { _ = h.askLive(ctx, p, &d); return nil })
	}
	if d.Status == api.StatusBlocked {
		work.Go(func() error {
			within, cancel := h.within(ctx, FactFreezes)
			defer cancel()
			_, _, _ = h.readFreezes(within, p)
			return nil
		})
	}
	_ = work.Wait()
	h.mu.Lock()
	defer h.mu.Unlock()
	l = p.keep(l, full)
	return h.row(p, &l.deployment, l), nil
}

// keep remembers a single read, unless one that was begun later came back sooner:
// then that one stays, with what a detail read adds to it.
func (p *project) keep(l *look, full bool) *look {
	old := p.looked[l.deployment.ID]
	switch {
	case old == nil:
	case old.begun > l.begun:
		newer := *old
		if full {
			newer.pipeline, newer.pipelineErr = l.pipeline, l.pipelineErr
		}
		l = &newer
	case !full:
		l.pipeline, l.pipelineErr = old.pipeline, old.pipelineErr
	}
	p.looked[l.deployment.ID], p.outline = l, nil
	d := &l.deployment
	if at := p.places[d.Environment.Name]; at != nil {
		// What succeeds or starts while it is looked at has done so before the next
		// listing says so, and what no longer is a success or runs is none.
		if at.fall(d); d.Status == api.StatusSuccess || d.OnItsWay() {
			at.note(d, pack.Row{})
		}
	}
	return l
}

// readPipeline reads the pipeline of the deployment's job.
func (h *host) readPipeline(ctx context.Context, project int64, l *look) {
	job := l.deployment.Deployable
	if job == nil || job.Pipeline == nil {
		return
	}
	got, err := h.source.Client.Pipeline(ctx, project, job.Pipeline.ID)
	if err != nil {
		l.pipelineErr = err.Error()
		return
	}
	l.pipeline = &got
}

// mayBeOutdated reports whether a waiting deployment may have been overtaken by a
// success that is older than all that was listed: it must not call for anybody.
func (h *host) mayBeOutdated(p *project, d *api.Deployment) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	at := p.places[d.Environment.Name]
	return d.Status == api.StatusBlocked && (at == nil || at.live == nil)
}
