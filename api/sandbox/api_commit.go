package sandbox

// getCommit answers a commit by sha, unique prefix, branch or tag.
// gitlab: lib/api/commits.rb
func getCommit(c *call) (reply, error) {
	c.params.boolean("stats", true)
	p, err := c.project()
	if err != nil {
		return reply{}, err
	}
	if !p.may(c.orNobody(), levelReporter) && p.visibility == "private" {
		return reply{}, forbidden("")
	}
	at, found := c.w.resolve(p, c.params.text("sha"))
	if !found {
		return reply{}, notFound("Commit")
	}
	return ok(c.w.commitFullJSON(p, at, c.params.boolean("stats", true)))
}
