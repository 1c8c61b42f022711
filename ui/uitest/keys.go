package uitest

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"greenlight/ui/intent"
)

var named = map[string]tea.KeyPressMsg{
	"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown},
	"left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight}, "tab": {Code: tea.KeyTab}, "space": {Code: tea.KeySpace, Text: " "},
	"shift+tab": {Code: tea.KeyTab, Mod: tea.ModShift}, "backspace": {Code: tea.KeyBackspace}, "end": {Code: tea.KeyEnd},
	"home": {Code: tea.KeyHome}, "pgdown": {Code: tea.KeyPgDown}, "pgup": {Code: tea.KeyPgUp},
	"ctrl+u": {Code: 'u', Mod: tea.ModCtrl}, "ctrl+v": {Code: 'v', Mod: tea.ModCtrl},
}

// Key is the key of a name, or that of the one character.
func Key(name string) tea.KeyPressMsg {
	if k, ok := named[name]; ok {
		return k
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// Keys are the keys of words: a word that is no key's name is typed, and so is the rest
// of one that begins with an apostrophe, whatever it is.
func Keys(words ...string) []tea.KeyPressMsg {
	var out []tea.KeyPressMsg
	for _, w := range words {
		if k, ok := named[w]; ok {
			out = append(out, k)
			continue
		}
		if rest, cut := strings.CutPrefix(w, "'"); cut && rest != "" {
			w = rest
		}
		for _, r := range w {
			out = append(out, Key(string(r)))
		}
	}
	return out
}

// Keyed is a card that takes keys.
type Keyed[M any] interface {
	Key(k tea.KeyPressMsg, armed bool) (M, intent.Intent)
}

// Press presses the keys of words on an armed card. It returns what the last one asks
// for.
func Press[M Keyed[M]](m M, words ...string) (M, intent.Intent) {
	var wish intent.Intent
	for _, k := range Keys(words...) {
		m, wish = m.Key(k, true)
	}
	return m, wish
}

// Wishes presses as Press does, and returns all that the keys ask for.
func Wishes[M Keyed[M]](m M, words ...string) (M, []intent.Intent) {
	var out []intent.Intent
	for _, k := range Keys(words...) {
		var wish intent.Intent
		if m, wish = m.Key(k, true); wish != nil {
			out = append(out, wish)
		}
	}
	return m, out
}
