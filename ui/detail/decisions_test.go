package detail

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/uitest"
)

var everything = fleet.Facts()

// back is a rollback: live has twelve commits besides, and a red pipeline.
func back() fleet.Row {
	return briefed(func(r *fleet.Row, b *fleet.Brief) {
		c := b.Changes.Value
		c.Behind, c.Ahead = c.Ahead, nil
		b.Changes, b.Merged = got(c), got(fleet.Merged{})
		b.Elsewhere = got(fleet.Elsewhere{Staging: []string{"staging"}})
		b.Jobs = got([]api.Job{{Name: "contract-test"}, {Name: "browser-test", AllowFailure: true}})
		r.Live.Ref = "v7.1.0"
		r.Pipeline.Status, r.Deployment.Deployable.Pipeline.Status = api.JobFailed, api.JobFailed
		r.Verdict.Ships = api.Ships{Relation: api.RelationOlder, Behind: 12, Files: 31}
		r.Verdict.Warnings = []api.Warning{
			{Kind: api.DangerRollback, Must: true, Word: "OLDER", Text: "than live by 12 commits: this rolls back v7.1.0"},
			{Kind: api.DangerPipeline, Must: true, Word: "Pipeline", Text: "#90211 failed: contract-test"},
			{Kind: api.NoteElsewhere, Word: "Not seen", Text: "in staging, as far as was read"}}
	})
}

func diverged() fleet.Row {
	return briefed(func(r *fleet.Row, b *fleet.Brief) {
		c := b.Changes.Value
		c.Behind, c.Ahead = c.Ahead[3:8], c.Ahead[:3]
		b.Changes, b.Merged = got(c), got(fleet.Merged{Requests: b.Merged.Value.Requests[:1]})
		r.Verdict.Ships = api.Ships{Relation: api.RelationDiverged, Ahead: 3, Behind: 5, Files: 31, Cut: true}
		r.Verdict.Warnings = []api.Warning{{Kind: api.DangerDiverged, Must: true, Word: "DIVERGED", Text: "from live: 3 commits ahead, 5 behind"}}
	})
}

func first() fleet.Row {
	return briefed(func(r *fleet.Row, b *fleet.Brief) {
		b.Changes, b.Merged, b.Recent, b.Elsewhere = got(fleet.Changes{}), got(fleet.Merged{}), got([]fleet.Row(nil)), got(fleet.Elsewhere{})
		b.Release = got(api.Release{Tag: "v2.14.0", Name: "Webhooks, calmer", Notes: "## New\r\n\r\n- Retries with jitter\r\n- A setting for it\r\n- more\r\n", ReleasedAt: new(ago(day))})
		r.Live = nil
		r.Verdict.Ships, r.Verdict.Warnings = api.Ships{Relation: api.RelationFirst}, nil
	})
}

func unrelated() fleet.Row {
	return briefed(func(r *fleet.Row, b *fleet.Brief) {
		b.Merged = got(fleet.Merged{Requests: b.Merged.Value.Requests[:2], Cut: true})
		r.Verdict.Ships = api.Ships{Relation: api.RelationUnrelated, Ahead: 12, Behind: 40, Files: 31}
		r.Verdict.Warnings = []api.Warning{{Kind: api.DangerUnrelated, Must: true, Word: "UNRELATED", Text: "to live: no history is shared with v2.13.9"}}
	})
}

func soon() fleet.Row {
	return briefed(func(r *fleet.Row, b *fleet.Brief) {
		b.Freezes = got([]api.Freeze{{From: now.Add(5 * hour), Until: now.Add(50 * hour), Zone: "UTC", Place: time.UTC}})
		b.Guard = got(api.RefGuard{Name: "main", Protected: false})
		b.Jobs = got([]api.Job{{Name: "browser-test", AllowFailure: true}})
		r.Deployment.Ref = "main"
		r.Verdict.Warnings = []api.Warning{
			{Kind: api.NoteUnread, Word: "How it went elsewhere", Text: "could not be read: no access"},
			{Kind: api.NoteFreeze, Word: "Freeze", Text: "from 08:00 CET on. GitLab will not stop you."}}
	})
}

func own() fleet.Row {
	return briefed(func(r *fleet.Row, _ *fleet.Brief) {
		r.Verdict.State, r.Verdict.Standing, r.Verdict.Hats = api.StateNeedsOthers, api.OwnDeployment, nil
		r.Verdict.Warnings = []api.Warning{{Kind: api.DangerOwn, Must: true, Word: "You started", Text: "this pipeline."}}
	})
}

