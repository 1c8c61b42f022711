package pipeline

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/uitest"
)

func TestFrames(t *testing.T) {
	t.Parallel()
	ours := New().Loaded(retry(), deployJob).About(row(api.StateNeedsYou))
	cases := []struct {
		name  string
		model Model
		sizes []uitest.Size
	}{
		{"retry", ours, []uitest.Size{uitest.Side36, uitest.Side24, uitest.Zoom24, uitest.Zoom36}},
		{"broken", New().Loaded(broken(), deployJob), []uitest.Size{uitest.Zoom24, uitest.Side36, uitest.Side24, uitest.Zoom36}},
		{"unread", New(), []uitest.Size{uitest.Side36, uitest.Zoom24}},
		{"failed", New().Failed("Pipeline 90211 of payments/api: no access. Your role there must be Reporter or more."), []uitest.Size{uitest.Side24, uitest.Zoom24}},
		{"stale", ours.Failed("Pipeline 90211 of payments/api: no answer."), []uitest.Size{uitest.Side36}},
		{"absent", New().Absent("Recorded through the API: there is no job, and so no pipeline."), []uitest.Size{uitest.Side24}},
		{"empty", New().Loaded(fleet.Pipeline{Pipeline: api.Pipeline{ID: 7, CreatedAt: now}}, 0), []uitest.Size{uitest.Side24}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			uitest.GoldenTab(t, c.name, c.model, c.sizes...)
		})
	}
}

// Without colours the words and signs are the same; the cursor's row is reversed.
func TestNoColor(t *testing.T) {
	t.Parallel()
	m := New().Loaded(broken(), deployJob).Resize(80, 18)
	uitest.Bare(t, m)
	beside := strings.Join(m.View(52, 18, false, uitest.Styles(t, colorprofile.Ascii, false), now, 0), "")
	if strings.Contains(beside, "[7m") || strings.Contains(beside, "▌") {
		t.Error("a cursor where no key acts")
	}
}

func TestTheCursorReachesEveryJobAndIsAlwaysSeen(t *testing.T) {
	t.Parallel()
	for _, s := range []uitest.Size{uitest.Zoom24, uitest.Zoom36, {W: 80, H: 9, Focused: true}, {W: 80, H: 4, Focused: true}, {W: 80, H: 1, Focused: true}} {
		m := New().Loaded(broken(), deployJob).Resize(s.W, s.H).Move(math.MinInt)
		seen := map[int64]bool{}
		for range len(broken().Jobs) + 6 {
			j, ok := m.Selected()
			if !ok {
				t.Fatal("nothing is selected")
			}
			seen[j.ID] = true
			got := uitest.Shown(t, m, s)
			at := strings.Index(got, "▌")
			if at < 0 {
				t.Fatalf("%v: the cursor on %s is not seen:\n%s", s, j.Name, got)
			}
			if line, _, _ := strings.Cut(got[at:], "\n"); len(j.Name) < 20 && j.ID < 103 && !strings.Contains(line, j.Name) {
				t.Errorf("%v: the cursor on %s is drawn at %q", s, j.Name, line)
			}
			m = m.Move(1)
		}
		if want := len(broken().Jobs) + len(broken().Bridges); len(seen) != want {
			t.Errorf("%v: the cursor reached %d of %d jobs", s, len(seen), want)
		}
		last, _ := m.Move(math.MaxInt).Selected()
		if last.Name != "fleet" {
			t.Errorf("%v: the last is %q", s, last.Name)
		}
		if first, _ := m.Move(math.MinInt).Selected(); first.Name != "integration" {
			t.Errorf("%v: the first is %q", s, first.Name)
		}
	}
	if _, ok := New().Move(3).Selected(); ok {
		t.Error("something is selected before anything was read")
	}
}

