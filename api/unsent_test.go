package api_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"greenlight/api"
)

// What was never sent is told from what the server did not answer.
func TestWhatWasNotSentIsTold(t *testing.T) {
	t.Parallel()
	arrived, over := make(chan struct{}), make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		close(arrived)
		<-over
	}))
	defer srv.Close()
	defer close(over)
	in, err := api.ParseInstance(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	c, err := api.New(api.Options{Instance: in, Token: "x", Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ask := func(ctx context.Context) *api.Error {
		t.Helper()
		_, err := c.GetDeployment(ctx, api.Ref{Host: c.Host(), Project: 1, Deployment: 2})
		var e *api.Error
		if !errors.As(err, &e) || e.Status != 0 {
			t.Fatalf("%v", err)
		}
		return e
	}
	late, cancel := context.WithDeadline(api.Background(t.Context()), time.Unix(1, 0))
	defer cancel()
	if e := ask(late); !e.Unsent || e.Kind != api.Timeout {
		t.Errorf("too late to be sent: unsent %t, %s", e.Unsent, e.Kind)
	}
	ctx, giveUp := context.WithCancel(api.Background(t.Context()))
	go func() { <-arrived; giveUp() }()
	if e := ask(ctx); e.Unsent || e.Kind != api.Canceled {
		t.Errorf("given up at the server: unsent %t, %s", e.Unsent, e.Kind)
	}
}
