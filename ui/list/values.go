package list

import (
	"slices"

	"greenlight/api/pack"
	"greenlight/ui/filter"
)

// mostValues bounds how many values of a kind a completion is offered, and how many
// rows are asked where there are more: no hint names more than a few of them.
const mostValues = 5000

// kind is a column of which a completion knows the values.
type kind uint8

const (
	kindEnv kind = iota
	kindProject
	kindRef
	kindUser
	kindStatus
	kindCount
)

// names are the values of an entry.
func (e *entry) names() [kindCount]string {
	h := e.head()
	out := [kindCount]string{kindEnv: e.environment(), kindProject: e.path(), kindRef: h.Ref, kindStatus: string(h.Status)}
	if h.User != nil {
		out[kindUser] = h.User.Username
	}
	return out
}

// sameNames reports whether an entry has the names of another for certain: they are of
// one packed deployment. Either may be nil.
func (e *entry) sameNames(other *entry) bool {
	return e != nil && other != nil && e.isPacked() && e.packed() == other.packed() && e.path() == other.path()
}

// head is what the deployment is looked through for.
func (e *entry) head() pack.Head {
	if e.isPacked() {
		return e.packed().Head()
	}
	d := e.deployment
	if e.whole != nil {
		d = e.whole.Deployment
	}
	return pack.Head{Ref: d.Ref, Status: d.Status, User: d.User}
}

// values counts the rows that have a value.
type values map[string]int

// add counts n more rows and reports whether the value is new or gone by it.
func (v values) add(name string, n int) bool {
	had := v[name]
	if had+n == 0 {
		delete(v, name)
		return true
	}
	v[name] = had + n
	return had == 0
}

// sorted are the values of a kind. Where there are very many it is those of the
// first rows: to sort them all would be felt when the filter is opened, and so would
// searching them at every key.
func (s *store) sorted(k kind) []string {
	var out []string
	if len(s.kinds[k]) <= mostValues {
		for name := range s.kinds[k] {
			out = append(out, name)
		}
	} else {
		for _, e := range s.order[:min(len(s.order), mostValues)] {
			out = append(out, e.names()[k])
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	if len(out) > 0 && out[0] == "" {
		out = out[1:]
	}
	return out
}

// candidates are the distinct values of the rows, sorted.
func (s *store) candidates() filter.Candidates {
	return filter.Candidates{
		Environments: s.sorted(kindEnv), Projects: s.sorted(kindProject), Refs: s.sorted(kindRef),
		Users: s.sorted(kindUser), Statuses: s.sorted(kindStatus),
	}
}
