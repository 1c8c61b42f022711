package fleet_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

// asks are the listings that were asked for since the last look, each by its query and
// how it was answered.
func (c *crew) asks() []string {
	var out []string
	for _, e := range c.l.Journal() {
		q := e.Query
		if !q.Has("order_by") {
			out = append(out, e.Path)
			continue
		}
		out = append(out, fmt.Sprintf("%s %s%s %d", q.Get("order_by"), q.Get("status"), q.Get("page"), e.Status))
	}
	c.l.ResetJournal()
	return out
}

func (c *crew) expect(what string, want ...string) {
	c.l.t.Helper()
	if got := c.asks(); !slices.Equal(got, want) {
		c.l.t.Errorf("%s asked for %q, want %q", what, got, want)
	}
}

// listedIDs are the deployments of a snapshot.
func listedIDs(s fleet.Snapshot) []int64 {
	var out []int64
	for _, r := range s.Rows {
		out = append(out, r.Ref.Deployment)
	}
	return out
}

// deploys records a deployment from outside.
func (l *lab) deploys(env string, status api.Status) api.Deployment {
	l.t.Helper()
	root := l.as("root")
	commit, err := root.Commit(l.t.Context(), 1, "main")
	if err != nil {
		l.t.Fatal(err)
	}
	d, err := root.CreateDeployment(l.t.Context(), 1, api.NewDeployment{Environment: env, SHA: commit.ID, Ref: "main", Status: status})
	if err != nil {
		l.t.Fatal(err)
	}
	l.ResetJournal()
	return d
}

func TestARefreshCostsOneRequest(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	first := c.project(1)
	c.expect("the first list", "id  200")
	if !first.Changed || len(first.Rows) == 0 {
		t.Errorf("%d rows, changed %v", len(first.Rows), first.Changed)
	}
	for range 5 {
		l.pass(10 * time.Second)
		s := c.project(1)
		if s.Changed || !slices.Equal(listedIDs(s), listedIDs(first)) || !s.ReadAt.Equal(l.now()) || !s.Rows[0].ReadAt.Equal(l.now()) {
			t.Errorf("changed %v, %d rows of %d, read at %s", s.Changed, len(s.Rows), len(first.Rows), s.ReadAt)
		}
	}
	c.expect("a quiet minute", "updated_at  200", "updated_at  304", "updated_at  304", "updated_at  304", "updated_at  304")
	l.pass(10 * time.Minute)
	if s := c.project(1); s.Changed || !slices.Equal(listedIDs(s), listedIDs(first)) {
		t.Errorf("all of it again: changed %v, %d rows", s.Changed, len(s.Rows))
	}
	c.expect("ten minutes later", "id  304")
	c.whole(1)
	c.expect("who doubts it", "id  304")
	c.project(1)
	c.expect("after that", "updated_at  304")
}

func TestAnUpdateIsMerged(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	before := c.project(1)
	waits := c.find(before, "production", api.StatusBlocked).Ref.Deployment
	l.pass(time.Minute)
	fresh := l.deploys("production", api.StatusRunning)
	if err := l.SetStatus(waits, "canceled"); err != nil {
		t.Fatal(err)
	}
	s := c.project(1)
	if !s.Changed || !slices.Equal(listedIDs(s), append([]int64{fresh.ID}, listedIDs(before)...)) {
		t.Errorf("changed %v: %v", s.Changed, listedIDs(s))
	}
	if r := c.byID(s, waits); r.Verdict.State != api.StateCanceled {
		t.Errorf("the canceled one is state %d", r.Verdict.State)
	}
	if c.byID(before, waits).Deployment.Status != api.StatusBlocked {
		t.Error("what was handed out before has changed under who has it")
	}
	c.expect("an update", "updated_at  200")
	// the server's own newest time, some seconds back, and no local one
	l.pass(time.Hour - 55*time.Minute)
	c.project(1)
	since := l.Journal()[0].Query.Get("updated_after")
	if want := fresh.UpdatedAt.Add(-5 * time.Second).UTC().Format(time.RFC3339Nano); since != want {
		t.Errorf("asked since %s, want %s", since, want)
	}
	c.asks()
	// a tag is of no use once something was merged
	if s := c.whole(1); s.Changed || len(s.Rows) != len(before.Rows)+1 {
		t.Errorf("changed %v, %d rows", s.Changed, len(s.Rows))
	}
	c.expect("the whole after an update", "id  200")
}

