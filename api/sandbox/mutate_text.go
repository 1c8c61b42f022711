package sandbox

import "fmt"

// What a test may have people write: GitLab hands all of it on as it is, so these
// take any text. Bytes that are no UTF-8 arrive as U+FFFD.

// SetCommitTitle gives the commit of a deployment another title and message.
func (s *Server) SetCommitTitle(id int64, title string) error {
	return s.changeDeployment(id, func(w *world, d *deployment) { w.retitle(d.project, d.commit, title) })
}

// SetRef renames the branch or tag of a deployment and of its pipeline.
func (s *Server) SetRef(id int64, ref string) error {
	return s.changeDeployment(id, func(w *world, d *deployment) { w.rename(d, ref) })
}

func (s *Server) changeEnvironment(id int64, apply func(e *environment)) error {
	return s.changeDeployment(id, func(w *world, d *deployment) {
		apply(d.env)
		d.env.updated = w.now
	})
}

// SetExternalURL is the address of the environment of a deployment; "" is null.
func (s *Server) SetExternalURL(id int64, url string) error {
	return s.changeEnvironment(id, func(e *environment) { e.externalURL = url })
}

// SetEnvironmentName renames the environment of a deployment; its protection stays
// with the old name.
func (s *Server) SetEnvironmentName(id int64, name string) error {
	return s.changeEnvironment(id, func(e *environment) {
		delete(e.project.environmentBy, e.name)
		e.name = name
		e.project.environmentBy[name] = e
	})
}

// SetProjectName is the display name of a project; its path stays.
func (s *Server) SetProjectName(id int64, name string) error {
	return s.changeProject(id, func(_ *world, p *project) { p.name = name })
}

// SetDisplayName is the name of a person behind the username.
func (s *Server) SetDisplayName(username, name string) error {
	return s.change(func(w *world) error {
		u := w.userNamed(username)
		if u == nil {
			return fmt.Errorf("sandbox: there is no user %q", username)
		}
		u.name = name
		return nil
	})
}

// AddBranch puts a branch on the newest commit of main.
func (s *Server) AddBranch(id int64, name string) error { return s.addRef(id, name, false) }

// AddTag puts a tag on the newest commit of main.
func (s *Server) AddTag(id int64, name string) error { return s.addRef(id, name, true) }

func (s *Server) addRef(id int64, name string, tag bool) error {
	return s.changeProject(id, func(_ *world, p *project) {
		p.refs[name] = gitRef{commit: commitID{n: p.head}, tag: tag}
	})
}

// AddFile puts a changed file in front of every comparison of a project, with any
// path and any text for a diff.
func (s *Server) AddFile(id int64, path, diff string) error {
	return s.changeProject(id, func(w *world, p *project) {
		w.told.files[p] = append(w.told.files[p], diffJSON{Diff: diff, NewPath: path, OldPath: path, AMode: fileMode, BMode: fileMode})
	})
}

// SetReleaseNotes publishes a release with any Markdown for a tag that there is.
func (s *Server) SetReleaseNotes(id int64, tag, notes string) error {
	return s.changeProject(id, func(_ *world, p *project) {
		if p.notes == nil {
			p.notes = map[string]string{}
		}
		p.notes[tag] = notes
	})
}

// SetMergeMethod says by which commit the merge requests of a project are known:
// "squash", which is where every project begins, "merge" or "ff".
func (s *Server) SetMergeMethod(id int64, method string) error {
	return s.changeProject(id, func(_ *world, p *project) { p.mergeMethod = method })
}

// SetEnvironmentState makes the environment of a deployment available, stopping or
// stopped.
func (s *Server) SetEnvironmentState(id int64, state string) error {
	return s.changeEnvironment(id, func(e *environment) { e.state = state })
}
