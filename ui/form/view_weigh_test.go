package form

import (
	"strings"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
	"greenlight/ui/uitest"
)

// related is production with another relation to what is live.
func related(s api.Ships, more ...api.Warning) fleet.Row {
	r := warned(blocked(), more...)
	r.Verdict.Ships = s
	return r
}

var (
	diverged = api.Warning{Kind: api.DangerDiverged, Must: true, Word: "DIVERGED", Text: "from live: 3 commits ahead, 5 behind", Deed: "Take 5 commits of v2.13.9 off production"}
	selfmade = api.Warning{Kind: api.DangerOwn, Must: true, Word: "You started", Text: "this pipeline.", Deed: "Decide on a change of my own"}
)

// failing is production of which a careful reader could read nothing.
func failing() fleet.Row {
	r := blocked()
	b := *known()
	b.Changes = unreadable[fleet.Changes](&api.Error{Kind: api.Forbidden, Status: 403})
	b.Freezes = unreadable[[]api.Freeze](&api.Error{Kind: api.Forbidden, Status: 403})
	b.Insight = unreadable[api.Insight](&api.Error{Kind: api.Forbidden, Status: 403})
	r.Brief, r.Verdict.Ships = &b, api.Ships{}
	r.Verdict.Hats = []api.Hat{{Name: "security-group", Rule: 1, Effect: true, Mine: api.MaybeCovered, Why: "inferred"}}
	return warned(r, api.Warning{Kind: api.NoteUnread, Word: "What it ships", Text: "could not be read: no access"},
		api.Warning{Kind: api.NoteUnread, Word: "The freeze periods", Text: "could not be read: no access"})
}

func called(name string) *string { return &name }

// shadowed is staging in a freeze, with two hats, GitLab's choice elsewhere, and two
// rules that no name leads to.
func shadowed() fleet.Row {
	r := warned(staging(), frozen)
	r.Verdict.Left = 4
	r.Verdict.Rules = []api.RuleProgress{
		{Rule: api.ApprovalRule{ID: 1, Required: 1, Description: called("qa-group")}, Name: "qa-group", Left: 1, Mine: api.Covered, Why: "member", Source: api.SourceGitLab},
		{Rule: api.ApprovalRule{ID: 2, Required: 1, Description: called("qa")}, Name: "qa", Left: 1, Mine: api.Covered, Why: "member", Source: api.SourceGitLab},
		{Rule: api.ApprovalRule{ID: 3, Required: 1, Description: called("search-team")}, Name: "search-team", Left: 1, Mine: api.Covered, Why: "GitLab says so", Source: api.SourceGitLab},
		{Rule: api.ApprovalRule{ID: 4, Required: 1}, Name: "Maintainers", Left: 1, Mine: api.Covered, Why: "your role", Source: api.SourceGitLab},
	}
	r.Verdict.Hats = []api.Hat{
		{Name: "search-team", Rule: 2, Effect: true, Mine: api.Covered, Why: "GitLab says so"},
		{Name: "qa-group", Rule: 0, Effect: true, Mine: api.Covered, Why: "member"},
		{Name: "", Rule: 0, Effect: true, Mine: api.Covered, Why: "member"},
	}
	r.Verdict.Shadows = []api.Shadow{{Rule: 1, First: 0}, {Rule: 3, First: -1}}
	return r
}

// weighing are cards by what they say of what would change.
func weighing() map[string]uitest.Card {
	around := drive(approval(warned(blocked(), newerOne), Policy{}, "Fixes INC-2231, agreed with @ines"), "tab", "space", "tab", "right", "enter")
	around = withAnswer(around, decide.Result{Outcome: decide.Changed, Differences: []decide.Difference{
		{What: "Live", Before: "v2.13.9 · 9c01d2e", After: "v2.14.1 · 77aa0d1"},
		{What: "Dangers", Before: "#4830 v2.14.1, newer, is also waiting", After: "OLDER than live by 3 commits: this rolls back v2.14.1"},
		{What: "Commit", Before: "3f2a91c", After: "3f2a91c", Same: true}, {What: "Status", Before: "blocked", After: "blocked", Same: true},
		{What: "Approvals", Before: "2 missing", After: "2 missing", Same: true},
	}})
	first := related(api.Ships{Relation: api.RelationFirst})
	first.Live = nil
	half := brief(warned(blocked(), newerOne), fleet.FactFreezes, fleet.FactInsight)
	return map[string]uitest.Card{
		"facts-reading":  approval(bare(blocked()), Policy{}, "on it"),
		"facts-half":     approval(half, Policy{}, ""),
		"facts-unread":   approval(failing(), Policy{}, ""),
		"ships-diverged": approval(related(api.Ships{Relation: api.RelationDiverged, Ahead: 3, Behind: 5, Files: 12}, diverged), Policy{}, ""),
		"ships-first":    approval(first, Policy{}, ""),
		"own":            approval(warned(blocked(), selfmade), Policy{}, ""),
		"shadows":        approval(shadowed(), Policy{}, ""),
		"around-changed": around,
		"run-reading":    NewRun(1, Target{Row: bare(blocked())}),
	}
}

