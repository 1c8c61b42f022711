package api

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"time"
)

// released gathers what Release returns.
func released(ctx context.Context, c *Client, tag string) (any, error) {
	r, found, err := c.Release(ctx, 12, tag)
	return []any{r, found}, err
}

var factWires = map[string]wire{
	"freeze periods": {
		call:   func(ctx context.Context, c *Client) (any, error) { return c.FreezePeriods(ctx, 12) },
		method: "GET", uri: "/api/v4/projects/12/freeze_periods?page=1&per_page=100", status: 200,
		reply: `[{"id":1,"freeze_start":"0 23 * * 5","freeze_end":"0 7 * * 1","cron_timezone":"Eastern Time (US & Canada)","created_at":"2020-05-15T17:03:35.702Z"}]`,
		want:  []FreezePeriod{{ID: 1, Start: "0 23 * * 5", End: "0 7 * * 1", Zone: "Eastern Time (US & Canada)"}},
	},
	"merged since": {
		call:   func(ctx context.Context, c *Client) (any, error) { return c.MergedSince(ctx, 12, later, 2) },
		method: "GET", uri: "/api/v4/projects/12/merge_requests?order_by=updated_at&page=2&per_page=100&scope=all&sort=desc&state=merged" +
			"&updated_after=2026-02-01T13%3A30%3A00.414Z",
		status: 200, reply: `[{"id":9,"iid":2,"state":"merged","squash_commit_sha":"abc"}]`,
		want: Page[MergeRequest]{Items: []MergeRequest{{ID: 9, IID: 2, State: "merged", SquashSHA: new("abc")}}, Total: -1},
	},
	"all merged": {
		call:   func(ctx context.Context, c *Client) (any, error) { return c.MergedSince(ctx, 12, time.Time{}, 0) },
		method: "GET", uri: "/api/v4/projects/12/merge_requests?order_by=updated_at&page=1&per_page=100&scope=all&sort=desc&state=merged",
		status: 200, reply: `[]`, want: Page[MergeRequest]{Items: []MergeRequest{}, Total: -1},
	},
	"approvals with Premium": {
		call:   func(ctx context.Context, c *Client) (any, error) { return c.MergeRequestApprovals(ctx, 12, 881) },
		method: "GET", uri: "/api/v4/projects/12/merge_requests/881/approvals", status: 200,
		reply: `{"id":5,"iid":881,"approved":false,"approvals_required":2,"approvals_left":1,"approved_by":[{"user":{"id":3,"username":"ana"},"approved_at":"2026-02-01T12:00:00Z"}]}`,
		want:  approvalsOf(&User{ID: 3, Username: "ana"}, 2, 1),
	},
	"approvals without Premium": {
		call:   func(ctx context.Context, c *Client) (any, error) { return c.MergeRequestApprovals(ctx, 12, 881) },
		method: "GET", uri: "/api/v4/projects/12/merge_requests/881/approvals", status: 200,
		reply: `{"approved":true,"user_has_approved":true,"user_can_approve":false,"approved_by":[]}`,
		want: MergeRequestApprovals{Approved: true, By: []struct {
			User *User `json:"user"`
		}{}},
	},
	"release of a plain tag": {
		call:   func(ctx context.Context, c *Client) (any, error) { return released(ctx, c, "0") },
		method: "GET", uri: "/api/v4/projects/12/releases/0", status: 200, reply: `{"tag_name":"0","name":null,"released_at":null}`,
		want: []any{Release{Tag: "0"}, true},
	},
	"no release": {
		call:   func(ctx context.Context, c *Client) (any, error) { return released(ctx, c, "v1") },
		method: "GET", uri: "/api/v4/projects/12/releases/v1", status: 404, reply: `{"message":"404 Not Found"}`,
		want: []any{Release{}, false},
	},
	"branch": {
		call:   func(ctx context.Context, c *Client) (any, error) { return c.RefGuard(ctx, 12, "feature/ü?x", false) },
		method: "GET", uri: "/api/v4/projects/12/repository/branches/feature%2F%C3%BC%3Fx", status: 200,
		reply: `{"name":"feature/ü?x","protected":true,"default":true,"developers_can_push":true,"developers_can_merge":true,"can_push":false}`,
		want:  RefGuard{Name: "feature/ü?x", Protected: true, Default: true, DevelopersPush: true, DevelopersMerge: true},
	},
	"tag": {
		call:   func(ctx context.Context, c *Client) (any, error) { return c.RefGuard(ctx, 12, "v2.1", true) },
		method: "GET", uri: "/api/v4/projects/12/repository/tags/v2.1", status: 200, reply: `{"name":"v2.1","protected":false,"commit":{}}`,
		want: RefGuard{Name: "v2.1", Tag: true},
	},
	"failed jobs": {
		call:   func(ctx context.Context, c *Client) (any, error) { return c.FailedJobs(ctx, 12, 37) },
		method: "GET", uri: "/api/v4/projects/12/pipelines/37/jobs?page=1&per_page=100&scope%5B%5D=failed", status: 200,
		reply: `[{"id":1,"name":"lint","status":"failed","allow_failure":true}]`,
		want:  []Job{{ID: 1, Name: "lint", Status: JobFailed, AllowFailure: true}},
	},
}