// A pipeline that is read anew, with a job retried meanwhile, keeps the cursor.
func TestTheCursorStaysWithItsJob(t *testing.T) {
	t.Parallel()
	m := New().Loaded(retry(), deployJob)
	if j, _ := m.Selected(); j.ID != deployJob {
		t.Fatalf("the cursor begins at %q", j.Name)
	}
	m = m.Move(-6) // contract is 7th, perf the 6th before
	was, _ := m.Selected()
	again := retry()
	for i := range again.Jobs {
		if again.Jobs[i].Name == was.Name {
			again.Jobs[i].ID = 500
		}
	}
	again.Jobs[2].Status, again.Jobs[2].FailureReason = api.JobFailed, new("script_failure")
	if is, _ := m.Loaded(again, deployJob).Selected(); is.Name != was.Name || is.ID != 500 {
		t.Errorf("the cursor went from %q to %q (%d)", was.Name, is.Name, is.ID)
	}
	if j, _ := New().Loaded(again, deployJob).Selected(); j.Name != "unit" {
		t.Errorf("the cursor begins at %q, not at what failed", j.Name)
	}
	if j, _ := m.Loaded(fleet.Pipeline{Jobs: again.Jobs[:2]}, deployJob).Selected(); j.Name == "" {
		t.Error("the cursor is lost when jobs go")
	}
	other := m.Loaded(retry(), 20)
	if j, _ := other.Selected(); j.ID != 20 {
		t.Errorf("with another deployment the cursor is at %q", j.Name)
	}
}

func TestTriggerJobs(t *testing.T) {
	t.Parallel()
	m := New().Loaded(broken(), deployJob).Move(math.MaxInt)
	if b, ok := m.Trigger(); !ok || b.Downstream != nil || b.Name != "fleet" {
		t.Errorf("the last is %v, %v", b, ok)
	}
	if b, ok := m.Move(-1).Trigger(); !ok || b.Downstream.WebURL != "https://gitlab.acme.dev/p/90233" {
		t.Errorf("the one before is %v, %v", b, ok)
	}
	if _, ok := m.Move(math.MinInt).Trigger(); ok {
		t.Error("an ordinary job triggers")
	}
	if _, ok := New().Trigger(); ok {
		t.Error("nothing triggers")
	}
	uitest.Has(t, uitest.Shown(t, m, uitest.Zoom36), "✓ docs  → #90233 ► running", "° fleet   later")
}

// While the deployment's job is held back it has the deployment's words.
func TestTheOwnJobSaysWhomItWaitsFor(t *testing.T) {
	t.Parallel()
	for s, want := range map[api.State][2]string{
		api.StateNeedsYou: {"■ deploy-prod   needs you  ", "■ 1 waits"}, api.StateMaybeYou: {"■ deploy-prod   probably needs you  ", "■ 1 waits"},
		api.StateNeedsOthers: {"□ deploy-prod   needs others  ", "□ 1 waits"}, api.StateToRun: {"› deploy-prod   approved, waits to be run  ", "› 1 to run"},
		api.StateManual: {"› deploy-prod   manual  ", "› 1 manual"}, api.StateOutdated: {"« deploy-prod   outdated  ", "« 1 outdated"},
		api.StateReading: {"· deploy-prod   reading who may approve  ", "· 1 waits"},
	} {
		// GitLab lets a pipeline go on behind a manual job; what its deployment waits for is the same.
		for _, free := range []bool{false, true} {
			p := retry()
			p.Jobs[11].AllowFailure = free
			p.Jobs = append(p.Jobs, api.Job{ID: 300, Stage: "deploy", Name: "rollback", Status: api.JobManual, AllowFailure: true})
			got := uitest.Shown(t, New().Loaded(p, deployJob).About(row(s)), uitest.Zoom36)
			uitest.Has(t, got, want[0], "this one\n", "  "+want[1]+"  ", "› 1 manual")
		}
	}
	plainly := uitest.Shown(t, New().Loaded(retry(), deployJob), uitest.Zoom36)
	uitest.Has(t, plainly, "› deploy-prod   waits to be run ", "› 1 waits")
	ran := retry()
	ran.Jobs[11] = job(deployJob, "deploy", "deploy-prod", api.JobSuccess, 112, time.Minute)
	uitest.Has(t, uitest.Shown(t, New().Loaded(ran, deployJob).About(row(api.StateNeedsYou)), uitest.Zoom36), "✓ deploy-prod", "this one  1m52s\n")
	gone := retry()
	gone.Jobs[11].ID = 700
	uitest.Has(t, uitest.Shown(t, New().Loaded(gone, deployJob), uitest.Zoom36), "This deployment's job was retried: another run of it is shown.")
	gone.Cut = true
	uitest.HasNot(t, uitest.Shown(t, New().Loaded(gone, deployJob), uitest.Zoom36), "was retried")
}

