package changes

import (
	"strings"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/uitest"
)

var tall = uitest.Size{W: 120, H: 90, Focused: true}

// A fact that arrives leaves the cursor and what is unfolded where they are.
func TestAFactThatArrivesMovesNothing(t *testing.T) {
	t.Parallel()
	empty := func(b *fleet.Brief) { b.Merged, b.Release = fleet.Known[fleet.Merged]{}, fleet.Known[api.Release]{} }
	m := onPart(t, whole(empty), files)
	m, ok := m.Enter()
	if !ok {
		t.Fatal("the file does not unfold")
	}
	m = m.Move(2)
	got := uitest.Shown(t, m.About(briefed()), tall)
	uitest.Has(t, got, "▌               def wait", "!881", "Jitter")
	more := onPart(t, whole(), merged).Move(1)
	newer := briefed(func(b *fleet.Brief) {
		first := merge(882, "Newer", ana, oto, time.Hour, 1, 1)
		b.Merged.Value.Requests = append([]fleet.MergedRequest{first}, b.Merged.Value.Requests...)
	})
	if url, _ := more.About(newer).Selected(); !strings.HasSuffix(url, "/879") {
		t.Errorf("the cursor is at %s", url)
	}
	if url, ok := more.About(fleet.Row{}).Selected(); !ok || !strings.Contains(url, "/commit/") {
		t.Errorf("with no requests left the cursor is at %q", url)
	}
}

// What one merge request keeps the place of, one merge request takes.
func TestPlacesAreKept(t *testing.T) {
	t.Parallel()
	line := func(m Model, words string) int {
		for i, l := range strings.Split(uitest.Shown(t, m, tall), "\n") {
			if strings.Contains(l, words) {
				return i
			}
		}
		t.Fatalf("%q is not there", words)
		return 0
	}
	two := func(b *fleet.Brief) { b.Merged.Value.Requests = requests()[:2] }
	none := func(b *fleet.Brief) { b.Release.Value = api.Release{} }
	unread := func(b *fleet.Brief) { b.Merged, b.Release = fleet.Known[fleet.Merged]{}, fleet.Known[api.Release]{} }
	refused := func(b *fleet.Brief) { b.Release = failed[api.Release](api.NotFound, 404) }
	want := line(whole(unread), "3f2a91c Merge")
	for name, m := range map[string]Model{"none": whole(two, none), "refused": whole(two, refused)} {
		if got := line(m, "3f2a91c Merge"); got != want {
			t.Errorf("%s: the commits move from line %d to %d", name, want, got)
		}
	}
	if a, b := line(whole(), "Commits"), line(whole(func(b *fleet.Brief) { b.Merged.At, b.Release.At = ago(time.Hour), ago(time.Hour) }), "Commits"); a != b {
		t.Errorf("with its age told the commits move from line %d to %d", a, b)
	}
}

// The brief's comparison is taken where it is newer than the one that was read for the
// tab, never where it is older.
func TestTheNewerComparisonIsShown(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		at   time.Time
		want int
	}{"older": {ago(time.Hour), 1}, "newer": {now.Add(time.Hour), 6}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			own := retry()
			own.Ahead, own.ReadAt = own.Ahead[:1], now
			r := briefed(func(b *fleet.Brief) { b.Changes.At = c.at })
			m := New().Loaded(own, r).About(r)
			if got := m.Count(); got != c.want {
				t.Errorf("%d commits, want %d", got, c.want)
			}
		})
	}
	dark := New().About(briefed(func(b *fleet.Brief) { b.Changes = failed[fleet.Changes](api.Forbidden, 403) }))
	uitest.Has(t, uitest.Shown(t, dark, tall), "✗ What it changes could not be read: no access.", "!881")
	uitest.HasNot(t, uitest.Shown(t, dark, tall), "Commits", "Files", "··")
}

// Ages are told from the third minute on, by the clock that the facts were dated with.
func TestAgesAreTold(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		age, skew time.Duration
		want      string
	}{
		{2 * time.Minute, 0, ""}, {3 * time.Minute, 0, "read 3m ago"}, {4 * time.Minute, 2 * time.Minute, ""},
		{time.Minute, -9 * time.Minute, "read 10m ago"}, {-time.Hour, 0, ""},
	} {
		m := whole(func(b *fleet.Brief) { b.Merged.At = ago(c.age) }).WithSkew(c.skew)
		m.readAt = ago(c.skew)
		got := uitest.Shown(t, m, uitest.Zoom24)
		switch {
		case c.want == "":
			uitest.HasNot(t, got, "read ")
		default:
			uitest.Has(t, got, c.want)
		}
	}
}

