// Package draw builds screen lines: cells of text with a role, measured by
// grapheme, cut and padded to an exact width.
//
// It is the only way to the terminal, and so the one place where text from outside
// becomes safe: every text put on a line passes text.Line first, and where the
// theme is ASCII the closed set of greenlight's own signs is translated before
// anything is measured.
package draw

import (
	"slices"
	"strings"

	"greenlight/api/text"
	"greenlight/ui/theme"
)

// Line is one screen line under construction: exactly so many cells, filled from
// the left. What does not fit is clipped.
type Line struct {
	surface *theme.Surface
	ascii   bool
	width   int
	col     int
	runs    []run
	last    string // the last cluster put, to see what would melt into it
	own     string // the sequence that Ansi puts text in, empty for a role's
}

// run is neighbouring text in one style.
type run struct {
	surface *theme.Surface
	role    theme.Role
	text    string
	own     string
}

// New starts a line of exactly width cells on a surface. ascii translates
// greenlight's own signs.
func New(width int, s *theme.Surface, ascii bool) *Line {
	return &Line{surface: s, ascii: ascii, width: max(width, 0), runs: make([]run, 0, 16)}
}

// Put writes s at the current column: cleaned, translated, measured by grapheme and
// clipped at the line's end. Blanks at its end are kept.
func (l *Line) Put(r theme.Role, s string) *Line {
	return l.put(r, l.wash(s))
}

// wash cleans s, keeping the blanks at its end that a caller means as distance.
func (l *Line) wash(s string) string { return wash(s, l.ascii) }

func wash(s string, ascii bool) string {
	clean := text.Line(s)
	if blanks := len(s) - len(strings.TrimRight(s, " ")); blanks > 0 {
		clean += s[len(s)-blanks:]
	}
	if ascii {
		clean = ToASCII(clean)
	}
	return clean
}

// put writes washed text.
func (l *Line) put(r theme.Role, s string) *Line {
	if l.col >= l.width || s == "" {
		return l
	}
	if plainASCII(s) {
		room := l.width - l.col
		if len(s) > room {
			s = s[:room]
		}
		l.add(r, s, len(s))
		l.last = s[len(s)-1:]
		return l
	}
	var b strings.Builder
	start := l.col
	for s != "" && l.col < l.width {
		var c cell
		c, s = next(s)
		if melts(l.last, c.text) {
			c = cell{"?", 1}
		}
		if c.width == 0 {
			continue
		}
		if l.col+c.width > l.width {
			c = cell{strings.Repeat(" ", l.width-l.col), l.width - l.col}
		}
		b.WriteString(c.text)
		l.col += c.width
		l.last = c.text
	}
	if n := l.col - start; n > 0 {
		l.col = start
		l.add(r, b.String(), n)
	}
	return l
}

// longestGap is the widest gap on the terminal's own background that takes the
// style before it: from there on the renderer skips a gap for fewer bytes.
const longestGap = 16

func (l *Line) add(r theme.Role, s string, width int) {
	l.col += width
	if l.own != "" {
		l.addOwn(s)
		return
	}
	if n := len(l.runs); n > 0 && l.runs[n-1].surface == l.surface && l.runs[n-1].own == "" {
		last := &l.runs[n-1]
		if n == 1 && l.joins(r, last.role, last.text) {
			last.role = r
		}
		if last.role == r || l.joins(last.role, r, s) {
			last.text += s
			return
		}
	}
	l.runs = append(l.runs, run{surface: l.surface, role: r, text: s})
}

// joins reports whether a gap, s in role r, may take the style of its neighbour,
// since nobody can tell: every change of style is some twenty bytes on the wire,
// for each row that is drawn anew.
func (l *Line) joins(neighbour, r theme.Role, s string) bool {
	if r != theme.Text || strings.TrimLeft(s, " ") != "" || !l.surface.BlankAlike(neighbour) {
		return false
	}
	return l.surface.Filled() || len(s) <= longestGap
}

