package help

import (
	"fmt"
	"strings"
	"time"

	"greenlight/ui/draw"
	"greenlight/ui/field"
	"greenlight/ui/keys"
	"greenlight/ui/theme"
)

const (
	// usual is the width of the card where there is room, in cells; widest what it
	// grows to where two columns would lose words.
	usual, widest = 86, 96
	// twoColumns is the width from which the groups stand in two columns.
	twoColumns = 86
	// second is where the right column begins, behind the left padding, unless one of
	// the columns needs more.
	second = 44
	// between stands between two columns, and between what a key does and why it
	// cannot.
	between = 2
	// width is that of the search field.
	width = 30
)

// item is one line of a column: a heading, a blank or an entry.
type item struct {
	heading string
	entry   *entry
	picked  bool
	hint    *keys.Hint
}

// View draws the card for a screen of w×h cells. It is as large as it is without a
// search: what is typed moves no edge of it.
func (m Model) View(w, h int, st *theme.Styles, _ time.Time, _ int) draw.Block {
	whole := m
	whole.query, whole.pick = field.New("", maxQuery), -1
	cw := max(min(usual, w-4), 30)
	if cw >= twoColumns {
		left, right := whole.columns(whole.entries())
		cw = max(cw, min(span(left, true)+between+span(right, true)+2*draw.Inset+2, widest, w-4))
	}
	lines := []*draw.Line{draw.Inner(cw, st)}
	search, cursor := m.searchLine(cw, st)
	lines = append(lines, search, draw.Inner(cw, st))
	rows := len(whole.body(cw, max(h-3-2-4, 3), st))
	body := m.body(cw, rows, st)
	for len(body) < rows {
		body = append(body, draw.Inner(cw, st))
	}
	lines = append(append(lines, body...), draw.Inner(cw, st))
	title := "Keys"
	if m.about != "" {
		title += " for " + m.about
	}
	frame := draw.Frame{Title: title, Tag: "keys can be rebound"}
	return draw.Box(cw, st, frame, lines, &draw.Point{X: cursor, Y: 1})
}

func (m Model) searchLine(cw int, st *theme.Styles) (*draw.Line, int) {
	l := draw.Inner(cw, st).Put(theme.Focus, "▌").At(draw.Inset).Put(theme.Field, " ")
	shown := m.query.Before()
	for draw.Width(shown) > width-3 {
		shown = string([]rune(shown)[1:])
	}
	cursor := l.Put(theme.Field, shown).Column()
	l.Fit(theme.Field, strings.TrimPrefix(m.query.Text(), m.query.Before()), draw.Inset+width-cursor, draw.Clip)
	say, room := "type to search, enter runs what is picked", cw-2-draw.Inset-l.Column()-2
	if len(say) > room {
		say = "type to search, enter runs it"
	}
	l.Put(theme.Text, "  ").Put(theme.Muted, words(st, say, room))
	return l, cursor
}

// body is the entries in at most rows lines.
func (m Model) body(cw, rows int, st *theme.Styles) []*draw.Line {
	all := m.entries()
	local := m.local()
	if len(local) == 0 && m.last() < 0 {
		l := draw.Inner(cw, st).At(draw.Inset).Put(theme.Text, "No key matches “"+m.query.Value()+"”.")
		return []*draw.Line{l}
	}
	if cw >= twoColumns && m.query.Value() == "" && m.pick < len(all) {
		left, right := m.columns(all)
		if max(len(left), len(right)) <= rows {
			lines := paired(cw, st, left, right)
			if len(lines)+2 <= rows {
				lines = append(lines, draw.Inner(cw, st), draw.Inner(cw, st).At(draw.Inset).Put(theme.Muted, words(st, more, cw-2-2*draw.Inset)))
			}
			return lines
		}
	}
	items := append(append(local, m.items(all, 0)...), m.after(len(all))...)
	return m.scrolled(cw, rows, st, items)
}

// columns parts the groups: what acts on the deployment left, the rest right.
func (m Model) columns(all []entry) (left, right []item) {
	own := 0
	for _, e := range all {
		if e.group == keys.ThisDeployment || e.group == keys.Many {
			own++
		}
	}
	left = append(m.local(), m.items(all[:own], 0)...)
	right = m.items(all[own:], own)
	// the longer column gives its last group to the shorter one
	if at := lastHeading(right); at > 0 && len(right)-at+1+len(left) <= at+1 {
		left = append(append(left, item{}), right[at:]...)
		right = right[:at-1]
	}
	return left, right
}

// local are the keys that work only here, as far as they match.
func (m Model) local() []item {
	out := []item{{heading: m.place}}
	for i := range m.here {
		if m.found(m.place+" "+m.here[i].Verb, m.here[i].Keys) {
			out = append(out, item{hint: &m.here[i]})
		}
	}
	if len(out) == 1 {
		return nil
	}
	return append(out, item{})
}

func lastHeading(items []item) int {
	for i := len(items) - 1; i >= 0; i-- {
		if items[i].heading != "" {
			return i
		}
	}
	return -1
}

