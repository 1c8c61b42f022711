package pipeline

import (
	"fmt"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/uitest"
)

var now = uitest.NowCET

func ago(d time.Duration) time.Time { return now.Add(-d) }

func job(id int64, stage, name string, status api.JobStatus, seconds float64, end time.Duration) api.Job {
	j := api.Job{ID: id, Stage: stage, Name: name, Status: status, WebURL: fmt.Sprintf("https://gitlab.acme.dev/j/%d", id)}
	if seconds > 0 {
		finished := ago(end)
		j.Duration, j.FinishedAt = &seconds, &finished
		j.StartedAt = new(finished.Add(-time.Duration(seconds) * time.Second))
	}
	return j
}

const deployJob = 99

// retry is the pipeline of the picture.
func retry() fleet.Pipeline {
	perf := job(16, "test", "perf", api.JobFailed, 80, 5*time.Hour)
	perf.AllowFailure = true
	return fleet.Pipeline{
		Pipeline: api.Pipeline{ID: 90211, Ref: "v2.14.0", SHA: "3f2a91cafe00112233445566778899aabbccddee", Status: api.JobManual,
			Source: "push", User: &api.User{Username: "lin"}, CreatedAt: ago(5*time.Hour + 20*time.Minute), Duration: new(int64(372))},
		Jobs: []api.Job{
			job(11, "build", "compile", api.JobSuccess, 64, 5*time.Hour),
			job(12, "build", "image", api.JobSuccess, 48, 5*time.Hour),
			job(13, "test", "unit", api.JobSuccess, 131, 5*time.Hour),
			job(14, "test", "integration", api.JobSuccess, 182, 5*time.Hour),
			job(15, "test", "contract", api.JobSuccess, 58, 5*time.Hour),
			perf,
			job(17, "secure", "sast", api.JobSuccess, 41, 5*time.Hour),
			job(18, "secure", "dependencies", api.JobSuccess, 22, 5*time.Hour),
			job(19, "secure", "image-scan", api.JobSuccess, 35, 5*time.Hour),
			job(20, "staging", "deploy-staging", api.JobSuccess, 112, 3*time.Hour),
			job(21, "staging", "smoke-staging", api.JobSuccess, 26, 3*time.Hour),
			job(deployJob, "deploy", "deploy-prod", api.JobManual, 0, 0),
			job(100, "deploy", "smoke-prod", api.JobCreated, 0, 0),
			job(101, "deploy", "announce", api.JobCreated, 0, 0),
		},
	}
}

// row is the deployment that the pipeline's last stage waits with.
func row(s api.State) fleet.Row {
	return fleet.Row{Deployment: &api.Deployment{Status: api.StatusBlocked, Deployable: &api.Job{ID: deployJob, Name: "deploy-prod", Status: api.JobManual}},
		Verdict: api.Verdict{State: s}}
}

// broken has everything that can go wrong.
func broken() fleet.Pipeline {
	p := retry()
	p.Status, p.Duration = api.JobFailed, nil
	p.Jobs[3].Status, p.Jobs[3].FailureReason = api.JobFailed, new("script_failure")
	p.Jobs[8].Status, p.Jobs[8].FailureReason = api.JobFailed, new("runner_system_failure")
	p.Jobs[9].Status = api.JobCanceled
	p.Jobs[10].Status, p.Jobs[10].Duration, p.Jobs[10].FinishedAt = api.JobSkipped, nil, nil
	p.Jobs[11].Status = api.JobSkipped
	p.Jobs = append(p.Jobs,
		job(102, "deploy", "a-job-whose-name-is-far-too-long-for-the-window-it-is-in", api.JobPending, 0, 0),
		job(103, "deploy", "支付\x1b[31m/网关", "quantum_\x1b]52;c;eA==\x07leap", 0, 0),
		api.Job{ID: 104, Stage: "a-stage-with-a-very-long-name", Name: "hand", Status: api.JobManual, AllowFailure: true},
		api.Job{ID: 105, Stage: "a-stage-with-a-very-long-name", Name: "run", Status: api.JobRunning, StartedAt: new(ago(126 * time.Second))})
	p.Bridges = []api.Bridge{
		{Job: api.Job{ID: 106, Stage: "downstream", Name: "docs", Status: api.JobSuccess},
			Downstream: &api.Pipeline{ID: 90233, Status: api.JobRunning, WebURL: "https://gitlab.acme.dev/p/90233"}},
		{Job: api.Job{ID: 107, Stage: "downstream", Name: "fleet", Status: api.JobCreated}},
	}
	p.Cut, p.BridgesErr = true, "no access"
	return p
}
