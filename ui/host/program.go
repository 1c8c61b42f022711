package host

import (
	"errors"
	"os"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"
)

// framesPerSecond halves the time from a key to the screen against the usual 60;
// what does not change is not written, so it costs nothing at rest.
const framesPerSecond = 120

// ErrNoTerminal says that there is no terminal to draw on.
var ErrNoTerminal = errors.New("greenlight draws on a terminal, and stdout is not one: run it in a terminal, without a pipe")

// CheckTerminal refuses an output that is no terminal, or one that can move no
// cursor.
func CheckTerminal(out *os.File, termName string) error {
	if !term.IsTerminal(out.Fd()) {
		return ErrNoTerminal
	}
	if termName == "dumb" {
		return errors.New("greenlight needs a terminal that can move its cursor, and TERM says dumb: set TERM to what the terminal is, such as xterm-256color")
	}
	return nil
}

// Ended is how a program came to its end.
type Ended struct {
	// Model is the model as it was last.
	Model tea.Model
	// Crash is the panic that ended it, nil for none.
	Crash *Crash
	// Signal is the exit code of the signal that ended it, 0 for none.
	Signal int
	// Err is a terminal that could not be used.
	Err error
}

// Run runs a model on a keyboard and a screen until it ends, by itself, by a signal or by a
// panic, and leaves the terminal as it was. exit is the last resort for a
// terminal that hangs; it is called with the exit code.
func Run(m tea.Model, in *Keyboard, screen *Screen, exit func(int)) Ended {
	guard := NewGuard(m)
	p := tea.NewProgram(guard,
		tea.WithInput(in), tea.WithOutput(screen), tea.WithFPS(framesPerSecond),
		tea.WithoutSignalHandler())
	signals := Watch(p, exit)
	last, err := p.Run()
	signals.Stop()
	end := Ended{Crash: guard.Crash(), Signal: signals.Code()}
	if g, ok := last.(Guard); ok {
		end.Model = g.Model()
	}
	if err != nil && end.Signal == 0 {
		end.Err = err
	}
	return end
}
