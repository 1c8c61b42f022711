package sandbox_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"greenlight/api/sandbox"
)

func TestServePrintsAddressAndUsers(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	read, write := io.Pipe()
	ended := make(chan error, 1)
	c := &clock{at: night}
	go func() { ended <- sandbox.Serve(ctx, sandbox.Options{Now: c.now, Seed: 7}, write) }()
	lines := bufio.NewScanner(read)
	lines.Scan()
	url, found := strings.CutPrefix(lines.Text(), "listening on ")
	if !found || !regexp.MustCompile(`^http://127\.0\.0\.1:\d+$`).MatchString(url) {
		t.Fatalf("the first line is %q", lines.Text())
	}
	roles := map[string]int{}
	form := regexp.MustCompile(`^token  (glpat-[A-Za-z0-9]{20})  @([a-z.]+)  ([a-z_]+)$`)
	var first string
	for lines.Scan() && lines.Text() != "" {
		m := form.FindStringSubmatch(lines.Text())
		if m == nil {
			t.Fatalf("a line is %q", lines.Text())
		}
		if first == "" {
			first = m[2] + " " + m[3]
		}
		roles[m[3]]++
		req, err := http.NewRequest("GET", url+"/api/v4/user", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("PRIVATE-TOKEN", m[1])
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if (resp.StatusCode == 200) == (m[3] == "expired") {
			t.Errorf("%s answers %d", lines.Text(), resp.StatusCode)
		}
	}
	if first != "maya maintainer" {
		t.Errorf("the first is %q", first)
	}
	for _, r := range strings.Fields("maintainer developer reporter guest administrator stranger expired read_api") {
		if roles[r] == 0 {
			t.Errorf("nobody is %s", r)
		}
	}
	if roles["expired"] != 1 || roles["read_api"] != 1 {
		t.Errorf("roles are %v", roles)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("it ended with %v", err)
	}
	if _, err := client.Get(url); err == nil {
		t.Error("it still listens")
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

func TestStartErrors(t *testing.T) {
	t.Parallel()
	if _, err := sandbox.Start(sandbox.Options{}); err == nil || !strings.Contains(err.Error(), "Options.Now is missing") {
		t.Errorf("without a clock: %v", err)
	}
	l := start(t)
	taken := strings.TrimPrefix(l.URL(), "http://")
	o := sandbox.Options{Now: l.clock.now, Addr: taken}
	if _, err := sandbox.Start(o); err == nil || !strings.Contains(err.Error(), "cannot listen on "+taken) {
		t.Errorf("on a taken address: %v", err)
	}
	if err := sandbox.Serve(context.Background(), o, io.Discard); err == nil {
		t.Error("Serve on a taken address")
	}
	if err := sandbox.Serve(context.Background(), sandbox.Options{Now: l.clock.now}, brokenPipe{}); err == nil {
		t.Error("Serve into a broken pipe")
	}
}

func TestJournal(t *testing.T) {
	t.Parallel()
	l := start(t)
	l.clock.add(time.Second)
	l.ask("maya", "POST", "/projects/payments%2Fapi/deployments?x=1", object{"status": "running"})
	l.get("", "/user")
	all := l.Journal()
	if len(all) != 2 {
		t.Fatalf("%d entries", len(all))
	}
	e := all[0]
	if e.Method != "POST" || e.Path != "/api/v4/projects/payments/api/deployments" || e.RawPath != "/api/v4/projects/payments%2Fapi/deployments" ||
		e.Query.Get("x") != "1" || e.Body != `{"status":"running"}` || e.User != "maya" || e.Status != 400 || len(e.RequestID) != 26 ||
		!e.At.Equal(night.Add(time.Second)) || e.Header.Get("Private-Token") != l.Token("maya") {
		t.Errorf("the entry is %+v", e)
	}
	if all[1].User != "" || all[1].Status != 401 {
		t.Errorf("the second is %+v", all[1])
	}
	if got := l.Requests("POST", "deployments$"); len(got) != 1 || len(l.Requests("", "/user$")) != 1 || len(l.Requests("GET", "deployments$")) != 0 {
		t.Errorf("requests are %+v", got)
	}
	l.ResetJournal()
	if len(l.Journal()) != 0 {
		t.Error("it is not empty")
	}
}

func TestJournalIsBounded(t *testing.T) {
	t.Parallel()
	l := start(t, func(o *sandbox.Options) { o.Journal = 3 })
	for i := range 8 {
		l.get("maya", fmt.Sprintf("/projects/%d", i+1))
	}
	var got []string
	for _, e := range l.Journal() {
		got = append(got, e.Path)
	}
	if strings.Join(got, " ") != "/api/v4/projects/6 /api/v4/projects/7 /api/v4/projects/8" {
		t.Errorf("it holds %v", got)
	}
	off := start(t, func(o *sandbox.Options) { o.Journal = -1 })
	off.get("maya", "/user")
	if len(off.Journal()) != 0 {
		t.Error("switched off it holds something")
	}
}
