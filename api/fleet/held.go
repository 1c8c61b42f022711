package fleet

import (
	"time"

	"greenlight/api"
	"greenlight/api/pack"
)

// held is a deployment that is known of an environment. It is packed as what is listed
// is: there are some for every environment.
type held struct {
	id int64
	// end is when it ended, zero while it has not.
	end time.Time
	// packed is the deployment; none where it is kept whole. whole is it unpacked: always
	// where packed is none, else while a list is judged.
	packed pack.Row
	whole  *api.Deployment
}

func hold(d *api.Deployment, packed pack.Row) *held {
	return &held{d.ID, d.FinishedAt(), packed, d}
}

// holdOnly is hold for what may be nil.
func holdOnly(d *api.Deployment) *held {
	if d == nil {
		return nil
	}
	return hold(d, pack.Row{})
}

// deployment is it unpacked, to be read only; nil of nil.
func (x *held) deployment() *api.Deployment {
	switch {
	case x == nil:
		return nil
	case x.whole != nil:
		return x.whole
	}
	return x.packed.Deployment()
}

// all are those that are known.
func (at *place) all() []*held {
	return []*held{at.live, at.newestSuccess, at.newestWaiting, at.newestRunning}
}

// unfold keeps what is known of all environments unpacked until fold.
func (p *project) unfold() {
	for _, at := range p.places {
		for _, x := range at.all() {
			if x != nil {
				x.whole = x.deployment()
			}
		}
	}
}

// fold packs what was unpacked. The host's mutex is held.
func (p *project) fold() {
	for i := range p.listed {
		if l := &p.listed[i]; !l.packed.IsZero() {
			l.whole = nil
		}
	}
	for _, at := range p.places {
		for _, x := range at.all() {
			if x != nil && !x.packed.IsZero() {
				x.whole = nil
			}
		}
	}
}
