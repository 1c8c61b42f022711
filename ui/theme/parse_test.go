package theme

import (
	"os"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
)

func dark(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("../../assets/themes/dark.toml")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestParseRefusesWhatIsNoTheme(t *testing.T) {
	t.Parallel()
	prod := `prod     = { hex = "#f590c6", 256 = 175,    16 = 13 }`
	cases := []struct {
		name, old, new, want string
	}{
		{"a token is missing", prod, "", "theme mine: prod is missing; a theme names every token"},
		{"an unknown token", prod, prod + "\nprud = 1", "theme mine: there is no token prud. Did you mean prod?"},
		{"nothing like it", prod, prod + "\nbackground = 1", "theme mine: there is no token background"},
		{"another case", prod, prod + "\nselfg = 1", "theme mine: there is no token selfg. Did you mean selFg?"},
		{"no table", prod, `prod = "#f590c6"`, "theme mine: prod must be a table with hex, 256 and 16"},
		{"a bad colour", "#f590c6", "#f590c", `theme mine: prod.hex must be a colour like "#9a9db0" or "none", not "#f590c"`},
		{"a colour's name", "#f590c6", "pink", `theme mine: prod.hex must be a colour like "#9a9db0" or "none", not "pink"`},
		{"a bad digit", "#f590c6", "#f590cg", `theme mine: prod.hex must be a colour like "#9a9db0" or "none", not "#f590cg"`},
		{"no hex", prod, `prod = { 256 = 175, 16 = 13 }`, `theme mine: prod.hex must be a colour like "#9a9db0" or "none", not nothing`},
		{"too large", "256 = 175", "256 = 256", "theme mine: prod.256 must be a number from 0 to 255 or one of none, not 256"},
		{"too large for 16", "16 = 13", "16 = 16", "theme mine: prod.16 must be a number from 0 to 15 or one of none, faint, underline, reverse, not 16"},
		{"negative", "16 = 13", "16 = -1", "theme mine: prod.16 must be a number from 0 to 15 or one of none, faint, underline, reverse, not -1"},
		{"an unknown word", "16 = 13", `16 = "blink"`, `theme mine: prod.16 must be a number from 0 to 15 or one of none, faint, underline, reverse, not "blink"`},
		{"a word where there are hues", "256 = 175", `256 = "faint"`, `theme mine: prod.256 must be a number from 0 to 255 or one of none, not "faint"`},
		{"an unknown key", "16 = 13", "16 = 13, bold = true", "theme mine: prod has no bold; its keys are hex, 256 and 16"},
		{"a syntax error", prod, "prod = = 1", "theme mine: line 15: "},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			file := strings.Replace(dark(t), c.old, c.new, 1)
			if file == dark(t) {
				t.Fatalf("%q is not in the theme", c.old)
			}
			_, err := Parse("mine", []byte(file))
			if err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Fatalf("error %v\nwant  %s", err, c.want)
			}
			if c.name != "a syntax error" && err.Error() != c.want {
				t.Errorf("more than one complaint: %v", err)
			}
		})
	}
}

func TestParseReportsEverythingAtOnce(t *testing.T) {
	t.Parallel()
	_, err := Parse("empty", nil)
	if err == nil || len(strings.Split(err.Error(), "\n")) != int(tokenCount) {
		t.Errorf("want a line for each of the %d tokens: %v", tokenCount, err)
	}
}

func TestThemeOfOnesOwnNeedsNoFills(t *testing.T) {
	t.Parallel()
	file := strings.NewReplacer(
		`field    = { hex = "#2a2e41", 256 = 237,    16 = "underline" }`, `field = { hex = "none", 256 = "none", 16 = "none" }`,
		`prod     = { hex = "#f590c6"`, `prod = { hex = "none"`,
	).Replace(dark(t))
	mine, err := Parse("mine", []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	st := mine.Styles(colorprofile.TrueColor, false)
	if !st.Card.Brackets() {
		t.Error("a theme without a fill for quiet buttons has no brackets")
	}
	if got := sequence(&st.Body, ChipProd); got != "1;7" {
		t.Errorf("a chip of no hue is %q, want reverse and bold", got)
	}
}
