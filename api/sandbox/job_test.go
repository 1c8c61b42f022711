package sandbox_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"greenlight/api/sandbox"
)

func TestPlayRefusals(t *testing.T) {
	t.Parallel()
	l := start(t)
	const unplayable = `{"message":"400 Bad request - Unplayable Job"}`
	const no = `{"message":"403 Forbidden"}`
	waiting, ready := l.in(api, "production", "blocked"), l.in(api, "staging", "blocked")
	ordinary := decode[object](l, l.get("maya", jobPath(api, waiting, "")), 200)["pipeline"].(object)["id"].(float64)
	for _, c := range []struct {
		name, user, path string
		status           int
		want             string
	}{
		{"waits for approvals", "maya", jobPath(api, waiting, "/play"), 400, unplayable},
		{"running", "maya", jobPath(edge, l.in(edge, "production", "running"), "/play"), 400, unplayable},
		{"rejected", "maya", jobPath(search, l.in(search, "production", "failed"), "/play"), 400, unplayable},
		{"done and not manual", "maya", jobPath(api, l.in(api, "qa", "success"), "/play"), 400, unplayable},
		{"created", "maya", jobPath(mail, l.in(mail, "staging", "created"), "/play"), 400, unplayable},
		{"a test job", "maya", fmt.Sprintf("/projects/1/jobs/%d/play", 5_000_000_000+int64(ordinary)*16), 400, unplayable},
		{"reporter", "rae", jobPath(api, ready, "/play"), 403, no},
		{"guest", "gus", jobPath(api, ready, "/play"), 403, no},
		{"right before playable", "rae", jobPath(api, waiting, "/play"), 403, no},
		{"not on the deploy list", "lin", jobPath(ledger, l.in(ledger, "prod-eu", "blocked"), "/play"), 403, no},
		{"outdated", "maya", jobPath(search, l.first(search, "status=blocked", func(d row) bool { return d.Ref == "v0.9.0" }), "/play"), 403, no},
		{"another project's", "maya", jobPath(web, ready, "/play"), 404, `{"message":"404 Not found"}`},
		{"no job", "maya", "/projects/1/jobs/5/play", 404, `{"message":"404 Not found"}`},
		{"no number", "maya", "/projects/1/jobs/x/play", 400, `{"error":"job_id is invalid"}`},
		{"stranger", "sam", jobPath(api, ready, "/play"), 404, `{"message":"404 Project Not Found"}`},
	} {
		t.Run(c.name, func(t *testing.T) { l.want(l.ask(c.user, "POST", c.path, object{}), c.status, c.want) })
	}
}

func TestDeployAccessByName(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.first(search, "status=blocked", func(d row) bool { return d.Ref == "v0.9.2" })
	l.ask("maya", "POST", at(search, d, "/approval"), object{"status": "approved"})
	l.ask("maya", "POST", at(search, d, "/approval"), object{"status": "approved", "represented_as": "Maintainers"})
	if a := l.ask("rae", "POST", jobPath(search, d, "/play"), object{}); a.status != 200 {
		t.Errorf("a Reporter on the list gets %d %s", a.status, a.body)
	}
	l.want(l.ask("rae", "POST", "/projects/3/deployments", "environment=production&sha=main&ref=main&tag=false&status=running"), 403,
		`{"message":"403 Forbidden"}`)
	legacy := l.first(billing, "", func(d row) bool { return d.Environment.Name == "live prod" && d.Deployable != nil })
	l.want(l.ask("sam", "POST", jobPath(billing, legacy, "/play"), object{}), 403, `{"message":"403 Forbidden"}`)
}

