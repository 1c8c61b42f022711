package logs

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/api/trace"
	"greenlight/ui/draw"
	"greenlight/ui/keys"
	"greenlight/ui/theme"
	"greenlight/ui/uitest"
)

func TestSearch(t *testing.T) {
	t.Parallel()
	d := open(t, numbered(3000), ended(api.JobSuccess), 80, 12)
	d.press("g", "/")
	if !d.m.Searching() {
		t.Fatal("the search line is not open")
	}
	d.press("LINE 12")
	d.expect("found while it is typed", "line 10", "line 18", "line 12")
	if d.m.Hint() != "1 of 111 matches" {
		t.Errorf("hint %q", d.m.Hint())
	}
	d.press("3")
	_, _, picked := d.seen()
	if picked != "line 123" || d.m.Hint() != "1 of 11 matches" {
		t.Errorf("on %q, %q", picked, d.m.Hint())
	}
	d.press("backspace", "3", "enter", "n")
	if _, _, picked = d.seen(); picked != "line 1230" || d.m.Searching() {
		t.Errorf("the next match is %q", picked)
	}
	d.press("N", "N")
	if _, _, picked = d.seen(); picked != "line 1239" || d.m.Hint() != "11 of 11 matches" {
		t.Errorf("before the first match comes %q, %q", picked, d.m.Hint())
	}
	d.press("esc")
	if _, taken := d.m.Key(tea.KeyPressMsg{Code: tea.KeyEscape}); taken || d.m.Hint() != "" {
		t.Errorf("a search that is over keeps esc, or says %q", d.m.Hint())
	}
}

// One press of n more than there was a search for must not record a deployment.
func TestTheNextMatchIsNeverAnotherAction(t *testing.T) {
	t.Parallel()
	d := open(t, numbered(3000), ended(api.JobSuccess), 80, 12)
	for name, m := range map[string]Model{"read": d.m, "not read": New(), "absent": New().Absent("there is no job")} {
		for _, key := range []string{"n", "N"} {
			after, taken := m.Key(uitest.Key(key))
			if !taken || after.Hint() != "nothing is searched for: / searches the log" {
				t.Errorf("%s: %s is taken: %v, and says %q", name, key, taken, after.Hint())
			}
			if moved := after.Move(-1); moved.Hint() == after.Hint() {
				t.Errorf("%s: it is said for ever", name)
			}
		}
	}
}

// The keys that the help tells of are the log's own.
func TestTheKeysOfTheHelpAreTaken(t *testing.T) {
	t.Parallel()
	km, _ := keys.New(nil)
	d := open(t, numbered(3000), ended(api.JobSuccess), 80, 12)
	told := km.Places()[0]
	for _, h := range told.Keys {
		for _, key := range strings.Fields(h.Keys) {
			if _, taken := d.m.Key(uitest.Key(key)); !taken || told.Name != "In the log" {
				t.Errorf("%s: %s is not taken", told.Name, key)
			}
		}
	}
}

func TestSearchIsLeftWhereItBegan(t *testing.T) {
	t.Parallel()
	d := open(t, numbered(3000), running(), 80, 12)
	d.press("/", "line 7", "esc")
	d.expect("it follows as before", "line 2991", "line 2999", "")
	d.move(-100).press("/", "line 7", "esc")
	if _, _, picked := d.seen(); picked != "line 2899" {
		t.Errorf("the cursor is on %q, not where it was", picked)
	}
	d.press("/", "nowhere")
	if _, _, picked := d.seen(); picked != "line 2899" || !strings.HasPrefix(d.m.Hint(), "nothing matches") {
		t.Errorf("without a match the cursor is on %q, and it says %q", picked, d.m.Hint())
	}
	d.press("enter", "esc", "/", "enter")
	if d.m.Searching() {
		t.Error("an empty search stays open")
	}
}

func TestSearchUnfolds(t *testing.T) {
	t.Parallel()
	d := open(t, runner(deploy), ended(api.JobSuccess), 80, 12)
	d.press("/", "registry.acme", "enter")
	if _, _, picked := d.seen(); !strings.Contains(picked, "Using image registry.acme.dev") {
		t.Errorf("a match in a folded section is not shown: the cursor is on %q", picked)
	}
}

func TestSearchTakesTextOnly(t *testing.T) {
	t.Parallel()
	d := open(t, numbered(30), running(), 80, 12)
	if d.m.Paste("line 7").Searching() {
		t.Error("pasting opens the search")
	}
	d.press("/")
	d.m = d.m.Paste("li\x1b[31mne\n7")
	d.answer()
	if _, _, picked := d.seen(); picked != "line 7" && d.m.search.find != "line 7" {
		t.Errorf("pasted text is %q", d.m.search.find)
	}
	d.press("gG[]q")
	if want := d.m.search.find; want != d.m.search.field.Text() || !strings.HasSuffix(want, "gG[]q") {
		t.Errorf("keys are not text: %q", want)
	}
	p, ok := d.m.Cursor()
	if want := (draw.Point{X: 4 + draw.Width(d.m.search.find), Y: 11}); !ok || p != want {
		t.Errorf("the cursor is at %v, want %v", p, want)
	}
	d.press(strings.Repeat("ab", 90))
	if p, _ = d.m.Cursor(); p.X >= 78 {
		t.Errorf("the cursor has left the screen: %v", p)
	}
	d.screen(80, 12, true, uitest.Full(t))
}

func TestMatchesAreMarkedAcrossColours(t *testing.T) {
	t.Parallel()
	red := trace.Style{Fg: trace.Color{Kind: trace.Basic, Index: 1}}
	for name, c := range map[string]struct {
		in   []string // every second one is red
		find string
		want string // matches in brackets
	}{
		"nothing to find":  {[]string{"abc"}, "", "abc"},
		"no match":         {[]string{"abc"}, "x", "abc"},
		"one":              {[]string{"say Healthy now"}, "healthy", "say [Healthy] now"},
		"several":          {[]string{"aXaXa"}, "x", "a[X]a[X]a"},
		"neighbours":       {[]string{"xxx"}, "x", "[x][x][x]"},
		"across":           {[]string{"he", "alt", "hy!"}, "healthy", "[he][alt][hy]!"},
		"at the ends":      {[]string{"ab", "ab"}, "ab", "[ab][ab]"},
		"other letters":    {[]string{"ÄÖ ſ İx ok"}, "OK", "ÄÖ ſ İx [ok]"},
		"umlauts":          {[]string{"GRÜN"}, "grün", "[GRÜN]"},
		"longer than text": {[]string{"a"}, "aaaa", "a"},
	} {
		var in []draw.Ink
		for i, s := range c.in {
			ink := draw.Ink{Text: s}
			if i%2 == 1 {
				ink.Own = red
			}
			in = append(in, ink)
		}
		got := ""
		for _, i := range marked(in, c.find) {
			if i.Role == theme.Match {
				got += "[" + i.Text + "]"
			} else {
				got += i.Text
			}
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
