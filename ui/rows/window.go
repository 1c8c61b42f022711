package rows

import (
	"slices"
	"strconv"
	"strings"

	"greenlight/ui/draw"
	"greenlight/ui/theme"
)

const (
	// noted is how many rows below the head a window needs before it says how much is
	// above and below it.
	noted = 5
	// roomy is how many it needs before lines behind the cursor are shown too.
	roomy = 10
	// ahead is how many these are.
	ahead = 2

	above, below = "above", "below"
)

// Draw draws H lines of W cells: head, and below it the part of body in which item
// stands; the beginning where that is 0. Where there is no room for both the head
// goes with the rest.
func (p Pane) Draw(head, body []Line, item int) []string {
	if p.W <= 0 || p.H <= 0 {
		return nil
	}
	if len(head) > 0 && len(head)+len(body) > p.H && p.H-len(head) < noted {
		head, body = nil, append(slices.Clone(head), body...)
	}
	out := make([]string, 0, p.H)
	add := func(lines []Line) {
		section := ""
		for _, l := range lines {
			out = append(out, p.render(l, l.Section != "" && l.Section != section, p.Focused && item > 0 && l.Item == item))
			section = l.Section
		}
	}
	add(head)
	add(p.window(body, p.H-len(head), item))
	for len(out) < p.H {
		out = append(out, draw.New(p.W, &p.Styles.Body, p.Styles.ASCII).String())
	}
	return out
}

// window is the page of lines in which item stands, with a line that says how much is
// above and one that says how much is below.
func (p Pane) window(lines []Line, room, item int) []Line {
	if len(lines) <= room {
		return lines
	}
	at := max(slices.IndexFunc(lines, func(l Line) bool { return item > 0 && l.Item == item }), 0)
	if room < noted {
		from := at / max(room, 1) * max(room, 1)
		return lines[from:min(from+room, len(lines))]
	}
	step := room - 2
	if room >= roomy {
		step -= ahead
	}
	from := at / step * step
	switch {
	case from == 0:
		rest := lines[room-1:]
		return append(slices.Clone(lines[:room-1]), p.more(rest, below))
	case from+room-1 >= len(lines):
		from = len(lines) - (room - 1)
		return append([]Line{p.more(lines[:from], above)}, lines[from:]...)
	default:
		to := from + room - 2
		page := append([]Line{p.more(lines[:from], above)}, lines[from:to]...)
		return append(page, p.more(lines[to:], below))
	}
}

// more stands for lines that are not shown. Where no key acts only zooming shows them.
func (p Pane) more(lines []Line, where string) Line {
	n, item := 0, 0
	for _, l := range lines {
		if again := l.Item > 0 && l.Item == item; again {
			continue
		}
		item = l.Item
		if strings.TrimSpace(l.Section) != "" || len(l.Left) > 0 || l.Make != nil {
			n++
		}
	}
	if !p.Focused && where == below {
		where = "when zoomed"
	}
	return Line{Left: []Span{{theme.Muted, strconv.Itoa(n) + " more " + where}}}
}

// Step moves a cursor that stands at index at by n among count items; n may be any
// int. It stays among them, and is 0 where there are none.
func Step(at, n, count int) int {
	last := max(count-1, 0)
	at = min(max(at, 0), last)
	if n < 0 {
		return at - min(at, -max(n, -last))
	}
	return at + min(n, last-at)
}
