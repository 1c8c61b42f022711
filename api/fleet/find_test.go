package fleet_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

func (c *crew) follow(l api.Link) fleet.Row {
	c.l.t.Helper()
	r, err := c.Find(c.l.t.Context(), c.host, l)
	if err != nil {
		c.l.t.Fatal(err)
	}
	return r
}

// link is the address of a page of payments/api.
func link(kind api.LinkKind, id, environment int64) api.Link {
	return api.Link{Project: "payments/api", Kind: kind, ID: id, Environment: environment}
}

func TestFind(t *testing.T) {
	t.Parallel()
	l := open(t, func(o *sandbox.Options) { o.Projects, o.Deployments = 2, 900 })
	s := l.see("maya", "1")
	all := s.project(1)
	waits, live := s.find(all, "production", api.StatusBlocked), s.find(all, "production", api.StatusSuccess)
	old, err := l.as("root").ListDeployments(t.Context(), api.ByID(1), api.DeploymentFilter{
		OrderBy: api.OrderByID, Sort: api.Asc, Environment: "staging", Status: api.StatusSuccess, PerPage: 1})
	if err != nil {
		t.Fatal(err)
	}
	first := old.Items[0]
	env := waits.Deployment.Environment.ID
	tests := []struct {
		name string
		link api.Link
		want int64
	}{
		{"deployment", link(api.LinkDeployment, live.Deployment.IID, env), live.Deployment.ID},
		{"an old deployment", link(api.LinkDeployment, first.IID, first.Environment.ID), first.ID},
		{"environment", link(api.LinkEnvironment, env, env), waits.Deployment.ID},
		{"job", link(api.LinkJob, live.Deployment.Deployable.ID, 0), live.Deployment.ID},
		{"an old job", link(api.LinkJob, first.Deployable.ID, 0), first.ID},
		{"pipeline", link(api.LinkPipeline, waits.Deployment.Deployable.Pipeline.ID, 0), waits.Deployment.ID},
		{"an old pipeline", link(api.LinkPipeline, first.Deployable.Pipeline.ID, 0), first.ID},
		{"the path in other case", api.Link{Project: "Payments/API", Kind: api.LinkEnvironment, ID: env, Environment: env}, waits.Deployment.ID},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := l.see("maya", "2") // project 1 is not among those shown
			r := c.follow(test.link)
			if r.Ref != (api.Ref{Host: c.host, Project: 1, Deployment: test.want}) || r.Project != "payments/api" || r.Tier == "" {
				t.Errorf("found %v, want %d: %+v", r.Ref, test.want, r)
			}
			if d := c.detail(r.Ref); !d.Detailed {
				t.Errorf("its detail: %+v", d)
			}
			if p, ok := c.Project(api.ProjectRef{Host: c.host, ID: 1}); !ok || p.Path != "payments/api" {
				t.Errorf("its project is %+v, %v", p, ok)
			}
		})
	}
}

// A project that is known is not asked for, and an answer is judged with what is
// known.
func TestFindAmongThoseShown(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	waits := c.row(c.find(c.project(1), "production", api.StatusBlocked).Ref)
	c.tiers(1)
	l.ResetJournal()
	r := c.follow(link(api.LinkDeployment, waits.Deployment.IID, waits.Deployment.Environment.ID))
	if r.Verdict.State != api.StateNeedsYou || !r.Detailed {
		t.Errorf("state %d, detailed %v", r.Verdict.State, r.Detailed)
	}
	if n := len(l.Journal()); n != 2 || l.count("GET", `/projects/1$`) != 0 {
		t.Errorf("%d requests", n)
	}
}

