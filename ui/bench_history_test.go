package ui

import (
	"context"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/assets"
	"greenlight/ui/theme"
)

// The benchmarks run one frame after each step, over a hundred thousand deployments
// of one project that came page by page. p99 has to stay below 8 ms:
//
//	go test -run '^$' -bench History ./ui

// historyRows is how many deployments the project has.
const historyRows = 100_000

// still is a layer below that answers what needs no request: no command is run here.
type still struct {
	Fleet
	clock *clock
}

func (s still) ServerTime(string) time.Time                  { return s.clock.Now() }
func (s still) Usage(string) api.Usage                       { return api.Usage{Free: 1, Ceiling: 300, AtOnce: 16} }
func (s still) PulseRequests(string, []api.ProjectRef) int   { return 0 }
func (s still) TiersDue(api.ProjectRef) bool                 { return false }
func (s still) Follow(string, time.Duration)                 {}
func (s still) ListRequests(api.ProjectRef) int              { return 1 }
func (s still) Project(api.ProjectRef) (fleet.Project, bool) { return fleet.Project{}, false }

// screenOf is a screen over one project, with the page of rows that a poll brings.
func screenOf(tb testing.TB, c *clock, rows []fleet.Row) App {
	tb.Helper()
	themes, err := theme.Load("auto", assets.Themes, func(string) ([]byte, error) { return nil, os.ErrNotExist })
	if err != nil {
		tb.Fatal(err)
	}
	a := New(context.Background(), Options{
		Fleet: still{clock: c}, Hosts: []string{historyHost}, Now: c.Now, Drawn: c.Now, Themes: themes, Profile: colorprofile.TrueColor,
	})
	a = fold(a, tea.WindowSizeMsg{Width: 200, Height: 50})
	a = fold(a, discoveredMsg{host: historyHost, found: fleet.Discovery{
		Host: historyHost, Projects: []fleet.Project{{Ref: historyProject, Path: "payments/api"}},
	}})
	return fold(a, polled(rows))
}

const historyHost = "gitlab.acme.dev"

var historyProject = api.ProjectRef{Host: historyHost, ID: 1}

func polled(rows []fleet.Row) projectLoadedMsg {
	return projectLoadedMsg{ref: historyProject, snapshot: fleet.Snapshot{Rows: rows, More: true}}
}

// fold is one message folded in; what it asks for is not done.
func fold(a App, msg tea.Msg) App {
	m, _ := a.Update(msg)
	return m.(App)
}

// historyPage are n rows, the newest first, down to the one with id last+1.
func historyPage(newest int64, n int, now time.Time) []fleet.Row {
	environments := []string{"production", "staging", "qa", "review/x-12", "prod-eu"}
	out := make([]fleet.Row, 0, n)
	for id := newest; id > newest-int64(n) && id > 0; id-- {
		state, status := api.StateDone, api.StatusSuccess
		switch {
		case id%17 == 0:
			state, status = api.StateFailed, api.StatusFailed
		case id > historyRows-5:
			state, status = api.StateNeedsYou, api.StatusBlocked
		}
		env := environments[id%int64(len(environments))]
		tier := api.TierStaging
		if env == "production" || env == "prod-eu" {
			tier = api.TierProduction
		}
		at := now.Add(-time.Duration(historyRows+1000-id) * time.Minute)
		out = append(out, fleet.Row{
			Ref:     api.Ref{Host: historyHost, Project: 1, Deployment: id},
			Project: "payments/api", ProjectURL: "https://gitlab.acme.dev/payments/api",
			Deployment: &api.Deployment{
				ID: id, IID: id, Ref: fmt.Sprintf("v%d.%d.0", id/100, id%100), SHA: fmt.Sprintf("%040x", id), Status: status,
				Environment: api.Environment{ID: id % 5, Name: env}, User: &api.User{Username: "lin"},
				Deployable: &api.Job{ID: id, Name: "deploy", Commit: &api.Commit{Title: "Retry webhooks with jitter"}},
			},
			Tier: tier, Verdict: api.Verdict{State: state, Since: at}, ReadAt: now, Detailed: true,
		})
	}
	return out
}

// historyScreen is the screen with everything loaded, in the view of all.
func historyScreen(tb testing.TB, c *clock, rows int64) App {
	tb.Helper()
	a := screenOf(tb, c, historyPage(rows, 100, c.Now()))
	a = fold(a, press("5"))
	for page, newest := 2, rows-100; newest > 0; page, newest = page+1, newest-100 {
		q := fleet.Query{Project: historyProject, Filter: api.DeploymentFilter{PerPage: 100, Page: page}}
		next := page + 1
		if newest <= 100 {
			next = 0
		}
		a = fold(a, olderMsg{query: q, page: fleet.Page{Rows: historyPage(newest, 100, c.Now()), Next: next, Total: -1}})
	}
	return a
}

