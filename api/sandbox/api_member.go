package sandbox

import (
	"strconv"
	"strings"
)

// group finds the group a path names, by number or full path.
func (c *call) group() (*group, error) {
	if err := c.params.err(); err != nil {
		return nil, err
	}
	name := c.params.text("id")
	g := c.w.groupByPath[strings.ToLower(name)]
	if id, err := strconv.ParseInt(name, 10, 64); err == nil {
		g = c.w.groups[id]
	}
	if g == nil || !g.sees(c.u) {
		return nil, notFound("Group")
	}
	return g, nil
}

// member answers one membership. Both kinds of source look alike.
// gitlab: lib/api/members.rb
func (c *call) member(level func(*user) int) (reply, error) {
	id := c.params.id("user_id")
	if err := c.params.err(); err != nil {
		return reply{}, err
	}
	for _, u := range c.w.users {
		if u.id == id && level(u) > levelNone {
			return ok(c.w.memberJSON(u, level(u)))
		}
	}
	return reply{}, notFound("")
}

func (c *call) memberOfGroup(level func(*group, *user) int) (reply, error) {
	c.params.id("user_id")
	g, err := c.group()
	if err != nil {
		return reply{}, err
	}
	return c.member(func(u *user) int { return level(g, u) })
}

func (c *call) memberOfProject(level func(*project, *user) int) (reply, error) {
	c.params.id("user_id")
	p, err := c.project()
	if err != nil {
		return reply{}, err
	}
	return c.member(func(u *user) int { return level(p, u) })
}

func getGroupMember(c *call) (reply, error) {
	return c.memberOfGroup(func(g *group, u *user) int { return g.members[u.id] })
}

func getGroupMemberAll(c *call) (reply, error) { return c.memberOfGroup((*group).memberLevel) }

func getProjectMember(c *call) (reply, error) {
	return c.memberOfProject(func(p *project, u *user) int { return p.members[u.id] })
}

func getProjectMemberAll(c *call) (reply, error) { return c.memberOfProject((*project).memberLevel) }
