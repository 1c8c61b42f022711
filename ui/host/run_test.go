//go:build unix

package host_test

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"

	"greenlight/ui/host"
)

// childEnv makes the test binary the program that runs on a terminal.
const childEnv = "GREENLIGHT_TEST_HOST"

func TestMain(m *testing.M) {
	if how := os.Getenv(childEnv); how != "" {
		os.Exit(child(how))
	}
	os.Exit(m.Run())
}

// patient is a model that a test can break, or that hangs.
type patient struct{ how string }

func (m patient) Init() tea.Cmd { return nil }

func (m patient) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	key, ok := msg.(tea.KeyPressMsg)
	switch {
	case !ok:
	case key.String() == "q":
		return m, tea.Quit
	case m.how == "update":
		panic("broken update")
	case m.how == "command":
		return m, func() tea.Msg { panic("broken command") }
	case m.how == "hang":
		fmt.Fprintln(os.Stderr, "hanging")
		select {}
	}
	return m, nil
}

func (m patient) View() tea.View {
	v := tea.NewView("ready")
	v.AltScreen, v.MouseMode = true, tea.MouseModeCellMotion
	return v
}

func child(how string) int {
	end := host.Run(patient{how}, host.NewKeyboard(os.Stdin, time.Now), host.NewScreen(os.Stdout, time.Now), os.Exit)
	switch {
	case end.Crash != nil:
		fmt.Fprintln(os.Stderr, "crash:", end.Crash.Reason)
		return 1
	case end.Signal != 0:
		return end.Signal
	case end.Err != nil:
		fmt.Fprintln(os.Stderr, "error:", end.Err)
		return 3
	}
	if _, ok := end.Model.(patient); !ok {
		fmt.Fprintf(os.Stderr, "the model came back as %T\n", end.Model)
		return 4
	}
	return 0
}

// A tap collects what is written to it and can be waited on.
type tap struct {
	mu    sync.Mutex
	buf   bytes.Buffer
	grown chan struct{}
}

func newTap() *tap { return &tap{grown: make(chan struct{})} }

func (p *tap) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.buf.Write(b)
	close(p.grown)
	p.grown = make(chan struct{})
	return len(b), nil
}

func (p *tap) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.buf.String()
}

func (p *tap) wait(t *testing.T, want string) {
	t.Helper()
	limit := time.NewTimer(10 * time.Second)
	defer limit.Stop()
	for {
		p.mu.Lock()
		text, grown := p.buf.String(), p.grown
		p.mu.Unlock()
		if strings.Contains(text, want) {
			return
		}
		select {
		case <-grown:
		case <-limit.C:
			t.Fatalf("waited for %q, have %q", want, text)
		}
	}
}

func TestRunLeavesTheTerminalAsItWas(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, how, keys string
		signal          syscall.Signal
		code            int
		stderr          string
		hard            bool // it had to be killed: only the exit is promised
	}{
		{name: "by itself", keys: "q"},
		{name: "a panic in Update", how: "update", keys: "x", code: 1, stderr: "crash: broken update\n"},
		{name: "a panic in a command", how: "command", keys: "x", code: 1, stderr: "crash: broken command\n"},
		{name: "SIGINT", signal: syscall.SIGINT, code: 130},
		{name: "SIGTERM", signal: syscall.SIGTERM, code: 143},
		{name: "SIGHUP", signal: syscall.SIGHUP, code: 129},
		{name: "SIGTERM while it hangs", how: "hang", keys: "x", signal: syscall.SIGTERM, code: 143, stderr: "hanging\n", hard: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			self, err := os.Executable()
			if err != nil {
				t.Fatal(err)
			}
			ptmx, tty, err := pty.Open()
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = ptmx.Close() }()
			if err := pty.Setsize(tty, &pty.Winsize{Cols: 80, Rows: 24}); err != nil {
				t.Fatal(err)
			}
			before, err := term.GetState(ptmx.Fd())
			if err != nil {
				t.Fatal(err)
			}
			out, errs := newTap(), newTap()
			cmd := exec.CommandContext(ctx, self)
			cmd.Env = append(os.Environ(), childEnv+"="+cmp.Or(c.how, "plain"), "TERM=xterm-256color")
			cmd.Stdin, cmd.Stdout, cmd.Stderr = tty, tty, errs
			cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			done := make(chan struct{})
			go func() {
				defer close(done)
				buf := make([]byte, 1<<16)
				for {
					n, err := ptmx.Read(buf)
					_, _ = out.Write(buf[:n])
					if err != nil {
						return
					}
				}
			}()
			out.wait(t, "ready")
			if _, err := ptmx.WriteString(c.keys); err != nil {
				t.Fatal(err)
			}
			if c.hard {
				errs.wait(t, "hanging")
			}
			if c.signal != 0 {
				if err := cmd.Process.Signal(c.signal); err != nil {
					t.Fatal(err)
				}
			}
			err = cmd.Wait()
			var exit *exec.ExitError
			if err != nil && !errors.As(err, &exit) {
				t.Fatal(err)
			}
			after, err := term.GetState(ptmx.Fd())
			if err != nil {
				t.Fatal(err)
			}
			_ = tty.Close()
			<-done
			if code := cmd.ProcessState.ExitCode(); code != c.code {
				t.Errorf("ended with %d, want %d", code, c.code)
			}
			if got := errs.String(); got != c.stderr {
				t.Errorf("stderr is %q, want %q", got, c.stderr)
			}
			if *before != *after {
				t.Errorf("line settings were\n%+v and are\n%+v", before, after)
			}
			raw := out.String()
			for _, pair := range [][2]string{{"\x1b[?1049h", "\x1b[?1049l"}, {"\x1b[?25l", "\x1b[?25h"}, {"\x1b[?1002h", "\x1b[?1002l"}, {"\x1b[?2004h", "\x1b[?2004l"}} {
				if on, off := strings.LastIndex(raw, pair[0]), strings.LastIndex(raw, pair[1]); on > off {
					t.Errorf("%q was not taken back by %q", pair[0], pair[1])
				}
			}
			if strings.Contains(raw, "goroutine") {
				t.Errorf("a stack on the screen: %q", raw)
			}
		})
	}
}
