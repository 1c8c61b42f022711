package sandbox_test

import (
	"fmt"
	"slices"
	"testing"
)

func TestGraphEnvironments(t *testing.T) {
	t.Parallel()
	l := start(t)
	const query = `query q($name: String, $search: String, $states: [String!], $first: Int) { project(fullPath: "payments/api") {
		environments(name: $name, search: $search, states: $states, first: $first) { nodes { name tier state } pageInfo { hasNextPage } } } }`
	a := l.graph("maya", query)
	var names []string
	for _, e := range a.at("project.environments.nodes").([]any) {
		names = append(names, e.(object)["name"].(string))
	}
	for _, name := range []string{"production", "prod-eu", "prod-us", "prod-apac", "staging", "qa", "loadtest"} {
		if !slices.Contains(names, name) {
			t.Errorf("%s is missing in %v", name, names)
		}
	}
	l.graph("maya", query, "name", "qa").wants(t, "project.environments.nodes", `[{"name": "qa", "tier": "TESTING", "state": "available"}]`)
	if err := l.SetEnvironmentState(l.in(api, "prod-us", "blocked").ID, "stopped"); err != nil {
		t.Fatal(err)
	}
	l.graph("maya", query, "search", "PROD-", "states", []string{"stopped"}).wants(t, "project.environments.nodes",
		`[{"name": "prod-us", "tier": "PRODUCTION", "state": "stopped"}]`)
	l.graph("maya", query, "search", "load").wants(t, "project.environments.nodes", `[{"name": "loadtest", "tier": "TESTING", "state": "available"}]`)
	l.graph("maya", query, "search", "prod-", "first", 1).wants(t, "project.environments.pageInfo.hasNextPage", "true")
}

// iids asks for deployments of production of payments/api.
func (l *lab) iids(arguments string) []string {
	l.t.Helper()
	a := l.graph("maya", `{ project(fullPath: "payments/api") { environment(name: "production") { deployments`+arguments+` { nodes { iid } } } } }`)
	if len(a.Errors) > 0 {
		l.t.Fatal(a.Errors)
	}
	var found []string
	for _, d := range a.at("project.environment.deployments.nodes").([]any) {
		found = append(found, d.(object)["iid"].(string))
	}
	return found
}

func TestGraphDeployments(t *testing.T) {
	t.Parallel()
	l := start(t)
	rest := func(query string) []string {
		var found []string
		for _, d := range l.rows(api, query+"&environment=production") {
			found = append(found, fmt.Sprint(d.IID))
		}
		return found
	}
	same := func(got, want []string) {
		t.Helper()
		if !slices.Equal(got, want) || len(want) == 0 {
			t.Errorf("got %v, want %v", got, want)
		}
	}
	newest := rest("order_by=id")
	same(l.iids("(orderBy: {createdAt: DESC})"), newest)
	same(l.iids("(orderBy: {createdAt: DESC}, first: 2)"), newest[:2])
	slices.Reverse(newest)
	same(l.iids(""), newest)
	blocked := rest("status=blocked")
	same(l.iids("(statuses: [BLOCKED, CREATED, RUNNING], orderBy: {createdAt: DESC})"), blocked)
	oldest := l.rows(api, "status=success&environment=production")
	if err := l.SetStatus(oldest[len(oldest)-1].ID, "success"); err != nil {
		t.Fatal(err)
	}
	ended := rest("status=success&order_by=finished_at")
	if ended[0] != fmt.Sprint(oldest[len(oldest)-1].IID) || len(ended) < 2 {
		t.Fatalf("the order by end is %v", ended)
	}
	same(l.iids("(statuses: [SUCCESS], orderBy: {finishedAt: DESC})"), ended)
	last := l.graph("maya", `{ project(fullPath: "payments/api") { environment(name: "production") { lastDeployment(status: SUCCESS) { iid }
		none: lastDeployment(status: CANCELED) { iid } newest: lastDeployment(status: BLOCKED) { iid } } } }`)
	last.wants(t, "project.environment", fmt.Sprintf(`{"lastDeployment": {"iid": %q}, "none": null, "newest": {"iid": %q}}`, ended[0], blocked[0]))
}

func TestGraphDeploymentsRefused(t *testing.T) {
	t.Parallel()
	l := start(t)
	const query = `{ project(fullPath: "payments/api") { environment(name: "production") { %s { %s } } } }`
	l.graph("maya", fmt.Sprintf(query, "deployments(orderBy: {createdAt: ASC, finishedAt: ASC})", "nodes { iid }")).
		fails(t, "orderBy parameter must contain one key-value pair.")
	l.graph("maya", fmt.Sprintf(query, "lastDeployment(status: SKIPPED)", "iid")).fails(t, `"skipped" status is not supported.`)
	for _, arguments := range []string{"statuses: [SUCCESS, BLOCKED]", "orderBy: {finishedAt: DESC}", "statuses: [BLOCKED], orderBy: {finishedAt: DESC}"} {
		l.want(l.askGraph("maya", fmt.Sprintf(query, "deployments("+arguments+")", "nodes { iid }")), 500, `{"errors":[{"message":"Internal server error"}]}`)
	}
}
