package journal

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"time"
)

const (
	// maxEntries bounds a page.
	maxEntries = 10_000
	// maxHeld bounds the lines in bytes that a page is made of.
	maxHeld = 32 << 20
	// olderRun is after how many older operations in a row reading ends. It is not the
	// first: a clock may have been wrong for a while.
	olderRun = 256
	// chunk is how much is read at once.
	chunk = 64 << 10
)

// Page is what was read. Broken is the number of lines in the part that was read which
// are no such line: cut off, too long, not JSON. Cut is true where there is more since
// the given time than was asked for, or than fits in 32 MiB.
type Page struct {
	Entries []Entry
	Broken  int
	Cut     bool
}

// Read returns the operations since a time, the zero time for all, the newest in the
// file first and at most so many: no fewer than 1 and no more than 10000, which any
// other number means too. It reads from the end backwards and keeps only what it
// returns, whatever the size of the file. A journal that is not there yet is empty.
//
// An answer whose operation is not among those read is left out; of an operation that
// stands there twice the last counts, and of its answers too.
func (j *Journal) Read(since time.Time, most int) (Page, error) {
	if most < 1 || most > maxEntries {
		most = maxEntries
	}
	f, err := openRegular(j.path, os.O_RDONLY)
	if errors.Is(err, fs.ErrNotExist) {
		return Page{}, nil
	}
	if err != nil {
		return Page{}, j.trouble("read", err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return Page{}, j.trouble("read", err)
	}
	page, err := readPage(f, info.Size(), since, most)
	if err != nil {
		return Page{}, j.trouble("read", err)
	}
	return page, nil
}

func readPage(f io.ReaderAt, size int64, since time.Time, most int) (Page, error) {
	lines := backwards{file: f, at: size}
	c := collector{since: since, most: most, answers: map[string]*Answered{}, ops: map[string]bool{}}
	for {
		line, long, err := lines.next()
		if errors.Is(err, io.EOF) {
			return c.page, nil
		}
		if err != nil {
			return Page{}, err
		}
		if long {
			c.page.Broken++
			continue
		}
		if line = bytes.TrimSpace(line); len(line) > 0 && !c.take(line) {
			return c.page, nil
		}
	}
}

// collector puts operations and their answers together.
type collector struct {
	since   time.Time
	most    int
	page    Page
	answers map[string]*Answered
	ops     map[string]bool
	held    int
	older   int
}

// take adds a line; false means that no more are wanted.
func (c *collector) take(line []byte) bool {
	r, ok := decode(line)
	switch {
	case !ok:
		c.page.Broken++
		return true
	case r.answered != nil && c.answers[r.op] == nil:
		c.answers[r.op] = r.answered
		return c.hold(len(line))
	case r.sent == nil || c.ops[r.op]:
		return true
	case r.sent.At.Before(c.since):
		delete(c.answers, r.op)
		c.older++
		return c.older < olderRun
	case len(c.page.Entries) == c.most:
		c.page.Cut = true
		return false
	}
	c.older = 0
	c.ops[r.op] = true
	c.page.Entries = append(c.page.Entries, Entry{Op: r.op, Sent: *r.sent, Answered: c.answers[r.op]})
	return c.hold(len(line))
}

// hold counts what is kept.
func (c *collector) hold(n int) bool {
	c.held += n
	c.page.Cut = c.held > maxHeld
	return !c.page.Cut
}

// backwards yields the lines of a file from its end.
type backwards struct {
	file io.ReaderAt
	// at is where buf begins in the file; fresh is how many bytes at its start were not
	// searched for a line's end.
	at    int64
	buf   []byte
	fresh int
	done  bool
}

// next is a line without its end, valid until the next call, or io.EOF before the
// first one. Of a line that is too long nothing is kept: long is true.
func (b *backwards) next() (line []byte, long bool, err error) {
	for !b.done {
		if i := bytes.LastIndexByte(b.buf[:b.fresh], '\n'); i >= 0 {
			line, b.buf, b.fresh = b.buf[i+1:], b.buf[:i], i
			return line, long || len(line) >= maxLine, nil
		}
		if b.at == 0 {
			b.done = true
			return b.buf, long || len(b.buf) >= maxLine, nil
		}
		if len(b.buf) >= maxLine {
			long, b.buf = true, nil
		}
		if err := b.load(); err != nil {
			return nil, false, err
		}
	}
	return nil, false, io.EOF
}

// load puts the part of the file before buf in front of it.
func (b *backwards) load() error {
	n := int(min(chunk, b.at))
	buf := make([]byte, n, n+len(b.buf))
	if got, err := b.file.ReadAt(buf, b.at-int64(n)); got < n {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF // it was cut while it was read
		}
		return err
	}
	b.buf, b.at, b.fresh = append(buf, b.buf...), b.at-int64(n), n
	return nil
}
