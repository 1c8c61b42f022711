package config

import (
	"strconv"
	"strings"

	"github.com/agnivade/levenshtein"
)

// nearest returns the candidate that word was probably meant to be, or "".
// Letter case and the kind of dash do not count; beyond that a third of the
// letters may differ, or two that changed places in a short word.
func nearest(word string, candidates []string) string {
	word = folded(word)
	most := max(2, len(word)/3)
	if len(word) < 4 {
		most = 1
	}
	best, least := "", most+1
	for _, c := range candidates {
		if d := levenshtein.ComputeDistance(word, folded(c)); d < least {
			best, least = c, d
		}
	}
	return best
}

func folded(s string) string {
	return strings.ToLower(strings.ReplaceAll(s, "-", "_"))
}

// oneOf joins the words that are allowed: "a", "b" or "c".
func oneOf(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = strconv.Quote(w)
	}
	return joined(quoted, "or")
}

// joined puts commas between words, and the conjunction before the last.
func joined(words []string, conjunction string) string {
	switch n := len(words); n {
	case 0:
		return ""
	case 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], ", ") + " " + conjunction + " " + words[n-1]
	}
}

// quote shows a value from outside in a message: in quotes, on one line, and
// not longer than a line can hold.
func quote(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		s = string(r[:most-1]) + "…"
	}
	return strconv.Quote(s)
}
