package detail

import (
	"strings"

	"greenlight/api"
	"greenlight/ui/theme"
)

// failures names the failed jobs of a red pipeline below it, on a line that is kept
// before they are read. For one that is not red no line is kept: see mayFail.
func (p pane) failures() []line {
	if !p.open() || !p.red() {
		return nil
	}
	l := line{kind: kindSpare}
	switch f := look(p, p.brief().Jobs); {
	case f.pending:
		l.left = dots(24)
	case f.why != "":
		l.left = notRead("failed jobs not read", f.why)
	default:
		if l.left = aged(p.failed(), f); len(l.left) == 0 {
			l.left = said(theme.Muted, "no job failed, as far as was read")
		}
	}
	return []line{l}
}

// mayFail names the failed jobs of a pipeline that is not red all the same.
func (p pane) mayFail() extra {
	e := extra{label: "Failed"}
	if p.red() {
		return e
	}
	f, names := look(p, p.brief().Jobs), p.failed()
	switch {
	case f.why != "" && p.row.Deployment.Deployable != nil:
		e.lines = []line{{left: notRead("not read", f.why)}}
	case len(names) > 0:
		e.lines = []line{{left: aged(names, f)}}
	}
	return e
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
		allowed = said(theme.Muted, "may fail: "+strings.Join(may, ", "))
	}
	return sentence(bad, allowed)
}
