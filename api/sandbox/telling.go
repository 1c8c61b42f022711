package sandbox

import (
	"bytes"
	"io"
	"strings"
)

// telling is what a test has said about jobs and repositories beyond what the
// world makes up.
type telling struct {
	gone   map[int64]bool    // jobs whose row is no more
	names  map[int64]string  // of jobs
	traces map[int64]*stream // whole logs
	added  map[int64][]byte  // what follows a log
	files  map[*project][]diffJSON
}

func newTelling() telling {
	return telling{
		gone: map[int64]bool{}, names: map[int64]string{}, traces: map[int64]*stream{}, added: map[int64][]byte{},
		files: map[*project][]diffJSON{},
	}
}

// renamed gives a derived job the name that a test wants.
func (w *world) renamed(j *job) *job {
	if name, told := w.told.names[j.id]; told {
		j.name = name
	}
	return j
}

// stream is a body that is made while it is sent, so that it need not fit into
// memory; size is -1 when it is not known.
type stream struct {
	open func() io.Reader
	size int64
}

// with is the stream with something behind it.
func (s *stream) with(tail []byte) *stream {
	if len(tail) == 0 {
		return s
	}
	long := &stream{size: s.size, open: func() io.Reader { return io.MultiReader(s.open(), bytes.NewReader(tail)) }}
	if s.size >= 0 {
		long.size += int64(len(tail))
	}
	return long
}

// vanish removes the row of a job; its deployment has no deployable from then on.
func (w *world) vanish(j *job) {
	w.told.gone[j.id] = true
	delete(w.jobs, j.id)
	j.pipeline.jobs = without(j.pipeline.jobs, j)
	j.pipeline.kept = without(j.pipeline.kept, j)
	if j.deployment != nil {
		j.deployment.job = nil
		w.touch(j.deployment)
		j.deployment = nil
	}
}

func without(list []*job, gone *job) []*job {
	var left []*job
	for _, j := range list {
		if j != gone {
			left = append(left, j)
		}
	}
	return left
}

// retitle gives a commit another title, wherever it is shown.
func (w *world) retitle(p *project, at commitID, title string) {
	fact := w.fact(p, at)
	fact.title = title
	p.commits[at] = fact
}

// rename moves a branch or tag to another name, also where it is a pipeline's.
func (w *world) rename(d *deployment, ref string) {
	p := d.project
	p.refs[ref] = gitRef{commit: d.commit, tag: d.tag}
	if d.ref != "main" && !strings.EqualFold(d.ref, ref) {
		delete(p.refs, d.ref)
	}
	d.ref = ref
	if d.job != nil {
		d.job.pipeline.ref = ref
	}
	w.touch(d)
}
