package fleet_test

import (
	"slices"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

func TestAProjectIsJudged(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	s := c.project(1)
	if s.Project.Path != "payments/api" || s.More || !s.ReadAt.Equal(l.now()) {
		t.Errorf("%+v, more %v, read at %v", s.Project, s.More, s.ReadAt)
	}
	if !slices.IsSortedFunc(s.Rows, func(a, b fleet.Row) int { return int(b.Deployment.ID - a.Deployment.ID) }) {
		t.Error("the newest are not first")
	}
	waits := c.find(s, "production", api.StatusBlocked)
	if waits.Verdict.State != api.StateReading || waits.Detailed || !waits.Production() || waits.Username() != "lin" ||
		waits.Title() != "Retry webhooks with jitter" || waits.External() || waits.Project != "payments/api" || waits.ProjectURL == "" {
		t.Errorf("%+v", waits)
	}
	live := c.find(s, "production", api.StatusSuccess)
	if live.Verdict.State != api.StateLive || live.Live != nil || waits.Live == nil || waits.Live.ID != live.Deployment.ID {
		t.Errorf("live is %d, the waiting one names %+v", live.Deployment.ID, waits.Live)
	}
	states := map[api.State]int{}
	for _, r := range s.Rows {
		states[r.Verdict.State]++
		if r.Ref != (api.Ref{Host: c.host, Project: 1, Deployment: r.Deployment.ID}) {
			t.Errorf("row %d is called %v", r.Deployment.ID, r.Ref)
		}
		if r.Deployment.Environment.Name == "production" && r.Deployment.Status == api.StatusBlocked && r.Deployment.ID < live.Deployment.ID &&
			(r.Verdict.State != api.StateOutdated || len(r.Verdict.Warnings) != 2) {
			t.Errorf("an outdated one is %d with %+v", r.Verdict.State, r.Verdict.Warnings)
		}
	}
	if states[api.StateLive] != 7 || states[api.StateOutdated] != 1 || states[api.StateFailed] == 0 || states[api.StateReading] != 6 {
		t.Errorf("states %v", states)
	}
}

func TestWhatWaitsIsFoundHoweverOld(t *testing.T) {
	t.Parallel()
	l := open(t, func(o *sandbox.Options) { o.Projects, o.Deployments, o.Blocked = 1, 700, 260 })
	c := l.see("maya", "1")
	s := c.project(1)
	blocked, seen := 0, map[int64]bool{}
	for _, r := range s.Rows {
		if seen[r.Deployment.ID] {
			t.Fatalf("deployment %d is there twice", r.Deployment.ID)
		}
		seen[r.Deployment.ID] = true
		if r.Deployment.Status == api.StatusBlocked {
			blocked++
		}
	}
	if blocked != 260 || !s.More || len(s.Rows) >= 700 {
		t.Errorf("%d blocked among %d rows, more %v; want 260", blocked, len(s.Rows), s.More)
	}
	if !slices.IsSortedFunc(s.Rows, func(a, b fleet.Row) int { return int(b.Deployment.ID - a.Deployment.ID) }) {
		t.Error("the newest are not first")
	}
}

func TestRunningOnesAreFoundHoweverOld(t *testing.T) {
	t.Parallel()
	l := open(t, func(o *sandbox.Options) { o.Projects, o.Deployments = 1, 400 })
	all, err := l.as("root").ListDeployments(t.Context(), api.ByID(1), api.DeploymentFilter{OrderBy: api.OrderByID, Sort: api.Asc, PerPage: 100})
	if err != nil {
		t.Fatal(err)
	}
	oldest := all.Items[0].ID
	if err := l.SetStatus(oldest, "running"); err != nil {
		t.Fatal(err)
	}
	c := l.see("maya", "1")
	if r := c.byID(c.project(1), oldest); r.Verdict.State != api.StateRunning {
		t.Errorf("state %d", r.Verdict.State)
	}
}

func TestAListingFailsAsAWhole(t *testing.T) {
	t.Parallel()
	l := open(t, func(o *sandbox.Options) { o.Projects, o.Deployments = 1, 400 })
	c := l.see("maya", "1")
	ref := api.ProjectRef{Host: c.host, ID: 1}
	remove := l.Inject(sandbox.Fault{Path: listingPath, Status: 403, Body: `{"message":"403 Forbidden"}`})
	if _, err := c.LoadProject(t.Context(), ref); api.KindOf(err) != api.Forbidden {
		t.Errorf("got %v", err)
	}
	remove()
	// the first page arrives, the page of what waits does not: half a list would
	// hide what waits
	l.Inject(sandbox.Fault{Path: listingPath, Times: 1, Before: func() {
		l.Inject(sandbox.Fault{Path: listingPath, Status: 500, Body: `{"message":"500 Internal Server Error"}`})
	}})
	if s, err := c.LoadProject(t.Context(), ref); api.KindOf(err) != api.Server || len(s.Rows) > 0 {
		t.Errorf("%d rows, %v", len(s.Rows), err)
	}
}

func TestTiers(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	const path = `/projects/1/environments$`
	ref := api.ProjectRef{Host: c.host, ID: 1}
	guessed := map[string]api.Tier{"production": api.TierProduction, "prod-eu": api.TierProduction, "staging": api.TierStaging,
		"qa": api.TierTesting, "loadtest": api.TierTesting, "review/x-12": api.TierDevelopment}
	same := func(what string, s fleet.Snapshot, want map[string]api.Tier) {
		t.Helper()
		got := map[string]api.Tier{}
		for _, r := range s.Rows {
			got[r.Deployment.Environment.Name] = r.Tier
		}
		for name, tier := range want {
			if got[name] != tier {
				t.Errorf("%s: %s is %s, want %s", what, name, got[name], tier)
			}
		}
	}
	if c.TiersDue(ref) {
		t.Error("they are due before anything is listed")
	}
	same("guessed", c.project(1), guessed)
	if n := l.count("GET", path); n != 0 {
		t.Errorf("the list asked for them: %d requests", n)
	}
	for _, fault := range []sandbox.Fault{{Path: path, Status: 403, Body: `{"message":"no"}`}, {Path: path, Cut: true}} {
		remove := l.Inject(fault)
		if !c.TiersDue(ref) {
			t.Error("they are not due")
		}
		if _, _, err := c.LoadTiers(t.Context(), ref); err == nil || c.TiersDue(ref) {
			t.Errorf("they did not fail, %v, or are due again at once", err)
		}
		same("guessed after a failure", c.project(1), guessed)
		remove()
		l.pass(time.Minute)
	}

	loadtest := c.find(c.project(1), "loadtest", api.StatusBlocked).Deployment.Environment
	body := `[{"id":` + itoa(loadtest.ID) + `,"name":"loadtest","tier":"production"},{"id":99999,"name":"production","tier":"other"}]`
	l.Inject(sandbox.Fault{Path: path, Times: 1, Status: 200, Body: body})
	l.ResetJournal()
	told, changed, err := c.LoadTiers(t.Context(), ref)
	if err != nil || !changed {
		t.Errorf("changed %v, %v", changed, err)
	}
	same("told", told, map[string]api.Tier{"loadtest": api.TierProduction, "production": api.TierProduction})
	same("remembered", c.project(1), map[string]api.Tier{"loadtest": api.TierProduction})
	if c.TiersDue(ref) {
		t.Error("what it did not name is asked for again at once")
	}
	l.pass(time.Minute)
	if !c.TiersDue(ref) {
		t.Error("what it did not name is never asked for")
	}
	same("all of them", c.tiers(1), guessed)
	l.ResetJournal()
	l.pass(29 * time.Minute)
	if again, changed, err := c.LoadTiers(t.Context(), ref); err != nil || changed || len(again.Rows) == 0 || c.TiersDue(ref) || len(l.Journal()) > 0 {
		t.Errorf("after 29 minutes: changed %v, %v, %d rows, %d requests", changed, err, len(again.Rows), len(l.Journal()))
	}
	l.pass(time.Minute)
	if !c.TiersDue(ref) {
		t.Error("they are believed for ever")
	}
}

func TestAListingKeepsWhatWasReadSingly(t *testing.T) {
	t.Parallel()
	changes := map[string]struct {
		change func(l *lab, r fleet.Row)
		kept   bool
		state  api.State
		// whole is that the deployment is not updated by it: only the whole list shows it,
		// or a single read.
		whole bool
	}{
		"unchanged": {func(*lab, fleet.Row) {}, true, api.StateNeedsYou, false},
		"another status": {func(l *lab, r fleet.Row) {
			if err := l.SetStatus(r.Ref.Deployment, "canceled"); err != nil {
				l.t.Error(err)
			}
		}, false, api.StateCanceled, false},
		"another commit": {func(l *lab, r fleet.Row) {
			if _, err := l.SetSHA(r.Ref.Deployment); err != nil {
				l.t.Error(err)
			}
		}, false, api.StateReading, false},
		"rejected": {func(l *lab, r fleet.Row) { l.decides("oto", r.Ref, api.Reject) }, false, api.StateRejected, false},
		"complete and played": {func(l *lab, r fleet.Row) {
			l.decides("oto", r.Ref, api.Approve)
			if _, err := l.as("oto").PlayJob(l.t.Context(), 1, r.Deployment.Deployable.ID); err != nil {
				l.t.Error(err)
			}
		}, false, api.StateRunning, true},
	}
	for name, test := range changes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := open(t)
			c := l.see("maya", "1")
			r := c.row(c.find(c.project(1), "production", api.StatusBlocked).Ref)
			l.pass(time.Second)
			test.change(l, r)
			list := c.project
			if test.whole {
				list = c.whole
			}
			got := c.byID(list(1), r.Ref.Deployment)
			if got.Detailed != test.kept || got.Verdict.State != test.state {
				t.Errorf("detailed %v, state %d; want %v, %d", got.Detailed, got.Verdict.State, test.kept, test.state)
			}
			if test.kept && (got.Verdict.Required != 1 || len(got.Verdict.Hats) == 0) {
				t.Errorf("the verdict lost its rules: %+v", got.Verdict)
			}
			if again := c.byID(c.project(1), r.Ref.Deployment); again.Detailed != test.kept {
				t.Errorf("the listing after that: detailed %v", again.Detailed)
			}
		})
	}
}

