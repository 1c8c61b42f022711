package field

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

func press(in Input, keys ...tea.KeyPressMsg) Input {
	for _, k := range keys {
		in = in.Key(k)
	}
	return in
}

func letter(s string) tea.KeyPressMsg { return tea.KeyPressMsg{Code: []rune(s)[0], Text: s} }

func TestInputEdits(t *testing.T) {
	t.Parallel()
	left := tea.KeyPressMsg{Code: tea.KeyLeft}
	back := tea.KeyPressMsg{Code: tea.KeyBackspace}
	home := tea.KeyPressMsg{Code: tea.KeyHome}
	cases := map[string]struct {
		in         Input
		text       string
		pos, count int
	}{
		"typed":                         {press(New("", 0), letter("o"), letter("k")), "ok", 2, 2},
		"in the middle":                 {press(New("ok", 0), left, letter("a")), "oak", 2, 3},
		"taken back":                    {press(New("支付", 0), back), "支", 1, 1},
		"from the start":                {press(New("ok", 0), home, letter("l")), "lok", 1, 3},
		"an escape sequence is dropped": {New("a\x1b[31mb\x1b]52;c;eA==\x07c", 0), "abc", 3, 3},
		"a pasted line break":           {New("", 0).Insert("one\r\ntwo\n"), "one two ", 8, 8},
		"no more than the limit":        {New("12345678", 5), "12345", 5, 5},
	}
	for name, c := range cases {
		if c.in.Text() != c.text || c.in.Position() != c.pos || c.in.Count() != c.count {
			t.Errorf("%s: %q at %d, %d characters; want %q at %d, %d", name,
				c.in.Text(), c.in.Position(), c.in.Count(), c.text, c.pos, c.count)
		}
	}
}

func TestACutIsTold(t *testing.T) {
	t.Parallel()
	in := New("", 4).Insert("abcdef")
	if !in.Cut() || in.Text() != "abcd" {
		t.Errorf("%q, cut %v: want what fits, and to be told", in.Text(), in.Cut())
	}
	if in = in.Key(tea.KeyPressMsg{Code: tea.KeyBackspace}); in.Cut() {
		t.Error("still told after the next key")
	}
	// Whole graphemes only: half a family is another person.
	if in := New("", 3).Insert("👨‍👩‍👧"); strings.ContainsRune(in.Text(), '\u200d') {
		t.Errorf("a grapheme was cut in the middle: %q", in.Text())
	}
}

func TestACopyIsACopy(t *testing.T) {
	t.Parallel()
	a := New("same", 0)
	b := press(a, letter("!"))
	if a.Text() != "same" || b.Text() != "same!" {
		t.Errorf("%q and %q: typing into a copy changed the original", a.Text(), b.Text())
	}
}
