//go:build unix

package main

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"greenlight/api/sandbox"
)

// TestStoryEndpointRecordFields covers environment, ref, sha, tag and status of
// POST /projects/:id/deployments: what GitLab refuses lands on its field, in GitLab's
// words, and nothing of what was typed is lost.
func TestStoryEndpointRecordFields(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	sha := g.head(t, 1, "v2.14.0")
	s := g.open(t, "maya", utc, "--project", "payments/api")
	s.ready()
	// Whether there is such a commit cannot be known beforehand: only GitLab says it.
	readable := g.Inject(sandbox.Fault{Method: "GET", Path: `/repository/commits/`, Status: 403, Body: `{"message":"403 Forbidden"}`})
	r := recording{env: "perf*eu", ref: "nowhere", sha: strings.Repeat("ab", 20), status: "failed"}
	s.openRecord()
	s.fillRecord(r)
	s.WaitFor("not checked")
	s.WaitFor("new · tier other")
	if post := s.pressRecord(g, r); post.Status != 400 || post.Body != r.said(r.sha, false) {
		t.Errorf("sent %s and got %d", post.Body, post.Status)
	}
	s.WaitFor(regexp.MustCompile(`▌ SHA +` + r.sha))
	s.words("The commit does not exist")
	s.shows("perf*eu", "nowhere")
	readable()

	r.sha = sha
	s.settle("ctrl+u", regexp.MustCompile(`▌ SHA +the commit`))
	s.Type(r.sha)
	s.Send("tab", "tab")
	s.WaitFor("▌            (•) ✗ failed")
	s.pressRecord(g, r)
	s.WaitFor(regexp.MustCompile(`▌ Ref +nowhere`))
	s.words("The branch or tag does not exist")
	s.shows("perf*eu", r.sha)

	r.ref = "v2.14.0"
	s.settle("ctrl+u", regexp.MustCompile(`▌ Ref +a branch or a tag`))
	s.Type(r.ref)
	s.Send("tab", "tab")
	s.WaitFor("[x] the ref is a tag")
	s.Send("tab")
	s.WaitFor("▌            (•) ✗ failed")
	s.pressRecord(g, r)
	s.WaitFor(regexp.MustCompile(`▌ Env +perf\*eu`))
	s.words("can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.', and spaces, but it cannot start or end with '/'")

	r.env = "perf/eu-west 2"
	s.settle("ctrl+u", regexp.MustCompile(`▌ Env +one there is, or a new one`))
	s.Type(r.env)
	s.Send("tab", "tab", "tab", "tab")
	s.WaitFor("▌            (•) ✗ failed")
	s.words("v2.14.0 is kept as failed on perf/eu-west 2. GitLab makes the environment.")
	if post := s.pressRecord(g, r); post.Status != 201 || post.Body != r.said(sha, true) {
		t.Errorf("sent %s and got %d", post.Body, post.Status)
	}
	made := g.listed(t, 1, url.Values{"environment": {r.env}})
	if len(made) != 1 {
		t.Fatalf("%s has %d deployments", r.env, len(made))
	}
	s.WaitFor("Recorded #" + made[0] + " of payments/api → perf/eu-west 2 as failed.")
	if n := len(by("maya", g.writes())); n != 4 {
		t.Errorf("%d records were sent, want each press of the button once", n)
	}
	s.leave()
}

// TestStoryEndpointRecordChecksTheCommit finds a commit that is not there before
// anything is sent.
func TestStoryEndpointRecordChecksTheCommit(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.open(t, "maya", utc, "--project", "payments/api")
	s.ready()
	r := recording{env: "loadtest", ref: "main", sha: strings.Repeat("ab", 20), status: "canceled"}
	s.openRecord()
	s.fillRecord(r)
	s.WaitFor("✗ payments/api has no such commit")
	s.WaitFor("Waits for a commit that is there")
	s.Send("tab", "right")
	s.WaitFor(regexp.MustCompile(`(?m)^ *\S* *Record canceled waits for a commit that is there\.`))
	s.back("Record a deployment")
	none(t, "records", g.writes())

	// What was typed is there again; a commit named by its beginning is sent in full.
	s.Send("n")
	s.WaitFor("Record a deployment")
	s.shows("loadtest", r.sha, "(•) – canceled")
	s.settle("up", regexp.MustCompile(`▌ Status +\(•\) ► running`)) // nothing is missing: it begins there
	s.press("shift+tab", 5)
	s.WaitFor("▌ Project")
	sha := g.head(t, 1, "main")
	r.sha = sha[:8]
	s.fillRecord(r)
	s.WaitFor(" · " + sha[:7] + " · ")
	post := s.pressRecord(g, r)
	if post.Status != 201 || post.Body != r.said(sha, false) {
		t.Errorf("sent %s and got %d", post.Body, post.Status)
	}
	s.WaitFor(" of payments/api → loadtest as canceled.")
	s.leave()
}

// TestStoryEndpointRecordTag covers tag where it is not what the ref is, and a status
// that makes something live in production: Cancel is reached first.
func TestStoryEndpointRecordTag(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.open(t, "maya", utc, "--project", "payments/api")
	s.ready()
	r := recording{env: "prod-us", ref: "v2.14.0", status: "success", untick: true}
	s.openRecord()
	s.fillRecord(r)
	s.WaitFor("[ ] the ref is a tag  • it is a tag there")
	s.WaitFor("◆ PRODUCTION")
	s.words("v2.14.0 becomes live in production, on prod-us. It replaces v2.13.9.")
	s.WaitGone("Waits for")
	s.Send("tab")
	s.WaitFor("enter cancel")
	none(t, "records", g.writes())
	s.Send("up")
	s.WaitFor("▌            (•) ✓ success")
	post := s.pressRecord(g, r)
	if post.Status != 201 || post.Body != r.said(g.head(t, 1, "v2.14.0"), false) {
		t.Errorf("sent %s and got %d", post.Body, post.Status)
	}
	s.WaitFor(" of payments/api → prod-us as success.")
	s.leave()
}

// TestStoryEndpointRecordRepeated records a success that is live already: GitLab makes
// nothing new, and the card says so before and after.
func TestStoryEndpointRecordRepeated(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	sha := g.head(t, 1, "feat/retry-budget")
	d := g.record(t, 1, "loadtest", "feat/retry-budget", sha, "success")
	s := g.open(t, "maya", utc, "--project", "payments/api")
	s.ready()
	s.WaitFor("All 37")
	r := recording{env: "loadtest", ref: "feat/retry-budget", sha: sha, status: "success"}
	s.openRecord()
	s.fillRecord(r)
	s.words("GitLab will return the existing #" + d.shown + " and make nothing new")
	if post := s.pressRecord(g, r); post.Status != 201 || post.Body != r.said(sha, false) {
		t.Errorf("sent %s and got %d", post.Body, post.Status)
	}
	s.words("It was there already, #" + d.shown + ": GitLab made nothing new.")
	s.back("Record a deployment")
	if n := len(g.listed(t, 1, values(t, "per_page=100"))); n != 37 {
		t.Errorf("GitLab has %d deployments, want 37", n)
	}
	s.WaitFor("All 37")
	s.leave()
}
