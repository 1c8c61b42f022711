package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// reply is one answer from the wire, read to its end.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// decode reads a successful reply into out; nil out wants nothing of it, but a
// page that something else sent is no success.
func (r reply) decode(out any) *Error {
	if out == nil && (len(r.body) == 0 || isJSON(r.header)) {
		return nil
	}
	if !isJSON(r.header) || len(r.body) == 0 {
		return &Error{Kind: NotGitLab, Message: "the reply is " + r.describe() + ", not GitLab's API"}
	}
	err := json.Unmarshal(r.body, out)
	if err == nil {
		return nil
	}
	var shape *json.UnmarshalTypeError
	if errors.As(err, &shape) {
		return &Error{Kind: NotGitLab, Err: err,
			Message: printable(fmt.Sprintf("the reply has another shape than GitLab's: %s is %s", fieldName(shape.Field), shape.Value))}
	}
	return &Error{Kind: Protocol, Err: err, Message: "the reply is broken JSON"}
}

func fieldName(f string) string {
	if f == "" {
		return "the whole"
	}
	return f
}

// describe names what came instead of JSON, "a web page".
func (r reply) describe() string {
	kind, _, _ := mime.ParseMediaType(r.header.Get("Content-Type"))
	switch {
	case kind == "text/html" || bytes.HasPrefix(bytes.TrimSpace(r.body), []byte("<")):
		return "a web page"
	case len(r.body) == 0:
		return "empty"
	case kind == "":
		return "of no type"
	}
	return printable(kind)
}

func isJSON(h http.Header) bool {
	kind, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	return err == nil && (kind == "application/json" || strings.HasSuffix(kind, "+json"))
}

// failure makes the Error of a reply that is no success.
func (r reply) failure(write bool, now time.Time) *Error {
	e := &Error{Status: r.status, RetryAfter: retryAfter(r.header, now)}
	e.Kind = kindOfStatus(r.status)
	switch {
	case isJSON(r.header):
		r.readMessages(e)
	case r.status == http.StatusTooManyRequests || isPlain(r.header):
		e.Message = plainMessage(r.body)
	default:
		r.webPage(e)
	}
	if write {
		e.Unknown = r.unknownOutcome()
		// GitLab's own crash ends its work; whoever answers in its place knows nothing
		e.Working = e.Unknown && (r.status != http.StatusInternalServerError || !isJSON(r.header))
	}
	return e
}

// unknownOutcome tells whether a write that was answered so may have been done.
// GitLab's own refusals come before anything is done; its crashes and what a
// proxy says in its place tell nothing.
func (r reply) unknownOutcome() bool {
	switch {
	case r.status == http.StatusServiceUnavailable && isJSON(r.header):
		return false // maintenance mode refuses before it acts
	case r.status >= 500 || r.status == http.StatusRequestTimeout:
		return true
	}
	return false
}

func isPlain(h http.Header) bool {
	kind, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
	return kind == "text/plain"
}

func plainMessage(body []byte) string {
	if bytes.HasPrefix(bytes.TrimSpace(body), []byte("<")) {
		return ""
	}
	return printable(string(body))
}

// webPage words a page that a proxy, a login or a wrong address sent in place of
// the API.
func (r reply) webPage(e *Error) {
	switch r.status {
	case 502, 503, 504:
		e.Message = "the proxy before GitLab says that GitLab does not answer"
	case 403:
		e.Message = "a proxy or firewall before GitLab refuses the request"
	case 500:
		e.Message = "GitLab answered with its error page"
	default:
		e.Kind, e.Message = NotGitLab, "the reply is "+r.describe()+", not GitLab's API"
	}
}

