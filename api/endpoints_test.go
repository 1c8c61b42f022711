package api

import (
	"cmp"
	"context"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"
)

var (
	noon  = time.Date(2026, 2, 1, 12, 0, 0, 0, time.UTC)
	later = time.Date(2026, 2, 1, 14, 30, 0, 414_000_000, time.FixedZone("CET", 3600))
	yes   = true
)

// wire is what an endpoint must send, what it is answered, and what must come
// out.
type wire struct {
	call   func(ctx context.Context, c *Client) (any, error)
	method string
	uri    string
	body   string
	status int
	kind   string // of the reply; JSON if empty
	reply  string
	want   any
}

func fullDeploymentFilter() DeploymentFilter {
	return DeploymentFilter{OrderBy: OrderByUpdatedAt, Sort: Desc, UpdatedAfter: &noon, UpdatedBefore: &later,
		Environment: "review/foo bar", Status: StatusBlocked, Page: 2, PerPage: 50}
}

func fullMergeRequestFilter() MergeRequestFilter {
	return MergeRequestFilter{State: "merged", OrderBy: "merged_at", Sort: Asc, Search: "a&b", In: []string{"title", "description"},
		AuthorUsername: "lin", AssigneeUsername: "ana", ReviewerUsername: "oto", Labels: []string{"x", "y z"}, Milestone: "m",
		SourceBranch: "f/1", TargetBranch: "main", CreatedAfter: &noon, CreatedBefore: &noon, UpdatedAfter: &noon, UpdatedBefore: &noon,
		DeployedAfter: &noon, DeployedBefore: &noon, WIP: &yes, Environment: "production", View: "simple",
		Not: map[string]string{"labels": "z"}, Page: 3, PerPage: 10}
}

