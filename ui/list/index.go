package list

import "greenlight/api"

// index finds entries by their names. It is divided by projects: the names of those would
// be most of it.
type index map[api.ProjectRef]map[int64]*entry

func projectOf(ref api.Ref) api.ProjectRef { return api.ProjectRef{Host: ref.Host, ID: ref.Project} }

// at is the entry of a name; nil where there is none.
func (x index) at(ref api.Ref) *entry { return x[projectOf(ref)][ref.Deployment] }

func (x index) put(ref api.Ref, e *entry) {
	of := projectOf(ref)
	if x[of] == nil {
		x[of] = map[int64]*entry{}
	}
	x[of][ref.Deployment] = e
}

func (x index) drop(ref api.Ref) {
	of := projectOf(ref)
	delete(x[of], ref.Deployment)
	if len(x[of]) == 0 {
		delete(x, of)
	}
}
