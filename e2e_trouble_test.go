//go:build unix

package main

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"greenlight/api/sandbox"
)

func TestStoryRefusedTokens(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	for _, c := range []struct{ name, token, title, said string }{
		{"wrong", "glpat-not-a-token-of-this", "GitLab does not know your token", "401 Unauthorized"},
		{"expired", g.Token("expired"), "Your token has expired", "Token is expired."},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := tell(t, g.URL(), c.token, sessionOptions{}, g.tokens(), "--project", "payments/api")
			s.WaitFor(c.title)
			s.words(c.said)
			s.words("Make a new one with scope api, at")
			s.words("GREENLIGHT_TOKEN")
			s.shows("token refused", "/-/user_settings/personal_access_tokens")
			s.Send("esc")
			s.WaitGone(c.title)
			s.shows("token refused")
			s.leave()
		})
	}
}

func TestStoryTokenThatMayOnlyRead(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.open(t, "read_api", sessionOptions{}, "--project", "payments/api")
	s.readOnly(t, g, "the token may only read: its scopes lack api")
}

func TestStoryReadOnlyByFlag(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.open(t, "maya", sessionOptions{}, "--project", "payments/api", "--read-only")
	s.readOnly(t, g, "greenlight was started read-only")
}

// readOnly looks around with every key that decides.
func (s *story) readOnly(t *testing.T, g *gitlab, why string) {
	t.Helper()
	s.pick(mineAlone, "#4821")
	s.shows("read-only")
	for key, does := range map[string]string{"a": "approves", "X": "rejects", "p": "runs the job", "s": "updates the status"} {
		s.Send(key)
		s.words(key + " " + does + ": " + why)
		s.Send("enter", "enter")
		s.WaitFor("esc back")
		s.Send("esc")
		s.WaitGone("esc back")
	}
	s.leave()
	none(t, "writes", g.writes())
}

func TestStoryUnknownProjectBesideGoodOnes(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.open(t, "maya", sessionOptions{}, "--project", "payments/api", "--project", "payments/none", "--group", "nobody")
	s.WaitFor("2 of 3 projects failed")
	s.Send("1")
	s.WaitFor("Not shown, as they could not be read:")
	s.shows("payments/none", "404 not found")
	s.WaitFor("production")
	s.Send("!")
	s.words("payments/none and group nobody not found")
	s.words("it does not exist or this token may not see it")
	s.Send("esc")
	s.WaitFor("a approve")
	s.choose(mineAlone, "#4821")
	s.approveSelected()
	one(t, "approvals", g.approvals())
	s.leave()
}

func TestStoryGitLabIsDownAndComesBack(t *testing.T) {
	t.Parallel()
	address := freeAddress(t)
	token := openGitLab(t).Token("maya") // the seed makes the tokens: the same as below
	s := tell(t, "http://"+address, token, sessionOptions{}, nil, "--project", "payments/api")
	s.WaitFor("could not be read.")
	s.words("127.0.0.1 cannot be reached")
	s.words("check the network, VPN and proxy")
	s.words("greenlight tries again in")
	s.shows("offline", "r try now")

	g := openGitLab(t, func(o *sandbox.Options) { o.Addr = address })
	s.Send("r")
	s.ready()
	s.approve(mineAlone, "#4821")
	s.words("Complete: the job waits to be run.")
	one(t, "approvals", g.approvals())

	// It goes again, and what was read stays on the screen.
	g.Close()
	s.Send("r")
	s.WaitFor("offline, data")
	s.shows("payments/api", "Decisions are off.")
	s.leave()
}

func TestStoryALoginPageInsteadOfGitLab(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	g.Inject(sandbox.Fault{Path: `.`, Status: 200, ContentType: "text/html; charset=utf-8", Body: "<html><title>Sign in</title>\x1b]0;owned\a</html>"})
	s := g.open(t, "maya", sessionOptions{}, "--project", "payments/api")
	s.WaitFor("could not be read.")
	s.words("check the address and whether a login page or proxy stands before it")
	if strings.Contains(s.Screen(), "<html>") || strings.Contains(s.RawOutput(), "owned") {
		t.Errorf("the page itself is shown")
	}
	s.leave()
}

