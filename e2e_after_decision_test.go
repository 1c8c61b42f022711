//go:build unix

package main

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"greenlight/api/sandbox"
)

func TestStoryApproveRunAndFollowTheLogToTheEnd(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.open(t, "maya", sessionOptions{}, "--project", "payments/api")
	s.approveAndRun("deploy-prod", "INC-2231")

	s.Send("L")
	s.WaitFor("► Running")
	// The screen follows by itself: nobody touches a key until the end.
	lines := s.logLines(0)
	g.clock.pass(6 * time.Second)
	lines = s.logLines(lines)
	g.clock.pass(6 * time.Second)
	s.logLines(lines)
	g.clock.pass(2 * time.Minute)
	s.WaitFor("Job succeeded")
	s.WaitFor("✓ Passed")
	s.WaitFor("payments/api → production is live: v2.14.0")
	s.closes("esc back")
	s.WaitFor(regexp.MustCompile(`✓ Live`))

	// A log that has ended is not asked for again.
	job := g.whole(t, 1, "production", "v2.14.0")
	trace := fmt.Sprintf(`/jobs/%d/trace$`, job.Deployable.ID)
	asked := len(g.Requests("GET", trace))
	s.Send("r")
	s.WaitFor("just now")
	s.Send("L")
	s.WaitFor("Job succeeded")
	if n := len(g.Requests("GET", trace)); n != asked {
		t.Errorf("the log was read %d times more after its end", n-asked)
	}
	if job.Status != "success" || job.Deployable.Status != "success" {
		t.Errorf("GitLab says deployment %s, job %s", job.Status, job.Deployable.Status)
	}
	// A finished manual job is never run again by the key that started it.
	s.Send("p")
	s.WaitFor("p runs the job: the job is success, only a manual one can be run.")
	s.Send("enter", "enter")
	s.WaitFor("Job succeeded")
	one(t, "approvals", g.approvals())
	one(t, "plays", g.Requests("POST", `/play$`))
	if n := len(g.writes()); n != 2 {
		t.Errorf("%d writes, want the approval and the play: %+v", n, g.writes())
	}
	s.leave()
}

// logLines waits until the log has more lines than before and returns how many.
func (s *story) logLines(before int) int {
	s.tb.Helper()
	count, n := regexp.MustCompile(`(\d+) lines`), 0
	s.Until(fmt.Sprintf("more than %d lines of the log", before), func(e *emulator) bool {
		if m := count.FindStringSubmatch(e.Screen()); m != nil {
			n, _ = strconv.Atoi(m[1])
		}
		return n > before
	})
	return n
}

func TestStoryRejectAndLookAtTheLog(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.open(t, "maya", sessionOptions{}, "--project", "payments/api")
	s.pick(mineAlone, "#4821")
	s.Send("X")
	s.WaitFor("Reject   ◆ PRODUCTION")
	s.settleComment()
	s.Type("wrong tag")
	s.WaitFor("wrong tag")
	s.presses("reject", "deploy-prod has failed for good.")
	if d := g.whole(t, 1, "production", "v2.14.0"); d.Deployable.Status != "failed" {
		t.Errorf("the job is %s, want failed", d.Deployable.Status)
	}
	s.Send("L")
	s.WaitFor("✗ Failed")
	s.WaitFor("rejected by an approver")
	s.closes("esc back")

	// Nothing brings it back: neither run nor retry sends anything.
	s.Send("R")
	s.WaitFor("R retries the job: it was rejected, which is final: it takes a new pipeline.")
	s.Send("enter")
	s.WaitFor("esc back")
	s.closes("esc back")
	s.Send("p")
	s.WaitFor("p runs the job: ")
	one(t, "writes", g.writes())
	s.leave()
}

// fiveWaiting is where maya may approve each of five deployments, one to a project.
var fiveWaiting = []struct {
	id       int
	path     string
	env, ref string
}{
	{1, "payments/api", "production", "v2.14.0"},
	{2, "payments/web", "production", "main"},
	{4, "payments/ledger", "prod-eu", "v6.9.3"},
	{3, "platform/search-index", "staging", "v0.9.2"},
	{12, "payments/gateway", "production", "发布/2026-02"},
}

