package detail

import (
	"strings"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/present"
	"greenlight/ui/theme"
)

const (
	// mostBefore, mostCommits and mostNotes bound the sections that have no end of their
	// own.
	mostBefore  = 4
	mostCommits = 6
	mostNotes   = 3
)

// extra is a section for which there may be room.
type extra struct {
	label   string
	pending bool
	// keeps is how many lines more it most likely has while it is pending.
	keeps int
	lines []line
}

// extras are the sections for which there may be room. One that is under way is the
// last to be drawn: what would stand below it comes after it, so that nothing moves.
// done says that none is.
func (p pane) extras() (out []line, done bool) {
	if look(p, p.brief().Jobs).pending {
		return nil, false // they come first
	}
	for _, section := range []func() extra{
		p.mayFail, p.touches, p.before, p.commits, p.locality, p.stops, p.freezes, p.release,
	} {
		e := section()
		if e.pending {
			e.lines = append([]line{{left: dots(34)}}, make([]line, e.keeps)...)
		}
		for i, l := range e.lines {
			l.kind = kindExtra
			if i == 0 {
				l.label = e.label
				out = append(out, line{kind: kindExtra})
			}
			out = append(out, l)
		}
		if e.pending {
			return out, false
		}
	}
	return out, true
}

// before is how the last deployments of the environment ended.
func (p pane) before() extra {
	e := extra{label: "Before", keeps: mostBefore - 1}
	f := look(p, p.brief().Recent)
	if !f.read() {
		e.pending = f.pending
		e.lines = []line{{left: notRead("not read", f.why)}}
		return e
	}
	for _, r := range p.brief().Recent.Value {
		if r.Deployment == nil || r.Deployment.ID == p.row.Deployment.ID {
			continue
		}
		if len(e.lines) == mostBefore {
			break
		}
		e.lines = append(e.lines, p.ended(r))
	}
	if len(e.lines) > 0 && f.age != "" {
		e.lines[0].left = aged(e.lines[0].left, f)
	}
	return e
}

// ended is "✓ v2.13.9 @max" with "live  2d" at the right.
func (p pane) ended(r fleet.Row) line {
	s := r.Verdict.State
	role := present.StateRole(s)
	word := theme.Muted
	if s == api.StateLive {
		word = role
	}
	age := present.RowAge(r, p.now)
	return line{
		left: []span{{role, present.StateSign(s) + " "}, {theme.Text, p.ref(r.Deployment.Ref) + " "},
			{theme.Muted, present.User(r.Deployment.User)}},
		right: []span{{word, present.StateWord(r)}, {theme.Muted, strings.Repeat(" ", max(4-len(age), 1)) + age}},
	}
}

// commits are those that it brings, or takes back where it brings none, as far as they
// are not named already.
func (p pane) commits() extra {
	e := extra{label: "Commits"}
	f := look(p, p.brief().Changes)
	if !f.read() {
		e.pending = f.pending
		return e // the verdict says why there are none
	}
	c, all, sign := p.brief().Changes.Value, p.brief().Changes.Value.Ahead, ""
	if len(all) == 0 {
		all, sign = c.Behind, "− "
	}
	if len(p.brief().Merged.Value.Requests) == 0 && len(all) <= places {
		return e
	}
	shown := all
	if len(all) > mostCommits+1 {
		shown = all[:mostCommits]
	}
	for _, commit := range shown {
		e.lines = append(e.lines, p.commit(sign, commit))
	}
	if over := len(all) - len(shown); over > 0 {
		e.lines = append(e.lines, line{left: said(theme.Muted, present.Count(over, false)+" more, d")})
	}
	return e
}

// stops are the environments that the same commit was deployed to, where there are more
// than the one beside what is live.
func (p pane) stops() extra {
	e := extra{label: "Elsewhere", pending: look(p, p.brief().Elsewhere).pending}
	rows := p.brief().Elsewhere.Value.Rows
	if len(rows) < 2 {
		return e
	}
	column := 0
	for _, r := range rows {
		if r.Deployment != nil {
			column = max(column, min(p.width(r.Deployment.Environment.Name), nameWidth)+2)
		}
	}
	for _, r := range rows {
		if r.Deployment != nil {
			e.lines = append(e.lines, line{left: p.stop(r, column)})
		}
	}
	return e
}

// freezes are the freeze periods that are on or come next, in the project's time.
func (p pane) freezes() extra {
	f := look(p, p.brief().Freezes)
	e := extra{label: "Freezes", pending: f.pending}
	if f.why != "" {
		e.lines = []line{{left: notRead("not read", f.why)}}
	}
	for _, z := range p.brief().Freezes.Value {
		place := p.now.Location()
		if z.Place != nil {
			place = z.Place
		}
		from, until := z.From.In(place), z.Until.In(place)
		word, role := "next", theme.Muted
		if z.Active(p.now) {
			word, role = "on", theme.Text
		}
		e.lines = append(e.lines, line{left: sentence(said(role, word),
			said(theme.Text, present.Date(from)+" "+present.Clock(from)+" to "+present.Date(until)+" "+present.Clock(until)))})
	}
	return e
}

// release is what its tag was published as, and how the notes begin.
func (p pane) release() extra {
	f := look(p, p.brief().Release)
	e := extra{label: "Release", pending: f.pending}
	r := p.brief().Release.Value
	switch {
	case f.why != "":
		e.lines = []line{{left: notRead("not read", f.why)}}
		return e
	case f.pending || r.Tag == "":
		return e
	}
	name := r.Name
	if name == "" {
		name = r.Tag
	}
	head := line{left: said(theme.Text, name)}
	if r.ReleasedAt != nil {
		head.left = sentence(head.left, said(theme.Muted, present.Age(p.now.Sub(*r.ReleasedAt))+" ago"))
	}
	e.lines = append(e.lines, head)
	for text := range strings.Lines(r.Notes) {
		if text = strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(text), "#")); text == "" {
			continue
		}
		if len(e.lines) > mostNotes {
			break
		}
		e.lines = append(e.lines, line{left: said(theme.Muted, text)})
	}
	return e
}