func TestStoryRateLimit(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.open(t, "maya", sessionOptions{}, "--project", "payments/api")
	s.ready()
	s.WaitFor(regexp.MustCompile(`(?m)^▌.* payments/api`))
	g.ResetJournal()
	heal := g.Inject(sandbox.Fault{
		Path: `.`, Status: http.StatusTooManyRequests, ContentType: "text/plain", Body: "Retry later",
		Header: http.Header{"Retry-After": {"90"}},
	})
	s.Send("r")
	s.WaitFor(regexp.MustCompile(`rate limited, again in (1m|8\ds|90s)`))
	s.shows("payments/api")
	heal()
	asked := len(g.Journal())
	// What was asked to wait waits, whatever is pressed besides r.
	s.Send("j", "k", "5")
	s.WaitFor("review/x-12")
	if n := len(g.Requests("GET", `/deployments$`)); n > asked {
		t.Errorf("%d listings were asked for in spite of Retry-After", n)
	}
	s.leave()
}

func TestStoryAShortRateLimitIsWaitedOut(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	g.Inject(sandbox.Fault{
		Path: `/deployments$`, Times: 1, Status: http.StatusTooManyRequests, ContentType: "text/plain", Body: "Retry later",
		Header: http.Header{"Retry-After": {"1"}},
	})
	s := g.open(t, "maya", sessionOptions{}, "--project", "payments/api")
	s.ready()
	s.WaitFor("payments/api")
	s.leave()
}

// What waits is told by a single read of each blocked deployment. Where those fail
// or hang, nobody knows whether anything waits, and the screen must not say that
// nothing does.
func TestStoryNoFalseAllClear(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]sandbox.Fault{
		"failing": {Status: http.StatusInternalServerError, Body: `{"message":"500 Internal Server Error"}`},
		"hanging": {Hang: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := openGitLab(t)
			fault.Method, fault.Path = "GET", `/deployments/\d+$`
			g.Inject(fault)
			s := g.open(t, "maya", sessionOptions{}, "--project", "payments/api")
			s.WaitFor("Blocked 7")
			waitUntil(t, "the single reads", func() bool { return len(g.Requests("GET", fault.Path)) >= 6 })
			if s.within(500*time.Millisecond, func(screen string) bool { return strings.Contains(screen, "✓ Nothing waits for you.") }) {
				t.Errorf("says that nothing waits, while 7 are blocked and none of them could be read")
			}
			s.leave()
		})
	}
}

func TestStoryAHangingProject(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	g.Inject(sandbox.Fault{Path: `^/api/v4/projects/2/deployments`, Hang: true})
	s := g.open(t, "maya", sessionOptions{}, "--project", "payments/api", "--project", "payments/web", "--project", "platform/sso")
	s.WaitFor("reading, 2 of 3 projects")
	s.WaitFor("payments/api")
	s.answers(t, "?", "type to search")
	s.Send("esc")
	s.WaitGone("type to search")
	s.choose(mineAlone, "#4821")
	s.approveSelected()
	one(t, "approvals", g.approvals())
	s.leave()
}

func TestStoryAHangingGitLab(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	g.Inject(sandbox.Fault{Path: `.`, Hang: true})
	s := g.open(t, "maya", sessionOptions{}, "--project", "payments/api")
	s.WaitFor("reading")
	s.answers(t, "?", "type to search")
	s.Send("esc")
	s.WaitGone("type to search")
	s.leave()
}

// answers presses a key and fails if the screen is slow to follow.
func (s *story) answers(t *testing.T, key, want string) {
	t.Helper()
	pressed := time.Now()
	s.Send(key)
	at := s.Until("the answer to "+key, func(e *emulator) bool { return strings.Contains(e.Screen(), want) })
	if took := at.Sub(pressed); took > 500*time.Millisecond && !raceEnabled {
		t.Errorf("%s was answered after %s", key, took)
	}
}

func TestStoryHostileNames(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.open(t, "maya", sessionOptions{}, "--project", "platform/infra/terraform-live")
	id := g.deployment(t, 11, "production", "main")
	s.pick("env:production status:blocked", "#"+id.shown)
	s.Send("enter")
	s.WaitFor("esc back")
	s.WaitFor("rm -rf state gnp.exe here") // below the list it gives way to what is found out
	s.Send("esc")
	s.WaitGone("esc back")
	s.opens("a", "Approve   ◆ PRODUCTION")
	s.shows("rm -rf state gnp.exe here")
	s.Send("esc")
	s.WaitGone("Approve   ◆")
	s.leave()
	raw := s.RawOutput()
	for _, bad := range []string{"\x1b]52", "\x1b]8", "\x1b[31m", "evil.example", "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069", "\u200e", "\u200f"} {
		if strings.Contains(raw, bad) {
			t.Errorf("%q reached the terminal", bad)
		}
	}
}