// Col moves to column c, padding with Text. It never moves left: where something
// stands at c already it leaves one blank.
func (l *Line) Col(c int) *Line {
	if c <= l.col && l.col > 0 {
		return l.put(theme.Text, " ")
	}
	return l.put(theme.Text, spaces(c-l.col))
}

// At moves to column c like Col, but writes nothing where it stands there already
// or beyond.
func (l *Line) At(c int) *Line { return l.put(theme.Text, spaces(c-l.col)) }

// Fit writes s in exactly w cells: cut as how says, padded with blanks.
func (l *Line) Fit(r theme.Role, s string, w int, how CutMode) *Line {
	end := min(l.col+max(w, 0), l.width)
	l.put(r, cut(l.wash(s), w, how, l.ellipsis()))
	return l.put(r, spaces(end-l.col))
}

// Right writes s so that it ends margin cells before the line's end, never over
// what stands there: one blank stays between, and s is cut at its end.
func (l *Line) Right(r theme.Role, s string, margin int) *Line {
	s = l.wash(s)
	from := l.col
	if from > 0 {
		from++
	}
	room := l.width - margin - from
	if room <= 0 {
		return l
	}
	s = cut(s, room, End, l.ellipsis())
	l.put(theme.Text, spaces(l.width-margin-width(s)-l.col))
	return l.put(r, s)
}

// Surface lets the following puts use another surface.
func (l *Line) Surface(s *theme.Surface) *Line {
	l.surface = s
	return l
}

// Rest fills what remains of the line with a rule character.
func (l *Line) Rest(r theme.Role, fill string) *Line { return l.Run(r, fill, l.width-l.col) }

// Run writes a rule character n times.
func (l *Line) Run(r theme.Role, fill string, n int) *Line {
	fill = l.wash(fill)
	if fill == "" || n <= 0 {
		return l
	}
	n = min(n, l.width-l.col)
	return l.put(r, cut(strings.Repeat(fill, n), n, Clip, ""))
}

// Chip writes s as a filled chip with one blank on each side, or "[s]" where the
// theme has no fill for a quiet one.
func (l *Line) Chip(r theme.Role, s string) *Line { return l.filled(r, s, "") }

// Button writes s as a button: two blanks on each side, or "[ s ]".
func (l *Line) Button(r theme.Role, s string) *Line { return l.filled(r, s, " ") }

func (l *Line) filled(r theme.Role, s, pad string) *Line {
	if r == theme.ChipPlain && l.surface.Brackets() {
		return l.Put(r, "["+pad+s+pad+"]")
	}
	return l.Put(r, " "+pad+s+pad+" ")
}

// Column is where the next put begins.
func (l *Line) Column() int { return l.col }

// Width is how many cells the line has.
func (l *Line) Width() int { return l.width }

// String is the styled text, exactly Width cells.
func (l *Line) String() string {
	runs := l.runs
	if pad := l.width - l.col; pad > 0 {
		padded := *l
		padded.runs = slices.Clone(l.runs)
		padded.add(theme.Text, spaces(pad), pad)
		runs = padded.runs
	}
	size := 0
	for _, r := range runs {
		on, off := r.sgr()
		size += len(on) + len(r.text) + len(off)
	}
	var b strings.Builder
	b.Grow(size)
	for _, r := range runs {
		on, off := r.sgr()
		b.WriteString(on)
		b.WriteString(r.text)
		b.WriteString(off)
	}
	return b.String()
}

// Plain is the text without styles, exactly Width cells.
func (l *Line) Plain() string {
	var b strings.Builder
	for _, r := range l.runs {
		b.WriteString(r.text)
	}
	b.WriteString(spaces(l.width - l.col))
	return b.String()
}

func (l *Line) ellipsis() string { return ellipsis(l.ascii) }

func ellipsis(ascii bool) string {
	if ascii {
		return ".."
	}
	return "…"
}

const blanks = "                                                                                "

func spaces(n int) string {
	if n <= 0 {
		return ""
	}
	if n <= len(blanks) {
		return blanks[:n]
	}
	return strings.Repeat(" ", n)
}
