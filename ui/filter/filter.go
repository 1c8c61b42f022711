// Package filter is the language in which people say which deployments they want
// to see: what is typed after "/" and what a view of the configuration holds.
//
// Bare words match anywhere; env: project: ref: user: contain, status: tier:
// state: equal, sha: begins with, age:>2h and age:<3d compare, can:approve asks
// whether the caller may approve; a leading "-" excludes; quotes hold blanks
// together and switch every other meaning off. All terms have to hold.
//
// A row is folded to lower case once, into a Hay that its owner keeps: matching a
// hundred thousand rows then costs a few milliseconds at every key.
package filter

import (
	"strings"
	"time"
	"unicode"
)

// Filter is a parsed filter. The zero value matches every row. It is a value:
// nothing changes it after Parse.
type Filter struct {
	terms []term
}

// Problem is one thing about the text that its writer should know. None of them
// makes a filter unusable.
type Problem struct {
	// Term is the part of the text it is about, as it was typed.
	Term string
	// Message is one sentence, with the nearest right spelling where there is one.
	Message string
}

// term is one condition. Its value is folded and never empty.
type term struct {
	key   key
	not   bool
	value string
	// older and age belong to keyAge: older asks for more than age, else less.
	older bool
	age   time.Duration
}

// Parse reads the text of a filter. A term of an unknown key, or with a value its
// key cannot take, is told and then searched as text; a term that is still being
// typed ("env:", "age:>2", "-") changes nothing.
func Parse(text string) (Filter, []Problem) {
	var f Filter
	var problems []Problem
	for _, t := range lex(text) {
		parsed, ok, problem := parseTerm(t)
		if ok {
			f.terms = append(f.terms, parsed)
		}
		if problem != "" {
			problems = append(problems, Problem{Term: t.raw, Message: problem})
		}
	}
	return f, problems
}

// parseTerm turns a token into a term; ok is false where nothing is asked for yet.
func parseTerm(t token) (parsed term, ok bool, problem string) {
	name, value, keyed := t.split()
	if !keyed {
		return asText(t, "")
	}
	k, known := keyNamed(name)
	if !known {
		return asText(t, unknownKey(name))
	}
	parsed = term{key: k, not: t.not, value: fold(strings.TrimSpace(value))}
	if parsed.value == "" {
		return term{}, false, ""
	}
	switch k {
	case keyText, keyEnv, keyProject, keyRef, keyUser, keySHA:
		return parsed, true, ""
	case keyStatus, keyTier:
		return parsed, true, misspelt(k, parsed.value)
	case keyState:
		parsed.value = strings.ReplaceAll(parsed.value, "-", " ")
		return parsed, true, misspelt(k, parsed.value)
	case keyAge:
		return ageTerm(t, parsed)
	case keyCan:
		if parsed.value != canApprove {
			return asText(t, "can: knows only can:approve.")
		}
		return parsed, true, ""
	}
	return parsed, true, ""
}

// asText is the token searched as text, whatever it looks like.
func asText(t token, problem string) (term, bool, string) {
	value := fold(t.text)
	if strings.TrimSpace(value) == "" {
		return term{}, false, problem
	}
	return term{key: keyText, not: t.not, value: value}, true, problem
}

// ageTerm reads the comparison of an age: term.
func ageTerm(t token, parsed term) (term, bool, string) {
	age, older, state := parseAge(parsed.value)
	switch state {
	case ageGood:
		parsed.age, parsed.older = age, older
		return parsed, true, ""
	case ageUnfinished:
		return term{}, false, ""
	case ageNoUnit:
		return term{}, false, "age: wants a unit after the number: m, h, d, w or y."
	case ageBad:
	}
	return asText(t, "age: wants > or <, a number and m, h, d, w or y, like age:>2h.")
}

// Empty reports whether the filter asks for nothing: every row matches.
func (f Filter) Empty() bool { return len(f.terms) == 0 }

// Ages reports whether the answer changes as time passes.
func (f Filter) Ages() bool {
	for _, t := range f.terms {
		if t.key == keyAge {
			return true
		}
	}
	return false
}

// Judges reports whether the answer rests on what a deployment is to the user, and
// so on its single read.
func (f Filter) Judges() bool {
	for _, t := range f.terms {
		if t.key == keyCan || t.key == keyState {
			return true
		}
	}
	return false
}

// String is the filter in its own language, lower case: parsed again it gives an
// equal filter without problems.
func (f Filter) String() string {
	parts := make([]string, len(f.terms))
	for i, t := range f.terms {
		parts[i] = t.String()
	}
	return strings.Join(parts, " ")
}

// String is the term in the language.
func (t term) String() string {
	out := quoted(t.value)
	if t.key == keyText {
		if looksKeyed(t.value) || strings.HasPrefix(t.value, "-") {
			out = `"` + t.value + `"`
		}
	} else {
		out = t.key.String() + ":" + out
	}
	if t.not {
		out = "-" + out
	}
	return out
}

// quoted holds a value with blanks together. No value contains a quote: there is
// no way to type one.
func quoted(value string) string {
	if strings.IndexFunc(value, unicode.IsSpace) < 0 {
		return value
	}
	return `"` + value + `"`
}
