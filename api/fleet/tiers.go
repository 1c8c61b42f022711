package fleet

import (
	"context"
	"time"

	"greenlight/api"
)

// tierRetry is how long the environments of a project are left alone after they could
// not be read, or did not name one that is listed.
const tierRetry = time.Minute

// TiersDue reports, without asking anybody, whether LoadTiers has something to read: the
// project was listed, and its environments were never read, are old, or do not name one
// of the listing.
func (f *Fleet) TiersDue(ref api.ProjectRef) bool {
	h, p, err := f.shown(ref.Host, ref.ID)
	if err != nil {
		return false
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	tried := h.now().Sub(p.tiersTried)
	return !p.listedAt.IsZero() && p.lacksTiers(h.now()) && (p.tiersTried.IsZero() || tried < 0 || tried >= tierRetry)
}

// LoadTiers reads the environments of a listed project where they are old or one of the
// listing is unknown, and judges its rows anew; changed is the Snapshot's. Until then
// tiers are guessed by the names. Where there is nothing to read, nothing is asked.
func (f *Fleet) LoadTiers(ctx context.Context, ref api.ProjectRef) (s Snapshot, changed bool, err error) {
	h, p, err := f.shown(ref.Host, ref.ID)
	if err != nil {
		return Snapshot{}, false, err
	}
	h.mu.Lock()
	lacking := p.lacksTiers(h.now())
	if lacking {
		p.tiersTried = h.now()
	}
	h.mu.Unlock()
	if lacking {
		if _, err := h.readEnvironments(ctx, p); err != nil {
			return Snapshot{}, false, err
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	s = h.shot(ref, p, func(i int) *look { return p.lookAt(&p.listed[i]) })
	return s, s.Changed, nil
}

// lacksTiers reports whether the environments are to be read: they are old, or there are
// listed ones that were not among them. The host's mutex is held.
func (p *project) lacksTiers(now time.Time) bool {
	if p.tiersAt.IsZero() || now.Sub(p.tiersAt) >= tierLife {
		return true
	}
	for _, id := range p.outlined().places {
		if _, ok := p.tiers[id]; !ok {
			return now.Sub(p.tiersAt) >= tierRetry
		}
	}
	return false
}

// hasTier reports whether the tier of a deployment's environment was read.
func (h *host) hasTier(p *project, d *api.Deployment) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return p.tiers[d.Environment.ID].Tier != api.TierUnknown
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
