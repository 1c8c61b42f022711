package fleet_test

import (
	"fmt"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

// cancel has somebody set the status of a deployment.
func (l *lab) cancel(id int64) {
	l.t.Helper()
	if err := l.SetStatus(id, "canceled"); err != nil {
		l.t.Fatal(err)
	}
}

// production are the rows of that environment.
func production(s fleet.Snapshot, status api.Status) []fleet.Row {
	var out []fleet.Row
	for _, r := range s.Rows {
		if r.Deployment.Environment.Name == "production" && r.Deployment.Status == status {
			out = append(out, r)
		}
	}
	return out
}

// What was live was set to failed with this program: nothing else ever succeeded
// there, and it must not be called live for ever.
func TestWhatIsSetToFailedIsNotLive(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	p := api.ProjectRef{Host: c.host, ID: 1}
	sha := c.find(c.project(1), "production", api.StatusSuccess).Deployment.SHA
	record := func(status api.Status) api.Ref {
		got, row := c.Record(t.Context(), decide.Record{Project: p, Me: 1, New: api.NewDeployment{Environment: "brand-new", SHA: sha, Ref: "main", Status: status}})
		if row == nil {
			t.Fatal(got.Err)
		}
		return row.Ref
	}
	runs, live := record(api.StatusRunning), record(api.StatusSuccess)
	c.project(1)
	if r := c.detail(runs); r.Live == nil || r.Live.ID != live.Deployment {
		t.Fatalf("live is %+v", r.Live)
	}
	seen := c.detail(live)
	res, _ := c.Decide(t.Context(), decide.Request{Act: decide.ActSetStatus, Ref: live, Seen: *seen.Deployment, Me: 1, Status: api.StatusFailed})
	if res.Outcome != decide.Done {
		t.Fatal(res.Err)
	}
	for range 3 {
		if r := c.detail(runs); r.Live != nil {
			t.Errorf("live is still %d, %s", r.Live.ID, r.Live.Status)
		}
		if got := c.changes(runs); got.Live != nil {
			t.Errorf("it is compared with %d, %s", got.Live.ID, got.Live.Status)
		}
		l.pass(time.Minute)
		if r := c.byID(c.project(1), runs.Deployment); r.Live != nil {
			t.Errorf("listed, live is still %d, %s", r.Live.ID, r.Live.Status)
		}
	}
}

// Somebody else cancels all that succeeded: what waits and is older has not been
// overtaken any more, and calls for its approvers.
func TestWhatIsListedAsCanceledIsNotLive(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	s := c.project(1)
	outdated := map[int64]bool{}
	for _, r := range production(s, api.StatusBlocked) {
		if r.Live == nil {
			t.Fatalf("nothing is live under #%d", r.Deployment.IID)
		}
		outdated[r.Ref.Deployment] = r.Verdict.State == api.StateOutdated
	}
	for _, r := range production(s, api.StatusSuccess) {
		l.cancel(r.Ref.Deployment)
	}
	overtaken := 0
	for _, r := range production(c.project(1), api.StatusBlocked) {
		if outdated[r.Ref.Deployment] {
			overtaken++
		}
		if r.Live != nil || r.Verdict.State == api.StateOutdated {
			t.Errorf("#%d is state %d over %+v", r.Deployment.IID, r.Verdict.State, r.Live)
		}
		if r = c.row(r.Ref); r.Live != nil || r.Verdict.State == api.StateOutdated {
			t.Errorf("read, #%d is state %d over %+v", r.Deployment.IID, r.Verdict.State, r.Live)
		}
		if got := c.changes(r.Ref); got.Live != nil {
			t.Errorf("#%d is compared with %+v", r.Deployment.IID, got.Live)
		}
	}
	if overtaken == 0 {
		t.Error("none had been overtaken")
	}
}

// A single read finds it out before the next listing.
func TestWhatIsReadAsCanceledIsNotLive(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	s := c.project(1)
	waits := c.detail(c.find(s, "production", api.StatusBlocked).Ref)
	l.cancel(waits.Live.ID)
	c.row(api.Ref{Host: c.host, Project: 1, Deployment: waits.Live.ID})
	l.ResetJournal()
	r := c.row(waits.Ref)
	if l.count("GET", `/environments/\d+$`) != 1 || r.Live != nil && (r.Live.ID == waits.Live.ID || r.Live.Status != api.StatusSuccess) {
		t.Errorf("live is %+v", r.Live)
	}
}

// What is live is not listed, and the environment names an older one, then none.
func TestTheEnvironmentTakesBackWhatIsLive(t *testing.T) {
	t.Parallel()
	c, e := quietProduction(t)
	ref := c.find(c.project(1), "production", api.StatusBlocked).Ref
	// over expects that to be live, and of what waits only the older ones overtaken
	over := func(live *api.Deployment) (overtaken int) {
		t.Helper()
		if r := c.detail(ref); (r.Live == nil) != (live == nil) || live != nil && r.Live.ID != live.ID {
			t.Fatalf("live is %+v, want %+v", r.Live, live)
		}
		for _, r := range production(c.project(1), api.StatusBlocked) {
			older := live != nil && r.Ref.Deployment < live.ID
			if older != (r.Verdict.State == api.StateOutdated) {
				t.Errorf("%d is state %d over %+v", r.Ref.Deployment, r.Verdict.State, live)
			}
			if older {
				overtaken++
			}
		}
		return overtaken
	}
	before := over(e.LastDeployment)
	c.l.cancel(e.LastDeployment.ID)
	c.l.pass(31 * time.Second)
	now, err := c.l.as("root").Environment(t.Context(), 1, e.ID)
	if err != nil {
		t.Fatal(err)
	}
	if after := over(now.LastDeployment); after >= before || after == 0 {
		t.Errorf("%d were overtaken, now %d", before, after)
	}
	c.l.pass(31 * time.Second)
	c.l.Inject(sandbox.Fault{Path: `/environments/\d+$`, Status: 200, Body: nothingLive(e)})
	over(nil)
}

// The newest success is not always the live one: where it falls, the live one has
// overtaken what is older all the same.
func TestTheNewestSuccessFalls(t *testing.T) {
	t.Parallel()
	c, _ := quietProduction(t)
	rows := production(c.project(1), api.StatusBlocked)
	newest, live, old := rows[1].Ref, rows[2].Ref, rows[3].Ref
	for _, ref := range []api.Ref{newest, live} {
		if err := c.l.SetStatus(ref.Deployment, "success"); err != nil {
			t.Fatal(err)
		}
		c.l.pass(time.Second)
	}
	r := c.byID(c.project(1), old.Deployment)
	if r.Live == nil || r.Live.ID != live.Deployment || r.Verdict.State != api.StateOutdated {
		t.Fatalf("state %d over %+v", r.Verdict.State, r.Live)
	}
	c.l.cancel(newest.Deployment)
	c.row(newest)
	if r := c.row(old); r.Live == nil || r.Live.ID != live.Deployment || r.Verdict.State != api.StateOutdated {
		t.Errorf("state %d over %+v", r.Verdict.State, r.Live)
	}
}

// nothingLive is what an environment without a success answers.
func nothingLive(e api.Environment) string {
	return fmt.Sprintf(`{"id":%d,"name":%q,"last_deployment":null}`, e.ID, e.Name)
}

// An environment that knew of no success when it was asked takes none away that
// came while it answered.
func TestALateAnswerTakesNoNewSuccessAway(t *testing.T) {
	t.Parallel()
	c, e := quietProduction(t)
	rows := production(c.project(1), api.StatusBlocked)
	ref, succeeds := rows[0].Ref, rows[1].Ref
	c.l.Inject(sandbox.Fault{
		Path: `/environments/\d+$`, Times: 1, Status: 200, Body: nothingLive(e),
		Before: func() {
			if err := c.l.SetStatus(succeeds.Deployment, "success"); err != nil {
				t.Error(err)
			}
			c.row(succeeds)
		},
	})
	if r := c.detail(ref); r.Live == nil || r.Live.ID != succeeds.Deployment {
		t.Errorf("live is %+v", r.Live)
	}
	c.l.ResetJournal()
	if c.detail(ref); c.l.count("GET", `/environments/\d+$`) != 1 {
		t.Error("an answer that was not taken keeps the environment from being asked")
	}
}

// A newer one of the environment that was played is warned of in the older one, as
// soon as anybody looked, and no longer once it has ended.
func TestANewerOneUnderWayIsWarnedOf(t *testing.T) {
	t.Parallel()
	c, _ := quietProduction(t)
	rows := production(c.project(1), api.StatusBlocked)
	newer, older := rows[0], rows[1].Ref
	warned := func(r fleet.Row) bool {
		for _, w := range r.Verdict.Warnings {
			if w.Kind == api.DangerRunning {
				return w.Word == "#"+itoa(newer.Deployment.IID)
			}
		}
		return false
	}
	under := func(what string, want bool) {
		t.Helper()
		if got := warned(c.row(older)); got != want {
			t.Errorf("%s: the older one is warned: %v", what, got)
		}
	}
	under("it waits", false)
	for _, status := range []string{"running", "failed", "running"} {
		if err := c.l.SetStatus(newer.Ref.Deployment, status); err != nil {
			t.Fatal(err)
		}
		if r := c.row(newer.Ref); warned(r) {
			t.Error("it is warned of itself")
		}
		under(status, status == "running")
		if r := c.byID(c.project(1), older.Deployment); warned(r) != (status == "running") {
			t.Errorf("%s, listed: the older one is warned: %v", status, warned(r))
		}
	}
}
