package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The control characters that the washer tells apart.
const (
	bel = 0x07
	can = 0x18
	sub = 0x1a
	esc = 0x1b
	del = 0x7f

	// The C1 controls, as ESC and a letter, as a rune, or as one raw byte.
	c1DCS = 0x90
	c1SOS = 0x98
	c1CSI = 0x9b
	c1ST  = 0x9c
	c1OSC = 0x9d
	c1PM  = 0x9e
	c1APC = 0x9f
)

// washer copies what is safe of in to out.
type washer struct {
	in    string
	pos   int
	block bool
	out   strings.Builder
	// marks counts the combining marks since the last letter.
	marks int
	// blanks counts the trailing blanks held back: they are written only when
	// something follows them on the line.
	blanks []rune
	// breaks counts the line breaks held back in the same way.
	breaks int
	// barren is up to where no raw sequence ends, for OSC and for the others: a
	// megabyte of raw introducers must not be searched once for each of them.
	barren [2]int
}

func (w *washer) wash() string {
	w.out.Grow(len(w.in))
	w.marks = maxMarks
	for w.pos < len(w.in) {
		r, n := utf8.DecodeRuneInString(w.in[w.pos:])
		switch {
		case r == utf8.RuneError && n == 1:
			w.invalid()
		case r == esc:
			w.pos += w.escape(w.in[w.pos+1:]) + 1
		case isC1(r) && r != 0x85:
			w.pos += n
			end, _ := sequence(byte(r), w.in[w.pos:])
			w.pos += end
		case r < 0x20 || r == del || isBreak(r):
			w.control(r)
			w.pos += n
		case dropped(r):
			w.pos += n
		default:
			w.put(r)
			w.pos += n
		}
	}
	return w.out.String()
}

// invalid handles a byte that is not UTF-8. A raw 8-bit control goes with its
// sequence, but only where the sequence is whole: in text of another encoding
// the same byte is a letter, and must not take the rest of the line with it.
func (w *washer) invalid() {
	c := w.in[w.pos]
	w.pos++
	if end := w.rawSequence(c); end > 0 {
		w.pos += end
		return
	}
	w.put(utf8.RuneError)
}

// rawSequence measures what a raw 8-bit control takes with it, 0 for nothing.
func (w *washer) rawSequence(c byte) int {
	kind := 0
	switch c {
	case c1CSI:
		end, whole := csi(w.in[w.pos:])
		if !whole {
			return 0
		}
		return end
	case c1OSC:
		kind = 1
	case c1DCS, c1SOS, c1PM, c1APC:
	default:
		return 0
	}
	if w.pos < w.barren[kind] {
		return 0
	}
	end, whole := sequence(c, w.in[w.pos:])
	if !whole {
		w.barren[kind] = w.pos + end
		return 0
	}
	return end
}

// control turns what moves the cursor into a blank or a line break and drops
// the rest.
func (w *washer) control(r rune) {
	switch {
	case r == '\t' && w.block:
		for range tabWidth {
			w.put(' ')
		}
	case w.block && r == '\r' && strings.HasPrefix(w.in[w.pos+1:], "\n"):
		// the "\n" that follows breaks the line
	case w.block && (r == '\n' || r == '\r' || isBreak(r)):
		w.blanks = w.blanks[:0]
		w.breaks++
	case r >= '\t' && r <= '\r' || isBreak(r):
		if len(w.blanks) == 0 && w.out.Len() > 0 {
			w.put(' ')
		}
	}
}

// put writes one rune that is safe. Blanks wait until something follows them.
func (w *washer) put(r rune) {
	if unicode.IsSpace(r) {
		w.blanks = append(w.blanks, r)
		return
	}
	if isMark(r) && !w.stack() {
		return
	}
	for ; w.breaks > 0; w.breaks-- {
		w.out.WriteByte('\n')
	}
	for _, b := range w.blanks {
		w.out.WriteRune(b)
	}
	w.blanks = w.blanks[:0]
	w.out.WriteRune(r)
	if !isMark(r) {
		w.marks = 0
	}
}

// stack tells whether one more combining mark fits. A blank or a line break
// carries none.
func (w *washer) stack() bool {
	if w.breaks > 0 || len(w.blanks) > 0 {
		return false
	}
	w.marks++
	return w.marks <= maxMarks
}

// escape returns how many bytes after an ESC belong to its sequence.
func (w *washer) escape(s string) int {
	if s == "" {
		return 0
	}
	if c := s[0]; c >= 0x40 && c <= 0x5f {
		end, _ := sequence(c+0x40, s[1:])
		return end + 1
	}
	i := 0
	for i < len(s) && s[i] >= 0x20 && s[i] <= 0x2f {
		i++
	}
	if i < len(s) && s[i] >= 0x30 && s[i] <= 0x7e {
		i++
	}
	return i
}

// sequence returns how many bytes of s belong to the control c that came before
// it, and whether the sequence is whole. One that is not goes to the end of its
// line at most.
func sequence(c byte, s string) (int, bool) {
	switch c {
	case c1CSI:
		return csi(s)
	case c1OSC:
		return payload(s, true)
	case c1DCS, c1SOS, c1PM, c1APC:
		return payload(s, false)
	}
	return 0, false
}

// csi measures parameters, intermediates and the final byte.
func csi(s string) (int, bool) {
	i := 0
	for i < len(s) && s[i] >= 0x20 && s[i] <= 0x3f {
		i++
	}
	if i < len(s) && s[i] >= 0x40 && s[i] <= 0x7e {
		return i + 1, true
	}
	return i, false
}

// payload measures a control string up to and with its terminator. CAN, SUB, a
// new ESC and a line break end it without being part of it; BEL ends an OSC.
func payload(s string, osc bool) (int, bool) {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == bel && osc, r == c1ST:
			return i + n, true
		case r == utf8.RuneError && n == 1 && s[i] == c1ST:
			return i + 1, true
		case r == esc && strings.HasPrefix(s[i+1:], `\`):
			return i + 2, true
		case r == esc, r == can, r == sub, r == '\n', r == '\r', isBreak(r):
			return i, false
		}
		i += n
	}
	return len(s), false
}
