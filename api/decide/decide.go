// Package decide is the protocol of a safe write: read the target again, compare
// it with what was on the screen, send once, read back what became of it.
//
// Nothing is sent when anything differs, nothing is sent twice, a lost reply is
// answered by reads, never by a guess, and a yes is believed once it is read back.
package decide

import (
	"greenlight/api"
)

// Act is what is done to the target.
type Act uint8

// The acts.
const (
	ActApprove Act = iota
	ActReject
	ActPlay
	ActSetStatus
	// ActRetry runs a job that has ended again, as a new job with a new deployment.
	ActRetry
	// ActCancel cancels the job.
	ActCancel
	// ActDelete removes the record of the deployment; its job stays.
	ActDelete
)

// String is the act as a verb.
func (a Act) String() string {
	switch a {
	case ActApprove:
		return "approve"
	case ActReject:
		return "reject"
	case ActPlay:
		return "run the job of"
	case ActSetStatus:
		return "set the status of"
	case ActRetry:
		return "retry the job of"
	case ActCancel:
		return "cancel the job of"
	case ActDelete:
		return "delete"
	}
	return "write"
}

// Request is one write, bound to what was seen when it was decided.
type Request struct {
	// Op tells requests apart in one run of the program.
	Op   uint64
	Act  Act
	Ref  api.Ref
	Seen api.Deployment
	// Shown are the warnings that stood on the screen, for the journal.
	Shown []string
	// LiveRef and LiveSHA are what the screen said is live, for the journal, which has what
	// is known where they are empty.
	LiveRef, LiveSHA string
	// Basis is what the screen said of its surroundings; nil where the act does not rest
	// on them.
	Basis *Basis
	// Me is the caller's user id, by which a lost approval is looked for.
	Me int64
	// Comment and RepresentedAs go with approvals and rejections.
	Comment, RepresentedAs string
	// Status is for ActSetStatus.
	Status api.Status
	// Gate is where the request can still be taken back; nil where nobody would.
	Gate *Gate
}

// Outcome is what became of a request.
type Outcome uint8

// The outcomes.
const (
	// Done: GitLab took it and said so, and the state read back holds it where it
	// could be read.
	Done Outcome = iota
	// Changed: it differs from what was seen; nothing was sent, or GitLab itself found
	// so and did nothing.
	Changed
	// NotSent: the read before the write failed, or the write could not leave or
	// must not; nothing was sent.
	NotSent
	// Refused: GitLab refused it; nothing has changed.
	Refused
	// LostDone: no answer came; the state read back holds it.
	LostDone
	// LostUndone: no answer came that says what became of it, and nobody works on it
	// any more; the state read back does not hold it.
	LostUndone
	// LostUnknown: no answer came, and the state could not be read back.
	LostUnknown
	// LostPending: no answer came; the state read back several times does not hold
	// it, and it may still arrive, since GitLab may be at it behind a proxy.
	LostPending
	// Unverified: GitLab took it and said so, but the state read back several times
	// does not hold it.
	Unverified
)

// Difference is one thing that changed between the screen and the read again.
type Difference struct {
	// What is "Commit", "Status", "Approvals", "Job", "Updated", "Live", "Dangers"
	// or "State".
	What, Before, After string
	// Same is true where it did not change; it is shown beside what did.
	Same bool
}

// Result is the end of a request. Op, Act and Ref are the request's.
type Result struct {
	Request Request
	Outcome Outcome
	// Now is the target as last read; nil when it could not be read.
	Now *api.Deployment
	// Approval is GitLab's answer to an approval; nil otherwise.
	Approval *api.Approval
	// As is who GitLab says has decided, where that is not the one who confirmed it:
	// the token is another user's. Else nil.
	As *api.User
	// Repeat is true where that approval was there before: nothing changed.
	Repeat bool
	// Differences are set for Changed: what changed and, beside it, what did not.
	Differences []Difference
	// Job is the job after ActPlay and ActCancel, the new job after ActRetry; nil
	// otherwise.
	Job *api.Job
	// Made is the deployment of the new job after ActRetry, where it was found; nil
	// otherwise.
	Made *api.Deployment
	// top is the newest deployment of the environment before ActRetry was sent.
	top int64
	// Gone is true where the read again or the read back found no such deployment:
	// after ActDelete that is what was asked for.
	Gone bool
	// Err is the refusal or the failure; nil for Done, Unverified and Changed.
	Err error
	// Unkept says why the journal could not take what became of it; nil where it did.
	Unkept error
}
