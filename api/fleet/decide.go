package fleet

import (
	"context"
	"time"

	"greenlight/api"
	"greenlight/api/decide"
)

// Decide carries out a write on the instance it belongs to, and keeps it in the
// journal: where that cannot be written nothing is sent. The row is the target as it
// was read back, judged; nil where it was not read back or is no more.
func (f *Fleet) Decide(ctx context.Context, req decide.Request) (decide.Result, *Row) {
	h, p, err := f.shown(req.Ref.Host, req.Ref.Project)
	if err != nil {
		return decide.Result{Request: req, Outcome: decide.NotSent, Err: err}, nil
	}
	e := &executor{writer: h.writer(f.journal, req.Me), host: h, project: p, ref: req.Ref}
	e.about = h.sent(p, req)
	res := decide.Run(ctx, e, req)
	res.Unkept = e.answered(answeredBy(res, h.now()))
	if vanished(res) {
		p.forget(h, req.Ref.Deployment)
		return res, nil
	}
	if res.Now == nil {
		return res, nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	l := p.keep(&look{deployment: *res.Now, at: e.at, begun: e.begun}, false)
	row := h.row(p, &l.deployment, l)
	return res, &row
}

// vanished reports whether the target is no more. GitLab's 404 to a write on a job is
// about the job: the deployment may stay without it.
func vanished(res decide.Result) bool {
	switch res.Request.Act {
	case decide.ActPlay, decide.ActRetry, decide.ActCancel:
		return res.Gone && res.Outcome != decide.Refused
	case decide.ActApprove, decide.ActReject, decide.ActSetStatus, decide.ActDelete:
		return res.Gone
	}
	return false
}

// executor is a client that carries out one decision. It numbers and times the last
// read of the target that brought something, as every other single read is: one that
// was begun after it, while the answer was under way, is believed. Its Survey reads
// the surroundings again, and what it writes is in the journal first.
type executor struct {
	writer
	host    *host
	project *project
	ref     api.Ref
	begun   uint64
	at      time.Time
}

// GetDeployment reads the target.
func (e *executor) GetDeployment(ctx context.Context, ref api.Ref) (api.Deployment, error) {
	begun := e.host.begin()
	d, err := e.Client.GetDeployment(ctx, ref)
	if err == nil && ref == e.ref {
		e.begun, e.at = begun, e.host.now()
	}
	return d, err
}
