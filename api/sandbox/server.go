package sandbox

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Options say which GitLab to be. The zero value of every field but Now is a
// sensible default.
type Options struct {
	// Addr is host:port to listen on; "" is 127.0.0.1 with a free port.
	Addr string
	// Projects, Deployments and Blocked are totals; 0 is the default world
	// (12, 248 and what is told of it). Project 1 keeps at least 20
	// deployments and four blocked ones, whatever the totals.
	Projects, Deployments, Blocked int
	// Seed picks the world: the same seed and the same first Now give the same
	// world and tokens.
	Seed int64
	// Latency is added to every reply.
	Latency time.Duration
	// Now is the world's clock; required. It is asked once a request, by
	// several goroutines at a time.
	Now func() time.Time
	// RateLimit is requests a minute and user; 0 is 2000.
	RateLimit int
	// FOSS serves a GitLab without the enterprise code: no approvals at all.
	FOSS bool
	// Quiet stops new deployments from appearing by themselves; what has been
	// started still goes on to its end.
	Quiet bool
	// Prefix is a relative installation root such as "/gitlab".
	Prefix string
	// Journal is how many requests the journal keeps; 0 is 10,000 and a
	// negative number switches it off.
	Journal int
}

// DefaultRateLimit is requests a minute and user, as GitLab.com allows.
const DefaultRateLimit = 2000

// Server is a running sandbox. Its methods are safe for concurrent use.
type Server struct {
	options  Options
	prefix   string
	url      string
	routes   []*route
	http     *http.Server
	done     chan struct{}
	closing  sync.Once
	journal  *journal
	faults   faultList
	requests sequence

	mu       sync.Mutex // guards world, limiter and what GraphQL is
	world    *world
	limit    *limiter
	graphOff bool
	// graphMost is the complexity that GraphQL allows; 0 for GitLab's own limit.
	graphMost int
}

// Start builds the world and listens. The error says what could not be done:
// a missing clock, or an address that cannot be listened on.
func Start(o Options) (*Server, error) {
	if o.Now == nil {
		return nil, errors.New("sandbox: Options.Now is missing: give it a clock")
	}
	if o.Addr == "" {
		o.Addr = "127.0.0.1:0"
	}
	if o.RateLimit <= 0 {
		o.RateLimit = DefaultRateLimit
	}
	listener, err := net.Listen("tcp", o.Addr)
	if err != nil {
		return nil, fmt.Errorf("sandbox: cannot listen on %s, choose another address: %w", o.Addr, err)
	}
	s := &Server{
		options: o, prefix: strings.TrimSuffix(o.Prefix, "/"), routes: routes(o.FOSS), done: make(chan struct{}),
		journal: newJournal(o.Journal), world: newWorld(o),
		limit: &limiter{limit: o.RateLimit, windows: map[string]*limitWindow{}},
	}
	s.requests.seed = o.Seed
	s.url = "http://" + listener.Addr().String() + s.prefix
	s.world.root = s.url
	s.http = &http.Server{Handler: s, ReadHeaderTimeout: time.Minute}
	go s.http.Serve(listener) //nolint:errcheck // it ends with ErrServerClosed, by Close
	return s, nil
}

// URL is the instance's root without a trailing slash, with the prefix and
// without /api/v4.
func (s *Server) URL() string { return s.url }

// Close cuts all connections, ends requests that hang, and frees the port.
func (s *Server) Close() {
	s.closing.Do(func() {
		close(s.done)
		s.http.Close()
	})
}

// User is one account as the sandbox command lists it.
type User struct {
	Name     string // display name
	Username string // without the @
	Role     string // maintainer, developer, …; expired and read_api for the two special tokens
	Token    string // personal access token
}

// Users is everybody with a token: the demo's user first, and at the end the
// first user's expired and read-only tokens.
func (s *Server) Users() []User {
	s.mu.Lock()
	defer s.mu.Unlock()
	var plain, special []User
	for no := range len(s.world.tokens) {
		t := s.world.tokens[tokenValue(s.options.Seed, no+1)]
		u := User{Name: t.user.name, Username: t.user.username, Role: t.user.role, Token: t.value}
		if t.role != "" {
			u.Role = t.role
			special = append(special, u)
			continue
		}
		plain = append(plain, u)
	}
	return append(plain, special...)
}

// Token is the token of a username or of a role, "" when there is none.
func (s *Server) Token(who string) string {
	for _, u := range s.Users() {
		special := u.Role == roleExpired || u.Role == roleReadOnly
		if u.Role == who || u.Username == who && !special {
			return u.Token
		}
	}
	return ""
}
