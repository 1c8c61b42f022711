package history

import (
	"strings"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/draw"
	"greenlight/ui/present"
	"greenlight/ui/rows"
	"greenlight/ui/theme"
)

// unreadRows is how many deployments keep a place until they are read.
const unreadRows = 8

// picture is one drawing.
type picture struct {
	rows.Pane
	columns
	m   Model
	now time.Time
}

// View draws the body in h lines of w cells. now is the server's time; nothing here
// moves by itself, so the pulse is not used.
func (m Model) View(w, h int, focused bool, st *theme.Styles, now time.Time, _ int) []string {
	p := picture{Pane: rows.Pane{W: w, H: h, Focused: focused, Styles: st}, m: m, now: now}
	switch {
	case !m.loaded && m.why != "":
		return p.Draw(nil, p.Failure(m.why), 0)
	case !m.loaded:
		return p.Draw(nil, p.dots(), 0)
	case len(m.rows) == 0:
		out := p.Told(rows.Span{}, theme.Muted, "GitLab lists no deployments of this environment.")
		if m.why != "" {
			out = append(out, p.Failure(m.why)...)
		}
		return p.Draw(nil, out, 0)
	}
	p.columns = columnsFor(p.Pane, m.rows, p.since)
	item := m.at + 1
	if !focused {
		item = m.index(m.this) + 1
	}
	return p.Draw(p.head(), p.body(), item)
}

// dots hold the places of what is being read.
func (p *picture) dots() []rows.Line {
	out := []rows.Line{{Flush: true, Left: rows.Dots(30)}, rows.Blank()}
	for range unreadRows {
		out = append(out, rows.Line{Flush: true, Left: rows.Dots(min(44, p.Inner()))})
	}
	return out
}

// head says of what this is the history, and how much of it was read.
func (p *picture) head() []rows.Line {
	name := p.m.rows[0].Deployment.Environment.Name
	read := present.Plural(len(p.m.rows), "deployment", "deployments")
	switch {
	case p.m.next > 0 && p.m.total > len(p.m.rows):
		read = present.Count(len(p.m.rows), false) + " of " + present.Plural(p.m.total, "deployment", "deployments")
	case p.m.next > 0:
		read = present.Count(len(p.m.rows), true) + " deployments"
	}
	left := append(rows.Said(theme.Strong, p.Cut(name, p.Inner()/2, draw.Middle)), rows.Span{Role: theme.Muted, Text: "  newest first"})
	if name == "" {
		left = rows.Said(theme.Muted, "newest first")
	}
	out := []rows.Line{{Flush: true, Left: left, Right: rows.Said(theme.Muted, read)}}
	if p.m.why != "" {
		out = append(out, p.Failure(p.m.why)...)
	}
	return append(out, rows.Blank())
}

func (p *picture) body() []rows.Line {
	var out []rows.Line
	for i, r := range p.m.rows {
		out = append(out, rows.Line{Flush: true, Item: i + 1, Left: p.row(r), Right: p.end(r)})
		if why := p.why(r); len(why) > 0 {
			out = append(out, rows.Line{Flush: true, Item: i + 1, Left: why})
		}
	}
	if p.m.next > 0 {
		note := "  older ones are read as you go down"
		if !p.Focused {
			note = "  there are older ones"
		}
		out = append(out, rows.Line{Flush: true, Left: rows.Said(theme.Muted, note)})
	}
	return out
}

// row is one deployment, column by column.
func (p *picture) row(r fleet.Row) []rows.Span {
	d, s := r.Deployment, r.Verdict.State
	role := present.StateRole(s)
	text := theme.Text
	if present.Quiet(r, p.now) && r.Ref != p.m.this {
		text = theme.Muted
		if s != api.StateLive {
			role = theme.Muted
		}
	}
	cells := []rows.Span{{Role: role, Text: present.StateSign(s) + " " + p.Pad(present.StateWord(r), stateWidth-2, draw.End)},
		{Role: text, Text: p.Pad(d.Ref, p.ref, draw.Path)}}
	cell := func(role theme.Role, s string, w int) {
		if w > 0 {
			cells = append(cells, rows.Span{Role: role, Text: p.Pad(s, w, draw.End)})
		}
	}
	cell(theme.Muted, present.SHA(d.SHA), p.sha)
	cell(theme.Muted, present.User(d.User), p.by)
	cell(theme.Muted, present.IID(d.IID), p.number)
	cell(text, r.Title(), p.title)
	for i := range cells[1:] {
		cells[i].Text += strings.Repeat(" ", gap)
	}
	return cells
}

// end is how long the job took, how long the state has lasted, and the mark.
func (p *picture) end(r fleet.Row) []rows.Span {
	var out []rows.Span
	pad := func(s string, w int) string { return strings.Repeat(" ", max(w-p.Width(s), 0)) + s }
	if p.took > 0 {
		out = append(out, rows.Span{Role: theme.Muted, Text: pad(took(r), p.took) + strings.Repeat(" ", gap)})
	}
	out = append(out, rows.Span{Role: theme.Muted, Text: pad(p.since(r), p.age)})
	if r.Ref == p.m.this {
		return append(out, rows.Span{Role: theme.Strong, Text: strings.Repeat(" ", gap) + thisOne})
	}
	return append(out, rows.Span{Role: theme.Text, Text: strings.Repeat(" ", gap+len(thisOne))})
}

func (p *picture) since(r fleet.Row) string { return present.RowAge(r, p.now) }