func TestStoryEveryWayOut(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	for _, c := range []struct {
		name string
		end  func(s *story)
		code int
	}{
		{"q", func(s *story) { s.Send("q") }, 0},
		{"ctrl+c", func(s *story) { s.Send("ctrl+c") }, 0},
		{"SIGINT", func(s *story) { s.Signal(syscall.SIGINT) }, 130},
		{"SIGTERM", func(s *story) { s.Signal(syscall.SIGTERM) }, 143},
		{"SIGHUP", func(s *story) { s.Signal(syscall.SIGHUP) }, 129},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, keys := range []keyboard{legacyKeys, kittyKeys} {
				s := g.open(t, "maya", sessionOptions{Term: termOptions{Keyboard: keys}}, "--project", "payments/api")
				s.ready()
				c.end(s)
				s.gone(c.code)
				if got := s.Stderr(); got != "" {
					t.Errorf("stderr says %q", got)
				}
				if look(s.session, (*emulator).History) != "" {
					t.Errorf("something is left on the main screen:\n%s", s.Screen())
				}
			}
		})
	}
}

func TestStoryCtrlCWithADraftAndAWriteUnderWay(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	g.Inject(sandbox.Fault{Method: "POST", Path: `/approval$`, Hang: true})
	s := g.open(t, "maya", sessionOptions{}, "--project", "payments/api")
	s.openApproval(mineAlone, "#4821")
	s.Type("half a thought")
	s.WaitFor("half a thought")
	s.Send("esc")
	s.WaitGone("Approve   ◆ PRODUCTION")
	s.Send("q")
	s.words("1 draft would be lost, for payments/api → production")
	s.Send("esc")
	s.WaitGone("would be lost")
	s.Send("a")
	s.WaitFor("half a thought")
	s.settle("x", regexp.MustCompile(`half a thoughtx`))
	s.enter()
	s.WaitFor("Sending the approval")
	waitUntil(t, "the approval to reach GitLab", func() bool { return len(g.approvals()) == 1 })
	s.Send("ctrl+c")
	s.gone(0)
	for _, want := range []string{"it is not known whether GitLab took this: approve payments/api → production, #4821", g.URL() + "/payments/api/-/environments/"} {
		if !strings.Contains(s.Stderr(), want) {
			t.Errorf("stderr lacks %q: %q", want, s.Stderr())
		}
	}
	one(t, "approvals", g.approvals())
}

func TestStoryResize(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.open(t, "maya", sessionOptions{}, "--project", "payments/api")
	s.openApproval(mineAlone, "#4821")
	s.Type("kept")
	s.WaitFor("kept")
	s.Resize(120, 36)
	s.WaitFor(regexp.MustCompile(`kept +4/255`))
	s.Until("the wider screen", func(e *emulator) bool { return len([]rune(e.Row(2))) > 100 })
	s.Resize(60, 15)
	s.WaitFor("60 × 15")
	s.WaitFor("80 × 24")
	s.WaitGone("Approve   ◆")
	none(t, "approvals", g.approvals())
	s.Resize(80, 24)
	s.WaitFor(regexp.MustCompile(`kept +4/255`))
	s.WaitFor("Approve   ◆ PRODUCTION")
	s.settle("!", regexp.MustCompile(`kept!+ +\d/255`)) // it was out of sight: it settles anew
	s.enter()
	s.words("Complete: the job waits to be run.")
	if post := one(t, "approvals", g.approvals()); !strings.Contains(post.Body, `"kept!`) {
		t.Errorf("the approval said %s", post.Body)
	}
	s.leave()
}

func TestStorySuspend(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	// A shell with job control: greenlight is stopped as it would be for a user.
	script := fmt.Sprintf(`set -m; "%s" --host "%s" --project payments/api; echo "stopped with $?"; read -r line; fg >/dev/null; echo "ended with $?"`, greenlight(t), g.URL())
	s := &story{startSession(t, sessionOptions{Env: []string{"GREENLIGHT_TOKEN=" + g.Token("maya")}}, "/bin/sh", "-c", script), g.tokens()}
	s.pick(mineAlone, "#4821")
	s.Send("ctrl+z")
	s.WaitFor("stopped with")
	if left := look(s.session, (*emulator).Leftovers); len(left) > 0 {
		t.Errorf("while suspended the terminal has: %v", left)
	}
	s.Send("enter")
	s.WaitFor("#4821")
	s.Until("the alternate screen", (*emulator).Alt)
	s.approveSelected()
	one(t, "approvals", g.approvals())
	s.Send("q")
	s.WaitFor("ended with 0")
	s.gone(0)
}

// waitUntil waits for something that no screen shows.
func waitUntil(tb testing.TB, what string, ok func() bool) {
	tb.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	limit := time.NewTimer(waitLimit)
	defer limit.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-limit.C:
			tb.Fatalf("waited %s for %s", waitLimit, what)
		}
	}
}
