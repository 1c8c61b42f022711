package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

// ills are the ways in which a whole instance can be ill.
var ills = map[string]sandbox.Fault{
	"dead":          {Path: `.`, Cut: true},
	"token refused": {Path: `.`, Status: 401, Body: `{"message":"401 Unauthorized"}`},
	"maintenance":   {Path: `.`, Status: 503, ContentType: "text/html", Body: "<html>down"},
	"broken":        {Path: `.`, Status: 500, Body: `{"message":"500 Internal Server Error"}`},
}

func TestNoAllClearWhileAnInstanceIsIll(t *testing.T) {
	t.Parallel()
	for name, ill := range ills {
		for _, from := range []string{"the start", "later"} {
			t.Run(name+" from "+from, func(t *testing.T) {
				t.Parallel()
				second := rigOptions{projects: []string{"data/billing"}}
				if from == "the start" {
					second.before = func(s *sandbox.Server) { s.Inject(ill) }
				}
				r := newRig(t, rigOptions{w: 140, h: 40, projects: []string{"data/billing"}, also: []rigOptions{second}})
				r.until("the first instance is read", func(a App) bool { return a.list.Len() > 0 })
				r.idle(0)
				r.keys("1")
				if from == "later" {
					r.sees("✓ Nothing waits for you.")
					r.servers[1].Inject(ill)
					r.beat(11 * time.Second)
					r.idle(0)
				}
				for range 3 {
					r.keys("esc")
					r.lacks("✓ Nothing waits for you")
					r.sees("Nothing waits for you in what could be read.")
					if name != "broken" && name != "maintenance" || from == "the start" {
						r.sees("gitlab.beta.dev")
					} else {
						r.sees("1 of 2 projects failed")
					}
					r.beat(21 * time.Second)
					r.idle(0)
				}
				r.keys("!")
				r.sees("gitlab.beta.dev")
			})
		}
	}
}

// What an instance that was never read holds belongs into every count.
func TestNoCountIsFinalWhileAnInstanceWasNeverRead(t *testing.T) {
	t.Parallel()
	second := rigOptions{projects: []string{"data/billing"}, before: func(s *sandbox.Server) { s.Inject(ills["dead"]) }}
	r := newRig(t, rigOptions{w: 160, h: 40, projects: []string{"payments/api"}, also: []rigOptions{second}})
	r.until("the first instance is read", func(a App) bool { return a.list.Len() > 0 && !a.judges() })
	r.idle(0)
	for _, tab := range r.app.tabs().Tabs {
		if !tab.More && !tab.Reading {
			t.Errorf("%s: %d is told as all there are", tab.Name, tab.Count)
		}
	}
}

// Where nothing was named the projects of all instances are told together.
func TestRecentProjectsOfAllInstances(t *testing.T) {
	t.Parallel()
	some := func(n int) []project { return make([]project, n) }
	for want, sites := range map[string][]site{
		"42 recent projects":       {{recent: true, projects: some(12)}, {recent: true, projects: some(30)}},
		"12 recent of 42 projects": {{recent: true, projects: some(12)}, {projects: some(30)}},
		"1 recent project":         {{recent: true, projects: some(1)}},
		"the first 5000 projects":  {{cut: true, projects: some(5000)}},
		"":                         {{projects: some(3)}, {projects: some(4)}},
	} {
		if got := (App{sites: sites}).leftOut(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// twins runs two instances that hold the same numbers.
func twins(t *testing.T) *rig {
	t.Helper()
	one := rigOptions{projects: []string{"payments/api"}}
	r := newRig(t, rigOptions{projects: one.projects, also: []rigOptions{one}})
	r.ready()
	r.idle(0)
	return r
}

func TestEqualNumbersOfTwoInstancesNeverMix(t *testing.T) {
	t.Parallel()
	for i := range 2 {
		t.Run(names[i], func(t *testing.T) {
			t.Parallel()
			r := twins(t)
			row := r.selectRow("mine alone", func(row fleet.Row) bool { return onlyMine(row) && row.Ref.Host == r.hosts[i] })
			twin := row.Ref
			twin.Host = r.hosts[1-i]
			if other, ok := r.app.list.Row(twin); !ok || other.Verdict.State != api.StateNeedsYou {
				t.Fatal("the other instance holds no such number")
			}
			r.keys("a")
			r.settled()
			// The twin changes; the card is not about it.
			if _, err := r.servers[1-i].SetSHA(twin.Deployment); err != nil {
				t.Fatal(err)
			}
			r.beat(11 * time.Second)
			r.idle(0)
			r.lacks("It changed while you looked.")
			r.keys("enter")
			r.sees("Complete: the job waits to be run")
			r.idle(0)
			path := fmt.Sprintf(`/projects/%d/deployments/%d/approval$`, row.Ref.Project, row.Ref.Deployment)
			if n := len(r.servers[i].Requests("POST", path)); n != 1 {
				t.Errorf("%d approvals arrived where they belong, want one", n)
			}
			if n := len(r.servers[1-i].Requests("POST", `^/api/v4/`)); n != 0 {
				t.Errorf("%d writes arrived at the other instance", n)
			}
			if now, _ := r.app.list.Row(row.Ref); now.Verdict.State != api.StateToRun {
				t.Errorf("what was approved is %v", now.Verdict.State)
			}
			if other, _ := r.app.list.Row(twin); other.Verdict.State != api.StateNeedsYou {
				t.Errorf("the other instance's is %v", other.Verdict.State)
			}
		})
	}
}

func TestAnIllInstanceHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	r := twins(t)
	r.selectRow("mine alone", func(row fleet.Row) bool { return onlyMine(row) && row.Ref.Host == r.hosts[0] })
	r.servers[1].Inject(sandbox.Fault{Path: `.`, Cut: true})
	r.beat(11 * time.Second)
	r.idle(0)
	r.sees("gitlab.beta.dev offline")
	r.keys("a")
	r.settled()
	r.keys("enter")
	r.sees("Complete: the job waits to be run")
	r.moveTo("of the other", func(row fleet.Row) bool { return onlyMine(row) && row.Ref.Host == r.hosts[1] })
	r.keys("a")
	r.sees("decisions are off while gitlab.beta.dev does not answer")
}

func TestTheHeaderNamesTheInstanceThatIsIll(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"dead": "gitlab.beta.dev offline", "token refused": "token refused by gitlab.beta.dev", "broken": "gitlab.beta.dev fails",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, rigOptions{w: 140, h: 40, projects: []string{"payments/api"}, also: []rigOptions{{
				before: func(s *sandbox.Server) { s.Inject(ills[name]) },
			}}})
			r.ready()
			r.idle(0)
			if !strings.Contains(r.header(), want) {
				t.Errorf("the header is %q, want %q in it", r.header(), want)
			}
		})
	}
}
