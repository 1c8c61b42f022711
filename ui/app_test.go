package ui

import (
	"net/http"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
	"greenlight/ui/form"
	"greenlight/ui/keys"
)

// onlyMine is a deployment that one approval of the first user completes and that
// nothing speaks against.
func onlyMine(row fleet.Row) bool {
	v := row.Verdict
	return v.State == api.StateNeedsYou && v.Left == 1 && len(v.Hats) > 0 && len(v.Dangers()) == 0 &&
		row.Production() && row.Deployment.Environment.Name == "production"
}

func TestApproveEndToEnd(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	row := r.selectRow("mine alone", onlyMine)
	r.keys("a")
	r.sees("Approve   ◆ PRODUCTION")
	r.settled()
	r.typed("checked with qa")
	r.keys("enter")
	r.sees("Complete: the job waits to be run")
	sent := r.server.Requests("POST", `/approval$`)
	if len(sent) != 1 || !strings.Contains(string(sent[0].Body), `"checked with qa"`) {
		t.Fatalf("sent %d approvals, want one with the comment: %+v", len(sent), sent)
	}
	r.until("the row waits to be run", func(a App) bool {
		now, _ := a.list.Row(row.Ref)
		return now.Verdict.State == api.StateToRun
	})
	r.keys("p")
	r.sees("Run")
	r.settled()
	r.keys("enter")
	r.sees("runs: " + row.Project)
	for range 60 {
		r.beat(3 * time.Second)
		r.until("the followed row is read", func(a App) bool { return len(r.msgs) == 0 })
	}
	r.until("the deployment is live", func(a App) bool {
		now, _ := a.list.Row(row.Ref)
		if now.Deployment.Status != api.StatusSuccess {
			r.beat(3 * time.Second)
		}
		return now.Verdict.State == api.StateLive
	})
	r.sees("is live: " + row.Deployment.Ref)
	if n := len(r.server.Requests("POST", `/play$`)); n != 1 {
		t.Errorf("played %d times, want once", n)
	}
}

func TestTypeAheadConfirmsNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.selectRow("mine alone", onlyMine)
	r.keys("a enter a enter")
	if r.app.cards.Len() != 1 || r.posts() != 0 {
		t.Fatalf("%d cards and %d approvals after a burst, want one open card and none", r.app.cards.Len(), r.posts())
	}
	r.settled()
	r.keys("enter enter")
	r.sees("Complete: the job waits to be run")
	if n := r.posts(); n != 1 {
		t.Errorf("two enters on a drawn card sent %d approvals, want one", n)
	}
}

func TestAnUndrawnCardNeverArms(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.selectRow("mine alone", onlyMine)
	r.keys("a")
	// The terminal is stalled: time passes and nothing gets through.
	for range 50 {
		r.clock.Advance(time.Second)
		r.send(armMsg{op: r.app.arming.op})
	}
	r.keys("enter")
	if r.app.arming.armed || r.posts() != 0 {
		t.Fatalf("a card that was never drawn took a key: armed %v, %d approvals", r.app.arming.armed, r.posts())
	}
}

func TestAHeldEnterWalksThroughNoCard(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.selectRow("mine alone", onlyMine)
	r.keys("a")
	r.drawn = r.clock.Now().Add(time.Millisecond)
	r.clock.Advance(2 * time.Millisecond)
	r.send(armMsg{op: r.app.arming.op})
	for range 30 {
		r.clock.Advance(33 * time.Millisecond)
		r.send(press("enter"))
		r.send(armMsg{op: r.app.arming.op})
	}
	if r.app.arming.armed || r.posts() != 0 {
		t.Fatalf("a held enter got through: armed %v, %d approvals", r.app.arming.armed, r.posts())
	}
	r.clock.Advance(settle)
	r.send(armMsg{op: r.app.arming.op})
	r.keys("enter")
	r.sees("Complete: the job waits to be run")
}

func TestPasteNeverConfirms(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.selectRow("mine alone", onlyMine)
	r.send(tea.PasteMsg{Content: "a\n\n"})
	if r.app.cards.Len() != 0 {
		t.Fatal("a paste opened a card")
	}
	r.keys("a")
	r.settled()
	r.send(tea.PasteMsg{Content: "yes\n\ny\r\n"})
	r.sees("yes y")
	if n := r.posts(); n != 0 {
		t.Errorf("a paste sent %d approvals", n)
	}
}

func TestChangedInBetweenSendsNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	row := r.selectRow("mine alone", onlyMine)
	r.keys("a")
	r.settled()
	r.typed("still right?")
	sha, err := r.server.SetSHA(row.Ref.Deployment)
	if err != nil {
		t.Fatal(err)
	}
	r.keys("enter")
	r.sees("It changed after you looked. Nothing was sent.")
	if n := r.posts(); n != 0 {
		t.Fatalf("sent %d approvals of something that had changed", n)
	}
	r.settled()
	r.keys("enter")
	r.sees("Completes the approvals")
	r.sees(sha[:7])
	r.sees("still right?")
	r.settled()
	r.keys("enter")
	r.sees("Complete: the job waits to be run")
	if n := r.posts(); n != 1 {
		t.Errorf("sent %d approvals after looking again, want one", n)
	}
}

func TestLostReplyIsReadBack(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		fault sandbox.Fault
		want  string
		card  bool
	}{
		"applied":     {sandbox.Fault{Drop: true}, "No answer came. Read back: your approval is there.", true},
		"not applied": {sandbox.Fault{Cut: true}, "your approval is not there.", true},
		"bad gateway": {sandbox.Fault{Status: 502, ContentType: "text/html", Body: "<html>"}, "your approval is not there.", true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, rigOptions{})
			r.ready()
			r.selectRow("mine alone", onlyMine)
			c.fault.Method, c.fault.Path, c.fault.Times = "POST", `/approval$`, 1
			defer r.server.Inject(c.fault)()
			r.keys("a")
			r.settled()
			r.keys("enter")
			r.sees(c.want)
			if n := r.posts(); n != 1 {
				t.Errorf("%d approvals on the wire, want exactly one", n)
			}
			if open := r.app.cards.Len() == 1; open != c.card {
				t.Errorf("card open: %v, want %v", open, c.card)
			}
		})
	}
}

func TestRefusalComesBackIntoTheCard(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.selectRow("mine alone", onlyMine)
	r.keys("a")
	r.settled()
	r.typed("let me in")
	defer r.server.Inject(sandbox.Fault{
		Method: "POST", Path: `/approval$`, Times: 1, Status: 400, ContentType: "application/json",
		Body: `{"message":"You don't have permission to approve this deployment. Contact the project or group owner for help."}`,
	})()
	r.keys("enter")
	r.sees("GitLab refused it. Nothing has changed.")
	r.sees("You don't have permission to approve this deployment.")
	r.sees("let me in")
	r.keys("esc")
	r.keys("a")
	r.sees("let me in")
}

func TestQuitAsksWithADraftAndCtrlCNever(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.selectRow("mine alone", onlyMine)
	r.keys("a")
	r.settled()
	r.typed("half a thought")
	r.keys("esc q")
	if r.app.cards.Len() != 1 {
		t.Fatalf("q with an unsent comment asks nothing:\n%s", r.screen())
	}
	r.settled()
	r.keys("enter")
	if r.quit || r.app.cards.Len() != 0 {
		t.Fatal("enter on the question quits: Cancel is its default")
	}
	r.keys("ctrl+c")
	r.until("the end", func(App) bool { return r.quit })
}

func TestRefreshKeepsWhatTheUserHolds(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{w: 80, h: 24})
	r.ready()
	r.keys("5 j j j /")
	r.typed("production")
	r.keys("enter j j")
	held, _ := r.app.list.Selected()
	before := r.screen()
	for range 3 {
		r.beat(11 * time.Second)
		r.until("a refresh ends", func(a App) bool { return !loading(a) })
	}
	now, _ := r.app.list.Selected()
	if now.Ref != held.Ref {
		t.Errorf("the selection went from %v to %v", held.Ref, now.Ref)
	}
	if r.app.filter.input.Value() != "production" {
		t.Error("the filter is gone")
	}
	line := func(s string) int {
		for i, l := range strings.Split(s, "\n") {
			if strings.HasPrefix(l, "▌") {
				return i
			}
		}
		return -1
	}
	if a, b := line(before), line(r.screen()); a != b {
		t.Errorf("the selected row moved from line %d to %d", a, b)
	}
}

func TestAHeldKeyIsPaced(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.keys("5")
	r.clock.Advance(time.Second)
	r.send(press("j"))
	first := r.screen()
	r.send(press("j"))
	if r.screen() != first {
		t.Error("two presses in one stride were drawn one by one")
	}
	selected, _ := r.app.list.Selected()
	r.send(paceMsg{})
	drawn, _ := r.app.drawn.Selected()
	if drawn.Ref != selected.Ref || r.screen() == first {
		t.Error("the next frame of a held movement does not show where it came to")
	}
	r.send(press("j"))
	r.keys("?")
	drawn, _ = r.app.drawn.Selected()
	if selected, _ = r.app.list.Selected(); drawn.Ref != selected.Ref {
		t.Error("a card lies over a list that is behind")
	}
}

