package host

import (
	"os"
	"sync/atomic"
	"time"
)

// Keyboard is the terminal as the program reads from it. It remembers when it last brought
// anything: on a machine that is slow for a moment a key may be handled long after it was
// pressed, and by then another card may lie under it.
type Keyboard struct {
	*os.File
	now  func() time.Time
	read atomic.Int64
}

// NewKeyboard wraps an open terminal.
func NewKeyboard(f *os.File, now func() time.Time) *Keyboard {
	return &Keyboard{File: f, now: now}
}

// Read takes what was typed and remembers when.
func (k *Keyboard) Read(p []byte) (int, error) {
	n, err := k.File.Read(p)
	if n > 0 {
		k.read.Store(k.now().UnixNano())
	}
	return n, err
}

// Typed is when something was last read; the zero time before the first.
func (k *Keyboard) Typed() time.Time {
	n := k.read.Load()
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, n)
}