var deploymentWires = map[string]wire{
	"list by id": {
		call: func(ctx context.Context, c *Client) (any, error) {
			return c.ListDeployments(ctx, ByID(12), DeploymentFilter{})
		},
		method: "GET", uri: "/api/v4/projects/12/deployments", status: 200, reply: `[{"id":1,"status":"blocked"}]`,
		want: Page[Deployment]{Items: []Deployment{{ID: 1, Status: StatusBlocked}}, Total: -1},
	},
	"list by path, everything": {
		call: func(ctx context.Context, c *Client) (any, error) {
			return c.ListDeployments(ctx, ProjectKey("group/sub/na me"), fullDeploymentFilter())
		},
		method: "GET", uri: "/api/v4/projects/group%2Fsub%2Fna%20me/deployments?environment=review%2Ffoo+bar&order_by=updated_at&page=2&per_page=50" +
			"&sort=desc&status=blocked&updated_after=2026-02-01T12%3A00%3A00Z&updated_before=2026-02-01T13%3A30%3A00.414Z",
		status: 200, reply: `[]`, want: Page[Deployment]{Items: []Deployment{}, Total: -1},
	},
	"list finished": {
		call: func(ctx context.Context, c *Client) (any, error) {
			return c.ListDeployments(ctx, ByID(12), DeploymentFilter{OrderBy: OrderByFinishedAt, Status: StatusSuccess, FinishedAfter: &noon, FinishedBefore: &later})
		},
		method: "GET", uri: "/api/v4/projects/12/deployments?finished_after=2026-02-01T12%3A00%3A00Z&finished_before=2026-02-01T13%3A30%3A00.414Z" +
			"&order_by=finished_at&status=success",
		status: 200, reply: `[]`, want: Page[Deployment]{Items: []Deployment{}, Total: -1},
	},
	"get": {
		call:   func(ctx context.Context, c *Client) (any, error) { return c.GetDeployment(ctx, ref(c)) },
		method: "GET", uri: "/api/v4/projects/12/deployments/345", status: 200, reply: `{"id":345,"iid":7}`,
		want: Deployment{ID: 345, IID: 7},
	},
	"create": {
		call: func(ctx context.Context, c *Client) (any, error) {
			return c.CreateDeployment(ctx, 12, NewDeployment{Environment: "production", SHA: "a91957a8", Ref: "main", Status: StatusSuccess})
		},
		method: "POST", uri: "/api/v4/projects/12/deployments",
		body:   `{"environment":"production","sha":"a91957a8","ref":"main","tag":false,"status":"success"}`,
		status: 201, reply: `{"id":42,"status":"success","deployable":null}`, want: Deployment{ID: 42, Status: StatusSuccess},
	},
	"update": {
		call: func(ctx context.Context, c *Client) (any, error) {
			return c.UpdateDeployment(ctx, ref(c), StatusFailed)
		},
		method: "PUT", uri: "/api/v4/projects/12/deployments/345", body: `{"status":"failed"}`,
		status: 200, reply: `{"id":345,"status":"failed"}`, want: Deployment{ID: 345, Status: StatusFailed},
	},
	"delete": {
		call:   func(ctx context.Context, c *Client) (any, error) { return nil, c.DeleteDeployment(ctx, ref(c), nil) },
		method: "DELETE", uri: "/api/v4/projects/12/deployments/345", body: `{}`, status: 204, want: nil,
	},
	"merge requests": {
		call: func(ctx context.Context, c *Client) (any, error) {
			return c.DeploymentMergeRequests(ctx, ref(c), MergeRequestFilter{})
		},
		method: "GET", uri: "/api/v4/projects/12/deployments/345/merge_requests", status: 200, reply: `[{"id":9,"iid":2,"draft":true}]`,
		want: Page[MergeRequest]{Items: []MergeRequest{{ID: 9, IID: 2, Draft: true}}, Total: -1},
	},
	"merge requests, everything": {
		call: func(ctx context.Context, c *Client) (any, error) {
			return c.DeploymentMergeRequests(ctx, ref(c), fullMergeRequestFilter())
		},
		method: "GET", uri: "/api/v4/projects/12/deployments/345/merge_requests?assignee_username=ana&author_username=lin" +
			"&created_after=2026-02-01T12%3A00%3A00Z&created_before=2026-02-01T12%3A00%3A00Z&deployed_after=2026-02-01T12%3A00%3A00Z" +
			"&deployed_before=2026-02-01T12%3A00%3A00Z&environment=production&in=title%2Cdescription&labels=x%2Cy+z&milestone=m" +
			"&not%5Blabels%5D=z&order_by=merged_at&page=3&per_page=10&reviewer_username=oto&search=a%26b&sort=asc&source_branch=f%2F1" +
			"&state=merged&target_branch=main&updated_after=2026-02-01T12%3A00%3A00Z&updated_before=2026-02-01T12%3A00%3A00Z&view=simple&wip=yes",
		status: 200, reply: `[]`, want: Page[MergeRequest]{Items: []MergeRequest{}, Total: -1},
	},
	"merge requests of people by id": {
		call: func(ctx context.Context, c *Client) (any, error) {
			return c.DeploymentMergeRequests(ctx, ref(c), MergeRequestFilter{AuthorID: 5_000_000_000, AssigneeID: 2, ReviewerID: 3, Scope: "created_by_me"})
		},
		method: "GET", uri: "/api/v4/projects/12/deployments/345/merge_requests?assignee_id=2&author_id=5000000000&reviewer_id=3&scope=created_by_me",
		status: 200, reply: `[]`, want: Page[MergeRequest]{Items: []MergeRequest{}, Total: -1},
	},
	"approve": {
		call: func(ctx context.Context, c *Client) (any, error) {
			return c.SubmitApproval(ctx, ref(c), ApprovalRequest{Decision: Approve, Comment: "Looks good to me", RepresentedAs: "security"})
		},
		method: "POST", uri: "/api/v4/projects/12/deployments/345/approval",
		body:   `{"status":"approved","comment":"Looks good to me","represented_as":"security"}`,
		status: 201, reply: `{"user":null,"status":"approved","comment":null}`, want: Approval{Status: Approve},
	},
	"reject without words": {
		call: func(ctx context.Context, c *Client) (any, error) {
			return c.SubmitApproval(ctx, ref(c), ApprovalRequest{Decision: Reject})
		},
		method: "POST", uri: "/api/v4/projects/12/deployments/345/approval", body: `{"status":"rejected"}`,
		status: 201, reply: `{"status":"rejected"}`, want: Approval{Status: Reject},
	},
}

