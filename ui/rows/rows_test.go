package rows

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"

	"greenlight/ui/theme"
	"greenlight/ui/uitest"
)

func pane(t *testing.T, w, h int, focused bool) Pane {
	t.Helper()
	return Pane{W: w, H: h, Focused: focused, Styles: uitest.Styles(t, colorprofile.Ascii, false)}
}

// text is what is drawn, each line as wide as the pane.
func text(t *testing.T, p Pane, lines []string) string {
	t.Helper()
	uitest.Exact(t, lines, p.W, p.H)
	return uitest.Plain(lines...)
}

func TestStep(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ at, n, count, want int }{
		{0, 1, 3, 1}, {2, 1, 3, 2}, {0, -1, 3, 0}, {1, math.MaxInt, 3, 2}, {1, math.MinInt, 3, 0}, {5, 0, 3, 2}, {-5, 0, 3, 0},
		{0, 1, 0, 0}, {3, math.MinInt, 0, 0}, {0, math.MaxInt, 1, 0}, {2, -1, 3, 1},
	} {
		if got := Step(c.at, c.n, c.count); got != c.want {
			t.Errorf("Step(%d, %d, %d) = %d, want %d", c.at, c.n, c.count, got, c.want)
		}
	}
}

func numbered(n int) []Line {
	var out []Line
	for i := range n {
		out = append(out, Line{Section: fmt.Sprint("part", i/8), Left: Said(theme.Text, fmt.Sprintf("item%d.", i+1)), Item: i + 1})
	}
	return out
}

// Whatever the size, the cursor's line and the head are seen, each line of the body is
// seen from somewhere, and what is left out is counted.
func TestTheWindow(t *testing.T) {
	t.Parallel()
	head := []Line{{Flush: true, Left: Said(theme.Strong, "head")}}
	for h := 1; h < 30; h++ {
		for _, n := range []int{0, 1, 5, 9, 10, 11, 27, 60} {
			p := pane(t, 60, h, true)
			seen := map[int]bool{}
			for item := 1; item <= n; item++ {
				got := text(t, p, p.Draw(head, numbered(n), item))
				if at := strings.Index(got, "▌"); at < 0 || !strings.Contains(strings.SplitN(got[at:], "\n", 2)[0], fmt.Sprintf("item%d.", item)) {
					t.Fatalf("%d rows: the cursor on %d of %d is not seen:\n%s", h, item, n, got)
				}
				if h > 6 && !strings.Contains(got, "head") {
					t.Fatalf("%d rows: the head is gone:\n%s", h, got)
				}
				shown := 0
				for i := 1; i <= n; i++ {
					if strings.Contains(got, fmt.Sprintf("item%d.", i)) {
						seen[i] = true
						shown++
					}
				}
				if h > 6 && shown < n && count(t, got) != n-shown {
					t.Fatalf("%d rows: %d of %d shown, but\n%s", h, shown, n, got)
				}
			}
			if len(seen) != n {
				t.Fatalf("%d rows: %d of %d lines can be reached", h, len(seen), n)
			}
		}
	}
}

// count adds up what the window says it left out.
func count(t *testing.T, got string) int {
	t.Helper()
	sum := 0
	for _, l := range strings.Split(got, "\n") {
		var n int
		if _, err := fmt.Sscanf(strings.TrimSpace(l), "%d more", &n); err == nil {
			sum += n
		}
	}
	return sum
}

func TestASectionIsNamedOnceAPage(t *testing.T) {
	t.Parallel()
	p := pane(t, 40, 12, true)
	for _, item := range []int{1, 14, 27} {
		got := text(t, p, p.Draw(nil, numbered(27), item))
		for i := range 4 {
			name := fmt.Sprint("part", i)
			want := 0
			for j := range 8 {
				if strings.Contains(got, fmt.Sprintf("item%d.", 8*i+j+1)) {
					want = 1
				}
			}
			if n := strings.Count(got, name); n != want {
				t.Errorf("%s is named %d times, want %d:\n%s", name, n, want, got)
			}
		}
	}
}

func TestLines(t *testing.T) {
	t.Parallel()
	p := pane(t, 30, 1, false)
	for _, c := range []struct {
		line Line
		want string
	}{
		{Line{Section: "Files", Left: Said(theme.Text, "go.mod"), Right: Said(theme.OK, "+3")}, "Files      go.mod           +3"},
		{Line{Section: "a-very-long-stage", Left: Said(theme.Text, "x")}, "a-ve…stage x"},
		{Line{Flush: true, Left: Said(theme.Text, "a sentence that is longer than it"), Right: Said(theme.OK, "+3")}, "a sentence that is longer…  +3"},
		{Line{Flush: true, Left: []Span{{theme.Text, "abcdefghijklmnopqrstuvwxyz abc"}, {theme.Text, "z"}}}, "abcdefghijklmnopqrstuvwxyz ab…"},
		{Line{Flush: true, Left: Said(theme.Text, "left"), Right: Said(theme.Text, "a right part that is far too long")}, "left           a right part t…"},
		{Line{Flush: true, Left: Sentence(Said(theme.Text, "a"), nil, Said(theme.Text, "b"))}, "a · b"},
		{Line{Flush: true, Left: Dots(3)}, "···"},
	} {
		if got := strings.TrimRight(text(t, p, p.Draw(nil, []Line{c.line}, 0)), "\n"); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	if got := p.Draw(nil, nil, 0); len(got) != 1 {
		t.Errorf("%q", got)
	}
	if got := pane(t, 0, 4, true).Draw(nil, numbered(3), 1); got != nil {
		t.Errorf("%q in no width", got)
	}
}

// Beside the list nothing is picked, and only zooming shows the rest.
func TestWithoutFocus(t *testing.T) {
	t.Parallel()
	p := pane(t, 40, 12, false)
	got := text(t, p, p.Draw(nil, numbered(27), 1))
	if strings.Contains(got, "▌") || !strings.Contains(got, "16 more when zoomed") {
		t.Errorf("drawn as\n%s", got)
	}
}

// An item of two lines is one of those that are left out.
func TestItemsAreCountedOnce(t *testing.T) {
	t.Parallel()
	var lines []Line
	for _, l := range numbered(20) {
		lines = append(lines, l, Line{Left: Said(theme.Muted, "its second line"), Item: l.Item})
	}
	p := pane(t, 40, 11, true)
	if got := text(t, p, p.Draw(nil, lines, 1)); !strings.Contains(got, "15 more below") {
		t.Errorf("10 lines, five items are shown of 20:\n%s", got)
	}
}
