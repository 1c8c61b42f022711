package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// FieldError is one problem of the configuration file.
type FieldError struct {
	// File is the path of the file, as it was looked for.
	File string
	// Line counts from 1; 0 when the problem belongs to no line.
	Line int
	// Column counts characters from 1; set for syntax errors only.
	Column int
	// Key is the path of the key, such as profiles.acme.refresh or
	// views[0].name; empty for syntax errors.
	Key string
	// Message says what is wrong and what is wanted.
	Message string
}

// Error returns the problem in one line, the way compilers do: file, line, key
// and message.
func (e FieldError) Error() string {
	var b strings.Builder
	b.WriteString(printable(e.File))
	if e.Line > 0 {
		fmt.Fprintf(&b, ":%d", e.Line)
	}
	if e.Column > 0 {
		fmt.Fprintf(&b, ":%d", e.Column)
	}
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	if e.Key != "" {
		b.WriteString(printable(e.Key) + ": ")
	}
	b.WriteString(e.Message)
	return b.String()
}

// Errors are all problems of a file, in the order of its lines.
type Errors []FieldError

// Error returns one problem as it is, several as a heading and a line for each.
func (es Errors) Error() string {
	if len(es) == 1 {
		return es[0].Error()
	}
	lines := make([]string, 0, len(es)+1)
	lines = append(lines, fmt.Sprintf("the configuration has %d problems:", len(es)))
	for _, e := range es {
		lines = append(lines, "  "+e.Error())
	}
	return strings.Join(lines, "\n")
}

// Sorted returns the problems in the order of their lines, each once.
func (es Errors) Sorted() Errors {
	out := slices.Clone(es)
	slices.SortStableFunc(out, func(a, b FieldError) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column), cmp.Compare(a.Key, b.Key))
	})
	return slices.Compact(out)
}

// UsageError is a command line that cannot be obeyed: one sentence, exit code 2.
type UsageError struct{ Message string }

// Error returns the sentence.
func (e UsageError) Error() string { return e.Message }

func usagef(format string, args ...any) error {
	return UsageError{Message: fmt.Sprintf(format, args...)}
}

// printable removes what could move the cursor of the terminal an error is
// printed on: a configuration file is shared, and so not always one's own.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, s)
}
