package sandbox

import (
	"fmt"
	"io"
)

func (s *Server) changeJob(id int64, apply func(w *world, j *job)) error {
	return s.change(func(w *world) error {
		for _, p := range w.projects {
			if j := w.findJob(p, id); j != nil {
				apply(w, j)
				return nil
			}
		}
		return fmt.Errorf("sandbox: there is no job %d", id)
	})
}

// SetTrace replaces the log of a job. Every request reads a fresh open() to its
// end while it sends it, so a log of any size is held nowhere; open is called
// without a lock, by several requests at a time. size is in bytes and must be
// right; -1 sends it in chunks.
func (s *Server) SetTrace(id int64, open func() io.Reader, size int64) error {
	return s.changeJob(id, func(w *world, j *job) { w.told.traces[j.id] = &stream{open: open, size: size} })
}

// AppendTrace puts any bytes behind the log of a job, also behind one that was
// replaced, and also before the job has run.
func (s *Server) AppendTrace(id int64, text string) error {
	return s.changeJob(id, func(w *world, j *job) { w.told.added[j.id] = append(w.told.added[j.id], text...) })
}

// VanishJob removes the row of a job, as an old job's is removed: it answers 404,
// and its deployment has a null for a deployable.
func (s *Server) VanishJob(id int64) error {
	return s.changeJob(id, func(w *world, j *job) { w.vanish(j) })
}

// EraseJob erases the log of a job, now.
func (s *Server) EraseJob(id int64) error {
	return s.changeJob(id, func(w *world, j *job) {
		w.keep(j)
		j.erased = w.now
		delete(w.told.traces, id)
		delete(w.told.added, id)
	})
}

// SetJobName renames a job.
func (s *Server) SetJobName(id int64, name string) error {
	return s.changeJob(id, func(w *world, j *job) { j.name, w.told.names[j.id] = name, name })
}

// SetJobStatus gives the job of a deployment any status, also one that GitLab does
// not know yet; the deployment follows as it would in GitLab.
func (s *Server) SetJobStatus(id int64, status string) error {
	return s.changeJob(id, func(w *world, j *job) {
		w.keep(j)
		w.setJob(j, status)
	})
}
