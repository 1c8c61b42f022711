package fleet_test

import (
	"testing"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

// What was deleted is forgotten, and a listing that was under way does not bring it
// back.
func TestADeletedOneIsForgotten(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	r := c.row(c.find(c.project(1), "prod-us", api.StatusBlocked).Ref)
	gone := func(rows []fleet.Row) {
		t.Helper()
		for _, x := range rows {
			if x.Ref == r.Ref {
				t.Errorf("it is there again, state %d", x.Verdict.State)
			}
			for _, w := range x.Verdict.Warnings {
				if w.Kind == api.DangerNewer && w.Word == "#"+itoa(r.Deployment.IID) {
					t.Errorf("#%d warns that it still waits", x.Deployment.IID)
				}
			}
		}
	}
	l.Inject(sandbox.Fault{Path: listingPath, Times: 1, Status: 200, Body: l.body(listingOf1), Before: func() {
		res, row := c.Decide(t.Context(), decide.Request{Act: decide.ActDelete, Ref: r.Ref, Seen: *r.Deployment, Me: 1})
		if res.Outcome != decide.Done || !res.Gone || row != nil {
			t.Errorf("outcome %d: %v, %+v", res.Outcome, res.Err, row)
		}
	}})
	gone(c.project(1).Rows)
	gone(c.project(1).Rows)
	r = c.row(c.find(c.project(1), "prod-eu", api.StatusBlocked).Ref)
	under := r
	l.Inject(sandbox.Fault{Path: listingPath, Times: 1, Status: 200, Body: l.body(listingOf1), Before: func() {
		if res, _ := c.Decide(t.Context(), decide.Request{Act: decide.ActDelete, Ref: under.Ref, Seen: *under.Deployment, Me: 1}); !res.Gone {
			t.Errorf("outcome %d: %v", res.Outcome, res.Err)
		}
	}})
	gone(c.ask(api.DeploymentFilter{}).Rows)
	if _, err := c.LoadPipeline(t.Context(), r.Ref); api.KindOf(err) != api.NotFound {
		t.Errorf("its pipeline: %v", err)
	}
}

// Somebody else deleted what is live here: what is live is asked anew.
func TestWhatWasLiveIsAskedAnew(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	s := c.project(1)
	waits, live := c.detail(c.find(s, "production", api.StatusBlocked).Ref), c.detail(c.find(s, "production", api.StatusSuccess).Ref)
	remove := l.Inject(sandbox.Fault{Path: single(live.Ref.Deployment) + "$", Status: 404, Body: `{"message":"404 Not found"}`})
	res, row := c.Decide(t.Context(), decide.Request{Act: decide.ActDelete, Ref: live.Ref, Seen: *live.Deployment, Me: 1})
	if !res.Gone || row != nil {
		t.Fatalf("%+v, %+v", res, row)
	}
	remove()
	l.ResetJournal()
	if r := c.row(waits.Ref); r.Live == nil || l.count("GET", `/environments/\d+$`) != 1 {
		t.Errorf("live is %+v", r.Live)
	}
}

// After a retry the row is still the old one; the new one comes with the next
// listing, as a row of its own.
func TestARetryMakesAnotherRow(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	failed := c.find(c.project(1), "staging", api.StatusSuccess)
	for _, r := range c.project(1).Rows {
		if r.Deployment.Status == api.StatusFailed && r.Verdict.State == api.StateFailed && !r.External() {
			failed = r
			break
		}
	}
	r := c.row(failed.Ref)
	res, row := c.Decide(t.Context(), decide.Request{Act: decide.ActRetry, Ref: r.Ref, Seen: *r.Deployment, Me: 1})
	if res.Outcome != decide.Done || row == nil || row.Ref != r.Ref || res.Job == nil || res.Job.ID == r.Deployment.Deployable.ID {
		t.Fatalf("outcome %d: %v, %+v", res.Outcome, res.Err, row)
	}
	if res.Made == nil || res.Made.ID == r.Ref.Deployment {
		t.Fatalf("made %+v", res.Made)
	}
	if made := c.byID(c.project(1), res.Made.ID); made.Deployment.Environment.ID != r.Deployment.Environment.ID {
		t.Errorf("%+v", made)
	}
}

// The job is gone, its deployment is not.
func TestAVanishedJobLeavesItsRow(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	r := c.row(c.find(c.project(1), "loadtest", api.StatusBlocked).Ref)
	l.Inject(sandbox.Fault{Method: "POST", Path: `/play$`, Status: 404, Body: `{"message":"404 Not found"}`})
	res, row := c.Decide(t.Context(), decide.Request{Act: decide.ActPlay, Ref: r.Ref, Seen: *r.Deployment, Me: 1})
	if res.Outcome != decide.Refused || row == nil || row.Ref != r.Ref {
		t.Errorf("outcome %d: %v, %+v", res.Outcome, res.Err, row)
	}
	if r := c.byID(c.project(1), r.Ref.Deployment); !r.Detailed {
		t.Error("the row lost its single read")
	}
}
