package sandbox

import "time"

// person is one line of the cast.
type person struct {
	username, name, role string
	level                int // in the groups that hold projects
}

// cast is everybody, in the order the sandbox command lists them: the first is
// the one the demo uses.
var cast = []person{
	{"maya", "Maya Lindqvist", "maintainer", levelMaintainer},
	{"lin", "Lin Chen 陈琳", "developer", levelDeveloper},
	{"ana", "Ana Sofía Duarte 🌱", "developer", levelDeveloper},
	{"ines", "Inês Vale", "developer", levelDeveloper},
	{"oto", "Oto Černý", "maintainer", levelMaintainer},
	{"max", "Maximilian Freiherr von und zu Hohenfels-Lichtenstein-Castell", "developer", levelDeveloper},
	{"kim", "김하늘", "developer", levelDeveloper},
	{"ivy", "Ivy Okafor", "developer", levelDeveloper},
	{"raj", "Raj Patel", "developer", levelDeveloper},
	{"noa", "נועה Noa", "developer", levelDeveloper},
	{"ben", "Ben Ó Briain", "developer", levelDeveloper},
	{"li.wei", "李伟", "developer", levelDeveloper},
	{"rae", "Rae Nilsson", "reporter", levelReporter},
	{"gus", "Gus Thoma", "guest", levelGuest},
	{"root", "Administrator", "administrator", levelNone},
	{"sam", "Sam Stranger", "stranger", levelNone},
}

// approverGroups hold no projects: approval rules name them.
var approverGroups = []struct {
	path, parent string
	members      []string
}{
	{"payments-leads", "", []string{"maya", "oto", "ana"}},
	{"qa-group", "", []string{"ines", "rae", "ana"}},
	{"security-group", "", []string{"maya", "oto", "ben"}},
	{"release-managers", "", []string{"ana", "ines", "oto"}},
	{"web-leads", "", []string{"maya", "max"}},
	{"search-team", "", []string{"maya", "kim", "noa"}},
	{"sre", "", []string{"maya", "ben"}},
	{"oncall", "sre", []string{"noa", "ines"}},
}

// Roles of the two extra tokens, which are the first user's.
const (
	roleExpired  = "expired"
	roleReadOnly = "read_api"
)

func (w *world) buildCast() {
	for i, p := range cast {
		u := &user{id: int64(i + 1), username: p.username, name: p.name, role: p.role, state: "active"}
		u.admin = p.username == "root"
		w.users = append(w.users, u)
		w.addToken(u, "", []string{"api"}, w.start.AddDate(0, 6, 0))
	}
	w.addToken(w.users[0], roleExpired, []string{"api"}, w.start.AddDate(0, 0, -3))
	w.addToken(w.users[0], roleReadOnly, []string{"read_api"}, w.start.AddDate(0, 6, 0))
}

func (w *world) addToken(u *user, role string, scopes []string, expires time.Time) {
	no := len(w.tokens) + 1
	name := "greenlight"
	if role != "" {
		name += " " + role
	}
	day := expires.UTC().Truncate(24 * time.Hour)
	t := &token{
		id: int64(no), value: tokenValue(w.seed, no), name: name, role: role, user: u, scopes: scopes, expires: day,
		created: w.start.AddDate(0, -2, 0),
	}
	w.tokens[t.value] = t
}

func (w *world) buildGroups() {
	for _, name := range []string{"payments", "platform", "data"} {
		w.addGroup(name, nil, "private").members = w.staff()
	}
	w.addGroup("infra", w.groupByPath["platform"], "private")
	for _, g := range approverGroups {
		made := w.addGroup(g.path, w.groupByPath[g.parent], "internal")
		for _, name := range g.members {
			made.members[w.userNamed(name).id] = levelDeveloper
		}
	}
}

// staff is the membership of a group with projects.
func (w *world) staff() map[int64]int {
	members := map[int64]int{}
	for i, p := range cast {
		if p.level > levelNone {
			members[int64(i+1)] = p.level
		}
	}
	return members
}

func (w *world) addGroup(path string, parent *group, visibility string) *group {
	w.nextGroupID++
	g := &group{
		id: w.nextGroupID, name: path, path: path, parent: parent, visibility: visibility, members: map[int64]int{},
		protections: map[string]*protection{},
	}
	w.groups[g.id] = g
	w.groupByPath[g.fullPath()] = g
	return g
}
