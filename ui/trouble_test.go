package ui

import (
	"net/http"
	"testing"
	"time"

	"greenlight/api/sandbox"
)

func TestTroubleIsSaidAndTheRestWorks(t *testing.T) {
	t.Parallel()
	t.Run("a project fails, the others are shown", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, rigOptions{projects: []string{"payments/api", "payments/web", "no/such"}})
		r.ready()
		r.sees("1 of 3 projects failed")
		r.sees("payments/api")
		r.keys("!")
		r.sees("no/such")
	})
	t.Run("an unknown token", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, rigOptions{token: "glpat-wrong-wrong-wrong-"})
		r.sees("token refused")
		r.sees("GitLab does not know your token")
		asked := len(r.server.Requests("GET", `/user$`))
		for range 5 {
			r.beat(time.Minute)
		}
		r.idle(0)
		if n := len(r.server.Requests("GET", `/user$`)); n != asked {
			t.Errorf("a refused token was sent again %d times by itself", n-asked)
		}
	})
	t.Run("a token that may only read", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, rigOptions{user: "read_api"})
		r.ready()
		r.sees("read-only")
		r.keys("a")
		r.sees("the token may only read")
	})
	t.Run("a GitLab that is gone and comes back", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, rigOptions{projects: []string{"payments/api"}})
		r.ready()
		heal := r.server.Inject(sandbox.Fault{Path: `.`, Cut: true})
		r.beat(11 * time.Second)
		r.sees("offline, data")
		r.sees("Decisions are off.")
		r.keys("a")
		r.sees("decisions are off while")
		heal()
		r.beat(time.Minute)
		r.sees("updated just now")
	})
	t.Run("a proxy's page instead of JSON", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, rigOptions{world: sandbox.Options{}})
		r.ready()
		defer r.server.Inject(sandbox.Fault{Path: `/deployments`, Status: 200, ContentType: "text/html", Body: "<html>Sign in</html>"})()
		r.beat(11 * time.Second)
		r.sees("projects failed")
		r.keys("!")
		r.lacks("<html>")
	})
	t.Run("the rate limit", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, rigOptions{projects: []string{"payments/api"}})
		r.ready()
		defer r.server.Inject(sandbox.Fault{
			Path: `/deployments`, Status: 429, ContentType: "text/plain", Body: "Retry later",
			Header: http.Header{"Retry-After": {"30"}},
		})()
		r.beat(11 * time.Second)
		r.until("it was refused", func(a App) bool { return !a.opt.Fleet.Usage(r.hosts[0]).Held.IsZero() })
		r.beat(time.Second)
		r.sees("rate limited")
	})
}

func TestNoFalseAllClear(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]sandbox.Fault{
		"failing": {Status: 500, Body: `{"message":"500 Internal Server Error"}`},
		"hanging": {Hang: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fault.Method, fault.Path = "GET", `/deployments/\d+$`
			r := newRig(t, rigOptions{projects: []string{"payments/web"}, before: func(s *sandbox.Server) { s.Inject(fault) }})
			r.until("the listing is read", func(a App) bool { return a.list.Len() > 0 })
			if name == "failing" {
				r.sees("It is not known whom")
				r.sees("1 of 1 project failed")
				r.keys("2")
				r.sees("Not known whom it waits for")
			} else {
				r.sees("reading whom")
			}
			r.keys("1")
			r.lacks("Nothing waits for you")
			r.sees("Waiting for you ·")
		})
	}
}

func TestWhatCouldNotBeReadStaysSaid(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault sandbox.Fault
		want  string
	}{
		"nobody answers":     {sandbox.Fault{Path: `.`, Cut: true}, "could not be read."},
		"maintenance":        {sandbox.Fault{Path: `.`, Status: 503, ContentType: "text/html", Body: "<html>"}, "could not be read."},
		"a token is refused": {sandbox.Fault{Path: `.`, Status: 401, Body: `{"message":"401 Unauthorized"}`}, "refuses the token."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var heal func()
			r := newRig(t, rigOptions{projects: []string{"payments/api"}, before: func(s *sandbox.Server) { heal = s.Inject(c.fault) }})
			r.idle(0)
			r.keys("esc")
			for range 6 {
				r.sees(c.want)
				r.lacks("No projects to watch")
				r.lacks("Nothing waits for you")
				r.beat(11 * time.Second)
				if !r.shows(c.want) {
					t.Fatalf("while the next try is under way it is not said any more:\n%s", r.screen())
				}
				r.idle(0)
			}
			heal()
			r.keys("r")
			r.sees("updated just now")
			r.sees("payments/api")
		})
	}
}
