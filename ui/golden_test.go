package ui

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

var update = flag.Bool("update", false, "write the golden frames anew")

// requestID is what differs from run to run in a frame.
var frameID = regexp.MustCompile(`01[0-9A-Z]{24}`)

// framePort is an address that was cut inside the port, which differs as well.
var framePort = regexp.MustCompile(`http://127\.0\.0\.1:\d…`)

// golden compares the screen with the stored one.
func (r *rig) golden(name string) {
	r.t.Helper()
	got := frameID.ReplaceAllString(r.screen(), "01HQ8ZREQUESTREQUESTREQ4K0") + "\n"
	got = framePort.ReplaceAllString(got, "http://127.0.0.1:4…")
	file := filepath.Join("testdata", "frames", name+".txt")
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			r.t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			r.t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		r.t.Fatalf("%v; -update writes it", err)
	}
	if got != string(want) {
		r.t.Errorf("%s differs; -update writes it anew. Want:\n%s\nGot:\n%s", file, want, got)
	}
}

// at shows the screen in the designed sizes.
func (r *rig) at(name string, sizes ...[2]int) {
	r.t.Helper()
	for _, s := range sizes {
		r.send(tea.WindowSizeMsg{Width: s[0], Height: s[1]})
		r.golden(name + "-" + label(s))
		checkSize(r.t, r.app.View().Content, name, s)
	}
}

func label(s [2]int) string {
	return strings.Join([]string{itoa(s[0]), itoa(s[1])}, "x")
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + itoa(n%10)
}

var (
	small  = [2]int{60, 15}
	narrow = [2]int{80, 24}
	usual  = [2]int{120, 36}
	wide   = [2]int{200, 50}
)

func TestFrames(t *testing.T) {
	t.Parallel()
	ascii := func(o *Options) { o.ASCII = true }
	cases := map[string]struct {
		options rigOptions
		to      func(*rig)
		sizes   [][2]int
	}{
		"main":       {to: func(r *rig) { r.keys("5"); r.rested() }, sizes: [][2]int{small, narrow, usual, wide}},
		"main-ascii": {options: rigOptions{change: ascii}, to: func(r *rig) { r.keys("5"); r.rested() }, sizes: [][2]int{narrow, usual}},
		"waiting":    {to: func(r *rig) { r.keys("1 g"); r.rested() }, sizes: [][2]int{narrow, usual}},
		"zoom":       {to: func(r *rig) { r.selectMine(); r.keys("enter") }, sizes: [][2]int{narrow, usual}},
		"approve":    {to: func(r *rig) { r.selectMine(); r.keys("a"); r.settled() }, sizes: [][2]int{small, narrow, usual}},
		"approve-danger": {to: func(r *rig) {
			r.selectRow("older than live", func(row fleet.Row) bool {
				return row.Verdict.State == api.StateOutdated && row.Production()
			})
			r.keys("a")
			r.settled()
		}, sizes: [][2]int{narrow, usual}},
		"approve-hats": {to: func(r *rig) {
			r.selectRow("mine by two rules", func(row fleet.Row) bool { return len(row.Verdict.Hats) > 2 })
			r.keys("a")
			r.settled()
		}, sizes: [][2]int{narrow, usual}},
		"reject": {to: func(r *rig) { r.selectMine(); r.keys("X"); r.settled() }, sizes: [][2]int{narrow, usual}},
		"run": {to: func(r *rig) {
			r.selectRow("approved", func(row fleet.Row) bool { return row.Verdict.State == api.StateToRun && row.Production() })
			r.keys("p")
			r.settled()
		}, sizes: [][2]int{narrow, usual}},
		"status": {to: func(r *rig) {
			r.selectRow("external", func(row fleet.Row) bool { return row.External() })
			r.keys("s")
			r.settled()
		}, sizes: [][2]int{narrow, usual}},
		"help":           {to: func(r *rig) { r.selectMine(); r.keys("?") }, sizes: [][2]int{narrow, usual}},
		"filter":         {to: func(r *rig) { r.selectMine(); r.keys("/"); r.typed("tier:production pay") }, sizes: [][2]int{narrow, usual}},
		"filter-wrong":   {to: func(r *rig) { r.selectMine(); r.keys("/"); r.typed("teir:production") }, sizes: [][2]int{narrow}},
		"filter-nothing": {to: func(r *rig) { r.selectMine(); r.keys("/"); r.typed("zzzz"); r.keys("enter") }, sizes: [][2]int{narrow}},
		"nothing-waits":  {options: rigOptions{projects: []string{"data/billing"}}, to: func(r *rig) { r.keys("1") }, sizes: [][2]int{narrow, usual}},
		"empty-view":     {options: rigOptions{projects: []string{"data/billing"}}, to: func(r *rig) { r.keys("3") }, sizes: [][2]int{narrow}},
		"no-projects":    {options: rigOptions{user: "stranger", projects: []string{"no/such"}}, to: func(*rig) {}, sizes: [][2]int{narrow}},
		"read-only":      {options: rigOptions{user: "read_api"}, to: func(r *rig) { r.selectMine(); r.keys("a") }, sizes: [][2]int{narrow}},
		"partial":        {options: rigOptions{projects: []string{"payments/web", "no/such"}}, to: func(r *rig) { r.rested() }, sizes: [][2]int{narrow, usual}},
		"messages":       {options: rigOptions{projects: []string{"payments/web", "no/such"}}, to: func(r *rig) { r.rested(); r.keys("!") }, sizes: [][2]int{narrow, usual}},
		"foss":           {options: rigOptions{world: sandbox.Options{FOSS: true}}, to: func(r *rig) { r.keys("2"); r.rested() }, sizes: [][2]int{narrow}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, c.options)
			r.ready()
			c.to(r)
			r.at(name, c.sizes...)
		})
	}
}

