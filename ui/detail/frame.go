package detail

import (
	"fmt"
	"strings"

	"greenlight/ui/draw"
	"greenlight/ui/present"
	"greenlight/ui/theme"
)

// chrome is what stands above the summary: the title and, but for a peek, the tabs
// and the hairline under them.
func (p pane) chrome() []string {
	switch p.form {
	case Peek:
		return []string{p.peekTitle()}
	case Side:
		return []string{p.title(p.number()), p.tabs(), p.hairline(theme.Text)}
	case Zoom:
		return []string{p.title(p.place() + p.number()), p.tabs(), p.hairline(theme.Focus)}
	}
	return nil
}

// number is what people call the deployment: its iid, as on the web pages.
func (p pane) number() string { return present.IID(p.row.Deployment.IID) }

func (p pane) place() string {
	if p.x.Total <= 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d   ", p.x.Position, p.x.Total)
}

// title is "payments/api → production" with the number at the right.
func (p pane) title(right string) string {
	out := draw.New(p.w, &p.st.Body, p.st.ASCII).At(p.margin)
	p.target(out, p.inner()-p.width(right)-2)
	return out.Right(theme.Muted, right, p.margin).String()
}

// peekTitle is the title set into the hairline between list and peek.
func (p pane) peekTitle() string {
	const edge = 3 // two cells of rule and a blank
	out := draw.New(p.w, &p.st.Body, p.st.ASCII)
	number := p.number()
	end := p.w - edge - p.width(number)
	if p.w < 4*edge+len(number) {
		return out.Rest(theme.Line, "─").String()
	}
	out.Run(theme.Line, "─", edge-1).Put(theme.Text, " ")
	p.target(out, end-2*edge)
	out.Put(theme.Text, " ")
	out.Run(theme.Line, "─", end-1-out.Column()).At(end-1).Put(theme.Text, " ")
	out.Put(theme.Muted, number).Put(theme.Text, " ")
	return out.Rest(theme.Line, "─").String()
}

// target names project and environment in room cells. The environment is cut last:
// it is what the decision is about.
func (p pane) target(out *draw.Line, room int) {
	const arrow = " → "
	env := p.environment()
	fixed := p.width(arrow)
	if p.row.Production() {
		fixed += p.width("◆ ") + 2
	}
	project := present.On(p.row.Project, p.x.Host)
	half := max((room-fixed)/2, 0)
	envRoom := max(room-fixed-p.width(project), half)
	env = p.cut(env, envRoom, draw.Middle)
	project = p.cut(project, max(room-fixed-p.width(env), 0), draw.Path)
	out.Put(theme.Strong, project).Put(theme.Text, arrow)
	if p.row.Production() {
		out.Chip(theme.ChipProd, "◆ "+env)
		return
	}
	out.Put(theme.Strong, env)
}

// environment is its name; the tier decides what production is, so a name that does
// not say it gets the word.
func (p pane) environment() string {
	name := p.row.Deployment.Environment.Name
	if p.row.Production() && !strings.Contains(strings.ToLower(name), "prod") {
		return name + " prod"
	}
	return name
}
