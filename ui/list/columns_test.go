package list_test

import (
	"reflect"
	"testing"

	"greenlight/ui/list"
)

// TestColumns is the table of the design. The widths are those of the list: the
// whole screen below 110 columns, else its part.
func TestColumns(t *testing.T) {
	t.Parallel()
	type s = list.Span
	for width, want := range map[int]list.Grid{
		80: {State: s{2, 12}, Env: s{16, 16}, Project: s{34, 20}, Ref: s{56, 9}, By: s{67, 5},
			Age: s{74, 3}, Flag: s{78, 1}},
		100: {State: s{2, 12}, Env: s{16, 15}, Project: s{33, 16}, Ref: s{51, 8}, Title: s{61, 24},
			By: s{87, 5}, Age: s{94, 3}, Flag: s{98, 1}},
		64: {State: s{2, 12}, Env: s{16, 13}, Project: s{31, 15}, Ref: s{48, 8}, Age: s{58, 3}, Flag: s{62, 1}},
		86: {State: s{2, 12}, Env: s{16, 16}, Project: s{34, 21}, Ref: s{57, 12}, By: s{71, 7},
			Age: s{80, 3}, Flag: s{84, 1}},
		116: {State: s{2, 12}, Env: s{16, 16}, Project: s{34, 20}, Ref: s{56, 11}, Title: s{69, 32},
			By: s{103, 5}, Age: s{110, 3}, Flag: s{114, 1}},
	} {
		if got := list.Columns(width); got != want {
			t.Errorf("width %d:\n got %+v\nwant %+v", width, got, want)
		}
	}
}

// TestColumnsAlwaysFit: nothing overlaps, the right edge is fixed, and every list
// has what is always shown.
func TestColumnsAlwaysFit(t *testing.T) {
	t.Parallel()
	for width := 53; width < 400; width++ {
		g := list.Columns(width)
		end := 0
		v := reflect.ValueOf(g)
		for i := range v.NumField() {
			at := v.Field(i).Interface().(list.Span)
			name := v.Type().Field(i).Name
			if !at.Shown() {
				if name != "Ref" && name != "Title" && name != "By" {
					t.Fatalf("width %d: no %s", width, name)
				}
				continue
			}
			if at.Start <= end && i > 0 {
				t.Fatalf("width %d: %s begins at %d, before %d", width, name, at.Start, end)
			}
			end = at.Start + at.Width
		}
		if end != width-1 {
			t.Fatalf("width %d: the flag ends at %d", width, end)
		}
	}
}
