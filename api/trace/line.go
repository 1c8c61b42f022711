package trace

import (
	"bytes"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"greenlight/api/text"
)

// Span is neighbouring text of a line in one style. Its text is safe to draw.
type Span struct {
	Style Style
	Text  string
}

// Line is one line of a log as it is shown.
type Line struct {
	// Number counts from 0, folded lines included.
	Number int
	// Time is when it was written, as far as the runner said; zero where it did not.
	Time time.Time
	// Head is set on the line that a section begins with.
	Head *Head
	// Section is the number of the innermost section that the line is in, its head
	// included; -1 for none.
	Section int
	// Depth is how many sections the line is in; a head is not in its own.
	Depth int
	Spans []Span
}

// Head is the beginning of a section.
type Head struct {
	// ID is the section's number in the log, for Folds.
	ID int
	// Name is the runner's name for it, Title a sentence made of that.
	Name, Title string
	// Script says that it holds what the job's author wrote, Broken that the runner
	// reported an error in it.
	Script, Broken bool
	// Command is the first command of a script, empty for none.
	Command string
	// Start and End are by the runner's clock; End is zero while it is open.
	Start, End time.Time
	Folded     bool
	// Lines is how many lines there are below the head.
	Lines int
}

// Text is the text of the line without its styles.
func (l Line) Text() string {
	if len(l.Spans) == 1 {
		return l.Spans[0].Text
	}
	var b strings.Builder
	for _, s := range l.Spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

// maxSpans bounds the spans of one line: where every letter has a colour of its own
// the rest has the last one.
const maxSpans = 256

// tabStop is how many cells apart a terminal's tabs are.
const tabStop = 8

// spans makes what is shown of a segment, and says when it was written. p is the
// pen it begins with.
func spans(b []byte, seg segment, p pen) ([]Span, time.Time) {
	at, _ := unstamp(b)
	if seg.text > 0 {
		p = p.after(b[:seg.text])
		if at.IsZero() {
			at = time.Unix(seg.marks[len(seg.marks)-1].at, 0)
		}
		b = b[seg.text:]
	} else {
		_, b = unstamp(b)
	}
	b = bytes.TrimRight(b, "\r\n")
	if len(b) == 0 {
		return nil, at
	}
	if p.open == 0 && plain(b) {
		if s := string(bytes.TrimRight(b, " ")); s != "" {
			return []Span{{p.style, s}}, at
		}
		return nil, at
	}
	c := canvas{pen: p, runes: make([]rune, 0, len(b)), styles: make([]Style, 0, len(b))}
	c.write(b)
	return c.spans(), at
}

// plain reports printable ASCII only.
func plain(b []byte) bool {
	for _, c := range b {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return true
}

// canvas is a line being written as a terminal would: what comes later overwrites
// what stands there.
type canvas struct {
	pen    pen
	runes  []rune
	styles []Style
	col    int
}

func (c *canvas) write(b []byte) {
	if c.pen.open != 0 {
		n, _ := str(b, c.pen.open)
		b = b[n:]
	}
	for len(b) > 0 {
		if b[0] >= ' ' && b[0] <= '~' {
			c.put(rune(b[0]))
			b = b[1:]
			continue
		}
		b = b[c.special(b):]
	}
}

// special handles what is not printable ASCII, and says how much it took.
func (c *canvas) special(b []byte) int {
	switch b[0] {
	case esc:
		return c.escape(b)
	case '\r':
		c.col = 0
		return 1 + stampAt(b[1:])
	case '\n':
		return 1 + stampAt(b[1:])
	case '\b':
		c.col = max(c.col-1, 0)
		return 1
	case '\t':
		for c.put(' '); c.col%tabStop != 0 && c.col < maxLine; {
			c.put(' ')
		}
		return 1
	}
	if b[0] < utf8.RuneSelf {
		return 1 // the other control characters
	}
	if isC1(b) {
		return escape(b).size
	}
	r, n := utf8.DecodeRune(b)
	if r == utf8.RuneError && n == 1 {
		if n = rawCSI(b); n > 0 {
			return n
		}
		n = 1
	}
	c.put(r)
	return n
}

// stampAt is how many bytes a stamp at the start of b takes, 0 for none.
func stampAt(b []byte) int {
	if stamped(b) == stampSize {
		return stampSize
	}
	return 0
}

func (c *canvas) escape(b []byte) int {
	s := escape(b)
	switch s.final {
	case 'm':
		c.pen.style = c.pen.style.sgr(s.params)
	case 'K':
		c.erase(s.params)
	}
	return s.size
}

// erase clears to the line's end, or for 1 and 2 up to the column, or all.
func (c *canvas) erase(params []byte) {
	switch string(params) {
	case "", "0":
		c.runes, c.styles = c.runes[:min(c.col, len(c.runes))], c.styles[:min(c.col, len(c.styles))]
	case "1":
		for i := range min(c.col+1, len(c.runes)) {
			c.runes[i], c.styles[i] = ' ', Style{}
		}
	case "2":
		c.runes, c.styles = c.runes[:0], c.styles[:0]
	}
}

func (c *canvas) put(r rune) {
	for len(c.runes) < c.col { // the line was erased left of the column
		c.runes, c.styles = append(c.runes, ' '), append(c.styles, Style{})
	}
	if c.col < len(c.runes) {
		c.runes[c.col], c.styles[c.col] = r, c.pen.style
	} else {
		c.runes, c.styles = append(c.runes, r), append(c.styles, c.pen.style)
	}
	c.col++
}

// spans is the line as runs of one style, without the blanks at its end that
// nobody can see.
func (c *canvas) spans() []Span {
	n := len(c.runes)
	for n > 0 && c.runes[n-1] == ' ' && !c.styles[n-1].blank() {
		n--
	}
	var out []Span
	for from := 0; from < n; {
		to := from + 1
		for to < n && (c.styles[to] == c.styles[from] || len(out) == maxSpans-1) {
			to++
		}
		if s := washed(string(c.runes[from:to])); s != "" {
			out = append(out, Span{c.styles[from], s})
		}
		from = to
	}
	return slices.Clip(out)
}

// washed cleans s and keeps the blanks at its end, which part it from what follows.
func washed(s string) string {
	clean := text.Line(s)
	if n := len(s) - len(strings.TrimRight(s, " ")); n > 0 {
		clean += s[len(s)-n:]
	}
	return clean
}