// openFive starts on five projects and marks one waiting deployment in each.
func (g *gitlab) openFive(t *testing.T) *story {
	t.Helper()
	var args []string
	for _, w := range fiveWaiting {
		args = append(args, "--project", w.path)
	}
	s := g.open(t, "maya", sessionOptions{}, args...)
	s.ready()
	s.WaitFor("Waiting for you 7")
	// Two more wait in payments/api and are left out: the marks are what counts.
	s.marking("can:approve -env:prod-us", 6)
	s.Send("/", "ctrl+u")
	s.Type("can:approve project:payments/api env:prod-eu")
	s.Send("enter")
	s.WaitFor("1 shown, esc clears the filter")
	s.Send("space")
	s.WaitFor(regexp.MustCompile(`(?m)^▌ ■ you 1/3`))
	s.Send("esc")
	s.WaitGone("esc clears the filter")
	s.WaitFor("5 marked")
	return s
}

// approveMarked opens the card of many and sends it with a comment. The one of the five
// that would roll back is ticked by itself.
func (s *story) approveMarked(count int, comment string) {
	s.tb.Helper()
	s.Send("a")
	s.WaitFor(fmt.Sprintf("Approve %d", count-1))
	s.settleComment()
	s.Type(comment)
	s.WaitFor(comment)
	s.tickTheDangerous(count)
	s.presses(fmt.Sprintf("approve %d", count), regexp.MustCompile(`esc stop|enter close`))
}

// tickTheDangerous waits until all is known about the targets of a card of many, ticks
// the one that is left out for a danger, and looks at each line.
func (s *story) tickTheDangerous(count int) {
	s.tb.Helper()
	s.WaitFor(regexp.MustCompile(`1 left out until ticked|Approve waits for a look at`))
	s.Send("shift+tab")
	s.WaitFor(regexp.MustCompile(`▌ \[`))
	open := regexp.MustCompile(`▌ \[ \] `)
	for range count {
		before := s.cursorLine()
		if open.MatchString(before) {
			break
		}
		s.Send("down")
		s.within(waitLimit, func(screen string) bool { return cursorLine(screen) != before })
	}
	s.WaitFor(open)
	s.Send("space")
	s.WaitFor(fmt.Sprintf("Approve %d ", count))
	s.Send("home")
	for range count {
		s.Send("pgdown")
	}
	s.WaitGone("a look at")
}

// cursorLine is the line of the screen that keys act on.
func cursorLine(screen string) string {
	for line := range strings.SplitSeq(screen, "\n") {
		if strings.Contains(line, "▌") {
			return line
		}
	}
	return ""
}

func (s *story) cursorLine() string { return cursorLine(s.Screen()) }

func TestStoryApproveFiveWithOneRefusal(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.openFive(t)
	refusedAt := g.deployment(t, 2, "production", "main")
	g.Inject(sandbox.Fault{
		Method: "POST", Path: `/deployments/` + refusedAt.text + `/approval$`, Status: http.StatusBadRequest,
		Body: `{"message":"This environment is frozen by Ines until Monday."}`,
	})
	s.approveMarked(5, "release 2.14, all green")
	s.WaitFor("enter close")
	s.words("4 approved")
	s.words("refused:")
	s.words("This environment is frozen by Ines until Monday.")
	s.closes("enter close")
	s.WaitFor("1 marked")

	posts := g.approvals()
	if len(posts) != 5 {
		t.Fatalf("%d approvals reached GitLab, want five: %+v", len(posts), posts)
	}
	seen := map[string]int{}
	for _, p := range posts {
		seen[p.Path]++
		if !strings.Contains(p.Body, `"status":"approved"`) || !strings.Contains(p.Body, `"comment":"release 2.14, all green"`) {
			t.Errorf("sent %s: %s", p.Path, p.Body)
		}
	}
	for _, w := range fiveWaiting {
		path := fmt.Sprintf("/api/v4/projects/%d/deployments/%s/approval", w.id, g.deployment(t, w.id, w.env, w.ref).text)
		if seen[path] != 1 {
			t.Errorf("%d approvals of %s, want one", seen[path], w.path)
		}
	}
	// What was refused is still marked, and its reason is kept.
	s.Send("!")
	s.words("frozen by Ines until Monday")
	s.closes("─ Messages ─")
	s.Send("/", "ctrl+u")
	s.Type("project:payments/web can:approve")
	s.Send("enter")
	s.WaitFor(regexp.MustCompile(`(?m)^▌\+■ you 0/1`))
	s.Send("space")
	s.WaitFor(regexp.MustCompile(`(?m)^▌ ■ you 0/1`))
	s.runTheComplete(t, g)
	s.leave()
}