// An environment's page leads to what waits there, but not to what nobody needs to
// decide any more.
func TestAnEnvironmentsPageLeadsToWhatWaits(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	s := c.project(1)
	waits := c.find(s, "production", api.StatusBlocked)
	env := waits.Deployment.Environment.ID
	outdated := 0
	for _, r := range s.Rows {
		if r.Deployment.Environment.ID == env && r.Verdict.State == api.StateOutdated {
			outdated++
		}
	}
	if outdated == 0 {
		t.Fatal("nothing that waits was overtaken")
	}
	if r := c.follow(link(api.LinkEnvironment, env, env)); r.Ref != waits.Ref {
		t.Errorf("found #%d, #%d waits", r.Deployment.IID, waits.Deployment.IID)
	}
	if r := c.follow(link(api.LinkProject, 0, 0)); r.Deployment.Status != api.StatusBlocked {
		t.Errorf("the project leads to a %s one", r.Deployment.Status)
	}
	if err := l.SetStatus(waits.Deployment.ID, "canceled"); err != nil {
		t.Fatal(err)
	}
	if r := c.follow(link(api.LinkEnvironment, env, env)); r.Ref != waits.Ref || r.Deployment.Status != api.StatusCanceled {
		t.Errorf("found #%d, %s", r.Deployment.IID, r.Deployment.Status)
	}
}

func TestFindNothing(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	waits := c.find(c.project(1), "production", api.StatusBlocked).Deployment
	job := *waits.Deployable
	at := job.Pipeline.CreatedAt.UTC().Format(time.RFC3339)
	l.Inject(sandbox.Fault{Path: `/jobs/99$`, Status: 200, Body: `{"id":99,"created_at":"` + at + `","pipeline":{"id":98,"created_at":"` + at + `"}}`})
	l.Inject(sandbox.Fault{Path: `/pipelines/98$`, Status: 200, Body: `{"id":98,"created_at":"` + at + `"}`})
	l.Inject(sandbox.Fault{Path: `/environments/77$`, Status: 200, Body: `{"id":77,"name":"review/x"}`})
	env := waits.Environment.ID
	tests := []struct {
		link api.Link
		want string
	}{
		{api.Link{Project: "payments/nope", Kind: api.LinkJob, ID: 1}, "project payments/nope on " + c.host + ": not found or no access"},
		{link(api.LinkDeployment, 1_000_000, env), "payments/api has no deployment #1000000 to production: not found or no access"},
		{link(api.LinkDeployment, 1, 9999), "environment 9999 of payments/api: not found or no access"},
		{link(api.LinkEnvironment, 9999, 9999), "environment 9999 of payments/api: not found or no access"},
		{link(api.LinkEnvironment, 77, 77), "nothing was ever deployed to review/x of payments/api"},
		{link(api.LinkJob, 987654, 0), "job 987654 of payments/api: not found or no access"},
		{link(api.LinkJob, 99, 0), "job 99 of payments/api deploys nothing"},
		{link(api.LinkPipeline, 987654, 0), "pipeline 987654 of payments/api: not found or no access"},
		{link(api.LinkPipeline, 98, 0), "pipeline 98 of payments/api deploys nothing"},
		{link(99, 98, 0), "the link into payments/api names nothing that deploys"},
	}
	for _, test := range tests {
		l.ResetJournal()
		_, err := c.Find(t.Context(), c.host, test.link)
		if err == nil || err.Error() != test.want {
			t.Errorf("got %v\nwant %s", err, test.want)
		}
		if n := len(l.Journal()); n > 5 {
			t.Errorf("%s: %d requests", test.want, n)
		}
	}
	if _, err := c.Find(t.Context(), "gitlab.acme.dev", link(api.LinkJob, 1, 0)); err == nil || !strings.Contains(err.Error(), "gitlab.acme.dev") {
		t.Errorf("another instance: %v", err)
	}
	remove := l.Inject(sandbox.Fault{Path: listingPath, Status: 403, Body: refused403})
	if _, err := c.Find(t.Context(), c.host, link(api.LinkJob, 99, 0)); api.KindOf(err) != api.Forbidden {
		t.Errorf("a refusal is told as %v", err)
	}
	remove()
}

// The search ends somewhere, and says where.
func TestFindGivesUp(t *testing.T) {
	t.Parallel()
	l := open(t, func(o *sandbox.Options) { o.Projects, o.Deployments = 1, 5000 })
	c := l.see("maya", "1")
	first, err := l.as("root").ListDeployments(t.Context(), api.ByID(1), api.DeploymentFilter{Sort: api.Asc, PerPage: 1})
	if err != nil {
		t.Fatal(err)
	}
	l.ResetJournal()
	job := first.Items[0].Deployable.ID
	_, err = c.Find(t.Context(), c.host, link(api.LinkJob, job, 0))
	if want := "job " + itoa(job) + " of payments/api is not among the newest 3000 deployments that were looked through"; err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
	if n := l.count("GET", listingPath); n != 30 {
		t.Errorf("%d pages were read", n)
	}
}

