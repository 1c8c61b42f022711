package decide

import (
	"context"
	"errors"
	"sync"
)

// ErrTakenBack is the error of a request that was taken back before its write began.
var ErrTakenBack = errors.New("nothing was sent: it was taken back")

// Gate stands between the readings of a request and its one write. Either the write
// passes it, and can be taken back no more, or it is shut, and nothing is sent: never
// both. It is good for one request. A nil *Gate lets everything pass.
type Gate struct {
	mu sync.Mutex
	// passed is closed when the write begins, shut ends when it never will.
	passed chan struct{}
	shut   context.Context
	end    context.CancelFunc
}

// NewGate makes an open gate. Shut it in the end.
func NewGate() *Gate {
	g := &Gate{passed: make(chan struct{})}
	g.shut, g.end = context.WithCancel(context.Background())
	return g
}

// Shut takes the request back and ends its readings. It reports whether nothing of it
// was sent and will be: false where the write has begun, which goes on.
func (g *Gate) Shut() bool {
	if g == nil {
		return false
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	select {
	case <-g.passed:
		return false
	default:
		g.end()
		return true
	}
}

// Begun waits until the write begins, and reports false where it never will.
func (g *Gate) Begun() bool {
	if g == nil {
		return false
	}
	select {
	case <-g.passed:
		return true
	case <-g.shut.Done():
		return false
	}
}

// pass lets the write begin, unless the gate is shut.
func (g *Gate) pass() bool {
	if g == nil {
		return true
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shut.Err() != nil {
		return false
	}
	close(g.passed)
	return true
}

// over reports whether the request was taken back.
func (g *Gate) over() bool { return g != nil && g.shut.Err() != nil }

// guard is a context that ends with the gate too. Release it.
func (g *Gate) guard(ctx context.Context) (guarded context.Context, release func()) {
	if g == nil {
		return ctx, func() {}
	}
	guarded, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(g.shut, cancel)
	return guarded, func() { stop(); cancel() }
}
