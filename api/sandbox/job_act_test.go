package sandbox_test

import (
	"fmt"
	"testing"
	"time"
)

const (
	noRight      = `{"message":"403 Forbidden"}`
	notRetryable = `{"message":"403 Forbidden - Job is not retryable"}`
	noRecord     = `{"message":"404 Not found"}`
)

// ordinary is the path of the no-th ordinary job of the pipeline of a deployment.
func ordinary(project int64, d row, no int64, tail string) string {
	return fmt.Sprintf("/projects/%d/jobs/%d%s", project, 5_000_000_000+d.Deployable.Pipeline.ID*16+no, tail)
}

func TestRetryRefusals(t *testing.T) {
	t.Parallel()
	l := start(t)
	done, waiting := l.in(api, "staging", "success"), l.in(api, "production", "blocked")
	rejected := l.in(search, "production", "failed")
	late := l.first(search, "status=success", func(d row) bool { return d.Ref == "v0.9.1" && d.Environment.Name == "staging" })
	older := l.first(search, "status=success", func(d row) bool {
		return d.Environment.Name == "staging" && d.ID < late.ID && d.Deployable != nil
	})
	for _, c := range []struct {
		name, user, path string
		status           int
		want             string
	}{
		{"no number", "maya", "/projects/1/jobs/x/retry", 400, `{"error":"job_id is invalid"}`},
		{"stranger", "sam", jobPath(api, done, "/retry"), 404, `{"message":"404 Project Not Found"}`},
		{"unknown", "maya", "/projects/1/jobs/5/retry", 404, noRecord},
		{"unknown before rights", "rae", "/projects/1/jobs/5/retry", 404, noRecord},
		{"unknown to a guest", "gus", "/projects/1/jobs/5/retry", 404, noRecord},
		{"another project's", "maya", jobPath(web, done, "/retry"), 404, noRecord},
		{"guest", "gus", jobPath(api, done, "/retry"), 403, noRight},
		{"reporter", "rae", jobPath(api, done, "/retry"), 403, noRight},
		{"reporter, an ordinary one", "rae", ordinary(api, done, 2, "/retry"), 403, noRight},
		{"rights before retryable", "rae", jobPath(api, waiting, "/retry"), 403, noRight},
		{"not on the deploy list", "lin", jobPath(ledger, l.in(ledger, "production", "success"), "/retry"), 403, noRight},
		{"outdated", "maya", jobPath(search, older, "/retry"), 403, noRight},
		{"manual", "maya", jobPath(api, waiting, "/retry"), 403, notRetryable},
		{"running", "maya", jobPath(edge, l.in(edge, "production", "running"), "/retry"), 403, notRetryable},
		{"skipped", "maya", jobPath(ingest, l.in(ingest, "qa", "skipped"), "/retry"), 403, notRetryable},
		{"rejected", "maya", jobPath(search, rejected, "/retry"), 403, notRetryable},
		{"read only", "read_api", jobPath(api, done, "/retry"), 403,
			`{"error":"insufficient_scope","error_description":"The request requires higher privileges than provided by the access token.","scope":"api"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, body := range []any{nil, object{}} {
				l.want(l.ask(c.user, "POST", c.path, body), c.status, c.want)
			}
		})
	}
}

func TestRetryOfADeployJobNeedsApprovalsAfresh(t *testing.T) {
	t.Parallel()
	l := start(t)
	old := l.in(edge, "prod-us", "failed")
	fresh := decode[job](l, l.ask("maya", "POST", jobPath(edge, old, "/retry"), nil), 201)
	if fresh.ID == old.Deployable.ID || fresh.Status != "manual" || fresh.User.Username != "maya" || fresh.Name != old.Deployable.Name ||
		fresh.Pipeline.ID != old.Deployable.Pipeline.ID {
		t.Errorf("the new job is %+v", fresh)
	}
	d := l.full(l.in(edge, "prod-us", "blocked"), edge)
	if d.ID == old.ID || d.Deployable.ID != fresh.ID || d.Pending != 1 || len(d.Approvals) != 0 || d.SHA != old.SHA {
		t.Errorf("its deployment is %+v", d)
	}
	if before := l.full(old, edge); before.Status != "failed" || before.Deployable.ID != old.Deployable.ID {
		t.Errorf("the old one became %+v", before)
	}
	l.want(l.ask("maya", "POST", jobPath(edge, old, "/retry"), object{}), 403, notRetryable)
}

func TestRetryWithoutRulesRuns(t *testing.T) {
	t.Parallel()
	l := start(t)
	old := l.in(api, "review/x-12", "failed")
	fresh := decode[job](l, l.ask("oto", "POST", jobPath(api, old, "/retry"), object{}), 201)
	if fresh.Status != "pending" {
		t.Errorf("it is %s", fresh.Status)
	}
	l.clock.add(time.Minute)
	if d := l.in(api, "review/x-12", "success"); d.Deployable.ID != fresh.ID || d.User.Username != "oto" {
		t.Errorf("it made %+v", d)
	}
}

func TestRetryOfAnOrdinaryJobMendsItsPipeline(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(checkout, "production", "blocked") // its integration failed
	const integration = 3
	fresh := decode[job](l, l.ask("ivy", "POST", ordinary(checkout, d, integration, "/retry"), nil), 201)
	if fresh.Status != "pending" || fresh.Name != "integration" || fresh.User.Username != "ivy" {
		t.Errorf("the new job is %+v", fresh)
	}
	path := fmt.Sprintf("/projects/%d/pipelines/%d", checkout, d.Deployable.Pipeline.ID)
	if p := decode[object](l, l.get("ivy", path), 200); p["status"] != "running" {
		t.Errorf("its pipeline is %v", p["status"])
	}
	l.want(l.ask("ivy", "POST", ordinary(checkout, d, integration, "/retry"), nil), 403, notRetryable)
	l.clock.add(5 * time.Minute)
	if j := decode[job](l, l.get("rae", fmt.Sprintf("/projects/%d/jobs/%d", checkout, fresh.ID)), 200); j.Status != "success" {
		t.Errorf("it is %s", j.Status)
	}
	if p := decode[object](l, l.get("ivy", path), 200); p["status"] != "success" {
		t.Errorf("its pipeline became %v", p["status"])
	}
	if old := decode[job](l, l.get("rae", ordinary(checkout, d, integration, "")), 200); old.Status != "failed" {
		t.Errorf("the old one became %s", old.Status)
	}
}

func TestCancelRefusals(t *testing.T) {
	t.Parallel()
	l := start(t)
	waiting := l.in(api, "production", "blocked")
	for _, c := range []struct {
		name, user, path string
		body             any
		status           int
		want             string
	}{
		{"no number", "maya", "/projects/1/jobs/x/cancel", nil, 400, `{"error":"job_id is invalid"}`},
		{"no boolean", "maya", jobPath(api, waiting, "/cancel"), object{"force": "perhaps"}, 400, `{"error":"force is invalid"}`},
		{"stranger", "sam", jobPath(api, waiting, "/cancel"), nil, 404, `{"message":"404 Project Not Found"}`},
		{"reporter", "rae", jobPath(api, waiting, "/cancel"), nil, 403, noRight},
		{"right before unknown", "rae", "/projects/1/jobs/5/cancel", nil, 403, noRight},
		{"unknown", "maya", "/projects/1/jobs/5/cancel", nil, 404, noRecord},
		{"another project's", "maya", jobPath(web, waiting, "/cancel"), nil, 404, noRecord},
		{"not on the deploy list", "lin", jobPath(ledger, l.in(ledger, "prod-eu", "blocked"), "/cancel"), nil, 403, noRight},
		{"force is for Maintainers", "lin", jobPath(api, waiting, "/cancel"), object{"force": true}, 403, noRight},
	} {
		t.Run(c.name, func(t *testing.T) { l.want(l.ask(c.user, "POST", c.path, c.body), c.status, c.want) })
	}
	if got := l.full(waiting, api); got.Status != "blocked" {
		t.Errorf("a refusal made it %s", got.Status)
	}
}

func TestCancel(t *testing.T) {
	t.Parallel()
	l := start(t)
	cancel := func(user string, project int64, d row) string {
		return decode[job](l, l.ask(user, "POST", jobPath(project, d, "/cancel"), nil), 201).Status
	}
	waiting := l.in(api, "production", "blocked")
	if got := cancel("lin", api, waiting); got != "canceled" {
		t.Errorf("a manual job became %s", got)
	}
	if got := l.full(waiting, api); got.Status != "canceled" {
		t.Errorf("its deployment is %s", got.Status)
	}
	done := l.in(api, "staging", "success")
	if got := cancel("lin", api, done); got != "success" {
		t.Errorf("one that has ended became %s", got)
	}
	created := l.in(mail, "staging", "created")
	if got := cancel("kim", mail, created); got != "canceled" {
		t.Errorf("a created one became %s", got)
	}
	l.clock.add(10 * time.Minute)
	if got := l.full(created, mail); got.Status != "canceled" {
		t.Errorf("its pipeline went on: %s", got.Status)
	}
}

func TestCancelOfARunningJobTakesAMoment(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(edge, "production", "running")
	path := jobPath(edge, d, "/cancel")
	for i, step := range []struct {
		after           time.Duration
		job, deployment string
	}{{0, "canceling", "running"}, {time.Second, "canceling", "running"}, {time.Second, "canceled", "canceled"}} {
		l.clock.add(step.after)
		if i == 0 {
			l.ask("maya", "POST", path, nil)
		}
		if got := l.full(d, edge); got.Status != step.deployment || got.Deployable.Status != step.job {
			t.Errorf("step %d: deployment %s, job %s", i, got.Status, got.Deployable.Status)
		}
	}
	l.clock.add(time.Hour)
	if got := l.full(d, edge); got.Status != "canceled" {
		t.Errorf("it became %s all the same", got.Status)
	}
	if again := decode[job](l, l.ask("maya", "POST", jobPath(edge, d, "/retry"), nil), 201); again.Status != "manual" {
		t.Errorf("retried it is %s", again.Status)
	}
}

func TestForceDoesNotWaitForTheRunner(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(edge, "production", "running")
	for _, want := range []string{"running", "canceling", "canceled"} {
		body := object{"force": want != "canceling"}
		if got := decode[job](l, l.ask("maya", "POST", jobPath(edge, d, "/cancel"), body), 201); got.Status != want {
			t.Errorf("with %v it is %s, want %s", body, got.Status, want)
		}
	}
}

// A canceled test job ends its pipeline there; retried, the pipeline goes on.
func TestCancelOfAnOrdinaryJobSkipsTheRest(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(mail, "staging", "created") // its tests run
	compile := ordinary(mail, d, 0, "")
	if got := decode[job](l, l.ask("kim", "POST", compile+"/cancel", object{}), 201); got.Status != "canceling" {
		t.Fatalf("it is %s", got.Status)
	}
	l.clock.add(2 * time.Second)
	if got := decode[job](l, l.get("kim", compile), 200); got.Status != "canceled" {
		t.Errorf("it is %s", got.Status)
	}
	if got := decode[job](l, l.get("kim", ordinary(mail, d, 2, "")), 200); got.Status != "skipped" {
		t.Errorf("the test job is %s", got.Status)
	}
	if got := l.full(d, mail); got.Status != "skipped" || got.Deployable.Pipeline.Status != "canceled" {
		t.Errorf("its deployment is %s in a pipeline that is %s", got.Status, got.Deployable.Pipeline.Status)
	}
	l.ask("kim", "POST", compile+"/retry", nil)
	l.clock.add(10 * time.Minute)
	if got := l.full(d, mail); got.Status != "blocked" {
		t.Errorf("with compile retried it is %s", got.Status)
	}
}

func TestArchivedProjectsNeitherRetryNorCancel(t *testing.T) {
	t.Parallel()
	l := start(t)
	done, waiting := l.in(api, "staging", "success"), l.in(api, "production", "blocked")
	if err := l.SetArchived(api, true); err != nil {
		t.Fatal(err)
	}
	l.want(l.ask("maya", "POST", jobPath(api, done, "/retry"), nil), 403, noRight)
	l.want(l.ask("maya", "POST", jobPath(api, waiting, "/cancel"), nil), 403, noRight)
}

func TestDeletedDeploymentsStopNothing(t *testing.T) {
	t.Parallel()
	l := start(t, loud)
	deleted := 0
	for range 40 {
		l.pass(15 * time.Second)
		for id := int64(1); id <= 12; id++ {
			for _, d := range l.rows(id, "status=created") {
				if a := l.ask("root", "DELETE", at(id, d, ""), nil); a.status != 204 {
					t.Fatalf("%d %s", a.status, a.body)
				}
				deleted++
			}
		}
	}
	if deleted < 3 {
		t.Errorf("only %d were deleted", deleted)
	}
}

// The job of a deleted deployment goes its way without it.
func TestAJobOutlivesItsDeployment(t *testing.T) {
	t.Parallel()
	l := start(t)
	created := l.in(mail, "staging", "created")
	if a := l.ask("maya", "DELETE", at(mail, created, ""), nil); a.status != 204 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	l.clock.add(10 * time.Minute)
	path := jobPath(mail, created, "")
	if j := decode[job](l, l.get("maya", path), 200); j.Status != "manual" {
		t.Errorf("it is %s", j.Status)
	}
	if j := decode[job](l, l.ask("maya", "POST", path+"/cancel", nil), 201); j.Status != "canceled" {
		t.Errorf("canceled it is %s", j.Status)
	}
	again := decode[job](l, l.ask("maya", "POST", path+"/retry", nil), 201)
	l.clock.add(time.Minute)
	if d := l.in(mail, "staging", "success"); d.Deployable.ID != again.ID {
		t.Errorf("the retried job made no deployment: the newest is %+v", d)
	}
}
