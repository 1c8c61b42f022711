package api

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// The bounds on what is read of a reply, in bytes.
const (
	maxBody      = 16 << 20
	maxErrorBody = 64 << 10
)

// maxRedirects bounds how often a GET is sent on.
const maxRedirects = 3

// do is the only way to the wire. It decodes a successful reply into out, which
// may be nil, and makes an *Error of everything else.
func (c *Client) do(ctx context.Context, q call, out any) (reply, error) {
	r, e := c.run(ctx, q, out)
	if e == nil {
		return r, nil
	}
	return r, c.named(e, q, r)
}

// named tells an Error what it is about.
func (c *Client) named(e *Error, q call, r reply) *Error {
	e.Op, e.Method, e.Path = q.op, q.method, c.instance.URL.Path+q.root()+q.path
	e.Target = strings.TrimSpace(q.target + " on " + c.host)
	e.RequestID = requestID(r.header)
	return e
}

func (c *Client) run(ctx context.Context, q call, out any) (reply, *Error) {
	if q.isWrite() && c.IsReadOnly() {
		return reply{}, &Error{Kind: ReadOnly, Message: "greenlight is in read-only mode, nothing was sent"}
	}
	body, e := q.payload()
	switch {
	case e != nil:
		return reply{}, e
	case q.isWrite():
		return c.write(ctx, q, body, out)
	}
	return c.retry(ctx, func() (reply, *Error) { return c.read(ctx, q, body, out) })
}

// write sends once. Whatever comes back, it is not sent again: an approval that
// was applied behind a 502 would be given twice.
func (c *Client) write(ctx context.Context, q call, body []byte, out any) (reply, *Error) {
	r, e := c.try(ctx, q, c.address(q), body)
	if e != nil {
		return r, e
	}
	if r.status >= 300 && r.status < 400 {
		return r, refusedRedirect(r)
	}
	if e := c.settle(q, r, out); e != nil {
		// a 2xx that cannot be read has most likely been done
		e.Unknown = e.Unknown || r.status < 300
		e.Working = e.Working || r.status < 300 && !isJSON(r.header)
		return r, e
	}
	receipt(ctx, r)
	return r, nil
}

// read sends a question and decodes what it is answered.
func (c *Client) read(ctx context.Context, q call, body []byte, out any) (reply, *Error) {
	r, e := c.follow(q, func(at *url.URL) (reply, *Error) { return c.try(ctx, q, at, body) })
	if e != nil {
		return r, e
	}
	return r, c.settle(q, r, out)
}

// follow sends a GET on within its own origin, until a reply that is no redirect.
// A POST is not sent on: most redirects ask for a GET in its place.
func (c *Client) follow(q call, send func(at *url.URL) (reply, *Error)) (reply, *Error) {
	at := c.address(q)
	for range maxRedirects + 1 {
		r, e := send(at)
		if e != nil || !isRedirect(r.status) {
			return r, e
		}
		next, err := at.Parse(r.header.Get("Location"))
		if err != nil || r.header.Get("Location") == "" || !sameOrigin(at, next) || q.method != http.MethodGet {
			return r, refusedRedirect(r)
		}
		at = next
	}
	return reply{}, &Error{Kind: Redirect, Message: fmt.Sprintf("the server redirects more than %d times", maxRedirects)}
}

// settle turns a reply into data or an Error.
func (c *Client) settle(q call, r reply, out any) *Error {
	if q.unchanged(r) {
		return nil
	}
	if r.status < 200 || r.status > 299 {
		return r.failure(q.isWrite(), c.now())
	}
	if e := r.decode(out); e != nil {
		e.Status = r.status
		return e
	}
	return nil
}

// address is the full URL of a call. Host and root never come from outside.
func (c *Client) address(q call) *url.URL {
	u := *c.instance.URL
	u.RawPath = u.Path + q.root() + q.path
	u.Path, _ = url.PathUnescape(u.RawPath)
	u.RawQuery = q.query.Encode()
	return &u
}

// try sends one request and reads its reply.
func (c *Client) try(ctx context.Context, q call, at *url.URL, body []byte) (reply, *Error) {
	return c.exchange(ctx, q, at, body, func(res *http.Response) (reply, *Error) {
		r := reply{status: res.StatusCode, header: res.Header}
		var e *Error
		r.body, e = c.readBody(ctx, res, q)
		return r, e
	})
}

