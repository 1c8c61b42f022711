package api

import (
	"fmt"
	"strings"
	"testing"
)

// line is a run of commits "a1", "a2" ..., the newest first, each on the one before it and the
// first on root; nothing is under it where root is empty.
func line(name string, n int, root string) []Commit {
	var out []Commit
	for i := n; i > 0; i-- {
		under := []string{fmt.Sprint(name, i-1)}
		switch {
		case i == 1 && root == "":
			under = []string{}
		case i == 1:
			under = []string{root}
		}
		out = append(out, Commit{ID: fmt.Sprint(name, i), ParentIDs: under})
	}
	return out
}

func TestShips(t *testing.T) {
	t.Parallel()
	live, d := &Deployment{ID: 1, SHA: "aaa"}, &Deployment{ID: 2, SHA: "bbb"}
	alone := func(name string, n int) []Commit { return line(name, n, "") }
	nameless := []Commit{{ID: "x1"}} // a GitLab, or a proxy, that tells no parents
	// a subtree: a first commit was merged in, beside what both have
	merged := append(alone("sub", 1), Commit{ID: "merge", ParentIDs: []string{"base", "sub1"}})
	diff := "--- a/x\n+++ b/x\n@@ -1,2 +1,3 @@\n a\n-b\n+c\n+d\n"
	files := []FileChange{{NewPath: "x", Diff: diff}, {NewPath: "y", Diff: "@@ -1 +0,0 @@\n-gone\n"}, {NewPath: "z"}}
	tests := []struct {
		name          string
		live          *Deployment
		ahead, behind []Commit
		files         []FileChange
		cut, known    bool
		want          Ships
	}{
		{"nothing is live", nil, nil, nil, nil, false, true, Ships{Relation: RelationFirst}},
		{"nothing is live and nothing was asked", nil, nil, nil, nil, false, false, Ships{Relation: RelationFirst}},
		{"the same commit", &Deployment{SHA: "bbb"}, nil, nil, nil, false, true, Ships{Relation: RelationSame}},
		{"the same commit, nothing was asked", &Deployment{SHA: "bbb"}, nil, nil, nil, false, false, Ships{Relation: RelationSame}},
		{"one ahead", live, line("a", 1, "base"), nil, nil, false, true, Ships{Relation: RelationAhead, Ahead: 1}},
		{"thousands ahead", live, line("a", 4000, "base"), nil, nil, false, true, Ships{Relation: RelationAhead, Ahead: 4000}},
		{"all of a history ahead of a live that is none of it", live, alone("a", 3), nil, nil, false, true, Ships{Relation: RelationAhead, Ahead: 3}},
		{"one behind", live, nil, line("b", 1, "base"), nil, false, true, Ships{Relation: RelationOlder, Behind: 1}},
		{"all of a history behind", live, nil, alone("b", 3), nil, false, true, Ships{Relation: RelationOlder, Behind: 3}},
		{"many behind", live, nil, line("b", 40, "base"), nil, false, true, Ships{Relation: RelationOlder, Behind: 40}},
		{"both", live, line("a", 2, "base"), line("b", 3, "base"), nil, false, true, Ships{Relation: RelationDiverged, Ahead: 2, Behind: 3}},
		{"no history in common", live, alone("a", 2), alone("b", 3), nil, false, true, Ships{Relation: RelationUnrelated, Ahead: 2, Behind: 3}},
		{"no history in common, one commit each", live, alone("a", 1), alone("b", 1), nil, false, true, Ships{Relation: RelationUnrelated, Ahead: 1, Behind: 1}},
		{"a merged-in beginning on both sides is no beginning of all", live, merged, append(alone("c", 2), Commit{ID: "m2", ParentIDs: []string{"base", "c2"}}), nil, false, true,
			Ships{Relation: RelationDiverged, Ahead: 2, Behind: 3}},
		{"one side stands on what it alone has, the other not", live, alone("a", 2), line("b", 2, "base"), nil, false, true, Ships{Relation: RelationDiverged, Ahead: 2, Behind: 2}},
		{"the other way round", live, line("a", 2, "base"), alone("b", 2), nil, false, true, Ships{Relation: RelationDiverged, Ahead: 2, Behind: 2}},
		{"parents untold: nothing is said of histories", live, nameless, nameless, nil, false, true, Ships{Relation: RelationDiverged, Ahead: 1, Behind: 1}},
		{"parents untold on one side", live, alone("a", 1), nameless, nil, false, true, Ships{Relation: RelationDiverged, Ahead: 1, Behind: 1}},
		{"what live has besides was not read", live, line("a", 2, "base"), nil, nil, false, false, Ships{Relation: RelationUnknown, Ahead: 2}},
		{"neither side was told", live, nil, nil, nil, false, false, Ships{Relation: RelationUnknown}},
		{"two commits and no difference cannot be", live, nil, nil, nil, false, true, Ships{Relation: RelationUnknown}},
		{"files are counted", live, line("a", 1, "base"), nil, files, false, true, Ships{Relation: RelationAhead, Ahead: 1, Files: 3, Added: 2, Removed: 2}},
		{"cut files are counted as far as they came", live, line("a", 1, "base"), nil, files[:1], true, true,
			Ships{Relation: RelationAhead, Ahead: 1, Files: 1, Added: 2, Removed: 1, Cut: true}},
		{"cut to nothing", live, line("a", 1, "base"), nil, nil, true, true, Ships{Relation: RelationAhead, Ahead: 1, Cut: true}},
		{"files of a rollback", live, nil, line("b", 1, "base"), files, false, true, Ships{Relation: RelationOlder, Behind: 1, Files: 3, Added: 2, Removed: 2}},
	}
	for _, test := range tests {
		if got := NewShips(test.live, d, test.ahead, test.behind, test.files, test.cut, test.known); got != test.want {
			t.Errorf("%s: %+v, want %+v", test.name, got, test.want)
		}
	}
	t.Logf("%d cases", len(tests))
}

