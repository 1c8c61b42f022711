// Package text is the one sanitiser: every string that came from a server, a
// log, a file of somebody else or the network passes through Line or Block
// before it may reach a terminal, an error message or a journal.
//
// A terminal is an interpreter, and names, comments, branch names, commit
// titles and job logs are written by whoever can push. Drawn raw they can move
// the cursor and repaint the row being decided on (CSI), set the clipboard (OSC
// 52), put a link under harmless words (OSC 8), swallow the rest of the screen
// (an unterminated OSC or DCS), reorder what is read (bidi controls: "revoke"
// shown as "evoker"), or smuggle letters that nobody sees (zero-width and tag
// characters). There is one sanitiser because two would differ.
//
// What is removed is removed whole, payload included: half a sequence is noise
// on the line that somebody decides by. What is invisible or whose width two
// terminals measure differently is removed too, so that a line is as wide as it
// was measured: variation selectors and zero-width joiners go, and an emoji
// family falls apart into its members, which are two cells each everywhere. For
// the same reason the stack of combining marks on one letter is bounded, and no
// line begins with one: it would be drawn onto the frame to its left.
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMarks bounds the combining marks on one letter. No orthography needs more
// than four; what stacks higher paints over the lines above.
const maxMarks = 6

// tabWidth is how many blanks a tab becomes in a Block.
const tabWidth = 4

// Line makes text from outside safe for one line of a terminal. Escape
// sequences, control characters, bidi controls and invisible characters are
// gone, a run of tabs and line breaks is one blank, bytes that are not UTF-8
// are U+FFFD, blanks at the end are cut. Clean text is returned as it is,
// without an allocation. Line(Line(s)) == Line(s).
func Line(s string) string {
	s = trimmed(s)
	if clean(s, false) {
		return s
	}
	w := washer{in: s}
	return w.wash()
}

// Block is Line for text of several lines: "\n" stays, "\r\n" and a lone "\r"
// become "\n", each line loses its trailing blanks and the text its trailing
// empty lines. A tab becomes four blanks, so that code keeps its indentation.
func Block(s string) string {
	s = trimmed(s)
	if clean(s, true) {
		return s
	}
	w := washer{in: s, block: true}
	return w.wash()
}

// clean tells whether washing would change nothing. It may err on the side of
// washing.
func clean(s string, block bool) bool {
	i := printable(s)
	marks := maxMarks // a mark needs a letter before it
	if i > 0 && s[i-1] != ' ' {
		marks = 0
	}
	for i < len(s) {
		c := s[i]
		if c < utf8.RuneSelf {
			if !cleanASCII(s, i, block) {
				return false
			}
			marks = 0
			if c <= ' ' {
				marks = maxMarks
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 || dropped(r) || isBreak(r) || isC1(r) {
			return false
		}
		if !isMark(r) {
			marks = 0
		} else if marks++; marks > maxMarks {
			return false
		}
		i += n
	}
	return true
}

// printable is how many bytes at the start are printable ASCII: all of them, for
// most of what is ever drawn.
func printable(s string) int {
	for i := range len(s) {
		if s[i]-0x20 > 0x7e-0x20 {
			return i
		}
	}
	return len(s)
}

// cleanASCII tells whether the byte at i stays as it is.
func cleanASCII(s string, i int, block bool) bool {
	c := s[i]
	if c == '\n' {
		return block && i > 0 && !endsInBlank(s[:i])
	}
	return c >= 0x20 && c != 0x7f
}

// endsInBlank tells whether a line that ends here would be trimmed. A line that
// is empty is not.
func endsInBlank(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r != '\n' && unicode.IsSpace(r)
}

// trimmed cuts blanks at the end without an allocation.
func trimmed(s string) string {
	if s == "" || s[len(s)-1] > ' ' && s[len(s)-1] < utf8.RuneSelf {
		return s
	}
	return strings.TrimRightFunc(s, unicode.IsSpace)
}

// isBreak tells the characters that end a line besides CR and LF: NEL, the line
// and the paragraph separator.
func isBreak(r rune) bool { return r == 0x85 || r == 0x2028 || r == 0x2029 }

func isC1(r rune) bool { return r >= 0x80 && r <= 0x9f }

// isMark tells the marks that take no cell of their own.
func isMark(r rune) bool { return r >= 0x300 && unicode.In(r, unicode.Mn, unicode.Me) }

// dropped tells the characters above ASCII that nobody can see: format
// characters (bidi controls, zero-width ones, tags, soft hyphen, byte order
// mark), what Unicode says to ignore, and variation selectors. The few format
// characters that do draw, the Arabic number signs, stay.
func dropped(r rune) bool {
	if r < 0xad {
		return false
	}
	if unicode.Is(unicode.Prepended_Concatenation_Mark, r) {
		return false
	}
	return unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}
