package text

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestLine(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want string }{
		"clean":                  {"Retry webhooks with jitter", "Retry webhooks with jitter"},
		"empty":                  {"", ""},
		"seed title ends in cr":  {"Merge branch 'new-title' into 'main'\r", "Merge branch 'new-title' into 'main'"},
		"breaks are one blank":   {"a\r\n\r\nb\tc\vd\fe", "a b c d e"},
		"breaks at the start":    {"\n\n\ta", "a"},
		"blank beside a break":   {"a \nb", "a b"},
		"line separators":        {"a\u2028b\u2029c\u0085d", "a b c d"},
		"trailing blanks":        {"a \t\u00a0\u3000 ", "a"},
		"trailing after reset":   {"a  \x1b[0m  ", "a"},
		"inner blanks stay":      {"a  b", "a  b"},
		"bell, backspace, nul":   {"prod\a\b\b\b\x00dev", "proddev"},
		"delete":                 {"a\x7fb", "ab"},
		"sgr":                    {"\x1b[31;1mred\x1b[0m", "red"},
		"sgr with colons":        {"\x1b[38:2::1:2:3mx", "x"},
		"cursor up and erase":    {"ok\x1b[2A\x1b[2Kapproved", "okapproved"},
		"alternate screen":       {"a\x1b[?1049hb", "ab"},
		"intermediate":           {"a\x1b[0 qb", "ab"},
		"csi cut":                {"a\x1b[31", "a"},
		"csi broken off":         {"a\x1b[3\x1b[1mb", "ab"},
		"csi meets a letter":     {"a\x1b[3é", "aé"},
		"csi 8-bit":              {"a\u009b31mb", "ab"},
		"csi raw byte":           {"a\x9b31mb", "ab"},
		"link":                   {"\x1b]8;;https://evil.example\x1b\\runbook\x1b]8;;\x1b\\", "runbook"},
		"clipboard by bel":       {"a\x1b]52;c;cm0gLXJm\ab", "ab"},
		"clipboard by st":        {"a\x1b]52;c;cm0gLXJm\x1b\\b", "ab"},
		"clipboard by c1 st":     {"a\x1b]52;c;cm0gLXJm\u009cb", "ab"},
		"clipboard by raw st":    {"a\x1b]52;c;cm0gLXJm\x9cb", "ab"},
		"clipboard 8-bit":        {"a\u009d52;c;cm0gLXJm\ab", "ab"},
		"clipboard raw byte":     {"a\x9d52;c;cm0gLXJm\ab", "ab"},
		"osc never ends":         {"a\x1b]0;title and all the rest", "a"},
		"osc ends at the break":  {"a\x1b]0;title\nb", "a b"},
		"osc ended by esc":       {"a\x1b]0;title\x1b[1mb", "ab"},
		"osc canceled":           {"a\x1b]0;title\x18b", "ab"},
		"osc with 日本":            {"a\x1b]0;日本\ab", "ab"},
		"raw osc is a letter":    {"a\x9d rest", "a\ufffd rest"},
		"dcs":                    {"a\x1bPq#0;2;0;0;0\x1b\\b", "ab"},
		"dcs with a bell in it":  {"a\x1bP\aq\x1b\\b", "ab"},
		"dcs 8-bit":              {"a\u0090q\u009cb", "ab"},
		"apc":                    {"a\x1b_Gf=100;AAAA\x1b\\b", "ab"},
		"pm":                     {"a\x1b^x\x1b\\b", "ab"},
		"sos":                    {"a\x1bXx\x1b\\b", "ab"},
		"nested":                 {"a\x1b]0;\x1bPx\x1b\\b", "ab"},
		"charset":                {"a\x1b(0b", "ab"},
		"reset":                  {"a\x1bcb", "ab"},
		"esc at the end":         {"a\x1b", "a"},
		"esc before a letter":    {"a\x1bé", "aé"},
		"removal makes no new":   {"\x1b\x1b[0m[31mx", "[31mx"},
		"split by zero width":    {"\x1b\u200b[31mx", "[31mx"},
		"bidi override":          {"\u202Eevoker\u202C", "evoker"},
		"bidi isolate":           {"a\u2066b\u2067c\u2068d\u2069e", "abcde"},
		"bidi marks":             {"a\u200eb\u200fc\u061cd", "abcd"},
		"zero width":             {"pro\u200bduc\u2060ti\ufeffon", "production"},
		"soft hyphen":            {"pro\u00adduction", "production"},
		"tags":                   {"a\U000E0001\U000E0041\U000E007Fb", "ab"},
		"hangul filler":          {"a\u3164\u115f\uffa0b", "ab"},
		"annotation":             {"a\ufff9b\ufffac\ufffb", "abc"},
		"variation selectors":    {"❤\ufe0f 1\ufe0f\u20e3 葛\U000E0100", "❤ 1\u20e3 葛"},
		"emoji family":           {"👩\u200d👩\u200d👧", "👩👩👧"},
		"arabic number sign":     {"\u0600\u0661", "\u0600\u0661"},
		"not utf-8":              {"a\xffb\xc3(", "a\ufffdb\ufffd("},
		"cut rune":               {"日本\xe8\xaa", "日本\ufffd\ufffd"},
		"surrogate half":         {"a\xed\xa0\x80b", "a\ufffd\ufffd\ufffdb"},
		"replacement stays":      {"a\ufffdb", "a\ufffdb"},
		"cjk":                    {"デプロイ 部署", "デプロイ 部署"},
		"letter with marks":      {"e\u0301\u0323", "e\u0301\u0323"},
		"mark on the frame":      {"\u0301abc", "abc"},
		"mark on a blank":        {"a \u0301b", "a b"},
		"zalgo":                  {"a" + strings.Repeat("\u0301", 50) + "b", "a" + strings.Repeat("\u0301", maxMarks) + "b"},
		"shell quotes are text":  {"`rm -rf` $(x) %s", "`rm -rf` $(x) %s"},
		"only what is invisible": {"\u200b\u200b\x1b[0m", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := Line(c.in); got != c.want {
				t.Errorf("Line(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestBlock(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want string }{
		"clean":               {"a\n\nb", "a\n\nb"},
		"crlf":                {"a\r\n\r\nb\r\n", "a\n\nb"},
		"lone cr":             {"10%\r50%\r100%", "10%\n50%\n100%"},
		"separators":          {"a\u2028b\u0085c", "a\nb\nc"},
		"trailing blanks":     {"a  \n b\t\n\n", "a\n b"},
		"blank line":          {"a\n   \nb", "a\n\nb"},
		"first line empty":    {"\na", "\na"},
		"tabs":                {"if x {\n\ty()\n}", "if x {\n    y()\n}"},
		"osc stays in line":   {"a\x1b]0;t\nb", "a\nb"},
		"log section":         {"section_start:1:x\r\x1b[0KRunning", "section_start:1:x\nRunning"},
		"mark on the frame":   {"a\n\u0301b", "a\nb"},
		"colours over breaks": {"\x1b[31ma\nb\x1b[0m \n", "a\nb"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := Block(c.in); got != c.want {
				t.Errorf("Block(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestCleanTextIsReturnedWithoutAllocation(t *testing.T) {
	for _, s := range []string{"payments/api", "Retry webhooks with jitter  ", "デプロイ 部署 é", "a\n b\n\nc"} {
		if n := testing.AllocsPerRun(50, func() { _ = Block(s) }); n != 0 {
			t.Errorf("Block(%q) allocates %v times", s, n)
		}
	}
	for _, s := range []string{"payments/api", "Retry webhooks with jitter  ", "デプロイ 部署 é"} {
		if n := testing.AllocsPerRun(50, func() { _ = Line(s) }); n != 0 {
			t.Errorf("Line(%q) allocates %v times", s, n)
		}
	}
}

// A hostile log must not cost more than its length. Quadratic work on this much
// would take a minute.
func TestWashingIsLinear(t *testing.T) {
	t.Parallel()
	for _, unit := range []string{"\x9d", "\x90", "\x9b1", "\x1b]", "\x1b", "\u009d", "\x9da\x90", " \x9d", "\u0301", "\xc2", "\t "} {
		if why := fault(Block(strings.Repeat(unit, 256<<10/len(unit))), true); why != "" {
			t.Errorf("%q repeated: %s", unit, why)
		}
	}
}

// fault says what of s could do harm; empty when nothing can.
func fault(s string, block bool) string {
	if !utf8.ValidString(s) {
		return "not UTF-8"
	}
	if strings.TrimRightFunc(s, unicode.IsSpace) != s {
		return "blanks at the end"
	}
	marks := 99
	for _, r := range s {
		switch {
		case r == '\n' && block:
			marks = 99
			continue
		case r < 0x20, r >= 0x7f && r <= 0x9f:
			return "control character"
		case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x200e, r == 0x200f, r == 0x61c:
			return "bidi control"
		case r >= 0x200b && r <= 0x200d, r == 0x2060, r == 0xfeff, r == 0x2028, r == 0x2029, r >= 0xe0000 && r <= 0xe0fff:
			return "invisible character"
		}
		if marks++; !unicode.In(r, unicode.Mn, unicode.Me) {
			marks = 0
		}
		if marks > maxMarks {
			return "marks without a letter, or too many"
		}
	}
	return ""
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"a", "\x1b[31mred\x1b[0m", "\x1b]8;;x\x1b\\y", "\x9d52;c;x\a", "a\r\n\tb \u0301", "\u202e\u2066", "\xff\xc3",
		"\x1bP\x1b_\u009c", "a\u0301\u200b\u0301", " \u0085 \u2028", "👩\u200d👩", "\x1b\x1b[0m[1m"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, block := range []bool{false, true} {
			wash := Line
			if block {
				wash = Block
			}
			once := wash(s)
			if why := fault(once, block); why != "" {
				t.Fatalf("block=%v: %q became %q: %s", block, s, once, why)
			}
			if twice := wash(once); twice != once {
				t.Fatalf("block=%v: %q became %q, then %q", block, s, once, twice)
			}
		}
	})
}

func BenchmarkLine(b *testing.B) {
	for name, s := range map[string]string{
		"ascii": "Merge branch 'retry-webhooks' into 'main' and a few words more",
		"cjk":   "决済のリトライにジッターを入れる 部署 デプロイ",
		"dirty": "\x1b[31mMerge branch\x1b[0m 'retry\u200b-webhooks'\r\n into 'main'\r",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_ = Line(s)
			}
		})
	}
}
