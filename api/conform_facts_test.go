package api_test

import (
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/sandbox"
)

// What GraphQL says of the rules is what REST shows of them, one for one.
func TestConformInsight(t *testing.T) {
	t.Parallel()
	s := world(t)
	c := as(t, s, "maya")
	ctx := t.Context()
	path := must[api.Project](t)(c.ProjectByID(ctx, 1)).PathWithNamespace
	d := find(t, c, blocked, func(d api.Deployment) bool { return d.ApprovalSummary != nil && len(d.ApprovalSummary.Rules) > 1 })
	in := must[api.Insight](t)(c.Insight(ctx, path, d.ID, d.IID, d.Environment.Name))
	if len(in.Rules) != len(d.ApprovalSummary.Rules) || !in.FreezesKnown {
		t.Fatalf("%+v of %+v", in, d.ApprovalSummary.Rules)
	}
	same := func(a, b *int64) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }
	for i, rule := range d.ApprovalSummary.Rules {
		got := in.Rules[i]
		level := got.AccessLevel != nil && rule.AccessLevel != nil && *got.AccessLevel == *rule.AccessLevel || got.AccessLevel == rule.AccessLevel
		if !same(got.UserID, rule.UserID) || !same(got.GroupID, rule.GroupID) || !level || got.Required != rule.Required {
			t.Errorf("rule %d is %+v, by REST %+v", i, got, rule)
		}
	}
	periods := must[[]api.FreezePeriod](t)(c.FreezePeriods(ctx, 1))
	if len(in.Freezes) > len(periods) {
		t.Errorf("freezes %v of periods %v", in.Freezes, periods)
	}
	none, err := c.Insight(ctx, path, d.ID, 1<<40, d.Environment.Name)
	if is(t, err, api.NotFound, "cannot ask about deployment"); api.NoGraphQL(err) || len(none.Rules) > 0 {
		t.Errorf("%+v, %v", none, err)
	}
	_, err = c.Insight(ctx, path, d.ID+1, d.IID, d.Environment.Name)
	if is(t, err, api.NotFound, "another deployment at that path"); api.NoGraphQL(err) || api.RefusedGraphQL(err) {
		t.Error(err)
	}
	_, err = c.Insight(ctx, "no/such", d.ID, d.IID, d.Environment.Name)
	if is(t, err, api.NotFound, "cannot ask about deployment"); api.NoGraphQL(err) {
		t.Error(err)
	}
	_, err = as(t, s, "glpat-unknown").Insight(ctx, path, d.ID, d.IID, d.Environment.Name)
	if is(t, err, api.Unauthorized, "Invalid token"); api.NoGraphQL(err) {
		t.Error(err)
	}
	s.SetGraphQL(false)
	if _, err = c.Insight(ctx, path, d.ID, d.IID, d.Environment.Name); !api.NoGraphQL(err) {
		t.Errorf("without GraphQL: %v", err)
	}
}

// A freeze period that GitLab cannot evaluate breaks the answer about the approvals
// too: they are asked for without it.
func TestConformInsightWithoutBrokenFreezes(t *testing.T) {
	t.Parallel()
	s := world(t)
	c := as(t, s, "maya")
	d := find(t, c, blocked, func(d api.Deployment) bool { return d.ApprovalSummary != nil && len(d.ApprovalSummary.Rules) > 0 })
	path := must[api.Project](t)(c.ProjectByID(t.Context(), 1)).PathWithNamespace
	s.SetFreezes(1, sandbox.Freeze{Start: "0 0 31 2 *", End: "0 6 * * *", Zone: "UTC"})
	in := must[api.Insight](t)(c.Insight(t.Context(), path, d.ID, d.IID, d.Environment.Name))
	if len(in.Rules) != len(d.ApprovalSummary.Rules) || in.FreezesKnown || len(in.Freezes) > 0 {
		t.Errorf("%+v of %+v", in, d.ApprovalSummary.Rules)
	}
	if n := len(s.Requests("POST", "/api/graphql$")); n != 2 {
		t.Errorf("it was asked %d times, want once with the freezes and once without", n)
	}
}

