package ui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

// a reply 401 to an approval with a comment: the answered card never arms.
func TestAnAnsweredCardArmsWhateverTheAnswer(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{arms: true, projects: []string{"payments/api"}})
	r.ready()
	r.selectRow("mine alone", onlyMine)
	r.keys("a")
	r.armed()
	r.typed("a comment")
	r.server.Inject(sandbox.Fault{Method: "POST", Path: `/approval$`, Status: 401, Body: `{"message":"401 Unauthorized"}`})
	r.keys("enter")
	r.until("it is answered", func(a App) bool { return len(a.flying) == 0 })
	r.armed()
}

// a forgotten project's row comes back for good by a single read under way.
func TestAForgottenRowStaysForgotten(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{groups: []string{"payments"}})
	r.ready()
	r.idle(0)
	row := r.moveTo("web", func(x fleet.Row) bool { return x.Project == "payments/web" && waits(x) })
	gate := make(chan struct{})
	r.server.Inject(sandbox.Fault{Path: only(row), Before: func() { <-gate }, Times: 1})
	r.beat(11 * time.Second)
	r.until("read", func(App) bool { return r.under == 1 && r.unanswered() == 1 })
	if err := r.server.SetArchived(row.Ref.Project, true); err != nil {
		t.Fatal(err)
	}
	r.send(beatMsg{})
	r.keys("r")
	r.until("forgotten", func(a App) bool { return !hasProject(a, "payments/web") })
	close(gate)
	r.pass(time.Minute, 5*time.Second, 0)
	if hasProject(r.app, "payments/web") {
		t.Error("a row of a project that is not watched any more came back and stays")
	}
}

// too small a screen claims that nothing waits although that is not known.
func TestTheSmallScreenClaimsNothingUnread(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"data/billing"}, also: []rigOptions{{dead: true}}})
	r.until("read", func(a App) bool { return a.list.Len() > 0 })
	r.idle(0)
	r.send(tea.WindowSizeMsg{Width: 60, Height: 15})
	if r.shows("nothing waits for you") {
		t.Errorf("%s", r.screen())
	}
	u := newRig(t, rigOptions{projects: []string{"payments/web"}, before: func(s *sandbox.Server) {
		s.Inject(sandbox.Fault{Path: `/deployments/\d+$`, Status: 500, Body: `{}`})
	}})
	u.until("read", func(a App) bool { return a.list.Len() > 0 })
	u.idle(0)
	u.send(tea.WindowSizeMsg{Width: 60, Height: 15})
	if u.shows("nothing waits for you") {
		t.Errorf("%s", u.screen())
	}
}

// r asks at once although GitLab said 600 s, where the discovery was limited
// (a limited project is left alone).
func TestRefreshObeysRetryAfterOfADiscovery(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/api"}, before: func(s *sandbox.Server) { s.Inject(limited(".", "600")) }})
	r.until("failing", func(a App) bool { return a.sites[0].phase == failing })
	r.idle(0)
	r.server.ResetJournal()
	r.keys("r")
	r.idle(0)
	if n := len(r.server.Journal()); n > 0 {
		t.Errorf("%d requests", n)
	}
}

// followed and resting reads ignore Retry-After.
func TestFollowedReadsObeyRetryAfter(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/api"}})
	r.ready()
	r.ran()
	r.server.Inject(limited(".", "600"))
	r.beat(11 * time.Second)
	r.idle(0)
	r.server.ResetJournal()
	r.pass(5*time.Minute, time.Second, 0)
	if n := len(r.server.Journal()); n > 0 {
		t.Errorf("%d requests in 5 of the 10 minutes GitLab asked for, the first %s", n, r.server.Journal()[0].Path)
	}
}

// after the token was renewed within the pause, the projects stay failed until their pause is over.
func TestARenewedTokenReadsTheProjects(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/api"}})
	r.ready()
	heal := r.server.Inject(sandbox.Fault{Path: ".", Status: 401, Body: `{"message":"401 Unauthorized"}`})
	r.beat(11 * time.Second)
	r.idle(0)
	heal()
	r.keys("esc r")
	r.idle(0)
	if !r.shows("updated just now") {
		t.Error(r.header())
	}
}

// r pressed three times on a refused token sends it three times over.
func TestRefreshReadsTheTokenOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/api"}})
	r.ready()
	r.server.Inject(sandbox.Fault{Path: ".", Status: 401, Body: `{"message":"401 Unauthorized"}`})
	r.beat(11 * time.Second)
	r.idle(0)
	r.server.ResetJournal()
	r.keys("esc r r r")
	r.idle(0)
	if n := r.wire("GET", "/user$"); n > 1 {
		t.Errorf("asked %d times", n)
	}
}

