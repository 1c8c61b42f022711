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
		if r.look(ctx, g) != nil {
			return
		}
		if r.Repeat || r.Request.holds(*r.Now) {
			r.Outcome = Done
			return
		}
		r.Outcome = Unverified
		if n == len(pauses) || g.Sleep(ctx, pauses[n]) != nil {
			return
		}
	}
}

// search looks for a write whose answer never came: once where GitLab has ended
// its work, several times where it may still be at it.
func (r *Result) search(ctx context.Context, g GitLab) {
	r.Outcome, r.Now = LostUnknown, nil
	var e *api.Error
	working := errors.As(r.Err, &e) && e.Working
	for n := 0; ; n++ {
		switch err := r.look(ctx, g); {
		case err == nil && r.Request.holds(*r.Now):
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

// look replaces Now by the state after the write, where it can be read.
func (r *Result) look(ctx context.Context, g GitLab) error {
	now, err := g.GetDeployment(ctx, r.Request.Ref)
	if err == nil {
		r.Now = &now
	}
	return err
}

// holds reports whether a state shows that the request was carried out. Another
// job in the place of the one that was seen shows nothing: playing a manual job
// keeps its id.
// gitlab: app/services/ci/play_build_service.rb
func (r Request) holds(now api.Deployment) bool {
	switch r.Act {
	case ActApprove, ActReject:
		return r.decisions(now) > r.decisions(r.Seen)
	case ActPlay:
		job := now.Deployable
		return job != nil && job.ID == r.Seen.Deployable.ID && job.Status != api.JobManual
	case ActSetStatus:
		return now.Status == r.Status
	}
	return false
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
