package draw

import (
	"os"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"greenlight/ui/theme"
)

func styles(t testing.TB, profile colorprofile.Profile, ascii bool) *theme.Styles {
	t.Helper()
	data, err := os.ReadFile("../../assets/themes/dark.toml")
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := theme.Parse("dark", data)
	if err != nil {
		t.Fatal(err)
	}
	st := parsed.Styles(profile, ascii)
	return &st
}

func TestLinePlacesTextExactly(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		width int
		ascii bool
		draw  func(*Line)
		want  string
	}{
		{"padded to the end", 8, false, func(l *Line) { l.Put(theme.Text, "live") }, "live    "},
		{"clipped at the end", 4, false, func(l *Line) { l.Put(theme.Text, "outdated") }, "outd"},
		{"blanks at the end are distance", 8, false, func(l *Line) { l.Put(theme.Text, "a  ").Put(theme.Text, "b") }, "a  b    "},
		{"only blanks", 4, false, func(l *Line) { l.Put(theme.Text, "  ").Put(theme.Text, "b") }, "  b "},
		{"a wide character cut by the edge is a blank", 4, false, func(l *Line) { l.Put(theme.Text, "支付网") }, "支付"},
		{"a wide character cut by the edge, odd", 5, false, func(l *Line) { l.Put(theme.Text, "支付网") }, "支付 "},
		{"nothing follows into the half of a cut character", 5, false, func(l *Line) { l.Put(theme.Text, "支付网").Put(theme.Text, "x") }, "支付 "},
		{"a mark stays on its sign", 5, false, func(l *Line) { l.Put(theme.Text, "■\u0301x") }, "■\u0301x   "},
		{"half a flag is its letter", 5, false, func(l *Line) { l.Put(theme.Text, "🇮x").Put(theme.Text, "🇩") }, "IxD  "},
		{"column", 8, false, func(l *Line) { l.Put(theme.Text, "ab").Col(4).Put(theme.Text, "c") }, "ab  c   "},
		{"a column already passed leaves one blank", 8, false, func(l *Line) { l.Put(theme.Text, "abcdef").Col(4).Put(theme.Text, "c") }, "abcdef c"},
		{"a column just reached leaves one blank", 8, false, func(l *Line) { l.Put(theme.Text, "abcd").Col(4).Put(theme.Text, "c") }, "abcd c  "},
		{"column nought of an empty line is where it is", 3, false, func(l *Line) { l.Col(0).Put(theme.Text, "c") }, "c  "},
		{"at does not add a blank", 8, false, func(l *Line) { l.Put(theme.Text, "abcd").At(4).Put(theme.Text, "c") }, "abcdc   "},
		{"fit pads", 8, false, func(l *Line) { l.Fit(theme.Text, "ab", 4, End).Put(theme.Text, "c") }, "ab  c   "},
		{"fit cuts", 8, false, func(l *Line) { l.Fit(theme.Text, "abcdef", 4, End).Put(theme.Text, "c") }, "abc…c   "},
		{"right", 12, false, func(l *Line) { l.Put(theme.Text, "ab").Right(theme.Text, "14m", 2) }, "ab     14m  "},
		{"right is cut, not written over", 8, false, func(l *Line) { l.Put(theme.Text, "abcd").Right(theme.Text, "blocked", 0) }, "abcd bl…"},
		{"right with no room at all", 5, false, func(l *Line) { l.Put(theme.Text, "abcd").Right(theme.Text, "blocked", 0) }, "abcd "},
		{"right wide", 8, false, func(l *Line) { l.Right(theme.Text, "网关", 0) }, "    网关"},
		{"rest", 6, false, func(l *Line) { l.Put(theme.Text, "a ").Rest(theme.Line, "─") }, "a ────"},
		{"rest in ASCII", 6, true, func(l *Line) { l.Put(theme.Text, "a ").Rest(theme.Line, "═") }, "a ===="},
		{"ASCII is translated before it is measured", 8, true, func(l *Line) { l.Put(theme.Text, "a → b").Put(theme.Text, "c") }, "a -> bc "},
		{"ASCII cuts with two dots", 8, true, func(l *Line) { l.Fit(theme.Text, "release-41", 8, Middle) }, "rel..-41"},
		{"chip", 12, false, func(l *Line) { l.Chip(theme.ChipPlain, "staging") }, " staging    "},
		{"button", 12, false, func(l *Line) { l.Button(theme.ChipPlain, "Cancel") }, "  Cancel    "},
		{"label", 20, false, func(l *Line) { l.Label(2, "Ships", false).Put(theme.Text, "AHEAD") }, "  Ships      AHEAD  "},
		{"focused label", 20, false, func(l *Line) { l.Label(2, "As", true).Put(theme.Text, "x") }, "▌ As         x      "},
		{"long label", 20, false, func(l *Line) { l.Label(0, "Environments", false).Put(theme.Text, "x") }, "Environme… x        "},
		{"nothing", 3, false, func(*Line) {}, "   "},
		{"no width", 0, false, func(l *Line) { l.Put(theme.Text, "a").Col(3).Right(theme.Text, "b", 0) }, ""},
		{"escape sequences", 6, false, func(l *Line) { l.Put(theme.Text, "a\x1b[31mb\x1b]0;x\x07c\r\nd") }, "abc d "},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := New(c.width, &styles(t, colorprofile.TrueColor, c.ascii).Body, c.ascii)
			c.draw(l)
			if got := l.Plain(); got != c.want {
				t.Errorf("plain = %q, want %q", got, c.want)
			}
			if got := ansi.Strip(l.String()); got != c.want {
				t.Errorf("styled, stripped = %q, want %q", got, c.want)
			}
		})
	}
}

