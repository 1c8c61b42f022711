//go:build unix

package main

import (
	"regexp"
	"testing"

	"greenlight/api/sandbox"
)

// TestStoryEndpointRecordUpdateDelete goes the whole way by keyboard: record A
// (running, then success), record B (success), delete A; B is live and cannot be
// deleted, B becomes failed and can.
func TestStoryEndpointRecordUpdateDelete(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.open(t, "maya", utc, "--project", "payments/api")
	s.ready()
	a := recording{env: "loadtest", ref: "v2.13.10", status: "running"}
	b := recording{env: "loadtest", ref: "v2.14.1-rc1", status: "success"}
	idA, idB := s.recordBoth(g, a, b)

	// A is not live any more: it goes, and only by the second button.
	s.choose("env:loadtest ref:"+a.ref, "#"+idA.shown)
	s.openDelete()
	s.settle("right", sayEnterDelete)
	s.Send("left")
	s.WaitFor("enter cancel")
	s.Send("enter")
	s.WaitGone("Delete the record")
	none(t, "deletions", g.Requests("DELETE", ""))
	s.toDelete()
	s.words("✓ Not live: the one that is live cannot be deleted.")
	s.Send("enter")
	s.WaitFor("Deleted #" + idA.shown + " of payments/api → loadtest.")
	gone := one(t, "deletions", g.Requests("DELETE", ""))
	if gone.Path != "/api/v4/projects/1/deployments/"+idA.text || gone.Status != 204 || gone.Header.Get("If-Unmodified-Since") == "" {
		t.Errorf("sent %s %s: %d, unmodified since %q", gone.Method, gone.Path, gone.Status, gone.Header.Get("If-Unmodified-Since"))
	}

	// B is live: the card says the rule and what helps, and there is no way to send.
	s.choose("env:loadtest ref:"+b.ref, "#"+idB.shown)
	s.openDelete()
	s.words("The one that is live cannot be deleted: set it to failed first. GitLab: “Deployment currently deployed to environment”.")
	s.settle("right", sayBarred)
	s.Send("enter")
	s.WaitGone("Delete the record")
	one(t, "deletions", g.Requests("DELETE", ""))

	s.setStatus("failed", "canceled")
	s.WaitFor("payments/api → loadtest is failed now.")
	s.toDelete()
	s.Send("enter")
	s.WaitFor("Deleted #" + idB.shown + " of payments/api → loadtest.")
	if got := g.status(t, 1, idA.text) + g.status(t, 1, idB.text); got != "" {
		t.Errorf("what was deleted is %s", got)
	}
	if n := len(by("maya", g.writes())); n != 6 {
		t.Errorf("%d writes, want two records, two states and two deletions", n)
	}
	s.leave()
}

// recordBoth records A as running, finds that it cannot be deleted so, sets it to
// success, and records B as a success over it.
func (s *story) recordBoth(g *gitlab, a, b recording) (idA, idB found) {
	s.tb.Helper()
	s.openRecord()
	s.fillRecord(a)
	s.words("v2.13.10 counts as under way on loadtest. Nothing becomes live yet.")
	post := s.pressRecord(g, a)
	if want := a.said(g.head(s.tb, 1, a.ref), true); post.Body != want || post.Status != 201 {
		s.tb.Errorf("recording A sent %s and got %d, want %s", post.Body, post.Status, want)
	}
	idA = g.deployment(s.tb, 1, a.env, a.ref)
	s.WaitFor("Recorded #" + idA.shown + " of payments/api → loadtest as running.")
	s.selected(idA.shown) // the new one is shown
	s.openDelete()
	s.words("A running deployment cannot be deleted.")
	s.words("Nothing can be deleted as it stands.")
	s.settle("right", sayBarred)
	s.Send("enter")
	s.WaitGone("Delete the record")
	none(s.tb, "deletions", g.Requests("DELETE", ""))
	s.setStatus("success", "canceled")
	s.WaitFor("payments/api → loadtest is success now.")
	put := one(s.tb, "updates", g.Requests("PUT", singlePath))
	if put.Path != "/api/v4/projects/1/deployments/"+idA.text || put.Body != `{"status":"success"}` {
		s.tb.Errorf("setting A sent %s %s", put.Path, put.Body)
	}
	s.Send("r")
	s.choose("env:loadtest state:live", "#"+idA.shown) // and nothing else is live there

	s.openRecord()
	s.fillRecord(b)
	s.words("v2.14.1-rc1 becomes live on loadtest. It replaces v2.13.10.")
	post = s.pressRecord(g, b)
	if want := b.said(g.head(s.tb, 1, b.ref), true); post.Body != want {
		s.tb.Errorf("recording B sent %s, want %s", post.Body, want)
	}
	idB = g.deployment(s.tb, 1, b.env, b.ref)
	s.WaitFor("Recorded #" + idB.shown + " of payments/api → loadtest as success.")
	s.selected(idB.shown)
	s.WaitFor("✓ Live")
	return idA, idB
}