// A transaction that is committed late shows an update that is earlier than the newest.
func TestALateCommitIsSeen(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	l.pass(time.Minute)
	var late api.Deployment
	body := func(with bool) string {
		newest := fmt.Sprintf(`{"id":900002,"iid":2,"status":"running","updated_at":%q,"environment":{"id":1,"name":"production"}}`, l.now().Format(time.RFC3339Nano))
		if !with {
			return "[" + newest + "]"
		}
		late.UpdatedAt = l.now().Add(-4 * time.Second)
		return fmt.Sprintf(`[{"id":900001,"iid":1,"status":"blocked","updated_at":%q,"environment":{"id":1,"name":"production"}},%s]`, late.UpdatedAt.Format(time.RFC3339Nano), newest)
	}
	c.project(1)
	l.Inject(sandbox.Fault{Path: listingPath, Times: 1, Status: 200, Body: body(false)})
	c.project(1)
	l.ResetJournal()
	l.Inject(sandbox.Fault{Path: listingPath, Times: 1, Status: 200, Body: body(true)})
	s := c.project(1)
	since, err := time.Parse(time.RFC3339Nano, l.Journal()[0].Query.Get("updated_after"))
	if c.byID(s, 900001); err != nil || since.After(late.UpdatedAt) {
		t.Errorf("asked since %s, the late one is of %s: %v", since, late.UpdatedAt, err)
	}
}

// Updates beyond one page are asked for by time, not by number: one that is updated
// between two pages moves all behind it up by one.
func TestNoUpdateIsLostOverABorder(t *testing.T) {
	t.Parallel()
	l := open(t, func(o *sandbox.Options) { o.Projects, o.Deployments = 1, 400 })
	c := l.see("maya", "1")
	old := c.project(1)
	all, err := l.as("root").ListDeployments(t.Context(), api.ByID(1), api.DeploymentFilter{OrderBy: api.OrderByID, Sort: api.Desc, PerPage: 100, Page: 1})
	if err != nil || len(all.Items) != 100 {
		t.Fatal(err)
	}
	l.pass(time.Minute)
	// 150 updates: many share an instant, also over the border
	var changed []int64
	older, err := l.as("root").ListDeployments(t.Context(), api.ByID(1), api.DeploymentFilter{OrderBy: api.OrderByID, Sort: api.Desc, PerPage: 100, Page: 2})
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range slices.Concat(older.Items[:60], all.Items[:90]) {
		if i%30 == 0 {
			l.pass(time.Second)
		}
		if err := l.SetStatus(d.ID, "skipped"); err != nil {
			t.Fatal(err)
		}
		changed = append(changed, d.ID)
	}
	l.ResetJournal()
	l.Inject(sandbox.Fault{Path: listingPath, Times: 1}) // the first page passes
	l.Inject(sandbox.Fault{Path: listingPath, Times: 1, Before: func() {
		l.pass(time.Second)
		if err := l.SetStatus(changed[0], "canceled"); err != nil {
			t.Error(err)
		}
	}})
	s := c.project(1)
	c.expect("150 updates", "updated_at  200", "updated_at  200")
	for _, id := range changed[60:] {
		if r := c.byID(s, id); r.Verdict.State != api.StateSkipped {
			t.Errorf("%d is state %d", id, r.Verdict.State)
		}
	}
	if len(s.Rows) > len(old.Rows) || !s.More {
		t.Errorf("%d rows of %d", len(s.Rows), len(old.Rows))
	}
}