func TestWhatItChangesLooksAsDesigned(t *testing.T) {
	t.Parallel()
	for name, c := range weighing() {
		uitest.Golden(t, name+"-80x24", plainCard(t, c, 80, 24, false))
		uitest.Golden(t, name+"-120x36", plainCard(t, c, 120, 36, false))
	}
	uitest.Golden(t, "shadows-80x24-ascii", plainCard(t, weighing()["shadows"], 80, 24, true))
}

// The line that says what would change, for each relation to what is live.
func TestWhatItShips(t *testing.T) {
	t.Parallel()
	merging := func(r fleet.Row, m fleet.Known[fleet.Merged]) fleet.Row {
		b := *known()
		b.Merged = m
		r.Brief = &b
		return r
	}
	ahead := api.Ships{Relation: api.RelationAhead, Ahead: 12, Files: 31}
	cut := ahead
	cut.Cut = true
	some := merges(3)
	some.Value.Cut = true
	none := related(ahead)
	none.Live = nil
	long := related(ahead)
	long.Live = &api.Deployment{Ref: strings.Repeat("release-", 9) + "end", SHA: "9c01d2e000", Status: api.StatusSuccess, UpdatedAt: ago(hour)}
	branch := related(ahead)
	branch.Live = &api.Deployment{Ref: "v2.14.0", SHA: "9c01d2e000", Status: api.StatusSuccess, UpdatedAt: ago(hour)}
	nothing := blocked()
	nothing.Verdict.Ships = api.Ships{}
	for _, tt := range []struct {
		name, want string
		row        fleet.Row
	}{
		{"ahead", "AHEAD 12 of live v2.13.9 · 4 merge requests", related(ahead)},
		{"one of each", "AHEAD 1 of live v2.13.9 · 1 merge request · 1 file", merging(related(api.Ships{Relation: api.RelationAhead, Ahead: 1, Files: 1}), merges(1))},
		{"thousands", "AHEAD 1 204 of live v2.13.9 · 4 merge requests", related(api.Ships{Relation: api.RelationAhead, Ahead: 1204, Files: 3000, Cut: true})},
		{"cut", "AHEAD 12 of live v2.13.9 · 3+ merge requests", merging(related(cut), some)},
		{"no merge request", "AHEAD 12 of live v2.13.9 · no merge request", merging(related(ahead), merges(0))},
		{"merge requests to come", "AHEAD 12 of live v2.13.9 · ················", merging(related(ahead), fleet.Known[fleet.Merged]{})},
		{"merge requests not read", "AHEAD 12 of live v2.13.9 · 31 files · live for 2d", merging(related(ahead), unreadable[fleet.Merged](refusal()))},
		{"files cut", "AHEAD 12 of live v2.13.9 · 31+ files", merging(related(cut), unreadable[fleet.Merged](refusal()))},
		{"rollback", "OLDER than live v2.13.9 by 12 commits · 9 files", related(api.Ships{Relation: api.RelationOlder, Behind: 12, Files: 9})},
		{"diverged", "AHEAD 3 · BEHIND 5 of live v2.13.9 · 4 merge requests", related(api.Ships{Relation: api.RelationDiverged, Ahead: 3, Behind: 5, Files: 12})},
		{"unrelated", "UNRELATED history to live v2.13.9", related(api.Ships{Relation: api.RelationUnrelated, Ahead: 3, Behind: 5})},
		{"same", "same commit as live v2.13.9 · live for 2d", related(api.Ships{Relation: api.RelationSame})},
		{"unknown", "AHEAD 3 of live v2.13.9, behind not known", related(api.Ships{Relation: api.RelationUnknown, Ahead: 3})},
		{"nothing live", "first deployment here, as far as was read", related(api.Ships{Relation: api.RelationFirst})},
		{"no access", "not compared: no access · live v2.13.9 · 9c01d2e for", failing()},
		{"not told", "replaces live v2.13.9 · 9c01d2e for 2d", nothing},
		{"reading", "comparing with live v2.13.9 · 9c01d2e for 2d", bare(blocked())},
		{"reading, nothing live", "comparing with what is live", bare(unlived())},
		{"live is not there", "AHEAD 12 of what is live · 4", none},
		{"a long ref", "of live release-re…e-release-end", long},
		{"of one ref", "AHEAD 12 of live 9c01d2e", branch},
	} {
		for act, d := range map[string]Decision{"approve": approval(tt.row, Policy{}, ""), "run": NewRun(1, Target{Row: tt.row})} {
			out := plainCard(t, d, 80, 24, false)
			if !contains(out, tt.want) {
				t.Errorf("%s, %s: it does not say %q:\n%s", tt.name, act, tt.want, out)
			}
		}
	}
}

