package fleet

import (
	"context"
	"fmt"

	"greenlight/api"
)

// askLive asks the environment of a deployment what is live in it, once for all
// who want to know at the same time, unless that was asked just now. A failure
// leaves what the listing said, and is told to the one who asked for the others.
func (h *host) askLive(ctx context.Context, p *project, d *api.Deployment) (err error) {
	_ = h.once(ctx, fmt.Sprint("live", p.id, "/", d.Environment.ID), func() { err = h.readLive(ctx, p, d) })
	return err
}

// live is what is known to be live in the environment of a deployment; asked is
// true where the environment said so just now.
func (h *host) live(p *project, d *api.Deployment) (live *api.Deployment, asked bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	at := p.places[d.Environment.Name]
	if at == nil {
		return nil, false
	}
	return at.live, h.now().Sub(at.liveAt) < liveLife
}

func (h *host) readLive(ctx context.Context, p *project, d *api.Deployment) error {
	if _, fresh := h.live(p, d); fresh {
		return nil
	}
	e, err := h.source.Client.Environment(ctx, p.id, d.Environment.ID)
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
	at.liveAt = h.now()
	if p.tiers == nil {
		p.tiers = map[int64]api.Environment{}
	}
	p.tiers[e.ID] = e
	if live := e.LastDeployment; live != nil {
		live.Environment = api.Environment{ID: e.ID, Name: e.Name}
		at.live = live
		if at.newestSuccess == nil || live.ID > at.newestSuccess.ID {
			at.newestSuccess = live
		}
	}
	return nil
}
