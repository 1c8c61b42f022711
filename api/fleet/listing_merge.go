package fleet

import (
	"cmp"
	"slices"
	"time"

	"greenlight/api"
)

// absorb merges a read into the list, which is left as it is, and gives the new one,
// newest first. The host's mutex is held.
func (p *project) absorb(l *listing, now time.Time) []listed {
	whole := l.since.IsZero() && !l.rest
	if l.begun < p.wholeBegun {
		// all of the list is newer than this read
		l = &listing{begun: l.begun, since: l.clock, more: p.more, rest: l.rest}
		whole = false
	}
	read := len(l.found)
	items := p.present(slices.Clone(l.found), l.begun)
	merged := p.merge(items, l.begun, whole)
	if whole {
		p.fade(merged, p.wholeBegun)
	}
	p.reached(l, items, whole, now)
	switch {
	case len(items) < read:
		p.untag()
	case whole && l.next != "" && firstOf(merged, l.first):
		p.listTag = l.next
	case whole:
		p.listTag = ""
	case l.next != "":
		p.sinceTag, p.sinceOf = l.next, l.since
	}
	more := l.more && whole || p.more && !whole
	merged, cut := keep(merged, more)
	p.more = more || cut
	return fitted(merged)
}

// reached remembers how far a read got: the newest update it saw, never later than the
// server's own time, since what bears a time to come, from before a clock was set back,
// would hide all that follows until then. What waits and runs tells nothing of the others.
func (p *project) reached(l *listing, items []api.Deployment, whole bool, now time.Time) {
	if l.rest {
		p.owes = false
		return
	}
	newest := p.updated
	if whole {
		newest = time.Time{}
		p.wholeAt, p.wholeBegun, p.owes = now, l.begun, l.short && l.more
	}
	for i := range items {
		if items[i].UpdatedAt.After(newest) {
			newest = items[i].UpdatedAt
		}
	}
	if !l.clock.IsZero() && newest.After(l.clock) {
		newest = l.clock
	}
	p.updated = newest
	if l.jammed {
		p.stuck = newest.Add(-overlap)
	}
}

// merge puts what was read in the place of what it is newer than. What the list has from
// a read that began later stays; what the whole does not name goes.
func (p *project) merge(items []api.Deployment, begun uint64, whole bool) []listed {
	known := make(map[int64]*listed, len(p.listed))
	for i := range p.listed {
		known[p.listed[i].id] = &p.listed[i]
	}
	read := make(map[int64]bool, len(items))
	merged := make([]listed, 0, len(p.listed)+len(items))
	for i := range items {
		d := &items[i]
		if read[d.ID] {
			continue
		}
		read[d.ID] = true
		old := known[d.ID]
		switch {
		case old == nil:
			p.stale(whole)
		case old.from > begun && !d.UpdatedAt.After(old.unfold().UpdatedAt):
			merged = append(merged, *old)
			continue
		case !sameListed(old.unfold(), d):
			p.stale(whole)
		}
		merged = append(merged, p.put(d, old, begun))
	}
	for i := range p.listed {
		l := p.listed[i]
		if read[l.id] || whole && l.from <= begun {
			continue
		}
		if l.packed.IsZero() { // it may have been restored
			l = p.put(l.whole, &l, l.from)
		}
		merged = append(merged, l)
	}
	slices.SortFunc(merged, func(a, b listed) int { return cmp.Compare(b.id, a.id) })
	return merged
}

// fitted is a list without room for more, which would be held for as long as the list.
func fitted(list []listed) []listed { return append(make([]listed, 0, len(list)), list...) }

// stale drops the tags after an update: they name another state than what is listed.
func (p *project) stale(whole bool) {
	if !whole {
		p.untag()
	}
}

// untag makes the next read a full one: an answer that nothing changed would be about
// something else than what is listed.
func (p *project) untag() { p.listTag, p.sinceTag, p.sinceOf = "", "", time.Time{} }

// keep bounds a list as the whole is read: a page of the newest, and of the older ones
// those that wait or run. cut is that others were left out.
func keep(all []listed, more bool) (kept []listed, cut bool) {
	if len(all) <= api.MaxPerPage {
		return all, false
	}
	older := all[api.MaxPerPage:]
	count := map[api.Status]int{}
	older = slices.DeleteFunc(older, func(l listed) bool {
		d := l.deployment()
		count[d.Status]++
		return d.Status != api.StatusBlocked && d.Status != api.StatusRunning || count[d.Status] > activeRows
	})
	return all[:api.MaxPerPage+len(older)], true
}

// firstOf reports whether a list begins with the deployments of its first page.
func firstOf(list []listed, page []api.Deployment) bool {
	return len(list) >= len(page) && slices.EqualFunc(list[:len(page)], page, func(a listed, b api.Deployment) bool { return a.id == b.ID })
}

func (h *host) doubt(p *project) {
	begun := h.begin()
	h.mu.Lock()
	defer h.mu.Unlock()
	p.doubted = begun
}

// doubtBy doubts after a failure that may be more than a bad line: who is refused may
// see something else next time, and so may who is answered by something else.
func (h *host) doubtBy(p *project, err error) {
	switch api.KindOf(err) {
	case api.Offline, api.TLS, api.Timeout, api.Canceled, api.RateLimited, api.Unavailable, api.Server:
	default:
		h.doubt(p)
	}
}
