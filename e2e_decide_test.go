//go:build unix

package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"greenlight/api/sandbox"
)

// The deployments of project 1 that every world has.
const (
	mineAlone = "env:production ref:v2.14.0" // one approval completes it
	twoPeople = "env:prod-eu ref:v2.14.0"    // needs two of security-group
)

func TestStoryApproveRunAndSeeItLive(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.open(t, "maya", sessionOptions{}, "--project", "payments/api")
	s.approveAndRun("deploy-prod", "smoke tests are green, INC-2231")

	post := one(t, "approvals", g.approvals())
	if !strings.Contains(post.Body, `"comment":"smoke tests are green, INC-2231"`) || !strings.Contains(post.Body, `"status":"approved"`) {
		t.Errorf("the approval said %s", post.Body)
	}
	g.clock.pass(2 * time.Minute)
	s.WaitFor("payments/api → production is live: v2.14.0")
	s.shows("live")
	one(t, "plays", g.Requests("POST", `/play$`))
	if n := len(g.writes()); n != 2 {
		t.Errorf("%d writes, want the approval and the play", n)
	}
	s.leave()
}

// approveAndRun takes the deployment that one approval completes from the list to
// its running job.
func (s *story) approveAndRun(job, comment string) {
	s.tb.Helper()
	s.pick(mineAlone, "#4821")
	s.opens("a", "Approve   ◆ PRODUCTION")
	s.settleComment()
	s.Type(comment)
	s.WaitFor(comment)
	s.enter()
	s.words("Complete: the job waits to be run.")
	s.Send("p")
	s.WaitFor("Run the job")
	s.settleButtons("run")
	s.enter()
	s.WaitFor(job + " runs: payments/api → production.")
}

func TestStoryTwoPeopleAtTwoTerminals(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	maya := g.open(t, "maya", sessionOptions{}, "--project", "payments/api")
	oto := g.open(t, "oto", sessionOptions{}, "--project", "payments/api")
	maya.approve(twoPeople, "#4822")
	maya.WaitFor("1 more approval needed.")
	maya.shows("Approved payments/api → prod-eu as security-group")

	oto.ready()
	oto.Send("r")
	oto.WaitFor("you 2/3")
	oto.approve(twoPeople, "#4822")
	oto.words("Complete: the job waits to be run.")

	maya.Send("r")
	maya.WaitFor("to run")
	maya.Send("a")
	maya.WaitFor("it is approved already: the job waits to be run")

	posts := g.approvals()
	if len(posts) != 2 || posts[0].User != "maya" || posts[1].User != "oto" {
		t.Fatalf("approvals are %+v, want maya's and oto's", posts)
	}
	none(t, "plays", g.Requests("POST", `/play$`))
	maya.leave()
	oto.leave()
}

// approve approves without a comment.
func (s *story) approve(filter, number string) {
	s.tb.Helper()
	s.openApproval(filter, number)
	s.enter()
}

// openApproval opens the card and waits until it takes keys.
func (s *story) openApproval(filter, number string) {
	s.tb.Helper()
	s.pick(filter, number)
	s.opens("a", "Approve   ◆ PRODUCTION")
	s.settleComment()
}

// approveSelected approves what is selected, which completes it.
func (s *story) approveSelected() {
	s.tb.Helper()
	s.opens("a", "Approve   ◆ PRODUCTION")
	s.settleComment()
	s.enter()
	s.words("Complete: the job waits to be run.")
}

func TestStoryRejectIsFinal(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.open(t, "maya", sessionOptions{}, "--project", "payments/api")
	s.pick(mineAlone, "#4821")
	s.Send("X")
	s.WaitFor("Reject   ◆ PRODUCTION")
	s.words("Rejecting is final.")
	s.settleComment()
	s.Type("wrong tag")
	s.WaitFor("wrong tag")
	// Cancel is the default: enter goes on to it, and only a step aside rejects.
	s.settle("tab", regexp.MustCompile(`enter cancel`))
	s.settle("right", regexp.MustCompile(`enter reject`))
	none(t, "rejections", g.approvals())
	s.enter()
	s.WaitFor("deploy-prod has failed for good.")
	post := one(t, "rejections", g.approvals())
	if !strings.Contains(post.Body, `"status":"rejected"`) || !strings.Contains(post.Body, `"comment":"wrong tag"`) {
		t.Errorf("the rejection said %s", post.Body)
	}
	s.Send("a")
	s.WaitFor("a approves: it was rejected, which is final.")
	s.Send("p")
	s.WaitFor("p runs the job: ")
	one(t, "writes", g.writes())
	s.leave()
}

func TestStoryLostReply(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.open(t, "maya", sessionOptions{}, "--project", "payments/api")
	s.openApproval(mineAlone, "#4821")
	g.Inject(sandbox.Fault{Method: "POST", Path: `/approval$`, Times: 1, Drop: true})
	s.enter()
	s.words("No answer came. Read back: your approval is there.")
	s.Send("esc")
	s.WaitGone("No answer came.")
	s.WaitFor("1/1")
	s.Send("a")
	s.WaitFor("it is approved already: the job waits to be run")
	one(t, "approvals", g.approvals())
	s.leave()
}

