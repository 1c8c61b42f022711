package fleet

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"greenlight/api"
	"greenlight/api/freeze"
)

// readFreezes reads the freeze periods of a project once in their lifetime, and says
// which are on or come next, and when the periods were read.
func (h *host) readFreezes(ctx context.Context, p *project) ([]api.Freeze, time.Time, error) {
	h.once(ctx, fmt.Sprint("freezes", h.user(), "/", p.id), func() {
		h.mu.Lock()
		due := p.periods.status().due(FactFreezes, h.now())
		h.mu.Unlock()
		if due {
			h.askFreezes(ctx, p)
		}
	})
	h.mu.Lock()
	defer h.mu.Unlock()
	p.thaw(h.source.Client.ServerTime())
	switch {
	case p.periods.Err != nil:
		return nil, time.Time{}, p.periods.Err
	case !p.periods.Read():
		return nil, time.Time{}, cmp.Or(ctx.Err(), errGivenUp)
	}
	return p.freezes, p.periods.At, p.unclear
}

// errGivenUp is the error of what nobody asked for to its end.
var errGivenUp = errors.New("it was given up; it is asked again")

// askFreezes reads the periods. That they do not come in time is noted as any failure
// is: else every row of the project would wait for them.
func (h *host) askFreezes(ctx context.Context, p *project) {
	me := h.user()
	periods, err := h.source.Client.FreezePeriods(ctx, p.id)
	late, ok := overdue(ctx)
	if err != nil && ctx.Err() != nil && !ok || unasked(ctx, err) {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.me.ID != me {
		return
	}
	at := h.now()
	if err != nil {
		if ok && !answered(err) {
			err = Late{FactFreezes, late.After}
		}
		p.periods.Err, p.periods.Tried = err, at
		return
	}
	p.periods = fresh(periods, at)
	p.thaw(h.source.Client.ServerTime())
}

// thaw says anew which freezes are on or come next: time has passed. The host's mutex
// is held.
func (p *project) thaw(now time.Time) {
	if !p.periods.Read() {
		return
	}
	found, wrong := freeze.Evaluate(p.periods.Value, now)
	p.freezes, p.unclear = found, joined(wrong)
}

// joined makes one sentence of several errors; nil for none.
func joined(all []error) error {
	if len(all) == 0 {
		return nil
	}
	words := make([]string, len(all))
	for i, err := range all {
		words[i] = err.Error()
	}
	return errors.New(strings.Join(words, "; "))
}