func TestPlayedJobGoesThroughItsLife(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(api, "staging", "blocked") // approved, not run
	played := decode[job](l, l.ask("ana", "POST", jobPath(api, d, "/play"), nil), 200)
	if played.ID != d.Deployable.ID || played.Status != "pending" || played.User.Username != "ana" {
		t.Errorf("played: %+v", played)
	}
	for _, step := range []struct {
		after                     time.Duration
		deployment, job, pipeline string
	}{
		{0, "blocked", "pending", "running"},
		{1900 * time.Millisecond, "blocked", "pending", "running"},
		{200 * time.Millisecond, "running", "running", "running"},
		{17 * time.Second, "running", "running", "running"},
		{14 * time.Second, "success", "success", "success"},
	} {
		l.clock.add(step.after)
		got := l.full(d, api)
		if got.Status != step.deployment || got.Deployable.Status != step.job || got.Deployable.Pipeline.Status != step.pipeline {
			t.Errorf("after %s more: deployment %s, job %s, pipeline %s; want %+v", step.after, got.Status, got.Deployable.Status,
				got.Deployable.Pipeline.Status, step)
		}
	}
	got := l.full(d, api)
	if ran := got.Deployable.FinishedAt.Sub(*got.Deployable.StartedAt); ran < 20*time.Second || ran > 30*time.Second {
		t.Errorf("it ran %s", ran)
	}
	if !got.UpdatedAt.Equal(*got.Deployable.FinishedAt) || got.User.Username != "lin" {
		t.Errorf("updated %s, by %s; want the job's end and the one who started the pipeline", got.UpdatedAt, got.User.Username)
	}
	l.want(l.ask("maya", "DELETE", at(api, d, ""), nil), 400, `{"message":"Deployment currently deployed to environment"}`)
}

func TestPlayingAFinishedManualJobRunsItAgain(t *testing.T) {
	t.Parallel()
	l := start(t)
	guarded := l.first(edge, "status=failed", func(d row) bool { return d.Environment.Name == "prod-us" })
	again := decode[job](l, l.ask("maya", "POST", jobPath(edge, guarded, "/play"), object{}), 200)
	if again.ID == guarded.Deployable.ID || again.Status != "manual" {
		t.Errorf("a guarded one became %+v, want a new job that waits", again)
	}
	fresh := l.full(l.in(edge, "prod-us", "blocked"), edge)
	if fresh.ID == guarded.ID || fresh.Deployable.ID != again.ID || fresh.Pending != 1 || len(fresh.Approvals) != 0 {
		t.Errorf("its deployment is %+v", fresh)
	}
	l.want(l.ask("maya", "POST", jobPath(edge, guarded, "/play"), object{}), 400, `{"message":"400 Bad request - Unplayable Job"}`)

	loadtest := l.in(api, "loadtest", "blocked") // manual only
	l.ask("lin", "POST", jobPath(api, loadtest, "/play"), object{})
	l.clock.add(time.Minute)
	second := decode[job](l, l.ask("lin", "POST", jobPath(api, loadtest, "/play"), object{}), 200)
	if second.ID == loadtest.Deployable.ID || second.Status != "pending" {
		t.Errorf("the second run is %+v", second)
	}
	l.clock.add(time.Minute)
	if newest := l.in(api, "loadtest", "success"); newest.Deployable.ID != second.ID {
		t.Errorf("the newest success is %+v", newest)
	}
}

func TestAJobCanBeRunVeryOften(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(api, "loadtest", "blocked")
	path := jobPath(api, d, "")
	seen := map[int64]bool{d.Deployable.ID: true}
	for i := range 12 {
		j := decode[job](l, l.ask("lin", "POST", path+"/play", object{}), 200)
		if i > 0 && seen[j.ID] {
			t.Fatalf("run %d has the id of an older one", i)
		}
		seen[j.ID] = true
		if next := 5_000_000_000 + (d.Deployable.Pipeline.ID+1)*16; j.ID >= next && j.ID < 9_000_000_000 {
			t.Fatalf("run %d has id %d, which is another pipeline's", i, j.ID)
		}
		l.clock.add(time.Minute)
		path = fmt.Sprintf("/projects/1/jobs/%d", j.ID)
		if got := decode[job](l, l.get("lin", path), 200); got.Status != "success" {
			t.Fatalf("run %d is %s", i, got.Status)
		}
	}
}

func TestTraceGrows(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(api, "staging", "blocked")
	trace := func() string {
		a := l.get("rae", jobPath(api, d, "/trace"))
		if a.status != 200 || a.header.Get("Content-Type") != "text/plain" {
			t.Fatalf("%d %s", a.status, a.header.Get("Content-Type"))
		}
		return a.body
	}
	if got := trace(); got != "" {
		t.Errorf("before it ran: %q", got)
	}
	l.ask("ana", "POST", jobPath(api, d, "/play"), object{})
	before := ""
	for _, after := range []time.Duration{3 * time.Second, 8 * time.Second, 6 * time.Second, 20 * time.Second} {
		l.clock.add(after)
		got := trace()
		if !strings.HasPrefix(got, before) || len(got) <= len(before) {
			t.Errorf("%q is not followed by %q", before, got)
		}
		before = got
	}
	for _, part := range []string{"section_start:", "\r\x1b[0K", "bin/deploy --env", d.SHA[:8], "\x1b[32;1mJob succeeded"} {
		if !strings.Contains(before, part) {
			t.Errorf("the log lacks %q", part)
		}
	}
	l.clock.add(time.Hour)
	if trace() != before {
		t.Error("the log of a finished job changes")
	}
}

