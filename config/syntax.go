package config

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
)

// quotedText finds what the library repeats of the document. It is left out of
// our messages: an unquoted token is a syntax error, too.
var quotedText = regexp.MustCompile(` ?"(?:[^"\\]|\\.){2,}"`)

// syntaxError says where the document stops being TOML, and why.
func syntaxError(text string, e toml.ParseError) *FieldError {
	out := &FieldError{Line: max(1, e.Position.Line), Column: 1, Message: "this is not TOML: " + syntaxReason(e.Message)}
	lines := strings.Split(text, "\n")
	if out.Line > len(lines) {
		out.Line = len(lines)
	}
	line := strings.TrimSuffix(lines[out.Line-1], "\r")
	if strings.HasPrefix(e.Message, "Key '") { // the library points behind the value
		out.Column = len(line) - len(strings.TrimLeft(line, " \t")) + 1
	} else if col := min(e.Position.Col-1, len(line)); col > 0 {
		out.Column = utf8.RuneCountInString(line[:col]) + 1
	}
	return out
}

func syntaxReason(message string) string {
	switch {
	case strings.HasPrefix(message, "expected value but found"):
		return "a value is expected here; a text stands in quotes"
	case strings.Contains(message, "is out of range"), strings.Contains(message, "is out of the safe"):
		return "the number is too large"
	case strings.HasPrefix(message, "strings cannot contain newlines"):
		return "a text must end on its line; the closing quote is missing"
	}
	message = strings.ReplaceAll(quotedText.ReplaceAllString(message, ""), `'\x00'`, "the end of the file")
	return printable(strings.TrimSuffix(message, "."))
}
