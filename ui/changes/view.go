package changes

import (
	"errors"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/present"
	"greenlight/ui/rows"
	"greenlight/ui/theme"
)

const (
	// widestRef bounds a branch or tag.
	widestRef = 28
	// wideFrom is where a line has room for whole words, widerFrom where it has room for
	// all of them.
	wideFrom, widerFrom = 74, 104
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
	// fresh is how long a fact is believed before its age is told.
	fresh = 3 * time.Minute
)

// picture is one drawing.
type picture struct {
	rows.Pane
	m   Model
	now time.Time
	// author, age, added and removed are the widths of columns.
	author, age, added, removed int
	// iid, mergedBy and mergedAge are those of the merge requests.
	iid, mergedBy, mergedAge int
	// ids says that there is room for the ids of commits.
	ids bool
}

// View draws the body in h lines of w cells. now is the server's time; nothing here
// moves by itself, so the pulse is not used.
func (m Model) View(w, h int, focused bool, st *theme.Styles, now time.Time, _ int) []string {
	p := picture{Pane: rows.Pane{W: w, H: h, Focused: focused, Styles: st}, m: m, now: now}
	p.measure()
	item := m.at + 1
	if !focused {
		item = 0
	}
	head := p.head()
	body, age := p.body()
	if last := &head[len(head)-1]; len(last.Right) == 0 {
		last.Right = age
	}
	return p.Draw(head, body, item)
}

// measure finds the widths of the columns.
func (p *picture) measure() {
	names := 0
	for _, list := range [][]api.Commit{p.m.changes.Ahead, p.m.changes.Behind} {
		for i, c := range list {
			if i >= measured {
				c = list[len(list)-1]
			}
			names = max(names, p.Width(p.who(c)))
			p.age = max(p.age, p.Width(p.since(c.CreatedAt)))
			if i >= measured {
				break
			}
		}
	}
	most := min(max(p.Inner()/6, authorLeast), authorMost)
	if p.narrow() {
		most = min(max(p.Text()-titleLeast-2*between-p.age, shortLeast), shortMost)
	}
	p.author = min(names, most)
	p.ids = p.Text()-shaWidth-2*between-p.author-p.age >= titleLeast
	for _, r := range p.m.brief().Merged.Value.Requests {
		p.iid = max(p.iid, p.Width(present.MergeRequest(r.IID)))
		p.mergedBy = max(p.mergedBy, p.Width(present.User(r.Author)))
		p.mergedAge = max(p.mergedAge, p.Width(p.since(r.MergedAt)))
	}
	p.added, p.removed = p.Width(amount("+", p.m.tree.mostAdded)), p.Width(amount("−", p.m.tree.mostRemoved))
}

// shaWidth is a short commit id with its blank.
const shaWidth = 8

// narrow reports that there is no room for whole words.
func (p *picture) narrow() bool { return p.Inner() < wideFrom }

// since is "5h ago", or "5h" where there is little room; empty for nil.
func (p *picture) since(t *time.Time) string {
	if t == nil {
		return ""
	}
	age := present.Age(p.now.Sub(*t))
	if p.narrow() {
		return age
	}
	return age + " ago"
}

// old tells the age of a fact where it is not fresh, and that it was not read again,
// with the reason where there is room; nil where there is nothing to tell. at is by the
// local clock.
func (p *picture) old(at time.Time, err error) []rows.Span {
	if at.IsZero() {
		return nil
	}
	var age []rows.Span
	if d := p.now.Add(-p.m.skew).Sub(at); d >= fresh {
		age = rows.Said(theme.Muted, "read "+present.Age(d)+" ago")
	}
	if err == nil {
		return age
	}
	full := rows.Sentence(age, rows.Said(theme.Muted, "not again: "+reason(err)))
	if p.Measure(full) > p.Inner()/2 {
		return rows.Sentence(age, rows.Said(theme.Muted, "not again"))
	}
	return full
}

// reason is why a fact could not be read, in two or three words.
func reason(err error) string {
	var late fleet.Late
	if errors.As(err, &late) {
		return "no answer within " + present.Duration(late.After.Seconds())
	}
	e := api.AsError(err)
	switch e.Kind {
	case api.Forbidden, api.Scope:
		return "no access"
	case api.Timeout:
		return "no answer in time"
	default:
		return e.Reason()
	}
}

