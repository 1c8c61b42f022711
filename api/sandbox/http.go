package sandbox

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

const apiRoot = "/api/v4"

// call is one request on its way through a handler, under the world's lock.
type call struct {
	w      *world
	r      *http.Request
	path   string // escaped, with prefix
	u      *user  // nil when anonymous
	token  *token
	params *params
}

// sequence numbers requests and spells the numbers as GitLab's ULIDs.
type sequence struct {
	seed int64
	no   atomic.Int64
}

func (s *sequence) next() string {
	const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	raw := bytesOf(26, s.seed, s.no.Add(1), 'R')
	for i, b := range raw {
		raw[i] = alphabet[b&31]
	}
	copy(raw, "01J")
	return string(raw)
}

// ServeHTTP answers one request: journal, faults, latency, then the world.
func (s *Server) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	id := s.requests.next()
	body, err := io.ReadAll(io.LimitReader(r.Body, bodyLimit))
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	entry := s.journal.open(r, body, id, s.options.Now())
	f := s.faults.take(r)
	if f != nil && f.Before != nil {
		f.Before()
	}
	if !s.wait(r, s.options.Latency) || f != nil && !s.stall(r, f) {
		panic(http.ErrAbortHandler)
	}
	var answer reply
	if f != nil && f.Status != 0 {
		answer = f.reply()
	} else {
		answer = s.answer(r, body, entry)
	}
	s.journal.closeEntry(entry, answer.status)
	if f != nil && f.Drop {
		panic(http.ErrAbortHandler)
	}
	s.send(out, r, id, answer)
}

// wait sleeps unless the client or the server goes away; then it is false.
func (s *Server) wait(r *http.Request, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
	case <-s.done:
	}
	return false
}

// answer finds out what GitLab would say. Nothing of it is sent under the
// lock.
func (s *Server) answer(r *http.Request, body []byte, entry *Entry) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.world
	w.advance(s.options.Now())
	limits := http.Header{}
	who := ""
	if t := w.tokens[credential(r.Header)]; t != nil {
		who = t.user.username
		s.journal.name(entry, who)
	}
	if !s.limit.count(who, w.now, limits) {
		limits.Set("Content-Type", "text/plain")
		return reply{status: http.StatusTooManyRequests, header: limits, body: []byte("Retry later\n")}
	}
	answer := s.handle(r, body)
	for name, values := range limits {
		answer.header[name] = values
	}
	return answer
}

// handle routes, authenticates, reads the parameters and calls the endpoint,
// in the order Grape does.
func (s *Server) handle(r *http.Request, body []byte) reply {
	escaped := r.URL.EscapedPath()
	inside, found := strings.CutPrefix(escaped, s.prefix+apiRoot+"/")
	graph := escaped == s.prefix+graphRoot && r.Method == http.MethodPost && !s.graphOff
	var answer reply
	var err error
	switch {
	case graph:
		answer, err = s.graph(r, body)
	case found:
		answer, err = s.dispatch(r, inside, body)
	default:
		return page404()
	}
	if err == nil {
		return conditional(r, answer)
	}
	var no *refusal
	if !errors.As(err, &no) {
		no = refuse(http.StatusInternalServerError, "500 Internal Server Error").(*refusal)
	}
	return no.reply
}

func (s *Server) dispatch(r *http.Request, inside string, body []byte) (reply, error) {
	rt, vars, err := match(s.routes, r.Method, inside)
	if err != nil {
		return reply{}, err
	}
	u, t, err := s.world.authenticate(r, rt)
	if err != nil {
		return reply{}, err
	}
	params, err := newParams(r, body, vars)
	if err != nil {
		return reply{}, err
	}
	return rt.handle(&call{
		w: s.world, r: r, path: strings.TrimPrefix(r.URL.EscapedPath(), s.prefix), u: u, token: t, params: params,
	})
}

// page404 is what is not the API: a page for people.
func page404() reply {
	return reply{
		status: http.StatusNotFound,
		header: http.Header{"Content-Type": {"text/html; charset=utf-8"}},
		body:   []byte("<!DOCTYPE html>\n<html><head><title>Not Found</title></head><body><h1>404: Page not found</h1></body></html>\n"),
	}
}

func (s *Server) send(out http.ResponseWriter, r *http.Request, id string, answer reply) {
	h := out.Header()
	for name, values := range answer.header {
		h[name] = values
	}
	h.Set("Date", s.options.Now().UTC().Format(http.TimeFormat))
	h.Set("X-Request-Id", id)
	h.Set("X-Gitlab-Meta", fmt.Sprintf(`{"correlation_id":%q,"version":"1"}`, id))
	h.Set("X-Runtime", "0.041337")
	h.Set("Vary", "Origin")
	switch {
	case answer.stream != nil && answer.stream.size >= 0:
		h.Set("Content-Length", fmt.Sprint(answer.stream.size))
	case len(answer.body) > 0:
		h.Set("Content-Length", fmt.Sprint(len(answer.body)))
	}
	out.WriteHeader(answer.status)
	switch {
	case r.Method == http.MethodHead:
	case answer.stream != nil:
		io.Copy(out, answer.stream.open()) //nolint:errcheck // the client has gone away
	default:
		out.Write(answer.body) //nolint:errcheck // the client has gone away
	}
}
