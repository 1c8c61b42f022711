package draw

import (
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"greenlight/api/trace"
	"greenlight/ui/theme"
)

func TestAnsiKeepsTheColoursThereAre(t *testing.T) {
	t.Parallel()
	basic := func(n uint8) trace.Color { return trace.Color{Kind: trace.Basic, Index: n} }
	profiles := []colorprofile.Profile{colorprofile.TrueColor, colorprofile.ANSI256, colorprofile.ANSI, colorprofile.ASCII, colorprofile.NoTTY}
	for name, c := range map[string]struct {
		style trace.Style
		want  [5]string // what stands between ESC [ and m, last
	}{
		"plain":     {trace.Style{}, [5]string{}},
		"green":     {trace.Style{Fg: basic(2)}, [5]string{"32", "32", "32", "", ""}},
		"bright":    {trace.Style{Fg: basic(9), Bg: basic(12)}, [5]string{"91;104", "91;104", "91;104", "", ""}},
		"bold":      {trace.Style{Attr: trace.Bold | trace.Underline}, [5]string{"1;4", "1;4", "1;4", "1;4", "1;4"}},
		"bold red":  {trace.Style{Fg: basic(1), Attr: trace.Bold}, [5]string{"1;31", "1;31", "1;31", "1", "1"}},
		"indexed":   {trace.Style{Fg: trace.Color{Kind: trace.Indexed, Index: 196}}, [5]string{"38;5;196", "38;5;196", "91", "", ""}},
		"true":      {trace.Style{Bg: trace.Color{Kind: trace.RGB, R: 255}}, [5]string{"48;2;255;0;0", "48;5;196", "101", "", ""}},
		"attribute": {trace.Style{Attr: trace.Faint | trace.Italic | trace.Reverse | trace.Strike}, [5]string{"2;3;7;9", "2;3;7;9", "2;3;7;9", "2;3;7;9", "2;3;7;9"}},
	} {
		for i, profile := range profiles {
			st := styles(t, profile, false)
			got := New(3, &st.Body, false).Ansi(c.style, "log").String()
			plain := New(3, &st.Body, false).Put(theme.Text, "log").String()
			if c.want[i] == "" {
				if got != plain {
					t.Errorf("%s in %v: %q, want %q", name, profile, got, plain)
				}
				continue
			}
			if !strings.HasSuffix(got, "\x1b["+c.want[i]+"mlog\x1b[m") {
				t.Errorf("%s in %v: %q, want %s", name, profile, got, c.want[i])
			}
		}
	}
}

func TestAnsiTextIsCleaned(t *testing.T) {
	t.Parallel()
	st := styles(t, colorprofile.TrueColor, false)
	red := trace.Style{Fg: trace.Color{Kind: trace.Basic, Index: 1}}
	l := New(12, &st.Body, false).Put(theme.Text, "a ").Ansi(red, "\x1b]52;c;x\ab\u202e\x1b[1mc").Ansi(red, "d").Put(theme.Text, " e")
	if got := l.String(); ansi.Strip(got) != "a bcd e     " || strings.Count(got, "\x1b[31m") != 1 || strings.Contains(got, "52") {
		t.Errorf("%q", got)
	}
	text, _ := st.Body.SGR(theme.Text)
	if got, want := New(3, &st.Body, false).Ansi(red, "a").Put(theme.Text, "b ").String(), "\x1b[31ma\x1b[m"+text+"b "; !strings.HasPrefix(got, want) {
		t.Errorf("%q, want %q: text behind a colour has it too", got, want)
	}
	if got := New(4, &st.Body, false).Ansi(red, "支付支").String(); ansi.Strip(got) != "支付" {
		t.Errorf("%q is not cut at the line's end", got)
	}
}

func TestWrapInk(t *testing.T) {
	t.Parallel()
	red := trace.Style{Fg: trace.Color{Kind: trace.Basic, Index: 1}}
	for name, c := range map[string]struct {
		w     int
		ascii bool
		in    []string // every second one is red
		want  []string
	}{
		"nothing":           {8, false, nil, []string{""}},
		"fits":              {8, false, []string{"abc", "def"}, []string{"abcdef"}},
		"behind a blank":    {8, false, []string{"abcde fgh"}, []string{"abcde ", "fgh"}},
		"anywhere":          {4, false, []string{"abcdefghij"}, []string{"abcd", "efgh", "ij"}},
		"over inks":         {4, false, []string{"abc", "def", "gh"}, []string{"abcd", "efgh"}},
		"blanks are kept":   {8, false, []string{"a    b  c"}, []string{"a    b  ", "c"}},
		"wide":              {5, false, []string{"支付支付"}, []string{"支付", "支付"}},
		"wide, no room":     {1, false, []string{"支付"}, []string{"支", "付"}},
		"ASCII":             {4, true, []string{"ab→cd"}, []string{"ab->", "cd"}},
		"early blank stays": {8, false, []string{"a bcdefghijk"}, []string{"a bcdefg", "hijk"}},
	} {
		var inks []Ink
		for i, s := range c.in {
			ink := Ink{Text: s}
			if i%2 == 1 {
				ink.Own = red
			}
			inks = append(inks, ink)
		}
		var got []string
		for _, row := range WrapInk(inks, c.w, c.ascii) {
			text := ""
			for _, i := range row {
				text += i.Text
			}
			if n := Width(text); n > max(c.w, 2) {
				t.Errorf("%s: a row is %d cells", name, n)
			}
			got = append(got, text)
		}
		if strings.Join(got, "|") != strings.Join(c.want, "|") {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	rows := WrapInk([]Ink{{Text: "abc"}, {Role: theme.Match, Text: "def"}}, 4, false)
	if len(rows) != 2 || rows[0][1] != (Ink{Role: theme.Match, Text: "d"}) || rows[1][0].Role != theme.Match {
		t.Errorf("roles are lost: %+v", rows)
	}
}