// The age of the first section stands in the head's blank line, and so does why the
// comparison was not read again: of the reading that is shown.
func TestTheHeadTellsAges(t *testing.T) {
	t.Parallel()
	first := New().About(briefed(func(b *fleet.Brief) { b.Merged.At = ago(9 * time.Minute) }))
	uitest.Has(t, uitest.Shown(t, first, tall), "read 9m ago")
	again := briefed(func(b *fleet.Brief) { b.Changes.Err = &api.Error{Kind: api.Offline} })
	uitest.Has(t, uitest.Shown(t, New().About(again), tall), "not again: offline")
	own := retry()
	own.ReadAt = now.Add(time.Minute)
	uitest.HasNot(t, uitest.Shown(t, New().Loaded(own, again), tall), "not again")
}

// Release notes that were edited are read anew, unfolded or not.
func TestEditedNotes(t *testing.T) {
	t.Parallel()
	open, _ := onPart(t, whole(), released).Enter()
	edited := briefed(func(b *fleet.Brief) { b.Release.Value.Notes = "1\n2\n3\nfour\nfive" })
	got := uitest.Shown(t, open.About(edited).Move(5), tall)
	uitest.Has(t, got, "▌              five")
	uitest.HasNot(t, got, "roll back")
	less := briefed(func(b *fleet.Brief) { b.Release.Value.Notes = "short" })
	if m := open.About(less); m.Keys() != nil || len(m.entries) != len(whole().entries) {
		t.Errorf("%d lines can be picked, want %d", len(m.entries), len(whole().entries))
	}
}

// What nobody will be asked about keeps no places.
func TestOnlyWhatIsComingKeepsAPlace(t *testing.T) {
	t.Parallel()
	done := with(api.StateDone, api.StatusSuccess)
	uitest.HasNot(t, uitest.Shown(t, New().Loaded(retry(), done), tall), "Merged", "Release", "Look at")
	branch := briefed(func(b *fleet.Brief) { b.Release = fleet.Known[api.Release]{} })
	branch.Deployment.Deployable = &api.Job{Tag: false}
	uitest.HasNot(t, uitest.Shown(t, New().About(branch), tall), "Release")
	tag := branch
	tag.Deployment = deployment(345, "v2.14.0", "3f2a91c", api.StatusBlocked)
	tag.Deployment.Deployable = &api.Job{Tag: true}
	uitest.Has(t, uitest.Shown(t, New().About(tag), tall), "Release    ····")
	older := standing(api.RelationOlder, turned())
	uitest.HasNot(t, uitest.Shown(t, New().About(older), tall), "Merged")
	uitest.HasNot(t, uitest.Shown(t, New().About(fleet.Row{}), tall), "Merged", "Release")
}

// The risky files are found by what is given, their texts unfold in their own place, and
// too many of them do not push everything else away.
func TestRisks(t *testing.T) {
	t.Parallel()
	m := whole()
	uitest.HasNot(t, uitest.Shown(t, m.WithRisks(nil), tall), "Look at")
	open, ok := m.Enter()
	if !ok || len(open.Keys()) != 1 || open.Keys()[0].Verb != "fold" || m.Keys()[0].Verb != "diff" {
		t.Fatalf("enter: %v, keys %v, then %v", ok, m.Keys(), open.Keys())
	}
	if got := uitest.Shown(t, open, tall); strings.Count(got, "came 17") != 1 {
		t.Errorf("the text is not there once:\n%s", got)
	}
	if url, ok := open.Selected(); ok {
		t.Errorf("a file has the page %q", url)
	}
	second := onPart(t, open, files).Move(5)
	if both, ok := second.Enter(); !ok || strings.Count(uitest.Shown(t, both, tall), "came 17") != 2 {
		t.Error("the same text does not unfold among the files")
	}
	if _, ok := m.Move(1).Enter(); ok {
		t.Error("a risky file without a text unfolds")
	}
	none := New().WithRisks(risks).Loaded(fleet.Changes{Live: live(), Ahead: retry().Ahead, Files: retry().Files[1:3]}, row())
	uitest.Has(t, uitest.Shown(t, none, tall), "Look at    no risky file")
	var many []api.FileChange
	for i := range 40 {
		many = append(many, api.FileChange{NewPath: "db/migrate/" + strings.Repeat("x", i+1) + ".rb", Diff: lines(1, 1)})
	}
	got := uitest.Shown(t, New().WithRisks(risks).Loaded(fleet.Changes{Live: live(), Ahead: retry().Ahead, Files: many}, row()), tall)
	uitest.Has(t, got, "28 more risky files among the files below")
	if n := strings.Count(got, "• migration"); n != mostRisks {
		t.Errorf("%d risky files are named, want %d", n, mostRisks)
	}
}

