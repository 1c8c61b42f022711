package ui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
	"greenlight/ui/intent"
)

// newestFailed is a failed deployment that is newer than what is live, so that a
// retry puts nothing back.
func newestFailed(row fleet.Row) bool {
	return refuseRetry(row) == "" && row.Verdict.State == api.StateFailed && !row.Production() &&
		len(row.Verdict.Rules) == 0 && (row.Live == nil || row.Live.ID < row.Ref.Deployment)
}

func TestARetryIsFollowedAndTold(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: oneProject})
	r.ready()
	row := r.selectRow("the newest and failed", newestFailed)
	r.keys("R")
	r.sees("Retry")
	r.noWrite("the open card")
	r.toAct("retry")
	r.keys("enter")
	r.sees("was started again as #")
	r.idle(0)
	if n := r.wire("POST", `/retry$`); n != 1 {
		t.Fatalf("%d retries were sent", n)
	}
	if len(r.app.following) != 1 || r.app.following[0].ref == row.Ref {
		t.Fatalf("followed is %+v, not what was made", r.app.following)
	}
	made := r.app.following[0].ref
	r.pass(12*time.Second, time.Second, 0)
	if _, ok := r.app.list.Row(made); !ok {
		t.Error("what was made is not in the list")
	}
	if r.selected().Ref != row.Ref {
		t.Error("the cursor has left its row")
	}
	now, _ := r.app.list.Row(made)
	if err := r.server.SetJobStatus(now.Deployment.Deployable.ID, "success"); err != nil {
		t.Fatal(err)
	}
	r.pass(4*time.Second, time.Second, 0)
	r.sees("is live")
	if len(r.app.following) > 0 {
		t.Errorf("it is still followed: %v", r.app.following)
	}
}

func TestCancelStopsTheJob(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/web"}})
	r.ready()
	row := r.selectRow("running", withJob(api.StateRunning))
	r.keys("C")
	r.sees("Keep running")
	r.toAct("cancel")
	r.keys("enter")
	r.until("it is sent", func(App) bool { return r.wire("POST", `/cancel$`) == 1 })
	r.idle(0)
	for range 40 {
		r.beat(3 * time.Second)
		r.idle(0)
	}
	now, _ := r.app.list.Row(row.Ref)
	if now.Deployment.Status != api.StatusCanceled {
		t.Errorf("it is %s", now.Deployment.Status)
	}
	if n := r.wire("POST", `/cancel$`); n != 1 {
		t.Errorf("canceled %d times", n)
	}
}

// done is a deployment whose record may go.
func done(row fleet.Row) bool {
	return row.Verdict.State == api.StateDone && !row.Production()
}

func TestADeletedRecordLeavesBothLists(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: oneProject})
	r.ready()
	row := r.selectRow("done", done)
	r.asksFor("")
	for range 40 {
		if r.selected().Ref == row.Ref {
			break
		}
		r.keys("j")
	}
	r.rested()
	r.looked()
	r.keys("D")
	r.sees("Delete")
	r.toAct("delete")
	r.keys("enter")
	r.sees("Deleted #")
	r.idle(0)
	for name, l := range map[string]interface {
		Row(api.Ref) (fleet.Row, bool)
	}{"answer": r.app.list, "usual": r.app.aside} {
		if _, ok := l.Row(row.Ref); ok {
			t.Errorf("the %s list still has it", name)
		}
	}
	if n := r.wire("DELETE", `/deployments/`); n != 1 {
		t.Errorf("%d deletions were sent", n)
	}
	r.server.ResetJournal()
	r.pass(20*time.Second, time.Second, 0)
	if n := r.wire("GET", only(row)); n > 0 {
		t.Errorf("what was deleted is read %d times", n)
	}
	if _, ok := r.app.row(row.Ref); ok {
		t.Error("a poll has brought it back")
	}
}

func TestADeletedRecordIsToldWhenItWasZoomed(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: oneProject, w: 80, h: 24})
	r.ready()
	r.selectRow("done", done)
	r.looked()
	r.keys("enter D")
	r.toAct("delete")
	r.keys("enter")
	r.sees("Deleted #")
	r.idle(0)
	r.sees("Deleted #")
	if r.app.zoomed {
		t.Error("the detail of another deployment is zoomed")
	}
}

