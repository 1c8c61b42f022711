package sandbox

import (
	"fmt"
	"slices"
	"strings"

	graphql "github.com/graph-gophers/graphql-go"
)

type graphEnvironment struct {
	g                                        *graphCall
	e                                        *environment
	ID                                       graphql.ID
	Name, State, Path                        string
	Slug, ExternalURL, EnvironmentType, Tier *string
	CreatedAt, UpdatedAt                     *graphql.Time
}

func (g *graphCall) environment(e *environment) *graphEnvironment {
	if e == nil {
		return nil
	}
	folder, _ := e.folder()
	return &graphEnvironment{
		g: g, e: e, ID: gid("Environment", e.id), Name: e.name, State: e.state, Path: g.webPath(e.project, fmt.Sprintf("environments/%d", e.id)),
		Slug: orNull(e.slug), ExternalURL: orNull(e.externalURL), EnvironmentType: orNull(folder), Tier: orNull(strings.ToUpper(e.tier)),
		CreatedAt: graphTime(e.created), UpdatedAt: graphTime(e.updated),
	}
}

// webPath is a page of a project, from the root of the host: with the prefix of
// the installation, without its address.
func (g *graphCall) webPath(p *project, page string) string {
	return g.prefix + "/" + p.fullPath() + "/-/" + page
}

// Statuses by what GitLab can ask its database about them in one go.
// gitlab: app/models/deployment.rb
var (
	finishedStatuses = []string{statusSuccess, statusFailed, statusCanceled}
	upcomingStatuses = []string{statusCreated, statusBlocked, statusRunning}
)

// LastDeployment is the newest deployment with a status: among those that have
// ended the one that did so last, else the one with the highest id.
// gitlab: app/graphql/resolvers/environments/last_deployment_resolver.rb
func (e *graphEnvironment) LastDeployment(args struct{ Status string }) (*graphDeployment, error) {
	status := strings.ToLower(args.Status)
	if !slices.Contains(finishedStatuses, status) && !slices.Contains(upcomingStatuses, status) {
		return nil, saidOf("%q status is not supported.", status)
	}
	var last *deployment
	for _, d := range e.e.project.deployments {
		if d.env != e.e || d.status != status {
			continue
		}
		if last == nil || compareFinished(d, last) > 0 {
			last = d
		}
	}
	return e.g.deployment(last), nil
}

type graphOrder struct{ CreatedAt, FinishedAt *string }

// apply sorts what comes by id; nil leaves it so.
func (o *graphOrder) apply(found []*deployment) {
	if o == nil {
		return
	}
	way := o.CreatedAt
	if o.FinishedAt != nil {
		way = o.FinishedAt
		slices.SortFunc(found, compareFinished)
	}
	if *way == "DESC" {
		slices.Reverse(found)
	}
}

type graphDeploymentsArgs struct {
	Statuses *[]string
	OrderBy  *graphOrder
	graphWindow
}

type graphDeployments struct {
	Nodes    *[]*graphDeployment
	PageInfo graphPageInfo
}

// Deployments may be asked of one environment in a request. Mixing statuses that
// have ended with others, or ordering the others by their end, is a crash of
// GitLab's: its finder refuses, and nobody rescues that.
// gitlab: app/graphql/resolvers/deployments_resolver.rb, app/finders/deployments_finder.rb
func (e *graphEnvironment) Deployments(args graphDeploymentsArgs) (*graphDeployments, error) {
	if err := e.g.once("Environment", "deployments"); err != nil {
		return nil, err
	}
	order := args.OrderBy
	if order != nil && (order.CreatedAt == nil) == (order.FinishedAt == nil) {
		return nil, said("orderBy parameter must contain one key-value pair.")
	}
	ended, waiting := args.kinds()
	byEnd := order != nil && order.FinishedAt != nil
	if ended && waiting || byEnd && !ended {
		return nil, e.g.crash()
	}
	found := e.deployments(args.Statuses)
	order.apply(found)
	part, info, err := graphPart(found, func(d *deployment) int64 { return d.id }, args.graphWindow)
	if err != nil {
		return nil, err
	}
	nodes := make([]*graphDeployment, 0, len(part))
	for _, d := range part {
		nodes = append(nodes, e.g.deployment(d))
	}
	return &graphDeployments{&nodes, info}, nil
}

// kinds tells whether statuses of either kind are asked for.
func (a *graphDeploymentsArgs) kinds() (ended, waiting bool) {
	if a.Statuses == nil {
		return false, false
	}
	for _, s := range *a.Statuses {
		ended = ended || slices.Contains(finishedStatuses, strings.ToLower(s))
		waiting = waiting || slices.Contains(upcomingStatuses, strings.ToLower(s))
	}
	return ended, waiting
}

func (e *graphEnvironment) deployments(statuses *[]string) []*deployment {
	var found []*deployment
	for _, d := range e.e.project.deployments {
		wanted := statuses == nil || len(*statuses) == 0 || slices.Contains(*statuses, strings.ToUpper(d.status))
		if d.env == e.e && wanted {
			found = append(found, d)
		}
	}
	return found
}