// How long jobs took stands in one column at the edge, how long ago they ended in one
// before it: in each line that has room for both, and never in half of the column.
func TestTimesStandInColumns(t *testing.T) {
	t.Parallel()
	p := retry()
	p.Jobs[1].FinishedAt = new(ago(19 * time.Minute))
	p.Jobs[3].Status, p.Jobs[3].FailureReason = api.JobFailed, new("script_failure")
	p.Jobs[11] = job(deployJob, "deploy", "deploy-prod", api.JobSuccess, 9, time.Minute)
	m := New().Loaded(p, deployJob)
	for _, s := range []uitest.Size{{W: 47, H: 40}, {W: 52, H: 40}, {W: 80, H: 40, Focused: true}, {W: 120, H: 40, Focused: true}} {
		got, agos, ends := uitest.Shown(t, m, s), map[int]bool{}, map[int]bool{}
		for _, l := range strings.Split(got, "\n")[2:] {
			runes := []rune(strings.TrimRight(l, " "))
			if strings.Contains(l, " ago") {
				agos[len([]rune(l[:strings.Index(l, " ago")]))] = true
			}
			if n := len(runes); n > 0 && runes[n-1] == 's' {
				ends[n] = true
			}
		}
		if len(ends) != 1 || len(agos) != 1 {
			t.Errorf("%v: durations end at %v, ages at %v:\n%s", s, ends, agos, got)
		}
		uitest.Has(t, got, "✓ image ", "19m ago    48s", "5h ago  1m04s", "this one     9s", "3h ago  1m52s")
	}
	// Why it failed tells more than when.
	uitest.Has(t, uitest.Shown(t, m, uitest.Side24), "script failu…  3m02s")
}

func TestWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status  api.JobStatus
		allowed bool
		want    string
		class   string
	}{
		{api.JobSuccess, false, "✓ x\n", "passed"}, {api.JobFailed, false, "✗ x   the job took too long", "failed"},
		{api.JobFailed, true, "✗ x, allowed to fail", "allowed"}, {api.JobRunning, false, "► x   running", "running"},
		{api.JobCanceling, false, "► x   is being canceled", "running"}, {api.JobPending, false, "° x   waits for a runner", "queued"},
		{api.JobPreparing, false, "° x   is being prepared", "queued"}, {api.JobWaiting, false, "° x   waits for its resource group", "queued"},
		{api.JobCallback, false, "° x   waits for a callback", "queued"}, {api.JobManual, false, "› x   waits to be run", "waits"},
		{api.JobManual, true, "› x   manual", "manual"}, {api.JobCreated, false, "° x   later", "later"},
		{api.JobScheduled, false, "° x   scheduled", "later"}, {api.JobCanceled, false, "– x   canceled", "canceled"},
		{api.JobSkipped, false, "» x   skipped", "skipped"}, {"on_fire", false, "? x   on fire", "unknown"},
	} {
		j := api.Job{ID: 1, Stage: "test", Name: "x", Status: c.status, AllowFailure: c.allowed}
		if c.status == api.JobFailed {
			j.FailureReason = new("job_execution_timeout")
		}
		got := uitest.Shown(t, New().Loaded(fleet.Pipeline{Jobs: []api.Job{j}}, 0), uitest.Size{W: 100, H: 12, Focused: true})
		uitest.Has(t, got, c.want, " 1 "+c.class)
		if strings.Contains(got, "Failed") != (c.class == "failed") {
			t.Errorf("%s, %v: what failed comes first, and nothing else:\n%s", c.status, c.allowed, got)
		}
	}
	if got := classCount.String() + other.String(); got != "unknownunknown" {
		t.Error(got)
	}
}

