package api

import (
	"context"
	"net/http"
	"sync/atomic"
	"testing"
	"time"
)

// hangUp breaks the connection without a reply.
func hangUp(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// cut promises more than it sends.
func cut(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", "500")
	_, _ = w.Write([]byte(`{"id":34`))
}

func html(status int) http.HandlerFunc {
	return answer(status, "<html><body>Whoops</body></html>", "Content-Type", "text/html; charset=utf-8")
}

var plain429 = answer(429, "Retry later\n", "Content-Type", "text/plain", "Retry-After", "3")

func TestAReadIsRetriedUntilItWorks(t *testing.T) {
	t.Parallel()
	for name, trouble := range map[string]http.HandlerFunc{
		"429": plain429, "502": html(502), "503": html(503), "504": html(504), "reset": hangUp, "cut body": cut,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var n atomic.Int32
			g := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if n.Add(1) < maxTries {
					trouble(w, r)
					return
				}
				write(w, 200, `{"id":345}`)
			})
			s := &sleeper{}
			c := client(t, g.URL, func(o *Options) { o.Sleep = s.sleep })
			d, err := c.GetDeployment(t.Context(), ref(c))
			if err != nil || d.ID != 345 {
				t.Fatalf("%v, %v", d, err)
			}
			if len(g.all()) != maxTries || len(s.pauses) != maxTries-1 {
				t.Errorf("%d requests, pauses %v", len(g.all()), s.pauses)
			}
			for i, p := range s.pauses {
				if name == "429" && p < 3*time.Second || p < 200*time.Millisecond<<i || p > 5*time.Second {
					t.Errorf("pause %d is %v", i, p)
				}
			}
		})
	}
}

// A dozen reads that were all told to wait three seconds do not come back in one
// instant.
func TestRetryAfterIsSpread(t *testing.T) {
	t.Parallel()
	s := &sleeper{}
	c := client(t, serve(t, plain429).URL, func(o *Options) { o.Sleep = s.sleep })
	for range 4 {
		fails(t, get(t.Context(), c), RateLimited)
	}
	different := map[time.Duration]bool{}
	for _, p := range s.pauses {
		different[p] = true
		if p < 3*time.Second || p > 4*time.Second {
			t.Errorf("a pause of %v", p)
		}
	}
	if len(different) < 2 {
		t.Errorf("all pauses are alike: %v", s.pauses)
	}
}

func TestAReadGivesUp(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		h     http.HandlerFunc
		kind  Kind
		tries int
	}{
		"502":               {html(502), Unavailable, maxTries},
		"reset":             {hangUp, Offline, maxTries},
		"429":               {plain429, RateLimited, maxTries},
		"429 for long":      {answer(429, "Retry later", "Content-Type", "text/plain", "Retry-After", "31"), RateLimited, 1},
		"maintenance":       {answer(503, `{"message":"x"}`, "Retry-After", "900"), Unavailable, 1},
		"500":               {answer(500, `{"message":"500 Internal Server Error"}`), Server, 1},
		"404":               {answer(404, `{"message":"404 Not found"}`), NotFound, 1},
		"401":               {answer(401, `{"message":"401 Unauthorized"}`), Unauthorized, 1},
		"page in its place": {html(200), NotGitLab, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := serve(t, c.h)
			e := fails(t, get(t.Context(), client(t, g.URL)), c.kind)
			if len(g.all()) != c.tries || e.Unknown {
				t.Errorf("%d requests, want %d: %v", len(g.all()), c.tries, e)
			}
		})
	}
}

func TestAWriteIsSentOnce(t *testing.T) {
	t.Parallel()
	writes := map[string]func(context.Context, *Client) error{
		"approve": approve, "create": create, "update": update, "delete": remove, "play": play, "retry": retryJob, "cancel": cancelJob,
	}
	for name, c := range map[string]struct {
		h       http.HandlerFunc
		kind    Kind
		unknown bool
	}{
		"502":         {html(502), Unavailable, true},
		"503 proxy":   {html(503), Unavailable, true},
		"503 GitLab":  {answer(503, `{"message":"maintenance"}`), Unavailable, false},
		"504":         {html(504), Unavailable, true},
		"500":         {html(500), Server, true},
		"408":         {html(408), NotGitLab, true},
		"429":         {plain429, RateLimited, false},
		"403 proxy":   {html(403), Forbidden, false},
		"reset":       {hangUp, Offline, true},
		"not GitLab":  {html(200), NotGitLab, true},
		"broken JSON": {answer(201, `{"id":`), Protocol, true},
		"cut body":    {cut, Offline, true},
	} {
		for what, call := range writes {
			t.Run(what+" "+name, func(t *testing.T) {
				t.Parallel()
				checkSentOnce(t, call, c.h, c.kind, c.unknown, what)
			})
		}
	}
}

func checkSentOnce(t *testing.T, call func(context.Context, *Client) error, h http.HandlerFunc, kind Kind, unknown bool, what string) {
	t.Helper()
	var warm atomic.Bool
	g := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if warm.CompareAndSwap(false, true) {
			write(w, 200, `{}`)
			return
		}
		h(w, r)
	})
	s := &sleeper{}
	c := client(t, g.URL, func(o *Options) { o.Sleep = s.sleep })
	// a connection that was used before: net/http repeats on such ones
	if _, err := c.CurrentUser(t.Context()); err != nil {
		t.Fatal(err)
	}
	err := call(t.Context(), c)
	if len(g.all()) != 2 || len(s.pauses) != 0 {
		t.Fatalf("%d requests after the first, pauses %v", len(g.all())-1, s.pauses)
	}
	if kind == Protocol && what == "delete" {
		return // the JSON that comes with a delete is not read
	}
	if e := fails(t, err, kind); e.Ambiguous() != unknown {
		t.Errorf("unknown is %v, want %v: %v", e.Ambiguous(), unknown, e)
	}
}

func TestWaitingForARetryCanBeCanceled(t *testing.T) {
	t.Parallel()
	g := serve(t, html(502))
	ctx, cancel := context.WithCancel(t.Context())
	c := client(t, g.URL, func(o *Options) {
		o.Sleep = func(ctx context.Context, _ time.Duration) error {
			cancel()
			return sleepTimer(ctx, time.Hour)
		}
	})
	fails(t, get(ctx, c), Canceled)
	g.only(t)
}

func TestTheTimerSleeps(t *testing.T) {
	t.Parallel()
	if err := sleepTimer(t.Context(), time.Microsecond); err != nil {
		t.Error(err)
	}
}
