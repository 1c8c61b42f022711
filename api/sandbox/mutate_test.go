package sandbox_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"greenlight/api/sandbox"
)

// pattern is a reader of so many bytes that holds one line of them.
type pattern struct{ left int64 }

var patternLine = []byte(strings.Repeat("0123456789abcdef", 255) + "0123456789abcde\n")

func (p *pattern) Read(b []byte) (int, error) {
	if p.left == 0 {
		return 0, io.EOF
	}
	n := copy(b, patternLine[:min(int64(len(patternLine)), p.left)])
	p.left -= int64(n)
	return n, nil
}

func TestALogOfAnySizeIsStreamed(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(api, "staging", "success")
	const size = 60 << 20
	var opened atomic.Int64
	open := func() io.Reader {
		opened.Add(1)
		return &pattern{size}
	}
	for _, c := range []struct {
		told   int64
		header int64
	}{{size, size}, {-1, -1}} {
		if err := l.SetTrace(d.Deployable.ID, open, c.told); err != nil {
			t.Fatal(err)
		}
		req, err := http.NewRequest("GET", l.URL()+"/api/v4"+jobPath(api, d, "/trace"), nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("PRIVATE-TOKEN", l.Token("maya"))
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		if err != nil || got != size || resp.ContentLength != c.header || resp.Header.Get("Content-Type") != "text/plain" {
			t.Errorf("%d bytes of %d, %s, %v", got, resp.ContentLength, resp.Header.Get("Content-Type"), err)
		}
	}
	if opened.Load() != 2 {
		t.Errorf("opened %d times for two requests", opened.Load())
	}
	l.want(l.get("sam", jobPath(api, d, "/trace")), 404, `{"message":"404 Project Not Found"}`)
	l.want(l.get("gus", jobPath(api, d, "/trace")), 403, noRight)
}

func TestALogCanBeAddedTo(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(api, "staging", "success")
	path := jobPath(api, d, "/trace")
	before := l.get("maya", path).body
	const more = "\x1b]52;c;aGk=\x07 \xff\x00\r\n"
	for range 2 {
		if err := l.AppendTrace(d.Deployable.ID, more); err != nil {
			t.Fatal(err)
		}
	}
	if got := l.get("maya", path).body; got != before+more+more {
		t.Errorf("it ends with %q", got[max(len(got)-40, 0):])
	}
	const whole = "all of it\n"
	if err := l.SetTrace(d.Deployable.ID, func() io.Reader { return strings.NewReader(whole) }, int64(len(whole))); err != nil {
		t.Fatal(err)
	}
	if a := l.get("maya", path); a.body != whole+more+more || a.header.Get("Content-Length") != fmt.Sprint(len(a.body)) {
		t.Errorf("replaced it is %q of %s", a.body, a.header.Get("Content-Length"))
	}
	waiting := l.in(api, "production", "blocked")
	if err := l.AppendTrace(waiting.Deployable.ID, "early"); err != nil {
		t.Fatal(err)
	}
	if got := l.get("maya", jobPath(api, waiting, "/trace")).body; got != "early" {
		t.Errorf("before the job ran: %q", got)
	}
	if err := l.AppendTrace(5_000_000_000+d.Deployable.Pipeline.ID*16, "of an ordinary job"); err != nil {
		t.Error(err)
	}
	for name, err := range map[string]error{
		"append": l.AppendTrace(1, ""), "set": l.SetTrace(1, nil, 0), "vanish": l.VanishJob(1), "name": l.SetJobName(1, ""),
		"status": l.SetJobStatus(1, ""),
	} {
		if err == nil {
			t.Errorf("%s knows job 1", name)
		}
	}
}

func TestAnErasedLog(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(api, "staging", "success")
	for _, path := range []string{jobPath(api, d, ""), ordinary(api, d, 2, "")} {
		before := decode[struct {
			ID     int64
			Erased *time.Time `json:"erased_at"`
		}](l, l.get("maya", path), 200)
		if before.Erased != nil || l.get("maya", path+"/trace").body == "" {
			t.Errorf("%s is erased at the start", path)
		}
		if err := l.EraseJob(before.ID); err != nil {
			t.Fatal(err)
		}
		after := decode[object](l, l.get("maya", path), 200)
		if after["erased_at"] != "2026-02-14T03:00:00.000Z" || after["status"] != "success" {
			t.Errorf("it is %v, erased at %v", after["status"], after["erased_at"])
		}
		l.want(l.get("maya", path+"/trace"), 200, "")
	}
}

func TestAVanishedJob(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(api, "staging", "blocked")
	if err := l.VanishJob(d.Deployable.ID); err != nil {
		t.Fatal(err)
	}
	for _, tail := range []string{"", "/trace"} {
		l.want(l.get("maya", jobPath(api, d, tail)), 404, noRecord)
	}
	for _, tail := range []string{"/play", "/retry", "/cancel"} {
		l.want(l.ask("maya", "POST", jobPath(api, d, tail), nil), 404, noRecord)
	}
	if got := decode[object](l, l.get("maya", at(api, d, "")), 200); got["deployable"] != nil || got["status"] != "blocked" {
		t.Errorf("its deployment has the deployable %v", got["deployable"])
	}
	if got := words(l.jobsOf(api, d, ""), stageAndName); strings.Contains(got, "deploy") || !strings.Contains(got, "compile") {
		t.Errorf("its pipeline holds %s", got)
	}
	if l.VanishJob(d.Deployable.ID) == nil {
		t.Error("it vanished twice")
	}
	first := 5_000_000_000 + d.Deployable.Pipeline.ID*16
	if err := l.VanishJob(first); err != nil {
		t.Fatal(err)
	}
	l.want(l.get("maya", fmt.Sprintf("/projects/1/jobs/%d", first)), 404, noRecord)
}

// Time goes on when the job that it had plans for is gone.
func TestVanishedJobsStopNothing(t *testing.T) {
	t.Parallel()
	l := start(t, loud)
	gone := 0
	for range 40 {
		for id := int64(1); id <= 12; id++ {
			for _, d := range append(l.rows(id, "status=created"), l.rows(id, "status=running")...) {
				if d.Deployable == nil {
					continue
				}
				if err := l.VanishJob(d.Deployable.ID); err != nil {
					t.Fatal(err)
				}
				gone++
			}
		}
		l.pass(15 * time.Second)
	}
	if a := l.get("maya", "/projects/1"); a.status != 200 || gone < 5 {
		t.Errorf("%d after %d jobs vanished", a.status, gone)
	}
}

func TestOneForbiddenEndpoint(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(api, "staging", "success")
	l.Inject(sandbox.Fault{Method: "GET", Path: `/trace$`, Status: 403, Body: noRight})
	l.want(l.get("maya", jobPath(api, d, "/trace")), 403, noRight)
	if a := l.get("maya", jobPath(api, d, "")); a.status != 200 {
		t.Errorf("the job itself is %d", a.status)
	}
}

// hostile is one of everything that a terminal must never see.
var hostile = "\x1b[2J\x1b]52;c;aGk=\x07\x1b]8;;https://evil.example\x07x\x1b]8;;\x07\u202egnp\u2066\u200b\x00\r\n\t\u0085\u2028" +
	strings.Repeat("long ", 2000)

func TestHostileText(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(api, "production", "blocked")
	for name, change := range map[string]func() error{
		"title":        func() error { return l.SetCommitTitle(d.ID, "title"+hostile) },
		"ref":          func() error { return l.SetRef(d.ID, "ref"+hostile) },
		"url":          func() error { return l.SetExternalURL(d.ID, "url"+hostile) },
		"job":          func() error { return l.SetJobName(d.Deployable.ID, "job"+hostile) },
		"compile":      func() error { return l.SetJobName(5_000_000_000+d.Deployable.Pipeline.ID*16, "compile"+hostile) },
		"environment":  func() error { return l.SetEnvironmentName(d.ID, "env"+hostile) },
		"state":        func() error { return l.SetEnvironmentState(d.ID, "stopped") },
		"branch":       func() error { return l.AddBranch(api, "branch"+hostile) },
		"tag":          func() error { return l.AddTag(api, "tag"+hostile) },
		"file":         func() error { return l.AddFile(api, "path"+hostile, "@@ -1 +1 @@\n+diff"+hostile) },
		"project":      func() error { return l.SetProjectName(api, "project"+hostile) },
		"display name": func() error { return l.SetDisplayName("lin", "lin"+hostile) },
		"job status":   func() error { return l.SetJobStatus(d.Deployable.ID, "waiting_for_callback") },
	} {
		if err := change(); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	got := decode[struct {
		Ref         string
		User        struct{ Name string }
		Environment struct {
			Name string
			URL  string `json:"external_url"`
		}
		Deployable struct {
			Name, Ref, Status string
			Commit            struct{ Title, Message string }
			Pipeline          struct{ Ref string }
		}
	}](l, l.get("maya", at(api, d, "")), 200)
	j := got.Deployable
	for want, texts := range map[string][]string{
		"ref": {got.Ref, j.Ref, j.Pipeline.Ref}, "lin": {got.User.Name}, "env": {got.Environment.Name}, "url": {got.Environment.URL},
		"job": {j.Name}, "title": {j.Commit.Title, strings.TrimSuffix(j.Commit.Message, "\n")},
	} {
		for _, text := range texts {
			if text != want+hostile {
				t.Errorf("%s is %.60q", want, text)
			}
		}
	}
	if j.Status != "waiting_for_callback" {
		t.Errorf("the job is %s", j.Status)
	}
	if p := decode[object](l, l.get("maya", "/projects/1"), 200); p["name"] != "project"+hostile {
		t.Errorf("the project is %.60q", p["name"])
	}
	if got := l.jobsOf(api, d, ""); got[0].Name != "compile"+hostile {
		t.Errorf("the first job is %.60q", got[0].Name)
	}
	for kind, want := range map[string]string{"branches": "branch", "tags": "tag"} {
		if got := decode[[]gitRef](l, l.get("maya", "/projects/1/repository/"+kind+"?search=long"), 200); len(got) == 0 ||
			!strings.Contains(names(got), want+hostile) {
			t.Errorf("%s are %.60q", kind, names(got))
		}
	}
	if c := l.compare(api, "v2.13.9", "main", ""); c.Diffs[0].New != "path"+hostile || !strings.HasSuffix(c.Diffs[0].Diff, "diff"+hostile) {
		t.Errorf("the first file is %.60q", c.Diffs[0].New)
	}
	if got := decode[[]object](l, l.get("maya", "/projects/1/environments?states=stopped"), 200); len(got) != 1 {
		t.Errorf("%d environments are stopped", len(got))
	}
	if l.SetDisplayName("nobody", "") == nil || l.SetRef(1, "") == nil || l.AddTag(99, "") == nil {
		t.Error("what does not exist was changed")
	}
}

// sections are the names of those that a log opens, and of those it closes.
func sections(log string) (opened, closed []string) {
	for _, part := range strings.Split(log, "section_")[1:] {
		kind, rest, _ := strings.Cut(part, ":")
		_, rest, _ = strings.Cut(rest, ":")
		name, _, _ := strings.Cut(rest, "\r\x1b[0K")
		if name, _, _ = strings.Cut(name, "["); kind == "start" {
			opened = append(opened, name)
		} else {
			closed = append(closed, name)
		}
	}
	return opened, closed
}

func TestLogsAreRich(t *testing.T) {
	t.Parallel()
	l := start(t)
	done := l.get("rae", jobPath(api, l.in(api, "staging", "success"), "/trace")).body
	opened, closed := sections(done)
	if got := strings.Join(opened, " "); got != "prepare_executor prepare_script get_sources step_script migrations after_script cleanup_file_variables" {
		t.Errorf("the sections are %s", got)
	}
	if len(closed) != len(opened) {
		t.Errorf("%d sections are opened, %d closed", len(opened), len(closed))
	}
	lines := strings.Split(strings.TrimSuffix(done, "\n"), "\n")
	if len(lines) < 70 {
		t.Errorf("%d lines", len(lines))
	}
	last := ""
	for _, line := range lines {
		at, err := time.Parse("2006-01-02T15:04:05.000000Z", line[:min(27, len(line))])
		if err != nil || line[:27] < last {
			t.Fatalf("%q does not begin with a time after %s: %v %s", line, last, err, at)
		}
		last = line[:27]
	}
	if got := strings.Count(done, "\rwarming") + strings.Count(done, "\r\x1b[0Kwarming"); got != 25 {
		t.Errorf("the progress is drawn over %d times", got)
	}
	for _, part := range []string{"\x1b[33mwarning:", "01E ", "[collapsed=true]", "Job succeeded"} {
		if !strings.Contains(done, part) {
			t.Errorf("the log lacks %q", part)
		}
	}
	for where, want := range map[string]struct {
		d       row
		project int64
		last    string
	}{
		"a failed script": {l.in(api, "review/x-12", "failed"), api, "ERROR: Job failed: exit code 1"},
		"a failed runner": {l.in(edge, "prod-us", "failed"), edge, "ERROR: Job failed (system failure)"},
		"a canceled one":  {l.in(api, "qa", "canceled"), api, "ERROR: Job failed: canceled"},
	} {
		log := l.get("rae", jobPath(want.project, want.d, "/trace")).body
		lines := strings.Split(strings.TrimSuffix(log, "\n"), "\n")
		if end := lines[len(lines)-1]; !strings.Contains(end, want.last) {
			t.Errorf("%s ends with %q", where, end)
		}
		if broken := want.d.Status == "failed"; broken != strings.Contains(log, "01E ") && want.d.Status != "canceled" || strings.Contains(log, "serves") {
			t.Errorf("%s: %q", where, log)
		}
	}
	if log := l.get("rae", jobPath(edge, l.in(edge, "prod-us", "failed"), "/trace")).body; strings.Contains(log, "bin/deploy") {
		t.Error("the script ran though the runner had failed")
	}
	rejected := l.in(search, "production", "failed")
	if got := l.get("rae", jobPath(search, rejected, "/trace")).body; got != "" {
		t.Errorf("a rejected job wrote %q", got)
	}
}

// A log is only ever added to, whatever happens to its job.
func TestLogsOnlyGrow(t *testing.T) {
	t.Parallel()
	l := start(t, loud)
	for _, cancel := range []bool{false, true} {
		d := l.in(edge, "production", "running")
		if cancel {
			l.ask("maya", "POST", jobPath(edge, d, "/cancel"), nil)
		}
		var before []byte
		for range 30 {
			got := []byte(l.get("maya", jobPath(edge, d, "/trace")).body)
			if !bytes.HasPrefix(got, before) {
				t.Fatalf("%q is not followed by %q", before, got)
			}
			before = got
			l.clock.add(400 * time.Millisecond)
		}
		if !cancel && bytes.Contains(before, []byte("ERROR")) {
			t.Error("it ended early")
		}
		if cancel && !bytes.HasSuffix(before, []byte("\x1b[31;1mERROR: Job failed: canceled\x1b[0;m\n")) {
			t.Errorf("canceled it ends with %q", before[max(len(before)-80, 0):])
		}
	}
}
