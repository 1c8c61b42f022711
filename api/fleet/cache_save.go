package fleet

import (
	"cmp"
	"maps"
	"slices"

	"greenlight/api"
	"greenlight/api/snapshot"
)

// toSave is a state whose lists are kept as the fleet keeps them.
type toSave struct {
	snapshot.State
	// lists are those of the projects, by their places in the state.
	lists [][]listed
}

// asLists unpacks a list when it is asked for.
func (s *toSave) asLists() snapshot.Lists {
	return snapshot.Lists{
		Len: func(i int) int { return len(s.lists[i]) },
		Of: func(i int) []api.Deployment {
			out := make([]api.Deployment, len(s.lists[i]))
			for j := range s.lists[i] {
				out[j] = *s.lists[i][j].deployment()
			}
			return out
		},
	}
}

// toSave copies what is to be saved, and says how many reads had begun; nil for nothing.
// What the copies share with the fleet is not changed once it is there.
func (h *host) toSave() (*toSave, uint64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := &toSave{State: snapshot.State{Host: h.name, Scope: h.scope(), SavedAt: h.now()}}
	s.Me.ID, s.Me.Username, s.Me.Name, s.Me.IsAdmin = h.me.ID, h.me.Username, h.me.Name, h.me.IsAdmin
	for id, p := range h.projects {
		if p.listedBegun != 0 && (h.discovered == nil || h.discovered[id]) {
			s.Projects = append(s.Projects, p.toSave())
			s.lists = append(s.lists, slices.Clone(p.listed))
		}
	}
	if len(s.Projects) == 0 || h.me.ID == 0 {
		return nil, h.begun
	}
	for key, c := range h.groups {
		s.Groups = append(s.Groups, snapshot.Group{Key: key, Coverage: c, At: h.asked[key]})
	}
	for name, projects := range h.led {
		n := snapshot.Name{Name: name, Projects: make([]int64, len(projects))}
		for i := range projects {
			n.Projects[i] = projects[i].ID
		}
		s.Names = append(s.Names, n)
	}
	return s, h.begun
}

func (p *project) toSave() snapshot.Project {
	out := snapshot.Project{
		Info: p.info, Role: p.role, RoleAt: p.roleAt, TiersAt: p.tiersAt,
		ListedAt: p.listedAt, More: p.more, Tag: p.listTag,
		Tiers: slices.Collect(maps.Values(p.tiers)),
		Looks: make([]snapshot.Look, 0, len(p.looked)),
	}
	for _, l := range p.looked {
		out.Looks = append(out.Looks, snapshot.Look{Deployment: l.deployment, At: l.at})
	}
	for name, at := range p.places {
		if at.live != nil || at.newestSuccess != nil {
			out.Lives = append(out.Lives, snapshot.Live{Environment: name, Live: at.live.deployment(), NewestSuccess: at.newestSuccess.deployment()})
		}
	}
	return out
}

// tidy brings a state to its bounds and into an order that depends on what it says
// alone, and drops what need not be kept.
func (s *toSave) tidy() {
	slices.SortFunc(s.Groups, func(a, b snapshot.Group) int {
		return cmp.Or(cmp.Compare(a.Key.ID, b.Key.ID), cmp.Compare(rankOf(a.Key.Inherited), rankOf(b.Key.Inherited)))
	})
	slices.SortFunc(s.Names, func(a, b snapshot.Name) int { return cmp.Compare(a.Name, b.Name) })
	s.sortProjects()
	s.trim()
	for i := range s.Projects {
		tidyProject(&s.Projects[i], s.lists[i])
	}
}

func rankOf(b bool) int {
	if b {
		return 1
	}
	return 0
}

// active reports whether a deployment waits or is on its way.
func active(d *api.Deployment) bool { return d.Status == api.StatusBlocked || d.OnItsWay() }

