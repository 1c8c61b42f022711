package api

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"strings"
)

// broken makes the Error of a request that got no reply, or lost it. sent tells
// whether anything may have reached the server.
func (c *Client) broken(ctx context.Context, err error, q call, sent bool) *Error {
	e := &Error{Err: err, Unknown: sent && q.isWrite(), Working: sent && q.isWrite()}
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		e.Kind, e.Message = Canceled, "it was given up"
	case ctx.Err() != nil || errors.Is(err, context.DeadlineExceeded):
		e.Kind, e.Message = Timeout, "no reply in time"
	default:
		e.Kind, e.Message = c.diagnose(err)
	}
	return e
}

// kept makes the Error of a request that was never sent.
func (c *Client) kept(ctx context.Context, err error, q call) *Error {
	var held heldError
	if errors.As(err, &held) {
		return &Error{Kind: RateLimited, Message: held.Error(), RetryAfter: held.wait, Unsent: true, Err: err}
	}
	e := c.broken(ctx, err, q, false)
	e.Unsent = true
	return e
}

// diagnose words an error of the transport. The error's own text is long and
// repeats the URL; it stays in Err.
func (c *Client) diagnose(err error) (Kind, string) {
	name := c.instance.URL.Hostname()
	if sentence := tlsTrouble(err, name); sentence != "" {
		return TLS, sentence
	}
	var dns *net.DNSError
	var op *net.OpError
	switch {
	case errors.As(err, &op) && op.Op == "proxyconnect":
		return Offline, "the proxy cannot be reached"
	case errors.As(err, &dns):
		return Offline, "the name " + name + " cannot be resolved"
	case errors.As(err, &op) && op.Op == "dial":
		return Offline, name + " cannot be reached"
	case isReset(err):
		return Offline, "the connection broke"
	case isTimeout(err):
		return Timeout, "no reply in time"
	case strings.Contains(err.Error(), "malformed "):
		return Protocol, "the reply is not HTTP"
	}
	return Offline, printable(innermost(err).Error())
}

// tlsTrouble words what is wrong with the certificate or the handshake; empty
// when it is something else.
func tlsTrouble(err error, name string) string {
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	var verify *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	switch {
	case errors.As(err, &unknown):
		return "the certificate of " + name + " is signed by an unknown authority"
	case errors.As(err, &host):
		return "the certificate is not for " + name
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "the certificate of " + name + " has expired or is not valid yet"
	case errors.As(err, &invalid), errors.As(err, &verify):
		return "the certificate of " + name + " is not valid"
	case errors.As(err, &record), strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		return name + " does not speak TLS on this port"
	case errors.As(err, &alert), strings.Contains(err.Error(), "remote error: tls:"):
		return name + " refuses the TLS handshake"
	}
	return ""
}

// isReset tells the breaks that a second try can mend: the server or something
// on the way dropped the connection.
func isReset(err error) bool {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) {
		return true
	}
	var op *net.OpError
	if errors.As(err, &op) && (op.Op == "read" || op.Op == "write") && !op.Timeout() {
		return true
	}
	s := err.Error()
	return strings.Contains(s, "server closed idle connection") || strings.Contains(s, "GOAWAY") ||
		strings.Contains(s, "stream error") || strings.Contains(s, "client connection lost")
}

func isTimeout(err error) bool {
	var t net.Error
	return errors.As(err, &t) && t.Timeout()
}

func innermost(err error) error {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err
		}
		err = next
	}
}
