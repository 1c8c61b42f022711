package fleet_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

// Facts are kept of so many deployments, those that were looked at last.
func TestBriefsAreBounded(t *testing.T) {
	t.Parallel()
	l := open(t)
	var paths []string
	var refs []api.Ref
	client := l.as("maya")
	for range fleet.Briefs + 1 {
		at := l.Stage(sandbox.SceneSame)
		paths = append(paths, at.ProjectPath)
		refs = append(refs, api.Ref{Host: client.Host(), Project: at.Project, Deployment: at.Deployment})
	}
	c := l.meet(fleet.Source{Client: client, Projects: paths})
	look := func(i int) int {
		l.ResetJournal()
		if _, err := c.LoadFact(t.Context(), refs[i], fleet.FactGuard); err != nil {
			t.Fatal(err)
		}
		return len(l.Requests("GET", `/repository/`))
	}
	for i := range refs {
		c.project(refs[i].Project)
		if i < fleet.Briefs && look(i) != 1 {
			t.Fatalf("%d was known before", i)
		}
	}
	if look(0) != 0 {
		t.Error("the first is forgotten too soon")
	}
	look(fleet.Briefs) // for which the one that was looked at least lately goes
	for i, want := range map[int]int{0: 0, 2: 0, fleet.Briefs: 0} {
		if look(i) != want {
			t.Errorf("%d was asked again", i)
		}
	}
	if look(1) != 1 {
		t.Error("too many are kept")
	}
}

// What was compared with a commit that is live no more is not known.
func TestAComparisonIsForgottenWithWhatIsLive(t *testing.T) {
	t.Parallel()
	d := stage(t, sandbox.SceneCrowded)
	r := d.card()
	if s := r.Verdict.Ships; s.Relation != api.RelationAhead {
		t.Fatalf("%+v", s)
	}
	if err := d.l.SetStatus(d.at.Others[0], "success"); err != nil {
		t.Fatal(err)
	}
	d.l.pass(time.Second)
	r = d.byID(d.project(d.at.Project), d.at.Deployment)
	if b := r.Brief; !b.Pending(fleet.FactShips) || !b.Pending(fleet.FactMerged) || r.Verdict.Ships.Relation != api.RelationUnread || b.Pending(fleet.FactGuard) {
		t.Errorf("%+v of %+v", r.Verdict.Ships, r.Live)
	}
	d.asked()
	r = d.fact(fleet.FactShips)
	if s := r.Verdict.Ships; s.Relation != api.RelationAhead || s.Ahead != 4 || d.asked() == 0 || r.Brief.Changes.Value.Live.ID != d.at.Others[0] {
		t.Errorf("%+v", s)
	}
	// the merge requests alone do not bring those of before back
	if r = d.fact(fleet.FactRecent); !r.Brief.Pending(fleet.FactMerged) {
		t.Error("merge requests of another comparison")
	}
}

// The same commit anew changes nothing.
func TestTheSameCommitLiveAgainForgetsNothing(t *testing.T) {
	t.Parallel()
	d := stage(t, sandbox.SceneAhead)
	d.card()
	d.record(d.at.Ref, d.at.SHA, api.StatusSuccess)
	d.l.pass(time.Second)
	d.record("v1.7.9", d.at.LiveSHA, api.StatusSuccess)
	if r := d.byID(d.project(d.at.Project), d.at.Deployment); r.Brief.Pending(fleet.FactShips) || r.Brief.Pending(fleet.FactMerged) || r.Live.ID == d.at.Live {
		t.Errorf("forgotten: live %+v", r.Live)
	}
}

// A brief that was handed out never changes, whatever is read meanwhile: the race
// detector looks too.
func TestBriefsDoNotChange(t *testing.T) {
	t.Parallel()
	d := stage(t, sandbox.SceneCrowded)
	old := d.fact(fleet.FactRecent)
	text := func(b *fleet.Brief) (s string) {
		for _, f := range fleet.Facts() {
			s += fmt.Sprint(f, b.Pending(f), b.ReadAt(f), b.Err(f))
		}
		return s + fmt.Sprint(len(b.Changes.Value.Ahead), len(b.Recent.Value), b.Freezes, b.Insight, b.Jobs, b.Guard, b.Release)
	}
	was := text(old.Brief)
	var work sync.WaitGroup
	work.Go(func() { d.card() })
	for range 20 {
		work.Go(func() {
			if text(old.Brief) != was {
				t.Error("it changed")
			}
		})
	}
	work.Wait()
	full := d.card()
	was = text(full.Brief)
	d.l.pass(11 * time.Minute)
	d.l.Inject(failing(`/`, 403))
	work.Go(func() { d.relist() })
	for _, f := range fleet.Facts() {
		work.Go(func() { d.fact(f) })
		work.Go(func() { _ = text(full.Brief) })
	}
	if work.Wait(); text(full.Brief) != was {
		t.Error("it changed")
	}
}