func kindOfStatus(status int) Kind {
	switch status {
	case 400, 413, 414, 415, 422:
		return Invalid
	case 401:
		return Unauthorized
	case 403:
		return Forbidden
	case 404, 410:
		return NotFound
	case 407:
		return Offline
	case 408:
		return Timeout
	case 409, 423:
		return Conflict
	case 412:
		return Precondition
	case 429:
		return RateLimited
	case 502, 503, 504:
		return Unavailable
	}
	switch {
	case status >= 500:
		return Server
	case status >= 400:
		return Invalid
	case status >= 300:
		return Redirect
	}
	return Protocol
}

// readMessages takes every shape in which GitLab words a refusal: a sentence, a
// list, a map of lists, also nested, under message, error or errors.
// gitlab: lib/api/helpers.rb, lib/api/api_guard.rb
func (r reply) readMessages(e *Error) {
	var body struct {
		Message     any    `json:"message"`
		Error       any    `json:"error"`
		Errors      any    `json:"errors"`
		Description string `json:"error_description"`
	}
	if err := json.Unmarshal(r.body, &body); err != nil {
		e.Err = err
		return
	}
	code, _ := body.Error.(string)
	e.Kind = refine(e.Kind, code, body.Description)
	e.NoRoute = r.status == http.StatusNotFound && body.Message == nil && code != ""
	if body.Description != "" {
		e.Message = printable(body.Description)
		return
	}
	for _, v := range []any{body.Message, body.Error, sentences(body.Errors)} {
		c := collector{}
		c.add("", v)
		if len(c.parts) > 0 {
			e.Message, e.Fields = printable(strings.Join(c.parts, "; ")), c.fields
			break
		}
	}
	if e.Fields == nil && e.Kind == Invalid && body.Message == nil && code != "" {
		e.Fields = parameters(e.Message)
	}
}

// refine reads the OAuth error code that GitLab's guard sends.
// gitlab: lib/api/api_guard.rb
func refine(k Kind, code, description string) Kind {
	d := strings.ToLower(description)
	switch {
	case code == "insufficient_scope" || code == "insufficient_granular_scope":
		return Scope
	case code == "invalid_token" && strings.Contains(d, "expired"):
		return Expired
	case code == "invalid_token" && strings.Contains(d, "revoked"):
		return Revoked
	}
	return k
}

// collector flattens messages into sentences and fields.
type collector struct {
	parts  []string
	fields map[string][]string
}

// add takes a value under a key such as "environment.name".
func (c *collector) add(key string, v any) {
	switch v := v.(type) {
	case string:
		c.sentence(key, printable(v))
	case []any:
		for _, x := range v {
			c.add(key, x)
		}
	case map[string]any:
		for _, k := range sortedKeys(v) {
			c.add(join(key, k), v[k])
		}
	case float64, bool:
		c.sentence(key, fmt.Sprint(v))
	}
}

func join(key, k string) string {
	if key == "" {
		return k
	}
	return key + "." + k
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func (c *collector) sentence(key, s string) {
	if s == "" {
		return
	}
	key = printable(key)
	if key == "" {
		c.parts = append(c.parts, s)
		return
	}
	if c.fields == nil {
		c.fields = map[string][]string{}
	}
	c.fields[key] = append(c.fields[key], s)
	switch {
	case key == "base" || key == "error":
	case s[0] >= 'A' && s[0] <= 'Z':
		s = key + ": " + s
	default:
		s = key + " " + s
	}
	c.parts = append(c.parts, s)
}

// maxRetryAfter bounds what a server may ask, against nonsense and overflow.
const maxRetryAfter = 24 * time.Hour

// retryAfter reads the header as seconds or as a date; 0 when there is none.
func retryAfter(h http.Header, now time.Time) time.Duration {
	v := strings.TrimSpace(h.Get("Retry-After"))
	if v == "" {
		return 0
	}
	var d time.Duration
	if n, err := strconv.ParseInt(v, 10, 32); err == nil {
		d = time.Duration(n) * time.Second
	} else if t, err := http.ParseTime(v); err == nil {
		d = t.Sub(now)
	}
	return min(max(d, 0), maxRetryAfter)
}
