package api_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/sandbox"
)

// world starts an embedded GitLab whose clock stands still.
func world(t *testing.T, edit ...func(*sandbox.Options)) *sandbox.Server {
	t.Helper()
	start := time.Date(2026, 2, 1, 3, 0, 0, 0, time.UTC)
	o := sandbox.Options{Now: func() time.Time { return start }, Seed: 1, Quiet: true}
	for _, f := range edit {
		f(&o)
	}
	s, err := sandbox.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// as is a client of s with the token of a user, or with a token itself.
func as(t *testing.T, s *sandbox.Server, who string) *api.Client {
	t.Helper()
	in, err := api.ParseInstance(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	token := s.Token(who)
	if token == "" {
		token = who
	}
	c, err := api.New(api.Options{Instance: in, Token: api.Secret(token), Now: time.Now,
		Sleep: func(context.Context, time.Duration) error { return nil }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func is(t *testing.T, err error, kind api.Kind, says string) *api.Error {
	t.Helper()
	if api.KindOf(err) != kind || !strings.Contains(fmt.Sprint(err), says) {
		t.Fatalf("%v (%v), want %v with %q", err, api.KindOf(err), kind, says)
	}
	return api.AsError(err)
}

func must[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func refOf(c *api.Client, d api.Deployment) api.Ref {
	return api.Ref{Host: c.Host(), Project: 1, Deployment: d.ID}
}

// find returns the first deployment of project 1 that fits, read alone.
func find(t *testing.T, c *api.Client, f api.DeploymentFilter, fits func(api.Deployment) bool) api.Deployment {
	t.Helper()
	f.PerPage = api.MaxPerPage
	page := must[api.Page[api.Deployment]](t)(c.ListDeployments(t.Context(), api.ByID(1), f))
	for _, row := range page.Items {
		d := must[api.Deployment](t)(c.GetDeployment(t.Context(), refOf(c, row)))
		if fits(d) {
			return d
		}
	}
	t.Fatalf("no deployment of %d fits", len(page.Items))
	return api.Deployment{}
}

var blocked = api.DeploymentFilter{Status: api.StatusBlocked}

// waiting tells what username may have to decide on.
func waiting(username string) func(api.Deployment) bool {
	return func(d api.Deployment) bool {
		return d.PendingApprovalCount != nil && *d.PendingApprovalCount > 0 && d.User != nil && d.User.Username != username && len(d.Approvals) == 0
	}
}

func TestConformIdentity(t *testing.T) {
	t.Parallel()
	s := world(t)
	maya := as(t, s, "maya")
	ctx := t.Context()
	me := must[api.CurrentUser](t)(maya.CurrentUser(ctx))
	if me.Username != "maya" || me.Bot || me.IsAdmin {
		t.Errorf("%+v", me)
	}
	if root := must[api.CurrentUser](t)(as(t, s, "root").CurrentUser(ctx)); !root.IsAdmin {
		t.Error("the administrator is none")
	}
	tok := must[*api.Token](t)(maya.TokenInfo(ctx))
	if tok == nil || !slices.Contains(tok.Scopes, "api") || !tok.Active || tok.ExpiresAt == nil || len(*tok.ExpiresAt) != len("2026-02-14") {
		t.Errorf("%+v", tok)
	}
	if v := must[api.Version](t)(maya.Version(ctx)); !v.Enterprise || !strings.HasSuffix(v.Version, "-ee") {
		t.Errorf("%+v", v)
	}
	_, err := as(t, s, "expired").CurrentUser(ctx)
	is(t, err, api.Expired, "Token is expired")
	_, err = as(t, s, "glpat-nobody-knows-this").CurrentUser(ctx)
	if e := is(t, err, api.Unauthorized, "401 Unauthorized"); e.RequestID == "" {
		t.Error("the request has no id")
	}
	if err := s.RevokeToken(s.Token("maya")); err != nil {
		t.Fatal(err)
	}
	_, err = maya.CurrentUser(ctx)
	is(t, err, api.Revoked, "Token was revoked")
}

func TestConformFilterRules(t *testing.T) {
	t.Parallel()
	c := as(t, world(t), "maya")
	at := time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)
	n := 0
	for _, order := range []api.OrderBy{"", api.OrderByID, api.OrderByIID, api.OrderByCreatedAt, api.OrderByUpdatedAt, api.OrderByFinishedAt, "ref", "status"} {
		for _, status := range []api.Status{"", api.StatusSuccess, api.StatusFailed, api.StatusCanceled, api.StatusSkipped, api.StatusRunning, api.StatusBlocked} {
			for dates := range 4 {
				f := api.DeploymentFilter{OrderBy: order, Status: status}
				if dates&1 != 0 {
					f.UpdatedAfter = &at
				}
				if dates&2 != 0 {
					f.FinishedBefore = &at
				}
				mine, theirs := f.Check(), c.ListUnchecked(t.Context(), 1, f)
				if (mine == nil) != (theirs == nil) {
					t.Errorf("%+v: Check says %v, GitLab %v", f, mine, theirs)
				}
				if theirs != nil {
					is(t, theirs, api.Invalid, "")
				}
				n++
			}
		}
	}
	if n != 8*7*4 {
		t.Errorf("%d filters", n)
	}
}

func TestConformPages(t *testing.T) {
	t.Parallel()
	s := world(t)
	c := as(t, s, "maya")
	id := func(d api.Deployment) int64 { return d.ID }
	rows, cut, err := api.All(t.Context(), 1000, id, func(ctx context.Context, page int) (api.Page[api.Deployment], error) {
		return c.ListDeployments(ctx, api.ProjectKey("payments/api"), api.DeploymentFilter{Sort: api.Desc, PerPage: 7, Page: page})
	})
	if err != nil || cut || len(rows) < 20 {
		t.Fatalf("%d rows, %v, %v", len(rows), cut, err)
	}
	if !slices.IsSortedFunc(rows, func(a, b api.Deployment) int { return int(b.ID - a.ID) }) {
		t.Error("the newest is not first")
	}
	p := must[api.Page[api.Deployment]](t)(c.ListDeployments(t.Context(), api.ByID(1), api.DeploymentFilter{PerPage: 7}))
	if p.Total != len(rows) || p.Next != 2 || len(p.Items) != 7 || p.Items[0].ID != rows[len(rows)-1].ID {
		t.Errorf("next %d, total %d of %d", p.Next, p.Total, len(rows))
	}
	for _, d := range rows {
		if d.PendingApprovalCount != nil || d.Approvals != nil || d.ApprovalSummary != nil {
			t.Fatal("a listing has approvals")
		}
	}
	p = must[api.Page[api.Deployment]](t)(c.ListDeployments(t.Context(), api.ByID(1), api.DeploymentFilter{Environment: "no such"}))
	if len(p.Items) != 0 || p.Total != 0 {
		t.Errorf("%+v", p)
	}
}

func TestConformProjects(t *testing.T) {
	t.Parallel()
	s := world(t)
	c := as(t, s, "maya")
	ctx := t.Context()
	p := must[api.Project](t)(c.Project(ctx, "payments/api"))
	if p.ID != 1 || p.SelfApproval == nil || p.Permissions.GroupAccess.AccessLevel != api.Maintainer || p.DefaultBranch == nil {
		t.Errorf("%+v", p)
	}
	recent, more, err := c.RecentProjects(ctx, 5)
	if err != nil || len(recent) != 5 || !more {
		t.Errorf("%d projects, more %v, %v", len(recent), more, err)
	}
	group := must[api.Page[api.Project]](t)(c.GroupProjects(ctx, "payments", 1))
	if len(group.Items) == 0 || group.Items[0].Permissions != nil || group.Next != 0 {
		t.Errorf("%+v", group)
	}
	envs := must[api.Page[api.Environment]](t)(c.Environments(ctx, 1, 1))
	if len(envs.Items) == 0 || envs.Items[0].Tier == api.TierUnknown || envs.Items[0].State == "" || envs.Items[0].LastDeployment != nil {
		t.Errorf("%+v", envs)
	}
	if e := must[api.Environment](t)(c.Environment(ctx, 1, 1)); e.LastDeployment == nil || e.LastDeployment.Status != api.StatusSuccess {
		t.Errorf("%+v", e)
	}
	_, err = as(t, s, "sam").ProjectByID(ctx, 1)
	is(t, err, api.NotFound, "404 Project Not Found")
	_, err = as(t, s, "gus").ListDeployments(ctx, api.ByID(1), api.DeploymentFilter{})
	is(t, err, api.Forbidden, "403 Forbidden")
	_, err = c.GetDeployment(ctx, api.Ref{Host: c.Host(), Project: 1, Deployment: 1})
	is(t, err, api.NotFound, "404 Not found")

	if err := s.RenameProject(1, "api-renamed"); err != nil {
		t.Fatal(err)
	}
	if p := must[api.Project](t)(c.Project(ctx, "payments/api")); p.PathWithNamespace != "payments/api-renamed" {
		t.Errorf("the renamed project is %q", p.PathWithNamespace)
	}
}

func TestConformMembers(t *testing.T) {
	t.Parallel()
	s := world(t)
	c := as(t, s, "maya")
	ctx := t.Context()
	me := must[api.CurrentUser](t)(c.CurrentUser(ctx))
	m, found, err := c.ProjectMember(ctx, 1, me.ID)
	if err != nil || !found || m.AccessLevel != api.Maintainer || m.Username != "maya" {
		t.Errorf("%+v, %v, %v", m, found, err)
	}
	if _, found, err = c.ProjectMember(ctx, 1, 999); found || err != nil {
		t.Errorf("nobody: %v, %v", found, err)
	}
	d := find(t, c, blocked, func(d api.Deployment) bool {
		return d.ApprovalSummary != nil && slices.ContainsFunc(d.ApprovalSummary.Rules, func(r api.ApprovalRule) bool { return r.GroupID != nil })
	})
	i := slices.IndexFunc(d.ApprovalSummary.Rules, func(r api.ApprovalRule) bool { return r.GroupID != nil })
	group := *d.ApprovalSummary.Rules[i].GroupID
	for _, inherited := range []bool{false, true} {
		if _, _, err := c.GroupMember(ctx, group, me.ID, inherited); err != nil {
			t.Error(err)
		}
		if _, found, err := c.GroupMember(ctx, 999_999, me.ID, inherited); found || err != nil {
			t.Errorf("no such group: %v, %v", found, err)
		}
	}
}

func TestConformApproval(t *testing.T) {
	t.Parallel()
	s := world(t)
	c := as(t, s, "maya")
	ctx := t.Context()
	d := find(t, c, blocked, waiting("maya"))
	yes := api.ApprovalRequest{Decision: api.Approve, Comment: "Sieht gut aus, 部署 ✓"}
	a := must[api.Approval](t)(c.SubmitApproval(ctx, refOf(c, d), yes))
	if a.User.Username != "maya" || a.Status != api.Approve || *a.Comment != yes.Comment {
		t.Errorf("%+v", a)
	}
	after := must[api.Deployment](t)(c.GetDeployment(ctx, refOf(c, d)))
	if len(after.Approvals) != 1 || *after.PendingApprovalCount != *d.PendingApprovalCount-1 || after.Status != api.StatusBlocked {
		t.Errorf("%d approvals, %d pending after %d", len(after.Approvals), *after.PendingApprovalCount, *d.PendingApprovalCount)
	}
	if n := len(s.Requests("POST", "/approval$")); n != 1 {
		t.Errorf("%d approvals were sent", n)
	}
	own := find(t, c, blocked, func(d api.Deployment) bool {
		return d.User != nil && d.User.Username == "maya" && *d.PendingApprovalCount > 0
	})
	_, err := c.SubmitApproval(ctx, refOf(c, own), yes)
	is(t, err, api.Invalid, "You cannot approve your own deployment")
	_, err = c.SubmitApproval(ctx, refOf(c, own), api.ApprovalRequest{Decision: api.Approve, RepresentedAs: "no such hat"})
	is(t, err, api.Invalid, "")
	done := find(t, c, api.DeploymentFilter{Status: api.StatusSuccess, Sort: api.Desc}, func(d api.Deployment) bool { return *d.PendingApprovalCount == 0 })
	_, err = c.SubmitApproval(ctx, refOf(c, done), yes)
	is(t, err, api.Invalid, "")
	_, err = as(t, s, "read_api").SubmitApproval(ctx, refOf(c, d), yes)
	is(t, err, api.Scope, "higher privileges")
	_, err = as(t, s, "gus").SubmitApproval(ctx, refOf(c, d), yes)
	is(t, err, api.Forbidden, "403 Forbidden")
}

func TestConformRejection(t *testing.T) {
	t.Parallel()
	c := as(t, world(t), "maya")
	ctx := t.Context()
	d := find(t, c, blocked, waiting("maya"))
	a := must[api.Approval](t)(c.SubmitApproval(ctx, refOf(c, d), api.ApprovalRequest{Decision: api.Reject, Comment: "no"}))
	after := must[api.Deployment](t)(c.GetDeployment(ctx, refOf(c, d)))
	if a.Status != api.Reject || after.Status != api.StatusFailed || after.Deployable.Status != api.JobFailed || *after.Deployable.FailureReason != "deployment_rejected" {
		t.Errorf("%+v, %+v", a, after)
	}
	_, err := c.PlayJob(ctx, 1, d.Deployable.ID)
	is(t, err, api.Invalid, "Unplayable Job")
}

func TestConformALostReply(t *testing.T) {
	t.Parallel()
	s := world(t)
	c := as(t, s, "maya")
	ctx := t.Context()
	d := find(t, c, blocked, waiting("maya"))
	s.Inject(sandbox.Fault{Method: "POST", Path: "/approval$", Drop: true})
	_, err := c.SubmitApproval(ctx, refOf(c, d), api.ApprovalRequest{Decision: api.Approve})
	if e := is(t, err, api.Offline, "outcome is unknown"); !e.Ambiguous() {
		t.Error("the outcome is not unknown")
	}
	after := must[api.Deployment](t)(c.GetDeployment(ctx, refOf(c, d)))
	if len(after.Approvals) != 1 || len(s.Requests("POST", "")) != 1 {
		t.Errorf("%d approvals after %d requests", len(after.Approvals), len(s.Requests("POST", "")))
	}
}

func TestConformPlaying(t *testing.T) {
	t.Parallel()
	s := world(t)
	c := as(t, s, "maya")
	ctx := t.Context()
	pending := find(t, c, blocked, waiting("maya"))
	_, err := c.PlayJob(ctx, 1, pending.Deployable.ID)
	is(t, err, api.Invalid, "Unplayable Job")
	ready := find(t, c, blocked, func(d api.Deployment) bool { return *d.PendingApprovalCount == 0 && d.Deployable != nil })
	j := must[api.Job](t)(c.PlayJob(ctx, 1, ready.Deployable.ID))
	if j.ID != ready.Deployable.ID || j.Status == api.JobManual || j.User == nil || j.User.Username != "maya" {
		t.Errorf("%+v", j)
	}
	if j := must[api.Job](t)(c.Job(ctx, 1, j.ID)); j.ID != ready.Deployable.ID || j.Pipeline == nil {
		t.Errorf("%+v", j)
	}
	p := must[api.Pipeline](t)(c.Pipeline(ctx, 1, j.Pipeline.ID))
	if p.ID != j.Pipeline.ID || p.User == nil || p.SHA != ready.SHA {
		t.Errorf("%+v", p)
	}
	commit := must[api.Commit](t)(c.Commit(ctx, 1, ready.SHA))
	if commit.ID != ready.SHA || commit.Title == "" || commit.CreatedAt == nil {
		t.Errorf("%+v", commit)
	}
	_, err = c.Commit(ctx, 1, strings.Repeat("0a", 20))
	is(t, err, api.NotFound, "404 Commit Not Found")
	_, err = as(t, s, "rae").PlayJob(ctx, 1, pending.Deployable.ID)
	if k := api.KindOf(err); k != api.Forbidden && k != api.Invalid {
		t.Errorf("a Reporter played a job: %v", err)
	}
}

func TestConformRecording(t *testing.T) {
	t.Parallel()
	s := world(t)
	c := as(t, s, "maya")
	ctx := t.Context()
	live := find(t, c, api.DeploymentFilter{Status: api.StatusSuccess, Sort: api.Desc}, func(api.Deployment) bool { return true })
	n := api.NewDeployment{Environment: "argo", SHA: live.SHA, Ref: "main", Status: api.StatusRunning}
	d := must[api.Deployment](t)(c.CreateDeployment(ctx, 1, n))
	if d.Deployable != nil || d.Status != api.StatusRunning || d.User.Username != "maya" || d.PendingApprovalCount == nil || d.Environment.Name != "argo" {
		t.Errorf("%+v", d)
	}
	is(t, c.DeleteDeployment(ctx, refOf(c, d), nil), api.Invalid, "Cannot destroy running deployment")
	_, err := c.UpdateDeployment(ctx, refOf(c, d), api.StatusRunning)
	e := is(t, err, api.Invalid, `cannot transition via "run"`)
	if len(e.Fields["status"]) != 1 {
		t.Errorf("fields %v", e.Fields)
	}
	d = must[api.Deployment](t)(c.UpdateDeployment(ctx, refOf(c, d), api.StatusFailed))
	old := d.UpdatedAt.Add(-time.Hour)
	is(t, c.DeleteDeployment(ctx, refOf(c, d), &old), api.Precondition, "412")
	if err := c.DeleteDeployment(ctx, refOf(c, d), &d.UpdatedAt); err != nil {
		t.Errorf("deleting what did not change: %v", err)
	}
	_, err = c.GetDeployment(ctx, refOf(c, d))
	is(t, err, api.NotFound, "404 Not found")

	_, err = c.UpdateDeployment(ctx, refOf(c, live), api.StatusFailed)
	is(t, err, api.Forbidden, "created using GitLab CI")
	for says, bad := range map[string]api.NewDeployment{
		"sha: The commit does not exist":          {Environment: "argo", SHA: strings.Repeat("0a", 20), Ref: "main", Status: api.StatusSuccess},
		"ref: The branch or tag does not exist":   {Environment: "argo", SHA: live.SHA, Ref: "no/such", Status: api.StatusSuccess},
		"environment is empty":                    {SHA: live.SHA, Ref: "main", Status: api.StatusSuccess},
		"status does not have a valid value":      {Environment: "argo", SHA: live.SHA, Ref: "main", Status: "blocked"},
		"name can contain only letters":           {Environment: "/argo", SHA: live.SHA, Ref: "main", Status: api.StatusSuccess},
		"is too long (maximum is 255 characters)": {Environment: strings.Repeat("a", 256), SHA: live.SHA, Ref: "main", Status: api.StatusSuccess},
	} {
		_, err := c.CreateDeployment(ctx, 1, bad)
		is(t, err, api.Invalid, says)
	}
	_, err = as(t, s, "rae").CreateDeployment(ctx, 1, n)
	is(t, err, api.Forbidden, "403 Forbidden")
}

func TestConformMergeRequests(t *testing.T) {
	t.Parallel()
	c := as(t, world(t), "maya")
	ctx := t.Context()
	shipped := 0
	page := must[api.Page[api.Deployment]](t)(c.ListDeployments(ctx, api.ByID(1), api.DeploymentFilter{Status: api.StatusSuccess, Sort: api.Desc}))
	for _, d := range page.Items {
		mrs := must[api.Page[api.MergeRequest]](t)(c.DeploymentMergeRequests(ctx, refOf(c, d), api.MergeRequestFilter{State: "merged", PerPage: 5}))
		for _, m := range mrs.Items {
			shipped++
			if m.IID == 0 || m.Title == "" || m.State != "merged" || m.MergedAt == nil || m.Author == nil || m.WebURL == "" {
				t.Fatalf("%+v", m)
			}
		}
	}
	if shipped == 0 {
		t.Error("nothing was ever shipped")
	}
	d := find(t, c, blocked, waiting("maya"))
	if p := must[api.Page[api.MergeRequest]](t)(c.DeploymentMergeRequests(ctx, refOf(c, d), api.MergeRequestFilter{})); len(p.Items) != 0 {
		t.Error("a waiting deployment has merge requests")
	}
}

func TestConformFOSS(t *testing.T) {
	t.Parallel()
	c := as(t, world(t, func(o *sandbox.Options) { o.FOSS, o.Prefix = true, "/gitlab" }), "maya")
	ctx := t.Context()
	if !strings.HasSuffix(c.Host(), "/gitlab") {
		t.Errorf("the host is %s", c.Host())
	}
	p := must[api.Page[api.Deployment]](t)(c.ListDeployments(ctx, api.ProjectKey("payments/api"), api.DeploymentFilter{}))
	d := must[api.Deployment](t)(c.GetDeployment(ctx, refOf(c, p.Items[0])))
	if d.PendingApprovalCount != nil || d.Approvals != nil || d.ApprovalSummary != nil {
		t.Errorf("a FOSS GitLab has approvals: %+v", d)
	}
	_, err := c.SubmitApproval(ctx, refOf(c, d), api.ApprovalRequest{Decision: api.Approve})
	if e := is(t, err, api.NotFound, "does not offer it"); !e.NoRoute {
		t.Error("the route is there")
	}
	if v := must[api.Version](t)(c.Version(ctx)); v.Enterprise {
		t.Error("a FOSS GitLab is an enterprise one")
	}
}

func TestConformRateLimit(t *testing.T) {
	t.Parallel()
	c := as(t, world(t, func(o *sandbox.Options) { o.RateLimit = 3 }), "maya")
	var err error
	for range 4 {
		_, err = c.CurrentUser(t.Context())
	}
	e := is(t, err, api.RateLimited, "Retry later")
	if e.RetryAfter <= 0 || errors.Is(err, context.Canceled) {
		t.Errorf("%+v", e)
	}
}
