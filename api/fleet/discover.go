package fleet

import (
	"cmp"
	"context"
	"slices"

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
	// Next is how many requests the next one takes, where all is answered.
	Next int
}

// Unanswered are the names of which GitLab said nothing this time, not even that they lead
// nowhere.
func (d *Discovery) Unanswered() []string {
	var names []string
	for _, f := range d.Failures {
		if !gone(f.Err) {
			names = append(names, f.Name)
		}
	}
	for _, f := range d.Stale {
		names = append(names, f.Name)
	}
	return names
}

// Discover asks who the caller is and resolves the projects and groups of an
// instance. The error is for the whole instance; a single name that cannot be
// resolved is a Failure.
//
// Of many named projects it looks up again only those that are gone, those whose last
// listing said so, and the ones that were looked up longest ago: what the others led to is
// remembered, and each has its turn within an hour of such calls ten minutes apart. With
// names, as Unanswered has them, those alone are looked up.
func (f *Fleet) Discover(ctx context.Context, name string, names ...string) (Discovery, error) {
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
	work.Go(func() error { found, named, errs[2] = h.resolve(ctx, &d, names); return nil })
	_ = work.Wait()
	// The plainest failure is told, whichever came first.
	if err := cmp.Or(errs[:]...); err != nil {
		return d, err
	}
	if len(named) > 0 {
		if found, err = h.lead(named, &d, era); err != nil {
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
	h.discover(d.Projects, len(d.Unanswered()) == 0)
	d.Next = h.discoveryCost(len(d.Projects))
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
