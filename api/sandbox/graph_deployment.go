package sandbox

import (
	"fmt"
	"strings"

	graphql "github.com/graph-gophers/graphql-go"
)

type graphDeployment struct {
	g                                *graphCall
	d                                *deployment
	ID, IID                          *graphql.ID
	Ref, SHA, Status, WebPath        *string
	Tag                              *bool
	CreatedAt, UpdatedAt, FinishedAt *graphql.Time
	Triggerer                        *graphUser
}

func (g *graphCall) deployment(d *deployment) *graphDeployment {
	if d == nil {
		return nil
	}
	id, iid, tag := gid("Deployment", d.id), number(d.iid), d.tag
	page := g.webPath(d.project, fmt.Sprintf("environments/%d/deployments/%d", d.env.id, d.iid))
	return &graphDeployment{
		g: g, d: d, ID: &id, IID: &iid, Ref: orNull(d.ref), SHA: orNull(g.w.sha(d.project, d.commit)), Status: orNull(strings.ToUpper(d.status)),
		WebPath: &page, Tag: &tag, CreatedAt: graphTime(d.created), UpdatedAt: graphTime(d.updated), FinishedAt: graphTime(d.finished),
		Triggerer: g.w.graphUser(d.user),
	}
}

type graphCommit struct {
	ID                                    graphql.ID
	SHA, ShortID, WebURL                  string
	Title, FullTitle, Message, AuthorName *string
}

// Commit is what the deployment brings; null when the repository has lost it.
func (d *graphDeployment) Commit() *graphCommit {
	if d.d.project.lost[d.d.commit] {
		return nil
	}
	shape := d.g.w.commitJSON(d.d.project, d.d.commit)
	return &graphCommit{
		ID: graphql.ID("gid://gitlab/Commit/" + shape.ID), SHA: shape.ID, ShortID: shape.ShortID, WebURL: shape.WebURL,
		Title: &shape.Title, FullTitle: &shape.Title, Message: &shape.Message, AuthorName: &shape.AuthorName,
	}
}

type graphJob struct {
	ID                    *graphql.ID
	Name, Status, WebPath *string
	ManualJob             *bool
	AllowFailure          bool
}

// Job is null for a deployment that was made outside GitLab CI.
func (d *graphDeployment) Job() *graphJob {
	j := d.d.job
	if j == nil {
		return nil
	}
	id, name, manual := gid("Ci::Build", j.id), j.name, j.manual
	page := d.g.webPath(d.d.project, fmt.Sprintf("jobs/%d", j.id))
	return &graphJob{ID: &id, Name: &name, Status: orNull(strings.ToUpper(j.status)), WebPath: &page, ManualJob: &manual, AllowFailure: j.allowFailure}
}

type graphPermissions struct{ UpdateDeployment, DestroyDeployment, ApproveDeployment bool }

// UserPermissions look at rights alone. approveDeployment asks whether any rule
// names the user: neither whose deployment it is nor what is left matters.
// gitlab: app/policies/deployment_policy.rb, ee/app/policies/ee/deployment_policy.rb
func (d *graphDeployment) UserPermissions() graphPermissions {
	w, u, p := d.g.w, d.g.u, d.d.project
	if u == nil {
		return graphPermissions{}
	}
	deploys := !p.archived && w.mayDeployTo(u, d.d.env)
	return graphPermissions{
		UpdateDeployment:  deploys && p.may(u, levelDeveloper),
		DestroyDeployment: deploys && p.may(u, levelMaintainer),
		ApproveDeployment: w.ruleFor(d.d, u) != nil,
	}
}

// PendingApprovalCount may be asked of one deployment in a request.
func (d *graphDeployment) PendingApprovalCount() (*int32, error) {
	if err := d.g.once("Deployment", "pendingApprovalCount"); err != nil {
		return nil, err
	}
	return graphInt(d.g.w.pending(d.d)), nil
}

// Approvals may be asked of one deployment in a request.
func (d *graphDeployment) Approvals() (*[]graphApproval, error) {
	if err := d.g.once("Deployment", "approvals"); err != nil {
		return nil, err
	}
	return d.g.approvals(d.d, d.d.approvals), nil
}

// ApprovalSummary may be asked of one deployment in a request.
func (d *graphDeployment) ApprovalSummary() (*graphSummary, error) {
	if err := d.g.once("Deployment", "approvalSummary"); err != nil {
		return nil, err
	}
	return d.g.summary(d.d), nil
}

func graphInt(n int) *int32 {
	small := int32(n)
	return &small
}
