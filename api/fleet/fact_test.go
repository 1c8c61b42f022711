package fleet_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

func TestFactsHaveValues(t *testing.T) {
	t.Parallel()
	d := stage(t, sandbox.SceneAhead)
	if r := d.row(d.ref); r.Brief != nil {
		t.Errorf("before anything was asked: %+v", r.Brief)
	}
	d.asked()
	b := d.card().Brief
	for _, f := range fleet.Facts() {
		if b.Pending(f) || b.Err(f) != nil || !b.ReadAt(f).Equal(d.l.now()) {
			t.Errorf("%s: pending %v, %v, read at %s", f, b.Pending(f), b.Err(f), b.ReadAt(f))
		}
	}
	if c := b.Changes.Value; len(c.Ahead) != 12 || len(c.Behind) != 0 || c.Live.ID != d.at.Live || len(c.Files) == 0 {
		t.Errorf("changes: %d ahead, %d behind of %+v", len(c.Ahead), len(c.Behind), c.Live)
	}
	if m := b.Merged.Value; len(m.Requests) == 0 || m.Requests[0].Approvals == nil || m.Cut {
		t.Errorf("merge requests: %+v", m)
	}
	if v := b.Release.Value; v.Tag != d.at.Ref || v.Notes == "" {
		t.Errorf("release: %+v", v)
	}
	if v := b.Recent.Value; len(v) != 1 || v[0].Deployment.ID != d.at.Live || v[0].Brief != nil {
		t.Errorf("recent: %+v", v)
	}
	if v := b.Elsewhere.Value; len(v.Rows) != 1 || v.Rows[0].Deployment.Environment.Name != "staging" || v.Rows[0].Deployment.SHA != d.at.SHA || len(v.Staging) != 1 {
		t.Errorf("elsewhere: %+v", v)
	}
	if v := b.Guard.Value; v.Name != d.at.Ref || !v.Tag {
		t.Errorf("guard: %+v", v)
	}
	if v := b.Insight.Value; len(v.Rules) != 1 || !v.Rules[0].CanApprove || !v.FreezesKnown {
		t.Errorf("insight: %+v", v)
	}
	if n := d.l.count("GET", `/deployments/\d+$`); n != 1 {
		t.Errorf("the deployment was read %d times", n)
	}
}

// What cannot be read says so in its own place, and is left alone for half a minute.
func TestAFactThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for _, f := range fleet.Facts() {
		for _, status := range []int{403, 404} {
			// rollback was never in staging, which is asked then
			d := stage(t, sandbox.SceneRollback)
			if f == fleet.FactMerged { // a rollback ships none
				d = stage(t, sandbox.SceneAhead)
			}
			remove := d.l.Inject(failing(routes[f], status))
			b := d.fact(f).Brief
			want := map[int]string{403: "no access", 404: "GitLab does not know it"}[status]
			if f == fleet.FactInsight {
				want = "this GitLab does not answer GraphQL for it"
			}
			if b.Err(f) == nil || b.Pending(f) || !b.ReadAt(f).IsZero() || fleet.Reason(b.Err(f)) != want {
				t.Errorf("%s, %d: %v", f, status, b.Err(f))
			}
			for _, other := range fleet.Facts() {
				if other != f && !b.Pending(other) {
					t.Errorf("%s, %d: %s is no more unknown", f, status, other)
				}
			}
			remove()
			d.asked()
			d.l.pass(29 * time.Second)
			if d.fact(f); d.asked() > 0 {
				t.Errorf("%s, %d: asked again too soon", f, status)
			}
			d.l.pass(time.Second)
			b = d.fact(f).Brief
			if f != fleet.FactInsight && (d.asked() == 0 || b.Err(f) != nil || b.Pending(f)) {
				t.Errorf("%s, %d: not asked again, %v", f, status, b.Err(f))
			}
		}
	}
}

// A value stays while it cannot be renewed, and its age tells.
func TestAValueOutlivesAFailure(t *testing.T) {
	t.Parallel()
	for _, f := range fleet.Facts() {
		d := stage(t, sandbox.SceneRollback)
		d.fact(f)
		began := d.l.now()
		d.l.pass(11 * time.Minute)
		d.l.Inject(failing(routes[f], 403))
		d.l.Inject(failing(`/environments/\d+$`, 403))
		d.asked()
		b := d.fact(f).Brief
		if d.asked() == 0 {
			t.Errorf("%s was not renewed", f)
		}
		kept := b.Changes.Read() || f != fleet.FactShips
		known := f == fleet.FactShips || f == fleet.FactMerged // two commits do not change
		if b.Err(f) != nil || !kept || !known && !b.ReadAt(f).Equal(began) {
			t.Errorf("%s: %v, read at %s", f, b.Err(f), b.ReadAt(f))
		}
		if !known && b.Due(f, d.l.now().Add(29*time.Second)) || !known && !b.Due(f, d.l.now().Add(30*time.Second)) {
			t.Errorf("%s is not tried again in half a minute", f)
		}
	}
}

