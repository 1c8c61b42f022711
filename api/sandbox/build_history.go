package sandbox

import (
	"fmt"
	"time"
)

// rows is every deployment of the world to be: the told ones as far as the
// totals allow, then history until the totals are met.
func (w *world) rows(deployments, blocked int) []row {
	limit := deployments
	if blocked > 0 {
		limit = max(blocked, minBlocked)
	}
	var all []row
	open := 0
	add := func(r row, p *project, room int) {
		if p == nil || len(all) >= room || r.status == statusBlocked && open >= limit {
			return
		}
		if r.status == statusBlocked {
			open++
		}
		r.own = p
		all = append(all, r)
	}
	for _, r := range firstRows {
		add(r, w.projects[0], deployments)
	}
	reserve := minDeployments - len(all)
	for _, r := range otherRows {
		add(r, w.projectPath[r.project], deployments-reserve)
	}
	extra := 0
	if blocked > 0 {
		extra = limit - open
	}
	return w.history(all, deployments, extra, reserve)
}

// history fills up: every project gets an equal share of what is missing, and
// the youngest of each are the blocked ones that are still wanted.
func (w *world) history(all []row, deployments, blocked, reserve int) []row {
	floors := map[*project]map[string]time.Duration{}
	for _, p := range w.projects {
		floors[p] = map[string]time.Duration{}
	}
	for _, r := range all {
		floors[r.own][r.env] = max(floors[r.own][r.env], r.age)
	}
	rest := deployments - len(all)
	blocked = min(blocked, rest)
	first := min(reserve, rest)
	shares := split(rest-first, len(w.projects))
	shares[0] += first
	waiting := splitWithin(blocked, shares)
	for i, p := range w.projects {
		for k := range waiting[i] {
			all = append(all, w.waitingRow(p, k))
		}
		for k := range shares[i] - waiting[i] {
			all = append(all, w.doneRow(p, k, shares[i]-waiting[i], floors[p]))
		}
	}
	return all
}

// topics are what people are working on: a branch each, in every project.
var topics = []string{
	"ana/receipt-language", "fix/double-charge", "feat/retry-budget", "kim/bounce-parser", "ivy-coupons", "renovate/faraday-2.x",
}

// buildBranches comes last: a branch is numbered by when it was made, and the
// told ones must keep their numbers.
func (w *world) buildBranches() {
	for _, p := range w.projects {
		for i, name := range topics {
			if _, taken := p.refs[name]; taken {
				continue
			}
			p.branches = append(p.branches, branch{name: name, fork: max(p.head-2-5*i-pick(4, w.seed, p.id, int64(i), 'B'), 1)})
			p.refs[name] = gitRef{commit: commitID{branch: len(p.branches), n: branchLength}}
		}
	}
}

// split deals n out evenly.
func split(n, parts int) []int {
	out := make([]int, parts)
	for i := range out {
		out[i] = n / parts
		if i < n%parts {
			out[i]++
		}
	}
	return out
}

// splitWithin deals n out evenly, but to nobody more than the room.
func splitWithin(n int, room []int) []int {
	out := make([]int, len(room))
	for n > 0 {
		before := n
		for i := range out {
			if n > 0 && out[i] < room[i] {
				out[i]++
				n--
			}
		}
		if n == before {
			break
		}
	}
	return out
}

// waitingRow is one more blocked deployment, of a guarded environment.
func (w *world) waitingRow(p *project, k int) row {
	guarded := w.guarded(p)
	e := guarded[k%len(guarded)]
	age := time.Duration(k/len(guarded))*7*hour +
		time.Duration(60+pick(6*3600, w.seed, p.id, int64(k), 'b'))*time.Second
	return row{
		own: p, env: e.name, environment: e, ref: "main", by: w.historyAuthor(p, k), status: statusBlocked, age: age, history: true,
	}
}

// guarded is a project's environments that have approval rules, or all where
// none has.
func (w *world) guarded(p *project) []*environment {
	var found []*environment
	for _, e := range p.environments {
		if len(w.rulesOf(e)) > 0 {
			found = append(found, e)
		}
	}
	if len(found) == 0 {
		return p.environments
	}
	return found
}

// doneRow is the k-th newest of a project's past deployments.
func (w *world) doneRow(p *project, k, count int, floors map[string]time.Duration) row {
	e := p.environments[k%len(p.environments)]
	rounds := count/len(p.environments) + 1
	gap := min(max(75*day/time.Duration(rounds), 20*time.Second), 60*hour)
	round := time.Duration(k/len(p.environments) + 1)
	roll := func(n int, salt int64) int { return pick(n, w.seed, p.id, int64(k), salt) }
	r := row{
		own: p, env: e.name, environment: e, ref: "main", by: w.historyAuthor(p, k), status: statusSuccess, history: true,
		age:       floors[e.name] + gap*round + time.Duration(roll(int(gap/time.Millisecond/2), 'j'))*time.Millisecond,
		automatic: len(w.rulesOf(e)) == 0,
		external:  roll(12, 'x') == 0,
	}
	if e.tier == "production" && roll(3, 't') > 0 {
		day := w.start.Add(-r.age).UTC().Format("2006-01-02")
		r.ref = fmt.Sprintf("r%s.%d", day, roll(1000, 'v'))
	}
	switch chance := roll(100, 's'); {
	case round == 1:
	case chance < 8:
		r.status, r.failure = statusFailed, "script_failure"
	case chance < 12:
		r.status = statusCanceled
	case chance < 14 && r.automatic && !r.external:
		r.status = statusSkipped
	}
	return r
}

// historyAuthor never is the first user: what they could decide would be
// their own.
func (w *world) historyAuthor(p *project, k int) string {
	return authors[pick(len(authors)-1, w.seed, p.id, int64(k), 'u')]
}
