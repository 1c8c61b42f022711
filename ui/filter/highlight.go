package filter

import (
	"slices"
	"strings"
)

// Highlights returns the parts of a text that made its row match, as byte ranges
// [from, to), ascending and apart. field says which field of the row the text
// shows; the text may be cut.
func (f Filter) Highlights(field Field, text string) [][2]int {
	if f.Empty() || text == "" {
		return nil
	}
	folded, from := foldMap(text)
	var found [][2]int
	for _, t := range f.terms {
		if needle := t.needle(field); needle != "" {
			found = append(found, occurrences(folded, from, needle)...)
		}
	}
	return merge(found)
}

// needle is what the term looks for in a field; empty when nothing.
func (t *term) needle(field Field) string {
	if t.not {
		return ""
	}
	switch t.key {
	case keyText:
		if field == FieldUser {
			return strings.TrimPrefix(t.value, "@")
		}
		return t.value
	case keyEnv:
		return t.only(field, FieldEnv)
	case keyProject:
		return t.only(field, FieldProject)
	case keyRef:
		return t.only(field, FieldRef)
	case keyUser:
		return strings.TrimPrefix(t.only(field, FieldUser), "@")
	case keyStatus, keyState, keySHA, keyTier, keyAge, keyCan, keyCount:
	}
	return ""
}

func (t *term) only(field, own Field) string {
	if field != own {
		return ""
	}
	return t.value
}

// occurrences finds a needle in a folded text, in bytes of the text it came from.
func occurrences(folded string, from []int, needle string) [][2]int {
	var found [][2]int
	for at := 0; ; {
		i := strings.Index(folded[at:], needle)
		if i < 0 {
			return found
		}
		start, end := at+i, at+i+len(needle)
		found = append(found, [2]int{from[start], from[end]})
		at = end
	}
}

// merge sorts ranges and joins those that touch.
func merge(ranges [][2]int) [][2]int {
	slices.SortFunc(ranges, func(a, b [2]int) int { return a[0] - b[0] })
	var out [][2]int
	for _, r := range ranges {
		if n := len(out); n > 0 && r[0] <= out[n-1][1] {
			out[n-1][1] = max(out[n-1][1], r[1])
			continue
		}
		out = append(out, r)
	}
	return out
}