func TestTheHistoryOfTheBenchmarksIsWhatItSays(t *testing.T) {
	t.Parallel()
	a := historyScreen(t, newClock(), 1000)
	if n := a.list.Len(); n != 1000 {
		t.Fatalf("%d rows are loaded, want 1000", n)
	}
	a = fold(a, press("G"))
	if row, ok := a.list.Selected(); !ok || row.Ref.Deployment > 100 {
		t.Errorf("the last row is %d", row.Ref.Deployment)
	}
	a = fold(a, polled(historyPage(1001, 100, a.opt.Now())))
	if n := a.list.Len(); n != 1001 {
		t.Errorf("after a poll that brings one more %d rows are loaded", n)
	}
}

// stepped measures a step of the screen with its frame, b.N times, and reports how
// long it took in the middle and in the worst of a hundred.
func stepped(b *testing.B, a *App, c *clock, before func(i int), msg func(i int) tea.Msg) {
	took := make([]time.Duration, 0, 1024)
	i := 0
	for b.Loop() {
		b.StopTimer()
		c.Advance(100 * time.Millisecond) // a person's keys are further apart than a stride
		if before != nil {
			before(i)
		}
		m := msg(i)
		b.StartTimer()
		begun := time.Now()
		*a = fold(*a, m)
		drawn := a.View()
		took = append(took, time.Since(begun))
		if drawn.Content == "" {
			b.Fatal("nothing is drawn")
		}
		i++
	}
	slices.Sort(took)
	at := func(p int) float64 { return float64(took[min(len(took)*p/100, len(took)-1)].Microseconds()) / 1000 }
	b.ReportMetric(at(50), "p50-ms")
	b.ReportMetric(at(99), "p99-ms")
	b.ReportMetric(0, "ns/op")
}

func BenchmarkHistory100000(b *testing.B) {
	c := newClock()
	a := historyScreen(b, c, historyRows)
	key := func(names ...string) func(int) tea.Msg {
		return func(i int) tea.Msg { return press(names[i%len(names)]) }
	}
	run := func(name string, before func(int), msg func(int) tea.Msg) {
		b.Run(name, func(b *testing.B) { stepped(b, &a, c, before, msg) })
	}
	run("j", nil, func(i int) tea.Msg { return press([]string{"j", "k"}[i/400%2]) })
	run("pgdown", nil, func(i int) tea.Msg { return press([]string{"pgdown", "pgup"}[i/100%2]) })
	run("G", nil, key("G", "g"))
	run("space", func(i int) {
		if i%500 == 499 {
			a = fold(a, press("g"))
		}
	}, key("space"))
	run("A", nil, key("A"))
	a.list = a.list.ClearMarks()
	letters := []string{"p", "r", "o", "d", "-", "e", "u", "backspace", "backspace", "backspace", "backspace", "backspace", "backspace", "backspace"}
	a = fold(a, press("/"))
	run("filter-letter", nil, key(letters...))
	a = fold(a, press("esc"))
	hard := []string{"v", "9", "9", "9", ".", "9", "backspace", "backspace", "backspace", "backspace", "backspace", "backspace"}
	a = fold(a, press("/"))
	run("filter-rare", nil, key(hard...))
	a = fold(a, press("esc"))
	run("view", nil, key("tab"))
	a = fold(a, press("5"))
	run("detail-tab", nil, key("l"))
	a = fold(a, press("g"))
	top := int64(historyRows)
	var next projectLoadedMsg
	run("poll-quiet", func(int) { next = polled(historyPage(top, 100, c.Now())) }, func(int) tea.Msg { return next })
	run("poll-one-more", func(int) { top++; next = polled(historyPage(top, 100, c.Now())) }, func(int) tea.Msg { return next })
	var read rowLoadedMsg
	run("put", func(i int) {
		row := historyPage(int64(1+i*7919%historyRows), 1, c.Now())[0]
		read = rowLoadedMsg{reading: reading{ref: row.Ref, full: true}, row: row}
	}, func(int) tea.Msg { return read })
	run("beat", nil, func(int) tea.Msg { return beatMsg{} })
}

// BenchmarkHistoryPages is a page of older deployments coming in, from the first to
// the thousandth.
func BenchmarkHistoryPages(b *testing.B) {
	c := newClock()
	a := historyScreen(b, c, historyRows)
	page := 2
	b.Run("older", func(b *testing.B) {
		stepped(b, &a, c, nil, func(i int) tea.Msg {
			if page++; page > 900 {
				page = 3
			}
			rows := historyPage(historyRows-int64(page-1)*100, 100, c.Now())
			q := fleet.Query{Project: historyProject, Filter: api.DeploymentFilter{PerPage: 100, Page: page}}
			return olderMsg{query: q, page: fleet.Page{Rows: rows, Next: page + 1, Total: -1}}
		})
	})
}
