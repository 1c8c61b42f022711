package api

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"greenlight/api/text"
)

// ParseMergeRequestTerms reads a filter of merge requests as a line of
// name=value, parted by blanks, with GitLab's own names: state=merged
// labels=a,b not[author_username]=x created_after=2026-02-14. A value with blanks
// stands in double quotes, in which \" is a quote. It is checked as Check does.
//
// Times are as ParseWhen takes them; those without a zone are in UTC. How long ago
// something was has no meaning without a clock: ParseMergeRequestTermsAt reads it.
func ParseMergeRequestTerms(line string) (MergeRequestFilter, error) {
	return parseTerms(line, func(s string) (time.Time, error) {
		if d, ok := ago(s); ok && d > 0 {
			return time.Time{}, fmt.Errorf("%s ago cannot be told without a clock; write a date", printable(s))
		}
		return ParseWhen(s, time.Time{})
	})
}

// ParseMergeRequestTermsAt reads a filter as ParseMergeRequestTerms does, with
// times as seen at now: in its zone, and also as 2h, 3d or 1w.
func ParseMergeRequestTermsAt(line string, now time.Time) (MergeRequestFilter, error) {
	return parseTerms(line, func(s string) (time.Time, error) { return ParseWhen(s, now) })
}

func parseTerms(line string, when func(string) (time.Time, error)) (MergeRequestFilter, error) {
	words, err := splitTerms(line)
	if err != nil {
		return MergeRequestFilter{}, err
	}
	var f MergeRequestFilter
	given := map[string]bool{}
	for _, w := range words {
		t, err := findTerm(w.name)
		if err == nil {
			err = w.check(given[w.name])
		}
		if err == nil {
			err = t.set(&f, w.value, when)
		}
		if err != nil {
			return MergeRequestFilter{}, err
		}
		given[w.name] = true
	}
	if err := f.Check(); err != nil {
		return MergeRequestFilter{}, err
	}
	return f, nil
}

// word is a name and its value as they were written.
type word struct {
	name, value string
	// bare words have no =.
	bare bool
}

func (w word) check(again bool) error {
	switch {
	case w.bare:
		return fmt.Errorf("%s has no value; write %s=…", w.name, w.name)
	case strings.TrimSpace(w.value) == "":
		return fmt.Errorf("%s= has no value; write one, or leave %s out", w.name, w.name)
	case text.Line(w.value) != w.value:
		return fmt.Errorf("the value of %s holds characters that cannot be seen; write it anew", w.name)
	case again:
		return fmt.Errorf("%s stands there twice; keep one", w.name)
	}
	return nil
}

// splitTerms takes a line apart.
func splitTerms(line string) ([]word, error) {
	var words []word
	for rest := strings.TrimSpace(line); rest != ""; rest = strings.TrimSpace(rest) {
		var w word
		end := strings.IndexFunc(rest, func(r rune) bool { return r == '=' || unicode.IsSpace(r) })
		if end < 0 {
			end = len(rest)
		}
		w.name, rest = rest[:end], rest[end:]
		w.bare = !strings.HasPrefix(rest, "=")
		if !w.bare {
			var err error
			if w.value, rest, err = takeValue(rest[1:]); err != nil {
				return nil, err
			}
		}
		if w.name == "" {
			return nil, errors.New("a value has no name before its =; write name=value without blanks around the =")
		}
		words = append(words, w)
	}
	return words, nil
}

// takeValue reads up to a blank that is not in quotes.
func takeValue(s string) (value, rest string, err error) {
	var b strings.Builder
	quoted, escaped := false, false
	for i, r := range s {
		switch {
		case escaped:
			b.WriteRune(r)
			escaped = false
		case quoted && r == '\\':
			escaped = true
		case r == '"':
			quoted = !quoted
		case !quoted && unicode.IsSpace(r):
			return b.String(), s[i:], nil
		default:
			b.WriteRune(r)
		}
	}
	if quoted {
		return "", "", errors.New(`a quote is not closed; write "two words"`)
	}
	return b.String(), "", nil
}

// Terms writes the filter as ParseMergeRequestTerms reads it; empty for the zero
// value.
func (f MergeRequestFilter) Terms() string {
	var out []string
	write := func(name, value string) {
		if value != "" {
			out = append(out, name+"="+quoteTerm(value))
		}
	}
	for _, t := range terms {
		write(t.name, t.get(&f))
	}
	keys := make([]string, 0, len(f.Not))
	for k := range f.Not {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		write("not["+k+"]", f.Not[k])
	}
	return strings.Join(out, " ")
}

func quoteTerm(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '"' }) {
		return s
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}
