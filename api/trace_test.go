package api

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// log reads job 664's log into memory.
func log(ctx context.Context, c *Client, limit int64) (string, bool, error) {
	var b strings.Builder
	cut, err := c.Trace(ctx, 12, 664, limit, func(r io.Reader) error { _, err := io.Copy(&b, r); return err })
	return b.String(), cut, err
}

func plain(body string) http.HandlerFunc {
	return answer(200, body, "Content-Type", "text/plain; charset=utf-8")
}

func TestALogIsReadUpToItsLimit(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		body  string
		limit int64
		want  string
		cut   bool
	}{
		{"", 10, "", false}, {"0123456789", 10, "0123456789", false}, {"0123456789a", 10, "0123456789", true},
		{"0123456789", 1, "0", true}, {"0", 1, "0", false}, {"012", 1 << 62, "012", false},
	} {
		got, cut, err := log(t.Context(), client(t, serve(t, plain(c.body)).URL), c.limit)
		if err != nil || got != c.want || cut != c.cut {
			t.Errorf("%q up to %d: %q, cut %v, %v", c.body, c.limit, got, cut, err)
		}
	}
}

func TestALogHasNoBoundButItsLimit(t *testing.T) {
	t.Parallel()
	line := bytes.Repeat([]byte("x"), 1<<20)
	g := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		for { // without end
			if _, err := w.Write(line); err != nil {
				return
			}
		}
	})
	n := int64(0)
	const limit = maxBody * 2
	cut, err := client(t, g.URL).Trace(t.Context(), 12, 664, limit, func(r io.Reader) (err error) { n, err = io.Copy(io.Discard, r); return err })
	if err != nil || !cut || n != limit {
		t.Errorf("%d bytes, cut %v, %v", n, cut, err)
	}
}

func TestALogIsRetriedUntilItsFirstByte(t *testing.T) {
	t.Parallel()
	for name, trouble := range map[string]http.HandlerFunc{
		"429": plain429, "502": html(502), "reset": hangUp,
		"cut before the first byte": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/plain")
			w.Header().Set("Content-Length", "9")
			w.WriteHeader(200)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var n atomic.Int32
			g := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if n.Add(1) == 1 {
					trouble(w, r)
					return
				}
				plain("the log")(w, r)
			})
			if got, _, err := log(t.Context(), client(t, g.URL), 99); got != "the log" || err != nil || len(g.all()) != 2 {
				t.Errorf("%q, %v after %d requests", got, err, len(g.all()))
			}
		})
	}
}

func TestALogThatBreaksIsToldAndNotReadTwice(t *testing.T) {
	t.Parallel()
	g := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		w.Header().Set("Content-Length", "500")
		_, _ = io.WriteString(w, "half of")
	})
	for name, swallow := range map[string]bool{"told": false, "swallowed by the reader": true} {
		var b strings.Builder
		_, err := client(t, g.URL).Trace(t.Context(), 12, 664, 99, func(r io.Reader) error {
			_, err := io.Copy(&b, r)
			if swallow {
				return nil
			}
			return err
		})
		e := fails(t, err, Offline)
		if b.String() != "half of" || !strings.HasPrefix(e.Error(), "cannot read the log of job 664 of project 12 on ") {
			t.Errorf("%s: %q, %v", name, b.String(), e)
		}
	}
	if len(g.all()) != 2 {
		t.Errorf("%d requests for two logs", len(g.all()))
	}
}

func TestWhoTakesALogMayFail(t *testing.T) {
	t.Parallel()
	full := errors.New("the disk is full")
	g := serve(t, plain("the log"))
	_, err := client(t, g.URL).Trace(t.Context(), 12, 664, 99, func(io.Reader) error { return full })
	if !errors.Is(err, full) || len(g.all()) != 1 {
		t.Errorf("%v after %d requests", err, len(g.all()))
	}
}

