package trace

import "bytes"

const (
	bel = 0x07
	can = 0x18
	sub = 0x1a
	esc = 0x1b
	del = 0x7f
)

// sequence is an escape sequence at the start of some bytes.
type sequence struct {
	size int
	// final ends a whole CSI and is 0 for everything else; params are the bytes
	// before it.
	final  byte
	params []byte
	// open is the introducer of a string that the bytes end in: the rest of it
	// follows in the next piece of the same line.
	open byte
}

// escape measures the sequence that b begins with, an ESC or a C1 control spelled
// in UTF-8.
func escape(b []byte) sequence {
	if b[0] == esc {
		if len(b) == 1 {
			return sequence{size: 1}
		}
		return introduced(b, b[1], 2)
	}
	return introduced(b, b[1]-0x40, 2) // U+009B is ESC and "["
}

// introduced measures a sequence by its introducer; what belongs to it follows
// from byte at on.
func introduced(b []byte, kind byte, at int) sequence {
	switch {
	case kind == '[':
		return csi(b, at)
	case kind == ']' || kind == 'P' || kind == 'X' || kind == '^' || kind == '_':
		n, open := str(b[at:], kind)
		return sequence{size: at + n, open: open}
	case b[0] != esc || kind >= 0x30 && kind < del:
		return sequence{size: at}
	case kind >= 0x20 && kind < 0x30:
		for at < len(b) && b[at] >= 0x20 && b[at] < 0x30 {
			at++
		}
		if at < len(b) && b[at] >= 0x30 && b[at] < del {
			at++
		}
		return sequence{size: at}
	default:
		return sequence{size: 1}
	}
}

func csi(b []byte, at int) sequence {
	from := at
	for at < len(b) && b[at] >= 0x20 && b[at] < 0x40 {
		at++
	}
	if at < len(b) && b[at] >= 0x40 && b[at] < del {
		return sequence{size: at + 1, final: b[at], params: b[from:at]}
	}
	return sequence{size: at}
}

// str measures what is left of a string of the given kind (OSC, DCS, …), its end
// included. A line's end ends it too, and so does any other sequence.
func str(b []byte, kind byte) (n int, open byte) {
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case c == bel && kind == ']', c == can, c == sub:
			return i + 1, 0
		case c == esc && i+1 < len(b) && b[i+1] == '\\':
			return i + 2, 0
		case c == 0x9c && i > 0 && b[i-1] == 0xc2:
			return i + 1, 0
		case c == esc && i+1 < len(b), c == '\n':
			return i, 0
		}
	}
	return len(b), kind
}

// isC1 reports a C1 control spelled in UTF-8.
func isC1(b []byte) bool {
	return len(b) > 1 && b[0] == 0xc2 && b[1] >= 0x80 && b[1] <= 0x9f
}

// maxRawCSI bounds how far a raw 0x9b is believed to be a CSI: in text of another
// encoding the same byte is a letter.
const maxRawCSI = 32

// rawCSI measures a whole CSI introduced by a raw byte, 0 for none.
func rawCSI(b []byte) int {
	if b[0] != 0x9b {
		return 0
	}
	if s := csi(b[:min(len(b), maxRawCSI)], 1); s.final != 0 {
		return s.size
	}
	return 0
}

// pen is what one piece of a log leaves to the next: its style, and the string that
// it is still in.
type pen struct {
	style Style
	open  byte
}

// after is the pen behind a piece of the log.
func (p pen) after(b []byte) pen {
	if p.open != 0 {
		n, open := str(b, p.open)
		p.open = open
		b = b[n:]
	}
	for {
		i := bytes.IndexByte(b, esc)
		if i < 0 {
			return p.ended(b)
		}
		s := escape(b[i:])
		if s.final == 'm' {
			p.style = p.style.sgr(s.params)
		}
		p.open = s.open
		b = b[i+s.size:]
	}
}

func (p pen) ended(b []byte) pen {
	if len(b) > 0 && b[len(b)-1] == '\n' {
		p.open = 0
	}
	return p
}