// exchange sends one request and gives its reply, with the body yet to be read, to
// take.
func (c *Client) exchange(ctx context.Context, q call, at *url.URL, body []byte, take func(*http.Response) (reply, *Error)) (reply, *Error) {
	turn, err := c.budget.begin(ctx, IsBackground(ctx) && !q.isWrite(), isAsked(ctx))
	if err != nil {
		return reply{}, c.kept(ctx, err, q)
	}
	defer turn.end()
	turn.alike = q.alike
	watch := watched(ctx, c.timeout)
	defer watch.end()
	var wrote atomic.Bool
	tctx := httptrace.WithClientTrace(watch, &httptrace.ClientTrace{WroteHeaders: func() { wrote.Store(true) }})

	req, err := c.request(tctx, q, at, body)
	if err != nil {
		return reply{}, &Error{Kind: Protocol, Err: err, Message: "the request cannot be built"}
	}
	start := c.now()
	res, err := c.wire.RoundTrip(req)
	if err != nil {
		c.logged(q.method, at, 0, c.now().Sub(start), "")
		c.budget.lost(turn, watch.isOver())
		return reply{}, c.broken(ctx, watch.why(err), q, wrote.Load())
	}
	defer res.Body.Close()
	c.meter.received(res.Header, start, c.now())
	c.budget.replied(turn, res.StatusCode, res.Header, c.ServerTime)
	res.Body = watch.over(res.Body, q.patient)
	r, e := take(res)
	c.logged(q.method, at, r.status, c.now().Sub(start), requestID(res.Header))
	return r, e
}

// request builds what goes over the wire. The token is put on requests to the
// instance's own origin only, which is checked here again.
func (c *Client) request(ctx context.Context, q call, at *url.URL, body []byte) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, q.method, at.String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if q.method == http.MethodGet {
		req.Body, req.GetBody, req.ContentLength = nil, nil, 0
	} else {
		// With a body that it can rewind, Go's HTTP/2 sends a request again by itself,
		// a POST too, when the server resets its stream: a write would go out twice.
		// HTTP/1 repeats no POST or PUT that has begun to leave.
		req.GetBody = nil
		// Without a JSON type a GitLab in maintenance answers 301 to a web page.
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("Accept", cmp.Or(q.accept, "application/json"))
	if c.userAgent != "" {
		req.Header.Set("User-Agent", c.userAgent)
	}
	if q.ifUnmodified != "" {
		req.Header.Set("If-Unmodified-Since", q.ifUnmodified)
	}
	if q.ifNoneMatch != "" {
		req.Header.Set("If-None-Match", q.ifNoneMatch)
	}
	token := *c.token.Load()
	if token == "" || !sameOrigin(c.instance.URL, req.URL) {
		return req, nil
	}
	if c.bearer {
		req.Header.Set("Authorization", "Bearer "+token.Reveal())
	} else {
		req.Header.Set("PRIVATE-TOKEN", token.Reveal())
	}
	return req, nil
}

// readBody reads up to the bound. A cut error page is still an error page; a
// cut success is none.
func (c *Client) readBody(ctx context.Context, res *http.Response, q call) ([]byte, *Error) {
	limit := int64(maxErrorBody)
	success := res.StatusCode < 300
	if success {
		limit = cmp.Or(q.limit, maxBody)
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, limit+1))
	if err != nil && success {
		return nil, c.broken(ctx, err, q, true)
	}
	if int64(len(body)) <= limit {
		return body, nil
	}
	if success {
		return nil, &Error{Kind: TooLarge, Status: res.StatusCode, Unknown: q.isWrite(),
			Message: fmt.Sprintf("the reply is larger than %d MB", limit>>20)}
	}
	return body[:limit], nil
}

func (c *Client) logged(method string, at *url.URL, status int, took time.Duration, id string) {
	c.log.Debug("request", slog.String("method", method), slog.String("host", c.host), slog.String("path", printable(at.EscapedPath())),
		slog.Int("status", status), slog.Duration("took", took), slog.String("request_id", id))
}

// requestID is the server's name for the request.
// gitlab: config/initializers/lograge.rb
func requestID(h http.Header) string {
	return printable(h.Get("X-Request-Id"))
}
