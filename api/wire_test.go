package api

import (
	"bytes"
	"context"
	"crypto/x509"
	"io"
	"log/slog"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	in, _ := ParseInstance("https://gitlab.acme.dev")
	for name, o := range map[string]Options{
		"no instance":    {Now: time.Now},
		"no clock":       {Instance: in},
		"negative time":  {Instance: in, Now: time.Now, Timeout: -1},
		"negative room":  {Instance: in, Now: time.Now, Concurrency: -1},
		"negative share": {Instance: in, Now: time.Now, Share: -0.1},
		"a whole limit":  {Instance: in, Now: time.Now, Share: 0.81},
		"no share":       {Instance: in, Now: time.Now, Share: math.NaN()},
	} {
		if _, err := New(o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	c, err := New(Options{Instance: in, Now: time.Now})
	if err != nil || c.Host() != "gitlab.acme.dev" || c.timeout != DefaultTimeout || c.budget.pace.places != DefaultConcurrency {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestRepliesThatAreNotGitLab(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		h    http.HandlerFunc
		kind Kind
		says string
	}{
		"login page":           {html(200), NotGitLab, "a web page"},
		"page without type":    {answer(200, "<!doctype html>", "Content-Type", "application/octet-stream"), NotGitLab, "a web page"},
		"404 page":             {html(404), NotGitLab, "a web page"},
		"401 page":             {html(401), NotGitLab, "a web page"},
		"500 page":             {html(500), Server, "error page"},
		"firewall":             {html(403), Forbidden, "firewall"},
		"text":                 {answer(200, "ok", "Content-Type", "text/plain"), NotGitLab, "text/plain"},
		"empty":                {answer(200, "", "Content-Type", "text/plain"), NotGitLab, "empty"},
		"no content":           {answer(204, ""), NotGitLab, "empty"},
		"list for object":      {answer(200, `[]`), NotGitLab, "another shape"},
		"string for number":    {answer(200, `{"id":"x"}`), NotGitLab, "id is string"},
		"broken":               {answer(200, `{"id":3`), Protocol, "broken JSON"},
		"empty JSON":           {answer(200, ``), NotGitLab, "empty"},
		"too much after":       {answer(200, `{"id":345}{"id":346}`), Protocol, "broken JSON"},
		"huge":                 {answer(200, strings.Repeat(" ", maxBody)+`{}`), TooLarge, "16 MB"},
		"text 400":             {answer(400, "Bad\x1b[2J words", "Content-Type", "text/plain"), Invalid, "Bad words"},
		"huge error":           {answer(400, strings.Repeat("x", maxErrorBody*2), "Content-Type", "text/plain"), Invalid, "xxx…"},
		"problem+json":         {answer(400, `{"message":"words"}`, "Content-Type", "application/problem+json"), Invalid, "words"},
		"teapot":               {answer(418, `{"message":"teapot"}`), Invalid, "teapot"},
		"proxy wants login":    {answer(407, "who are you", "Content-Type", "text/plain"), Offline, "who are you"},
		"unasked not modified": {answer(304, ""), NotGitLab, "empty"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := fails(t, get(t.Context(), client(t, serve(t, c.h).URL)), c.kind)
			if !strings.Contains(e.Error(), c.says) || strings.Contains(e.Error(), "<") || e.Unknown {
				t.Errorf("it says %q, want something about %q", e, c.says)
			}
		})
	}
}

func TestAReplyUpToTheBoundIsRead(t *testing.T) {
	t.Parallel()
	body := `{"id":345}`
	c := client(t, serve(t, answer(200, strings.Repeat(" ", maxBody-len(body))+body)).URL)
	if err := get(t.Context(), c); err != nil {
		t.Error(err)
	}
}

func TestAReplyWithoutEndIsNotRead(t *testing.T) {
	t.Parallel()
	for status, kind := range map[int]Kind{200: TooLarge, 400: Invalid} {
		c := client(t, serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			for line := bytes.Repeat([]byte(" "), 1<<20); ; {
				if _, err := w.Write(line); err != nil {
					return
				}
			}
		}).URL)
		fails(t, get(t.Context(), c), kind)
	}
}

