package trace

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

func TestLinesAreWrittenLikeATerminalWould(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want string }{
		"plain":                   {"release v8.0.1\n", "release v8.0.1"},
		"crlf":                    {"a\r\n", "a"},
		"progress":                {"10%\r50%\r100%\n", "100%"},
		"progress leaves a rest":  {"working\rok\n", "okrking"},
		"progress erased":         {"working\r\x1b[Kok\n", "ok"},
		"erased whole":            {"working\x1b[2K\rok\n", "ok"},
		"backspace":               {"spin|\b/\n", "spin/"},
		"tab":                     {"a\tb\n", "a       b"},
		"link":                    {"see \x1b]8;;https://evil.example\x1b\\the runbook\x1b]8;;\x1b\\\n", "see the runbook"},
		"clipboard":               {"a\x1b]52;c;cm0gLXJm\ab\n", "ab"},
		"title never ended":       {"a\x1b]0;title and the rest\n", "a"},
		"dcs":                     {"a\x1bPq#0;2;0\x1b\\b\n", "ab"},
		"apc":                     {"a\x1b_Gf=100;AA\x1b\\b\n", "ab"},
		"reset of the terminal":   {"a\x1bcb\n", "ab"},
		"cursor":                  {"a\x1b[2A\x1b[10;10Hb\n", "ab"},
		"lone esc":                {"a\x1b\n", "a"},
		"csi never ended":         {"a\x1b[31\n", "a"},
		"csi 8-bit":               {"a\u009b31mb\n", "ab"},
		"csi raw":                 {"a\x9b31mb\n", "ab"},
		"osc 8-bit":               {"a\u009d52;c;AA\ab\n", "ab"},
		"nul, bell, delete":       {"a\x00\a\x7fb\n", "ab"},
		"bidi":                    {"\u202eevoker\u202c \u2066x\u2069\n", "evoker x"},
		"zero width":              {"pro\u200bduc\ufefftion\n", "production"},
		"line separators":         {"a\u2028b\u2029c\n", "a b c"},
		"not utf-8":               {"a\xffb\n", "a\ufffdb"},
		"cjk":                     {"デプロイ 完了\n", "デプロイ 完了"},
		"blanks at the end":       {"a   \n", "a"},
		"colours":                 {"\x1b[32mok\x1b[0m done\n", "ok done"},
		"private csi":             {"a\x1b[?25l\x1b[>4mb\n", "ab"},
		"charset":                 {"a\x1b(0b\n", "ab"},
		"marker without its end":  {"section_start:1:x\n", "section_start:1:x"},
		"marker with a bad name":  {"section_start:1:a b\r\n", "section_start:1:a b"},
		"no line break at all":    {"the last", "the last"},
		"title after the marker":  {start(1, "build") + "\x1b[1mBuilding\x1b[0m\n", "Building"},
		"options of a marker":     {"section_start:1:a[collapsed=true]\r\x1b[0KHead\n", "Head"},
		"stamped":                 {"2026-02-14T02:58:11.123456Z 00O drained\n", "drained"},
		"stamped, standard error": {"2026-02-14T02:58:11.123456Z 01E drained\n", "drained"},
		"stamped, continued": {"2026-02-14T02:58:11.123456Z 00O dra\n2026-02-14T02:58:12.123456Z 00O+ined\n",
			"drained"},
		"stamped, progress":       {"2026-02-14T02:58:11.123456Z 00O 10%\r2026-02-14T02:58:12.123456Z 00O+99%\n", "99%"},
		"nearly stamped":          {"2026-02-14T02:58:11.123456Z 00X drained\n", "2026-02-14T02:58:11.123456Z 00X drained"},
		"nothing but escapes":     {"\x1b[0K\x1b[0m\n", ""},
		"erase and write further": {"abc\x1b[2Kd\n", "   d"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := all(t, spool(t, c.in))
			if len(got) != 1 || got[0] != c.want {
				t.Errorf("%q is shown as %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestColoursAreKept(t *testing.T) {
	t.Parallel()
	basic := func(n uint8) Color { return Color{Kind: Basic, Index: n} }
	for in, want := range map[string]Style{
		"\x1b[31mx":                   {Fg: basic(1)},
		"\x1b[1;4;7mx":                {Attr: Bold | Underline | Reverse},
		"\x1b[2;3;9mx":                {Attr: Faint | Italic | Strike},
		"\x1b[1;2m\x1b[22mx":          {},
		"\x1b[97;100mx":               {Fg: basic(15), Bg: basic(8)},
		"\x1b[38;5;9mx":               {Fg: basic(9)},
		"\x1b[38;5;200;48;5;17mx":     {Fg: Color{Kind: Indexed, Index: 200}, Bg: Color{Kind: Indexed, Index: 17}},
		"\x1b[38;2;1;2;300mx":         {Fg: Color{Kind: RGB, R: 1, G: 2, B: 255}},
		"\x1b[38;5mx":                 {},
		"\x1b[38;2;1mx":               {},
		"\x1b[31;1m\x1b[mx":           {},
		"\x1b[31m\x1b[39;49mx":        {},
		"\x1b[;;31mx":                 {Fg: basic(1)},
		"\x1b[99999999999999999999mx": {},
		"\x1b[>31mx":                  {},
		"\x1b[5;8mx":                  {},
	} {
		w := read(t, spool(t, in+"\n"), Query{N: 9})
		if got := w.Lines[0].Spans; len(got) != 1 || got[0] != (Span{want, "x"}) {
			t.Errorf("%q: %+v, want %+v", in, got, want)
		}
	}
	w := read(t, spool(t, "\x1b[31mred\nstill\x1b[0m\nplain\n"), Query{N: 9})
	for i, fg := range []Color{basic(1), basic(1), {}} {
		if got := w.Lines[i].Spans[0].Style.Fg; got != fg {
			t.Errorf("line %d is in %v, want %v: a colour lasts until it is reset", i, got, fg)
		}
	}
}

// fault says what of a shown text could do harm.
func fault(s string) string {
	if !utf8.ValidString(s) {
		return "not UTF-8"
	}
	for _, r := range s {
		switch {
		case r < 0x20, r >= 0x7f && r <= 0x9f:
			return "a control character"
		case unicode.Is(unicode.Bidi_Control, r):
			return "a bidi control"
		case r == 0x2028, r == 0x2029, r >= 0x200b && r <= 0x200d, r == 0xfeff, r == 0x2060:
			return "an invisible character"
		}
	}
	return ""
}

func FuzzLog(f *testing.F) {
	f.Add(runnerLog, 7)
	f.Add("a\x1b]8;;x\x1b\\b\u202e\x9b31m\u009d0;t\a\r\x00\b\n\n\xff", 3)
	f.Add(start(1, "a")+start(2, "b")+"x"+end(3, "a")+end(3, "zz")+"y\n", 20)
	f.Add("2026-02-14T02:58:11.123456Z 00O a\n2026-02-14T02:58:11.123456Z 00O+b\n2026-02", 40)
	f.Add(strings.Repeat("x", maxLine)+"é\x1b[31"+strings.Repeat("\r10%", maxLine), maxLine)
	f.Fuzz(func(t *testing.T, log string, cut int) {
		whole, grown := spool(t, log), spool(t, log[:min(max(cut, 0), len(log))])
		fill(t, grown, log)
		a, b := read(t, whole, Query{N: MaxWindow}), read(t, grown, Query{N: MaxWindow})
		if len(a.Lines) != min(a.Rows, MaxWindow) || a.Rows != b.Rows || a.Total != b.Total || len(a.Lines) != len(b.Lines) {
			t.Fatalf("%d lines of %d rows at once, %d of %d in two parts", len(a.Lines), a.Rows, len(b.Lines), b.Rows)
		}
		for i, l := range a.Lines {
			if l.Text() != b.Lines[i].Text() || l.Number != b.Lines[i].Number {
				t.Fatalf("line %d is %q at once and %q in two parts", i, l.Text(), b.Lines[i].Text())
			}
			for _, s := range l.Spans {
				if why := fault(s.Text); why != "" {
					t.Fatalf("%q holds %s", s.Text, why)
				}
			}
		}
	})
}

func TestHostileLogsEnd(t *testing.T) {
	t.Parallel()
	const mb = 1 << 20
	for name, c := range map[string]struct {
		unit  string
		lines int // shown lines at most
	}{
		"one line":            {"x", mb/maxLine + 2},
		"carriage returns":    {"\r", 4},
		"progress":            {"\r 45% done", 4},
		"line breaks":         {"\n", mb + 1},
		"esc":                 {"\x1b", mb/maxLine + 2},
		"osc":                 {"\x1b]52;c;", mb/maxLine + 2},
		"raw osc":             {"\x9d", mb/maxLine + 2},
		"marks":               {"\u0301", mb/maxLine + 2},
		"tabs":                {"\t", mb/maxLine + 2},
		"nul":                 {"\x00", mb/maxLine + 2},
		"sections":            {start(1, "a"), mb},
		"ends":                {end(1, "a"), 0},
		"sections and ends":   {start(1, "a") + "t\n" + end(2, "a"), mb},
		"nested sections":     {start(1, "a") + "t\n", mb},
		"colours":             {"\x1b[31m\x1b[32m", mb/maxLine + 2},
		"many colours":        {"\x1b[38;2;1;2;3mx\n\x1b[38;2;4;5;6mx\n", mb},
		"continuations":       {"2026-02-14T02:58:11.123456Z 00O+x\n", mb/maxLine + 4},
		"half a marker":       {"section_start:", mb/maxLine + 2},
		"a marker, half done": {"section_start:1:a[", mb/maxLine + 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			begin := time.Now()
			s := spool(t, strings.Repeat(c.unit, mb/len(c.unit)))
			w := read(t, s, Query{Origin: Tail, N: 200, Find: "zebra"})
			if w.Total > c.lines || len(w.Lines) != min(w.Rows, 200) {
				t.Errorf("%d lines, at most %d wanted; %d of %d rows read", w.Total, c.lines, len(w.Lines), w.Rows)
			}
			for _, l := range w.Lines {
				if why := fault(l.Text()); why != "" {
					t.Fatalf("a line holds %s", why)
				}
			}
			if d := time.Since(begin); d > 20*time.Second {
				t.Errorf("it took %v", d)
			}
		})
	}
}
