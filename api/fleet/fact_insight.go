package fleet

import (
	"context"
	"errors"
	"time"

	"greenlight/api"
	"greenlight/api/freeze"
)

const (
	// noGraphLife is how long an instance that does not answer GraphQL is left alone.
	noGraphLife = 30 * time.Minute
	// refusedLife is how long a project is left alone whose question was refused: what
	// refused it need not be the instance.
	refusedLife = 2 * time.Minute
)

// errNoGraph says that GitLab's own answer is not to be had here.
var errNoGraph = errors.New("this GitLab does not answer GraphQL for it")

// readInsight asks GitLab itself who may approve. Its freezes stand beside those worked
// out here.
func (h *host) readInsight(ctx context.Context, p *project, d *api.Deployment) (api.Insight, error) {
	h.mu.Lock()
	now, me := h.now(), h.me.ID
	silent := recent(h.noGraph, now, noGraphLife) || recent(p.noGraph, now, refusedLife)
	path := p.info.PathWithNamespace
	h.mu.Unlock()
	if silent {
		return api.Insight{}, errNoGraph
	}
	in, err := h.source.Client.Insight(ctx, path, d.ID, d.IID, d.Environment.Name)
	if api.NoGraphQL(err) || api.RefusedGraphQL(err) {
		h.silence(me, p, api.NoGraphQL(err))
		return api.Insight{}, errNoGraph
	}
	for i := range in.Freezes {
		if place, ok := freeze.Zone(in.Freezes[i].Zone); ok {
			in.Freezes[i].Place = place
		}
	}
	return in, err
}

// silence notes that GraphQL does not answer somebody, of a project or of anything.
func (h *host) silence(me int64, p *project, whole bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.me.ID != me:
	case whole:
		h.noGraph = h.now()
	default:
		p.noGraph = h.now()
	}
}

// renewed forgets what the token that was before could not read. The host's mutex is
// held.
func (h *host) renewed() {
	h.noGraph, h.pulseless = time.Time{}, pulseless{}
	for _, p := range h.projects {
		p.noGraph, p.missed = time.Time{}, nil
	}
}