func TestPipelinesAndTheirJobs(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(api, "production", "blocked")
	p := decode[object](l, l.get("rae", fmt.Sprintf("/projects/1/pipelines/%d", d.Deployable.Pipeline.ID)), 200)
	if p["status"] != "success" || p["sha"] != d.SHA || p["detailed_status"].(object)["text"] != "Passed" ||
		p["user"].(object)["username"] != "lin" || p["duration"] == nil {
		t.Errorf("the pipeline is %v", p)
	}
	if _, text := p["coverage"].(string); !text {
		t.Errorf("coverage is %v, want a string", p["coverage"])
	}
	first := 5_000_000_000 + d.Deployable.Pipeline.ID*16
	names := ""
	for i := range int64(9) {
		j := decode[job](l, l.get("rae", fmt.Sprintf("/projects/1/jobs/%d", first+i)), 200)
		names += j.Name + " "
		if j.Status != "success" && j.Name != "perf" {
			t.Errorf("%s is %s", j.Name, j.Status)
		}
	}
	if names != "compile image unit integration contract perf sast dependencies image-scan " {
		t.Errorf("the jobs are %s", names)
	}
	l.want(l.get("rae", fmt.Sprintf("/projects/2/jobs/%d", first)), 404, `{"message":"404 Not found"}`)
	l.want(l.get("rae", fmt.Sprintf("/projects/2/pipelines/%d", d.Deployable.Pipeline.ID)), 404, `{"message":"404 Not found"}`)
	red := l.in(checkout, "production", "blocked")
	if red.Deployable.Pipeline.Status != "failed" {
		t.Errorf("checkout's pipeline is %s", red.Deployable.Pipeline.Status)
	}
}

func TestCommits(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(api, "production", "blocked")
	full := decode[object](l, l.get("rae", "/projects/1/repository/commits/"+d.SHA), 200)
	if full["title"] != "Retry webhooks with jitter" || full["id"] != d.SHA || full["short_id"] != d.SHA[:8] || full["stats"] == nil {
		t.Errorf("the commit is %v", full)
	}
	for _, name := range []string{d.SHA[:20], d.SHA[:8], "v2.14.0"} {
		if got := decode[object](l, l.get("rae", "/projects/1/repository/commits/"+name), 200); got["id"] != d.SHA {
			t.Errorf("%s is %v", name, got["id"])
		}
	}
	steps := 0
	for sha := d.SHA; steps < 20; steps++ {
		parents := decode[object](l, l.get("rae", "/projects/1/repository/commits/"+sha+"?stats=false"), 200)["parent_ids"].([]any)
		sha = parents[0].(string)
	}
	for _, name := range []string{strings.Repeat("a", 40), "nope", "v99", "release%2F9", strings.Repeat("0", 7)} {
		l.want(l.get("rae", "/projects/1/repository/commits/"+name), 404, `{"message":"404 Commit Not Found"}`)
	}
	branch := l.in(ingest, "staging", "blocked")
	if got := decode[object](l, l.get("rae", "/projects/7/repository/commits/feat%2Fdedupe"), 200); got["id"] != branch.SHA {
		t.Errorf("the branch is at %v", got["id"])
	}
}

func TestSHAsDiffer(t *testing.T) {
	t.Parallel()
	l := start(t, func(o *sandbox.Options) { o.Deployments = 1200 })
	titles := map[string]string{}
	for id := int64(1); id <= 12; id++ {
		for _, d := range l.rows(id, "") {
			if d.Deployable == nil {
				continue
			}
			key := fmt.Sprint(id, " ", d.Commit())
			if old, seen := titles[d.SHA]; seen && old != key {
				t.Fatalf("%s is both %q and %q", d.SHA, old, key)
			}
			titles[d.SHA] = key
		}
	}
}
