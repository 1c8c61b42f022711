package theme

import (
	"errors"
	"fmt"
	"image/color"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/BurntSushi/toml"
	"github.com/agnivade/levenshtein"
)

// tokenName indexes the tokens of a theme file.
type tokenName uint8

const (
	tokText tokenName = iota
	tokMuted
	tokLine
	tokGhost
	tokFocus
	tokWait
	tokOK
	tokBad
	tokProd
	tokSel
	tokSelFg
	tokSelMuted
	tokCard
	tokField
	tokOnChip

	tokenCount
)

// tokenNames are the names of a theme file, in the order of tokenName.
var tokenNames = [tokenCount]string{
	"text", "muted", "line", "ghost", "focus", "wait", "ok", "bad", "prod",
	"sel", "selFg", "selMuted", "card", "field", "onChip",
}

// spelling keys of a token, and the words that may stand for a 16-colour number.
const (
	keyHex = "hex"
	key256 = "256"
	key16  = "16"

	wordNone      = "none"
	wordFaint     = "faint"
	wordUnderline = "underline"
	wordReverse   = "reverse"
)

// token is one colour in all its spellings; a nil colour is the terminal's own.
type token struct {
	hex, c256, c16 color.Color
	// word is what stands for the colour where there are only 16, "" for a colour.
	word string
}

// Theme is a parsed theme file.
type Theme struct {
	// Name is the name Parse was given.
	Name   string
	tokens [tokenCount]token
}

// Parse reads a theme file: TOML that gives every token its three spellings and
// holds nothing else. name is used in errors only. All that is wrong is reported at
// once, one sentence a line.
func Parse(name string, data []byte) (Theme, error) {
	var file map[string]any
	if _, err := toml.Decode(string(data), &file); err != nil {
		var at toml.ParseError
		if errors.As(err, &at) {
			return Theme{}, fmt.Errorf("theme %s: line %d: %s", name, at.Position.Line, at.Message)
		}
		return Theme{}, fmt.Errorf("theme %s: %w", name, err)
	}
	t := Theme{Name: name}
	var wrong []error
	complain := func(format string, args ...any) {
		wrong = append(wrong, fmt.Errorf("theme "+name+": "+format, args...))
	}
	for n, key := range tokenNames {
		value, ok := file[key]
		if !ok {
			complain("%s is missing; a theme names every token", key)
			continue
		}
		table, ok := value.(map[string]any)
		if !ok {
			complain("%s must be a table with hex, 256 and 16", key)
			continue
		}
		t.tokens[n] = parseToken(key, table, complain)
	}
	for _, key := range sortedKeys(file) {
		if !slices.Contains(tokenNames[:], key) {
			complain("there is no token %s%s", key, suggest(key, tokenNames[:]))
		}
	}
	if len(wrong) > 0 {
		return Theme{}, errors.Join(wrong...)
	}
	return t, nil
}

func parseToken(name string, table map[string]any, complain func(string, ...any)) token {
	var t token
	var err error
	if t.hex, err = parseHex(table[keyHex]); err != nil {
		complain("%s.hex %w", name, err)
	}
	if t.c256, _, err = parseIndex(table[key256], 255, wordNone); err != nil {
		complain("%s.256 %w", name, err)
	}
	if t.c16, t.word, err = parseIndex(table[key16], 15, wordNone, wordFaint, wordUnderline, wordReverse); err != nil {
		complain("%s.16 %w", name, err)
	}
	for _, key := range sortedKeys(table) {
		if key != keyHex && key != key256 && key != key16 {
			complain("%s has no %s; its keys are hex, 256 and 16", name, key)
		}
	}
	return t
}

func parseHex(v any) (color.Color, error) {
	s, ok := v.(string)
	if ok && s == wordNone {
		return nil, nil
	}
	if ok && len(s) == 7 && s[0] == '#' && strings.Trim(s[1:], "0123456789abcdefABCDEF") == "" {
		return lipgloss.Color(s), nil
	}
	return nil, fmt.Errorf(`must be a colour like "#9a9db0" or "none", not %s`, show(v))
}

// parseIndex reads a colour number up to limit, or one of words.
func parseIndex(v any, limit int64, words ...string) (color.Color, string, error) {
	switch v := v.(type) {
	case int64:
		if v >= 0 && v <= limit {
			return lipgloss.Color(fmt.Sprint(v)), "", nil
		}
	case string:
		if v == wordNone {
			return nil, "", nil
		}
		if slices.Contains(words, v) {
			return nil, v, nil
		}
	}
	return nil, "", fmt.Errorf("must be a number from 0 to %d or one of %s, not %s",
		limit, strings.Join(words, ", "), show(v))
}

func show(v any) string {
	switch v := v.(type) {
	case nil:
		return "nothing"
	case string:
		return fmt.Sprintf("%q", v)
	default:
		return fmt.Sprint(v)
	}
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func suggest(word string, from []string) string {
	best, distance := "", len(word)/2+1
	for _, name := range from {
		if d := levenshtein.ComputeDistance(strings.ToLower(word), strings.ToLower(name)); d < distance {
			best, distance = name, d
		}
	}
	if best == "" {
		return ""
	}
	return ". Did you mean " + best + "?"
}
