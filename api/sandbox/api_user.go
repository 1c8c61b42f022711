package sandbox

func getUser(c *call) (reply, error) { return ok(c.w.ownUserJSON(c.u)) }

func getMetadata(c *call) (reply, error) { return ok(c.w.metadataJSON()) }

func getVersion(c *call) (reply, error) { return ok(c.w.metadataJSON()) }

func getOwnToken(c *call) (reply, error) { return ok(tokenJSON(c.token)) }
