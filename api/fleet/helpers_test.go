package fleet_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// lab is a sandbox whose clock, the fleet's too, a test moves.
type lab struct {
	*sandbox.Server
	t  *testing.T
	mu sync.Mutex
	at time.Time
}

func (l *lab) now() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.at
}

func (l *lab) pass(d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.at = l.at.Add(d)
}

func open(t *testing.T, adjust ...func(*sandbox.Options)) *lab {
	t.Helper()
	l := &lab{t: t, at: time.Date(2026, 2, 14, 3, 0, 0, 0, time.UTC)}
	o := sandbox.Options{Seed: 7, Now: l.now, Quiet: true}
	for _, f := range adjust {
		f(&o)
	}
	s, err := sandbox.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	l.Server = s
	return l
}

// as is a client with the token of a person or a role.
func (l *lab) as(who string, adjust ...func(*api.Options)) *api.Client {
	l.t.Helper()
	in, err := api.ParseInstance(l.URL())
	if err != nil {
		l.t.Fatal(err)
	}
	o := api.Options{
		Instance: in, Token: api.Secret(l.Token(who)), UserAgent: "greenlight/test", Now: l.now, Timeout: 20 * time.Second,
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}
	for _, f := range adjust {
		f(&o)
	}
	c, err := api.New(o)
	if err != nil {
		l.t.Fatal(err)
	}
	l.t.Cleanup(c.Close)
	return c
}

// crew is a discovered fleet over one sandbox.
type crew struct {
	*fleet.Fleet
	l    *lab
	host string
}

// see discovers projects as somebody.
func (l *lab) see(who string, projects ...string) *crew {
	l.t.Helper()
	return l.meet(fleet.Source{Client: l.as(who), Projects: projects})
}

func (l *lab) meet(s fleet.Source) *crew {
	l.t.Helper()
	c := &crew{fleet.New(l.now, s), l, s.Client.Host()}
	d, err := c.Discover(l.t.Context(), c.host)
	if err != nil || len(d.Failures) > 0 {
		l.t.Fatal(err, d.Failures)
	}
	l.ResetJournal()
	return c
}

func (c *crew) project(id int64) fleet.Snapshot {
	c.l.t.Helper()
	s, err := c.LoadProject(c.l.t.Context(), api.ProjectRef{Host: c.host, ID: id})
	if err != nil {
		c.l.t.Fatal(err)
	}
	return s
}

// whole is a project all of which is read, however fresh it is.
func (c *crew) whole(id int64) fleet.Snapshot {
	c.l.t.Helper()
	c.Doubt(api.ProjectRef{Host: c.host, ID: id})
	return c.project(id)
}

// tiers has the tiers of a listed project read, as the screen does once it is shown.
func (c *crew) tiers(id int64) fleet.Snapshot {
	c.l.t.Helper()
	s, _, err := c.LoadTiers(c.l.t.Context(), api.ProjectRef{Host: c.host, ID: id})
	if err != nil {
		c.l.t.Fatal(err)
	}
	return s
}

func (c *crew) row(ref api.Ref) fleet.Row {
	c.l.t.Helper()
	r, err := c.LoadRow(c.l.t.Context(), ref)
	if err != nil {
		c.l.t.Fatal(err)
	}
	return r
}

func (c *crew) detail(ref api.Ref) fleet.Row {
	c.l.t.Helper()
	r, err := c.LoadDetail(c.l.t.Context(), ref)
	if err != nil {
		c.l.t.Fatal(err)
	}
	return r
}

// find is the newest row of a snapshot in an environment with a status.
func (c *crew) find(s fleet.Snapshot, env string, status api.Status) fleet.Row {
	c.l.t.Helper()
	for _, r := range s.Rows {
		if r.Deployment.Environment.Name == env && r.Deployment.Status == status {
			return r
		}
	}
	c.l.t.Fatalf("no %s deployment in %s", status, env)
	return fleet.Row{}
}

// byID is the row of a deployment in a snapshot.
func (c *crew) byID(s fleet.Snapshot, id int64) fleet.Row {
	c.l.t.Helper()
	for _, r := range s.Rows {
		if r.Deployment.ID == id {
			return r
		}
	}
	c.l.t.Fatalf("deployment %d is not in the snapshot", id)
	return fleet.Row{}
}

// body is what GitLab answers now, word for word.
func (l *lab) body(path string) string {
	l.t.Helper()
	req, err := http.NewRequestWithContext(l.t.Context(), "GET", l.URL()+"/api/v4"+path, nil)
	if err != nil {
		l.t.Fatal(err)
	}
	req.Header.Set("PRIVATE-TOKEN", l.Token("root"))
	req.Close = true
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		l.t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != 200 {
		l.t.Fatalf("%s: %d %s %v", path, resp.StatusCode, raw, err)
	}
	return string(raw)
}

const (
	listingPath = `/projects/1/deployments$`
	listingOf1  = "/projects/1/deployments?order_by=id&sort=desc&per_page=100"
)

func single(id int64) string { return fmt.Sprintf("/projects/1/deployments/%d", id) }

// decides has somebody decide over the wire.
func (l *lab) decides(who string, ref api.Ref, d api.Decision) {
	l.t.Helper()
	if _, err := l.as(who).SubmitApproval(l.t.Context(), ref, api.ApprovalRequest{Decision: d}); err != nil {
		l.t.Error(err)
	}
}