// Migrations differ in their numbers where their names end alike: the number is never cut
// off, and what is cut never reads as a whole name.
func TestMigrationsAreToldApart(t *testing.T) {
	t.Parallel()
	var both []api.FileChange
	for _, name := range []string{"20260214093000_add_currency_to_exchange_rates", "20260215110500_add_country_to_exchange_rates"} {
		both = append(both, api.FileChange{NewPath: "db/migrate/" + name + ".rb", New: true, Diff: lines(8, 0)})
	}
	m := New().WithRisks(risks).Loaded(fleet.Changes{Live: live(), Ahead: retry().Ahead, Files: both}, row())
	for _, size := range []uitest.Size{{W: 80, H: 30}, {W: 62, H: 30}, {W: 52, H: 30}, {W: 46, H: 30}} {
		got := uitest.Shown(t, m, size)
		for _, stamp := range []string{"20260214093000", "20260215110500"} {
			if n := strings.Count(got, stamp); n != 2 {
				t.Errorf("%d cells: %s stands there %d times, want among the risky files and among all:\n%s", size.W, stamp, n, got)
			}
		}
	}
	uitest.Has(t, uitest.Shown(t, m, uitest.Size{W: 80, H: 30}), "_add_", "rates.rb  new")
}

// Folded texts are read anew with the comparison; what is gone folds.
func TestWhatIsUnfoldedIsReadAnew(t *testing.T) {
	t.Parallel()
	m, _ := whole().Enter()
	c := retry()
	c.Files[4].Diff = "@@ -1 +1 @@\n+quite different\n"
	got := uitest.Shown(t, m.Loaded(c, briefed()), tall)
	uitest.Has(t, got, "+quite different")
	uitest.HasNot(t, got, "came 17")
	c.Files = c.Files[:2]
	uitest.HasNot(t, uitest.Shown(t, m.Loaded(c, briefed()), tall), "quite different", "unfolded")
}

func TestBumped(t *testing.T) {
	t.Parallel()
	for diff, want := range map[string]string{
		"@@ -1 +1 @@\n-    faraday (2.9.0)\n+    faraday (2.12.1)":                                                    "faraday 2.9.0 → 2.12.1",
		"-    a (1.0)\n-    b (1.0)\n+    a (2.0)\n+    b (2.0)\n+    c (1.0)":                                        "a 1.0 → 2.0, 1 more",
		"-golang.org/x/net v0.20.0 h1:aa=\n-golang.org/x/net v0.20.0/go.mod h1:bb=\n+golang.org/x/net v0.21.0 h1:cc=": "golang.org/x/net v0.20.0 → v0.21.0",
		"-requests==2.30\n+requests==2.31":                                                                            "requests 2.30 → 2.31",
		"-    rake (>= 12)\n+    rake (>= 13)":                                                                        "",
		"-      \"version\": \"1.0\"\n+      \"version\": \"2.0\"":                                                    "",
		"- a (1.0)\n+ a (2.0)\n" + strings.Repeat(" x\n", mostPins):                                                   "",
		"-requests>=2.30\n+requests>=2.31":                                                                            "",
		"-a v1.0.0\n+a v1.1.0 // indirect note":                                                                       "",
		"+    new (1.0)":                                                                                              "",
		"-    same (1.0)\n+    same (1.0)":                                                                            "",
		"":                                                                                                            "",
	} {
		if got := bumped(diff); got != want {
			t.Errorf("%q: %q, want %q", diff, got, want)
		}
	}
}

func TestNoColorWithEverything(t *testing.T) {
	t.Parallel()
	uitest.Bare(t, whole())
	m, _ := onPart(t, whole(), released).Enter()
	uitest.Bare(t, m)
}

// A cursor that nobody moved stays at the top, where what deserves a look comes in.
func TestAnUntouchedCursorStaysOnTop(t *testing.T) {
	t.Parallel()
	early := briefed(func(b *fleet.Brief) { b.Changes, b.Merged = fleet.Known[fleet.Changes]{}, fleet.Known[fleet.Merged]{} })
	m := New().WithRisks(risks).About(early)
	if e, ok := m.entry(); !ok || e.part != released {
		t.Fatalf("the first to come is %v, %v, want the release", e, ok)
	}
	if m := m.About(briefed()); m.at != 0 {
		t.Errorf("what came in above moved the cursor to line %d", m.at)
	}
	if m := m.Move(1).Move(-1).About(briefed()); m.at == 0 {
		t.Error("a cursor that was moved is not left where it is")
	}
}
