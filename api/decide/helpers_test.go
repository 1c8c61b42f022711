package decide_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/sandbox"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// lab is a sandbox whose clock a test moves.
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
		Instance: in, Token: api.Secret(l.Token(who)), UserAgent: "greenlight/test", Now: time.Now, Timeout: 20 * time.Second,
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

// must is a result without an error.
func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// request is one for the newest deployment of project 1 in an environment with a
// status, seen as it is now by the person.
func (l *lab) request(c *api.Client, act decide.Act, env string, status api.Status, fits ...func(api.Deployment) bool) decide.Request {
	l.t.Helper()
	filter := api.DeploymentFilter{OrderBy: api.OrderByID, Sort: api.Desc, PerPage: api.MaxPerPage, Environment: env, Status: status}
	page := must[api.Page[api.Deployment]](l.t)(c.ListDeployments(l.t.Context(), api.ByID(1), filter))
	for _, d := range page.Items {
		if !slices.ContainsFunc(fits, func(fit func(api.Deployment) bool) bool { return !fit(d) }) {
			r := decide.Request{Op: 7, Act: act, Ref: api.Ref{Host: c.Host(), Project: 1, Deployment: d.ID}}
			r.Me = must[api.CurrentUser](l.t)(c.CurrentUser(l.t.Context())).ID
			return l.again(c, r)
		}
	}
	l.t.Fatalf("project 1 has no %s deployment in %s that fits", status, env)
	return decide.Request{}
}

// again is the request bound to what is seen now.
func (l *lab) again(c *api.Client, r decide.Request) decide.Request {
	l.t.Helper()
	r.Seen = must[api.Deployment](l.t)(c.GetDeployment(l.t.Context(), r.Ref))
	l.ResetJournal()
	return r
}

// world is a deployment as it is, nil where it is gone; it cannot be told where
// nothing can be read.
func (l *lab) world(ref api.Ref) (*api.Deployment, bool) {
	d, err := l.as("root").GetDeployment(l.t.Context(), ref)
	if err == nil {
		return &d, true
	}
	return nil, strings.Contains(err.Error(), "404 Not found")
}

// writes are the requests since the last look that were no reads.
func (l *lab) writes() []sandbox.Entry {
	return slices.DeleteFunc(l.Journal(), func(e sandbox.Entry) bool { return e.Method == "GET" })
}

func (l *lab) wantWrites(n int) {
	l.t.Helper()
	if w := l.writes(); len(w) != n {
		l.t.Errorf("%d writes arrived, want %d: %+v", len(w), n, w)
	}
}

func external(d api.Deployment) bool { return d.Deployable == nil }
