package detail

import (
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/uitest"
)

var now = uitest.NowCET

func ago(d time.Duration) time.Time { return now.Add(-d) }

func user(id int64, name string) *api.User { return &api.User{ID: id, Username: name} }

// retry is the deployment of the pictures: production, one of three approvals given,
// one danger and one note.
func retry() fleet.Row {
	level := api.Maintainer
	qa := api.ApprovalRule{ID: 1, GroupID: new(int64(7)), Required: 1}
	security := api.ApprovalRule{ID: 2, AccessLevel: &level, Required: 2}
	given := api.Approval{User: user(4, "ines"), Status: api.Approve, CreatedAt: ago(9 * time.Minute), Comment: new("lgtm")}
	pipe := &api.Pipeline{ID: 90211, Status: api.JobSuccess, Source: "push"}
	return fleet.Row{
		Ref:     api.Ref{Host: "gitlab.acme.dev", Project: 12, Deployment: 345},
		Project: "payments/api",
		Tier:    api.TierProduction,
		Deployment: &api.Deployment{
			ID: 345, IID: 4821, Ref: "v2.14.0", SHA: "3f2a91cafe00112233445566778899aabbccddee",
			Status: api.StatusBlocked, User: user(3, "lin"), UpdatedAt: ago(14 * time.Minute),
			Environment: api.Environment{ID: 5, Name: "production", ExternalURL: new("https://pay.acme.dev")},
			Deployable: &api.Job{ID: 99, Name: "deploy-prod", Stage: "deploy", Status: api.JobManual,
				User: user(3, "lin"), Commit: &api.Commit{Title: "Retry webhooks with jitter\r"}, Pipeline: pipe},
		},
		Verdict: api.Verdict{
			State: api.StateNeedsYou, Given: 1, Required: 3, Left: 2, Standing: api.MayApprove,
			Rules: []api.RuleProgress{
				{Rule: qa, Name: "qa-group", Given: []api.Approval{given}, Mine: api.NotCovered},
				{Rule: security, Name: "security-group", Left: 2, Mine: api.Covered, Why: "member"},
			},
			Hats:  []api.Hat{{Name: "security-group", Rule: 1, Effect: true, Mine: api.Covered}},
			Since: ago(14 * time.Minute),
			Ships: ahead,
			Warnings: []api.Warning{
				{Kind: api.NoteRisk, Word: "Migration", Text: "db/migrate/20260214_add_retry_at.rb and 1 more"},
				{Kind: api.DangerFreeze, Must: true, Word: "Freeze", Text: "until 06:00 CET. GitLab will not stop you."},
			},
		},
		Live: &api.Deployment{ID: 300, IID: 4790, Ref: "v2.13.9", SHA: "9c01d2e000112233445566778899aabbccddeeff",
			Status: api.StatusSuccess, UpdatedAt: ago(48 * time.Hour),
			Deployable: &api.Job{FinishedAt: new(ago(49 * time.Hour))}},
		Pipeline: &api.Pipeline{ID: 90211, Status: api.JobSuccess, Source: "push", Duration: new(int64(372))},
		ReadAt:   ago(5 * time.Second),
		Detailed: true,
		Brief:    known(),
	}
}
