package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// rows joins the rows of a small screen.
func rows(lines ...string) string { return strings.Join(lines, "\n") }

func screenAfter(w, h int, opts termOptions, input string) (*emulator, string) {
	t := newTerm(w, h, opts)
	_, _ = t.Write([]byte(input))
	return t, strings.TrimRight(t.Screen(), "\n")
}

func TestEmulatorText(t *testing.T) {
	t.Parallel()
	const fill = "aaaa\r\nbbbb\r\ncccc\r\ndddd" // 4x4, cursor at the end of the last row
	for _, c := range []struct{ name, input, want string }{
		{"plain", "ab\r\ncd", rows("ab", "cd")},
		{"wrap waits for the next character", "abcd\r\nx", rows("abcd", "x")},
		{"wrap", "abcde", rows("abcd", "e")},
		{"no wrap", "\x1b[?7labcde\x1b[?7h", "abce"},
		{"scroll at the bottom", fill + "\r\neeee", rows("bbbb", "cccc", "dddd", "eeee")},
		{"backspace and carriage return", "abc\bX\rY", "YbX"},
		{"cup", "\x1b[2;3Hx", rows("", "  x")},
		{"cup beyond", "\x1b[99;99Hx", rows("", "", "", "   x")},
		{"up down forward backward", "\x1b[3B\x1b[3Cx\x1b[2A\x1b[2Dy", rows("", " y", "", "   x")},
		{"next and previous line", "ab\x1b[2Ex\x1b[Fy", rows("ab", "y", "x")},
		{"cha hpa vpa", "\x1b[3Ga\x1b[2`b\x1b[3dc\x1b[ad\x1b[ae", rows(" ba", "", "  ce")},
		{"el right", fill + "\x1b[2;2H\x1b[K", rows("aaaa", "b", "cccc", "dddd")},
		{"el left", fill + "\x1b[2;2H\x1b[1K", rows("aaaa", "  bb", "cccc", "dddd")},
		{"el line", fill + "\x1b[2;2H\x1b[2K", rows("aaaa", "", "cccc", "dddd")},
		{"ed below", fill + "\x1b[2;2H\x1b[J", rows("aaaa", "b")},
		{"ed above", fill + "\x1b[2;2H\x1b[1J", rows("", "  bb", "cccc", "dddd")},
		{"ed all", fill + "\x1b[2J", ""},
		{"ech", fill + "\x1b[1;2H\x1b[2X", rows("a  a", "bbbb", "cccc", "dddd")},
		{"ich", "abcd\x1b[1;2H\x1b[2@", "a  b"},
		{"dch", "abcd\x1b[1;2H\x1b[2P", "ad"},
		{"insert mode", "abc\r\x1b[4hX\x1b[4l", "Xabc"},
		{"il", fill + "\x1b[2;3H\x1b[Lx", rows("aaaa", "x", "bbbb", "cccc")},
		{"dl", fill + "\x1b[2;3H\x1b[2Mx", rows("aaaa", "xddd")},
		{"su", fill + "\x1b[2S", rows("cccc", "dddd")},
		{"sd", fill + "\x1b[T", rows("", "aaaa", "bbbb", "cccc")},
		{"region, index", fill + "\x1b[2;3r\x1b[3;1H\n\x1b[rx", rows("xaaa", "cccc", "", "dddd")},
		{"region, reverse index", fill + "\x1b[2;3r\x1b[2;1H\x1bM\x1b[r", rows("aaaa", "", "bbbb", "dddd")},
		{"region keeps il and dl out", fill + "\x1b[2;3r\x1b[1;1H\x1b[L\x1b[r", rows("aaaa", "bbbb", "cccc", "dddd")},
		{"origin mode", "\x1b[2;3r\x1b[?6h\x1b[Hx\x1b[9;1Hy\x1b[?6l\x1b[r", rows("", "x", "y")},
		{"rep", "a\x1b[2bb", "aaab"},
		{"rep wraps", "a\x1b[4b", rows("aaaa", "a")},
		{"save and restore", "ab\x1b7\x1b[3;1Hx\x1b8c", rows("abc", "", "x")},
		{"alternate screen", "ab\x1b[?1049hxy\x1b[?1049lc", "abc"},
		{"string ends in st", "\x1b]0;title\x1b\\a", "a"},
		{"sequences across writes keep their place", "a\x1b[1", "a"},
		{"reset", fill + "\x1bcx", "x"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			e, got := screenAfter(4, 4, termOptions{}, c.input)
			if got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
			if u := e.Unknown(); len(u) > 0 {
				t.Errorf("unknown: %q", u)
			}
		})
	}
}