func TestQuietChipsHaveBracketsWithoutAFill(t *testing.T) {
	t.Parallel()
	for _, profile := range []colorprofile.Profile{colorprofile.ASCII, colorprofile.ANSI} {
		st := styles(t, profile, false)
		l := New(24, &st.Card, false).Chip(theme.ChipPlain, "staging").Col(10).Button(theme.ChipPlain, "Cancel")
		if got, want := l.Plain(), "[staging] [ Cancel ]    "; got != want {
			t.Errorf("%v: %q, want %q", profile, got, want)
		}
		l = New(12, &st.Card, false).Button(theme.ChipFocus, "Approve")
		if got, want := l.Plain(), "  Approve   "; got != want {
			t.Errorf("%v: %q, want %q: a filled button has a fill everywhere", profile, got, want)
		}
	}
}

func TestNeighboursOfOneStyleAreOneRun(t *testing.T) {
	t.Parallel()
	st := styles(t, colorprofile.TrueColor, false)
	l := New(20, &st.Body, false).Put(theme.Wait, "■").Put(theme.Wait, " you").Put(theme.Wait, " 1/3")
	if got := strings.Count(l.String(), "\x1b[m"); got != 1 {
		t.Errorf("%d resets in %q, want 1: equal neighbours are one run", got, l.String())
	}
}

func TestSurfaceChangesForWhatFollows(t *testing.T) {
	t.Parallel()
	st := styles(t, colorprofile.TrueColor, false)
	onBody, _ := st.Body.SGR(theme.Wait)
	onSel, _ := st.Selected.SGR(theme.Wait)
	got := New(4, &st.Body, false).Put(theme.Wait, "a").Surface(&st.Selected).Put(theme.Wait, "b").String()
	if want := onBody + "a\x1b[m" + onSel + "b"; !strings.HasPrefix(got, want) {
		t.Errorf("%q, want it to begin with %q", got, want)
	}
	bg := onSel[strings.LastIndex(onSel, "48;"):]
	if pad := got[strings.LastIndex(got, "\x1b[38"):]; !strings.HasSuffix(got, "  \x1b[m") || !strings.Contains(pad, strings.TrimSuffix(bg, "m")) {
		t.Errorf("%q: the padding of a row has its surface too", got)
	}
}

// A gap that nobody can tell from its neighbour takes the neighbour's style: it
// costs no bytes.
func TestGapsCostNoStyle(t *testing.T) {
	t.Parallel()
	st := styles(t, colorprofile.TrueColor, false)
	for name, c := range map[string]struct {
		surface *theme.Surface
		role    theme.Role
		gap     int
		joined  bool
	}{
		"a gap on the body":             {&st.Body, theme.Muted, 8, true},
		"a wide gap on the body":        {&st.Body, theme.Muted, 40, false},
		"a wide gap on a selected row":  {&st.Selected, theme.Muted, 40, true},
		"a chip ends where it ends":     {&st.Body, theme.ChipProd, 4, false},
		"a field ends where it ends":    {&st.Card, theme.Field, 4, false},
		"a match is underlined to here": {&st.Body, theme.Match, 4, false},
	} {
		l := New(60, c.surface, false).Put(c.role, "a").At(1+c.gap).Put(c.role, "b")
		if got := strings.Contains(l.String(), "a"+strings.Repeat(" ", c.gap)+"b"); got != c.joined {
			t.Errorf("%s: joined %v, want %v: %q", name, got, c.joined, l.String())
		}
	}
}

func TestThePulseHasItsOwnASCII(t *testing.T) {
	t.Parallel()
	var uni, ascii string
	for n := range 5 {
		uni, ascii = uni+Pulse(n, false), ascii+Pulse(n, true)
	}
	if uni != "·•●•·" || ascii != ".oOo." {
		t.Errorf("pulse %q and %q", uni, ascii)
	}
	if Pulse(-1, false) != "•" {
		t.Errorf("frame -1 = %q", Pulse(-1, false))
	}
}

func TestEverySignHasOneCellAndAnASCIISpelling(t *testing.T) {
	t.Parallel()
	for _, r := range signs {
		if w := ansi.GraphemeWidth.StringWidth(string(r)); w != 1 {
			t.Errorf("%c is %d cells by grapheme", r, w)
		}
		if w := ansi.WcWidth.StringWidth(string(r)); w != 1 {
			t.Errorf("%c is %d cells by wcwidth", r, w)
		}
		if got := ToASCII(string(r)); !plainASCII(got) || got == "" {
			t.Errorf("%c is %q in ASCII", r, got)
		}
	}
	for uni, want := range map[string]string{
		"v2.14.0 · 3f2a91c": "v2.14.0, 3f2a91c", "(•) all": "(*) all", "• Migration": "i Migration",
		"“lgtm”": `"lgtm"`, "← you": "<- you", "0/1 → 1/1": "0/1 -> 1/1", "↑ ↓": "up down", "支付/网关": "支付/网关",
		"rel…e": "rel..e", "╭─╮": "+-+", "╔═╗": "+=+",
	} {
		if got := ToASCII(uni); got != want {
			t.Errorf("ToASCII(%q) = %q, want %q", uni, got, want)
		}
	}
}
