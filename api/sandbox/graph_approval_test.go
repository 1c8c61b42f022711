package sandbox_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"greenlight/api/sandbox"
)

const summaryQuery = `approvalSummary { status totalRequiredApprovals totalPendingApprovalCount rules { requiredApprovals approvedCount
	pendingApprovalCount status canApprove user { username } group { name fullPath } accessLevel { integerValue stringValue }
	approvals { user { username } status } } }`

func TestGraphApprovalSummary(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(api, "prod-eu", "blocked") // qa-group 1 (ines has), security-group 2
	a := l.graph("ben", deploymentQuery(d, summaryQuery+" pendingApprovalCount approvals { user { username } status comment createdAt updatedAt }"))
	a.wants(t, "project.deployment.pendingApprovalCount", "2")
	a.wants(t, "project.deployment.approvalSummary", `{"status": "PENDING_APPROVAL", "totalRequiredApprovals": 3, "totalPendingApprovalCount": 2,
		"rules": [{"requiredApprovals": 1, "approvedCount": 1, "pendingApprovalCount": 0, "status": "APPROVED", "canApprove": false, "user": null,
			"group": {"name": "qa-group", "fullPath": "qa-group"}, "accessLevel": null, "approvals": [{"user": {"username": "ines"}, "status": "APPROVED"}]},
		{"requiredApprovals": 2, "approvedCount": 0, "pendingApprovalCount": 2, "status": "PENDING_APPROVAL", "canApprove": true, "user": null,
			"group": {"name": "security-group", "fullPath": "security-group"}, "accessLevel": null, "approvals": []}]}`)
	given := l.full(d, api).Approvals[0]
	when := given.CreatedAt.UTC().Format("2006-01-02T15:04:05Z")
	a.wants(t, "project.deployment.approvals", fmt.Sprintf(`[{"user": {"username": "ines"}, "status": "APPROVED", "comment": %q, "createdAt": %q,
		"updatedAt": %q}]`, *given.Comment, when, when))
	l.clock.add(time.Hour)
	decode[approval](l, l.ask("ines", "POST", at(api, d, "/approval"), object{"status": "rejected", "comment": "no"}), 201)
	a = l.graph("ben", deploymentQuery(d, summaryQuery+" approvals { status comment createdAt updatedAt }"))
	a.wants(t, "project.deployment.approvals", fmt.Sprintf(`[{"status": "REJECTED", "comment": "no", "createdAt": %q, "updatedAt": "2026-02-14T04:00:00Z"}]`, when))
	if status := a.at("project.deployment.approvalSummary.status"); status != "REJECTED" {
		t.Errorf("rejected it is %v", status)
	}
}

func TestGraphRulesOfOtherKinds(t *testing.T) {
	t.Parallel()
	l := start(t)
	const query = `query q($p: ID!, $e: String!) { project(fullPath: $p) { environment(name: $e) { lastDeployment(status: BLOCKED) { approvalSummary {
		status totalRequiredApprovals rules { canApprove user { username } group { name } accessLevel { integerValue stringValue } } } } } } }`
	summary := func(user, project, environment string) graphAnswer {
		return graphAnswer{Data: l.graph(user, query, "p", project, "e", environment).at("project.environment.lastDeployment.approvalSummary").(object)}
	}
	summary("lin", "payments/api", "prod-us").wants(t, "rules", `[
		{"canApprove": false, "user": null, "group": {"name": "payments-leads"}, "accessLevel": null},
		{"canApprove": false, "user": null, "group": null, "accessLevel": {"integerValue": 40, "stringValue": "MAINTAINER"}}]`)
	summary("ana", "data/ingest", "staging").wants(t, "rules", `[{"canApprove": true, "user": {"username": "ana"}, "group": null, "accessLevel": null}]`)
	summary("maya", "payments/api", "loadtest").wants(t, "rules", "[]")
	summary("maya", "payments/api", "loadtest").wants(t, "status", `"APPROVED"`)
	// Her own deployment, and she may not approve it: the rule covers her all the same.
	summary("maya", "payments/api", "prod-apac").wants(t, "rules", `[{"canApprove": true, "user": null, "group": {"name": "payments-leads"}, "accessLevel": null}]`)
	// Complete, too.
	summary("maya", "platform/mail-relay", "production").wants(t, "rules",
		`[{"canApprove": true, "user": null, "group": null, "accessLevel": {"integerValue": 40, "stringValue": "MAINTAINER"}}]`)
}

