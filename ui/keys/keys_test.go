package keys

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

func TestTableIsWhole(t *testing.T) {
	t.Parallel()
	all := Table()
	if len(all) != int(actionCount)-1 {
		t.Fatalf("%d lines for %d actions", len(all), actionCount-1)
	}
	names := map[string]bool{}
	for i, info := range all {
		if info.Action != Action(i+1) {
			t.Errorf("line %d is %v: the table is in the order of the actions", i, info.Action)
		}
		if names[info.Name] || info.Name != strings.ToLower(info.Name) || info.Action.String() != info.Name {
			t.Errorf("%v is named %q", info.Action, info.Name)
		}
		names[info.Name] = true
		if len(info.Keys) == 0 || info.Verb == "" || info.Help == "" {
			t.Errorf("%s lacks its keys, its verb or its help", info.Name)
		}
		for _, key := range info.Keys {
			if got, message := Parse(key); got != key || message != "" {
				t.Errorf("%s: the default key %q reads as %q %s", info.Name, key, got, message)
			}
		}
	}
	all[0].Keys[0] = "x"
	if Table()[0].Keys[0] == "x" {
		t.Error("whoever reads the table can change it")
	}
}

func TestDefaultKeys(t *testing.T) {
	t.Parallel()
	m, problems := New(nil)
	if len(problems) != 0 {
		t.Fatalf("the defaults have problems: %v", problems)
	}
	for key, want := range map[string]Action{
		"j": Down, "k": Up, "up": Up, "down": Down, "g": Top, "G": Bottom, "ctrl+d": HalfDown, "ctrl+u": HalfUp,
		"pgdown": PageDown, "pgup": PageUp, "tab": NextView, "shift+tab": PreviousView, "1": View1, "9": View9,
		"enter": Zoom, "esc": Back, "a": Approve, "X": Reject,
		"p": Run, "s": Status, "R": Retry, "C": Cancel, "D": Delete, "d": Changes, "m": MergeRequests, "L": Log, "o": Open, "y": Copy,
		"w": Watch, "space": Mark, "A": MarkAll, "f": Query, ":": Palette, "n": Record, "l": NextTab, "left": PreviousTab, "/": Filter, "r": Refresh, "!": Messages, "?": Help, "ctrl+l": Redraw,
		"ctrl+z": Suspend, "q": Quit, "Z": Outdated, "H": Journal,
	} {
		if got, ok := m.Action(key); !ok || got != want {
			t.Errorf("%s does %v, want %v", key, got, want)
		}
	}
	for _, key := range []string{"x", "K", "ctrl+c", "", "None"} {
		if got, ok := m.Action(key); ok {
			t.Errorf("%q does %v, want nothing", key, got)
		}
	}
}

// The keys that Bubble Tea reports for what a terminal sends.
func TestNamesAreBubbleTeas(t *testing.T) {
	t.Parallel()
	m, _ := New(map[string][]string{"approve": {"space"}, "reject": {"shift+x"}, "run": {"PgDn", "ctrl+P"}, "page-down": {"alt+J"}})
	for _, c := range []struct {
		key  tea.KeyPressMsg
		want Action
	}{
		{tea.KeyPressMsg{Code: ' ', Text: " "}, Approve},
		{tea.KeyPressMsg{Code: 'x', Mod: tea.ModShift, Text: "X"}, Reject},
		{tea.KeyPressMsg{Code: tea.KeyPgDown}, Run},
		{tea.KeyPressMsg{Code: 'p', Mod: tea.ModCtrl}, Run},
		{tea.KeyPressMsg{Code: 'j', Mod: tea.ModAlt | tea.ModShift}, PageDown},
		{tea.KeyPressMsg{Code: tea.KeyTab, Mod: tea.ModShift}, PreviousView},
		{tea.KeyPressMsg{Code: tea.KeyEscape}, Back},
		{tea.KeyPressMsg{Code: tea.KeyKpEnter}, Zoom},
		{tea.KeyPressMsg{Code: '/', Text: "/"}, Filter},
	} {
		if got, ok := m.Action(c.key.String()); !ok || got != c.want {
			t.Errorf("%q does %v, want %v", c.key.String(), got, c.want)
		}
	}
}

func TestOverridesReplaceTheDefaults(t *testing.T) {
	t.Parallel()
	m, problems := New(map[string][]string{"approve": {"ctrl+y", "Y"}, "quit": {"Q", "Q"}})
	if len(problems) != 0 {
		t.Fatal(problems)
	}
	if _, ok := m.Action("a"); ok {
		t.Error("a still approves")
	}
	if got := m.Labels(Approve); !slices.Equal(got, []string{"ctrl+y", "Y"}) || m.Label(Approve) != "ctrl+y" {
		t.Errorf("approve is shown as %q, first %q", got, m.Label(Approve))
	}
	if got := m.Hint(Quit); got != (Hint{"Q", "quit"}) {
		t.Errorf("the hint of quit is %v", got)
	}
	if got := m.Labels(Up); !slices.Equal(got, []string{"k", "↑"}) {
		t.Errorf("up is shown as %q", got)
	}
	if m.Label(PageDown) != "pgdn" || m.Label(None) != "" || m.Label(actionCount) != "" || m.Labels(None) != nil {
		t.Errorf("%q %q", m.Label(PageDown), m.Label(None))
	}
}

