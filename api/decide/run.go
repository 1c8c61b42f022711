package decide

import (
	"context"
	"errors"
	"fmt"
	"time"

	"greenlight/api"
	"greenlight/api/text"
)

// GitLab is what the protocol needs of a client.
type GitLab interface {
	GetDeployment(ctx context.Context, ref api.Ref) (api.Deployment, error)
	SubmitApproval(ctx context.Context, ref api.Ref, req api.ApprovalRequest) (api.Approval, error)
	UpdateDeployment(ctx context.Context, ref api.Ref, status api.Status) (api.Deployment, error)
	PlayJob(ctx context.Context, project, job int64) (api.Job, error)
	// Sleep pauses between two readings; it ends early with the context's error.
	Sleep(ctx context.Context, d time.Duration) error
}

// Run carries out one request: read again, compare, send once, read back. It
// sends at most one write, whatever happens. Reading back takes a few seconds
// where it does not find at once what it looks for.
func Run(ctx context.Context, g GitLab, req Request) Result {
	res := Result{Request: req}
	now, err := g.GetDeployment(ctx, req.Ref)
	if err != nil {
		res.Outcome, res.Err = NotSent, err
		return res
	}
	res.Now = &now
	if diff, changed := Compare(req.Act, req.Seen, now); changed {
		res.Outcome, res.Differences = Changed, diff
		return res
	}
	if err = playable(req); err != nil {
		res.Outcome, res.Err = NotSent, err
		return res
	}
	err = send(ctx, g, req, &res)
	if err != nil && !lost(err) {
		res.Outcome, res.Err = NotSent, err
		if answered(err) {
			res.Outcome = Refused
		}
		return res
	}
	if res.Err = err; err == nil {
		res.confirm(ctx, g)
	} else {
		res.search(ctx, g)
	}
	return res
}

// playable refuses to run a job that is not manual: GitLab would run one that has
// finished again, as a new deployment.
// gitlab: app/services/ci/play_build_service.rb
func playable(req Request) error {
	job := req.Seen.Deployable
	switch {
	case req.Act != ActPlay:
		return nil
	case job == nil:
		return fmt.Errorf("cannot run the job of deployment %d: it has none", req.Ref.Deployment)
	case job.Status != api.JobManual:
		return fmt.Errorf("cannot run job %d: it is %s, only a manual one may be run", job.ID, text.Line(string(job.Status)))
	}
	return nil
}

// send writes once, and takes only an answer to what was asked: another one says
// nothing of what became of it.
func send(ctx context.Context, g GitLab, req Request, res *Result) error {
	switch req.Act {
	case ActApprove, ActReject:
		return sendApproval(ctx, g, req, res)
	case ActPlay:
		job, err := g.PlayJob(ctx, req.Ref.Project, req.Seen.Deployable.ID)
		if err != nil {
			return err
		}
		if job.ID != req.Seen.Deployable.ID {
			return req.foreign()
		}
		res.Job = &job
		return nil
	case ActSetStatus:
		got, err := g.UpdateDeployment(ctx, req.Ref, req.Status)
		if err == nil && (got.ID != req.Ref.Deployment || got.Status != req.Status) {
			return req.foreign()
		}
		return err
	}
	return nil
}

func sendApproval(ctx context.Context, g GitLab, req Request, res *Result) error {
	got, err := g.SubmitApproval(ctx, req.Ref, api.ApprovalRequest{
		Decision: req.decision(), Comment: req.Comment, RepresentedAs: req.RepresentedAs,
	})
	if err != nil {
		return err
	}
	if got.Status != req.decision() || userID(got) != req.Me {
		return req.foreign()
	}
	res.Approval = &got
	res.Repeat = contains(req.Seen.Approvals, got)
	return nil
}

// foreign is the error of a success that tells of something else.
func (r Request) foreign() error {
	return &api.Error{
		Kind: api.NotGitLab, Op: r.Act.String() + " deployment", Target: fmt.Sprintf("%d of project %d on %s", r.Ref.Deployment, r.Ref.Project, r.Ref.Host),
		Message: "the reply tells of something else than what was asked", Unknown: true,
	}
}

func (r Request) decision() api.Decision {
	if r.Act == ActReject {
		return api.Reject
	}
	return api.Approve
}

// lost reports whether the write may have been carried out although no answer
// came.
func lost(err error) bool {
	var e *api.Error
	return errors.As(err, &e) && e.Ambiguous()
}

// answered reports whether GitLab itself said no; else the request never left.
func answered(err error) bool {
	var e *api.Error
	return errors.As(err, &e) && e.Status != 0
}