var otherWires = map[string]wire{
	"project by path": {
		call:   func(ctx context.Context, c *Client) (any, error) { return c.Project(ctx, "payments/api") },
		method: "GET", uri: "/api/v4/projects/payments%2Fapi", status: 200, reply: `{"id":12,"path_with_namespace":"payments/api"}`,
		want: Project{ID: 12, PathWithNamespace: "payments/api"},
	},
	"project by id": {
		call:   func(ctx context.Context, c *Client) (any, error) { return c.ProjectByID(ctx, 12) },
		method: "GET", uri: "/api/v4/projects/12", status: 200, reply: `{"id":12}`, want: Project{ID: 12},
	},
	"group projects": {
		call:   func(ctx context.Context, c *Client) (any, error) { return c.GroupProjects(ctx, "a/b", 2) },
		method: "GET", uri: "/api/v4/groups/a%2Fb/projects?archived=false&include_subgroups=true&order_by=id&page=2&per_page=100&sort=asc&with_shared=false",
		status: 200, reply: `[{"id":1}]`, want: Page[Project]{Items: []Project{{ID: 1}}, Total: -1},
	},
	"recent projects": {
		call: func(ctx context.Context, c *Client) (any, error) {
			p, more, err := c.RecentProjects(ctx, 1)
			return []any{p, more}, err
		},
		method: "GET", uri: "/api/v4/projects?archived=false&membership=true&min_access_level=20&order_by=last_activity_at&page=1&per_page=100&sort=desc",
		status: 200, reply: `[{"id":3},{"id":2}]`, want: []any{[]Project{{ID: 3}}, true},
	},
	"environments": {
		call:   func(ctx context.Context, c *Client) (any, error) { return c.Environments(ctx, 12, 0) },
		method: "GET", uri: "/api/v4/projects/12/environments?page=1&per_page=100", status: 200, reply: `[{"id":9,"name":"production","tier":"production","state":"available"}]`,
		want: Page[Environment]{Items: []Environment{{ID: 9, Name: "production", Tier: TierProduction, State: "available"}}, Total: -1},
	},
	"environment": {
		call:   func(ctx context.Context, c *Client) (any, error) { return c.Environment(ctx, 12, 9) },
		method: "GET", uri: "/api/v4/projects/12/environments/9", status: 200, reply: `{"id":9,"tier":"other","last_deployment":{"id":5}}`,
		want: Environment{ID: 9, Tier: TierOther, LastDeployment: &Deployment{ID: 5}},
	},
	"user": {
		call:   func(ctx context.Context, c *Client) (any, error) { return c.CurrentUser(ctx) },
		method: "GET", uri: "/api/v4/user", status: 200, reply: `{"id":1,"username":"root","bot":false,"is_admin":true}`,
		want: CurrentUser{User: User{ID: 1, Username: "root"}, IsAdmin: true},
	},
	"token": {
		call: func(ctx context.Context, c *Client) (any, error) {
			tok, err := c.TokenInfo(ctx)
			return *tok, err
		},
		method: "GET", uri: "/api/v4/personal_access_tokens/self", status: 200, reply: `{"id":4,"name":"gl","scopes":["read_api"],"active":true,"expires_at":null}`,
		want: Token{ID: 4, Name: "gl", Scopes: []string{"read_api"}, Active: true},
	},
	"version": {
		call:   func(ctx context.Context, c *Client) (any, error) { return c.Version(ctx) },
		method: "GET", uri: "/api/v4/metadata", status: 200, reply: `{"version":"18.9.0-ee","revision":"abc","enterprise":true,"kas":{}}`,
		want: Version{Version: "18.9.0-ee", Revision: "abc", Enterprise: true},
	},
	"project member": {
		call: func(ctx context.Context, c *Client) (any, error) {
			m, found, err := c.ProjectMember(ctx, 12, 5)
			return []any{m, found}, err
		},
		method: "GET", uri: "/api/v4/projects/12/members/all/5", status: 200, reply: `{"id":5,"username":"maya","access_level":40}`,
		want: []any{Member{User: User{ID: 5, Username: "maya"}, AccessLevel: Maintainer}, true},
	},
	"group member, direct": {
		call: func(ctx context.Context, c *Client) (any, error) {
			m, found, err := c.GroupMember(ctx, 134, 5, false)
			return []any{m, found}, err
		},
		method: "GET", uri: "/api/v4/groups/134/members/5", status: 200, reply: `{"id":5,"access_level":30}`,
		want: []any{Member{User: User{ID: 5}, AccessLevel: Developer}, true},
	},
	"group member, inherited": {
		call: func(ctx context.Context, c *Client) (any, error) {
			m, found, err := c.GroupMember(ctx, 134, 5, true)
			return []any{m, found}, err
		},
		method: "GET", uri: "/api/v4/groups/134/members/all/5", status: 404, reply: `{"message":"404 Not found"}`,
		want: []any{Member{}, false},
	},
	"group visible": {
		call:   func(ctx context.Context, c *Client) (any, error) { return c.GroupVisible(ctx, 134) },
		method: "GET", uri: "/api/v4/groups/134/projects?per_page=1&simple=true", status: 200, reply: `[{"id":7}]`,
		want: true,
	},
	"job": {
		call:   func(ctx context.Context, c *Client) (any, error) { return c.Job(ctx, 12, 5_000_000_000) },
		method: "GET", uri: "/api/v4/projects/12/jobs/5000000000", status: 200, reply: `{"id":5000000000,"status":"manual"}`,
		want: Job{ID: 5_000_000_000, Status: JobManual},
	},
	"play": {
		call:   func(ctx context.Context, c *Client) (any, error) { return c.PlayJob(ctx, 12, 664) },
		method: "POST", uri: "/api/v4/projects/12/jobs/664/play", body: `{}`, status: 200, reply: `{"id":664,"status":"pending"}`,
		want: Job{ID: 664, Status: JobPending},
	},
	"pipeline": {
		call:   func(ctx context.Context, c *Client) (any, error) { return c.Pipeline(ctx, 12, 37) },
		method: "GET", uri: "/api/v4/projects/12/pipelines/37", status: 200, reply: `{"id":37,"status":"success","coverage":"30.0","duration":120}`,
		want: Pipeline{ID: 37, Status: JobSuccess, Coverage: new("30.0"), Duration: new(int64(120))},
	},
	"commit": {
		call:   func(ctx context.Context, c *Client) (any, error) { return c.Commit(ctx, 12, "feature/x") },
		method: "GET", uri: "/api/v4/projects/12/repository/commits/feature%2Fx", status: 200, reply: `{"id":"a91957a8"}`,
		want: Commit{ID: "a91957a8"},
	},
}

