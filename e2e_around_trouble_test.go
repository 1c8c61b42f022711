//go:build unix

package main

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"greenlight/api/sandbox"
)

// suspend stops the program as a user does, for the n-th time, and brings it back.
func (s *story) suspend(n int) {
	s.tb.Helper()
	s.Send("ctrl+z")
	s.Until("the shell", func(e *emulator) bool { return strings.Count(e.Screen(), "stopped 148") == n })
	s.Until("the terminal to be given back", func(e *emulator) bool { return len(e.Leftovers()) == 0 })
	s.Send("enter")
	s.Until("the alternate screen", (*emulator).Alt)
}

// Suspending and resizing are told of two sessions: Bubble Tea's own check of the size
// after a suspension and a later resize write the same field unguarded, which the race
// detector does not forgive.
func TestStorySuspendLosesNothing(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	// A shell with job control, that brings back what was stopped at enter.
	const script = `"$0" "$@"; code=$?; while [ $code = 148 ]; do echo "stopped $code"; read -r _; fg >/dev/null; code=$?; done; exit $code`
	s := &story{startSession(t, sessionOptions{StderrShown: true, Env: []string{"GREENLIGHT_TOKEN=" + g.Token("maya")}},
		"/bin/sh", "-m", "-c", script, greenlight(t), "--host", g.URL(), "--project", "payments/api"), g.tokens()}
	s.halfTyped(t, g, func(n int) { s.suspend(n) })
}

func TestStoryResizeLosesNothing(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.open(t, "maya", sessionOptions{}, "--project", "payments/api")
	s.halfTyped(t, g, func(int) {
		s.Resize(120, 36)
		s.Until("the wider screen", func(e *emulator) bool { return e.w == 120 && len([]rune(e.Row(0))) > 100 })
		s.Resize(60, 15)
		s.WaitFor("80 × 24")
		s.Resize(80, 24)
		s.WaitGone("80 × 24")
	})
}

// halfTyped disturbs the program while a record is half typed and while the log is
// searched; nothing that was typed is lost.
func (s *story) halfTyped(t *testing.T, g *gitlab, disturb func(n int)) {
	t.Helper()
	d := g.whole(t, 1, "review/x-12", "x-12")
	s.pick("env:review/x-12", fmt.Sprintf("#%d", d.IID))
	s.Send("n")
	s.WaitFor("─ Record a deployment ")
	s.settle("x", regexp.MustCompile(`▌ Ref +x+ `))
	s.Send("ctrl+u")
	s.Type("half-typed")
	s.WaitFor(regexp.MustCompile(`▌ Ref +half-typed `))
	disturb(1)
	s.WaitFor(regexp.MustCompile(`▌ Ref +half-typed `))
	s.settle("!", regexp.MustCompile(`▌ Ref +half-typed!+ `))
	s.closes("─ Record a deployment ")
	s.Send("n")
	s.WaitFor(regexp.MustCompile(`Ref +half-typed!+ `))
	s.closes("─ Record a deployment ")

	// The log keeps its place and what is searched in it.
	s.Send("L")
	s.logLines(0)
	s.Send("/")
	s.Type("healthz")
	s.WaitFor("1 of 4 matches")
	disturb(2)
	s.WaitFor("1 of 4 matches")
	s.shows("/ healthz", "GET /healthz: 503")
	s.Send("enter", "n")
	s.WaitFor("2 of 4 matches")
	none(t, "writes", g.writes())
	s.Send("ctrl+c")
	s.gone(0)
}

// hostile is what may stand in any text of somebody else.
const hostile = "\x1b[31mred\x1b]52;c;cm0gLXJm\a\x1b]0;owned\a\x1b]8;;https://evil.example\alink\x1b]8;;\a\u009b2J\u009d0;owned\u009c" +
	"\u202eabc\u202c\u2066x\u2069\u200f\x00\x1bP+q544e\x1b\\\x1b_Gi=1\x1b\\\x1bc\x1b]9;note\a\x07\x08\x7f\r\n\tend"

