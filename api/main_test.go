package api

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// seen is one request as it came over the wire.
type seen struct {
	method, uri, body string
	header            http.Header
}

// gitlab is a server of literal replies that remembers what it was asked.
type gitlab struct {
	*httptest.Server
	mu       sync.Mutex
	requests []seen
}

func (g *gitlab) all() []seen {
	g.mu.Lock()
	defer g.mu.Unlock()
	return append([]seen(nil), g.requests...)
}

func (g *gitlab) record(r *http.Request) seen {
	body, _ := io.ReadAll(r.Body)
	s := seen{r.Method, r.RequestURI, string(body), r.Header.Clone()}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.requests = append(g.requests, s)
	return s
}

// only returns the one request that there must have been.
func (g *gitlab) only(t *testing.T) seen {
	t.Helper()
	all := g.all()
	if len(all) != 1 {
		t.Fatalf("%d requests arrived, want one: %v", len(all), all)
	}
	return all[0]
}

// serve starts a server; the handler sees a request whose body was read.
func serve(t *testing.T, h http.HandlerFunc) *gitlab {
	t.Helper()
	g := &gitlab{}
	g.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.record(r)
		h(w, r)
	}))
	t.Cleanup(g.Close)
	return g
}

// answer is a handler that always says the same.
func answer(status int, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { write(w, status, body, header...) }
}

func write(w http.ResponseWriter, status int, body string, header ...string) {
	w.Header().Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		w.Header().Set(header[i], header[i+1])
	}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

// sleeper records pauses and takes none.
type sleeper struct {
	mu     sync.Mutex
	pauses []time.Duration
}

func (s *sleeper) sleep(ctx context.Context, d time.Duration) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pauses = append(s.pauses, d)
	return ctx.Err()
}

const testToken = "glpat-abcdefghij1234567890"

// client talks to url; edit changes its options.
func client(t *testing.T, url string, edit ...func(*Options)) *Client {
	t.Helper()
	in, err := ParseInstance(url)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Instance: in, Token: testToken, UserAgent: "greenlight/test", Now: time.Now, Timeout: 10 * time.Second}
	o.Sleep = (&sleeper{}).sleep
	for _, f := range edit {
		f(&o)
	}
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// ref names deployment 345 of project 12 on the server of c.
func ref(c *Client) Ref { return Ref{Host: c.Host(), Project: 12, Deployment: 345} }

// fails returns the Error of err, which must be one of a kind.
func fails(t *testing.T, err error, kind Kind) *Error {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want %v", kind)
	}
	e := AsError(err)
	if e.Kind != kind {
		t.Fatalf("kind %v, want %v: %v", e.Kind, kind, err)
	}
	if strings.Contains(err.Error(), testToken) {
		t.Fatalf("the token is in the error: %v", err)
	}
	return e
}
