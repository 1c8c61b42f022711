package main

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// A grid is one of the two screens: its cells and what it remembers.
type grid struct {
	cells [][]cell
	saved termCursor
	kitty []int // keyboard flags pushed on this screen
}

func newGrid(w, h int) *grid {
	g := &grid{cells: make([][]cell, h)}
	for i := range g.cells {
		g.cells[i] = blankRow(w, cellStyle{})
	}
	return g
}

func blankRow(w int, st cellStyle) []cell {
	r := make([]cell, w)
	for i := range r {
		r[i] = cell{Width: 1, Style: st}
	}
	return r
}

func (g *grid) clone() *grid {
	c := &grid{cells: make([][]cell, len(g.cells))}
	for i, r := range g.cells {
		c.cells[i] = append([]cell(nil), r...)
	}
	return c
}

func (g *grid) resize(w, h int) {
	for len(g.cells) < h {
		g.cells = append(g.cells, blankRow(w, cellStyle{}))
	}
	g.cells = g.cells[:h]
	for i, r := range g.cells {
		if len(r) <= w {
			g.cells[i] = append(r, blankRow(w-len(r), cellStyle{})...)
			continue
		}
		if r[w].Width == 0 {
			r[w-1] = cell{Width: 1, Style: r[w-1].Style}
		}
		g.cells[i] = r[:w]
	}
	g.saved.x, g.saved.y = min(g.saved.x, w-1), min(g.saved.y, h-1)
}

func (c cell) shownText() string {
	if c.Text == "" && c.Width == 1 {
		return " "
	}
	return c.Text
}

func rowText(r []cell) string {
	var b strings.Builder
	for _, c := range r {
		b.WriteString(c.shownText())
	}
	return strings.TrimRight(b.String(), " ")
}

// blank is what erasing leaves: the pen's background (xterm's "bce").
func (t *emulator) blank() cellStyle { return cellStyle{Bg: t.cur.pen.Bg} }

// split blanks the other half of a wide character that a change of columns
// from..to-1 would cut in two.
func (t *emulator) split(y, from, to int) {
	r := t.grid.cells[y]
	if from > 0 && from < len(r) && r[from].Width == 0 {
		r[from-1] = cell{Width: 1, Style: r[from-1].Style}
		r[from] = cell{Width: 1, Style: r[from].Style}
	}
	if to > 0 && to < len(r) && r[to].Width == 0 {
		r[to] = cell{Width: 1, Style: r[to].Style}
		r[to-1] = cell{Width: 1, Style: r[to-1].Style}
	}
}

// erase blanks columns from..to-1 of row y.
func (t *emulator) erase(y, from, to int) {
	from, to = max(from, 0), min(to, t.w)
	t.split(y, from, to)
	for x := from; x < to; x++ {
		t.grid.cells[y][x] = cell{Width: 1, Style: t.blank()}
	}
}

// insertCells shifts the row right from the cursor, deleteCells left.
func (t *emulator) insertCells(n int) {
	x, r := t.cur.x, t.grid.cells[t.cur.y]
	n = min(n, t.w-x)
	t.split(t.cur.y, x, t.w-n)
	copy(r[x+n:], r[x:t.w-n])
	t.erase(t.cur.y, x, x+n)
}

func (t *emulator) deleteCells(n int) {
	x, r := t.cur.x, t.grid.cells[t.cur.y]
	n = min(n, t.w-x)
	t.split(t.cur.y, x, x+n)
	copy(r[x:], r[x+n:])
	for i := t.w - n; i < t.w; i++ {
		r[i] = cell{Width: 1, Style: t.blank()}
	}
}

// scroll moves rows top..bot up by n (down if n is negative); what leaves the
// top of the whole main screen goes to the history.
func (t *emulator) scroll(top, bot, n int) {
	rows := t.grid.cells[top : bot+1]
	n = max(-len(rows), min(n, len(rows)))
	if n > 0 && top == 0 && t.grid == t.main {
		t.scrollOff(n)
	}
	if n >= 0 {
		copy(rows, rows[n:])
		rows = rows[len(rows)-n:]
	} else {
		copy(rows[-n:], rows)
		rows = rows[:-n]
	}
	for i := range rows {
		rows[i] = blankRow(t.w, t.blank())
	}
}