func loading(a App) bool {
	for _, s := range a.sites {
		for _, p := range s.projects {
			if p.loading {
				return true
			}
		}
	}
	return false
}

func TestTroubleIsSaidAndTheRestWorks(t *testing.T) {
	t.Parallel()
	t.Run("a project fails, the others are shown", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, rigOptions{projects: []string{"payments/api", "payments/web", "no/such"}})
		r.ready()
		r.sees("1 of 3 projects failed")
		r.sees("payments/api")
		r.keys("!")
		r.sees("no/such")
	})
	t.Run("an unknown token", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, rigOptions{token: "glpat-wrong-wrong-wrong-"})
		r.sees("token refused")
		r.sees("GitLab does not know your token")
		asked := len(r.server.Requests("GET", `/user$`))
		for range 5 {
			r.beat(time.Minute)
		}
		r.until("nothing more comes", func(App) bool { return len(r.msgs) == 0 })
		if n := len(r.server.Requests("GET", `/user$`)); n != asked {
			t.Errorf("a refused token was sent again %d times by itself", n-asked)
		}
	})
	t.Run("a token that may only read", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, rigOptions{user: "read_api"})
		r.ready()
		r.sees("read-only")
		r.keys("a")
		r.sees("the token may only read")
	})
	t.Run("a GitLab that is gone and comes back", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, rigOptions{projects: []string{"payments/api"}})
		r.ready()
		heal := r.server.Inject(sandbox.Fault{Path: `.`, Cut: true})
		r.beat(11 * time.Second)
		r.sees("offline, data")
		r.sees("Decisions are off.")
		r.keys("a")
		r.sees("decisions are off while")
		heal()
		r.beat(time.Minute)
		r.sees("updated just now")
	})
	t.Run("a proxy's page instead of JSON", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, rigOptions{world: sandbox.Options{}})
		r.ready()
		defer r.server.Inject(sandbox.Fault{Path: `/deployments`, Status: 200, ContentType: "text/html", Body: "<html>Sign in</html>"})()
		r.beat(11 * time.Second)
		r.sees("projects failed")
		r.keys("!")
		r.lacks("<html>")
	})
	t.Run("the rate limit", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, rigOptions{projects: []string{"payments/api"}})
		r.ready()
		defer r.server.Inject(sandbox.Fault{
			Path: `/deployments`, Status: 429, ContentType: "text/plain", Body: "Retry later",
			Header: http.Header{"Retry-After": {"30"}},
		})()
		r.beat(11 * time.Second)
		r.sees("rate limited")
	})
}

func TestNoFalseAllClear(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]sandbox.Fault{
		"failing": {Status: 500, Body: `{"message":"500 Internal Server Error"}`},
		"hanging": {Hang: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fault.Method, fault.Path = "GET", `/deployments/\d+$`
			r := newRig(t, rigOptions{projects: []string{"payments/web"}, before: func(s *sandbox.Server) { s.Inject(fault) }})
			r.until("the listing is read", func(a App) bool { return a.list.Len() > 0 })
			if name == "failing" {
				r.sees("It is not known whom")
				r.sees("1 of 1 project failed")
				r.keys("2")
				r.sees("Not known whom it waits for")
			} else {
				r.sees("reading whom")
			}
			r.keys("1")
			r.lacks("Nothing waits for you")
			r.sees("Waiting for you ·")
		})
	}
}

func TestTheCursorStaysAtTheTopUntilItIsMoved(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	first, _ := r.app.list.Top().Selected()
	if now, _ := r.app.list.Selected(); now.Ref != first.Ref {
		t.Errorf("the cursor starts on %v, want the first row, %v", now.Ref, first.Ref)
	}
}

func TestARowThatVanishesClosesNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	row := r.selectRow("mine alone", onlyMine)
	r.keys("a")
	r.settled()
	r.remove(row.Ref)
	r.beat(11 * time.Second)
	r.until("the row is gone", func(a App) bool { _, ok := a.list.Row(row.Ref); return !ok })
	if r.app.cards.Len() != 1 {
		t.Fatal("the card closed with its row")
	}
	r.keys("enter")
	r.sees("Nothing was sent.")
	if n := r.posts(); n != 0 {
		t.Errorf("%d approvals were sent for a deployment that is gone", n)
	}
}

