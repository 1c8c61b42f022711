package filter

import (
	"strings"
	"unicode"
)

// token is one word of the text with its quotes resolved.
type token struct {
	// raw is what was typed, text what it means without "-" and quotes.
	raw, text string
	not       bool
	// plain is how many bytes of text stand before the first quote.
	plain int
}

// lex splits a text at blanks outside quotes. A quote that is never closed runs
// to the end: it is still being typed.
func lex(text string) []token {
	var tokens []token
	for {
		text = strings.TrimLeftFunc(text, unicode.IsSpace)
		if text == "" {
			return tokens
		}
		size := tokenSize(text)
		tokens = append(tokens, newToken(text[:size]))
		text = text[size:]
	}
}

// tokenSize is how many bytes the first token of a text has.
func tokenSize(text string) int {
	quote := false
	for i, r := range text {
		switch {
		case r == '"':
			quote = !quote
		case !quote && unicode.IsSpace(r):
			return i
		}
	}
	return len(text)
}

func newToken(raw string) token {
	t := token{raw: raw}
	body, not := strings.CutPrefix(raw, "-")
	t.not = not
	t.plain = len(body)
	if at := strings.IndexByte(body, '"'); at >= 0 {
		t.plain = at
	}
	t.text = strings.ReplaceAll(body, `"`, "")
	return t
}

// split returns key and value where the token has the shape of a key: letters
// and a colon, all before the first quote.
func (t token) split() (name, value string, ok bool) {
	at := strings.IndexByte(t.text, ':')
	if at >= t.plain || !looksKeyed(t.text) {
		return "", "", false
	}
	return fold(t.text[:at]), t.text[at+1:], true
}

// looksKeyed reports whether an unquoted text would be read as a key and a value.
func looksKeyed(text string) bool {
	at := strings.IndexByte(text, ':')
	if at < 1 {
		return false
	}
	for i := range at {
		c := text[i] | 0x20
		if c < 'a' || c > 'z' {
			return false
		}
	}
	return true
}