func hats() fleet.Row {
	return briefed(func(r *fleet.Row, b *fleet.Brief) {
		for i := range b.Merged.Value.Requests {
			a := &api.MergeRequestApprovals{}
			for range i {
				a.By = append(a.By, struct {
					User *api.User `json:"user"`
				}{user(9, "ana")})
			}
			b.Merged.Value.Requests[i].Approvals = a
		}
		r.Verdict.Rules = []api.RuleProgress{
			{Rule: api.ApprovalRule{Required: 1}, Name: "qa-group", Left: 1, Mine: api.Covered, Source: api.SourceGitLab},
			{Rule: api.ApprovalRule{Required: 1}, Name: "security", Left: 1, Mine: api.Covered, Source: api.SourceGitLab},
			{Rule: api.ApprovalRule{Required: 1}, Name: "qa", Left: 1, Mine: api.Covered, Source: api.SourceGitLab}}
		r.Verdict.Hats = []api.Hat{{Name: "qa-group", Effect: true}, {Name: "security", Rule: 1, Effect: true}}
		r.Verdict.Shadows = []api.Shadow{{Rule: 2, First: 0}}
		r.Verdict.Given, r.Verdict.Left = 0, 3
	})
}

func others() fleet.Row {
	return briefed(func(r *fleet.Row, _ *fleet.Brief) {
		r.Verdict.State, r.Verdict.Standing, r.Verdict.Hats = api.StateNeedsOthers, api.NoRule, nil
		r.Verdict.Rules = []api.RuleProgress{
			{Rule: api.ApprovalRule{Required: 2}, Name: "release-managers", Left: 2, Source: api.SourceGitLab}}
		r.Verdict.Given, r.Verdict.Required = 0, 2
	})
}

func approved() fleet.Row {
	return briefed(func(r *fleet.Row, _ *fleet.Brief) {
		me := api.Approval{User: user(1, "maya"), Status: api.Approve, CreatedAt: ago(3 * time.Minute), Comment: new("go")}
		r.Verdict.Rules[1].Given, r.Verdict.Rules[1].Left = []api.Approval{me, {User: user(5, "bob"), Status: api.Approve}}, 0
		r.Verdict.State, r.Verdict.Standing, r.Verdict.Given, r.Verdict.Left = api.StateToRun, api.NotWaiting, 3, 0
		r.Verdict.MyDecision, r.Verdict.Warnings, r.Verdict.Hats = &me, nil, nil
	})
}

func outdated() fleet.Row {
	return briefed(func(r *fleet.Row, b *fleet.Brief) {
		c := b.Changes.Value
		c.Behind, c.Ahead = c.Ahead[:2], nil
		b.Changes, b.Merged = got(c), got(fleet.Merged{})
		r.Verdict.State = api.StateOutdated
		r.Verdict.Ships = api.Ships{Relation: api.RelationOlder, Behind: 2, Files: 3}
		r.Verdict.Warnings = []api.Warning{
			{Kind: api.DangerRollback, Must: true, Word: "OLDER", Text: "than live by 2 commits: this rolls back v2.13.9"}}
	})
}

func forbidden() fleet.Row {
	return briefed(func(r *fleet.Row, _ *fleet.Brief) {
		r.Brief, r.Verdict.Ships = barred(), api.Ships{}
		r.Pipeline, r.PipelineErr = nil, "cannot read pipeline 90211 of payments/api: 403 Forbidden"
		r.Verdict.State, r.Verdict.Standing = api.StateMaybeYou, api.MayPerhaps
		r.Verdict.Rules[1].Mine, r.Verdict.Rules[1].Why = api.MaybeCovered, "inferred"
		r.Verdict.Warnings = []api.Warning{
			{Kind: api.NoteUnread, Word: "What it ships", Text: "could not be read: no access"},
			{Kind: api.NoteUnread, Word: "The freeze periods", Text: "could not be read: no access"}}
	})
}

func underWay() fleet.Row {
	return briefed(func(r *fleet.Row, _ *fleet.Brief) {
		r.Brief, r.Verdict.Ships, r.Verdict.Warnings = nil, api.Ships{}, nil
	})
}

// situations are the decisions there are.
func situations() map[string]fleet.Row {
	return map[string]fleet.Row{
		"ordinary": retry(), "back": back(), "diverged": diverged(), "first": first(), "unrelated": unrelated(), "freeze-soon": soon(),
		"own": own(), "two-hats": hats(), "others": others(), "approved": approved(), "manual": foss(), "outdated": outdated(),
		"no-access": forbidden(), "under-way": underWay(),
	}
}

