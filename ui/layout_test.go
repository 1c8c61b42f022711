package ui

import (
	"fmt"
	"strings"
	"testing"
)

// picture draws a layout small: l for the list, d for the detail, | for the
// divider, t h f for what is around them. One letter stands for 10×4 cells.
func picture(r Rects, w, h int) string {
	if r.Small {
		return "small"
	}
	top := 3
	if r.Zoomed {
		top = 1
	}
	rows := max(r.ListH, r.DetailH)
	if !r.Side {
		rows = r.ListH + r.DetailH
	}
	return fmt.Sprintf("top %d, list %dx%d, detail %dx%d at %d, divider %d, rest %d", top,
		r.ListW, r.ListH, r.DetailW, r.DetailH, r.DetailX, r.Divider, h-top-rows)
}

func TestCompute(t *testing.T) {
	t.Parallel()
	cases := []struct {
		w, h        int
		zoomed, row bool
		want        string
	}{
		{80, 24, false, true, "top 3, list 80x11, detail 80x8 at 0, divider -1, rest 2"},
		{80, 24, true, true, "top 1, list 0x0, detail 80x21 at 0, divider -1, rest 2"},
		{80, 24, false, false, "top 3, list 80x19, detail 0x0 at 0, divider -1, rest 2"},
		{109, 50, false, true, "top 3, list 109x27, detail 109x18 at 0, divider -1, rest 2"},
		{110, 24, false, true, "top 3, list 59x19, detail 47x19 at 61, divider 59, rest 2"},
		{120, 36, false, true, "top 3, list 64x31, detail 52x31 at 66, divider 64, rest 2"},
		{160, 40, false, true, "top 3, list 86x35, detail 70x35 at 88, divider 86, rest 2"},
		{200, 50, false, true, "top 3, list 116x45, detail 80x45 at 118, divider 116, rest 2"},
		{79, 24, false, true, "small"}, {80, 23, true, true, "small"}, {0, 0, false, false, "small"},
	}
	for _, c := range cases {
		if got := picture(Compute(c.w, c.h, c.zoomed, c.row), c.w, c.h); got != c.want {
			t.Errorf("%dx%d, zoomed %v, row %v:\n got %s\nwant %s", c.w, c.h, c.zoomed, c.row, got, c.want)
		}
	}
}

// The split depends on the size alone: with and without a row everything around
// the body stays where it is.
func TestLayoutNeverJumps(t *testing.T) {
	t.Parallel()
	for w := 80; w <= 240; w++ {
		for h := 24; h <= 80; h++ {
			r := Compute(w, h, false, true)
			if r.Side && r.ListW+1+1+r.DetailW+2 != w {
				t.Fatalf("%dx%d: %+v does not fill the width", w, h, r)
			}
			if !r.Side && r.ListH+r.DetailH != h-5 || r.ListH < 10 || strings.Contains(picture(r, w, h), "rest -") {
				t.Fatalf("%dx%d: %+v does not fill the height", w, h, r)
			}
		}
	}
}
