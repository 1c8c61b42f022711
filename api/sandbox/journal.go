package sandbox

import (
	"net/http"
	"net/url"
	"regexp"
	"sync"
	"time"
)

// Entry is one request as it arrived, and how it was answered.
type Entry struct {
	Method    string
	Path      string // decoded
	RawPath   string // as it was sent, %2F and all
	Query     url.Values
	Header    http.Header // with the token: this is a record for tests
	Body      string
	User      string // username of the token; "" for none or an unknown one
	Status    int    // 0 while unanswered, or when the connection was cut before
	RequestID string
	At        time.Time // world clock
}

const journalSize = 10_000

// journal is a ring: a demo that runs for days does not grow.
type journal struct {
	mu   sync.Mutex
	size int
	ring []*Entry
	next int
}

func newJournal(size int) *journal {
	if size == 0 {
		size = journalSize
	}
	return &journal{size: max(size, 0)}
}

// open records a request before anything is done with it.
func (j *journal) open(r *http.Request, body []byte, id string, at time.Time) *Entry {
	e := &Entry{
		Method: r.Method, Path: r.URL.Path, RawPath: r.URL.EscapedPath(), Query: r.URL.Query(), Header: r.Header.Clone(),
		Body: string(body), RequestID: id, At: at,
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	switch {
	case j.size == 0:
	case len(j.ring) < j.size:
		j.ring = append(j.ring, e)
	default:
		j.ring[j.next] = e
		j.next = (j.next + 1) % j.size
	}
	return e
}

func (j *journal) name(e *Entry, user string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	e.User = user
}

func (j *journal) closeEntry(e *Entry, status int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	e.Status = status
}

func (j *journal) entries() []Entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	out := make([]Entry, 0, len(j.ring))
	for i := range j.ring {
		out = append(out, *j.ring[(j.next+i)%len(j.ring)])
	}
	return out
}

// Journal is what has been asked, the oldest first, up to Options.Journal.
func (s *Server) Journal() []Entry { return s.journal.entries() }

// Requests is the part of the journal with a method ("" is any) whose decoded
// path matches a regular expression. A malformed expression panics.
func (s *Server) Requests(method, path string) []Entry {
	expr := regexp.MustCompile(path)
	var out []Entry
	for _, e := range s.journal.entries() {
		if (method == "" || e.Method == method) && expr.MatchString(e.Path) {
			out = append(out, e)
		}
	}
	return out
}

// ResetJournal forgets all requests so far.
func (s *Server) ResetJournal() {
	s.journal.mu.Lock()
	defer s.journal.mu.Unlock()
	s.journal.ring, s.journal.next = nil, 0
}
