package help

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
	"greenlight/ui/keys"
	"greenlight/ui/theme"
)

var update = flag.Bool("update", false, "write the golden frames")

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

func frame(t testing.TB, m Model, w, h int, ascii bool) string {
	t.Helper()
	b := m.View(w, h, styles(t, ascii), time.Time{}, 0)
	if b.H != len(b.Lines) || b.H > h-3 || b.W > w-4 {
		t.Errorf("the card is %d×%d on a screen of %d×%d", b.W, b.H, w, h)
	}
	var out []string
	for i, l := range b.Lines {
		if got := ansi.StringWidth(l); got != b.W {
			t.Errorf("line %d is %d cells wide, the card %d: %q", i, got, b.W, ansi.Strip(l))
		}
		out = append(out, strings.TrimRight(ansi.Strip(l), " "))
	}
	return strings.Join(out, "\n") + "\n"
}

func golden(t *testing.T, name, got string) {
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

func press(m Model, names ...string) (Model, intent.Intent) {
	named := map[string]tea.KeyPressMsg{
		"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown},
		"backspace": {Code: tea.KeyBackspace}, "ctrl+u": {Code: 'u', Mod: tea.ModCtrl}, "pgdown": {Code: tea.KeyPgDown},
		"left": {Code: tea.KeyLeft}, "tab": {Code: tea.KeyTab},
	}
	var w intent.Intent
	for _, n := range names {
		k, ok := named[n]
		if !ok {
			k = tea.KeyPressMsg{Code: []rune(n)[0], Text: n}
		}
		m, w = m.Key(k, true)
	}
	return m, w
}

func model(t *testing.T) Model {
	m, problems := keys.New(nil)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return New("payments/api → production", m, map[keys.Action]string{
		keys.Run: "not approved yet, 2 more needed", keys.Status: "made by GitLab CI",
	})
}

func TestHelpLooksAsDesigned(t *testing.T) {
	t.Parallel()
	golden(t, "help-120x36", frame(t, model(t), 120, 36, false))
	golden(t, "help-80x24", frame(t, model(t), 80, 24, false))
	golden(t, "help-80x24-ascii", frame(t, model(t), 80, 24, true))
	last, _ := press(model(t), "pgdown", "pgdown", "pgdown", "pgdown")
	golden(t, "help-last-80x24", frame(t, last, 80, 24, false))
	found, _ := press(model(t), strings.Split("run", "")...)
	golden(t, "help-search-120x36", frame(t, found, 120, 36, false))
	none, _ := press(model(t), strings.Split("zzz", "")...)
	golden(t, "help-none-80x24", frame(t, none, 80, 24, false))
}

// Every action of the table is in the help, with its words or with others of its
// kind.
func TestEveryActionIsFound(t *testing.T) {
	t.Parallel()
	for _, info := range keys.Table() {
		found, _ := press(model(t), strings.Split(info.Name, "")...)
		ok := false
		for _, e := range found.entries() {
			ok = ok || e.actions[0] == info.Action && len(e.actions) == 1
		}
		if !ok {
			t.Errorf("searching %q does not find it", info.Name)
		}
	}
	all := map[keys.Action]int{}
	for _, e := range model(t).entries() {
		for _, a := range e.actions {
			all[a]++
		}
	}
	for _, info := range keys.Table() {
		if all[info.Action] != 1 {
			t.Errorf("%s is %d times in the whole help", info.Name, all[info.Action])
		}
	}
}

func TestWhatEnterRuns(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		keys []string
		want intent.Intent
	}{
		{[]string{"enter"}, intent.Refused{Sentence: "Nothing is picked: type to search, or pick with the arrows."}},
		{[]string{"down", "enter"}, intent.Do{Action: keys.Zoom}},
		{[]string{"down", "down", "enter"}, intent.Do{Action: keys.Approve}},
		{[]string{"down", "down", "up", "up", "up", "enter"}, intent.Do{Action: keys.Zoom}},
		{append(strings.Split("reject", ""), "enter"), intent.Do{Action: keys.Reject}},
		{append(strings.Split("run", ""), "enter"), intent.Refused{Sentence: "run the job: not approved yet, 2 more needed."}},
		{append(strings.Split("zzz", ""), "enter"), intent.Refused{Sentence: "No key matches."}},
		{append(strings.Split("zzz", ""), "ctrl+u", "down", "enter"), intent.Do{Action: keys.Zoom}},
		{append(strings.Split("quix", ""), "backspace", "enter"), intent.Do{Action: keys.Quit}},
		{append(strings.Split("view second", ""), "enter"), intent.Do{Action: keys.View2}},
		{[]string{"a", "enter"}, intent.Do{Action: keys.Approve}},
		{[]string{"!", "enter"}, intent.Do{Action: keys.Messages}},
		{[]string{"down", "left", "enter"}, intent.Do{Action: keys.Zoom}},
		{[]string{"esc"}, intent.Close{}},
	} {
		if _, w := press(model(t), tt.keys...); w != tt.want {
			t.Errorf("%v asks for %#v, want %#v", tt.keys, w, tt.want)
		}
	}
}

func TestUnarmedKeysAndPastesRunNothing(t *testing.T) {
	t.Parallel()
	m, _ := press(model(t), "down")
	for _, k := range []tea.KeyPressMsg{{Code: tea.KeyEnter}, {Code: tea.KeyDown}, {Code: 'q', Text: "q"}} {
		next, w := m.Key(k, false)
		if w != nil || next.pick != m.pick || next.query.Text() != "" {
			t.Errorf("unarmed %s asks for %#v and leaves %q at %d", k, w, next.query.Text(), next.pick)
		}
	}
	if _, w := m.Key(tea.KeyPressMsg{Code: tea.KeyEscape}, false); w != (intent.Close{}) {
		t.Errorf("unarmed esc asks for %#v", w)
	}
	next, w := m.Paste("quit\n")
	if w != nil || next.query.Value() != "quit" {
		t.Errorf("a paste asks for %#v and leaves %q", w, next.query.Value())
	}
}

// The keys shown are the bound ones.
func TestReboundKeysAreShown(t *testing.T) {
	t.Parallel()
	m, problems := keys.New(map[string][]string{"approve": {"f5"}, "view-1": {"alt+1"}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	out := frame(t, New("", m, nil), 120, 36, false)
	if !strings.Contains(out, "f5") || strings.Contains(out, "1-9") || strings.Contains(out, "Keys for") {
		t.Errorf("the help says\n%s", out)
	}
}

// Wherever the pick is, it is on the screen.
func TestThePickIsVisible(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{80, 24}, {120, 36}, {120, 24}, {200, 50}} {
		m := model(t)
		for i := range m.entries() {
			m, _ = press(m, "down")
			out := frame(t, m, size[0], size[1], false)
			if e := m.entries()[i]; strings.Count(out, "▌") != 2 || !strings.Contains(out, "▌"+e.labels) {
				t.Errorf("at %v the pick %q is not on the screen:\n%s", size, e.help, out)
			}
		}
	}
}

func FuzzSearch(f *testing.F) {
	f.Add("支付 \x1b[31m")
	f.Fuzz(func(t *testing.T, s string) {
		m, _ := keys.New(nil)
		card, _ := New(s, m, map[keys.Action]string{keys.Run: s}).Paste(s)
		frame(t, card, 80, 24, false)
	})
}
