package trace

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
)

// maxSize is how much of a log is kept at most, in bytes; what follows is ignored.
const maxSize = 1 << 30

// chunk is how much is read at once.
const chunk = 256 << 10

// Spool is the log of one job in a temporary file. Its methods may be called from
// several goroutines at once: one fills it while others read.
type Spool struct {
	filling sync.Mutex // held by Fill
	mu      sync.RWMutex
	file    *os.File
	// name is the file to remove when the spool is closed, empty where it is gone
	// from its folder already.
	name   string
	closed bool
	size   int64
	ix     *index
	// generation counts how often the log began anew.
	generation int
	found      finder
}

// Create makes an empty spool in folder dir, "" for the system's folder for
// temporary files. Nobody else can read its file, and it has no name where the
// system allows that.
func Create(dir string) (*Spool, error) {
	f, err := os.CreateTemp(dir, "greenlight-log-*")
	if err != nil {
		return nil, fmt.Errorf("the log has no place to be kept: %w", err)
	}
	s := &Spool{file: f, name: f.Name(), ix: newIndex()}
	if os.Remove(s.name) == nil {
		s.name = ""
	}
	return s, nil
}

// Close gives the file up. What is read afterwards fails.
func (s *Spool) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.file.Close()
	s.closed = true
	if s.name != "" {
		err = errors.Join(err, os.Remove(s.name))
	}
	return err
}

// Size is how many bytes of the log there are.
func (s *Spool) Size() int64 {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.size
}

// Fill takes the whole log from r: GitLab serves no part of one. What is there
// already is compared and skipped; from where it differs, because the job was
// retried or its log erased, the log begins anew. After an error of r what arrived
// is kept, and so is what was there before. changed tells whether the log is
// another now.
func (s *Spool) Fill(r io.Reader) (changed bool, err error) {
	s.filling.Lock()
	defer s.filling.Unlock()
	f := filler{s: s, in: make([]byte, chunk), old: make([]byte, chunk)}
	for f.at < maxSize {
		n, readErr := full(r, f.in)
		if err = f.take(f.in[:n]); err != nil {
			break
		}
		if readErr == io.EOF {
			break
		}
		if readErr != nil {
			err = readErr
			break
		}
	}
	return f.changed, errors.Join(err, f.finish(err == nil))
}

// full reads until b is full or r ends. Unlike io.ReadFull it leaves the error of
// r as it is: a connection that broke must not look like the log's end.
func full(r io.Reader, b []byte) (n int, err error) {
	for n < len(b) && err == nil {
		var m int
		m, err = r.Read(b[n:])
		n += m
	}
	return n, err
}

// filler is one run of Fill.
type filler struct {
	s       *Spool
	in, old []byte
	// at is how much of the log came, pending what of it is written but not indexed.
	at      int64
	pending []byte
	changed bool
	writing bool
}

// take compares the next bytes of the log with what is there, and appends what is
// new.
func (f *filler) take(b []byte) error {
	for len(b) > 0 && f.at < f.s.size {
		n := int(min(int64(len(b)), int64(len(f.old)), f.s.size-f.at))
		if _, err := f.s.file.ReadAt(f.old[:n], f.at); err != nil {
			return fmt.Errorf("the log cannot be read back: %w", err)
		}
		same := common(b[:n], f.old[:n])
		f.at += int64(same)
		b = b[same:]
		if same < n {
			return errors.Join(f.cut(), f.write(b))
		}
	}
	return f.write(b)
}

func common(a, b []byte) int {
	if bytes.Equal(a, b) {
		return len(a)
	}
	n := 0
	for n < len(a) && a[n] == b[n] {
		n++
	}
	return n
}

// cut forgets what is behind the part that came.
func (f *filler) cut() error {
	s := f.s
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.file.Truncate(f.at); err != nil {
		return fmt.Errorf("the log cannot be cut: %w", err)
	}
	f.changed, s.size = true, f.at
	s.ix = newIndex()
	s.generation++
	return f.reindex()
}

// reindex indexes the part that came, after the index was given up.
func (f *filler) reindex() error {
	s := f.s
	f.pending = f.pending[:0]
	for off := int64(0); off < s.size; {
		n, err := s.file.ReadAt(f.old[:min(int64(len(f.old)), s.size-off)], off)
		if n == 0 {
			return fmt.Errorf("the log cannot be read back: %w", err)
		}
		off += int64(n)
		f.index(f.old[:n])
	}
	f.writing = true
	return nil
}

func (f *filler) write(b []byte) error {
	if len(b) == 0 {
		return nil
	}
	s := f.s
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := f.resume(); err != nil {
		return err
	}
	n, err := s.file.WriteAt(b, s.size)
	s.size += int64(n)
	f.at += int64(n)
	f.changed = f.changed || n > 0
	f.index(b[:n])
	if err != nil {
		return fmt.Errorf("the log cannot be kept whole: %w", err)
	}
	return nil
}

// resume takes up the unfinished end that an earlier run left.
func (f *filler) resume() error {
	if f.writing {
		return nil
	}
	s := f.s
	s.ix.revert()
	f.pending = make([]byte, s.size-s.ix.off)
	if _, err := s.file.ReadAt(f.pending, s.ix.off); err != nil && len(f.pending) > 0 {
		return fmt.Errorf("the log cannot be read back: %w", err)
	}
	f.writing = true
	return nil
}

func (f *filler) index(b []byte) {
	f.pending = append(f.pending, b...)
	done := f.s.ix.feed(f.pending, false)
	f.pending = append(f.pending[:0], f.pending[done:]...)
}

// finish indexes the unfinished end. whole says that this was all of the log, and
// that what is there besides is not of it.
func (f *filler) finish(whole bool) error {
	var err error
	if whole && f.at < f.s.size {
		err = f.cut()
	}
	f.s.mu.Lock()
	defer f.s.mu.Unlock()
	if f.s.ix.undo != nil {
		return err
	}
	err = errors.Join(err, f.resume())
	f.s.ix.guess(f.pending)
	return err
}
