package fleet

import (
	"cmp"
	"context"
	"slices"
	"time"

	"greenlight/api"
)

// Snapshot is what was read of one project.
type Snapshot struct {
	Project Project
	Rows    []Row
	// More is true where the project has older deployments than were read.
	More   bool
	ReadAt time.Time
}

// LoadProject reads the newest deployments of a project, and where there are more
// than one page also those that wait or run, however old: what waits must not be
// missed because much else happened since.
func (f *Fleet) LoadProject(ctx context.Context, ref api.ProjectRef) (Snapshot, error) {
	h, p, err := f.shown(ref.Host, ref.ID)
	if err != nil {
		return Snapshot{}, err
	}
	begun := h.begin()
	var found []api.Deployment
	var more bool
	work, workCtx := sideUntil(ctx)
	work.Go(func() (err error) {
		found, more, err = h.listing(workCtx, ref.ID)
		return err
	})
	work.Go(func() error {
		h.readTiers(workCtx, p)
		return nil
	})
	if err := work.Wait(); err != nil {
		return Snapshot{}, err
	}
	return h.snapshot(ref, p, found, more, begun), nil
}

// activeRows bounds how many waiting and how many running deployments of a project
// are read: superseded ones stay blocked for ever.
const activeRows = 1000

func deploymentID(d api.Deployment) int64 { return d.ID }

// listing returns the newest deployments and all active ones, newest first.
func (h *host) listing(ctx context.Context, id int64) ([]api.Deployment, bool, error) {
	newest := api.DeploymentFilter{OrderBy: api.OrderByID, Sort: api.Desc, PerPage: api.MaxPerPage}
	page, err := h.source.Client.ListDeployments(ctx, api.ByID(id), newest)
	if err != nil || page.Next == 0 {
		return page.Items, false, err
	}
	found := page.Items
	for _, s := range []api.Status{api.StatusBlocked, api.StatusRunning} {
		active := newest
		active.Status = s
		items, _, err := api.All(ctx, activeRows, deploymentID, func(ctx context.Context, page int) (api.Page[api.Deployment], error) {
			active.Page = page
			return h.source.Client.ListDeployments(ctx, api.ByID(id), active)
		})
		if err != nil {
			return nil, false, err
		}
		found = append(found, items...)
	}
	slices.SortStableFunc(found, func(a, b api.Deployment) int { return cmp.Compare(b.ID, a.ID) })
	return slices.CompactFunc(found, func(a, b api.Deployment) bool { return a.ID == b.ID }), true, nil
}

// readTiers renews the environments of a project when they are old. A failure is
// no reason to show nothing: the tiers are then guessed by the names.
func (h *host) readTiers(ctx context.Context, p *project) {
	h.mu.Lock()
	fresh := !p.tiersAt.IsZero() && h.now().Sub(p.tiersAt) < tierLife
	h.mu.Unlock()
	if fresh {
		return
	}
	_, _ = h.readEnvironments(ctx, p)
}

