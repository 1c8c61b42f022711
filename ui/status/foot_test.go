package status

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"greenlight/ui/keys"
	"greenlight/ui/uitest"
)

func TestFoot(t *testing.T) {
	t.Parallel()
	approved := &Message{Done, "Approved payments/api → production as security-group.", nil}
	toRun := &Message{Done, "Approved mail/relay → production. Complete: the job waits to be run.", hints("p run")}
	refused := &Message{Refused, "GitLab refused it. Nothing has changed. “You cannot approve your own deployment. This is a setting of the project.”", nil}
	lost := &Message{Unknown, strings.Repeat("No answer came. ", 12), hints("! messages")}
	typing := &Filter{Value: "tier:production pay", Cursor: 19, Shown: 6, Total: 248}
	keep := hints("enter keep", "esc clear", "tab complete")
	words := "env: project: status: ref: sha: user: tier: age: can:   -word excludes"
	cases := []struct {
		name string
		f    Foot
		w    int
		hint string
		foot string
	}{
		{"wide", Foot{Left: rowHints, Right: ever}, 120, "",
			"  a approve   X reject   d changes   L log   enter zoom                                 / filter   : commands   ? help"},
		{"from the middle", Foot{Left: rowHints, Right: ever}, 72, "",
			"  a approve   X reject   d changes   enter zoom      / filter   ? help"},
		{"narrow", Foot{Left: rowHints, Right: ever}, 40, "", "  a approve   enter zoom        ? help"},
		{"offline", Foot{Lead: "Decisions are off.", Left: hints("r try now", "d changes", "enter zoom"), Right: ever}, 80, "",
			"  Decisions are off.   r try now   d changes   enter zoom    / filter   ? help"},
		{"hint", Foot{Hint: "2 new above, g", Left: rowHints[:1], Right: ever[2:]}, 40, "  2 new above, g", "  a approve                     ? help"},
		{"done", Foot{Message: approved, Left: rowHints, Right: ever}, 80, "",
			"  ✓ Approved payments/api → production as security-group.    / filter   ? help"},
		{"done, what next", Foot{Message: toRun, Left: rowHints, Right: ever}, 120, "",
			"  ✓ Approved mail/relay → production. Complete: the job waits to be run.   p run        / filter   : commands   ? help"},
		{"done, what next, narrow", Foot{Message: toRun, Left: rowHints, Right: ever}, 80,
			"  ✓ Approved mail/relay → production. Complete: the job waits to be run.",
			"    p run                                       / filter   : commands   ? help"},
		{"refused", Foot{Message: refused, Right: ever}, 80,
			"  ✗ GitLab refused it. Nothing has changed. “You cannot approve your own",
			"    deployment. This is a setting of the project.”           / filter   ? help"},
		{"too long", Foot{Message: lost, Right: ever}, 80,
			"  ? No answer came. No answer came. No answer came. No answer came. No answer",
			"    came. No answer came. No answer came. No answer came. No ans…   ! messages"},
		{"told", Foot{Message: &Message{Told, "p runs the job: not approved yet, 2 more needed.", nil}, Right: ever}, 80, "",
			"  p runs the job: not approved yet, 2 more needed.           / filter   ? help"},
		{"filter", Foot{Filter: typing, Hint: words, Right: keep}, 120, "    " + words,
			"  /  tier:production pay                      6 of 248                           enter keep   esc clear   tab complete"},
		{"filter, narrow", Foot{Filter: typing, Hint: words, Right: keep}, 80, "    " + words,
			"  /  tier:production pay      6 of 248   enter keep   esc clear   tab complete"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			lines, _ := c.f.View(c.w, uitest.Full(t))
			uitest.Widths(t, c.w, lines[:]...)
			got := strings.Split(uitest.Plain(lines[:]...), "\n")
			if got[0] != c.hint {
				t.Errorf("hint row\ngot  %q\nwant %q", got[0], c.hint)
			}
			if strings.TrimRight(got[1], " ") != strings.TrimRight(c.foot, " ") {
				t.Errorf("footer\ngot  %q\nwant %q", got[1], c.foot)
			}
		})
	}
}

// Whole entries go, and the first of the left with the last of the right stay.
func TestFootKeepsWholeEntries(t *testing.T) {
	t.Parallel()
	whole := map[string]bool{}
	for _, h := range append(append([]keys.Hint(nil), rowHints...), ever...) {
		whole[h.Keys+" "+h.Verb] = true
	}
	for w := 24; w <= 120; w++ {
		lines, _ := Foot{Left: rowHints, Right: ever}.View(w, uitest.Full(t))
		text := strings.TrimSpace(ansi.Strip(lines[1]))
		for _, entry := range strings.Split(text, "   ") {
			if entry = strings.TrimSpace(entry); entry != "" && !whole[entry] {
				t.Errorf("w %d: %q is no whole entry", w, entry)
			}
		}
		if !strings.HasPrefix(text, "a approve") || !strings.HasSuffix(text, "? help") {
			t.Errorf("w %d: %q", w, text)
		}
	}
}

