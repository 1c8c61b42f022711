package changes

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/uitest"
)

// wide50 is the place beside the list on a screen of 200×50.
var wide50 = uitest.Size{W: 80, H: 42}

// back is a rollback, apart one whose commit and live's have parted.
func back() fleet.Changes {
	c := fleet.Changes{Live: live()}
	c.Behind = retry().Ahead
	return c
}

func apart() fleet.Changes {
	c := retry()
	c.Ahead, c.Behind = c.Ahead[:3], c.Ahead[3:]
	c.Timeout = true
	return c
}

// unfolded has the migration's text open.
func unfolded(t *testing.T) Model {
	t.Helper()
	m := New().Loaded(retry(), row())
	for range 40 {
		if e, _ := m.entry(); e.part == files && m.tree.files[e.index].New {
			m, _ = m.Enter()
			return m.Move(3)
		}
		m = m.Move(1)
	}
	t.Fatal("there is no new file")
	return m
}

func TestFrames(t *testing.T) {
	t.Parallel()
	unknownBehind := retry()
	unknownBehind.BehindErr = "no answer."
	old := func(b *fleet.Brief) {
		b.Changes.At, b.Merged.At, b.Release.At = ago(4*time.Minute), ago(9*time.Minute), ago(2*time.Hour)
		b.Merged.Err = &api.Error{Kind: api.Timeout, Op: "read"}
	}
	refused := func(b *fleet.Brief) {
		b.Merged, b.Release = failed[fleet.Merged](api.Forbidden, 403), failed[api.Release](api.Timeout, 0)
	}
	unread := func(b *fleet.Brief) { b.Merged, b.Release = fleet.Known[fleet.Merged]{}, fleet.Known[api.Release]{} }
	nothing := func(b *fleet.Brief) { *b = fleet.Brief{} }
	dark := func(b *fleet.Brief) {
		refused(b)
		b.Changes = failed[fleet.Changes](api.Forbidden, 403)
	}
	cut := func(b *fleet.Brief) {
		b.Changes.Value.Timeout, b.Changes.Value.Files = true, b.Changes.Value.Files[1:3]
		b.Merged.Value = fleet.Merged{Requests: requests()[:1], Cut: true}
		b.Release.Value = api.Release{}
	}
	approvals := func(b *fleet.Brief) {
		b.Merged.Value.Requests[0].Approvals = nil
		b.Merged.Value.Requests[1].Approvals, b.Merged.Value.Requests[1].ApprovalsErr = nil, &api.Error{Kind: api.Forbidden, Op: "read", Status: 403}
	}
	atRelease := onPart(t, whole(), released)
	opened, _ := atRelease.Enter()
	diffed, _ := whole().Move(2).Enter()
	all := []uitest.Size{uitest.Zoom36, uitest.Zoom24, uitest.Side36, uitest.Side24}
	cases := []struct {
		name  string
		model Model
		sizes []uitest.Size
	}{
		{"facts-old", whole(old), all[:2]},
		{"facts-refused", whole(refused), all},
		{"facts-unread", whole(unread), all},
		{"nothing-read", whole(nothing), all},
		{"nothing-may-be-read", whole(dark), all},
		{"cut", whole(cut), all},
		{"approvals", whole(approvals), all},
		{"release", opened.Move(4), all[:3]},
		{"risk-diff", diffed.Move(3), all[:2]},
		{"rollback-whole", New().WithRisks(risks).About(standing(api.RelationOlder, turned())), all},
		{"unrelated", New().WithRisks(risks).About(standing(api.RelationUnrelated, apart())), all},
		{"ahead", New().Loaded(retry(), row()), []uitest.Size{uitest.Zoom36, uitest.Zoom24, uitest.Side36, uitest.Side24}},
		{"end", New().Loaded(retry(), row()).Move(math.MaxInt), []uitest.Size{uitest.Zoom24}},
		{"unfolded", unfolded(t), []uitest.Size{uitest.Zoom36, uitest.Zoom24}},
		{"older", New().Loaded(back(), row()), []uitest.Size{uitest.Zoom36, uitest.Zoom24, uitest.Side24}},
		{"diverged", New().Loaded(apart(), row()), []uitest.Size{uitest.Zoom36, uitest.Side36}},
		{"behind-unknown", New().Loaded(unknownBehind, row()), []uitest.Size{uitest.Zoom24}},
		{"same", New().Loaded(fleet.Changes{Live: row().Deployment}, row()), []uitest.Size{uitest.Zoom24, uitest.Side24}},
		{"first", New().Loaded(fleet.Changes{}, row()), []uitest.Size{uitest.Zoom24, uitest.Side24}},
		{"unread", New(), []uitest.Size{uitest.Zoom24, uitest.Side36}},
		{"failed", New().Failed("The commits of payments/api: no access. Your role there must be Reporter or more."), []uitest.Size{uitest.Zoom24, uitest.Side24}},
		{"whole", whole(), []uitest.Size{uitest.Zoom36, uitest.Zoom24, uitest.Side36, uitest.Side24, wide50}},
		{"stale", New().Loaded(retry(), row()).Failed("The commits of payments/api: no answer."), []uitest.Size{uitest.Side36}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			uitest.GoldenTab(t, c.name, c.model, c.sizes...)
		})
	}
}

