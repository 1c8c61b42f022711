package fleet

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"greenlight/api"
)

// A discovery looks up so many of the named projects that were answered before: a sixth of
// them, or a few where that is less.
const (
	nameTurns  = 6
	leastNames = 20
)

// saying is what GitLab said of a name when it was looked up last.
type saying struct {
	at time.Time
	// cut is that a group has more projects than are shown.
	cut bool
	// err is that there is nothing, for this token.
	err error
}

// resolved is what one name led to.
type resolved struct {
	name     string
	projects []api.Project
	cut      bool
	err      error
	// old is that it is remembered: it was not asked now, or not answered.
	old bool
}

// resolve finds the projects that were the most active, or what each name leads to.
func (h *host) resolve(ctx context.Context, d *Discovery, only []string) ([]api.Project, []resolved, error) {
	if len(h.source.Projects)+len(h.source.Groups) == 0 {
		d.Recent = true
		found, cut, err := h.source.Client.RecentProjects(ctx, recentProjects)
		d.Cut = cut
		return found, nil, err
	}
	results := h.remembered(only)
	wait := side()
	for i, r := range results {
		switch n := i - len(h.source.Projects); {
		case r.old:
		case n < 0:
			wait.Go(func() error {
				results[i] = h.resolveProject(ctx, r.name)
				return nil
			})
		default:
			wait.Go(func() error {
				results[i] = h.resolveGroup(ctx, h.source.Groups[n])
				return nil
			})
		}
	}
	_ = wait.Wait()
	return nil, results, nil
}

// nameOf is what a group is called among the names.
func nameOf(group string) string { return "group " + group }

// remembered are all names, projects before groups, each with what it led to where it need
// not be looked up now.
func (h *host) remembered(only []string) []resolved {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := make([]resolved, 0, len(h.source.Projects)+len(h.source.Groups))
	for _, name := range h.source.Projects {
		all = append(all, h.memory(name))
	}
	for _, name := range h.source.Groups {
		all = append(all, h.memory(nameOf(name)))
	}
	if len(only) > 0 {
		for i := range all {
			all[i].old = all[i].old && !slices.Contains(only, all[i].name)
		}
		return all
	}
	for i := len(h.source.Projects); i < len(all); i++ {
		all[i].old = false
	}
	h.takeTurns(all[:len(h.source.Projects)])
	return all
}

// memory is what is remembered of a name: old where GitLab has answered. The host's mutex
// is held.
func (h *host) memory(name string) resolved {
	said, ok := h.answers[name]
	return resolved{name: name, projects: h.ledTo(name), cut: said.cut, err: said.err, old: ok}
}

// ledTo is what a name led to, as far as it is known by now. The host's mutex is held.
func (h *host) ledTo(name string) []api.Project {
	found := slices.Clone(h.led[name])
	for i := range found {
		if p := h.projects[found[i].ID]; p != nil {
			found[i] = p.info
		}
	}
	return found
}

// takeTurns has those of the named projects looked up whose turn it is, and those that are
// gone or may be. The host's mutex is held.
func (h *host) takeTurns(names []resolved) {
	var well []*resolved
	for i := range names {
		r := &names[i]
		if r.old = r.old && r.err == nil && !h.lost(r.projects); r.old {
			well = append(well, r)
		}
	}
	slices.SortStableFunc(well, func(a, b *resolved) int { return h.answers[a.name].at.Compare(h.answers[b.name].at) })
	for _, r := range well[:min(turn(len(names)), len(well))] {
		r.old = false
	}
}

// turn is how many of so many named projects one discovery looks up.
func turn(names int) int { return min(names, max(leastNames, (names+nameTurns-1)/nameTurns)) }

// lost reports whether GitLab has said by now that one of the projects is not there. The
// host's mutex is held.
func (h *host) lost(projects []api.Project) bool {
	return slices.ContainsFunc(projects, func(info api.Project) bool {
		p := h.projects[info.ID]
		return p == nil || p.lost
	})
}