// readEnvironments reads the environments of a project, and remembers their tiers.
func (h *host) readEnvironments(ctx context.Context, p *project) ([]api.Environment, error) {
	key := func(e api.Environment) int64 { return e.ID }
	found, _, err := api.All(ctx, placeLimit, key, func(ctx context.Context, page int) (api.Page[api.Environment], error) {
		return h.source.Client.Environments(ctx, p.id, page)
	})
	if err != nil {
		return found, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	p.tiersAt = h.now()
	p.tiers = make(map[int64]api.Environment, len(found))
	for _, e := range found {
		p.tiers[e.ID] = e
	}
	return found, nil
}

// snapshot judges a listing that began as the read of that number.
func (h *host) snapshot(ref api.ProjectRef, p *project, found []api.Deployment, more bool, begun uint64) Snapshot {
	h.mu.Lock()
	defer h.mu.Unlock()
	found = p.present(found, begun)
	looks := p.settle(found, begun)
	p.survey(found, h.now())
	p.listedAt, p.listedBegun, p.more = h.now(), begun, more
	s := Snapshot{
		Project: Project{Ref: ref, Path: p.info.PathWithNamespace},
		Rows:    make([]Row, 0, len(found)), More: more, ReadAt: h.now(),
	}
	for i := range found {
		s.Rows = append(s.Rows, h.row(p, &found[i], looks[i]))
	}
	return s
}

// settle decides between a listing and the single reads of its deployments, puts
// the reads that hold in the listing's place, and forgets the others.
func (p *project) settle(found []api.Deployment, begun uint64) []*look {
	looks := make([]*look, len(found))
	kept := make(map[int64]*look, len(p.looked))
	for id, l := range p.looked {
		if l.begun > begun {
			kept[id] = l
		}
	}
	for i := range found {
		d := &found[i]
		if l := p.held(d, begun); l != nil {
			looks[i], kept[d.ID] = l, l
			*d = l.deployment
		}
	}
	p.looked = kept
	return looks
}

// held is the single read of a listed deployment, nil where there is none or the
// listing, which began as the read of that number, says something newer.
func (p *project) held(listed *api.Deployment, begun uint64) *look {
	l := p.looked[listed.ID]
	if l == nil || !l.newerThan(listed, begun) && !sameListed(&l.deployment, listed) {
		return nil
	}
	return l
}

// newerThan reports whether a single read saw more than a listing that began as
// the read of that number. A listing that was under way while a decision was made
// and read back must not bring the old state back.
func (l *look) newerThan(listed *api.Deployment, begun uint64) bool {
	return l.begun > begun || l.deployment.UpdatedAt.After(listed.UpdatedAt)
}

// sameListed reports whether a listing says nothing new of a deployment that was
// read singly.
func sameListed(looked, listed *api.Deployment) bool {
	if looked.Status != listed.Status || !looked.UpdatedAt.Equal(listed.UpdatedAt) || looked.SHA != listed.SHA {
		return false
	}
	a, b := looked.Deployable, listed.Deployable
	if a == nil || b == nil {
		return a == b
	}
	return a.ID == b.ID && a.Status == b.Status
}

// survey finds, environment by environment, what is live and what waits. What was
// live stays so where it is not listed, and no longer where it is listed as no success.
func (p *project) survey(found []api.Deployment, now time.Time) {
	p.listed = found
	places := map[string]*place{}
	for i := range found {
		d := &found[i]
		at, ok := places[d.Environment.Name]
		if !ok {
			at = &place{}
			places[d.Environment.Name] = at
		}
		at.note(d)
	}
	for name, at := range places {
		// The live one may be older than all that was listed: keep what a single
		// read of the environment said.
		old := p.places[name]
		if old == nil {
			continue
		}
		if at.liveRead = old.liveRead; at.live == nil {
			at.live, at.newestSuccess, at.liveAt = old.live, old.newestSuccess, old.liveAt
		}
	}
	for i := range found {
		places[found[i].Environment.Name].fall(&found[i])
	}
	for name, old := range p.places {
		// An old environment that was asked just now is of use to who asked.
		if _, listed := places[name]; !listed && now.Sub(old.liveAt) < liveLife {
			places[name] = &place{live: old.live, newestSuccess: old.newestSuccess, liveAt: old.liveAt, liveRead: old.liveRead}
		}
	}
	p.places = places
}

func (at *place) note(d *api.Deployment) {
	if d.OnItsWay() && (at.newestRunning == nil || d.ID > at.newestRunning.ID) {
		at.newestRunning = d
	}
	switch d.Status {
	case api.StatusSuccess:
		if at.newestSuccess == nil || d.ID > at.newestSuccess.ID {
			at.newestSuccess = d
		}
		if at.live == nil || d.FinishedAt().After(at.live.FinishedAt()) {
			at.live = d
		}
	case api.StatusBlocked:
		if !d.Queued() && (at.newestWaiting == nil || d.ID > at.newestWaiting.ID) {
			at.newestWaiting = d
		}
	default:
	}
}
