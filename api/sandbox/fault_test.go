package sandbox_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"greenlight/api/sandbox"
)

func TestCannedAnswers(t *testing.T) {
	t.Parallel()
	l := start(t)
	remove := l.Inject(sandbox.Fault{
		Method: "GET", Path: `/projects/1/deployments$`, Times: 2, Status: 502, ContentType: "text/html",
		Header: http.Header{"Retry-After": {"7"}}, Body: "<h1>Bad gateway</h1>",
	})
	for range 2 {
		a := l.get("maya", "/projects/1/deployments")
		l.want(a, 502, "<h1>Bad gateway</h1>")
		if a.header.Get("Retry-After") != "7" || a.header.Get("Content-Type") != "text/html" || a.header.Get("X-Request-Id") == "" {
			t.Errorf("headers are %v", a.header)
		}
	}
	if a := l.get("maya", "/projects/1/deployments"); a.status != 200 {
		t.Errorf("the third time it is %d", a.status)
	}
	remove()
	remove = l.Inject(sandbox.Fault{Status: 503})
	if a := l.get("maya", "/user"); a.status != 503 {
		t.Errorf("for all it is %d", a.status)
	}
	remove()
	if a := l.get("maya", "/user"); a.status != 200 {
		t.Errorf("taken away it is %d", a.status)
	}
}

func TestAFaultMeetsTheQueryItNames(t *testing.T) {
	t.Parallel()
	l := start(t)
	l.Inject(sandbox.Fault{Path: `/projects/1/deployments$`, Query: `(^|&)page=2(&|$)`, Times: 1, Status: 503})
	for _, ask := range []struct {
		query string
		want  int
	}{{"", 200}, {"?page=1&per_page=20", 200}, {"?per_page=20&page=2", 503}, {"?per_page=20&page=2", 200}} {
		if a := l.get("maya", "/projects/1/deployments"+ask.query); a.status != ask.want {
			t.Errorf("%q is answered with %d, want %d", ask.query, a.status, ask.want)
		}
	}
}

func TestDropAppliesAndCutDoesNot(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]sandbox.Fault{
		"drop": {Method: "POST", Path: "/approval$", Times: 1, Drop: true},
		"cut":  {Method: "POST", Path: "/approval$", Times: 1, Cut: true},
	} {
		l := start(t)
		d := l.in(api, "production", "blocked")
		l.Inject(f)
		if a, err := l.try("maya", "POST", at(api, d, "/approval"), object{"status": "approved"}); err == nil {
			t.Errorf("%s answers %d", name, a.status)
		}
		applied := l.full(d, api).Pending == 0
		if applied != f.Drop {
			t.Errorf("%s: applied is %v", name, applied)
		}
		entry := l.Requests("POST", "/approval$")[0]
		if (entry.Status == 201) != f.Drop {
			t.Errorf("%s: the journal says %d", name, entry.Status)
		}
	}
}

func TestHangEndsWithTheClient(t *testing.T) {
	t.Parallel()
	l := start(t)
	l.Inject(sandbox.Fault{Path: "/user$", Hang: true})
	ctx, cancel := context.WithCancel(context.Background())
	req, err := http.NewRequestWithContext(ctx, "GET", l.URL()+"/api/v4/user", nil)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() {
		_, err := client.Do(req)
		ended <- err
	}()
	for len(l.Requests("GET", "/user$")) == 0 {
		l.get("maya", "/version")
	}
	select {
	case err := <-ended:
		t.Fatalf("it answered: %v", err)
	default:
	}
	cancel()
	if err := <-ended; err == nil {
		t.Error("a canceled request succeeded")
	}
}

func TestCloseEndsWhatHangs(t *testing.T) {
	t.Parallel()
	l := start(t)
	arrived := make(chan struct{})
	l.Inject(sandbox.Fault{Path: "/user$", Hang: true, Before: func() { close(arrived) }, Times: 1})
	ended := make(chan error)
	go func() {
		_, err := l.try("maya", "GET", "/user", nil)
		ended <- err
	}()
	<-arrived
	l.Close()
	if err := <-ended; err == nil {
		t.Error("it answered")
	}
	l.Close()
}

func TestBeforeMayChangeTheWorld(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(api, "production", "blocked")
	var sha string
	l.Inject(sandbox.Fault{Path: `/deployments/\d+$`, Times: 1, Before: func() {
		var err error
		if sha, err = l.SetSHA(d.ID); err != nil {
			t.Error(err)
		}
	}})
	if got := decode[row](l, l.get("maya", at(api, d, "")), 200); got.SHA != sha || got.SHA == d.SHA {
		t.Errorf("the sha is %s, was %s", got.SHA, d.SHA)
	}
}

func TestDelayAndLatency(t *testing.T) {
	t.Parallel()
	l := start(t, func(o *sandbox.Options) { o.Latency = 20 * time.Millisecond })
	l.Inject(sandbox.Fault{Path: "/user$", Delay: 20 * time.Millisecond})
	begin := time.Now()
	if a := l.get("maya", "/user"); a.status != 200 {
		t.Errorf("it is %d", a.status)
	}
	if took := time.Since(begin); took < 40*time.Millisecond {
		t.Errorf("it took %s", took)
	}
}

func TestMutatorsNameWhatIsMissing(t *testing.T) {
	t.Parallel()
	l := start(t)
	for want, err := range map[string]error{
		"no deployment 5":  l.SetStatus(5, "success"),
		"no project 99":    l.SetArchived(99, true),
		"no such token":    l.RevokeToken("glpat-x"),
		`no user "nobody"`: l.BlockUser("nobody"),
		"no deployment 6":  l.SetDeployer(6, ""),
		"no project 98":    l.RemoveMember(98, "maya"),
		"no project 97":    l.RenameProject(97, "x"),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	if err := l.ExpireToken(l.Token("oto")); err != nil {
		t.Fatal(err)
	}
	if a := l.get("oto", "/user"); a.status != 401 || !strings.Contains(a.body, "Token is expired") {
		t.Errorf("an expired token gets %d %s", a.status, a.body)
	}
	d := l.in(api, "production", "blocked")
	if err := l.SetDeployer(d.ID, ""); err != nil {
		t.Fatal(err)
	}
	if l.full(d, api).User != nil {
		t.Error("the deployment still has a user")
	}
	if err := l.SetStatus(d.ID, "hibernating"); err != nil {
		t.Fatal(err)
	}
	if got := l.full(d, api); got.Status != "hibernating" {
		t.Errorf("it is %s", got.Status)
	}
}
