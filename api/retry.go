package api

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// The bounds of retrying a GET.
const (
	maxTries = 4
	// maxWait is the longest a Retry-After is waited out in place. What asks for
	// more is told to the caller, who can say so on the screen.
	maxWait = 30 * time.Second
	// spread is what is added at most to a Retry-After.
	spread = time.Second
)

// retry repeats a GET while another try can help, with jittered pauses.
func (c *Client) retry(ctx context.Context, try func() (reply, *Error)) (reply, *Error) {
	pauses := &backoff.ExponentialBackOff{
		InitialInterval:     400 * time.Millisecond,
		RandomizationFactor: 0.5,
		Multiplier:          2,
		MaxInterval:         5 * time.Second,
	}
	for n := 1; ; n++ {
		r, e := try()
		if e != nil && n > 1 {
			e.Unsent = false
		}
		if e == nil || n == maxTries || !retryable(e) {
			return r, e
		}
		if e.RetryAfter > maxWait {
			return r, e
		}
		pause := pauses.NextBackOff()
		if e.RetryAfter > 0 {
			// all who were told the same number must not come back in one instant
			pause = max(pause, e.RetryAfter+rand.N(spread))
		}
		switch err := c.sleep(ctx, pause); {
		case errors.Is(err, context.DeadlineExceeded):
			// what the server said tells more than that there was no time to wait for it
			return r, e
		case err != nil:
			return r, c.broken(ctx, err, call{method: "GET"}, false)
		}
	}
}

// retryable tells the failures of a GET that time may mend.
func retryable(e *Error) bool {
	switch e.Status {
	case 429, 502, 503, 504:
		return true
	}
	return e.Kind == Offline && e.Err != nil && isReset(e.Err)
}