func TestKeysCanBeSwapped(t *testing.T) {
	t.Parallel()
	m, problems := New(map[string][]string{"approve": {"X"}, "reject": {"a"}})
	if len(problems) != 0 {
		t.Fatal(problems)
	}
	if a, _ := m.Action("a"); a != Reject {
		t.Errorf("a does %v", a)
	}
}

func TestProblemsAreSentences(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name      string
		overrides map[string][]string
		want      []Problem
	}{
		{"unknown action", map[string][]string{"aprove": {"a"}}, []Problem{
			{"aprove", `there is no action "aprove", did you mean approve?`}}},
		{"nothing like it", map[string][]string{"xyzzy-frobnicate": {"a"}}, []Problem{
			{"xyzzy-frobnicate", `there is no action "xyzzy-frobnicate"`}}},
		{"conflict with a default", map[string][]string{"approve": {"p"}}, []Problem{
			{"run", "p is the key of both approve and run: give one of them another key"}}},
		{"conflict of two overrides", map[string][]string{"approve": {"z"}, "run": {"z"}}, []Problem{
			{"run", "z is the key of both approve and run: give one of them another key"}}},
		{"no key", map[string][]string{"approve": {}}, []Problem{
			{"approve", "approve has no key: name at least one, or leave the line out"}}},
		{"ctrl+c", map[string][]string{"quit": {"Ctrl+C"}}, []Problem{
			{"quit", "ctrl+c always quits and cannot be bound"}}},
		{"tab by another name", map[string][]string{"zoom": {"ctrl+i"}}, []Problem{
			{"zoom", "ctrl+i is tab to a terminal: write tab"}}},
		{"malformed", map[string][]string{"run": {"ctrl+"}}, []Problem{
			{"run", `"ctrl+" is no key: write one like a, X, ctrl+d, f5, pgdn or shift+tab`}}},
		{"all of them, in order", map[string][]string{"run": {"abc"}, "aprove": {"a"}, "approve": {"s"}}, []Problem{
			{"aprove", `there is no action "aprove", did you mean approve?`},
			{"run", `"abc" is no key: write one like a, X, ctrl+d, f5, pgdn or shift+tab`},
			{"status", "s is the key of both approve and status: give one of them another key"}}},
	}
	for _, c := range cases {
		if _, got := New(c.overrides); !slices.Equal(got, c.want) {
			t.Errorf("%s:\ngot  %v\nwant %v", c.name, got, c.want)
		}
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"a": "a", "X": "X", "shift+x": "X", "ctrl+D": "ctrl+d", "CTRL+shift+D": "ctrl+shift+d", "shift+ctrl+d": "ctrl+shift+d",
		"control+d": "ctrl+d", "alt+A": "alt+shift+a", "PgDn": "pgdown", "pagedown": "pgdown", "PageUp": "pgup", "Escape": "esc",
		"Return": "enter", "space": "space", " ": "space", "shift+tab": "shift+tab", "f5": "f5", "F12": "f12", "+": "+",
		"ctrl++": "ctrl++", "ctrl+space": "ctrl+space", "↑": "up", "é": "é", "?": "?", "del": "delete",
	} {
		if got, message := Parse(raw); got != want || message != "" {
			t.Errorf("Parse(%q) = %q, %q; want %q", raw, got, message, want)
		}
	}
	for raw, want := range map[string]string{
		"": "is no key", "ab": "is no key", "ctrl+": "is no key", "f0": "is no key", "f64": "is no key", "f05": "is no key",
		"hyperspace+a": `"hyperspace" is none of`, "ctrl+ctl+a": `"ctl" is none of`, "\x1b": "is no key", "\u0301": "is no key",
		"shift+1": "write the character that shift makes", "ctrl+c": "always quits", "ctrl+M": "is enter", "ctrl+[": "is esc",
		"\xff": "is no key",
	} {
		if got, message := Parse(raw); got != "" || !strings.Contains(message, want) {
			t.Errorf("Parse(%q) = %q, %q; want a message with %q", raw, got, message, want)
		}
	}
}

func TestNamesOfEnums(t *testing.T) {
	t.Parallel()
	for got, want := range map[string]string{
		HalfDown.String(): "half-down", View1.String(): "view-1", None.String(): "Action(0)", actionCount.String(): "Action(51)",
		ThisDeployment.String(): "This deployment", Move.String(): "Move", Find.String(): "Find", TheRest.String(): "The rest",
		Group(9).String(): "Group(?)",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if _, ok := Of(None); ok {
		t.Error("None has a line in the table")
	}
	if info, ok := Of(Approve); !ok || info.Name != "approve" {
		t.Errorf("%v", info)
	}
}
