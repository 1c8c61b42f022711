//go:build unix

package main

import (
	"strings"
	"testing"

	"greenlight/api/sandbox"
)

// TestStoryEndpointGet reads one deployment singly, since a listing has no approvals:
// GET /projects/:id/deployments/:deployment_id.
func TestStoryEndpointGet(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	d := g.deployment(t, 1, "prod-eu", "v2.13.9")
	s := g.open(t, "maya", utc, "--project", "payments/api")
	s.ready()
	none(t, "single readings before anybody looked", g.Requests("GET", "/deployments/"+d.text+"$"))
	s.choose("env:prod-eu ref:v2.13.9", "#"+d.shown)
	s.words("Approvals ✓ qa-group 1/1 ✓ security-group 2/2")
	e := by("maya", g.Requests("GET", "/deployments/"+d.text+"$"))
	if len(e) == 0 || e[0].Path != "/api/v4/projects/1/deployments/"+d.text || e[0].Status != 200 || len(e[0].Query) != 0 {
		t.Errorf("it was read by %+v", e)
	}
	s.Send("enter") // zoomed: who, what they said
	for _, text := range []string{"@ines", "@maya", "@oto", "ok"} {
		s.WaitFor(text)
	}
	s.back("@ines")

	// One that somebody deletes goes from the list as soon as anybody looks at it.
	gone := g.record(t, 1, "loadtest", "feat/retry-budget", g.head(t, 1, "feat/retry-budget"), "failed")
	s.Send("r")
	s.WaitFor("All 37")
	if got := g.send(t, "root", "DELETE", "/projects/1/deployments/"+gone.text, ""); got.status != 204 {
		t.Fatalf("somebody else's deletion: %d %s", got.status, got.body)
	}
	s.filter("env:loadtest ref:feat/retry-budget")
	s.words("payments/api → loadtest #" + gone.shown + " is gone: it was deleted, or is no longer open to you.")
	s.WaitFor("Nothing matches.")
	s.WaitFor("All 36")
	s.leave()
}

// TestStoryEndpointGetFails keeps the rest working where one deployment cannot be read.
func TestStoryEndpointGetFails(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	d := g.deployment(t, 1, "prod-eu", "v2.13.9")
	g.Inject(sandbox.Fault{Method: "GET", Path: "/deployments/" + d.text + "$", Status: 403, Body: `{"message":"403 Forbidden"}`})
	s := g.open(t, "maya", utc, "--project", "payments/api")
	// The refusal may stand in the hint row before the filter's own words did.
	s.ready()
	s.filter("env:prod-eu ref:v2.13.9")
	s.WaitFor("cannot read deployment payments/api → prod-eu #")
	s.words("✓ Live")
	s.words("v2.13.9 · ")
	s.filter(mineAlone)
	s.selected("4821")
	s.WaitFor("payments-leads 0/1")
	s.leave()
}

// TestStoryEndpointApproval covers represented_as of
// POST /projects/:id/deployments/:deployment_id/approval by the picker of hats; its
// status and comment are in the stories of deciding.
func TestStoryEndpointApproval(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		downs     int
		hat, sent string
	}{
		{0, "payments-leads", `"represented_as":"payments-leads"`},
		{1, "Maintainers", `"represented_as":"Maintainers"`},
		{2, "GitLab's choice", ""},
	} {
		t.Run(c.hat, func(t *testing.T) {
			t.Parallel()
			g := openGitLab(t)
			s := g.open(t, "maya", utc, "--project", "payments/api")
			s.openApproval("env:prod-us ref:v2.13.10", "#4820")
			s.shows("(•) payments-leads")
			s.press("down", c.downs)
			s.WaitFor("(•) " + c.hat)
			s.Type("one hat")
			s.WaitFor("one hat")
			none(t, "approvals", g.approvals())
			s.Send("enter")
			s.WaitGone("Approve   ◆ PRODUCTION")
			s.WaitFor("1 more approval needed.")
			post := one(t, "approvals", g.approvals())
			if !strings.Contains(post.Body, c.sent) || c.sent == "" && strings.Contains(post.Body, "represented_as") ||
				!strings.Contains(post.Body, `"status":"approved"`) || !strings.Contains(post.Body, `"comment":"one hat"`) {
				t.Errorf("the approval said %s", post.Body)
			}
			hat := c.hat
			if c.sent == "" {
				hat = "payments-leads" // which is what GitLab chooses
			}
			s.words("✓ " + hat + " 1/1")
			s.leave()
		})
	}
}
