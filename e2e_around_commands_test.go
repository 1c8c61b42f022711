//go:build unix

package main

import (
	"net/http"
	"regexp"
	"testing"

	"greenlight/api/sandbox"
)

// command opens the palette, types into it and runs what is picked.
func (s *story) command(text string, picked any) {
	s.tb.Helper()
	s.Send(":")
	s.WaitFor("─ Commands ")
	s.settle("down", regexp.MustCompile(`│▌ `)) // it takes what is typed before it takes what runs
	s.Type(text)
	s.WaitFor(picked)
	s.Send("enter")
}

func TestStoryPalette(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.open(t, "maya", sessionOptions{}, "--project", "payments/api", "--project", "payments/web")
	s.pick(mineAlone, "#4821")

	// An action, as its key would.
	s.command("approve", regexp.MustCompile(`(?s)Commands for payments/api → production.*▌ approve `))
	s.WaitFor("Approve   ◆ PRODUCTION")
	s.closes("Approve   ◆ PRODUCTION")

	// A refused one says why, in the list and when it is run; the palette stays.
	s.command("retry the", regexp.MustCompile(`▌ retry the job +the job is manual`))
	s.WaitFor("retry the job: the job is manual, only one that has ended can be retried.")
	s.shows("─ Commands")
	s.closes("─ Commands")

	// A view, a project, an environment.
	s.command("view: blo", "▌ view: Blocked")
	s.WaitGone("─ Commands")
	s.Until("the view of what is blocked", func(e *emulator) bool {
		all, _ := e.StyleOf("All ")
		blocked, ok := e.StyleOf("Blocked ")
		return ok && blocked != all
	})
	s.command("project: web", "▌ project: payments/web")
	s.WaitGone("─ Commands")
	s.WaitFor(`esc clears the filter: project:"payments/web"`)
	s.WaitGone(regexp.MustCompile(`(?m)^..■ .* payments/api `))
	s.command("environment: prod-eu", "▌ environment: prod-eu")
	s.WaitGone("─ Commands")
	s.WaitFor(`esc clears the filter: env:"prod-eu"`)
	s.WaitFor(regexp.MustCompile(`(?m)^▌.* prod-eu `))

	// A title is completed before it is run.
	s.Send(":")
	s.WaitFor("─ Commands ")
	s.settle("down", regexp.MustCompile(`│▌ `))
	s.Type("view: fai")
	s.WaitFor("▌ view: Failed")
	s.Send("tab")
	s.WaitFor(regexp.MustCompile(`│  :  view: Failed `))
	s.Send("enter")
	s.WaitGone("─ Commands")
	s.WaitFor(regexp.MustCompile(`(?m)^▌ ✗ failed|^ *Nothing matches`))

	// What nothing matches does nothing, and esc leaves no trace.
	s.Send(":")
	s.WaitFor("─ Commands ")
	s.settle("down", regexp.MustCompile(`│▌ `))
	s.Type("qqq")
	s.WaitFor("0 of ")
	s.Send("enter")
	s.closes("─ Commands")
	none(t, "writes", g.writes())
	s.leave()
}

func TestStoryHelpFindsAndRuns(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.open(t, "maya", sessionOptions{}, "--project", "payments/api")
	s.pick(mineAlone, "#4821")
	s.Send("?")
	s.WaitFor("Keys for payments/api → production")
	// What is not possible now says why beside its key.
	s.words("run the job not approved yet")
	s.settle("down", regexp.MustCompile(`│ +▌`))
	s.Type("changes")
	s.WaitFor(regexp.MustCompile(`▌d +changes against live`))
	s.Send("enter")
	s.WaitGone("type to search")
	s.words("AHEAD 15 commits of live")
	none(t, "writes", g.writes())
	s.leave()
}

func TestStoryMessagesKeepTheRequestID(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.open(t, "maya", sessionOptions{}, "--project", "payments/api")
	s.openApproval(mineAlone, "#4821")
	g.Inject(sandbox.Fault{Method: "POST", Path: `/approval$`, Times: 1, Status: http.StatusInternalServerError, Body: `{"message":"500 Internal Server Error"}`})
	s.confirm(regexp.MustCompile(`Read back`))
	s.words("Read back: your approval is not there. Nothing was repeated.")
	post := one(t, "approvals", g.approvals())
	if post.RequestID == "" {
		t.Fatal("the sandbox gave no request id")
	}
	s.words("request " + post.RequestID)
	s.Send("esc")
	s.WaitGone("Approve   ◆ PRODUCTION")
	s.Send("!")
	s.WaitFor("─ Messages ─")
	s.words(post.RequestID)
	s.closes("─ Messages ─")
	s.leave()
	one(t, "approvals after all", g.approvals())
}