func TestEmulatorTabs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, input, want string }{
		{"every eight", "a\tb\tc", "a       b       c"},
		{"cht", "\x1b[2Ix", strings.Repeat(" ", 16) + "x"},
		{"cbt", strings.Repeat(" ", 18) + "\x1b[Zx\x1b[2Zy", "        y       x"},
		{"last column", "\t\t\t\tx", strings.Repeat(" ", 23) + "x"},
		{"set and clear", "\x1b[3g\x1b[5G\x1bH\r\tx\r\x1b[5G\x1b[g\x1b[?5W\r\ty", "    x   y"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if _, got := screenAfter(24, 2, termOptions{}, c.input); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestEmulatorWideCharacters(t *testing.T) {
	t.Parallel()
	const (
		unicode = "\x1b[?2027h"
		family  = "👩‍👩‍👧"
		heart   = "❤️" // one column until the variation selector makes it two
	)
	for _, c := range []struct {
		name, input, want string
		column            int // where the cursor ends
	}{
		{"cjk is two columns", "支付", "支付", 4},
		{"cjk wraps whole", "abcdefg支", rows("abcdefg", "支"), 2},
		{"overwriting a first half", "支付\rx", "x 付", 1},
		{"overwriting a second half", "支付\x1b[2Gx", " x付", 2},
		{"erasing a half", "支付\x1b[3G\x1b[X", "支", 2},
		{"deleting a half", "支付x\x1b[2G\x1b[P", " 付x", 1},
		{"inserting into one", "支x\x1b[2G\x1b[@", "   x", 1},
		{"pushing one over the edge", "abcdef支\x1b[G\x1b[@", " abcdef", 0},
		{"combining mark", "e\u0301x", "e\u0301x", 2},
		{"emoji", "🚀x", "🚀x", 3},
		{"cluster without unicode mode", family + "x", rows("👩\u200d👩\u200d👧x"), 7},
		{"cluster in unicode mode", unicode + family + "x", family + "x", 3},
		{"variation selector widens", unicode + heart + "x", heart + "x", 3},
		{"variation selector ignored", heart + "x", heart + "x", 2},
		{"flag", unicode + "🇩🇪x", "🇩🇪x", 3},
		{"skin tone", unicode + "👍🏽x", "👍🏽x", 3},
		{"a cursor movement ends a cluster", unicode + "👩\x1b[C\u200d", "👩", 3},
		{"ambiguous width is one", "■◆…→x", "■◆…→x", 5},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			e, got := screenAfter(8, 2, termOptions{}, c.input)
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if x, _, _ := e.Cursor(); x != c.column {
				t.Errorf("cursor in column %d, want %d", x, c.column)
			}
		})
	}
}