// Nothing is fetched twice within its lifetime.
func TestFactsHaveALifetime(t *testing.T) {
	t.Parallel()
	lives := map[fleet.Fact]time.Duration{
		fleet.FactShips: 5 * time.Minute, fleet.FactMerged: 5 * time.Minute, fleet.FactRelease: 10 * time.Minute,
		fleet.FactRecent: time.Minute, fleet.FactElsewhere: time.Minute, fleet.FactJobs: time.Minute,
		fleet.FactGuard: 10 * time.Minute, fleet.FactFreezes: 10 * time.Minute, fleet.FactInsight: 2 * time.Minute,
	}
	for _, f := range fleet.Facts() {
		d := stage(t, sandbox.SceneRollback)
		d.fact(f)
		if d.asked() == 0 {
			t.Errorf("%s asks nothing", f)
		}
		d.l.pass(lives[f] - time.Millisecond)
		if d.fact(f); d.asked() > 0 {
			t.Errorf("%s was fetched twice within %s", f, lives[f])
		}
		d.l.pass(time.Millisecond)
		if b := d.fact(f).Brief; d.asked() == 0 || !b.ReadAt(f).Equal(d.l.now()) {
			t.Errorf("%s was not renewed after %s", f, lives[f])
		}
	}
}

func TestSideBySideAsksOnce(t *testing.T) {
	t.Parallel()
	for _, f := range fleet.Facts() {
		alone := stage(t, sandbox.SceneAhead)
		alone.fact(f)
		want := alone.asked()
		d := stage(t, sandbox.SceneAhead)
		var begun, done sync.WaitGroup
		begun.Add(8)
		d.l.Inject(sandbox.Fault{Times: 1, Before: begun.Wait})
		for range 8 {
			done.Go(func() {
				begun.Done()
				if r, err := d.LoadFact(t.Context(), d.ref, f); err != nil || r.Brief.Pending(f) {
					t.Errorf("%s: %v", f, err)
				}
			})
		}
		if done.Wait(); d.asked() != want {
			t.Errorf("%s was asked more than once", f)
		}
	}
}

// A server that hangs costs each fact its own deadline and no more, also where another
// read of the same waits longer.
func TestAFactHasADeadline(t *testing.T) {
	t.Parallel()
	for _, f := range fleet.Facts() {
		d := stage(t, sandbox.SceneAhead)
		if f == fleet.FactElsewhere {
			d = stage(t, sandbox.SceneRollback)
		}
		d.hurry(20 * time.Millisecond)
		remove := d.l.Inject(sandbox.Fault{Path: routes[f], Hang: true})
		b := d.fact(f).Brief
		var late fleet.Late
		if !errors.As(b.Err(f), &late) || late.Fact != f || fleet.Reason(b.Err(f)) != "no answer within 20ms" {
			t.Errorf("%s: %v", f, b.Err(f))
		}
		if s := b.Err(f).Error(); !strings.HasPrefix(s, f.String()) || strings.Contains(s, "\n") {
			t.Errorf("%s: %q", f, s)
		}
		remove()
		d.hurry(20 * time.Second)
		d.l.pass(30 * time.Second)
		if b := d.fact(f).Brief; b.Err(f) != nil || b.Pending(f) {
			t.Errorf("%s does not come afterwards: %v", f, b.Err(f))
		}
	}
}

func TestTheDeadlineHoldsBehindALongerRead(t *testing.T) {
	t.Parallel()
	d := stage(t, sandbox.SceneAhead)
	d.hurry(20 * time.Millisecond)
	arrived := make(chan struct{})
	d.l.Inject(sandbox.Fault{Path: routes[fleet.FactShips], Hang: true, Times: 1, Before: func() { close(arrived) }})
	ctx, giveUp := context.WithCancel(t.Context())
	var work sync.WaitGroup
	work.Go(func() { _, _ = d.LoadChanges(ctx, d.ref) })
	<-arrived
	if b := d.fact(fleet.FactShips).Brief; fleet.Reason(b.Err(fleet.FactShips)) != "no answer within 20ms" {
		t.Errorf("%v", b.Err(fleet.FactShips))
	}
	giveUp()
	work.Wait()
}

