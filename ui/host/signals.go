package host

import (
	"context"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
)

// patience is how long a program may take to end by itself after a signal before
// it is made to: a write to a terminal that is gone can hang for ever.
const patience = time.Second

// Signals ends a program on SIGINT, SIGTERM and SIGHUP and remembers which.
type Signals struct {
	got  chan os.Signal
	done chan struct{}
	last atomic.Int32
}

// Watch begins to listen; exit is called with the exit code when the program
// does not end by itself within two periods of patience.
func Watch(p *tea.Program, exit func(code int)) *Signals {
	s := &Signals{got: make(chan os.Signal, 3), done: make(chan struct{})}
	signal.Notify(s.got, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	go s.listen(p, exit)
	return s
}

func (s *Signals) listen(p *tea.Program, exit func(code int)) {
	select {
	case <-s.done:
		return
	case sig := <-s.got:
		if number, ok := sig.(syscall.Signal); ok {
			s.last.Store(int32(number))
		}
	}
	go p.Quit()
	if s.ended() {
		return
	}
	go func() {
		// First the reader ends, then what it reads is closed: Kill alone closes it under
		// the reader's hands.
		_ = p.ReleaseTerminal()
		p.Kill()
	}()
	if s.ended() {
		return
	}
	exit(s.Code())
}

// ended waits for the program's end, one period at most.
func (s *Signals) ended() bool {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-s.done:
		return true
	case <-timer.C:
		return false
	}
}

// Stop ends the listening; call it once, after the program has ended.
func (s *Signals) Stop() {
	signal.Stop(s.got)
	close(s.done)
}

// Code is 128 and the signal's number, 0 when none came.
func (s *Signals) Code() int {
	if n := s.last.Load(); n != 0 {
		return 128 + int(n)
	}
	return 0
}

// Interruptible returns a context that SIGINT, SIGTERM or SIGHUP ends, for programs
// without a screen. code is 128 and the signal's number after one came, else 0; stop
// ends the listening.
func Interruptible(parent context.Context) (ctx context.Context, code func() int, stop func()) {
	ctx, cancel := context.WithCancel(parent)
	got := make(chan os.Signal, 1)
	signal.Notify(got, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	var last atomic.Int32
	go func() {
		select {
		case sig := <-got:
			if number, ok := sig.(syscall.Signal); ok {
				last.Store(int32(number))
			}
			cancel()
		case <-ctx.Done():
		}
	}()
	code = func() int {
		if n := last.Load(); n != 0 {
			return 128 + int(n)
		}
		return 0
	}
	return ctx, code, func() { signal.Stop(got); cancel() }
}