func TestDecisions(t *testing.T) {
	t.Parallel()
	for name, row := range situations() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var all strings.Builder
			for _, s := range []size{peek24, side36, side24, zoom24} {
				lines := View(row, s.form, s.w, s.h, 0, uitest.Full(t), now, Extra{Position: 1, Total: 4})
				uitest.Exact(t, lines, s.w, s.h)
				fmt.Fprintf(&all, "=== %s %dx%d\n%s", s.form, s.w, s.h, uitest.Plain(lines...))
				ascii := uitest.Plain(View(row, s.form, s.w, s.h, 0, uitest.Styles(t, colorprofile.TrueColor, true), now, Extra{})...)
				if strings.ContainsFunc(ascii, func(r rune) bool { return r > '~' }) {
					t.Errorf("not ASCII:\n%s", ascii)
				}
			}
			uitest.Golden(t, "decision-"+name, all.String())
		})
	}
}

// Zoomed on the smallest screen every decision is whole on its first screen.
func TestADecisionFitsTheSmallestScreen(t *testing.T) {
	t.Parallel()
	for name, row := range situations() {
		got := shown(row, zoom24, t, Extra{})
		for _, label := range []string{"Ships ", "Pipeline "} {
			if !strings.Contains(got, label) {
				t.Errorf("%s: no %s in\n%s", name, label, got)
			}
		}
		for _, w := range row.Verdict.Warnings {
			uitest.Has(t, got, strings.Fields(w.Text)[0])
		}
		for _, r := range row.Verdict.Rules {
			uitest.Has(t, got, r.Name)
		}
	}
	uitest.HasNot(t, shown(retry(), zoom24, t, Extra{}), "…", "more below", "more, d", "..")
}

// Whatever fact arrives first, nothing that is there already moves, in any form at any
// size of the pictures.
func TestNothingMovesForAFact(t *testing.T) {
	t.Parallel()
	st := uitest.Full(t)
	for name, row := range situations() {
		if row.Brief == nil {
			row.Brief = known()
		}
		for _, s := range allOver {
			at := func(pending []fleet.Fact) map[string]int {
				r := row
				r.Brief = without(row.Brief, pending...)
				return labels(View(r, s.form, s.w, s.h, 0, st, now, Extra{}))
			}
			var before map[string]int
			for n := range len(everything) + 1 {
				after := at(everything[n:])
				stays(t, fmt.Sprintf("%s %v: with %d facts", name, s, n), before, after)
				before = after
			}
			for _, f := range everything {
				stays(t, fmt.Sprintf("%s %v: with %v at last", name, s, f), at([]fleet.Fact{f}), before)
			}
		}
	}
	// An ordinary decision does not move for its warnings either, on a wide pane.
	for _, s := range []size{peek24, peek50, side36, side50, zoom24, zoom36} {
		calm := retry()
		calm.Verdict.Warnings = nil
		got := labels(View(calm, s.form, s.w, s.h, 0, st, now, Extra{}))
		for _, label := range []string{"Touches", "Before", "Commits"} {
			delete(got, label) // they give way to warnings
		}
		stays(t, fmt.Sprintf("%v: with warnings", s), got, labels(View(retry(), s.form, s.w, s.h, 0, st, now, Extra{})))
	}
}

func stays(t *testing.T, what string, before, after map[string]int) {
	t.Helper()
	for label, line := range before {
		_, there := after[label]
		if !there && (label == "Touches" || label == "Before") {
			continue // nothing stands below what turns out to be empty
		}
		if after[label] != line {
			t.Errorf("%s: %s goes from line %d to %d", what, label, line, after[label])
		}
	}
}

// labels says on which line each section stands.
func labels(lines []string) map[string]int {
	at := map[string]int{}
	for i, l := range strings.Split(uitest.Plain(lines...), "\n") {
		for _, label := range []string{"Approvals", "Ships", "Job", "Pipeline", "Touches", "Before", "Commits"} {
			if strings.HasPrefix(strings.TrimSpace(l), label+" ") {
				at[label] = i
			}
		}
	}
	return at
}

