package filter

import (
	"strings"
	"time"
)

// Narrow reports whether f can only show rows that old shows too, as when a word
// grows by a letter, and returns what is left to ask of those. It is not certain of
// every case, and never where an age is asked for: time passed since old was asked.
func (f Filter) Narrow(old Filter) (rest Filter, ok bool) {
	if f.Ages() || old.Ages() {
		return f, false
	}
	for i := range old.terms {
		if !f.implies(&old.terms[i]) {
			return f, false
		}
	}
	for _, t := range f.terms {
		if !old.has(&t) {
			rest.terms = append(rest.terms, t)
		}
	}
	return rest, true
}

// has reports whether a filter has a term.
func (f Filter) has(t *term) bool {
	for i := range f.terms {
		if f.terms[i] == *t {
			return true
		}
	}
	return false
}

// implies reports whether a row that f shows certainly meets a term.
func (f Filter) implies(old *term) bool {
	for i := range f.terms {
		if t := &f.terms[i]; *t == *old || t.grew(old) {
			return true
		}
	}
	return false
}

// grew reports whether t is old with something added and asks for more by it.
func (t *term) grew(old *term) bool {
	if t.key != old.key || t.not || old.not || !strings.HasPrefix(t.value, old.value) {
		return false
	}
	switch t.key {
	case keyText:
		// A number or the beginning of a commit matches only once it is long enough,
		// and a lone "@" is not yet a user.
		return strings.Trim(t.value, "0123456789abcdef") != "" && old.value != "@"
	case keyEnv, keyProject, keyRef, keySHA:
		return true
	case keyUser:
		return old.value != "@"
	case keyStatus, keyState, keyTier, keyAge, keyCan, keyCount:
	}
	return false
}

// Turns is when the answer about a row may next change because time passes, not
// before now; ok is false where it never will.
func (f Filter) Turns(h *Hay, now time.Time) (at time.Time, ok bool) {
	for i := range f.terms {
		t := &f.terms[i]
		if t.key != keyAge {
			continue
		}
		turn := h.since.Add(t.age)
		if !turn.Before(now) && (!ok || turn.Before(at)) {
			at, ok = turn, true
		}
	}
	return at, ok
}

// NamesProject reports whether the filter asks for a project by its path.
func (f Filter) NamesProject() bool {
	for i := range f.terms {
		if t := &f.terms[i]; t.key == keyProject && !t.not {
			return true
		}
	}
	return false
}

// MatchProject reports whether the filter can show rows of the project with a path:
// what it says of projects, wanted and excluded, holds. The rest is not looked at.
func (f Filter) MatchProject(path string) bool {
	folded := fold(path)
	for i := range f.terms {
		t := &f.terms[i]
		if t.key == keyProject && strings.Contains(folded, t.value) == t.not {
			return false
		}
	}
	return true
}
