package api

import (
	"context"
	"crypto/x509"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// thief is another origin that wants the token.
func thief(t *testing.T, start func(http.Handler) *httptest.Server) *gitlab {
	t.Helper()
	g := &gitlab{}
	g.Server = start(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.record(r)
		write(w, 200, `{"id":345}`)
	}))
	t.Cleanup(g.Close)
	return g
}

func TestTheTokenNeverReachesAnotherOrigin(t *testing.T) {
	t.Parallel()
	for _, bearer := range []bool{false, true} {
		for _, status := range []int{301, 302, 303, 307, 308} {
			for _, method := range []string{"GET", "POST", "PUT", "DELETE"} {
				t.Run(fmt.Sprint(status, method, bearer), func(t *testing.T) {
					t.Parallel()
					checkNoLeak(t, status, method, bearer)
				})
			}
		}
	}
}

var callsByMethod = map[string]func(context.Context, *Client) error{"GET": get, "POST": approve, "PUT": update, "DELETE": remove}

func checkNoLeak(t *testing.T, status int, method string, bearer bool) {
	t.Helper()
	plain, secure := thief(t, httptest.NewServer), thief(t, httptest.NewTLSServer)
	_, port, _ := strings.Cut(strings.TrimPrefix(plain.URL, "http://"), ":")
	for _, target := range []string{plain.URL, secure.URL, "http://localhost:" + port, "//" + strings.TrimPrefix(plain.URL, "http://"),
		"http://user:pw@127.0.0.1:" + port} {
		home := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", target+"/api/v4/projects/12/deployments/345")
			w.WriteHeader(status)
		})
		pool := x509.NewCertPool()
		pool.AddCert(secure.Certificate())
		c := client(t, home.URL, func(o *Options) { o.Bearer, o.CA = bearer, pool })
		e := fails(t, callsByMethod[method](t.Context(), c), Redirect)
		u, _ := url.Parse(target)
		if !strings.Contains(e.Error(), u.Host) || e.Ambiguous() {
			t.Errorf("the error does not name %s: %v", u.Host, e)
		}
		home.only(t)
	}
	for _, g := range []*gitlab{plain, secure} {
		if got := g.all(); len(got) != 0 {
			t.Errorf("another origin was asked: %v", got)
		}
	}
}

func TestASecureInstanceIsNotLeftForPlainHTTP(t *testing.T) {
	t.Parallel()
	plain := thief(t, httptest.NewServer)
	home := httptest.NewTLSServer(http.RedirectHandler(plain.URL+"/api/v4/user", http.StatusMovedPermanently))
	t.Cleanup(home.Close)
	pool := x509.NewCertPool()
	pool.AddCert(home.Certificate())
	c := client(t, home.URL, func(o *Options) { o.CA = pool })
	_, err := c.CurrentUser(t.Context())
	fails(t, err, Redirect)
	if len(plain.all()) != 0 {
		t.Error("https was left for http")
	}
}

func TestARenamedProjectIsFollowedToItsID(t *testing.T) {
	t.Parallel()
	g := &gitlab{}
	g.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.record(r)
		if strings.Contains(r.RequestURI, "old%2Fname") {
			w.Header().Set("Location", g.URL+"/gitlab/api/v4/projects/12/deployments?"+r.URL.RawQuery)
			w.Header().Set("Content-Type", "text/plain")
			w.WriteHeader(http.StatusMovedPermanently)
			return
		}
		write(w, 200, `[{"id":1}]`)
	}))
	t.Cleanup(g.Close)
	c := client(t, g.URL+"/gitlab")
	p, err := c.ListDeployments(t.Context(), ProjectKey("old/name"), DeploymentFilter{Sort: Desc})
	if err != nil || len(p.Items) != 1 {
		t.Fatalf("%v, %v", p, err)
	}
	all := g.all()
	if len(all) != 2 || all[1].uri != "/gitlab/api/v4/projects/12/deployments?sort=desc" || all[1].header.Get("Private-Token") != testToken {
		t.Errorf("requests %v", all)
	}
}

func TestAWriteIsNotFollowedWithinItsOrigin(t *testing.T) {
	t.Parallel()
	g := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "/")
		w.WriteHeader(http.StatusMovedPermanently)
	})
	e := fails(t, approve(t.Context(), client(t, g.URL)), Redirect)
	if e.Ambiguous() || e.Status != 301 || g.only(t).method != "POST" {
		t.Errorf("%+v", *e)
	}
}

func TestRedirectsEnd(t *testing.T) {
	t.Parallel()
	g := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", r.RequestURI)
		w.WriteHeader(http.StatusFound)
	})
	e := fails(t, get(t.Context(), client(t, g.URL)), Redirect)
	if n := len(g.all()); n != maxRedirects+1 {
		t.Errorf("%d requests: %v", n, e)
	}
}

func TestRedirectsToNowhere(t *testing.T) {
	t.Parallel()
	for _, location := range []string{"", "http://[::1", "javascript:alert(1)", "https://evil.example/\u202ex"} {
		g := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			if location != "" {
				w.Header().Set("Location", location)
			}
			w.WriteHeader(http.StatusMovedPermanently)
		})
		e := fails(t, get(t.Context(), client(t, g.URL)), Redirect)
		if strings.ContainsRune(e.Message, 0x202e) {
			t.Errorf("%q", e.Message)
		}
		g.only(t)
	}
}

func TestSameOrigin(t *testing.T) {
	t.Parallel()
	for other, want := range map[string]bool{
		"https://gitlab.acme.dev/x":       true,
		"https://GitLab.acme.dev:443/x":   true,
		"https://gitlab.acme.dev:8443":    false,
		"http://gitlab.acme.dev:443":      false,
		"http://gitlab.acme.dev":          false,
		"https://gitlab.acme.dev.evil.ex": false,
		"https://acme.dev":                false,
	} {
		a, _ := url.Parse("https://gitlab.acme.dev/api/v4/user")
		b, _ := url.Parse(other)
		if sameOrigin(a, b) != want || sameOrigin(b, a) != want {
			t.Errorf("%s: %v", other, !want)
		}
	}
}

// The second net: even a request that goes astray carries no token.
func TestNoTokenOnARequestToAnotherOrigin(t *testing.T) {
	t.Parallel()
	c := client(t, "https://gitlab.acme.dev")
	for at, want := range map[string]string{"https://gitlab.acme.dev/x": testToken, "https://gitlab.acme.dev:8443/x": "", "https://evil.example/x": ""} {
		u, _ := url.Parse(at)
		req, err := c.request(t.Context(), call{method: "GET"}, u, nil)
		if err != nil || req.Header.Get("Private-Token") != want {
			t.Errorf("%s: %v, %v", at, req.Header, err)
		}
	}
}
