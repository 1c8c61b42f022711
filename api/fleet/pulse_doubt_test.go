package fleet_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/sandbox"
)

// What is in doubt, as after another user was met, is not true because the newest of it
// has not changed.
func TestAPulseDoesNotSettleADoubt(t *testing.T) {
	t.Parallel()
	w := many(t, 14)
	w.refs = w.refs[12:]
	w.says("at first", nil, nil)
	w.Doubt(w.refs[0])
	w.says("one is in doubt", nil, []int64{13})
	w.project(13)
	w.says("it was listed", nil, nil)
}

// Environments of branches are listed and not asked for: what is fresh is not all of the
// project.
func TestAPulseSaysWhatItDidNotAskFor(t *testing.T) {
	t.Parallel()
	w := many(t, 14)
	w.refs = w.refs[12:]
	if p := w.pulse(); len(p.Fresh) != 2 || len(p.Partly) > 0 {
		t.Errorf("%+v", p)
	}
	w.made(13, "review/login-form", "success")
	w.made(13, "review/dark-mode", "failed")
	w.project(13)
	w.tiers(13)
	p := w.pulse()
	if len(p.Fresh) != 2 || len(p.Partly) != 1 || !slices.Equal(p.Partly[w.refs[0]], []string{"review/dark-mode", "review/login-form"}) {
		t.Errorf("fresh %v, partly %v", ids(p.Fresh), p.Partly)
	}
}

// What waits in the environment of a branch is asked for; where there are more
// environments than are asked of one project, the others are told.
func TestAPulseSaysWhatIsBeyondItsBounds(t *testing.T) {
	t.Parallel()
	w := many(t, 13)
	w.refs = w.refs[12:]
	w.made(13, "review/waits", "blocked")
	for i := range 24 {
		w.made(13, fmt.Sprintf("zone-%02d", i), "success")
	}
	w.project(13)
	w.tiers(13)
	p := w.pulse()
	partly := p.Partly[w.refs[0]]
	if len(p.Fresh) != 1 || len(partly) < 8 || slices.Contains(partly, "review/waits") || !slices.IsSorted(partly) {
		t.Errorf("fresh %v, partly %v", ids(p.Fresh), p.Partly)
	}
	asked := w.l.Requests("POST", graphPath)
	for _, r := range asked {
		for _, name := range partly {
			if strings.Contains(r.Body, name) {
				t.Errorf("%s was asked for", name)
			}
		}
	}
}

// The tier of an environment that nobody asked for is read again once it is listed,
// however often the others are heard of.
func TestAPulseRenewsNoTierThatItDidNotBring(t *testing.T) {
	t.Parallel()
	w := many(t, 13)
	w.refs = w.refs[12:]
	d := w.made(13, "review/login-form", "success")
	w.project(13)
	w.tiers(13)
	if err := w.l.DeleteDeployment(d.ID); err != nil {
		t.Fatal(err)
	}
	w.whole(13)
	for range 4 {
		w.l.pass(10 * time.Minute)
		w.says("quiet", nil, nil)
		if w.TiersDue(w.refs[0]) {
			t.Error("the tiers that the pulse brings are to be read")
		}
	}
	w.made(13, "review/login-form", "blocked")
	w.project(13)
	if !w.TiersDue(w.refs[0]) {
		t.Error("a tier is believed that nobody told of for 40 minutes")
	}
}

// A host whose clock was put back by hours does not believe for hours what it read before.
func TestAClockThatGoesBackEndsWhatIsBelieved(t *testing.T) {
	t.Parallel()
	w := many(t, 13)
	w.refs = w.refs[12:]
	w.l.pass(-2 * time.Second)
	if w.TiersDue(w.refs[0]) {
		t.Error("a clock that is set by two seconds makes all old")
	}
	w.l.pass(-3 * time.Hour)
	if !w.TiersDue(w.refs[0]) {
		t.Error("tiers of a time to come are believed")
	}
}

func TestAClockThatGoesBackEndsAMembership(t *testing.T) {
	t.Parallel()
	d := stage(t, sandbox.SceneAhead)
	asked := func() int { return d.l.count("GET", `/members/`) }
	d.row(d.ref)
	if asked() == 0 {
		t.Fatal("nobody asked for memberships")
	}
	d.l.ResetJournal()
	d.row(d.ref)
	if n := asked(); n > 0 {
		t.Errorf("asked %d times again at once", n)
	}
	d.l.pass(-time.Hour)
	d.l.ResetJournal()
	d.row(d.ref)
	if asked() == 0 {
		t.Error("a membership of a time to come is believed")
	}
}

// An instance without GraphQL is asked again after half an hour, though the clock was put
// back meanwhile.
func TestAClockThatGoesBackEndsASilence(t *testing.T) {
	t.Parallel()
	w := many(t, 13)
	w.l.SetGraphQL(false)
	if _, err := w.Pulse(t.Context(), w.host, w.refs); !api.NoGraphQL(err) {
		t.Fatal(err)
	}
	w.l.pass(-3 * time.Hour)
	if w.PulseRequests(w.host, w.refs) == 0 {
		t.Error("it is left alone for hours")
	}
}

// What one person could not read says nothing of another.
func TestAnotherPersonBeginsAnew(t *testing.T) {
	t.Parallel()
	l := open(t)
	client := l.as("maya")
	d := l.desk(sandbox.SceneAhead, client)
	d.row(d.ref)
	before := d.project(d.at.Project)
	if _, err := d.LoadHistory(t.Context(), d.ref, 1); err != nil {
		t.Fatal(err)
	}
	w := &wide{crew: d.crew, t: t, refs: []api.ProjectRef{{Host: d.host, ID: d.at.Project}}}
	w.made(d.at.Project, d.at.Environment, "running")
	w.says("something runs", []int64{d.at.Project}, nil)
	if n := d.Remembered(d.host, d.at.Project); n < 2 {
		t.Fatalf("%d answers are remembered", n)
	}
	client.SetToken(api.Secret(l.Token("rae")))
	if _, err := d.Discover(t.Context(), d.host); err != nil {
		t.Fatal(err)
	}
	if n := d.Remembered(d.host, d.at.Project); n != 0 {
		t.Errorf("%d answers to the one before are remembered", n)
	}
	after := d.project(d.at.Project)
	was, is := d.byID(before, d.at.Deployment).Verdict, d.byID(after, d.at.Deployment).Verdict
	if !after.Changed || was.State != api.StateNeedsYou || is.State == api.StateNeedsYou {
		t.Errorf("changed %t, %v, then %v", after.Changed, was.State, is.State)
	}
}

// What a pulse told of an environment that is gone is not remembered for ever.
func TestWhatIsGoneIsNotRemembered(t *testing.T) {
	t.Parallel()
	w := many(t, 13)
	w.refs = w.refs[12:]
	w.made(13, "canary", "success")
	w.project(13)
	w.tiers(13)
	d := w.made(13, "canary", "failed")
	w.says("it failed", []int64{13}, nil)
	w.whole(13)
	if n := w.Remembered(w.host, 13); n != 1 {
		t.Fatalf("%d answers are remembered", n)
	}
	if err := w.l.SetEnvironmentName(d.ID, "canary-2"); err != nil {
		t.Fatal(err)
	}
	w.l.pass(31 * time.Minute)
	w.whole(13)
	w.tiers(13)
	w.whole(13)
	if n := w.Remembered(w.host, 13); n != 0 {
		t.Errorf("%d answers are remembered", n)
	}
}
