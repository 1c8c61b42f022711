package history

import (
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/uitest"
)

var now = uitest.NowCET

func ago(d time.Duration) time.Time { return now.Add(-d) }

// past is one deployment of the environment.
func past(id int64, ref, by string, s api.State, since time.Duration) fleet.Row {
	finished := ago(since)
	job := &api.Job{ID: id + 1000, Name: "deploy-prod", Commit: &api.Commit{Title: "Release " + ref}}
	status := api.StatusSuccess
	switch s {
	case api.StateFailed, api.StateRejected:
		status = api.StatusFailed
	case api.StateNeedsYou, api.StateNeedsOthers, api.StateOutdated:
		status = api.StatusBlocked
	default:
	}
	if status != api.StatusBlocked && s != api.StateRejected {
		job.FinishedAt, job.Duration = &finished, new(126.0)
	}
	return fleet.Row{
		Ref:     api.Ref{Host: "gitlab.acme.dev", Project: 12, Deployment: id},
		Project: "payments/api", Tier: api.TierProduction, Detailed: true,
		Deployment: &api.Deployment{ID: id, IID: 4000 + id, Ref: ref, SHA: "9c01d2e000112233", Status: status, User: &api.User{ID: 3, Username: by},
			Environment: api.Environment{Name: "production"}, Deployable: job},
		Verdict: api.Verdict{State: s, Since: ago(since)},
	}
}

func approval(by string, how api.Decision, comment string) api.Approval {
	a := api.Approval{User: &api.User{Username: by}, Status: how}
	if comment != "" {
		a.Comment = &comment
	}
	return a
}

const day = 24 * time.Hour

// production is what happened there of late.
func production() []fleet.Row {
	you := past(821, "v2.14.0", "lin", api.StateNeedsYou, 14*time.Minute)
	you.Verdict.Given, you.Verdict.Required = 1, 3
	you.Deployment.Approvals = []api.Approval{approval("ines", api.Approve, "lgtm")}
	live := past(790, "v2.13.9", "max", api.StateLive, 2*day)
	live.Deployment.Approvals = []api.Approval{approval("ines", api.Approve, ""), approval("bob", api.Approve, "read it twice")}
	rejected := past(788, "v2.13.8-hotfix/retries-and-a-very-long-name", "lin", api.StateRejected, 3*day)
	rejected.Deployment.Approvals = []api.Approval{approval("bob", api.Approve, ""), approval("ana", api.Reject, "wrong shard\x1b[2J count")}
	failed := past(770, "v2.13.6", "ana", api.StateFailed, 23*day)
	failed.Deployment.Deployable.FailureReason = new("script_failure")
	unread := past(760, "支付/网关", "kim-with-a-long-name", api.StateDone, 40*day)
	unread.Detailed = false
	nobody := past(750, "", "", api.StateOther, 400*day)
	nobody.Deployment.User, nobody.Deployment.Deployable, nobody.Deployment.Status = nil, nil, "quantum_leap"
	return []fleet.Row{you, live, rejected, past(785, "v2.13.7", "lin", api.StateOutdated, 4*day), failed, unread, nobody}
}

func this() api.Ref { return production()[0].Ref }

func page(next, total int, list ...fleet.Row) fleet.Page {
	return fleet.Page{Rows: list, Next: next, Total: total}
}
