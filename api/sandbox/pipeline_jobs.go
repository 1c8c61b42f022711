package sandbox

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// after are the jobs that follow the deploy job, each when the one before has
// passed.
var after = []struct {
	stage, name string
	length      time.Duration
}{
	{"verify", "smoke", 26 * time.Second},
	{"announce", "announce", 4 * time.Second},
}

// deployJob is the newest run of the job that deploys; nil when it is gone.
func (p *pipeline) deployJob() *job {
	for i := len(p.jobs) - 1; i >= 0; i-- {
		if !p.jobs[i].retried {
			return p.jobs[i]
		}
	}
	return nil
}

// afterJob computes a job behind the deploy job. It is created until that has
// passed, and skipped when that will not happen any more.
func (w *world) afterJob(p *pipeline, no int) *job {
	deploy, shape := p.deployJob(), after[no-afterSlot]
	j := &job{
		id: jobBase + p.id*jobSlots + int64(no), name: shape.name, stage: shape.stage, pipeline: p, user: p.user,
		runFor: shape.length, created: p.created, status: statusCreated,
	}
	if shape.name == "smoke" {
		j.name = strings.Replace(deploy.name, "deploy", "smoke", 1)
	}
	switch deploy.status {
	case statusSuccess:
	case statusFailed, statusCanceled, statusSkipped:
		j.status = statusSkipped
		return j
	default:
		return j
	}
	begin := deploy.finished.Add(2 * time.Second)
	for _, before := range after[:no-afterSlot] {
		begin = begin.Add(before.length + 2*time.Second)
	}
	if w.now.Before(begin) {
		return j
	}
	j.queued, j.started, j.status = begin.Add(-time.Second), begin, statusRunning
	if end := begin.Add(j.runFor); !w.now.Before(end) {
		j.finished, j.status = end, statusSuccess
	}
	return j
}

// jobsOf is every job of a pipeline, the newest first, with or without those that
// were retried. Trigger jobs are not among them.
// gitlab: app/finders/ci/jobs_finder.rb
func (w *world) jobsOf(p *pipeline, retried bool) []*job {
	var all []*job
	for no := range int64(jobSlots) {
		if j := w.findJob(p.project, jobBase+p.id*jobSlots+no); j != nil {
			all = append(all, j)
		}
	}
	for _, j := range slices.Concat(p.jobs, p.kept) {
		if j.id >= rerunBase {
			all = append(all, j)
		}
	}
	if !retried {
		all = slices.DeleteFunc(all, func(j *job) bool { return j.retried })
	}
	slices.SortFunc(all, func(a, b *job) int { return cmp.Compare(b.id, a.id) })
	return all
}

// bridge is a job that starts a pipeline elsewhere.
type bridge struct {
	*job
	downstream *pipeline // nil before it started one
}

// bridgeBase is where the ids of trigger jobs begin, two for a pipeline.
const bridgeBase = 7_000_000_000

// bridgesOf is the trigger jobs of a pipeline: two of three pipelines start the
// end-to-end tests, one of three tells the status page when it has deployed.
func (w *world) bridgesOf(p *pipeline) []bridge {
	if p.id%3 == 0 {
		return []bridge{}
	}
	all := []bridge{w.bridge(p, 0, "test", "e2e", w.stageBegin(p, "test"))}
	if p.id%3 == 1 {
		var begin time.Time
		if j := p.deployJob(); j != nil && j.status == statusSuccess {
			begin = j.finished.Add(2 * time.Second)
		}
		all = append(all, w.bridge(p, 1, "announce", "status-page", begin))
	}
	return all
}

// bridge computes a trigger job that begins at a time; never for the zero time.
func (w *world) bridge(p *pipeline, no int64, stage, name string, begin time.Time) bridge {
	b := bridge{job: &job{
		id: bridgeBase + p.id*2 + no, name: name, stage: stage, pipeline: p, user: p.user, created: p.created,
		status: statusCreated, allowFailure: true,
	}}
	if begin.IsZero() || w.now.Before(begin) {
		return b
	}
	b.status, b.started, b.finished = statusSuccess, begin, begin.Add(time.Second)
	b.downstream = w.downstreamOf(p)
	return b
}

// downstreamOf is a pipeline that looks as if this one had started it: the next
// older one of another project. Nil when there is none near.
func (w *world) downstreamOf(p *pipeline) *pipeline {
	for id := p.id - 1; id > p.id-50; id-- {
		if other := w.pipelines[id]; other != nil && other.project != p.project {
			return other
		}
	}
	return nil
}
