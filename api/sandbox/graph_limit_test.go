package sandbox_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"greenlight/api/sandbox"
)

func TestGraphFieldCallLimits(t *testing.T) {
	t.Parallel()
	l := start(t)
	one, two := l.in(api, "prod-us", "blocked"), l.in(api, "prod-eu", "blocked")
	both := func(fields string) string {
		return fmt.Sprintf(`{ project(fullPath: "payments/api") { a: deployment(iid: "%d") { %s } b: deployment(iid: "%d") { %s } } }`,
			one.IID, fields, two.IID, fields)
	}
	const other = `environment(name: "%s") { deployments(first: 1) { nodes { iid } } }`
	for query, want := range map[string]string{
		both("pendingApprovalCount"):                                            `"pendingApprovalCount" field can be requested only for 1 Deployment(s) at a time.`,
		both("approvals { status }"):                                            `"approvals" field can be requested only for 1 Deployment(s) at a time.`,
		both("approvalSummary { status }"):                                      `"approvalSummary" field can be requested only for 1 Deployment(s) at a time.`,
		deploymentQuery(one, "a: pendingApprovalCount b: pendingApprovalCount"): `"pendingApprovalCount" field can be requested only for 1 Deployment(s) at a time.`,
		`{ a: project(fullPath: "payments/api") { environments { nodes { id } } } b: project(fullPath: "payments/web") { environments { nodes { id } } } }`: `"environments" field can be requested only for 1 Project(s) at a time.`,
		`{ project(fullPath: "payments/api") { a: ` + fmt.Sprintf(other, "qa") + " b: " + fmt.Sprintf(other, "staging") + ` } }`:                            `"deployments" field can be requested only for 1 Environment(s) at a time.`,
	} {
		a := l.graph("maya", query)
		a.fails(t, want)
		if a.Data == nil || len(a.Errors) == 1 && len(a.Errors[0].Path) == 0 {
			t.Errorf("%s: the rest of the data or the path is missing: %+v", query, a)
		}
	}
	a := l.graph("maya", both("status"))
	if len(a.Errors) > 0 || a.at("project.a.status") != "BLOCKED" || a.at("project.b.status") != "BLOCKED" {
		t.Errorf("without such fields it is %+v", a)
	}
	mutation := fmt.Sprintf(`mutation { a: approveDeployment(input: {id: "gid://gitlab/Deployment/%d", status: APPROVED}) { errors }
		b: approveDeployment(input: {id: "gid://gitlab/Deployment/%d", status: APPROVED}) { errors } }`, one.ID, two.ID)
	a = l.graph("oto", mutation)
	a.fails(t, `"approveDeployment" field can be requested only for 1 Mutation(s) at a time.`)
	a.wants(t, "a", `{"errors": []}`)
	a.wants(t, "b", "null")
	if got := l.full(two, api); len(got.Approvals) != 1 {
		t.Errorf("the second was applied: %+v", got.Approvals)
	}
}

func TestGraphComplexity(t *testing.T) {
	t.Parallel()
	l := start(t)
	lots := func(n int) string {
		var names []string
		for i := range n {
			names = append(names, fmt.Sprintf("u%d: currentUser { id }", i))
		}
		return strings.Join(names, "\n")
	}
	for _, c := range []struct {
		user, query string
		vars        []any
		weight      int // 0 is allowed
	}{
		{"maya", "{ " + lots(125) + " }", nil, 0},
		{"maya", "{ " + lots(125) + " echo(text: \"} { u: {\") }", nil, 251},
		{"maya", "{ " + lots(125) + " # a comment\n }", nil, 0},
		{"maya", `{ project(fullPath: "x") { deployment(iid: "1") { commit { sha } } } ` + lots(123) + " }", nil, 251},
		{"", "{ " + lots(100) + " }", nil, 0},
		{"", "query # { x }\n{ ...f ...f } fragment f on Query { " + lots(100) + " ... on Query { __typename } }", nil, 201},
		// 1+2 nodes and id, twice for a hundred rows, five for the search.
		{"maya", `{ projects(search: "x") { nodes { id } } ` + lots(117) + " }", nil, 0},
		{"maya", `{ projects(search: "x") { nodes { id } } ` + lots(118) + " }", nil, 252},
		{"maya", `query q($n: Int) { projects(first: $n) { nodes { id } } ` + lots(123) + " }", []any{"n", 10}, 0},
		{"maya", `query q($n: Int) { projects(first: $n) { nodes { id } } ` + lots(123) + " }", []any{"n", 50}, 0},
		{"maya", `query q($n: Int) { projects(first: $n) { nodes { id } } ` + lots(123) + " }", []any{"n", 100}, 252},
		{"maya", `query q($n: Int) { projects(first: $n) { nodes { id } } ` + lots(123) + " }", nil, 252},
	} {
		a := l.graph(c.user, c.query, c.vars...)
		if c.weight == 0 {
			if len(a.Errors) > 0 {
				t.Errorf("%.80s: %v", c.query, a.Errors)
			}
			continue
		}
		most := 250
		if c.user == "" {
			most = 200
		}
		a.fails(t, fmt.Sprintf("Query has complexity of %d, which exceeds max complexity of %d", c.weight, most))
		if a.Data != nil {
			t.Error("it was run nevertheless")
		}
	}
}

