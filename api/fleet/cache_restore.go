package fleet

import (
	"strings"
	"time"

	"greenlight/api"
	"greenlight/api/snapshot"
)

// recallNames knows again what the names led to that were not looked up in this run, as
// far as those projects were saved. The host's mutex is held.
func (h *host) recallNames(s *snapshot.State) {
	infos := make(map[int64]*api.Project, len(s.Projects))
	for i := range s.Projects {
		infos[s.Projects[i].Info.ID] = &s.Projects[i].Info
	}
	for _, n := range s.Names {
		if _, known := h.led[n.Name]; known {
			continue
		}
		var found []api.Project
		for _, id := range n.Projects {
			if info := infos[id]; info != nil {
				found = append(found, *info)
			}
		}
		if len(found) > 0 {
			h.led[n.Name] = found
		}
	}
}

// ages are the ages of what was saved, by the clock of now.
type ages struct {
	now     time.Time
	unknown bool
}

// of is when something was read, never later than now.
func (a ages) of(at time.Time) time.Time {
	switch {
	case at.IsZero():
		return at
	case a.unknown:
		return a.now.Add(-unknownAge)
	case at.After(a.now):
		return a.now
	}
	return at
}

// revive brings a project back as it was; nil where it was listed in this run, or is found
// to be none of those that are shown.
func (h *host) revive(saved *snapshot.Project, age ages) *project {
	p := h.projects[saved.Info.ID]
	if p == nil || p.listedBegun != 0 {
		return nil
	}
	if p.role == nil {
		p.role, p.roleAt = saved.Role, age.of(saved.RoleAt)
	}
	if p.tiers == nil {
		p.tiersAt = age.of(saved.TiersAt)
		p.tiers = make(map[int64]api.Environment, len(saved.Tiers))
		for _, e := range saved.Tiers {
			p.tiers[e.ID] = ownPlace(e)
		}
	}
	for i := range saved.Lives {
		l := &saved.Lives[i]
		if p.places[l.Environment] == nil {
			p.places[l.Environment] = &place{live: p.store(l.Live), newestSuccess: p.store(l.NewestSuccess)}
		}
	}
	seenLater(saved)
	p.restoreList(saved.Listed, age.now)
	p.listedAt, p.listedBegun, p.more = age.of(saved.ListedAt), h.restored, saved.More
	p.listTag = strings.Clone(saved.Tag)
	for i := range saved.Looks {
		l := &saved.Looks[i]
		if p.looked[l.Deployment.ID] == nil {
			p.keep(&look{deployment: l.Deployment, at: age.of(l.At), begun: h.restored}, false)
		}
	}
	return p
}

// store packs what may stay for as long as the environment is shown; nil of nil.
func (p *project) store(d *api.Deployment) *held {
	x := holdOnly(d)
	if x != nil && p.dict != nil {
		x.packed, _ = p.dict.Pack(d)
	}
	return x
}

// ownPlace takes what is known of an environment out of the memory in which all of a
// state is: it outlives the lists, which are read anew, and must not keep them.
func ownPlace(e api.Environment) api.Environment {
	for _, s := range []*string{&e.Name, &e.Slug, &e.State, (*string)(&e.Tier)} {
		*s = strings.Clone(*s)
	}
	if e.ExternalURL != nil {
		own := strings.Clone(*e.ExternalURL)
		e.ExternalURL = &own
	}
	return e
}

// seenLater puts what was read singly after the listing in its place: of the two, which
// count as one read now, the later one holds.
func seenLater(saved *snapshot.Project) {
	later := map[int64]*api.Deployment{}
	for i := range saved.Looks {
		if l := &saved.Looks[i]; l.At.After(saved.ListedAt) {
			later[l.Deployment.ID] = &l.Deployment
		}
	}
	if len(later) == 0 {
		return
	}
	for i := range saved.Listed {
		if d := later[saved.Listed[i].ID]; d != nil {
			if !sameListed(d, &saved.Listed[i]) {
				saved.Tag = ""
			}
			saved.Listed[i] = *d
		}
	}
}

// revived is a project that was brought back, judged.
func (h *host) revived(p *project) Snapshot {
	s := Snapshot{
		Project: h.named(&p.info),
		Rows:    make([]Row, 0, len(p.listed)), More: p.more, ReadAt: p.listedAt,
	}
	for i := range p.listed {
		d := p.listed[i].deployment()
		l := p.held(d, h.restored)
		r := h.row(p, d, l)
		if l == nil {
			r.ReadAt = p.listedAt
		}
		s.Rows = append(s.Rows, r)
	}
	return s
}

// old reports whether what is shown of a deployment is from before this run: its single
// read, or where there is none the listing. Of one that has ended, a listing that says
// the same is enough.
func (h *host) old(p *project, d *api.Deployment, l *look) bool {
	if h.restored == 0 {
		return false
	}
	listed := p.listedBegun == h.restored
	if l == nil {
		return listed
	}
	return l.begun == h.restored && (listed || d.FinishedAt().IsZero())
}
