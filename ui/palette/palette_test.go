package palette

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/ui/intent"
	"greenlight/ui/keys"
	"greenlight/ui/theme"
	"greenlight/ui/uitest"
)

var now = uitest.Now

// nothing is what enter answers while nothing is picked.
var nothing = intent.Refused{Sentence: "Nothing is picked: type to search, or pick with the arrows."}

// entries are those of the design's picture, in an order that ranking has to mend.
func entries() []Entry {
	return []Entry{
		{Title: "theme: apple-light"},
		{Title: "profile: apps.acme.dev", Detail: "another GitLab"},
		{Title: "project: 支付/网关", Intent: intent.Show{View: -1, Filter: "project:支付/网关"}},
		{Title: "environment: production", Detail: "9 deployments", Intent: intent.Show{View: -1, Filter: "env:production"}},
		{Title: "view: Approved, not run", Detail: "2 deployments", Intent: intent.Show{View: 1}},
		{Title: "view: Running", Detail: "3 deployments", Intent: intent.Show{View: 2}},
		{Title: "approve", Key: "a", Intent: intent.Do{Action: keys.Approve}},
		{Title: "approve as…", Detail: "choose the rule first", Intent: intent.Do{Action: keys.Approve}},
		{Title: "approve the marked", Key: "a", Why: "nothing is marked", Intent: intent.Do{Action: keys.Approve}},
		{Title: "run the job", Key: "p", Why: "not approved yet, 2 more needed.", Intent: intent.Do{Action: keys.Run}},
		{Title: "quit", Key: "q", Intent: intent.Do{Action: keys.Quit}},
	}
}

func many(n int) []Entry {
	var out []Entry
	for i := range n {
		out = append(out, Entry{
			Title:  fmt.Sprintf("project: group-%d/with/a/rather/long/path/to/service-%d", i%7, i),
			Intent: intent.Show{View: -1, Filter: fmt.Sprintf("project:service-%d", i)},
		})
	}
	return out
}

func TestThePaletteLooksAsDesigned(t *testing.T) {
	t.Parallel()
	uitest.GoldenCard(t, "open", New("payments/api → production", entries()))
	found, _ := uitest.Press(New("payments/api → production", entries()), "'app")
	uitest.GoldenCard(t, "found", found)
	uitest.Golden(t, "found-80x24-ascii", uitest.Frame(t, found, 80, 24, true))
	refused, _ := uitest.Press(New("", entries()), "'run the", "down")
	uitest.GoldenCard(t, "refused", refused)
	none, _ := uitest.Press(New("", entries()), "'zzz")
	uitest.GoldenCard(t, "none", none)
	long, _ := uitest.Press(New("", many(2000)), "'service", "pgdown", "pgdown", "pgdown")
	uitest.GoldenCard(t, "many", long)
}

func TestWhatEnterRuns(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		keys []string
		want intent.Intent
	}{
		{[]string{"enter"}, nothing},
		{[]string{"down", "enter"}, intent.Do{Action: keys.Approve}},
		{[]string{"'app", "enter"}, intent.Do{Action: keys.Approve}},
		{[]string{"'APPROVE", "enter"}, intent.Do{Action: keys.Approve}},
		{[]string{"'quit", "enter"}, intent.Do{Action: keys.Quit}},
		{[]string{"'vrun", "enter"}, intent.Show{View: 2}},
		{[]string{"'支付", "enter"}, intent.Show{View: -1, Filter: "project:支付/网关"}},
		{[]string{"'run the job", "enter"}, intent.Refused{Sentence: "run the job: not approved yet, 2 more needed."}},
		{[]string{"'marked", "enter"}, intent.Refused{Sentence: "approve the marked: nothing is marked."}},
		{[]string{"'zzz", "enter"}, intent.Refused{Sentence: "No command matches."}},
		{[]string{"'zzz", "down", "tab", "enter"}, intent.Refused{Sentence: "No command matches."}},
		{[]string{"'zzz", "ctrl+u", "'quit", "enter"}, intent.Do{Action: keys.Quit}},
		{[]string{"'q", "pgdown", "pgup", "enter"}, intent.Do{Action: keys.Quit}},
		{[]string{"esc"}, intent.Close{}},
	} {
		if _, w := uitest.Press(New("", entries()), tt.keys...); w != tt.want {
			t.Errorf("%v asks for %#v, want %#v", tt.keys, w, tt.want)
		}
	}
}

// The footer offers what the keys do: enter runs nothing while nothing is picked.
func TestTheFooterFollowsThePick(t *testing.T) {
	t.Parallel()
	for want, pressed := range map[string][]string{
		"type to find,↑ ↓ pick":           nil,
		"↑ ↓ pick,tab complete,enter run": {"'app"},
		"↑ ↓ pick,tab complete":           {"'run the job"},
		"ctrl+u clear":                    {"'zzz"},
	} {
		m, _ := uitest.Press(New("", entries()), pressed...)
		var said []string
		left, right := m.Hints(keys.Map{})
		for _, h := range left {
			said = append(said, h.Keys+" "+h.Verb)
		}
		if got := strings.Join(said, ","); got != want || right[0].Keys != "esc" {
			t.Errorf("%v: the footer says %q, want %q", pressed, got, want)
		}
	}
}

