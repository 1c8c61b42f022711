package ui

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/sandbox"
	"greenlight/api/trace"
	"greenlight/ui/intent"
)

// logOf shows the log of the selected row and waits for its lines.
func (r *rig) logOf() {
	r.t.Helper()
	r.keys("L")
	r.tabRead()
	r.until("lines of the log are there", func(a App) bool { return !a.bench.log.filling && a.bench.log.spool != nil })
	r.idle(0)
}

// closed fails where the file of a log is still open.
func (r *rig) closed(what string, s *trace.Spool) {
	r.t.Helper()
	if s == nil {
		r.t.Fatalf("%s has no file", what)
	}
	if _, err := s.Read(context.Background(), trace.Query{N: 1}); err == nil {
		r.t.Errorf("the file of %s is still open", what)
	}
}

func TestARunningLogIsReadOnceASecondUntilItsJobEnds(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{change: countTabs, projects: []string{"payments/web"}})
	r.ready()
	row := r.selectRow("running", withJob(api.StateRunning))
	r.logOf()
	r.resetReads()
	for range 20 {
		r.beat(500 * time.Millisecond)
		r.idle(0)
	}
	if n := r.tabReads(intent.TabLog); n < 8 || n > 10 {
		t.Errorf("the log of a job that runs is read %d times in 10 s, want once a second", n)
	}
	if err := r.server.SetJobStatus(row.Deployment.Deployable.ID, "success"); err != nil {
		t.Fatal(err)
	}
	if err := r.server.AppendTrace(row.Deployment.Deployable.ID, "the very last line\n"); err != nil {
		t.Fatal(err)
	}
	r.pass(2*time.Second, time.Second, 0)
	r.sees("the very last line")
	r.resetReads()
	r.pass(30*time.Second, time.Second, 0)
	if n := r.tabReads(intent.TabLog); n > 0 {
		t.Errorf("the log of a job that has ended is read %d times more", n)
	}
}

func TestALargeLogIsReadSeldom(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{change: countTabs, projects: []string{"payments/web"}})
	r.ready()
	row := r.selectRow("running", withJob(api.StateRunning))
	line := strings.Repeat("0123456789abcdef", 64) + "\n"
	if err := r.server.AppendTrace(row.Deployment.Deployable.ID, strings.Repeat(line, 5<<10)); err != nil {
		t.Fatal(err)
	}
	r.logOf()
	r.resetReads()
	r.pass(20*time.Second, time.Second, 0)
	if n := r.tabReads(intent.TabLog); n < 3 || n > 4 {
		t.Errorf("5 MB of log are read %d times in 20 s, want every 5 s", n)
	}
}

func TestAHangingLogIsNotAskedTwice(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{change: countTabs, projects: []string{"payments/web"}})
	r.ready()
	r.selectRow("running", withJob(api.StateRunning))
	r.idle(0)
	r.server.Inject(sandbox.Fault{Path: `/trace$`, Hang: true})
	r.keys("L")
	r.idle(1)
	r.pass(9*time.Second, time.Second, 1)
	r.keys("r h l")
	if n := r.tabReads(intent.TabLog); n != 1 {
		t.Errorf("a log that hangs is asked %d times, want once", n)
	}
}

func TestTheLogsFileIsClosedWhenAnotherRowIsLookedAt(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/web"}})
	r.ready()
	r.selectRow("live", withJob(api.StateLive))
	r.logOf()
	first := r.app.bench.log.spool
	r.keys("j")
	r.rested()
	r.idle(0)
	r.closed("the row before", first)
	second := r.app.bench.log.spool
	if second == nil || second == first {
		t.Fatal("the next row has no log of its own")
	}
	r.keys("h k")
	r.idle(0)
	r.closed("the row after", second)
}

