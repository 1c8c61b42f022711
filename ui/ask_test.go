package ui

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

// deep is one project with more deployments than two pages hold.
var deep = sandbox.Options{Projects: 1, Deployments: 250}

// asks opens the card of queries, presses keys on it and asks.
func (r *rig) asks(names string) {
	r.t.Helper()
	r.keys("f")
	r.settled()
	r.idle(0)
	r.keys(names)
	r.keys("enter")
	if r.app.cards.Len() > 0 {
		r.t.Fatalf("the query was not sent:\n%s", r.screen())
	}
}

// asksFor is asks, with the answer awaited.
func (r *rig) asksFor(names string) {
	r.t.Helper()
	r.asks(names)
	r.until("the answer is there", func(a App) bool { return a.asking.on && !a.asking.loading })
	r.idle(0)
}

// listed are the requests for a page of a project's deployments.
func (r *rig) listed(page string) []url.Values {
	var out []url.Values
	for _, e := range r.server.Requests("GET", `/deployments$`) {
		if e.Query.Get("page") == page && e.Query.Get("per_page") == "100" && e.Query.Get("environment") == "" {
			out = append(out, e.Query)
		}
	}
	return out
}

// ids are the numbers of the shown rows, in their order.
func (r *rig) ids() []int64 {
	var out []int64
	for row := range r.app.list.Shown() {
		out = append(out, row.Ref.Deployment)
	}
	return out
}

func TestAQueryIsAnsweredInATabOfItsOwn(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{world: deep})
	r.ready()
	r.keys("5 g")
	usual := r.ids()
	r.asksFor("")
	r.sees("Asked 100")
	r.sees("payments/api · newest first   100 of 250 loaded")
	got := r.ids()
	for i := 1; i < len(got); i++ {
		if got[i] >= got[i-1] {
			t.Fatalf("row %d of the answer is %d, after %d: GitLab's order is newest first", i, got[i], got[i-1])
		}
	}
	if len(got) != 100 {
		t.Fatalf("%d rows are shown, want a page of 100", len(got))
	}
	r.keys("5")
	if now := r.ids(); fmt.Sprint(now) != fmt.Sprint(usual) {
		t.Error("the query has changed the usual list")
	}
	if strings.Contains(r.screen(), "newest first") {
		t.Error("the usual list says what the query is")
	}
	r.keys("1 shift+tab")
	r.sees("newest first")
	r.keys("tab")
	if r.app.view() != 0 {
		t.Errorf("after Asked comes view %d, want the first", r.app.view())
	}
	r.keys("shift+tab")
	if !r.app.asking.shown {
		t.Error("before the first view comes not Asked")
	}
}

func TestAViewThatIsNotThereIsTold(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{change: func(o *Options) { o.Views = []View{{Name: "Mine", Filter: "can:approve"}, {Name: "All"}} }})
	r.keys("7")
	r.sees("7 shows view 7: there are 2.")
}

func TestWhatIsAskedForIsSent(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{world: deep})
	r.ready()
	r.idle(0)
	r.server.ResetJournal()
	// On the status: one to the right, then down to the dates, and their order.
	r.keys("f")
	r.settled()
	r.idle(0)
	for range 12 {
		if strings.Contains(r.screen(), "Status      success") {
			break
		}
		r.keys("right")
	}
	r.sees("Status      success")
	r.keys("tab")
	r.typed("3d")
	r.sees("Updated dates need the order updated_at")
	r.keys("enter")
	if r.app.cards.Len() != 1 {
		t.Fatal("enter sent a query that GitLab refuses")
	}
	r.keys("enter")
	r.until("the answer is there", func(a App) bool { return a.asking.on && !a.asking.loading })
	r.sees("success · updated since 2026-02-11")
	sent := r.listed("1")
	var q url.Values
	for _, s := range sent {
		if s.Get("updated_after") != "" {
			q = s
		}
	}
	if q.Get("status") != "success" || q.Get("order_by") != "updated_at" || q.Get("updated_after") != "2026-02-11T03:00:00Z" {
		t.Errorf("sent %v", q)
	}
	for row := range r.app.list.Shown() {
		if row.Deployment.Status != api.StatusSuccess {
			t.Errorf("#%d is %s", row.Deployment.IID, row.Deployment.Status)
		}
	}
}

