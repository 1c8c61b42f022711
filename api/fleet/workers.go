package fleet

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"

	"golang.org/x/sync/errgroup"
)

// workers are reads side by side. A panic in one of them comes out of Wait: on a
// goroutine of its own it would end the process before anybody could put the
// terminal back.
type workers struct {
	group *errgroup.Group

	mu     sync.Mutex
	thrown any
}

// side begins reads side by side.
func side() *workers { return &workers{group: &errgroup.Group{}} }

// sideOf begins reads side by side, at most that many at a time.
func sideOf(most int) *workers {
	w := side()
	w.group.SetLimit(most)
	return w
}

// sideUntil begins reads side by side; the context ends with the first error.
func sideUntil(ctx context.Context) (*workers, context.Context) {
	group, ctx := errgroup.WithContext(ctx)
	return &workers{group: group}, ctx
}

// aside does what may hang, as a disk may, and ends with its context: what hangs goes on
// by itself then, and nothing that it writes may be looked at.
func aside(ctx context.Context, do func()) error {
	w, done := side(), make(chan struct{})
	w.Go(func() error {
		defer close(done)
		do()
		return nil
	})
	select {
	case <-done:
		return w.Wait()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Go runs one read.
func (w *workers) Go(read func() error) {
	w.group.Go(func() error {
		defer func() {
			if r := recover(); r != nil {
				w.mu.Lock()
				defer w.mu.Unlock()
				w.thrown = fmt.Sprintf("%v, in a read beside others\n\n%s", r, debug.Stack())
			}
		}()
		return read()
	})
}

// Wait returns the first error, or throws the panic of one of the reads.
func (w *workers) Wait() error {
	err := w.group.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.thrown != nil {
		panic(w.thrown)
	}
	return err
}
