package sandbox_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestGetDeployment(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(api, "production", "blocked")
	for _, c := range []struct {
		user, path string
		status     int
		want       string
	}{
		{"maya", "/projects/1/deployments/abc", 400, `{"error":"deployment_id is invalid"}`},
		{"maya", "/projects/1/deployments/1", 404, `{"message":"404 Not found"}`},
		{"maya", at(web, d, ""), 404, `{"message":"404 Not found"}`},
		{"gus", at(api, d, ""), 403, `{"message":"403 Forbidden"}`},
		{"sam", at(api, d, ""), 404, `{"message":"404 Project Not Found"}`},
	} {
		l.want(l.get(c.user, c.path), c.status, c.want)
	}
	byPath := l.get("rae", strings.Replace(at(api, d, ""), "/1/", "/Payments%2FAPI/", 1))
	if byPath.status != 200 || byPath.body != l.get("rae", at(api, d, "")).body {
		t.Errorf("by path: %d %s", byPath.status, byPath.body)
	}
}

func TestEveryDeploymentHasTheShape(t *testing.T) {
	t.Parallel()
	l := start(t)
	keys := strings.Fields("id iid ref sha created_at updated_at user environment deployable status pending_approval_count approvals approval_summary")
	jobKeys := strings.Fields("id status stage name ref tag coverage allow_failure created_at started_at finished_at erased_at duration queued_duration " +
		"user commit pipeline web_url project artifacts runner runner_manager artifacts_expire_at archived tag_list")
	for id := int64(1); id <= 12; id++ {
		for _, d := range l.rows(id, "") {
			o := decode[object](l, l.get("maya", at(id, d, "")), 200)
			for _, k := range keys {
				if _, there := o[k]; !there {
					t.Fatalf("%d has no %s", d.ID, k)
				}
			}
			if len(o["sha"].(string)) != 40 {
				t.Errorf("sha is %s", o["sha"])
			}
			j, isJob := o["deployable"].(object)
			if !isJob {
				continue
			}
			for _, k := range jobKeys {
				if _, there := j[k]; !there {
					t.Fatalf("job of %d has no %s", d.ID, k)
				}
			}
			if _, there := j["failure_reason"]; there != (j["status"] == "failed") {
				t.Errorf("job of %d is %s and has a failure_reason: %v", d.ID, j["status"], there)
			}
		}
	}
}