func TestVerdictsInWords(t *testing.T) {
	t.Parallel()
	ships := func(s api.Ships) func(*fleet.Row, *fleet.Brief) {
		return func(r *fleet.Row, _ *fleet.Brief) { r.Verdict.Ships = s }
	}
	cases := []struct {
		name   string
		change func(*fleet.Row, *fleet.Brief)
		extra  Extra
		want   []string
	}{
		{"ahead", func(*fleet.Row, *fleet.Brief) {}, Extra{}, []string{"Ships      AHEAD 12 · 4 merge requests · 31 files"}},
		{"one of each", func(r *fleet.Row, b *fleet.Brief) {
			r.Verdict.Ships = api.Ships{Relation: api.RelationAhead, Ahead: 1, Files: 1}
			b.Merged = got(fleet.Merged{Requests: b.Merged.Value.Requests[:1]})
		}, Extra{}, []string{"AHEAD 1 · 1 merge request · 1 file\n"}},
		{"no merge request", func(_ *fleet.Row, b *fleet.Brief) { b.Merged = got(fleet.Merged{}) }, Extra{},
			[]string{"AHEAD 12 · no merge request · 31 files", "3f2a91c Retry webhooks with jitter", "9 more, d"}},
		{"cut short", func(r *fleet.Row, b *fleet.Brief) {
			r.Verdict.Ships.Cut = true
			b.Merged.Value.Cut = true
		}, Extra{}, []string{"AHEAD 12 · 4+ merge requests · 31+ files"}},
		{"more than there is room for", func(_ *fleet.Row, b *fleet.Brief) {
			b.Merged = got(fleet.Merged{Requests: append(b.Merged.Value.Requests[:4:4], merge(1, "x", "a"), merge(2, "y", "b"))})
		}, Extra{}, []string{"6 merge requests", "!874", "3 more, d"}},
		{"older", ships(api.Ships{Relation: api.RelationOlder, Behind: 12}), Extra{}, []string{"OLDER than live by 12 commits: this rolls back v2.13.9"}},
		{"same", ships(api.Ships{Relation: api.RelationSame}), Extra{}, []string{"same commit as live"}},
		{"diverged", ships(api.Ships{Relation: api.RelationDiverged, Ahead: 3, Behind: 5}), Extra{}, []string{"DIVERGED: 3 ahead, 5 behind"}},
		{"unrelated", ships(api.Ships{Relation: api.RelationUnrelated}), Extra{}, []string{"UNRELATED history"}},
		{"behind not known", ships(api.Ships{Relation: api.RelationUnknown, Ahead: 3}), Extra{}, []string{"AHEAD 3, behind not known"}},
		{"not ahead", ships(api.Ships{Relation: api.RelationUnknown}), Extra{}, []string{"NOT AHEAD, behind not known"}},
		{"no access", func(_ *fleet.Row, b *fleet.Brief) { b.Changes = refused[fleet.Changes]() }, Extra{}, []string{"not compared: no access"}},
		{"merge requests barred", func(_ *fleet.Row, b *fleet.Brief) { b.Merged = refused[fleet.Merged]() }, Extra{},
			[]string{"AHEAD 12 · merge requests not read · 31 files", "merge requests not read: no access"}},
		{"late", func(_ *fleet.Row, b *fleet.Brief) {
			b.Changes = fleet.Known[fleet.Changes]{Err: fleet.Late{Fact: fleet.FactShips, After: 20 * time.Second}}
		}, Extra{}, []string{"not compared: no answer within 20s"}},
		{"offline", func(r *fleet.Row, _ *fleet.Brief) { r.Brief = nil }, Extra{Offline: true}, []string{"not compared: offline"}},
		{"old", func(_ *fleet.Row, b *fleet.Brief) { b.Changes.At = ago(7 * time.Minute) }, Extra{}, []string{"read 7m ago"}},
		{"old by the local clock", func(*fleet.Row, *fleet.Brief) {}, Extra{Local: now.Add(7 * time.Minute)}, []string{"read 7m ago"}},
		{"tried again in vain", func(_ *fleet.Row, b *fleet.Brief) {
			b.Changes.At, b.Changes.Err = ago(2*time.Minute), refused[int]().Err
		}, Extra{}, []string{"AHEAD 12", "read 2m ago"}},
		{"released", func(_ *fleet.Row, b *fleet.Brief) { b.Release = got(api.Release{Tag: "v2.14.0", Name: "Calm"}) }, Extra{}, []string{"release “Calm”"}},
		{"not in staging", func(_ *fleet.Row, b *fleet.Brief) { b.Elsewhere.Value.Rows = nil }, Extra{}, []string{"staging: not there, as far as read"}},
		{"nowhere else", func(_ *fleet.Row, b *fleet.Brief) { b.Elsewhere = got(fleet.Elsewhere{}) }, Extra{}, []string{"not elsewhere, as far as read"}},
		{"failed in staging", func(_ *fleet.Row, b *fleet.Brief) {
			b.Elsewhere.Value.Rows = []fleet.Row{gone(1, "staging", "v", "lin", api.StatusFailed, api.StateFailed, 3*hour)}
		}, Extra{}, []string{"staging ✗ failed 3h"}},
		{"replaced in staging", func(_ *fleet.Row, b *fleet.Brief) {
			b.Elsewhere.Value.Rows = []fleet.Row{gone(2, "qa", "v", "lin", api.StatusSuccess, api.StateLive, hour),
				gone(1, "staging", "v", "lin", api.StatusSuccess, api.StateDone, 3*hour)}
		}, Extra{}, []string{"staging ✓ same commit 3h ago, and 1 more"}},
		{"failed jobs", func(r *fleet.Row, b *fleet.Brief) {
			r.Pipeline.Status = api.JobFailed
			b.Jobs = got([]api.Job{{Name: "docs", AllowFailure: true}, {Name: "lint"}, {Name: "e2e"}})
		}, Extra{}, []string{"✗ lint, e2e · may fail: docs"}},
		{"failed jobs barred", func(r *fleet.Row, b *fleet.Brief) {
			r.Pipeline.Status, b.Jobs = api.JobFailed, refused[[]api.Job]()
		}, Extra{}, []string{"failed jobs not read: no access"}},
		{"anybody may push", func(r *fleet.Row, b *fleet.Brief) {
			r.Deployment.Ref, b.Guard = "main", got(api.RefGuard{Name: "main"})
		}, Extra{}, []string{"main, unprotected · 3f2a91c"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			uitest.Has(t, shown(briefed(c.change), zoom24, t, c.extra), c.want...)
		})
	}
	uitest.HasNot(t, shown(retry(), zoom24, t, Extra{}), "read")
	short := map[string]func(*fleet.Row, *fleet.Brief){
		"AHEAD 12 of live v2.13.9 · 4 merge":                func(*fleet.Row, *fleet.Brief) {},
		"DIVERGED from live v2.13.9: 3 ahead, 5 behind":     ships(api.Ships{Relation: api.RelationDiverged, Ahead: 3, Behind: 5}),
		"same commit as live v2.13.9":                       ships(api.Ships{Relation: api.RelationSame}),
		"✓ passed · #90211 · push · 6m12s · may fail: lint": func(_ *fleet.Row, b *fleet.Brief) { b.Jobs = got([]api.Job{{Name: "lint", AllowFailure: true}}) },
	}
	for want, change := range short {
		uitest.Has(t, shown(briefed(change), peek24, t, Extra{}), want)
	}
}

