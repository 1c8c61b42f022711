package sandbox

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	graphql "github.com/graph-gophers/graphql-go"
)

// graphResolver is the root of queries and mutations.
type graphResolver struct{}

type graphUser struct {
	ID                            graphql.ID
	Username, Name, State, WebURL string
}

func (w *world) graphUser(u *user) *graphUser {
	if u == nil {
		return nil
	}
	return &graphUser{
		ID: gid("User", u.id), Username: u.username, Name: u.name, State: u.state, WebURL: w.root + "/" + url.PathEscape(u.username),
	}
}

// CurrentUser is null without a token.
func (*graphResolver) CurrentUser(ctx context.Context) *graphUser {
	g := graphCallOf(ctx)
	return g.w.graphUser(g.u)
}

// Echo says who says what.
// gitlab: app/graphql/resolvers/echo_resolver.rb
func (*graphResolver) Echo(ctx context.Context, args struct{ Text string }) string {
	if u := graphCallOf(ctx).u; u != nil {
		return fmt.Sprintf("%q says: %s", u.username, args.Text)
	}
	return "nil says: " + args.Text
}

// Project is null when it is absent, hidden from the user, or known under
// another path: unlike REST, GraphQL follows no old paths.
func (*graphResolver) Project(ctx context.Context, args struct{ FullPath graphql.ID }) *graphProject {
	g := graphCallOf(ctx)
	return g.project(g.w.projectPath[strings.ToLower(string(args.FullPath))])
}

type graphProjectsArgs struct {
	FullPaths  *[]string
	IDs        *[]graphql.ID
	Membership *bool
	Search     *string
	graphWindow
}

func (a *graphProjectsArgs) take(p *project, u *user) bool {
	switch {
	case a.FullPaths != nil && !slices.ContainsFunc(*a.FullPaths, func(path string) bool { return strings.EqualFold(path, p.fullPath()) }):
	case a.IDs != nil && !slices.Contains(*a.IDs, gid("Project", p.id)):
	case a.Membership != nil && *a.Membership && (u == nil || p.memberLevel(u) == levelNone):
	case a.Search != nil && !strings.Contains(strings.ToLower(p.name+"\n"+p.path), strings.ToLower(*a.Search)):
	default:
		return p.sees(u)
	}
	return false
}

type graphProjects struct {
	Nodes    *[]*graphProject
	PageInfo graphPageInfo
}

// Projects is what the user sees, the newest first.
func (*graphResolver) Projects(ctx context.Context, args graphProjectsArgs) (*graphProjects, error) {
	g := graphCallOf(ctx)
	var found []*project
	for _, p := range g.w.projects {
		if args.take(p, g.u) {
			found = append(found, p)
		}
	}
	slices.SortFunc(found, func(a, b *project) int { return cmp.Compare(b.id, a.id) })
	part, info, err := graphPart(found, func(p *project) int64 { return p.id }, args.graphWindow)
	if err != nil {
		return nil, err
	}
	nodes := make([]*graphProject, 0, len(part))
	for _, p := range part {
		nodes = append(nodes, g.project(p))
	}
	return &graphProjects{&nodes, info}, nil
}

type graphProject struct {
	g                             *graphCall
	p                             *project
	ID, FullPath                  graphql.ID
	Name, NameWithNamespace, Path string
	WebURL, Visibility            *string
	Archived                      *bool
}

func (g *graphCall) project(p *project) *graphProject {
	if p == nil || !p.sees(g.u) {
		return nil
	}
	archived := p.archived
	return &graphProject{
		g: g, p: p, ID: gid("Project", p.id), FullPath: graphql.ID(p.fullPath()), Name: p.name,
		NameWithNamespace: p.group.fullName() + " / " + p.name, Path: p.path, WebURL: orNull(g.w.projectURL(p)),
		Visibility: orNull(p.visibility), Archived: &archived,
	}
}

// readable is the right to read deployments and environments; an anonymous
// visitor has it where a project is public.
func (g *graphCall) readable(p *project) bool {
	if g.u == nil {
		return !p.ciOff && p.visibility == "public"
	}
	return p.readsDeployments(g.u)
}

// Deployment finds a deployment by the number people see.
func (p *graphProject) Deployment(args struct{ IID graphql.ID }) *graphDeployment {
	iid, err := strconv.ParseInt(string(args.IID), 10, 64)
	if err != nil || !p.g.readable(p.p) {
		return nil
	}
	i, found := slices.BinarySearchFunc(p.p.deployments, iid, func(d *deployment, iid int64) int { return cmp.Compare(d.iid, iid) })
	if !found {
		return nil
	}
	return p.g.deployment(p.p.deployments[i])
}

// Environment finds an environment by its exact name.
func (p *graphProject) Environment(args struct{ Name string }) *graphEnvironment {
	if !p.g.readable(p.p) {
		return nil
	}
	return p.g.environment(p.p.environmentBy[args.Name])
}

type graphEnvironmentsArgs struct {
	Name, Search *string
	States       *[]string
	graphWindow
}

func (a *graphEnvironmentsArgs) take(e *environment) bool {
	switch {
	case a.Name != nil && e.name != *a.Name:
	case a.Search != nil && !e.matches(strings.ToLower(*a.Search)):
	case a.States != nil && !slices.Contains(*a.States, e.state):
	default:
		return true
	}
	return false
}

type graphEnvironments struct {
	Nodes    *[]*graphEnvironment
	PageInfo graphPageInfo
}

// Environments may be asked of one project in a request; the newest come first.
func (p *graphProject) Environments(args graphEnvironmentsArgs) (*graphEnvironments, error) {
	if err := p.g.once("Project", "environments"); err != nil {
		return nil, err
	}
	var found []*environment
	for _, e := range p.p.environments {
		if p.g.readable(p.p) && args.take(e) {
			found = append(found, e)
		}
	}
	slices.SortFunc(found, func(a, b *environment) int { return cmp.Compare(b.id, a.id) })
	part, info, err := graphPart(found, func(e *environment) int64 { return e.id }, args.graphWindow)
	if err != nil {
		return nil, err
	}
	nodes := make([]*graphEnvironment, 0, len(part))
	for _, e := range part {
		nodes = append(nodes, p.g.environment(e))
	}
	return &graphEnvironments{&nodes, info}, nil
}