func TestCreateRefusals(t *testing.T) {
	t.Parallel()
	l := start(t)
	body := func(change ...any) object {
		o := object{"environment": "canary", "sha": "main", "ref": "main", "tag": false, "status": "running"}
		for i := 0; i < len(change); i += 2 {
			o[change[i].(string)] = change[i+1]
			if change[i+1] == nil {
				delete(o, change[i].(string))
			}
		}
		return o
	}
	const name = `can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.', and spaces, but it cannot start or end with '/'`
	for _, c := range []struct {
		name, user string
		project    int
		body       any
		status     int
		want       string
	}{
		{"nothing", "lin", 1, object{}, 400, `{"error":"environment is missing, environment is empty, sha is missing, sha is empty, ` +
			`ref is missing, ref is empty, tag is missing, status is missing, status does not have a valid value"}`},
		{"empty", "lin", 1, body("environment", ""), 400, `{"error":"environment is empty"}`},
		{"bad status", "lin", 1, body("status", "blocked"), 400, `{"error":"status does not have a valid value"}`},
		{"bad tag", "lin", 1, body("tag", "perhaps"), 400, `{"error":"tag is invalid"}`},
		{"reporter", "rae", 1, body(), 403, `{"message":"403 Forbidden"}`},
		{"stranger", "sam", 1, body(), 404, `{"message":"404 Project Not Found"}`},
		{"signed in, internal project", "sam", 10, body(), 403, `{"message":"403 Forbidden"}`},
		{"rights before sha", "rae", 1, body("sha", "nope"), 403, `{"message":"403 Forbidden"}`},
		{"bad sha", "lin", 1, body("sha", strings.Repeat("a", 40)), 400, `{"message":{"sha":["The commit does not exist"]}}`},
		{"sha before ref", "lin", 1, body("sha", "nope", "ref", "nope"), 400, `{"message":{"sha":["The commit does not exist"]}}`},
		{"bad ref", "lin", 1, body("ref", "nope"), 400, `{"message":{"ref":["The branch or tag does not exist"]}}`},
		{"bad name", "lin", 1, body("environment", "/x"), 400, `{"message":{"name":["` + name + `"]}}`},
		{"long name", "lin", 1, body("environment", strings.Repeat("a", 256)), 400,
			`{"message":{"name":["is too long (maximum is 255 characters)"]}}`},
		{"not on the deploy list", "lin", 4, body("environment", "production"), 403, `{"message":"403 Forbidden"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			l.want(l.ask(c.user, "POST", fmt.Sprintf("/projects/%d/deployments", c.project), c.body), c.status, c.want)
		})
	}
}

func TestCreateAndUpdate(t *testing.T) {
	t.Parallel()
	l := start(t)
	path := "/projects/1/deployments"
	made := decode[row](l, l.ask("lin", "POST", path, "environment=preprod%2Feu&sha=v2.14.0&ref=v2.14.0&tag=true&status=running"), 201)
	if made.User.Username != "lin" || made.Deployable != nil || made.Status != "running" || len(made.SHA) != 40 ||
		made.SHA != l.in(api, "production", "blocked").SHA {
		t.Errorf("created %+v", made)
	}
	env := decode[[]object](l, l.get("maya", "/projects/1/environments?name=preprod%2Feu"), 200)
	if len(env) != 1 || env[0]["tier"] != "staging" || env[0]["external_url"] != nil {
		t.Errorf("environment is %v", env)
	}
	again := decode[row](l, l.ask("lin", "POST", path, "environment=preprod%2Feu&sha=v2.14.0&ref=v2.14.0&tag=true&status=running"), 201)
	if again.ID == made.ID {
		t.Error("a repeated running is not idempotent, but was")
	}
	steps := []struct {
		status string
		code   int
		body   string
	}{
		{"running", 400, `{"message":{"status":["cannot transition via \"run\""]}}`},
		{"bad", 400, `{"error":"status does not have a valid value"}`},
		{"success", 200, ""},
		{"success", 400, `{"message":{"status":["cannot transition via \"succeed\""]}}`},
		{"failed", 200, ""},
		{"failed", 400, `{"message":{"status":["cannot transition via \"drop\""]}}`},
		{"canceled", 200, ""},
		{"canceled", 400, `{"message":{"status":["cannot transition via \"cancel\""]}}`},
		{"success", 200, ""},
	}
	for _, s := range steps {
		l.clock.add(time.Second)
		a := l.ask("lin", "PUT", at(api, made, ""), object{"status": s.status})
		if s.code != 200 {
			l.want(a, s.code, s.body)
			continue
		}
		if got := decode[row](l, a, 200); got.Status != s.status || !got.UpdatedAt.Equal(l.clock.now()) {
			t.Errorf("%s made it %+v", s.status, got)
		}
	}
	same := decode[row](l, l.ask("maya", "POST", path, "environment=preprod%2Feu&sha=v2.14.0&ref=v2.14.0&tag=true&status=success"), 201)
	if same.ID != made.ID {
		t.Error("a repeated success made another deployment")
	}
	for _, change := range []string{"sha=main&ref=v2.14.0&tag=true", "sha=v2.14.0&ref=main&tag=true", "sha=v2.14.0&ref=v2.14.0&tag=false"} {
		other := decode[row](l, l.ask("maya", "POST", path, "environment=preprod%2Feu&status=success&"+change), 201)
		if other.ID == made.ID {
			t.Errorf("%s was taken for the same", change)
		}
		l.ask("maya", "PUT", at(api, other, ""), "status=failed")
	}
}

func TestUpdateRefusals(t *testing.T) {
	t.Parallel()
	l := start(t)
	ci := l.in(api, "production", "blocked")
	const byCI = `{"message":"403 Forbidden - Deployments created using GitLab CI can not be updated using the API"}`
	for _, c := range []struct {
		user, path string
		status     int
		want       string
	}{
		{"maya", "/projects/1/deployments/1", 404, `{"message":"404 Not found"}`},
		{"rae", at(api, ci, ""), 403, `{"message":"403 Forbidden"}`},
		{"maya", at(api, ci, ""), 403, byCI},
		{"read_api", at(api, ci, ""), 403, `{"error":"insufficient_scope","error_description":"The request requires higher privileges than provided by the access token.","scope":"api"}`},
	} {
		l.want(l.ask(c.user, "PUT", c.path, object{"status": "success"}), c.status, c.want)
	}
}

func TestDelete(t *testing.T) {
	t.Parallel()
	l := start(t)
	live, waiting := l.in(api, "production", "success"), l.in(api, "production", "blocked")
	running := decode[row](l, l.ask("maya", "POST", "/projects/1/deployments", "environment=canary&sha=main&ref=main&tag=false&status=running"), 201)
	for _, c := range []struct {
		name, user string
		d          row
		since      string
		status     int
		want       string
	}{
		{"guest", "gus", waiting, "", 403, `{"message":"403 Forbidden"}`},
		{"developer", "lin", waiting, "", 403, `{"message":"403 Forbidden"}`},
		{"modified", "maya", waiting, night.Add(-24 * time.Hour).Format(http.TimeFormat), 412, `{"message":"412 Precondition Failed"}`},
		{"modified before running", "maya", running, night.Add(-time.Hour).Format(http.TimeFormat), 412, `{"message":"412 Precondition Failed"}`},
		{"running", "maya", running, "", 400, `{"message":"Cannot destroy running deployment"}`},
		{"live", "maya", live, "", 400, `{"message":"Deployment currently deployed to environment"}`},
		{"blocked", "maya", waiting, night.Format(http.TimeFormat), 204, ``},
		{"gone before rights", "gus", waiting, "", 404, `{"message":"404 Not found"}`},
		{"gone", "maya", waiting, "", 404, `{"message":"404 Not found"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			l.want(l.ask(c.user, "DELETE", at(api, c.d, ""), nil, "If-Unmodified-Since", c.since), c.status, c.want)
		})
	}
	if j := decode[job](l, l.get("maya", jobPath(api, waiting, "")), 200); j.Status != "manual" {
		t.Errorf("the job of a deleted deployment is %s, it should remain", j.Status)
	}
	for _, d := range l.rows(api, "order_by=updated_at") {
		if d.ID == waiting.ID {
			t.Error("it is still listed")
		}
	}
}

