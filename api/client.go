package api

import (
	"context"
	"crypto/x509"
	"errors"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"
)

// The defaults of Options.
const (
	DefaultTimeout     = 20 * time.Second
	DefaultConcurrency = mostAtOnce + spare + kept
)

// Options are what a Client is made of.
type Options struct {
	// Instance is required; see ParseInstance.
	Instance Instance
	// Token may be empty for what GitLab shows to everyone.
	Token Secret
	// Bearer sends the token as an OAuth one. It holds for SetToken's too.
	Bearer bool
	// CA holds the authorities that are trusted; nil means the system's.
	CA *x509.CertPool
	// UserAgent names the program, "greenlight/1.2.0 (+https://…)".
	UserAgent string
	// Timeout bounds each try, connecting and reading included; of a log and of a
	// comparison it bounds the wait for the reply and each pause in it. 0 means
	// DefaultTimeout.
	Timeout time.Duration
	// Now is the clock; required.
	Now func() time.Time
	// Sleep waits between tries and ends early with the context's error; nil
	// means a timer.
	Sleep func(ctx context.Context, d time.Duration) error
	// Concurrency bounds the requests under way; 0 means DefaultConcurrency. Of the
	// default, 8 places are the user's alone; reads that nobody waits for begin with
	// 16 of the others, and have 4 to 32 by how the host takes them. One of those whose
	// reply does not come within 5 s makes room for another, up to 24 of them; Timeout,
	// or its context, ends it. Of a smaller number, half are the user's, at most 8.
	Concurrency int
	// Share is the part of the host's limit a minute that reads nobody waits for may
	// use, above 0 and at most MaxShare; 0 means DefaultShare. Of a host that names
	// no limit it is the part of 1,000 requests. See Background.
	Share float64
	// Log gets a line a request: method, path, status, duration, request id. It
	// never gets a token, a query or a body. Nil logs nothing.
	Log *slog.Logger
	// ReadOnly refuses every write before it is sent.
	ReadOnly bool
}

// Client talks to one GitLab with one token. It is safe for concurrent use. A
// GET is retried where that can help; a write is sent once, whatever happens.
type Client struct {
	instance  Instance
	host      string
	bearer    bool
	userAgent string
	timeout   time.Duration
	now       func() time.Time
	sleep     func(context.Context, time.Duration) error
	log       *slog.Logger
	wire      *http.Transport
	budget    *budget

	token    atomic.Pointer[Secret]
	readOnly atomic.Bool
	meter    meter
	// pulses is how large a question about many projects may be.
	pulses pulseRoom
	// shares makes one of what listings repeat.
	shares shares
}

// New makes a Client. It does not touch the network.
func New(o Options) (*Client, error) {
	switch {
	case o.Instance.URL == nil:
		return nil, errors.New("the client needs the address of a GitLab")
	case o.Now == nil:
		return nil, errors.New("the client needs a clock")
	case o.Timeout < 0 || o.Concurrency < 0:
		return nil, errors.New("the client's timeout and concurrency cannot be negative")
	}
	if err := checkShare(o.Share); err != nil {
		return nil, err
	}
	c := &Client{
		instance:  o.Instance,
		host:      o.Instance.Host(),
		bearer:    o.Bearer,
		userAgent: o.UserAgent,
		timeout:   o.Timeout,
		now:       o.Now,
		sleep:     o.Sleep,
		log:       o.Log,
	}
	if c.timeout == 0 {
		c.timeout = DefaultTimeout
	}
	if c.sleep == nil {
		c.sleep = sleepTimer
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	slots := o.Concurrency
	if slots == 0 {
		slots = DefaultConcurrency
	}
	c.budget = newBudget(o.Share, slots, c.now, c.sleep)
	c.wire = newTransport(o.CA, slots)
	c.SetToken(o.Token)
	c.SetReadOnly(o.ReadOnly)
	return c, nil
}

// Host is the instance's name in a Ref.
func (c *Client) Host() string { return c.host }

// Instance is the GitLab this client talks to.
func (c *Client) Instance() Instance { return c.instance }

// SetToken replaces the token from the next request on.
func (c *Client) SetToken(t Secret) { c.token.Store(&t) }

// SetReadOnly switches the refusal of writes.
func (c *Client) SetReadOnly(on bool) { c.readOnly.Store(on) }

// IsReadOnly tells whether writes are refused.
func (c *Client) IsReadOnly() bool { return c.readOnly.Load() }

// Close drops the idle connections. Requests under way are not touched: cancel
// their context.
func (c *Client) Close() { c.wire.CloseIdleConnections() }

// Skew is how far the server's clock is ahead of this one, to about a second; 0
// before the first reply.
func (c *Client) Skew() time.Duration { return c.meter.currentSkew() }

// ServerTime is the server's clock by Skew.
func (c *Client) ServerTime() time.Time { return c.now().Add(c.Skew()) }

// Sleep waits as the client does between its tries, and ends early with the
// context's error.
func (c *Client) Sleep(ctx context.Context, d time.Duration) error { return c.sleep(ctx, d) }

func sleepTimer(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
