package sandbox_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"greenlight/api/sandbox"
)

// deploymentQuery asks for one deployment of payments/api.
func deploymentQuery(d row, fields string) string {
	return fmt.Sprintf(`{ project(fullPath: "payments/api") { deployment(iid: "%d") { %s } } }`, d.IID, fields)
}

func TestGraphDeployment(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(api, "prod-us", "blocked")
	const query = `query one($path: ID!, $iid: ID!) { project(fullPath: $path) { id fullPath deployment(iid: $iid) {
		id iid status ref sha tag finishedAt webPath createdAt triggerer { id username name } commit { sha title }
		job { id name status } userPermissions { updateDeployment approveDeployment destroyDeployment } } } }`
	a := l.graph("rae", query, "path", "Payments/API", "iid", fmt.Sprint(d.IID))
	a.wants(t, "project.fullPath", `"payments/api"`)
	a.wants(t, "project.deployment", fmt.Sprintf(`{"id": "gid://gitlab/Deployment/%d", "iid": "%d", "status": "BLOCKED", "ref": %q, "sha": %q,
		"tag": true, "finishedAt": null, "webPath": "/payments/api/-/environments/3/deployments/%d", "createdAt": %q,
		"triggerer": {"id": "gid://gitlab/User/3", "username": "ana", "name": "Ana Sofía Duarte 🌱"}, "commit": {"sha": %q, "title": %q},
		"job": {"id": "gid://gitlab/Ci::Build/%d", "name": "deploy-prod-us", "status": "MANUAL"},
		"userPermissions": {"updateDeployment": false, "approveDeployment": false, "destroyDeployment": false}}`,
		d.ID, d.IID, d.Ref, d.SHA, d.IID, d.CreatedAt.UTC().Format("2006-01-02T15:04:05Z"), d.SHA, d.Deployable.Commit.Title, d.Deployable.ID))
	if len(a.Errors) > 0 {
		t.Errorf("errors: %v", a.Errors)
	}
	const rights = "userPermissions { updateDeployment approveDeployment destroyDeployment }"
	l.graph("maya", deploymentQuery(d, rights)).wants(t, "project.deployment.userPermissions",
		`{"updateDeployment": true, "approveDeployment": true, "destroyDeployment": true}`)
	external := decode[row](l, l.ask("lin", "POST", "/projects/1/deployments",
		object{"environment": "qa", "sha": "main", "ref": "main", "tag": false, "status": "success"}), 201)
	if err := l.SetDeployer(external.ID, ""); err != nil {
		t.Fatal(err)
	}
	a = l.graph("maya", deploymentQuery(external, "status finishedAt triggerer { name } job { name }"))
	a.wants(t, "project.deployment", `{"status": "SUCCESS", "finishedAt": "2026-02-14T03:00:00Z", "triggerer": null, "job": null}`)
	if len(a.Errors) > 0 {
		t.Errorf("errors: %v", a.Errors)
	}
}

func TestGraphPermissions(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(api, "prod-us", "blocked")
	rights := func(user, want string) {
		t.Helper()
		l.graph(user, deploymentQuery(d, "userPermissions { updateDeployment destroyDeployment approveDeployment }")).
			wants(t, "project.deployment.userPermissions", want)
	}
	rights("lin", `{"updateDeployment": true, "destroyDeployment": false, "approveDeployment": false}`)
	if err := l.SetVisibility(api, "public"); err != nil {
		t.Fatal(err)
	}
	rights("", `{"updateDeployment": false, "destroyDeployment": false, "approveDeployment": false}`)
	if err := l.SetArchived(api, true); err != nil {
		t.Fatal(err)
	}
	rights("maya", `{"updateDeployment": false, "destroyDeployment": false, "approveDeployment": true}`)
}

func TestGraphLostCommit(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(api, "prod-us", "blocked")
	if err := l.LoseCommit(d.ID); err != nil {
		t.Fatal(err)
	}
	l.graph("maya", deploymentQuery(d, "sha commit { title }")).wants(t, "project.deployment", fmt.Sprintf(`{"sha": %q, "commit": null}`, d.SHA))
}

func TestGraphWhoSeesWhat(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(api, "production", "blocked")
	query := fmt.Sprintf(`{ currentUser { id username } project(fullPath: "payments/api") { id deployment(iid: "%d") { iid } environment(name: "qa") { name }
		environments { nodes { name } } } }`, d.IID)
	for user, want := range map[string]string{
		"gus": `{"currentUser": {"id": "gid://gitlab/User/14", "username": "gus"},
			"project": {"id": "gid://gitlab/Project/1", "deployment": null, "environment": null, "environments": {"nodes": []}}}`,
		"sam": `{"currentUser": {"id": "gid://gitlab/User/16", "username": "sam"}, "project": null}`,
		"":    `{"currentUser": null, "project": null}`,
	} {
		(graphAnswer{Data: object{"all": l.graph(user, query).Data}}).wants(t, "all", want)
	}
	if err := l.SetVisibility(api, "public"); err != nil {
		t.Fatal(err)
	}
	l.graph("", query).wants(t, "project.deployment.iid", fmt.Sprintf("%q", fmt.Sprint(d.IID)))
	if err := l.SetCI(api, false); err != nil {
		t.Fatal(err)
	}
	l.graph("root", query).wants(t, "project.deployment", "null")
	if err := l.RenameProject(api, "other"); err != nil {
		t.Fatal(err)
	}
	l.graph("root", query).wants(t, "project", "null")
}