// digits beyond the last view say nothing.
func TestADigitBeyondTheViewsSaysSo(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	before := r.screen()
	r.keys("7")
	if r.screen() == before {
		t.Error("7 with five views does nothing and says nothing")
	}
}

// the window of the list is lost by a moment of a small terminal.
func TestASmallScreenKeepsTheWindow(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{w: 80, h: 24})
	r.ready()
	r.keys("5 j j")
	before := r.screen()
	r.send(tea.WindowSizeMsg{Width: 79, Height: 24})
	r.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	if r.screen() != before {
		t.Errorf("the first rows are scrolled away:\n%s", strings.Join(strings.Split(r.screen(), "\n")[:8], "\n"))
	}
}

// quitting from the token card over a decision with an unsent comment elsewhere does nothing.
func TestQuitAsksOverTwoCards(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/api"}})
	r.ready()
	r.selectRow("mine alone", onlyMine)
	r.keys("a")
	r.settled()
	r.typed("unsent")
	r.keys("esc X")
	r.settled()
	r.server.Inject(sandbox.Fault{Path: ".", Status: 401, Body: `{"message":"401 Unauthorized"}`})
	r.beat(11 * time.Second)
	r.idle(0)
	r.sees("GitLab does not know your token")
	r.settled()
	before := r.screen()
	r.keys("q")
	r.idle(0)
	if r.screen() == before && !r.quit {
		t.Errorf("q, which the footer offers, does nothing:\n%s", r.screen())
	}
}

// a result that came on a small screen is dismissed unread by keys that do nothing there.
func TestTheSmallScreenKeepsTheResult(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.selectRow("mine alone", onlyMine)
	r.keys("a")
	r.settled()
	r.keys("enter")
	r.send(tea.WindowSizeMsg{Width: 60, Height: 15})
	r.idle(0)
	r.keys("j")
	r.send(tea.WindowSizeMsg{Width: 120, Height: 36})
	if !r.shows("Complete: the job waits to be run") {
		t.Error("the result of the approval was never shown")
	}
}

// a look again that meets a refused token tells it nowhere as such.
func TestALookAgainNotesARefusedToken(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/api"}})
	r.ready()
	x := r.selectRow("mine alone", onlyMine)
	r.keys("a")
	r.settled()
	_, _ = r.server.SetSHA(x.Ref.Deployment)
	r.keys("enter")
	r.sees("It changed after you looked.")
	r.idle(0)
	r.settled()
	r.server.Inject(sandbox.Fault{Path: ".", Status: 401, Body: `{"message":"401 Unauthorized"}`})
	before := r.screen()
	r.keys("enter")
	r.idle(0)
	if r.screen() == before {
		t.Errorf("look again failed and nothing is seen:\n%s", r.screen())
	}
}

func TestAFailedLookAgainIsTold(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/api"}})
	r.ready()
	x := r.selectRow("mine alone", onlyMine)
	r.keys("a")
	r.settled()
	_, _ = r.server.SetSHA(x.Ref.Deployment)
	r.keys("enter")
	r.sees("It changed after you looked.")
	r.idle(0)
	r.settled()
	r.server.Inject(sandbox.Fault{Path: only(x), Status: 500, Body: `{"message":"500 Internal"}`})
	before := r.screen()
	r.keys("enter")
	r.idle(0)
	if r.screen() == before {
		t.Errorf("look again failed and nothing is seen:\n%s", r.screen())
	}
}

// a row that slid under the cursor beneath an open card is decided on by `esc a` at once.
func TestASlideUnderACardIsNotSeen(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.keys("1 g")
	r.keys("?")
	old, now := r.slide()
	r.drawn = r.clock.Now().Add(time.Millisecond)
	r.clock.Advance(2 * time.Millisecond)
	r.keys("esc a")
	if d, ok := r.app.decision(); ok && d.Ref() == now.Ref {
		t.Errorf("was on %v, esc a within 2 ms opened a card for %v", old.Ref, now.Ref)
	}
}

// the same with a small terminal between.
func TestASlideOnASmallScreenIsNotSeen(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.keys("1 g")
	r.send(tea.WindowSizeMsg{Width: 60, Height: 15})
	old, now := r.slide()
	r.looked()
	r.send(tea.WindowSizeMsg{Width: 120, Height: 36})
	r.keys("a")
	if d, ok := r.app.decision(); ok && d.Ref() == now.Ref {
		t.Errorf("was on %v, a in the burst of the resize opened a card for %v, a row never drawn", old.Ref, now.Ref)
	}
}
