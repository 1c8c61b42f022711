package status

import (
	"greenlight/ui/keys"
	"greenlight/ui/present"
	"greenlight/ui/theme"
)

// Unjudged is the body while no row waits for the reader for certain and n are not
// read singly: nothing may be claimed of them. why is a sentence, empty while they
// are being read; next leads to where they stand.
func Unjudged(w, h, n int, why string, next keys.Hint, st *theme.Styles) []string {
	p := pen{st, w}
	what := present.Plural(n, "blocked deployment waits", "blocked deployments wait")
	if why == "" {
		return p.body([]string{p.at(margin, span{theme.Focus, "· "}, span{theme.Text, "reading whom " + what + " for"})}, h)
	}
	out := []string{p.at(margin, span{theme.WaitStrong, "▲ It is not known whom " + what + " for."}), p.empty()}
	out = append(out, p.sentences(why)...)
	out = append(out, p.empty(), p.at(2*margin, hint(next)...))
	return p.body(out, h)
}