// After a day of sleep the whole is less than its updates, and a hundred updates of one
// instant have no border to go on from.
func TestTooManyUpdatesAreReadAsAWhole(t *testing.T) {
	t.Parallel()
	for name, pause := range map[string]time.Duration{"a day": time.Second, "one instant": 0} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := open(t, func(o *sandbox.Options) { o.Projects, o.Deployments = 1, 500 })
			c := l.see("maya", "1")
			c.project(1)
			// within the ten minutes
			l.pass(time.Minute)
			for page := 1; page <= 4; page++ {
				got, err := l.as("root").ListDeployments(t.Context(), api.ByID(1), api.DeploymentFilter{OrderBy: api.OrderByID, Sort: api.Desc, PerPage: 100, Page: page})
				if err != nil {
					t.Fatal(err)
				}
				l.pass(pause)
				for _, d := range got.Items {
					if err := l.SetStatus(d.ID, "skipped"); err != nil {
						t.Fatal(err)
					}
				}
			}
			l.ResetJournal()
			s := c.project(1)
			asked := c.asks()
			if n := len(asked); n > 6 || asked[n-1] == asked[0] {
				t.Errorf("asked for %q", asked)
			}
			skipped := 0
			for _, r := range s.Rows {
				if r.Verdict.State == api.StateSkipped {
					skipped++
				}
			}
			if skipped != 100 {
				t.Errorf("%d are skipped", skipped)
			}
			l.pass(10 * time.Second)
			c.project(1)
			if asked = c.asks(); pause == 0 && slices.Contains(asked, "updated_at  200") {
				t.Errorf("the same instant is tried again: %q", asked)
			}
		})
	}
}

func TestWhatIsDeletedGoes(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	s := c.project(1)
	a, b := s.Rows[3].Ref.Deployment, c.find(s, "production", api.StatusBlocked)
	for _, id := range []int64{a, b.Ref.Deployment} {
		if err := l.DeleteDeployment(id); err != nil {
			t.Fatal(err)
		}
	}
	l.pass(9 * time.Minute)
	if s = c.project(1); !slices.Contains(listedIDs(s), a) || s.Changed {
		t.Error("an update told of a deletion")
	}
	if _, err := c.LoadRow(t.Context(), b.Ref); api.KindOf(err) != api.NotFound {
		t.Errorf("read: %v", err)
	}
	if s = c.project(1); slices.Contains(listedIDs(s), b.Ref.Deployment) || !s.Changed {
		t.Errorf("what was found deleted is still listed, changed %v", s.Changed)
	}
	l.pass(time.Minute)
	if s = c.project(1); slices.Contains(listedIDs(s), a) || !s.Changed {
		t.Error("the whole did not find the deletion")
	}
}

// A project whose updates are refused, or are not what was asked for, is read as a whole
// for a while; one of them says nothing of the others.
func TestAProjectWithoutUpdatesIsReadAsAWhole(t *testing.T) {
	t.Parallel()
	faults := map[string]sandbox.Fault{
		"refused": {Path: listingPath, Times: 1, Status: 400, Body: `{"error":"updated_after is invalid"}`},
		"ignored": {Path: listingPath, Times: 1, Status: 200, Body: `[{"id":3,"updated_at":"2020-01-01T00:00:00Z"},{"id":4,"updated_at":"2026-02-14T03:00:00Z"}]`},
		"unsorted": {Path: listingPath, Times: 1, Status: 200,
			Body: `[{"id":3,"updated_at":"2026-02-14T04:00:00Z"},{"id":4,"updated_at":"2026-02-14T03:00:00Z"}]`},
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := open(t)
			c := l.see("maya", "1", "2")
			before := c.project(1)
			c.project(2)
			c.asks()
			l.Inject(fault)
			if s := c.project(1); s.Changed || !slices.Equal(listedIDs(s), listedIDs(before)) {
				t.Errorf("changed %v, %v", s.Changed, listedIDs(s))
			}
			c.project(1)
			c.project(2)
			c.expect(name, fmt.Sprintf("updated_at  %d", fault.Status), "id  304", "id  304", "updated_at  200")
			l.pass(9*time.Minute + 59*time.Second)
			c.project(1)
			c.expect(name+", ten minutes later", "id  304")
			l.pass(time.Second)
			c.project(1)
			c.expect(name+", another time", "updated_at  200")
		})
	}
}

