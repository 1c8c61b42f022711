package api

import "slices"

// standing answers whether the caller may approve, in the order in which GitLab
// checks it, and with which hats.
// gitlab: ee/app/services/deployments/approval_service.rb
func standing(f Facts, v Verdict) (Standing, []Hat) {
	d := f.Deployment
	switch {
	case d.Status != StatusBlocked && d.Status != StatusCreated:
		return NotWaiting, nil
	case !f.Detailed:
		return NotRead, nil
	case v.Left <= 0 || v.RejectedBy != nil:
		return NotWaiting, nil
	}
	own := f.own()
	if own && f.SelfApproval != nil && !*f.SelfApproval {
		return OwnDeployment, nil
	}
	hats := hatsFor(v.Rules, f.Me.ID)
	best := bestHat(hats)
	switch {
	case best == NotCovered:
		return noHat(v), nil
	case best == MaybeCovered || own && f.SelfApproval == nil:
		return MayPerhaps, hats
	default:
		return MayApprove, hats
	}
}

func (f Facts) own() bool {
	return f.Deployment.User != nil && f.Deployment.User.ID == f.Me.ID
}

// noHat words why somebody without a useful hat has none.
func noHat(v Verdict) Standing {
	switch {
	case v.MyDecision != nil:
		return AlreadyDecided
	case slices.ContainsFunc(v.Rules, func(r RuleProgress) bool { return r.Mine != NotCovered }):
		return RulesFull
	default:
		return NoRule
	}
}
