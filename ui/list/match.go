package list

import (
	"github.com/charmbracelet/x/ansi"

	"greenlight/ui/draw"
	"greenlight/ui/filter"
	"greenlight/ui/theme"
)

// matched puts a text that is cut already, with what the filter found in it
// underlined.
func (p painter) matched(l *draw.Line, r theme.Role, f filter.Field, s string) {
	from := 0
	for _, found := range p.m.filter.Highlights(f, s) {
		start, end := whole(s, found)
		if start < from {
			continue
		}
		l.Put(r, s[from:start])
		l.Put(theme.Match, s[start:end])
		from = end
	}
	l.Put(r, s[from:])
}

// whole widens a range to whole characters as people see them: half a character
// has no width of its own.
func whole(s string, found [2]int) (start, end int) {
	at := 0
	for at < found[1] {
		cluster, _ := ansi.FirstGraphemeCluster(s[at:], ansi.GraphemeWidth)
		next := at + max(len(cluster), 1)
		if next <= found[0] {
			start = next
		}
		at = next
	}
	return max(start, 0), at
}