func TestAWatchEndsWithTheDeletion(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: oneProject})
	r.ready()
	row := r.selectRow("blocked", func(row fleet.Row) bool {
		return row.Verdict.State == api.StateNeedsOthers || row.Verdict.State == api.StateNeedsYou
	})
	r.keys("w D")
	r.sees("Delete")
	r.settled()
	r.toAct("delete")
	r.keys("enter")
	r.sees("Deleted #")
	r.idle(0)
	r.server.ResetJournal()
	r.pass(20*time.Second, time.Second, 0)
	if n := r.wire("GET", only(row)); n > 0 {
		t.Errorf("what was deleted is followed with %d reads", n)
	}
}

func TestALookedAtRowThatIsGoneIsDropped(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: oneProject})
	r.ready()
	row := r.selectRow("done", done)
	r.keys("k")
	r.idle(0)
	r.remove(row.Ref)
	r.keys("j")
	r.send(restedMsg{move: r.app.move})
	r.sees("is gone: it was deleted")
	if _, ok := r.app.row(row.Ref); ok {
		t.Error("the row is still there")
	}
}

func TestARowThatIsGoneIsToldToItsCard(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: oneProject})
	r.ready()
	row := r.selectRow("the newest and failed", newestFailed)
	r.keys("R")
	r.settled()
	r.remove(row.Ref)
	r.beat(11 * time.Second)
	r.idle(0)
	for range 8 {
		r.keys("enter tab")
		r.idle(0)
	}
	if n := r.wire("POST", `/retry$`); n > 0 {
		t.Error("the job of a deployment that is gone was retried")
	}
}

// command opens the palette and runs what a text finds.
func (r *rig) command(text string) {
	r.t.Helper()
	r.keys(":")
	r.settled()
	r.typed(text)
	r.keys("enter")
}

func TestThePaletteRunsTheTable(t *testing.T) {
	t.Parallel()
	opened := make(chan string, 4)
	r := newRig(t, rigOptions{projects: []string{"payments/api", "payments/web"}, change: func(o *Options) {
		o.Browse = func(url string) error { opened <- url; return nil }
	}})
	r.ready()
	row := r.selectRow("mine alone", onlyMine)
	r.command("view: Running")
	if r.app.cards.Len() > 0 || r.app.view() != 2 {
		t.Errorf("view %d is shown:\n%s", r.app.view(), r.screen())
	}
	r.command("view: All")
	r.selectRow("mine alone", onlyMine)
	r.command("tab: History")
	if r.app.bench.tab != intent.TabHistory || r.app.cards.Len() > 0 {
		t.Errorf("tab %s is shown", r.app.bench.tab)
	}
	r.command("open: the job")
	r.idle(0)
	if got := received(t, opened); got != row.Deployment.Deployable.WebURL {
		t.Errorf("opened %s", got)
	}
	if r.app.cards.Len() > 0 {
		t.Errorf("the palette stays open over the opened page:\n%s", r.screen())
		r.keys("esc")
	}
	r.command("project: payments/web")
	for shown := range r.app.list.Shown() {
		if shown.Project != "payments/web" {
			t.Fatalf("the project's rows include %s", place(shown))
		}
	}
	r.keys("esc")
	r.command("environment: prod-eu")
	for shown := range r.app.list.Shown() {
		if shown.Deployment.Environment.Name != "prod-eu" {
			t.Fatalf("the environment's rows include %s", place(shown))
		}
	}
	r.keys("esc")
	r.selectRow("mine alone", onlyMine)
	r.command("approve")
	r.sees("Approve   ◆ PRODUCTION")
	r.noWrite("the palette")
}