func TestEmulatorStyles(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		sgr  string
		want cellStyle
	}{
		{"", cellStyle{}},
		{"1", cellStyle{Bold: true}},
		{"1;2;3;5;7;8;9", cellStyle{Bold: true, Faint: true, Italic: true, Blink: true, Reverse: true, Conceal: true, Strike: true}},
		{"1;2;3;5;7;8;9;4;22;23;25;27;28;29;24", cellStyle{}},
		{"1;31;0", cellStyle{}},
		{"1;31;", cellStyle{}},
		{"31;42", cellStyle{Fg: paletteColor | 1, Bg: paletteColor | 2}},
		{"94;105", cellStyle{Fg: paletteColor | 12, Bg: paletteColor | 13}},
		{"38;5;208;48;5;17;1", cellStyle{Fg: paletteColor | 208, Bg: paletteColor | 17, Bold: true}},
		{"38;2;1;2;3;48;2;4;5;6;4", cellStyle{Fg: directColor | 0x010203, Bg: directColor | 0x040506, Underline: 1}},
		{"38:2::1:2:3;1", cellStyle{Fg: directColor | 0x010203, Bold: true}},
		{"38:5:9;2", cellStyle{Fg: paletteColor | 9, Faint: true}},
		{"4:3;58;2;1;2;3", cellStyle{Underline: 3, Line: directColor | 0x010203}},
		{"4:3;4:0", cellStyle{}},
		{"21;58;5;1;59", cellStyle{Underline: 2}},
		{"31;42;39;49", cellStyle{}},
	} {
		t.Run(c.sgr, func(t *testing.T) {
			t.Parallel()
			e, _ := screenAfter(4, 1, termOptions{}, "\x1b["+c.sgr+"mx")
			if got, ok := e.StyleOf("x"); !ok || got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
			if u := e.Unknown(); len(u) > 0 {
				t.Errorf("unknown: %q", u)
			}
		})
	}
	e, _ := screenAfter(8, 1, termOptions{}, "\x1b[44m\x1b[K\x1b]8;;https://a.example\x1b\\支x\x1b]8;;\x1b\\y")
	if c := e.Cell(7, 0); c.Style.Bg != paletteColor|4 {
		t.Errorf("erasing did not use the background: %+v", c)
	}
	if st, _ := e.StyleOf("x"); st.Link != "https://a.example" {
		t.Errorf("link is %q", st.Link)
	}
	if x, _, _ := e.Find("y"); x != 3 || e.Cell(0, 0).Width != 2 || e.Cell(1, 0).Width != 0 {
		t.Errorf("y is in column %d, want 3 after a wide character", x)
	}
	for c, want := range map[termColor]string{0: "default", paletteColor | 7: "7", directColor | 0xff00aa: "#ff00aa"} {
		if c.String() != want {
			t.Errorf("colour is %s, want %s", c, want)
		}
	}
}

func TestEmulatorAnswers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, query, want string
		opts              termOptions
	}{
		{"da1", "\x1b[c", "\x1b[?62;22;52c", termOptions{}},
		{"da2", "\x1b[>c", "\x1b[>1;10;0c", termOptions{}},
		{"da3", "\x1b[=c", "\x1bP!|00000000\x1b\\", termOptions{}},
		{"dsr", "\x1b[5n", "\x1b[0n", termOptions{}},
		{"cursor position", "\x1b[2;3H\x1b[6n", "\x1b[2;3R", termOptions{}},
		{"extended cursor position", "\x1b[?6n", "\x1b[?1;1;1R", termOptions{}},
		{"mode known, off", ansi.RequestModeSynchronizedOutput, "\x1b[?2026;2$y", termOptions{}},
		{"mode known, on", "\x1b[?25$p", "\x1b[?25;1$y", termOptions{}},
		{"mode unknown", "\x1b[?31337$p", "\x1b[?31337;0$y", termOptions{}},
		{"ansi mode", "\x1b[4h\x1b[4$p", "\x1b[4;1$y", termOptions{}},
		{"without synchronized output", ansi.RequestModeSynchronizedOutput, "\x1b[?2026;0$y", termOptions{NoSync: true}},
		{"without unicode core", ansi.RequestModeUnicodeCore, "\x1b[?2027;0$y", termOptions{NoUnicode: true}},
		{"dark background", ansi.RequestBackgroundColor, "\x1b]11;rgb:1010/1010/1414\x1b\\", termOptions{}},
		{"light background", ansi.RequestBackgroundColor, "\x1b]11;rgb:fafa/fafa/f8f8\x1b\\", termOptions{Light: true}},
		{"dark foreground", ansi.RequestForegroundColor, "\x1b]10;rgb:1010/1010/1414\x1b\\", termOptions{Light: true}},
		{"changed background", "\x1b]11;#102030\a" + ansi.RequestBackgroundColor, "\x1b]11;rgb:1010/2020/3030\x1b\\", termOptions{}},
		{"palette", "\x1b]4;7;?\a", "\x1b]4;7;rgb:fafa/fafa/f8f8\x1b\\", termOptions{}},
		{"colour scheme", "\x1b[?996n", "\x1b[?997;2n", termOptions{Light: true}},
		{"version", ansi.RequestNameVersion, "\x1bP>|testterm(1.0)\x1b\\", termOptions{}},
		{"kitty unknown", ansi.RequestKittyKeyboard, "", termOptions{}},
		{"kitty", ansi.PushKittyKeyboard(5) + ansi.RequestKittyKeyboard, "\x1b[?5u", termOptions{Keyboard: kittyKeys}},
		{"modifyOtherKeys", ansi.SetModifyOtherKeys2 + "\x1b[?4m", "\x1b[>4;2m", termOptions{Keyboard: xtermKeys}},
		{"termcap", "\x1bP+q524742;5463;786d\x1b\\", "\x1bP1+r524742\x1b\\\x1bP1+r5463\x1b\\\x1bP0+r786d\x1b\\", termOptions{}},
		{"decrqss", "\x1bP$qm\x1b\\", "\x1bP0$r\x1b\\", termOptions{}},
		{"size", "\x1b[18t\x1b[14t\x1b[16t", "\x1b[8;3;20t\x1b[4;60;200t\x1b[6;20;10t", termOptions{}},
		{"in-band size", "\x1b[?2048h", "\x1b[48;3;20;60;200t", termOptions{}},
		{"mute", "\x1b[c\x1b[6n\x1b]11;?\a\x1b[?2026$p\x1b[>q", "", termOptions{Mute: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			e := newTerm(20, 3, c.opts)
			got := ""
			e.reply = func(s string) { got += s }
			_, _ = e.Write([]byte(c.query))
			if got != c.want {
				t.Errorf("answered %q, want %q", got, c.want)
			}
			if u := e.Unknown(); len(u) > 0 {
				t.Errorf("unknown: %q", u)
			}
		})
	}
}

