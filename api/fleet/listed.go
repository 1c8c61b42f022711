package fleet

import (
	"slices"
	"time"

	"greenlight/api"
	"greenlight/api/pack"
)

// listed is one deployment of a project's list. Lists are long and hardly looked at:
// between two reads of them a deployment is packed, unless it says more than a listing
// does.
type listed struct {
	id int64
	// packed is the deployment; none where it is kept whole.
	packed pack.Row
	// whole is the deployment unpacked: always where packed is none, else while the list
	// is judged.
	whole *api.Deployment
	// from is the read that it is from, mark how it was handed out last; 0 where it never
	// was.
	from, mark uint64
	// active is that it waits or is on its way.
	active bool
}

// deployment is it unpacked, to be read only.
func (l *listed) deployment() *api.Deployment {
	if l.whole != nil {
		return l.whole
	}
	return l.packed.Deployment()
}

// unfold keeps it unpacked until fold. Who calls it has the list for themselves.
func (l *listed) unfold() *api.Deployment {
	l.whole = l.deployment()
	return l.whole
}

// put packs a deployment of a read. Where it says what the known one does, that one is
// kept, which others may have too.
func (p *project) put(d *api.Deployment, known *listed, from uint64) listed {
	l := listed{id: d.ID, from: from, active: active(d)}
	if p.dict != nil {
		l.packed, _ = p.dict.Pack(d)
	}
	if l.packed.IsZero() {
		own := *d // not the whole page with it
		l.whole = &own
	}
	if known != nil {
		l.mark = known.mark
		if known.packed == l.packed {
			l.packed = known.packed
		}
	}
	return l
}

// outline is what is asked of a list again and again between two reads of it: it is
// worked out while the list is unpacked. What a single read adds makes it void.
type outline struct {
	// newest is what is newest by environment, places the ids of all environments.
	newest map[string]pulsed
	places []int64
}

// outlined works out what was not since the list or a single read changed. The host's
// mutex is held.
func (p *project) outlined() *outline {
	if p.outline == nil {
		o := &outline{newest: p.newestByPlace()}
		for i := range p.listed {
			o.places = append(o.places, p.listed[i].deployment().Environment.ID)
		}
		slices.Sort(o.places)
		o.places = slices.Clone(slices.Compact(o.places)) // not the room of all rows with it
		p.outline = o
	}
	return p.outline
}

// position is where a deployment stands in the list, -1 for nowhere.
func (p *project) position(id int64) int {
	return slices.IndexFunc(p.listed, func(l listed) bool { return l.id == id })
}

// withCommit are the listed deployments of a commit.
func (p *project) withCommit(sha string) []api.Deployment {
	var out []api.Deployment
	for i := range p.listed {
		if l := &p.listed[i]; l.whole == nil && l.packed.Head().SHA != sha {
			continue
		}
		if d := p.listed[i].deployment(); d.SHA == sha {
			out = append(out, *d)
		}
	}
	return out
}

// firstPage are the newest deployments as a page of them was.
func (l *listing) firstPage() []api.Deployment {
	out := make([]api.Deployment, len(l.base))
	for i := range l.base {
		out[i] = *l.base[i].deployment()
	}
	return out
}

// restoreList takes a list that was kept. It is packed when it is listed next: at the
// start there is no time for it.
func (p *project) restoreList(found []api.Deployment, now time.Time) {
	list := make([]listed, len(found))
	for i := range found {
		list[i] = listed{id: found[i].ID, whole: &found[i], active: active(&found[i])}
	}
	p.survey(list, now)
}
