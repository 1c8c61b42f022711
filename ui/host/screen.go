// Package host is where the user interface meets the process it runs in: the
// terminal it writes to, the signals it gets, and the file a crash leaves behind.
// It is the one room of ui that may touch the operating system; only main
// imports it.
package host

import (
	"os"
	"sync/atomic"
	"time"
)

// Screen is the terminal as the program writes to it. It remembers when what was
// last written completely was begun, so that a card can know that it has been
// drawn and not merely computed: over a stalled connection the two are seconds
// apart.
type Screen struct {
	*os.File
	now   func() time.Time
	begun atomic.Int64
}

// NewScreen wraps an open terminal.
func NewScreen(f *os.File, now func() time.Time) *Screen {
	return &Screen{File: f, now: now}
}

// Write passes the bytes on and remembers when it began, once they are through.
func (s *Screen) Write(p []byte) (int, error) {
	begun := s.now().UnixNano()
	n, err := s.File.Write(p)
	if err == nil {
		s.begun.Store(begun)
	}
	return n, err
}

// Drawn is when the last write that got through was begun; the zero time before
// the first.
func (s *Screen) Drawn() time.Time {
	n := s.begun.Load()
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, n)
}
