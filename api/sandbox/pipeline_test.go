package sandbox_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func pipelinePath(project int64, d row, tail string) string {
	return fmt.Sprintf("/projects/%d/pipelines/%d%s", project, d.Deployable.Pipeline.ID, tail)
}

type listed struct {
	job
	Stage        string
	AllowFailure bool `json:"allow_failure"`
	Downstream   *struct {
		ID        int64
		ProjectID int64 `json:"project_id"`
		Source    string
	} `json:"downstream_pipeline"`
}

func TestPipelineJobRefusals(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(api, "production", "blocked")
	for _, tail := range []string{"/jobs", "/bridges"} {
		for _, c := range []struct {
			user, path string
			status     int
			want       string
		}{
			{"maya", "/projects/1/pipelines/x" + tail, 400, `{"error":"pipeline_id is invalid"}`},
			{"maya", "/projects/1/pipelines/5" + tail, 404, noRecord},
			{"maya", pipelinePath(web, d, tail), 404, noRecord},
			{"maya", pipelinePath(api, d, tail+"?scope=done&page=x"), 400, `{"error":"page is invalid, scope does not have a valid value"}`},
			{"maya", pipelinePath(api, d, tail+"?scope[]=failed&scope[]=done"), 400, `{"error":"scope does not have a valid value"}`},
			{"gus", pipelinePath(api, d, tail), 403, noRight},
			{"sam", pipelinePath(api, d, tail), 404, `{"message":"404 Project Not Found"}`},
			{"", pipelinePath(api, d, tail), 401, `{"message":"401 Unauthorized"}`},
		} {
			l.want(l.get(c.user, c.path), c.status, c.want)
		}
	}
}

// jobsOf is what a pipeline lists, in the order of ids.
func (l *lab) jobsOf(project int64, d row, query string) []listed {
	l.t.Helper()
	all := decode[[]listed](l, l.get("rae", pipelinePath(project, d, "/jobs?per_page=100&"+query)), 200)
	slices.Reverse(all)
	return all
}

func words(all []listed, word func(listed) string) string {
	var out []string
	for _, j := range all {
		out = append(out, word(j))
	}
	return strings.Join(out, " ")
}

func stageAndName(j listed) string { return j.Stage + ":" + j.Name }

func nameAndStatus(j listed) string { return j.Name + ":" + j.Status }

func TestPipelineJobs(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(api, "production", "blocked")
	all := l.jobsOf(api, d, "")
	if got, want := words(all, stageAndName), "build:compile build:image test:unit test:integration test:contract test:perf secure:sast "+
		"secure:dependencies secure:image-scan deploy:deploy-prod verify:smoke-prod announce:announce"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if !slices.IsSortedFunc(all, func(a, b listed) int { return int(a.ID - b.ID) }) {
		t.Error("the newest is not listed first")
	}
	for _, j := range all {
		one := decode[listed](l, l.get("rae", fmt.Sprintf("/projects/1/jobs/%d", j.ID)), 200)
		if one.Status != j.Status || one.Name != j.Name || j.Pipeline.ID != d.Deployable.Pipeline.ID {
			t.Errorf("listed as %+v it is %+v", j, one)
		}
		if optional := j.Name == "perf" || j.Name == "deploy-prod"; j.AllowFailure != optional {
			t.Errorf("%s is allowed to fail: %v", j.Name, j.AllowFailure)
		}
	}
	if got := words(all[9:], nameAndStatus); got != "deploy-prod:manual smoke-prod:created announce:created" {
		t.Errorf("before it is deployed: %s", got)
	}
	l.ask("maya", "POST", at(api, d, "/approval"), object{"status": "approved"})
	l.ask("maya", "POST", jobPath(api, d, "/play"), object{})
	seen := map[string]bool{}
	for range 40 {
		l.clock.add(2 * time.Second)
		seen[words(l.jobsOf(api, d, "")[9:], nameAndStatus)] = true
	}
	for _, want := range []string{
		"deploy-prod:running smoke-prod:created announce:created", "deploy-prod:success smoke-prod:running announce:created",
		"deploy-prod:success smoke-prod:success announce:running", "deploy-prod:success smoke-prod:success announce:success",
	} {
		if !seen[want] {
			t.Errorf("never %q; seen %v", want, seen)
		}
	}
}

func TestLaterJobsAreSkippedWhenNothingIsDeployed(t *testing.T) {
	t.Parallel()
	l := start(t)
	for _, c := range []struct {
		project     int64
		env, status string
	}{{api, "review/x-12", "failed"}, {api, "qa", "canceled"}, {ingest, "qa", "skipped"}, {search, "production", "failed"}} {
		d := l.in(c.project, c.env, c.status)
		if got := words(l.jobsOf(c.project, d, "")[10:], func(j listed) string { return j.Status }); got != "skipped skipped" {
			t.Errorf("after a deployment that is %s: %s", c.status, got)
		}
	}
}