// What cannot be further back is not looked for there.
func TestFindStopsInTime(t *testing.T) {
	t.Parallel()
	l := open(t, func(o *sandbox.Options) { o.Projects, o.Deployments = 1, 2000 })
	c := l.see("maya", "1")
	s := c.project(1)
	env := c.find(s, "production", api.StatusBlocked).Deployment.Environment.ID
	other := c.find(s, "staging", api.StatusSuccess).Deployment
	at := other.Deployable.Pipeline.CreatedAt.UTC().Format(time.RFC3339)
	l.Inject(sandbox.Fault{Path: `/jobs/99$`, Status: 200, Body: `{"id":99,"created_at":"` + at + `","pipeline":{"id":98,"created_at":"` + at + `"}}`})
	l.Inject(sandbox.Fault{Path: `/pipelines/98$`, Status: 200, Body: `{"id":98,"created_at":"` + at + `"}`})
	for _, x := range []api.Link{link(api.LinkDeployment, other.IID, env), link(api.LinkJob, 99, 0), link(api.LinkPipeline, 98, 0)} {
		l.ResetJournal()
		_, err := c.Find(t.Context(), c.host, x)
		if n := l.count("GET", listingPath); err == nil || n > 2 {
			t.Errorf("%v: %d pages were read, %v", x.Kind, n, err)
		}
	}
}

// Which of several a link leads to.
func TestFindTheOneThatMatters(t *testing.T) {
	t.Parallel()
	row := func(id int64, env int, status, job string) string {
		return fmt.Sprintf(`{"id":%d,"iid":%d,"created_at":"2026-02-14T02:00:00Z","status":"%s","environment":{"id":%d,"name":"env-%d"},
			"deployable":{"id":%d,"status":"%s","pipeline":{"id":98,"created_at":"2026-02-14T02:00:00Z"}}}`, id, id, status, env, env, 100+id, job)
	}
	tests := []struct {
		name string
		kind api.LinkKind
		rows []string
		want int64
	}{
		{"the one of a pipeline that waits", api.LinkPipeline,
			[]string{row(30, 1, "success", "success"), row(29, 2, "blocked", "manual"), row(28, 3, "success", "success")}, 29},
		{"the newest of a pipeline", api.LinkPipeline,
			[]string{row(30, 1, "success", "success"), row(29, 2, "blocked", "running"), row(28, 3, "success", "success")}, 30},
		{"a newer success elsewhere changes nothing", api.LinkProject,
			[]string{row(6, 3, "blocked", "pending"), row(5, 2, "success", "success"), row(4, 1, "blocked", "manual"), row(3, 2, "blocked", "manual")}, 4},
		{"what was overtaken does not wait", api.LinkProject,
			[]string{row(6, 3, "blocked", "pending"), row(5, 2, "success", "success"), row(3, 2, "blocked", "manual")}, 6},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			l := open(t)
			c := l.see("maya", "1")
			l.Inject(sandbox.Fault{Path: `/pipelines/98$`, Status: 200, Body: `{"id":98,"created_at":"2026-02-14T02:00:00Z"}`})
			l.Inject(sandbox.Fault{Path: listingPath, Status: 200, Body: "[" + strings.Join(test.rows, ",") + "]"})
			if r := c.follow(link(test.kind, 98, 0)); r.Ref.Deployment != test.want {
				t.Errorf("found %d, want %d", r.Ref.Deployment, test.want)
			}
			if n := l.count("GET", `/environments$`); n != 1 {
				t.Errorf("the tiers were asked for %d times", n)
			}
		})
	}
}

func TestAProjectWithoutDeployments(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	l.Inject(sandbox.Fault{Path: listingPath, Status: 200, Body: `[]`})
	if _, err := c.Find(t.Context(), c.host, link(api.LinkProject, 0, 0)); err == nil || err.Error() != "payments/api has no deployments" {
		t.Errorf("got %v", err)
	}
}