// A listing that was begun before a decision, and arrives after it was read back,
// shows the old state.
func TestALateListingDoesNotBringTheOldStateBack(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, env string
		act       func(*crew, api.Ref)
		state     api.State
	}{
		{"rejected", "production", func(c *crew, r api.Ref) { c.l.decides("maya", r, api.Reject) }, api.StateRejected},
		// neither of these moves updated_at
		{"played", "loadtest", func(c *crew, r api.Ref) {
			d, err := c.l.as("maya").GetDeployment(c.l.t.Context(), r)
			if err == nil {
				_, err = c.l.as("maya").PlayJob(c.l.t.Context(), 1, d.Deployable.ID)
			}
			if err != nil {
				c.l.t.Error(err)
			}
		}, api.StateRunning},
		{"approved", "production", func(c *crew, r api.Ref) { c.l.decides("maya", r, api.Approve) }, api.StateToRun},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			l := open(t)
			c := l.see("maya", "1")
			ref := c.find(c.project(1), test.env, api.StatusBlocked).Ref
			c.row(ref)
			l.Inject(sandbox.Fault{Path: listingPath, Times: 1, Status: 200, Body: l.body(listingOf1), Before: func() {
				test.act(c, ref)
				if _, err := c.LoadRow(t.Context(), ref); err != nil {
					t.Error(err)
				}
			}})
			s := c.whole(1)
			got := c.byID(s, ref.Deployment)
			if got.Verdict.State != test.state || !got.Detailed {
				t.Errorf("state %d, detailed %v; want %d", got.Verdict.State, got.Detailed, test.state)
			}
			for _, r := range s.Rows {
				for _, w := range r.Verdict.Warnings {
					if test.state != api.StateToRun && w.Kind == api.DangerNewer && w.Word == "#"+itoa(got.Deployment.IID) {
						t.Errorf("#%d warns that it still waits", r.Deployment.IID)
					}
				}
			}
			if next := c.byID(c.whole(1), ref.Deployment); next.Verdict.State != test.state {
				t.Errorf("the next listing makes it state %d", next.Verdict.State)
			}
		})
	}
}