func TestEmulatorCommands(t *testing.T) {
	t.Parallel()
	e, _ := screenAfter(20, 3, termOptions{}, "\x1b[22;0t\x1b]2;支付/本 — greenlight\x1b\\\x1b]52;c;aGk=\a\x1b]9;done\a"+
		"\x1b]777;notify;a;b\a\x1b]9;4;1;50\a\x1b]7501;s=blocked\a\x1b]1;icon\a\a")
	if e.Title() != "支付/本 — greenlight" {
		t.Errorf("title is %q", e.Title())
	}
	if len(e.clips) != 1 || e.clips[0] != "c;aGk=" || len(e.notes) != 2 || e.bells != 1 {
		t.Errorf("clips %q notes %q bells %d", e.clips, e.notes, e.bells)
	}
	if e.progress != "1;50" || e.status != "s=blocked" || e.icon != "icon" || len(e.titles) != 1 {
		t.Errorf("progress %q status %q icon %q titles %q", e.progress, e.status, e.icon, e.titles)
	}
	_, _ = e.Write([]byte("\x1b[23;0t\x1b]9;4;0\a"))
	if e.Title() != "" || e.progress != "" {
		t.Errorf("title %q, progress %q after taking them back", e.Title(), e.progress)
	}
	if e.Written() == 0 || len(e.Unknown()) > 0 {
		t.Errorf("written %d, unknown %q", e.Written(), e.Unknown())
	}
}

func TestEmulatorReportsUnknownSequences(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		"\x1b[5y", "\x1b[?31337h", "\x1b[99m", "\x1b[38;9m", "\x1b]31337;x\a", "\x1bPzz\x1b\\", "\x1b_Gx\x1b\\", "\x1b^x\x1b\\",
		"\x1bXx\x1b\\", "\x1bQ", "\x1b(0", "\x01", "\x85", "\u009b31m", "\x1b[7n", "\x1b[4:9m", "\x1b[99t", "\x1b[5J",
		"\x1b[5K", "\x1b[5g", "\x1b[99h", "\x1b[?5n",
	} {
		e, _ := screenAfter(10, 2, termOptions{}, in)
		if len(e.Unknown()) == 0 {
			t.Errorf("%q went unnoticed", in)
		}
	}
}

