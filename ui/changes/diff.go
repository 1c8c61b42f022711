package changes

import (
	"slices"
	"strconv"
	"strings"

	"greenlight/ui/draw"
	"greenlight/ui/rows"
	"greenlight/ui/theme"
)

// file is the path of a file, what became of it, and its lines at the right.
func (p *picture) file(f file) (left, right []rows.Span) {
	added, removed := amounts(f)
	pad := func(s string, w int) string { return strings.Repeat(" ", max(w-p.Width(s), 0)) + s }
	right = []rows.Span{{Role: theme.OK, Text: pad(added, p.added)}}
	if p.removed > 0 {
		right = append(right, rows.Span{Role: theme.Bad, Text: " " + pad(removed, p.removed)})
	}
	note := p.note(f)
	room := p.Text() - p.Measure(right) - 2 - p.Width(note)
	left = rows.Said(theme.Text, p.Cut(f.NewPath, max(room, p.Text()/3), draw.Path))
	return append(left, rows.Said(theme.Muted, note)...), right
}

// amounts are "+18" and "−1", empty for none.
func amounts(f file) (added, removed string) {
	if f.added > 0 {
		added = "+" + strconv.Itoa(f.added)
	}
	if f.removed > 0 {
		removed = "−" + strconv.Itoa(f.removed)
	}
	return added, removed
}

// note is what became of a file, and why its text is not there.
func (p *picture) note(f file) string {
	var words []string
	switch {
	case f.New:
		words = append(words, "new")
	case f.Deleted:
		words = append(words, "deleted")
	case f.Renamed:
		words = append(words, "was "+p.Cut(f.OldPath, p.Text()/3, draw.Path))
	}
	switch {
	case f.TooLarge:
		words = append(words, "too large")
	case f.Collapsed:
		words = append(words, "text left out")
	case len(f.lines) == 0 && !f.Renamed:
		words = append(words, "no text")
	case slices.Contains(p.m.open, f.NewPath):
		words = append(words, "unfolded")
	}
	if len(words) == 0 {
		return ""
	}
	return "  " + strings.Join(words, ", ")
}

// diffLine is a line of a file's text, two cells in. A tab is four blanks, so that
// code keeps its shape.
func diffLine(s string) []rows.Span {
	role := theme.Text
	switch {
	case strings.HasPrefix(s, "+"):
		role = theme.OK
	case strings.HasPrefix(s, "-"):
		role = theme.Bad
	case strings.HasPrefix(s, "@@"), strings.HasPrefix(s, "\\"):
		role = theme.Muted
	}
	return rows.Said(role, "  "+strings.ReplaceAll(s, "\t", "    "))
}