// onPart moves the cursor to the first entry of a part.
func onPart(t *testing.T, m Model, of part) Model {
	t.Helper()
	m = m.Move(math.MinInt)
	for range len(m.entries) {
		if e, _ := m.entry(); e.part == of {
			return m
		}
		m = m.Move(1)
	}
	t.Fatalf("there is no %s", labelOf(of))
	return m
}

// standing is a row that was judged so, with that comparison.
func standing(r api.Relation, c fleet.Changes) fleet.Row {
	out := briefed(func(b *fleet.Brief) { b.Changes.Value, b.Merged.Value = c, fleet.Merged{} })
	out.Verdict.Ships.Relation = r
	return out
}

// turned is a rollback with its files.
func turned() fleet.Changes {
	c := back()
	c.Files = retry().Files
	return c
}

func with(s api.State, status api.Status) fleet.Row {
	r := row()
	r.Verdict.State, r.Deployment.Status = s, status
	return r
}

func TestVerdicts(t *testing.T) {
	t.Parallel()
	one := retry()
	one.Ahead, one.Files = one.Ahead[:1], one.Files[:2]
	sameRef := back()
	sameRef.Live.Ref = "v2.14.0"
	none := retry()
	none.Files = nil
	lost := none
	lost.Timeout = true
	cases := []struct {
		changes fleet.Changes
		row     fleet.Row
		want    []string
		without []string
	}{
		{retry(), row(), []string{"AHEAD 6 commits of live   v2.13.9 · 9c01d2e  →  v2.14.0 · 3f2a91c", "9 files   +35 −53"}, []string{"▲"}},
		{one, row(), []string{"AHEAD 1 commit of live", "2 files   +14 −12"}, nil},
		{none, row(), []string{"AHEAD 6 commits of live", "no file differs"}, []string{"files"}},
		{lost, row(), []string{"AHEAD 6 commits of live", "GitLab cut the list of files."}, []string{"no file differs"}},
		{retry(), with(api.StateLive, api.StatusSuccess), []string{"AHEAD 6 commits of the one before"}, nil},
		{back(), row(), []string{"▲ OLDER than live by 6 commits: this rolls back v2.13.9", "Which files change back is not read"}, []string{"Commits"}},
		{back(), with(api.StateOutdated, api.StatusBlocked), []string{"▲ OLDER than live by 6 commits: this rolls back v2.13.9"}, nil},
		{sameRef, row(), []string{"this rolls back 9c01d2e"}, nil},
		{back(), with(api.StateDone, api.StatusSuccess), []string{"OLDER than live by 6 commits   v2"}, []string{"▲", "rolls"}},
		{back(), with(api.StateFailed, api.StatusFailed), []string{"OLDER than live by 6 commits   v2"}, []string{"▲", "rolls"}},
		{back(), with(api.StateLive, api.StatusSuccess), []string{"OLDER than the one before by 6 commits: this rolled back v2.13.9"}, []string{"▲"}},
		{back(), with(api.StateOther, "quantum_leap"), []string{"OLDER than live"}, []string{"rolls"}},
		{apart(), row(), []string{"▲ DIVERGED from live: 3 commits ahead, 3 behind", "9+ files", "More than 9 files: GitLab cut the list.", "since they parted"}, nil},
		{fleet.Changes{Live: live(), BehindErr: "no answer."}, row(), []string{"Not ahead of live", "What live has besides is not known: no answer."}, nil},
		{fleet.Changes{Live: live(), Ahead: retry().Ahead, BehindErr: "no answer."}, row(), []string{"AHEAD 6 commits of live, behind not known", "What live has besides is not known: no answer."}, []string{"▲"}},
		{apart(), standing(api.RelationUnrelated, apart()), []string{"▲ UNRELATED to live: they share no history"}, []string{"parted"}},
		{retry(), standing(api.RelationDiverged, retry()), []string{"▲ DIVERGED from live"}, nil},
		{fleet.Changes{Ahead: back().Behind, Behind: back().Behind}, standing(api.RelationOlder, back()), []string{"▲ OLDER than live by 6 commits"}, []string{"rolls"}},
		{fleet.Changes{Live: row().Deployment}, row(), []string{"Same commit as live", "Nothing differs."}, []string{"→"}},
		{fleet.Changes{}, row(), []string{"First deployment in production: nothing is live"}, []string{"→"}},
		{fleet.Changes{}, with(api.StateLive, api.StatusSuccess), []string{"First deployment in production: nothing was live before"}, nil},
		{fleet.Changes{}, fleet.Row{}, []string{"First deployment: nothing is live"}, nil},
	}
	for _, c := range cases {
		got := uitest.Shown(t, New().Loaded(c.changes, c.row), uitest.Zoom36)
		uitest.Has(t, got, c.want...)
		uitest.HasNot(t, got, c.without...)
		for _, s := range []uitest.Size{uitest.Zoom24, uitest.Side36, uitest.Side24} { // wrapped, but all there
			narrow := strings.Join(strings.Fields(uitest.Shown(t, New().Loaded(c.changes, c.row), s)), " ")
			verdict, _, _ := strings.Cut(c.want[0], "   ")
			uitest.Has(t, narrow, verdict)
		}
	}
}

