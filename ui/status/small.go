package status

import (
	"fmt"

	"greenlight/ui/theme"
)

// The smallest screen that everything is designed for, in cells.
const (
	LeastWidth  = 80
	LeastHeight = 24
)

// TooSmall fills a terminal below LeastWidth × LeastHeight: which size is needed, and
// still how many wait for the reader, production of them in production; waiting is
// negative while that is not known. quit is the key that quits.
func TooSmall(w, h, waiting, production int, quit string, st *theme.Styles) []string {
	if w <= 0 || h <= 0 {
		return nil
	}
	p := pen{st, w}
	size := []span{{theme.Text, fmt.Sprintf("needs %d × %d cells, this terminal has ", LeastWidth, LeastHeight)},
		{theme.Strong, fmt.Sprintf("%d × %d", w, h)}}
	if p.measure(size) > w {
		size = []span{{theme.Text, "needs "}, {theme.Strong, fmt.Sprintf("%d × %d", LeastWidth, LeastHeight)}}
	}
	advice := []span{{theme.Muted, "Make the window larger, or press "}, {theme.Strong, quit}, {theme.Muted, " to quit."}}
	if p.measure(advice) > w {
		advice = []span{{theme.Strong, quit}, {theme.Muted, " quits"}}
	}
	rows := [][]span{
		{{theme.OK, "●"}, {theme.Strong, " greenlight"}},
		size,
		waits(p, waiting, production),
		advice,
	}
	return p.centred(sparse(rows, h), h)
}

func waits(p pen, waiting, production int) []span {
	switch {
	case waiting < 0:
		return []span{{theme.Muted, "still reading"}}
	case waiting == 0:
		return []span{{theme.OK, "✓"}, {theme.Text, " nothing waits for you"}}
	}
	verb := "wait"
	if waiting == 1 {
		verb = "waits"
	}
	out := []span{{theme.WaitStrong, fmt.Sprintf("■ %d %s for you", waiting, verb)}}
	if production > 0 {
		out = append(out, span{theme.Text, fmt.Sprintf(", %d in ", production)}, span{theme.ProdStrong, "◆ production"})
	}
	if p.measure(out) > p.w {
		return []span{{theme.WaitStrong, fmt.Sprintf("■ %d %s", waiting, verb)}}
	}
	return out
}

// sparse leaves out blank rows, then the advice and the name, when there are too few
// rows.
func sparse(rows [][]span, h int) [][]span {
	switch {
	case h >= 2*len(rows)-1:
		var out [][]span
		for i, r := range rows {
			if i > 0 {
				out = append(out, nil)
			}
			out = append(out, r)
		}
		return out
	case h >= len(rows):
		return rows
	case h >= 2:
		return rows[1:3]
	default:
		return rows[2:3]
	}
}

// centred sets rows into the middle of h lines.
func (p pen) centred(rows [][]span, h int) []string {
	out := make([]string, 0, h)
	for range (h - len(rows)) / 2 {
		out = append(out, p.empty())
	}
	for _, r := range rows {
		l := p.line().At(max((p.w-p.measure(r))/2, 0))
		p.put(l, r, p.w-l.Column())
		out = append(out, l.String())
	}
	for len(out) < h {
		out = append(out, p.empty())
	}
	return out
}