func TestAnOlderAnswerIsDropped(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	row := r.selectRow("mine alone", onlyMine)
	old := row
	old.ReadAt = row.ReadAt.Add(-time.Minute)
	old.Verdict.State = api.StateFailed
	r.send(rowLoadedMsg{ref: row.Ref, row: old})
	now, _ := r.app.list.Row(row.Ref)
	if now.Verdict.State != row.Verdict.State {
		t.Errorf("an older answer made the row %v", now.Verdict.State)
	}
}

func TestPoliciesAreAskedOfTheCard(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{change: func(o *Options) {
		o.Policies = map[api.Tier]form.Policy{
			api.TierProduction: {Confirm: form.TypeEnvironment, CommentRequired: true},
			api.TierStaging:    {ReadOnly: true},
		}
	}})
	r.ready()
	r.selectRow("mine alone", onlyMine)
	r.keys("a")
	r.sees("the environment's name, to confirm")
	r.settled()
	r.keys("enter")
	r.typed("why")
	r.keys("enter enter enter enter")
	if r.posts() != 0 {
		t.Fatal("sent without the environment's name")
	}
	r.keys("esc")
	r.selectRow("in staging", func(row fleet.Row) bool {
		return row.Tier == api.TierStaging && row.Verdict.State == api.StateNeedsYou
	})
	r.keys("a")
	r.sees("the configuration makes staging read-only")
}

func TestEveryModeSurvivesEverySize(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.selectRow("mine alone", onlyMine)
	for _, mode := range []string{"", "enter", "a", "?", "!", "/", "X"} {
		r.keys(mode)
		for _, size := range [][2]int{{80, 24}, {60, 15}, {1, 1}, {110, 24}, {109, 50}, {200, 50}, {400, 9}, {120, 36}} {
			r.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
			checkSize(t, r.app.View().Content, mode, size)
		}
		r.keys("esc esc")
	}
}

func checkSize(t *testing.T, content, mode string, size [2]int) {
	t.Helper()
	lines := strings.Split(content, "\n")
	if len(lines) != size[1] {
		t.Errorf("mode %q at %v: %d lines", mode, size, len(lines))
	}
	for i, l := range lines {
		if w := ansi.StringWidth(l); w > size[0] {
			t.Errorf("mode %q at %v: line %d is %d cells wide: %q", mode, size, i, w, ansi.Strip(l))
		}
	}
}

func TestARefusedKeySaysWhy(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.selectRow("live", func(row fleet.Row) bool { return row.Verdict.State == api.StateLive && !row.External() })
	for key, want := range map[string]string{
		"a": "nothing waits for approval", "X": "nothing waits for approval",
		"p": "only a manual one can be run", "s": "made by GitLab CI",
	} {
		r.keys(key)
		r.sees(want)
		if r.app.cards.Len() != 0 {
			t.Errorf("%s opened a card on a live deployment", key)
		}
	}
}

func TestStatusOfAnExternalDeployment(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	row := r.selectRow("external", func(row fleet.Row) bool {
		return row.External() && row.Deployment.Status != api.StatusFailed
	})
	r.keys("s")
	r.sees("Update status")
	r.settled()
	for range 4 {
		if !strings.Contains(r.screen(), "(•) ✗ failed") {
			r.keys("down")
		}
	}
	r.sees("(•) ✗ failed")
	for range 4 {
		if !strings.Contains(r.screen(), "enter set failed") {
			r.keys("tab")
		}
	}
	r.sees("enter set failed")
	r.keys("enter")
	r.until("the status is failed", func(a App) bool {
		now, _ := a.list.Row(row.Ref)
		return now.Deployment.Status == api.StatusFailed
	})
	if n := len(r.server.Requests("PUT", `/deployments/`)); n != 1 {
		t.Errorf("%d updates, want one", n)
	}
}

func TestHelpRunsWhatIsPicked(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.selectRow("mine alone", onlyMine)
	r.keys("?")
	r.settled()
	r.typed("approve")
	r.keys("enter")
	r.sees("Approve   ◆ PRODUCTION")
}

func TestTheTableOfKeysIsServedWhole(t *testing.T) {
	t.Parallel()
	for _, info := range keys.Table() {
		for _, key := range info.Keys {
			m, _ := keys.New(nil)
			if act, ok := m.Action(key); !ok || act != info.Action {
				t.Errorf("%s does not lead to %v", key, info.Action)
			}
		}
	}
}
