package fleet_test

import (
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

// A row that a fact brings is the newest that is known of the deployment, and as old
// as that is.
func TestAFactBringsNoOlderRow(t *testing.T) {
	t.Parallel()
	d := stage(t, sandbox.SceneAhead)
	d.card()
	d.l.pass(6 * time.Minute)
	var listed time.Time
	d.l.Inject(sandbox.Fault{Path: routes[fleet.FactJobs], Times: 1, Before: func() {
		d.l.pass(time.Second)
		if err := d.l.SetStatus(d.at.Deployment, "canceled"); err != nil {
			t.Error(err)
		}
		if r := d.byID(d.project(d.at.Project), d.at.Deployment); r.Deployment.Status != api.StatusCanceled {
			t.Errorf("the listing says %s", r.Deployment.Status)
		}
		listed = d.l.now()
		d.l.pass(time.Second)
	}})
	r := d.fact(fleet.FactJobs)
	if r.Deployment.Status != api.StatusCanceled || r.Detailed || !r.ReadAt.Equal(listed) {
		t.Errorf("%s, detailed %v, read at %s, want %s", r.Deployment.Status, r.Detailed, r.ReadAt, listed)
	}
}

// What left the listing while a fact was read is as old as its own read was.
func TestARowThatIsListedNoMoreKeepsItsAge(t *testing.T) {
	t.Parallel()
	d := stage(t, sandbox.SceneAhead)
	d.card()
	read := d.l.now()
	d.l.pass(6 * time.Minute)
	d.l.Inject(sandbox.Fault{Path: routes[fleet.FactJobs], Times: 1, Before: func() {
		remove := d.l.Inject(sandbox.Fault{Path: `/deployments$`, Status: 200, Body: `[]`})
		d.project(d.at.Project)
		remove()
		d.l.pass(time.Second)
	}})
	if r := d.fact(fleet.FactJobs); !r.Detailed || !r.ReadAt.Equal(read) || r.Brief.Pending(fleet.FactJobs) {
		t.Errorf("detailed %v, read at %s, want %s", r.Detailed, r.ReadAt, read)
	}
}

// What a listing just said of others goes before an older look at them.
func TestWhatWasJustListedIsNewerThanALook(t *testing.T) {
	t.Parallel()
	d := stage(t, sandbox.SceneCrowded)
	d.card()
	other := d.ref
	other.Deployment = d.at.Others[0]
	d.row(other)
	if err := d.l.SetStatus(other.Deployment, "failed"); err != nil {
		t.Fatal(err)
	}
	d.l.pass(2 * time.Minute)
	found := false
	for _, r := range d.fact(fleet.FactRecent).Brief.Recent.Value {
		if r.Ref == other {
			found = true
			if r.Deployment.Status != api.StatusFailed || !r.ReadAt.Equal(d.l.now()) {
				t.Errorf("%s, read at %s", r.Deployment.Status, r.ReadAt)
			}
		}
	}
	if !found {
		t.Error("it is not listed")
	}
}

// The same of environments before production, which are asked where the listing does
// not have them.
func TestWhatStagingJustSaidIsNewerThanALook(t *testing.T) {
	t.Parallel()
	d := stage(t, sandbox.SceneAhead)
	before := d.card().Brief.Elsewhere.Value.Rows[0]
	d.row(before.Ref)
	if err := d.l.SetStatus(before.Ref.Deployment, "failed"); err != nil {
		t.Fatal(err)
	}
	d.l.pass(2 * time.Minute)
	d.project(d.at.Project)
	listed := d.l.now()
	d.l.pass(time.Second)
	r := d.fact(fleet.FactElsewhere).Brief.Elsewhere.Value.Rows[0]
	if r.Ref != before.Ref || r.Deployment.Status != api.StatusFailed || !r.ReadAt.Equal(listed) {
		t.Errorf("%+v: %s, read at %s, want %s", r.Ref, r.Deployment.Status, r.ReadAt, listed)
	}
}

// A deployment that became live since it was looked at is compared once: what it
// replaced is what it was compared with.
func TestWhatBecameLiveIsNotComparedAgainAndAgain(t *testing.T) {
	t.Parallel()
	d := stage(t, sandbox.SceneAhead)
	d.l.decides("oto", d.ref, api.Approve)
	d.card()
	d.l.pass(6 * time.Minute)
	if err := d.l.SetStatus(d.at.Deployment, "success"); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		for _, f := range []fleet.Fact{fleet.FactShips, fleet.FactMerged} {
			if r := d.fact(f); r.Brief.Due(f, d.l.now()) || r.Brief.Changes.Value.Live.ID != d.at.Live {
				t.Errorf("%s: due %v, compared with %+v", f, r.Brief.Due(f, d.l.now()), r.Brief.Changes.Value.Live)
			}
		}
	}
	d.asked()
	d.fact(fleet.FactShips)
	d.fact(fleet.FactMerged)
	if n := d.asked(); n > 0 {
		t.Errorf("%d requests more", n)
	}
}

// Facts side by side read a deployment that nobody knows once, and one that cannot be
// read is left alone for some seconds.
func TestFactsReadAnUnknownDeploymentOnce(t *testing.T) {
	t.Parallel()
	d := stage(t, sandbox.SceneAhead)
	empty := d.l.Inject(sandbox.Fault{Path: `/deployments$`, Status: 200, Body: `[]`})
	d.whole(d.at.Project)
	empty()
	remove := d.l.Inject(sandbox.Fault{Path: `/deployments/\d+$`, Status: 403, Body: `{"message":"403 Forbidden"}`})
	reads := func() int { return d.l.count("GET", `/deployments/\d+$`) }
	for range 2 {
		for _, f := range fleet.Facts() {
			if _, err := d.LoadFact(t.Context(), d.ref, f); api.KindOf(err) != api.Forbidden {
				t.Errorf("%s: %v", f, err)
			}
		}
	}
	if n := reads(); n != 1 {
		t.Errorf("it was read %d times", n)
	}
	remove()
	d.l.pass(5 * time.Second)
	if d.card(); reads() > 3 { // the detail's own beside that of the facts
		t.Errorf("it was read %d times", reads())
	}
	if r := d.fact(fleet.FactGuard); r.Brief.Pending(fleet.FactGuard) {
		t.Error("it does not come afterwards")
	}
}