// Whether one may approve, and by whose word.
func TestYou(t *testing.T) {
	t.Parallel()
	mine := func(why string, c api.Coverage, source api.Source, s api.Standing) func(*fleet.Row) {
		return func(r *fleet.Row) {
			p := &r.Verdict.Rules[1]
			p.Why, p.Mine, p.Source, r.Verdict.Standing = why, c, source, s
		}
	}
	cases := []struct {
		change      func(*fleet.Row)
		wide, small string
	}{
		{mine("member", api.Covered, api.SourceREST, api.MayApprove), "you can: as a member", "member"},
		{mine("your role", api.Covered, api.SourceREST, api.MayApprove), "you can: by your role", "your role"},
		{mine("you by name", api.Covered, api.SourceREST, api.MayApprove), "you can: by name", "by name"},
		{mine("administrator", api.Covered, api.SourceREST, api.MayApprove), "you can: as administrator", "admin"},
		{mine("member", api.Covered, api.SourceGitLab, api.MayApprove), "you can: GitLab says so", "you can"},
		{mine("inferred", api.MaybeCovered, api.SourceREST, api.MayPerhaps), "perhaps you: inferred", "inferred"},
		{mine("member", api.Covered, api.SourceREST, api.MayPerhaps), "perhaps: self-approval not read", "perhaps"},
		{mine("", api.NotCovered, api.SourceREST, api.OwnDeployment), "you cannot: your own pipeline", "your own"},
		{mine("", api.NotCovered, api.SourceREST, api.NoRule), "you cannot: in no rule, inferred", "in no rule"},
		{mine("", api.NotCovered, api.SourceREST, api.RulesFull), "you cannot: your rules are full", "rules full"},
		{func(r *fleet.Row) {
			mine("", api.NotCovered, api.SourceGitLab, api.NoRule)(r)
			r.Verdict.Rules[0].Source = api.SourceGitLab
		}, "not you: no rule, GitLab says so", "in no rule"},
		{func(r *fleet.Row) {
			mine("", api.NotCovered, api.SourceREST, api.AlreadyDecided)(r)
			r.Verdict.MyDecision = &api.Approval{Status: api.Approve, CreatedAt: ago(9 * time.Minute)}
		}, "you approved 9m ago", "you agreed"},
		{func(r *fleet.Row) {
			mine("", api.NotCovered, api.SourceREST, api.AlreadyDecided)(r)
			r.Verdict.MyDecision = &api.Approval{Status: api.Reject}
		}, "you rejected", "rejected"},
	}
	for _, c := range cases {
		row := variant(c.change)
		for s, want := range map[size]string{zoom24: c.wide, side24: c.small} {
			line := ""
			for _, l := range strings.Split(shown(row, s, t, Extra{}), "\n") {
				if strings.Contains(l, "Approvals") {
					line = strings.TrimRight(l, " ")
				}
			}
			if !strings.HasSuffix(line, "  "+want) {
				t.Errorf("%v: %q, want %q at its end", s, line, want)
			}
		}
	}
}