func TestCount(t *testing.T) {
	t.Parallel()
	for want, m := range map[int]Model{-1: New().Failed("No answer."), 6: New().Loaded(retry(), row()), 0: New().Loaded(back(), row())} {
		if got := m.Count(); got != want {
			t.Errorf("%d, want %d", got, want)
		}
	}
}

func TestLinesAreCounted(t *testing.T) {
	t.Parallel()
	for diff, want := range map[string][2]int{
		"":                                      {0, 0},
		"@@ -1 +1 @@\n-a\n+b\n":                 {1, 1},
		"@@ -1,2 +0,0 @@\n--- a list\n-- b\n":   {0, 2},
		"@@ -0,0 +1,2 @@\n+++ i\n++\n c":        {2, 0},
		"--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b": {1, 1},
		"Binary files a/x and b/x differ\n":     {0, 0},
		"@@ -1 +1 @@\r\n+a\r\n\\ No newline at end of file\n@@ -9 +9 @@\n+b": {2, 0},
	} {
		f := treeOf([]api.FileChange{{NewPath: "x", Diff: diff}}).files[0]
		if f.added != want[0] || f.removed != want[1] {
			t.Errorf("%q: +%d -%d, want +%d -%d", diff, f.added, f.removed, want[0], want[1])
		}
	}
}

func TestFolders(t *testing.T) {
	t.Parallel()
	for paths, want := range map[string]string{
		"app/jobs/a app/jobs/b spec/a/b spec/c/d db/x": "app/jobs 2 spec 2 db 1",
		"a b c/d/e/f": "root 2 c/d 1",
		"z/a a z/b":   "z 2 root 1",
		"x/y/z x/y":   "x 2",
	} {
		var all []api.FileChange
		for _, p := range strings.Fields(paths) {
			all = append(all, api.FileChange{NewPath: p})
		}
		var got []string
		for _, g := range treeOf(all).groups {
			got = append(got, fmt.Sprint(g.name, " ", g.count))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", paths, got, want)
		}
	}
	if f := treeOf([]api.FileChange{{OldPath: "gone.rb", Deleted: true}}).files[0]; f.NewPath != "gone.rb" {
		t.Errorf("a deleted file is called %q", f.NewPath)
	}
}

