package sandbox

import (
	"cmp"
	"slices"
	"strings"
)

func listEnvironments(c *call) (reply, error) {
	p := c.params
	win := p.window()
	state := p.oneOf("states", "", []string{"available", "stopping", "stopped"})
	if p.given["name"] && p.given["search"] {
		p.complain("name, search cannot be used together")
	}
	proj, err := c.readable()
	if err != nil {
		return reply{}, err
	}
	search := strings.ToLower(p.text("search"))
	if search != "" && len([]rune(search)) < 3 {
		return reply{}, badRequest("Search query is less than 3 characters")
	}
	var found []*environment
	for _, e := range proj.environments {
		switch {
		case state != "" && e.state != state:
		case p.given["name"] && e.name != p.text("name"):
		case search != "" && !e.matches(search):
		default:
			found = append(found, e)
		}
	}
	slices.SortFunc(found, func(a, b *environment) int { return cmp.Or(strings.Compare(a.name, b.name), cmp.Compare(a.id, b.id)) })
	first, last := win.bounds(len(found))
	rows := make([]environmentJSON, 0, last-first)
	for _, e := range found[first:last] {
		rows = append(rows, c.w.environmentJSON(e))
	}
	return c.paged(win, len(found), rows)
}

// matches is GitLab's search: a prefix of the name or of the part in the
// folder.
func (e *environment) matches(prefix string) bool {
	_, inside := e.folder()
	return strings.HasPrefix(strings.ToLower(e.name), prefix) || strings.HasPrefix(strings.ToLower(inside), prefix)
}

func getEnvironment(c *call) (reply, error) {
	id := c.params.id("environment_id")
	p, err := c.readable()
	if err != nil {
		return reply{}, err
	}
	e := c.w.environments[id]
	if e == nil || e.project != p {
		return reply{}, notFound("")
	}
	full := environmentFullJSON{environmentJSON: c.w.environmentJSON(e)}
	full.Project = nil
	if d := e.lastSuccess(); d != nil {
		last := c.w.deploymentJSON(d)
		last.Environment = nil
		full.LastDeployment = &last
	}
	return ok(full)
}
