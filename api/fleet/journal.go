package fleet

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/journal"
)

// Journal keeps who decided what: journal.Journal in the program.
type Journal interface {
	// Sent is on disk before it returns; it names the operation.
	Sent(s journal.Sent) (op string, err error)
	Answered(op string, a journal.Answered) error
}

// Keep makes every write go into a journal first. Call it before anything is read.
func (f *Fleet) Keep(j Journal) { f.journal = j }

// writer is a client whose writes are in the journal before they are sent: where that
// fails nothing is sent. It serves one operation.
type writer struct {
	*api.Client
	journal Journal
	// asks reports whether the one who has confirmed it is the one whose token is used.
	asks func() error
	// now is the time of a write, which may be long after it was confirmed.
	now   func() time.Time
	about journal.Sent
	op    string
	// receipt is the request by which GitLab took the write.
	receipt string
}

// writer is one for a write that a user has confirmed.
func (h *host) writer(j Journal, me int64) writer {
	return writer{Client: h.source.Client, journal: j, now: h.now, asks: func() error { return h.asks(me) }}
}

// unkept is the error of a write that the journal could not take: nothing was sent.
type unkept struct{ cause error }

// Error is one sentence.
func (u unkept) Error() string {
	return "nothing was sent, for it could not be noted: " + u.cause.Error()
}

// Unwrap gives the journal's error.
func (u unkept) Unwrap() error { return u.cause }

func (w *writer) note() error {
	if w.journal == nil || w.IsReadOnly() { // which sends nothing
		return nil
	}
	w.about.At = w.now()
	op, err := w.journal.Sent(w.about)
	if err != nil {
		return unkept{err}
	}
	w.op = op
	return nil
}

// answered keeps what became of the write, where one was sent.
func (w *writer) answered(a journal.Answered) error {
	if w.op == "" {
		return nil
	}
	a.RequestID = cmp.Or(a.RequestID, w.receipt)
	return w.journal.Answered(w.op, a)
}

// noted sends a write once it is in the journal, where it is who has confirmed it.
func noted[T any](ctx context.Context, w *writer, send func(ctx context.Context) (T, error)) (T, error) {
	var none T
	if err := w.asks(); err != nil {
		return none, err
	}
	if err := w.note(); err != nil {
		return none, err
	}
	return send(api.WithReceipt(ctx, &w.receipt))
}

// SubmitApproval is the client's, noted first; so are the others.
func (w *writer) SubmitApproval(ctx context.Context, ref api.Ref, req api.ApprovalRequest) (api.Approval, error) {
	return noted(ctx, w, func(ctx context.Context) (api.Approval, error) { return w.Client.SubmitApproval(ctx, ref, req) })
}

// UpdateDeployment sets a status.
func (w *writer) UpdateDeployment(ctx context.Context, ref api.Ref, status api.Status) (api.Deployment, error) {
	return noted(ctx, w, func(ctx context.Context) (api.Deployment, error) { return w.Client.UpdateDeployment(ctx, ref, status) })
}

// DeleteDeployment deletes a record.
func (w *writer) DeleteDeployment(ctx context.Context, ref api.Ref, unmodifiedSince *time.Time) error {
	_, err := noted(ctx, w, func(ctx context.Context) (bool, error) {
		return true, w.Client.DeleteDeployment(ctx, ref, unmodifiedSince)
	})
	return err
}

// CreateDeployment makes a record.
func (w *writer) CreateDeployment(ctx context.Context, project int64, n api.NewDeployment) (api.Deployment, error) {
	return noted(ctx, w, func(ctx context.Context) (api.Deployment, error) { return w.Client.CreateDeployment(ctx, project, n) })
}

// PlayJob runs a job.
func (w *writer) PlayJob(ctx context.Context, project, job int64) (api.Job, error) {
	return noted(ctx, w, func(ctx context.Context) (api.Job, error) { return w.Client.PlayJob(ctx, project, job) })
}

// RetryJob runs a job again.
func (w *writer) RetryJob(ctx context.Context, project, job int64) (api.Job, error) {
	return noted(ctx, w, func(ctx context.Context) (api.Job, error) { return w.Client.RetryJob(ctx, project, job) })
}

// CancelJob cancels a job.
func (w *writer) CancelJob(ctx context.Context, project, job int64) (api.Job, error) {
	return noted(ctx, w, func(ctx context.Context) (api.Job, error) { return w.Client.CancelJob(ctx, project, job) })
}

// sent is what the journal keeps of a request before it is sent.
func (h *host) sent(p *project, req decide.Request) journal.Sent {
	h.mu.Lock()
	defer h.mu.Unlock()
	d := req.Seen
	row := h.current(p, sight{deployment: d, at: h.now()})
	s := journal.Sent{
		Act: act(req.Act), Host: h.name, User: h.me.Username, Project: row.Project, ProjectID: p.id,
		Deployment: d.ID, IID: d.IID, Environment: d.Environment.Name, Tier: string(row.Tier), Ref: d.Ref, SHA: d.SHA,
		As: req.RepresentedAs, Comment: req.Comment, Status: string(req.Status), Warnings: req.Shown, URL: row.page(),
	}
	switch {
	case req.LiveSHA != "":
		s.LiveRef, s.LiveSHA = req.LiveRef, req.LiveSHA
	case row.Live != nil:
		s.LiveRef, s.LiveSHA = row.Live.Ref, row.Live.SHA
	}
	if d.Deployable != nil {
		s.Job = d.Deployable.ID
	}
	return s
}

// page is the deployment's page in the web interface; empty where its environment has
// no id there.
func (r Row) page() string {
	if r.ProjectURL == "" || r.Deployment.Environment.ID == 0 {
		return ""
	}
	return fmt.Sprintf("%s/-/environments/%d/deployments/%d", r.ProjectURL, r.Deployment.Environment.ID, r.Deployment.IID)
}

// act is an act as the journal words it.
func act(a decide.Act) string {
	switch a {
	case decide.ActApprove:
		return "approve"
	case decide.ActReject:
		return "reject"
	case decide.ActPlay:
		return "run"
	case decide.ActSetStatus:
		return "set status"
	case decide.ActRetry:
		return "retry"
	case decide.ActCancel:
		return "cancel"
	case decide.ActDelete:
		return "delete"
	}
	return "?"
}

// outcome is an outcome as the journal words it.
func outcome(o decide.Outcome) string {
	switch o {
	case decide.Done:
		return "done"
	case decide.Changed:
		return "changed"
	case decide.NotSent:
		return "not sent"
	case decide.Refused:
		return "refused"
	case decide.LostDone:
		return "done, answer lost"
	case decide.LostUndone:
		return "not done, answer lost"
	case decide.LostUnknown:
		return "unknown"
	case decide.LostPending:
		return "maybe, answer lost"
	case decide.Unverified:
		return "not verified"
	}
	return "unknown"
}

// answeredBy is what the journal keeps of the end of a request.
func answeredBy(res decide.Result, now time.Time) journal.Answered {
	a := journal.Answered{At: now, Outcome: outcome(res.Outcome)}
	a.Said, a.RequestID = said(res.Err)
	if d := res.Now; d != nil {
		a.Status, a.Left = string(d.Status), d.PendingApprovalCount
	}
	if res.Made != nil {
		a.Made = res.Made.IID
	}
	return a
}

// said is GitLab's refusal, else the whole sentence of a failure.
func said(err error) (words, request string) {
	if err == nil {
		return "", ""
	}
	e := api.AsError(err)
	if e == nil {
		return err.Error(), ""
	}
	return cmp.Or(strings.TrimSpace(e.Message), err.Error()), e.RequestID
}