// Approvals that do not come in time leave the merge requests.
func TestApprovalsThatHangLeaveTheMergeRequests(t *testing.T) {
	t.Parallel()
	d := stage(t, sandbox.SceneAhead)
	d.fact(fleet.FactShips)
	d.hurry(300 * time.Millisecond)
	d.l.Inject(sandbox.Fault{Path: `/merge_requests/\d+/approvals$`, Hang: true})
	b := d.fact(fleet.FactMerged).Brief
	if m := b.Merged.Value.Requests; b.Err(fleet.FactMerged) != nil || len(m) == 0 || m[0].Approvals != nil || m[0].ApprovalsErr == nil {
		t.Errorf("%v, %+v", b.Err(fleet.FactMerged), m)
	}
}

func TestWhatIsGivenUpKeepsNothing(t *testing.T) {
	t.Parallel()
	for _, f := range fleet.Facts() {
		d := stage(t, sandbox.SceneAhead)
		if f == fleet.FactElsewhere {
			d = stage(t, sandbox.SceneRollback)
		}
		ctx, giveUp := context.WithCancel(t.Context())
		remove := d.l.Inject(sandbox.Fault{Path: routes[f], Hang: true, Before: giveUp})
		if _, err := d.LoadFact(ctx, d.ref, f); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", f, err)
		}
		remove()
		if b := d.row(d.ref).Brief; !b.Pending(f) || !b.Due(f, d.l.now()) {
			t.Errorf("%s is not unknown: %v", f, b.Err(f))
		}
		if b := d.fact(f).Brief; b.Pending(f) || b.Err(f) != nil {
			t.Errorf("%s does not come afterwards: %v", f, b.Err(f))
		}
	}
}

func TestWhatHasEndedHasNoBrief(t *testing.T) {
	t.Parallel()
	d := stage(t, sandbox.SceneAhead)
	live := d.ref
	live.Deployment = d.at.Live
	for _, f := range fleet.Facts() {
		r, err := d.LoadFact(t.Context(), live, f)
		if err != nil || r.Brief != nil {
			t.Errorf("%s: %v, %+v", f, err, r.Brief)
		}
	}
	if d.asked() > 0 {
		t.Error("something was asked")
	}
	d.card()
	if err := d.l.SetStatus(d.at.Deployment, "canceled"); err != nil {
		t.Fatal(err)
	}
	if r := d.row(d.ref); r.Brief != nil {
		t.Error("what has ended since keeps its brief")
	}
	if r := d.byID(d.project(d.at.Project), d.at.Deployment); r.Brief != nil {
		t.Error("what has ended since keeps its brief in the list")
	}
}

func TestAnUnknownDeploymentHasNoFacts(t *testing.T) {
	t.Parallel()
	d := stage(t, sandbox.SceneAhead)
	for _, ref := range []api.Ref{{Host: d.host, Project: d.at.Project, Deployment: 99999999}, {Host: d.host, Project: 2, Deployment: 1}, {Host: "elsewhere"}} {
		if _, err := d.LoadFact(t.Context(), ref, fleet.FactGuard); err == nil {
			t.Errorf("%+v", ref)
		}
	}
}

// That GitLab asks for time is told, also where the deadline passes meanwhile.
func TestAFactKeepsWhenItMayBeAskedAgain(t *testing.T) {
	t.Parallel()
	for _, f := range fleet.Facts() {
		if f == fleet.FactMerged { // a rollback ships none
			continue
		}
		t.Run(f.String(), func(t *testing.T) {
			t.Parallel()
			l := open(t)
			d := l.desk(sandbox.SceneRollback, l.as("maya", func(o *api.Options) {
				o.Sleep = func(ctx context.Context, _ time.Duration) error { <-ctx.Done(); return ctx.Err() }
			}))
			d.hurry(2 * time.Second) // the reply is there long before, the wait has no end
			d.l.Inject(sandbox.Fault{Path: routes[f], Status: 429, Body: "Retry later", ContentType: "text/plain", Header: http.Header{"Retry-After": {"20"}}})
			err := d.fact(f).Brief.Err(f)
			var e *api.Error
			if !errors.As(err, &e) || e.Kind != api.RateLimited || e.RetryAfter != 20*time.Second {
				t.Error(err)
			}
		})
	}
}