// That nothing was found is said only of what was looked at.
func TestNoneFoundIsSaidOfWhatWasRead(t *testing.T) {
	t.Parallel()
	b := *known()
	b.Insight = unreadable[api.Insight](refusal())
	inferred := blocked()
	inferred.Brief = &b
	ended := bare(blocked())
	e := *ended.Deployment
	e.Status = api.StatusSkipped
	ended.Deployment = &e
	for _, tt := range []struct {
		name, want string
		row        fleet.Row
	}{
		{"all read", "Warnings   ✓ none found", blocked()},
		{"only who may approve is inferred", "Warnings   ✓ none found", inferred},
		{"nothing read", "looking for rollbacks, freezes, who may approve", bare(blocked())},
		{"no freezes", "looking for freezes", brief(blocked(), fleet.FactFreezes)},
		{"no insight", "looking for who may approve", brief(blocked(), fleet.FactInsight)},
		{"a danger, and more to come", "looking for freezes", brief(warned(blocked(), newerOne), fleet.FactFreezes)},
		{"not asked", "Warnings   not looked for", ended},
		{"a danger", "", warned(blocked(), newerOne)},
		{"unread", "", failing()},
	} {
		for act, d := range map[string]Decision{"approve": approval(tt.row, Policy{}, ""), "run": NewRun(1, Target{Row: tt.row})} {
			out := plainCard(t, d, 80, 24, false)
			if tt.want == "" && contains(out, "Warnings") || !contains(out, tt.want) || contains(out, "freezes are not read") {
				t.Errorf("%s, %s: it does not say %q:\n%s", tt.name, act, tt.want, out)
			}
		}
	}
}

// What is under way pulses, and where it stands nothing moves when it comes.
func TestWhatIsReadPulses(t *testing.T) {
	t.Parallel()
	d := approval(bare(blocked()), Policy{}, "")
	st := uitest.Full(t)
	if a, b := d.View(80, 24, st, now, 0), d.View(80, 24, st, now.Add(time.Second), 2); strings.Join(a.Lines, "") == strings.Join(b.Lines, "") {
		t.Error("two frames of the pulse look the same")
	}
	before, after := plainCard(t, d, 80, 24, false), plainCard(t, d.Refresh(blocked()), 80, 24, false)
	if a, b := strings.Count(before, "\n"), strings.Count(after, "\n"); a != b {
		t.Errorf("the card had %d lines and has %d:\n%s\n%s", a, b, before, after)
	}
}

