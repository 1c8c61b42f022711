package status

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"greenlight/ui/theme"
	"greenlight/ui/uitest"
)

func TestHeader(t *testing.T) {
	t.Parallel()
	three := []Identity{{"gitlab.acme.dev", "maya"}, {"gitlab.com", "maya"}, {"git.example.org", "maya"}}
	cases := []struct {
		name string
		h    Header
		w    int
		want string
	}{
		{"fresh", Header{Identities: maya, Condition: read(0, 0)}, 80,
			"  ● greenlight   gitlab.acme.dev   @maya                      updated just now"},
		{"late", Header{Identities: maya, Condition: read(47*time.Second, 0)}, 80,
			"  ● greenlight   gitlab.acme.dev   @maya                       updated 40s ago"},
		{"later", Header{Identities: maya, Condition: read(100*time.Second, 0)}, 80,
			"  ● greenlight   gitlab.acme.dev   @maya                        updated 1m ago"},
		{"in a slow round", Header{Identities: maya, Condition: read(150*time.Second, 3*time.Minute)}, 80,
			"  ● greenlight   gitlab.acme.dev   @maya                 each project every 3m"},
		{"in a round of seconds", Header{Identities: maya, Condition: read(35*time.Second, 30*time.Second)}, 80,
			"  ● greenlight   gitlab.acme.dev   @maya                      updated just now"},
		{"where a pulse tells of changes", Header{Identities: maya, Condition: pulsed(4*time.Second, 8*time.Minute)}, 80,
			"  ● greenlight   gitlab.acme.dev   @maya       changes just now, all every 10m"},
		{"all of it just read", Header{Identities: maya, Condition: pulsed(4*time.Second, 12*time.Second)}, 80,
			"  ● greenlight   gitlab.acme.dev   @maya                      updated just now"},
		{"with a round that is late", Header{Identities: maya, Condition: pulsed(4*time.Second, 14*time.Minute)}, 80,
			"  ● greenlight   gitlab.acme.dev   @maya         changes just now, all 14m ago"},
		{"with a pulse that is late", Header{Identities: maya, Condition: pulsed(70*time.Second, 8*time.Minute)}, 80,
			"  ● greenlight   gitlab.acme.dev   @maya         changes 1m ago, all every 10m"},
		{"something left out", Header{Identities: maya, Condition: Notice{Text: "200 recent projects", Fresh: pulsed(0, 8*time.Minute)}}, 80,
			"  ● greenlight   gitla…me.dev   @maya   200 recent projects · changes just now"},
		{"something left out, wide", Header{Identities: maya, Condition: Notice{Text: "200 recent projects", Fresh: pulsed(0, 8*time.Minute)}}, 110,
			"  ● greenlight   gitlab.acme.dev   @maya               200 recent projects · changes just now, all every 10m"},
		{"limited by what may be asked", Header{Identities: maya, Condition: Limited{PerMinute: 90, Fresh: pulsed(0, 14*time.Minute)}}, 80,
			"  ● greenlight   gitlab.acme.dev   @maya         90 requests/min · all 14m ago"},
		{"limited beside a chip", Header{Identities: maya, Condition: Limited{PerMinute: 90, Fresh: read(14*time.Minute, 3*time.Minute)}, Demo: true}, 80,
			"  ● greenlight   gitlab.acme.dev   @maya    demo     90 requests/min · 14m ago"},
		{"first load", Header{Identities: maya, Condition: Reading{Done: 12, Total: 40}}, 80,
			"  • greenlight   gitlab.acme.dev   @maya            reading, 12 of 40 projects"},
		{"first load over what was saved", Header{Identities: maya, Condition: Reading{Done: 12, Total: 40, Age: 3 * time.Hour}}, 80,
			"  • greenlight   gitlab.acme.dev   @maya              3h old, reading 12 of 40"},
		{"as fast as may be asked", Header{Identities: maya, Condition: Paced{Done: 290, Total: 500, PerMinute: 90}}, 80,
			"  • greenlight   gitlab.acme.dev   @maya      290 of 500 read, 90 requests/min"},
		{"its quota used up", Header{Identities: maya, Condition: Paced{Done: 0, Total: 200, PerMinute: 600, In: 12 * time.Second}}, 80,
			"  • greenlight   gitlab.acme.dev   @maya           0 of 200 read, quota in 12s"},
		{"once more as asked", Header{Identities: maya, Condition: Paced{Done: 152, Total: 300, Again: true}}, 80,
			"  • greenlight   gitlab.acme.dev   @maya                 152 of 300 read again"},
		{"before anything", Header{Identities: []Identity{{Host: "gitlab.acme.dev"}}}, 80,
			"  • greenlight   gitlab.acme.dev                                       reading"},
		{"partial", Header{Identities: maya, Condition: Partial{3, 40}, WhyKey: "!"}, 80,
			"  ▲ greenlight   gitlab.acme.dev   @maya       3 of 40 projects failed   ! why"},
		{"offline", Header{Identities: maya, Condition: Offline{Age: 6 * time.Minute, RetryIn: 12 * time.Second}}, 80,
			"  × greenlight   gitlab.acme.dev   @maya    offline, data 6m old, retry in 12s"},
		{"offline, trying", Header{Identities: maya, Condition: Offline{Age: 6 * time.Minute}}, 80,
			"  × greenlight   gitlab.acme.dev   @maya        offline, data 6m old, retrying"},
		{"one host offline", Header{Identities: three[:2], Condition: Offline{Host: "gitlab.com", Age: 6 * time.Minute, RetryIn: 12 * time.Second}}, 80,
			"  × greenlight   gitla…cme.dev   gitlab.com offline, data 6m old, retry in 12s"},
		{"no answer", Header{Identities: maya, Condition: Silent{Age: 6 * time.Minute}, WhyKey: "!"}, 80,
			"  ▲ greenlight   gitlab.acme.dev   @maya    no answer yet, data 6m old   ! why"},
		{"one host does not answer", Header{Identities: three[:2], Condition: Silent{Host: "gitlab.com"}, WhyKey: "!"}, 80,
			"  ▲ greenlight   gitlab.acme.dev +1          gitlab.com: no answer yet   ! why"},
		{"rate limit", Header{Identities: maya, Condition: RateLimited{Until: now.Add(40 * time.Second)}}, 80,
			"  ▲ greenlight   gitlab.acme.dev   @maya            rate limited, again in 40s"},
		{"expired", Header{Identities: maya, Condition: Expired{"gitlab.acme.dev"}}, 80,
			"  × greenlight   gitlab.acme.dev   @maya      token refused by gitlab.acme.dev"},
		{"chips", Header{Identities: maya, Condition: read(0, 0), ReadOnly: true, Demo: true}, 120,
			"  ● greenlight   gitlab.acme.dev   @maya    read-only     demo                                        updated just now"},
		{"chips stay whole", Header{Identities: maya, Condition: Offline{Age: 6 * time.Minute, RetryIn: time.Second}, ReadOnly: true}, 80,
			"  × greenlight   gitl…me.dev    read-only    offline, data 6m old, retry in 1s"},
		{"hosts", Header{Identities: three, Condition: read(0, 0)}, 120,
			"  ● greenlight   gitlab.acme.dev · gitlab.com · git.example.org   @maya                               updated just now"},
		{"more hosts than room", Header{Identities: three, Condition: read(0, 0)}, 80,
			"  ● greenlight   gitlab.acme.dev +2   @maya                   updated just now"},
		{"long host", Header{Identities: []Identity{{Host: "gitlab.intranet.a-very-long-company-name.example.com/gitlab", User: "maya"}},
			Condition: Partial{3, 40}, WhyKey: "!"}, 80,
			"  ▲ greenlight   gitlab.i…com/gitlab   @maya   3 of 40 projects failed   ! why"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			line := c.h.View(c.w, uitest.Full(t), now, 1)
			uitest.Widths(t, c.w, line)
			if got := strings.TrimRight(ansi.Strip(line), " "); got != c.want {
				t.Errorf("\ngot  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestPulse(t *testing.T) {
	t.Parallel()
	h := Header{Identities: maya, Condition: read(0, 0), Waiting: true}
	var lights string
	for frame := range 4 {
		lights += string([]rune(ansi.Strip(h.View(80, uitest.Full(t), now, frame)))[2])
	}
	if lights != "·•●•" {
		t.Errorf("the light goes %q", lights)
	}
	h.Waiting = false
	if h.View(80, uitest.Full(t), now, 0) != h.View(80, uitest.Full(t), now, 1) {
		t.Error("the light moves while nothing is waited for")
	}
}

func TestWorst(t *testing.T) {
	t.Parallel()
	rising := []Condition{read(0, 0), Notice{Text: "200 recent projects", Fresh: read(0, 0)}, Limited{PerMinute: 90, Fresh: read(0, 0)}, Reading{Done: 1, Total: 2}, Paced{Done: 1, Total: 2, PerMinute: 90}, Partial{1, 2},
		RateLimited{Until: now}, Failing{Host: "gitlab.acme.dev"}, Silent{Age: time.Minute}, Offline{Age: time.Minute}, Expired{"gitlab.acme.dev"}}
	for i, low := range rising {
		for _, high := range rising[i:] {
			if Worst(low, high) != high || Worst(high, low) != high {
				t.Errorf("of %T and %T, %T has to be shown", low, high, high)
			}
		}
		if Worst(nil, low, nil) != low {
			t.Errorf("%T is lost among hosts that have no condition", low)
		}
	}
	if Worst() != nil || Worst(nil) != nil {
		t.Error("nothing is not a condition")
	}
	a, b := Offline{Host: "a"}, Offline{Host: "b"}
	if Worst(a, b) != a {
		t.Error("of two of a kind the first stays, or the header would flicker")
	}
}

func TestTroubleColours(t *testing.T) {
	t.Parallel()
	st := uitest.Full(t)
	for role, c := range map[theme.Role]Condition{theme.OK: read(0, 0), theme.Wait: Partial{1, 2}, theme.Bad: Offline{}} {
		on, _ := st.Body.SGR(role)
		if line := (Header{Condition: c}).View(80, st, now, 0); !strings.Contains(line, on) {
			t.Errorf("%T lacks its colour", c)
		}
	}
}

func TestTabs(t *testing.T) {
	t.Parallel()
	st := uitest.Full(t)
	first := views(0)
	line := first.View(80, st)
	if got := uitest.Plain(line); got != "  Waiting for you 4   Blocked 11   Running 3   Failed 2   All 248\n" {
		t.Errorf("tabs %q", got)
	}
	if from, to := first.Under(80, st); from != 2 || to != 19 {
		t.Errorf("underline %d to %d", from, to)
	}
	if from, to := views(4).Under(120, st); from != 58 || to != 65 {
		t.Errorf("underline of the last %d to %d", from, to)
	}
	for x, want := range map[int]int{0: -1, 1: -1, 2: 0, 18: 0, 19: -1, 21: -1, 22: 1, 58: 4, 64: 4, 65: -1, 79: -1} {
		if got := first.TabAt(x, 80, st); got != want {
			t.Errorf("a click at %d hits %d, want %d", x, got, want)
		}
	}
	amber, _ := st.Body.SGR(theme.WaitStrong)
	if !strings.Contains(line, amber) {
		t.Error("what waits for you is not amber")
	}
	first.Tabs[0].Count = 0
	if strings.Contains(first.View(80, st), amber) {
		t.Error("nothing waits, yet amber")
	}
	for i := range first.Tabs {
		first.Tabs[i].Reading = true
	}
	if got := uitest.Plain(first.View(80, st)); got != "  Waiting for you ·   Blocked ·   Running ·   Failed ·   All ·\n" {
		t.Errorf("tabs while reading %q", got)
	}
	many := Tabs{Tabs: []Tab{{Name: "All", Count: 1000, More: true}, {Name: "Mine", Count: 1204}}}
	if got := uitest.Plain(many.View(80, st)); got != "  All 1000+   Mine 1 204\n" {
		t.Errorf("large counts %q", got)
	}
}

// The active tab is always there, whole, and where the hit test says.
func TestTabsNarrow(t *testing.T) {
	t.Parallel()
	st := uitest.Full(t)
	for w := 24; w < 90; w++ {
		for active := range 5 {
			tabs := views(active)
			line := tabs.View(w, st)
			uitest.Widths(t, w, line)
			from, to := tabs.Under(w, st)
			if got, name := ansi.Cut(ansi.Strip(line), from, to), tabs.Tabs[active].Name; !strings.HasPrefix(got, name) {
				t.Errorf("w %d: under the line is %q, not %q", w, got, name)
			}
			if tabs.TabAt(from, w, st) != active || tabs.TabAt(to-1, w, st) != active {
				t.Errorf("w %d: a click on the active tab misses", w)
			}
		}
	}
}

func TestHairline(t *testing.T) {
	t.Parallel()
	st := uitest.Full(t)
	got := uitest.Plain(Hairline(30, 2, 9, true, 20, st), Hairline(30, 0, 0, false, -1, st),
		Hairline(30, 2, 9, true, 20, uitest.Styles(t, colorprofile.Ascii, true)))
	want := "──━━━━━━━───────────┬─────────\n" + strings.Repeat("─", 30) + "\n--=======---------------------\n"
	if got != want {
		t.Errorf("got\n%s", got)
	}
	focus, _ := st.Body.SGR(theme.Focus)
	if !strings.Contains(Hairline(30, 2, 9, true, -1, st), focus) || strings.Contains(Hairline(30, 2, 9, false, -1, st), focus) {
		t.Error("the heavy part is blue where keys act, and only there")
	}
}

// hostile is text that somebody else wrote.
func hostile(rnd *rand.Rand) string {
	pieces := []string{"支付网关", "👨‍👩‍👧 ", "🇩🇪", "e\u0301\u0301", "\x1b[31mred\x1b[0m", "\x1b]52;c;AAAA\a", "\u202eevoker",
		"plain words ", "\r\n", "\t", strings.Repeat("x", 200), "→·…", "한국어", "\xff\xfe", "a/b/c", "."}
	var b strings.Builder
	for range rnd.IntN(6) {
		b.WriteString(pieces[rnd.IntN(len(pieces))])
	}
	return b.String()
}
