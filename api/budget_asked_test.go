package api_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"greenlight/api"
)

// TestADecisionGoesBeforeWhatWasAskedForByTheHundred holds 200 listings at the gate: the
// approval must not be the last in line, and what nobody asked for is behind both.
func TestADecisionGoesBeforeWhatWasAskedForByTheHundred(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var order []string
	gate := make(chan struct{})
	full := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		order = append(order, r.Method+" "+r.URL.Query().Get("status"))
		if len(order) == 16 {
			close(full)
		}
		mu.Unlock()
		w.Header().Set("Content-Type", "application/json")
		if r.Method == http.MethodPost {
			w.WriteHeader(http.StatusCreated)
			_, _ = w.Write([]byte(`{"status":"approved"}`))
			return
		}
		<-gate
		_, _ = w.Write([]byte(`[]`))
	}))
	defer srv.Close()
	in, err := api.ParseInstance(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 2, 14, 3, 0, 0, 0, time.UTC)
	c, err := api.New(api.Options{Instance: in, Token: "x", Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	var wg sync.WaitGroup
	list := func(ctx context.Context, status api.Status) {
		wg.Go(func() {
			_, _ = c.ListDeployments(ctx, api.ByID(1), api.DeploymentFilter{Status: status})
		})
	}
	for range 100 {
		list(api.Asked(t.Context()), api.StatusBlocked)
	}
	<-full
	for range 20 {
		list(api.Background(t.Context()), api.StatusFailed)
	}
	for range 20 {
		list(api.Asked(t.Context()), api.StatusBlocked)
	}
	waitFor(t, func() bool { return c.Usage().Queued >= 124 })
	if _, err := c.SubmitApproval(t.Context(), api.Ref{Host: c.Host(), Project: 1, Deployment: 2}, api.ApprovalRequest{Decision: api.Approve}); err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	if n := len(order); n != 17 || order[16] != "POST " {
		t.Errorf("the approval was sent as request %d: %v", n, order)
	}
	mu.Unlock()
	close(gate)
	wg.Wait()
	first := 0
	for i, o := range order {
		if o == "GET failed" && first == 0 {
			first = i
		}
	}
	// One that was under way to the server may be overtaken by its neighbours.
	if first < 120-32 {
		t.Errorf("what nobody asked for was request %d, before what was asked for", first)
	}
}

// waitFor waits for a state.
func waitFor(t *testing.T, ok func() bool) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for !ok() {
		if time.Now().After(deadline) {
			t.Fatal("it never came to that")
		}
		time.Sleep(time.Millisecond)
	}
}
