package ui

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
	"greenlight/api/trace"
	"greenlight/ui/intent"
)

// oneProject is enough for most of what a tab does.
var oneProject = []string{"payments/api"}

// withJob is a deployment whose job is in some state.
func withJob(states ...api.State) func(fleet.Row) bool {
	return func(row fleet.Row) bool {
		for _, s := range states {
			if row.Verdict.State == s && row.Deployment.Deployable != nil {
				return true
			}
		}
		return false
	}
}

// tabRead waits until the active tab has been read.
func (r *rig) tabRead() {
	r.t.Helper()
	r.until("the tab is read", func(a App) bool { return !a.bench.reads[a.bench.tab].at.IsZero() })
	r.idle(0)
}

// counted counts what is asked of the layer below for the tabs.
type counted struct {
	Fleet
	mu    sync.Mutex
	calls map[intent.Tab]int
}

func (c *counted) count(tab intent.Tab) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls[tab]++
}

func (c *counted) LoadChanges(ctx context.Context, ref api.Ref) (fleet.Changes, error) {
	c.count(intent.TabChanges)
	return c.Fleet.LoadChanges(ctx, ref)
}

func (c *counted) LoadPipeline(ctx context.Context, ref api.Ref) (fleet.Pipeline, error) {
	c.count(intent.TabPipeline)
	return c.Fleet.LoadPipeline(ctx, ref)
}

func (c *counted) LoadHistory(ctx context.Context, ref api.Ref, page int) (fleet.Page, error) {
	c.count(intent.TabHistory)
	return c.Fleet.LoadHistory(ctx, ref, page)
}

func (c *counted) ReadLog(ctx context.Context, ref api.Ref, job int64, spool *trace.Spool) (api.Job, error) {
	c.count(intent.TabLog)
	return c.Fleet.ReadLog(ctx, ref, job, spool)
}

// countTabs is for rigOptions.change.
func countTabs(o *Options) { o.Fleet = &counted{Fleet: o.Fleet, calls: map[intent.Tab]int{}} }

// tabReads is how often a tab was read since the last resetReads.
func (r *rig) tabReads(tab intent.Tab) int {
	c := r.app.opt.Fleet.(*counted)
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.calls[tab]
}

func (r *rig) resetReads() {
	c := r.app.opt.Fleet.(*counted)
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.calls)
}

// onlyRead fails where another tab than these was read.
func (r *rig) onlyRead(when string, tabs ...intent.Tab) {
	r.t.Helper()
	for _, tab := range intent.Tabs[1:] {
		want := 0
		for _, t := range tabs {
			if t == tab {
				want = 1
			}
		}
		if n := r.tabReads(tab); n != want {
			r.t.Errorf("%s: %s was read %d times, want %d", when, tab, n, want)
		}
	}
}

func TestTabsBesideTheListAreReadWhenTheyComeIntoSight(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{change: countTabs, projects: oneProject})
	r.ready()
	r.selectRow("live", withJob(api.StateLive))
	r.idle(0)
	r.resetReads()
	r.onlyRead("the summary")
	for i, tab := range intent.Tabs[1:] {
		r.keys("l")
		if r.app.bench.tab != tab || r.app.zoomed {
			t.Fatalf("l shows %s, zoomed %v, want %s beside the list", r.app.bench.tab, r.app.zoomed, tab)
		}
		r.tabRead()
		r.onlyRead("after l", intent.Tabs[1:i+2]...)
	}
	r.keys("l")
	if r.app.bench.tab != intent.TabSummary {
		t.Errorf("after the last tab comes %s, want the first", r.app.bench.tab)
	}
	r.keys("h")
	if r.app.bench.tab != intent.TabHistory {
		t.Errorf("before the first tab comes %s, want the last", r.app.bench.tab)
	}
	for range 4 {
		r.keys("h")
	}
	r.idle(0)
	r.onlyRead("turning back", intent.Tabs[1:]...) // what was read is not read again
	r.keys("d")
	if r.app.bench.tab != intent.TabChanges {
		t.Errorf("d shows %s", r.app.bench.tab)
	}
	r.keys("L")
	if r.app.bench.tab != intent.TabLog {
		t.Errorf("L shows %s", r.app.bench.tab)
	}
}

