package changes

import (
	"strconv"
	"strings"

	"greenlight/api"
	"greenlight/ui/draw"
	"greenlight/ui/present"
	"greenlight/ui/rows"
	"greenlight/ui/theme"
)

// files adds the folders, and below them the files.
func (p *picture) files(out []rows.Line) ([]rows.Line, []rows.Span) {
	switch {
	case p.reading():
		return p.dots(out, files, 1), nil
	case len(p.m.tree.files) > 0:
		return p.entries(append(out, p.folders()), files), nil
	case p.m.loaded && p.m.brings() && !p.m.changes.Timeout:
		return p.said(out, files, theme.Muted, "no file differs"), nil
	}
	return out, nil
}

// folders counts the files by folder; what has no room is counted at the end.
func (p *picture) folders() rows.Line {
	l := rows.Line{Section: "Files"}
	if p.Focused && p.m.tree.texts > 0 && p.Inner() >= wideFrom {
		l.Right = []rows.Span{{Role: theme.Strong, Text: "enter"}, {Role: theme.Muted, Text: " opens a file's diff"}}
	}
	groups := p.m.tree.groups
	room := p.Text() - p.Measure(l.Right) - 2
	for i, g := range groups {
		next := []rows.Span{{Role: theme.Text, Text: p.Cut(g.name, widestRef, draw.Middle)}, {Role: theme.Muted, Text: " " + present.Count(g.count, false) + "  "}}
		more := "+" + strconv.Itoa(len(groups)-i)
		if p.Measure(l.Left)+p.Measure(next)+len(more) > room && i > 0 {
			l.Left = append(l.Left, rows.Span{Role: theme.Muted, Text: more})
			break
		}
		l.Left = append(l.Left, next...)
	}
	const parted = "since they parted"
	if p.m.stands == api.RelationDiverged && p.Measure(l.Left)+len(parted) <= room {
		l.Left = append(l.Left, rows.Span{Role: theme.Muted, Text: parted})
	}
	return l
}

// file is the path of a file, what became of it, and its lines at the right.
func (p *picture) file(f file) (left, right []rows.Span) {
	right = p.amounts(f.added, f.removed)
	note := p.note(f.FileChange, identity{part: files, name: f.NewPath})
	room := p.Text() - p.Measure(right) - 2 - p.Width(note)
	left = rows.Said(theme.Text, p.cutPath(f.NewPath, max(room, p.Text()/3)))
	return append(left, rows.Said(theme.Muted, note)...), right
}

// amounts are "+18" and "−1" in their columns, empty for none.
func (p *picture) amounts(added, removed int) []rows.Span {
	pad := func(s string, w int) string { return strings.Repeat(" ", max(w-p.Width(s), 0)) + s }
	right := []rows.Span{{Role: theme.OK, Text: pad(amount("+", added), p.added)}}
	if p.removed > 0 {
		right = append(right, rows.Span{Role: theme.Bad, Text: " " + pad(amount("−", removed), p.removed)})
	}
	return right
}

func amount(sign string, n int) string {
	if n == 0 {
		return ""
	}
	return sign + strconv.Itoa(n)
}

// note is what became of a file, and why its text is not there.
func (p *picture) note(f api.FileChange, id identity) string {
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
	case f.Diff == "" && !f.Renamed:
		words = append(words, "no text")
	case p.m.unfolded(id) != nil:
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

// rest says how much of a file's text is not drawn, below its last line.
func (p *picture) rest(e entry) []rows.Line {
	f, ok := p.m.change(e)
	if !ok || e.line != mostLines {
		return nil
	}
	n := strings.Count(strings.TrimSuffix(f.Diff, "\n"), "\n") + 1 - mostLines
	if n <= 0 {
		return nil
	}
	return []rows.Line{{Section: labelOf(e.part), Left: rows.Said(theme.Muted, "  "+present.Plural(n, "more line", "more lines")+", not shown")}}
}
