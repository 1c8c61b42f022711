package shift

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"greenlight/api/journal"
	"greenlight/ui/intent"
	"greenlight/ui/keys"
	"greenlight/ui/uitest"
)

var now = uitest.NowCET

const (
	host = "gitlab.acme.dev"
	sha  = "3f2a91c0d4e5f60718293a4b5c6d7e8f90a1b2c3"
	was  = "77e01bd0d4e5f60718293a4b5c6d7e8f90a1b2c3"
)

// entry is a decision some time ago; without an outcome nothing was answered.
func entry(op, act string, ago time.Duration, outcome string) journal.Entry {
	at := now.Add(-ago).UTC()
	e := journal.Entry{Op: op, Sent: journal.Sent{At: at, Act: act, Host: host, User: "lin", Project: "payments/api", ProjectID: 13,
		Deployment: 99001, IID: 4821, Environment: "production", Tier: "production", Ref: "v2.14.0", SHA: sha,
		LiveRef: "v2.13.9", LiveSHA: was, URL: "https://gitlab.acme.dev/payments/api/-/environments/7/deployments/4821"}}
	if outcome != "" {
		e.Answered = &journal.Answered{At: at.Add(700 * time.Millisecond), Outcome: outcome, RequestID: "01JKF3Q4XH"}
	}
	return e
}

// night is what one journal may hold: one decision lost, one refused, older ones.
func night() []journal.Entry {
	lost := entry("op-lost", "approve", 20*time.Minute, "")
	lost.Sent.As, lost.Sent.Comment = "SRE", "go, the migration is reviewed"
	lost.Sent.Warnings = []string{"Older than live: it would roll back 3 commits.", "Freeze until 06:00 CET. GitLab will not stop you."}
	refused := entry("op-refused", "reject", 95*time.Minute, "refused")
	refused.Answered.Said = "403 Forbidden: you have already approved"
	done := entry("op-done", "run", 5*time.Hour, "done")
	done.Sent.Project, done.Sent.Environment, done.Sent.Tier, done.Sent.Ref = "platform/infra/edge-gateway", "staging/eu-west-1", "staging", "feature/rotate-certificates"
	one := 1
	done.Answered.Status, done.Answered.Left = "running", &one
	day := entry("op-day", "set status", 20*time.Hour, "done, answer lost")
	day.Sent.Status = "success"
	week := entry("op-week", "approve", 3*24*time.Hour, "changed")
	week.Sent.Project = "支付/网关"
	old := entry("op-old", "record", 80*24*time.Hour, "done")
	old.Sent.Status, old.Sent.IID, old.Sent.URL, old.Answered.Made = "success", 0, "", 4822
	return []journal.Entry{lost, refused, done, day, week, old}
}

func loaded(entries ...journal.Entry) Model {
	return New(now).Loaded(journal.Page{Entries: entries}, nil)
}

// many is a journal of a busy week.
func many(n int) Model {
	var all []journal.Entry
	for i := range n {
		e := entry(fmt.Sprintf("op-%03d", i), "approve", time.Duration(i)*time.Minute, "done")
		e.Sent.SHA = fmt.Sprintf("%07x", i)
		all = append(all, e)
	}
	return loaded(all...)
}

func pressed(m Model, words ...string) Model {
	m, _ = uitest.Press(m, words...)
	return m
}

func TestTheCardLooksAsDesigned(t *testing.T) {
	t.Parallel()
	long := night()
	for i := range 6 {
		long[0].Sent.Warnings = append(long[0].Sent.Warnings, fmt.Sprintf("Warning number %d says more than one line of a card has room for at eighty cells.", i+3))
	}
	for name, m := range map[string]Model{
		"shift":    loaded(night()...),
		"all":      pressed(loaded(night()...), "left"),
		"unfolded": pressed(loaded(night()...), "enter"),
		"refused":  pressed(loaded(night()...), "j", "enter"),
		"long":     pressed(loaded(long...), "enter"),
		"scrolled": pressed(loaded(long...), "enter", "pgdown"),
		"reading":  New(now),
		"failed":   New(now).Loaded(journal.Page{}, errors.New("the journal /home/lin/.local/state/greenlight/journal.jsonl cannot be read (permission denied): make it writable for you, or set XDG_STATE_HOME to another folder")),
		"none":     loaded(),
		"broken":   New(now).Loaded(journal.Page{Entries: night()[3:], Broken: 2, Cut: true}, nil),
		"cut":      pressed(New(now).Loaded(journal.Page{Entries: night(), Broken: 1, Cut: true}, nil), "left"),
		"many":     pressed(many(200), "pgdown", "pgdown", "pgdown"),
		"writing":  pressed(loaded(night()...), "w"),
		"written":  pressed(loaded(night()...), "w").Written("/home/lin/.local/state/greenlight/handovers/handover-2026-02-14-0300.md", nil),
		"unwritten": pressed(loaded(night()...), "w").Written("", errors.New(
			"the handover in /mnt/full cannot be written (no space left on device): make room on that disk")),
		"copied": pressed(loaded(night()...), "c"),
	} {
		uitest.GoldenCard(t, name, m)
	}
	uitest.Golden(t, "unfolded-80x24-ascii", uitest.Frame(t, pressed(loaded(night()[:3]...), "enter"), 80, 24, true))
	uitest.Golden(t, "shift-60x15", uitest.Frame(t, loaded(night()...), 60, 15, false))
	uitest.Golden(t, "unfolded-60x15", uitest.Frame(t, pressed(loaded(night()...), "enter", "w").Written("/tmp/a.md", nil), 60, 15, false))
}

