package draw

import (
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"greenlight/ui/theme"
)

func stripped(b Block) string {
	lines := make([]string, len(b.Lines))
	for i, l := range b.Lines {
		lines[i] = ansi.Strip(l)
	}
	return strings.Join(lines, "\n")
}

// card draws the head and one field of an approval card.
func card(st *theme.Styles, f Frame) Block {
	const w = 72
	inner := func() *Line { return Inner(w, st) }
	return Box(w, st, f, []*Line{
		inner(),
		inner().Col(Inset).Put(theme.Text, "Rebuild shards").Right(theme.Muted, "v0.9.2 · a81d0c4", Inset),
		inner().Label(Inset, "As", false).Put(theme.Focus, "(•)").Put(theme.Strong, " search-team"),
		inner().Label(Inset, "Comment", true).Put(theme.Field, " Index size checked "),
	}, &Point{X: 33, Y: 3})
}

func TestBoxIsDrawnAsDesigned(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		ascii bool
		frame Frame
		want  string
	}{
		{"staging", false, Frame{Title: "Approve", Tag: "#1377"}, `
╭─ Approve ──────────────────────────────────────────────────── #1377 ─╮
│                                                                      │
│  Rebuild shards                                    v0.9.2 · a81d0c4  │
│  As         (•) search-team                                          │
│▌ Comment     Index size checked                                      │
╰──────────────────────────────────────────────────────────────────────╯`},
		{"production", false, Frame{Title: "Approve", Chip: "◆ PRODUCTION", Tag: "#4821", Double: true}, `
╔═ Approve   ◆ PRODUCTION  ════════════════════════════════════ #4821 ═╗
║                                                                      ║
║  Rebuild shards                                    v0.9.2 · a81d0c4  ║
║  As         (•) search-team                                          ║
║▌ Comment     Index size checked                                      ║
╚══════════════════════════════════════════════════════════════════════╝`},
		{"no tag", false, Frame{Title: "Your token has expired"}, `
╭─ Your token has expired ─────────────────────────────────────────────╮
│                                                                      │
│  Rebuild shards                                    v0.9.2 · a81d0c4  │
│  As         (•) search-team                                          │
│▌ Comment     Index size checked                                      │
╰──────────────────────────────────────────────────────────────────────╯`},
		{"ASCII", true, Frame{Title: "Approve", Chip: "◆ PRODUCTION", Tag: "#4821", Double: true}, `
+= Approve   P PRODUCTION  ==================================== #4821 =+
|                                                                      |
|  Rebuild shards                                     v0.9.2, a81d0c4  |
|  As         (*) search-team                                          |
|> Comment     Index size checked                                      |
+======================================================================+`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := card(styles(t, colorprofile.TrueColor, c.ascii), c.frame)
			if got := "\n" + stripped(b); got != c.want {
				t.Errorf("got%s\nwant%s", got, c.want)
			}
			if b.W != 72 || b.H != 6 || *b.Cursor != (Point{X: 34, Y: 4}) {
				t.Errorf("%d×%d, cursor %v: want 72×6 and (34,4)", b.W, b.H, *b.Cursor)
			}
		})
	}
}

func TestBoxBorderSaysTheRisk(t *testing.T) {
	t.Parallel()
	st := styles(t, colorprofile.TrueColor, false)
	for name, c := range map[string]struct {
		frame Frame
		role  theme.Role
	}{
		"staging is focus":   {Frame{Title: "a"}, theme.Focus},
		"production is prod": {Frame{Title: "a", Double: true}, theme.Prod},
		"wrong is bad":       {Frame{Title: "a", Double: true, Wrong: true}, theme.Bad},
	} {
		b := card(st, c.frame)
		on, _ := st.Card.SGR(c.role)
		for y, line := range b.Lines {
			if !strings.HasPrefix(line, on) {
				t.Errorf("%s: line %d begins %q", name, y, line[:20])
			}
		}
	}
}

func TestNarrowBoxKeepsItsWidth(t *testing.T) {
	t.Parallel()
	st := styles(t, colorprofile.TrueColor, false)
	for w := range 80 {
		b := Box(w, st, Frame{Title: "Update status of 支付", Chip: "◆ PRODUCTION", Tag: "all can be rebound", Double: true},
			[]*Line{Inner(w, st)}, nil)
		for y, line := range b.Lines {
			if got := ansi.StringWidth(line); got != w && w > 1 {
				t.Fatalf("line %d of a box of %d is %d cells: %q", y, w, got, ansi.Strip(line))
			}
			if end := ansi.Strip(line); y == 0 && w >= 22 && !strings.HasSuffix(end, "═╗") {
				t.Fatalf("a box of %d has lost its corner: %q", w, end)
			}
		}
		if b.Cursor != nil {
			t.Fatal("a cursor that nobody asked for")
		}
	}
}

func TestRule(t *testing.T) {
	t.Parallel()
	st := styles(t, colorprofile.TrueColor, false)
	cases := []struct {
		width int
		ascii bool
		h     Hairline
		want  string
	}{
		{8, false, Hairline{}, "────────"},
		{8, false, Hairline{From: 2, To: 5, Heavy: theme.Focus}, "──━━━───"},
		{8, false, Hairline{From: 2, To: 5, Tees: []int{6, 99, -1}}, "──━━━─┬─"},
		{8, true, Hairline{From: 2, To: 5, Tees: []int{6}}, "--===---"},
		{4, false, Hairline{From: 2, To: 99}, "──━━"},
		{4, false, Hairline{From: -3, To: 2}, "━━──"},
		{0, false, Hairline{From: 2, To: 5}, ""},
	}
	for _, c := range cases {
		l := Rule(c.width, &st.Body, c.ascii, c.h)
		if got := l.Plain(); got != c.want {
			t.Errorf("%+v: %q, want %q", c.h, got, c.want)
		}
	}
	heavy, _ := st.Body.SGR(theme.Focus)
	if got := Rule(8, &st.Body, false, Hairline{From: 2, To: 5, Heavy: theme.Focus}).String(); !strings.Contains(got, heavy+"━━━\x1b[m") {
		t.Errorf("the heavy part is not in its role: %q", got)
	}
}

func TestUnderIsGhostWithItsRules(t *testing.T) {
	t.Parallel()
	st := styles(t, colorprofile.TrueColor, false)
	body := New(30, &st.Body, false).Put(theme.WaitStrong, "■ you").Put(theme.Line, " │ ").Chip(theme.ChipProd, "◆ 支付").Rest(theme.Line, "━")
	got := Under(body.String(), 30, st)
	if want := strings.ReplaceAll(body.Plain(), "━", "─"); ansi.Strip(got) != want {
		t.Errorf("text %q, want %q", ansi.Strip(got), want)
	}
	ghost, _ := st.Under.SGR(theme.Ghost)
	line, _ := st.Under.SGR(theme.Line)
	if want := ghost + "■ you \x1b[m" + line + "│\x1b[m" + ghost + "  ◆ 支付 \x1b[m" + line; !strings.HasPrefix(got, want) {
		t.Errorf("%q, want it to begin %q", got, want)
	}
}
