//go:build unix

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// helperEnv names the program that a re-executed test binary shall be: small
// programs on which the session driver itself is tested.
const helperEnv = "GREENLIGHT_TEST_HELPER"

var helpers = map[string]func() int{
	"keys": func() int {
		if _, err := tea.NewProgram(keysModel{}).Run(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		return 7
	},
	"dirty": func() int {
		fmt.Print("\x1b[?1049h\x1b[?25l\x1b[?1002h\x1b[?1006h\x1b[?2004h\x1b[>1u\x1b[1mbye")
		fmt.Fprintln(os.Stderr, "left a mess")
		return 0
	},
	"unknown": func() int { fmt.Print("\x1b[5yhello"); return 0 },
	"environment": func() int {
		dir, _ := os.Getwd()
		entries, _ := os.ReadDir(dir)
		fmt.Printf("dir empty %t\n", len(entries) == 0)
		for _, e := range os.Environ() {
			fmt.Println(e)
		}
		return 0
	},
}

// keysModel shows what it was sent.
type keysModel struct {
	log           []string
	width, height int
}

func (m keysModel) Init() tea.Cmd { return tea.RequestBackgroundColor }

func (m keysModel) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		switch msg.String() {
		case "q":
			return m, tea.Quit
		case "ctrl+z":
			return m, tea.Suspend
		}
		m.log = append(m.log, "key "+msg.String())
	case tea.PasteMsg:
		m.log = append(m.log, "paste "+msg.Content)
	case tea.MouseClickMsg:
		m.log = append(m.log, fmt.Sprintf("click %d,%d", msg.X, msg.Y))
	case tea.MouseWheelMsg:
		m.log = append(m.log, "wheel "+msg.String())
	case tea.BackgroundColorMsg:
		m.log = append(m.log, fmt.Sprintf("dark %t", msg.IsDark()))
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
	}
	return m, nil
}

func (m keysModel) View() tea.View {
	v := tea.NewView(fmt.Sprintf("ready %dx%d 支付/网关 🚀\n%s", m.width, m.height, strings.Join(m.log, "\n")))
	v.AltScreen, v.MouseMode, v.WindowTitle = true, tea.MouseModeCellMotion, "keys — 本"
	return v
}

func startHelper(tb testing.TB, name string, opts sessionOptions) *session {
	tb.Helper()
	opts.Env = append(opts.Env, helperEnv+"="+name)
	return startSession(tb, opts, testBinary(tb))
}

// testBinary is this test program, which can be any of the helpers.
func testBinary(tb testing.TB) string {
	tb.Helper()
	path, err := os.Executable()
	if err != nil {
		tb.Fatal(err)
	}
	return path
}

func TestSessionPlaysKeys(t *testing.T) {
	t.Parallel()
	for name, terminal := range map[string]termOptions{
		"legacy":   {},
		"xterm":    {Keyboard: xtermKeys},
		"kitty":    {Keyboard: kittyKeys, Light: true},
		"old":      {NoSync: true, NoUnicode: true},
		"answers0": {Mute: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := startHelper(t, "keys", sessionOptions{Cols: 100, Rows: 30, Term: terminal})
			s.WaitFor("ready 100x30 支付/网关 🚀")
			if !terminal.Mute {
				s.WaitFor(fmt.Sprintf("dark %t", !terminal.Light))
			}
			s.Send("j", "enter", "shift+tab", "ctrl+u", "pgdown", "up")
			s.WaitFor("key up")
			s.Type("ab")
			s.WaitFor("key b")
			s.SendRaw("xyz")
			s.WaitFor(regexp.MustCompile(`(?m)^key x\nkey y\nkey z$`))
			s.Paste("some text")
			s.WaitFor("paste some text")
			s.Mouse(leftButton, 4, 2)
			s.WaitFor("click 4,2")
			s.Mouse(wheelDown, 4, 2)
			s.WaitFor("wheel")
			for _, want := range []string{"key j", "key enter", "key shift+tab", "key ctrl+u", "key pgdown"} {
				if !strings.Contains(s.Screen(), want) {
					t.Errorf("%s did not arrive", want)
				}
			}
			if title := look(s, (*emulator).Title); title != "keys — 本" {
				t.Errorf("title %q", title)
			}
			s.Send("esc")
			s.WaitFor("key esc")
			s.Send("q")
			s.WaitExit(7)
			s.Restored()
		})
	}
}