// Without colours the words and signs are the same, and the loud ones have their sign.
func TestWithoutColours(t *testing.T) {
	t.Parallel()
	m := pressed(loaded(night()...), "enter")
	full := m.View(80, 24, uitest.Full(t), now, 0)
	bare := m.View(80, 24, uitest.Styles(t, colorprofile.ASCII, false), now, 0)
	uitest.SameWithout(t, full.Lines, bare.Lines)
	uitest.Has(t, uitest.Plain(bare.Lines...), "? UNKNOWN", "(•) this shift", "▌")
}

// What a word of the journal means is said in the handover too: both must agree.
func TestTheEndingsAreThoseOfTheHandover(t *testing.T) {
	t.Parallel()
	for outcome, want := range map[string]string{
		"done": "✓ done", "done, answer lost": "✓ done", "refused": "✗ refused", "not sent": "– not sent", "changed": "– changed",
		"not done, answer lost": "– not done", "unknown": "? UNKNOWN", "maybe, answer lost": "? UNKNOWN", "not verified": "? UNKNOWN",
		"": "? UNKNOWN", "what is this": "? UNKNOWN",
	} {
		e := entry("op", "approve", time.Hour, outcome)
		out := uitest.Frame(t, loaded(e), 80, 24, false)
		uitest.Has(t, out, want)
		told := strings.Contains(out, "1 decision is UNKNOWN: look in GitLab")
		text := journal.Handover([]journal.Entry{e}, time.Time{}, time.Time{}, time.UTC)
		if told != strings.Contains(text, "UNKNOWN") || strings.HasPrefix(want, "✓") != strings.Contains(text, "Approved: 1") ||
			strings.HasPrefix(want, "✗") != strings.Contains(text, "efused by GitLab: 1") || strings.HasPrefix(want, "–") != strings.Contains(text, "Not done: 1") {
			t.Errorf("%q is %q here, told %v, and in the handover\n%s", outcome, want, told, text)
		}
	}
	uitest.Has(t, uitest.Frame(t, pressed(loaded(entry("op", "approve", time.Hour, "\x1b[31mnew\u202e word")), "enter"), 120, 36, false), "“new word”")
}

func TestSpans(t *testing.T) {
	t.Parallel()
	m := loaded(night()...)
	for _, want := range []string{"3 decisions", "4 decisions", "5 decisions", "6 decisions", "3 decisions"} {
		uitest.Has(t, uitest.Frame(t, m, 80, 24, false), want)
		m = pressed(m, "right")
	}
	if m.span != spanDay {
		t.Errorf("four steps and one more lead to %v", m.span)
	}
	// the edge of a span belongs to it
	edge := loaded(entry("in", "run", 8*time.Hour, "done"), entry("out", "run", 8*time.Hour+time.Second, "done"))
	if len(edge.items) != 1 || edge.items[0].Op != "in" {
		t.Errorf("within the shift: %+v", edge.items)
	}
	// what is picked stays picked; where it is not in the span the newest is
	m = pressed(loaded(night()...), "left", "j", "j", "right")
	if m.picked().Op != "op-done" {
		t.Errorf("%s is picked", m.picked().Op)
	}
	m = pressed(loaded(night()...), "left", "end", "right")
	if m.picked().Op != "op-lost" {
		t.Errorf("%s is picked", m.picked().Op)
	}
	// an empty span says so and keeps its keys
	m = loaded(night()[4:]...)
	uitest.Has(t, uitest.Frame(t, m, 80, 24, false), "Nothing was decided from here in this span.", "0 decisions")
	for _, key := range []string{"o", "y"} {
		if _, want := uitest.Press(m, key); !strings.HasPrefix(fmt.Sprintf("%T", want), "intent.Refused") {
			t.Errorf("%s asks for %#v", key, want)
		}
	}
	if next, want := uitest.Press(m, "enter"); want != nil || next.open {
		t.Errorf("enter unfolds nothing, and asks for %#v", want)
	}
}