func (r *rig) selectMine() { r.selectRow("mine alone", onlyMine) }

func TestFramesOfTrouble(t *testing.T) {
	t.Parallel()
	t.Run("offline", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, rigOptions{projects: []string{"payments/web"}})
		r.ready()
		r.rested()
		r.server.Inject(sandbox.Fault{Path: `.`, Cut: true})
		r.beat(6 * time.Minute)
		r.sees("offline, data")
		r.at("offline", narrow, usual)
	})
	t.Run("unreachable", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, rigOptions{projects: []string{"payments/web"}, dead: true})
		r.sees("could not be read")
		r.at("unreachable", narrow)
	})
	t.Run("expired", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, rigOptions{user: "expired"})
		r.sees("Your token has expired")
		r.at("expired", narrow, usual)
	})
	t.Run("first load", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, rigOptions{projects: []string{"payments/web", "payments/api"}, before: func(s *sandbox.Server) {
			s.Inject(sandbox.Fault{Path: `/deployments`, Hang: true})
		}})
		r.until("the projects are known", func(a App) bool { return len(a.sites[0].projects) == 2 })
		r.at("first-load", narrow, usual)
	})
	t.Run("refused", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, rigOptions{})
		r.ready()
		r.selectMine()
		r.server.Inject(sandbox.Fault{Method: "POST", Path: `/approval$`, Status: 400, Body: `{"message":"This deployment is not waiting for approvals."}`})
		r.keys("a")
		r.settled()
		r.typed("fine")
		r.keys("enter")
		r.sees("GitLab refused it.")
		r.at("refused", narrow)
	})
	t.Run("changed", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, rigOptions{})
		r.ready()
		row := r.selectRow("mine alone", onlyMine)
		r.keys("a")
		r.settled()
		if _, err := r.server.SetSHA(row.Ref.Deployment); err != nil {
			t.Fatal(err)
		}
		r.keys("enter")
		r.sees("It changed after you looked.")
		r.at("changed", narrow)
	})
}

// both are the two designed sizes.
var both = [][2]int{narrow, usual}