func TestGraphTokens(t *testing.T) {
	t.Parallel()
	l := start(t)
	const query = `{ currentUser { username } }`
	const invalid = `{"errors":[{"message":"Invalid token"}]}`
	l.want(l.askGraph("expired", query), 401, invalid)
	l.want(l.postGraph("", "application/json", "{}", "Private-Token", "nonsense"), 401, invalid)
	if a := l.postGraph("", "application/x-www-form-urlencoded", "query="+query, "Authorization", "Bearer "+l.Token("maya")); a.body !=
		`{"data":{"currentUser":{"username":"maya"}}}` {
		t.Errorf("a form with a bearer gets %d %s", a.status, a.body)
	}
	l.graph("read_api", query).wants(t, "currentUser.username", `"maya"`)
	if err := l.RevokeToken(l.Token("lin")); err != nil {
		t.Fatal(err)
	}
	l.want(l.askGraph("lin", query), 401, invalid)
	if err := l.BlockUser("ana"); err != nil {
		t.Fatal(err)
	}
	l.want(l.askGraph("ana", query), 403, `{"errors":[{"message":"API not accessible for user"}]}`)
}

func TestGraphIsTransportedAsREST(t *testing.T) {
	t.Parallel()
	l := start(t, func(o *sandbox.Options) { o.Prefix, o.RateLimit, o.Latency = "/gitlab", 6, 20*time.Millisecond })
	const query = `{ currentUser { username } }`
	begin := time.Now()
	a := l.askGraph("maya", query)
	if took := time.Since(begin); took < 20*time.Millisecond {
		t.Errorf("it took %v, less than the latency", took)
	}
	if a.status != 200 || a.header.Get("Ratelimit-Observed") != "1" || a.header.Get("X-Request-Id") == "" || a.header.Get("Content-Type") != "application/json" {
		t.Errorf("got %d %v", a.status, a.header)
	}
	l.clock.add(time.Minute)
	l.graph("maya", `{ project(fullPath: "payments/api") { environment(name: "qa") { path } } }`).wants(t, "project.environment.path",
		`"/gitlab/payments/api/-/environments/6"`)
	l.ResetJournal()
	l.clock.add(time.Minute)
	l.askGraph("maya", query)
	sent := l.Requests("POST", "/api/graphql$")
	if len(sent) != 1 || sent[0].User != "maya" || sent[0].Status != 200 || !strings.Contains(sent[0].Body, "currentUser") {
		t.Errorf("the journal has %+v", sent)
	}
	l.Inject(sandbox.Fault{Path: "/api/graphql$", Times: 1, Status: 502, ContentType: "text/html", Body: "<h1>no</h1>", Header: http.Header{}})
	l.want(l.askGraph("maya", query), 502, "<h1>no</h1>")
	l.SetGraphQL(false)
	if a := l.askGraph("maya", query); a.status != 404 || !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
		t.Errorf("switched off it is %d %s", a.status, a.body)
	}
	if a := l.get("maya", "/user"); a.status != 200 {
		t.Errorf("REST is %d without GraphQL", a.status)
	}
	l.SetGraphQL(true)
	for range 3 {
		a = l.askGraph("maya", query)
	}
	if a.status != 200 {
		t.Errorf("the sixth counted one is %d", a.status)
	}
	l.want(l.askGraph("maya", query), 429, "Retry later\n")
}

func TestGraphLacksEnterpriseFieldsInFOSS(t *testing.T) {
	t.Parallel()
	l := start(t, func(o *sandbox.Options) { o.FOSS = true })
	d := l.in(api, "production", "blocked")
	for _, field := range []string{"pendingApprovalCount", "approvals { status }", "approvalSummary { status }"} {
		name := strings.Fields(field)[0]
		a := l.graph("maya", deploymentQuery(d, "iid "+field))
		a.fails(t, "Field '"+name+"' doesn't exist on type 'Deployment'")
		if a.Data != nil || a.Errors[0].Extensions["code"] != "undefinedField" || a.Errors[0].Extensions["fieldName"] != name {
			t.Errorf("the answer is %+v", a)
		}
	}
	l.graph("maya", `mutation { approveDeployment(input: {id: "gid://gitlab/Deployment/1", status: APPROVED}) { errors } }`).
		fails(t, "Field 'approveDeployment' doesn't exist on type 'Mutation'")
	l.graph("maya", deploymentQuery(d, "status userPermissions { updateDeployment }")).wants(t, "project.deployment",
		`{"status": "BLOCKED", "userPermissions": {"updateDeployment": true}}`)
}
