package uitest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"

	"greenlight/ui/theme"
)

// Tab is a part of the screen that fills its place to the cell.
type Tab[M any] interface {
	Resize(w, h int) M
	View(w, h int, focused bool, st *theme.Styles, now time.Time, pulse int) []string
}

// Size is a place for a tab, in cells.
type Size struct {
	W, H    int
	Focused bool
}

// The places of a tab: zoomed on screens of 80×24 and 120×36, and beside the list.
var (
	Zoom24 = Size{80, 18, true}
	Zoom36 = Size{120, 30, true}
	Side36 = Size{52, 28, false}
	Side24 = Size{47, 16, false}
)

// Draw is what a tab draws in a place, at NowCET.
func Draw[M Tab[M]](m M, s Size, st *theme.Styles) []string {
	return m.Resize(s.W, s.H).View(s.W, s.H, s.Focused, st, NowCET, 0)
}

// Shown is a tab in its place as text; it has to fill the place exactly.
func Shown[M Tab[M]](tb testing.TB, m M, s Size) string {
	tb.Helper()
	return shown(tb, m, s, false)
}

func shown[M Tab[M]](tb testing.TB, m M, s Size, ascii bool) string {
	tb.Helper()
	lines := Draw(m, s, Styles(tb, colorprofile.TrueColor, ascii))
	Exact(tb, lines, s.W, s.H)
	return Plain(lines...)
}

// GoldenTab compares a tab with its golden file, which holds it in all places and, in
// the first, in ASCII too.
func GoldenTab[M Tab[M]](tb testing.TB, name string, m M, sizes ...Size) {
	tb.Helper()
	var all strings.Builder
	for i, s := range sizes {
		for _, ascii := range []bool{false, true} {
			text := shown(tb, m, s, ascii)
			if !ascii || i == 0 {
				fmt.Fprintf(&all, "=== %dx%d focused=%v ascii=%v\n%s", s.W, s.H, s.Focused, ascii, text)
			}
		}
	}
	Golden(tb, name, all.String())
}

// Bare draws a tab without colours, zoomed: the words and signs have to be the same,
// and the cursor reversed.
func Bare[M Tab[M]](tb testing.TB, m M) {
	tb.Helper()
	bare := Draw(m, Zoom24, Styles(tb, colorprofile.ASCII, false))
	SameWithout(tb, Draw(m, Zoom24, Full(tb)), bare)
	if !strings.Contains(strings.Join(bare, ""), "[7m") {
		tb.Error("the cursor cannot be seen")
	}
}
