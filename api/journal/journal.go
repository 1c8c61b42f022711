package journal

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"
)

const (
	// lockWait is how long a line waits for other writers. A line takes milliseconds, so
	// whoever holds the lock for longer is stuck, and somebody waits for an answer.
	lockWait = 2 * time.Second
	// lockPoll is how often another program's lock is tried.
	lockPoll = 2 * time.Millisecond
	// maxSaid bounds what GitLab said, in bytes: a proxy may say a whole page, and the
	// outcome must get into the file whatever else is in it.
	maxSaid = 16 << 10
)

// Journal is the file. It is safe for concurrent use, and other Journals, of this
// program or of others, may have the same path.
type Journal struct {
	path string
	now  func() time.Time
	wait time.Duration
	turn chan struct{}
}

// New names the journal at a path; now is the clock. Nothing is opened: the folder, the
// file and the lock beside it are made with the first line.
func New(path string, now func() time.Time) *Journal {
	return &Journal{path: path, now: now, wait: lockWait, turn: make(chan struct{}, 1)}
}

// Path is the file's.
func (j *Journal) Path() string { return j.path }

// Sent writes down what is about to be sent and returns the operation's id, which no
// other one has. When it returns without an error the line is on the disk; else nothing
// may be sent. After an error a line may still stand in the file, which reads as
// unknown. A zero At becomes now.
func (j *Journal) Sent(s Sent) (op string, err error) {
	now := j.now().UTC()
	if s.At.IsZero() {
		s.At = now
	}
	s.At = s.At.UTC()
	op = newOp(now)
	line, err := encode(sentLine{head{version, op, eventSent}, s})
	if err == nil {
		err = j.add(line)
	}
	if err != nil {
		return "", j.trouble("written", err)
	}
	return op, nil
}

// Answered writes down what became of an operation. The last of several answers to one
// counts. A zero At becomes now; what GitLab said is cut after 16 KiB.
func (j *Journal) Answered(op string, a Answered) error {
	if op == "" {
		return errors.New("an answer to no operation cannot be written into the journal: write what was sent first")
	}
	if a.At.IsZero() {
		a.At = j.now()
	}
	a.At = a.At.UTC()
	a.Said = cutBytes(a.Said, maxSaid)
	line, err := encode(answeredLine{head{version, op, eventAnswered}, a})
	if err == nil {
		err = j.add(line)
	}
	if err != nil {
		return j.trouble("written", err)
	}
	return nil
}

// newOp makes an id. Two programs that decide in the same millisecond are told apart
// by 48 random bits.
func newOp(now time.Time) string {
	var random [6]byte
	_, _ = rand.Read(random[:]) // never fails: it ends the program instead
	return fmt.Sprintf("%s-%s", now.Format("20060102T150405.000Z"), hex.EncodeToString(random[:]))
}

// cutBytes bounds a string in bytes without halving a letter.
func cutBytes(s string, most int) string {
	const more = "…"
	if len(s) <= most {
		return s
	}
	at := most - len(more)
	for at > 0 && !utf8.RuneStart(s[at]) {
		at--
	}
	return s[:at] + more
}

// add appends a line when it is this writer's turn.
func (j *Journal) add(line []byte) error {
	ctx, cancel := context.WithTimeout(context.Background(), j.wait)
	defer cancel()
	select {
	case j.turn <- struct{}{}:
	case <-ctx.Done():
		return errBusy
	}
	defer func() { <-j.turn }()
	return j.addLocked(ctx, line)
}