// Stages stand in the order in which they run, also where a job was retried late.
func TestStagesKeepTheirOrder(t *testing.T) {
	t.Parallel()
	p := fleet.Pipeline{Jobs: []api.Job{job(30, "build", "b2", api.JobSuccess, 1, 0), job(1, "build", "b1", api.JobSuccess, 1, 0),
		job(2, "test", "t1", api.JobSuccess, 1, 0)}, Bridges: []api.Bridge{{Job: job(3, "test", "t2", api.JobSuccess, 1, 0)}}}
	got := uitest.Shown(t, New().Loaded(p, 0), uitest.Zoom24)
	at := -1
	for _, name := range []string{"b1", "b2", "t1", "t2"} {
		if i := strings.Index(got, name); i < at {
			t.Errorf("%s stands too early in\n%s", name, got)
		} else {
			at = i
		}
	}
}

func TestHowLongItRan(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*fleet.Pipeline){
		"6m12s so far · 5h ago": func(*fleet.Pipeline) {},
		"   6m12s · 5h ago":     func(p *fleet.Pipeline) { p.FinishedAt = new(ago(time.Hour)) },
		"1m10s so far · 5h ago": func(p *fleet.Pipeline) {
			p.Duration = nil
			p.Jobs = []api.Job{
				job(1, "a", "whole", api.JobSuccess, 60, 10*time.Minute), job(2, "a", "inside", api.JobSuccess, 30, 10*time.Minute+10*time.Second),
				{ID: 3, Stage: "b", Name: "now", Status: api.JobRunning, StartedAt: new(ago(10 * time.Second))},
			}
		},
		"@lin                            5h ago\n": func(p *fleet.Pipeline) { p.Duration, p.Cut = nil, true },
		"@lin                          just now\n": func(p *fleet.Pipeline) { p.Duration, p.Jobs, p.CreatedAt = nil, nil, now },
	} {
		p := retry()
		change(&p)
		uitest.Has(t, uitest.Shown(t, New().Loaded(p, 0), uitest.Size{W: 78, H: 40, Focused: true}), want)
	}
}

// A failure after a success keeps what was read; a success takes the failure away.
func TestFailuresKeepWhatWasRead(t *testing.T) {
	t.Parallel()
	m := New().Loaded(retry(), deployJob).Failed("No answer.")
	uitest.Has(t, uitest.Shown(t, m, uitest.Zoom36), "✗ No answer.", "deploy-prod")
	uitest.HasNot(t, uitest.Shown(t, m.Loaded(retry(), deployJob), uitest.Zoom36), "No answer")
	if got := m.Hint(); got != "" || m.Keys() != nil {
		t.Errorf("hint %q, keys %v", got, m.Keys())
	}
}

func FuzzView(f *testing.F) {
	f.Add("deploy", "支付\x1b[2J", "deploy_failed", 20, 5, true)
	f.Add("", "", "", 1, 1, false)
	f.Fuzz(func(t *testing.T, stage, name, status string, w, h int, focused bool) {
		w, h = w%200, h%60
		j := api.Job{ID: 1, Stage: stage, Name: name, Status: api.JobStatus(status), FailureReason: &name}
		p := fleet.Pipeline{Pipeline: api.Pipeline{Ref: name, Source: stage}, Jobs: []api.Job{j, {ID: 2, Stage: name, Name: stage}}, BridgesErr: name}
		for _, ascii := range []bool{false, true} {
			lines := New().Loaded(p, 1).Resize(w, h).View(w, h, focused, uitest.Styles(t, colorprofile.TrueColor, ascii), now, 0)
			if w > 0 && h > 0 {
				uitest.Exact(t, lines, w, h)
			} else if lines != nil {
				t.Errorf("%d lines in %dx%d", len(lines), w, h)
			}
		}
	})
}
