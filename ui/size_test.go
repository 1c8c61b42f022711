package ui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"greenlight/api"
	"greenlight/api/fleet"
)

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

// everything is what a hand and a mouse can do to a screen.
func (r *rig) everything() {
	r.keys("enter j k a X p s tab enter space 1 / enter ?")
	r.typed("unseen")
	r.send(tea.PasteMsg{Content: "pasted\n"})
	for y := range 15 {
		r.send(tea.MouseClickMsg{X: 4, Y: y, Button: tea.MouseLeft})
		r.send(tea.MouseWheelMsg{X: 4, Y: y, Button: tea.MouseWheelDown})
	}
	r.keys("enter")
}

func TestATerminalTooSmallTakesNothing(t *testing.T) {
	t.Parallel()
	t.Run("with a card open", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, rigOptions{w: 80, h: 24})
		r.ready()
		row := r.selectRow("mine alone", onlyMine)
		r.keys("a")
		r.settled()
		r.send(tea.WindowSizeMsg{Width: 60, Height: 15})
		r.sees("needs 80 × 24 cells")
		r.everything()
		r.noWrite("on a screen too small")
		r.send(tea.WindowSizeMsg{Width: 80, Height: 24})
		r.lacks("unseen")
		r.lacks("pasted")
		r.keys("enter enter")
		r.noWrite("in one burst with the terminal's growing")
		if d, ok := r.app.decision(); !ok || d.Ref() != row.Ref || r.app.cards.Len() != 1 {
			t.Fatalf("the card is another one:\n%s", r.screen())
		}
		r.settled()
		r.keys("enter")
		r.sees("Complete: the job waits to be run")
		if n := r.posts(); n != 1 {
			t.Errorf("%d approvals, want one", n)
		}
	})
	t.Run("while the card settles", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, rigOptions{w: 80, h: 24})
		r.ready()
		r.selectRow("mine alone", onlyMine)
		r.keys("a")
		op := r.app.arming.op
		r.send(tea.WindowSizeMsg{Width: 60, Height: 15})
		for range 20 {
			r.clock.Advance(time.Second)
			r.drawn = r.clock.Now()
			r.send(armMsg{op: op})
		}
		r.send(tea.WindowSizeMsg{Width: 80, Height: 24})
		r.send(armMsg{op: op})
		r.keys("enter")
		r.noWrite("a card that was never drawn whole")
	})
	t.Run("with the list", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, rigOptions{w: 80, h: 24})
		r.ready()
		r.keys("5 j j")
		held, tab := r.selected().Ref, r.app.list.ActiveView()
		r.send(tea.WindowSizeMsg{Width: 79, Height: 40})
		r.everything()
		r.send(tea.WindowSizeMsg{Width: 80, Height: 24})
		if r.selected().Ref != held || r.app.list.ActiveView() != tab || r.app.cards.Len() > 0 || r.app.zoomed {
			t.Errorf("it is not as it was:\n%s", r.screen())
		}
	})
}

func TestQuittingATerminalTooSmall(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		to   func(*rig)
		want bool
	}{
		"nothing typed":    {func(*rig) {}, true},
		"a card":           {func(r *rig) { r.keys("a"); r.settled() }, true},
		"the filter":       {func(r *rig) { r.keys("/") }, true},
		"a typed comment":  {func(r *rig) { r.keys("a"); r.settled(); r.typed("half") }, false},
		"a comment behind": {func(r *rig) { r.keys("a"); r.settled(); r.typed("half"); r.keys("esc") }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, rigOptions{projects: []string{"payments/api", "payments/web"}})
			r.ready()
			r.selectRow("mine", func(row fleet.Row) bool { return row.Verdict.State == api.StateNeedsYou })
			c.to(r)
			r.send(tea.WindowSizeMsg{Width: 60, Height: 15})
			key := "press q to quit"
			if !c.want {
				key = "press ctrl+c to quit"
			}
			r.sees(key)
			r.keys("q")
			r.idle(0)
			if r.quit != c.want {
				t.Errorf("q quits: %v, want %v", r.quit, c.want)
			}
			if got := r.app.filter.input.Text(); got != "" {
				t.Errorf("q was typed into a filter that nobody sees: %q", got)
			}
			r.keys("ctrl+c")
			r.idle(0)
			if !r.quit {
				t.Error("ctrl+c does not quit")
			}
		})
	}
}
