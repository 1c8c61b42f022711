package host_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/ui/host"
)

// fragile is a model that panics where it is told to.
type fragile struct {
	where string
	seen  []string
}

func (m fragile) Init() tea.Cmd {
	if m.where == "init" {
		panic("broken init")
	}
	return nil
}

type mended string

func (m fragile) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	broken := func() tea.Msg { panic(errors.New("broken command")) }
	whole := func() tea.Msg { return mended("done") }
	switch msg := msg.(type) {
	case mended:
		m.seen = append(m.seen, string(msg))
	case tea.KeyPressMsg:
		switch m.where {
		case "update":
			panic("broken update")
		case "command":
			return m, broken
		case "batch":
			return m, tea.Batch(whole, tea.Batch(whole, broken))
		case "nothing":
			return m, tea.Batch(whole, whole)
		}
	}
	return m, nil
}

func (m fragile) View() tea.View {
	if m.where == "view" {
		panic("broken view")
	}
	return tea.NewView("whole: " + strings.Join(m.seen, " "))
}

// run runs a command with all that comes of it, and returns the messages.
func run(cmd tea.Cmd) []tea.Msg {
	if cmd == nil {
		return nil
	}
	batch, ok := cmd().(tea.BatchMsg)
	if !ok {
		return []tea.Msg{cmd()}
	}
	var out []tea.Msg
	for _, c := range batch {
		out = append(out, run(c)...)
	}
	return out
}

func quits(msgs []tea.Msg) bool {
	for _, m := range msgs {
		if _, ok := m.(tea.QuitMsg); ok {
			return true
		}
	}
	return false
}

func TestGuardTurnsAPanicIntoTheEnd(t *testing.T) {
	t.Parallel()
	for where, reason := range map[string]string{
		"init": "broken init", "update": "broken update", "view": "broken view", "command": "broken command", "batch": "broken command",
	} {
		t.Run(where, func(t *testing.T) {
			t.Parallel()
			g := host.NewGuard(fragile{where: where})
			ended := quits(run(g.Init()))
			m, cmd := g.Update(tea.KeyPressMsg{Code: 'x', Text: "x"})
			ended = quits(run(cmd)) || ended
			if v := m.View(); where == "view" && v.Content != "" {
				t.Errorf("a broken view draws %q", v.Content)
			}
			// Whatever comes next ends the program, where it has not ended already.
			m, cmd = m.Update(tea.FocusMsg{})
			if ended = quits(run(cmd)) || ended; !ended {
				t.Error("the program goes on")
			}
			crash := m.(host.Guard).Crash()
			if crash == nil || crash.Reason != reason {
				t.Fatalf("the crash is %+v, want %q", crash, reason)
			}
			if !strings.Contains(string(crash.Stack), "host_test.go") {
				t.Errorf("the stack does not say where: %s", crash.Stack)
			}
			if v := m.View(); v.Content != "" || !v.AltScreen {
				t.Errorf("after the crash it draws %q", v.Content)
			}
		})
	}
}

func TestGuardLeavesTheRestAlone(t *testing.T) {
	t.Parallel()
	g := host.NewGuard(fragile{where: "nothing"})
	m, cmd := g.Update(tea.KeyPressMsg{Code: 'x', Text: "x"})
	msgs := run(cmd)
	if len(msgs) != 2 || quits(msgs) {
		t.Fatalf("a batch of two came to %v", msgs)
	}
	for _, msg := range msgs {
		m, _ = m.Update(msg)
	}
	if got := m.View().Content; got != "whole: done done" {
		t.Errorf("it draws %q", got)
	}
	if c := m.(host.Guard).Crash(); c != nil {
		t.Errorf("a crash of %q", c.Reason)
	}
	if inner, ok := m.(host.Guard).Model().(fragile); !ok || len(inner.seen) != 2 {
		t.Errorf("the model inside is %+v", m.(host.Guard).Model())
	}
}

func TestTheFirstCrashIsKept(t *testing.T) {
	t.Parallel()
	g := host.NewGuard(fragile{where: "command"})
	_, cmd := g.Update(tea.KeyPressMsg{Code: 'x', Text: "x"})
	run(cmd)
	first := g.Crash()
	run(cmd)
	if g.Crash() != first {
		t.Error("a later crash took the place of the first")
	}
}

