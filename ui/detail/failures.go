package detail

import (
	"strings"

	"greenlight/api"
	"greenlight/ui/theme"
)

// failures names the failed jobs of the pipeline below it, those that may fail after
// those that may not. Whether there are any is known for certain only of a pipeline
// that failed: there the line is kept before they are read.
func (p pane) failures() []line {
	if !p.open() {
		return nil
	}
	names := p.failed()
	f := look(p, p.brief().Jobs)
	switch {
	case len(names) > 0:
		return []line{{kind: kindSpare, left: aged(names, f)}}
	case !p.red():
		return nil
	case f.pending:
		return []line{{kind: kindSpare, left: dots(24)}}
	case f.why != "":
		return []line{{kind: kindSpare, left: notRead("failed jobs not read", f.why)}}
	}
	return []line{{kind: kindSpare, left: said(theme.Muted, "no job failed, as far as was read")}}
}

// red reports a pipeline that failed, as far as the job knows it.
func (p pane) red() bool {
	brief := p.row.Pipeline
	if brief == nil && p.row.Deployment.Deployable != nil {
		brief = p.row.Deployment.Deployable.Pipeline
	}
	return brief != nil && brief.Status == api.JobFailed
}

// failed is "✗ lint, e2e · may fail: docs".
func (p pane) failed() []span {
	var must, may []string
	for _, j := range p.brief().Jobs.Value {
		if j.AllowFailure {
			may = append(may, j.Name)
		} else {
			must = append(must, j.Name)
		}
	}
	var bad, allowed []span
	if len(must) > 0 {
		bad = said(theme.Bad, "✗ "+strings.Join(must, ", "))
	}
	if len(may) > 0 {
		allowed = said(theme.Muted, "failed and may: "+strings.Join(may, ", "))
	}
	return sentence(bad, allowed)
}