func TestBelowTheListATabIsZoomed(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"l", "h", "d", "L"} {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, rigOptions{change: countTabs, projects: oneProject, w: 80, h: 24})
			r.ready()
			row := r.selectRow("live", withJob(api.StateLive))
			r.resetReads()
			r.keys(key)
			if !r.app.zoomed {
				t.Fatalf("%s does not zoom where no tab is in sight:\n%s", key, r.screen())
			}
			r.tabRead()
			r.onlyRead(key, r.app.bench.tab)
			r.keys("esc j")
			r.rested()
			r.idle(0)
			r.onlyRead("the next row under the list", r.app.bench.tab)
			if now := r.selected(); now.Ref == row.Ref {
				t.Fatal("esc and j did not move on")
			}
			r.lacks("History") // the peek has no tabs
			r.keys("enter")
			r.idle(0)
			if n := r.tabReads(r.app.bench.tab); n != 2 {
				t.Errorf("zoomed on the next row the tab was read %d times in all, want 2", n)
			}
		})
	}
}

func TestATabFollowsTheSelectionAfterARest(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{change: countTabs, projects: oneProject})
	r.ready()
	r.selectRow("live", withJob(api.StateLive))
	r.keys("d")
	r.tabRead()
	r.resetReads()
	r.keys("j j j")
	r.idle(0)
	r.onlyRead("moving")
	last := r.app.move
	r.send(restedMsg{move: last - 1})
	r.idle(0)
	r.onlyRead("a rest that was interrupted")
	r.send(restedMsg{move: last})
	r.tabRead()
	r.onlyRead("a rest", intent.TabChanges)
	if r.app.bench.ref != r.selected().Ref {
		t.Error("the tab is not that of the selected row")
	}
}

func TestAnAnswerAboutAnotherRowIsDropped(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{change: countTabs, projects: oneProject})
	r.ready()
	row := r.selectRow("live", withJob(api.StateLive))
	other := row.Ref
	other.Deployment++
	r.keys("d")
	r.tabRead()
	for _, tab := range intent.Tabs[1:] {
		r.send(press("l"))
		r.until("it is read", func(a App) bool { return !a.bench.reads[a.bench.tab].loading })
		r.idle(0)
		before := r.screen()
		r.send(changesMsg{ref: other})
		r.send(pipelineMsg{ref: other, err: context.Canceled})
		r.send(historyMsg{ref: other, page: 1})
		r.send(logMsg{ref: other, err: context.DeadlineExceeded})
		r.send(windowMsg{ref: other})
		if now := r.screen(); now != before {
			t.Fatalf("%s: an answer about another row changed the screen:\n%s\nbefore:\n%s", tab, now, before)
		}
	}
}

func TestATabSaysInItsOwnPlaceWhatFails(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{change: countTabs, projects: oneProject})
	r.ready()
	r.selectRow("live", withJob(api.StateLive))
	r.idle(0)
	forbidden := func(path string) func() {
		return r.server.Inject(sandbox.Fault{Path: path, Status: 403, Body: `{"message":"403 Forbidden"}`})
	}
	forbidden(`/repository/compare$`)
	forbidden(`/pipelines/\d+/jobs$`)
	heal := forbidden(`/trace$`)
	for _, key := range []string{"d", "L"} {
		r.keys(key)
		r.tabRead()
		if s := r.screen(); !strings.Contains(s, "403 Forbidden") || strings.Contains(strings.Split(s, "\n")[34], "403") {
			t.Errorf("%s: that it may not be read is not said in its own place:\n%s", key, s)
		}
	}
	r.keys("h")
	r.tabRead()
	r.sees("The pipeline could not be read: 403 Forbidden")
	heal()
	r.keys("L r")
	r.idle(0)
	r.until("the log is there", func(a App) bool { return r.tabReads(intent.TabLog) >= 2 })
	r.lacks("403")
	r.keys("l")
	r.tabRead()
	r.sees(fmt.Sprintf("#%d", r.selected().Deployment.IID))
	if r.app.site(r.hosts[0]).phase != ready {
		t.Error("a tab that may not be read stops the instance")
	}
}

func TestAnExternalDeploymentHasNoJob(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.selectRow("external", func(row fleet.Row) bool { return row.External() })
	r.idle(0)
	r.server.ResetJournal()
	r.keys("l l")
	r.sees("It was recorded through the API and has no job.")
	r.keys("l")
	r.sees("there is no log")
	r.idle(0)
	for _, path := range []string{`/pipelines/`, `/jobs/`, `/trace`} {
		if n := r.wire("GET", path); n > 0 {
			t.Errorf("%s was asked %d times for a deployment without a job", path, n)
		}
	}
	r.keys("h h L")
	r.sees("L shows the job's log: it has no job: it was recorded through the API.")
}

