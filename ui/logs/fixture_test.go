package logs

import (
	"context"
	"strings"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/trace"
	"greenlight/ui/theme"
	"greenlight/ui/uitest"
)

var (
	now   = time.Date(2026, 2, 14, 3, 0, 17, 0, time.FixedZone("CET", 3600))
	begun = time.Date(2026, 2, 14, 2, 58, 11, 0, now.Location())
)

// deploy is the log of the picture, as the runner writes it with timestamps.
const deploy = `02:58:11|section_start:1771034291:prepare_executor#Preparing the docker executor
02:58:12|Using image registry.acme.dev/deploy:3
02:58:22|section_end:1771034302:prepare_executor#section_start:1771034302:get_sources#Getting source from Git repository
02:58:23|Checking out 77aa0d1
02:58:25|section_end:1771034305:get_sources#section_start:1771034305:step_script#Executing "step_script" stage of the job script
02:58:25|E[32;1m$ bin/deploy --env production --sha 77aa0d1E[0m
02:58:26|release v8.0.1, 6 regions, one at a time
02:58:26|order   eu-west-1 eu-central-1 us-east-1 us-west-2 ap-south-1 ap-southeast-1
02:58:27|eu-west-1      drain, 1 204 connections left
02:58:41|eu-west-1      drained
02:58:49|eu-west-1      replace 1/24R02:58:50|+eu-west-1      replace 24/24
02:58:58|eu-west-1      E[32m✓ healthyE[0m, p99 41 ms E[2m(before 43 ms)E[0m
02:59:31|E[33mwarning: 2 of 18 slow to start, waiting up to 60sE[0m
03:00:17|us-east-1      replace 36/40
`

// runner writes a log like deploy with its stamps, escapes and markers.
func runner(log string) string {
	var b strings.Builder
	for line := range strings.Lines(log) {
		for i, part := range strings.Split(line, "R0") {
			if i > 0 {
				part = "0" + part
				b.WriteByte('\r')
			}
			at, text, _ := strings.Cut(part, "|")
			stamp, err := time.ParseInLocation(time.DateTime, "2026-02-14 "+at, now.Location())
			if err != nil {
				panic(err)
			}
			b.WriteString(stamp.UTC().Format("2006-01-02T15:04:05.000000Z") + " 00O")
			if !strings.HasPrefix(text, "+") {
				b.WriteByte(' ')
			}
			b.WriteString(strings.NewReplacer("E[", "\x1b[", "#", "\r\x1b[0K").Replace(text))
		}
	}
	return b.String()
}

func running() api.Job {
	return api.Job{ID: 7, Name: "deploy-prod", Status: api.JobRunning, StartedAt: &begun,
		Runner: &api.Runner{ID: 3, Description: new("prod-3")}}
}

func ended(s api.JobStatus) api.Job {
	j := running()
	j.Status, j.Duration, j.FinishedAt = s, new(126.0), new(begun.Add(126*time.Second))
	if s == api.JobFailed {
		j.FailureReason = new("script_failure")
	}
	return j
}

// desk is a log with the spool behind it, as the root drives them.
type desk struct {
	t     testing.TB
	spool *trace.Spool
	m     Model
	reads int
}

func open(t testing.TB, log string, job api.Job, w, h int) *desk {
	t.Helper()
	spool, err := trace.Create(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = spool.Close() })
	d := &desk{t: t, spool: spool, m: New().Resize(w, h)}
	return d.write(log, job)
}

// write is one reading of the job and its log.
func (d *desk) write(log string, job api.Job) *desk {
	d.t.Helper()
	if _, err := d.spool.Fill(strings.NewReader(log)); err != nil {
		d.t.Fatal(err)
	}
	d.m = d.m.Progress(job, int64(len(log)), job.FinishedAt != nil)
	return d.answer()
}

// answer reads what the model wants until it wants nothing.
func (d *desk) answer() *desk {
	d.t.Helper()
	for range 5 {
		q, ok := d.m.Wants()
		if !ok {
			return d
		}
		d.reads++
		w, err := d.spool.Read(context.Background(), q)
		if err != nil {
			d.t.Fatal(err)
		}
		d.m = d.m.Loaded(w)
	}
	d.t.Fatal("it wants more and more")
	return d
}

func (d *desk) move(n int) *desk {
	d.m = d.m.Move(n)
	return d.answer()
}

// press presses keys; a word that is no key's name is typed.
func (d *desk) press(words ...string) *desk {
	d.t.Helper()
	for _, k := range uitest.Keys(words...) {
		m, taken := d.m.Key(k)
		if !taken {
			d.t.Fatalf("%s of %q is not taken", k, words)
		}
		d.m = m
		d.answer()
	}
	return d
}

// screen is what is drawn, without styles; every line must have its width.
func (d *desk) screen(w, h int, focused bool, st *theme.Styles) string {
	d.t.Helper()
	return frame(d.t, d.m, w, h, focused, st)
}

func frame(t testing.TB, m Model, w, h int, focused bool, st *theme.Styles) string {
	t.Helper()
	lines := m.View(w, h, focused, st, now, 1)
	uitest.Exact(t, lines, w, h)
	return uitest.Plain(lines...)
}