// An old GitLab refuses the question of every project: that is learned of three.
func TestAnInstanceWithoutUpdatesIsReadAsAWhole(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1", "2", "3", "4")
	for id := range int64(4) {
		c.project(id + 1)
	}
	c.asks()
	for id := range int64(3) {
		l.Inject(sandbox.Fault{Path: fmt.Sprintf(`/projects/%d/deployments$`, id+1), Times: 1, Status: 400, Body: `{"error":"updated_after is invalid"}`})
		c.project(id + 1)
		c.expect("it is asked", "updated_at  400", "id  304")
	}
	c.project(4)
	c.expect("three have told", "id  304")
	l.pass(10 * time.Minute)
	c.project(4)
	c.expect("all is due", "id  304")
	c.project(4)
	c.expect("it is asked again", "updated_at  200")
}

// A clock that was set back leaves rows that bear a time to come; what happens until
// then is seen all the same.
func TestAClockThatIsSetBackHidesNothing(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	l.pass(time.Hour)
	future := l.deploys("staging", api.StatusRunning)
	l.pass(-time.Hour)
	if s := c.project(1); c.byID(s, future.ID).Deployment == nil {
		t.Fatal("it is not listed")
	}
	l.pass(10 * time.Second)
	fresh := l.deploys("production", api.StatusRunning)
	if s := c.project(1); !slices.Contains(listedIDs(s), fresh.ID) {
		t.Error("what happened since is not seen")
	}
	since, err := time.Parse(time.RFC3339Nano, l.Journal()[0].Query.Get("updated_after"))
	if err != nil || since.After(l.now()) {
		t.Errorf("asked since %s, it is %s: %v", since, l.now(), err)
	}
	c.expect("an update", "updated_at  200")
}

func TestAProjectThatIsAwayComesBack(t *testing.T) {
	t.Parallel()
	answers := []struct {
		status int
		body   string
		kind   api.Kind
		then   string
	}{
		{404, `{"message":"404 Project Not Found"}`, api.NotFound, "id  304"},
		{403, `{"message":"403 Forbidden"}`, api.Forbidden, "id  304"},
		{401, `{"message":"401 Unauthorized"}`, api.Unauthorized, "id  304"},
		{500, `{"message":"500 Internal Server Error"}`, api.Server, "updated_at  200"},
	}
	for _, a := range answers {
		t.Run(a.kind.String(), func(t *testing.T) {
			t.Parallel()
			l := open(t)
			c := l.see("maya", "1")
			before := c.project(1)
			ref := api.ProjectRef{Host: c.host, ID: 1}
			remove := l.Inject(sandbox.Fault{Path: listingPath, Status: a.status, Body: a.body})
			for range 2 {
				_, err := c.LoadProject(t.Context(), ref)
				if api.KindOf(err) != a.kind || strings.Contains(err.Error(), "\n") {
					t.Errorf("got %v", err)
				}
			}
			remove()
			c.asks()
			if s := c.project(1); !slices.Equal(listedIDs(s), listedIDs(before)) {
				t.Errorf("%d rows", len(s.Rows))
			}
			c.expect("the next", a.then)
		})
	}
}