// TestStoryEndpointDeleteRefused shows what GitLab itself says where the card could
// not know.
func TestStoryEndpointDeleteRefused(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	main := g.head(t, 1, "main")
	older := g.record(t, 1, "loadtest", "feat/retry-budget", g.head(t, 1, "feat/retry-budget"), "success")
	newer := g.record(t, 1, "loadtest", "main", main, "success")
	s := g.open(t, "maya", utc, "--project", "payments/api")
	const path = singlePath
	s.pick("env:loadtest ref:feat/retry-budget", "#"+older.shown)

	// Somebody takes the newer one back in the last moment: this one is live.
	s.toDelete()
	g.Inject(sandbox.Fault{Method: "DELETE", Path: path, Times: 1, Before: func() {
		if got := g.send(t, "root", "PUT", "/projects/1/deployments/"+newer.text, `{"status":"failed"}`); got.status != 200 {
			t.Errorf("somebody else's update: %d %s", got.status, got.body)
		}
	}})
	s.Send("enter")
	s.WaitFor("GitLab refused it. Nothing has changed.")
	s.words("Deployment currently deployed to environment")
	s.back("Delete the record")
	if g.status(t, 1, older.text) != "success" {
		t.Error("it is gone")
	}

	// Something newer is live again, and then it is GitLab that finds it running.
	g.record(t, 1, "loadtest", "main", main, "success")
	s.Send("r")
	s.WaitGone("✓ Live")
	s.toDelete()
	g.Inject(sandbox.Fault{Method: "DELETE", Path: path, Times: 1, Status: 400, Body: `{"message":"Cannot destroy running deployment"}`})
	s.Send("enter")
	s.WaitFor("GitLab refused it. Nothing has changed.")
	s.words("Cannot destroy running deployment")
	s.back("Delete the record")
	if n := len(g.Requests("DELETE", path)); n != 2 {
		t.Errorf("%d deletions were sent, want each once", n)
	}
	s.leave()
}

// TestStoryEndpointDeleteChanged covers If-Unmodified-Since and a record that is gone
// meanwhile.
func TestStoryEndpointDeleteChanged(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	sha := g.head(t, 1, "main")
	d := g.record(t, 1, "loadtest", "main", sha, "failed")
	s := g.open(t, "maya", utc, "--project", "payments/api")
	s.pick("env:loadtest ref:main status:failed", "#"+d.shown)
	g.clock.pass(5e9)

	// Changed between the last look and the deletion: 412, and nothing is gone.
	s.toDelete()
	g.Inject(sandbox.Fault{Method: "DELETE", Path: singlePath, Times: 1, Before: func() {
		if err := g.SetStatus(d.number, "canceled"); err != nil {
			t.Error(err)
		}
	}})
	s.Send("enter")
	s.WaitFor("It changed after you looked.")
	s.words("Status failed → canceled")
	if e := one(t, "deletions", g.Requests("DELETE", singlePath)); e.Status != 412 {
		t.Errorf("GitLab answered %d", e.Status)
	}
	if got := g.status(t, 1, d.text); got != "canceled" {
		t.Errorf("it is %q", got)
	}

	// Look again opens the card anew; then somebody else is faster.
	s.settle("left", regexp.MustCompile(`enter close`))
	s.Send("right")
	s.WaitFor("enter look again")
	s.Send("enter")
	s.WaitFor("✓ Not running")
	s.settle("right", sayEnterDelete)
	g.Inject(sandbox.Fault{Method: "DELETE", Path: singlePath, Times: 1, Before: func() {
		if got := g.send(t, "root", "DELETE", "/projects/1/deployments/"+d.text, ""); got.status != 204 {
			t.Errorf("somebody else's deletion: %d %s", got.status, got.body)
		}
	}})
	s.Send("enter")
	s.words("Somebody else has deleted it. Nothing has changed.")
	s.back("Delete the record")
	if n := len(by("maya", g.Requests("DELETE", singlePath))); n != 2 {
		t.Errorf("%d deletions were sent, want each once", n)
	}
	s.leave()
}

// TestStoryEndpointDeleteGone deletes what somebody else has deleted while the card was
// open: nothing is sent.
func TestStoryEndpointDeleteGone(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	d := g.record(t, 1, "loadtest", "main", g.head(t, 1, "main"), "failed")
	s := g.open(t, "maya", utc, "--project", "payments/api")
	s.pick("env:loadtest ref:main status:failed", "#"+d.shown)
	s.toDelete()
	if got := g.send(t, "root", "DELETE", "/projects/1/deployments/"+d.text, ""); got.status != 204 {
		t.Fatalf("somebody else's deletion: %d %s", got.status, got.body)
	}
	s.Send("enter")
	s.words("Somebody else has deleted it. Nothing was sent.")
	none(t, "deletions", by("maya", g.Requests("DELETE", "")))
	s.back("Delete the record")
	s.WaitGone("#" + d.shown + " ─")
	s.leave()
}