func TestGraphHidesGroups(t *testing.T) {
	t.Parallel()
	l := start(t)
	if err := l.SetVisibility(api, "public"); err != nil {
		t.Fatal(err)
	}
	d := l.in(api, "production", "blocked")
	for user, want := range map[string]string{
		"sam": `[{"canApprove": false, "group": {"fullPath": "payments-leads"}}]`, "": `[{"canApprove": false, "group": null}]`,
	} {
		l.graph(user, deploymentQuery(d, "approvalSummary { rules { canApprove group { fullPath } } }")).
			wants(t, "project.deployment.approvalSummary.rules", want)
	}
}

func TestGraphEcho(t *testing.T) {
	t.Parallel()
	l := start(t)
	const query = `mutation { echoCreate(input: {messages: ["a"], errors: ["b"], clientMutationId: "c"}) { echoes errors clientMutationId } }`
	l.graph("sam", query).wants(t, "echoCreate", `{"echoes": ["a"], "errors": ["b"], "clientMutationId": "c"}`)
	l.graph("read_api", query).wants(t, "echoCreate", "null")
	l.graph("sam", `{ echo(text: "hi") }`).wants(t, "echo", `"\"sam\" says: hi"`)
}

const approveQuery = `mutation decide($id: DeploymentID!, $status: DeploymentsApprovalStatus!, $comment: String, $hat: String) {
	approveDeployment(input: {id: $id, status: $status, comment: $comment, representedAs: $hat}) { errors %s } }`

func (l *lab) decide(user string, id any, status, comment, hat string) graphAnswer {
	l.t.Helper()
	return l.graph(user, fmt.Sprintf(approveQuery, ""), "id", id, "status", status, "comment", comment, "hat", hat)
}

func deploymentGID(d row) string { return fmt.Sprintf("gid://gitlab/Deployment/%d", d.ID) }

func TestGraphApprove(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(api, "prod-us", "blocked") // payments-leads 1, Maintainers 1
	a := l.graph("maya", fmt.Sprintf(approveQuery, "deploymentApproval { user { username } status comment createdAt updatedAt }"),
		"id", deploymentGID(d), "status", "APPROVED", "comment", "go", "hat", "Maintainers")
	a.wants(t, "approveDeployment", `{"errors": [], "deploymentApproval": {"user": {"username": "maya"}, "status": "APPROVED", "comment": "go",
		"createdAt": "2026-02-14T03:00:00Z", "updatedAt": "2026-02-14T03:00:00Z"}}`)
	after := l.full(d, api)
	if after.Pending != 1 || len(after.Approvals) != 1 || *after.Approvals[0].Comment != "go" {
		t.Errorf("REST says %+v", after)
	}
	l.graph("maya", deploymentQuery(d, "approvalSummary { rules { status } }")).wants(t, "project.deployment.approvalSummary.rules",
		`[{"status": "PENDING_APPROVAL"}, {"status": "APPROVED"}]`)
	l.decide("maya", deploymentGID(d), "REJECTED", "", "Maintainers").wants(t, "approveDeployment.errors", "[]")
	if after := l.full(d, api); after.Status != "failed" || *after.Deployable.FailureReason != "deployment_rejected" {
		t.Errorf("rejected it is %+v", after)
	}
}