func TestWhatHappensToAProjectWhileItIsShown(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1", "2")
	before := c.project(1)
	if err := l.RenameProject(1, "renamed"); err != nil {
		t.Fatal(err)
	}
	if err := l.SetArchived(1, true); err != nil {
		t.Fatal(err)
	}
	if s := c.project(1); !slices.Equal(listedIDs(s), listedIDs(before)) {
		t.Errorf("renamed and archived it has %d rows", len(s.Rows))
	}
	if err := l.DeleteProject(1); err != nil {
		t.Fatal(err)
	}
	_, err := c.LoadProject(t.Context(), api.ProjectRef{Host: c.host, ID: 1})
	if api.KindOf(err) != api.NotFound {
		t.Errorf("deleted: %v", err)
	}
	if s := c.project(2); len(s.Rows) == 0 {
		t.Error("another project has no rows")
	}
}

// With more than a page what waits and what runs is asked for besides: one after the
// other only where that is not known.
func TestAListOfMorePages(t *testing.T) {
	t.Parallel()
	l := open(t, func(o *sandbox.Options) { o.Projects, o.Deployments, o.Blocked = 1, 400, 30 })
	c := l.see("maya", "1")
	first := c.project(1)
	if got := c.asks(); len(got) != 3 || got[0] != "id  200" || !slices.Contains(got, "id blocked1 200") || !slices.Contains(got, "id running1 200") {
		t.Errorf("asked for %q", got)
	}
	together := newGate(3)
	remove := l.Inject(sandbox.Fault{Path: listingPath, Before: func() { together.wait(t) }})
	if s := c.whole(1); s.Changed || !slices.Equal(listedIDs(s), listedIDs(first)) || !s.More {
		t.Errorf("changed %v, %d rows of %d", s.Changed, len(s.Rows), len(first.Rows))
	}
	remove()
	if got := c.asks(); !slices.Contains(got, "id  304") {
		t.Errorf("asked for %q", got)
	}
	c.project(1)
	c.expect("the next", "updated_at  200")
}

// TestALongListIsFollowedForLonger: all of it takes three requests, its updates one.
func TestALongListIsFollowedForLonger(t *testing.T) {
	t.Parallel()
	l := open(t, func(o *sandbox.Options) { o.Projects, o.Deployments, o.Blocked = 1, 400, 30 })
	c := l.see("maya", "1")
	ref := api.ProjectRef{Host: c.host, ID: 1}
	read := func(what string, want int) {
		t.Helper()
		told := c.ListRequests(ref)
		c.project(1)
		if got := len(c.asks()); got != want || told != want {
			t.Errorf("%s took %d requests, %d were told, want %d", what, got, told, want)
		}
	}
	c.project(1)
	c.asks()
	read("its updates", 1)
	l.pass(10 * time.Minute)
	read("all of it, where nobody said for how long", 3)
	c.Follow(c.host, 2*time.Hour)
	for range 11 {
		l.pass(10 * time.Minute)
		read("following it", 1)
	}
	l.pass(70 * time.Minute) // up to half as long again, each list another part of that
	read("all of it after that", 3)
	c.Doubt(ref)
	read("a doubted one", 3)
}