// told looks into the messages until something was told.
func (s *story) told(sentence string) {
	s.tb.Helper()
	for range 30 {
		s.Send("!")
		s.WaitFor("─ Messages ─")
		told := s.within(300*time.Millisecond, func(screen string) bool { return strings.Contains(unbroken(screen), sentence) })
		s.closes("─ Messages ─")
		if told {
			return
		}
	}
	s.tb.Fatalf("never told: %s", sentence)
}

// runTheComplete runs what the approvals of five have completed, and sees it live.
func (s *story) runTheComplete(t *testing.T, g *gitlab) {
	t.Helper()
	s.marking("state:to-run user:lin env:production", 1)
	s.Send("/", "ctrl+u")
	s.Type("state:to-run user:max")
	s.Send("enter")
	s.WaitFor(regexp.MustCompile(`\b1 hidden and left out +1 shown`))
	s.WaitFor(regexp.MustCompile(`(?m)^▌ › to run +◆ prod-eu +payments/ledger`))
	s.Send("A")
	s.WaitFor(regexp.MustCompile(`(?m)^▌\+› to run +◆ prod-eu +payments/ledger`))
	s.Send("esc")
	s.WaitGone("esc clears the filter")
	s.WaitFor("2 marked")
	s.Send("p")
	s.WaitFor("Run 1") // the other one rolls back, and is ticked by itself
	s.WaitFor("1 left out until ticked")
	s.settle("down", regexp.MustCompile(`▌ \[ \] payments/ledger`))
	s.Send("space")
	s.WaitFor("Run 2 ")
	s.Send("tab")
	s.WaitFor("enter cancel") // the way out is the default
	s.settle("right", regexp.MustCompile(`enter run 2`))
	none(t, "plays", g.Requests("POST", `/play$`))
	s.confirm(regexp.MustCompile(`esc stop|enter close`))
	s.words("2 started")
	s.closes("enter close")
	if plays := g.Requests("POST", `/play$`); len(plays) != 2 || plays[0].Path == plays[1].Path {
		t.Errorf("plays are %+v, want one of each of the two", plays)
	}
	g.clock.pass(2 * time.Minute)
	s.Send("r")
	for _, end := range []string{"payments/api → production is live: v2.14.0", "payments/ledger → prod-eu is live: v6.9.3"} {
		s.told(end)
	}
	s.choose("state:live env:production project:api", "#4821")
	s.Send("L")
	s.WaitFor("Job succeeded")
	s.closes("Summary   Changes")
}

func TestStoryBulkStopsInTheMiddle(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.openFive(t)
	// The second approval is held in GitLab until the user has stopped.
	sent, release := make(chan struct{}), make(chan struct{})
	held := 0
	g.Inject(sandbox.Fault{Method: "POST", Path: `/approval$`, Times: 1})
	g.Inject(sandbox.Fault{Method: "POST", Path: `/approval$`, Times: 1, Before: func() {
		held++
		close(sent)
		<-release
	}})
	s.approveMarked(5, "one by one")
	select {
	case <-sent:
	case <-time.After(waitLimit):
		t.Fatal("the second approval never came")
	}
	s.Send("esc")
	s.WaitFor("Stops after this one")
	if n := len(g.approvals()); n != 2 {
		t.Errorf("%d approvals while the second is under way", n)
	}
	close(release)
	s.WaitFor("enter close")
	s.words("2 approved")
	if posts := g.approvals(); len(posts) != 2 {
		t.Errorf("%d approvals after the stop, want the two: %+v", len(posts), posts)
	}
	s.closes("enter close")
	s.WaitFor("3 marked")
	s.leave()
	if n := len(g.approvals()); n != 2 {
		t.Errorf("%d approvals after all, want two", n)
	}
}

