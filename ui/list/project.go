package list

import (
	"math"
	"slices"

	"greenlight/api"
	"greenlight/api/fleet"
)

// project is what is loaded of one project.
type project struct {
	// path is its path as the last row had it; rows is how many there are.
	path string
	rows int
	// origins are what the rows that were kept last share.
	origins []*origin
	index   index
	// active are those that are blocked or running: every listing has them all.
	active map[int64]struct{}
	// floor is the oldest deployment down to which older ones were read without a
	// gap; never where none were. top is the newest one of the last listing.
	floor, top int64
}

// never is the floor of a project of which no older rows were read.
const never = math.MaxInt64

// project finds a row's project, or begins one.
func (s *store) project(ref api.Ref) *project {
	at := api.ProjectRef{Host: ref.Host, ID: ref.Project}
	p, ok := s.projects[at]
	if !ok {
		p = &project{active: map[int64]struct{}{}, floor: never}
		s.projects[at] = p
	}
	return p
}

// note takes in what a row says of its project.
func (p *project) note(row *fleet.Row) {
	p.path = row.Project
	switch row.Deployment.Status {
	case api.StatusBlocked, api.StatusRunning:
		p.active[row.Ref.Deployment] = struct{}{}
	default:
		delete(p.active, row.Ref.Deployment)
	}
}

// from is how many of its deployments are no older than id.
func (p *project) from(id int64) int {
	at, _ := p.index.find(id)
	return len(p.index.filed) - at
}

// listing is what a read of the newest deployments and of all active ones covers.
type listing struct {
	// from is the oldest deployment of its newest page, the smallest number where
	// the page had room for more: there is nothing older then. top is the newest.
	from, top int64
}

// covered tells the newest page of a listing from the active rows behind it.
func covered(rows []fleet.Row) listing {
	ids := make([]int64, len(rows))
	for i := range rows {
		ids[i] = rows[i].Ref.Deployment
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	l := listing{from: math.MinInt64}
	if n := len(ids); n >= api.MaxPerPage {
		l.from, l.top = ids[n-api.MaxPerPage], ids[n-1]
	} else if n > 0 {
		l.top = ids[n-1]
	}
	return l
}

// replace takes a listing of a project and drops what it would have brought and did
// not: whatever is no older than its newest page, what was active, and what is older
// than all that Extend read. The rest of the older rows stay as they are. Where so
// much happened since the last listing that the two do not meet, they all go: a list
// with a gap nobody sees would say that nothing happened there.
//
// Where nothing moved the order is left alone: a quiet poll costs what its own rows
// cost.
func (s *store) replace(ref api.ProjectRef, rows []fleet.Row, q query) change {
	var c change
	s.begin()
	s.each(rows, q, &c, false)
	p, ok := s.projects[ref]
	if !ok || s.served {
		return s.reorder(c)
	}
	s.listed(rows)
	l := covered(rows)
	if l.from > p.top {
		p.floor = never
	}
	p.top = l.top
	for _, e := range s.missing(p, l) {
		s.drop(e, q, &c)
	}
	return s.filed(ref, c)
}

// missing are the loaded rows that a listing says are gone.
func (s *store) missing(p *project, l listing) []*entry {
	var gone []*entry
	check := func(e *entry, alone bool) {
		if e != nil && e.round != s.round && (alone || !e.single) {
			gone = append(gone, e)
		}
	}
	page, _ := p.index.find(l.from)
	for _, e := range p.index.filed[page:] {
		check(e, true)
	}
	for id := range p.active {
		if id < l.from {
			check(p.index.at(id), true)
		}
	}
	floor, _ := p.index.find(p.floor)
	for _, e := range p.index.filed[:min(floor, page)] {
		if _, active := p.active[e.id]; !active {
			check(e, false)
		}
	}
	return gone
}

// extend takes a page of older rows of a project.
func (s *store) extend(ref api.ProjectRef, rows []fleet.Row, q query) change {
	var c change
	s.begin()
	s.each(rows, q, &c, false)
	s.listed(rows)
	// Older rows that are read because somebody scrolled are not news.
	c.fresh = nil
	p, ok := s.projects[ref]
	if !ok || s.served {
		return s.reorder(c)
	}
	for i := range rows {
		p.floor = min(p.floor, rows[i].Ref.Deployment)
		p.top = max(p.top, rows[i].Ref.Deployment)
	}
	return s.filed(ref, c)
}

// listed notes that a listing brought rows: they stay and go with it from now on.
func (s *store) listed(rows []fleet.Row) {
	for i := range rows {
		if e := s.at(rows[i].Ref); e != nil {
			e.single = false
		}
	}
}

// put takes a single row. One that is too old for any listing stays: somebody asked
// for it, as with the link that greenlight was opened on.
func (s *store) put(row fleet.Row, q query) change {
	var c change
	s.begin()
	known := s.at(row.Ref) != nil
	s.each([]fleet.Row{row}, q, &c, false)
	if e := s.at(row.Ref); e != nil && !known {
		e.single = true
	}
	return s.filed(api.ProjectRef{Host: row.Ref.Host, ID: row.Ref.Project}, c)
}

// forget drops all rows of a project.
func (s *store) forget(ref api.ProjectRef, q query) change {
	var c change
	s.begin()
	if _, ok := s.projects[ref]; !ok {
		return c
	}
	for _, e := range s.order {
		if projectOf(e.ref()) == ref {
			s.drop(e, q, &c)
		}
	}
	return s.filed(ref, c)
}

// each takes rows. A list in the server's order takes new ones only where they are
// appended: any other row is not part of the answer.
func (s *store) each(rows []fleet.Row, q query, c *change, appended bool) {
	for i := range rows {
		if s.served && !appended && s.at(rows[i].Ref) == nil {
			continue
		}
		s.upsert(&rows[i], q, c)
	}
}

// filed ends an update of one project.
func (s *store) filed(ref api.ProjectRef, c change) change {
	if p := s.projects[ref]; p != nil {
		if p.rows == 0 {
			delete(s.projects, ref)
		} else if !s.served {
			p.index.file(c.died)
		}
	}
	return s.reorder(c)
}