func TestLines(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		diff           string
		added, removed int
	}{
		"no text":                        {"", 0, 0},
		"heads are no lines":             {"--- a/x\n+++ b/x\n", 0, 0},
		"one hunk":                       {"@@ -1 +1 @@\n-a\n+b\n", 1, 1},
		"two hunks":                      {"@@ -1 +1 @@\n-a\n+b\n@@ -9,2 +9 @@\n c\n-d\n", 1, 2},
		"what looks like a head within":  {"@@ -1 +1 @@\n--- a\n+++ b\n", 1, 1},
		"no line end at the end":         {"@@ -1 +1 @@\n-a\n+b\n\\ No newline at end of file", 1, 1},
		"an at sign of the file's":       {"@@ -1 +1 @@\n @@ x\n+@@\n", 1, 0},
		"one at sign begins nothing":     {"@ x\n+b\n", 0, 0},
		"binary":                         {"Binary files a/x and b/x differ\n", 0, 0},
		"a large one that was left out":  {strings.Repeat(" ", 300), 0, 0},
		"bytes that are no text at all":  {"@@ -1 +1 @@\n+\xff\xfe\n-\x00\n", 1, 1},
		"carriage returns stay on lines": {"@@ -1 +1 @@\r\n+a\r\n", 1, 0},
	} {
		if added, removed := (FileChange{Diff: test.diff}).Lines(); added != test.added || removed != test.removed {
			t.Errorf("%s: +%d -%d, want +%d -%d", name, added, removed, test.added, test.removed)
		}
	}
}

func TestRelationsHaveWords(t *testing.T) {
	t.Parallel()
	var got []string
	for r := RelationUnread; r <= RelationUnknown+1; r++ {
		got = append(got, r.String())
	}
	if all := strings.Join(got, " "); all != "unread first same ahead older diverged unrelated unknown ?" {
		t.Errorf("%q", all)
	}
}
