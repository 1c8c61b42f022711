//go:build unix

package main

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

func TestStoryTabsOfTheDetail(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	for _, size := range []struct{ cols, rows int }{{80, 24}, {120, 36}} {
		t.Run(fmt.Sprintf("%dx%d", size.cols, size.rows), func(t *testing.T) {
			t.Parallel()
			s := g.open(t, "maya", sessionOptions{Cols: size.cols, Rows: size.rows}, "--project", "payments/api")
			s.ready()
			s.Send("5", "/", "ctrl+u")
			s.Type(twoPeople)
			s.Send("enter")
			s.WaitFor("1 shown, esc clears the filter: " + twoPeople)

			s.Send("d")
			s.words("AHEAD 15 commits of live")
			s.shows("v2.13.9 · 45a84aa", "v2.14.0 · cd25825", "cd25825")
			s.Send("l") // the pipeline of what passed its tests
			s.words("✓ 9 passed ■ 1")
			s.shows("#90225", "deploy-prod-eu", "this one")
			s.Send("L")
			s.words("deploy-prod-eu has not run yet. Its log appears here once it does.")
			s.Send("right")
			s.words("newest first")
			s.shows("v2.13.9", "this one")
			if size.cols > 100 {
				s.words("approved by @ines")
				s.Send("enter")
				s.WaitFor("esc back")
			}
			s.words("approved by @ines, @maya “ok”, @oto")
			s.shows("#4811")
			s.Send("h", "h", "h", "h")
			s.words("2 more")
			s.WaitFor("qa-group")
			s.Send("left") // from the first to the last
			s.words("newest first")
			s.Send("j", "enter") // to the deployment before
			s.WaitFor(regexp.MustCompile(`→ +◆ prod-eu .* #4811`))
			s.Send("esc") // and back to where it led from
			s.words("newest first")
			s.WaitFor(regexp.MustCompile(`→ +◆ prod-eu .* #4822`))
			s.Send("j", "enter")
			s.WaitFor(regexp.MustCompile(`→ +◆ prod-eu .* #4811`))
			s.Send("esc")
			s.words("newest first")
			s.Send("esc")
			s.WaitGone("esc back")
			s.Send("esc")
			s.WaitGone("1 shown")
			if size.cols > 100 {
				s.tabsByMouse(t)
			}
			none(t, "writes", of("maya", g.writes()))
			s.leave()
		})
	}
}

// tabsByMouse turns tabs, selects and scrolls without a key.
func (s *story) tabsByMouse(t *testing.T) {
	t.Helper()
	click := func(text string) {
		t.Helper()
		x, y := 0, 0
		s.Until(text+" to be clicked on", func(e *emulator) (ok bool) {
			x, y, ok = e.Find(text)
			return ok
		})
		s.Mouse(leftButton, x, y)
	}
	click("Pipeline   Log")
	s.WaitFor(regexp.MustCompile(`#90225 +v2.14.0`))
	click("Summary   Changes")
	s.WaitFor("Approvals")

	mark := look(s.session, selectedRow)
	s.Mouse(leftButton, 20, mark+2)
	s.Until("the row below to be selected", func(e *emulator) bool { return selectedRow(e) == mark+2 })
	s.Mouse(wheelUp, 20, mark)
	s.Until("the wheel to move the selection", func(e *emulator) bool { y := selectedRow(e); return y >= 0 && y < mark+2 })
	up := look(s.session, selectedRow)
	s.Mouse(wheelDown, 20, mark)
	s.Until("the wheel to move it back", func(e *emulator) bool { return selectedRow(e) > up })
	// A click on a view above the list.
	click("Failed ")
	s.Until("the view of what failed", func(e *emulator) bool {
		return strings.Contains(e.Screen(), "✗ failed") && !strings.Contains(e.Screen(), "■ you")
	})
}

func TestStoryPipelineShowsWhatFailedFirst(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.open(t, "maya", sessionOptions{}, "--project", "payments/checkout")
	d := g.whole(t, 6, "production", "main")
	s.pick("env:production status:blocked", fmt.Sprintf("#%d", d.IID))
	s.Send("d", "l")
	s.WaitFor(regexp.MustCompile(`✗ \d+ failed`))
	// The failed job is named before the stages that passed, whatever their order.
	rows := strings.Split(s.Screen(), "\n")
	failed, passed := -1, -1
	job := regexp.MustCompile(`(✗|✓) \S+`)
	for y, row := range rows {
		m := job.FindStringSubmatch(row)
		if y < 6 || m == nil { // above are the title and the sums
			continue
		}
		if m[1] == "✗" && failed < 0 {
			failed = y
		}
		if m[1] == "✓" && passed < 0 {
			passed = y
		}
	}
	if failed < 0 || passed >= 0 && passed < failed {
		t.Errorf("row %d is the first that failed, row %d the first that passed:\n%s", failed, passed, s.Screen())
	}
	s.closes("esc back")
	s.leave()
}

// The mouse is off where the configuration says so: the terminal selects text then.
func TestStoryWithoutTheMouse(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	home, _ := configure(t, fmt.Sprintf("[profiles.here]\nhost = %q\nprojects = [\"payments/api\"]\n\n[ui]\nmouse = false\n", g.URL()))
	s := &story{startSession(t, sessionOptions{Home: home, Env: []string{"GREENLIGHT_TOKEN=" + g.Token("maya")}}, greenlight(t)), g.tokens()}
	s.ready()
	if on := look(s.session, func(e *emulator) bool { return e.modes[1000] || e.modes[1002] || e.modes[1003] }); on {
		t.Errorf("the mouse is listened to in spite of mouse = false")
	}
	s.leave()
}