func TestALogThatComesLateIsClosed(t *testing.T) {
	t.Parallel()
	cases := map[string]string{"on another row": "j", "back on its row": "j k"}
	for name, way := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			made := make(chan *trace.Spool, 8)
			r := newRig(t, rigOptions{projects: []string{"payments/web"}, change: func(o *Options) {
				o.Fleet = spooling{Fleet: o.Fleet, made: made}
			}})
			r.ready()
			r.selectRow("live", withJob(api.StateLive))
			r.idle(0)
			gate := make(chan struct{})
			r.server.Inject(sandbox.Fault{Path: `/trace$`, Before: func() { <-gate }, Times: 1})
			r.keys("L")
			r.until("the log is on its way", func(App) bool { return r.unanswered() > 0 })
			r.keys(way)
			r.send(restedMsg{move: r.app.move})
			r.until("the next log is there", func(a App) bool { return a.bench.log.spool != nil })
			close(gate)
			r.idle(0)
			shown := r.app.bench.log.spool
			close(made)
			for s := range made {
				if s != shown {
					r.closed("the log that came late", s)
				}
			}
			if _, err := shown.Read(context.Background(), trace.Query{N: 1}); err != nil {
				t.Errorf("the log that is shown is closed: %v", err)
			}
			r.lacks("cannot")
		})
	}
}

// spooling notes every file that a log is read into.
type spooling struct {
	Fleet
	made chan *trace.Spool
}

func (s spooling) ReadLog(ctx context.Context, ref api.Ref, job int64, spool *trace.Spool) (api.Job, error) {
	s.made <- spool
	return s.Fleet.ReadLog(ctx, ref, job, spool)
}

func TestALogIsPolledOnWhenItsRowIsComeBackTo(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{change: countTabs, projects: []string{"payments/web"}})
	r.ready()
	row := r.selectRow("running", withJob(api.StateRunning))
	r.logOf()
	gate := make(chan struct{})
	r.server.Inject(sandbox.Fault{Path: `/trace$`, Before: func() { <-gate }, Times: 1})
	r.beat(time.Second)
	r.until("the log is on its way", func(App) bool {
		return slices.ContainsFunc(r.server.Requests("GET", `/trace$`), func(e sandbox.Entry) bool { return e.Status == 0 })
	})
	r.keys("j k")
	r.send(restedMsg{move: r.app.move})
	r.until("the log is there again", func(a App) bool { return a.bench.log.spool != nil })
	close(gate)
	r.idle(0)
	if err := r.server.AppendTrace(row.Deployment.Deployable.ID, "after coming back\n"); err != nil {
		t.Fatal(err)
	}
	r.pass(3*time.Second, time.Second, 0)
	r.sees("after coming back")
}

func TestAHostileLogStaysInItsPlace(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/web"}, w: 80, h: 24})
	r.ready()
	row := r.selectRow("live", withJob(api.StateLive))
	evil := "\x1b]0;owned\x07\x1b[2J\x1b[1;1Happrove me \u202e" + strings.Repeat("x", 300) + "\x9b31m\n"
	if err := r.server.AppendTrace(row.Deployment.Deployable.ID, evil); err != nil {
		t.Fatal(err)
	}
	r.logOf()
	r.keys("G")
	r.idle(0)
	r.sees("approve me")
	content := r.app.View().Content
	for _, bad := range []string{"\x1b]0", "\x1b[2J", "\x1b[1;1H", "\u202e", "\x9b"} {
		if strings.Contains(content, bad) {
			t.Errorf("the log brings %q to the screen", bad)
		}
	}
	checkSize(t, content, "log", narrow)
}

func TestTheLogHasItsOwnKeysWhenZoomed(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/web"}, w: 80, h: 24})
	r.ready()
	row := r.selectRow("live", withJob(api.StateLive))
	if err := r.server.AppendTrace(row.Deployment.Deployable.ID, "needle in the hay\n"); err != nil {
		t.Fatal(err)
	}
	r.logOf()
	r.keys("/")
	r.typed("needle")
	r.idle(0)
	r.keys("enter")
	r.idle(0)
	if r.app.filter.editing || r.app.filter.input.Text() != "" {
		t.Fatal("the search went into the filter of the list")
	}
	r.sees("needle in the hay")
	r.keys("esc")
	if !r.app.zoomed {
		t.Error("the first esc leaves the zoom, not the search")
	}
	r.keys("esc")
	if r.app.zoomed {
		r.keys("esc")
	}
	if r.app.zoomed {
		t.Error("esc does not leave the zoomed log")
	}
}