func TestEndpoints(t *testing.T) {
	t.Parallel()
	for _, set := range []map[string]wire{deploymentWires, otherWires, repositoryWires, factWires} {
		for name, w := range set {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				checkWire(t, w, "")
			})
			t.Run(name+" below a root", func(t *testing.T) {
				t.Parallel()
				checkWire(t, w, "/gitlab")
			})
		}
	}
}

func checkWire(t *testing.T, w wire, root string) {
	t.Helper()
	kind := cmp.Or(w.kind, "application/json")
	g := serve(t, answer(w.status, w.reply, "Content-Type", kind))
	c := client(t, g.URL+root)
	got, err := w.call(t.Context(), c)
	if err != nil || !reflect.DeepEqual(got, w.want) {
		t.Errorf("got %+v, %v; want %+v", got, err, w.want)
	}
	r := g.only(t)
	if r.method != w.method || r.uri != root+w.uri || r.body != w.body {
		t.Errorf("sent %s %s %s\nwant %s %s %s", r.method, r.uri, r.body, w.method, root+w.uri, w.body)
	}
	checkHeaders(t, r, kind)
}

func checkHeaders(t *testing.T, r seen, kind string) {
	t.Helper()
	want := map[string]string{"Private-Token": testToken, "Accept": kind, "User-Agent": "greenlight/test", "Authorization": ""}
	if r.method != http.MethodGet {
		want["Content-Type"] = "application/json"
	}
	for k, v := range want {
		if got := r.header.Get(k); got != v {
			t.Errorf("%s is %q, want %q", k, got, v)
		}
	}
}

