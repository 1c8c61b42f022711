package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// version is the "v" of the lines that are written.
const version = 1

// maxLine bounds a line in bytes, its end included. What is longer is not written, and
// is counted as broken where it is read.
const maxLine = 1 << 20

// The events that are known.
const (
	eventSent     = "sent"
	eventAnswered = "answered"
)

var errLong = errors.New("what is to be written is longer than 1 MiB")

// head is what every line begins with.
type head struct {
	V     int    `json:"v"`
	Op    string `json:"op"`
	Event string `json:"event"`
}

type sentLine struct {
	head
	Sent
}

type answeredLine struct {
	head
	Answered
}

// encode makes a line, with its end.
func encode(line any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(line); err != nil {
		return nil, err
	}
	out := escaped(buf.Bytes())
	if len(out) > maxLine {
		return nil, errLong
	}
	return out, nil
}

// escaped writes what a terminal would not draw as \u escapes: people read the file
// with cat, and a branch's name may hold controls that repaint their screen. JSON has
// escaped those below a blank already, and what is left stands in strings only.
func escaped(line []byte) []byte {
	if bytes.IndexFunc(line, hidden) < 0 {
		return line
	}
	out := make([]byte, 0, len(line)+64)
	for _, r := range string(line) {
		switch {
		case !hidden(r):
			out = utf8.AppendRune(out, r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
	}
	return out
}

func hidden(r rune) bool { return r >= 0x7f && !unicode.IsPrint(r) }

// A record is one line that was read. Exactly one of sent and answered is set, or
// neither for an event that is not known.
type record struct {
	op       string
	sent     *Sent
	answered *Answered
}

// decode reads a line; ok is false for one that is none. A line of a newer version may
// hold a field in another shape: the others are kept.
func decode(line []byte) (r record, ok bool) {
	var h head
	if err := json.Unmarshal(line, &h); err != nil || h.Op == "" || h.Event == "" {
		return record{}, false
	}
	r.op = h.Op
	var at time.Time
	var err error
	switch h.Event {
	case eventSent:
		r.sent = &Sent{}
		err = json.Unmarshal(line, r.sent)
		at = r.sent.At
	case eventAnswered:
		r.answered = &Answered{}
		err = json.Unmarshal(line, r.answered)
		at = r.answered.At
	default:
		return r, true
	}
	var shape *json.UnmarshalTypeError
	if errors.As(err, &shape) && h.V > version {
		err = nil
	}
	return r, err == nil && !at.IsZero()
}