func TestReport(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 2, 14, 3, 4, 5, 0, time.FixedZone("", 3600))
	c := &host.Crash{Reason: "a very bad index", Stack: []byte("goroutine 7 [running]:\nmain.go:1")}
	folder := filepath.Join(t.TempDir(), "state", "greenlight")
	err := c.Report(folder, at)
	file := filepath.Join(folder, "crash-20260214-020405.txt")
	if err == nil || !strings.HasSuffix(err.Error(), file) || strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), "goroutine") {
		t.Errorf("it says %q, want one sentence that names %s", err, file)
	}
	text, readErr := os.ReadFile(file)
	if readErr != nil || !strings.Contains(string(text), "a very bad index") || !strings.Contains(string(text), "main.go:1") {
		t.Errorf("the file holds %q, %v", text, readErr)
	}
	for path, want := range map[string]os.FileMode{file: 0o600, folder: 0o700} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s has mode %v, want %v", path, info.Mode().Perm(), want)
		}
	}
	// Where the folder cannot be made the sentence says what broke all the same.
	blocked := filepath.Join(file, "under a file")
	if err := c.Report(blocked, at); err == nil || !strings.Contains(err.Error(), "a very bad index") || strings.Contains(err.Error(), "\n") {
		t.Errorf("without a folder it says %v", err)
	}
}

func TestCheckTerminal(t *testing.T) {
	t.Parallel()
	file, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	if err := host.CheckTerminal(file, "xterm"); !errors.Is(err, host.ErrNoTerminal) {
		t.Errorf("a file is taken for a terminal: %v", err)
	}
}

func TestOpenLog(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "debug.log")
	for _, line := range []string{"first run", "second run"} {
		log, closeLog, err := host.OpenLog(path)
		if err != nil {
			t.Fatal(err)
		}
		log.Debug(line)
		closeLog()
	}
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), "first run") || !strings.Contains(string(text), "second run") {
		t.Errorf("the log holds %q, %v", text, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the log has mode %v", info.Mode().Perm())
	}
	if _, _, err := host.OpenLog(filepath.Join(path, "x")); err == nil || !strings.Contains(err.Error(), "the log cannot be written") {
		t.Errorf("a log that cannot be opened: %v", err)
	}
	log, closeLog, err := host.OpenLog("")
	if err != nil {
		t.Fatal(err)
	}
	log.Error("nobody asked")
	closeLog()
}

func TestScreenKnowsWhenItWasDrawn(t *testing.T) {
	t.Parallel()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	var at atomic.Int64
	base := time.Date(2026, 2, 14, 3, 0, 0, 0, time.UTC)
	now := func() time.Time { return base.Add(time.Duration(at.Load()) * time.Second) }
	screen := host.NewScreen(w, now)
	if !screen.Drawn().IsZero() {
		t.Error("drawn before anything was written")
	}
	at.Store(1)
	if _, err := screen.Write([]byte("frame")); err != nil {
		t.Fatal(err)
	}
	if got := screen.Drawn(); !got.Equal(base.Add(time.Second)) {
		t.Errorf("drawn at %v", got)
	}
	// A write that hangs counts from its begin, and not before it is through: what
	// it shows was decided when it began.
	at.Store(2)
	written := make(chan struct{})
	begun := make(chan struct{})
	slow := host.NewScreen(w, func() time.Time {
		defer func() {
			select {
			case <-begun:
			default:
				close(begun)
			}
		}()
		return now()
	})
	go func() {
		defer close(written)
		_, _ = slow.Write(make([]byte, 1<<20)) // more than a pipe holds
	}()
	<-begun
	at.Store(9)
	if !slow.Drawn().IsZero() {
		t.Error("drawn before the write was through")
	}
	go func() {
		buf := make([]byte, 1<<16)
		for {
			if _, err := r.Read(buf); err != nil {
				return
			}
		}
	}()
	<-written
	if got := slow.Drawn(); !got.Equal(base.Add(2 * time.Second)) {
		t.Errorf("drawn at %v, want the begin of the write", got)
	}
	// A write that fails draws nothing.
	_ = w.Close()
	at.Store(20)
	if _, err := screen.Write([]byte("gone")); err == nil {
		t.Error("a closed terminal takes bytes")
	}
	if got := screen.Drawn(); !got.Equal(base.Add(time.Second)) {
		t.Errorf("a failed write counts as drawn: %v", got)
	}
	_ = r.Close()
}
