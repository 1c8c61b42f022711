package sandbox

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Totals of the default world, and what project 1 holds at the least.
const (
	defaultProjects    = 12
	defaultDeployments = 248
	minDeployments     = 20
	minBlocked         = 4
)

// newWorld builds everything from the options; the same seed and the same Now
// give the same world and tokens.
func newWorld(o Options) *world {
	now := o.Now()
	w := &world{
		seed: o.Seed, foss: o.FOSS, quiet: o.Quiet, start: now, now: now,
		tokens: map[string]*token{}, groups: map[int64]*group{}, groupByPath: map[string]*group{},
		projectByID: map[int64]*project{}, projectPath: map[string]*project{}, oldPaths: map[string]*project{},
		deployments: map[int64]*deployment{}, environments: map[int64]*environment{},
		jobs: map[int64]*job{}, pipelines: map[int64]*pipeline{}, told: newTelling(),
		nextDeployment: 81_000, nextPipeline: 90_000, nextJob: rerunBase,
	}
	if o.Projects <= 0 {
		o.Projects = defaultProjects
	}
	if o.Deployments <= 0 {
		o.Deployments = max(defaultDeployments, o.Blocked*2)
	}
	o.Deployments = max(o.Deployments, minDeployments)
	w.buildCast()
	w.buildGroups()
	w.buildProjects(o.Projects)
	w.buildDeployments(w.rows(o.Deployments, o.Blocked))
	w.buildBranches()
	w.buildFreezes()
	if !w.quiet {
		w.plan(now.Add(45*time.Second), w.spawn)
	}
	return w
}

// buildDeployments makes the rows real, the oldest first, so that ids grow
// with time.
func (w *world) buildDeployments(rows []row) {
	created := make([]time.Time, len(rows))
	order := make([]int, len(rows))
	counts := map[*project]int{}
	for i, r := range rows {
		created[i], order[i] = w.createdAt(r, int64(i)), i
		counts[r.own]++
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(created[a].Compare(created[b]), cmp.Compare(a, b)) })
	for _, p := range w.projects {
		if newest, told := newestIID[p.fullPath()]; told {
			p.nextIID = max(newest-int64(counts[p]), 0)
		}
		p.deployments = make([]*deployment, 0, counts[p]+16)
	}
	told := map[*project]map[string]commitID{}
	for _, i := range order {
		p := rows[i].own
		if told[p] == nil {
			told[p] = map[string]commitID{}
		}
		w.build(rows[i], created[i], told[p], counts[p] <= recentApprovals)
		counts[p]--
	}
}

// newestIID is the number that people see on the newest deployment of some
// projects.
var newestIID = map[string]int64{"payments/api": 4822, "platform/search-index": 1377, "platform/edge-proxy": 2207}

// recentApprovals is how many of a project's newest deployments carry
// approvals: before that the environments were not protected yet. It bounds
// what a rule drags along in a world of a hundred thousand.
const recentApprovals = 200

// createdAt is when the pipeline of a row began: before the shown state by the
// time its tests took and, for played jobs, by the wait of a person.
func (w *world) createdAt(r row, no int64) time.Time {
	at := w.start.Add(-r.age)
	if r.status == statusCreated || r.external {
		return at
	}
	at = at.Add(-7*time.Minute - time.Duration(pick(240_000, w.seed, no, 'c'))*time.Millisecond)
	if r.status != statusBlocked && !r.automatic {
		at = at.Add(-time.Duration(pick(1_500, w.seed, no, 'w')) * time.Second)
	}
	return at
}

// build makes one deployment with its job, pipeline, commit and approvals.
func (w *world) build(r row, created time.Time, told map[string]commitID, recent bool) {
	p := r.own
	w.nextDeployment++
	p.nextIID++
	d := &deployment{
		id: w.nextDeployment, iid: p.nextIID, project: p, env: r.environment, ref: r.ref, status: r.status,
		commit: w.buildCommit(r, created, told), user: w.userNamed(r.by), created: created,
		updated: w.start.Add(-r.age),
	}
	if d.env == nil {
		d.env = w.environmentOf(p, r.env, created)
	}
	d.tag = p.refs[r.ref].tag
	if isDone(r.status) {
		d.finished = d.updated
	}
	if !r.external {
		w.buildJob(d, r)
	}
	w.insert(d)
	if r.approvals != "" {
		w.buildApprovals(d, r.approvals)
	} else if r.history && !r.external && recent && isDone(r.status) && r.status != statusSkipped {
		w.completeApprovals(d)
	}
}