// A rule whose name leads elsewhere is told of; one of another list is survived.
func TestShadows(t *testing.T) {
	t.Parallel()
	row := hats()
	row.Verdict.Shadows = append(row.Verdict.Shadows, api.Shadow{Rule: 1, First: -1}, api.Shadow{Rule: 9})
	uitest.Has(t, shown(row, zoom36, t, Extra{}), "qa: its name leads to qa-group", "security: its name leads to no rule for certain")
}

// With room there are whole sections more, in their order; risky folders come first.
func TestSections(t *testing.T) {
	t.Parallel()
	row := briefed(func(_ *fleet.Row, b *fleet.Brief) {
		b.Elsewhere.Value.Rows = append(b.Elsewhere.Value.Rows, gone(1, "qa", "v", "lin", api.StatusFailed, api.StateFailed, 3*hour))
		b.Freezes = got([]api.Freeze{{From: now.Add(-hour), Until: now.Add(3 * hour), Place: now.Location()}})
		b.Release = got(api.Release{Tag: "v2.14.0", Name: "Calm", Notes: "one\n\ntwo\r\nthree\nfour"})
	})
	all := shown(row, size{Side, 80, 70}, t, Extra{})
	uitest.Has(t, all, "Touches    • db/migrate 2  spec 3", "Before     ✓ v2.13.9 @max", "live  2d", "failed 23d", "6 more, d",
		"Elsewhere  staging", "qa", "on · 2026-02-14 02:00 CET to 2026-02-14 06:00 CET", "Release    Calm", "three")
	uitest.HasNot(t, all, "four")
	at := -1
	for _, label := range []string{"Touches", "Before", "Commits", "Where", "Elsewhere", "Freezes", "Release"} {
		next := strings.Index(all, "\n"+label)
		if next <= at {
			t.Errorf("%s is not in its place:\n%s", label, all)
		}
		at = next
	}
	for h := 20; h < 70; h++ {
		got := shown(row, size{Side, 80, h}, t, Extra{})
		if strings.Contains(got, "Before") && !strings.Contains(got, "v2.13.6") || strings.Contains(got, "Commits") && !strings.Contains(got, "6 more, d") {
			t.Errorf("a section is cut:\n%s", got)
		}
	}
}

// What could not be read comes after what was found, and what is looked for before it.
func TestTheFloor(t *testing.T) {
	t.Parallel()
	row := briefed(func(r *fleet.Row, b *fleet.Brief) {
		r.Brief = without(b, fleet.FactJobs)
		r.Verdict.Warnings = []api.Warning{{Kind: api.NoteUnread, Word: "What it ships", Text: "could not be read: no access"}}
	})
	uitest.Has(t, shown(row, zoom24, t, Extra{}), "· looking for failed jobs\n  • What it ships")
	row.Verdict.Warnings = soon().Verdict.Warnings
	got := shown(row, zoom24, t, Extra{})
	uitest.HasNot(t, got, "looking")
	if strings.Index(got, "• Freeze") > strings.Index(got, "• How it went") {
		t.Errorf("what is not known comes first:\n%s", got)
	}
}
