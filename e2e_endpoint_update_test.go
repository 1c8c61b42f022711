//go:build unix

package main

import (
	"fmt"
	"slices"
	"testing"

	"greenlight/api/sandbox"
)

// TestStoryEndpointUpdate covers status of PUT /projects/:id/deployments/:deployment_id:
// all four, one after the other, on one deployment.
func TestStoryEndpointUpdate(t *testing.T) {
	t.Parallel()
	g, d := openRecorded(t)
	s := g.open(t, "maya", utc, "--project", "payments/api")
	s.pick("env:loadtest ref:feat/retry-budget", "#"+d.shown)
	var want []string
	for _, status := range []string{"running", "success", "failed", "canceled", "failed"} {
		last := "canceled"
		if len(want) == 4 {
			last = "failed" // it is canceled already
		}
		s.setStatus(status, last)
		s.WaitFor("payments/api → loadtest is " + status + " now.")
		want = append(want, fmt.Sprintf(`{"status":%q}`, status))
		if got := g.status(t, 1, d.text); got != status {
			t.Fatalf("GitLab holds %s, want %s", got, status)
		}
	}
	var sent []string
	for _, e := range by("maya", g.writes()) {
		sent = append(sent, e.Body)
		if e.Method != "PUT" || e.Path != "/api/v4/projects/1/deployments/"+d.text || e.Status != 200 || e.Header.Get("Content-Type") != "application/json" {
			t.Errorf("sent %s %s as %q: %d", e.Method, e.Path, e.Header.Get("Content-Type"), e.Status)
		}
	}
	if !slices.Equal(sent, want) {
		t.Errorf("sent %q, want %q", sent, want)
	}
	s.leave()
}

// openRecorded is a GitLab with a deployment that was recorded through the API and has
// not begun, which can still become everything.
func openRecorded(tb testing.TB) (*gitlab, found) {
	tb.Helper()
	g := openGitLab(tb)
	d := g.record(tb, 1, "loadtest", "feat/retry-budget", g.head(tb, 1, "feat/retry-budget"), "running")
	if err := g.SetStatus(d.number, "created"); err != nil {
		tb.Fatal(err)
	}
	return g, d
}

// TestStoryEndpointUpdateRefused shows the transition that GitLab does not know.
func TestStoryEndpointUpdateRefused(t *testing.T) {
	t.Parallel()
	g, d := openRecorded(t)
	s := g.open(t, "maya", utc, "--project", "payments/api")
	s.pick("env:loadtest ref:feat/retry-budget", "#"+d.shown)
	s.chooseStatus("running", "canceled")
	g.Inject(sandbox.Fault{Method: "PUT", Path: singlePath, Times: 1, Before: func() {
		if err := g.SetStatus(d.number, "failed"); err != nil {
			t.Error(err)
		}
	}})
	s.Send("enter")
	s.WaitFor("GitLab refused it. Nothing has changed.")
	s.words(`cannot transition via "run"`)
	one(t, "updates", by("maya", g.writes()))
	s.back("Update status")

	// From then on the card knows it beforehand.
	s.chooseStatus("success", "canceled")
	s.words("running only from created or blocked")
	s.back("Update status")
	one(t, "updates", by("maya", g.writes()))
	s.leave()
}

// TestStoryEndpointUpdateOfCI says of what GitLab CI made why its status cannot be set
// and what works instead.
func TestStoryEndpointUpdateOfCI(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.open(t, "maya", utc, "--project", "payments/api")
	s.ready()
	for _, c := range []struct{ filter, number, instead, key, card string }{
		{mineAlone, "#4821", "a approve it: its job can be run once nothing is missing", "a", "Approve   ◆ PRODUCTION"},
		{"env:production ref:v2.13.9", "#" + g.deployment(t, 1, "production", "v2.13.9").shown, "R run the job again, as a new deployment", "R", "Retry"},
		{"env:staging ref:main status:blocked", "#" + g.deployment(t, 1, "staging", "main").shown, "p run the job: it becomes running, then live", "p", "Run the job"},
	} {
		s.choose(c.filter, c.number)
		s.Send("s")
		s.words("Its job decides its status. Nothing can be set here.")
		s.words("GitLab takes a status only for what was recorded through the API. This was made by GitLab CI.")
		s.words(c.instead)
		s.WaitFor("enter close")
		s.back("Its job decides its status.")
		s.Send(c.key) // what it names works
		s.WaitFor(c.card)
		s.back(c.card)
	}
	none(t, "writes", g.writes())
	s.leave()
}
