// Package pipeline draws the pipeline of a deployment: what failed first, then every
// stage with its jobs, and which of them is the deployment's own.
package pipeline

import (
	"cmp"
	"slices"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/keys"
	"greenlight/ui/rows"
)

// reading says how far the pipeline is known.
type reading uint8

const (
	unread reading = iota
	absent
	loaded
)

// entry is one line that the cursor can stand on. A job that failed has two.
type entry struct {
	api.Job
	bridge *api.Bridge
	// first is set for the line above the stages.
	first bool
}

// Model is the body of the tab. The zero Model is a pipeline that was not read.
type Model struct {
	reading reading
	pipe    fleet.Pipeline
	this    int64
	// row is the deployment whose job this is; its Deployment is nil until About.
	row fleet.Row
	// why is the sentence of a failure or an absence; empty for none.
	why     string
	entries []entry
	at      int
}

// New is a pipeline that was not read yet.
func New() Model { return Model{} }

// Loaded takes what was read; this is the id of the deployment's job. The cursor stays
// with its job; at first it stands on what failed, else on the deployment's.
func (m Model) Loaded(p fleet.Pipeline, this int64) Model {
	before, had := m.entry()
	fresh := m.reading != loaded || m.this != this
	m.reading, m.pipe, m.this, m.why = loaded, p, this, ""
	m.entries = entriesOf(p)
	switch {
	case fresh || !had:
		m.at = max(m.telling(), 0)
	default:
		m.at = m.find(before.same, rows.Step(m.at, 0, len(m.entries)))
	}
	return m
}

// About takes the deployment, whose state its job then has in the deployment's own
// words: only its verdict knows whom the job waits for.
func (m Model) About(row fleet.Row) Model {
	m.row = row
	return m
}

// Failed takes why the pipeline could not be read, in one sentence. What was read
// before stays.
func (m Model) Failed(sentence string) Model {
	m.why = sentence
	return m
}

// Absent takes why there is no pipeline, in one sentence.
func (m Model) Absent(sentence string) Model {
	return Model{reading: absent, why: sentence, row: m.row}
}

// Resize takes the size of the body, which has no effect: what is seen follows from
// the cursor.
func (m Model) Resize(_, _ int) Model { return m }

// Move moves the cursor by n jobs.
func (m Model) Move(n int) Model {
	m.at = rows.Step(m.at, n, len(m.entries))
	return m
}

// Selected is the job under the cursor; a trigger job is one too.
func (m Model) Selected() (api.Job, bool) {
	e, ok := m.entry()
	return e.Job, ok
}

// Trigger is the trigger job under the cursor: it has no log, but perhaps a pipeline
// of its own. False on an ordinary job.
func (m Model) Trigger() (api.Bridge, bool) {
	e, ok := m.entry()
	if !ok || e.bridge == nil {
		return api.Bridge{}, false
	}
	return *e.bridge, true
}

// Hint is the hint row: there is nothing to say that the lines do not.
func (m Model) Hint() string { return "" }

// Keys are the keys of the body itself: none, the log and the page of a job have
// theirs everywhere.
func (m Model) Keys() []keys.Hint { return nil }

func (m Model) entry() (entry, bool) {
	if m.at < 0 || m.at >= len(m.entries) {
		return entry{}, false
	}
	return m.entries[m.at], true
}

// telling is the index of what is to be seen at first: what failed, else the
// deployment's own job; -1 for neither.
func (m Model) telling() int {
	if len(m.entries) > 0 && m.entries[0].first {
		return 0
	}
	return m.find(func(e entry) bool { return e.ID == m.this }, -1)
}

// find is the index of the first entry that fits, otherwise where there is none.
func (m Model) find(fits func(entry) bool, otherwise int) int {
	if i := slices.IndexFunc(m.entries, fits); i >= 0 {
		return i
	}
	return otherwise
}

// same reports that an entry is this one read anew: a job that was retried has
// another id and the same name.
func (e entry) same(other entry) bool {
	return e.first == other.first && e.Stage == other.Stage && e.Name == other.Name
}

// entriesOf puts what failed first, then the jobs and trigger jobs stage by stage.
// A job that was retried has a late id, so a stage begins where its first job does.
func entriesOf(p fleet.Pipeline) []entry {
	all := make([]entry, 0, len(p.Jobs)+len(p.Bridges))
	for _, j := range p.Jobs {
		all = append(all, entry{Job: j})
	}
	for i := range p.Bridges {
		all = append(all, entry{Job: p.Bridges[i].Job, bridge: &p.Bridges[i]})
	}
	slices.SortStableFunc(all, func(a, b entry) int { return cmp.Compare(a.ID, b.ID) })
	order := map[string]int{}
	for _, e := range all {
		if _, ok := order[e.Stage]; !ok {
			order[e.Stage] = len(order)
		}
	}
	slices.SortStableFunc(all, func(a, b entry) int { return cmp.Compare(order[a.Stage], order[b.Stage]) })
	var out []entry
	for _, e := range all {
		if classOf(e.Job) == failed {
			e.first = true
			out = append(out, e)
		}
	}
	return append(out, all...)
}
