package ui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
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