func TestStoryServerDiesDuringTheApproval(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.open(t, "maya", sessionOptions{}, "--project", "payments/api")
	s.openApproval(mineAlone, "#4821")
	g.Inject(sandbox.Fault{Method: "POST", Path: `/approval$`, Before: g.Close, Cut: true})
	s.enter()
	s.words("No answer came. Your approval could not be read back. Nothing was repeated.")
	s.Send("esc")
	s.WaitGone("No answer came.")
	s.Send("r")
	s.WaitFor("offline, data")
	s.Send("a")
	s.WaitFor("decisions are off while")
	one(t, "approvals", g.approvals())
	s.leave()
}

func TestStoryTypedAhead(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.open(t, "maya", sessionOptions{}, "--project", "payments/api")
	s.pick(mineAlone, "#4821")
	s.SendRaw("a\ra\r")
	s.WaitFor("Approve   ◆ PRODUCTION")
	s.settleComment()
	none(t, "approvals", g.approvals())
	// One card, not two.
	s.Send("esc")
	s.WaitGone("Approve   ◆ PRODUCTION")
	s.WaitFor("a approve")

	s.opens("a", "Approve   ◆ PRODUCTION")
	s.settleComment()
	s.SendRaw("\r\r")
	s.words("Complete: the job waits to be run.")
	one(t, "approvals", g.approvals())
	s.leave()
	one(t, "approvals after all", g.approvals())
}

func TestStoryChangedInBetween(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.open(t, "maya", sessionOptions{}, "--project", "payments/api")
	s.openApproval(mineAlone, "#4821")
	s.Type("as discussed")
	s.WaitFor("as discussed")
	detail := g.Requests("GET", `/deployments/\d+$`)
	if len(detail) == 0 {
		t.Fatal("no deployment was read singly")
	}
	id := g.deployment(t, 1, "production", "v2.14.0")
	var sha string
	g.Inject(sandbox.Fault{Method: "GET", Path: `/deployments/` + id.text + `$`, Times: 1, Before: func() {
		var err error
		if sha, err = g.SetSHA(id.number); err != nil {
			t.Error(err)
		}
	}})
	s.enter()
	s.WaitFor("It changed after you looked. Nothing was sent.")
	s.shows(sha[:7], "Commit")
	none(t, "approvals", g.approvals())

	// Deciding anew is possible, on what is there now, with what was typed.
	s.settle("left", regexp.MustCompile(`enter close`))
	s.Send("right")
	s.WaitFor("enter look again")
	s.Send("enter")
	s.WaitFor(regexp.MustCompile(`as discussed +12/255`))
	s.shows(sha[:7])
	s.settle("x", regexp.MustCompile(`as discussedx+`))
	none(t, "approvals", g.approvals())
	s.enter()
	s.words("Complete: the job waits to be run.")
	one(t, "approvals", g.approvals())
	s.leave()
}

func TestStoryStatusOfAnExternalDeployment(t *testing.T) {
	t.Parallel()
	for name, early := range map[string]bool{"after its detail was read": false, "before its detail is read": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := openGitLab(t)
			id := g.deployment(t, 9, "staging", "v8.0.1")
			if early {
				g.Inject(sandbox.Fault{Method: "GET", Path: `/deployments/` + id.text + `$`, Times: 1, Hang: true})
			}
			s := g.open(t, "maya", sessionOptions{}, "--project", "platform/edge-proxy")
			s.pick("env:staging ref:v8.0.1", "#"+id.shown)
			if !early {
				waitUntil(t, "the detail to be read", func() bool {
					return slices.ContainsFunc(g.Requests("GET", `/deployments/`+id.text+`$`), func(e sandbox.Entry) bool { return e.User == "maya" && e.Status == 200 })
				})
			}
			s.setFailed(g)
			put := one(t, "writes", g.writes())
			if put.Method != "PUT" || put.Path != "/api/v4/projects/9/deployments/"+id.text || put.Body != `{"status":"failed"}` {
				t.Errorf("sent %s %s %s", put.Method, put.Path, put.Body)
			}
			if got := g.deployment(t, 9, "staging", "v8.0.1").status; got != "failed" {
				t.Errorf("GitLab holds status %s, want failed", got)
			}
			s.leave()
		})
	}
}

// setFailed says of a recorded deployment that it failed.
func (s *story) setFailed(g *gitlab) {
	s.tb.Helper()
	s.Send("s")
	s.WaitFor("Update status")
	s.settle("down", regexp.MustCompile(`\(•\) – canceled`))
	s.Send("up")
	s.WaitFor("(•) ✗ failed")
	none(s.tb, "writes", g.writes())
	s.Send("enter") // it ends what is live: Cancel comes first
	s.WaitFor("enter cancel")
	s.Send("right")
	s.WaitFor("enter set failed")
	none(s.tb, "writes", g.writes())
	s.Send("enter")
	s.WaitFor("platform/edge-proxy → staging is failed now.")
}
