package ui

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/sandbox"
)

// listedBy is a deployment as a listing of the sandbox tells it.
type listedBy struct {
	ID, IID     int64
	Environment struct{ ID int64 }
	Deployable  *struct{ ID int64 }
}

// newest is a page of a project's deployments, the newest first.
func newest(t *testing.T, s *sandbox.Server, project string) []listedBy {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, s.URL()+"/api/v4/projects/"+project+"/deployments?order_by=id&sort=desc&per_page=100", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("PRIVATE-TOKEN", s.Users()[0].Token)
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	var out []listedBy
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil || len(out) == 0 {
		t.Fatalf("%s: %d deployments, %v", res.Status, len(out), err)
	}
	return out
}

// opened is a rig that was started with a link to a page of payments/web.
func opened(t *testing.T, projects []string, size [2]int, link func([]listedBy) api.Link) *rig {
	t.Helper()
	var server *sandbox.Server
	r := newRig(t, rigOptions{
		projects: projects, w: size[0], h: size[1],
		before: func(s *sandbox.Server) { server = s },
		change: func(o *Options) {
			l := link(newest(t, server, "payments%2Fweb"))
			l.Root, l.Project = server.URL(), "payments/web"
			o.Open = &Opening{Host: o.Hosts[0], Link: l}
		},
	})
	r.idle(0)
	r.beat(time.Second) // the project of the link is read at the next beat
	r.ready()
	r.idle(0)
	return r
}

func TestALinkIsShownWhateverIsConfigured(t *testing.T) {
	t.Parallel()
	var want listedBy
	links := map[string]func([]listedBy) api.Link{
		"deployment": func(all []listedBy) api.Link {
			return api.Link{Kind: api.LinkDeployment, ID: want.IID, Environment: want.Environment.ID}
		},
		"job": func(all []listedBy) api.Link { return api.Link{Kind: api.LinkJob, ID: want.Deployable.ID} },
	}
	for name, link := range links {
		for place, projects := range map[string][]string{"watched": {"payments/web"}, "not watched": {"payments/api"}} {
			t.Run(name+", "+place, func(t *testing.T) {
				r := opened(t, projects, usual, func(all []listedBy) api.Link {
					want = all[4]
					return link(all)
				})
				row := r.selected()
				if row.Ref.Deployment != want.ID || row.Project != "payments/web" {
					t.Fatalf("the cursor stands on %s #%d, want #%d:\n%s", row.Project, row.Deployment.IID, want.IID, r.screen())
				}
				if !r.app.zoomed {
					t.Errorf("it is not zoomed:\n%s", r.screen())
				}
				if r.app.notices.visible {
					t.Errorf("the footer says %q", r.app.notices.shown.text)
				}
				r.noWrite("opening a link")
			})
		}
	}
}

func TestALinkedProjectIsPolledAndStays(t *testing.T) {
	t.Parallel()
	r := opened(t, []string{"payments/api"}, usual, func(all []listedBy) api.Link {
		return api.Link{Kind: api.LinkJob, ID: all[4].Deployable.ID}
	})
	row := r.selected()
	r.server.ResetJournal()
	r.pass(25*time.Second, time.Second, 0)
	path := `/projects/` + itoa(int(row.Ref.Project)) + `/deployments$`
	if n := r.wire("GET", path); n < 2 {
		t.Errorf("its project is read %d times in 25 s", n)
	}
	r.pass(11*time.Minute, 10*time.Second, 0)
	if n := r.wire("GET", `/user$`); n == 0 {
		t.Fatal("it was not asked anew which projects there are: the test proves nothing")
	}
	if _, ok := r.app.row(row.Ref); !ok {
		t.Error("asking anew which projects there are drops the one of the link")
	}
	r.server.ResetJournal()
	r.pass(25*time.Second, time.Second, 0)
	if n := r.wire("GET", path); n < 2 {
		t.Errorf("after asking anew its project is read %d times in 25 s", n)
	}
	if r.selected().Ref != row.Ref {
		t.Error("the cursor has left it")
	}
}

func TestALinkIsOpenedOnce(t *testing.T) {
	t.Parallel()
	r := opened(t, []string{"payments/api"}, usual, func(all []listedBy) api.Link {
		return api.Link{Kind: api.LinkJob, ID: all[4].Deployable.ID}
	})
	r.keys("esc esc 5 G")
	held := r.selected().Ref
	r.pass(11*time.Minute, 10*time.Second, 0)
	if now := r.selected().Ref; now != held || r.app.zoomed {
		t.Errorf("the link was opened again: the cursor stands on %v, stood on %v", now, held)
	}
}

func TestALinkThatLeadsNowhereIsTold(t *testing.T) {
	t.Parallel()
	for name, link := range map[string]api.Link{
		"deployment": {Kind: api.LinkDeployment, ID: 999999, Environment: 1},
		"job":        {Kind: api.LinkJob, ID: 999999999},
		"pipeline":   {Kind: api.LinkPipeline, ID: 999999999},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := opened(t, []string{"payments/api"}, usual, func([]listedBy) api.Link { return link })
			if !r.app.notices.visible {
				t.Fatalf("nothing says that it was not found:\n%s", r.screen())
			}
			r.sees("payments/web")
			if r.app.zoomed || r.selected().Project != "payments/api" {
				t.Errorf("something else is shown for it:\n%s", r.screen())
			}
			if r.app.site(r.hosts[0]).phase != ready {
				t.Error("the instance is not read any more")
			}
		})
	}
}

func TestALinkIsZoomedInASmallTerminal(t *testing.T) {
	t.Parallel()
	r := opened(t, []string{"payments/web"}, narrow, func(all []listedBy) api.Link {
		return api.Link{Kind: api.LinkJob, ID: all[4].Deployable.ID}
	})
	if !r.app.zoomed {
		t.Fatalf("it is not zoomed:\n%s", r.screen())
	}
	r.lacks("not in this view")
	r.rested()
	r.keys("esc")
	if r.app.zoomed {
		t.Error("esc does not lead to the list")
	}
}