func TestDeletedDeploymentTakesItsApprovalsAlong(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.full(l.in(api, "prod-eu", "blocked"), api)
	other := l.in(api, "prod-eu", "success")
	before := len(l.full(other, api).Summary.Rules[0].Given)
	if a := l.ask("maya", "DELETE", at(api, d, ""), nil); a.status != 204 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if after := len(l.full(other, api).Summary.Rules[0].Given); after != before-1 {
		t.Errorf("%d approvals are left under the rule, were %d", after, before)
	}
}

func TestArchivedProjectsAreReadOnly(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(api, "staging", "blocked")
	if err := l.SetArchived(api, true); err != nil {
		t.Fatal(err)
	}
	const no = `{"message":"403 Forbidden"}`
	l.want(l.ask("maya", "POST", "/projects/1/deployments", "environment=canary&sha=main&ref=main&tag=false&status=running"), 403, no)
	l.want(l.ask("maya", "PUT", at(api, d, ""), "status=success"), 403, no)
	l.want(l.ask("maya", "DELETE", at(api, d, ""), nil), 403, no)
	l.want(l.ask("maya", "POST", jobPath(api, d, "/play"), object{}), 403, no)
	if a := l.get("maya", at(api, d, "")); a.status != 200 {
		t.Errorf("reading gives %d", a.status)
	}
}