func TestSessionResizes(t *testing.T) {
	t.Parallel()
	s := startHelper(t, "keys", sessionOptions{})
	s.WaitFor("ready 80x24")
	before := s.Screen()
	s.Resize(60, 15)
	if at := s.WaitChange(before); at.Before(s.started) {
		t.Errorf("bytes that changed the screen came at %v", at)
	}
	s.WaitFor("ready 60x15")
	s.WaitGone("ready 80x24")
	if !strings.Contains(s.RawOutput(), "\x1b[?1049h") {
		t.Errorf("raw output lacks the alternate screen")
	}
	s.Send("q")
	s.WaitExit(7)
	s.Restored()
}

func TestSessionSignals(t *testing.T) {
	t.Parallel()
	s := startHelper(t, "keys", sessionOptions{})
	s.WaitFor("ready")
	s.Signal(syscall.SIGKILL)
	s.WaitExit(128 + int(syscall.SIGKILL))
}

func TestSessionHasACleanEnvironment(t *testing.T) {
	t.Setenv("GITLAB_TOKEN", "must not be seen")
	t.Setenv("NO_COLOR", "1")
	t.Setenv("TMUX", "x")
	s := startHelper(t, "environment", sessionOptions{Cols: 300, Rows: 40, Env: []string{"EXTRA=1"}})
	s.WaitExit(0)
	got := s.Screen()
	for _, want := range []string{
		"dir empty true", "EXTRA=1", "TERM=xterm-256color", "COLORTERM=truecolor", "HOME=" + s.Home,
		"XDG_CONFIG_HOME=" + filepath.Join(s.Home, ".config"), "XDG_STATE_HOME=", "XDG_CACHE_HOME=",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("environment lacks %s", want)
		}
	}
	for _, leak := range []string{"GITLAB_TOKEN", "NO_COLOR", "TMUX"} {
		if strings.Contains(got, leak) {
			t.Errorf("%s leaked into the program", leak)
		}
	}
	s.Restored()
}

// A judged TB collects what a session under test complains about.
type judged struct {
	testing.TB
	complaints []string
	cleanups   []func()
	dir        string
}

func (j *judged) Helper()             {}
func (j *judged) Failed() bool        { return len(j.complaints) > 0 }
func (j *judged) ArtifactDir() string { return j.dir }
func (j *judged) Cleanup(f func())    { j.cleanups = append(j.cleanups, f) }
func (j *judged) Logf(f string, a ...any) {
	j.complaints = append(j.complaints, "log: "+fmt.Sprintf(f, a...))
}
func (j *judged) Errorf(f string, a ...any) {
	j.complaints = append(j.complaints, fmt.Sprintf(f, a...))
}
func (j *judged) Fatalf(f string, a ...any) { j.Errorf(f, a...); runtime.Goexit() }
func (j *judged) Fatal(a ...any)            { j.Errorf("%s", fmt.Sprint(a...)); runtime.Goexit() }

// judge runs a story on a session that is allowed to fail, and returns all it
// complained about.
func judge(t *testing.T, story func(tb testing.TB)) (string, string) {
	t.Helper()
	j := &judged{TB: t, dir: t.TempDir()}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			for _, f := range j.cleanups {
				f()
			}
		}()
		story(j)
	}()
	<-done
	return strings.Join(j.complaints, "\n"), j.dir
}

