package form

import (
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/uitest"
)

var now = uitest.Now

func ago(d time.Duration) time.Time { return now.Add(-d) }

// plainCard is the card as plain lines.
func plainCard(t testing.TB, c uitest.Card, w, h int, ascii bool) string {
	t.Helper()
	return uitest.Block(t, c.View(w, h, uitest.Styles(t, colorprofile.TrueColor, ascii), now, 1), w, h)
}

func person(id int64, name string) *api.User {
	return &api.User{ID: id, Username: name, State: "active"}
}

// read is a fact that was read a moment ago, unread one that could not be.
func read[T any](v T) fleet.Known[T] {
	return fleet.Known[T]{Value: v, At: ago(time.Second), Tried: ago(time.Second)}
}

func unreadable[T any](why error) fleet.Known[T] {
	return fleet.Known[T]{Err: why, Tried: ago(time.Second)}
}

// known is a brief with all that a decision waits for.
func known() *fleet.Brief {
	return &fleet.Brief{Changes: read(fleet.Changes{}), Freezes: read([]api.Freeze(nil)), Insight: read(api.Insight{}), Merged: merges(4),
		Jobs: read([]api.Job(nil)), Elsewhere: read(fleet.Elsewhere{}), Guard: read(api.RefGuard{})}
}

// merges are n merge requests.
func merges(n int) fleet.Known[fleet.Merged] {
	return read(fleet.Merged{Requests: make([]fleet.MergedRequest, n)})
}

// blocked is payments/api → production, which waits for the caller, @maya.
func blocked() fleet.Row {
	d := &api.Deployment{
		ID: 90, IID: 4821, Ref: "v2.14.0", SHA: "3f2a91c0000000000000000000000000000000aa",
		Status: api.StatusBlocked, CreatedAt: ago(time.Hour), UpdatedAt: ago(14 * time.Minute),
		User: person(2, "lin"), Environment: api.Environment{ID: 5, Name: "production", Tier: api.TierProduction},
		Deployable: &api.Job{ID: 7, Name: "deploy-prod", Stage: "deploy", Status: api.JobManual,
			Commit: &api.Commit{Title: "Retry webhooks with jitter"}},
		PendingApprovalCount: new(2),
		Approvals:            []api.Approval{{User: person(3, "ines"), Status: api.Approve, CreatedAt: ago(9 * time.Minute)}},
		ApprovalSummary:      &api.ApprovalSummary{},
	}
	rules := []api.RuleProgress{
		{Rule: api.ApprovalRule{ID: 1, Required: 1}, Name: "qa-group", Left: 0, Mine: api.Covered, Why: "member"},
		{Rule: api.ApprovalRule{ID: 2, Required: 2}, Name: "security-group", Left: 2, Mine: api.Covered, Why: "member"},
	}
	return fleet.Row{
		Ref: api.Ref{Host: "gitlab.acme.dev", Project: 1, Deployment: 90}, Project: "payments/api",
		Deployment: d, Tier: api.TierProduction, Detailed: true, Brief: known(),
		Live: &api.Deployment{ID: 80, IID: 4700, Ref: "v2.13.9", SHA: "9c01d2e000", Status: api.StatusSuccess, UpdatedAt: ago(49 * time.Hour)},
		Verdict: api.Verdict{
			State: api.StateNeedsYou, Given: 1, Required: 3, Left: 2, Rules: rules, Standing: api.MayApprove,
			Since: ago(14 * time.Minute), Ships: api.Ships{Relation: api.RelationAhead, Ahead: 12, Files: 31},
			Hats: []api.Hat{
				{Name: "security-group", Rule: 1, Effect: true, Mine: api.Covered, Why: "member"},
				{Name: "", Rule: 0, Effect: false, Mine: api.Covered, Why: "member"},
			},
		},
	}
}