// silent answers nothing until the client goes away.
func silent(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// stalled sends a part of its reply and no more.
func stalled(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"id":`)
	_ = http.NewResponseController(w).Flush()
	<-r.Context().Done()
}

// deadline is a context whose time is up when the test says so.
type deadline struct {
	context.Context
	up chan struct{}
}

func (d deadline) Done() <-chan struct{} { return d.up }

func (d deadline) Err() error {
	select {
	case <-d.up:
		return context.DeadlineExceeded
	default:
		return nil
	}
}

func TestNothingHangs(t *testing.T) {
	t.Parallel()
	for name, h := range map[string]http.HandlerFunc{"silent": silent, "stalled": stalled} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := client(t, serve(t, h).URL, func(o *Options) { o.Timeout = 30 * time.Millisecond })
			if e := fails(t, get(t.Context(), c), Timeout); e.Unknown {
				t.Error("a read has no unknown outcome")
			}
			fails(t, approve(t.Context(), c), Timeout)
		})
	}
}

func TestTheCallersDeadline(t *testing.T) {
	t.Parallel()
	for what, call := range map[string]func(context.Context, *Client) error{"read": get, "write": approve} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			ctx := deadline{t.Context(), make(chan struct{})}
			g := serve(t, func(w http.ResponseWriter, r *http.Request) {
				close(ctx.up)
				silent(w, r)
			})
			c := client(t, g.URL)
			if e := fails(t, call(ctx, c), Timeout); e.Ambiguous() != (what == "write") {
				t.Errorf("unknown is %v", e.Ambiguous())
			}
			if e := fails(t, call(ctx, c), Timeout); e.Ambiguous() {
				t.Error("what was not sent has an unknown outcome")
			}
			g.only(t)
		})
	}
}

func TestCanceling(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	g := serve(t, func(w http.ResponseWriter, r *http.Request) {
		cancel()
		silent(w, r)
	})
	c := client(t, g.URL)
	if e := fails(t, approve(ctx, c), Canceled); !e.Ambiguous() {
		t.Error("a write given up on the way has a known outcome")
	}
	if e := fails(t, approve(ctx, c), Canceled); e.Ambiguous() {
		t.Error("a write given up before it was sent has an unknown outcome")
	}
	g.only(t)
}

func TestOfflineIsKnownNotToHaveSent(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := l.Addr().String()
	_ = l.Close()
	for url, says := range map[string]string{"http://" + at: "cannot be reached", "https://gitlab.invalid": "gitlab.invalid"} {
		s := &sleeper{}
		c := client(t, url, func(o *Options) { o.Sleep = s.sleep })
		if e := fails(t, approve(t.Context(), c), Offline); e.Ambiguous() || !strings.Contains(e.Error(), says) {
			t.Errorf("%+v", e)
		}
		fails(t, get(t.Context(), c), Offline)
		if len(s.pauses) != 0 {
			t.Error("a host that is not there was tried again")
		}
	}
}

func TestTLS(t *testing.T) {
	t.Parallel()
	s := httptest.NewUnstartedServer(answer(200, `{"id":345}`))
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	s.EnableHTTP2 = true
	var mu sync.Mutex
	proto := ""
	inner := s.Config.Handler
	s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		proto = r.Proto
		mu.Unlock()
		inner.ServeHTTP(w, r)
	})
	s.StartTLS()
	t.Cleanup(s.Close)
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	c := client(t, s.URL, func(o *Options) { o.CA = pool })
	if err := get(t.Context(), c); err != nil {
		t.Fatalf("with its own CA: %v", err)
	}
	mu.Lock()
	if proto != "HTTP/2.0" {
		t.Errorf("it speaks %s", proto)
	}
	mu.Unlock()

	_, port, _ := net.SplitHostPort(s.Listener.Addr().String())
	plain := serve(t, answer(200, `{}`))
	for name, c := range map[string]struct {
		url, says string
		pool      *x509.CertPool
	}{
		"unknown authority": {s.URL, "unknown authority", nil},
		"wrong name":        {"https://localhost:" + port, "not for localhost", pool},
		"no TLS there":      {strings.Replace(plain.URL, "http:", "https:", 1), "does not speak TLS", nil},
	} {
		c2 := client(t, c.url, func(o *Options) { o.CA = c.pool })
		e := fails(t, approve(t.Context(), c2), TLS)
		if !strings.Contains(e.Error(), c.says) || !strings.Contains(e.Next(), "ca_file") || e.Ambiguous() {
			t.Errorf("%s: %v", name, e)
		}
	}
	if len(plain.all()) != 0 {
		t.Error("the request was sent in the clear")
	}
}

func TestReadOnly(t *testing.T) {
	t.Parallel()
	g := serve(t, answer(200, `{"id":345}`))
	c := client(t, g.URL, func(o *Options) { o.ReadOnly = true })
	for name, call := range map[string]func(context.Context, *Client) error{"approve": approve, "create": create, "update": update, "delete": remove, "play": play, "retry": retryJob, "cancel": cancelJob} {
		if e := fails(t, call(t.Context(), c), ReadOnly); e.Ambiguous() || !strings.Contains(e.Error(), "nothing was sent") {
			t.Errorf("%s: %v", name, e)
		}
	}
	if err := get(t.Context(), c); err != nil || len(g.all()) != 1 {
		t.Errorf("reading in read-only mode: %v, %d requests", err, len(g.all()))
	}
	c.SetReadOnly(false)
	if err := update(t.Context(), c); err != nil || c.IsReadOnly() {
		t.Errorf("after switching it off: %v", err)
	}
}

func TestTheTokenCanBeReplacedAndLeftOut(t *testing.T) {
	t.Parallel()
	g := serve(t, answer(200, `{"id":345}`))
	c := client(t, g.URL)
	for _, tok := range []Secret{"second", ""} {
		c.SetToken(tok)
		if err := get(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	all := g.all()
	if got := all[0].header.Get("Private-Token"); got != "second" {
		t.Errorf("the token is %q", got)
	}
	if _, ok := all[1].header["Private-Token"]; ok {
		t.Error("an empty token is sent")
	}
}

func TestTheLogHoldsWhatHelpsAndNoSecret(t *testing.T) {
	t.Parallel()
	var buf bytes.Buffer
	g := serve(t, answer(200, `[{"id":1,"ref":"SECRET-BODY"}]`, "X-Request-Id", "01HXYZ"))
	c := client(t, g.URL, func(o *Options) {
		o.Log = slog.New(slog.NewTextHandler(&buf, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	if _, err := c.DeploymentMergeRequests(t.Context(), ref(c), MergeRequestFilter{Search: "SECRET-QUERY"}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.SubmitApproval(t.Context(), ref(c), ApprovalRequest{Decision: Approve, Comment: "SECRET-COMMENT"}); err == nil {
		t.Fatal("a list is no approval")
	}
	out := buf.String()
	for _, want := range []string{"method=GET", "path=/api/v4/projects/12/deployments/345/merge_requests", "status=200", "took=", "request_id=01HXYZ", "method=POST"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in the log:\n%s", want, out)
		}
	}
	if strings.Contains(out, "SECRET") || strings.Contains(out, testToken) {
		t.Errorf("a secret is in the log:\n%s", out)
	}
}

func TestRequestsUnderWayAreBounded(t *testing.T) {
	t.Parallel()
	const room = 3
	var mu sync.Mutex
	now, most := 0, 0
	full := make(chan struct{}, 100)
	release := make(chan struct{})
	g := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		mu.Lock()
		now++
		most = max(most, now)
		mu.Unlock()
		full <- struct{}{}
		<-release
		mu.Lock()
		now--
		mu.Unlock()
		write(w, 200, `{"id":345}`)
	})
	c := client(t, g.URL, func(o *Options) { o.Concurrency = room })
	var wg sync.WaitGroup
	for range room * 4 {
		wg.Go(func() {
			if err := get(t.Context(), c); err != nil {
				t.Error(err)
			}
		})
	}
	for range room {
		<-full
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	fails(t, get(ctx, c), Canceled) // waiting for room ends with the context
	close(release)
	wg.Wait()
	if most != room {
		t.Errorf("%d requests at once, want %d", most, room)
	}
}
