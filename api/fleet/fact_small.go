package fleet

import (
	"context"
	"errors"
	"strings"

	"greenlight/api"
)

// errMergeRef says that a ref is one of those that GitLab keeps for merge requests,
// which can be neither protected nor released.
// gitlab: app/models/merge_request.rb
var errMergeRef = errors.New("it runs for a merge request, not for a branch or a tag")

// ofMergeRequest reports whether a ref is "refs/merge-requests/12/head" or one beside it.
func ofMergeRequest(ref string) bool { return strings.HasPrefix(ref, "refs/merge-requests/") }

// readRelease reads the release notes of a tag; a branch has none. What was recorded
// through the API says not which of the two its ref is: it is looked for.
func (h *host) readRelease(ctx context.Context, p *project, d *api.Deployment) (api.Release, error) {
	if ofMergeRequest(d.Ref) || d.Deployable != nil && !d.Deployable.Tag {
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
// protected no more. Where it is not known which of the two it is, a tag goes before a
// branch, as it does in git.
func (h *host) readGuard(ctx context.Context, p *project, d *api.Deployment) (api.RefGuard, error) {
	if ofMergeRequest(d.Ref) {
		return api.RefGuard{}, errMergeRef
	}
	if d.Deployable != nil {
		g, gone, err := h.askGuard(ctx, p, d.Ref, d.Deployable.Tag)
		switch {
		case gone && d.Deployable.Tag:
			err = errors.New("the tag is gone")
		case gone:
			err = errors.New("the branch is gone")
		}
		return g, err
	}
	g, gone, err := h.askGuard(ctx, p, d.Ref, true)
	if gone {
		g, gone, err = h.askGuard(ctx, p, d.Ref, false)
	}
	if gone {
		err = errors.New("there is no such branch or tag")
	}
	return g, err
}

// askGuard asks for a branch or a tag; gone is that GitLab knows none of that name.
// gitlab: lib/api/branches.rb, lib/api/tags.rb
func (h *host) askGuard(ctx context.Context, p *project, ref string, tag bool) (g api.RefGuard, gone bool, err error) {
	g, err = h.source.Client.RefGuard(ctx, p.id, ref, tag)
	kind := "branch"
	if tag {
		kind = "tag"
	}
	// a project that is hidden, and a proxy that knows no such address, say nothing of it
	e := api.AsError(err)
	gone = e != nil && e.Kind == api.NotFound && strings.EqualFold(e.Message, "404 "+kind+" not found")
	return g, gone, err
}
