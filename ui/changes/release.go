package changes

import (
	"greenlight/api"
	"greenlight/ui/draw"
	"greenlight/ui/present"
	"greenlight/ui/rows"
	"greenlight/ui/theme"
)

const (
	// previewed is how many lines of release notes are shown folded.
	previewed = 3
	// widestNote is as far as the eye carries a line of prose.
	widestNote = 90
)

// notes are release notes as plain lines.
type notes struct {
	tag, source string
	lines       []string
}

// renewed are the notes of a release, made plain anew where they differ.
func (n notes) renewed(r api.Release) notes {
	if n.tag == r.Tag && n.source == r.Notes {
		return n
	}
	return notes{r.Tag, r.Notes, plain(r.Notes)}
}

// tagged reports that the deployment is, or may be, that of a tag.
func (m Model) tagged() bool {
	d := m.row.Deployment
	return d == nil || d.Deployable == nil || d.Deployable.Tag
}

// release adds what was published for the tag.
func (p *picture) release(out []rows.Line) ([]rows.Line, []rows.Span) {
	known := p.m.brief().Release
	switch {
	case known.Value.Tag != "":
		return append(out, p.published(known.Value)...), p.old(known.At, known.Err)
	case !p.m.tagged() || p.m.row.Brief == nil:
		return out, nil
	case known.Failed():
		return p.said(out, released, theme.Text, "release notes: "+reason(known.Err)), nil
	case known.Pending():
		return p.dots(out, released, 1), nil
	}
	return p.said(out, released, theme.Muted, "no release notes"), p.old(known.At, known.Err)
}

// published is the name of a release with its first lines, or all where it is unfolded.
func (p *picture) published(r api.Release) []rows.Line {
	from, to := p.m.span(released)
	name := r.Name
	if name == "" {
		name = r.Tag
	}
	var when []rows.Span
	if age := p.since(r.ReleasedAt); age != "" {
		when = rows.Said(theme.Muted, age)
	}
	label := labelOf(released)
	out := []rows.Line{{Section: label, Item: from + 1, Left: rows.Said(theme.Text, name), Right: when}}
	width := min(p.Text()-2, widestNote)
	all := p.m.notes.lines
	if to-from > 1 {
		for i, l := range all {
			for _, part := range p.wrapped(l, width) {
				out = append(out, rows.Line{Section: label, Item: from + i + 2, Left: rows.Said(theme.Muted, "  "+part)})
			}
		}
		return out
	}
	if len(all) == 0 {
		return append(out, rows.Line{Section: label, Left: rows.Said(theme.Muted, "  no text")})
	}
	for _, l := range all[:min(len(all), previewed)] {
		out = append(out, rows.Line{Section: label, Left: rows.Said(theme.Muted, "  "+p.Cut(l, width, draw.End))})
	}
	if n := len(all) - previewed; n > 0 {
		more := []rows.Span{{Role: theme.Muted, Text: "  " + present.Plural(n, "more line", "more lines")}}
		if p.Focused {
			more = append(more, rows.Span{Role: theme.Strong, Text: "   enter"}, rows.Span{Role: theme.Muted, Text: " unfolds them"})
		}
		out = append(out, rows.Line{Section: label, Left: more})
	}
	return out
}

// wrapped is a line in as many lines as it needs, at least one.
func (p *picture) wrapped(l string, width int) []string {
	if out := p.Wrap(l, max(width, 1)); len(out) > 0 {
		return out
	}
	return []string{""}
}
