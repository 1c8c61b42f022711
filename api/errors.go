package api

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"greenlight/api/text"
)

// Kind sorts what can go wrong by what somebody can do about it.
type Kind int

// The kinds.
const (
	// KindNone is no error.
	KindNone Kind = iota
	// Unauthorized: no token, or one that GitLab does not know (401).
	Unauthorized
	// Expired: the token is past its day (401).
	Expired
	// Revoked: the token was withdrawn (401).
	Revoked
	// Scope: the token may not do this, whoever owns it (403).
	Scope
	// Forbidden: the user may not do this (403).
	Forbidden
	// NotFound: absent, or hidden from this user (404).
	NotFound
	// Invalid: GitLab, or the check before sending, refuses the values (400, 422).
	Invalid
	// Conflict: somebody else holds a lock (409).
	Conflict
	// Precondition: the record changed in between (412).
	Precondition
	// RateLimited: too many requests (429).
	RateLimited
	// Unavailable: maintenance, or a proxy without a GitLab behind it (502, 503,
	// 504).
	Unavailable
	// Server: GitLab crashed (500).
	Server
	// NotGitLab: what answers is not GitLab's API.
	NotGitLab
	// Redirect: the reply points somewhere the token must not go.
	Redirect
	// Offline: the host cannot be reached, or the connection broke.
	Offline
	// TLS: the certificate or the handshake failed.
	TLS
	// Timeout: no reply in time.
	Timeout
	// Canceled: the caller gave up.
	Canceled
	// TooLarge: the reply is larger than this client reads.
	TooLarge
	// ReadOnly: a write in read-only mode; nothing was sent.
	ReadOnly
	// Protocol: a reply that breaks HTTP or JSON.
	Protocol
)

// String is one or two words, "not found".
func (k Kind) String() string {
	names := [...]string{"no error", "unauthorized", "token expired", "token revoked", "scope too small",
		"forbidden", "not found", "invalid", "conflict", "changed meanwhile", "rate limited", "unavailable",
		"server error", "not GitLab", "redirected", "offline", "TLS", "timeout", "canceled", "too large",
		"read-only", "protocol error"}
	if k < 0 || int(k) >= len(names) {
		return fmt.Sprintf("kind %d", int(k))
	}
	return names[k]
}

// Error is every failure of this package's client.
type Error struct {
	Kind Kind
	// Op is what was tried, "approve deployment".
	Op string
	// Target is what it was tried on, "4821 of project 12 on gitlab.acme.dev".
	Target string
	Method string
	// Path is the path below the instance's root, without the query.
	Path string
	// Status is the HTTP status; 0 when there was no reply.
	Status int
	// Message is the server's sentence where it gave one, safe for one line, at
	// most 300 characters.
	Message string
	// Fields are the server's messages by field, safe for one line each; nil when
	// it named none.
	Fields map[string][]string
	// RequestID finds the request in GitLab's logs; it may be empty.
	RequestID string
	// RetryAfter is how long the server asked to wait; 0 when it did not.
	RetryAfter time.Duration
	// Unknown is set on a write that was sent and whose outcome nobody told. It
	// must be read back, never sent again.
	Unknown bool
	// Working is set with Unknown where the server may still be carrying the write
	// out: it can arrive after it was read back in vain.
	Working bool
	// Unsent is set where nothing was sent: what was asked for stood in the client's own
	// line until its time ran out or was given up, or would have for too long. It says
	// nothing of the server.
	Unsent bool
	// NoRoute is set where GitLab does not know the address at all, as a FOSS
	// build does not know approvals.
	NoRoute bool
	// Err is the cause below; it may be nil.
	Err error
}

// Error is one sentence: what failed, for which target, why, what to do.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("cannot " + e.Op)
	if e.Target != "" {
		b.WriteString(" " + e.Target)
	}
	b.WriteString(": " + e.Reason())
	if e.Unknown {
		b.WriteString("; the outcome is unknown")
	}
	if next := e.Next(); next != "" {
		b.WriteString("; " + next)
	}
	return b.String()
}

// Reason is the middle of the sentence: the server's words, or the kind, with
// the HTTP status.
func (e *Error) Reason() string {
	reason := strings.TrimSuffix(e.Message, ".")
	if reason == "" {
		reason = e.Kind.String()
	}
	if e.Status == 0 || strings.HasPrefix(reason, fmt.Sprint(e.Status)) {
		return reason
	}
	return fmt.Sprintf("%s (HTTP %d)", reason, e.Status)
}

// Next is what to do, without a full stop; empty where the reason says it all.
func (e *Error) Next() string {
	if e.Unknown {
		return "read it again before deciding anew"
	}
	switch e.Kind {
	case Unauthorized, Revoked:
		return "give greenlight another token"
	case Expired:
		return "renew the token in GitLab under Access tokens"
	case Scope:
		return "use a token with the scope api"
	case Forbidden:
		return "ask for the right, or look whether the project is archived"
	case NotFound:
		if e.NoRoute {
			return "this GitLab does not offer it"
		}
		return "it does not exist or this token may not see it"
	case Conflict:
		return "try again in a moment"
	case Precondition:
		return "read it again and decide anew"
	case RateLimited, Unavailable:
		return e.waiting()
	case Server:
		return "if it stays, give the request id to the GitLab administrators"
	case NotGitLab:
		return "check the address and whether a login page or proxy stands before it"
	case Redirect:
		return "check the address of GitLab"
	case Offline, Timeout:
		return "check the network, VPN and proxy"
	case TLS:
		return "check the address, or set ca_file to the CA of this host"
	case TooLarge:
		return "ask for less, or look at it in the browser"
	case ReadOnly:
		return "start without read-only to change anything"
	case KindNone, Invalid, Canceled, Protocol:
		return ""
	}
	return ""
}

func (e *Error) waiting() string {
	if e.RetryAfter > 0 {
		return fmt.Sprintf("try again in %s", e.RetryAfter.Round(time.Second))
	}
	return "try again in a moment"
}

// Unwrap gives the cause to errors.Is and errors.As.
func (e *Error) Unwrap() error { return e.Err }

// Is tells whether target is an Error of the same kind.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Kind == e.Kind
}

// Ambiguous tells whether a write may or may not have been done. The caller
// reads the state back and never sends the write again by itself.
func (e *Error) Ambiguous() bool { return e.Unknown }

// AsError finds the Error in err, or makes one of it. It is nil for nil.
func AsError(err error) *Error {
	var e *Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &e):
		return e
	case errors.Is(err, context.Canceled):
		return &Error{Kind: Canceled, Op: "finish", Err: err}
	case errors.Is(err, context.DeadlineExceeded):
		return &Error{Kind: Timeout, Op: "finish", Err: err}
	}
	return &Error{Kind: Protocol, Op: "finish", Message: clip(text.Line(err.Error())), Err: err}
}

// KindOf is the kind of an error, KindNone for nil.
func KindOf(err error) Kind {
	if err == nil {
		return KindNone
	}
	return AsError(err).Kind
}

// maxMessage bounds what is shown of a server's sentence, in characters.
const maxMessage = 300

// printable makes outside text safe and short enough for a sentence.
func printable(s string) string { return clip(text.Line(s)) }

func clip(s string) string {
	if len(s) <= maxMessage {
		return s
	}
	r := []rune(s)
	if len(r) <= maxMessage {
		return s
	}
	return strings.TrimRight(string(r[:maxMessage-1]), " ") + "…"
}