func TestStoryBulkSendsNothingForWhatChanged(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.openFive(t)
	changed := g.deployment(t, 4, "prod-eu", "v6.9.3")
	s.Send("a")
	s.WaitFor("Approve 4")
	s.settleComment()
	s.Type("one by one")
	s.tickTheDangerous(5)
	// It changes while the first is being sent: any sooner, a refresh may show it.
	moved := make(chan error, 1)
	g.Inject(sandbox.Fault{Method: "POST", Path: `/approval$`, Times: 1, Before: func() {
		_, err := g.SetSHA(changed.number)
		moved <- err
	}})
	s.presses("approve 5", regexp.MustCompile(`esc stop|enter close`))
	if err := <-moved; err != nil {
		t.Fatal(err)
	}
	s.WaitFor("enter close")
	s.words("not sent:")
	s.words("it changed")
	for _, p := range g.approvals() {
		if strings.Contains(p.Path, "/"+changed.text+"/") {
			t.Errorf("an approval of what had changed was sent: %s", p.Path)
		}
	}
	if n := len(g.approvals()); n != 4 {
		t.Errorf("%d approvals, want four", n)
	}
	s.closes("enter close")
	s.WaitFor("1 marked")
	s.leave()
}

func TestStoryRetryAFailedJob(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.open(t, "maya", sessionOptions{}, "--project", "payments/api", "--project", "platform/search-index")
	old := g.whole(t, 1, "review/x-12", "x-12")
	s.pick("env:review/x-12 project:payments/api", "#"+strconv.FormatInt(old.IID, 10))
	s.WaitFor("R retry")
	s.Send("p") // an automatic job that has ended is not run by p either
	s.WaitFor("p runs the job: the job is failed, only a manual one can be run.")
	s.Send("R")
	s.WaitFor("─ Retry the job ─")
	s.settle("left", regexp.MustCompile(`enter cancel`))
	none(t, "retries", g.writes())
	s.Send("right")
	s.WaitFor("enter retry")
	s.Send("enter")
	said := regexp.MustCompile(`was started again as #(\d+)`)
	s.WaitFor(said)
	post := one(t, "retries", g.Requests("POST", `/retry$`))
	if want := fmt.Sprintf("/api/v4/projects/1/jobs/%d/retry", old.Deployable.ID); post.Path != want {
		t.Errorf("sent %s, want %s", post.Path, want)
	}
	made := g.whole(t, 1, "review/x-12", "x-12")
	if told := said.FindStringSubmatch(s.Screen())[1]; told != strconv.FormatInt(made.IID, 10) || made.Deployable.ID == old.Deployable.ID {
		t.Errorf("told #%s, GitLab made #%d with job %d", told, made.IID, made.Deployable.ID)
	}
	g.clock.pass(2 * time.Minute)
	s.Send("r")
	s.WaitFor("payments/api → review/x-12 is live: x-12")

	// What was rejected cannot be retried, and no card opens for it.
	rejected := g.deployment(t, 3, "production", "v0.9.1")
	s.choose("env:production ref:v0.9.1", "#"+rejected.shown)
	s.Send("R")
	s.WaitFor("R retries the job: it was rejected, which is final: it takes a new pipeline.")
	one(t, "writes", g.writes())
	s.leave()
}

func TestStoryCancelARunningJob(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.open(t, "maya", sessionOptions{}, "--project", "platform/infra/terraform-live")
	d := g.whole(t, 11, "qa", "main")
	s.pick("env:qa status:running", "#"+strconv.FormatInt(d.IID, 10))
	s.settle("C", regexp.MustCompile(`─ Cancel the job ─`)) // not before it was read in full
	// The way out is the default: enter alone sends nothing.
	s.WaitFor("enter keep running")
	s.enters("w watch")
	none(t, "writes", g.writes())

	s.Send("C")
	s.WaitFor("─ Cancel the job ─")
	s.settle("right", regexp.MustCompile(`enter cancel the job`))
	s.Send("enter")
	s.WaitFor("deploy-qa is being canceled: platform/infra/terraform-live → qa.")
	post := one(t, "writes", g.writes())
	if want := fmt.Sprintf("/api/v4/projects/11/jobs/%d/cancel", d.Deployable.ID); post.Path != want {
		t.Errorf("sent %s, want %s", post.Path, want)
	}
	// The runner takes its time; greenlight follows it and says when it has stopped.
	g.clock.pass(time.Minute)
	s.WaitFor(regexp.MustCompile(`platform/infra/terraform-live → qa canceled`))
	if now := g.whole(t, 11, "qa", "main"); now.Status != "canceled" || now.Deployable.Status != "canceled" {
		t.Errorf("GitLab says deployment %s, job %s", now.Status, now.Deployable.Status)
	}
	s.leave()
}
