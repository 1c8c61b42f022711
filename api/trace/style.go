package trace

import "bytes"

// ColorKind says how a colour is spelled.
type ColorKind uint8

// The kinds of colours.
const (
	// NoColor is the terminal's own.
	NoColor ColorKind = iota
	// Basic is one of the terminal's 16, by Index.
	Basic
	// Indexed is one of the 256, by Index.
	Indexed
	// RGB is a true colour.
	RGB
)

// String names the kind, for tests and logs.
func (k ColorKind) String() string {
	names := [...]string{"none", "basic", "indexed", "rgb"}
	if int(k) >= len(names) {
		return "ColorKind(?)"
	}
	return names[k]
}

// Color is a colour as the log asked for it.
type Color struct {
	Kind ColorKind
	// Index is 0 to 15 for Basic, 0 to 255 for Indexed.
	Index   uint8
	R, G, B uint8
}

// Attr is a set of attributes of text.
type Attr uint8

// The attributes that are kept. Blinking is not, and hidden text is shown.
const (
	Bold Attr = 1 << iota
	Faint
	Italic
	Underline
	Reverse
	Strike
)

// Style is how a span of the log is drawn; the zero Style is plain.
type Style struct {
	Fg, Bg Color
	Attr   Attr
}

// blank reports that a blank in this style can be seen.
func (s Style) blank() bool {
	return s.Bg.Kind != NoColor || s.Attr&(Underline|Reverse|Strike) != 0
}

// maxParams bounds the numbers of one SGR sequence; what follows is ignored.
const maxParams = 32

// numbers reads "1;38;5;200". A colon counts as a semicolon; an absent number is 0.
func numbers(params []byte) (n [maxParams]int, count int) {
	for len(params) > 0 && count < maxParams {
		i := bytes.IndexAny(params, ";:")
		part := params
		if i >= 0 {
			part, params = params[:i], params[i+1:]
		} else {
			params = nil
		}
		for _, c := range part {
			if c >= '0' && c <= '9' && n[count] < 1000 {
				n[count] = 10*n[count] + int(c-'0')
			}
		}
		count++
	}
	return n, max(count, 1)
}

// sgr is the style after a CSI … m.
func (s Style) sgr(params []byte) Style {
	if len(params) > 0 && params[0] > ';' {
		return s // a private sequence: "\x1b[>4m" is about the keyboard
	}
	n, count := numbers(params)
	for i := 0; i < count; i++ {
		switch c := n[i]; {
		case c == 38 || c == 48:
			colour, used := extended(n[i+1 : count])
			if c == 38 && used > 1 {
				s.Fg = colour
			} else if used > 1 {
				s.Bg = colour
			}
			i += used
		case c >= 30:
			s = s.hue(c)
		default:
			s = s.attribute(c)
		}
	}
	return s
}

func (s Style) hue(c int) Style {
	switch {
	case c <= 37:
		s.Fg = Color{Kind: Basic, Index: uint8(c - 30)}
	case c == 39:
		s.Fg = Color{}
	case c >= 40 && c <= 47:
		s.Bg = Color{Kind: Basic, Index: uint8(c - 40)}
	case c == 49:
		s.Bg = Color{}
	case c >= 90 && c <= 97:
		s.Fg = Color{Kind: Basic, Index: uint8(c - 90 + 8)}
	case c >= 100 && c <= 107:
		s.Bg = Color{Kind: Basic, Index: uint8(c - 100 + 8)}
	}
	return s
}

func (s Style) attribute(c int) Style {
	switch c {
	case 0:
		return Style{}
	case 1:
		s.Attr |= Bold
	case 2:
		s.Attr |= Faint
	case 3:
		s.Attr |= Italic
	case 4, 21:
		s.Attr |= Underline
	case 7:
		s.Attr |= Reverse
	case 9:
		s.Attr |= Strike
	case 22:
		s.Attr &^= Bold | Faint
	case 23:
		s.Attr &^= Italic
	case 24:
		s.Attr &^= Underline
	case 27:
		s.Attr &^= Reverse
	case 29:
		s.Attr &^= Strike
	}
	return s
}

// extended reads what follows 38 or 48: "5;n" or "2;r;g;b", and how many numbers
// it took.
func extended(n []int) (Color, int) {
	small := func(n int) uint8 { return uint8(min(n, 255)) }
	switch {
	case len(n) >= 2 && n[0] == 5 && n[1] < 16:
		return Color{Kind: Basic, Index: uint8(n[1])}, 2
	case len(n) >= 2 && n[0] == 5:
		return Color{Kind: Indexed, Index: small(n[1])}, 2
	case len(n) >= 4 && n[0] == 2:
		return Color{Kind: RGB, R: small(n[1]), G: small(n[2]), B: small(n[3])}, 4
	default:
		return Color{}, len(n)
	}
}