// Among equal matches what acts comes first, then views, then places.
func TestRankOnTies(t *testing.T) {
	t.Parallel()
	m, _ := uitest.Press(New("", []Entry{
		{Title: "same", Detail: "place", Intent: intent.Show{View: -1, Filter: "x"}},
		{Title: "same", Detail: "view", Intent: intent.Show{View: 3}},
		{Title: "same", Detail: "page", Intent: intent.OpenURL{URL: "https://x"}},
		{Title: "same", Detail: "tab", Intent: intent.ShowTab{Tab: intent.TabLog}},
		{Title: "same", Detail: "second action", Intent: intent.Do{Action: keys.Quit}},
		{Title: "better same", Detail: "worse", Intent: intent.Do{Action: keys.Quit}},
		{Title: "same", Detail: "third action", Intent: intent.Do{Action: keys.Help}},
	}), "'sam")
	var order []string
	for _, f := range m.found {
		order = append(order, m.entries[f.entry].Detail)
	}
	if got := strings.Join(order, ", "); got != "second action, third action, view, tab, place, page, worse" {
		t.Errorf("the order is %s", got)
	}
}

// Views and tabs come in the order they have on the screen, whatever their length.
func TestViewsKeepTheirOrder(t *testing.T) {
	t.Parallel()
	var all []Entry
	names := []string{"Waiting for you", "Blocked", "Running", "Failed", "All"}
	for i, name := range names {
		all = append(all, Entry{Title: "view: " + name, Intent: intent.Show{View: i}})
	}
	m, _ := uitest.Press(New("", all), "'view")
	for i, f := range m.found {
		if f.entry != i {
			t.Errorf("%s stands where %s should", names[f.entry], names[i])
		}
	}
	if m, _ = uitest.Press(New("", all), "'vrun"); names[m.found[0].entry] != "Running" {
		t.Errorf("a better match comes behind %s", names[m.found[0].entry])
	}
}

func TestTabCompletes(t *testing.T) {
	t.Parallel()
	m, w := uitest.Press(New("", entries()), "'app", "down", "down", "tab")
	if w != nil || m.query.Text() != "approve the marked" || m.titles[m.found[m.pick].entry] != "approve the marked" {
		t.Errorf("tab asks for %#v and leaves %q", w, m.query.Text())
	}
	// of entries with one title the picked one stays picked
	twins, _ := uitest.Press(New("", []Entry{
		{Title: "twin", Intent: intent.Do{Action: keys.Quit}}, {Title: "twin", Intent: intent.Do{Action: keys.Help}},
	}), "'tw", "down", "tab")
	if _, w := uitest.Press(twins, "enter"); w != (intent.Do{Action: keys.Help}) {
		t.Errorf("after tab enter asks for %#v", w)
	}
}

// What was typed is underlined in the title, whole characters of it, and nothing else.
func TestMatchesAreUnderlined(t *testing.T) {
	t.Parallel()
	st := uitest.Full(t)
	on, off := st.Card.SGR(theme.Match)
	for query, want := range map[string]string{
		"app": on + "app" + off, "支": on + "支" + off, "quit": on + "quit" + off, "é": on + "e\u0301" + off,
	} {
		m, _ := New("", []Entry{{Title: "first " + query}, {Title: "x 支付 appr quit cafe\u0301"}}).Paste(query)
		m.pick = -1 // a picked line is on another surface
		if query == "é" {
			m, _ = New("", []Entry{{Title: "cafe\u0301"}}).Paste("fe")
			m.pick, want = -1, on+"fe\u0301"+off
		}
		if out := strings.Join(m.View(80, 24, st, now, 0).Lines, "\n"); !strings.Contains(out, want) {
			t.Errorf("%s: no %q in\n%q", query, want, out)
		}
	}
	if out := strings.Join(New("", entries()).View(80, 24, st, now, 0).Lines, "\n"); strings.Contains(out, on) {
		t.Error("something is underlined without a query")
	}
}

