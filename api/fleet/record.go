package fleet

import (
	"context"

	"greenlight/api/decide"
)

// Record makes one new record. The row is the new deployment, or the one that was
// there before, judged; nil where there is none.
func (f *Fleet) Record(ctx context.Context, r decide.Record) (decide.Recorded, *Row) {
	h, p, err := f.shown(r.Project.Host, r.Project.ID)
	if err != nil {
		return decide.Recorded{Record: r, Outcome: decide.NotSent, Err: err}, nil
	}
	begun := h.begin()
	res := decide.RunRecord(ctx, h.source.Client, r)
	if res.Deployment == nil {
		return res, nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	l := p.keep(&look{deployment: *res.Deployment, at: h.now(), begun: begun}, false)
	row := h.row(p, &l.deployment, l)
	return res, &row
}