func TestConformReleasesAndGuards(t *testing.T) {
	t.Parallel()
	c := as(t, world(t), "maya")
	ctx := t.Context()
	released := 0
	for _, tag := range must[api.Page[api.GitRef]](t)(c.Tags(ctx, 1, "")).Items {
		r, found, err := c.Release(ctx, 1, tag.Name)
		if err != nil || found != (r.Tag == tag.Name) {
			t.Errorf("%s: %+v, %v, %v", tag.Name, r, found, err)
		}
		if found {
			released++
		}
		if g := must[api.RefGuard](t)(c.RefGuard(ctx, 1, tag.Name, true)); g.Name != tag.Name || !g.Tag {
			t.Errorf("%+v", g)
		}
	}
	if released == 0 {
		t.Error("no tag has a release")
	}
	protected := 0
	for _, branch := range must[api.Page[api.GitRef]](t)(c.Branches(ctx, 1, "")).Items {
		g := must[api.RefGuard](t)(c.RefGuard(ctx, 1, branch.Name, false))
		if g.Name != branch.Name || g.Tag {
			t.Errorf("%+v", g)
		}
		if g.Protected && g.Default {
			protected++
		}
	}
	if protected != 1 {
		t.Errorf("%d protected default branches", protected)
	}
	_, err := c.RefGuard(ctx, 1, "no/such", false)
	is(t, err, api.NotFound, "404 Branch Not Found")
	_, found, err := c.Release(ctx, 1, "no/such")
	if found || err != nil {
		t.Errorf("%v, %v", found, err)
	}
	_, _, err = c.Release(ctx, 1<<40, "v1")
	is(t, err, api.NotFound, "404 Project Not Found")
}

func TestConformAFOSSBuildHasNoInsight(t *testing.T) {
	t.Parallel()
	c := as(t, world(t, func(o *sandbox.Options) { o.FOSS = true }), "maya")
	ctx := t.Context()
	path := must[api.Project](t)(c.ProjectByID(ctx, 1)).PathWithNamespace
	if _, err := c.Insight(ctx, path, 1, 1, "production"); !api.NoGraphQL(err) {
		t.Error(err)
	}
}

func TestConformMergedAndFailed(t *testing.T) {
	t.Parallel()
	c := as(t, world(t), "maya")
	ctx := t.Context()
	all := must[api.Page[api.MergeRequest]](t)(c.MergedSince(ctx, 1, time.Time{}, 1)).Items
	if len(all) < 2 {
		t.Fatalf("%d merged", len(all))
	}
	for i, m := range all {
		if m.State != "merged" || i > 0 && m.UpdatedAt.After(all[i-1].UpdatedAt) {
			t.Errorf("!%d is %s, changed %v", m.IID, m.State, m.UpdatedAt)
		}
	}
	since := all[len(all)/2].UpdatedAt
	some := must[api.Page[api.MergeRequest]](t)(c.MergedSince(ctx, 1, since, 1)).Items
	if len(some) == 0 || len(some) >= len(all) || some[len(some)-1].UpdatedAt.Before(since) {
		t.Errorf("%d of %d since %v", len(some), len(all), since)
	}
	agreed := must[api.MergeRequestApprovals](t)(c.MergeRequestApprovals(ctx, 1, all[0].IID))
	if agreed.Required == nil || agreed.Left == nil || len(agreed.By) > 0 && agreed.By[0].User == nil {
		t.Errorf("%+v", agreed)
	}
	d := find(t, c, api.DeploymentFilter{Status: api.StatusFailed}, func(d api.Deployment) bool { return d.Deployable != nil })
	jobs := must[[]api.Job](t)(c.FailedJobs(ctx, 1, d.Deployable.Pipeline.ID))
	if len(jobs) == 0 {
		t.Error("no failed job")
	}
	for _, j := range jobs {
		if j.Status != api.JobFailed {
			t.Errorf("%s is %s", j.Name, j.Status)
		}
	}
}
