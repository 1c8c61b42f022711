package trace

import (
	"bytes"
	"time"
)

// maxLine is how many bytes a line of the log takes at most; what is longer is
// shown as several lines. slack is how far a marker at its end may reach.
const (
	maxLine = 16 << 10
	slack   = 1 << 10
)

// segment is one line as it is shown, or a piece of the log that is not shown:
// the lone end of a section, or what a carriage return overwrote.
type segment struct {
	size  int
	shown bool
	// marks are the section markers in it, in their order.
	marks []mark
	// text is where what is shown begins, behind the last marker.
	text int
}

// next takes the first segment of b. What it answers depends on nothing but the
// bytes: when it needs more of them to be sure, and final does not say that there
// are none, ok is false.
func next(b []byte, final bool) (seg segment, ok bool) {
	n, ended, ok := reach(b, final)
	if !ok {
		return segment{}, false
	}
	started := false
	for at := 0; ; {
		i := bytes.Index(b[at:min(len(b), max(n+len(sectionPrefix)-1, at))], sectionPrefix)
		if i < 0 || at+i >= n {
			break
		}
		at += i
		m, size := parseMark(b[at:])
		if size == 0 {
			at += len(sectionPrefix)
			continue
		}
		if visible(b[seg.text:at]) || started && m.start {
			seg.size, seg.shown = at, true
			return seg, true
		}
		started = started || m.start
		seg.marks = append(seg.marks, m)
		at += size
		seg.text = at
	}
	n = max(n, seg.text)
	if !ended && n < len(b) {
		return long(b, n, seg, started), true
	}
	seg.size = n
	seg.shown = started || len(seg.marks) == 0 || visible(b[seg.text:n])
	return seg, true
}

// long cuts a line that is too long at n. Of a progress that was drawn over and
// over only what follows the last carriage return is kept.
func long(b []byte, n int, seg segment, started bool) segment {
	if b[n] == '\n' {
		n++
	} else if c := bytes.LastIndexByte(b[seg.text:max(n-1, seg.text)], '\r'); c >= 0 && !started {
		seg.size = seg.text + c + 1
		return seg
	} else {
		n = max(whole(b[:n]), seg.text)
	}
	seg.size = n
	seg.shown = started || len(seg.marks) == 0 || visible(b[seg.text:n])
	return seg
}

// whole moves the end of b before a character or a sequence that it would cut.
func whole(b []byte) int {
	const look = 64
	from := max(len(b)-look, 1)
	if i := bytes.IndexByte(b[from:], esc); i >= 0 {
		return from + i
	}
	for n := len(b) - 1; n >= max(len(b)-4, 1); n-- {
		switch {
		case b[n] < 0x80:
			return len(b)
		case b[n] >= 0xc0:
			return n
		}
	}
	return len(b)
}

// reach is how far the line at the start of b goes, with the lines that the runner
// says continue it, and whether it ends there.
func reach(b []byte, final bool) (n int, ended, ok bool) {
	for n < maxLine {
		i := bytes.IndexByte(b[n:], '\n')
		if i < 0 && !final && len(b) < maxLine+slack {
			return 0, false, false
		}
		if i < 0 || n+i >= maxLine {
			return min(len(b), maxLine), false, true
		}
		n += i + 1
		more, sure := continues(b[n:], final)
		if !sure {
			return 0, false, false
		}
		if !more {
			return n, true, true
		}
	}
	return n, n >= len(b), true
}

// stampSize is the length of what the runner puts before a line with its
// timestamps feature: "2026-02-14T02:58:11.123456Z 00O ".
// gitlab: lib/gitlab/ci/ansi2json/converter.rb
const stampSize = 32

// stampForm is a stamp with 0 for a digit, h for a hexadecimal one, S for the
// stream and + for the sign of a continuation.
const stampForm = "0000-00-00T00:00:00.000000Z hhS+"

// stamped is how many bytes of b agree with a stamp.
func stamped(b []byte) int {
	for i := range min(len(b), stampSize) {
		c := b[i]
		good := false
		switch f := stampForm[i]; f {
		case '0':
			good = c >= '0' && c <= '9'
		case 'h':
			good = c >= '0' && c <= '9' || c >= 'a' && c <= 'f'
		case 'S':
			good = c == 'O' || c == 'E'
		case '+':
			good = c == '+' || c == ' '
		default:
			good = c == f
		}
		if !good {
			return i
		}
	}
	return min(len(b), stampSize)
}

// continues says whether b begins a line that goes on with the one before, and
// whether that is sure.
func continues(b []byte, final bool) (more, sure bool) {
	n := stamped(b)
	if n == stampSize {
		return b[n-1] == '+', true
	}
	return false, final || n < len(b)
}

// unstamp takes the stamp off the start of a line; the time is zero without one.
func unstamp(b []byte) (time.Time, []byte) {
	if len(b) < stampSize || b[0] > '9' || stamped(b) < stampSize {
		return time.Time{}, b
	}
	t, err := time.Parse(time.RFC3339Nano, string(b[:stampSize-5]))
	if err != nil {
		return time.Time{}, b
	}
	return t, b[stampSize:]
}

// lead is b without the stamp, blanks and sequences at its start: where its text
// begins.
func lead(b []byte) []byte {
	if stamped(b) == stampSize {
		b = b[stampSize:]
	}
	for len(b) > 0 {
		switch {
		case b[0] == esc || isC1(b):
			b = b[escape(b).size:]
		case b[0] <= ' ' || b[0] == del:
			b = b[1:]
		default:
			return b
		}
	}
	return nil
}

// visible reports that something of b can be seen.
func visible(b []byte) bool { return len(lead(b)) > 0 }