// Beside the list the titles keep their room: authors go by their first names, and ids go
// where a title would have less than thirty cells.
func TestTitlesKeepTheirRoom(t *testing.T) {
	t.Parallel()
	c := retry()
	for i := range c.Ahead {
		c.Ahead[i].Title = strings.Repeat("abcdefghij", 12)
	}
	c.Ahead[5].AuthorName = "Maximiliane von Hohenstein"
	c.Ahead[4].AuthorName = "J. Doe"
	m := New().Loaded(c, row())
	for _, s := range []struct {
		size  uitest.Size
		least int
		has   []string
		not   []string
	}{
		{uitest.Side36, 30, []string{"…  Lin    5h", "…  Maxi…  1d", "…  Doe    1d"}, []string{"3f2a91c ab", "Lin Chen", "Hohen"}},
		{uitest.Side24, 25, []string{"…  Lin  5h"}, []string{"3f2a91c ab", "Lin Chen"}},
		{uitest.Size{W: 70, H: 28, Focused: true}, 30, []string{"3f2a91c ab", "  Lin       5h"}, []string{"Lin Chen"}},
		{uitest.Zoom24, 30, []string{"3f2a91c ab", "Lin Chen"}, nil},
		{uitest.Zoom36, 60, []string{"3f2a91c ab", "Lin Chen", "Maximiliane von H…"}, nil},
	} {
		got := uitest.Shown(t, m, s.size)
		uitest.Has(t, got, append(s.has, strings.Repeat("abcdefghij", 12)[:s.least-1])...) // and the sign of the cut
		if len(s.not) > 0 {
			uitest.HasNot(t, got, s.not...)
		}
	}
}

// Enter unfolds a file below it and folds it again from any of its lines; a commit has
// a page instead.
func TestEnter(t *testing.T) {
	t.Parallel()
	m := New().Loaded(retry(), row())
	if url, ok := m.Selected(); !ok || url != "https://gitlab.acme.dev/payments/api/-/commit/3f2a91c" {
		t.Errorf("the commit's page is %q, %v", url, ok)
	}
	if _, ok := m.Enter(); ok || m.Keys() != nil {
		t.Error("enter does something on a commit")
	}
	m = m.Move(6) // .gitlab-ci.yml
	if _, ok := m.Selected(); ok {
		t.Error("a file has a commit's page")
	}
	if k := m.Keys(); len(k) != 1 || k[0].Keys != "enter" || k[0].Verb != "diff" {
		t.Errorf("keys on a file: %v", k)
	}
	open, ok := m.Enter()
	if !ok {
		t.Fatal("enter does nothing on a file")
	}
	tall := uitest.Size{W: 100, H: 60, Focused: true}
	uitest.Has(t, uitest.Shown(t, open, tall), ".gitlab-ci.yml  unfolded", "@@ -1,9 +1,9 @@ class Retry", "-    gone 8", "+    came 1", `\ No newline at end of file`)
	uitest.HasNot(t, uitest.Shown(t, m, tall), "gone 8")
	inside := open.Move(5)
	if k := inside.Keys(); len(k) != 1 || k[0].Verb != "fold" {
		t.Errorf("keys inside of a text: %v", k)
	}
	if _, ok := inside.Selected(); ok {
		t.Error("a line of a text has a page")
	}
	uitest.Has(t, uitest.Shown(t, inside.Loaded(retry(), row()), tall), "▌              -    gone 2")
	folded, ok := inside.Enter()
	if got := uitest.Shown(t, folded, tall); !ok || got != uitest.Shown(t, m, tall) {
		t.Errorf("folded again it looks as\n%s", got)
	}
	without := folded.Move(1) // Gemfile.lock, too large
	if _, ok := without.Enter(); ok || without.Keys() != nil {
		t.Error("enter does something on a file without a text")
	}
	if _, ok := New().Enter(); ok {
		t.Error("enter does something before anything was read")
	}
	// Both versions of the model are values: opening one leaves the other alone.
	second, _ := open.Move(17).Enter()
	uitest.HasNot(t, uitest.Shown(t, open, tall), "came 11")
	uitest.Has(t, uitest.Shown(t, second.Move(math.MinInt), uitest.Size{W: 100, H: 90, Focused: true}), "came 11", "gone 8")
}

