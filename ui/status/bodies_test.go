package status

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"

	"greenlight/ui/keys"
	"greenlight/ui/theme"
	"greenlight/ui/uitest"
)

var (
	calm = Calm{Projects: 40, Fresh: Fresh{All: Round{now.Add(-4 * time.Second), 10 * time.Second}},
		Blocked: 7, Running: 3, Production: 1, FailedLastDay: 2}
	lost = []Unread{{"403 no access", []string{"growth/checkout"}}, {"502", []string{"data/ingest"}},
		{"no answer", []string{"legacy/billing"}}}
	again = keys.Hint{Keys: "r", Verb: "try now"}
)

// bodies are the designed bodies with their size.
func bodies(st *theme.Styles) []struct {
	name  string
	w, h  int
	lines []string
} {
	return []struct {
		name  string
		w, h  int
		lines []string
	}{
		{"nothing waits", 80, 19, Nothing(80, 19, calm, st, now)},
		{"nothing waits in what was read", 80, 12, Nothing(80, 12, Calm{Projects: 40, Failed: 3, Fresh: read(3*time.Minute, 0)}, st, now)},
		{"nothing waits where a pulse tells of changes", 80, 12, Nothing(80, 12, Calm{Projects: 400, Fresh: pulsed(4*time.Second, 8*time.Minute)}, st, now)},
		{"nothing waits where the round is late", 80, 12, Nothing(80, 12, Calm{Projects: 400, Fresh: pulsed(4*time.Second, 14*time.Minute)}, st, now)},
		{"nothing waits in a small fleet with a pulse", 80, 12, Nothing(80, 12, Calm{Projects: 1, Fresh: Fresh{
			All: Round{now.Add(-28 * time.Second), 30 * time.Second}, Changes: Round{now.Add(-4 * time.Second), 10 * time.Second}}}, st, now)},
		{"no match", 80, 9, NoMatch(80, 9, "esc", keys.Hint{}, st)},
		{"no match here", 80, 9, NoMatch(80, 9, "esc", keys.Hint{Keys: "5", Verb: "shows 6 in “All”."}, st)},
		{"empty view", 80, 9, EmptyView(80, 9, "Failed", keys.Hint{Keys: "tab", Verb: "next view"}, st)},
		{"no projects", 80, 14, NoProjects(80, 14, "@maya is a Reporter or more in no project of gitlab.acme.dev.", st)},
		{"unreachable", 80, 10, Unreachable(80, 10, "gitlab.acme.dev", "No such host.", 12*time.Second, again, st)},
		{"unreachable, trying", 80, 10, Unreachable(80, 10, "gitlab.acme.dev", "No such host.", 0, again, st)},
		{"whose is not read", 80, 9, Unjudged(80, 9, 2, "gitlab.acme.dev answered 502.", keys.Hint{Keys: "tab", Verb: "next view"}, st)},
		{"whose is being read", 80, 9, Unjudged(80, 9, 1, "", keys.Hint{Keys: "tab"}, st)},
		{"too small", 60, 15, TooSmall(60, 15, 4, 3, "q", st)},
		{"too small, unread", 79, 23, TooSmall(79, 23, -1, 0, "q", st)},
		{"too small, nothing waits", 40, 5, TooSmall(40, 5, 0, 0, "q", st)},
		{"too small for the advice", 30, 2, TooSmall(30, 2, 1, 1, "q", st)},
		{"not shown", 80, 2, Failures(80, 5, lost, "!", st)},
	}
}