func TestEmulatorLeftovers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ on, off, want string }{
		{"\x1b[?1049h", "\x1b[?1049l", "alternate screen on"},
		{"\x1b[?25l", "\x1b[?25h", "cursor hidden"},
		{"\x1b[?7l", "\x1b[?7h", "autowrap off"},
		{"\x1b[?1002h", "\x1b[?1002l", "mouse drag on"},
		{"\x1b[?1003h", "\x1b[?1003l", "mouse motion on"},
		{"\x1b[?1006h", "\x1b[?1006l", "SGR mouse on"},
		{"\x1b[?1004h", "\x1b[?1004l", "focus reports on"},
		{"\x1b[?2004h", "\x1b[?2004l", "bracketed paste on"},
		{"\x1b[?2026h", "\x1b[?2026l", "synchronized output on"},
		{"\x1b[?2027h", "\x1b[?2027l", "unicode core on"},
		{"\x1b[>1u", "\x1b[<u", "kitty keyboard pushed on the main screen"},
		{"\x1b[?1049h\x1b[>1u\x1b[?1049l", "\x1b[?1049h\x1b[<u\x1b[?1049l", "kitty keyboard pushed on the alternate screen"},
		{"\x1b[=1;1u", "\x1b[<u", "kitty keyboard pushed on the main screen"},
		{"\x1b[>4;2m", "\x1b[>4m", "modifyOtherKeys on"},
		{"\x1b[1m", "\x1b[m", "style not reset"},
		{"\x1b]8;;x\a", "\x1b]8;;\a", "style not reset"},
		{"\x1b[1;2r", "\x1b[r", "scroll region set"},
		{"\x1b[4h", "\x1b[4l", "insert mode on"},
		{"\x1b[20h", "\x1b[20l", "newline mode on"},
		{"\x1b=", "\x1b>", "keypad in application mode"},
		{"\x1b[?6h", "\x1b[?6l", "origin mode on"},
		{"\x1b[5 q", "\x1b[0 q", "cursor shape changed"},
		{"\x1b]11;#000000\a", "\x1b]111\a", "OSC 11 colour set"},
		{"\x1b]9;4;3\a", "\x1b]9;4;0\a", "progress bar shown"},
		{"\x1b[?1h\x1b[?25l\x1b[1m", "\x1b[!p", "application cursor keys on"},
	} {
		e, _ := screenAfter(10, 3, termOptions{}, c.on)
		if got := strings.Join(e.Leftovers(), "; "); !strings.Contains(got, c.want) {
			t.Errorf("after %q: %q, want %q", c.on, got, c.want)
		}
		_, _ = e.Write([]byte(c.off))
		if got := e.Leftovers(); len(got) > 0 {
			t.Errorf("after %q and %q: %q", c.on, c.off, got)
		}
	}
}

func TestEmulatorHoldsBackSynchronizedFrames(t *testing.T) {
	t.Parallel()
	e, _ := screenAfter(10, 2, termOptions{}, "old\x1b[?2026h\x1b[2J\x1b[Hnew\x1b[?25l")
	if _, _, visible := e.Cursor(); e.Row(0) != "old" || !visible {
		t.Errorf("shows %q before the frame is let go", e.Row(0))
	}
	_, _ = e.Write([]byte("\x1b[?2026l"))
	if e.Row(0) != "new" {
		t.Errorf("shows %q after the frame was let go", e.Row(0))
	}
	e, _ = screenAfter(10, 2, termOptions{NoSync: true}, "old\x1b[?2026h\rnew")
	if e.Row(0) != "new" {
		t.Errorf("a terminal without mode 2026 shows %q", e.Row(0))
	}
}

func TestEmulatorResizeAndHistory(t *testing.T) {
	t.Parallel()
	e, _ := screenAfter(4, 3, termOptions{}, "1\r\n2\r\n3\r\n4支")
	if got := e.History(); got != "1\n2\n3\n4支" {
		t.Errorf("history %q", got)
	}
	e.Resize(2, 2)
	if got := e.Screen(); got != "3\n4" {
		t.Errorf("after shrinking: %q", got)
	}
	if got := e.History(); got != "1\n2\n3\n4" {
		t.Errorf("history %q", got)
	}
	e.Resize(6, 3)
	_, _ = e.Write([]byte("x"))
	if got := e.Screen(); got != "3\n4x\n" {
		t.Errorf("after growing: %q", got)
	}
	if e.Row(-1) != "" || e.Row(3) != "" || e.Cell(9, 0) != (cell{}) {
		t.Errorf("outside the screen is not empty")
	}
	if _, _, ok := e.Find("nowhere"); ok {
		t.Errorf("found what is not there")
	}
}