// checkMergeFilters asks for what the rows themselves say.
func checkMergeFilters(t *testing.T, all []object, list func(string) []object) {
	t.Helper()
	who := func(m object, role string) object {
		if many, ok := m[role+"s"].([]any); ok {
			return many[0].(object)
		}
		return m[role].(object)
	}
	for _, role := range []string{"author", "assignee", "reviewer"} {
		u := who(all[0], role)
		same := 0
		for _, m := range all {
			if who(m, role)["id"] == u["id"] {
				same++
			}
		}
		for query, want := range map[string]int{
			fmt.Sprintf("%s_id=%.0f", role, u["id"]): same, fmt.Sprintf("%s_username=%s", role, u["username"]): same,
			fmt.Sprintf("not[%s_id]=%.0f", role, u["id"]): len(all) - same, role + "_id=99999": 0, role + "_username=nobody": 0,
			fmt.Sprintf("not[%s_username]=nobody", role): len(all),
		} {
			if got := list(query); len(got) != want {
				t.Errorf("%s gives %d, want %d", query, len(got), want)
			}
		}
	}
	for query, want := range map[string]int{
		"labels=bug": 0, "not[labels]=bug": len(all), "milestone=v3": 0, "not[milestone]=v3": len(all), "wip=yes": 0, "wip=no": len(all),
		"environment=production": len(all), "environment=qa": 0, "deployed_before=2001-01-01T00:00:00Z": 0, "deployed_after=2001-01-01T00:00:00Z": len(all),
		"deployed_after=2099-01-01T00:00:00Z": 0, "scope=all": len(all), "environment=production&deployed_after=2099-01-01T00:00:00Z": 0,
	} {
		if got := list(query); len(got) != want {
			t.Errorf("%s gives %d, want %d", query, len(got), want)
		}
	}
}

func TestMergeRequestsComeAfterSuccess(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(api, "production", "blocked")
	list := func(query string) []object {
		return decode[[]object](l, l.get("maya", at(api, d, "/merge_requests?"+query)), 200)
	}
	if got := list(""); len(got) != 0 {
		t.Errorf("a blocked one ships %d", len(got))
	}
	l.ask("maya", "POST", at(api, d, "/approval"), object{"status": "approved"})
	l.ask("maya", "POST", jobPath(api, d, "/play"), object{})
	l.clock.add(time.Minute)
	all := list("")
	if len(all) < 2 {
		t.Fatalf("it shipped %d", len(all))
	}
	if all[0]["title"] != "Retry webhooks with jitter" || all[0]["state"] != "merged" || all[0]["merged_at"] == nil {
		t.Errorf("the newest is %v", all[0])
	}
	for query, want := range map[string]int{
		"state=opened": 0, "state=merged": len(all), "search=JITTER": 1, "per_page=1": 1, "target_branch=x": 0,
		"view=simple": len(all), "author_username=nobody": 0, "page=99": 0, "sort=asc": len(all), "order_by=title": len(all),
	} {
		if got := list(query); len(got) != want {
			t.Errorf("%s gives %d, want %d", query, len(got), want)
		}
	}
	checkMergeFilters(t, all, list)
	if _, there := list("view=simple")[0]["author"]; there {
		t.Error("the simple view has an author")
	}
	l.want(l.get("maya", at(api, d, "/merge_requests?state=x&order_by=y")), 400,
		`{"error":"state does not have a valid value, order_by does not have a valid value"}`)
	l.want(l.get("maya", "/projects/1/deployments/1/merge_requests"), 200, `[]`)
	if foreign := decode[[]object](l, l.get("maya", at(web, d, "/merge_requests")), 200); len(foreign) != len(all) {
		t.Errorf("by another project %d", len(foreign))
	}
	l.want(l.get("gus", at(api, d, "/merge_requests")), 403, `{"message":"403 Forbidden"}`)
	l.want(l.get("sam", at(billing, d, "/merge_requests")), 200, `[]`)
	if again := l.in(api, "production", "success"); again.ID != d.ID {
		t.Error("it is not the newest success")
	}
}
