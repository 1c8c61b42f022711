package decide

import (
	"context"
	"errors"
	"time"

	"greenlight/api"
)

// pauses lie between the readings of what became of a write: a GitLab that was
// slower than its proxy gets about six seconds to end what it began.
var pauses = []time.Duration{time.Second, 2 * time.Second, 3 * time.Second}

// confirm reads back what GitLab said yes to. A yes that cannot be read back is
// still a yes; one that the state contradicts is told.
func (r *Result) confirm(ctx context.Context, g GitLab) {
	r.Outcome, r.Now = Done, nil
	for n := 0; ; n++ {
		err := r.look(ctx, g)
		if r.deleted() {
			r.Outcome = Done
			return
		}
		if err != nil {
			return
		}
		if r.Repeat || r.holds() {
			r.Outcome = Done
			return
		}
		r.Outcome = Unverified
		if n == len(pauses) || r.Request.decided(*r.Now) || g.Sleep(ctx, pauses[n]) != nil {
			return
		}
	}
}

// search looks for a write whose answer never came: once where GitLab has ended
// its work, several times where it may still be at it.
func (r *Result) search(ctx context.Context, g GitLab) {
	r.Outcome, r.Now = LostUnknown, nil
	working := atWork(r.Err)
	for n := 0; ; n++ {
		switch err := r.look(ctx, g); {
		case r.deleted(), err == nil && r.holds():
			r.Outcome = LostDone
			return
		case err == nil && working:
			r.Outcome = LostPending
		case err == nil:
			r.Outcome = LostUndone
			return
		default:
			if api.KindOf(err) == api.Timeout { // it took its time already
				return
			}
		}
		if n == len(pauses) || g.Sleep(ctx, pauses[n]) != nil {
			return
		}
	}
}

// atWork reports whether GitLab may still carry out the write that failed so.
func atWork(err error) bool {
	var e *api.Error
	return errors.As(err, &e) && e.Working
}

// look replaces Now by the state after the write, where it can be read, and for a
// retry finds the deployment that it made.
func (r *Result) look(ctx context.Context, g GitLab) error {
	now, err := g.GetDeployment(ctx, r.Request.Ref)
	if r.Gone = gone(err); r.Gone {
		r.Now = nil
	}
	if err != nil {
		return err
	}
	r.Now = &now
	if r.Request.Act == ActRetry {
		return r.findMade(ctx, g)
	}
	return nil
}

// deleted reports whether what was read shows a deletion.
func (r *Result) deleted() bool { return r.Gone && r.Request.Act == ActDelete }

// holds reports whether what was read shows that the request was carried out.
func (r *Result) holds() bool {
	switch {
	case r.Request.Act == ActRetry:
		return r.Made != nil
	case r.As != nil:
		return contains(r.Now.Approvals, *r.Approval)
	}
	return r.Request.holds(*r.Now)
}

// holds reports whether a state of the target shows that the request was carried
// out. Another job in the place of the one that was seen shows nothing: playing a
// manual job keeps its id. What a retry makes and a deletion takes away the target
// does not show.
// gitlab: app/services/ci/play_build_service.rb
func (r Request) holds(now api.Deployment) bool {
	switch r.Act {
	case ActApprove, ActReject:
		return r.decisions(now) > r.decisions(r.Seen)
	case ActPlay:
		return r.sameJob(now) && now.Deployable.Status != api.JobManual
	case ActCancel:
		return r.sameJob(now) && (now.Deployable.Status == api.JobCanceling || now.Deployable.Status == api.JobCanceled)
	case ActSetStatus:
		return now.Status == r.Status
	case ActRetry, ActDelete:
		return false
	}
	return false
}

func (r Request) sameJob(now api.Deployment) bool {
	return now.Deployable != nil && now.Deployable.ID == r.Seen.Deployable.ID
}

// decided reports whether a state that does not hold the request never will: the
// job ended before it could be canceled.
func (r Request) decided(now api.Deployment) bool {
	return r.Act == ActCancel && r.sameJob(now) && ended(now.Deployable.Status)
}

// decisions counts the caller's decisions of the requested kind.
func (r Request) decisions(d api.Deployment) int {
	n := 0
	for _, a := range d.Approvals {
		if a.User != nil && a.User.ID == r.Me && a.Status == r.decision() {
			n++
		}
	}
	return n
}
