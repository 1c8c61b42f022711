package api

import (
	"context"
	"errors"
	"io"
	"time"
)

// watch ends a request after a time, as a deadline would, and can begin anew with
// each read of the reply.
type watch struct {
	context.Context
	parent context.Context
	limit  time.Duration
	timer  *time.Timer
	cancel context.CancelCauseFunc
}

func watched(ctx context.Context, limit time.Duration) *watch {
	parent := ctx
	ctx, cancel := context.WithCancelCause(parent)
	timer := time.AfterFunc(limit, func() { cancel(context.DeadlineExceeded) })
	return &watch{Context: ctx, parent: parent, limit: limit, timer: timer, cancel: cancel}
}

func (w *watch) end() {
	w.timer.Stop()
	w.cancel(context.Canceled)
}

// isOver reports whether the time was up, and not the caller's patience.
func (w *watch) isOver() bool {
	return errors.Is(context.Cause(w), context.DeadlineExceeded) && w.parent.Err() == nil
}

// why is what the transport should have said of a request whose time is up. Over
// HTTP/2 it calls one canceled. Over TLS it may even call a cut reply whole: it says
// goodbye before it hangs up, and a server that ends its own reply at that word is
// heard.
func (w *watch) why(err error) error {
	if cause := context.Cause(w); err != nil && cause != nil {
		return cause
	}
	return err
}

// over watches a reply's body. With patient it bounds each read instead of all of
// them, and between the reads the time stands still: whoever takes the bytes may
// be slow.
func (w *watch) over(body io.ReadCloser, patient bool) io.ReadCloser {
	if patient {
		w.timer.Stop()
	}
	return watchedBody{body, w, patient}
}

type watchedBody struct {
	io.ReadCloser
	watch   *watch
	patient bool
}

func (b watchedBody) Read(p []byte) (int, error) {
	if b.patient {
		b.watch.timer.Reset(b.watch.limit)
		defer b.watch.timer.Stop()
	}
	n, err := b.ReadCloser.Read(p)
	return n, b.watch.why(err)
}