// Before the card is armed it takes what is typed, since a search changes nothing, and
// runs, picks and completes nothing.
func TestUnarmedOnlyTheSearchIsTaken(t *testing.T) {
	t.Parallel()
	m := New("", entries())
	for _, name := range []string{"l", "a", "p", "x", "backspace", "p", "left", "right", "end"} {
		var w intent.Intent
		if m, w = m.Key(uitest.Key(name), false); w != nil {
			t.Errorf("unarmed %s asks for %#v", name, w)
		}
	}
	m, _ = m.Key(uitest.Key("home"), false)
	if m, _ = m.Key(tea.KeyPressMsg{Code: tea.KeyDelete}, false); m.query.Text() != "app" {
		t.Errorf("what was typed before it was armed is %q", m.query.Text())
	}
	for _, name := range []string{"enter", "tab", "down", "up", "pgdown", "pgup", "shift+tab"} {
		next, w := m.Key(uitest.Key(name), false)
		if w != nil || next.pick != m.pick || next.query.Text() != "app" {
			t.Errorf("unarmed %s asks for %#v, picks %d and leaves %q", name, w, next.pick, next.query.Text())
		}
	}
	if _, w := uitest.Press(m, "enter"); w != (intent.Do{Action: keys.Approve}) {
		t.Errorf("armed enter asks for %#v", w)
	}
	if _, w := m.Key(uitest.Key("esc"), false); w != (intent.Close{}) {
		t.Errorf("unarmed esc asks for %#v", w)
	}
	next, w := New("", entries()).Paste("quit\n")
	if w != nil || next.query.Value() != "quit" || m.Dirty() {
		t.Errorf("a paste asks for %#v and leaves %q", w, next.query.Value())
	}
}

// The list behind the card is read while it is open: what can be run changes, what was
// typed and picked does not.
func TestNewCommandsKeepTheSearchAndThePick(t *testing.T) {
	t.Parallel()
	early := []Entry{
		{Title: "approve", Key: "a", Why: "no deployment is selected", Intent: intent.Do{Action: keys.Approve}},
		{Title: "open: the page", Intent: intent.OpenURL{URL: "https://a"}},
		{Title: "odd", Intent: intent.MergeRequests{}}, // no intent that == may compare
	}
	late := append(entries(), early[2], Entry{Title: "open: the page", Intent: intent.OpenURL{URL: "https://b"}})
	for _, tt := range []struct {
		keys []string
		want intent.Intent
	}{
		{[]string{"'approve"}, intent.Do{Action: keys.Approve}},
		{[]string{"down"}, intent.Do{Action: keys.Approve}},
		{[]string{"'page"}, nothing}, // another page than the one that was picked
		{[]string{"'支付"}, nothing},   // nothing was found that could have been picked
		{nil, nothing},
	} {
		m, _ := uitest.Press(New("", early), tt.keys...)
		next := m.Renew("", late)
		if _, w := uitest.Press(next, "enter"); w != tt.want || next.query.Text() != m.query.Text() {
			t.Errorf("%v: with new commands enter asks for %#v, want %#v, after %q", tt.keys, w, tt.want, next.query.Text())
		}
	}
	odd, _ := uitest.Press(New("", early), "'odd")
	if next := odd.Renew("", late); next.pick < 0 {
		t.Error("the pick of a command that is still there is lost")
	}
	if all := New("", early).Renew("", late); len(all.found) != len(late) {
		t.Errorf("%d of %d new commands are shown", len(all.found), len(late))
	}
}

// Wherever the pick is, it is on the screen.
func TestThePickIsVisible(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{80, 24}, {120, 36}, {40, 14}} {
		m := New("", many(60))
		for range 60 {
			m, _ = uitest.Press(m, "down")
			want := fmt.Sprintf("service-%d", m.found[m.pick].entry)
			if out := uitest.Frame(t, m, size[0], size[1], false); strings.Count(out, "▌") != 1 || !strings.Contains(out, want) {
				t.Fatalf("at %v the pick %s is not on the screen:\n%s", size, want, out)
			}
		}
	}
}

// A key has to be taken in far less time than a person notices.
func TestThousandsOfEntriesAreFast(t *testing.T) {
	t.Parallel()
	m := New("", many(5000))
	start := time.Now()
	m, _ = uitest.Press(m, "'servi")
	uitest.Frame(t, m, 120, 36, false)
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("five keys over 5000 entries took %v", took)
	}
	if len(m.found) != 5000 {
		t.Errorf("%d found", len(m.found))
	}
}

func TestHostileTitles(t *testing.T) {
	t.Parallel()
	m := New("", []Entry{{
		Title:  "project: \x1b]52;c;eA==\x07evil\u202e/支付e\u0301🇩🇪" + strings.Repeat("x", 300),
		Detail: "a\nb\x1b[2J", Key: "f1", Why: "because\r\nso",
	}})
	m, _ = uitest.Press(m, "'evil", "tab")
	if strings.ContainsAny(uitest.Frame(t, m, 80, 24, false), "\x1b\x07\u202e") {
		t.Error("control characters reach the screen")
	}
	if _, w := uitest.Press(m, "enter"); strings.ContainsAny(w.(intent.Refused).Sentence, "\x1b\x07\n") {
		t.Errorf("and the footer: %q", w)
	}
}

func FuzzSearch(f *testing.F) {
	f.Add("支付 \x1b[31m", "e\u0301")
	f.Fuzz(func(t *testing.T, title, query string) {
		m, _ := New("", []Entry{{Title: title, Detail: query}, {Title: query + title, Key: title, Why: query}}).Paste(query)
		uitest.Frame(t, m, 80, 24, false)
	})
}