func TestFramesOfTheTabs(t *testing.T) {
	t.Parallel()
	tab := func(key string) func(*rig) {
		return func(r *rig) {
			r.selectMine()
			r.keys(key)
			r.tabRead()
		}
	}
	cases := map[string]struct {
		size [2]int
		to   func(*rig)
	}{
		"tab-pipeline": {usual, func(r *rig) { r.selectMine(); r.keys("l l"); r.tabRead() }},
		"tab-changes":  {narrow, tab("d")},
		"tab-history":  {narrow, tab("h")},
		"tab-log": {narrow, func(r *rig) {
			r.selectRow("failed", withJob(api.StateFailed))
			r.logOf()
		}},
		"tab-log-running": {narrow, func(r *rig) {
			r.selectRow("running", withJob(api.StateRunning))
			r.logOf()
			r.keys("G")
			r.idle(0)
		}},
		"tab-log-external": {usual, func(r *rig) {
			r.selectRow("external", func(row fleet.Row) bool { return row.External() })
			r.keys("l l l")
		}},
		"tab-forbidden": {usual, func(r *rig) {
			r.server.Inject(sandbox.Fault{Path: `/repository/compare$`, Status: 403, Body: `{"message":"403 Forbidden"}`})
			r.selectMine()
			r.keys("d")
			r.tabRead()
		}},
		"tab-first-read": {usual, func(r *rig) {
			r.selectMine()
			r.rested()
			r.idle(0)
			r.server.Inject(sandbox.Fault{Path: `/jobs$`, Hang: true})
			r.keys("l l")
		}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, rigOptions{w: c.size[0], h: c.size[1]})
			r.ready()
			c.to(r)
			if name != "tab-first-read" {
				// Where a tab is zoomed in the small frame it stands beside the list in the usual one.
				r.golden(name + "-" + label(c.size))
				if !r.app.zoomed {
					r.keys("enter")
				}
				r.send(tea.WindowSizeMsg{Width: usual[0], Height: usual[1]})
				r.idle(0)
				r.at(name+"-zoomed", usual)
				return
			}
			r.golden(name + "-" + label(c.size))
		})
	}
}

func TestFramesOfTheDesk(t *testing.T) {
	t.Parallel()
	card := func(what string, ok func(fleet.Row) bool, key string) func(*rig) {
		return func(r *rig) {
			r.selectRow(what, ok)
			r.keys(key)
			r.settled()
			r.idle(0)
		}
	}
	cases := map[string]struct {
		options rigOptions
		to      func(*rig)
	}{
		"asked": {rigOptions{world: deep}, func(r *rig) { r.asksFor("right right right"); r.rested() }},
		"asked-wrong": {rigOptions{}, func(r *rig) {
			r.rested()
			r.keys("f")
			r.settled()
			r.idle(0)
			r.keys("tab")
			r.typed("3d")
		}},
		"marks": {rigOptions{}, func(r *rig) { r.keys("5 g space space j space"); r.rested() }},
		"marks-hidden": {rigOptions{}, func(r *rig) {
			r.keys("1 A /")
			r.typed("project:payments/api")
			r.keys("enter g")
			r.rested()
		}},
		"many":       {rigOptions{}, func(r *rig) { r.markedMine(); r.rested(); r.keys("a"); r.settled() }},
		"many-mixed": {rigOptions{}, func(r *rig) { r.keys("2 A"); r.rested(); r.idle(0); r.keys("p"); r.settled() }},
		"many-running": {rigOptions{}, func(r *rig) {
			rows := r.markedMine()
			r.rested()
			r.idle(0)
			r.server.Inject(sandbox.Fault{
				Method: "POST", Path: `/deployments/` + itoa(int(rows[2].Ref.Deployment)) + `/approval$`, Hang: true,
			})
			r.keys("a")
			r.toAct("approve")
			r.keys("enter")
			r.until("the third is sent", func(App) bool { return r.posts() == 3 })
			r.idle(1)
		}},
		"record":        {rigOptions{}, func(r *rig) { r.recordCard(); r.recordMain() }},
		"merges":        {rigOptions{}, card("live", withJob(api.StateLive), "m")},
		"palette":       {rigOptions{}, func(r *rig) { r.selectMine(); r.keys(":"); r.settled() }},
		"palette-found": {rigOptions{}, func(r *rig) { r.selectMine(); r.keys(":"); r.settled(); r.typed("can") }},
		"copy":          {rigOptions{}, card("mine alone", onlyMine, "y")},
		"delete":        {rigOptions{}, card("done", done, "D")},
		"retry": {rigOptions{}, card("failed in production", func(row fleet.Row) bool {
			return refuseRetry(row) == "" && row.Production() && row.Verdict.State == api.StateFailed
		}, "R")},
		"cancel": {rigOptions{}, card("running in production", func(row fleet.Row) bool {
			return row.Production() && withJob(api.StateRunning)(row)
		}, "C")},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, c.options)
			r.ready()
			c.to(r)
			r.at(name, both...)
		})
	}
}

