package host

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
)

// Crash is what is left of a panic.
type Crash struct {
	// Reason is the panic's value, Stack the goroutine that had it.
	Reason string
	Stack  []byte
}

// Guard runs a model and turns a panic in it, or in one of its commands, into an
// ordinary end of the program: the terminal is restored as on every other exit,
// and the stack goes to a file instead of over the screen.
type Guard struct {
	model tea.Model
	crash *crashBox
}

// crashBox keeps the first panic; commands panic on goroutines of their own.
type crashBox struct {
	mu    sync.Mutex
	first *Crash
}

// NewGuard wraps a model.
func NewGuard(m tea.Model) Guard { return Guard{model: m, crash: &crashBox{}} }

// Crash returns the first panic, nil when there was none.
func (g Guard) Crash() *Crash {
	g.crash.mu.Lock()
	defer g.crash.mu.Unlock()
	return g.crash.first
}

// Model returns the wrapped model.
func (g Guard) Model() tea.Model { return g.model }

// Init starts the model.
func (g Guard) Init() (cmd tea.Cmd) {
	defer g.crash.caught(func() { cmd = tea.Quit })
	return g.guarded(g.model.Init())
}

// Update passes the message on; after a panic the program ends.
func (g Guard) Update(msg tea.Msg) (m tea.Model, cmd tea.Cmd) {
	if g.Crash() != nil {
		return g, tea.Quit
	}
	m = g
	defer g.crash.caught(func() { cmd = tea.Quit })
	next, cmd := g.model.Update(msg)
	g.model = next
	return g, g.guarded(cmd)
}

// View draws the model; after a panic it draws nothing more.
func (g Guard) View() (v tea.View) {
	if g.Crash() != nil {
		return tea.View{AltScreen: true}
	}
	defer g.crash.caught(func() { v = tea.View{AltScreen: true} })
	return g.model.View()
}

// guarded makes a command safe, and those inside a batch.
func (g Guard) guarded(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer g.crash.caught(func() { msg = tea.QuitMsg{} })
		msg = cmd()
		batch, ok := msg.(tea.BatchMsg)
		if !ok {
			return msg
		}
		safe := make(tea.BatchMsg, len(batch))
		for i, c := range batch {
			safe[i] = g.guarded(c)
		}
		return safe
	}
}

// caught is deferred: it keeps the first panic and runs the end that the caller
// wants.
func (b *crashBox) caught(end func()) {
	r := recover()
	if r == nil {
		return
	}
	b.mu.Lock()
	if b.first == nil {
		b.first = &Crash{Reason: fmt.Sprint(r), Stack: debug.Stack()}
	}
	b.mu.Unlock()
	end()
}

// crashPrefix begins the names of the reports.
const crashPrefix = "crash-"

// Report writes the crash to a file in the folder, readable by its owner only,
// and returns the sentence that names it.
func (c *Crash) Report(folder string, now time.Time) error {
	file := filepath.Join(folder, crashPrefix+now.UTC().Format("20060102-150405.txt"))
	text := fmt.Sprintf("greenlight crashed: %s\n\n%s", c.Reason, c.Stack)
	err := os.MkdirAll(folder, 0o700)
	if err == nil {
		err = os.WriteFile(file, []byte(text), 0o600)
	}
	if err != nil {
		return fmt.Errorf("it broke (%s), which is a mistake in greenlight, and the details could not be saved: %w", c.Reason, err)
	}
	return fmt.Errorf("it broke, which is a mistake in greenlight; what is known about it is in %s", file)
}
