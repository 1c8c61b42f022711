package list

import (
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/filter"
)

// store holds all rows. It has one owner, the newest Model.
type store struct {
	views    []View
	counts   []int
	projects map[api.ProjectRef]*project
	order    []*entry
	// left is the order before the last update, spare an older one: the room for the next.
	left, spare []*entry
	// vacant is the room of rows that were shown before.
	vacant []*entry
	hays   hays
	// opened are deployments that were unpacked last.
	opened opened
	// entries are where those live, owners are they by the slots of their hays.
	entries entries
	owners  []*entry
	round   uint32
	// served is true where the rows stand in the server's order; places counts them.
	served bool
	places uint32
	// unjudged counts the entries of which nobody ever read whom they wait for,
	// marked the marks, waiting and production what waits for the user.
	unjudged, marked, waiting, production int
	calm                                  Calm
	// unseen are the rows a refresh put above the window.
	unseen map[api.Ref]struct{}
	kinds  [kindCount]values
	cuts   cuts
	// ageing has the bit of every view that asks for an age. aged is how long those
	// views stay as they are, asked how long the filter on top does.
	ageing      uint64
	aged, asked hold
}

// query is what decides whether an entry is shown.
type query struct {
	bit    uint64
	filter filter.Filter
	now    time.Time
	// ages is true where time alone may change what the filter shows.
	ages bool
}

// change is what an update of the store does to lists in order.
type change struct {
	// all are the edits of the order, shown those of the rows of the query.
	all, shown edits
	// fresh are shown rows that are new there or became more urgent.
	fresh []*entry
	// died are the deployments of one project that went.
	died []int64
	// aged is true where time alone changed the views.
	aged bool
}

func newStore(views []View, served bool) *store {
	s := &store{
		views:    views,
		counts:   make([]int, len(views)),
		projects: map[api.ProjectRef]*project{},
		served:   served,
		unseen:   map[api.Ref]struct{}{},
	}
	for k := range s.kinds {
		s.kinds[k] = values{}
	}
	for i := range views {
		if views[i].Filter.Ages() {
			s.ageing |= 1 << i
		}
	}
	return s
}

// shows reports whether an entry is one of the rows that a query asks for.
func (s *store) shows(q query, e *entry) bool {
	return e.views&q.bit != 0 && q.filter.MatchHay(s.hays.at(e.slot), q.now)
}

// upsert takes a row, once in a round. An entry whose place stays is changed where
// it is; else a new one takes over, as the old one is still needed to find the old
// place.
func (s *store) upsert(row *fleet.Row, q query, c *change) {
	old := s.at(row.Ref)
	if old == nil {
		s.add(row, q, c)
		return
	}
	if old.round == s.round {
		return
	}
	before, urgency := s.shows(q, old), old.rank
	read := s.read(row, old, q)
	s.count(&read, 1)
	s.count(old, -1)
	s.rename(old, &read)
	s.project(row.Ref).note(row)
	after, fresh := s.shows(q, &read), old
	if read.rung() == old.rung() {
		*old = read
		c.toggle(old, before, after)
	} else {
		fresh = s.entries.take(read)
		s.owners[fresh.slot] = fresh
		s.project(row.Ref).index.put(fresh)
		c.leave(old, before)
		s.entries.give(old)
		c.enter(fresh, after)
	}
	if after && (!before || fresh.rank < urgency) {
		c.fresh = append(c.fresh, fresh)
	}
}

func (s *store) add(row *fleet.Row, q query, c *change) {
	e := s.entries.take(s.read(row, nil, q))
	s.owners[e.slot] = e
	s.count(e, 1)
	s.rename(nil, e)
	p := s.project(row.Ref)
	p.index.put(e)
	p.note(row)
	p.rows++
	shown := s.shows(q, e)
	c.enter(e, shown)
	if shown {
		c.fresh = append(c.fresh, e)
	}
}

