package sandbox

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// What a test may do to the world where HTTP has no way. Every change happens
// at the clock's present, after everything that was due.

func (s *Server) change(apply func(w *world) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.world.advance(s.options.Now())
	return apply(s.world)
}

func (s *Server) changeDeployment(id int64, apply func(w *world, d *deployment)) error {
	return s.change(func(w *world) error {
		d := w.deployments[id]
		if d == nil {
			return fmt.Errorf("sandbox: there is no deployment %d", id)
		}
		apply(w, d)
		return nil
	})
}

func (s *Server) changeProject(id int64, apply func(w *world, p *project)) error {
	return s.change(func(w *world) error {
		p := w.projectByID[id]
		if p == nil {
			return fmt.Errorf("sandbox: there is no project %d", id)
		}
		apply(w, p)
		return nil
	})
}

func (s *Server) changeToken(value string, apply func(w *world, t *token)) error {
	return s.change(func(w *world) error {
		t := w.tokens[value]
		if t == nil {
			return fmt.Errorf("sandbox: there is no such token")
		}
		apply(w, t)
		return nil
	})
}

// SetStatus gives a deployment any status, also one that GitLab does not know
// yet. Its job stays as it is.
func (s *Server) SetStatus(id int64, status string) error {
	return s.changeDeployment(id, func(w *world, d *deployment) { w.setDeployment(d, status) })
}

// SetSHA moves a deployment to the commit before its own and returns its sha,
// as nothing in a real GitLab does: to test that a client looks again.
func (s *Server) SetSHA(id int64) (sha string, err error) {
	err = s.changeDeployment(id, func(w *world, d *deployment) {
		if parent, found := d.project.parent(d.commit); found {
			d.commit = parent
		}
		w.touch(d)
		sha = w.sha(d.project, d.commit)
	})
	return sha, err
}

// SetDeployer replaces the user of a deployment; "" is a deleted account.
func (s *Server) SetDeployer(id int64, username string) error {
	return s.changeDeployment(id, func(w *world, d *deployment) { d.user = w.userNamed(username) })
}

// SetArchived archives a project or takes it back.
func (s *Server) SetArchived(id int64, archived bool) error {
	return s.changeProject(id, func(_ *world, p *project) { p.archived = archived })
}

// SetSelfApproval is allow_pipeline_trigger_approve_deployment of a project.
func (s *Server) SetSelfApproval(id int64, allowed bool) error {
	return s.changeProject(id, func(_ *world, p *project) { p.selfApproval = allowed })
}

// SetCI switches GitLab CI of a project on or off; off, its deployments, jobs,
// pipelines and environments are forbidden to all.
func (s *Server) SetCI(id int64, on bool) error {
	return s.changeProject(id, func(_ *world, p *project) { p.ciOff = !on })
}

// SetVisibility makes a project private, internal or public.
func (s *Server) SetVisibility(id int64, visibility string) error {
	return s.changeProject(id, func(_ *world, p *project) { p.visibility = visibility })
}

// RenameProject gives a project another last part of its path; the old path
// redirects from then on.
func (s *Server) RenameProject(id int64, path string) error {
	return s.changeProject(id, func(w *world, p *project) {
		old := strings.ToLower(p.fullPath())
		delete(w.projectPath, old)
		w.oldPaths[old] = p
		p.path = path
		w.projectPath[strings.ToLower(p.fullPath())] = p
	})
}

// DeleteProject removes a project with everything in it.
func (s *Server) DeleteProject(id int64) error {
	return s.changeProject(id, func(w *world, p *project) {
		delete(w.projectByID, id)
		delete(w.projectPath, strings.ToLower(p.fullPath()))
		maps.DeleteFunc(w.oldPaths, func(_ string, q *project) bool { return q == p })
		w.projects = slices.DeleteFunc(w.projects, func(q *project) bool { return q == p })
		p.group.projects = slices.DeleteFunc(p.group.projects, func(q *project) bool { return q == p })
		for _, d := range p.deployments {
			delete(w.deployments, d.id)
		}
	})
}

// RemoveMember takes a user out of a project's groups, all the way up. A name
// that nobody has changes nothing.
func (s *Server) RemoveMember(id int64, username string) error {
	return s.changeProject(id, func(w *world, p *project) {
		u := w.userNamed(username)
		if u == nil {
			return
		}
		delete(p.members, u.id)
		for g := p.group; g != nil; g = g.parent {
			delete(g.members, u.id)
		}
	})
}

// RevokeToken makes a token answer as revoked.
func (s *Server) RevokeToken(value string) error {
	return s.changeToken(value, func(_ *world, t *token) { t.revoked = true })
}

// ExpireToken lets a token end today, which is: it is dead already.
func (s *Server) ExpireToken(value string) error {
	return s.changeToken(value, func(w *world, t *token) { t.expires = w.now.UTC().Truncate(24 * time.Hour) })
}

// BlockUser blocks an account; its tokens answer 403 from then on.
func (s *Server) BlockUser(username string) error {
	return s.change(func(w *world) error {
		u := w.userNamed(username)
		if u == nil {
			return fmt.Errorf("sandbox: there is no user %q", username)
		}
		u.state = "blocked"
		return nil
	})
}
