package detail

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/theme"
	"greenlight/ui/uitest"
)

// size is a form at a size of the pictures: the rows are those between the other
// parts of an 80×24, 120×36, 110×24, 200×50 or 100×50 screen.
type size struct {
	form Form
	w, h int
}

const (
	roleWait = theme.WaitStrong
	roleBad  = theme.BadStrong
)

var (
	peek24  = size{Peek, 80, 8}
	peek50  = size{Peek, 100, 18}
	side36  = size{Side, 52, 31}
	side24  = size{Side, 47, 19}
	side50  = size{Side, 80, 45}
	zoom24  = size{Zoom, 80, 21}
	zoom36  = size{Zoom, 120, 33}
	allOver = []size{peek24, peek50, side36, side24, side50, zoom24, zoom36}
)

func variant(change func(*fleet.Row)) fleet.Row {
	r := retry()
	d := *r.Deployment
	job := *d.Deployable
	d.Deployable = &job
	r.Deployment = &d
	change(&r)
	return r
}

func reading() fleet.Row {
	return variant(func(r *fleet.Row) {
		r.Verdict = api.Verdict{State: api.StateReading, Standing: api.NotRead, Since: ago(14 * time.Minute)}
		r.Pipeline, r.Brief, r.Detailed = nil, nil, false
	})
}

func rollback() fleet.Row {
	return variant(func(r *fleet.Row) {
		r.Deployment.ID, r.Deployment.IID = 290, 4783
		r.Verdict.State, r.Verdict.Standing = api.StateOutdated, api.MayApprove
		r.Verdict.Warnings = []api.Warning{
			{Kind: api.DangerOlder, Must: true, Word: "OLDER", Text: "than #4790, v2.13.9, which has succeeded since"},
			{Kind: api.DangerPipeline, Must: true, Word: "Pipeline", Text: "#90211 failed"},
			{Kind: api.DangerOwn, Must: true, Word: "You started", Text: "this pipeline."},
			{Kind: api.DangerNewer, Must: true, Word: "#4830", Text: "v2.15.0-rc.1, newer, is also waiting"},
		}
		r.Pipeline.Status = api.JobFailed
	})
}

func failed() fleet.Row {
	return variant(func(r *fleet.Row) {
		r.Deployment.Status = api.StatusFailed
		r.Deployment.Deployable.Status = api.JobFailed
		r.Deployment.Deployable.FailureReason = new("script_failure")
		r.Deployment.Deployable.AllowFailure = true
		r.Deployment.Deployable.FinishedAt, r.Deployment.Deployable.Duration = new(ago(26*time.Minute)), new(126.4)
		r.Deployment.Deployable.User = user(9, "max")
		r.Deployment.Deployable.Runner = &api.Runner{ID: 12, Description: new("shared-3")}
		r.Deployment.Deployable.Coverage = new(91.25)
		r.Deployment.Deployable.Artifacts = []api.Artifact{{FileType: "archive"}, {FileType: "metadata"}}
		r.Verdict = api.Verdict{State: api.StateFailed, Since: ago(26 * time.Minute), Given: 1, Required: 3, Left: 2,
			Rules: r.Verdict.Rules, Standing: api.NotWaiting}
		r.Brief, r.Verdict.Ships = nil, api.Ships{}
		r.PipelineErr, r.Pipeline = "cannot read pipeline 90211 of payments/api: 403 Forbidden", nil
	})
}

func rejectedRow() fleet.Row {
	return variant(func(r *fleet.Row) {
		no := &api.Approval{User: user(8, "ana"), Status: api.Reject, CreatedAt: ago(4 * time.Hour), Comment: new("wrong shard count")}
		r.Deployment.Status = api.StatusFailed
		r.Brief, r.Verdict.Ships = nil, api.Ships{}
		r.Verdict.State, r.Verdict.RejectedBy, r.Verdict.Standing = api.StateRejected, no, api.NotWaiting
		r.Verdict.Warnings = nil
	})
}

func external() fleet.Row {
	return variant(func(r *fleet.Row) {
		r.Deployment.Deployable, r.Pipeline = nil, nil
		r.Deployment.Status, r.Tier = api.StatusRunning, api.TierStaging
		r.Deployment.Environment = api.Environment{Name: "staging"}
		r.Live = nil
		r.Brief = &fleet.Brief{Changes: got(fleet.Changes{}), Merged: got(fleet.Merged{}), Release: got(api.Release{}), Recent: got([]fleet.Row(nil)),
			Elsewhere: got(fleet.Elsewhere{}), Jobs: got([]api.Job(nil)), Guard: got(api.RefGuard{Name: "v2.14.0", Tag: true}),
			Freezes: got([]api.Freeze(nil)), Insight: got(api.Insight{})}
		r.Verdict = api.Verdict{Ships: api.Ships{Relation: api.RelationFirst}, State: api.StateRunning, Since: ago(2 * time.Minute), Standing: api.NotWaiting}
	})
}

