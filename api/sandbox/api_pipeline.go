package sandbox

func getPipeline(c *call) (reply, error) {
	id := c.params.id("pipeline_id")
	p, err := c.readable()
	if err != nil {
		return reply{}, err
	}
	pl := c.w.pipelines[id]
	if pl == nil || pl.project != p {
		return reply{}, notFound("")
	}
	return ok(c.w.pipelineFullJSON(pl))
}
