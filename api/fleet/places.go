package fleet

import (
	"context"
	"fmt"

	"greenlight/api"
	"greenlight/api/text"
)

// placeLimit bounds the environments that are read of one project.
const placeLimit = 5 * api.MaxPerPage

// LoadPlaces reads the environments, branches and tags of a project. The error is
// for a project that is not shown; what GitLab does not give is told for each kind.
func (f *Fleet) LoadPlaces(ctx context.Context, ref api.ProjectRef) (Places, error) {
	h, p, err := f.shown(ref.Host, ref.ID)
	if err != nil {
		return Places{}, err
	}
	var out Places
	var branches, tags api.Page[api.GitRef]
	work := side()
	work.Go(func() error { out.Environments, out.EnvironmentsErr = h.readEnvironments(ctx, p); return nil })
	work.Go(func() error { branches, out.BranchesErr = h.source.Client.Branches(ctx, ref.ID, ""); return nil })
	work.Go(func() error { tags, out.TagsErr = h.source.Client.Tags(ctx, ref.ID, ""); return nil })
	_ = work.Wait()
	if err := ctx.Err(); err != nil {
		return Places{}, err
	}
	out.Refs = zip(branches.Items, tags.Items)
	return out, nil
}

// zip takes from both in turns: GitLab dates neither, and the newest of both kinds
// are to come first.
func zip(a, b []api.GitRef) []api.GitRef {
	out := make([]api.GitRef, 0, len(a)+len(b))
	for i := range max(len(a), len(b)) {
		if i < len(a) {
			out = append(out, a[i])
		}
		if i < len(b) {
			out = append(out, b[i])
		}
	}
	return out
}

// CheckCommit reads a commit of a project by its sha, or by the name of a branch or
// tag.
func (f *Fleet) CheckCommit(ctx context.Context, ref api.ProjectRef, name string) (api.Commit, error) {
	h, p, err := f.shown(ref.Host, ref.ID)
	if err != nil {
		return api.Commit{}, err
	}
	got, err := h.source.Client.Commit(ctx, ref.ID, name)
	if api.KindOf(err) == api.NotFound {
		return api.Commit{}, noCommit{fmt.Sprintf("project %s has no commit %s", text.Line(h.path(p)), text.Line(name)), err}
	}
	return got, err
}

// noCommit is GitLab's 404 for a commit, with a sentence that names it.
type noCommit struct {
	sentence string
	cause    error
}

// Error is the sentence.
func (e noCommit) Error() string { return e.sentence }

// Unwrap gives GitLab's 404.
func (e noCommit) Unwrap() error { return e.cause }