func foss() fleet.Row {
	return variant(func(r *fleet.Row) {
		r.Verdict = api.Verdict{Ships: ahead, State: api.StateManual, Since: ago(48 * time.Minute), Standing: api.NotWaiting}
	})
}

func crowd() fleet.Row {
	return variant(func(r *fleet.Row) {
		given := []api.Approval{
			{User: user(4, "ines"), Status: api.Approve, CreatedAt: ago(9 * time.Minute), Comment: new("lgtm")},
			{User: nil, Status: api.Approve, CreatedAt: ago(2 * time.Hour)},
			{User: user(5, "bob"), Status: api.Approve, CreatedAt: ago(3 * time.Hour),
				Comment: new("Read the migration twice, it only adds a nullable column and an index that is built concurrently.")},
		}
		r.Verdict.State, r.Verdict.Standing = api.StateMaybeYou, api.MayPerhaps
		r.Verdict.Given, r.Verdict.Required, r.Verdict.Left = 3, 9, 6
		r.Verdict.Hats = nil
		r.Verdict.Rules = []api.RuleProgress{
			{Rule: api.ApprovalRule{Required: 3}, Name: "qa-group", Given: given},
			{Rule: api.ApprovalRule{Required: 2}, Name: "platform/security/on-call-approvers", Left: 2, Mine: api.MaybeCovered},
			{Rule: api.ApprovalRule{Required: 3}, Name: "Maintainers", Left: 3},
			{Rule: api.ApprovalRule{Required: 1}, Name: "release-managers", Left: 1},
		}
	})
}

func TestFrames(t *testing.T) {
	t.Parallel()
	stale := Extra{Offline: true, StaleSince: ago(6 * time.Minute), Position: 1, Total: 4}
	cases := []struct {
		name  string
		row   fleet.Row
		extra Extra
		sizes []size
	}{
		{"needs-you", retry(), Extra{Position: 1, Total: 4}, allOver},
		{"reading", reading(), Extra{Loading: true}, []size{peek24, side36, zoom24}},
		{"offline", retry(), stale, []size{peek24, side36}},
		{"rollback", rollback(), Extra{}, []size{peek24, side24, zoom24}},
		{"failed", failed(), Extra{Position: 2, Total: 2}, []size{peek24, side36, zoom24}},
		{"rejected", rejectedRow(), Extra{}, []size{peek24, side36, zoom24}},
		{"external", external(), Extra{}, []size{peek24, side36}},
		{"foss", foss(), Extra{}, []size{peek24, side36}},
		{"crowd", crowd(), Extra{}, []size{peek24, side24, zoom24}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var all strings.Builder
			for _, s := range c.sizes {
				for _, ascii := range []bool{false, true} {
					lines := View(c.row, s.form, s.w, s.h, 0, uitest.Styles(t, colorprofile.TrueColor, ascii), now, c.extra)
					uitest.Exact(t, lines, s.w, s.h)
					if ascii && s != c.sizes[0] {
						continue
					}
					fmt.Fprintf(&all, "=== %s %dx%d ascii=%v\n%s", s.form, s.w, s.h, ascii, uitest.Plain(lines...))
				}
			}
			uitest.Golden(t, c.name, all.String())
		})
	}
}

// Without colours the words and signs are the same, and nothing but bold, faint,
// underline and reverse is asked of the terminal.
func TestNoColor(t *testing.T) {
	t.Parallel()
	x := Extra{Position: 1, Total: 4}
	full := View(retry(), Zoom, 80, 21, 0, uitest.Full(t), now, x)
	bare := View(retry(), Zoom, 80, 21, 0, uitest.Styles(t, colorprofile.Ascii, false), now, x)
	uitest.SameWithout(t, full, bare)
	if !strings.Contains(strings.Join(bare, ""), "7m") {
		t.Error("the production chip is not reversed")
	}
}

// What arrives late takes the place its dots held.
func TestNothingMoves(t *testing.T) {
	t.Parallel()
	st := uitest.Full(t)
	pending := variant(func(r *fleet.Row) { r.Pipeline = nil })
	unreadable := variant(func(r *fleet.Row) {
		r.Pipeline, r.PipelineErr = nil, "cannot read pipeline 90211 of payments/api: 403 Forbidden"
	})
	for _, s := range allOver {
		want := heads(View(retry(), s.form, s.w, s.h, 0, st, now, Extra{}))
		for name, row := range map[string]fleet.Row{"reading": reading(), "pending": pending, "unreadable": unreadable} {
			got := heads(View(row, s.form, s.w, s.h, 0, st, now, Extra{Loading: true}))
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%v %s: sections at %v, later at %v", s, name, got, want)
			}
		}
	}
	guarded := heads(View(reading(), Peek, 80, 8, 0, st, now, Extra{}))
	free := heads(View(foss(), Peek, 80, 8, 0, st, now, Extra{}))
	if guarded["Ships"] != free["Ships"] || guarded["Pipeline"] != free["Pipeline"] {
		t.Errorf("the short form moves when nothing guards it: %v, then %v", guarded, free)
	}
}

