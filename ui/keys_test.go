package ui

import (
	"testing"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/keys"
)

func TestARefusedKeySaysWhy(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.selectRow("live", func(row fleet.Row) bool { return row.Verdict.State == api.StateLive && !row.External() })
	for key, want := range map[string]string{
		"a": "nothing waits for approval", "X": "nothing waits for approval",
		"p": "only a manual one can be run", "C": "the job has ended", "w": "it has ended",
	} {
		r.keys(key)
		r.sees(want)
		if r.app.cards.Len() != 0 {
			t.Errorf("%s opened a card on a live deployment", key)
		}
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

// nine are more views than are built in, so that every digit leads somewhere.
func nine(o *Options) {
	for i := range 9 {
		o.Views = append(o.Views, View{Name: string(rune('A' + i))})
	}
}

// stands is from where an action has something to do.
func (r *rig) stands(act keys.Action) {
	r.t.Helper()
	r.keys("esc esc esc")
	switch {
	case act == keys.View9:
		r.keys("1")
	case act >= keys.View1 && act <= keys.View9:
		r.keys("9")
	case act == keys.Back:
		r.keys("enter")
	}
	r.app.list = r.app.list.Top().Move(r.app.list.Len() / 2)
	r.send(paceMsg{})
	r.looked()
	r.idle(0)
	r.asked = nil
	r.server.ResetJournal()
}

// TestTheTableOfKeysIsServedWhole presses every key of the table: each is seen, on
// the screen, by the terminal or by the server.
func TestTheTableOfKeysIsServedWhole(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{change: nine})
	r.ready()
	for _, info := range keys.Table() {
		for _, key := range info.Keys {
			r.stands(info.Action)
			before := r.app.View().Content
			r.keys(key)
			r.idle(0)
			seen := r.app.View().Content != before || len(r.asked) > 0 || len(r.server.Journal()) > 0
			if !seen {
				t.Errorf("%s (%s) does nothing and says nothing:\n%s", key, info.Name, r.screen())
			}
			checkDone(t, r, info)
		}
	}
	r.noWrite("pressing every key once")
}

// checkDone holds what some actions do against what they are called.
func checkDone(t *testing.T, r *rig, info keys.Info) {
	t.Helper()
	asks := map[keys.Action]string{
		keys.Quit: "tea.QuitMsg", keys.Suspend: "tea.SuspendMsg", keys.Redraw: "tea.clearScreenMsg",
	}
	shows := map[keys.Action]string{
		keys.Help: "This deployment", keys.Messages: "Messages", keys.Filter: "enter keep", keys.Zoom: "esc back",
		keys.Approve: "a approve", keys.Reject: "X reject", keys.Run: "p run", keys.Status: "Update status",
		keys.Retry: "R retries the job", keys.Cancel: "C cancels the job", keys.Delete: "Delete", keys.Record: "Record a deployment", keys.Query: "Ask GitLab",
		keys.Palette: "Commands", keys.MergeRequests: "Merge requests", keys.Copy: "Copy", keys.Mark: "1 marked", keys.MarkAll: "248 marked",
		keys.Watch: "w watches it to its end", keys.Open: "to the terminal's clipboard",
	}
	if want := asks[info.Action]; want != "" && (len(r.asked) != 1 || r.asked[0] != want) {
		t.Errorf("%s asks the terminal for %v, want %s", info.Name, r.asked, want)
	}
	if want := shows[info.Action]; !r.shows(want) {
		t.Errorf("%s does not show %q:\n%s", info.Name, want, r.screen())
	}
	if info.Action >= keys.View1 && info.Action <= keys.View9 && r.app.list.ActiveView() != int(info.Action-keys.View1) {
		t.Errorf("%s shows the view of index %d", info.Name, r.app.list.ActiveView())
	}
	if info.Action == keys.Refresh && len(r.server.Requests("GET", `/deployments$`)) == 0 {
		t.Error("refresh reads no project")
	}
}

func TestKeysThatNeedADeploymentSayThatThereIsNone(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"data/billing"}})
	r.ready()
	r.keys("1")
	r.sees("Nothing waits for you.")
	for _, key := range []string{"a", "X", "p", "s", "R", "C", "D", "d", "m", "L", "o", "y", "w", "space", "l", "enter"} {
		r.keys("esc")
		r.lacks("no deployment is selected")
		r.keys(key)
		r.sees("no deployment is selected")
	}
}

func TestAnotherKeyForAnAction(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{change: func(o *Options) { o.Keys = map[string][]string{"approve": {"Z"}} }})
	r.ready()
	r.selectRow("mine alone", onlyMine)
	r.sees("Z approve")
	r.keys("a")
	if r.app.cards.Len() > 0 {
		t.Error("the key that was given away still approves")
	}
	r.keys("Z")
	r.sees("Approve   ◆ PRODUCTION")
}
