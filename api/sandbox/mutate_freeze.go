package sandbox

// Freeze is a freeze period: two cron expressions of five fields and the name of
// the zone they count in. GitLab checks them when they are made; here they may be
// nonsense, as old rows are.
type Freeze struct{ Start, End, Zone string }

// SetFreezes replaces the freeze periods of a project; none clears them.
func (s *Server) SetFreezes(id int64, periods ...Freeze) error {
	return s.changeProject(id, func(w *world, p *project) {
		p.freezes = nil
		for _, f := range periods {
			w.addFreeze(p, f)
		}
	})
}