func approvalsOf(by *User, required, left int) MergeRequestApprovals {
	m := MergeRequestApprovals{Required: &required, Left: &left}
	m.By = append(m.By, struct {
		User *User `json:"user"`
	}{by})
	return m
}

func TestARelease(t *testing.T) {
	t.Parallel()
	at := noon
	want := Release{Tag: "api/v2.1#", Name: "Two", Notes: "* a\r\n* b", ReleasedAt: &at}
	want.Links.Self = "https://x/-/releases/api"
	checkWire(t, wire{
		call:   func(ctx context.Context, c *Client) (any, error) { return released(ctx, c, "api/v2.1#") },
		method: "GET", uri: "/api/v4/projects/12/releases/api%2Fv2.1%23", status: 200,
		reply: `{"tag_name":"api/v2.1#","name":"Two","description":"* a\r\n* b","released_at":"2026-02-01T12:00:00Z","_links":{"self":"https://x/-/releases/api"}}`,
		want:  []any{want, true},
	}, "")
}

// Only GitLab's own word that a tag has no release is one.
func TestWhatIsNoWordOfARelease(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		body   string
		kind   Kind
	}{
		"hidden project": {404, `{"message":"404 Project Not Found"}`, NotFound},
		"spoilt slash":   {404, `{"error":"404 Not Found"}`, NotFound},
		"no right":       {403, `{"message":"403 Forbidden"}`, Forbidden},
		"crash":          {500, `{"message":"500 Internal Server Error"}`, Server},
		"another shape":  {200, `[]`, NotGitLab},
	} {
		g := serve(t, answer(c.status, c.body))
		r, found, err := client(t, g.URL).Release(t.Context(), 12, "api/v1")
		e := fails(t, err, c.kind)
		if found || !reflect.DeepEqual(r, Release{}) || !strings.HasPrefix(e.Error(), "cannot read release api/v1 of project 12 on ") {
			t.Errorf("%s: %+v, %v, %v", name, r, found, err)
		}
	}
}

func TestAGuardThatCannotBeReadIsNone(t *testing.T) {
	t.Parallel()
	g := serve(t, answer(404, `{"message":"404 Branch Not Found"}`))
	got, err := client(t, g.URL).RefGuard(t.Context(), 12, "gone", false)
	e := fails(t, err, NotFound)
	if got != (RefGuard{}) || !strings.HasPrefix(e.Error(), "cannot read branch gone of project 12 on ") || !strings.Contains(e.Error(), "404 Branch Not Found") {
		t.Errorf("%+v, %v", got, e)
	}
}

func TestWhatIsNoFactIsNotAskedFor(t *testing.T) {
	t.Parallel()
	g := serve(t, answer(200, "{}"))
	c := client(t, g.URL)
	calls := map[string]func(context.Context) error{
		"freezes of 0":    func(ctx context.Context) error { _, err := c.FreezePeriods(ctx, 0); return err },
		"merged in 0":     func(ctx context.Context) error { _, err := c.MergedSince(ctx, 0, noon, 1); return err },
		"approvals of 0":  func(ctx context.Context) error { _, err := c.MergeRequestApprovals(ctx, 12, 0); return err },
		"approvals in 0":  func(ctx context.Context) error { _, err := c.MergeRequestApprovals(ctx, 0, 12); return err },
		"failed of 0":     func(ctx context.Context) error { _, err := c.FailedJobs(ctx, 12, 0); return err },
		"release in 0":    func(ctx context.Context) error { _, _, err := c.Release(ctx, 0, "v1"); return err },
		"guard in 0":      func(ctx context.Context) error { _, err := c.RefGuard(ctx, 0, "main", false); return err },
		"insight of 0":    func(ctx context.Context) error { _, err := c.Insight(ctx, "a/b", 12, 0, "production"); return err },
		"insight of id 0": func(ctx context.Context) error { _, err := c.Insight(ctx, "a/b", 0, 12, "production"); return err },
		"insight of ..":   func(ctx context.Context) error { _, err := c.Insight(ctx, "a/../b", 1, 1, "production"); return err },
		"insight of all":  func(ctx context.Context) error { _, err := c.Insight(ctx, "", 1, 1, "production"); return err },
		"nowhere":         func(ctx context.Context) error { _, err := c.Insight(ctx, "a/b", 1, 1, " "); return err },
		"colored":         func(ctx context.Context) error { _, err := c.Insight(ctx, "a/b", 1, 1, "a\x1b[2J"); return err },
	}
	for _, name := range []string{"", "/", ".", "..", "a/../b", "a//b", "/a", "a/", "a b", "a\x1b[2Jb", "a\nb", "a\xff"} {
		calls["release of "+name] = func(ctx context.Context) error { _, _, err := c.Release(ctx, 12, name); return err }
		calls["branch "+name] = func(ctx context.Context) error { _, err := c.RefGuard(ctx, 12, name, false); return err }
		calls["tag "+name] = func(ctx context.Context) error { _, err := c.RefGuard(ctx, 12, name, true); return err }
	}
	for name, call := range calls {
		e := fails(t, call(t.Context()), Invalid)
		if e.Ambiguous() || e.Op == "" || strings.ContainsRune(e.Error(), 0x1b) || !strings.Contains(e.Error(), "nothing was sent") {
			t.Errorf("%q: %+v", name, e)
		}
	}
	if n := len(g.all()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}
