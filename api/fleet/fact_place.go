package fleet

import (
	"cmp"
	"context"
	"slices"
	"time"

	"greenlight/api"
)

const (
	// recentRows is how many deployments of an environment tell how it went here.
	recentRows = 10
	// stagings bounds how many environments before production are asked about a commit.
	stagings = 3
)

// readRecent reads how the last deployments of the environment ended.
func (h *host) readRecent(ctx context.Context, p *project, d *api.Deployment) ([]Row, error) {
	begun := h.begin()
	page, err := h.source.Client.ListDeployments(ctx, api.ByID(p.id), api.DeploymentFilter{
		OrderBy: api.OrderByID, Sort: api.Desc, Environment: d.Environment.Name, PerPage: recentRows,
	})
	if err != nil {
		return nil, err
	}
	others := slices.DeleteFunc(page.Items, func(x api.Deployment) bool { return x.ID == d.ID })
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.plain(p, p.present(others, begun), h.now(), begun), nil
}

// plain are the rows of a listing of that time, that began as the read of that number,
// without their briefs: a brief that held others, which hold the one before it, would
// keep all that was ever read. The host's mutex is held.
func (h *host) plain(p *project, listed []api.Deployment, at time.Time, begun uint64) []Row {
	var rows []Row
	for _, d := range listed {
		s := sight{deployment: d, at: at}
		if l := p.single(&d, begun); l != nil {
			s = l.sight()
		}
		r := h.rowOf(p, s)
		r.Brief = nil
		rows = append(rows, r)
	}
	return rows
}

// readElsewhere finds the same commit in other environments: among what was listed of
// the project, and, where it is in none of those before production, by asking them.
func (h *host) readElsewhere(ctx context.Context, p *project, d *api.Deployment) (Elsewhere, error) {
	h.readTiers(ctx, p) // which environments come before production
	h.mu.Lock()
	before := p.before(d)
	out := Elsewhere{Staging: before, Rows: h.plain(p, newestOf(p.withCommit(d.SHA), d), p.listedAt, p.listedBegun)}
	h.mu.Unlock()
	there := func(r Row) bool { return slices.Contains(before, r.Deployment.Environment.Name) }
	if !slices.ContainsFunc(out.Rows, there) {
		begun := h.begin()
		asked, err := h.askStagings(ctx, p, d, before)
		if err != nil {
			return Elsewhere{}, err
		}
		h.mu.Lock()
		out.Rows = append(out.Rows, h.plain(p, p.present(asked, begun), h.now(), begun)...)
		h.mu.Unlock()
	}
	slices.SortStableFunc(out.Rows, func(a, b Row) int { return cmp.Compare(placed(before, a), placed(before, b)) })
	return out, nil
}

// placed orders environments: those before production in their order, then the others.
func placed(before []string, r Row) int {
	if i := slices.Index(before, r.Deployment.Environment.Name); i >= 0 {
		return i
	}
	return len(before)
}

// newestOf are the newest deployments of the commit in each other environment.
func newestOf(listed []api.Deployment, d *api.Deployment) []api.Deployment {
	var out []api.Deployment
	for _, x := range listed {
		same := func(y api.Deployment) bool { return y.Environment.Name == x.Environment.Name }
		if x.SHA == d.SHA && x.Environment.Name != d.Environment.Name && !slices.ContainsFunc(out, same) {
			out = append(out, x)
		}
	}
	return out
}

// before names the environments of the staging and testing tiers, staging first; none
// where the deployment goes to one of those itself. Those of branches, which have a
// slash in their names, are left out.
func (p *project) before(d *api.Deployment) []string {
	if p.tier(d) != api.TierProduction {
		return nil
	}
	var out []string
	for _, tier := range []api.Tier{api.TierStaging, api.TierTesting} {
		var names []string
		for _, e := range p.tiers {
			if e.Tier == tier && !folded(e.Name) {
				names = append(names, e.Name)
			}
		}
		slices.Sort(names)
		out = append(out, names...)
	}
	return out[:min(len(out), stagings)]
}

func folded(name string) bool { return slices.Contains([]byte(name), '/') }

// askStagings asks environments for the commit among their newest deployments.
func (h *host) askStagings(ctx context.Context, p *project, d *api.Deployment, names []string) ([]api.Deployment, error) {
	pages := make([]api.Page[api.Deployment], len(names))
	work, ctx := sideUntil(ctx)
	for i, name := range names {
		work.Go(func() (err error) {
			pages[i], err = h.source.Client.ListDeployments(ctx, api.ByID(p.id), newest(name))
			return err
		})
	}
	if err := work.Wait(); err != nil {
		return nil, err
	}
	var all []api.Deployment
	for _, page := range pages {
		all = append(all, page.Items...)
	}
	return newestOf(all, d), nil
}