// What is too new for a listing that was under way is not forgotten by it.
func TestALateListingForgetsNothingNewer(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	ref := c.find(c.project(1), "production", api.StatusBlocked).Ref
	l.Inject(sandbox.Fault{Path: listingPath, Times: 1, Status: 200, Body: `[]`, Before: func() {
		if _, err := c.LoadRow(t.Context(), ref); err != nil {
			t.Error(err)
		}
	}})
	if s := c.whole(1); len(s.Rows) != 0 {
		t.Fatalf("%d rows of an empty listing", len(s.Rows))
	}
	if r := c.byID(c.whole(1), ref.Deployment); !r.Detailed {
		t.Error("the single read is forgotten")
	}
}

// A single read that was begun first but answered later than the listing shows the
// newer state: GitLab's own time tells.
func TestALateListingIsToldByGitLabsTime(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	ref := c.find(c.project(1), "production", api.StatusBlocked).Ref
	c.Doubt(api.ProjectRef{Host: c.host, ID: 1})
	old, listing, looked := l.body(listingOf1), make(chan struct{}), make(chan struct{})
	l.pass(time.Second)
	l.Inject(sandbox.Fault{Path: listingPath, Times: 1, Status: 200, Body: old, Before: func() { close(listing); <-looked }})
	done := make(chan fleet.Snapshot)
	l.Inject(sandbox.Fault{Method: "GET", Path: single(ref.Deployment) + "$", Times: 1, Before: func() {
		go func() {
			s, err := c.LoadProject(t.Context(), api.ProjectRef{Host: c.host, ID: 1})
			if err != nil {
				t.Error(err)
			}
			done <- s
		}()
		<-listing
		l.decides("oto", ref, api.Reject)
	}})
	if r := c.row(ref); r.Verdict.State != api.StateRejected {
		t.Errorf("read as state %d", r.Verdict.State)
	}
	close(looked)
	if got := c.byID(<-done, ref.Deployment); got.Verdict.State != api.StateRejected {
		t.Errorf("listed as state %d", got.Verdict.State)
	}
}