func TestGraphQuerySize(t *testing.T) {
	t.Parallel()
	l := start(t)
	const query = "{ currentUser { id } } #"
	l.graph("maya", query+strings.Repeat("é", 10_000-len(query))).wants(t, "currentUser.id", `"gid://gitlab/User/1"`)
	l.want(l.askGraph("maya", query+strings.Repeat("é", 10_001-len(query))), 422, `{"errors":[{"message":"Query too large"}]}`)
}

func TestGraphBadRequests(t *testing.T) {
	t.Parallel()
	l := start(t)
	for _, query := range []string{"", "{", "{ currentUser }", "{ currentUser { id ", "nonsense", "{ project { id } }"} {
		if a := l.graph("maya", query); len(a.Errors) == 0 || a.Data != nil {
			t.Errorf("%q gets %+v", query, a)
		}
	}
	if a := l.postGraph("maya", "application/json", "{"); a.status != 400 {
		t.Errorf("half an object gets %d %s", a.status, a.body)
	}
	resp, err := client.Get(l.URL() + "/api/graphql?query=" + url.QueryEscape("{ currentUser { id } }"))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != 404 {
		t.Errorf("only POST is served here, but GET is %d", resp.StatusCode)
	}
	if a := l.ask("maya", "POST", "/graphql", object{}); a.status != 404 {
		t.Errorf("below REST's root it is %d", a.status)
	}
}

func TestGraphPages(t *testing.T) {
	t.Parallel()
	l := start(t, func(o *sandbox.Options) { o.Projects, o.Deployments = 130, 150 })
	const query = `query q($n: Int, $after: String) { projects(membership: true, first: $n, after: $after) {
		nodes { id } pageInfo { endCursor hasNextPage hasPreviousPage } } }`
	seen, after, pages, total := map[any]bool{}, any(nil), 0, 0
	for more := true; more; pages++ {
		a := l.graph("maya", query, "n", 500, "after", after)
		nodes := a.at("projects.nodes").([]any)
		if len(nodes) > 100 {
			t.Fatalf("%d on a page", len(nodes))
		}
		total += len(nodes)
		for _, n := range nodes {
			seen[n.(object)["id"]] = true
		}
		if back := a.at("projects.pageInfo.hasPreviousPage").(bool); back != (pages > 0) {
			t.Errorf("page %d: hasPreviousPage is %v", pages, back)
		}
		more, after = a.at("projects.pageInfo.hasNextPage").(bool), a.at("projects.pageInfo.endCursor")
	}
	if pages != 2 || len(seen) != 130 || total != 130 {
		t.Errorf("%d projects, %d of them different, on %d pages", total, len(seen), pages)
	}
	after = l.graph("maya", query, "n", 2).at("projects.pageInfo.endCursor")
	if err := l.DeleteProject(129); err != nil {
		t.Fatal(err)
	}
	l.graph("maya", query, "n", 1, "after", after).wants(t, "projects.nodes", `[{"id": "gid://gitlab/Project/128"}]`)
	l.graph("maya", query, "after", "zz").fails(t, "Please provide a valid cursor")
	l.graph("sam", `{ projects(membership: true) { nodes { id } } }`).wants(t, "projects.nodes", "[]")
	l.graph("maya", `{ projects(fullPaths: ["payments/web", "payments/API", "no/such"]) { nodes { fullPath environment(name: "production") {
		lastDeployment(status: BLOCKED) { status } } } } }`).wants(t, "projects.nodes", `[
		{"fullPath": "payments/web", "environment": {"lastDeployment": {"status": "BLOCKED"}}},
		{"fullPath": "payments/api", "environment": {"lastDeployment": {"status": "BLOCKED"}}}]`)
}

func TestGraphOperationNames(t *testing.T) {
	t.Parallel()
	l := start(t)
	const tail = ` query small { currentUser { id } } fragment f on Query { projects { nodes { id } } }`
	var fields []string
	for i := range 130 {
		fields = append(fields, fmt.Sprintf("u%d: currentUser { id }", i))
	}
	body := fmt.Sprintf(`{"query": "query big { ...f ...f %s } %s", "operationName": "%%s"}`, strings.Join(fields, " "), tail)
	l.want(l.postGraph("maya", "application/json", fmt.Sprintf(body, "small")), 200, `{"data":{"currentUser":{"id":"gid://gitlab/User/1"}}}`)
	l.want(l.postGraph("maya", "application/json", fmt.Sprintf(body, "big")), 200,
		`{"errors":[{"message":"Query has complexity of 266, which exceeds max complexity of 250"}]}`)
}

func TestGraphComplexityCanBeLess(t *testing.T) {
	t.Parallel()
	l := start(t)
	const query = `{ currentUser { id name } }`
	l.SetGraphComplexity(2)
	l.graph("maya", query).fails(t, "Query has complexity of 3, which exceeds max complexity of 2")
	l.SetGraphComplexity(0)
	if a := l.graph("maya", query); len(a.Errors) > 0 {
		t.Error(a.Errors)
	}
}
