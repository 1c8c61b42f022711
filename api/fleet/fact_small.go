package fleet

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"greenlight/api"
	"greenlight/api/freeze"
)

// readRelease reads the release notes of a tag; a branch has none.
func (h *host) readRelease(ctx context.Context, p *project, d *api.Deployment) (api.Release, error) {
	if d.Deployable == nil || !d.Deployable.Tag {
		return api.Release{}, nil
	}
	release, _, err := h.source.Client.Release(ctx, p.id, d.Ref)
	return release, err
}

// readFailedJobs reads which jobs of the pipeline failed.
func (h *host) readFailedJobs(ctx context.Context, p *project, d *api.Deployment) ([]api.Job, error) {
	if d.Deployable == nil || d.Deployable.Pipeline == nil {
		return nil, nil
	}
	return h.source.Client.FailedJobs(ctx, p.id, d.Deployable.Pipeline.ID)
}

// readGuard reads how the branch or the tag is protected. A ref that is gone is
// protected no more.
// gitlab: lib/api/branches.rb, lib/api/tags.rb
func (h *host) readGuard(ctx context.Context, p *project, d *api.Deployment) (api.RefGuard, error) {
	tag := d.Deployable != nil && d.Deployable.Tag
	g, err := h.source.Client.RefGuard(ctx, p.id, d.Ref, tag)
	kind := "branch"
	if tag {
		kind = "tag"
	}
	// a project that is hidden, and a proxy that knows no such address, say nothing of it
	e := api.AsError(err)
	if e != nil && e.Kind == api.NotFound && strings.EqualFold(e.Message, "404 "+kind+" not found") {
		return api.RefGuard{}, fmt.Errorf("the %s is gone", kind)
	}
	return g, err
}

// noGraphLife is how long an instance that does not answer GraphQL is left alone.
const noGraphLife = 30 * time.Minute

// errNoGraph says that GitLab's own answer is not to be had here.
var errNoGraph = errors.New("this GitLab does not answer GraphQL for it")

// readInsight asks GitLab itself who may approve. Its freezes stand beside those worked
// out here.
func (h *host) readInsight(ctx context.Context, p *project, d *api.Deployment) (api.Insight, error) {
	h.mu.Lock()
	silent := !h.noGraph.IsZero() && h.now().Sub(h.noGraph) < noGraphLife
	path := p.info.PathWithNamespace
	h.mu.Unlock()
	if silent {
		return api.Insight{}, errNoGraph
	}
	in, err := h.source.Client.Insight(ctx, path, d.IID, d.Environment.Name)
	if api.NoGraphQL(err) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.noGraph = h.now()
		return api.Insight{}, errNoGraph
	}
	for i := range in.Freezes {
		if place, ok := freeze.Zone(in.Freezes[i].Zone); ok {
			in.Freezes[i].Place = place
		}
	}
	return in, err
}