// buildCommit finds or makes the commit of a row and points its ref there.
func (w *world) buildCommit(r row, created time.Time, told map[string]commitID) commitID {
	p := r.own
	n := max(initialHead-int(w.start.Sub(created.Add(-r.commitAge))/commitSpacing), 1)
	c := commitID{n: n}
	if known, ok := told[r.title]; ok && r.title != "" {
		c = known
	} else if r.title != "" {
		c = w.tellCommit(r, n, created.Add(-r.commitAge-12*time.Minute))
		told[r.title] = c
	}
	if r.ref != "main" {
		p.refs[r.ref] = gitRef{commit: c, tag: isTag(r.ref)}
	}
	return c
}

func isTag(ref string) bool {
	return len(ref) > 1 && (ref[0] == 'v' || ref[0] == 'r') && ref[1] >= '0' && ref[1] <= '9'
}

func isBranch(ref string) bool {
	return ref == "x-12" || strings.Contains(ref, "/")
}

// tellCommit gives a commit a title of its own; a place that is taken moves it
// on, which may lengthen main.
func (w *world) tellCommit(r row, n int, at time.Time) commitID {
	p := r.own
	fact := commitFact{title: r.title, author: w.userNamed(r.by), at: at}
	if fact.author == nil {
		fact.author = w.users[1]
	}
	if isBranch(r.ref) {
		p.branches = append(p.branches, branch{name: r.ref, fork: max(n-2-r.stale, 1)})
		c := commitID{branch: len(p.branches), n: branchLength}
		p.commits[c] = fact
		return c
	}
	c := commitID{n: n}
	for {
		if _, taken := p.commits[c]; !taken {
			break
		}
		c.n++
	}
	p.commits[c] = fact
	if c.n > p.head {
		p.head = c.n
		p.refs["main"] = gitRef{commit: c}
	}
	return c
}

// buildJob gives a deployment the pipeline and job that made it.
func (w *world) buildJob(d *deployment, r row) {
	pl := w.newPipeline(d.project, d.ref, d.commit, d.user, d.created)
	pl.tag, pl.broken = d.tag, r.pipeline == statusFailed
	j := w.newDeployJob(pl, deployJobName(d.env.name))
	j.created, j.deployment, j.env, j.failure, j.manual = d.created, d, d.env, r.failure, !r.automatic
	j.allowFailure = j.manual
	d.job = j
	switch r.status {
	case statusBlocked:
		j.status = statusManual
	case statusRunning:
		j.status, j.started = statusRunning, d.updated
		j.runFor = r.age + time.Duration(60+pick(120, w.seed, d.id, 'e'))*time.Second
		w.plan(j.started.Add(j.runFor), func() { w.endJob(j) })
	case statusCreated:
		j.status = statusCreated
		w.plan(w.stageBegin(pl, "deploy"), func() { w.reachDeploy(j) })
	case statusSuccess, statusFailed, statusCanceled:
		j.status, j.finished = r.status, d.finished
		switch {
		case r.failure == "deployment_rejected":
		case r.status == statusCanceled:
			j.started = j.finished.Add(-j.runFor * 2 / 5)
		default:
			j.started = j.finished.Add(-j.runFor)
		}
	case statusSkipped:
		j.status = statusSkipped
	default:
		j.status, j.started = "waiting_for_callback", d.updated
	}
	if !j.started.IsZero() {
		j.queued = j.started.Add(-2 * time.Second)
	}
	w.settle(pl)
	pl.updated = d.updated
	if isDone(pl.status) {
		pl.finished = cmp.Or(j.finished, w.stageBegin(pl, "deploy"))
	}
}

func (w *world) newPipeline(p *project, ref string, c commitID, u *user, at time.Time) *pipeline {
	w.nextPipeline++
	p.nextPipeline++
	pl := &pipeline{
		id: w.nextPipeline, iid: p.nextPipeline, project: p, ref: ref, commit: c, user: u, source: "push",
		status: statusRunning, created: at, updated: at, started: at.Add(2 * time.Second), tag: p.refs[ref].tag,
	}
	w.pipelines[pl.id] = pl
	return pl
}
