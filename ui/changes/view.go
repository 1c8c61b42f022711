package changes

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"greenlight/api"
	"greenlight/ui/draw"
	"greenlight/ui/present"
	"greenlight/ui/rows"
	"greenlight/ui/theme"
)

const (
	// widestRef bounds a branch or tag.
	widestRef = 28
	// wideFrom is where a line has room for whole words.
	wideFrom = 74
	// authorMost and authorLeast bound the column of the authors, a sixth of the width;
	// shortMost and shortLeast where there is room for first names only.
	authorMost, authorLeast = 18, 8
	shortMost, shortLeast   = 8, 3
	// titleLeast is what the title of a commit needs before its id is shown, and before
	// the name of its author has more than shortLeast.
	titleLeast = 30
	// between parts the columns at the right.
	between = 2
	// measured is how many commits decide how wide their columns are, with the last.
	measured = 200
	// unreadCommits is how many commits keep a place until they are read.
	unreadCommits = 6
)

// picture is one drawing.
type picture struct {
	rows.Pane
	m   Model
	now time.Time
	// author, age, added and removed are the widths of columns.
	author, age, added, removed int
	// ids says that there is room for the ids of commits.
	ids bool
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
	}
	p.measure()
	item := m.at + 1
	if !focused {
		item = 0
	}
	return p.Draw(p.head(), p.body(), item)
}

// dots hold the places of what is being read.
func (p *picture) dots() []rows.Line {
	out := []rows.Line{{Flush: true, Left: rows.Dots(min(44, p.Inner()))}, rows.Blank()}
	for range unreadCommits {
		out = append(out, rows.Line{Left: rows.Dots(30)})
	}
	return out
}

// measure finds the widths of the columns.
func (p *picture) measure() {
	names := 0
	for _, list := range [][]api.Commit{p.m.changes.Ahead, p.m.changes.Behind} {
		for i, c := range list {
			if i >= measured && i < len(list)-1 {
				continue
			}
			names = max(names, p.Width(p.who(c)))
			p.age = max(p.age, p.Width(p.since(c)))
		}
	}
	most := min(max(p.Inner()/6, authorLeast), authorMost)
	if p.narrow() {
		most = min(max(p.Text()-titleLeast-2*between-p.age, shortLeast), shortMost)
	}
	p.author = min(names, most)
	p.ids = p.Text()-shaWidth-2*between-p.author-p.age >= titleLeast
	for _, f := range p.m.files {
		added, removed := amounts(f)
		p.added, p.removed = max(p.added, p.Width(added)), max(p.removed, p.Width(removed))
	}
}

// shaWidth is a short commit id with its blank.
const shaWidth = 8

// narrow reports that there is no room for whole words.
func (p *picture) narrow() bool { return p.Inner() < wideFrom }

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

// since is "5h ago", or "5h" where there is little room.
func (p *picture) since(c api.Commit) string {
	if c.CreatedAt == nil {
		return ""
	}
	age := present.Age(p.now.Sub(*c.CreatedAt))
	if p.narrow() {
		return age
	}
	return age + " ago"
}

// body is the commits that it brings, those that only the other has, and the files.
func (p *picture) body() []rows.Line {
	out := make([]rows.Line, 0, len(p.m.entries)+8)
	var last part
	for i, e := range p.m.entries {
		section := e.section()
		if i > 0 && section != last {
			out = append(out, rows.Blank())
		}
		if section == files && (i == 0 || section != last) {
			out = append(out, p.folders())
		}
		last = section
		out = append(out, p.line(e, i+1))
		if e.part == diff && e.line == mostLines-1 {
			out = append(out, p.rest(p.m.files[e.index])...)
		}
	}
	return append(out, p.nothing()...)
}

// nothing says so where there is nothing to list, and where no file differs.
func (p *picture) nothing() []rows.Line {
	switch p.m.relation() {
	case first:
		return p.Told(rows.Span{}, theme.Muted, "There is nothing to compare it with.")
	case same:
		return p.Told(rows.Span{}, theme.Muted, "Nothing differs.")
	case newer, diverged:
		if len(p.m.files) == 0 && !p.m.changes.Timeout {
			return []rows.Line{rows.Blank(), {Section: "Files", Left: rows.Said(theme.Muted, "no file differs")}}
		}
	case older, unknown:
	}
	return nil
}

func (p *picture) line(e entry, item int) rows.Line {
	switch e.part {
	case ahead:
		return p.commit("Commits", p.m.changes.Ahead[e.index], item)
	case behind:
		return p.commit("Not here", p.m.changes.Behind[e.index], item)
	case files:
		return rows.Line{Section: "Files", Item: item, Make: func() (left, right []rows.Span) { return p.file(p.m.files[e.index]) }}
	case diff:
		return rows.Line{Section: "Files", Item: item, Make: func() (left, right []rows.Span) {
			return diffLine(p.m.files[e.index].lines[e.line]), nil
		}}
	}
	return rows.Line{}
}

// commit is a commit's title, behind its id where there is room, and its author and age
// in columns at the right.
func (p *picture) commit(section string, c api.Commit, item int) rows.Line {
	return rows.Line{Section: section, Item: item, Make: func() (left, right []rows.Span) {
		if p.ids {
			left = rows.Said(theme.Muted, present.SHA(c.ID)+" ")
		}
		left = append(left, rows.Span{Role: theme.Text, Text: c.Title})
		age := p.since(c)
		who := p.Pad(p.who(c), p.author, draw.End) + "  " + strings.Repeat(" ", max(p.age-p.Width(age), 0)) + age
		return left, rows.Said(theme.Muted, who)
	}}
}

// folders counts the files by folder; what has no room is counted at the end.
func (p *picture) folders() rows.Line {
	l := rows.Line{Section: "Files"}
	if p.Focused && slices.ContainsFunc(p.m.files, func(f file) bool { return len(f.lines) > 0 }) && p.Inner() >= wideFrom {
		l.Right = []rows.Span{{Role: theme.Strong, Text: "enter"}, {Role: theme.Muted, Text: " opens a file's diff"}}
	}
	groups := groupsOf(p.m.files)
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
	if p.m.relation() == diverged && p.Measure(l.Left)+len(parted) <= room {
		l.Left = append(l.Left, rows.Span{Role: theme.Muted, Text: parted})
	}
	return l
}

// rest says how much of a text is not drawn.
func (p *picture) rest(f file) []rows.Line {
	n := len(f.lines) - mostLines
	if n <= 0 {
		return nil
	}
	return []rows.Line{{Section: "Files", Left: rows.Said(theme.Muted, "  "+present.Plural(n, "more line", "more lines")+", not shown")}}
}
