package detail

import (
	"slices"
	"time"

	"greenlight/api/fleet"
	"greenlight/ui/draw"
	"greenlight/ui/intent"
	"greenlight/ui/present"
	"greenlight/ui/theme"
)

// tabGap parts two tabs where there is room.
const tabGap = 3

// tabSpot is one tab's name on the tab line, from column from on.
type tabSpot struct {
	tab         intent.Tab
	name, count string
	from, width int
}

// Chrome draws only what stands above the body: for a peek the title in its
// hairline, else title, tabs and hairline. The body of another tab than the summary
// belongs below it, over the whole width w: it keeps the margins itself.
func Chrome(row fleet.Row, form Form, w int, st *theme.Styles, now time.Time, x Extra) []string {
	if w <= 0 {
		return nil
	}
	return newPane(row, form, w, 0, st, now, x).chrome()
}

// TabAt is the tab that is drawn in column column of the tab line of a detail that is
// w cells wide; false beside the names, and in a peek, which has no tabs.
func TabAt(column int, form Form, w int, st *theme.Styles, x Extra) (intent.Tab, bool) {
	if form == Peek || w <= 0 || column >= w {
		return 0, false
	}
	spots := newPane(fleet.Row{}, form, w, 0, st, time.Time{}, x).tabSpots()
	i := slices.IndexFunc(spots, func(s tabSpot) bool { return column >= s.from && column < s.from+s.width })
	if i < 0 {
		return 0, false
	}
	return spots[i].tab, true
}

// tabSpots sets the tabs side by side: the gaps shrink until all have a place, then
// the count goes.
func (p pane) tabSpots() []tabSpot {
	for _, counted := range []bool{true, false} {
		for gap := tabGap; gap > 0; gap-- {
			spots := p.spread(gap, counted)
			last := spots[len(spots)-1]
			if last.from+last.width <= p.w-p.margin {
				return spots
			}
		}
	}
	return p.spread(1, false)
}

func (p pane) spread(gap int, counted bool) []tabSpot {
	var out []tabSpot
	at := p.margin
	for _, t := range intent.Tabs {
		s := tabSpot{tab: t, name: t.String(), from: at}
		if t == intent.TabChanges && p.x.Changes > 0 && counted {
			s.count = " " + present.Count(p.x.Changes, false)
		}
		s.width = p.width(s.name + s.count)
		at += s.width + gap
		out = append(out, s)
	}
	return out
}

// tabs names all tabs, the active one in bold.
func (p pane) tabs() string {
	out := draw.New(p.w, &p.st.Body, p.st.ASCII)
	for _, s := range p.tabSpots() {
		role := theme.Muted
		if s.tab == p.x.Tab {
			role = theme.Strong
		}
		out.At(s.from).Put(role, s.name).Put(theme.Muted, s.count)
	}
	return out.String()
}

// hairline is heavy under the active tab; a zoomed one runs from edge to edge.
func (p pane) hairline(heavy theme.Role) string {
	out := draw.New(p.w, &p.st.Body, p.st.ASCII)
	for _, s := range p.tabSpots() {
		if s.tab == p.x.Tab {
			out.Run(theme.Line, "─", s.from).Run(heavy, "━", s.width)
		}
	}
	return out.Rest(theme.Line, "─").String()
}
