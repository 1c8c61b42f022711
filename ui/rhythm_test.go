package ui

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

// services are groups of 25 projects each in which nothing happens, and the world that
// has so many of them, with a few deployments in each.
func services(groups int) ([]string, sandbox.Options) {
	var names []string
	for i := range groups {
		names = append(names, fmt.Sprintf("services-%02d", i+1))
	}
	projects := 12 + 25*groups
	return names, sandbox.Options{Projects: projects, Deployments: 4 * projects, Blocked: 1, Journal: 100_000}
}

// flush handles what comes until nothing is under way but what waits for the budget,
// which waits for the clock. What is neither on the wire nor in line, as it goes along with
// another read or has not begun on a busy machine, is given longer.
func (r *rig) flush() {
	r.t.Helper()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	quiet := 0
	inLine := func() (n int) {
		for _, host := range r.hosts {
			n += r.app.opt.Fleet.Usage(host).Queued
		}
		return n
	}
	for r.under > 0 {
		select {
		case msg := <-r.ends:
			r.end(msg)
		case <-time.After(4 * time.Millisecond):
			if r.unanswered() > 0 || r.app.sites[0].phase == discovering {
				quiet = 0
				continue
			}
			if quiet++; quiet >= 15 || quiet >= 2 && r.under <= inLine() {
				return
			}
		case <-limit.C:
			r.t.Fatalf("it never comes to rest: %d under way", r.under)
		}
	}
}

// reads counts what was asked of the first server between two moments, but for writes.
func (r *rig) reads(from, to time.Time) int {
	n := 0
	for _, e := range r.server.Journal() {
		if (e.Method == http.MethodGet || asks(e)) && !e.At.Before(from) && e.At.Before(to) {
			n++
		}
	}
	return n
}

// blocks makes a new deployment wait where another one was made before, as a pipeline of
// somebody else does.
func (r *rig) blocks(of fleet.Row) api.Ref {
	r.t.Helper()
	d := of.Deployment
	body, _ := json.Marshal(map[string]any{"environment": d.Environment.Name, "sha": d.SHA, "ref": d.Ref, "tag": false, "status": "running"})
	address := fmt.Sprintf("%s/api/v4/projects/%d/deployments", r.server.URL(), of.Ref.Project)
	req, err := http.NewRequest(http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("PRIVATE-TOKEN", r.server.Users()[0].Token)
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	var made struct{ ID int64 }
	if err := json.NewDecoder(res.Body).Decode(&made); err != nil || res.StatusCode != http.StatusCreated {
		r.t.Fatalf("the deployment was not made: %s, %v", res.Status, err)
	}
	if err := r.server.SetStatus(made.ID, "blocked"); err != nil {
		r.t.Fatal(err)
	}
	return api.Ref{Host: of.Ref.Host, Project: of.Ref.Project, Deployment: made.ID}
}

// seen lets seconds pass until a row is on the screen, and says how many.
func (r *rig) seen(ref api.Ref, most time.Duration) time.Duration {
	r.t.Helper()
	for d := time.Duration(0); d <= most; d += time.Second {
		if _, ok := r.app.row(ref); ok {
			return d
		}
		r.beat(time.Second)
		r.flush()
	}
	r.t.Errorf("what is new is not seen within %s", most)
	return most
}

// someIn is a row of the nth project.
func (r *rig) someIn(n int) fleet.Row {
	r.t.Helper()
	ref := r.app.sites[0].projects[n].Ref
	for row := range r.app.list.All() {
		if row.Ref.Project == ref.ID && row.Deployment.Environment.Name == "staging" {
			return row
		}
	}
	for row := range r.app.list.All() {
		if row.Ref.Project == ref.ID {
			return row
		}
	}
	r.t.Fatalf("project %d has no row", n)
	return fleet.Row{}
}

func TestWhat200QuietProjectsCost(t *testing.T) {
	t.Parallel()
	groups, world := services(8)
	for _, c := range []struct {
		name      string
		most      int
		any, warm time.Duration
		without   func(*sandbox.Server)
	}{
		{name: "GraphQL", most: 60, any: time.Minute, warm: 15 * time.Second},
		{name: "REST", most: 260, any: 4 * time.Minute, warm: 15 * time.Second, without: func(s *sandbox.Server) { s.SetGraphQL(false) }},
		{name: "GraphQL forbidden", most: 260, any: 4 * time.Minute, warm: 15 * time.Second, without: func(s *sandbox.Server) { s.Forbid(`/api/graphql$`) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, rigOptions{groups: groups, world: world, before: c.without})
			r.idle(0)
			if n := len(r.app.sites[0].projects); n != 200 {
				t.Fatalf("%d projects, the test needs 200", n)
			}
			r.pass(5*time.Minute, time.Second, 0)
			for minute := range 10 {
				r.server.ResetJournal()
				from := r.clock.Now()
				r.pass(time.Minute, time.Second, 0)
				n := r.reads(from, r.clock.Now().Add(time.Second))
				if n > c.most {
					t.Errorf("minute %d: %d requests, want at most %d", minute+5, n, c.most)
				}
			}
			slowest := time.Duration(0)
			for _, n := range []int{0, 77, 199} {
				slowest = max(slowest, r.seen(r.blocks(r.someIn(n)), c.any))
			}
			warm := time.Duration(0)
			for range 3 {
				warm = max(warm, r.seen(r.blocks(r.someIn(77)), c.warm))
				r.pass(7*time.Second, time.Second, 0)
			}
			t.Logf("seen after %s, in a hot project after %s", slowest, warm)
		})
	}
}