func TestScopesAndRetries(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(checkout, "production", "blocked")
	count := func(query string) int { return len(l.jobsOf(checkout, d, query)) }
	total := count("")
	if failed := words(l.jobsOf(checkout, d, "scope=failed"), nameAndStatus); !strings.Contains(failed, "integration:failed") {
		t.Errorf("failed are %q", failed)
	}
	if one, two := count("scope[]=manual"), count("scope[]=manual&scope%5B%5D=created"); one != 1 || two != 3 {
		t.Errorf("%d and %d", one, two)
	}
	again := decode[job](l, l.ask("ivy", "POST", ordinary(checkout, d, 3, "/retry"), nil), 201)
	runs := func(query string) []int64 {
		var ids []int64
		for _, j := range l.jobsOf(checkout, d, query) {
			if j.Name == "integration" {
				ids = append(ids, j.ID)
			}
		}
		return ids
	}
	if got := runs(""); len(got) != 1 || got[0] != again.ID {
		t.Errorf("the runs are %v, want the newest, %d", got, again.ID)
	}
	if got := runs("include_retried=true"); len(got) != 2 || got[1] != again.ID {
		t.Errorf("with those retried: %v", got)
	}
	if got := count("include_retried=true"); got != total+1 {
		t.Errorf("%d jobs in all, were %d", got, total)
	}
	deployed := l.in(edge, "prod-us", "failed")
	l.ask("maya", "POST", jobPath(edge, deployed, "/retry"), nil)
	both := l.jobsOf(edge, deployed, "include_retried=true")
	if got := words(both, nameAndStatus); strings.Count(got, "deploy-prod-us:") != 2 {
		t.Errorf("both runs of the deploy job: %s", got)
	}
	if got := words(l.jobsOf(edge, deployed, ""), nameAndStatus); strings.Count(got, "deploy-prod-us:") != 1 {
		t.Errorf("its newest run: %s", got)
	}
}

func TestPipelineJobsAreNotCounted(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(api, "production", "blocked")
	seen := map[int64]bool{}
	for page := 1; page <= 3; page++ {
		a := l.get("rae", pipelinePath(api, d, fmt.Sprintf("/jobs?per_page=5&page=%d&scope[]=success&scope[]=manual&scope[]=created&scope[]=failed", page)))
		for _, j := range decode[[]listed](l, a, 200) {
			seen[j.ID] = true
		}
		if a.header.Get("X-Total") != "" || a.header.Get("X-Total-Pages") != "" || strings.Contains(a.header.Get("Link"), "last") {
			t.Errorf("page %d is counted: %v", page, a.header)
		}
		if more := strings.Contains(a.header.Get("Link"), `rel="next"`); more != (page < 3) || more != (a.header.Get("X-Next-Page") != "") {
			t.Errorf("page %d leads on: %v", page, more)
		}
		if page == 1 && strings.Count(a.header.Get("Link"), "scope%5B%5D=") != 8 {
			t.Errorf("its links forget the scope: %s", a.header.Get("Link"))
		}
	}
	if len(seen) != 12 {
		t.Errorf("%d jobs on three pages, want 12", len(seen))
	}
}

func TestBridges(t *testing.T) {
	t.Parallel()
	l := start(t)
	with, without, none := 0, 0, 0
	for id := int64(1); id <= 12; id++ {
		for _, d := range l.rows(id, "") {
			if d.Deployable == nil {
				continue
			}
			all := decode[[]listed](l, l.get("rae", pipelinePath(id, d, "/bridges")), 200)
			if len(all) == 0 {
				none++
			}
			for _, b := range all {
				if b.Downstream == nil {
					without++
					continue
				}
				with++
				if b.Downstream.ProjectID == id || b.Downstream.Source != "pipeline" || b.Status != "success" {
					t.Fatalf("%+v has started %+v", b, b.Downstream)
				}
				path := fmt.Sprintf("/projects/%d/pipelines/%d", b.Downstream.ProjectID, b.Downstream.ID)
				if a := l.get("rae", path); with < 5 && a.status != 200 {
					t.Errorf("%s is %d", path, a.status)
				}
				l.want(l.get("rae", fmt.Sprintf("/projects/%d/jobs/%d", id, b.ID)), 404, noRecord)
			}
		}
	}
	if with == 0 || without == 0 || none == 0 {
		t.Errorf("%d trigger jobs with a pipeline, %d without, %d pipelines without one", with, without, none)
	}
	d := l.first(api, "status=blocked", func(d row) bool { return d.Deployable.Pipeline.ID%3 == 1 })
	a := l.get("rae", pipelinePath(api, d, "/bridges"))
	if got := words(decode[[]listed](l, a, 200), nameAndStatus); got != "e2e:success status-page:created" || a.header.Get("X-Total") != "2" {
		t.Errorf("%s, %s in all", got, a.header.Get("X-Total"))
	}
	for _, key := range []string{`"runner"`, `"artifacts"`} {
		if strings.Contains(a.body, key) {
			t.Errorf("a trigger job has %s", key)
		}
	}
	if got := decode[[]listed](l, l.get("rae", pipelinePath(api, d, "/bridges?scope=created")), 200); len(got) != 1 || got[0].Downstream != nil {
		t.Errorf("created are %+v", got)
	}
}
