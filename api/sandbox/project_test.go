package sandbox_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"greenlight/api/sandbox"
)

func paths(l *lab, a answer) []string {
	var out []string
	for _, p := range decode[[]object](l, a, 200) {
		out = append(out, p["path_with_namespace"].(string))
	}
	return out
}

func TestListProjects(t *testing.T) {
	t.Parallel()
	l := start(t)
	if err := l.SetArchived(ledger, true); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		user, query string
		want        string
	}{
		{"maya", "order_by=id&sort=asc&per_page=3", "payments/api payments/web platform/search-index"},
		{"maya", "order_by=id&per_page=2", "payments/gateway platform/infra/terraform-live"},
		{"maya", "order_by=path&sort=asc&per_page=2&page=2", "payments/checkout platform/edge-proxy"},
		{"maya", "search=API&order_by=id", "payments/api"},
		{"maya", "search=支付", "payments/gateway"},
		{"maya", "archived=true", "payments/ledger"},
		{"maya", "active=false", "payments/ledger"},
		{"maya", "id_after=10&order_by=id&sort=asc", "platform/infra/terraform-live payments/gateway"},
		{"rae", "min_access_level=30", ""},
		{"rae", "min_access_level=20&search=sso", "platform/sso"},
		{"gus", "min_access_level=20", ""},
		{"maya", "owned=true", ""},
		{"sam", "", "data/billing"},
		{"sam", "membership=true", ""},
		{"root", "membership=true", ""},
		{"", "", ""},
		{"maya", "last_activity_after=2026-02-14T02:59:00Z", "platform/mail-relay"},
		{"maya", "order_by=last_activity_at&per_page=1", "platform/mail-relay"},
		{"maya", "order_by=name&sort=asc&per_page=1", "payments/api"},
	} {
		t.Run(c.user+" "+c.query, func(t *testing.T) {
			if got := strings.Join(paths(l, l.get(c.user, "/projects?"+c.query)), " "); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	l.want(l.get("maya", "/projects?order_by=color&min_access_level=7&archived=maybe"), 400,
		`{"error":"order_by does not have a valid value, min_access_level does not have a valid value, archived is invalid"}`)
	l.want(l.get("maya", "/projects?pagination=keyset"), 405,
		`{"error":"Keyset pagination is not yet available for this type of request"}`)
}

func TestProjectsByKeyset(t *testing.T) {
	t.Parallel()
	l := start(t)
	for _, sort := range []string{"asc", "desc"} {
		var all []string
		next := "/projects?pagination=keyset&order_by=id&per_page=5&sort=" + sort
		for range 5 {
			a := l.get("maya", next)
			all = append(all, paths(l, a)...)
			if a.header.Get("X-Total") != "" || a.header.Get("X-Page") != "" {
				t.Fatalf("headers are %v", a.header)
			}
			link := a.header.Get("Link")
			if link == "" {
				break
			}
			next = strings.TrimSuffix(strings.TrimPrefix(link, "<"+l.URL()+"/api/v4"), `>; rel="next"`)
		}
		slices.Sort(all)
		if len(slices.Compact(all)) != 12 {
			t.Errorf("%s found %v", sort, all)
		}
	}
}

func TestGroupProjects(t *testing.T) {
	t.Parallel()
	l := start(t)
	for _, c := range []struct{ user, path, want string }{
		{"maya", "/groups/platform/projects?order_by=id&sort=asc", "platform/search-index platform/sso platform/mail-relay platform/edge-proxy"},
		{"maya", "/groups/platform/projects?order_by=id&include_subgroups=true&per_page=1", "platform/infra/terraform-live"},
		{"maya", "/groups/platform%2Finfra/projects", "platform/infra/terraform-live"},
		{"maya", "/groups/2/projects?search=sso&simple=true", "platform/sso"},
		{"rae", "/groups/payments/projects?min_access_level=30", ""},
	} {
		if got := strings.Join(paths(l, l.get(c.user, c.path)), " "); got != c.want {
			t.Errorf("%s: got %q, want %q", c.path, got, c.want)
		}
	}
	p := decode[[]object](l, l.get("maya", "/groups/payments/projects"), 200)[0]
	if _, there := p["permissions"]; there {
		t.Error("a group's projects have permissions")
	}
	l.want(l.get("sam", "/groups/payments/projects"), 404, `{"message":"404 Group Not Found"}`)
	l.want(l.get("", "/groups/payments/projects"), 404, `{"message":"404 Group Not Found"}`)
	l.want(l.get("maya", "/groups/payments/projects?include_subgroups=perhaps"), 400, `{"error":"include_subgroups is invalid"}`)
}

func TestProjectFields(t *testing.T) {
	t.Parallel()
	l := start(t)
	p := decode[object](l, l.get("maya", "/projects/payments%2Fapi"), 200)
	access := p["permissions"].(object)["group_access"].(object)["access_level"]
	if p["id"] != 1.0 || p["web_url"] != l.URL()+"/payments/api" || p["archived"] != false || access != 40.0 ||
		p["allow_pipeline_trigger_approve_deployment"] != false || p["jobs_enabled"] != true {
		t.Errorf("the project is %v", p)
	}
	simple := decode[[]object](l, l.get("maya", "/projects?simple=true&per_page=1"), 200)[0]
	for _, field := range []string{"permissions", "archived"} {
		if _, there := simple[field]; there {
			t.Errorf("a simple project has %s", field)
		}
	}
}

func TestWhoSeesAProject(t *testing.T) {
	t.Parallel()
	l := start(t)
	const gone = `{"message":"404 Project Not Found"}`
	for _, c := range []struct {
		user, path string
		status     int
	}{
		{"gus", "/projects/1", 200},
		{"sam", "/projects/10", 200},
		{"sam", "/projects/10/deployments", 200}, // internal: anybody signed in
		{"root", "/projects/1", 200},
	} {
		if a := l.get(c.user, c.path); a.status != c.status {
			t.Errorf("%s for %s: %d", c.path, c.user, a.status)
		}
	}
	for _, path := range []string{"/projects/1", "/projects/1/environments", "/projects/1/jobs/5", "/projects/1/pipelines/5",
		"/projects/1/members/all/1", "/projects/1/repository/commits/main"} {
		l.want(l.get("sam", path), 404, gone)
	}
	l.want(l.get("", "/projects/1"), 404, gone)
	l.want(l.get("", "/projects/10"), 404, gone)
	for _, path := range []string{"environments", "jobs/5", "pipelines/5", "jobs/5/trace", "repository/commits/main"} {
		l.want(l.get("gus", "/projects/1/"+path), 403, `{"message":"403 Forbidden"}`)
	}
}

func TestVisibilityAndCI(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(api, "production", "blocked")
	if err := l.SetVisibility(api, "public"); err != nil {
		t.Fatal(err)
	}
	p := decode[object](l, l.get("", "/projects/1"), 200)
	if _, there := p["permissions"]; there {
		t.Error("an anonymous reader has permissions")
	}
	if got := strings.Join(paths(l, l.get("", "/projects")), " "); got != "payments/api" {
		t.Errorf("the public projects are %q", got)
	}
	for _, path := range []string{fmt.Sprintf("/projects/1/pipelines/%d", d.Deployable.Pipeline.ID), "/projects/1/repository/commits/main"} {
		if a := l.get("", path); a.status != 200 {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
	l.want(l.get("", "/projects/1/deployments"), 401, `{"message":"401 Unauthorized"}`)
	if a := l.get("gus", "/projects/1/deployments"); a.status != 200 {
		t.Errorf("a guest of a public project gets %d", a.status)
	}
	if err := l.SetCI(api, false); err != nil {
		t.Fatal(err)
	}
	l.want(l.get("root", "/projects/1/deployments"), 403, `{"message":"403 Forbidden"}`)
	if p := decode[object](l, l.get("maya", "/projects/1"), 200); p["jobs_enabled"] != false || p["builds_access_level"] != "disabled" {
		t.Errorf("the project says %v, %v", p["jobs_enabled"], p["builds_access_level"])
	}
}

func TestMovedAndDeletedProjects(t *testing.T) {
	t.Parallel()
	l := start(t)
	if err := l.RenameProject(api, "core"); err != nil {
		t.Fatal(err)
	}
	target := l.URL() + "/api/v4/projects/1/deployments?status=blocked"
	a := l.get("maya", "/projects/payments%2Fapi/deployments?status=blocked")
	l.want(a, 301, "This resource has been moved permanently to "+target)
	if a.header.Get("Location") != target {
		t.Errorf("location is %s", a.header.Get("Location"))
	}
	l.want(l.ask("maya", "POST", "/projects/payments%2Fapi/deployments",
		"environment=x&sha=main&ref=main&tag=false&status=running"), 405, `{"message":"Non GET methods are not allowed for moved projects"}`)
	l.want(l.get("sam", "/projects/payments%2Fapi"), 404, `{"message":"404 Project Not Found"}`)
	if a := l.get("maya", "/projects/payments%2Fcore"); a.status != 200 {
		t.Errorf("by the new path: %d", a.status)
	}
	if err := l.DeleteProject(api); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/projects/1", "/projects/payments%2Fcore", "/projects/payments%2Fapi"} {
		l.want(l.get("maya", path), 404, `{"message":"404 Project Not Found"}`)
	}
	if n := len(paths(l, l.get("maya", "/projects"))); n != 11 {
		t.Errorf("%d projects are left", n)
	}
	if l.DeleteProject(api) == nil {
		t.Error("a project was deleted twice")
	}
}

func TestEnvironments(t *testing.T) {
	t.Parallel()
	l := start(t)
	names := func(query string) string {
		var out []string
		for _, e := range decode[[]object](l, l.get("maya", "/projects/1/environments?"+query), 200) {
			out = append(out, e["name"].(string))
		}
		return strings.Join(out, " ")
	}
	for query, want := range map[string]string{
		"":                         "loadtest prod-apac prod-eu prod-us production qa review/x-12 staging",
		"name=review%2Fx-12":       "review/x-12",
		"name=prod":                "",
		"search=prod":              "prod-apac prod-eu prod-us production",
		"search=X-1":               "review/x-12",
		"search=rev":               "review/x-12",
		"search=":                  "loadtest prod-apac prod-eu prod-us production qa review/x-12 staging",
		"states=stopped":           "",
		"states=available&name=qa": "qa",
		"per_page=2&page=2":        "prod-eu prod-us",
	} {
		if got := names(query); got != want {
			t.Errorf("%q gives %q, want %q", query, got, want)
		}
	}
	for query, want := range map[string]string{
		"search=pr":            "{\"message\":\"400 Bad request - Search query is less than 3 characters\"}",
		"search=prod&name=qa":  `{"error":"name, search cannot be used together"}`,
		"states=gone&page=one": `{"error":"page is invalid, states does not have a valid value"}`,
	} {
		l.want(l.get("maya", "/projects/1/environments?"+query), 400, want)
	}
	env := decode[[]object](l, l.get("maya", "/projects/1/environments?name=production"), 200)[0]
	one := decode[object](l, l.get("maya", fmt.Sprintf("/projects/1/environments/%.0f", env["id"])), 200)
	last := one["last_deployment"].(object)
	if one["tier"] != "production" || env["last_deployment"] != nil || int64(last["id"].(float64)) != l.in(api, "production", "success").ID {
		t.Errorf("production is %v", one)
	}
	if _, there := one["project"]; there || env["project"] == nil {
		t.Error("the project belongs into the list only")
	}
	if _, there := last["environment"]; there {
		t.Error("the last deployment holds its environment")
	}
	l.want(l.get("maya", fmt.Sprintf("/projects/2/environments/%.0f", env["id"])), 404, `{"message":"404 Not found"}`)
	l.want(l.get("maya", "/projects/1/environments/x"), 400, `{"error":"environment_id is invalid"}`)
}

func TestMembers(t *testing.T) {
	t.Parallel()
	l := start(t)
	id := func(name string) int { return int(decode[object](l, l.get(name, "/user"), 200)["id"].(float64)) }
	maya, rae, noa, root := id("maya"), id("rae"), id("noa"), id("root")
	for _, c := range []struct {
		path  string
		level any // nil: 404
	}{
		{fmt.Sprintf("/projects/1/members/all/%d", maya), 40.0},
		{fmt.Sprintf("/projects/1/members/all/%d", rae), 20.0},
		{fmt.Sprintf("/projects/11/members/all/%d", maya), 40.0}, // through the parent group
		{fmt.Sprintf("/projects/1/members/%d", maya), nil},       // not a direct one
		{fmt.Sprintf("/projects/1/members/all/%d", root), nil},
		{fmt.Sprintf("/groups/sre/members/%d", maya), 30.0},
		{fmt.Sprintf("/groups/sre%%2Foncall/members/%d", maya), nil},
		{fmt.Sprintf("/groups/sre%%2Foncall/members/all/%d", maya), 30.0},
		{fmt.Sprintf("/groups/sre%%2Foncall/members/%d", noa), 30.0},
		{fmt.Sprintf("/groups/sre/members/all/%d", noa), nil},
	} {
		a := l.get("rae", c.path)
		if c.level == nil {
			l.want(a, 404, `{"message":"404 Not found"}`)
			continue
		}
		if m := decode[object](l, a, 200); m["access_level"] != c.level || m["membership_state"] != "active" || m["expires_at"] != nil {
			t.Errorf("%s is %v", c.path, m)
		}
	}
	l.want(l.get("maya", "/projects/1/members/all/x"), 400, `{"error":"user_id is invalid"}`)
	l.want(l.get("maya", "/groups/nope/members/1"), 404, `{"message":"404 Group Not Found"}`)
	if err := l.RemoveMember(api, "maya"); err != nil {
		t.Fatal(err)
	}
	l.want(l.get("maya", "/projects/1"), 404, `{"message":"404 Project Not Found"}`)
}

func TestManyProjectsHaveTheirOwnPaths(t *testing.T) {
	t.Parallel()
	l := start(t, func(o *sandbox.Options) { o.Projects, o.Deployments = 500, 500 })
	seen := map[string]bool{}
	for page := 1; page <= 5; page++ {
		for _, p := range paths(l, l.get("maya", fmt.Sprintf("/projects?membership=true&min_access_level=20&per_page=100&page=%d", page))) {
			seen[p] = true
		}
	}
	if len(seen) != 500 {
		t.Errorf("%d paths, want 500", len(seen))
	}
}
