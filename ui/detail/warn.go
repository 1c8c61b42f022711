package detail

import (
	"strconv"
	"strings"

	"greenlight/api"
	"greenlight/ui/theme"
)

// warnings are the lines on the floor of the pane, dangers first: at most most of
// them, each wrapped while there is room, else one line each, else several on a line.
// missing is how many have no place even so; their number is shown.
func (p pane) warnings(most int) (lines []line, missing int) {
	if p.row.Verdict.State == api.StateReading && p.waiting() {
		return []line{{flush: true, left: said(theme.Muted, "· looking for rollbacks and red pipelines")}}, 0
	}
	all := p.sorted()
	if len(all) == 0 {
		return nil, 0
	}
	var wrapped, single []line
	for _, w := range all {
		wrapped = append(wrapped, p.wrapped(w)...)
		single = append(single, line{flush: true, left: w})
	}
	if len(wrapped) <= most {
		return wrapped, 0
	}
	if len(single) <= most {
		return single, 0
	}
	return p.crowded(all, most)
}

// sorted is every warning as spans: sign, loud word, rest.
func (p pane) sorted() [][]span {
	var must, notes [][]span
	for _, w := range p.row.Verdict.Warnings {
		if w.Must {
			must = append(must, []span{{theme.BadStrong, "▲ " + w.Word}, {theme.Text, spaced(w)}})
		} else {
			notes = append(notes, []span{{theme.Wait, "• " + w.Word}, {theme.Text, spaced(w)}})
		}
	}
	return append(must, notes...)
}

// spaced is the rest of a warning with the blank that parts it from its word.
func spaced(w api.Warning) string {
	if w.Word == "" || w.Text == "" || strings.ContainsAny(w.Text[:1], " ,.:;") {
		return w.Text
	}
	return " " + w.Text
}

// wrapped sets one warning into as many lines as it needs, the sign hanging.
func (p pane) wrapped(w []span) []line {
	if p.measure(w) <= p.inner() {
		return []line{{flush: true, left: w}}
	}
	word, rest := w[0], w[1]
	parts := p.wrap(word.text+rest.text, p.inner()-2)
	if len(parts) == 0 || !strings.HasPrefix(parts[0], p.wrap(word.text, p.inner())[0]) {
		return []line{{flush: true, left: w}}
	}
	loud := p.wrap(word.text, p.inner())[0]
	out := []line{{flush: true, left: []span{{word.role, loud}, {rest.role, strings.TrimPrefix(parts[0], loud)}}}}
	for _, part := range parts[1:] {
		out = append(out, line{flush: true, left: []span{{rest.role, "  " + part}}})
	}
	return out
}

// crowded sets several warnings on a line, and counts what still has no place.
func (p pane) crowded(all [][]span, most int) (out []line, missing int) {
	for i, w := range all {
		if n := len(out); n > 0 {
			joined := append(append(append([]span(nil), out[n-1].left...), span{theme.Text, "   "}), w...)
			if p.measure(joined) <= p.inner() {
				out[n-1].left = joined
				continue
			}
		}
		if len(out) == most {
			missing = len(all) - i
			out[most-1].right = []span{{theme.BadStrong, "+" + strconv.Itoa(missing)}}
			return out, missing
		}
		out = append(out, line{flush: true, left: w})
	}
	return out, 0
}
