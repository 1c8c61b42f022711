package form

import (
	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
	"greenlight/ui/field"
	"greenlight/ui/keys"
)

// phase is where a card stands.
type phase uint8

const (
	editing phase = iota
	// checking: it is read again before anything is sent, and can still be taken back. A card
	// of many is never in it, its items are.
	checking
	sending
	answered
	// explained: the act cannot be done here at all; the card says what can.
	explained
	// vanished: the deployment is gone; nothing can be sent any more.
	vanished
)

// maxComment is the length GitLab takes, in characters, not bytes.
// gitlab: ee/app/models/deployments/approval.rb
const maxComment = 255

// Decision is the card of one write: approve, reject, run, set a status, retry,
// cancel or delete.
type Decision struct {
	op     uint64
	act    decide.Act
	target Target
	// seen is the deployment as it was on the screen when the card opened.
	seen    api.Deployment
	dangers []api.Warning
	ticks   []bool

	hats     []api.Hat
	statuses []status
	chosen   int
	// picked is true once a hat was chosen by hand.
	picked bool

	comment, typed field.Input

	focus spot
	phase phase
	// result and button are for answered: what came, and which button is chosen.
	result decide.Result
	button int
	// told is true where the change was seen here and not by the read before the
	// write.
	told bool
	// remark is a sentence about the last key, gone with the next.
	remark string
	// keys name the other acts where the card sends to them; the zero Map names none.
	keys keys.Map
}

// NewApproval is the card for ActApprove or ActReject. op names the request, draft
// is the comment that was left on an earlier card of the same target.
func NewApproval(op uint64, t Target, act decide.Act, draft string) Decision {
	d := newDecision(op, t, act)
	d.comment = field.New(draft, maxComment)
	d.hats = ways(t.Row.Verdict.Hats)
	d = d.weighed()
	d.focus = spot{kind: fieldComment}
	return d
}

// NewRun is the card that starts the deployment's job.
func NewRun(op uint64, t Target) Decision {
	d := newDecision(op, t, decide.ActPlay).weighed()
	return d.begun()
}

// NewStatus is the card that sets the status of a deployment that has no job. For
// one that has a job it says why that is not possible and what would be.
func NewStatus(op uint64, t Target) Decision {
	d := newDecision(op, t, decide.ActSetStatus)
	if !t.Row.External() {
		d.phase = explained
		return d
	}
	d.statuses = statuses(t.Row)
	d.chosen = firstPossible(d.statuses)
	d.focus = spot{kind: fieldChoice}
	return d
}

func newDecision(op uint64, t Target, act decide.Act) Decision {
	seen := *t.Row.Deployment
	t.Row.Deployment = &seen
	return Decision{op: op, act: act, target: t, seen: seen}
}

// ways keeps the hats between which there is something to choose: where all lead
// to the same rule, the first.
func ways(hats []api.Hat) []api.Hat {
	if len(hats) == 0 {
		return []api.Hat{{Rule: -1, Effect: true, Mine: api.MaybeCovered}}
	}
	for _, h := range hats[1:] {
		if h.Rule != hats[0].Rule {
			return hats
		}
	}
	return hats[:1]
}

// Op is the number of the request that this card sends.
func (d Decision) Op() uint64 { return d.op }

// Act is what the card does.
func (d Decision) Act() decide.Act { return d.act }

// Ref names the target.
func (d Decision) Ref() api.Ref { return d.target.Row.Ref }

// Draft is the comment as it stands, to be kept when the card closes. It is empty
// once GitLab has taken it, and where the deployment is gone: no later card of the
// same target could take it up.
func (d Decision) Draft() string {
	if d.taken() || d.gone() {
		return ""
	}
	return d.comment.Value()
}

// Dirty reports an unsent comment, that on a deployment which is gone among them.
func (d Decision) Dirty() bool { return !d.taken() && d.comment.Value() != "" }

// Sending reports that the request is under way: it cannot be changed, and can be
// taken back only until it is Sent.
func (d Decision) Sending() bool { return d.phase == checking || d.phase == sending }

// Sent reports that the write has begun and was not answered yet.
func (d Decision) Sent() bool { return d.phase == sending }

// Begun takes the news that the write of a request begins.
func (d Decision) Begun(op uint64) Decision {
	if d.phase == checking && op == d.op {
		d.phase = sending
	}
	return d
}

// taken reports that the write is known to be in GitLab.
func (d Decision) taken() bool {
	return d.phase == answered && (d.result.Outcome == decide.Done || d.result.Outcome == decide.LostDone)
}

// row is the copied target.
func (d Decision) row() fleet.Row { return d.target.Row }

// hat is the way in which the decision is made.
func (d Decision) hat() api.Hat { return d.hats[d.chosen] }

// request is what the card sends.
func (d Decision) request() decide.Request {
	r := decide.Request{Op: d.op, Act: d.act, Ref: d.Ref(), Seen: d.seen, Me: d.target.Me}
	if d.weighs() {
		r.Basis, r.Shown = based(d.row())
	}
	r.LiveRef, r.LiveSHA = liveOf(d.row())
	switch d.act {
	case decide.ActApprove, decide.ActReject:
		r.Comment, r.RepresentedAs = d.comment.Value(), d.hat().Name
	case decide.ActSetStatus:
		r.Status = d.statuses[d.chosen].status
	case decide.ActPlay, decide.ActRetry, decide.ActCancel, decide.ActDelete:
	}
	return r
}