func TestRefreshReadsTheTabAnew(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{change: countTabs, projects: oneProject})
	r.ready()
	r.selectRow("live", withJob(api.StateLive))
	for _, tab := range intent.Tabs[1:] {
		r.keys("l")
		r.tabRead()
		r.resetReads()
		r.pass(12*time.Second, time.Second, 0)
		if n := r.tabReads(tab); n != 0 {
			t.Errorf("%s of what has ended is read %d times by itself", tab, n)
		}
		r.keys("r")
		r.idle(0)
		if n := r.tabReads(tab); n != 1 {
			t.Errorf("r reads %s %d times, want once", tab, n)
		}
	}
}

func TestThePipelineIsPolledWhileItRuns(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{change: countTabs, projects: []string{"payments/web"}})
	r.ready()
	r.selectRow("running", withJob(api.StateRunning))
	r.keys("l l")
	r.tabRead()
	r.resetReads()
	r.pass(20*time.Second, time.Second, 0)
	if n := r.tabReads(intent.TabPipeline); n < 3 || n > 5 {
		t.Errorf("the pipeline of what runs is read %d times in 20 s, want about 4", n)
	}
	r.keys("h h")
	r.resetReads()
	r.pass(20*time.Second, time.Second, 0)
	r.onlyRead("behind the summary")
	r.keys("l l")
	r.tabRead()
	until := func(what string, ok func() bool) {
		t.Helper()
		for range 200 {
			if ok() {
				return
			}
			r.beat(10 * time.Second)
			r.idle(0)
		}
		t.Fatalf("never: %s", what)
	}
	until("it ends", func() bool { row := r.selected(); return ended(row.Deployment.Status) })
	r.pass(6*time.Second, time.Second, 0)
	r.resetReads()
	r.pass(20*time.Second, time.Second, 0)
	if n := r.tabReads(intent.TabPipeline); n > 0 {
		t.Errorf("the pipeline of what has ended is read %d times", n)
	}
}

func TestAHiddenScreenReadsNoTab(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{change: countTabs, projects: []string{"payments/web"}})
	r.ready()
	r.selectRow("running", withJob(api.StateRunning))
	r.keys("l l")
	r.tabRead()
	r.send(tea.WindowSizeMsg{Width: 30, Height: 8})
	r.resetReads()
	r.pass(20*time.Second, time.Second, 0)
	r.onlyRead("a terminal that is too small")
}

func TestTheHistoryIsPagedAndLeadsToARow(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{change: countTabs, projects: oneProject, w: 80, h: 24})
	r.ready()
	row := r.selectRow("live in production", func(row fleet.Row) bool {
		return row.Verdict.State == api.StateLive && row.Production()
	})
	r.keys("h")
	r.tabRead()
	r.sees("History")
	r.keys("j enter")
	now := r.selected()
	if now.Ref == row.Ref || now.Deployment.Environment.Name != row.Deployment.Environment.Name {
		t.Fatalf("enter on a line of the history shows %v:\n%s", now.Ref, r.screen())
	}
}

func TestEnterOnAJobShowsItsLog(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: oneProject})
	r.ready()
	row := r.selectRow("live", withJob(api.StateLive))
	r.keys("l l")
	r.tabRead()
	r.keys("enter")
	job, ok := r.app.bench.pipeline.Selected()
	if !ok || job.ID != row.Deployment.Deployable.ID {
		t.Fatalf("the pipeline opens on job %d, want the deployment's %d", job.ID, row.Deployment.Deployable.ID)
	}
	r.keys("g")
	other, _ := r.app.bench.pipeline.Selected()
	if other.ID == job.ID {
		t.Fatal("the pipeline has one job only")
	}
	r.server.ResetJournal()
	r.keys("enter")
	r.idle(0)
	if n := r.wire("GET", `/jobs/`+itoa(int(other.ID))+`/trace$`); n != 1 || r.app.bench.tab != intent.TabLog {
		t.Errorf("enter on %s read its log %d times and shows %s", other.Name, n, r.app.bench.tab)
	}
}
