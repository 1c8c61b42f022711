package fleet

import (
	"context"
	"slices"

	"greenlight/api"
)

const (
	// mergedPages bounds how many pages of merged merge requests are looked through.
	mergedPages = 3
	// mergedApprovals bounds for how many of them, the newest, the approvals are read.
	mergedApprovals = 12
)

// readMerged finds the merge requests that the commits of a comparison came by: those
// merged since the oldest of them, one request for all instead of one a commit.
func (h *host) readMerged(ctx context.Context, p *project, d *api.Deployment) (Merged, error) {
	changes, err := h.readChanges(ctx, p, d)
	if err != nil {
		return Merged{}, err
	}
	shas, oldest := map[string]bool{}, changes.ReadAt
	for _, c := range changes.Ahead {
		shas[c.ID] = true
		if c.CreatedAt != nil && c.CreatedAt.Before(oldest) {
			oldest = *c.CreatedAt
		}
	}
	out := Merged{live: changes.Live, Cut: changes.AheadMore > 0}
	if len(shas) == 0 {
		return out, nil
	}
	for page := 1; page > 0; {
		found, err := h.source.Client.MergedSince(ctx, p.id, oldest, page)
		if err != nil {
			return Merged{}, err
		}
		for _, m := range found.Items {
			if brought(m, shas) && !out.has(m.IID) {
				out.Requests = append(out.Requests, MergedRequest{MergeRequest: m})
			}
		}
		if page = found.Next; page > mergedPages {
			out.Cut = true
			break
		}
	}
	slices.SortStableFunc(out.Requests, func(a, b MergedRequest) int { return int(b.IID - a.IID) })
	h.readApprovals(ctx, p, out.Requests)
	for _, r := range out.Requests {
		if unasked(ctx, r.ApprovalsErr) {
			return Merged{}, r.ApprovalsErr
		}
	}
	return out, nil
}

// brought reports whether a merge request brought one of the commits: by its merge, by
// the squash of it, or, fast-forwarded, by its head.
func brought(m api.MergeRequest, shas map[string]bool) bool {
	named := func(sha *string) bool { return sha != nil && shas[*sha] }
	return named(m.MergeCommitSHA) || named(m.SquashSHA) || shas[m.SHA]
}

// has finds one that a page shifted by what came in between brings again.
func (m Merged) has(iid int64) bool {
	return slices.ContainsFunc(m.Requests, func(r MergedRequest) bool { return r.IID == iid })
}

// readApprovals reads who agreed to the newest of them, side by side.
func (h *host) readApprovals(ctx context.Context, p *project, requests []MergedRequest) {
	work := side()
	for i := range requests[:min(len(requests), mergedApprovals)] {
		r := &requests[i]
		work.Go(func() error {
			got, err := h.source.Client.MergeRequestApprovals(ctx, p.id, r.IID)
			if err != nil {
				r.ApprovalsErr = err
				return nil
			}
			r.Approvals = &got
			return nil
		})
	}
	_ = work.Wait()
}