// items puts headings and blank lines between entries; from is the index of the
// first among all entries.
func (m Model) items(all []entry, from int) []item {
	var out []item
	for i := range all {
		if i == 0 || all[i].group != all[i-1].group {
			if i > 0 {
				out = append(out, item{})
			}
			out = append(out, item{heading: all[i].group.String()})
		}
		out = append(out, item{entry: &all[i], picked: from+i == m.pick})
	}
	return out
}

// paired draws two columns side by side.
func paired(cw int, st *theme.Styles, left, right []item) []*draw.Line {
	var lines []*draw.Line
	lw, rw := labelWidth(left), labelWidth(right)
	at := draw.Inset + split(cw-2-2*draw.Inset, left, right)
	for y := range max(len(left), len(right)) {
		l := draw.Inner(cw, st)
		if y < len(left) {
			put(l, st, left[y], draw.Inset, at-between, lw)
		}
		if y < len(right) {
			put(l, st, right[y], at, cw-2-draw.Inset, rw)
		}
		lines = append(lines, l)
	}
	return lines
}

// split is where the right column begins in room cells. It has what it needs before
// the left one has room for its reasons, which are the first to be cut.
func split(room int, left, right []item) int {
	at := max(second, span(left, true)+between)
	at = min(at, room-span(right, true))
	return max(at, span(left, false)+between)
}

// span is how wide a column is, with its reasons or without.
func span(items []item, reasons bool) int {
	w, lw := 0, labelWidth(items)
	for _, it := range items {
		switch {
		case it.hint != nil:
			w = max(w, lw+between+draw.Width(it.hint.Verb))
		case it.entry == nil:
			w = max(w, draw.Width(it.heading))
		case it.entry.reason != "" && reasons:
			w = max(w, lw+between+draw.Width(it.entry.help)+between+draw.Width(it.entry.reason))
		default:
			w = max(w, lw+between+draw.Width(it.entry.help))
		}
	}
	return w
}

// words shortens a sentence to room cells behind one of its words. It is empty where
// not even the first has room.
func words(st *theme.Styles, s string, room int) string {
	if room <= 0 {
		return ""
	}
	cut, wrap, dots := draw.Cut, draw.Wrap, "…"
	if st.ASCII {
		cut, wrap, dots = draw.CutASCII, draw.WrapASCII, ".."
	}
	if clean := cut(s, len(s)+1, draw.Clip); draw.Width(clean) <= room {
		return clean
	}
	first := wrap(s, max(room-len([]rune(dots)), 1))[0]
	if head := strings.Fields(s); len(head) > 0 && draw.Width(cut(head[0], len(head[0])+1, draw.Clip)) > draw.Width(first) {
		return ""
	}
	return strings.TrimRight(first, ",;:.") + dots
}

// scrolled draws one column, as much of it as fits, with the picked line in it.
func (m Model) scrolled(cw, rows int, st *theme.Styles, items []item) []*draw.Line {
	from, lw := 0, labelWidth(items)
	for i, it := range items {
		if it.picked && len(items) > rows {
			from = max(0, min(i-rows+2, len(items)-rows))
		}
	}
	var lines []*draw.Line
	for y := from; y < min(from+rows, len(items)); y++ {
		l := draw.Inner(cw, st)
		switch {
		case y == from && from > 0:
			l.At(draw.Inset).Put(theme.Muted, fmt.Sprintf("%d more above", from+1))
		case y == from+rows-1 && y < len(items)-1:
			l.At(draw.Inset).Put(theme.Muted, fmt.Sprintf("%d more below", len(items)-y))
		default:
			put(l, st, items[y], draw.Inset, cw-2-draw.Inset, lw)
		}
		lines = append(lines, l)
	}
	return lines
}

// labelWidth is the width of the keys of a column.
func labelWidth(items []item) int {
	w := 6
	for _, it := range items {
		switch {
		case it.entry != nil:
			w = max(w, draw.Width(it.entry.labels))
		case it.hint != nil:
			w = max(w, draw.Width(it.hint.Keys))
		}
	}
	return w
}

// put draws one item between two columns of the line. What cannot be done is
// ghost, its reason is not.
func put(l *draw.Line, st *theme.Styles, it item, from, to, lw int) {
	if it.hint != nil {
		l.At(from - 1)
		if it.picked {
			l.Surface(&st.Selected).Put(theme.Focus, "▌")
		}
		l.At(from).Fit(theme.Strong, it.hint.Keys, lw+between, draw.Clip)
		l.Put(theme.Text, words(st, it.hint.Verb, to-l.Column())).At(to).Surface(&st.Card)
		return
	}
	if it.entry == nil {
		l.At(from).Fit(theme.Muted, it.heading, to-from, draw.End)
		return
	}
	e := it.entry
	l.At(from - 1)
	if it.picked {
		l.Surface(&st.Selected).Put(theme.Focus, "▌")
	}
	l.At(from)
	bold, says := theme.Strong, theme.Text
	if e.reason != "" && !it.picked {
		bold, says = theme.Ghost, theme.Ghost
	}
	l.Fit(bold, e.labels, lw+between, draw.Clip)
	l.Put(says, words(st, e.help, to-l.Column()))
	if why := words(st, e.reason, to-l.Column()-between); why != "" {
		l.At(l.Column()+between).Put(theme.Muted, why)
	}
	l.At(to).Surface(&st.Card)
}