func (s *store) drop(e *entry, q query, c *change) {
	c.leave(e, s.shows(q, e))
	s.count(e, -1)
	s.rename(e, nil)
	s.hays.give(e.slot)
	s.owners[e.slot] = nil
	if e.marked {
		s.marked--
	}
	p := s.project(e.ref())
	p.rows--
	delete(p.active, e.id)
	delete(p.index.fresh, e.id)
	c.died = append(c.died, e.id)
	s.entries.give(e)
}

func (c *change) enter(e *entry, shown bool) {
	c.all.in = append(c.all.in, e)
	if shown {
		c.shown.in = append(c.shown.in, e)
	}
}

func (c *change) leave(e *entry, shown bool) {
	c.all.out = append(c.all.out, e)
	if shown {
		c.shown.out = append(c.shown.out, e)
	}
}

// toggle is for an entry that keeps its place in the order.
func (c *change) toggle(e *entry, before, after bool) {
	switch {
	case before && !after:
		c.shown.out = append(c.shown.out, e)
	case after && !before:
		c.shown.in = append(c.shown.in, e)
	}
}

// read computes what is kept of a row and puts its hay in the old one's place.
func (s *store) read(row *fleet.Row, old *entry, q query) entry {
	e := s.project(row.Ref).keep(row)
	s.stand(&e, row, old)
	e.state, e.round = standing(row, old), s.round
	if old != nil {
		e.slot, e.marked, e.single = old.slot, old.marked, old.single
	} else {
		e.slot = s.hays.take()
	}
	if int(e.slot) == len(s.owners) {
		s.owners = append(s.owners, nil)
	}
	hay := s.hays.at(e.slot)
	*hay = filter.Read(row, e.state)
	e.views = s.viewsOf(hay, q.now)
	if q.ages {
		s.asked.note(q.filter.Turns(hay, q.now))
	}
	return e
}

// viewsOf are the views that show a row.
func (s *store) viewsOf(hay *filter.Hay, now time.Time) uint64 {
	var bits uint64
	for i := range s.views {
		if s.views[i].Filter.MatchHay(hay, now) {
			bits |= 1 << i
		}
		if s.ageing>>i&1 != 0 {
			s.aged.note(s.views[i].Filter.Turns(hay, now))
		}
	}
	return bits
}

// count adds n entries like e to what is counted of states and views.
func (s *store) count(e *entry, n int) {
	for i := range s.counts {
		if e.views&(1<<i) != 0 {
			s.counts[i] += n
		}
	}
	s.calm.add(e, n)
	if e.state == api.StateReading {
		s.unjudged += n
	}
	if state := e.judged(); state == api.StateNeedsYou || state == api.StateMaybeYou {
		s.waiting += n
		if e.production() {
			s.production += n
		}
	}
}

// rename counts the values of one entry in the place of another's; either is nil
// where there is none.
func (s *store) rename(old, fresh *entry) {
	var was, is [kindCount]string
	if fresh.sameNames(old) {
		return
	}
	if old != nil {
		was = old.names()
	}
	if fresh != nil {
		is = fresh.names()
	}
	for k, v := range s.kinds {
		if old != nil && fresh != nil && was[k] == is[k] {
			continue
		}
		if fresh != nil && v.add(is[k], 1) && kind(k) == kindEnv {
			s.cuts.add(is[k], 1)
		}
		if old != nil && v.add(was[k], -1) && kind(k) == kindEnv {
			s.cuts.add(was[k], -1)
		}
	}
}

// tick asks the views with an age again once one of their answers may have turned,
// and reports whether it did.
func (s *store) tick(now time.Time) bool {
	if s.ageing == 0 || !s.aged.over(now) {
		return false
	}
	s.aged = hold{from: now}
	for _, e := range s.order {
		s.count(e, -1)
		e.views = s.viewsOf(s.hays.at(e.slot), now)
		s.count(e, 1)
	}
	return true
}
