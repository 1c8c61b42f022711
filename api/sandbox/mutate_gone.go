package sandbox

// What a test may take away.

// LoseCommit makes GitLab forget the commit of a deployment, as a force push and the
// clean-up after it do: its branch or tag goes, comparisons with it answer 404 Ref
// Not Found, and its jobs have a null for a commit.
func (s *Server) LoseCommit(id int64) error {
	return s.changeDeployment(id, func(w *world, d *deployment) { w.lose(d) })
}

func (w *world) lose(d *deployment) {
	p := d.project
	if p.lost == nil {
		p.lost = map[commitID]bool{}
	}
	p.lost[d.commit] = true
	for name, ref := range p.refs {
		if ref.commit == d.commit && name != "main" {
			delete(p.refs, name)
		}
	}
}

// DeleteDeployment removes the row of a deployment, also of one that is live, which
// HTTP refuses: the success before it is then the live one. Its job stays.
func (s *Server) DeleteDeployment(id int64) error {
	return s.changeDeployment(id, func(w *world, d *deployment) { w.remove(d) })
}

// Forbid answers 403 Forbidden, as to somebody without the right, wherever a regular
// expression finds the decoded path, and returns what ends it. A malformed one panics.
func (s *Server) Forbid(path string) (remove func()) {
	return s.Inject(Fault{Path: path, Status: 403, Body: `{"message":"403 Forbidden"}`})
}