func TestNoLog(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		h    http.HandlerFunc
		kind Kind
		says string
	}{
		"login page":     {html(200), NotGitLab, "a web page"},
		"JSON":           {answer(200, `{}`), NotGitLab, "application/json, not the log of a job"},
		"nothing at all": {answer(204, "", "Content-Type", "text/plain"), NotGitLab, "empty"},
		"debug mode":     {answer(403, `{"message":"403 Forbidden"}`), Forbidden, "403 Forbidden"},
		"absent":         {answer(404, `{"message":"404 Not found"}`), NotFound, "may not see it"},
		"redirect":       {answer(302, "", "Location", "https://elsewhere.dev/log"), Redirect, "elsewhere.dev"},
	} {
		_, _, err := log(t.Context(), client(t, serve(t, c.h).URL), 99)
		if e := fails(t, err, c.kind); !strings.Contains(e.Error(), c.says) {
			t.Errorf("%s: %v", name, e)
		}
	}
}

func TestALogMayTakeLongButNotStandStill(t *testing.T) {
	t.Parallel()
	const timeout = 2 * time.Second // a busy machine may stand still for a while itself
	begun := func(say string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/plain")
			_, _ = io.WriteString(w, say)
			_ = http.NewResponseController(w).Flush()
			silent(w, r)
		}
	}
	for name, c := range map[string]struct {
		h    http.HandlerFunc
		want string
		kind Kind
	}{
		"slowly": {dripping("a slow log.", timeout/8), "a slow log.", KindNone}, "no reply": {silent, "", Timeout},
		"no byte": {begun(""), "", Timeout}, "no more": {begun("half"), "half", Timeout},
	} {
		for _, http2 := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, HTTP/2 %v", name, http2), func(t *testing.T) {
				t.Parallel()
				got, _, err := log(t.Context(), overTLS(t, c.h, http2, timeout), 99)
				if got != c.want || KindOf(err) != c.kind {
					t.Errorf("%q, %v", got, err)
				}
			})
		}
	}
}

// overTLS is a client of a server that it trusts.
func overTLS(t *testing.T, h http.HandlerFunc, http2 bool, timeout time.Duration) *Client {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.EnableHTTP2 = http2
	s.StartTLS()
	t.Cleanup(s.Close)
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	return client(t, s.URL, func(o *Options) { o.CA, o.Timeout = pool, timeout })
}

// A server that is told goodbye may end its reply at once: what was cut so is not
// whole, whatever the transport says.
func TestAReplyCutByTheDeadlineIsNotWhole(t *testing.T) {
	t.Parallel()
	for i := range 8 {
		for _, h := range []http.HandlerFunc{silent, stalled} {
			t.Run("", func(t *testing.T) {
				t.Parallel()
				fails(t, get(t.Context(), overTLS(t, h, i%2 == 0, 50*time.Millisecond)), Timeout)
			})
		}
	}
}

// Whoever takes the bytes may be slow: only the server's pauses are bounded.
func TestASlowReaderIsNoPauseOfTheServer(t *testing.T) {
	t.Parallel()
	const timeout = 2 * time.Second            // a busy machine may stand still for a while itself
	body := strings.Repeat("the log\n", 1<<17) // more than lies in any buffer on the way
	c := client(t, serve(t, plain(body)).URL, func(o *Options) { o.Timeout = timeout })
	n := int64(0)
	_, err := c.Trace(t.Context(), 12, 664, 1<<30, func(r io.Reader) error {
		one, err := r.Read(make([]byte, 1))
		<-time.After(timeout + timeout/2)
		rest, _ := io.Copy(io.Discard, r)
		n = int64(one) + rest
		return err
	})
	if err != nil || n != int64(len(body)) {
		t.Errorf("%d bytes of %d, %v", n, len(body), err)
	}
}

func TestALogCanBeGivenUp(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	g := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		_, _ = io.WriteString(w, "half")
		_ = http.NewResponseController(w).Flush()
		silent(w, r)
	})
	_, err := client(t, g.URL).Trace(ctx, 12, 664, 99, func(r io.Reader) error {
		_, err := r.Read(make([]byte, 4))
		cancel()
		_, _ = io.Copy(io.Discard, r)
		return err
	})
	fails(t, err, Canceled)
	g.only(t)
}
