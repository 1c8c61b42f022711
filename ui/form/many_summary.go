package form

import "strings"

// Summary is what became of the targets, for when the card is closed; empty where
// nothing was sent.
func (m Many) Summary() string {
	if t := m.tally(); t.done+t.refused+t.unknown == 0 {
		return ""
	}
	var words []string
	for _, s := range m.soFar() {
		words = append(words, s.Text)
	}
	said := strings.Join(words, " ")
	return strings.ToUpper(said[:1]) + said[1:]
}