func TestGraphApprovalRefusals(t *testing.T) {
	t.Parallel()
	l := start(t)
	production, own := l.in(api, "production", "blocked"), l.in(api, "prod-apac", "blocked")
	const resource = "The resource that you are attempting to access does not exist or you don't have permission to perform this action"
	for _, c := range []struct {
		name, user, id, comment, hat string
		refused, failed              string // in errors of the answer, or of the request
	}{
		{"own", "maya", deploymentGID(own), "", "",
			"You cannot approve your own deployment. This configuration can be adjusted in the protected environment settings.", ""},
		{"no rule", "rae", deploymentGID(production), "", "",
			"You don't have permission to approve this deployment. Contact the project or group owner for help.", ""},
		{"unprotected", "maya", deploymentGID(l.in(api, "loadtest", "blocked")), "", "", "This environment is not protected.", ""},
		{"no hat", "maya", deploymentGID(production), "", "zz",
			"There are no approval rules for the given `represent_as` parameter. Use a valid User/Group/Role name instead.", ""},
		{"long comment", "maya", deploymentGID(production), strings.Repeat("é", 256), "", "Comment is too long (maximum is 255 characters)", ""},
		{"stranger", "sam", deploymentGID(production), "", "", "", resource},
		{"guest", "gus", deploymentGID(production), "", "", "", resource},
		{"anonymous", "", deploymentGID(production), "", "", "", resource},
		{"read only token", "read_api", deploymentGID(production), "", "", "", resource},
		{"unknown", "maya", "gid://gitlab/Deployment/1", "", "", "", resource},
		{"another class", "maya", "gid://gitlab/Project/1", "", "", "", `"gid://gitlab/Project/1" does not represent an instance of Deployment`},
		{"no global id", "maya", "81237", "", "", "", `"81237" is not a valid Global ID`},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := l.decide(c.user, c.id, "APPROVED", c.comment, c.hat)
			if c.failed == "" {
				a.wants(t, "approveDeployment.errors", fmt.Sprintf("[%q]", c.refused))
				return
			}
			if len(a.Errors) != 1 || !strings.Contains(a.Errors[0].Message, c.failed) || a.at("approveDeployment") != nil {
				t.Errorf("got %+v", a)
			}
		})
	}
	if left := l.full(production, api); left.Pending != 1 || len(left.Approvals) != 0 {
		t.Errorf("refusals changed the deployment: %+v", left)
	}
	a := l.graph("maya", fmt.Sprintf(approveQuery, "deploymentApproval { status }"), "id", deploymentGID(own), "status", "APPROVED")
	a.fails(t, "Cannot return null for non-nullable field of type DeploymentApproval")
	a.wants(t, "approveDeployment", "null")
}

func TestGraphCrashesWhereGitLabDoes(t *testing.T) {
	t.Parallel()
	l := start(t)
	const crash = `{"errors":[{"message":"Internal server error"}]}`
	canary := l.first(edge, "", func(d row) bool { return d.Status == "paused" }) // its rule has no name
	l.want(l.askGraph("maya", fmt.Sprintf(approveQuery, ""), "id", deploymentGID(canary), "status", "APPROVED", "hat", "x"), 500, crash)
	own := l.in(api, "prod-apac", "blocked")
	l.decide("maya", deploymentGID(own), "REJECTED", "", "").wants(t, "approveDeployment.errors", "[]")
	l.want(l.askGraph("oto", fmt.Sprintf(approveQuery, ""), "id", deploymentGID(own), "status", "REJECTED"), 500, crash)
	if n := len(l.full(own, api).Approvals); n != 2 {
		t.Errorf("%d rejections are stored, want 2", n)
	}
}

func TestGraphDropAppliesAMutation(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(api, "production", "blocked")
	l.Inject(sandbox.Fault{Path: "/api/graphql$", Times: 1, Drop: true})
	body := fmt.Sprintf(`{"query": "mutation { approveDeployment(input: {id: \"%s\", status: APPROVED}) { errors } }"}`, deploymentGID(d))
	if a, err := l.tryGraph("maya", "application/json", body); err == nil {
		t.Errorf("a dropped request was answered: %+v", a)
	}
	if left := l.full(d, api).Pending; left != 0 {
		t.Errorf("%d are pending", left)
	}
}
