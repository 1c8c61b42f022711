package ui

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
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
