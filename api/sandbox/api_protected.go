package sandbox

import (
	"maps"
	"slices"
)

// listProtectedEnvironments answers what guards the environments of a project, by
// name, to its Maintainers only: most of those who approve cannot read it.
// gitlab: ee/lib/api/protected_environments.rb
func listProtectedEnvironments(c *call) (reply, error) {
	win := c.params.window()
	p, err := c.maintained()
	if err != nil {
		return reply{}, err
	}
	return c.protections(win, p.protections)
}

func getProtectedEnvironment(c *call) (reply, error) {
	p, err := c.maintained()
	if err != nil {
		return reply{}, err
	}
	return c.protection(p.protections)
}

// listGroupProtectedEnvironments answers what guards the environments of a tier in all
// projects of a group, to its Owners only.
// gitlab: ee/lib/api/group_protected_environments.rb
func listGroupProtectedEnvironments(c *call) (reply, error) {
	win := c.params.window()
	g, err := c.owned()
	if err != nil {
		return reply{}, err
	}
	return c.protections(win, g.protections)
}

func getGroupProtectedEnvironment(c *call) (reply, error) {
	g, err := c.owned()
	if err != nil {
		return reply{}, err
	}
	return c.protection(g.protections)
}

func (c *call) maintained() (*project, error) {
	p, err := c.project()
	if err != nil {
		return nil, err
	}
	if !p.may(c.u, levelMaintainer) {
		return nil, forbidden("")
	}
	return p, nil
}

func (c *call) owned() (*group, error) {
	g, err := c.group()
	if err != nil {
		return nil, err
	}
	if !c.u.admin && g.memberLevel(c.u) < levelOwner {
		return nil, forbidden("")
	}
	return g, nil
}

func (c *call) protections(win window, all map[string]*protection) (reply, error) {
	names := slices.Sorted(maps.Keys(all))
	first, last := win.bounds(len(names))
	rows := make([]protectionJSON, 0, last-first)
	for _, name := range names[first:last] {
		rows = append(rows, protectionJSONOf(name, all[name]))
	}
	return c.paged(win, len(names), rows)
}

func (c *call) protection(all map[string]*protection) (reply, error) {
	name := c.params.text("name")
	if found := all[name]; found != nil {
		return ok(protectionJSONOf(name, found))
	}
	return reply{}, notFound("")
}
