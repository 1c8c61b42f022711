package sandbox

// getRelease answers what was published for a tag; a slash in its name has to be
// encoded.
// gitlab: lib/api/releases.rb
func getRelease(c *call) (reply, error) {
	p, err := c.readsCode()
	if err != nil {
		return reply{}, err
	}
	r, found := c.w.releaseOf(p, c.params.text("tag_name"))
	if !found {
		return reply{}, notFound("")
	}
	return ok(c.w.releaseJSON(p, r))
}

// getBranch answers one branch by its whole name.
// gitlab: lib/api/branches.rb
func getBranch(c *call) (reply, error) {
	p, name, err := c.ref("branch", false)
	if err != nil {
		return reply{}, err
	}
	return ok(c.w.branchJSON(p, name, c.u))
}

// getTag answers one tag by its whole name.
// gitlab: lib/api/tags.rb
func getTag(c *call) (reply, error) {
	p, name, err := c.ref("tag_name", true)
	if err != nil {
		return reply{}, err
	}
	return ok(c.w.tagJSON(p, name))
}

// ref finds the branch or the tag a path names.
func (c *call) ref(param string, tag bool) (*project, named, error) {
	p, err := c.readsCode()
	if err != nil {
		return nil, named{}, err
	}
	name := c.params.text(param)
	ref, found := p.refs[name]
	switch {
	case found && ref.tag == tag:
		return p, named{name, ref, c.w.fact(p, ref.commit).at}, nil
	case tag:
		return nil, named{}, notFound("Tag")
	default:
		return nil, named{}, notFound("Branch")
	}
}