func TestFramesOfTheFleet(t *testing.T) {
	t.Parallel()
	t.Run("restored", func(t *testing.T) {
		t.Parallel()
		first, s := lastRun(t, rigOptions{})
		first.gate(`/projects/([2-9]|1\d)/|/graphql$`)
		r := first.again(rigOptions{}, s)
		r.until("one is read", func(a App) bool {
			return a.sites[0].phase == ready && a.projectOf(api.Ref{Host: r.hosts[0], Project: 1}).listed > 0 && !a.judges()
		})
		r.keys("5 g")
		r.moveTo("old", func(row fleet.Row) bool { return row.Ref.Project == 2 && row.Verdict.State == api.StateNeedsYou })
		r.rests()
		r.calms()
		r.at("restored", both...)
		r.keys("a")
		r.calms()
		r.at("restored-card", both...)
	})
	t.Run("limited", func(t *testing.T) {
		t.Parallel()
		r := tight(t, 120)
		r.at("limited", both...)
	})
	t.Run("slow", func(t *testing.T) {
		t.Parallel()
		r := tight(t, 300)
		r.at("slow", both...)
		r.keys("!")
		r.at("slow-messages", both...)
		r.keys("esc 1")
		r.at("slow-calm", both...)
	})
	t.Run("two hosts", func(t *testing.T) {
		t.Parallel()
		one := rigOptions{projects: three}
		also := rigOptions{projects: []string{"data/billing"}} // rows that are alike stand in the order of the ports
		also.before = func(s *sandbox.Server) { s.SetGraphQL(false) }
		r := newRig(t, rigOptions{projects: one.projects, also: []rigOptions{also}})
		r.ready()
		r.idle(0)
		r.pass(2*time.Minute, time.Second, 0)
		r.app.sites[0].usage.Sent, r.app.sites[1].usage.Sent = 78, 60 // how answers overtake each other differs
		r.keys("!")
		r.at("traffic", both...)
	})
}

// tight is a screen of 300 projects on a host that allows 300 requests a minute and does
// not answer GraphQL, so many of them read and all that may be sent is sent.
func tight(t *testing.T, read int) *rig {
	t.Helper()
	c := newClock()
	f := &memory{now: c.Now, usage: api.Usage{Sent: 90, Limit: 300, Ceiling: 90, AtOnce: 16}}
	r := &rig{t: t, clock: c, ends: make(chan tea.Msg, 4096), hosts: []string{"gitlab.acme.dev"}}
	r.app = f.screen(t, 300)
	r.app = fold(r.app, pulsedMsg{host: "gitlab.acme.dev", err: &api.Error{Kind: api.NotFound, Status: 404}})
	r.app.sites[0].pulse.none = true
	for i, p := range r.app.sites[0].projects {
		if i < read {
			c.Advance(500 * time.Millisecond)
			r.app = fold(fold(r.app, f.loaded(p.Project, i)), beatMsg{})
		}
	}
	r.keys("5 g")
	return r
}
