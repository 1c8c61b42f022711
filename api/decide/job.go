package decide

import (
	"context"
	"fmt"
	"slices"

	"greenlight/api"
	"greenlight/api/text"
)

// cancelable are the states of a job that can be canceled.
// gitlab: app/models/concerns/ci/has_status.rb
var cancelable = []api.JobStatus{
	api.JobCreated, api.JobWaiting, api.JobPreparing, api.JobCallback, api.JobPending,
	api.JobRunning, api.JobManual, api.JobScheduled,
}

// ended reports whether a job can be retried, as far as its status tells.
// gitlab: app/models/ci/build.rb
func ended(s api.JobStatus) bool {
	return s == api.JobSuccess || s == api.JobFailed || s == api.JobCanceled
}

// possible refuses what GitLab would refuse, or take for something else: playing a
// job that has finished runs it again, as a new deployment.
// gitlab: app/services/ci/play_build_service.rb
func (r Request) possible(now api.Deployment) error {
	verb := ""
	switch r.Act {
	case ActPlay:
		verb = "run"
	case ActRetry:
		verb = "retry"
	case ActCancel:
		verb = "cancel"
	case ActApprove, ActReject, ActSetStatus, ActDelete:
		return nil
	}
	job := now.Deployable
	if job == nil {
		return fmt.Errorf("cannot %s the job of deployment %d: it has none", verb, r.Ref.Deployment)
	}
	if why := r.impossible(*job); why != "" {
		return fmt.Errorf("cannot %s job %d: it %s", verb, job.ID, why)
	}
	return nil
}

// impossible says why a job is not one for the act, "is running, …"; empty where
// it is.
func (r Request) impossible(job api.Job) string {
	status := text.Line(string(job.Status))
	switch {
	case r.Act == ActPlay && job.Status != api.JobManual:
		return "is " + status + ", only a manual one may be run"
	case r.Act == ActCancel && !slices.Contains(cancelable, job.Status):
		return "is " + status + ", there is nothing to cancel"
	case r.Act == ActRetry && !ended(job.Status):
		return "is " + status + ", only one that has ended may be retried"
	case r.Act == ActRetry && job.FailureReason != nil && *job.FailureReason == "deployment_rejected":
		return "was rejected, only a new pipeline can deploy that"
	case r.Act == ActRetry && job.Archived:
		return "is archived, only a new pipeline can deploy that"
	}
	return ""
}

// sendRetry takes a new job of the same name for an answer, and no other.
func sendRetry(ctx context.Context, g GitLab, req Request, res *Result) error {
	old := req.Seen.Deployable
	job, err := g.RetryJob(ctx, req.Ref.Project, old.ID)
	if err != nil {
		return err
	}
	if job.ID <= old.ID || job.Name != old.Name {
		return req.foreign()
	}
	res.Job = &job
	return nil
}

func sendCancel(ctx context.Context, g GitLab, req Request, res *Result) error {
	job, err := g.CancelJob(ctx, req.Ref.Project, req.Seen.Deployable.ID)
	if err != nil {
		return err
	}
	if job.ID != req.Seen.Deployable.ID {
		return req.foreign()
	}
	res.Job = &job
	return nil
}

// newest is how many deployments of an environment are looked through for one that
// was just made.
const newest = 20

// note remembers the newest deployment of the environment before a retry is sent: an
// earlier retry of the same job is told from this one by nothing else.
func (r *Result) note(ctx context.Context, g GitLab) error {
	if r.Request.Act != ActRetry {
		return nil
	}
	rows, err := r.Request.newest(ctx, g)
	r.top = r.Request.Ref.Deployment
	for _, d := range rows {
		r.top = max(r.top, d.ID)
	}
	return err
}

// newest reads the newest deployments of the environment.
func (r Request) newest(ctx context.Context, g GitLab) ([]api.Deployment, error) {
	page, err := g.ListDeployments(ctx, api.ByID(r.Ref.Project), api.DeploymentFilter{
		Environment: r.Seen.Environment.Name, OrderBy: api.OrderByID, Sort: api.Desc, PerPage: newest,
	})
	return page.Items, err
}

// findMade looks among the newest deployments of the environment for that of the
// new job: the one that GitLab named or, where its answer was lost, one of the
// caller's that the retry must have made.
func (r *Result) findMade(ctx context.Context, g GitLab) error {
	rows, err := r.Request.newest(ctx, g)
	if err != nil {
		return err
	}
	for _, d := range rows {
		job := d.Deployable
		if job != nil && (r.Job != nil && job.ID == r.Job.ID || r.Job == nil && d.ID > r.top && r.Request.mine(*job)) {
			r.Made = &d
			return nil
		}
	}
	return nil
}

// mine reports whether a job is one that the caller made of the one that was seen.
func (r Request) mine(job api.Job) bool {
	old := r.Seen.Deployable
	samePipeline := job.Pipeline != nil && old.Pipeline != nil && job.Pipeline.ID == old.Pipeline.ID
	return samePipeline && job.Name == old.Name && job.ID > old.ID && job.User != nil && job.User.ID == r.Me
}
