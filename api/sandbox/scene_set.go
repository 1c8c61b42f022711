package sandbox

import (
	"fmt"
	"time"
)

// set is the project that a scene is built in.
type set struct {
	w *world
	p *project
}

// newSet makes the project of a scene. Nothing that happens by itself happens there.
func (w *world) newSet(scene Scene) *set {
	plot := plots[scene]
	w.sceneGroups()
	g, path := w.groupByPath["payments"], plot.name
	for no := 2; w.projectPath[g.fullPath()+"/"+path] != nil; no++ {
		path = fmt.Sprintf("%s-%d", plot.name, no)
	}
	b := blueprint{
		path: path, name: path, environments: []string{sceneEnvironment, "staging"}, deployLevel: levelDeveloper,
		rules: []string{sceneEnvironment + ": " + plot.rules},
	}
	if plot.rules == "-" {
		b.rules = nil
	}
	p := w.addProject(b, g)
	p.staged, p.activity = true, w.now
	if plot.head > 0 {
		p.head, p.origin, p.refs["main"] = plot.head, plot.head, gitRef{commit: commitID{n: plot.head}}
	}
	for _, c := range plot.live {
		p.refs["v1.7.9"] = gitRef{commit: commitID{n: c}, tag: true}
	}
	return &set{w, p}
}

// sceneGroups are the groups that only scenes need: two whose names overlap, and one
// that the first user cannot see.
func (w *world) sceneGroups() {
	if w.groupByPath["release"] != nil {
		return
	}
	home := w.addGroup("release", nil, "internal")
	for _, one := range []struct {
		path, visibility string
		members          []string
	}{
		{"qa-group", "internal", []string{"maya", "ines"}},
		{"qa", "internal", []string{"maya", "ana"}},
		{"vault", "private", []string{"ines", "ben"}},
	} {
		g := w.addGroup(one.path, home, one.visibility)
		for _, name := range one.members {
			g.members[w.userNamed(name).id] = levelDeveloper
		}
	}
}

// waiting places the deployment that a scene is about.
func (t *set) waiting(plot plot) *deployment {
	w, p := t.w, t.p
	r := row{ref: "v1.8.0", status: statusBlocked, age: plot.age, by: plot.by, approvals: plot.approvals, pipeline: plot.pipeline}
	if r.age == 0 {
		r.age = sceneAge
	}
	if r.by == "" {
		r.by = "lin"
	}
	c := commitID{n: plot.at}
	if plot.at == 0 {
		r.ref = "hotfix/jitter"
		p.branches = append(p.branches, branch{name: r.ref, fork: plot.fork})
		c = commitID{branch: len(p.branches), n: branchLength}
	}
	p.refs[r.ref] = gitRef{commit: c, tag: plot.at > 0}
	fact := w.fact(p, c)
	fact.title, fact.author = "Retry webhooks with jitter", w.userNamed(r.by)
	if plot.unreviewed {
		fact.author = w.mergerOf(mergeRequest{iid: c.n})
	}
	p.commits[c] = fact
	return t.place(sceneEnvironment, r, c)
}

// place adds a deployment with its job, pipeline and approvals, as if it had been
// there for the age of its row.
func (t *set) place(env string, r row, c commitID) *deployment {
	w, p := t.w, t.p
	w.nextDeployment++
	p.nextIID++
	d := &deployment{
		id: w.nextDeployment, iid: p.nextIID, project: p, env: w.environmentOf(p, env, p.created), ref: r.ref, tag: p.refs[r.ref].tag,
		commit: c, status: r.status, user: w.userNamed(r.by), created: w.now.Add(-r.age - 8*time.Minute), updated: w.now.Add(-r.age),
	}
	if isDone(r.status) {
		d.finished = d.updated
	}
	w.buildJob(d, r)
	w.insert(d)
	switch {
	case r.approvals != "":
		w.buildApprovals(d, r.approvals)
	case r.status == statusSuccess || r.status == statusRunning:
		w.completeApprovals(d)
	}
	return d
}
