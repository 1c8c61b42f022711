package fleet_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
)

// spent is a GitLab whose budget is used up once a deployment was read: what nobody waits
// for stands in line from then on.
type spent struct {
	t               *testing.T
	client          *api.Client
	fleet           *fleet.Fleet
	groups, freezes atomic.Int32
}

// newSpent has deployments of which the group 9 and user 7 may approve; with a group
// somebody must ask for its members.
func newSpent(t *testing.T, rule string) *spent {
	t.Helper()
	now := time.Date(2026, 2, 14, 3, 0, 0, 0, time.UTC)
	s := &spent{t: t}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		path := strings.TrimPrefix(r.URL.Path, "/api/v4")
		switch {
		case path == "/user":
			_, _ = fmt.Fprint(w, `{"id":7,"username":"maya"}`)
		case path == "/projects/1":
			_, _ = fmt.Fprint(w, `{"id":1,"path_with_namespace":"payments/api"}`)
		case strings.HasPrefix(path, "/groups/"):
			s.groups.Add(1)
			_, _ = fmt.Fprint(w, `{"id":7,"username":"maya","access_level":40}`)
		case strings.Contains(path, "/deployments/"):
			for name, value := range map[string]string{"Limit": "100", "Remaining": "5", "Observed": "95", "Reset": fmt.Sprint(now.Add(50 * time.Second).Unix())} {
				w.Header().Set("RateLimit-"+name, value)
			}
			_, _ = fmt.Fprintf(w, `{"id":%s,"iid":1,"status":"blocked","sha":"a","ref":"main","environment":{"id":3,"name":"production"},
				"pending_approval_count":1,"approvals":[],"approval_summary":{"rules":[{"id":1,%s,"required_approvals":1,"deployment_approvals":[]}]}}`,
				path[strings.LastIndex(path, "/")+1:], rule)
		case strings.HasSuffix(path, "/environments/3"):
			_, _ = fmt.Fprint(w, `{"id":3,"name":"production","tier":"production"}`)
		case strings.HasSuffix(path, "/freeze_periods"):
			s.freezes.Add(1)
			_, _ = fmt.Fprint(w, `[]`)
		default:
			w.WriteHeader(http.StatusNotFound)
			_, _ = fmt.Fprint(w, `{"message":"404 Not found"}`)
		}
	}))
	t.Cleanup(srv.Close)
	in, err := api.ParseInstance(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	if s.client, err = api.New(api.Options{Instance: in, Token: "x", Now: func() time.Time { return now }}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.client.Close)
	s.fleet = fleet.New(func() time.Time { return now }, fleet.Source{Client: s.client, Projects: []string{"1"}})
	if _, err := s.fleet.Discover(t.Context(), s.client.Host()); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *spent) ref(id int64) api.Ref {
	return api.Ref{Host: s.client.Host(), Project: 1, Deployment: id}
}

// behind reads a row that nobody waits for, until it is given up.
func (s *spent) behind(id int64) (giveUp func()) {
	ctx, cancel := context.WithCancel(api.Background(s.t.Context()))
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = s.fleet.LoadRow(ctx, s.ref(id))
	}()
	return func() { cancel(); <-done }
}

// queued waits until that many stand in line.
func (s *spent) queued(n int) {
	s.t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for s.client.Usage().Queued != n {
		if time.Now().After(deadline) {
			s.t.Fatalf("%d are in line, want %d", s.client.Usage().Queued, n)
		}
		time.Sleep(time.Millisecond)
	}
}

// A question that stands in line because nobody waits for it is asked again for somebody
// who does.
func TestAUserJoinsNoQuestionThatStandsInLine(t *testing.T) {
	t.Parallel()
	s := newSpent(t, `"group_id":9`)
	giveUp := s.behind(1)
	defer giveUp()
	s.queued(3) // the group, the environment and the freezes
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	r, err := s.fleet.LoadDetail(ctx, s.ref(2))
	if err != nil || r.Verdict.State != api.StateNeedsYou || s.groups.Load() != 1 {
		t.Errorf("%v, %v, the group was asked %d times", err, r.Verdict.State, s.groups.Load())
	}
	s.queued(3)
}

// What stood in line until its time ran out is no failure of GitLab's: it is asked for
// who looks, and nobody is told that it did not come.
func TestWhatStoodInLineIsNoFailure(t *testing.T) {
	t.Parallel()
	s := newSpent(t, `"user_id":7`)
	s.fleet.SetDeadline(func(fleet.Fact) time.Duration { return 50 * time.Millisecond })
	giveUp := s.behind(1)
	s.queued(2) // the environment and the freezes
	s.queued(1) // the time of the freezes is up
	giveUp()
	for _, f := range []fleet.Fact{fleet.FactFreezes, fleet.FactShips, fleet.FactMerged, fleet.FactGuard} {
		r, err := s.fleet.LoadFact(api.Background(t.Context()), s.ref(1), f)
		if err != nil || r.Brief.Err(f) != nil {
			t.Errorf("%s: %v, %v", f, err, r.Brief.Err(f))
		}
	}
	if n := s.freezes.Load(); n != 0 {
		t.Fatalf("the freezes were asked for %d times", n)
	}
	s.fleet.SetDeadline(func(fleet.Fact) time.Duration { return 20 * time.Second })
	r, err := s.fleet.LoadFact(t.Context(), s.ref(1), fleet.FactFreezes)
	if err != nil || r.Brief.Err(fleet.FactFreezes) != nil || r.Brief.Pending(fleet.FactFreezes) || s.freezes.Load() != 1 {
		t.Errorf("%v, %v, asked %d times", err, r.Brief.Err(fleet.FactFreezes), s.freezes.Load())
	}
}
