package keys

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// modifiers in the order in which Bubble Tea writes them.
var modifiers = []string{"ctrl", "alt", "shift", "meta", "hyper", "super"}

// named are the keys that have a name, as Bubble Tea writes them.
var named = []string{
	"enter", "tab", "backspace", "esc", "space", "up", "down", "left", "right",
	"insert", "delete", "pgup", "pgdown", "home", "end",
}

// aliases are other spellings that people and other programs use.
var aliases = map[string]string{
	"pgdn": "pgdown", "pagedown": "pgdown", "page-down": "pgdown", "pageup": "pgup", "page-up": "pgup",
	"escape": "esc", "return": "enter", "del": "delete", "ins": "insert", "spacebar": "space", " ": "space",
	"↑": "up", "↓": "down", "←": "left", "→": "right",
	"control": "ctrl", "option": "alt", "opt": "alt", "cmd": "super",
}

// reserved are keys that cannot be bound, and why.
var reserved = map[string]string{
	"ctrl+c": "always quits and cannot be bound",
	"ctrl+i": "is tab to a terminal: write tab",
	"ctrl+m": "is enter to a terminal: write enter",
	"ctrl+[": "is esc to a terminal: write esc",
}

// parseKeys checks and normalises the keys of one action.
func parseKeys(name string, raw []string) ([]string, string) {
	if len(raw) == 0 {
		return nil, fmt.Sprintf("%s has no key: name at least one, or leave the line out", name)
	}
	var keys []string
	for _, r := range raw {
		key, message := Parse(r)
		if message != "" {
			return nil, message
		}
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys, ""
}

// Parse turns the name of a key as people write it into the one Bubble Tea gives a
// pressed key: "PgDn" into "pgdown", "shift+a" into "A". The message, one sentence,
// says why it is no key that can be bound; it is empty when it is one.
func Parse(raw string) (key, message string) {
	mods, base := splitKey(raw)
	held := map[string]bool{}
	for _, m := range mods {
		m = unalias(m)
		if !slices.Contains(modifiers, m) {
			return "", fmt.Sprintf("%q is no key: %q is none of %s", raw, m, strings.Join(modifiers, ", "))
		}
		held[m] = true
	}
	base, ok := parseBase(base)
	if !ok {
		return "", fmt.Sprintf("%q is no key: write one like a, X, ctrl+d, f5, pgdn or shift+tab", raw)
	}
	if r, n := utf8.DecodeRuneInString(base); held["shift"] && n == len(base) && !unicode.IsLetter(r) {
		return "", fmt.Sprintf("%q is no key: write the character that shift makes, like ! or ?", raw)
	}
	key = compose(held, base)
	if why, no := reserved[key]; no {
		return "", key + " " + why
	}
	return key, ""
}

// splitKey parts modifiers from the key; the last "+" may be the key itself.
func splitKey(raw string) (mods []string, base string) {
	if raw == " " {
		return nil, "space"
	}
	parts := strings.Split(strings.TrimSpace(raw), "+")
	base, parts = parts[len(parts)-1], parts[:len(parts)-1]
	if base == "" && len(parts) > 0 && parts[len(parts)-1] == "" {
		base, parts = "+", parts[:len(parts)-1]
	}
	return parts, base
}

func unalias(s string) string {
	lower := strings.ToLower(s)
	if a, ok := aliases[lower]; ok {
		return a
	}
	return lower
}

func parseBase(base string) (string, bool) {
	if utf8.RuneCountInString(base) == 1 {
		if a, ok := aliases[base]; ok {
			return a, true
		}
		r, _ := utf8.DecodeRuneInString(base)
		return base, r != utf8.RuneError && unicode.IsGraphic(r) && !unicode.IsSpace(r) && !unicode.IsMark(r)
	}
	name := unalias(base)
	if slices.Contains(named, name) {
		return name, true
	}
	if digits, ok := strings.CutPrefix(name, "f"); ok {
		n, err := strconv.Atoi(digits)
		return name, err == nil && n >= 1 && n <= 63 && digits == strconv.Itoa(n)
	}
	return "", false
}

// compose writes the key as a terminal's key press reads: a shifted letter alone is
// its capital, "ctrl+D" is what people write for ctrl+d, and with alt a capital is
// the small letter with shift.
func compose(held map[string]bool, base string) string {
	if r, n := utf8.DecodeRuneInString(base); n == len(base) {
		alone := !held["ctrl"] && !held["alt"] && !held["meta"] && !held["hyper"] && !held["super"]
		switch {
		case alone && held["shift"]:
			held["shift"], base = false, string(unicode.ToUpper(r))
		case !alone && unicode.IsUpper(r):
			held["shift"] = held["shift"] || !held["ctrl"]
			base = string(unicode.ToLower(r))
		}
	}
	var b strings.Builder
	for _, m := range modifiers {
		if held[m] {
			b.WriteString(m + "+")
		}
	}
	return b.String() + base
}
