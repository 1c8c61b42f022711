package fleet

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"greenlight/api"
	"greenlight/api/text"
)

// diffBytes bounds the texts of the files that are kept of one comparison.
const diffBytes = 2 << 20

// mostCommits bounds how many commits are kept of each way of one comparison.
const mostCommits = 2000

// LoadChanges compares a deployment's commit with the live one, both ways. One that
// is live itself is compared with the success before it: what it brought. Files
// beyond 2 MB of text come Collapsed.
func (f *Fleet) LoadChanges(ctx context.Context, ref api.Ref) (Changes, error) {
	h, p, d, err := f.seen(ctx, ref)
	if err != nil {
		return Changes{}, err
	}
	return h.readChanges(ctx, p, &d)
}

// readChanges compares, once for all who want to know at the same time.
func (h *host) readChanges(ctx context.Context, p *project, d *api.Deployment) (Changes, error) {
	base, err := h.base(ctx, p, d)
	if err != nil {
		return Changes{}, err
	}
	if base == nil || base.SHA == d.SHA {
		return Changes{Live: base, ReadAt: h.now(), ships: api.NewShips(base, d, nil, nil, nil, false, true)}, nil
	}
	pair := comparison{p.id, base.SHA, d.SHA}
	got, err := h.flight.share(ctx, fmt.Sprint("compare", pair), func() (any, error) {
		if known, ok := h.compared(pair); ok {
			return known, nil
		}
		return h.compare(ctx, pair)
	})
	if err != nil {
		return Changes{}, err
	}
	out, _ := got.(Changes)
	out.Live = base
	return out, nil
}

// comparison names two commits of a project.
type comparison struct {
	project  int64
	from, to string
}

// comparisons bounds how many are kept, those that were looked at last: each may hold
// 2 MB of text. They do not grow old, two commits stay what they are.
const comparisons = 12

// compared is a comparison that was made.
func (h *host) compared(pair comparison) (Changes, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	i := slices.IndexFunc(h.comparisons, func(c madeComparison) bool { return c.pair == pair })
	if i < 0 {
		return Changes{}, false
	}
	found := h.comparisons[i]
	h.comparisons = append(slices.Delete(h.comparisons, i, i+1), found)
	return found.changes, true
}

// compare asks GitLab, both ways, and keeps the answer where it is whole: what one of
// the ways did not bring may come the next time.
func (h *host) compare(ctx context.Context, pair comparison) (Changes, error) {
	var ahead, behind api.Comparison
	var unknown error
	work, workCtx := sideUntil(ctx)
	work.Go(func() (err error) {
		ahead, err = h.source.Client.Compare(workCtx, pair.project, pair.from, pair.to)
		return err
	})
	work.Go(func() error {
		behind, unknown = h.source.Client.Compare(workCtx, pair.project, pair.to, pair.from)
		return nil
	})
	if err := work.Wait(); err != nil {
		return Changes{}, err
	}
	if err := ctx.Err(); err != nil {
		return Changes{}, err
	}
	if unasked(ctx, unknown) {
		return Changes{}, unknown
	}
	out := Changes{ReadAt: h.now(), behind: unknown}
	if unknown != nil {
		out.BehindErr = unknown.Error()
	}
	out.Files, out.Timeout = ahead.Files, ahead.Timeout
	if len(ahead.Commits) == 0 && len(behind.Commits) > 0 {
		// GitLab compares from the common ancestor, which an older commit is itself: what
		// changes back is what lies on the way to live, turned round.
		shorten(behind.Files)
		out.Files, out.Timeout = turnedRound(behind.Files), behind.Timeout
	} else {
		shorten(out.Files)
	}
	out.ships = api.NewShips(&api.Deployment{SHA: pair.from}, &api.Deployment{SHA: pair.to}, ahead.Commits, behind.Commits, out.Files, out.Timeout, unknown == nil)
	out.Ahead, out.AheadMore = newestCommits(ahead.Commits)
	out.Behind, out.BehindMore = newestCommits(behind.Commits)
	if unknown == nil && !out.Timeout {
		h.keepCompared(madeComparison{pair, out})
	}
	return out, nil
}

func (h *host) keepCompared(made madeComparison) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.comparisons = append(h.comparisons, made)
	if over := len(h.comparisons) - comparisons; over > 0 {
		h.comparisons = slices.Delete(h.comparisons, 0, over)
	}
}

// madeComparison is a comparison with what it is of.
type madeComparison struct {
	pair    comparison
	changes Changes
}

// base is the deployment to compare with; nil where nothing is live, or nothing was
// before the live one.
func (h *host) base(ctx context.Context, p *project, d *api.Deployment) (*api.Deployment, error) {
	failed := h.askLive(ctx, p, d)
	live, asked := h.live(p, d)
	switch {
	case live == nil && asked:
		return nil, nil
	case live == nil:
		// "nothing is live" must not be said for want of an answer
		return nil, cmp.Or(failed, ctx.Err(), fmt.Errorf("it could not be read what is live in %s; try again", text.Line(d.Environment.Name)))
	case live.ID != d.ID:
		return live, nil
	}
	return h.before(ctx, p, d)
}

// before is the success of the same environment that finished last before a live
// deployment.
func (h *host) before(ctx context.Context, p *project, d *api.Deployment) (*api.Deployment, error) {
	page, err := h.source.Client.ListDeployments(ctx, api.ByID(p.id), api.DeploymentFilter{
		OrderBy: api.OrderByFinishedAt, Sort: api.Desc, Status: api.StatusSuccess, Environment: d.Environment.Name, PerPage: historyRows,
	})
	if err != nil {
		return nil, err
	}
	for i := range page.Items {
		if page.Items[i].ID != d.ID {
			return &page.Items[i], nil
		}
	}
	return nil, nil
}

// newestCommits turns what GitLab lists oldest first, and keeps no more than is shown.
func newestCommits(all []api.Commit) (newest []api.Commit, more int) {
	if more = len(all) - mostCommits; more > 0 {
		all = slices.Clone(all[more:]) // else the rest stays in memory
	}
	slices.Reverse(all)
	return all, max(more, 0)
}

// shorten drops the texts that exceed the bound, and says so of their files.
func shorten(files []api.FileChange) {
	left := diffBytes
	for i := range files {
		if len(files[i].Diff) > left {
			files[i].Diff, files[i].Collapsed = "", true
		}
		left -= len(files[i].Diff)
	}
}

// turnedRound are changes read the other way: what was added is removed.
func turnedRound(files []api.FileChange) []api.FileChange {
	out := make([]api.FileChange, len(files))
	for i, f := range files {
		f.OldPath, f.NewPath = f.NewPath, f.OldPath
		f.New, f.Deleted = f.Deleted, f.New
		lines := strings.Split(f.Diff, "\n")
		for j, l := range lines {
			lines[j] = turnedLine(l)
		}
		f.Diff = strings.Join(lines, "\n")
		out[i] = f
	}
	return out
}

// hunkHead is the line above a changed place, "@@ -1,4 +1,6 @@".
var hunkHead = regexp.MustCompile(`^@@ -(\S+) \+(\S+) @@`)

func turnedLine(l string) string {
	switch {
	case strings.HasPrefix(l, "+"):
		return "-" + l[1:]
	case strings.HasPrefix(l, "-"):
		return "+" + l[1:]
	default:
		return hunkHead.ReplaceAllString(l, "@@ -$2 +$1 @@")
	}
}
