package draw

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// cell is one grapheme cluster with its width in cells.
type cell struct {
	text  string
	width int
}

// next takes the first cluster of s, which must be clean.
//
// Bubble Tea's renderer starts with wcwidth, which adds up code points, and
// changes to grapheme width once the terminal has answered that it has mode 2027;
// Lip Gloss measures graphemes from the start. A line has to be right under both,
// so a cluster on which they disagree (a flag, an emoji with a skin tone, two
// conjoining letters) is replaced by one they agree on, or by "?".
func next(s string) (cell, string) {
	if s[0] < utf8.RuneSelf && (len(s) == 1 || s[1] < utf8.RuneSelf) {
		return cell{s[:1], 1}, s[1:]
	}
	r, n := utf8.DecodeRuneInString(s)
	if w := alone(r); w > 0 && (n == len(s) || s[n] < utf8.RuneSelf || aloneAt(s[n:])) {
		return cell{s[:n], w}, s[n:]
	}
	text, w := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
	return settle(text, w), s[len(text):]
}

// settle makes a cluster one that both methods measure alike.
func settle(text string, w int) cell {
	if w == 0 && ansi.WcWidth.StringWidth(text) == 0 {
		return cell{}
	}
	if agreed(text, w) {
		return cell{text, w}
	}
	r, n := utf8.DecodeRuneInString(text)
	if r >= 0x1F1E6 && r <= 0x1F1FF {
		return flag(text)
	}
	if first := text[:n]; agreed(first, ansi.GraphemeWidth.StringWidth(first)) {
		return cell{first, ansi.GraphemeWidth.StringWidth(first)}
	}
	return cell{"?", 1}
}

// agreed reports that a cluster has one width by both methods, and that it does not
// swallow what follows it.
func agreed(text string, w int) bool {
	if w <= 0 || w > 2 || ansi.WcWidth.StringWidth(text) != w {
		return false
	}
	whole, _ := ansi.FirstGraphemeCluster(text+"a", ansi.GraphemeWidth)
	return len(whole) == len(text)
}

// flag spells a pair of regional indicators as the letters they stand for.
func flag(text string) cell {
	var b strings.Builder
	for _, r := range text {
		if r >= 0x1F1E6 && r <= 0x1F1FF {
			b.WriteByte(byte('A' + r - 0x1F1E6))
		}
	}
	return cell{b.String(), b.Len()}
}

// melts reports that put after last, text would become one cluster with it.
func melts(last, text string) bool {
	if last == "" || text == "" || text[0] < utf8.RuneSelf {
		return false
	}
	if aloneAt(text) {
		return false
	}
	whole, _ := ansi.FirstGraphemeCluster(last+text, ansi.GraphemeWidth)
	return len(whole) > len(last)
}

// signs are greenlight's own characters outside ASCII: one cell, and never part of
// a larger cluster unless a mark follows.
const signs = "■□›►✓✗«–»°·•●◆▲▌×−…→←↑↓─━│┬┴├┤┼╭╮╰╯═║╔╗╚╝“”‘’"

// ambiguous tells that RUNEWIDTH_EASTASIAN makes characters of ambiguous width two
// cells wide, for the renderer too.
var ambiguous = ansi.StringWidth("■") != 1

// WideSigns reports that the environment makes ambiguous characters two cells
// wide, which greenlight's Unicode signs and frames do not survive: use ASCII.
func WideSigns() bool { return ambiguous }

// isSign looks signs up; all of them lie below U+2800.
var isSign = func() (set [0x2800]bool) {
	for _, r := range signs {
		set[r] = true
	}
	return set
}()

// alone is the width of a character that never melts into the one before it, for
// the characters that screens are full of: greenlight's signs and CJK ideographs.
// It is 0 for all others, which have to be measured.
func alone(r rune) int {
	switch {
	case r >= 0x4E00 && r <= 0x9FFF:
		return 2
	case r >= 0 && int(r) < len(isSign) && isSign[r] && !ambiguous:
		return 1
	default:
		return 0
	}
}

func aloneAt(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return alone(r) > 0
}

// plainASCII reports printable ASCII only.
func plainASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// width measures clean text.
func width(s string) int {
	if plainASCII(s) {
		return len(s)
	}
	n, last := 0, ""
	for s != "" {
		var c cell
		c, s = next(s)
		if melts(last, c.text) {
			c = cell{"?", 1}
		}
		if c.width > 0 {
			n, last = n+c.width, c.text
		}
	}
	return n
}

// Width is how many cells s takes when it is put on a line that is not ASCII.
func Width(s string) int { return width(wash(s, false)) }