// discoveryCost is how many requests the next discovery takes: for the user, the token, and
// the names, or the projects that were found without any.
func (h *host) discoveryCost(found int) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	nowhere := 0
	for _, name := range h.source.Projects {
		if said := h.answers[name]; said.err != nil {
			nowhere++
		}
	}
	all := len(h.source.Projects)
	cost := 2 + nowhere + min(turn(all), all-nowhere)
	if len(h.source.Projects)+len(h.source.Groups) == 0 {
		return cost + pagesOf(found)
	}
	for _, name := range h.source.Groups {
		cost += pagesOf(len(h.led[nameOf(name)]))
	}
	return cost
}

// pagesOf is how many requests it takes to list so many.
func pagesOf(rows int) int { return max(1, (rows+api.MaxPerPage-1)/api.MaxPerPage) }

// lead collects all projects, each once, in a fixed order. What names led to for somebody
// else is not for the caller.
func (h *host) lead(results []resolved, d *Discovery, era uint64) ([]api.Project, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.sameToken(era); err != nil {
		return nil, err
	}
	if h.me.ID != d.Me.ID {
		clear(h.led)
	}
	for i := range results {
		h.recall(&results[i], d)
	}
	return merge(results, d)
}

// recall notes what GitLab said of a name, and keeps what it led to before where only the
// asking failed: a project must not vanish from the screen because GitLab was busy. The host's mutex is held.
func (h *host) recall(r *resolved, d *Discovery) {
	switch {
	case r.old:
		return
	case r.err == nil:
		h.led[r.name], h.answers[r.name] = r.projects, saying{at: h.now(), cut: r.cut}
		return
	case gone(r.err):
		delete(h.led, r.name)
		h.answers[r.name] = saying{at: h.now(), err: r.err}
		return
	}
	delete(h.answers, r.name)
	if _, ok := h.led[r.name]; !ok || whole(r.err) {
		return
	}
	d.Stale = append(d.Stale, Failure{Name: r.name, Err: r.err})
	r.projects, r.err, r.old = h.ledTo(r.name), nil, true
}

// gone reports whether GitLab says that there is nothing by a name, for this token.
func gone(err error) bool {
	switch api.KindOf(err) {
	case api.NotFound, api.Forbidden, api.Scope, api.Invalid:
		return true
	default:
		return false
	}
}

func (h *host) resolveProject(ctx context.Context, name string) resolved {
	p, err := h.source.Client.Project(ctx, name)
	return resolved{name: name, projects: []api.Project{p}, err: err}
}

func (h *host) resolveGroup(ctx context.Context, name string) resolved {
	id := func(p api.Project) int64 { return p.ID }
	found, cut, err := api.AllAtOnce(ctx, groupProjects, id, func(ctx context.Context, page int) (api.Page[api.Project], error) {
		return h.source.Client.GroupProjects(ctx, name, page)
	})
	return resolved{name: nameOf(name), projects: found, cut: cut, err: err}
}

// merge collects the projects once each, by the newest that is known of them. A failure
// that is the instance's, not the name's (the token, the network), ends the discovery.
func merge(results []resolved, d *Discovery) ([]api.Project, error) {
	for _, r := range results {
		switch {
		case r.err == nil:
			d.Cut = d.Cut || r.cut
		case whole(r.err):
			return nil, r.err
		default:
			d.Failures = append(d.Failures, Failure{Name: r.name, Err: r.err})
		}
	}
	fresh := slices.Clone(results)
	slices.SortStableFunc(fresh, func(a, b resolved) int { return rankOf(a.old) - rankOf(b.old) })
	var found []api.Project
	seen := map[int64]bool{}
	for _, r := range fresh {
		for _, p := range r.projects {
			if r.err == nil && !seen[p.ID] {
				seen[p.ID] = true
				found = append(found, p)
			}
		}
	}
	slices.SortFunc(found, func(a, b api.Project) int {
		return cmp.Or(strings.Compare(a.PathWithNamespace, b.PathWithNamespace), cmp.Compare(a.ID, b.ID))
	})
	return found, nil
}