// sortProjects puts those first in which something is active, and the newest of them.
func (s *toSave) sortProjects() {
	type rank struct{ active, newest, at int64 }
	ranks := make([]rank, len(s.Projects))
	for i := range s.Projects {
		r := &ranks[i]
		r.at = int64(i)
		for j := range s.lists[i] {
			l := &s.lists[i][j]
			r.active = max(r.active, int64(rankOf(l.active)))
			r.newest = max(r.newest, l.id)
		}
	}
	projects, lists := slices.Clone(s.Projects), slices.Clone(s.lists)
	slices.SortFunc(ranks, func(a, b rank) int {
		return cmp.Or(cmp.Compare(b.active, a.active), cmp.Compare(b.newest, a.newest),
			cmp.Compare(projects[a.at].Info.ID, projects[b.at].Info.ID))
	})
	for i, r := range ranks {
		s.Projects[i], s.lists[i] = projects[r.at], lists[r.at]
	}
}

// trim leaves out the oldest of what has ended where there are too many rows: ids count
// up over all projects of an instance. A listing that lost some has no tag, lest GitLab
// say that it is unchanged.
func (s *toSave) trim() {
	type rank struct {
		id     int64
		active bool
	}
	var all []rank
	for _, list := range s.lists {
		for i := range list {
			all = append(all, rank{list[i].id, list[i].active})
		}
	}
	if len(all) <= snapshot.MaxRows {
		return
	}
	slices.SortFunc(all, func(a, b rank) int {
		return cmp.Or(cmp.Compare(rankOf(b.active), rankOf(a.active)), cmp.Compare(b.id, a.id))
	})
	out := make(map[int64]bool, len(all)-snapshot.MaxRows)
	for _, r := range all[snapshot.MaxRows:] {
		out[r.id] = true
	}
	for i, list := range s.lists {
		s.lists[i] = slices.DeleteFunc(list, func(l listed) bool { return out[l.id] })
		if p := &s.Projects[i]; len(s.lists[i]) < len(list) {
			p.More, p.Tag = true, ""
		}
	}
}

// tidyProject keeps of a project only what its listing does not say.
func tidyProject(p *snapshot.Project, list []listed) {
	listed := make(map[int64]bool, len(list))
	for i := range list {
		listed[list[i].id] = true
	}
	p.Looks = slices.DeleteFunc(p.Looks, func(l snapshot.Look) bool { return !listed[l.Deployment.ID] })
	slices.SortFunc(p.Looks, func(a, b snapshot.Look) int { return cmp.Compare(a.Deployment.ID, b.Deployment.ID) })
	for i := range p.Looks {
		p.Looks[i].Deployment.ApprovalSummary = ownGiven(&p.Looks[i].Deployment)
	}
	p.Lives = slices.DeleteFunc(p.Lives, func(l snapshot.Live) bool {
		return (l.Live == nil || listed[l.Live.ID]) && (l.NewestSuccess == nil || listed[l.NewestSuccess.ID])
	})
	slices.SortFunc(p.Lives, func(a, b snapshot.Live) int { return cmp.Compare(a.Environment, b.Environment) })
	for i := range p.Tiers {
		p.Tiers[i].LastDeployment = nil
	}
	slices.SortFunc(p.Tiers, func(a, b api.Environment) int { return cmp.Compare(a.ID, b.ID) })
}

// ownGiven is a summary as slim leaves it; what it is made of is shown elsewhere and
// stays as it is.
func ownGiven(d *api.Deployment) *api.ApprovalSummary {
	if d.ApprovalSummary == nil {
		return nil
	}
	own := *d
	own.ApprovalSummary = &api.ApprovalSummary{Rules: slices.Clone(d.ApprovalSummary.Rules)}
	for i := range own.ApprovalSummary.Rules {
		r := &own.ApprovalSummary.Rules[i]
		r.Given = slices.Clone(r.Given)
	}
	slim(&own)
	return own.ApprovalSummary
}