// Where older ones were not read, only the spans that reach there say so.
func TestCutIsSaidWhereItMatters(t *testing.T) {
	t.Parallel()
	m := New(now).Loaded(journal.Page{Entries: night()[:5], Cut: true}, nil)
	for range spanCount {
		out := uitest.Frame(t, m, 80, 24, false)
		cut := m.span == spanWeek || m.span == spanAll
		if strings.Contains(out, "older ones are not shown") != cut || strings.Contains(out, "+ decisions") != cut {
			t.Errorf("%v: cut must be told %v\n%s", m.span, cut, out)
		}
		m = pressed(m, "right")
	}
}

func TestTheHandover(t *testing.T) {
	t.Parallel()
	m, want := uitest.Press(loaded(night()...), "w")
	ask, ok := want.(intent.Handover)
	if !ok || len(ask.Entries) != 3 || !ask.From.Equal(now.Add(-8*time.Hour)) || !ask.To.Equal(now) {
		t.Fatalf("w asks for %#v", want)
	}
	if _, want := uitest.Press(m, "w"); want != nil {
		t.Errorf("a second w while it is written asks for %#v", want)
	}
	if kept := pressed(m, "j"); !kept.hand.writing {
		t.Error("a moved cursor forgets that it is written")
	}
	m = m.Written("/tmp/handover.md", nil)
	uitest.Has(t, uitest.Frame(t, m, 80, 24, false), "The handover is in /tmp/handover.md (y copies the path)")
	if left, _ := m.Hints(keys.Map{}); left[0] != (keys.Hint{Keys: "y", Verb: "copy the path"}) {
		t.Errorf("the footer says %v", left)
	}
	copied, want := uitest.Press(m, "y")
	if want != (intent.Copy{What: "The path", Text: "/tmp/handover.md"}) {
		t.Errorf("y asks for %#v", want)
	}
	uitest.Has(t, uitest.Frame(t, copied, 80, 24, false), "The path was handed to the clipboard. /tmp/handover.md")
	if _, again := uitest.Press(copied, "y"); again != want {
		t.Errorf("y once more asks for %#v", again)
	}
	if _, want := uitest.Press(m, "j", "y"); want.(intent.Copy).What != "The decision" {
		t.Errorf("after a move y asks for %#v", want)
	}
	if _, want := uitest.Press(m.Written("", errors.New("no")), "w"); want == nil {
		t.Error("after a failure w does not try again")
	}

	_, want = uitest.Press(loaded(night()...), "left", "c")
	text := want.(intent.Copy)
	uitest.Has(t, text.Text, "# Handover", "UNKNOWN: 1", "03:00 CET", "recorded as success")
	if text.What != "The handover" {
		t.Errorf("c copies %q", text.What)
	}
	// what was decided after the card was opened, or by a clock ahead, is in it
	_, want = uitest.Press(loaded(entry("ahead", "run", -time.Hour, "done")), "w")
	if ask := want.(intent.Handover); len(ask.Entries) != 1 || ask.Entries[0].Sent.At.After(ask.To) {
		t.Errorf("w asks for %#v", ask)
	}
	_, want = uitest.Press(loaded(night()...), "left", "w")
	if ask := want.(intent.Handover); len(ask.Entries) != 6 || !ask.From.IsZero() {
		t.Errorf("all of it is %#v", ask)
	}
}

func TestOpenAndCopyTheDecision(t *testing.T) {
	t.Parallel()
	m := loaded(night()...)
	if _, want := uitest.Press(m, "o"); want != (intent.OpenURL{URL: night()[0].Sent.URL}) {
		t.Errorf("o asks for %#v", want)
	}
	if _, want := uitest.Press(m, "left", "G", "o"); want != (intent.Refused{Sentence: "The journal has no page for this one."}) {
		t.Errorf("o asks for %#v", want)
	}
	hostile := night()[1]
	hostile.Sent.Comment = "a\nPage: https://evil.example\x1b]52;c;ZXZpbA==\x07"
	next, want := uitest.Press(loaded(hostile), "y")
	text := want.(intent.Copy).Text
	uitest.Has(t, text, "When: 2026-02-14 01:25:00 CET by @lin on gitlab.acme.dev\n", "What: reject · #4821 · v2.14.0 · 3f2a91c\n", "Where: payments/api → ◆ production\n",
		"Outcome: ✗ refused at 01:25:00\n", "GitLab: “403 Forbidden: you have already approved”\n", "As: GitLab's choice\n", "Live then: v2.13.9 · 77e01bd\n",
		"Request: 01JKF3Q4XH\n", "Operation: op-refused\n", "Commit: "+sha+"\n", "\nPage: "+hostile.Sent.URL+"\n")
	uitest.HasNot(t, text, "\x1b", "\nPage: https://evil")
	uitest.Has(t, uitest.Frame(t, next, 80, 24, false), "The decision was handed to the clipboard.")
}

