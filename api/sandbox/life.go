package sandbox

import "time"

// Time passes by itself: every minute or two somebody starts a pipeline whose
// deploy job then waits, and what has waited for long is decided by colleagues,
// so that a demo left alone neither dries up nor overflows.

// spawnPatience is how long a deployment of this kind waits before colleagues
// decide it.
const spawnPatience = 12 * time.Minute

// reachDeploy is the end of a pipeline's tests: the deploy job waits for a
// person or starts.
func (w *world) reachDeploy(j *job) {
	if j.status != statusCreated {
		return
	}
	if j.manual || len(w.rulesOf(j.env)) > 0 {
		w.setJob(j, statusManual)
		return
	}
	w.startJob(j)
}

// spawn starts one more pipeline and plans the next one.
func (w *world) spawn() {
	no := int64(len(w.spawned)) + w.nextPipeline
	w.plan(w.now.Add(time.Duration(60+pick(60, w.seed, no, 'S'))*time.Second), w.spawn)
	w.decideOld()
	p, e := w.spawnPlace(no)
	if e == nil {
		return
	}
	author := w.userNamed(w.historyAuthor(p, int(no)))
	c := w.newCommit(p, commitFact{
		title: titles[pick(len(titles), w.seed, no, 'T')], author: author, at: w.now.Add(-90 * time.Second),
	})
	w.spawned = append(w.spawned, w.launch(p, e, author, c))
}

// spawnPlace is where the next pipeline deploys to, mostly where approvals are
// needed. Project 1 is left as it was told: a demo's story must not be
// overtaken while somebody reads it.
func (w *world) spawnPlace(no int64) (*project, *environment) {
	places := w.projects
	if len(places) > 1 && places[0].id == 1 {
		places = places[1:]
	}
	for len(places) > 0 && places[len(places)-1].staged {
		places = places[:len(places)-1]
	}
	if len(places) == 0 {
		return nil, nil
	}
	p := places[pick(len(places), w.seed, no, 'P')]
	choice := w.guarded(p)
	if pick(4, w.seed, no, 'G') == 0 {
		choice = p.environments
	}
	if p.archived || len(choice) == 0 {
		return nil, nil
	}
	return p, choice[pick(len(choice), w.seed, no, 'E')]
}

// launch starts a quick pipeline on main with one deploy job.
func (w *world) launch(p *project, e *environment, u *user, c commitID) *deployment {
	pl := w.newPipeline(p, "main", c, u, w.now)
	pl.hurry = 12
	j := w.newDeployJob(pl, deployJobName(e.name))
	d := w.deployWith(j, e)
	j.manual = len(w.rulesOf(e)) > 0
	j.allowFailure = j.manual
	j.fails = pick(8, w.seed, d.id, 'F') == 0
	w.plan(w.stageBegin(pl, "deploy"), func() { w.reachDeploy(j) })
	return d
}

// deployWith makes the deployment of a job that has just been created.
func (w *world) deployWith(j *job, e *environment) *deployment {
	w.nextDeployment++
	e.project.nextIID++
	d := &deployment{
		id: w.nextDeployment, iid: e.project.nextIID, project: e.project, env: e, ref: j.pipeline.ref, tag: j.pipeline.tag,
		commit: j.pipeline.commit, status: j.status, user: j.pipeline.user, job: j, created: w.now, updated: w.now,
	}
	if d.status == statusPending || d.status == statusManual {
		d.status = statusCreated
	}
	j.deployment, j.env = d, e
	w.insert(d)
	return d
}

// decideOld lets colleagues approve and run what has waited too long, or cancel
// what nobody but its own maker could approve.
func (w *world) decideOld() {
	kept := w.spawned[:0]
	for _, d := range w.spawned {
		waits := d.status == statusBlocked || d.status == statusCreated
		if waits && w.now.Sub(d.created) < spawnPatience {
			kept = append(kept, d)
			continue
		}
		if d.status == statusBlocked && d.job != nil && d.job.status == statusManual && w.deployments[d.id] == d {
			w.colleagueDecides(d)
		}
	}
	w.spawned = kept
}

func (w *world) colleagueDecides(d *deployment) {
	for _, r := range w.rulesOf(d.env) {
		for _, u := range w.users[1:] {
			if d.missing(r) == 0 {
				break
			}
			if !u.admin && u != d.user && r.coversUser(u, d.project) {
				w.record(d, u, r, approved, "")
			}
		}
	}
	if w.pending(d) > 0 {
		// The only one who could approve is the one who started it.
		w.setJob(d.job, statusCanceled)
		return
	}
	w.startJob(d.job)
}
