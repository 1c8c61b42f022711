package theme

import (
	"fmt"
	"image/color"
	"math"
	"os"
	"regexp"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
)

func read(t *testing.T, name string) Theme {
	t.Helper()
	data, err := os.ReadFile("../../assets/themes/" + name + ".toml")
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := Parse(name, data)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	linear := func(v uint32) float64 {
		x := float64(v) / 0xffff
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

// contrast is the ratio of WCAG 2, from 1 to 21.
func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

var backgrounds = map[string][]string{
	"dark":  {"#15151a", "#000000", "#282c34", "#002b36"},
	"light": {"#fafaf8", "#ffffff", "#fdf6e3"},
}

func TestTokensAreReadable(t *testing.T) {
	t.Parallel()
	least := map[string]map[tokenName]float64{
		"dark":  {tokMuted: 5.2, tokGhost: 2.3, tokFocus: 5.7, tokWait: 9.1, tokOK: 7.9, tokBad: 5.0, tokProd: 6.5},
		"light": {tokMuted: 6.0, tokGhost: 2.4, tokFocus: 6.2, tokWait: 4.6, tokOK: 4.9, tokBad: 8.4, tokProd: 5.6},
	}
	for name, tokens := range least {
		theme := read(t, name)
		for n, want := range tokens {
			for _, bg := range backgrounds[name] {
				// The table is rounded to one decimal.
				if got := contrast(theme.tokens[n].hex, lipgloss.Color(bg)); got < want-0.05 {
					t.Errorf("%s: %s on %s has a contrast of %.2f, want %.1f", name, tokenNames[n], bg, got, want)
				}
			}
		}
	}
}

func TestSurfacesAreReadable(t *testing.T) {
	t.Parallel()
	hues := []tokenName{tokFocus, tokWait, tokOK, tokBad, tokProd}
	cases := []struct {
		theme   string
		surface tokenName
		on      []tokenName
		least   float64
	}{
		{"dark", tokSel, append([]tokenName{tokSelFg, tokSelMuted}, hues...), 4.8},
		{"light", tokSel, []tokenName{tokSelFg, tokSelMuted}, 4.8},
		{"light", tokSel, hues, 4.1},
		{"dark", tokCard, append([]tokenName{tokSelFg, tokMuted}, hues...), 4.8},
		{"light", tokCard, append([]tokenName{tokSelFg, tokMuted}, hues...), 4.1},
		{"dark", tokField, []tokenName{tokSelFg, tokSelMuted}, 4.5},
		{"light", tokField, []tokenName{tokSelFg, tokSelMuted}, 4.5},
		{"dark", tokProd, []tokenName{tokOnChip}, 6.6},
		{"dark", tokBad, []tokenName{tokOnChip}, 6.6},
		{"dark", tokFocus, []tokenName{tokOnChip}, 6.6},
		{"light", tokProd, []tokenName{tokOnChip}, 6.0},
		{"light", tokBad, []tokenName{tokOnChip}, 6.0},
		{"light", tokFocus, []tokenName{tokOnChip}, 6.0},
	}
	for _, c := range cases {
		theme := read(t, c.theme)
		for _, n := range c.on {
			if got := contrast(theme.tokens[n].hex, theme.tokens[c.surface].hex); got < c.least-0.05 {
				t.Errorf("%s: %s on %s has a contrast of %.2f, want %.1f",
					c.theme, tokenNames[n], tokenNames[c.surface], got, c.least)
			}
		}
	}
}

var profiles = []colorprofile.Profile{
	colorprofile.Unknown, colorprofile.NoTTY, colorprofile.ASCII,
	colorprofile.ANSI, colorprofile.ANSI256, colorprofile.TrueColor,
}

func surfaces(st *Styles) map[string]*Surface {
	return map[string]*Surface{
		"body": &st.Body, "quiet": &st.Quiet, "selected": &st.Selected, "card": &st.Card, "under": &st.Under,
	}
}

// params are the numbers of the sequences in s.
func params(s string) []string {
	var all []string
	for _, m := range regexp.MustCompile("\x1b\\[([0-9;:]*)m").FindAllStringSubmatch(s, -1) {
		all = append(all, strings.FieldsFunc(m[1], func(r rune) bool { return r == ';' || r == ':' })...)
	}
	return all
}

// paints reports whether s sets a colour, and whether it sets a background.
func paints(s string) (colour, background bool) {
	for _, p := range params(s) {
		var n int
		fmt.Sscan(p, &n)
		switch {
		case n >= 40 && n <= 48, n >= 100 && n <= 107:
			return true, true
		case n >= 30 && n <= 38, n >= 90 && n <= 97:
			colour = true
		}
		if n == 38 { // what follows are the numbers of the colour itself
			return true, strings.Contains(s, "48;")
		}
	}
	return colour, false
}

func TestEveryRoleIsDefinedOnEverySurface(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"dark", "light"} {
		for _, profile := range profiles {
			st := read(t, name).Styles(profile, false)
			for surface, s := range surfaces(&st) {
				for r := range roleCount {
					on, off := s.SGR(r)
					if (on == "") != (off == "") {
						t.Errorf("%s %v %s %v: on %q, off %q", name, profile, surface, r, on, off)
					}
					if got := s.Of(r).Render("y"); got != on+"y"+off {
						t.Errorf("%s %v %s %v: SGR %q…%q, style renders %q", name, profile, surface, r, on, off, got)
					}
				}
			}
		}
	}
}

func TestNoColourMeansNone(t *testing.T) {
	t.Parallel()
	for _, profile := range []colorprofile.Profile{colorprofile.Unknown, colorprofile.NoTTY, colorprofile.ASCII} {
		st := read(t, "dark").Styles(profile, true)
		for surface, s := range surfaces(&st) {
			for r := range roleCount {
				on, _ := s.SGR(r)
				if colour, _ := paints(on); colour {
					t.Errorf("%v %s %v: a colour in %q", profile, surface, r, on)
				}
			}
		}
		if !st.ASCII {
			t.Errorf("%v: ascii is not handed on", profile)
		}
	}
}

// sequence is the style of a role without the frame of its escape sequence. Lip
// Gloss underlines twice over, which is once here.
func sequence(s *Surface, r Role) string {
	numbers := strings.Join(params(first(s.SGR(r))), ";")
	return regexp.MustCompile(`(^|;)4;(2;)?4$`).ReplaceAllString(numbers, "${1}${2}4")
}

func first(on, _ string) string { return on }

func TestAttributesCarryTheMeaningWithoutColours(t *testing.T) {
	t.Parallel()
	const bold, faint, under, reverse = "1", "2", "4", "7"
	plain := read(t, "dark").Styles(colorprofile.ASCII, false)
	sixteen := read(t, "dark").Styles(colorprofile.ANSI, false)
	cases := []struct {
		name    string
		surface *Surface
		role    Role
		want    string
	}{
		{"text", &plain.Body, Text, ""},
		{"strong", &plain.Body, Strong, bold},
		{"muted", &plain.Body, Muted, ""},
		{"ghost", &plain.Body, Ghost, faint},
		{"wait", &plain.Body, Wait, ""},
		{"wait strong", &plain.Body, WaitStrong, bold},
		{"selected text", &plain.Selected, Text, reverse},
		{"selected strong", &plain.Selected, WaitStrong, bold + ";" + reverse},
		{"selected muted", &plain.Selected, Muted, reverse},
		{"chip", &plain.Body, ChipProd, bold + ";" + reverse},
		{"button that enter presses", &plain.Card, ChipFocus, bold + ";" + reverse},
		{"field", &plain.Card, Field, under},
		{"placeholder", &plain.Card, FieldMuted, faint + ";" + under},
		{"quiet button", &plain.Card, ChipPlain, ""},
		{"match", &plain.Body, Match, bold + ";" + under},
		{"under a card", &plain.Under, WaitStrong, faint},
		{"card", &plain.Card, Text, ""},

		{"16: muted", &sixteen.Body, Muted, faint},
		{"16: ghost", &sixteen.Body, Ghost, faint},
		{"16: line", &sixteen.Body, Line, "90"},
		{"16: wait", &sixteen.Body, WaitStrong, bold + ";93"},
		{"16: selected, no hue", &sixteen.Selected, Wait, reverse},
		{"16: selected strong", &sixteen.Selected, ProdStrong, bold + ";" + reverse},
		{"16: card is the body", &sixteen.Card, Text, ""},
		{"16: field", &sixteen.Card, Field, under},
		{"16: production chip", &sixteen.Body, ChipProd, bold + ";" + reverse + ";95"},
		{"16: under a card", &sixteen.Under, WaitStrong, faint},
		{"16: quiet keeps live", &sixteen.Quiet, OKStrong, "92"},
		{"16: quiet mutes the rest", &sixteen.Quiet, WaitStrong, faint},
	}
	for _, c := range cases {
		if got := sequence(c.surface, c.role); got != c.want {
			t.Errorf("%s: attributes %q, want %q", c.name, got, c.want)
		}
	}
	if !plain.Card.Brackets() || !sixteen.Card.Brackets() {
		t.Error("a quiet button without a fill has no brackets")
	}
	if full := read(t, "dark").Styles(colorprofile.TrueColor, false); full.Card.Brackets() {
		t.Error("a quiet button with a fill has brackets")
	}
}

func TestTokensGoWhereTheyBelong(t *testing.T) {
	t.Parallel()
	st := read(t, "dark").Styles(colorprofile.TrueColor, false)
	const (
		muted, wait, prod, ok = "154;157;176", "255;201;77", "245;144;198", "79;217;164"
		sel, selFg, selMuted  = "42;46;65", "244;244;247", "182;185;204"
		card, onChip, line    = "29;31;40", "23;18;26", "67;70;90"
	)
	cases := []struct {
		name    string
		surface *Surface
		role    Role
		want    string
	}{
		{"text is the terminal's", &st.Body, Text, ""},
		{"muted", &st.Body, Muted, "38;2;" + muted},
		{"wait strong", &st.Body, WaitStrong, "1;38;2;" + wait},
		{"selected text", &st.Selected, Text, "38;2;" + selFg + ";48;2;" + sel},
		{"selected muted", &st.Selected, Muted, "38;2;" + selMuted + ";48;2;" + sel},
		{"selected hue", &st.Selected, Prod, "38;2;" + prod + ";48;2;" + sel},
		{"card text", &st.Card, Text, "38;2;" + selFg + ";48;2;" + card},
		{"card muted", &st.Card, Muted, "38;2;" + muted + ";48;2;" + card},
		{"chip", &st.Body, ChipProd, "1;38;2;" + onChip + ";48;2;" + prod},
		{"chip on a card", &st.Card, ChipProd, "1;38;2;" + onChip + ";48;2;" + prod},
		{"field", &st.Card, Field, "38;2;" + selFg + ";48;2;" + sel},
		{"quiet text", &st.Quiet, Strong, "38;2;" + muted},
		{"quiet wait", &st.Quiet, WaitStrong, "38;2;" + muted},
		{"quiet live", &st.Quiet, OKStrong, "38;2;" + ok},
		{"quiet production", &st.Quiet, ProdStrong, "38;2;" + prod},
		{"under", &st.Under, ProdStrong, "38;2;93;96;117"},
		{"under, rules", &st.Under, Line, "38;2;" + line},
	}
	for _, c := range cases {
		if got := sequence(c.surface, c.role); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	if got := sequence(&[]Styles{read(t, "light").Styles(colorprofile.ANSI256, false)}[0].Body, Prod); got != "38;5;127" {
		t.Errorf("256 colours are those of the table, not computed: %q", got)
	}
}

func TestBackgroundsBringTheirForeground(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"dark", "light"} {
		for _, profile := range profiles[3:] {
			st := read(t, name).Styles(profile, false)
			for surface, s := range surfaces(&st) {
				for r := range roleCount {
					p := ";" + strings.Join(params(first(s.SGR(r))), ";") + ";"
					if strings.Contains(p, ";48;") && !strings.Contains(p, ";38;") {
						t.Errorf("%s %v %s %v: a background without a foreground: %s", name, profile, surface, r, p)
					}
				}
			}
			for _, s := range []*Surface{&st.Body, &st.Quiet, &st.Under} {
				if _, background := paints(first(s.SGR(Text))); background {
					t.Errorf("%s %v: the screen's own background is painted", name, profile)
				}
			}
		}
	}
}

func TestZeroSurfaceIsPlain(t *testing.T) {
	t.Parallel()
	var s Surface
	if on, off := s.SGR(ProdStrong); on != "" || off != "" || s.Of(Text).Render("x") != "x" {
		t.Errorf("%q %q", on, off)
	}
}

func TestRolesHaveNames(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for r := range roleCount {
		if r.String() == "" || seen[r.String()] {
			t.Errorf("role %d is named %q", uint8(r), r)
		}
		seen[r.String()] = true
	}
	if roleCount.String() != "Role(?)" {
		t.Errorf("%q", roleCount)
	}
}