func TestEmulatorKeys(t *testing.T) {
	t.Parallel()
	const asked = "\x1b[>4;2m\x1b[>1u" // what Bubble Tea asks for
	for _, c := range []struct {
		keyboard               keyboard
		setup, key, want, fail string
	}{
		{key: "j", want: "j"}, {key: "支", want: "支"}, {key: "enter", want: "\r"}, {key: "esc", want: "\x1b"},
		{key: "space", want: " "}, {key: "ctrl+space", want: "\x00"}, {key: "alt+enter", want: "\x1b\r"},
		{key: "ctrl+c", want: "\x03"}, {key: "ctrl+z", want: "\x1a"}, {key: "alt+x", want: "\x1bx"}, {key: "ctrl+alt+x", want: "\x1b\x18"},
		{key: "shift+tab", want: "\x1b[Z"}, {key: "up", want: "\x1b[A"}, {key: "ctrl+right", want: "\x1b[1;5C"},
		{setup: "\x1b[?1h", key: "up", want: "\x1bOA"}, {key: "f1", want: "\x1bOP"}, {key: "f5", want: "\x1b[15~"},
		{key: "pgdn", want: "\x1b[6~"}, {key: "shift+delete", want: "\x1b[3;2~"}, {key: "+", want: "+"}, {key: "A", want: "A"},
		{key: "nokey", fail: "there is no key"}, {key: "ctrl+1", fail: "no ctrl+1"},
		{setup: asked, key: "ctrl+c", want: "\x03"},
		{keyboard: xtermKeys, setup: asked, key: "ctrl+c", want: "\x1b[27;5;99~"},
		{keyboard: xtermKeys, setup: asked, key: "shift+enter", want: "\x1b[27;2;13~"},
		{keyboard: xtermKeys, setup: asked, key: "esc", want: "\x1b"},
		{keyboard: kittyKeys, setup: asked, key: "ctrl+c", want: "\x1b[99;5u"},
		{keyboard: kittyKeys, setup: asked, key: "esc", want: "\x1b[27u"},
		{keyboard: kittyKeys, setup: asked, key: "enter", want: "\r"},
		{keyboard: kittyKeys, setup: asked, key: "shift+enter", want: "\x1b[13;2u"},
		{keyboard: kittyKeys, setup: asked + "\x1b[=1;3u", key: "esc", want: "\x1b"},
		{keyboard: kittyKeys, setup: asked + "\x1b[=0u\x1b[=1;2u", key: "esc", want: "\x1b[27u"},
		{keyboard: kittyKeys, key: "esc", want: "\x1b"},
	} {
		e, _ := screenAfter(10, 2, termOptions{Keyboard: c.keyboard}, c.setup)
		got, err := e.encodeKey(c.key)
		if c.fail != "" && (err == nil || !strings.Contains(err.Error(), c.fail)) || c.fail == "" && err != nil || got != c.want {
			t.Errorf("keyboard %d, %s: %q, %v; want %q %s", c.keyboard, c.key, got, err, c.want, c.fail)
		}
	}
}

func TestEmulatorMouseAndPaste(t *testing.T) {
	t.Parallel()
	e := newTerm(10, 2, termOptions{})
	if _, err := e.encodeMouse(leftButton, 0, 0); err == nil {
		t.Error("a click went to a program that did not ask for the mouse")
	}
	if got := e.encodePaste("a"); got != "a" {
		t.Errorf("paste is %q", got)
	}
	_, _ = e.Write([]byte("\x1b[?1002;1006;2004h"))
	if got, err := e.encodeMouse(leftButton, 4, 1); err != nil || got != "\x1b[<0;5;2M\x1b[<0;5;2m" {
		t.Errorf("click is %q, %v", got, err)
	}
	if got, err := e.encodeMouse(wheelDown, 0, 0); err != nil || got != "\x1b[<65;1;1M" {
		t.Errorf("wheel is %q, %v", got, err)
	}
	if got := e.encodePaste("a\x1b[201~b"); got != "\x1b[200~ab\x1b[201~" {
		t.Errorf("paste is %q", got)
	}
	if got := e.boxed(); !strings.Contains(got, "10x2") {
		t.Errorf("box: %s", got)
	}
}

