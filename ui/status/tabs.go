package status

import (
	"slices"

	"greenlight/ui/draw"
	"greenlight/ui/present"
	"greenlight/ui/theme"
)

// Tab is one view.
type Tab struct {
	Name string
	// Count is how many loaded rows it has; More says that there are more than are
	// loaded, Reading that nothing can be said yet.
	Count         int
	More, Reading bool
}

// Tabs are the views; the first one holds what waits for the reader.
type Tabs struct {
	Tabs   []Tab
	Active int
}

// placed is a tab with its columns, To excluded.
type placed struct {
	index    int
	name     string
	from, to int
}

// View draws the tabs in exactly w cells. Where they do not all fit, those around
// the active one are shown.
func (t Tabs) View(w int, st *theme.Styles) string {
	p := pen{st, w}
	l := p.line()
	at := t.place(p)
	for _, tab := range at {
		name, count := theme.Muted, theme.Muted
		if tab.index == t.Active {
			name, count = theme.Strong, theme.Text
		}
		view := t.Tabs[tab.index]
		if view.Reading {
			count = theme.Muted
		} else if tab.index == 0 && view.Count > 0 {
			count = theme.WaitStrong
		}
		if i := slices.Index(at, tab); i > 0 && at[i-1].index < tab.index-1 {
			l.At(tab.from-between).Put(theme.Muted, "…")
		}
		l.At(tab.from).Put(name, tab.name).Put(theme.Text, " ").Put(count, view.count())
	}
	if n := len(at); n > 0 && at[n-1].index < len(t.Tabs)-1 {
		l.Right(theme.Muted, "…", 0)
	}
	return l.String()
}

// Under returns the columns of the active tab, to excluded; 0, 0 without one.
func (t Tabs) Under(w int, st *theme.Styles) (from, to int) {
	for _, tab := range t.place(pen{st, w}) {
		if tab.index == t.Active {
			return tab.from, tab.to
		}
	}
	return 0, 0
}

// TabAt returns the index of the tab at column x of a line of w cells, -1 for none.
func (t Tabs) TabAt(x, w int, st *theme.Styles) int {
	for _, tab := range t.place(pen{st, w}) {
		if x >= tab.from && x < tab.to {
			return tab.index
		}
	}
	return -1
}

func (t Tab) count() string {
	if t.Reading {
		return "·"
	}
	return present.Count(t.Count, t.More)
}

// place gives the tabs that fit their columns: all, or the first, which says what waits
// for the reader, and the active one with as many neighbours as there is room for, the
// ones before it first.
func (t Tabs) place(p pen) []placed {
	if t.Active < 0 || t.Active >= len(t.Tabs) {
		return nil
	}
	room := p.w - 2*margin
	sizes := make([]int, len(t.Tabs))
	names := make([]string, len(t.Tabs))
	for i, tab := range t.Tabs {
		count := 1 + p.width(tab.count())
		names[i] = p.cut(tab.Name, max(room-count, 1), draw.End)
		sizes[i] = p.width(names[i]) + count
	}
	first, last := t.window(sizes, room)
	var out []placed
	col := margin
	if first > 0 && sizes[0]+2*between+sizes[t.Active] <= room {
		out = append(out, placed{0, names[0], col, min(col+sizes[0], p.w)})
		col += sizes[0] + 2*between
		if first, last = t.window(sizes, room-col+margin); first == 0 {
			first = 1
		}
	}
	for i := first; i <= last; i++ {
		out = append(out, placed{i, names[i], col, min(col+sizes[i], p.w)})
		col += sizes[i] + between
	}
	return out
}

func (t Tabs) window(sizes []int, room int) (first, last int) {
	first, last = t.Active, t.Active
	used := sizes[t.Active]
	for first > 0 && used+between+sizes[first-1] <= room {
		first--
		used += between + sizes[first]
	}
	for last < len(sizes)-1 && used+between+sizes[last+1] <= room {
		last++
		used += between + sizes[last]
	}
	return first, last
}

// Hairline draws the rule below the tabs, heavy from from to to. focus says that
// keys act on the list. join is the column where the rule between list and detail
// begins, negative for none.
func Hairline(w, from, to int, focus bool, join int, st *theme.Styles) string {
	h := draw.Hairline{From: from, To: to, Heavy: theme.Strong}
	if focus {
		h.Heavy = theme.Focus
	}
	if join >= 0 {
		h.Tees = []int{join}
	}
	return draw.Rule(w, &st.Body, st.ASCII, h).String()
}