// staging is search/index → staging, without any danger, with two hats.
func staging() fleet.Row {
	r := blocked()
	r.Project, r.Tier, r.Ref.Deployment = "search/index", api.TierStaging, 91
	d := *r.Deployment
	d.ID, d.IID, d.Ref, d.SHA = 91, 1377, "v0.9.2", "a81d0c4111"
	d.Environment = api.Environment{Name: "staging"}
	d.Deployable = &api.Job{ID: 8, Name: "deploy-staging", Stage: "deploy", Status: api.JobManual,
		Commit: &api.Commit{Title: "Rebuild shards in the background\r"}}
	d.Approvals = nil
	r.Deployment = &d
	r.Live = &api.Deployment{Ref: "v0.9.1", SHA: "bb10000", Status: api.StatusSuccess, UpdatedAt: ago(72 * time.Hour)}
	r.Brief.Merged = merges(2)
	r.Verdict.Ships = api.Ships{Relation: api.RelationAhead, Ahead: 7, Files: 19}
	r.Verdict.Rules = []api.RuleProgress{
		{Rule: api.ApprovalRule{ID: 1, Required: 1}, Name: "search-team", Left: 1, Mine: api.Covered, Why: "member"},
		{Rule: api.ApprovalRule{ID: 2, Required: 1}, Name: "Maintainers", Left: 1, Mine: api.Covered, Why: "your role"},
	}
	r.Verdict.Hats = []api.Hat{
		{Name: "search-team", Rule: 0, Effect: true, Mine: api.Covered, Why: "member"},
		{Name: "Maintainers", Rule: 1, Effect: true, Mine: api.Covered, Why: "your role"},
		{Name: "", Rule: 0, Effect: true, Mine: api.Covered, Why: "member"},
	}
	return r
}

// rollback is ledger/core → prod-eu: older than live, on a red pipeline.
func rollback() fleet.Row {
	r := blocked()
	r.Project, r.Ref.Deployment = "ledger/core", 92
	d := *r.Deployment
	d.ID, d.IID, d.Ref, d.SHA, d.PendingApprovalCount = 92, 3977, "v6.9.3", "41bb0ce222", new(1)
	d.Environment = api.Environment{Name: "prod-eu"}
	d.Deployable = &api.Job{ID: 9, Name: "deploy-eu", Stage: "deploy", Status: api.JobManual,
		Commit: &api.Commit{Title: `Revert "Batch postings by account"`}}
	d.Approvals = nil
	r.Deployment = &d
	r.Live = &api.Deployment{Ref: "v7.1.0", SHA: "c0ffee1", Status: api.StatusSuccess, UpdatedAt: ago(30 * time.Hour)}
	r.Verdict.Left = 1
	r.Verdict.Ships = api.Ships{Relation: api.RelationOlder, Behind: 12, Files: 9}
	r.Verdict.Rules = []api.RuleProgress{
		{Rule: api.ApprovalRule{ID: 1, Required: 1}, Name: "ledger-owners", Left: 1, Mine: api.Covered, Why: "member"}}
	r.Verdict.Hats = []api.Hat{
		{Name: "ledger-owners", Rule: 0, Effect: true, Mine: api.Covered, Why: "member"},
		{Name: "", Rule: 0, Effect: true, Mine: api.Covered, Why: "member"}}
	r.Verdict.Warnings = []api.Warning{
		{Kind: api.DangerRollback, Must: true, Word: "OLDER", Text: "than live by 12 commits: this rolls back v7.1.0", Deed: "Roll prod-eu back 12 commits"},
		{Kind: api.DangerPipeline, Must: true, Word: "Pipeline", Text: "#90177 failed: contract-test", Deed: "Go on with a pipeline that failed"},
	}
	return r
}

// external is ledger/core → production as argo recorded it.
func external() fleet.Row {
	r := blocked()
	r.Project, r.Ref.Deployment = "ledger/core", 93
	d := *r.Deployment
	d.ID, d.IID, d.Ref, d.SHA, d.Status = 93, 3991, "v7.1.1", "c90e1aa333", api.StatusRunning
	d.User, d.Deployable, d.Approvals = person(9, "argo-bot"), nil, nil
	r.Deployment = &d
	r.Live = &api.Deployment{Ref: "v7.1.0", SHA: "c0ffee1", Status: api.StatusSuccess, UpdatedAt: ago(30 * time.Hour)}
	r.Verdict = api.Verdict{State: api.StateRunning, Since: ago(12 * time.Minute), Standing: api.NotWaiting}
	return r
}
