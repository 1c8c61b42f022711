package sandbox

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// linkDelay is how long after its success the background job has linked a
// deployment's merge requests.
const linkDelay = 2 * time.Second

// How merge requests reach main, other than squashed.
const (
	mergeCommit  = "merge"
	mergeForward = "ff"
)

// mergeRequest is derived from the commit that brought it.
type mergeRequest struct {
	project *project
	iid     int
	fact    commitFact
	commit  commitID
}

func (w *world) mergeRequest(p *project, n int) mergeRequest {
	at := commitID{n: n}
	return mergeRequest{p, n, w.fact(p, at), at}
}

func (m mergeRequest) created() time.Time {
	return m.fact.at.Add(-time.Duration(5+m.iid%40) * time.Hour)
}

var labelNames = []string{"backend", "frontend", "database", "security", "hotfix"}

// labels are none for one of four, else one or two.
func (m mergeRequest) labels() []string {
	if m.iid%4 == 0 {
		return []string{}
	}
	first := m.iid % len(labelNames)
	found := []string{labelNames[first]}
	if second := m.iid / 7 % len(labelNames); second != first && m.iid%4 == 3 {
		found = append(found, labelNames[second])
	}
	slices.Sort(found)
	return found
}

// milestone is the month of its merge for two of three, "" for the others.
func (m mergeRequest) milestone() string {
	if m.iid%9 == 0 {
		return ""
	}
	return m.fact.at.UTC().Format("2006.01")
}

// description has check boxes for one of two, the first of them ticked.
func (m mergeRequest) description() string {
	if m.iid%2 == 1 {
		return ""
	}
	return fmt.Sprintf("Closes #%d\n\n- [x] seen on staging\n- [ ] runbook", m.iid*3+7)
}

// shipped is the merge requests that a deployment was the first to bring to
// its environment: those merged since the last success before it.
// gitlab: app/services/deployments/link_merge_requests_service.rb
func (w *world) shipped(d *deployment) []mergeRequest {
	if !w.links(d) {
		return nil
	}
	from := 0
	for _, other := range d.project.deployments {
		earlier := other.env == d.env && other.status == statusSuccess && compareFinished(other, d) < 0
		if earlier && other.commit.branch == 0 {
			from = max(from, other.commit.n)
		}
	}
	return w.merged(d.project, from, d.commit.n)
}

// merged is what the commits of main behind from, up to to, have brought.
func (w *world) merged(p *project, from, to int) []mergeRequest {
	var found []mergeRequest
	for n := from + 1; n <= to; n++ {
		if p.isMerge(n) {
			found = append(found, w.mergeRequest(p, n))
		}
	}
	return found
}

// links tells whether the background job has looked at a deployment and links
// anything to it at all.
func (w *world) links(d *deployment) bool {
	if d.status != statusSuccess || w.now.Sub(d.finished) < linkDelay || d.commit.branch != 0 {
		return false
	}
	tiered := d.env.tier == "production" || d.env.tier == "staging"
	return tiered || !strings.Contains(d.env.name, "/")
}

// shipments is, by iid, the deployments that were the first to bring a merge
// request to an environment.
func (w *world) shipments(p *project) map[int][]*deployment {
	var done []*deployment
	for _, d := range p.deployments {
		if w.links(d) {
			done = append(done, d)
		}
	}
	slices.SortFunc(done, compareFinished)
	newest := map[*environment]int{}
	found := map[int][]*deployment{}
	for _, d := range done {
		for n := newest[d.env] + 1; n <= d.commit.n; n++ {
			found[n] = append(found[n], d)
		}
		newest[d.env] = max(newest[d.env], d.commit.n)
	}
	return found
}

// bringing is the merge request that brought a commit of main: the next one
// merged. Nil when none was yet, and for commits of branches.
func (w *world) bringing(p *project, at commitID) []mergeRequest {
	if at.branch != 0 {
		return nil
	}
	for n := at.n; n <= p.head; n++ {
		if p.isMerge(n) {
			return []mergeRequest{w.mergeRequest(p, n)}
		}
	}
	return nil
}
