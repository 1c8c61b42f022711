package list

import (
	"strings"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/draw"
	"greenlight/ui/filter"
	"greenlight/ui/present"
	"greenlight/ui/theme"
)

// View draws the heads and below them the rows in the window: height lines of
// exactly width cells. now is the server's time.
func (m Model) View(width, height int, st *theme.Styles, now time.Time) []string {
	if height <= 0 {
		return nil
	}
	p := painter{m: m, grid: Columns(width), width: width, st: st, now: now}
	lines := make([]string, 0, height)
	lines = append(lines, p.heads())
	for i := range height - 1 {
		lines = append(lines, p.line(m.offset+i))
	}
	return lines
}

// painter draws the rows of one frame.
type painter struct {
	m     Model
	grid  Grid
	width int
	st    *theme.Styles
	now   time.Time
}

// nameStart is where the name of an environment stands, behind its sign.
func (g Grid) nameStart() int { return g.Env.Start + signWidth }

func (p painter) heads() string {
	l := draw.New(p.width, &p.st.Body, p.st.ASCII)
	g := p.grid
	l.At(g.State.Start).Put(theme.Muted, "State")
	l.At(g.nameStart()).Put(theme.Muted, "Environment")
	l.At(g.Project.Start).Put(theme.Muted, "Project")
	for _, h := range []struct {
		at   Span
		word string
	}{{g.Ref, "Ref"}, {g.Title, "Title"}, {g.By, "By"}, {g.Age, "Age"}} {
		if h.at.Shown() {
			l.At(h.at.Start).Put(theme.Muted, h.word)
		}
	}
	return l.String()
}

// line draws what stands at a place of the list: a row, the dots of one that is
// still to come, or nothing.
func (p painter) line(i int) string {
	shown := p.m.shown
	switch {
	case i < len(shown):
		return p.row(shown[i], i == p.m.index)
	case p.m.loading:
		return p.dots(i - len(shown))
	}
	return draw.New(p.width, &p.st.Body, p.st.ASCII).String()
}

// look is how loud a row is.
type look struct {
	quiet, loud, offline bool
}

// role is the role of a text on the row that is r on an ordinary one.
func (k look) role(r theme.Role) theme.Role {
	if !k.quiet {
		return r
	}
	return theme.Muted
}

// state is the role of the state's sign and word. What is live keeps its hue on a
// quiet row; offline no state is certain, and none has a hue.
func (k look) state(s api.State) theme.Role {
	switch {
	case k.offline && k.loud:
		return theme.Strong
	case k.offline, k.quiet && s != api.StateLive:
		return theme.Muted
	case k.loud:
		return theme.WaitStrong
	}
	return present.StateRole(s)
}

func (p painter) row(e *entry, selected bool) string {
	row := p.m.s.row(e)
	old := p.m.doubts != nil && p.m.doubts(&row)
	k := look{quiet: present.Quiet(row, p.now), loud: present.Loud(row), offline: p.m.offline || old}
	surface := &p.st.Body
	if selected {
		surface = &p.st.Selected
	}
	l := draw.New(p.width, surface, p.st.ASCII)
	if selected {
		l.Put(theme.Focus, "▌")
	}
	if e.marked {
		l.At(markAt).Put(theme.Focus, p.mark())
	}
	p.state(l, &row, k)
	p.env(l, &row, k)
	p.project(l, &row, k)
	d := row.Deployment
	p.cell(l, p.grid.Ref, theme.Muted, filter.FieldRef, d.Ref, draw.Path)
	p.cell(l, p.grid.Title, k.role(theme.Text), filter.FieldTitle, row.Title(), draw.End)
	p.cell(l, p.grid.By, theme.Muted, filter.FieldUser, by(&row), draw.End)
	if age := present.RowAge(row, p.now); age != "" {
		if old {
			age = present.SignOld + age
		}
		l.At(p.grid.Age.Start+p.grid.Age.Width-len(age)).Put(theme.Muted, age)
	}
	p.flag(l, row.Verdict.Warnings, k)
	return l.String()
}

// markAt is the column of the mark, behind the gutter.
const markAt = 1

// mark is the sign of a marked row.
func (p painter) mark() string {
	if p.st.ASCII {
		return "*"
	}
	return "+"
}

// by is who started the deployment, without the "@".
func by(row *fleet.Row) string {
	if name := row.Username(); name != "" {
		return name
	}
	return present.User(nil)
}

