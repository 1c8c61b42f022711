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
	return !p.listedAt.IsZero() && p.lacksTiers(h.now()) && !recent(p.tiersTried, h.now(), tierRetry)
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

// lacksTiers reports whether the environments are to be read: what is known of a listed
// one is old, or there are listed ones that were not among them. The host's mutex is held.
func (p *project) lacksTiers(now time.Time) bool {
	if p.tiersAt.IsZero() {
		return true
	}
	fresh := recent(p.tiersAt, now, tierLife)
	for _, id := range p.outlined().places {
		if _, ok := p.tiers[id]; !ok {
			return !recent(p.tiersAt, now, tierRetry)
		}
		if !fresh && !recent(p.tierAt[id], now, tierLife) {
			return true
		}
	}
	return false
}

// heardTier notes the tier of one environment. The host's mutex is held.
func (p *project) heardTier(e api.Environment, now time.Time) {
	if p.tiers == nil {
		p.tiers = map[int64]api.Environment{}
	}
	if p.tierAt == nil {
		p.tierAt = map[int64]time.Time{}
	}
	p.tiers[e.ID], p.tierAt[e.ID] = e, now
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
	fresh := recent(p.tiersAt, h.now(), tierLife)
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
	p.tiersAt, p.tierAt = h.now(), nil
	p.tiers = make(map[int64]api.Environment, len(found))
	for _, e := range found {
		p.tiers[e.ID] = e
	}
	return found, nil
}