func TestDeleteSendsItsConditionInWholeSecondsRoundedUp(t *testing.T) {
	t.Parallel()
	for in, want := range map[time.Time]string{
		noon:  "Sun, 01 Feb 2026 12:00:00 GMT",
		later: "Sun, 01 Feb 2026 13:30:01 GMT",
	} {
		g := serve(t, answer(204, ""))
		c := client(t, g.URL)
		if err := c.DeleteDeployment(t.Context(), ref(c), &in); err != nil {
			t.Fatal(err)
		}
		if got := g.only(t).header.Get("If-Unmodified-Since"); got != want {
			t.Errorf("If-Unmodified-Since of %v is %q, want %q", in, got, want)
		}
	}
}

func TestOAuthTokensHaveNoRecord(t *testing.T) {
	t.Parallel()
	g := serve(t, answer(400, `{"message":"400 Bad request - This endpoint requires token type to be a personal access token"}`))
	c := client(t, g.URL, func(o *Options) { o.Bearer = true })
	tok, err := c.TokenInfo(t.Context())
	if tok != nil || err != nil {
		t.Errorf("got %v, %v", tok, err)
	}
	h := g.only(t).header
	if h.Get("Authorization") != "Bearer "+testToken || h.Get("Private-Token") != "" {
		t.Errorf("headers %v", h)
	}
}

func TestMembershipErrors(t *testing.T) {
	t.Parallel()
	g := serve(t, answer(403, `{"message":"403 Forbidden"}`))
	c := client(t, g.URL)
	_, found, err := c.ProjectMember(t.Context(), 12, 5)
	if fails(t, err, Forbidden); found {
		t.Error("found")
	}
	_, found, err = c.GroupMember(t.Context(), 12, 5, true)
	if fails(t, err, Forbidden); found {
		t.Error("a forbidden question is no answer")
	}
	for status, want := range map[int]Kind{403: KindNone, 404: KindNone, 500: Server} {
		c := client(t, serve(t, answer(status, `{"message":"no"}`)).URL)
		if visible, err := c.GroupVisible(t.Context(), 12); visible || KindOf(err) != want {
			t.Errorf("%d: visible %v, %v", status, visible, err)
		}
	}
}