// Two single reads overlap: the one that was begun last is believed.
func TestALateReadDoesNotBringTheOldStateBack(t *testing.T) {
	t.Parallel()
	for _, full := range []bool{false, true} {
		l := open(t)
		c := l.see("maya", "1")
		ref := c.find(c.project(1), "production", api.StatusBlocked).Ref
		l.Inject(sandbox.Fault{Method: "GET", Path: single(ref.Deployment) + "$", Times: 1, Status: 200, Body: l.body(single(ref.Deployment)), Before: func() {
			l.decides("maya", ref, api.Approve)
			if _, err := c.LoadRow(t.Context(), ref); err != nil {
				t.Error(err)
			}
		}})
		read := c.row
		if full {
			read = c.detail
		}
		if r := read(ref); r.Verdict.State != api.StateToRun || (r.Pipeline != nil) != full {
			t.Errorf("the late read shows state %d, pipeline %v", r.Verdict.State, r.Pipeline)
		}
		if r := c.byID(c.project(1), ref.Deployment); r.Verdict.State != api.StateToRun || (r.Pipeline != nil) != full {
			t.Errorf("and the listing after it state %d, pipeline %v", r.Verdict.State, r.Pipeline)
		}
	}
}

func TestTwoHostsWithEqualIdsNeverMix(t *testing.T) {
	t.Parallel()
	acme, beta := open(t), open(t)
	one, two := acme.as("maya"), beta.as("ivy")
	f := fleet.New(acme.now, fleet.Source{Client: one, Projects: []string{"1"}}, fleet.Source{Client: two, Projects: []string{"1"}})
	for _, host := range []string{one.Host(), two.Host()} {
		if _, err := f.Discover(t.Context(), host); err != nil {
			t.Fatal(err)
		}
	}
	a, b := &crew{f, acme, one.Host()}, &crew{f, beta, two.Host()}
	ra, rb := a.find(a.project(1), "production", api.StatusBlocked), b.find(b.project(1), "production", api.StatusBlocked)
	if ra.Ref.Deployment != rb.Ref.Deployment || ra.Ref == rb.Ref {
		t.Fatalf("%v and %v", ra.Ref, rb.Ref)
	}
	beta.ResetJournal()
	if r := a.row(ra.Ref); r.Verdict.State != api.StateNeedsYou {
		t.Errorf("maya's is state %d", r.Verdict.State)
	}
	if n := len(beta.Journal()); n != 0 {
		t.Errorf("reading one host sent %d requests to the other", n)
	}
	if r := b.byID(b.project(1), rb.Ref.Deployment); r.Detailed || r.Verdict.State != api.StateReading {
		t.Errorf("the other host's row took it over: %+v", r.Verdict)
	}
	if r := b.row(rb.Ref); r.Verdict.State != api.StateNeedsOthers || r.Verdict.Standing != api.NoRule {
		t.Errorf("ivy's is state %d, standing %d", r.Verdict.State, r.Verdict.Standing)
	}
	if err := acme.SetStatus(ra.Ref.Deployment, "canceled"); err != nil {
		t.Fatal(err)
	}
	if x, y := a.row(ra.Ref), b.row(rb.Ref); x.Verdict.State != api.StateCanceled || y.Verdict.State != api.StateNeedsOthers {
		t.Errorf("states %d and %d", x.Verdict.State, y.Verdict.State)
	}
}