func TestPagesOfAnAnswerComeOnlyNearItsEnd(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{world: deep})
	r.ready()
	r.idle(0)
	r.server.ResetJournal()
	r.asksFor("")
	r.keys("j j pgdown k")
	r.pass(5*time.Second, time.Second, 0)
	r.idle(0)
	if n := len(r.listed("2")); n != 0 {
		t.Fatalf("page 2 is read %d times far from the end", n)
	}
	gate := make(chan struct{})
	r.server.Inject(sandbox.Fault{Path: `/deployments$`, Before: func() { <-gate }, Times: 1})
	r.keys("G k j k j")
	r.until("page 2 is on its way", func(App) bool { return r.unanswered() > 0 })
	r.send(beatMsg{})
	close(gate)
	r.until("page 2 is there", func(a App) bool { return a.list.Len() == 200 })
	if n := len(r.listed("2")); n != 1 {
		t.Errorf("page 2 is read %d times, want once", n)
	}
	r.sees("200 of 250 loaded")
	r.keys("G")
	r.idle(0)
	r.keys("G j j j")
	r.idle(0)
	if n := len(r.listed("3")); n != 1 {
		t.Errorf("page 3 is read %d times, want once", n)
	}
	if n := len(r.listed("4")); n != 0 {
		t.Error("a page behind the last one is read")
	}
	r.sees("250 deployments")
	seen := map[int64]bool{}
	for _, id := range r.ids() {
		if seen[id] {
			t.Fatalf("%d is shown twice", id)
		}
		seen[id] = true
	}
}

func TestAPageThatFailsIsTold(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{world: deep})
	r.ready()
	r.asksFor("")
	heal := r.server.Inject(sandbox.Fault{Path: `/deployments$`, Status: 403, Body: `{"message":"403 Forbidden"}`})
	r.keys("G")
	r.sees("403 Forbidden")
	if n := r.app.list.Len(); n != 100 {
		t.Fatalf("after a failed page %d rows are left", n)
	}
	heal()
	r.server.ResetJournal()
	r.keys("k j k j k j")
	r.idle(0)
	if n := len(r.listed("2")); n > 0 {
		t.Errorf("a page that failed is asked for again at every key: %d times", n)
	}
	r.clock.Advance(6 * time.Second)
	r.keys("k j")
	r.until("the page came after all", func(a App) bool { return a.list.Len() == 200 })
}

func TestAQueryThatFailsIsTold(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{world: deep})
	r.ready()
	r.idle(0)
	heal := r.server.Inject(sandbox.Fault{Path: `/deployments$`, Status: 403, Body: `{"message":"403 Forbidden"}`})
	r.asksFor("")
	r.sees("403 Forbidden")
	r.lacks("Nothing waits for you")
	r.sees("The query could not be answered.")
	r.keys("5")
	if r.app.list.Len() == 0 {
		t.Error("the usual list went with the query")
	}
	r.keys("1 shift+tab")
	heal()
	r.keys("r")
	r.until("the answer is there", func(a App) bool { return a.list.Len() == 100 })
}

func TestAQueryThatFindsNothingSaysSo(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{world: deep})
	r.ready()
	r.keys("f")
	r.settled()
	r.idle(0)
	r.keys("shift+tab")
	r.typed("nowhere")
	r.keys("tab enter")
	r.until("the answer is there", func(a App) bool { return a.asking.on && !a.asking.loading })
	r.sees("on nowhere")
	r.sees("0 deployments")
	r.lacks("Nothing waits for you")
	r.keys("a")
	r.sees("no deployment is selected")
	r.keys("esc")
	r.lacks("Asked")
}

func TestEscGoesBackStepByStep(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{world: deep})
	r.ready()
	r.asksFor("")
	r.keys("space space /")
	r.typed("payments")
	r.keys("enter enter")
	steps := []struct {
		name string
		left func(App) bool
	}{
		{"the zoom", func(a App) bool { return !a.zoomed }},
		{"the filter", func(a App) bool { return a.filter.input.Text() == "" }},
		{"the marks", func(a App) bool { _, all := a.list.MarkCount(); return all == 0 }},
		{"the query", func(a App) bool { return !a.asking.on }},
	}
	for i, s := range steps {
		if s.left(r.app) {
			t.Fatalf("%s is gone too early:\n%s", s.name, r.screen())
		}
		r.keys("esc")
		for j, other := range steps {
			if left := other.left(r.app); left != (j <= i) {
				t.Fatalf("after %d times esc: %s left %v", i+1, other.name, left)
			}
		}
	}
	r.lacks("Asked")
	r.keys("esc")
	if r.quit {
		t.Error("esc quits")
	}
}

func TestRefreshAsksAnewAndKeepsTheCursor(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{world: deep})
	r.ready()
	r.asksFor("")
	r.keys("j j j j")
	r.rested()
	held := r.selected().Ref
	r.idle(0)
	r.server.ResetJournal()
	r.keys("r")
	if r.app.list.Len() != 100 {
		t.Fatal("what is shown does not stay until the answer is there")
	}
	r.until("it is asked anew", func(a App) bool { return !a.asking.loading })
	r.idle(0)
	if n := len(r.listed("1")); n < 1 {
		t.Error("r does not ask the query anew")
	}
	if now := r.selected().Ref; now != held {
		t.Errorf("the cursor stood on %v and stands on %v", held, now)
	}
	if r.app.slide.fresh {
		t.Error("the screen says that another row has come under the cursor")
	}
}

