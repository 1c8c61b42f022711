package uitest

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// Plain is drawn lines as text: without styles, without the blanks at their ends, each
// with a newline.
func Plain(lines ...string) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(strings.TrimRight(ansi.Strip(l), " ") + "\n")
	}
	return b.String()
}

// Widths fails for every line that is not w cells wide.
func Widths(tb testing.TB, w int, lines ...string) {
	tb.Helper()
	for i, l := range lines {
		if n := ansi.StringWidth(l); n != w {
			tb.Errorf("line %d has %d cells, want %d: %q", i, n, w, l)
		}
	}
}

// Exact fails unless there are h lines of w cells.
func Exact(tb testing.TB, lines []string, w, h int) {
	tb.Helper()
	if len(lines) != h {
		tb.Errorf("%d lines, want %d", len(lines), h)
	}
	Widths(tb, w, lines...)
}

// Has fails for each of the texts that is missing in what is shown.
func Has(tb testing.TB, got string, want ...string) {
	tb.Helper()
	for _, w := range want {
		if !strings.Contains(got, w) {
			tb.Errorf("%q is missing in\n%s", w, got)
		}
	}
}

// HasNot fails for each of the texts that is in what is shown.
func HasNot(tb testing.TB, got string, unwanted ...string) {
	tb.Helper()
	for _, w := range unwanted {
		if strings.Contains(got, w) {
			tb.Errorf("%q should not be in\n%s", w, got)
		}
	}
}

// SameWithout fails where lines drawn without colours say something else than the full
// ones, or ask the terminal for a colour.
func SameWithout(tb testing.TB, full, bare []string) {
	tb.Helper()
	if Plain(full...) != Plain(bare...) {
		tb.Errorf("the text differs without colours:\n%s", Plain(bare...))
	}
	for _, l := range bare {
		for _, colour := range []string{"[38;", "[48;", ";38;", ";48;", "[3", "[9"} {
			if strings.Contains(l, colour) {
				tb.Errorf("a colour %q in %q", colour, l)
			}
		}
	}
}
