package logs

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"greenlight/api"
	"greenlight/ui/uitest"
)

func TestALogThatIsNotThereSaysWhy(t *testing.T) {
	t.Parallel()
	st := uitest.Full(t)
	job := func(s api.JobStatus, change func(*api.Job)) api.Job {
		j := api.Job{ID: 7, Name: "deploy-prod", Status: s}
		if change != nil {
			change(&j)
		}
		return j
	}
	started := func(j *api.Job) { j.StartedAt = &begun }
	ends := func(j *api.Job) { j.StartedAt, j.FinishedAt = &begun, &begun }
	erased := func(j *api.Job) { ends(j); j.ErasedAt = new(begun.Add(time.Minute)) }
	for name, c := range map[string]struct {
		job  api.Job
		want []string
	}{
		"manual":   {job(api.JobManual, nil), []string{"› Not started  deploy-prod\n", "deploy-prod has not run yet. Its log appears here once it does."}},
		"dropped":  {job(api.JobFailed, nil), []string{"✗ Failed  deploy-prod", "deploy-prod never ran: there is no log."}},
		"created":  {job(api.JobCreated, nil), []string{"° Not started  deploy-prod\n", "has not run yet"}},
		"pending":  {job(api.JobPending, nil), []string{"° Waiting  deploy-prod waits for a runner", "has not run yet"}},
		"resource": {job(api.JobWaiting, nil), []string{"° Waiting  deploy-prod waits for its resource"}},
		"skipped":  {job(api.JobSkipped, nil), []string{"» Skipped  deploy-prod"}},
		"running":  {job(api.JobRunning, started), []string{"► Running  deploy-prod, for 2m06s", "deploy-prod has written nothing yet."}},
		"lost":     {job(api.JobFailed, ends), []string{"✗ Failed  deploy-prod", "GitLab has no log of deploy-prod."}},
		"erased":   {job(api.JobSuccess, erased), []string{"✓ Passed", "The log was erased on 2026-02-14."}},
		"unknown":  {job("sleeping", nil), []string{"· sleeping  deploy-prod"}},
	} {
		for _, w := range []int{80, 52} {
			got := open(t, "", c.job, w, 12).screen(w, 12, w == 80, st)
			flat := strings.Join(strings.Fields(got), " ")
			for _, want := range c.want {
				if !strings.Contains(flat, strings.Join(strings.Fields(want), " ")) {
					t.Errorf("%s at %d does not say %q:\n%s", name, w, want, got)
				}
			}
		}
	}
}

func TestBeforeAnythingIsRead(t *testing.T) {
	t.Parallel()
	st := uitest.Full(t)
	m := New().Resize(80, 12)
	uitest.Golden(t, "unread-80", frame(t, m, 80, 12, true, st))
	uitest.Golden(t, "failed-to-read-80", frame(t, m.Failed("The log cannot be read: 403, CI_DEBUG_TRACE is on and you are not a Developer in payments/api."), 80, 12, true, st))
	uitest.Golden(t, "absent-52", frame(t, m.Absent("It was recorded through the API and has no job, so there is no log."), 52, 12, false, st))
	d := open(t, runner(deploy), running(), 80, 12)
	d.m = d.m.Failed("GitLab does not answer.")
	uitest.Golden(t, "offline-80", d.screen(80, 12, true, st))
	if got := frame(t, d.m.Absent("No job."), 80, 12, true, st); strings.Contains(got, "deploy-prod") {
		t.Errorf("the log of another job is still drawn:\n%s", got)
	}
	for name, m := range map[string]Model{"new": m, "absent": m.Absent("no")} {
		if _, ok := m.Wants(); ok || m.Hint() != "" || m.Keys() != nil || m.Searching() {
			t.Errorf("%s: nothing is there, and it wants something", name)
		}
		for _, n := range []int{math.MinInt, -1, 1, math.MaxInt} {
			frame(t, m.Move(n), 80, 12, true, st)
		}
	}
}

func TestAnErasedLogIsGone(t *testing.T) {
	t.Parallel()
	d := open(t, runner(deploy), ended(api.JobSuccess), 80, 12)
	d.move(-3)
	j := ended(api.JobSuccess)
	j.ErasedAt = &begun
	d.write("", j)
	if got := d.screen(80, 12, true, uitest.Full(t)); !strings.Contains(got, "was erased") || strings.Contains(got, "eu-west") {
		t.Errorf("an erased log is still drawn:\n%s", got)
	}
}

