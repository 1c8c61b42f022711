package sandbox_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"greenlight/api/sandbox"
)

// night is when every test begins.
var night = time.Date(2026, 2, 14, 3, 0, 0, 0, time.UTC)

type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// lab is a sandbox with a clock that a test moves.
type lab struct {
	*sandbox.Server
	t     testing.TB
	clock *clock
}

func start(t testing.TB, adjust ...func(*sandbox.Options)) *lab {
	t.Helper()
	c := &clock{at: night}
	o := sandbox.Options{Seed: 7, Now: c.now, Quiet: true}
	for _, change := range adjust {
		change(&o)
	}
	s, err := sandbox.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return &lab{s, t, c}
}

// client follows nothing and does not wait for ever.
var client = &http.Client{
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	Timeout:       60 * time.Second,
}

type answer struct {
	status int
	header http.Header
	body   string
}

// ask sends one request with a user's token. A body that is a string goes as
// it is, as a form; anything else goes as JSON.
func (l *lab) ask(user, method, path string, body any, headers ...string) answer {
	l.t.Helper()
	a, err := l.try(user, method, path, body, headers...)
	if err != nil {
		l.t.Fatalf("%s %s: %v", method, path, err)
	}
	return a
}

func (l *lab) try(user, method, path string, body any, headers ...string) (answer, error) {
	var reader io.Reader
	kind := ""
	switch b := body.(type) {
	case nil:
	case string:
		reader, kind = strings.NewReader(b), "application/x-www-form-urlencoded"
	default:
		raw, err := json.Marshal(b)
		if err != nil {
			return answer{}, err
		}
		reader, kind = strings.NewReader(string(raw)), "application/json"
	}
	req, err := http.NewRequest(method, l.URL()+"/api/v4"+path, reader)
	if err != nil {
		return answer{}, err
	}
	if user != "" {
		req.Header.Set("PRIVATE-TOKEN", l.Token(user))
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := client.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	return answer{resp.StatusCode, resp.Header, string(raw)}, err
}

func (l *lab) get(user, path string) answer {
	l.t.Helper()
	return l.ask(user, "GET", path, nil)
}

// want fails unless status and body are exactly these.
func (l *lab) want(a answer, status int, body string) {
	l.t.Helper()
	if a.status != status || a.body != body {
		l.t.Errorf("got %d %s\nwant %d %s", a.status, a.body, status, body)
	}
}

type object = map[string]any

// decode reads a body whose status must be the wanted one.
func decode[T any](l *lab, a answer, status int) T {
	l.t.Helper()
	var v T
	if a.status != status {
		l.t.Fatalf("got %d %s\nwant %d", a.status, a.body, status)
	}
	if err := json.Unmarshal([]byte(a.body), &v); err != nil {
		l.t.Fatalf("%v in %s", err, a.body)
	}
	return v
}

// row is what the tests read of a deployment.
type row struct {
	ID        int64
	IID       int64
	Status    string
	Ref       string
	SHA       string
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
	User      *struct {
		ID       int64
		Username string
	}
	Environment *struct{ Name string }
	Deployable  *job
	Pending     int `json:"pending_approval_count"`
	Approvals   []approval
	Summary     struct {
		Rules []struct {
			ID          int64
			Description *string    `json:"access_level_description"`
			AccessLevel *int       `json:"access_level"`
			GroupID     *int64     `json:"group_id"`
			UserID      *int64     `json:"user_id"`
			Inheritance int        `json:"group_inheritance_type"`
			Required    int        `json:"required_approvals"`
			Given       []approval `json:"deployment_approvals"`
		}
	} `json:"approval_summary"`
}

type approval struct {
	User      struct{ Username string }
	Status    string
	Comment   *string
	CreatedAt time.Time `json:"created_at"`
}

type job struct {
	ID            int64
	Status        string
	Name          string
	FailureReason *string    `json:"failure_reason"`
	StartedAt     *time.Time `json:"started_at"`
	FinishedAt    *time.Time `json:"finished_at"`
	User          *struct{ Username string }
	Commit        struct{ Title string }
	Pipeline      struct {
		ID     int64
		Status string
	}
}

// rows lists all deployments of a project, the newest first.
func (l *lab) rows(project int64, query string) []row {
	l.t.Helper()
	var all []row
	for page := 1; ; page++ {
		path := fmt.Sprintf("/projects/%d/deployments?sort=desc&per_page=100&page=%d&%s", project, page, query)
		found := decode[[]row](l, l.get("root", path), 200)
		all = append(all, found...)
		if len(found) < 100 {
			return all
		}
	}
}

// first is the newest deployment that a test can use.
func (l *lab) first(project int64, query string, fits func(row) bool) row {
	l.t.Helper()
	for _, d := range l.rows(project, query) {
		if fits(d) {
			return d
		}
	}
	l.t.Fatalf("no such deployment in project %d (%s)", project, query)
	return row{}
}

// in is the newest deployment of an environment with a status.
func (l *lab) in(project int64, env, status string) row {
	l.t.Helper()
	return l.first(project, "status="+status, func(d row) bool { return d.Environment.Name == env })
}

func (l *lab) full(d row, project int64) row {
	l.t.Helper()
	return decode[row](l, l.get("root", fmt.Sprintf("/projects/%d/deployments/%d", project, d.ID)), 200)
}

func at(project int64, d row, tail string) string {
	return fmt.Sprintf("/projects/%d/deployments/%d%s", project, d.ID, tail)
}

func jobPath(project int64, d row, tail string) string {
	return fmt.Sprintf("/projects/%d/jobs/%d%s", project, d.Deployable.ID, tail)
}

// pass lets time go by and looks whether the server survives what became due:
// by a POST, for Go repeats a GET that dies.
func (l *lab) pass(d time.Duration) {
	l.t.Helper()
	l.clock.add(d)
	l.want(l.ask("root", "POST", "/projects/1/jobs/5/cancel", nil), 404, noRecord)
}

// Ids of the told projects.
const (
	api      = 1
	web      = 2
	search   = 3
	ledger   = 4
	sso      = 5
	checkout = 6
	ingest   = 7
	mail     = 8
	edge     = 9
	billing  = 10
	infra    = 11
	gateway  = 12
)
