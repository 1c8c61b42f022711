package sandbox

import (
	"strings"
	"time"
)

// Job ids lie above 2^32, as on GitLab.com: a client that keeps them in 32
// bits must notice here. The ordinary jobs of a pipeline are derived from it:
// their ids are jobBase + pipeline*jobSlots + slot; deploy jobs are kept.
const (
	jobBase  = 5_000_000_000
	jobSlots = 16
	// afterSlot is the first of the slots for the jobs that follow the deploy job.
	afterSlot = 14
	// rerunBase is where jobs made later are numbered from.
	rerunBase = 9_000_000_000
)

// slot is an ordinary job that every pipeline has.
type slot struct {
	stage, name string
	seconds     int
	optional    bool
}

var slots = []slot{
	{"build", "compile", 64, false},
	{"build", "image", 48, false},
	{"test", "unit", 131, false},
	{"test", "integration", 182, false},
	{"test", "contract", 58, false},
	{"test", "perf", 80, true},
	{"secure", "sast", 41, false},
	{"secure", "dependencies", 22, false},
	{"secure", "image-scan", 35, false},
}

// stages are the stages of the ordinary jobs, in order; they take this long in
// all before a deploy job can start.
var stages = []string{"build", "test", "secure"}

// findJob is a kept deploy job or a derived ordinary one.
func (w *world) findJob(p *project, id int64) *job {
	if j := w.jobs[id]; j != nil {
		if j.pipeline.project != p {
			return nil
		}
		return j
	}
	if id < jobBase || id >= rerunBase || w.told.gone[id] {
		return nil
	}
	pl := w.pipelines[(id-jobBase)/jobSlots]
	no := int((id - jobBase) % jobSlots)
	switch {
	case pl == nil || pl.project != p:
		return nil
	case no < len(slots):
		return w.renamed(w.derivedJob(pl, no))
	case no >= afterSlot && pl.deployJob() != nil:
		return w.renamed(w.afterJob(pl, no))
	default:
		return nil
	}
}

// slotLength is how long an ordinary job takes.
func (w *world) slotLength(p *pipeline, no int) time.Duration {
	seconds := time.Duration(slots[no].seconds+pick(20, w.seed, p.id, int64(no))) * time.Second
	millis := time.Duration(pick(1000, w.seed, p.id, int64(no), 'm')) * time.Millisecond
	return (seconds + millis) / time.Duration(max(p.hurry, 1))
}

// stageBegin is when a stage starts: every stage takes as long as its longest
// job. An unknown stage begins after the last.
func (w *world) stageBegin(p *pipeline, stage string) time.Time {
	begin := p.created.Add(3 * time.Second)
	for _, name := range stages {
		if name == stage {
			return begin
		}
		var longest time.Duration
		for no := range slots {
			if slots[no].stage == name {
				longest = max(longest, w.slotLength(p, no))
			}
		}
		begin = begin.Add(longest)
	}
	return begin
}

// derivedJob computes an ordinary job from the age of its pipeline.
func (w *world) derivedJob(p *pipeline, no int) *job {
	s := slots[no]
	begin := w.stageBegin(p, s.stage)
	j := &job{
		id: jobBase + p.id*jobSlots + int64(no), name: s.name, stage: s.stage, pipeline: p, user: p.user,
		allowFailure: s.optional, runFor: w.slotLength(p, no), created: p.created, status: statusCreated,
		fails: s.optional && pick(4, w.seed, p.id, 'p') == 0 || p.broken && s.name == "integration",
	}
	if !p.stopped.IsZero() && begin.After(p.stopped) {
		j.status = statusSkipped
		return j
	}
	if !w.now.Before(begin) {
		j.queued, j.started, j.status = begin.Add(-time.Second), begin, statusRunning
	}
	if end := begin.Add(j.runFor); !w.now.Before(end) {
		j.finished, j.status = end, statusSuccess
		if j.fails {
			j.status, j.failure = statusFailed, "script_failure"
		}
	}
	return j
}

// newDeployJob adds a deploy job to a pipeline.
func (w *world) newDeployJob(p *pipeline, name string) *job {
	j := &job{
		name: name, stage: "deploy", pipeline: p, user: p.user, created: w.now, manual: true,
		allowFailure: true, status: statusCreated,
		runFor: time.Duration(20+pick(11, w.seed, p.id, int64(len(p.jobs)), 'r')) * time.Second,
	}
	no := len(slots) + len(p.jobs)
	j.id = jobBase + p.id*jobSlots + int64(no)
	if no >= afterSlot || w.jobs[j.id] != nil || w.told.gone[j.id] {
		w.nextJob++
		j.id = w.nextJob
	}
	p.jobs = append(p.jobs, j)
	w.jobs[j.id] = j
	return j
}

// deployJobName is what a team would call the job that deploys there.
func deployJobName(env string) string {
	switch head, _, inFolder := strings.Cut(env, "/"); {
	case inFolder:
		return "deploy-" + slugOf(head)
	case env == "production" || env == "live prod":
		return "deploy-prod"
	default:
		return "deploy-" + slugOf(env)
	}
}

// startJob takes a played or automatic job through its life: pending now, running
// in two seconds, then ended.
func (w *world) startJob(j *job) {
	w.setJob(j, statusPending)
	w.plan(w.now.Add(2*time.Second), func() { w.runJob(j, statusPending) })
}

// runJob begins a job unless somebody canceled or dropped it meanwhile.
func (w *world) runJob(j *job, from string) {
	if j.status != from {
		return
	}
	w.setJob(j, statusRunning)
	w.plan(w.now.Add(j.runFor), func() { w.endJob(j) })
}

func (w *world) endJob(j *job) {
	switch {
	case j.status != statusRunning:
	case j.fails:
		j.failure = "script_failure"
		w.setJob(j, statusFailed)
	default:
		w.setJob(j, statusSuccess)
		w.mend(j)
	}
}