// The ways to approve say what they do and who says so; what cannot be chosen is named
// with the reason, and is no choice.
func TestTheHatsSayWhoSaysSo(t *testing.T) {
	t.Parallel()
	d := approval(shadowed(), Policy{}, "")
	out := plainCard(t, d, 80, 24, false)
	for _, want := range []string{
		"(•) search-team      0/1 → 1/1  GitLab says so", "( ) qa-group         0/1 → 1/1  member, GitLab says so",
		"( ) GitLab's choice  would be qa-group, not search-team",
		"( ) qa               its name leads to qa-group", "( ) Maintainers      it has no name to choose it by",
	} {
		if !contains(out, want) {
			t.Errorf("it does not say %q:\n%s", want, out)
		}
	}
	if last := drive(d, "down", "down", "down", "down", "down"); last.hat().Name != "" || last.chosen != 2 {
		t.Errorf("a rule that cannot be chosen was chosen: %+v", last.hat())
	}
	only := shadowed()
	only.Verdict.Hats = only.Verdict.Hats[:1]
	out = plainCard(t, approval(only, Policy{}, ""), 80, 24, false)
	if contains(out, "only rule open to you") || !contains(out, "(•) search-team  0/1 → 1/1  GitLab says so") || !contains(out, "its name leads to qa-group") {
		t.Errorf("with one way it says\n%s", out)
	}
	reached := shadowed()
	reached.Verdict.Shadows = []api.Shadow{{Rule: 1, First: -1}, {Rule: 9, First: 0}}
	if out = plainCard(t, approval(reached, Policy{}, ""), 80, 24, false); !contains(out, "( ) qa               its name leads nowhere for certain") {
		t.Errorf("an uncertain name is told as\n%s", out)
	}
	reached.Verdict.Hats[2].Rule = 1
	if out = plainCard(t, approval(reached, Policy{}, ""), 80, 24, false); contains(out, "leads nowhere") {
		t.Errorf("a rule that GitLab's choice leads to is told as unreachable:\n%s", out)
	}
	for _, tt := range []struct {
		mine   api.Coverage
		source api.Source
		want   string
	}{
		{api.Covered, api.SourceREST, "only rule open to you  "}, {api.Covered, api.SourceGitLab, "GitLab says so"},
		{api.MaybeCovered, api.SourceREST, "1/1  inferred  "},
	} {
		r := rollback()
		r.Verdict.Rules[0].Source, r.Verdict.Hats = tt.source, []api.Hat{{Name: "ledger-owners", Effect: true, Mine: tt.mine, Why: "member"}}
		if out = plainCard(t, approval(r, Policy{}, ""), 80, 24, false); !contains(out, tt.want) {
			t.Errorf("%v by %v: it does not say %q:\n%s", tt.mine, tt.source, tt.want, out)
		}
	}
}

// The cards of an ordinary night fit the smallest screen whole, wherever the keys go.
func TestTheCardsOfTheNightFit(t *testing.T) {
	t.Parallel()
	two := shadowed()
	two.Verdict.Shadows = two.Verdict.Shadows[:1]
	for name, d := range map[string]Decision{
		"ordinary": approval(blocked(), Policy{}, "on it"), "rollback, red, by name": approval(rollback(), Policy{Confirm: TypeEnvironment, CommentRequired: true}, "why"),
		"freeze": approval(freeze(), Policy{}, "why"), "two hats and a shadow": approval(two, Policy{}, "why"),
		"reading": approval(bare(blocked()), Policy{}, ""), "failing": approval(failing(), Policy{}, ""),
	} {
		for range d.fields() {
			out := plainCard(t, d, 80, 24, false)
			if contains(out, "more lines") || !contains(out, "Then") || !contains(out, "Cancel      Approve") || !contains(out, "Comment") {
				t.Errorf("%s: at %v it does not fit:\n%s", name, d.focus, out)
			}
			for _, w := range d.dangers {
				if !contains(out, "] "+w.Deed) {
					t.Errorf("%s: there is no tick for %q:\n%s", name, w.Deed, out)
				}
			}
			if len(d.dangers) > 0 && d.comment.Value() == "" && !contains(out, "required") {
				t.Errorf("%s: the comment is not asked for:\n%s", name, out)
			}
			d = drive(d, "tab")
		}
	}
}

// Many kinds of files share a line, so that no danger has to scroll away for them; one
// alone names its file.
func TestKindsOfFilesShareALine(t *testing.T) {
	t.Parallel()
	row := related(api.Ships{Relation: api.RelationOlder, Behind: 12, Files: 25})
	danger := api.Warning{Kind: api.DangerRollback, Must: true, Word: "OLDER", Text: "than live by 12 commits: this rolls back v7.1.0", Deed: "Roll prod-eu back 12 commits"}
	note := func(kind, path string) api.Warning { return api.Warning{Kind: api.NoteRisk, Word: kind, Text: path} }
	row.Verdict.Warnings = []api.Warning{danger, note("Migration", "db/migrate/a.rb and 3 more"), note("Pipeline", ".gitlab-ci.yml"), note("Dependencies", "Gemfile.lock")}
	out := plainCard(t, approval(row, Policy{}, ""), 80, 24, false)
	for _, want := range []string{"▲ OLDER than live by 12 commits: this rolls back v7.1.0", "• Takes back migration, pipeline, dependencies", "Ships      OLDER · 25 files"} {
		if !contains(out, want) {
			t.Errorf("it does not say %q:\n%s", want, out)
		}
	}
	row.Verdict.Warnings = row.Verdict.Warnings[:2]
	if out := plainCard(t, approval(row, Policy{}, ""), 80, 24, false); !contains(out, "• Migration db/migrate/a.rb and 3 more") {
		t.Errorf("the one file is not named:\n%s", out)
	}
}
