package filter

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// fold makes two spellings that differ only in case equal, rune by rune and in
// every script. Control characters become blanks and invisible ones (soft
// hyphens, joiners, direction marks) go: they are not drawn either.
func fold(s string) string {
	if at := notFolded(s); at < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		if f, ok := foldRune(r); ok {
			b.WriteRune(f)
		}
	}
	return b.String()
}

// notFolded is where folding would begin to change an ASCII text; any other text
// counts as changed from its first rune beyond ASCII. -1 when nothing changes.
func notFolded(s string) int {
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf || c < ' ' || c == 0x7f || 'A' <= c && c <= 'Z' {
			return i
		}
	}
	return -1
}

// foldRune is the folded rune; ok is false for one that is left out.
func foldRune(r rune) (folded rune, ok bool) {
	switch {
	case 'A' <= r && r <= 'Z':
		return r + ('a' - 'A'), true
	case r >= ' ' && r < 0x7f:
		return r, true
	case unicode.IsControl(r):
		return ' ', true
	case unicode.Is(unicode.Cf, r):
		return 0, false
	}
	// Upper first: final and other sigmas, long s and the Kelvin sign meet there.
	return unicode.ToLower(unicode.ToUpper(r)), true
}

// foldMap folds a text and says for every folded byte, and for the end, at which
// byte of the text it began.
func foldMap(s string) (folded string, from []int) {
	var b strings.Builder
	from = make([]int, 0, len(s)+1)
	for i, r := range s {
		f, ok := foldRune(r)
		if !ok {
			continue
		}
		before := b.Len()
		b.WriteRune(f)
		for range b.Len() - before {
			from = append(from, i)
		}
	}
	return b.String(), append(from, len(s))
}
