package form

import (
	"slices"

	"greenlight/ui/draw"
	"greenlight/ui/intent"
	"greenlight/ui/sheet"
	"greenlight/ui/theme"
)

// grouped reports that a target is left out for a reason that it shares its line with:
// what was left out before the card opened is named, but needs no line of its own. What
// changed while it was open does.
func (m Many) grouped(i int) bool { return m.items[i].skip != "" && !m.items[i].told }

// stops are the lines of the list by the item that stands for each: first the targets
// with a line of their own, then one for each reason.
func (m Many) stops() []int {
	var own, groups []int
	for i := range m.items {
		switch {
		case !m.grouped(i):
			own = append(own, i)
		case !slices.ContainsFunc(groups, func(g int) bool { return m.items[g].skip == m.items[i].skip }):
			groups = append(groups, i)
		}
	}
	return append(own, groups...)
}

// group names the targets that are left out for the reason of item i.
func (m Many) group(i int) []string {
	var names []string
	for j, it := range m.items {
		if m.grouped(j) && it.skip == m.items[i].skip {
			names = append(names, m.named(it))
		}
	}
	return names
}

// drawGroup is one reason with all that it keeps out.
func (m Many) drawGroup(s *sheet.Sheet, i int) []sheet.Row {
	spans := []sheet.Span{sheet.In(theme.Muted, "left out, "+m.items[i].skip+":")}
	names := m.group(i)
	for j, name := range names {
		if j < len(names)-1 {
			name += ","
		}
		spans = append(spans, sheet.In(theme.Muted, name))
	}
	return m.focused(s.Flow(draw.Inset+2, func(l *draw.Line) {
		if m.here(i) {
			l.Put(theme.Focus, "▌")
		}
		l.At(draw.Inset).Put(theme.Ghost, "–")
	}, spans...), i)
}

// refused says why the line under the cursor cannot be ticked.
func (m Many) refused() intent.Intent {
	it := m.items[m.cursor]
	if !m.grouped(m.cursor) {
		return intent.Refused{Sentence: it.name() + " is left out: " + it.skip + "."}
	}
	names := m.group(m.cursor)
	verb := " are"
	if len(names) == 1 {
		verb = " is"
	}
	return intent.Refused{Sentence: list(names) + verb + " left out: " + it.skip + "."}
}

// moved is the item that stands step lines from the one under the cursor, or at the end
// of the list.
func (m Many) moved(step int) int {
	stops := m.stops()
	if len(stops) == 0 {
		return 0
	}
	at := max(slices.Index(stops, m.cursor), 0)
	return stops[max(0, min(at+step, len(stops)-1))]
}
