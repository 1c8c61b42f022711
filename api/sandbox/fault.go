package sandbox

import (
	"net/http"
	"regexp"
	"slices"
	"sync"
	"time"
)

// Fault is something that goes wrong with certain requests. What it does, in
// this order: Before, Delay, Hang, Cut, then a canned answer if Status is set,
// else the real one, which Drop withholds.
type Fault struct {
	Method string // "" is any
	Path   string // regular expression on the decoded path; "" is any
	Query  string // regular expression on the query as it is sent; "" is any
	Times  int    // how many requests it meets; 0 is all
	// Before runs first, without any lock held: it may change the world.
	Before func()
	// Delay is how long the request waits before it is looked at.
	Delay time.Duration
	// Hang never answers: it ends with the client's patience or the server.
	Hang bool
	// Cut closes the connection before the request is applied.
	Cut bool
	// Drop applies the request, then closes the connection without a reply.
	// Note that Go's transport repeats a GET that dies so on a used connection.
	Drop bool
	// Status, if not 0, is answered in place of the world's answer, with
	// ContentType (default application/json), Header and Body.
	Status      int
	ContentType string
	Header      http.Header
	Body        string
}

type liveFault struct {
	Fault
	path, query *regexp.Regexp
	left        int
}

type faultList struct {
	mu   sync.Mutex
	live []*liveFault
}

// Inject adds a fault and returns what takes it away again. The first fault
// that matches a request wins. A malformed Path or Query panics.
func (s *Server) Inject(f Fault) (remove func()) {
	added := &liveFault{Fault: f, path: regexp.MustCompile(f.Path), query: regexp.MustCompile(f.Query), left: f.Times}
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.live = append(s.faults.live, added)
	return func() {
		s.faults.mu.Lock()
		defer s.faults.mu.Unlock()
		s.faults.drop(added)
	}
}

func (l *faultList) drop(gone *liveFault) {
	l.live = slices.DeleteFunc(l.live, func(f *liveFault) bool { return f == gone })
}

// take is the fault a request meets, or nil; it counts down Times.
func (l *faultList) take(r *http.Request) *Fault {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, f := range l.live {
		if f.Method != "" && f.Method != r.Method || !f.path.MatchString(r.URL.Path) || !f.query.MatchString(r.URL.RawQuery) {
			continue
		}
		if f.Times > 0 {
			if f.left--; f.left == 0 {
				l.drop(f)
			}
		}
		return &f.Fault
	}
	return nil
}

// stall does what a fault does before the world is asked; false is the end of
// the connection.
func (s *Server) stall(r *http.Request, f *Fault) bool {
	if !s.wait(r, f.Delay) {
		return false
	}
	if f.Hang {
		select {
		case <-r.Context().Done():
		case <-s.done:
		}
		return false
	}
	return !f.Cut
}

func (f *Fault) reply() reply {
	h := f.Header.Clone()
	if h == nil {
		h = http.Header{}
	}
	kind := f.ContentType
	if kind == "" {
		kind = "application/json"
	}
	h.Set("Content-Type", kind)
	return reply{status: f.Status, header: h, body: []byte(f.Body)}
}
