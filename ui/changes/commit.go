package changes

import (
	"strings"

	"greenlight/api"
	"greenlight/ui/draw"
	"greenlight/ui/present"
	"greenlight/ui/rows"
	"greenlight/ui/theme"
)

// commits adds those that it brings.
func (p *picture) commits(out []rows.Line) ([]rows.Line, []rows.Span) {
	if p.reading() {
		return p.dots(out, ahead, unreadCommits), nil
	}
	return p.entries(out, ahead), nil
}

// behind adds the commits that only the other has.
func (p *picture) behind(out []rows.Line) ([]rows.Line, []rows.Span) {
	return p.entries(out, behind), nil
}

// commit is a commit's title, behind its id where there is room, and its author and age
// in columns at the right.
func (p *picture) commit(c api.Commit) (left, right []rows.Span) {
	if p.ids {
		left = rows.Said(theme.Muted, present.SHA(c.ID)+" ")
	}
	left = append(left, rows.Span{Role: theme.Text, Text: c.Title})
	age := p.since(c.CreatedAt)
	who := p.Pad(p.who(c), p.author, draw.End) + "  " + strings.Repeat(" ", max(p.age-p.Width(age), 0)) + age
	return left, rows.Said(theme.Muted, who)
}

// who is a commit's author, by the first name where there is little room: the title says
// what comes, and it is cut for every cell that a surname takes.
func (p *picture) who(c api.Commit) string {
	if !p.narrow() {
		return c.AuthorName
	}
	for _, name := range strings.Fields(c.AuthorName) {
		if p.Width(name) >= shortLeast {
			return name
		}
	}
	return c.AuthorName
}
