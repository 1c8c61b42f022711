package fleet

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"greenlight/api"
)

// Bounds on what is shown of one instance.
const (
	recentProjects = 200
	groupProjects  = 5000
)

// Project is one project to read.
type Project struct {
	Ref  api.ProjectRef
	Path string
}

// Failure is a project or group that could not be found.
type Failure struct {
	Name string
	Err  error
}

// Discovery is what an instance says of the caller and of what is shown.
type Discovery struct {
	Host string
	Me   api.CurrentUser
	// Token is nil where GitLab does not tell, as for OAuth logins and behind a proxy
	// that hides the address.
	Token *api.Token
	// ReadOnly is true where the token's scopes allow no write.
	ReadOnly bool
	Projects []Project
	Failures []Failure
	// Stale are names that could not be looked up this time, for want of an answer or of
	// room in a rate limit: what they led to before is among Projects.
	Stale []Failure
	// Recent is true where nothing was named, so that the most recently active
	// projects are shown; Cut where there are more than are shown.
	Recent, Cut bool
}

// Discover asks who the caller is and resolves the projects and groups of an
// instance. The error is for the whole instance; a single name that cannot be
// resolved is a Failure.
func (f *Fleet) Discover(ctx context.Context, name string) (Discovery, error) {
	h, err := f.host(name)
	if err != nil {
		return Discovery{Host: name}, err
	}
	d := Discovery{Host: name}
	var found []api.Project
	var named []resolved
	var errs [3]error
	era := h.era()
	work := side()
	work.Go(func() error { d.Me, errs[0] = h.source.Client.CurrentUser(ctx); return nil })
	work.Go(func() error { d.Token, errs[1] = h.token(ctx); return nil })
	work.Go(func() error { found, named, errs[2] = h.resolve(ctx, &d); return nil })
	_ = work.Wait()
	// The plainest failure is told, whichever came first.
	if err := cmp.Or(errs[:]...); err != nil {
		return d, err
	}
	if len(named) > 0 {
		if found, err = h.lead(named, &d); err != nil {
			return d, err
		}
	}
	d.ReadOnly = d.Token != nil && !slices.Contains(d.Token.Scopes, "api")
	h.source.Client.SetReadOnly(h.readOnly || d.ReadOnly)
	if err := h.meet(d.Me, era); err != nil {
		return d, err
	}
	for _, p := range found {
		h.remember(p)
		d.Projects = append(d.Projects, Project{Ref: api.ProjectRef{Host: name, ID: p.ID}, Path: p.PathWithNamespace})
	}
	h.discover(d.Projects, len(d.Failures)+len(d.Stale) == 0)
	return d, nil
}

// token reads what GitLab knows of the token. Only that the token itself is refused
// is a failure: without the record greenlight merely cannot tell its scopes and its
// last day.
func (h *host) token(ctx context.Context) (*api.Token, error) {
	t, err := h.source.Client.TokenInfo(ctx)
	switch api.KindOf(err) {
	case api.Unauthorized, api.Expired, api.Revoked, api.Canceled:
		return nil, err
	default:
		return t, nil
	}
}

// resolve finds the projects that were the most active, or what each name leads to.
func (h *host) resolve(ctx context.Context, d *Discovery) ([]api.Project, []resolved, error) {
	if len(h.source.Projects)+len(h.source.Groups) == 0 {
		d.Recent = true
		found, cut, err := h.source.Client.RecentProjects(ctx, recentProjects)
		d.Cut = cut
		return found, nil, err
	}
	results := make([]resolved, len(h.source.Projects)+len(h.source.Groups))
	wait := side()
	for i, name := range h.source.Projects {
		wait.Go(func() error {
			results[i] = h.resolveProject(ctx, name)
			return nil
		})
	}
	for i, name := range h.source.Groups {
		wait.Go(func() error {
			results[len(h.source.Projects)+i] = h.resolveGroup(ctx, name)
			return nil
		})
	}
	_ = wait.Wait()
	return nil, results, nil
}

// lead collects all projects, each once, in a fixed order. What names led to for somebody
// else is not for the caller.
func (h *host) lead(results []resolved, d *Discovery) ([]api.Project, error) {
	h.mu.Lock()
	if h.me.ID != d.Me.ID {
		clear(h.led)
	}
	h.mu.Unlock()
	for i := range results {
		h.recall(&results[i], d)
	}
	return merge(results, d)
}

// recall keeps what a name led to before where only the asking failed: a project must
// not vanish from the screen because GitLab was busy.
func (h *host) recall(r *resolved, d *Discovery) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if r.err == nil {
		h.led[r.name] = r.projects
		return
	}
	before, ok := h.led[r.name]
	if !ok || whole(r.err) || gone(r.err) {
		return
	}
	d.Stale = append(d.Stale, Failure{Name: r.name, Err: r.err})
	r.projects, r.err = before, nil
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

// resolved is what one name led to.
type resolved struct {
	name     string
	projects []api.Project
	cut      bool
	err      error
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
	return resolved{name: "group " + name, projects: found, cut: cut, err: err}
}

// merge collects the projects once each. A failure that is the instance's, not
// the name's (the token, the network), ends the discovery.
func merge(results []resolved, d *Discovery) ([]api.Project, error) {
	var found []api.Project
	seen := map[int64]bool{}
	for _, r := range results {
		if r.err != nil {
			if whole(r.err) {
				return nil, r.err
			}
			d.Failures = append(d.Failures, Failure{Name: r.name, Err: r.err})
			continue
		}
		d.Cut = d.Cut || r.cut
		for _, p := range r.projects {
			if !seen[p.ID] {
				seen[p.ID] = true
				found = append(found, p)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b api.Project) int {
		return strings.Compare(a.PathWithNamespace, b.PathWithNamespace)
	})
	return found, nil
}

// whole reports whether an error says something of the instance rather than of
// the one thing that was asked for.
func whole(err error) bool {
	switch api.KindOf(err) {
	case api.Unauthorized, api.Expired, api.Revoked, api.Offline, api.TLS, api.NotGitLab, api.Canceled:
		return true
	default:
		return false
	}
}
