package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	graphql "github.com/graph-gophers/graphql-go"
)

type graphApproval struct {
	User                 *graphUser
	Status, Comment      *string
	CreatedAt, UpdatedAt *graphql.Time
}

func (g *graphCall) approval(d *deployment, a *approval) graphApproval {
	return graphApproval{
		User: g.w.graphUser(a.user), Status: orNull(strings.ToUpper(a.status)), Comment: orNull(a.comment),
		CreatedAt: graphTime(a.created), UpdatedAt: graphTime(d.changed(a)),
	}
}

// changed is when an approval became what it is: a change of mind to a rejection
// has ended the deployment in the same moment.
func (d *deployment) changed(a *approval) time.Time {
	if a.status == rejected && d.finished.After(a.created) {
		return d.finished
	}
	return a.created
}

func (g *graphCall) approvals(d *deployment, list []*approval) *[]graphApproval {
	out := make([]graphApproval, 0, len(list))
	for _, a := range list {
		out = append(out, g.approval(d, a))
	}
	return &out
}

type graphLevel struct {
	IntegerValue *int32
	StringValue  *string
}

type graphGroup struct {
	ID, FullPath   graphql.ID
	Name, FullName string
	WebURL         *string
}

// graphRule counts the approvals of this deployment alone, unlike REST.
// gitlab: ee/app/models/protected_environments/approval_rules/summarizable.rb
type graphRule struct {
	RequiredApprovals, ApprovedCount, PendingApprovalCount *int32
	Status                                                 *string
	CanApprove                                             *bool
	User                                                   *graphUser
	Group                                                  *graphGroup
	AccessLevel                                            *graphLevel
	Approvals                                              *[]graphApproval
}

type graphSummary struct {
	Status                                            *string
	TotalRequiredApprovals, TotalPendingApprovalCount *int32
	Rules                                             *[]*graphRule
}

// Words of a summary and of its rules.
// gitlab: ee/app/models/deployments/approval_summary.rb
const (
	summaryApproved = "APPROVED"
	summaryRejected = "REJECTED"
	summaryPending  = "PENDING_APPROVAL"
)

func (g *graphCall) summary(d *deployment) *graphSummary {
	status, required, missing := summaryApproved, 0, 0
	rules := []*graphRule{}
	for _, r := range g.w.rulesOf(d.env) {
		shape := g.rule(d, r)
		required += r.required
		missing += d.missing(r)
		if *shape.Status != summaryApproved && status != summaryRejected {
			status = *shape.Status
		}
		rules = append(rules, shape)
	}
	return &graphSummary{&status, graphInt(required), graphInt(missing), &rules}
}

func (g *graphCall) rule(d *deployment, r *rule) *graphRule {
	var given []*approval
	yes, status := 0, summaryPending
	for _, a := range d.approvals {
		switch {
		case a.rule != r:
			continue
		case a.status == rejected:
			status = summaryRejected
		default:
			yes++
		}
		given = append(given, a)
	}
	if status != summaryRejected && yes >= r.required {
		status = summaryApproved
	}
	can := g.u != nil && r.coversUser(g.u, d.project)
	shape := &graphRule{
		RequiredApprovals: graphInt(r.required), ApprovedCount: graphInt(yes), PendingApprovalCount: graphInt(d.missing(r)),
		Status: &status, CanApprove: &can, User: g.w.graphUser(r.user), Approvals: g.approvals(d, given),
	}
	switch {
	case r.user != nil:
	case r.group != nil:
		shape.Group = g.group(r.group)
	default:
		shape.AccessLevel = &graphLevel{graphInt(r.level), orNull(levelNames[r.level])}
	}
	return shape
}

// levelNames are the access levels in words.
// gitlab: app/graphql/types/access_level_enum.rb
var levelNames = map[int]string{
	levelNone: "NO_ACCESS", 5: "MINIMAL_ACCESS", levelGuest: "GUEST", 15: "PLANNER", levelReporter: "REPORTER", 25: "SECURITY_MANAGER",
	levelDeveloper: "DEVELOPER", levelMaintainer: "MAINTAINER", levelOwner: "OWNER", levelAdmin: "ADMIN",
}

// group is null for a group that the user does not see.
func (g *graphCall) group(found *group) *graphGroup {
	if !found.sees(g.u) {
		return nil
	}
	page := g.w.root + "/groups/" + found.fullPath()
	return &graphGroup{gid("Group", found.id), graphql.ID(found.fullPath()), found.name, found.fullName(), &page}
}