func TestAnAnswerToAnOlderQueryIsDropped(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{world: deep})
	r.ready()
	r.idle(0)
	gate := make(chan struct{})
	r.server.Inject(sandbox.Fault{Path: `/deployments$`, Before: func() { <-gate }, Times: 1})
	r.asks("")
	r.until("it is on its way", func(App) bool { return r.unanswered() > 0 })
	r.asksOver("right")
	words := r.app.askedWords()
	n := r.app.list.Len()
	close(gate)
	r.idle(0)
	if r.app.list.Len() != n || r.app.askedWords() != words {
		t.Errorf("an older answer came through: %s, before %s", r.app.askedWords(), words)
	}
}

// asksOver is asksFor while other requests hang.
func (r *rig) asksOver(names string) {
	r.t.Helper()
	r.keys("f")
	r.settled()
	r.keys(names)
	r.keys("enter")
	r.until("the answer is there", func(a App) bool { return a.cards.Len() == 0 && a.asking.on && !a.asking.loading })
}

func TestAWriteIsShownInBothLists(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: oneProject})
	r.ready()
	row := r.selectRow("mine alone", onlyMine)
	r.asksFor("")
	for range 40 {
		if now := r.selected(); now.Ref == row.Ref {
			break
		}
		r.keys("j")
	}
	r.rested()
	r.keys("a")
	r.sees("Approve   ◆ PRODUCTION")
	r.settled()
	r.keys("enter")
	r.sees("Complete: the job waits to be run")
	for name, l := range map[string]interface {
		Row(api.Ref) (fleet.Row, bool)
	}{"answer": r.app.list, "usual": r.app.aside} {
		now, ok := l.Row(row.Ref)
		if !ok || now.Verdict.State != api.StateToRun {
			t.Errorf("the %s list shows %v", name, now.Verdict.State)
		}
	}
}

func TestThePollKeepsTheAnswer(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{world: deep})
	r.ready()
	r.asksFor("")
	before := r.ids()
	r.pass(30*time.Second, time.Second, 0)
	if now := r.ids(); fmt.Sprint(now) != fmt.Sprint(before) {
		t.Error("a poll of the project has changed the answer")
	}
	r.keys("1")
	r.pass(12*time.Second, time.Second, 0)
	r.keys("1 shift+tab")
	if now := r.ids(); fmt.Sprint(now) != fmt.Sprint(before) {
		t.Error("a poll behind the usual list has changed the answer")
	}
}

func TestTheCardTakesTheQueryAwayAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{world: deep})
	r.ready()
	r.asksFor("")
	r.keys("f")
	r.sees("A query is in force")
	r.settled()
	for range 12 {
		if strings.Contains(r.screen(), "show all again") {
			break
		}
		r.keys("tab")
	}
	r.keys("enter")
	if r.app.asking.on || r.app.cards.Len() > 0 {
		t.Errorf("the query is still in force:\n%s", r.screen())
	}
}

func TestOlderPagesSurviveThePoll(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{world: deep})
	r.ready()
	r.idle(0)
	r.server.ResetJournal()
	r.keys("5 g")
	r.pass(12*time.Second, time.Second, 0)
	if n := len(r.listed("2")); n != 0 {
		t.Fatalf("older deployments are read %d times though nobody moved", n)
	}
	first := r.app.list.Len()
	r.keys("G")
	r.until("a page came", func(a App) bool { return a.list.Len() > first })
	r.keys("G")
	r.until("all are there", func(a App) bool { return a.list.Len() == 250 })
	r.keys("G j")
	r.idle(0)
	held := r.selected().Ref
	for _, page := range []string{"2", "3"} {
		if n := len(r.listed(page)); n != 1 {
			t.Errorf("page %s is read %d times, want once", page, n)
		}
	}
	r.pass(40*time.Second, time.Second, 0)
	if n := r.app.list.Len(); n != 250 {
		t.Errorf("after polls %d rows are left of 250", n)
	}
	if now := r.selected().Ref; now != held {
		t.Errorf("after polls the cursor stands on %v, not on %v", now, held)
	}
	r.sees("All 250")
	r.keys("1")
	r.idle(0)
	r.server.ResetJournal()
	r.keys("G j")
	r.idle(0)
	if n := len(r.listed("2")) + len(r.listed("3")) + len(r.listed("4")); n > 0 {
		t.Errorf("a view of what waits reads %d older pages", n)
	}
}

func TestSeveralProjectsAreNotPaged(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{world: sandbox.Options{Projects: 3, Deployments: 500}})
	r.ready()
	r.idle(0)
	r.server.ResetJournal()
	r.keys("5 G k j")
	r.idle(0)
	if n := len(r.listed("2")); n > 0 {
		t.Errorf("%d older pages are read for a list of several projects", n)
	}
}

func TestNothingIsPagedWhereNobodyCanSeeIt(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{world: deep})
	r.ready()
	r.asksFor("")
	r.server.ResetJournal()
	r.send(tea.WindowSizeMsg{Width: 30, Height: 8})
	r.keys("G k")
	r.idle(0)
	if n := len(r.listed("2")); n > 0 {
		t.Error("a page is read on a terminal that is too small")
	}
}