// heads says on which line each section stands.
func heads(lines []string) map[string]int {
	at := map[string]int{}
	for i, l := range lines {
		for _, label := range []string{"Approvals", "Ships", "Job", "Pipeline"} {
			if strings.HasPrefix(strings.TrimSpace(ansi.Strip(l)), label+" ") {
				at[label] = i
			}
		}
	}
	return at
}

// Kinds of files share a line of the peek, so that what is decided on stays in sight.
func TestThePeekKeepsWhatIsDecidedOn(t *testing.T) {
	t.Parallel()
	st, r := uitest.Full(t), retry()
	for _, kind := range []string{"Migration", "Pipeline", "Dependencies", "Configuration"} {
		r.Verdict.Warnings = append(r.Verdict.Warnings, api.Warning{Kind: api.NoteRisk, Word: kind, Text: "a/rather/long/path/to/a/file/of/the/kind.rb"})
	}
	got := ansi.Strip(strings.Join(View(r, Peek, 80, 8, 0, st, now, Extra{}), "\n"))
	if !strings.Contains(got, "Retry webhooks with jitter") || !strings.Contains(got, "• Look at ") || !strings.Contains(got, "pipeline, dependencies, configuration") {
		t.Errorf("the peek:\n%s", got)
	}
	zoomed := ansi.Strip(strings.Join(View(r, Zoom, 80, 24, 0, st, now, Extra{}), "\n"))
	if !strings.Contains(zoomed, "• Pipeline a/rather/long") {
		t.Errorf("zoomed no file is named:\n%s", zoomed)
	}
}

// The rows with the most warnings are those where one must know what it is that is
// decided on: neither its title nor its ref, its commit and who started it give way.
func TestThePeekKeepsItsSubjectUnderWarnings(t *testing.T) {
	t.Parallel()
	all := []api.Warning{
		{Kind: api.DangerRollback, Must: true, Word: "OLDER", Text: "than live by 12 commits: this rolls back v7.1.0"},
		{Kind: api.DangerOlder, Must: true, Word: "OLDER", Text: "than #4790, v2.13.9, which has succeeded since"},
		{Kind: api.DangerFreeze, Must: true, Word: "Freeze", Text: "until 06:00 CET. GitLab will not stop you."},
		{Kind: api.NoteJob, Word: "perf", Text: "failed, as it may"},
		{Kind: api.NoteElsewhere, Word: "Not seen", Text: "in staging, as far as was read"},
	}
	for n := range all {
		r := briefed(func(r *fleet.Row, b *fleet.Brief) {
			r.Verdict.Warnings = all[:n+1]
			r.Verdict.Ships = api.Ships{Relation: api.RelationOlder, Behind: 12, Files: 25}
			b.Jobs = got([]api.Job{{Name: "perf", AllowFailure: true}})
		})
		peek := shown(r, peek24, t, Extra{})
		uitest.Has(t, peek, "Retry webhooks with jitter  v2.14.0 · 3f2a91c · @lin", "OLDER · 25 files", "✓ passed", "▲ OLDER than live by 12 commits: this rolls back v7.1.0")
		if got := strings.Count(peek, "than live by"); got != 1 {
			t.Errorf("with %d warnings the verdict stands there %d times:\n%s", n+1, got, peek)
		}
		if got := strings.Count(peek, "perf"); got > 1 {
			t.Errorf("with %d warnings a job is named %d times:\n%s", n+1, got, peek)
		}
	}
}

// What could not be read of a host that does not answer is told once, by the first line,
// and nothing is drawn as if it were under way.
func TestThePeekOfAHostThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	r := briefed(func(r *fleet.Row, _ *fleet.Brief) {
		r.Brief, r.Pipeline = nil, nil
		for _, what := range []string{"What it ships", "The freeze periods", "The jobs"} {
			r.Verdict.Warnings = append(r.Verdict.Warnings, api.Warning{Kind: api.NoteUnread, Word: what, Text: "could not be read: offline"})
		}
	})
	got := shown(r, peek24, t, Extra{Offline: true, StaleSince: ago(6 * time.Minute)})
	uitest.Has(t, got, "Retry webhooks with jitter", "✓ passed · #90211 · push", "not compared: offline")
	uitest.HasNot(t, got, "could not be read", "···")
}

// A file that deserves a look keeps its name and how many more there are: its folders go.
func TestAFileOfAWarningKeepsItsName(t *testing.T) {
	t.Parallel()
	r := retry()
	r.Verdict.Warnings = nil
	for _, path := range []string{"db/migrate/20261122013422_add_retry_at_to_exchange_rates.rb and 1 more", "config/production.yml", "Gemfile.lock", ".gitlab-ci.yml"} {
		r.Verdict.Warnings = append(r.Verdict.Warnings, api.Warning{Kind: api.NoteRisk, Word: "Migration", Text: path})
	}
	got := shown(r, zoom24, t, Extra{})
	uitest.Has(t, got, "• Migration …/20261122013422_add_retry_at_to_exchange_rates.rb and 1 more", "• Migration config/production.yml")
}
