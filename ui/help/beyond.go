package help

import (
	"greenlight/ui/draw"
	"greenlight/ui/intent"
	"greenlight/ui/keys"
	"greenlight/ui/present"
)

// more is where the keys of the tabs and the signs are, in a window where they have no
// room below two columns of keys.
const more = "further down, or by typing: the keys of the log and the tabs, what the signs mean"

// beyond is what there is to know behind the keys that act: those of the tabs, and the
// signs. It can be picked, so that it can be read, and runs nothing.
func (m Model) beyond() []keys.Place {
	signs := keys.Place{Name: "Signs"}
	for _, s := range present.Signs() {
		signs.Keys = append(signs.Keys, keys.Hint{Keys: s.Sign, Verb: s.Means})
	}
	var out []keys.Place
	for _, p := range append(m.keys.Places(), signs) {
		found := keys.Place{Name: p.Name}
		for _, h := range p.Keys {
			if m.found(p.Name+" "+h.Verb, h.Keys+" "+draw.ToASCII(h.Keys)) {
				found.Keys = append(found.Keys, h)
			}
		}
		if len(found.Keys) > 0 {
			out = append(out, found)
		}
	}
	return out
}

// after are the lines of beyond, behind so many entries.
func (m Model) after(entries int) []item {
	var out []item
	at := entries
	for i, p := range m.beyond() {
		if i > 0 || entries > 0 {
			out = append(out, item{})
		}
		out = append(out, item{heading: p.Name})
		for j := range p.Keys {
			out = append(out, item{hint: &p.Keys[j], picked: at == m.pick})
			at++
		}
	}
	return out
}

// last is the index of the last line that can be picked.
func (m Model) last() int {
	n := len(m.entries())
	for _, p := range m.beyond() {
		n += len(p.Keys)
	}
	return n - 1
}

// told is why nothing runs where a line of beyond is picked or found.
func (m Model) told() intent.Intent {
	return intent.Refused{Sentence: "There is nothing to run: it is a key of its own place, or a sign."}
}
