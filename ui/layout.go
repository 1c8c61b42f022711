package ui

import "greenlight/ui/status"

// sideBy is the width from which on list and detail stand side by side.
const sideBy = 110

// Rects are the parts of the screen, in cells and rows. A part that is not shown
// has height 0.
type Rects struct {
	// Tabs is the row of the view tabs, Hint the last but one.
	Tabs, Hint int
	// List is W×H at ListY, its column heads included.
	ListY, ListW, ListH int
	// Detail is W×H; DetailX is its first column.
	DetailX, DetailW, DetailH int
	// Divider is the column of the vertical hairline, -1 for none.
	Divider int
	// Side is true where list and detail stand side by side; Zoomed where the
	// detail has the body to itself; Small where the screen cannot be used.
	Side, Zoomed, Small bool
}

// Compute lays the screen out. The split depends on the size alone, never on what
// is shown, so that nothing jumps; without a row to look at there is no detail.
func Compute(w, h int, zoomed, row bool) Rects {
	r := Rects{Tabs: 1, Hint: h - 2, Divider: -1}
	body := h - 5
	switch {
	case w < status.LeastWidth || h < status.LeastHeight:
		r.Small = true
	case zoomed && row:
		// The zoomed detail brings its own title, tabs and hairline from row 1 on.
		r.Zoomed = true
		r.DetailW, r.DetailH = w, h-3
	case w >= sideBy:
		r.Side = true
		r.Divider = max(w*54/100, w-84)
		r.ListY, r.ListW, r.ListH = 3, r.Divider, body
		r.DetailX, r.DetailW, r.DetailH = r.Divider+2, w-r.Divider-4, body
	case !row:
		r.ListY, r.ListW, r.ListH = 3, w, body
	default:
		peek := max(8, h*36/100)
		r.ListY, r.ListW, r.ListH = 3, w, body-peek
		r.DetailW, r.DetailH = w, peek
	}
	return r
}