func TestStoryHostileTextEverywhere(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	d := g.whole(t, 1, "prod-eu", "v2.14.0")
	failed := g.whole(t, 1, "review/x-12", "x-12")
	long := hostile + strings.Repeat("long ", 2<<10) + "\u202e"
	for what, err := range map[string]error{
		"title": g.SetCommitTitle(d.ID, long), "ref": g.SetRef(d.ID, "v2"+hostile), "job": g.SetJobName(d.Deployable.ID, "deploy"+hostile),
		"address": g.SetExternalURL(d.ID, "https://"+hostile), "project": g.SetProjectName(1, long), "person": g.SetDisplayName("lin", hostile),
		"branch": g.AddBranch(1, "b"+hostile), "tag": g.AddTag(1, "t"+hostile), "file": g.AddFile(1, "dir/"+hostile, "@@ -1 +1 @@\n-"+hostile+"\n+"+long+"\n"),
		"log": g.AppendTrace(failed.Deployable.ID, long+"\n"+strings.Repeat(hostile, 20)), "title of the other": g.SetCommitTitle(failed.ID, hostile),
		"name": g.SetEnvironmentName(d.ID, "eu"+hostile),
	} {
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	s := g.open(t, "maya", sessionOptions{Cols: 100, Rows: 30, Env: []string{browserPath(t, "")}}, "--project", "payments/api")
	s.ready()
	s.choose("env:review/x-12", fmt.Sprintf("#%d", failed.IID))
	s.Send("L")
	s.logLines(0)
	s.Send("g", "G", "pgup", "pgdown", "up", "down")
	s.WaitFor("end")
	s.closes("Summary   Changes")

	s.Send("5", "/", "ctrl+u")
	s.Type("user:lin age:<20m -env:production eu")
	s.Send("enter")
	s.WaitFor(regexp.MustCompile(`#4822 [─-]+`))
	for _, step := range []struct{ key, want string }{
		{"d", "Commits"}, {"l", "passed"}, {"l", "Not started"}, {"l", "newest first"}, {"h", "Not started"},
	} {
		s.Send(step.key)
		s.WaitFor(step.want)
	}
	s.closes("Summary   Changes")
	for key, card := range map[string]string{"s": "Update status", "n": "Record a deployment", "y": "─ Copy ─", ":": "─ Commands ", "f": "Ask GitLab", "m": "Merge requests", "?": "Keys for", "!": "─ Messages ─", "p": "Run the job", "D": "Delete"} {
		s.Send(key)
		s.WaitFor(card)
		s.closes(card)
	}
	s.Send("w", "o")
	s.words("Copied instead: http")
	none(t, "writes", g.writes())
	s.Send("ctrl+c")
	s.gone(0)
	s.unharmed(t, "evil.example")
	if clips := look(s.session, func(e *emulator) int { return len(e.clips) }); clips > 1 { // o without a browser copies the page
		t.Errorf("%d copies, want at most the page's", clips)
	}
	for _, title := range look(s.session, func(e *emulator) []string { return e.titles }) {
		if title != "" && !strings.HasPrefix(title, "greenlight") {
			t.Errorf("the terminal's title was %q", title)
		}
	}
	if n := s.notes(); len(n) != 0 || s.bells() != 0 {
		t.Errorf("%d bells, notified %q", s.bells(), n)
	}
}

// erase deletes a deployment as an administrator.
func (g *gitlab) erase(tb testing.TB, project int, id int64) {
	tb.Helper()
	req, err := http.NewRequest(http.MethodDelete, fmt.Sprintf("%s/api/v4/projects/%d/deployments/%d", g.URL(), project, id), nil)
	if err != nil {
		tb.Fatal(err)
	}
	req.Header.Set("PRIVATE-TOKEN", g.Token("root"))
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		tb.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusNoContent {
		tb.Fatalf("deleting answered %d", res.StatusCode)
	}
}

func TestStoryDeletedWhileItsCardIsOpen(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.open(t, "maya", sessionOptions{}, "--project", "payments/api")
	s.openApproval(mineAlone, "#4821")
	s.Type("typed with care")
	s.WaitFor("typed with care")
	g.erase(t, 1, g.deployment(t, 1, "production", "v2.14.0").number)
	s.enter()
	s.words("deleted")
	s.WaitFor("typed with care")
	none(t, "approvals", g.approvals())
	s.closes("typed with care")
	s.WaitFor("Waiting for you 2")
	s.Send("!")
	s.words("404 Not found")
	s.closes("─ Messages ─")
	none(t, "approvals", g.approvals())
	s.leave()
}

func TestStoryAJobThatVanishes(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.open(t, "maya", sessionOptions{}, "--project", "platform/infra/terraform-live")
	d := g.whole(t, 11, "qa", "main")
	s.pick(runningByItself, "#"+strconv.FormatInt(d.IID, 10))
	s.Send("L")
	s.WaitFor("► Running")
	s.logLines(0)
	if err := g.VanishJob(d.Deployable.ID); err != nil {
		t.Fatal(err)
	}
	s.Send("r")
	s.WaitFor(regexp.MustCompile(`(?i)404 Not f|is gone|has no job`))
	// The rest goes on: another key, another tab, the list.
	s.Send("h", "h", "h")
	s.WaitFor("Summary   Changes")
	s.closes("Summary   Changes")
	s.Send("C")
	s.WaitFor("C cancels the job: ")
	none(t, "writes", g.writes())
	s.leave()
}

func TestStoryNoAccessToOnePart(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	for _, path := range []string{`/pipelines/\d+/(jobs|bridges)$`, `/trace$`, `/repository/compare$`} {
		g.Inject(sandbox.Fault{Method: "GET", Path: path, Status: http.StatusForbidden, Body: `{"message":"403 Forbidden"}`})
	}
	s := g.open(t, "maya", sessionOptions{}, "--project", "payments/api")
	d := g.whole(t, 1, "review/x-12", "x-12")
	s.pick("env:review/x-12", fmt.Sprintf("#%d", d.IID))
	s.Send("L")
	s.words("log could not be read: 403 Forbidden")
	s.Send("h")
	s.WaitGone("log could not")
	s.words("403 Forbidden")
	s.closes("Summary   Changes")
	s.choose(mineAlone, "#4821")
	s.Send("d")
	s.words("403 Forbidden")
	s.Send("L", "l") // the history is another endpoint, and is read
	s.words("newest first")
	s.words("approved by @oto “checked the queue length”")
	s.closes("Summary   Changes")
	// What could not be read stops nobody.
	s.approveSelected()
	one(t, "approvals", g.approvals())
	s.leave()
}

func TestStoryNoAccessToEnvironments(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	g.Inject(sandbox.Fault{Method: "GET", Path: `/environments(/\d+)?$`, Status: http.StatusForbidden, Body: `{"message":"403 Forbidden"}`})
	s := g.open(t, "maya", sessionOptions{}, "--project", "payments/api")
	s.pick(mineAlone, "#4821")
	s.WaitFor("◆ production") // by its name: nothing looks harmless for want of a right
	s.Send("n")
	s.WaitFor("═ Record a deployment ")
	s.settle("shift+tab", regexp.MustCompile(`▌ Env +production +.*not read`))
	s.closes("═ Record a deployment ")
	s.opens("a", "Approve   ◆ PRODUCTION")
	s.settleComment()
	s.Send("enter")
	s.words("Complete: the job waits to be run.")
	one(t, "approvals", g.approvals())
	s.leave()
}

// GitLab counts nothing above ten thousand rows.
func TestStoryHistoryWithoutTotals(t *testing.T) {
	t.Parallel()
	g := openGitLab(t, func(o *sandbox.Options) { o.Projects, o.Deployments, o.Blocked = 1, 90_000, 7 })
	s := g.open(t, "maya", sessionOptions{}, "--project", "payments/api")
	s.pick(mineAlone, "#"+g.deployment(t, 1, "production", "v2.14.0").shown)
	s.Send("h") // from the first tab to the last
	s.words("newest first")
	s.WaitFor("20+ deployments") // what was read, and that there is more
	s.settle("pgdown", regexp.MustCompile(`\b1[0-9]0\+ deployments`))
	s.shows("more above", "production  newest first")
	asked := map[string]int{}
	for _, e := range of("maya", g.Requests("GET", `/projects/1/deployments$`)) {
		if e.Query.Get("environment") == "production" && !ofDecision(e) {
			asked[e.Query.Get("page")]++
		}
	}
	for page, times := range asked {
		if times != 1 {
			t.Errorf("page %s of the history was read %d times", page, times)
		}
	}
	if len(asked) < 5 {
		t.Errorf("%d pages of the history were read", len(asked))
	}
	s.closes("Summary   Changes")
	s.leave()
}