// What only some decisions have is told of those, in the card and in the text.
func TestWhatOnlySomeHave(t *testing.T) {
	t.Parallel()
	for i, want := range map[int][]string{
		2: {"What run · #4821 · feature/rotate-certificates", "Read back running, 1 approval missing"},
		3: {"What set status to success · #4821", "GitLab's answer was lost, but what was read back shows it."},
		5: {"What record as success · v2.14.0", "Read back it made #4822"},
	} {
		m := pressed(loaded(night()[i]), "left", "enter")
		_, copied := uitest.Press(m, "y")
		for _, out := range []string{uitest.Frame(t, m, 120, 36, false), strings.ReplaceAll(copied.(intent.Copy).Text, ":", "")} {
			uitest.Has(t, strings.Join(strings.Fields(strings.ReplaceAll(out, "│", "")), " "), want...)
			uitest.HasNot(t, out, "GitLab's choice")
		}
	}
	bare := night()[0]
	bare.Sent.SHA, bare.Sent.LiveSHA, bare.Sent.LiveRef, bare.Sent.Comment = "", "", "", ""
	plain := uitest.Frame(t, pressed(loaded(bare), "enter"), 120, 36, false)
	uitest.Has(t, plain, "approve · #4821 · v2.14.0 ")
	uitest.HasNot(t, plain, "v2.14.0 ·", "Live then", "Comment")
	hostile := night()[0]
	hostile.Sent.Comment = "go\x1b]0;one two\x07 on"
	out := uitest.Frame(t, pressed(loaded(hostile), "enter"), 120, 36, false)
	uitest.Has(t, out, "“go on”")
	uitest.HasNot(t, out, "two")
}

func TestMoving(t *testing.T) {
	t.Parallel()
	m := many(30)
	for _, step := range []struct {
		keys []string
		want int
	}{
		{[]string{"down"}, 1}, {[]string{"j", "j"}, 3}, {[]string{"k"}, 2}, {[]string{"up"}, 1}, {[]string{"pgdown"}, 9}, {[]string{"pgup"}, 1},
		{[]string{"G"}, 29}, {[]string{"down"}, 29}, {[]string{"g"}, 0}, {[]string{"up"}, 0}, {[]string{"end"}, 29}, {[]string{"home"}, 0},
	} {
		if m = pressed(m, step.keys...); m.pick != step.want {
			t.Errorf("%v leads to %d, want %d", step.keys, m.pick, step.want)
		}
	}
}

// Wherever the pick is, it is on the screen, folded and unfolded.
func TestThePickIsVisible(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{80, 24}, {120, 36}, {60, 15}} {
		for _, m := range []Model{many(40), pressed(many(40), "enter")} {
			for range 40 {
				want := m.picked().Sent.SHA
				out := uitest.Frame(t, m, size[0], size[1], false)
				row := slices.IndexFunc(strings.Split(out, "\n"), func(l string) bool { return strings.Contains(l, "▌") && strings.Contains(l, want) })
				if row < 0 {
					t.Fatalf("at %v the pick %s is not on the screen:\n%s", size, want, out)
				}
				m = pressed(m, "down")
			}
		}
	}
}

// A long decision is read to its end with the page keys, and back.
func TestALongDecisionScrolls(t *testing.T) {
	t.Parallel()
	e := night()[0]
	for i := range 12 {
		e.Sent.Warnings = append(e.Sent.Warnings, fmt.Sprintf("warning-%02d", i))
	}
	m := pressed(loaded(e, night()[1], night()[2]), "enter")
	first := uitest.Frame(t, m, 80, 24, false)
	uitest.Has(t, first, "more lines below, pgdn")
	seen := first
	for range 6 {
		m = pressed(m, "pgdown")
		seen += uitest.Frame(t, m, 80, 24, false)
	}
	for i := range 12 {
		uitest.Has(t, seen, fmt.Sprintf("warning-%02d", i))
	}
	last := uitest.Frame(t, m, 80, 24, false)
	uitest.Has(t, last, "Operation  op-lost", "more lines above, pgup")
	uitest.HasNot(t, last, "more lines below")
	if back := uitest.Frame(t, pressed(m, "pgup"), 80, 24, false); back == last {
		t.Error("the first step back is lost")
	}
	if m.pick != 0 {
		t.Errorf("it is left for %d", m.pick)
	}
	if m = pressed(m, "enter"); m.open || m.skip != 0 {
		t.Error("enter does not fold it")
	}
}