func (t *emulator) scrollOff(n int) {
	for _, r := range t.main.cells[:n] {
		t.history = append(t.history, rowText(r))
	}
}

// index moves down a row, scrolling at the bottom of the region.
func (t *emulator) index() {
	t.cur.wrap = false
	switch {
	case t.cur.y == t.bot:
		t.scroll(t.top, t.bot, 1)
	case t.cur.y < t.h-1:
		t.cur.y++
	}
}

func (t *emulator) reverseIndex() {
	t.cur.wrap = false
	switch {
	case t.cur.y == t.top:
		t.scroll(t.top, t.bot, -1)
	case t.cur.y > 0:
		t.cur.y--
	}
}

func (t *emulator) print(r rune) {
	if r >= 0x80 && r <= 0x9f {
		t.miss("C1 U+%04X", r)
		return
	}
	s := string(r)
	if t.join(s) {
		return
	}
	w := ansi.WcWidth.StringWidth(s)
	if t.modes[2027] {
		w = ansi.GraphemeWidth.StringWidth(s)
	}
	if w == 0 {
		return
	}
	t.lastRune = r
	t.place(s, w)
}

// join adds s to the character before it where the two are one: always for a
// mark without width, in mode 2027 for everything that Unicode clusters.
func (t *emulator) join(s string) bool {
	if !t.joinable {
		return false
	}
	c := &t.grid.cells[t.joinY][t.joinX]
	if !t.modes[2027] {
		if ansi.WcWidth.StringWidth(s) == 0 {
			c.Text += s
			return true
		}
		return false
	}
	cluster, w := ansi.FirstGraphemeCluster(c.Text+s, ansi.GraphemeWidth)
	if cluster != c.Text+s {
		return false
	}
	c.Text = cluster
	if w == 2 && c.Width == 1 && t.joinX+1 < t.w {
		c.Width = 2
		t.split(t.joinY, t.joinX+1, t.joinX+2)
		t.grid.cells[t.joinY][t.joinX+1] = cell{Style: c.Style}
		t.advance(1)
	}
	return true
}

// place writes a character of w columns at the cursor.
func (t *emulator) place(s string, w int) {
	wraps := t.modes[7]
	if wraps && (t.cur.wrap || t.cur.x+w > t.w) {
		t.cur.x = 0
		t.index()
	}
	x := min(t.cur.x, t.w-w)
	if x < 0 {
		return
	}
	t.cur.x = x
	if t.insert {
		t.insertCells(w)
	}
	t.split(t.cur.y, x, x+w)
	r := t.grid.cells[t.cur.y]
	r[x] = cell{Text: s, Width: w, Style: t.cur.pen}
	for i := 1; i < w; i++ {
		r[x+i] = cell{Style: t.cur.pen}
	}
	t.joinX, t.joinY, t.joinable = x, t.cur.y, true
	t.advance(w)
}

func (t *emulator) advance(w int) {
	t.cur.x += w
	if t.cur.x >= t.w {
		t.cur.x, t.cur.wrap = t.w-1, t.modes[7]
	}
}

// control executes a C0 control character.
func (t *emulator) control(b byte) {
	t.joinable = false
	switch b {
	case '\a':
		t.bells++
	case '\b':
		t.cur.x, t.cur.wrap = max(t.cur.x-1, 0), false
	case '\t':
		t.tab(1)
	case '\n', '\v', '\f':
		t.index()
		if t.newline {
			t.cur.x = 0
		}
	case '\r':
		t.cur.x, t.cur.wrap = 0, false
	case 0, 0x0e, 0x0f, 0x18, 0x1a:
	default:
		t.miss("control 0x%02x", b)
	}
}

// tab moves n tab stops forward, or backward if n is negative.
func (t *emulator) tab(n int) {
	step, end := 1, t.w-1
	if n < 0 {
		n, step, end = -n, -1, 0
	}
	for t.cur.wrap = false; n > 0 && t.cur.x != end; {
		t.cur.x += step
		if t.tabs[t.cur.x] {
			n--
		}
	}
}
