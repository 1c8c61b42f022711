package sandbox

// memberLevel is the highest level of a user in a group, with what the
// ancestors give; 0 for strangers.
func (g *group) memberLevel(u *user) int {
	level := levelNone
	for ; g != nil; g = g.parent {
		level = max(level, g.members[u.id])
	}
	return level
}

// memberLevel is the highest level of a user in a project, with what its
// groups give; 0 for strangers. An administrator is a member of nothing.
func (p *project) memberLevel(u *user) int {
	return max(p.members[u.id], p.group.memberLevel(u))
}

// may tells whether a user reaches a level in a project; administrators do.
func (p *project) may(u *user, level int) bool {
	return u.admin || p.memberLevel(u) >= level
}

// sees tells whether a project exists at all for a user; nil is anonymous.
func (p *project) sees(u *user) bool {
	switch {
	case p.visibility == "public":
		return true
	case u == nil:
		return false
	case p.visibility == "internal":
		return true
	default:
		return p.may(u, levelGuest)
	}
}

// sees tells whether a group exists for a user: its members and those of its
// projects, and anybody signed in when it is internal.
func (g *group) sees(u *user) bool {
	if u == nil {
		return false
	}
	if u.admin || g.visibility == "internal" || g.memberLevel(u) > levelNone {
		return true
	}
	for _, p := range g.projects {
		if p.memberLevel(u) > levelNone {
			return true
		}
	}
	return false
}

// readsDeployments is the read_deployment right; reading jobs, pipelines and
// environments needs the same.
// gitlab: app/policies/project_policy.rb
func (p *project) readsDeployments(u *user) bool {
	if p.ciOff {
		return false
	}
	return p.visibility != "private" || p.may(u, levelReporter)
}

// protectionsOf is what guards an environment: the project's entry of that
// exact name and each ancestor group's entry for its tier.
// gitlab: ee/app/models/ee/environment.rb
func (w *world) protectionsOf(e *environment) []*protection {
	if w.foss {
		return nil
	}
	var found []*protection
	if p := e.project.protections[e.name]; p != nil {
		found = append(found, p)
	}
	for g := e.project.group; g != nil; g = g.parent {
		if p := g.protections[e.tier]; p != nil {
			found = append(found, p)
		}
	}
	return found
}

// mayDeployTo tells whether a user is on every deploy access list of an
// environment and a Developer, or a Reporter who is named on one.
func (w *world) mayDeployTo(u *user, e *environment) bool {
	lists := w.protectionsOf(e)
	if len(lists) == 0 {
		return e.project.may(u, levelDeveloper)
	}
	if !e.project.may(u, levelReporter) {
		return false
	}
	for _, list := range lists {
		if !covered(list.deploy, u, e.project) {
			return false
		}
	}
	return true
}

func covered(list []grant, u *user, p *project) bool {
	for _, g := range list {
		if g.covers(u, p, false) {
			return true
		}
	}
	return false
}

// covers tells whether a grant names the user: by id, by membership of a
// group, or by level, which for a group's protection is the one in that group.
// An administrator is covered by all.
// gitlab: ee/app/models/protected_environments/authorizable.rb
func (g grant) covers(u *user, p *project, inherited bool) bool {
	switch {
	case u.admin:
		return true
	case g.user != nil:
		return g.user == u
	case g.group != nil && inherited:
		return g.group.memberLevel(u) > levelNone
	case g.group != nil:
		return g.group.members[u.id] > levelNone
	case g.level >= levelAdmin:
		return false
	case g.home != nil:
		return g.home.memberLevel(u) >= g.level
	default:
		return p.memberLevel(u) >= g.level
	}
}

// humanName is what represented_as is compared with, and what the approval
// summary shows; it is empty for Reporter and administrator rules.
func (g grant) humanName() string {
	switch {
	case g.user != nil:
		return g.user.name
	case g.group != nil:
		return g.group.name
	case g.level == levelMaintainer:
		return "Maintainers"
	case g.level == levelDeveloper:
		return "Developers + Maintainers"
	default:
		return ""
	}
}
