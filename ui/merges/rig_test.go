package merges

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"greenlight/ui/intent"
	"greenlight/ui/theme"
)

var update = flag.Bool("update", false, "write the golden frames")

var now = time.Date(2026, 2, 14, 3, 0, 0, 0, time.UTC)

func styles(t testing.TB, ascii bool) *theme.Styles {
	t.Helper()
	data, err := os.ReadFile("../../assets/themes/dark.toml")
	if err != nil {
		t.Fatal(err)
	}
	th, err := theme.Parse("dark", data)
	if err != nil {
		t.Fatal(err)
	}
	st := th.Styles(colorprofile.TrueColor, ascii)
	return &st
}

// frame is the card as text; every line of it has to be as wide as the card, and the
// card has to fit the screen.
func frame(t testing.TB, m Model, w, h int, ascii bool) string {
	t.Helper()
	b := m.View(w, h, styles(t, ascii), now, 0)
	if b.H != len(b.Lines) || b.H > h-3 || b.W > w-4 {
		t.Errorf("the card is %d×%d on a screen of %d×%d", b.W, b.H, w, h)
	}
	var out []string
	for i, l := range b.Lines {
		if got := ansi.StringWidth(l); got != b.W {
			t.Errorf("line %d is %d cells wide, the card %d: %q", i, got, b.W, ansi.Strip(l))
		}
		plain := ansi.Strip(l)
		if ascii && strings.Trim(plain, "\x20\x21\x22\x23$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~") != "" && !strings.Contains(plain, "支") {
			t.Errorf("line %d is not ASCII: %q", i, plain)
		}
		out = append(out, strings.TrimRight(plain, " "))
	}
	return strings.Join(out, "\n") + "\n"
}

// golden compares a card at both sizes with its files.
func golden(t *testing.T, name string, m Model) {
	t.Helper()
	compare(t, name+"-80x24", frame(t, m, 80, 24, false))
	compare(t, name+"-120x36", frame(t, m, 120, 36, false))
}

func compare(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s differs\n--- want\n%s--- got\n%s", path, want, got)
	}
}

var named = map[string]tea.KeyPressMsg{
	"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown},
	"left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight}, "tab": {Code: tea.KeyTab}, "space": {Code: tea.KeySpace, Text: " "},
	"shift+tab": {Code: tea.KeyTab, Mod: tea.ModShift}, "backspace": {Code: tea.KeyBackspace}, "end": {Code: tea.KeyEnd},
	"home": {Code: tea.KeyHome}, "pgdown": {Code: tea.KeyPgDown}, "pgup": {Code: tea.KeyPgUp}, "ctrl+u": {Code: 'u', Mod: tea.ModCtrl},
}

// key is the key of a name, or the character that a string is.
func key(name string) tea.KeyPressMsg {
	if k, ok := named[name]; ok {
		return k
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// press presses keys one after the other; "'text" types a text. It returns what the
// last one asks for.
func press(m Model, names ...string) (Model, intent.Intent) {
	var wish intent.Intent
	for _, n := range names {
		if text, typed := strings.CutPrefix(n, "'"); typed {
			for _, r := range text {
				m, wish = m.Key(key(string(r)), true)
			}
			continue
		}
		m, wish = m.Key(key(n), true)
	}
	return m, wish
}
