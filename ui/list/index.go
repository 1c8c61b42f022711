package list

import (
	"cmp"
	"slices"

	"greenlight/api"
)

func projectOf(ref api.Ref) api.ProjectRef { return api.ProjectRef{Host: ref.Host, ID: ref.Project} }

// at is the entry of a name; nil where there is none.
func (s *store) at(ref api.Ref) *entry {
	p := s.projects[projectOf(ref)]
	if p == nil {
		return nil
	}
	return p.index.at(ref.Deployment)
}

// index finds the entries of a project by their ids. It is asked far more often than it
// changes, and of very many rows a map takes three times the room.
type index struct {
	// filed are in order, the oldest first.
	filed []*entry
	// fresh are those that came since: in this update, or all where nothing is filed.
	fresh map[int64]*entry
}

// find is where an id stands among the filed, or would stand.
func (x *index) find(id int64) (int, bool) {
	return slices.BinarySearchFunc(x.filed, id, func(e *entry, id int64) int { return cmp.Compare(e.id, id) })
}

func (x *index) at(id int64) *entry {
	if i, ok := x.find(id); ok {
		return x.filed[i]
	}
	return x.fresh[id]
}

// put takes an entry, in the place of another of its id.
func (x *index) put(e *entry) {
	if i, ok := x.find(e.id); ok {
		x.filed[i] = e
		return
	}
	if x.fresh == nil {
		x.fresh = map[int64]*entry{}
	}
	x.fresh[e.id] = e
}

// file ends an update in which some died. It moves the filed in their place where it
// can: nobody else has them, and a new copy of very many is work for the garbage
// collector.
func (x *index) file(died []int64) {
	x.bury(died)
	if len(x.fresh) == 0 {
		return
	}
	born := make([]*entry, 0, len(x.fresh))
	for _, e := range x.fresh {
		born = append(born, e)
	}
	x.fresh = nil
	slices.SortFunc(born, func(a, b *entry) int { return cmp.Compare(a.id, b.id) })
	at, _ := x.find(born[0].id)
	if at == len(x.filed) || born[len(born)-1].id < x.filed[at].id {
		x.filed = slices.Insert(x.filed, at, born...)
		return
	}
	tail := index{filed: slices.Clone(x.filed[at:])}
	x.filed = x.filed[:at]
	for _, e := range born {
		at, _ := tail.find(e.id)
		x.filed, tail.filed = append(append(x.filed, tail.filed[:at]...), e), tail.filed[at:]
	}
	x.filed = append(x.filed, tail.filed...)
}

// bury takes the dead out, a few one by one.
func (x *index) bury(died []int64) {
	if len(died) <= few {
		for _, id := range died {
			if i, ok := x.find(id); ok {
				x.filed = slices.Delete(x.filed, i, i+1)
			}
		}
		return
	}
	slices.Sort(died)
	x.filed = slices.DeleteFunc(x.filed, func(e *entry) bool {
		_, dead := slices.BinarySearch(died, e.id)
		return dead
	})
}