// The renderer of Bubble Tea takes many shortcuts from one frame to the next.
// Whatever it writes must lead the emulator to the frame that was meant.
func TestEmulatorFollowsTheRenderer(t *testing.T) {
	t.Parallel()
	for seed := range uint64(60) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			followRenderer(t, rand.New(rand.NewPCG(seed, 1)), seed%2 == 0, seed%3 == 0)
		})
	}
}

func followRenderer(t *testing.T, r *rand.Rand, graphemes, tabs bool) {
	const w, h = 40, 12
	e := newTerm(w, h, termOptions{})
	out := &strings.Builder{}
	scr := uv.NewTerminalRenderer(out, []string{"TERM=xterm-256color", "COLORTERM=truecolor"})
	scr.SetColorProfile(colorprofile.TrueColor)
	scr.SetFullscreen(true)
	scr.SetRelativeCursor(false)
	scr.SetScrollOptim(true)
	scr.SetBackspace(tabs)
	scr.SetTabStops(-1)
	if tabs {
		scr.SetTabStops(w)
	}
	buf := uv.NewScreenBuffer(w, h)
	buf.Method = ansi.WcWidth
	if graphemes {
		buf.Method = ansi.GraphemeWidth
		_, _ = e.Write([]byte(ansi.SetModeUnicodeCore))
	}
	lines := make([]string, h)
	scr.Erase()
	for frame := range 40 {
		changeLines(r, lines, w)
		buf.Clear()
		uv.NewStyledString(strings.Join(lines, "\n")).Draw(buf, buf.Bounds())
		scr.Render(buf.RenderBuffer)
		if err := scr.Flush(); err != nil {
			t.Fatal(err)
		}
		_, _ = e.Write([]byte(out.String()))
		wrote := out.String()
		out.Reset()
		for y, l := range lines {
			if want := strings.TrimRight(ansi.Strip(l), " "); e.Row(y) != want {
				t.Fatalf("frame %d row %d: %q, want %q\nafter %q", frame, y, e.Row(y), want, wrote)
			}
			for x := range w {
				got, want := e.Cell(x, y).Style, buf.CellAt(x, y).Style
				if got.Reverse != (want.Attrs&uv.AttrReverse != 0) || (got.Bg != 0) != (want.Bg != nil) || e.Cell(x, y).Text > " " && got.Bold != (want.Attrs&uv.AttrBold != 0) {
					t.Fatalf("frame %d row %d column %d: %+v, want %+v\nafter %q", frame, y, x, got, want, wrote)
				}
			}
		}
		if u := e.Unknown(); len(u) > 0 {
			t.Fatalf("unknown: %q", u)
		}
	}
}

// changeLines makes the next frame: scrolled, edited or new.
func changeLines(r *rand.Rand, lines []string, w int) {
	words := []string{
		"production", "支付/网关", "\x1b[1;38;2;255;201;77m■ you 1/3\x1b[m", "🚀", "main", "\x1b[7m14m\x1b[m", "      ",
		"e\u0301", "\x1b[48;5;236m  v2.14.0   \x1b[m", "────────────", "│", "日本語",
	}
	fresh := func() string {
		line := ""
		for range r.IntN(8) {
			if next := line + words[r.IntN(len(words))] + " "; ansi.WcWidth.StringWidth(next) <= w {
				line = next
			}
		}
		return line
	}
	switch r.IntN(4) {
	case 0:
		copy(lines, lines[2:])
	case 1:
		copy(lines[3:], lines)
	case 2:
		for range 3 {
			lines[r.IntN(len(lines))] = fresh()
		}
		return
	}
	lines[r.IntN(len(lines))] = fresh()
	if r.IntN(6) == 0 {
		for i := range lines {
			lines[i] = fresh()
		}
	}
}