// TestTheNewestOfAllGoBeforeTheRestOfOne: of a host that allows less than all lists take,
// what is new everywhere is known before what waits further down anywhere.
func TestTheNewestOfAllGoBeforeTheRestOfOne(t *testing.T) {
	t.Parallel()
	l := open(t, func(o *sandbox.Options) { o.Projects, o.Deployments, o.Blocked, o.RateLimit = 12, 12*400, 40, 30 })
	names := make([]string, 12)
	for i := range names {
		names[i] = fmt.Sprint(i + 1)
	}
	c := l.see("maya", names...)
	old, err := l.as("root").ListDeployments(t.Context(), api.ByID(2), api.DeploymentFilter{OrderBy: api.OrderByID, Sort: api.Asc, PerPage: 1})
	if err != nil || len(old.Items) != 1 {
		t.Fatal(err)
	}
	if err := l.SetStatus(old.Items[0].ID, "blocked"); err != nil {
		t.Fatal(err)
	}
	l.ResetJournal()
	ref := api.ProjectRef{Host: c.host, ID: 2}
	first := c.project(2)
	if c.expect("the first list", "id  200"); !first.Partial || !first.More || len(first.Rows) != 100 {
		t.Errorf("partial %v, more %v, %d rows", first.Partial, first.More, len(first.Rows))
	}
	if n := c.ListRequests(ref); n != 2 {
		t.Errorf("%d requests are told for the rest", n)
	}
	l.pass(2 * time.Minute)
	s := c.project(2)
	if got := c.asks(); len(got) != 2 || !slices.Contains(got, "id blocked1 200") || !slices.Contains(got, "id running1 200") || s.Partial {
		t.Errorf("the rest asked for %q, partial %v", got, s.Partial)
	}
	c.project(2)
	c.expect("after that", "updated_at  200")
	all := c.whole(2)
	if got := c.asks(); len(got) != 3 || all.Changed || !slices.Equal(listedIDs(all), listedIDs(s)) || listedIDs(s)[len(s.Rows)-1] != old.Items[0].ID {
		t.Errorf("all of it asked for %q, changed %v, %d rows of %d", got, all.Changed, len(s.Rows), len(all.Rows))
	}
}

// Rows that were read singly are others than were handed out with the list.
func TestChangedKnowsWhatWasHandedOutBetween(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	c.project(1)
	s := c.tiers(1)
	waits := c.find(s, "production", api.StatusBlocked)
	c.row(waits.Ref)
	if s := c.project(1); !s.Changed || !c.byID(s, waits.Ref.Deployment).Detailed {
		t.Error("the single read changed nothing")
	}
	for range 3 {
		l.pass(10 * time.Second)
		c.row(waits.Ref)
		if c.project(1).Changed {
			t.Error("a single read that says the same changed something")
		}
	}
	l.decides("oto", waits.Ref, api.Approve)
	c.row(waits.Ref)
	if s := c.project(1); !s.Changed || c.byID(s, waits.Ref.Deployment).Verdict.State != api.StateToRun {
		t.Error("the approval changed nothing")
	}
}

// A row whose environment nobody has heard of is not called read before that is known.
func TestTheTierOfWhatWaitsIsKnownFirst(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	loadtest := c.find(c.project(1), "loadtest", api.StatusBlocked)
	l.Inject(sandbox.Fault{Path: fmt.Sprintf("/environments/%d$", loadtest.Deployment.Environment.ID), Times: 1, Status: 200,
		Body: fmt.Sprintf(`{"id":%d,"name":"loadtest","tier":"production"}`, loadtest.Deployment.Environment.ID)})
	if r := c.row(loadtest.Ref); !r.Production() || !r.Detailed {
		t.Errorf("it is %s, detailed %v", r.Tier, r.Detailed)
	}
	c.asks()
	l.pass(10 * time.Second)
	if r := c.row(loadtest.Ref); !r.Production() {
		t.Errorf("then it is %s", r.Tier)
	}
	if n := l.count(http.MethodGet, `/environments`); n != 0 {
		t.Errorf("it is asked for %d times more", n)
	}
}

// A list that was overtaken by one that began later brings nothing back.
func TestAnOvertakenListBringsNothingBack(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	waits := c.find(c.project(1), "production", api.StatusBlocked).Ref
	old := l.body(listingOf1)
	l.pass(time.Minute)
	l.Inject(sandbox.Fault{Path: listingPath, Times: 1, Status: 200, Body: old, Before: func() {
		if err := l.SetStatus(waits.Deployment, "canceled"); err != nil {
			t.Error(err)
		}
		if _, err := c.LoadProject(t.Context(), api.ProjectRef{Host: c.host, ID: 1}); err != nil {
			t.Error(err)
		}
	}})
	if r := c.byID(c.whole(1), waits.Deployment); r.Verdict.State != api.StateCanceled {
		t.Errorf("it is state %d", r.Verdict.State)
	}
}