// Whatever a log holds, every line is exactly as wide as it must be and holds no
// control character but the styles'.
func TestHostileLogsAreDrawn(t *testing.T) {
	t.Parallel()
	logs := map[string]string{
		"escapes":  strings.Repeat("a\x1b]52;c;cm0=\a\x1b]8;;https://evil.example\x1b\\link\x1b[2J\x1b[10A\x1bcb\x00\u202etfel\u2028\x9b31m\n", 30),
		"one line": strings.Repeat("x", 256<<10),
		"wide":     strings.Repeat("支付👩‍👩‍👧🇩🇪ẹ̣̣̣̣̣̣̣́ ", 300) + "\n",
		"progress": strings.Repeat("\r\x1b[K 45% done", 20_000),
		"sections": strings.Repeat("section_start:99999999999:a.b-c\r\x1b[0K", 500) + strings.Repeat("section_end:1:a.b-c\r\x1b[0K\n", 900),
		"colours":  strings.Repeat("\x1b[38;2;1;2;3mx\x1b[48;5;9my", 3000),
		"open":     "\x1b[7;4;31;42mnever reset\x1b]0;never ended\nnext\n",
		"tabs":     strings.Repeat("\t", 5000) + "\n",
		"ticks":    "\u0301\u0301\u0301\u200b\n\u3164\n",
	}
	for name, log := range logs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, profile := range []colorprofile.Profile{colorprofile.TrueColor, colorprofile.ANSI, colorprofile.ASCII} {
				st := uitest.Styles(t, profile, profile == colorprofile.ASCII)
				d := open(t, log, running(), 80, 18)
				for _, n := range []int{0, -1, -5, math.MinInt, 3} {
					d.move(n)
					tame(t, d.m.View(80, 18, true, st, now, 0), profile)
					d.screen(80, 18, true, st)
				}
				d.screen(47, 9, false, st)
				d.screen(20, 3, true, st)
				d.press("[", "space", "]", "/", "45%", "enter", "n", "G")
				d.screen(120, 30, true, st)
			}
		})
	}
}

// tame fails for what a line may not hold besides its styles.
func tame(t *testing.T, lines []string, profile colorprofile.Profile) {
	t.Helper()
	for _, l := range lines {
		for _, r := range ansi.Strip(l) {
			if r < ' ' || r >= 0x7f && r < 0xa0 || r == 0x202e || r == 0x2028 {
				t.Fatalf("%q is on the screen", r)
			}
		}
		for _, part := range strings.Split(l, "\x1b")[1:] {
			params, _, ok := strings.Cut(strings.TrimPrefix(part, "["), "m")
			if !ok || part[0] != '[' || strings.Trim(params, "0123456789;") != "" {
				t.Fatalf("%q is no style", part)
			}
			if profile == colorprofile.ASCII && strings.Trim(params, "12347;9") != "" {
				t.Fatalf("%q is a hue where there are none", params)
			}
		}
	}
}

func TestKeysAreTheirOwnOnly(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		job   api.Job
		press []string
		want  string
	}{
		{"it runs", running(), nil, "/ search, [ ] sections, G follow"},
		{"nothing follows", ended(api.JobSuccess), nil, "/ search, [ ] sections, G end"},
		{"in a section", ended(api.JobFailed), []string{"["}, "/ search, [ ] sections, space fold, G end"},
		{"the search line is open", running(), []string{"/"}, "enter keep, esc clear"},
		{"something is typed", ended(api.JobFailed), []string{"/", "eu"}, "enter keep, esc clear"},
		{"a search is kept", running(), []string{"[", "/", "eu", "enter"}, "n N next match, / search, [ ] sections, space fold, G follow"},
		{"a search is over", ended(api.JobCanceled), []string{"/", "eu", "enter", "esc", "g"}, "/ search, [ ] sections, space fold, G end"},
	} {
		d := open(t, runner(deploy), c.job, 80, 12).press(c.press...)
		var shown []string
		for _, k := range d.m.Keys() {
			shown = append(shown, k.Keys+" "+k.Verb)
		}
		if got := strings.Join(shown, ", "); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
