//go:build unix

package main

import (
	"fmt"
	"regexp"
	"testing"

	"greenlight/api/sandbox"
)

// TestStoryEndpointApprovalRefused shows each documented refusal of
// POST /projects/:id/deployments/:deployment_id/approval in GitLab's words.
func TestStoryEndpointApprovalRefused(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.open(t, "maya", utc, "--project", "payments/api")
	s.pick(mineAlone, "#4821")
	refusals := []struct {
		status     int
		body, says string
	}{
		{400, `{"message":"This environment is not protected."}`, "This environment is not protected."},
		{400, `{"message":"You cannot approve your own deployment. This configuration can be adjusted in the protected environment settings."}`,
			"You cannot approve your own deployment. This configuration can be adjusted in the protected environment settings."},
		{400, `{"message":"Deployment approvals is not configured for this environment."}`, "Deployment approvals is not configured for this environment."},
		{400, `{"message":"You don't have permission to approve this deployment. Contact the project or group owner for help."}`,
			"You don't have permission to approve this deployment. Contact the project or group owner for help."},
		{400, "{\"message\":\"There are no approval rules for the given `represent_as` parameter. Use a valid User/Group/Role name instead.\"}",
			"There are no approval rules for the given `represent_as` parameter. Use a valid User/Group/Role name instead."},
		{400, `{"message":["Comment is too long (maximum is 255 characters)"]}`, "Comment is too long (maximum is 255 characters)"},
		{403, `{"message":"403 Forbidden"}`, "403 Forbidden"},
	}
	for _, r := range refusals {
		s.openCard("a", "Approve   ◆ PRODUCTION")
		g.Inject(sandbox.Fault{Method: "POST", Path: `/approval$`, Times: 1, Status: r.status, Body: r.body})
		s.enter()
		s.WaitFor("GitLab refused it. Nothing has changed.")
		s.words(r.says)
		s.back("Approve   ◆ PRODUCTION")
	}

	// Somebody is faster, in truth: there is nothing left to approve.
	s.openCard("a", "Approve   ◆ PRODUCTION")
	id := g.deployment(t, 1, "production", "v2.14.0")
	g.Inject(sandbox.Fault{Method: "POST", Path: `/approval$`, Times: 1, Before: func() {
		if got := g.send(t, "oto", "POST", "/projects/1/deployments/"+id.text+"/approval", `{"status":"approved"}`); got.status != 201 {
			t.Errorf("somebody else's approval: %d %s", got.status, got.body)
		}
	}})
	s.enter()
	s.WaitFor("GitLab refused it. Nothing has changed.")
	s.words("This deployment is not waiting for approvals.")
	if n := len(g.approvals()) - len(by("oto", g.approvals())); n != len(refusals)+1 {
		t.Errorf("%d approvals were sent, want each once", n)
	}
	s.back("Approve   ◆ PRODUCTION")
	s.leave()
}

// openCard opens a card with a comment by its key and waits until it takes keys.
func (s *story) openCard(key, title string) {
	s.tb.Helper()
	s.Send(key)
	s.WaitFor(title)
	s.settleComment()
}

// TestStoryEndpointWithoutRight shows what GitLab says to somebody who may look and
// nothing else, on each card that writes.
func TestStoryEndpointWithoutRight(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	d := g.record(t, 1, "loadtest", "feat/retry-budget", g.head(t, 1, "feat/retry-budget"), "failed")
	s := g.open(t, "rae", utc, "--project", "payments/api")
	s.pick("env:loadtest ref:feat/retry-budget", "#"+d.shown)

	s.chooseStatus("success", "canceled")
	s.Send("tab", "right")
	s.WaitFor("enter set success")
	s.Send("enter")
	s.WaitFor("GitLab refused it. Nothing has changed.")
	s.words("403 Forbidden")
	s.back("Update status")

	s.toDelete()
	s.Send("enter")
	s.WaitFor("GitLab refused it. Nothing has changed.")
	s.words("403 Forbidden")
	s.back("Delete the record")

	r := recording{env: "loadtest", ref: "main", status: "running"}
	s.openRecord()
	s.fillRecord(r)
	s.toRecord(r.status)
	s.Send("enter")
	s.WaitFor("GitLab refused it. Nothing was made.")
	s.words("403 Forbidden")
	s.shows("loadtest", "main") // and what was typed is still there
	s.back("Record a deployment")

	var sent []string
	for _, e := range by("rae", g.writes()) {
		sent = append(sent, fmt.Sprint(e.Method, " ", e.Status))
	}
	if fmt.Sprint(sent) != "[PUT 403 DELETE 403 POST 403]" {
		t.Errorf("sent %q", sent)
	}
	if got := g.status(t, 1, d.text); got != "failed" {
		t.Errorf("it is %q", got)
	}
	s.Send("q") // which loses what was typed for the record, and asks
	s.WaitFor("a new record")
	s.settle("right", regexp.MustCompile(`enter quit`))
	s.Send("enter")
	s.gone(0)
}
