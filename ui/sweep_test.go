package ui

import (
	"slices"
	"strings"
	"testing"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
	"greenlight/ui/form"
)

func TestAllOutdatedAreRejectedTogether(t *testing.T) {
	t.Parallel()
	r, at := staged(t, sandbox.SceneOutdatedMany, rigOptions{})
	var want []int64
	for row := range r.app.list.All() {
		if row.Verdict.State == api.StateOutdated {
			want = append(want, row.Ref.Deployment)
		}
	}
	if len(want) != 4 || !slices.Contains(want, at.Deployment) {
		t.Fatalf("%v are outdated, the test needs four", want)
	}
	r.keys("/") // it does not matter which of them are shown
	r.typed("ref:" + at.Ref)
	r.keys("enter")
	if _, n := r.app.list.Position(); n != 1 {
		t.Fatalf("%d are shown, the test needs one", n)
	}
	r.keys("Z")
	r.idle(0) // most of them were never read singly
	r.settled()
	var got []int64
	for _, ref := range r.manyCard().Refs() {
		got = append(got, ref.Deployment)
	}
	if !slices.IsSortedFunc(got, func(x, y int64) int { return int(y - x) }) {
		t.Errorf("they are not in order, the newest first: %v", got)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("the card is about %v, want %v", got, want)
	}
	r.sees("Reject 4")
	live, _ := r.app.row(api.Ref{Host: r.hosts[0], Project: at.Project, Deployment: at.Live})
	comment := "Outdated: " + live.Deployment.Ref + " (#" + itoa(int(live.Deployment.IID)) + "), newer, has succeeded."
	r.sees(comment)
	r.noWrite("the open card")
	r.keys("esc q")
	if r.idle(0); !r.quit {
		t.Error("q asks for a comment that nobody typed")
	}
	r.keys("Z")
	r.idle(0)
	r.toAct("reject")
	r.keys("enter")
	r.until("it has ended", func(App) bool { return !r.manyCard().Sending() })
	r.idle(0)
	sent := r.server.Requests("POST", `/approval$`)
	if len(sent) != len(want) {
		t.Fatalf("%d rejections were sent, want %d", len(sent), len(want))
	}
	for _, e := range sent {
		if !containsBody(e, `"status":"rejected"`) || !containsBody(e, `"comment":"`+comment+`"`) {
			t.Errorf("sent %s", e.Body)
		}
		if !slices.ContainsFunc(want, func(id int64) bool { return strings.Contains(e.Path, "/"+itoa(int(id))+"/") }) {
			t.Errorf("%s was rejected, which is none of them", e.Path)
		}
	}
}

func TestWhereNothingIsOutdatedNothingIsRejected(t *testing.T) {
	t.Parallel()
	r, _ := staged(t, sandbox.SceneCrowded, rigOptions{}) // a newer one waits, which outdates nothing
	r.keys("Z")
	if r.app.cards.Len() > 0 {
		t.Errorf("a card is open:\n%s", r.screen())
	}
	r.sees("Z rejects what is outdated: nothing in payments/crowded → production is outdated.")
	r.noWrite("the refusal")
}

func TestOutdatedOnesOfAReadOnlyTierStay(t *testing.T) {
	t.Parallel()
	r, _ := staged(t, sandbox.SceneOutdatedMany, rigOptions{change: func(o *Options) {
		o.Policies = map[api.Tier]form.Policy{api.TierProduction: {ReadOnly: true}}
	}})
	r.keys("Z")
	if r.app.cards.Len() > 0 {
		t.Errorf("a card is open:\n%s", r.screen())
	}
	r.sees("the configuration makes production read-only")
}

// The state that a deployment is in is its tab, its filter and its cell in the list.
func TestEachStateHasItsTab(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{w: 200, h: 50})
	r.ready()
	r.idle(0)
	tabs := []struct {
		key, name, filter string
		state             api.State
	}{
		{"6", "Others", "state:others", api.StateNeedsOthers},
		{"7", "To run", `state:"to run"`, api.StateToRun},
		{"8", "Manual", "state:manual", api.StateManual},
		{"9", "Outdated", "state:outdated", api.StateOutdated},
	}
	for _, c := range tabs {
		r.keys("5")
		want := 0
		for row := range r.app.list.All() {
			if row.Verdict.State == c.state {
				want++
			}
		}
		if want == 0 {
			t.Fatalf("none is %v", c.state)
		}
		if tab := c.name + " " + itoa(want) + " "; !strings.Contains(strings.Split(r.screen(), "\n")[1]+" ", tab) {
			t.Errorf("the tabs do not say %q:\n%s", tab, strings.Split(r.screen(), "\n")[1])
		}
		r.keys(c.key)
		r.shownAre(c.key, c.state, want)
		r.keys("5 /")
		r.typed(c.filter)
		r.keys("enter")
		r.shownAre(c.filter, c.state, want)
		r.keys("esc")
	}
}

// shownAre fails unless so many rows are shown, all of them in a state.
func (r *rig) shownAre(how string, state api.State, want int) {
	r.t.Helper()
	if _, n := r.app.list.Position(); n != want {
		r.t.Errorf("%s shows %d, want %d", how, n, want)
	}
	r.keys("g")
	var last fleet.Row
	for range want {
		row := r.selected()
		if row.Verdict.State != state || row.Ref == last.Ref {
			r.t.Errorf("%s shows %s, which is %v", how, place(row), row.Verdict.State)
		}
		last = row
		r.keys("j")
	}
}
