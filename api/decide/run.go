package decide

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"greenlight/api"
)

// GitLab is what the protocol needs of a client.
type GitLab interface {
	GetDeployment(ctx context.Context, ref api.Ref) (api.Deployment, error)
	SubmitApproval(ctx context.Context, ref api.Ref, req api.ApprovalRequest) (api.Approval, error)
	UpdateDeployment(ctx context.Context, ref api.Ref, status api.Status) (api.Deployment, error)
	DeleteDeployment(ctx context.Context, ref api.Ref, unmodifiedSince *time.Time) error
	ListDeployments(ctx context.Context, project api.ProjectKey, f api.DeploymentFilter) (api.Page[api.Deployment], error)
	PlayJob(ctx context.Context, project, job int64) (api.Job, error)
	RetryJob(ctx context.Context, project, job int64) (api.Job, error)
	CancelJob(ctx context.Context, project, job int64) (api.Job, error)
	// Sleep pauses between two readings; it ends early with the context's error.
	Sleep(ctx context.Context, d time.Duration) error
}

// Run carries out one request: read again, compare, send once, read back. Where the
// request rests on its surroundings and the client is a Surveyor, those are read again
// first: the target is read last, right before the write. For a retry it reads besides,
// before it sends, what is newest in the environment. It
// sends at most one write, whatever happens, and none where the context has ended or
// the request's gate was shut before. Reading back takes a few seconds
// where it does not find at once what it looks for.
func Run(ctx context.Context, g GitLab, req Request) Result {
	ctx, release := req.Gate.guard(ctx)
	defer release()
	res := Result{Request: req}
	ready := res.ready(ctx, g)
	if req.Gate.over() || ready && !req.Gate.pass() {
		res.Outcome, res.Err, res.Differences = NotSent, ErrTakenBack, nil
		return res
	}
	if !ready {
		return res
	}
	err := send(ctx, g, req, &res)
	if err != nil && !lost(err) {
		res.refused(ctx, g, err)
		return res
	}
	if res.Err = err; err == nil {
		res.confirm(ctx, g)
	} else {
		res.search(ctx, g)
	}
	return res
}

// ready reads again and compares; false where that ends the request.
func (r *Result) ready(ctx context.Context, g GitLab) bool {
	req := r.Request
	around := survey(ctx, g, req)
	now, err := g.GetDeployment(ctx, req.Ref)
	if err != nil {
		r.unread(err)
		return false
	}
	r.Now = &now
	diff, changed := Compare(req.Act, req.Seen, now)
	if around != nil && !changed {
		of, differs := compareAround(req, around(now))
		diff, changed = append(of, diff...), differs
	}
	if err = ctx.Err(); err == nil && changed {
		r.Outcome, r.Differences = Changed, diff
		return false
	}
	if err == nil {
		err = req.possible(now)
	}
	if err == nil {
		err = r.note(ctx, g)
	}
	if err != nil {
		r.Outcome, r.Err = NotSent, err
	}
	return err == nil
}

// unread ends a request whose target could not be read before.
func (r *Result) unread(err error) {
	r.Outcome, r.Err, r.Gone = NotSent, err, gone(err)
	if r.Gone && r.Request.Act == ActDelete {
		r.Err = deletedBefore{r.Request.Ref, err}
	}
}

// deletedBefore is the error of a record that is gone before it was deleted.
type deletedBefore struct {
	ref   api.Ref
	cause error
}

// Error is one sentence.
func (e deletedBefore) Error() string {
	return fmt.Sprintf("cannot delete deployment %d of project %d on %s: somebody else has deleted it", e.ref.Deployment, e.ref.Project, e.ref.Host)
}

// Unwrap gives GitLab's 404.
func (e deletedBefore) Unwrap() error { return e.cause }

// refused ends a request that did not leave or that GitLab said no to.
func (r *Result) refused(ctx context.Context, g GitLab, err error) {
	r.Outcome, r.Err = NotSent, err
	if !answered(err) {
		return
	}
	r.Outcome, r.Gone = Refused, gone(err) && !r.Request.Act.ofJob()
	if r.Request.Act == ActDelete && api.KindOf(err) == api.Precondition {
		r.changed(ctx, g)
	}
}

// changed ends a request that GitLab refused because the record changed between
// the read and the write.
func (r *Result) changed(ctx context.Context, g GitLab) {
	r.Now = nil
	if r.look(ctx, g) != nil {
		return
	}
	diff, any := Compare(r.Request.Act, r.Request.Seen, *r.Now)
	if !any {
		diff = append(diff, difference("Updated", stamp(r.Request.Seen.UpdatedAt), "later, by what GitLab says", false))
	}
	r.Outcome, r.Differences, r.Err = Changed, diff, nil
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
	case ActRetry:
		return sendRetry(ctx, g, req, res)
	case ActCancel:
		return sendCancel(ctx, g, req, res)
	case ActDelete:
		return g.DeleteDeployment(ctx, req.Ref, &req.Seen.UpdatedAt)
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
	if got.Status != req.decision() || got.User == nil {
		return req.foreign()
	}
	if got.User.ID != req.Me {
		res.As = got.User // it was taken all the same, and cannot be taken back
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

// ofJob reports whether an act is sent to the job: a 404 then says nothing of the
// deployment.
func (a Act) ofJob() bool {
	switch a {
	case ActPlay, ActRetry, ActCancel:
		return true
	case ActApprove, ActReject, ActSetStatus, ActDelete:
	}
	return false
}

// gone reports whether GitLab knows no such deployment. A project that is hidden or
// absent says nothing of it.
// gitlab: lib/api/helpers.rb
func gone(err error) bool {
	var e *api.Error
	return errors.As(err, &e) && e.Kind == api.NotFound && !e.NoRoute && strings.EqualFold(e.Message, "404 Not found")
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
