package filter

import (
	"strings"
	"unicode/utf8"
)

// Candidates are the values that a completion may offer, as they are written.
type Candidates struct {
	Environments, Projects, Refs, Users, Statuses []string
}

// mostHints bounds how many completions a hint names.
const mostHints = 6

// Overview is the hint for an empty filter: what can be asked for.
const Overview = "env: project: status: state: ref: sha: user: tier: age: can:  -word excludes"

// Complete says what the last word of a text may become. hint names the choices
// for people; completion is the whole text after taking the best one, or the text
// itself where there is none.
func Complete(text string, c Candidates) (hint, completion string) {
	last := lastToken(text)
	if last == "" {
		return Overview, text
	}
	t := newToken(last)
	head := text[:len(text)-len(last)]
	if t.not {
		head += "-"
	}
	name, value, keyed := t.split()
	if !keyed {
		return completeWord(text, head, t, c)
	}
	k, known := keyNamed(name)
	if !known {
		return unknownKey(name), text
	}
	found := beginning(value, c.of(k))
	if len(found) == 0 {
		return "", text
	}
	return hintOf(found), head + k.String() + ":" + quoted(best(value, found))
}

// lastToken is the word that is being typed; empty after a blank.
func lastToken(text string) string {
	rest := text
	for {
		size := tokenSize(rest)
		if size == len(rest) {
			return rest
		}
		_, blank := utf8.DecodeRuneInString(rest[size:])
		rest = rest[size+blank:]
	}
}

// completeWord offers keys, and projects and environments where no key begins so.
func completeWord(text, head string, t token, c Candidates) (hint, completion string) {
	if t.text == "" || t.plain < len(t.text) {
		return "", text
	}
	var keys []string
	for k := keyText + 1; k < keyCount; k++ {
		keys = append(keys, k.String()+":")
	}
	if found := beginning(t.text, keys); len(found) > 0 {
		return hintOf(found), head + best(t.text, found)
	}
	found := beginning(t.text, append(append([]string{}, c.Projects...), c.Environments...))
	if len(found) == 0 {
		return "", text
	}
	return hintOf(found), head + quoted(best(t.text, found))
}

// of are the values a key can have.
func (c Candidates) of(k key) []string {
	switch k {
	case keyEnv:
		return c.Environments
	case keyProject:
		return c.Projects
	case keyRef:
		return c.Refs
	case keyUser:
		return c.Users
	case keyStatus:
		if len(c.Statuses) > 0 {
			return c.Statuses
		}
		return values(k)
	case keyState, keyTier, keyAge, keyCan:
		return values(k)
	case keyText, keySHA, keyCount:
	}
	return nil
}

// beginning are the values that begin with a prefix; where none does, those that
// hold it.
func beginning(prefix string, all []string) []string {
	folded := fold(prefix)
	var begin, within []string
	for _, v := range all {
		switch at := strings.Index(fold(v), folded); {
		case at == 0:
			begin = append(begin, v)
		case at > 0:
			within = append(within, v)
		}
	}
	if len(begin) > 0 {
		return begin
	}
	return within
}

// best is what all choices that continue the prefix share, or the first choice
// where they share no more than was typed.
func best(prefix string, found []string) string {
	folded := fold(prefix)
	common := found[0]
	for _, v := range found {
		if !strings.HasPrefix(fold(v), folded) {
			break
		}
		common = shared(common, v)
	}
	if len(common) <= len(prefix) {
		return found[0]
	}
	return common
}

// shared is the longest common beginning of two texts, in whole runes.
func shared(a, b string) string {
	end := 0
	for i, r := range a {
		size := utf8.RuneLen(r)
		if size < 0 || i+size > len(b) || a[i:i+size] != b[i:i+size] {
			break
		}
		end = i + size
	}
	return a[:end]
}

// hintOf names choices.
func hintOf(found []string) string {
	more := ""
	if len(found) > mostHints {
		found, more = found[:mostHints], " …"
	}
	return strings.Join(found, "  ") + more
}