func TestThePaletteSaysWhyNot(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: oneProject})
	r.ready()
	r.selectRow("live", withJob(api.StateLive))
	r.keys(":")
	r.settled()
	r.keys("enter")
	if r.app.cards.Len() != 1 {
		t.Fatal("enter alone ran something")
	}
	r.sees("Nothing is picked")
	r.typed("cancel the job")
	r.sees("the job has ended")
	r.keys("enter")
	r.sees("cancel the job: the job has ended")
	if r.app.cards.Len() != 1 {
		t.Error("a refused command closed the palette")
	}
	r.noWrite("a refused command")
}

func TestThePaletteActsOnWhatItWasOpenedOn(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"approve", "open: this deployment"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			opened := make(chan string, 4)
			r := newRig(t, rigOptions{projects: oneProject, change: func(o *Options) {
				o.Browse = func(url string) error { opened <- url; return nil }
			}})
			r.ready()
			row := r.selectRow("mine alone", onlyMine)
			r.keys(":")
			r.settled()
			r.typed(name)
			r.remove(row.Ref)
			r.beat(11 * time.Second)
			r.until("the row is gone", func(a App) bool { _, ok := a.list.Row(row.Ref); return !ok })
			r.keys("enter")
			r.idle(0)
			if strings.HasPrefix(name, "open") {
				// The page is that of the deployment on the card, whatever is selected.
				if got := received(t, opened); got != pageURL(row) {
					t.Errorf("opened %s", got)
				}
				return
			}
			r.sees("The selection has changed")
			if r.app.cards.Len() > 0 {
				t.Errorf("a card is open on another deployment:\n%s", r.screen())
			}
		})
	}
}

func TestTheMergeRequestsOfADeployment(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: oneProject})
	r.ready()
	r.selectRow("live", withJob(api.StateLive))
	r.idle(0)
	r.server.ResetJournal()
	r.keys("m")
	r.sees("Merge requests")
	r.idle(0)
	if n := r.wire("GET", `/merge_requests$`); n != 1 {
		t.Errorf("merge requests were read %d times, want once", n)
	}
	r.keys("esc")
	r.server.Inject(sandbox.Fault{Path: `/merge_requests$`, Status: 403, Body: `{"message":"403 Forbidden"}`})
	r.keys("m")
	r.sees("403 Forbidden")
	r.keys("esc")
	if r.app.cards.Len() > 0 || r.app.site(r.hosts[0]).phase != ready {
		t.Error("a refused list of merge requests stops more than its card")
	}
}

func TestAMergeRequestOpensAndItsCardStays(t *testing.T) {
	t.Parallel()
	opened := make(chan string, 4)
	r := newRig(t, rigOptions{projects: oneProject, change: func(o *Options) {
		o.Browse = func(url string) error { opened <- url; return nil }
	}})
	r.ready()
	r.selectRow("live", withJob(api.StateLive))
	r.keys("m")
	r.settled()
	r.idle(0)
	r.keys("enter")
	r.idle(0)
	if got := received(t, opened); !strings.Contains(got, "/-/merge_requests/") {
		t.Errorf("opened %s", got)
	}
	r.sees("Merge requests")
	r.keys("y")
	r.idle(0)
	if len(r.clip) != 1 || !strings.Contains(r.clip[0], "/-/merge_requests/") {
		t.Errorf("copied %q", r.clip)
	}
}

func TestTheMouseTurnsTheTabsOfTheDetail(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: oneProject, change: countTabs})
	r.ready()
	r.selectRow("live", withJob(api.StateLive))
	line := strings.Split(r.screen(), "\n")[4]
	x := len([]rune(line[:strings.Index(line, "History")]))
	r.send(tea.MouseClickMsg{X: x, Y: 4, Button: tea.MouseLeft})
	r.tabRead()
	if r.app.bench.tab != intent.TabHistory || r.tabReads(intent.TabHistory) != 1 {
		t.Errorf("a click on History shows %s", r.app.bench.tab)
	}
	r.keys("enter")
	held := r.screen()
	r.send(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
	if r.screen() == held {
		t.Error("the wheel does not move in the zoomed tab")
	}
	r.send(tea.MouseClickMsg{X: 3, Y: 2, Button: tea.MouseLeft})
	if r.app.bench.tab != intent.TabSummary {
		t.Errorf("a click on Summary shows %s", r.app.bench.tab)
	}
}
