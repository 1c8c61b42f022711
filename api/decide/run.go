package decide

import (
	"context"
	"errors"
	"fmt"

	"greenlight/api"
	"greenlight/api/text"
)

// GitLab is what the protocol needs of a client.
type GitLab interface {
	GetDeployment(ctx context.Context, ref api.Ref) (api.Deployment, error)
	SubmitApproval(ctx context.Context, ref api.Ref, req api.ApprovalRequest) (api.Approval, error)
	UpdateDeployment(ctx context.Context, ref api.Ref, status api.Status) (api.Deployment, error)
	PlayJob(ctx context.Context, project, job int64) (api.Job, error)
}

// Run carries out one request: read again, compare, send once, read back. It
// sends at most one write, whatever happens.
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
	if err == nil {
		res.Outcome = Done
		res.readBack(ctx, g)
		return res
	}
	res.Err = err
	if !lost(err) {
		res.Outcome = NotSent
		if answered(err) {
			res.Outcome = Refused
		}
		return res
	}
	res.Outcome = LostUnknown
	if res.readBack(ctx, g) {
		res.Outcome = LostUndone
		if holds(req, *res.Now) {
			res.Outcome = LostDone
		}
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

// readBack replaces Now by the state after the write; false and no state where
// it could not be read.
func (r *Result) readBack(ctx context.Context, g GitLab) bool {
	now, err := g.GetDeployment(ctx, r.Request.Ref)
	if err != nil {
		r.Now = nil
		return false
	}
	r.Now = &now
	return true
}

func send(ctx context.Context, g GitLab, req Request, res *Result) error {
	switch req.Act {
	case ActApprove, ActReject:
		return sendApproval(ctx, g, req, res)
	case ActPlay:
		job, err := g.PlayJob(ctx, req.Ref.Project, req.Seen.Deployable.ID)
		if err == nil {
			res.Job = &job
		}
		return err
	case ActSetStatus:
		_, err := g.UpdateDeployment(ctx, req.Ref, req.Status)
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
	res.Approval = &got
	res.Repeat = contains(req.Seen.Approvals, got)
	return nil
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

// holds reports whether a state shows that the request was carried out.
func holds(req Request, now api.Deployment) bool {
	switch req.Act {
	case ActApprove, ActReject:
		return decisions(req, now) > decisions(req, req.Seen)
	case ActPlay:
		return now.Deployable != nil && (now.Deployable.ID != req.Seen.Deployable.ID || now.Deployable.Status != api.JobManual)
	case ActSetStatus:
		return now.Status == req.Status
	}
	return false
}

// decisions counts the caller's decisions of the requested kind.
func decisions(req Request, d api.Deployment) int {
	n := 0
	for _, a := range d.Approvals {
		if a.User != nil && a.User.ID == req.Me && a.Status == req.decision() {
			n++
		}
	}
	return n
}
