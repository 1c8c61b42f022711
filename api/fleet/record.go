package fleet

import (
	"context"
	"time"

	"greenlight/api/decide"
	"greenlight/api/journal"
)

// Record makes one new record. The row is the new deployment, or the one that was
// there before, judged; nil where there is none.
func (f *Fleet) Record(ctx context.Context, r decide.Record) (decide.Recorded, *Row) {
	h, p, err := f.shown(r.Project.Host, r.Project.ID)
	if err != nil {
		return decide.Recorded{Record: r, Outcome: decide.NotSent, Err: err}, nil
	}
	begun := h.begin()
	own := h.writer(f.journal, r.Me)
	w := &own
	w.about = h.recording(p, r)
	res := decide.RunRecord(ctx, w, r)
	res.Unkept = w.answered(recordedBy(res, h.now()))
	if res.Deployment == nil {
		return res, nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	l := p.keep(&look{deployment: *res.Deployment, at: h.now(), begun: begun}, false)
	row := h.row(p, &l.deployment, l)
	return res, &row
}

// recording is what the journal keeps of a record before it is sent.
func (h *host) recording(p *project, r decide.Record) journal.Sent {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := journal.Sent{
		Act: "record", Host: h.name, User: h.me.Username, Project: p.info.PathWithNamespace, ProjectID: p.id,
		Environment: r.New.Environment, Ref: r.New.Ref, SHA: r.New.SHA, Status: string(r.New.Status),
	}
	if at := p.places[r.New.Environment]; at != nil && at.live != nil {
		live := at.live.deployment()
		s.LiveRef, s.LiveSHA = live.Ref, live.SHA
	}
	return s
}

// recordedBy is what the journal keeps of the end of a record.
func recordedBy(res decide.Recorded, now time.Time) journal.Answered {
	a := journal.Answered{At: now, Outcome: outcome(res.Outcome)}
	a.Said, a.RequestID = said(res.Err)
	if d := res.Deployment; d != nil {
		a.Status, a.Made = string(d.Status), d.IID
	}
	return a
}