func TestBodies(t *testing.T) {
	t.Parallel()
	for _, ascii := range []bool{false, true} {
		st := uitest.Styles(t, colorprofile.TrueColor, ascii)
		var all strings.Builder
		for _, b := range bodies(st) {
			if len(b.lines) != b.h {
				t.Errorf("%s has %d lines, want %d", b.name, len(b.lines), b.h)
			}
			uitest.Widths(t, b.w, b.lines...)
			fmt.Fprintf(&all, "=== %s %dx%d\n%s", b.name, b.w, b.h, uitest.Plain(b.lines...))
		}
		uitest.Golden(t, fmt.Sprintf("bodies-ascii-%v", ascii), all.String())
		if ascii {
			for _, r := range all.String() {
				if r > '~' {
					t.Fatalf("%q is not ASCII", r)
				}
			}
		}
	}
}

// Without colours the words stay, and no colour is asked of the terminal.
func TestBodiesNoColor(t *testing.T) {
	t.Parallel()
	bare := bodies(uitest.Styles(t, colorprofile.Ascii, false))
	for i, b := range bodies(uitest.Full(t)) {
		if uitest.Plain(b.lines...) != uitest.Plain(bare[i].lines...) {
			t.Errorf("%s reads differently without colours", b.name)
		}
		for _, l := range bare[i].lines {
			if strings.Contains(l, "[38;") || strings.Contains(l, ";38;") || strings.Contains(l, "[48;") || strings.Contains(l, "[3") {
				t.Errorf("%s: a colour in %q", b.name, l)
			}
		}
	}
}

// With projects that failed nobody is told that nothing waits.
func TestNothingClaimsOnlyWhatWasRead(t *testing.T) {
	t.Parallel()
	st := uitest.Full(t)
	c := calm
	if got := uitest.Plain(Nothing(80, 19, c, st, now)...); !strings.Contains(got, "✓ Nothing waits for you.") {
		t.Errorf("all was read:\n%s", got)
	}
	c.Failed = 3
	got := uitest.Plain(Nothing(80, 19, c, st, now)...)
	if strings.Contains(got, "✓") || !strings.Contains(got, "in what could be read") {
		t.Errorf("three projects could not be read:\n%s", got)
	}
	c = Calm{Projects: 1, Fresh: read(0, 0)}
	got = uitest.Plain(Nothing(80, 19, c, st, now)...)
	for _, no := range []string{"blocked", "running", "failed", "every", "rings", "1 projects"} {
		if strings.Contains(got, no) {
			t.Errorf("%q is said of nothing:\n%s", no, got)
		}
	}
}

// The list of failures keeps to its rows and counts what has no place.
func TestFailures(t *testing.T) {
	t.Parallel()
	st := uitest.Full(t)
	many := append([]Unread(nil), lost...)
	for i := range 9 {
		many = append(many, Unread{fmt.Sprintf("%d teapot", 418+i), []string{"a/one", "b/two", "c/three", "d/four"}})
	}
	got := Failures(80, 3, many, "!", st)
	uitest.Widths(t, 80, got...)
	text := uitest.Plain(got...)
	if len(got) != 3 || !strings.Contains(text, "more  !") {
		t.Errorf("%d lines:\n%s", len(got), text)
	}
	all := uitest.Plain(Failures(80, 30, many, "!", st)...)
	for _, want := range []string{"growth/checkout 403 no access", "a/one, b/two and 2 more 418 teapot", "426 teapot"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is missing in\n%s", want, all)
		}
	}
	if Failures(80, 1, lost, "!", st) != nil || Failures(80, 9, nil, "!", st) != nil {
		t.Error("without room or failures there is nothing to say")
	}
}

func TestTooSmallAnySize(t *testing.T) {
	t.Parallel()
	st := uitest.Full(t)
	for w := 1; w < 80; w += 3 {
		for h := 1; h < 24; h++ {
			got := TooSmall(w, h, 12, 3, "q", st)
			if len(got) != h {
				t.Errorf("%dx%d has %d lines", w, h, len(got))
			}
			uitest.Widths(t, w, got...)
			if w >= 10 && !strings.Contains(uitest.Plain(got...), "12") {
				t.Errorf("%dx%d does not say how many wait", w, h)
			}
		}
	}
}
