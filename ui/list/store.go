package list

import (
	"slices"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/filter"
)

// entry is a row with what was computed from it when it came.
type entry struct {
	row fleet.Row
	hay filter.Hay
	key key
	// state is what views and filters take it for.
	state api.State
	// views has the bit of every view that shows it.
	views uint64
	// round is the replacement that saw it last.
	round uint64
}

// store holds all rows. It has one owner, the newest Model.
type store struct {
	views    []View
	counts   []int
	rows     map[api.Ref]*entry
	projects map[api.ProjectRef][]*entry
	order    []*entry
	round    uint64
	// unjudged counts the entries of which nobody ever read whom they wait for.
	unjudged int
	// unseen are the rows a refresh put above the window.
	unseen map[api.Ref]struct{}
	// envs counts the rows of every environment name; cuts knows which of the names
	// look alike when their end is cut.
	envs map[string]int
	cuts cuts
}

// query is what decides whether an entry is shown.
type query struct {
	bit    uint64
	filter filter.Filter
	now    time.Time
	// ages is true where time alone may change what is shown.
	ages bool
}

func (q query) shows(e *entry) bool {
	return e.views&q.bit != 0 && q.filter.MatchHay(&e.hay, q.now)
}

// change is what an update of the store does to lists in order.
type change struct {
	// all are the edits of the order, shown those of the rows of the query.
	all, shown edits
	// fresh are shown rows that are new there or became more urgent.
	fresh []*entry
}

func newStore(views []View) *store {
	return &store{
		views:    views,
		counts:   make([]int, len(views)),
		rows:     map[api.Ref]*entry{},
		projects: map[api.ProjectRef][]*entry{},
		unseen:   map[api.Ref]struct{}{},
		envs:     map[string]int{},
	}
}

// replace makes rows all there is of a project. Where nothing moved the order is
// left alone: a quiet poll costs what its own rows cost.
func (s *store) replace(project api.ProjectRef, rows []fleet.Row, q query) change {
	var c change
	s.round++
	kept := make([]*entry, 0, len(rows))
	for i := range rows {
		if e, first := s.upsert(&rows[i], q, &c); first {
			kept = append(kept, e)
		}
	}
	for _, e := range s.projects[project] {
		if e.round != s.round && s.rows[e.key.ref] == e {
			s.drop(e, q, &c)
		}
	}
	s.projects[project] = kept
	if len(kept) == 0 {
		delete(s.projects, project)
	}
	return s.reorder(c)
}

// put takes a single row.
func (s *store) put(row fleet.Row, q query) change {
	var c change
	s.round++
	before := s.rows[row.Ref]
	e, _ := s.upsert(&row, q, &c)
	project := api.ProjectRef{Host: row.Ref.Host, ID: row.Ref.Project}
	if before != e {
		s.projects[project] = append(slices.DeleteFunc(s.projects[project], func(o *entry) bool {
			return o == before
		}), e)
	}
	return s.reorder(c)
}

func (s *store) reorder(c change) change {
	if !c.all.none() {
		s.order = merge(s.order, c.all)
	}
	return c
}

// upsert takes a row. An entry whose place stays is changed where it is; else a new
// one takes over, as the old one is still needed to find the old place. first is
// false when the round saw the row already.
func (s *store) upsert(row *fleet.Row, q query, c *change) (e *entry, first bool) {
	old := s.rows[row.Ref]
	if old != nil && old.round == s.round {
		return old, false
	}
	fresh := s.newEntry(row, old, q.now)
	s.count(fresh, 1)
	if old == nil {
		s.add(fresh, q, c)
		return fresh, true
	}
	s.count(old, -1)
	before, after := q.shows(old), q.shows(fresh)
	if after && (!before || fresh.key.rank < old.key.rank) {
		c.fresh = append(c.fresh, fresh)
	}
	if fresh.key == old.key {
		*old = *fresh
		c.toggle(old, before, after)
		return old, true
	}
	s.rows[row.Ref] = fresh
	c.leave(old, before)
	c.enter(fresh, after)
	return fresh, true
}

func (s *store) add(e *entry, q query, c *change) {
	s.rows[e.key.ref] = e
	shown := q.shows(e)
	c.enter(e, shown)
	if shown {
		c.fresh = append(c.fresh, e)
	}
}

func (s *store) drop(e *entry, q query, c *change) {
	c.leave(e, q.shows(e))
	s.count(e, -1)
	delete(s.rows, e.key.ref)
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

func (s *store) newEntry(row *fleet.Row, old *entry, now time.Time) *entry {
	e := &entry{row: *row, key: keyOf(row, old), state: standing(row, old), round: s.round}
	e.hay = filter.Read(&e.row, e.state)
	e.views = s.viewsOf(e, now)
	return e
}

// viewsOf are the views that show an entry.
func (s *store) viewsOf(e *entry, now time.Time) uint64 {
	var bits uint64
	for i := range s.views {
		if s.views[i].Filter.MatchHay(&e.hay, now) {
			bits |= 1 << i
		}
	}
	return bits
}

// count adds n entries like e to the counts of its views and its environment.
func (s *store) count(e *entry, n int) {
	for i := range s.counts {
		if e.views&(1<<i) != 0 {
			s.counts[i] += n
		}
	}
	if e.state == api.StateReading {
		s.unjudged += n
	}
	name := e.row.Deployment.Environment.Name
	s.envs[name] += n
	switch {
	case s.envs[name] == 0:
		delete(s.envs, name)
		s.cuts = cuts{}
	case n > 0 && s.envs[name] == n:
		s.cuts = cuts{}
	}
}

// tick asks the views with an age again, if there are any.
func (s *store) tick(now time.Time) {
	if !slices.ContainsFunc(s.views, func(v View) bool { return v.Filter.Ages() }) {
		return
	}
	clear(s.counts)
	for _, e := range s.order {
		e.views = s.viewsOf(e, now)
		for i := range s.counts {
			s.counts[i] += int(e.views >> i & 1)
		}
	}
}

// candidates are the distinct values of all rows, sorted.
func (s *store) candidates() filter.Candidates {
	var envs, projects, refs, users, statuses set
	for _, e := range s.order {
		envs.add(e.row.Deployment.Environment.Name)
		projects.add(e.row.Project)
		refs.add(e.row.Deployment.Ref)
		users.add(e.row.Username())
		statuses.add(string(e.row.Deployment.Status))
	}
	return filter.Candidates{
		Environments: envs.sorted(), Projects: projects.sorted(), Refs: refs.sorted(),
		Users: users.sorted(), Statuses: statuses.sorted(),
	}
}

type set struct{ has map[string]struct{} }

func (s *set) add(v string) {
	if s.has == nil {
		s.has = map[string]struct{}{}
	}
	if v != "" {
		s.has[v] = struct{}{}
	}
}

func (s *set) sorted() []string {
	out := make([]string, 0, len(s.has))
	for v := range s.has {
		out = append(out, v)
	}
	slices.Sort(out)
	return out
}
