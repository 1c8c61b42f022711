package help

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"greenlight/ui/intent"
	"greenlight/ui/keys"
	"greenlight/ui/uitest"
)

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
	uitest.Golden(t, "help-120x36", uitest.Frame(t, model(t), 120, 36, false))
	uitest.Golden(t, "help-80x24", uitest.Frame(t, model(t), 80, 24, false))
	uitest.Golden(t, "help-80x24-ascii", uitest.Frame(t, model(t), 80, 24, true))
	last, _ := uitest.Press(model(t), "pgdown", "pgdown", "pgdown", "pgdown", "pgdown", "pgdown", "pgdown", "pgdown")
	uitest.Golden(t, "help-last-80x24", uitest.Frame(t, last, 80, 24, false))
	uitest.Golden(t, "help-last-80x24-ascii", uitest.Frame(t, last, 80, 24, true))
	found, _ := uitest.Press(model(t), strings.Split("run", "")...)
	uitest.Golden(t, "help-search-120x36", uitest.Frame(t, found, 120, 36, false))
	none, _ := uitest.Press(model(t), strings.Split("zzz", "")...)
	uitest.Golden(t, "help-none-80x24", uitest.Frame(t, none, 80, 24, false))
}

// Every action of the table is in the help, with its words or with others of its
// kind.
func TestEveryActionIsFound(t *testing.T) {
	t.Parallel()
	for _, info := range keys.Table() {
		found, _ := uitest.Press(model(t), strings.Split(info.Name, "")...)
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
		if _, w := uitest.Press(model(t), tt.keys...); w != tt.want {
			t.Errorf("%v asks for %#v, want %#v", tt.keys, w, tt.want)
		}
	}
}

// Before the card is armed it takes what is typed, since a search changes nothing, and
// runs and picks nothing.
func TestUnarmedOnlyTheSearchIsTaken(t *testing.T) {
	t.Parallel()
	m := model(t)
	for _, k := range strings.Split("journal", "") {
		var w intent.Intent
		if m, w = m.Key(uitest.Key(k), false); w != nil {
			t.Errorf("unarmed %s asks for %#v", k, w)
		}
	}
	if m.query.Text() != "journal" {
		t.Fatalf("what was typed before it was armed is %q", m.query.Text())
	}
	for _, k := range []string{"enter", "down", "up", "tab", "shift+tab", "pgup", "pgdown"} {
		next, w := m.Key(uitest.Key(k), false)
		if w != nil || next.pick != m.pick || next.query.Text() != "journal" {
			t.Errorf("unarmed %s asks for %#v and leaves %q at %d", k, w, next.query.Text(), next.pick)
		}
	}
	if _, w := uitest.Press(m, "enter"); w != (intent.Do{Action: keys.Journal}) {
		t.Errorf("armed enter asks for %#v", w)
	}
	if _, w := m.Key(tea.KeyPressMsg{Code: tea.KeyEscape}, false); w != (intent.Close{}) {
		t.Errorf("unarmed esc asks for %#v", w)
	}
	next, w := model(t).Paste("quit\n")
	if w != nil || next.query.Value() != "quit" {
		t.Errorf("a paste asks for %#v and leaves %q", w, next.query.Value())
	}
}

// What the keys of the tabs do and what the signs mean is found by its words, by the key
// and by the sign, as the screen draws it or in ASCII, and can be read to its end.
func TestWhatIsBeyondTheKeysIsFound(t *testing.T) {
	t.Parallel()
	nothing := intent.Refused{Sentence: "There is nothing to run: it is a key of its own place, or a sign."}
	for query, want := range map[string]string{
		"match": "n N     next, previous match", "~": "old, as it was last read", "■": "■       needs you", "#": "■       needs you",
		"sign skipped": "»       skipped", "fold section": "space   fold or unfold a section", "history go": "History: go to the deployment",
	} {
		found, _ := uitest.Press(model(t), strings.Split(query, "")...)
		if out := uitest.Frame(t, found, 80, 24, false); !strings.Contains(out, want) {
			t.Errorf("%q finds\n%s", query, out)
		}
		if _, w := uitest.Press(found, "down", "enter"); w != nothing {
			t.Errorf("%q asks for %#v", query, w)
		}
	}
	for _, size := range [][2]int{{80, 24}, {120, 36}, {200, 50}} {
		m := model(t)
		for range 20 {
			m, _ = uitest.Press(m, "pgdown")
		}
		out := uitest.Frame(t, m, size[0], size[1], false)
		if !strings.Contains(out, "▌~ ") || !strings.Contains(out, "a danger") {
			t.Errorf("at %v the end is\n%s", size, out)
		}
		if _, w := uitest.Press(m, "enter"); w != nothing {
			t.Errorf("the last line asks for %#v", w)
		}
	}
	if out := uitest.Frame(t, model(t), 120, 36, false); !strings.Contains(out, "what the signs mean") {
		t.Errorf("in two columns it does not say that there is more:\n%s", out)
	}
}