// relist lists the project, whatever comes of it.
func (d *desk) relist() {
	_, _ = d.LoadProject(d.l.t.Context(), api.ProjectRef{Host: d.host, ID: d.at.Project})
}

// Rows inside a brief hold no briefs: each would hold the one before it, without end.
func TestRowsOfABriefHaveNone(t *testing.T) {
	t.Parallel()
	d := stage(t, sandbox.SceneCrowded)
	other := d.ref
	other.Deployment = d.at.Others[1]
	if _, err := d.LoadFact(t.Context(), other, fleet.FactRecent); err != nil {
		t.Fatal(err)
	}
	rows := d.card().Brief.Recent.Value
	i := slices.IndexFunc(rows, func(r fleet.Row) bool { return r.Ref == other })
	if i < 0 || slices.ContainsFunc(rows, func(r fleet.Row) bool { return r.Brief != nil }) {
		t.Errorf("%d of %+v", i, rows)
	}
}

// Two ask for one comparison: both learn why there is none.
func TestAFailureIsToldToAllWhoWait(t *testing.T) {
	t.Parallel()
	d := stage(t, sandbox.SceneAhead)
	d.l.Inject(failing(routes[fleet.FactShips], 403))
	b := d.card().Brief
	for _, f := range []fleet.Fact{fleet.FactShips, fleet.FactMerged} {
		if fleet.Reason(b.Err(f)) != "no access" {
			t.Errorf("%s: %v", f, b.Err(f))
		}
	}
}

// A comparison that has only one of the ways is not kept: the other may come.
func TestHalfAComparisonIsNotKept(t *testing.T) {
	t.Parallel()
	l := open(t)
	to, err := url.Parse(l.URL())
	if err != nil {
		t.Fatal(err)
	}
	var back atomic.Value // from where the way that is refused goes, once
	proxy := httputil.NewSingleHostReverseProxy(to)
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if from := r.URL.Query().Get("from"); from != "" && back.CompareAndSwap(from, "") {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusForbidden)
			_, _ = w.Write([]byte(`{"message":"403 Forbidden"}`))
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	in, err := api.ParseInstance(front.URL)
	if err != nil {
		t.Fatal(err)
	}
	d := l.desk(sandbox.SceneAhead, l.as("maya", func(o *api.Options) { o.Instance = in }))
	back.Store(d.at.SHA)
	r := d.fact(fleet.FactShips)
	if s := sentence(r, api.NoteUnread); r.Verdict.Ships.Relation != api.RelationUnknown || s != "What live has besides could not be read: no access" {
		t.Errorf("%+v, %q", r.Verdict.Ships, s)
	}
	l.pass(5 * time.Minute)
	if r = d.fact(fleet.FactShips); r.Verdict.Ships.Relation != api.RelationAhead || r.Verdict.Ships.Behind != 0 || sentence(r, api.NoteUnread) != "" {
		t.Errorf("afterwards: %+v", r.Verdict.Ships)
	}
}

// Another person after the token was read anew is told nothing by what GitLab said of
// the first.
func TestAnotherPersonHasNoBriefs(t *testing.T) {
	t.Parallel()
	l := open(t)
	client := l.as("maya")
	d := l.desk(sandbox.SceneAhead, client)
	if r := d.card(); r.Verdict.Standing != api.MayApprove {
		t.Fatalf("%+v", r.Verdict)
	}
	client.SetToken(api.Secret(l.Token("rae")))
	if _, err := d.Discover(t.Context(), d.host); err != nil {
		t.Fatal(err)
	}
	if r := d.row(d.ref); r.Brief != nil || r.Verdict.Standing != api.NoRule {
		t.Errorf("%v, %+v", r.Verdict.Standing, r.Brief)
	}
}
