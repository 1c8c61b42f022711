package fleet

import (
	"slices"
	"time"

	"greenlight/api"
)

// strayLife is how long a project is remembered that is shown no more: it may come back,
// and a card that is open may still be about it.
const strayLife = time.Hour

// Project is what a project is called; false where it is neither among those shown
// nor was found.
func (f *Fleet) Project(ref api.ProjectRef) (Project, bool) {
	h, p, err := f.shown(ref.Host, ref.ID)
	if err != nil {
		return Project{}, false
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return Project{Ref: ref, Path: p.info.PathWithNamespace}, true
}

// shown is a project that was discovered or found, with its instance.
func (f *Fleet) shown(host string, id int64) (*host, *project, error) {
	h, err := f.host(host)
	if err != nil {
		return nil, nil, err
	}
	p, err := h.known(id)
	return h, p, err
}

// path is the project's, with its groups.
func (h *host) path(p *project) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return p.info.PathWithNamespace
}

// discover notes which projects are shown, and forgets those that are no more: at once what
// was only restored, else after a while. Where some names could not be looked up, what they
// led to stays.
func (h *host) discover(found []Project, all bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if all || h.discovered == nil {
		h.discovered = make(map[int64]bool, len(found))
	}
	for _, p := range found {
		h.discovered[p.Ref.ID] = true
	}
	now := h.now()
	for id, p := range h.projects {
		old := h.isRestored(p)
		switch {
		case h.discovered[id] || p.admitted:
			p.strayed = time.Time{}
		case old && !all:
			h.discovered[id] = true
		case old:
			delete(h.projects, id)
		case p.strayed.IsZero():
			p.strayed = now
		case !recent(p.strayed, now, strayLife):
			delete(h.projects, id)
		}
	}
}

// missing notes that GitLab says a project is not there.
func (h *host) missing(p *project, err error) {
	if gone(err) {
		h.mu.Lock()
		defer h.mu.Unlock()
		p.lost = true
	}
}

// forget drops all that is known of a deployment that was found deleted.
func (p *project) forget(h *host, id int64) {
	begun := h.begin()
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(p.looked, id)
	delete(p.past, id)
	p.gone[id] = begun
	p.untag() // it would be no change to the server if it came back
	p.listed, p.outline = slices.DeleteFunc(slices.Clone(p.listed), func(l listed) bool { return l.id == id }), nil
	for _, at := range p.places {
		at.drop(id)
	}
}

func (at *place) drop(id int64) {
	at.lose(id)
	for _, known := range []**held{&at.newestWaiting, &at.newestRunning} {
		if *known != nil && (*known).id == id {
			*known = nil
		}
	}
}

// present leaves out of a listing what was found deleted after the listing began
// as the read of that number: it must not come back for one round.
func (p *project) present(found []api.Deployment, begun uint64) []api.Deployment {
	return slices.DeleteFunc(found, func(d api.Deployment) bool { return p.gone[d.ID] > begun })
}