// graphDeploymentID is the global id of a deployment, and of nothing else.
type graphDeploymentID int64

// ImplementsGraphQLType names the scalar in the schema.
func (graphDeploymentID) ImplementsGraphQLType(name string) bool { return name == "DeploymentID" }

var anyGID = pattern(`^gid://[^/]+/[^/]+/[^/]+$`)

// UnmarshalGraphQL reads gid://gitlab/Deployment/123.
// gitlab: app/graphql/types/global_id_type.rb
func (id *graphDeploymentID) UnmarshalGraphQL(input any) error {
	text := fmt.Sprint(input)
	digits, ours := strings.CutPrefix(text, "gid://gitlab/Deployment/")
	n, err := strconv.ParseInt(digits, 10, 64)
	switch {
	case ours && err == nil:
		*id = graphDeploymentID(n)
		return nil
	case anyGID().MatchString(text):
		return fmt.Errorf("%q does not represent an instance of Deployment", text)
	default:
		return fmt.Errorf("%q is not a valid Global ID", text)
	}
}

type graphApproveArgs struct {
	Input struct {
		ClientMutationID       *string
		ID                     graphDeploymentID
		Status                 string
		Comment, RepresentedAs *string
	}
}

// graphApproved is the answer to approveDeployment. A refusal is in Errors and
// leaves no approval, which the schema calls impossible: whoever asks for both
// gets null for the whole, and an error in place of the reason.
type graphApproved struct {
	ClientMutationID   *string
	DeploymentApproval *graphApproval
	Errors             []string
}

// ApproveDeployment runs the service that REST runs. It needs scope api.
// gitlab: ee/app/graphql/mutations/deployments/deployment_approve.rb
func (*graphResolver) ApproveDeployment(ctx context.Context, args graphApproveArgs) (*graphApproved, error) {
	g, in := graphCallOf(ctx), args.Input
	if err := g.once("Mutation", "approveDeployment"); err != nil {
		return nil, err
	}
	d := g.w.deployments[int64(in.ID)]
	if !g.writes() || d == nil || !g.readable(d.project) {
		return nil, said(textGraphResource)
	}
	answer := &graphApproved{ClientMutationID: in.ClientMutationID, Errors: []string{}}
	a, err := g.decide(d, strings.ToLower(in.Status), fromNull(in.RepresentedAs), fromNull(in.Comment))
	switch {
	case g.broken:
		return nil, err
	case err != nil:
		answer.Errors = append(answer.Errors, err.Error())
	default:
		shape := g.approval(d, a)
		answer.DeploymentApproval = &shape
	}
	return answer, nil
}

// writes is what every mutation needs: a user, and a token with scope api.
// gitlab: app/graphql/mutations/base_mutation.rb
func (g *graphCall) writes() bool { return g.token != nil && allows(g.token.scopes, []string{"api"}) }

// decide is REST's approveDeployment without HTTP.
func (g *graphCall) decide(d *deployment, status, hat, comment string) (*approval, error) {
	c := &call{w: g.w, u: g.u, token: g.token}
	r, err := c.ruleForDecision(d, status, hat)
	var no *refusal
	switch {
	case errors.As(err, &no) && no.status == http.StatusInternalServerError:
		return nil, g.crash()
	case no != nil:
		var body struct{ Message string }
		if err := json.Unmarshal(no.body, &body); err != nil {
			return nil, g.crash()
		}
		return nil, errors.New(body.Message)
	case utf8.RuneCountInString(comment) > 255:
		return nil, said(textTooLong)
	}
	a, changed := g.w.record(d, g.u, r, status, comment)
	if status == rejected && changed && !g.w.drop(d) {
		return nil, g.crash()
	}
	return a, nil
}

func fromNull(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

type graphEchoArgs struct {
	Input struct {
		ClientMutationID *string
		Errors, Messages *[]string
	}
}

type graphEcho struct {
	ClientMutationID *string
	Echoes           *[]string
	Errors           []string
}

// EchoCreate gives back what it is given.
// gitlab: app/graphql/mutations/echo.rb
func (*graphResolver) EchoCreate(ctx context.Context, args graphEchoArgs) (*graphEcho, error) {
	if !graphCallOf(ctx).writes() {
		return nil, said(textGraphResource)
	}
	answer := &graphEcho{ClientMutationID: args.Input.ClientMutationID, Echoes: args.Input.Messages, Errors: []string{}}
	if args.Input.Errors != nil {
		answer.Errors = *args.Input.Errors
	}
	return answer, nil
}
