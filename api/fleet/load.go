package fleet

import (
	"context"
	"time"

	"greenlight/api"
	"greenlight/api/pack"
)

// Snapshot is what is known of one project: always the whole list, however little of it
// was transferred.
type Snapshot struct {
	Project Project
	Rows    []Row
	// Partial is true where what waits and runs further down is yet to be read: that is what
	// the next LoadProject does.
	Partial bool
	// More is true where the project has older deployments than were read.
	More   bool
	ReadAt time.Time
	// Changed is false where every row is as it was handed out last, but for its ReadAt
	// and its Judged: none came, went, was updated or is judged differently.
	Changed bool
}

// LoadProject brings the list of a project up to date: its newest deployments, and
// where those are more than one page also those that wait or run, however old: what
// waits must not be missed because much else happened since.
//
// The first time, every ten minutes (of a long list as seldom as Follow says) and after
// Doubt all of it is read, which finds also what was deleted; otherwise what GitLab says
// was updated since, in one request. Of a long list that nobody has read yet it is only the
// newest page where the budget has no room for all projects: that of the others goes first. After an error what was known stays, and the next read
// goes on from there.
func (f *Fleet) LoadProject(ctx context.Context, ref api.ProjectRef) (Snapshot, error) {
	h, p, err := f.shown(ref.Host, ref.ID)
	if err != nil {
		return Snapshot{}, err
	}
	l, err := h.list(ctx, p)
	if err != nil {
		h.doubtBy(p, err)
		h.missing(p, err)
		return Snapshot{}, err
	}
	return h.land(ref, p, l), nil
}

// Doubt makes the next LoadProject of a project read all of it: somebody asks for
// certainty, or something happened that an update does not tell.
func (f *Fleet) Doubt(ref api.ProjectRef) {
	if h, p, err := f.shown(ref.Host, ref.ID); err == nil {
		h.doubt(p)
	}
}

// land merges what was read into what is known, and judges all of it.
func (h *host) land(ref api.ProjectRef, p *project, l *listing) Snapshot {
	h.mu.Lock()
	defer h.mu.Unlock()
	found := p.absorb(l, h.now())
	looks := p.settle(found, l.begun)
	p.survey(found, h.now())
	p.listedAt, p.listedBegun, p.lost = h.now(), max(p.listedBegun, l.begun), false
	return h.shot(ref, p, func(i int) *look { return looks[i] })
}

// shot judges all that is listed, each with the single read of it that holds. The
// host's mutex is held.
func (h *host) shot(ref api.ProjectRef, p *project, looked func(i int) *look) Snapshot {
	s := Snapshot{
		Project: Project{Ref: ref, Path: p.info.PathWithNamespace},
		Rows:    make([]Row, 0, len(p.listed)), Partial: p.owes, More: p.more, ReadAt: p.listedAt,
	}
	now := h.now()
	p.unfold()
	for i := range p.listed {
		l := looked(i)
		r := h.judge(p, p.listed[i].unfold(), l)
		if l == nil {
			r.Packed, r.ReadAt = p.listed[i].packed, now // one time for all takes no room in each
		}
		s.Rows = append(s.Rows, r)
	}
	s.Changed = p.changed(s.Rows)
	p.outlined()
	p.askable()
	p.fold()
	return s
}

// settle decides between a listing and the single reads of its deployments, puts
// the reads that hold in the listing's place, and forgets the others, but for those
// that began after the read of that number.
func (p *project) settle(found []listed, begun uint64) []*look {
	looks := make([]*look, len(found))
	kept := make(map[int64]*look, len(p.looked))
	for id, l := range p.looked {
		if l.begun > begun {
			kept[id] = l
		}
	}
	for i := range found {
		at := &found[i]
		l := p.lookAt(at)
		if l == nil {
			continue
		}
		if !sameListed(&l.deployment, at.unfold()) {
			p.untag()
		}
		looks[i], kept[at.id] = l, l
		*at = listed{id: at.id, whole: &l.deployment, from: max(at.from, l.begun), mark: at.mark, active: active(&l.deployment)}
	}
	p.looked = kept
	return looks
}

// lookAt is the single read of what is listed, nil where there is none that holds.
func (p *project) lookAt(l *listed) *look {
	if p.looked[l.id] == nil {
		return nil
	}
	return p.held(l.deployment(), l.from)
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
func (p *project) survey(found []listed, now time.Time) {
	p.listed, p.outline = found, nil
	places := map[string]*place{}
	for i := range found {
		d := found[i].unfold()
		at, ok := places[d.Environment.Name]
		if !ok {
			at = &place{}
			places[d.Environment.Name] = at
		}
		at.note(d, found[i].packed)
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
		places[found[i].whole.Environment.Name].fall(found[i].whole)
	}
	for name, old := range p.places {
		// An old environment that was asked just now is of use to who asked.
		if _, listed := places[name]; !listed && recent(old.liveAt, now, liveLife) {
			places[name] = &place{live: old.live, newestSuccess: old.newestSuccess, liveAt: old.liveAt, liveRead: old.liveRead}
		}
	}
	p.places = places
}

// note takes a deployment in where it is what is live, or the newest of its kind.
func (at *place) note(d *api.Deployment, packed pack.Row) {
	if d.OnItsWay() && (at.newestRunning == nil || d.ID > at.newestRunning.id) {
		at.newestRunning = hold(d, packed)
	}
	switch d.Status {
	case api.StatusSuccess:
		if at.newestSuccess == nil || d.ID > at.newestSuccess.id {
			at.newestSuccess = hold(d, packed)
		}
		if at.live == nil || d.FinishedAt().After(at.live.end) {
			at.live = hold(d, packed)
		}
	case api.StatusBlocked:
		if !d.Queued() && (at.newestWaiting == nil || d.ID > at.newestWaiting.id) {
			at.newestWaiting = hold(d, packed)
		}
	default:
	}
}