// reading reports that the comparison may still come.
func (p *picture) reading() bool { return !p.m.loaded && p.failure() == "" }

// failure is why there is no comparison.
func (p *picture) failure() string {
	if p.m.why != "" {
		return p.m.why
	}
	if k := p.m.brief().Changes; !p.m.loaded && k.Failed() {
		return "What it changes could not be read: " + reason(k.Err) + "."
	}
	return ""
}

// body is all sections, with the age of each at the end of the blank line above it. That
// above the first is the head's, so its age is handed back.
func (p *picture) body() (out []rows.Line, age []rows.Span) {
	out = make([]rows.Line, 0, len(p.m.entries)+48)
	for _, s := range []func([]rows.Line) ([]rows.Line, []rows.Span){p.looks, p.merges, p.release, p.commits, p.behind, p.files, p.nothing} {
		at := len(out)
		if at > 0 {
			out = append(out, rows.Blank())
		}
		begin := len(out)
		next, since := s(out)
		switch {
		case len(next) == begin:
			out = out[:at]
			continue
		case at == 0:
			age = since
		default:
			next[at].Right = since
		}
		out = next
	}
	return out, age
}

// nothing says so where there is nothing to list.
func (p *picture) nothing(out []rows.Line) ([]rows.Line, []rows.Span) {
	if !p.m.loaded {
		return out, nil
	}
	switch p.m.stands {
	case api.RelationFirst:
		return append(out, p.Told(rows.Span{}, theme.Muted, "There is nothing to compare it with.")...), nil
	case api.RelationSame:
		return append(out, p.Told(rows.Span{}, theme.Muted, "Nothing differs.")...), nil
	case api.RelationUnread, api.RelationAhead, api.RelationOlder, api.RelationDiverged, api.RelationUnrelated, api.RelationUnknown:
	}
	return out, nil
}

// labelOf names a section.
func labelOf(of part) string {
	switch of {
	case risky:
		return "Look at"
	case merged:
		return "Merged"
	case released:
		return "Release"
	case ahead:
		return "Commits"
	case behind:
		return "Not here"
	case files:
		return "Files"
	}
	return ""
}

// dots hold the places of n lines of a part.
func (p *picture) dots(out []rows.Line, of part, n int) []rows.Line {
	for range n {
		out = append(out, rows.Line{Section: labelOf(of), Left: rows.Dots(30)})
	}
	return out
}

// said adds a sentence of a part, that the cursor passes by, in as many lines as it needs.
func (p *picture) said(out []rows.Line, of part, r theme.Role, text string) []rows.Line {
	for _, l := range p.Wrap(text, max(p.Text(), 1)) {
		out = append(out, rows.Line{Section: labelOf(of), Left: rows.Said(r, l)})
	}
	return out
}

// unseen is the text of lines that are certainly not on the page of the cursor: they
// only have to be there, and are not made.
var unseen = rows.Dots(1)

// entries adds the lines of all entries of a part.
func (p *picture) entries(out []rows.Line, of part) []rows.Line {
	from, to := p.m.span(of)
	at := p.m.at
	if !p.Focused {
		at = 0
	}
	for i := from; i < to; i++ {
		e := p.m.entries[i]
		if i < at-p.H || i > at+p.H {
			out = append(out, rows.Line{Section: labelOf(of), Item: i + 1, Left: unseen})
		} else {
			out = append(out, rows.Line{Section: labelOf(of), Item: i + 1, Make: func() (left, right []rows.Span) { return p.line(e) }})
		}
		if e.line == mostLines {
			out = append(out, p.rest(e)...)
		}
	}
	return out
}

// line is what an entry says.
func (p *picture) line(e entry) (left, right []rows.Span) {
	if e.line > 0 {
		return diffLine(p.m.unfolded(p.m.nameOf(entry{part: e.part, index: e.index}))[e.line-1]), nil
	}
	switch e.part {
	case risky:
		return p.look(p.m.look[e.index])
	case merged:
		return p.merge(p.m.brief().Merged.Value.Requests[e.index])
	case ahead:
		return p.commit(p.m.changes.Ahead[e.index])
	case behind:
		return p.commit(p.m.changes.Behind[e.index])
	case files:
		return p.file(p.m.tree.files[e.index])
	case released:
	}
	return nil, nil
}