func TestReadingAndFailing(t *testing.T) {
	t.Parallel()
	m := New(now)
	if want := m.Wants(); want != (intent.ReadJournal{}) {
		t.Errorf("it wants %#v", want)
	}
	for _, key := range []string{"enter", "w", "c", "y", "o", "right"} {
		if next, want := uitest.Press(m, key); want != nil || !next.loading {
			t.Errorf("while it is read %s asks for %#v", key, want)
		}
	}
	m = m.Loaded(journal.Page{}, errors.New("the journal is a pipe: move it away"))
	uitest.Has(t, uitest.Frame(t, m, 80, 24, false), "✗ The journal is a pipe: move it away. enter reads it again.")
	if _, want := uitest.Press(m, "w"); want != nil {
		t.Errorf("w asks for %#v where nothing could be read", want)
	}
	m, want := uitest.Press(m, "enter")
	if want != (intent.ReadJournal{}) || !m.loading {
		t.Errorf("enter asks for %#v", want)
	}
	uitest.Has(t, uitest.Frame(t, m.Loaded(journal.Page{Entries: night()}, nil), 80, 24, false), "3 decisions")
}

func TestUnarmedKeysAndPastesDoNothing(t *testing.T) {
	t.Parallel()
	m := loaded(night()...)
	for _, name := range []string{"enter", "o", "y", "w", "c", "down", "right"} {
		if next, want := m.Key(uitest.Key(name), false); want != nil || next.open || next.pick != 0 || next.span != spanShift || next.hand != (hand{}) {
			t.Errorf("unarmed %s asks for %#v", name, want)
		}
	}
	for _, any := range []Model{m, New(now), New(now).Loaded(journal.Page{}, errors.New("no"))} {
		if _, want := any.Key(uitest.Key("esc"), false); want != (intent.Close{}) {
			t.Errorf("unarmed esc asks for %#v", want)
		}
	}
	if next, want := m.Paste("w"); want != nil || next.hand.writing || m.Dirty() {
		t.Errorf("a paste asks for %#v", want)
	}
}

// From span to span, and while an unfolded card is moved through, nothing jumps.
func TestTheCardKeepsItsHeight(t *testing.T) {
	t.Parallel()
	quiet := night()[1:]
	for _, m := range []Model{loaded(quiet...), pressed(loaded(night()...), "left", "enter")} {
		key := "right"
		if m.open {
			key = "down"
		}
		high := m.View(80, 24, uitest.Full(t), now, 0).H
		for range 5 {
			m = pressed(m, key)
			if got := m.View(80, 24, uitest.Full(t), now, 0).H; got != high {
				t.Errorf("after %s it is %d rows high, was %d", key, got, high)
			}
		}
	}
}

func FuzzCard(f *testing.F) {
	f.Add("支付 \x1b[31m\u202e", 3)
	f.Fuzz(func(t *testing.T, s string, n int) {
		e := entry(s, s, time.Duration(n), s)
		e.Sent.Project, e.Sent.Environment, e.Sent.Ref, e.Sent.SHA, e.Sent.User, e.Sent.Host = s, s, s, s, s, s
		e.Sent.As, e.Sent.Comment, e.Sent.Warnings, e.Sent.LiveRef, e.Sent.Status = s, s, []string{s, s}, s, s
		e.Answered = &journal.Answered{Outcome: s, Said: s, RequestID: s, Status: s}
		m := New(now).Loaded(journal.Page{Entries: []journal.Entry{e, e, e}, Broken: n & 3}, nil)
		m = pressed(m, "left", "enter")
		for _, size := range [][2]int{{80, 24}, {120, 36}, {60, 15}} {
			uitest.Frame(t, m, size[0], size[1], false)
			b := m.Written(s, errors.New(s)).View(size[0], size[1], uitest.Styles(t, colorprofile.TrueColor, true), now, 0)
			uitest.Block(t, b, size[0], size[1])
		}
		_, want := uitest.Press(m, "y")
		for line := range strings.Lines(want.(intent.Copy).Text) {
			if line = strings.TrimSuffix(line, "\n"); ansi.Strip(line) != line {
				t.Errorf("%q is copied", line)
			}
		}
	})
}
