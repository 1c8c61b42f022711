package fleet

import (
	"context"
	"fmt"
	"time"

	"greenlight/api"
)

// askLive asks the environment of a deployment what is live in it, once for all
// who want to know at the same time, unless that was asked just now. A failure
// leaves what the listing said, and is told to all of them.
func (h *host) askLive(ctx context.Context, p *project, d *api.Deployment) error {
	fresh := func() bool { _, asked := h.live(p, d); return asked }
	if fresh() {
		return nil // whoever asks still began before
	}
	_, err := h.flight.share(ctx, fmt.Sprint("live", p.id, "/", d.Environment.ID), func() (any, error) {
		if fresh() {
			return nil, nil
		}
		return nil, h.readLive(ctx, p, d)
	})
	return err
}

// live is what is known to be live in the environment of a deployment; asked is
// true where the environment said so just now.
func (h *host) live(p *project, d *api.Deployment) (live *api.Deployment, asked bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	at := p.places[d.Environment.Name]
	if at == nil {
		return nil, false
	}
	return at.live.deployment(), recent(at.liveAt, h.now(), liveLife)
}

// readLive asks the environment. An answer to a question that was asked before one
// that is answered already is not taken.
func (h *host) readLive(ctx context.Context, p *project, d *api.Deployment) error {
	before, _ := h.live(p, d)
	begun := h.begin()
	e, err := h.source.Client.Environment(ctx, p.id, d.Environment.ID)
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	at := p.places[d.Environment.Name]
	if at == nil {
		at = &place{}
		p.places[d.Environment.Name] = at
	}
	p.heardTier(e, h.now())
	if e.LastDeployment != nil {
		e.LastDeployment.Environment = api.Environment{ID: e.ID, Name: e.Name}
	}
	if at.liveRead < begun && at.answer(before, e.LastDeployment) {
		at.liveAt, at.liveRead = h.now(), begun
	}
	return nil
}

// answer takes what the environment said is live, nil for nothing, where before was
// known to be when it was asked. It reports whether it was taken: what succeeded
// since then is no less live because an older answer does not know it.
func (at *place) answer(before, live *api.Deployment) bool {
	if live == nil {
		if at.live != nil && (before == nil || before.ID != at.live.id) {
			return false
		}
		at.live, at.newestSuccess = nil, nil
		return true
	}
	if old := at.live; old != nil && old.id != live.ID && old.end.After(live.FinishedAt()) {
		at.lose(old.id) // else the environment would name it
	}
	at.live = holdOnly(live)
	if at.newestSuccess == nil || live.ID > at.newestSuccess.id {
		at.newestSuccess = at.live
	}
	return true
}

// fall drops from what was live a deployment that turns out to be no success any
// more, since somebody set its status, and from what runs one that does not.
func (at *place) fall(d *api.Deployment) {
	if at.newestRunning != nil && at.newestRunning.id == d.ID && !d.OnItsWay() {
		at.newestRunning = nil
	}
	if d.Status != api.StatusSuccess {
		at.lose(d.ID)
	}
}

// lose drops a success that is none any more; what is live instead is to be asked.
func (at *place) lose(id int64) {
	if at.live != nil && at.live.id == id {
		at.live, at.liveAt = nil, time.Time{}
	}
	if at.newestSuccess != nil && at.newestSuccess.id == id {
		at.newestSuccess = at.live
	}
}
