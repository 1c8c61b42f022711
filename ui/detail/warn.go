package detail

import (
	"slices"
	"strconv"
	"strings"

	"greenlight/api"
	"greenlight/ui/theme"
)

// mostLooking is how many things that are looked for have room on one line.
const mostLooking = 3

// warnings are the lines on the floor of the pane, dangers first: at most most of
// them. Each is wrapped where all have room in roomy lines, else the dangers and freezes
// are, else each has one line, else there are several on a line. missing is how many
// have no place even so; their number is shown. Above them, as long as there is room,
// stands what is still looked for.
func (p pane) warnings(most, roomy int) (lines []line, missing int) {
	lines, missing = p.found(most, roomy)
	if looking := p.looking(); looking != "" && len(lines) < min(most, floorRows) {
		lines = append([]line{{flush: true, left: said(theme.Muted, "· looking for "+looking)}}, lines...)
	}
	return lines, missing
}

// looking names what may yet speak against the deployment, "freezes, rollbacks".
func (p pane) looking() string {
	d := p.row.Deployment
	if !p.open() || d.Status == api.StatusRunning {
		return ""
	}
	var out []string
	b := p.brief()
	if look(p, b.Freezes).pending {
		out = append(out, "freezes")
	}
	if look(p, b.Changes).pending {
		out = append(out, "rollbacks", "risky files")
	}
	if look(p, b.Jobs).pending {
		out = append(out, "failed jobs")
	}
	return strings.Join(out[:min(len(out), mostLooking)], ", ")
}

// found are the lines of the warnings there are.
func (p pane) found(most, roomy int) (lines []line, missing int) {
	all := p.sorted()
	if len(all) == 0 {
		return nil, 0
	}
	var wrapped, mixed, single []line
	for _, w := range all {
		one, many := line{flush: true, left: p.single(w)}, p.wrapped(w.spans)
		wrapped, single = append(wrapped, many...), append(single, one)
		if w.whole {
			mixed = append(mixed, many...)
		} else {
			mixed = append(mixed, one)
		}
	}
	switch {
	case len(wrapped) <= min(most, roomy):
		return wrapped, 0
	case len(mixed) <= most:
		return mixed, 0
	case len(single) <= most:
		return single, 0
	}
	return p.crowded(all, most)
}

// single is a warning on one line: of a file whose path has no room its folders go, and
// not what it is called or how many more there are.
func (p pane) single(w warned) []span {
	if !w.file || p.measure(w.spans) <= p.inner() {
		return w.spans
	}
	out, rest := slices.Clone(w.spans), &w.spans[len(w.spans)-1]
	if slash := strings.LastIndexByte(rest.text, '/'); slash >= 0 {
		out[len(out)-1].text = " …" + rest.text[slash:]
	}
	return out
}

// warned is a warning as spans: sign, loud word, rest. whole says that it is to be cut
// last, file that the rest is a path.
type warned struct {
	spans       []span
	whole, file bool
}

// sorted is every warning. What could not be read comes after what was found, and is no
// news of a host that does not answer.
func (p pane) sorted() []warned {
	var must, notes, unread []warned
	for _, w := range p.summed(p.row.Verdict.Warnings) {
		note := warned{[]span{{theme.Wait, "• " + w.Word}, {theme.Text, spaced(w)}}, w.Kind == api.NoteFreeze, w.Kind == api.NoteRisk && w.Word != "Look at"}
		switch {
		case w.Must:
			must = append(must, warned{[]span{{theme.BadStrong, "▲ " + w.Word}, {theme.Text, spaced(w)}}, true, false})
		case w.Kind == api.NoteUnread && p.x.Offline: // the first line says that all is old
		case w.Kind == api.NoteUnread:
			unread = append(unread, note)
		default:
			notes = append(notes, note)
		}
	}
	return slices.Concat(must, notes, unread)
}

// summed puts several kinds of files on one line of a peek: what is being decided on has
// to stay in sight there, and the tab of the changes names the files.
func (p pane) summed(all []api.Warning) []api.Warning {
	var kinds []string
	first := -1
	var out []api.Warning
	for _, w := range all {
		if w.Kind != api.NoteRisk {
			out = append(out, w)
			continue
		}
		if kinds = append(kinds, strings.ToLower(w.Word)); first < 0 {
			first = len(out)
		}
	}
	if p.form != Peek || p.h >= shortBelow || len(kinds) < 2 {
		return all
	}
	return slices.Insert(out, first, api.Warning{Kind: api.NoteRisk, Word: "Look at", Text: strings.Join(kinds, ", ")})
}

// spaced is the rest of a warning with the blank that parts it from its word.
func spaced(w api.Warning) string {
	if w.Word == "" || w.Text == "" || w.Kind != api.NoteRisk && strings.ContainsAny(w.Text[:1], " ,.:;") {
		return w.Text
	}
	return " " + w.Text // a path may begin with a full stop
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
func (p pane) crowded(all []warned, most int) (out []line, missing int) {
	for i, w := range all {
		if n := len(out); n > 0 {
			joined := append(append(append([]span(nil), out[n-1].left...), span{theme.Text, "   "}), w.spans...)
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
		out = append(out, line{flush: true, left: p.single(w)})
	}
	return out, 0
}