func TestWhatCannotBeRightIsNotSent(t *testing.T) {
	t.Parallel()
	g := serve(t, answer(200, "{}"))
	c := client(t, g.URL)
	host := c.Host()
	foreign := Ref{Host: "gitlab.other.dev", Project: 12, Deployment: 345}
	approve := ApprovalRequest{Decision: Approve}
	for name, call := range map[string]func(context.Context) error{
		"approve elsewhere": func(ctx context.Context) error { _, err := c.SubmitApproval(ctx, foreign, approve); return err },
		"approve nowhere": func(ctx context.Context) error {
			_, err := c.SubmitApproval(ctx, Ref{Project: 1, Deployment: 1}, approve)
			return err
		},
		"approve id 0": func(ctx context.Context) error {
			_, err := c.SubmitApproval(ctx, Ref{Host: host, Project: 1}, approve)
			return err
		},
		"approve project -1": func(ctx context.Context) error {
			_, err := c.SubmitApproval(ctx, Ref{Host: host, Project: -1, Deployment: 1}, approve)
			return err
		},
		"no decision": func(ctx context.Context) error {
			_, err := c.SubmitApproval(ctx, ref(c), ApprovalRequest{})
			return err
		},
		"strange decision": func(ctx context.Context) error {
			_, err := c.SubmitApproval(ctx, ref(c), ApprovalRequest{Decision: "yes"})
			return err
		},
		"long comment": func(ctx context.Context) error {
			_, err := c.SubmitApproval(ctx, ref(c), ApprovalRequest{Decision: Approve, Comment: strings.Repeat("字", 256)})
			return err
		},
		"get elsewhere":    func(ctx context.Context) error { _, err := c.GetDeployment(ctx, foreign); return err },
		"update elsewhere": func(ctx context.Context) error { _, err := c.UpdateDeployment(ctx, foreign, StatusFailed); return err },
		"delete elsewhere": func(ctx context.Context) error { return c.DeleteDeployment(ctx, foreign, nil) },
		"delete id 0":      func(ctx context.Context) error { return c.DeleteDeployment(ctx, Ref{Host: host, Project: 1}, nil) },
		"changes elsewhere": func(ctx context.Context) error {
			_, err := c.DeploymentMergeRequests(ctx, foreign, MergeRequestFilter{})
			return err
		},
		"create in 0":       func(ctx context.Context) error { _, err := c.CreateDeployment(ctx, 0, NewDeployment{}); return err },
		"play job 0":        func(ctx context.Context) error { _, err := c.PlayJob(ctx, 12, 0); return err },
		"play in 0":         func(ctx context.Context) error { _, err := c.PlayJob(ctx, 0, 12); return err },
		"job -1":            func(ctx context.Context) error { _, err := c.Job(ctx, 12, -1); return err },
		"pipeline 0":        func(ctx context.Context) error { _, err := c.Pipeline(ctx, 12, 0); return err },
		"commit in 0":       func(ctx context.Context) error { _, err := c.Commit(ctx, 0, "main"); return err },
		"commit ..":         func(ctx context.Context) error { _, err := c.Commit(ctx, 12, ".."); return err },
		"no project":        func(ctx context.Context) error { _, err := c.Project(ctx, "/"); return err },
		"project 0":         func(ctx context.Context) error { _, err := c.ProjectByID(ctx, 0); return err },
		"project ..":        func(ctx context.Context) error { _, err := c.Project(ctx, "a/../b"); return err },
		"project with esc":  func(ctx context.Context) error { _, err := c.Project(ctx, "a/\x1b[2Jb"); return err },
		"list of .":         func(ctx context.Context) error { _, err := c.ListDeployments(ctx, ".", DeploymentFilter{}); return err },
		"group ..":          func(ctx context.Context) error { _, err := c.GroupProjects(ctx, "..", 1); return err },
		"environment 0":     func(ctx context.Context) error { _, err := c.Environment(ctx, 12, 0); return err },
		"environments of 0": func(ctx context.Context) error { _, err := c.Environments(ctx, 0, 1); return err },
		"visible group 0":   func(ctx context.Context) error { _, err := c.GroupVisible(ctx, 0); return err },
		"member 0":          func(ctx context.Context) error { _, _, err := c.ProjectMember(ctx, 12, 0); return err },
		"group 0":           func(ctx context.Context) error { _, _, err := c.GroupMember(ctx, 0, 12, true); return err },
	} {
		e := fails(t, call(t.Context()), Invalid)
		if e.Ambiguous() || e.Op == "" || strings.ContainsRune(e.Error(), 0x1b) {
			t.Errorf("%s: %+v", name, e)
		}
	}
	if n := len(g.all()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestCommentOf255CharactersIsSent(t *testing.T) {
	t.Parallel()
	g := serve(t, answer(201, `{"status":"approved"}`))
	c := client(t, g.URL)
	comment := strings.Repeat("字", 255)
	if _, err := c.SubmitApproval(t.Context(), ref(c), ApprovalRequest{Decision: Approve, Comment: comment}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(g.only(t).body, comment) {
		t.Error("the comment did not arrive")
	}
}

func TestAReplyAboutAnotherDeploymentIsRefused(t *testing.T) {
	t.Parallel()
	c := client(t, serve(t, answer(200, `{"id":346,"pending_approval_count":0}`)).URL)
	_, err := c.GetDeployment(t.Context(), ref(c))
	if e := fails(t, err, NotGitLab); e.Unknown {
		t.Error("a read has no unknown outcome")
	}
	_, err = c.UpdateDeployment(t.Context(), ref(c), StatusSuccess)
	if e := fails(t, err, NotGitLab); !e.Ambiguous() {
		t.Error("the outcome of the write is not unknown")
	}
}
