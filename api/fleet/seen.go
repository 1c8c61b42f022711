package fleet

import (
	"context"
	"fmt"
	"time"

	"greenlight/api"
)

// sight is the newest that is known of a deployment: its single read, or what a listing
// says of it.
type sight struct {
	deployment api.Deployment
	// look is nil where it is a listing's.
	look *look
	// at is when it was read, by the local clock.
	at time.Time
}

func (l *look) sight() sight { return sight{l.deployment, l, l.at} }

// newest is the newest that is known; false for nothing. A listing has put aside the
// looks that it is newer than, except those of a history. The host's mutex is held.
func (p *project) newest(id int64) (sight, bool) {
	if l := p.looked[id]; l != nil {
		return l.sight(), true
	}
	past := p.past[id]
	i := p.position(id)
	switch {
	case i < 0 && past == nil:
		return sight{}, false
	case i < 0 || past != nil && sameListed(&past.deployment, p.listed[i].deployment()):
		return past.sight(), true
	}
	return sight{deployment: *p.listed[i].deployment(), at: p.listedAt}, true
}

// rowOf is the row of a sight, as old as that is. The host's mutex is held.
func (h *host) rowOf(p *project, s sight) Row {
	r := h.row(p, &s.deployment, s.look)
	r.ReadAt = s.at
	return r
}

// current is the row of a deployment by the newest that is known of it now; otherwise is
// what is shown of one that was forgotten meanwhile. The host's mutex is held.
func (h *host) current(p *project, otherwise sight) Row {
	if s, ok := p.newest(otherwise.deployment.ID); ok {
		return h.rowOf(p, s)
	}
	return h.rowOf(p, otherwise)
}

// seen is a deployment as it is known; where it is not, it is read now. What is asked
// for by it, its environment, commit and job, does not change.
func (f *Fleet) seen(ctx context.Context, ref api.Ref) (*host, *project, api.Deployment, error) {
	h, p, err := f.shown(ref.Host, ref.Project)
	if err != nil {
		return nil, nil, api.Deployment{}, err
	}
	s, err := f.sight(ctx, h, p, ref)
	return h, p, s.deployment, err
}

// sight finds or reads a deployment, once for all who want to know at the same time.
func (f *Fleet) sight(ctx context.Context, h *host, p *project, ref api.Ref) (sight, error) {
	h.mu.Lock()
	s, ok := p.newest(ref.Deployment)
	h.mu.Unlock()
	if ok {
		return s, nil
	}
	got, err := h.flight.share(ctx, fmt.Sprint("seen", h.user(), ref), func() (any, error) {
		r, err := f.look(ctx, ref, false)
		if err != nil {
			if ctx.Err() == nil && !unasked(ctx, err) {
				h.miss(p, ref.Deployment, err)
			}
			return nil, err
		}
		l := look{deployment: *r.Deployment, pipeline: r.Pipeline, pipelineErr: r.PipelineErr, at: r.ReadAt}
		return l.sight(), nil
	})
	if err != nil {
		return sight{}, err
	}
	s, _ = got.(sight)
	return s, nil
}

const (
	// missLife is how long a deployment that could not be read is left alone by its
	// facts: there are many of them, and each begins with it.
	missLife = 5 * time.Second
	// misses bounds how many of those are remembered, for each project.
	misses = 100
)

// miss is that a deployment could not be read.
type miss struct {
	at  time.Time
	err error
}

func (h *host) miss(p *project, id int64, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if p.missed == nil || len(p.missed) >= misses {
		p.missed = map[int64]miss{}
	}
	p.missed[id] = miss{h.now(), err}
}

// lately is why a deployment could not be read just now; nil where it can be tried, or
// is known.
func (h *host) lately(p *project, id int64) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, ok := p.newest(id); ok {
		delete(p.missed, id)
		return nil
	}
	m, ok := p.missed[id]
	if !ok || !recent(m.at, h.now(), missLife) {
		return nil
	}
	return m.err
}