func TestAHostLimitedTo300AMinute(t *testing.T) {
	t.Parallel()
	for _, graph := range []bool{true, false} {
		t.Run(fmt.Sprintf("GraphQL %v", graph), func(t *testing.T) {
			t.Parallel()
			groups, world := services(20)
			world.RateLimit = 300
			r := newRig(t, rigOptions{groups: groups, world: world, before: func(s *sandbox.Server) { s.SetGraphQL(graph) }})
			r.until("the projects are known", func(a App) bool { return len(a.sites[0].projects) == 500 })
			r.flush()
			start, took := r.clock.Now(), time.Duration(0)
			paced := false
			for r.clock.Now().Sub(start) < 10*time.Minute {
				if took == 0 && r.everListed() == 500 {
					took = r.clock.Now().Sub(start)
				}
				paced = paced || r.shows("of 500 read, 90 requests/min")
				r.beat(time.Second)
				r.flush()
			}
			t.Logf("listed after %s", took)
			if took == 0 || took > 6*time.Minute {
				t.Errorf("all are listed after %s, want 6 m", took)
			}
			if !paced {
				t.Error("the screen does not say that it is held back")
			}
			for _, e := range r.server.Journal() {
				if e.Status == http.StatusTooManyRequests {
					t.Fatalf("%s was refused at %s", e.Path, e.At)
				}
			}
			if h := r.header(); !graph && !strings.Contains(h, "each project every") && !strings.Contains(h, "90 requests/min · ") {
				t.Errorf("the header does not say how slow it is: %q", h)
			}
			r.keys("!")
			r.sees("to 90 of the 300 that GitLab allows.")
		})
	}
}

// everListed counts the projects that were listed.
func (r *rig) everListed() int {
	n := 0
	for _, p := range r.app.sites[0].projects {
		if p.listed > 0 {
			n++
		}
	}
	return n
}

func TestThoseThatHangTakeNobodysPlace(t *testing.T) {
	t.Parallel()
	for _, from := range []string{"the start", "later"} {
		t.Run(from, func(t *testing.T) {
			t.Parallel()
			groups, world := services(2)
			sick := `/projects/(1[3-9]|2\d|3\d|4[0-2])/deployments$` // 30 of the ids 13 to 62
			hang := sandbox.Fault{Path: sick, Hang: true}
			ill := func(id int64) bool { return id >= 13 && id <= 42 }
			r := newRig(t, rigOptions{groups: groups, world: world, before: func(s *sandbox.Server) {
				if from == "the start" {
					s.Inject(hang)
				}
			}})
			r.until("the projects are known", func(a App) bool { return len(a.sites[0].projects) == 50 })
			if from == "later" {
				r.idle(0)
				r.server.Inject(hang)
			}
			start := r.clock.Now()
			for range 90 {
				r.beat(time.Second)
				r.calm()
			}
			for _, p := range r.app.sites[0].projects {
				switch {
				case ill(p.Ref.ID):
				case p.good.Before(start):
					t.Errorf("%s was last read at %s, the others hang since %s", p.Path, p.good, start)
				}
			}
			if n := r.unanswered(); n < 16 {
				t.Errorf("%d requests hang, the test needs more", n)
			}
		})
	}
}

// calm handles what comes until nothing has come for a moment.
func (r *rig) calm() {
	for {
		select {
		case msg := <-r.ends:
			r.end(msg)
		case <-time.After(4 * time.Millisecond):
			return
		}
	}
}

// calms is calm for longer, where nothing counts what is to come.
func (r *rig) calms() {
	for range 10 {
		r.calm()
	}
}
