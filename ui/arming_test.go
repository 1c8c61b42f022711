package ui

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

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

// A machine that stands still for a moment handles what was typed ahead when the card has
// settled long since: it was pressed before all the same.
func TestWhatWasTypedBeforeTheCardConfirmsNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.selectRow("mine alone", onlyMine)
	typed := r.clock.Now()
	r.app.opt.Typed = func() time.Time { return typed }
	r.keys("a")
	r.settled()
	r.keys("enter enter")
	if r.idle(0); r.posts() > 0 {
		t.Fatalf("what was typed before the card was there sent %d approvals", r.posts())
	}
	typed = r.clock.Now()
	r.keys("enter")
	r.sees("Complete: the job waits to be run")
}

func TestAHeldEnterWalksThroughNoCard(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.selectRow("mine alone", onlyMine)
	r.keys("a")
	r.known()
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

func TestACardThatComesToLightSettlesAnew(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{also: []rigOptions{{projects: []string{"payments/web"}}}})
	r.ready()
	r.idle(0)
	r.selectRow("mine alone", func(row fleet.Row) bool { return onlyMine(row) && row.Ref.Host == r.hosts[0] })
	r.keys("a")
	r.settled()
	r.servers[1].Inject(sandbox.Fault{Path: `.`, Status: 401, Body: `{"message":"401 Unauthorized"}`})
	r.beat(11 * time.Second)
	r.sees("GitLab does not know your token")
	r.settled()
	r.keys("esc enter")
	r.noWrite("esc and enter in one burst")
	r.sees("Approve   ◆ PRODUCTION")
	r.settled()
	r.keys("enter")
	r.sees("Complete: the job waits to be run")
	if n := r.posts(); n != 1 {
		t.Errorf("%d approvals, want one", n)
	}
}

func TestACardOpenedFromTheHelpSettlesAnew(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.selectRow("mine alone", onlyMine)
	r.keys("?")
	r.settled()
	r.typed("approve")
	r.keys("enter enter enter")
	r.noWrite("the enter that picked in the help, held")
	r.sees("Approve   ◆ PRODUCTION")
}

func TestACardArmsByItsOwnTicks(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{arms: true})
	r.ready()
	r.selectRow("mine alone", onlyMine)
	r.keys("a")
	r.armed()
	r.send(tea.WindowSizeMsg{Width: 60, Height: 15})
	r.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	r.armed()
	r.keys("enter")
	r.sees("Complete: the job waits to be run")
}

// armed waits until the card takes keys, while the terminal is drawn all the time.
func (r *rig) armed() {
	r.t.Helper()
	r.until("the card arms", func(a App) bool {
		r.clock.Advance(10 * time.Millisecond)
		r.drawn = r.clock.Now()
		return a.arming.armed
	})
}

func TestAPasteIntoACardThatSettlesIsDropped(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.selectRow("mine alone", onlyMine)
	r.keys("a")
	r.send(tea.PasteMsg{Content: "was meant for the shell"})
	r.settled()
	r.lacks("was meant for the shell")
	r.send(tea.PasteMsg{Content: "checked with qa"})
	r.sees("checked with qa")
}

func TestClicksUnderACardDoNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{change: func(o *Options) { o.Mouse = true }})
	r.ready()
	row := r.selectRow("mine alone", onlyMine)
	r.keys("a")
	r.settled()
	before := r.screen()
	for y := range 36 {
		r.send(tea.MouseClickMsg{X: 4, Y: y, Button: tea.MouseLeft})
		r.send(tea.MouseWheelMsg{X: 4, Y: y, Button: tea.MouseWheelDown})
	}
	if r.screen() != before || r.selected().Ref != row.Ref {
		t.Errorf("a click under a card did something:\n%s", r.screen())
	}
	r.keys("esc")
	r.send(tea.MouseClickMsg{X: 4, Y: 4, Button: tea.MouseLeft})
	first := r.selected().Ref
	r.send(tea.MouseClickMsg{X: 4, Y: 5, Button: tea.MouseLeft})
	if r.selected().Ref == first {
		t.Error("without a card a click selects nothing either")
	}
}
