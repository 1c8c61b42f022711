package fleet_test

import (
	"slices"
	"strings"
	"testing"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

const comparing = `/repository/compare$`

func (c *crew) changes(ref api.Ref) fleet.Changes {
	c.l.t.Helper()
	got, err := c.LoadChanges(c.l.t.Context(), ref)
	if err != nil {
		c.l.t.Fatal(err)
	}
	return got
}

func shas(list []api.Commit) []string {
	var out []string
	for _, c := range list {
		out = append(out, c.ID)
	}
	return out
}

func TestWhatADeploymentWouldChange(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	c.project(1)
	waits := c.row(c.find(c.tiers(1), "production", api.StatusBlocked).Ref)
	root := l.as("root")
	want, err := root.Compare(t.Context(), 1, waits.Live.SHA, waits.Deployment.SHA)
	if err != nil || len(want.Commits) < 2 || len(want.Files) == 0 {
		t.Fatalf("%d commits, %d files, %v", len(want.Commits), len(want.Files), err)
	}
	back, err := root.Compare(t.Context(), 1, waits.Deployment.SHA, waits.Live.SHA)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(want.Commits)
	slices.Reverse(back.Commits)
	l.ResetJournal()
	got := c.changes(waits.Ref)
	if got.Live == nil || got.Live.ID != waits.Live.ID || !slices.Equal(shas(got.Ahead), shas(want.Commits)) ||
		!slices.Equal(shas(got.Behind), shas(back.Commits)) || !slices.Equal(got.Files, want.Files) || got.BehindErr != "" {
		t.Errorf("live %+v, ahead %v, behind %v, %d files", got.Live, shas(got.Ahead), shas(got.Behind), len(got.Files))
	}
	if got.Ahead[0].ID != waits.Deployment.SHA || !got.ReadAt.Equal(l.now()) {
		t.Errorf("the newest commit is %s, not its own %s", got.Ahead[0].ID, waits.Deployment.SHA)
	}
	if n := len(l.Journal()); n != 3 || l.count("GET", comparing) != 2 || l.count("GET", `/environments/\d+$`) != 1 {
		t.Errorf("%d requests, want what is live and a comparison each way", n)
	}
}

// An older one is behind what is live, by those commits.
func TestWhatARollBackWouldTakeAway(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	s := c.project(1)
	live := c.find(s, "production", api.StatusSuccess)
	i := slices.IndexFunc(s.Rows, func(r fleet.Row) bool {
		return r.Deployment.Environment.Name == "production" && r.Deployment.Status == api.StatusSuccess && r.Deployment.SHA != live.Deployment.SHA
	})
	got := c.changes(s.Rows[i].Ref)
	if len(got.Ahead) != 0 || len(got.Behind) < 2 || got.Behind[0].ID != live.Deployment.SHA || got.Live.ID != live.Deployment.ID {
		t.Errorf("ahead %v, behind %v", shas(got.Ahead), shas(got.Behind))
	}
	var forth fleet.Changes
	for _, r := range s.Rows { // the same way in the other direction
		if r.Deployment.Environment.Name == "production" && r.Deployment.SHA == live.Deployment.SHA {
			forth = c.changes(r.Ref)
		}
	}
	if len(got.Files) == 0 {
		t.Fatalf("no files change back; %d change forth", len(forth.Files))
	}
	for _, f := range got.Files {
		if f.Diff != "" && strings.Count(f.Diff, "\n+") == 0 && strings.Count(f.Diff, "\n-") == 0 && !strings.HasPrefix(f.Diff, "@@") {
			t.Errorf("%s has no changed lines: %q", f.NewPath, f.Diff)
		}
	}
}

// What changes back is the way to live, read from its end.
func TestTurnedRound(t *testing.T) {
	t.Parallel()
	got := fleet.TurnedRound([]api.FileChange{
		{OldPath: "a", NewPath: "b", Renamed: true, Diff: "@@ -1,2 +3,4 @@ func\n one\n-two\n+three\n"},
		{OldPath: "c", NewPath: "c", New: true, Diff: "@@ -0,0 +1 @@\n+x\n"},
	})
	want := []api.FileChange{
		{OldPath: "b", NewPath: "a", Renamed: true, Diff: "@@ -3,4 +1,2 @@ func\n one\n+two\n-three\n"},
		{OldPath: "c", NewPath: "c", Deleted: true, Diff: "@@ -1 +0,0 @@\n-x\n"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %+v", got)
	}
}

// What is live is compared with what it replaced, and the answer says so.
func TestWhatTheLiveOneBrought(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	live := c.find(c.project(1), "production", api.StatusSuccess)
	if live.Verdict.State != api.StateLive {
		t.Fatalf("state %d", live.Verdict.State)
	}
	got := c.changes(live.Ref)
	before := got.Live
	if before == nil || before.ID == live.Deployment.ID || before.Environment.Name != "production" || !before.FinishedAt().Before(live.Deployment.FinishedAt()) {
		t.Fatalf("compared with %+v", before)
	}
	if before.SHA != live.Deployment.SHA && len(got.Ahead)+len(got.Behind) == 0 {
		t.Error("another commit, and no changes")
	}
}

func TestTheSameCommitChangesNothing(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	c.project(1)
	waits := c.row(c.find(c.tiers(1), "production", api.StatusBlocked).Ref)
	body := `{"id":` + itoa(waits.Deployment.Environment.ID) + `,"name":"production","last_deployment":{"id":4,"sha":"` + waits.Deployment.SHA + `","status":"success"}}`
	l.Inject(sandbox.Fault{Path: `/environments/\d+$`, Status: 200, Body: body})
	l.ResetJournal()
	got := c.changes(waits.Ref)
	if got.Live == nil || got.Live.ID != 4 || len(got.Ahead)+len(got.Behind)+len(got.Files) != 0 || l.count("GET", comparing) != 0 {
		t.Errorf("%+v", got)
	}
}

// Nothing is live: that is said only where GitLab said so.
func TestNothingIsLive(t *testing.T) {
	t.Parallel()
	const path = `/environments/\d+$`
	nothing := func(t *testing.T) (*crew, api.Ref) {
		l := open(t)
		body := strings.ReplaceAll(l.body(listingOf1), `"status":"success"`, `"status":"skipped"`)
		l.Inject(sandbox.Fault{Path: listingPath, Status: 200, Body: body})
		c := l.see("maya", "1")
		ref := c.find(c.project(1), "production", api.StatusBlocked).Ref
		return c, ref
	}
	c, ref := nothing(t)
	c.l.Inject(sandbox.Fault{Path: path, Status: 200, Body: `{"id":1,"name":"production","last_deployment":null}`})
	if got := c.changes(ref); got.Live != nil || got.Ahead != nil || c.l.count("GET", comparing) != 0 {
		t.Errorf("%+v", got)
	}
	c, ref = nothing(t)
	c.l.Inject(sandbox.Fault{Path: path, Status: 500, Body: `{"message":"500 Internal Server Error"}`})
	if got, err := c.LoadChanges(t.Context(), ref); api.KindOf(err) != api.Server || got.Live != nil {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestAComparisonMayFail(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	waits := c.row(c.find(c.project(1), "production", api.StatusBlocked).Ref)
	remove := l.Inject(sandbox.Fault{Path: comparing, Status: 404, Body: `{"message":"404 Ref Not Found"}`})
	if got, err := c.LoadChanges(t.Context(), waits.Ref); api.KindOf(err) != api.NotFound || got.Live != nil {
		t.Errorf("%+v, %v", got, err)
	}
	remove()
	if got := c.changes(waits.Ref); len(got.Ahead) == 0 {
		t.Error("it is not asked again")
	}
}

// One of the two ways may fail: without the way there there is nothing to show,
// without the way back the rest is shown.
func TestHalfAComparison(t *testing.T) {
	t.Parallel()
	for range 200 { // which of them meets the fault is chance
		// a server of its own: what was given up may still arrive, and meet the next fault
		l := open(t)
		c := l.see("maya", "1")
		waits := c.row(c.find(c.project(1), "production", api.StatusBlocked).Ref)
		l.Inject(sandbox.Fault{Path: comparing, Times: 1, Status: 404, Body: `{"message":"404 Ref Not Found"}`})
		got, err := c.LoadChanges(t.Context(), waits.Ref)
		if err != nil {
			if api.KindOf(err) != api.NotFound || got.Live != nil {
				t.Fatalf("%+v, %v", got, err)
			}
			continue
		}
		if !strings.Contains(got.BehindErr, "404 Ref Not Found") || len(got.Ahead) == 0 || len(got.Files) == 0 || got.Behind != nil {
			t.Fatalf("behind %v, %q; ahead %v", got.Behind, got.BehindErr, shas(got.Ahead))
		}
		return
	}
	t.Error("the way back never failed alone")
}

// A long comparison keeps the names of all files and the first two megabytes.
func TestLongDiffsAreDropped(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	waits := c.row(c.find(c.project(1), "production", api.StatusBlocked).Ref)
	for _, name := range []string{"a.lock", "b.lock", "c.lock"} {
		if err := l.AddFile(1, name, strings.Repeat("+x\n", 300_000)); err != nil {
			t.Fatal(err)
		}
	}
	kept := map[string]bool{}
	total := 0
	for _, f := range c.changes(waits.Ref).Files {
		kept[f.NewPath] = !f.Collapsed
		total += len(f.Diff)
		if strings.HasSuffix(f.NewPath, ".lock") && f.Collapsed == (f.Diff != "") {
			t.Errorf("%s is collapsed %v and has %d bytes", f.NewPath, f.Collapsed, len(f.Diff))
		}
	}
	if !kept["a.lock"] || !kept["b.lock"] || kept["c.lock"] || len(kept) < 4 || total > 2<<20 {
		t.Errorf("%d bytes of %v", total, kept)
	}
}

// A poll that does not list the environment, while its answer is awaited, takes
// nothing away.
func TestAPollDoesNotForgetWhatIsLive(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	waits := c.row(c.find(c.project(1), "production", api.StatusBlocked).Ref)
	none := l.Inject(sandbox.Fault{Path: listingPath, Status: 200, Body: `[]`})
	c.whole(1)
	c.detail(waits.Ref)
	c.whole(1)
	none()
	l.ResetJournal()
	if got := c.changes(waits.Ref); got.Live == nil || got.Live.ID != waits.Live.ID || l.count("GET", `/environments/\d+$`) != 0 {
		t.Errorf("live is %+v, asked %d times", got.Live, l.count("GET", `/environments/\d+$`))
	}
}

// Of thousands of commits the newest are kept; how many there are stays known, and that
// what they came by is not all of it.
func TestThousandsOfCommitsAreCounted(t *testing.T) {
	t.Parallel()
	d := stage(t, sandbox.SceneHuge)
	r := d.card()
	c, s := r.Brief.Changes.Value, r.Verdict.Ships
	for _, way := range []struct {
		kept  []api.Commit
		more  int
		count int
	}{{c.Ahead, c.AheadMore, s.Ahead}, {c.Behind, c.BehindMore, s.Behind}} {
		if cap(way.kept) > 2500 || len(way.kept)+way.more != way.count {
			t.Errorf("%d kept, %d more, of %d", len(way.kept), way.more, way.count)
		}
	}
	if s.Ahead < 3000 || c.AheadMore == 0 || c.Ahead[0].ID != d.at.SHA || !r.Brief.Merged.Value.Cut {
		t.Errorf("%+v, %d more, newest %s, cut %v", s, c.AheadMore, c.Ahead[0].ID, r.Brief.Merged.Value.Cut)
	}
}
