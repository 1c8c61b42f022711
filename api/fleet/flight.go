package fleet

import (
	"context"
	"sync"

	"greenlight/api"
)

// flights make those who ask the same thing at the same time ask it once. Unlike
// singleflight's, who waits goes when its own context ends: a fact has a deadline,
// whoever else asks for what it needs.
type flights struct {
	mu    sync.Mutex
	under map[string]*flight
}

// flight is one question under way.
type flight struct {
	done   chan struct{}
	answer any
	err    error
	// given is false where the one who asked was given up: then it says nothing.
	given bool
}

// share asks, or waits for the answer of who is asking already. Where that one is
// given up, another asks on.
func (f *flights) share(ctx context.Context, name string, ask func() (any, error)) (any, error) {
	if api.IsBackground(ctx) {
		name = "in the background " + name // it may wait for the budget, which a user must not
	}
	for {
		one, leads := f.join(name)
		if leads {
			return f.lead(ctx, name, one, ask)
		}
		select {
		case <-one.done:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if one.given {
			return one.answer, one.err
		}
	}
}

func (f *flights) join(name string) (one *flight, leads bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if one = f.under[name]; one != nil {
		return one, false
	}
	if f.under == nil {
		f.under = map[string]*flight{}
	}
	one = &flight{done: make(chan struct{})}
	f.under[name] = one
	return one, true
}

// lead asks for all who wait. A panic passes, and leaves nobody waiting.
func (f *flights) lead(ctx context.Context, name string, one *flight, ask func() (any, error)) (any, error) {
	defer func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.under, name)
		close(one.done)
	}()
	one.answer, one.err = ask()
	one.given = ctx.Err() == nil
	return one.answer, one.err
}

// once runs a question that others may be asking at the same time; they wait for
// the same answer. Where the one that asks is given up, another asks on.
func (h *host) once(ctx context.Context, name string, ask func()) {
	_, _ = h.flight.share(ctx, name, func() (any, error) { ask(); return nil, nil })
}
