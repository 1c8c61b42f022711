package fleet_test

import (
	"cmp"
	"slices"
	"testing"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

func (c *crew) ask(f api.DeploymentFilter) fleet.Page {
	c.l.t.Helper()
	p, err := c.Ask(c.l.t.Context(), fleet.Query{Project: api.ProjectRef{Host: c.host, ID: 1}, Filter: f})
	if err != nil {
		c.l.t.Fatal(err)
	}
	return p
}

func TestAnAnswerKeepsTheServersOrder(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	byID := func(a, b fleet.Row) int { return cmp.Compare(a.Deployment.ID, b.Deployment.ID) }
	p := c.ask(api.DeploymentFilter{})
	if !slices.IsSortedFunc(p.Rows, byID) || p.Total < len(p.Rows) || len(p.Rows) < 20 {
		t.Errorf("GitLab's default is the oldest first: %d rows of %d", len(p.Rows), p.Total)
	}
	if q := l.Requests("GET", listingPath)[0].Query.Encode(); q != "per_page=100" {
		t.Errorf("asked for %q", q)
	}
	p = c.ask(api.DeploymentFilter{OrderBy: api.OrderByFinishedAt, Sort: api.Desc, Status: api.StatusSuccess, Environment: "production", PerPage: 3})
	newestFirst := func(a, b fleet.Row) int { return b.Deployment.FinishedAt().Compare(a.Deployment.FinishedAt()) }
	if len(p.Rows) != 3 || p.Next != 2 || !slices.IsSortedFunc(p.Rows, newestFirst) {
		t.Errorf("%d rows, next %d", len(p.Rows), p.Next)
	}
	for _, r := range p.Rows {
		if r.Deployment.Status != api.StatusSuccess || r.Deployment.Environment.Name != "production" || r.Tier != api.TierProduction || r.Detailed {
			t.Errorf("%+v", r)
		}
	}
	if n := l.count("GET", `/environments$`); n != 1 {
		t.Errorf("the tiers were read %d times", n)
	}
}

// The last page of a hundred thousand costs what the first one does.
func TestAFarPageCostsOneRequest(t *testing.T) {
	t.Parallel()
	l := open(t, func(o *sandbox.Options) { o.Projects, o.Deployments = 1, 20_000 })
	c := l.see("maya", "1")
	c.ask(api.DeploymentFilter{})
	l.ResetJournal()
	p := c.ask(api.DeploymentFilter{Page: 199, PerPage: 100, Sort: api.Desc, OrderBy: api.OrderByID})
	if len(p.Rows) != 100 || p.Next != 200 || p.Total != -1 {
		t.Errorf("%d rows, next %d, total %d", len(p.Rows), p.Next, p.Total)
	}
	if n := len(l.Journal()); n != 1 {
		t.Errorf("%d requests", n)
	}
}

func TestAnAnswerChangesNothingThatIsKnown(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	before := c.project(1)
	waits := c.row(c.find(before, "production", api.StatusBlocked).Ref)
	for _, f := range []api.DeploymentFilter{
		{Status: api.StatusSuccess, Environment: "production", PerPage: 1},
		{Status: api.StatusBlocked, Environment: "production", PerPage: 1},
		{Status: api.StatusFailed, OrderBy: api.OrderByID, Sort: api.Desc},
	} {
		c.ask(f)
		if r := c.row(waits.Ref); r.Live == nil || r.Live.ID != waits.Live.ID || r.Verdict.State != waits.Verdict.State {
			t.Errorf("after %+v live is %+v, state %d", f, r.Live, r.Verdict.State)
		}
	}
	p := c.ask(api.DeploymentFilter{Environment: "production", OrderBy: api.OrderByID, Sort: api.Desc})
	i := slices.IndexFunc(p.Rows, func(r fleet.Row) bool { return r.Ref == waits.Ref })
	if i < 0 || !p.Rows[i].Detailed || p.Rows[i].Verdict.State != api.StateNeedsYou {
		t.Errorf("what was read singly is not in the answer")
	}
	if r := c.byID(c.project(1), waits.Ref.Deployment); !r.Detailed {
		t.Error("the list forgot it")
	}
}

func TestAnImpossibleQuestionIsNotSent(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	q := fleet.Query{Project: api.ProjectRef{Host: c.host, ID: 1}, Filter: api.DeploymentFilter{OrderBy: "ref"}}
	if _, err := c.Ask(t.Context(), q); api.KindOf(err) != api.Invalid || l.count("GET", listingPath) != 0 {
		t.Errorf("got %v", err)
	}
}

func TestMergeRequestsPassThrough(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	ref := c.find(c.project(1), "production", api.StatusSuccess).Ref
	f := api.MergeRequestFilter{State: "merged", Sort: api.Asc, PerPage: 3, Labels: []string{"bug", "ops"}}
	want, err := l.as("maya").DeploymentMergeRequests(t.Context(), ref, api.MergeRequestFilter{State: "merged"})
	if err != nil {
		t.Fatal(err)
	}
	l.ResetJournal()
	got, err := c.LoadMergeRequests(t.Context(), ref, api.MergeRequestFilter{State: "merged"})
	if err != nil || len(got.Items) != len(want.Items) || got.Total != want.Total || len(got.Items) == 0 {
		t.Errorf("%d of %d, want %d of %d: %v", len(got.Items), got.Total, len(want.Items), want.Total, err)
	}
	if _, err = c.LoadMergeRequests(t.Context(), ref, f); err != nil {
		t.Error(err)
	}
	if q := l.Journal()[1].Query.Encode(); q != "labels=bug%2Cops&per_page=3&sort=asc&state=merged" {
		t.Errorf("asked for %s", q)
	}
}