func TestSessionFailsWhenItShould(t *testing.T) {
	t.Parallel()
	short := sessionOptions{Limit: 50 * time.Millisecond}
	for _, c := range []struct {
		name  string
		story func(tb testing.TB)
		want  []string
	}{
		{"text that never comes", func(tb testing.TB) {
			s := startHelper(tb, "keys", sessionOptions{})
			s.WaitFor("ready")
			s.opts.Limit = short.Limit
			s.WaitFor("nothing like this")
		}, []string{`for "nothing like this" on the screen`, "log: last screen", "ready 80x24"}},
		{"text that stays", func(tb testing.TB) {
			s := startHelper(tb, "keys", sessionOptions{})
			s.WaitFor("ready")
			s.opts.Limit = short.Limit
			s.WaitGone("ready")
		}, []string{`for "ready" to go`}},
		{"a program that ended", func(tb testing.TB) { startHelper(tb, "dirty", sessionOptions{}).WaitFor("hello") }, []string{"the program ended with 0"}},
		{"wrong status", func(tb testing.TB) { startHelper(tb, "dirty", sessionOptions{}).WaitExit(3) }, []string{"ended with 0, want 3"}},
		{"a program that does not end", func(tb testing.TB) {
			startHelper(tb, "keys", short).WaitExit(0)
		}, []string{"for the program to end"}},
		{"a mess", func(tb testing.TB) {
			s := startHelper(tb, "dirty", sessionOptions{})
			s.WaitExit(0)
			s.Restored()
			if got := s.Stderr(); got != "left a mess\n" {
				tb.Errorf("stderr is %q", got)
			}
		}, []string{"alternate screen on", "cursor hidden", "mouse drag on", "SGR mouse on", "bracketed paste on", "kitty keyboard", "style not reset", "stderr: left a mess"}},
		{"line settings", func(tb testing.TB) {
			s := startSession(tb, sessionOptions{}, "/bin/sh", "-c", "stty -echo; echo done")
			s.WaitExit(0)
			s.Restored()
		}, []string{"line settings not restored"}},
		{"restored too early", func(tb testing.TB) {
			s := startHelper(tb, "keys", sessionOptions{})
			s.Restored()
		}, []string{"WaitExit first"}},
		{"a sequence nobody knows", func(tb testing.TB) { startHelper(tb, "unknown", sessionOptions{}).WaitExit(0) }, []string{"does not know", "CSI 5y"}},
		{"a program left running", func(tb testing.TB) { startHelper(tb, "keys", sessionOptions{}).WaitFor("ready") }, []string{"still ran"}},
		{"a key right after esc", func(tb testing.TB) {
			s := startHelper(tb, "keys", sessionOptions{})
			s.WaitFor("ready")
			s.Send("esc", "j")
		}, []string{`"j" right after esc is alt+j`}},
		{"no such key", func(tb testing.TB) { startHelper(tb, "keys", sessionOptions{}).Send("warp") }, []string{`no key "warp"`}},
		{"no mouse", func(tb testing.TB) {
			startHelper(tb, "environment", sessionOptions{}).Mouse(rightButton, 0, 0)
		}, []string{"did not ask for the mouse"}},
		{"a wish of the wrong type", func(tb testing.TB) { startHelper(tb, "environment", sessionOptions{}).WaitFor(3) }, []string{"not a int"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, dir := judge(t, c.story)
			for _, want := range c.want {
				if !strings.Contains(got, want) {
					t.Errorf("lacks %q:\n%s", want, got)
				}
			}
			for _, name := range []string{"screen.txt", "raw.bin", "stderr.txt"} {
				if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
					t.Errorf("nothing saved: %v", err)
				}
			}
		})
	}
}

func TestSessionAllowsWhatItIsTold(t *testing.T) {
	t.Parallel()
	got, _ := judge(t, func(tb testing.TB) {
		s := startHelper(tb, "unknown", sessionOptions{AllowUnknown: true})
		s.WaitExit(0)
		startHelper(tb, "keys", sessionOptions{AllowRunning: true}).WaitFor("ready")
	})
	if got != "" {
		t.Errorf("complained: %s", got)
	}
}