func TestFilterCursor(t *testing.T) {
	t.Parallel()
	cases := []struct {
		value  string
		cursor int
		under  string
	}{
		{"pay", 0, "p"},
		{"pay", 2, "y"},
		{"支付/网关", 2, "/"},
		{strings.Repeat("0123456789", 9), 87, "7"},
	}
	for _, c := range cases {
		lines, at := Foot{Filter: &Filter{Value: c.value, Cursor: c.cursor, Total: 9}}.View(80, uitest.Full(t))
		uitest.Widths(t, 80, lines[:]...)
		if at == nil || at.Y != 1 {
			t.Fatalf("%q: cursor at %v", c.value, at)
		}
		if got := ansi.Cut(ansi.Strip(lines[1]), at.X, at.X+1); got != c.under {
			t.Errorf("%q: the cursor is on %q, want %q", c.value, got, c.under)
		}
	}
	_, at := Foot{Left: rowHints}.View(80, uitest.Full(t))
	if at != nil {
		t.Error("a cursor without a filter")
	}
}

func TestSticks(t *testing.T) {
	t.Parallel()
	for k, want := range map[Kind]bool{Told: false, Done: false, Started: false, Unknown: true, Changed: true, Refused: true} {
		if k.Sticks() != want {
			t.Errorf("%s sticks: %v", k, !want)
		}
	}
}

// Nothing is ever wider or narrower than the screen, whatever stands in it, and no
// control character gets through.
func TestWidths(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(3, 4))
	for range 150 {
		w := 1 + rnd.IntN(210)
		st := uitest.Styles(t, colorprofile.Ascii, rnd.IntN(2) == 0)
		conditions := []Condition{read(0, 0), Notice{Text: hostile(rnd), Fresh: pulsed(time.Duration(rnd.IntN(90))*time.Second, time.Duration(rnd.IntN(90))*time.Minute)}, Limited{PerMinute: rnd.IntN(900), Fresh: pulsed(0, time.Duration(rnd.IntN(90))*time.Minute)}, Reading{Done: rnd.IntN(9), Total: rnd.IntN(900), Age: time.Duration(rnd.IntN(2)) * time.Hour}, Paced{Done: rnd.IntN(9), Total: rnd.IntN(900), PerMinute: 90, In: time.Duration(rnd.IntN(60)) * time.Second}, Partial{1, rnd.IntN(900)},
			Offline{Host: hostile(rnd), Age: time.Hour}, RateLimited{Until: now}, Expired{hostile(rnd)}, nil}
		h := Header{Condition: conditions[rnd.IntN(len(conditions))], ReadOnly: rnd.IntN(2) == 0, Demo: rnd.IntN(2) == 0}
		tabs := Tabs{Active: rnd.IntN(3)}
		var left, right []keys.Hint
		for range rnd.IntN(4) {
			h.Identities = append(h.Identities, Identity{hostile(rnd), hostile(rnd)})
			tabs.Tabs = append(tabs.Tabs, Tab{Name: hostile(rnd), Count: rnd.IntN(5000), More: rnd.IntN(2) == 0})
			left = append(left, keys.Hint{Keys: "a", Verb: hostile(rnd)})
			right = append(right, keys.Hint{Keys: "?", Verb: hostile(rnd)})
		}
		foots := []Foot{{Left: left, Right: right, Lead: hostile(rnd), Hint: hostile(rnd)},
			{Message: &Message{Kind(rnd.IntN(6)), hostile(rnd), left}, Right: right},
			{Filter: &Filter{Value: hostile(rnd), Cursor: rnd.IntN(50)}, Right: right, Hint: hostile(rnd)}}
		lines := []string{h.View(w, st, now, 0), tabs.View(w, st), Hairline(w, rnd.IntN(250)-9, rnd.IntN(250)-9, true, rnd.IntN(250)-9, st)}
		for _, f := range foots {
			two, _ := f.View(w, st)
			lines = append(lines, two[:]...)
		}
		lines = append(lines, Failures(w, 2+rnd.IntN(3), []Unread{{hostile(rnd), []string{hostile(rnd)}},
			{hostile(rnd), []string{hostile(rnd), hostile(rnd), "c"}}}, "!", st)...)
		lines = append(lines, EmptyView(w, 5, hostile(rnd), keys.Hint{Keys: "tab"}, st)...)
		lines = append(lines, Unreachable(w, 9, hostile(rnd), hostile(rnd), time.Second, keys.Hint{Keys: "r"}, st)...)
		uitest.Widths(t, w, lines...)
		for _, l := range lines {
			if strings.ContainsFunc(ansi.Strip(l), func(r rune) bool { return r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0x202e }) {
				t.Fatalf("a control character in %q", l)
			}
		}
	}
}