func TestTheCursorReachesEveryLineAndIsAlwaysSeen(t *testing.T) {
	t.Parallel()
	m := unfolded(t)
	for _, s := range []uitest.Size{uitest.Zoom24, uitest.Zoom36, {W: 80, H: 8, Focused: true}, {W: 80, H: 3, Focused: true}} {
		n := 0
		for at := m.Move(math.MinInt); ; at = at.Move(1) {
			n++
			if got := uitest.Shown(t, at, s); !strings.Contains(got, "▌") && !strings.Contains(got, ">") {
				t.Fatalf("%v: line %d is not seen:\n%s", s, n, got)
			}
			if at.at == at.Move(1).at {
				break
			}
		}
		if want := 6 + 9 + 22; n != want {
			t.Errorf("%v: %d lines can be reached, want %d", s, n, want)
		}
	}
	if _, ok := New().Move(4).entry(); ok {
		t.Error("a cursor on nothing")
	}
}

// Commits that are read anew keep the cursor, also where new ones came before it.
func TestTheCursorStays(t *testing.T) {
	t.Parallel()
	m := New().Loaded(retry(), row()).Move(2)
	more := retry()
	more.Ahead = append([]api.Commit{commit("0000001", "Newer", "Kim", 0)}, more.Ahead...)
	if url, _ := m.Loaded(more, row()).Selected(); !strings.HasSuffix(url, "e2290aa") {
		t.Errorf("the cursor is at %s", url)
	}
	less := m.Move(math.MaxInt).Loaded(fleet.Changes{Live: live(), Ahead: more.Ahead[:1]}, row())
	if url, _ := less.Selected(); !strings.HasSuffix(url, "0000001") {
		t.Errorf("the cursor is at %q", url)
	}
	behindOnly := New().Loaded(back(), row()).Move(1)
	if url, ok := behindOnly.Selected(); !ok || !strings.HasSuffix(url, "b7714e0") {
		t.Errorf("what only live has has the page %q", url)
	}
	pageless := New().Loaded(fleet.Changes{Live: live(), Ahead: []api.Commit{{ID: "1234567"}}}, row())
	if url, ok := pageless.Selected(); ok {
		t.Errorf("a commit without a page has %q", url)
	}
}

func TestALongTextIsBounded(t *testing.T) {
	t.Parallel()
	c := fleet.Changes{Live: live(), Ahead: retry().Ahead[:1], Files: []api.FileChange{{NewPath: "big.sql", Diff: lines(3000, 0)}, {NewPath: "z"}}}
	m, ok := New().Loaded(c, row()).Move(1).Enter()
	if !ok {
		t.Fatal("the text does not unfold")
	}
	end := m.Move(math.MaxInt)
	uitest.Has(t, uitest.Shown(t, end, uitest.Zoom24), "1 004 more lines, not shown", "▌            z  no text")
	uitest.Has(t, uitest.Shown(t, m, uitest.Zoom24), "+3000", " more below")
}

// A failure after a success keeps what was read; a success takes the failure away.
func TestFailuresKeepWhatWasRead(t *testing.T) {
	t.Parallel()
	m := New().Loaded(retry(), row()).Failed("No answer.")
	uitest.Has(t, uitest.Shown(t, m, uitest.Zoom36), "✗ No answer.", "AHEAD 6")
	uitest.HasNot(t, uitest.Shown(t, m.Loaded(retry(), row()), uitest.Zoom36), "No answer")
	if m.Hint() != "" {
		t.Error("there is nothing to hint at")
	}
}

// Added and removed lines differ by sign, not by colour alone.
func TestNoColor(t *testing.T) {
	t.Parallel()
	m := unfolded(t)
	uitest.Bare(t, m)
}
