package api

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
)

// Trace reads the log of a job, at most limit bytes of it, and hands it on to take
// while it arrives. cut tells that there is more. GitLab sends the whole log each
// time, text with escape sequences as the job wrote them, and nothing for a job
// that has written nothing yet.
//
// A read that fails before its first byte is retried as others are; take is
// called once at most. It may last as long as something comes: only a pause is
// bounded by the timeout. An error of take is returned as it is.
// gitlab: lib/api/ci/jobs.rb
func (c *Client) Trace(ctx context.Context, project, job int64, limit int64, take func(io.Reader) error) (cut bool, err error) {
	q := call{op: "read the log of job", target: jobTarget(project, job), method: http.MethodGet, path: jobPath(project, job, "trace"),
		accept: "text/plain", patient: true}
	if err := c.positive(q, project, job); err != nil {
		return false, err
	}
	if limit <= 0 {
		return false, invalid(q, c.host, "a log of no bytes cannot be read; nothing was sent")
	}
	s := stream{limit: limit, take: take}
	r, e := c.retry(ctx, func() (reply, *Error) { return c.streamed(ctx, q, &s) })
	switch {
	case e != nil:
		return false, c.named(e, q, r)
	case s.broken != nil:
		return false, c.named(s.broken, q, r)
	}
	return s.cut, s.err
}

// stream is a reply that is handed on.
type stream struct {
	limit int64
	take  func(io.Reader) error
	cut   bool
	// broken is what went wrong after the first byte; it is not retried.
	broken *Error
	// err is take's own.
	err error
}

// streamed sends a GET and hands its reply on.
func (c *Client) streamed(ctx context.Context, q call, s *stream) (reply, *Error) {
	handed := false
	r, e := c.follow(q, func(at *url.URL) (reply, *Error) {
		return c.exchange(ctx, q, at, nil, func(res *http.Response) (reply, *Error) {
			r := reply{status: res.StatusCode, header: res.Header}
			var e *Error
			if res.StatusCode == http.StatusOK && isPlain(res.Header) {
				e = c.hand(ctx, res.Body, q, s)
				handed = true
			} else {
				r.body, e = c.readBody(ctx, res, q)
			}
			return r, e
		})
	})
	switch {
	case e != nil || handed:
		return r, e
	case r.status >= 200 && r.status <= 299:
		return r, &Error{Kind: NotGitLab, Status: r.status, Message: "the reply is " + r.describe() + ", not the log of a job"}
	}
	return r, r.failure(q.isWrite(), c.now())
}

// hand gives the body to take once its first byte is there. What breaks before is
// returned, what breaks later is kept.
func (c *Client) hand(ctx context.Context, body io.Reader, q call, s *stream) *Error {
	b := bufio.NewReader(body)
	if _, err := b.Peek(1); err != nil && !errors.Is(err, io.EOF) {
		return c.broken(ctx, err, q, true)
	}
	in := &handed{from: b, left: s.limit}
	s.err = s.take(in)
	s.cut = in.more
	if in.err != nil {
		s.broken = c.broken(ctx, in.err, q, true)
	}
	return nil
}

// handed gives the first bytes of a stream, and remembers whether there were more
// and whether it broke.
type handed struct {
	from io.Reader
	left int64
	more bool
	err  error
}

func (h *handed) Read(p []byte) (int, error) {
	if h.left == 0 {
		p = make([]byte, 1)
	} else if int64(len(p)) > h.left {
		p = p[:h.left]
	}
	n, err := h.from.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		h.err = err
	}
	if h.left == 0 && n > 0 {
		h.more = true
		return 0, io.EOF
	}
	h.left -= min(int64(n), h.left)
	return n, err
}