// The keys shown are the bound ones.
func TestReboundKeysAreShown(t *testing.T) {
	t.Parallel()
	m, problems := keys.New(map[string][]string{"approve": {"f5"}, "view-1": {"alt+1"}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	out := uitest.Frame(t, New("", m, nil), 120, 36, false)
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
			m, _ = uitest.Press(m, "down")
			out := uitest.Frame(t, m, size[0], size[1], false)
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
		uitest.Frame(t, card, 80, 24, false)
	})
}

// A card that has room is as wide as its words; what has none loses whole words, and the
// reasons before what the keys do.
func TestNothingIsCutInsideAWord(t *testing.T) {
	t.Parallel()
	km, _ := keys.New(nil)
	why := map[keys.Action]string{
		keys.Run: "not approved yet", keys.Retry: "it has not run", keys.Cancel: "nothing is running",
		keys.Status: "made by GitLab CI", keys.Log: "supercalifragilisticexpialidociously unavailable",
		keys.Delete: "only a maintainer of the project or an administrator may remove what GitLab keeps",
	}
	whole := map[string]bool{"type": true, "to": true, "search": true, "enter": true, "runs": true}
	for _, info := range keys.Table() {
		for _, s := range []string{info.Help, info.Verb, why[info.Action]} {
			for _, word := range strings.Fields(s) {
				whole[strings.TrimRight(word, ",;:.")] = true
			}
		}
	}
	for _, word := range strings.Fields(more) {
		whole[strings.TrimRight(word, ",;:.")] = true
	}
	for _, size := range [][2]int{{200, 50}, {120, 40}, {96, 40}, {90, 40}, {80, 40}, {60, 40}, {46, 40}} {
		for _, ascii := range []bool{false, true} {
			dots := "…"
			if ascii {
				dots = ".."
			}
			out := uitest.Frame(t, New("", km, why), size[0], size[1], ascii)
			for _, word := range strings.Fields(out) {
				cut, is := strings.CutSuffix(word, dots)
				if is && cut != "" && !whole[cut] {
					t.Errorf("at %v %q is cut inside a word:\n%s", size, word, out)
				}
			}
			for _, want := range []string{"messages and failed projects", "quit (ctrl+c always does)", "ask GitLab: filter, sort"} {
				if size[0] >= 90 && !strings.Contains(out, want) {
					t.Errorf("at %v it does not say %q:\n%s", size, want, out)
				}
			}
			for _, a := range []keys.Action{keys.Run, keys.Retry, keys.Cancel, keys.Status} {
				if size[0] >= 100 && !strings.Contains(out, why[a]) {
					t.Errorf("at %v it does not say %q:\n%s", size, why[a], out)
				}
			}
		}
	}
}

// A search finds the keys that work only where the help was opened, too; they are told
// and not run.
func TestKeysOfThePlaceAreFound(t *testing.T) {
	t.Parallel()
	m := model(t).Here("In this tab", []keys.Hint{{Keys: "[ ]", Verb: "sections"}, {Keys: "G", Verb: "follow"}})
	refused := intent.Refused{Sentence: "It works where the help was opened: close the help first."}
	for _, tt := range []struct {
		query string
		has   string
		not   string
		want  intent.Intent
	}{
		{"sect", "[ ]     sections", "follow", refused},
		{"]", "[ ]     sections", "follow", refused},
		{"follow", "G       follow", "sections", refused},
		{"tab", "sections", "reject", nil},
		{"reject", "reject", "In this tab", intent.Do{Action: keys.Reject}},
		{"zzz", "No key matches", "In this tab", intent.Refused{Sentence: "No key matches."}},
	} {
		found, _ := uitest.Press(m, strings.Split(tt.query, "")...)
		for _, size := range [][2]int{{80, 24}, {120, 36}} {
			out := uitest.Frame(t, found, size[0], size[1], false)
			if !strings.Contains(out, tt.has) || strings.Contains(out, tt.not) {
				t.Errorf("%q finds\n%s", tt.query, out)
			}
		}
		if _, w := uitest.Press(found, "enter"); tt.want != nil && w != tt.want {
			t.Errorf("%q asks for %#v, want %#v", tt.query, w, tt.want)
		}
	}
}

// Whatever is typed, no edge of the card moves, and the footer offers only what works.
func TestTypingMovesNoEdge(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{80, 24}, {120, 36}, {200, 50}} {
		m := model(t)
		st := uitest.Styles(t, colorprofile.ASCII, false)
		whole := m.View(size[0], size[1], st, uitest.Now, 0)
		for _, c := range []struct{ query, hints string }{
			{"r", "pick run close"}, {"run", "pick close"}, {"signs", "pick close"}, {"zzz", "clear close"},
		} {
			found, _ := uitest.Press(m, strings.Split(c.query, "")...)
			got := found.View(size[0], size[1], st, uitest.Now, 0)
			if len(got.Lines) != len(whole.Lines) || got.W != whole.W {
				t.Errorf("at %v %q makes the card %d×%d, want %d×%d", size, c.query, got.W, len(got.Lines), whole.W, len(whole.Lines))
			}
			left, right := found.Hints(keys.Map{})
			verbs := ""
			for _, h := range append(left, right...) {
				verbs += h.Verb + " "
			}
			if strings.TrimSpace(verbs) != c.hints {
				t.Errorf("%q offers %q, want %q", c.query, verbs, c.hints)
			}
		}
	}
}
