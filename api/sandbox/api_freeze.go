package sandbox

// frozen finds the project a path names if the caller may read its freeze periods,
// which takes a Reporter also where everybody may see the project.
// gitlab: app/policies/project_policy.rb
func (c *call) frozen() (*project, error) {
	p, err := c.project()
	if err != nil {
		return nil, err
	}
	if !p.may(c.u, levelReporter) {
		return nil, forbidden("")
	}
	return p, nil
}

// listFreezePeriods answers the oldest first.
// gitlab: lib/api/freeze_periods.rb
func listFreezePeriods(c *call) (reply, error) {
	win := c.params.window()
	p, err := c.frozen()
	if err != nil {
		return reply{}, err
	}
	first, last := win.bounds(len(p.freezes))
	rows := make([]freezeJSON, 0, last-first)
	for _, f := range p.freezes[first:last] {
		rows = append(rows, freezeJSONOf(f))
	}
	return c.paged(win, len(p.freezes), rows)
}

func getFreezePeriod(c *call) (reply, error) {
	id := c.params.id("freeze_period_id")
	p, err := c.frozen()
	if err != nil {
		return reply{}, err
	}
	for _, f := range p.freezes {
		if f.id == id {
			return ok(freezeJSONOf(f))
		}
	}
	return reply{}, notFound("")
}