// state draws sign and word; where they are too long the count stays.
func (p painter) state(l *draw.Line, row *fleet.Row, k look) {
	if p.m.missing != nil && p.m.missing(row.Ref) {
		l.At(p.grid.State.Start).Put(theme.WaitStrong, "? "+p.cut("unknown", p.grid.State.Width-signWidth, draw.End))
		return
	}
	role, s := k.state(row.Verdict.State), row.Verdict.State
	word, count := present.StateWord(*row), present.CountOf(*row)
	room := p.grid.State.Width - signWidth
	if count != "" {
		count = " " + count
		word = strings.TrimSuffix(word, count)
	}
	l.At(p.grid.State.Start).Put(role, present.StateSign(s)+" ")
	start := l.Column()
	p.matched(l, role, filter.FieldState, p.cut(word, max(room-len(count), 0), draw.End))
	l.Put(role, count)
	l.At(start + room)
}

// env draws the production sign and the name. The tier decides, not the name: where
// the name does not say production, it is said behind it.
func (p painter) env(l *draw.Line, row *fleet.Row, k look) {
	l.At(p.grid.Env.Start)
	name, room := row.Deployment.Environment.Name, p.grid.Env.Width-signWidth
	role, said := k.role(theme.Text), ""
	if row.Production() {
		l.Put(theme.Prod, present.SignProduction)
		if k.loud {
			role = theme.ProdStrong
		}
		if !strings.Contains(strings.ToLower(name), "prod") {
			said = " prod"
			room -= len(said)
		}
	}
	l.At(p.grid.nameStart())
	p.matched(l, role, filter.FieldEnv, p.cut(name, room, p.m.s.envCut(name, room, p.st.ASCII)))
	if said != "" {
		l.Put(prodRole(k), said)
	}
}

// prodRole is the role of a "prod" that the name does not say itself.
func prodRole(k look) theme.Role {
	if k.loud {
		return theme.ProdStrong
	}
	return theme.Prod
}

func (p painter) project(l *draw.Line, row *fleet.Row, k look) {
	role := k.role(theme.Text)
	if k.loud {
		role = theme.Strong
	}
	p.cell(l, p.grid.Project, role, filter.FieldProject, present.On(row.Project, p.m.labels[row.Ref.Host]), draw.Path)
}

// flag draws whether there is something to know: a danger before a note.
func (p painter) flag(l *draw.Line, warnings []api.Warning, k look) {
	if len(warnings) == 0 {
		return
	}
	sign, role := present.SignNote, theme.Wait
	for _, w := range warnings {
		if w.Must {
			sign, role = present.SignDanger, theme.Bad
			break
		}
	}
	l.At(p.grid.Flag.Start).Put(k.role(role), sign)
}

// cell draws a text in its column, when the column is shown.
func (p painter) cell(l *draw.Line, at Span, r theme.Role, f filter.Field, s string, how draw.CutMode) {
	if !at.Shown() {
		return
	}
	l.At(at.Start)
	p.matched(l, r, f, p.cut(s, at.Width, how))
}

// cut shortens a text as the symbols of the frame measure it.
func (p painter) cut(s string, width int, how draw.CutMode) string {
	return shorten(s, width, how, p.st.ASCII)
}

// dots stand for rows that are still to come. Their lengths differ, so that they
// look like a text and not like a table.
func (p painter) dots(i int) string {
	l := draw.New(p.width, &p.st.Body, p.st.ASCII)
	if i >= len(skeleton) {
		return l.String()
	}
	g := p.grid
	name := Span{g.nameStart(), g.Env.Width - signWidth}
	for c, at := range []Span{g.State, name, g.Project, g.Ref, g.Title, g.By, g.Age} {
		if !at.Shown() {
			continue
		}
		n := min(skeleton[i][c], at.Width)
		start := at.Start
		if at == g.Age {
			start += at.Width - n
		}
		l.At(start).Run(theme.Line, present.SignPending, n)
	}
	return l.String()
}

// skeleton is how many dots stand in State, Environment, Project, Ref, Title, By
// and Age of the rows to come.
var skeleton = [5][7]int{
	{7, 10, 12, 7, 22, 3, 3},
	{9, 7, 14, 4, 18, 3, 2},
	{7, 10, 9, 6, 26, 4, 3},
	{10, 7, 13, 7, 16, 3, 2},
	{7, 9, 11, 4, 20, 3, 3},
}
