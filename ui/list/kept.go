package list

import (
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
)

// kept is a row as the list keeps it. Of a hundred thousand rows all but a few have
// ended and wait for nobody: what is empty in those takes no room. Any other row is kept
// as it came.
type kept struct {
	// whole is the row where it has more than the rest of this has room for.
	whole *fleet.Row
	// from is its project, shared by the rows of it.
	from *origin
	// The others are the row's own.
	deployment, live *api.Deployment
	tier             api.Tier
	judged           uint64
	state            api.State
	standing         api.Standing
	restored         bool
	since, read      time.Time
}

// origin is how a project is called, and its page.
type origin struct{ path, url string }

// keep takes a row in.
func (p *project) keep(row *fleet.Row) kept {
	if !slim(row) {
		whole := *row
		return kept{whole: &whole}
	}
	if p.origin == nil || p.origin.path != row.Project || p.origin.url != row.ProjectURL {
		p.origin = &origin{row.Project, row.ProjectURL}
	}
	return kept{
		from: p.origin, deployment: row.Deployment, live: row.Live, tier: row.Tier, judged: row.Judged,
		state: row.Verdict.State, standing: row.Verdict.Standing, since: row.Verdict.Since, read: row.ReadAt, restored: row.Restored,
	}
}

// slim reports whether a row says nothing but what kept has room for.
func slim(row *fleet.Row) bool {
	v := &row.Verdict
	return row.Pipeline == nil && row.PipelineErr == "" && !row.Detailed && row.Brief == nil &&
		v.Given == 0 && v.Required == 0 && v.Left == 0 && v.Rules == nil &&
		v.MyDecision == nil && v.Hats == nil && v.Shadows == nil && v.Warnings == nil &&
		v.Ships == (api.Ships{}) && v.RejectedBy == nil
}

// row is the row as it came.
func (e *entry) row() fleet.Row {
	k := &e.kept
	if k.whole != nil {
		return *k.whole
	}
	return fleet.Row{
		Ref: e.key.ref, Project: k.from.path, ProjectURL: k.from.url, Deployment: k.deployment, Tier: k.tier,
		Verdict: api.Verdict{State: k.state, Standing: k.standing, Since: k.since}, Live: k.live, ReadAt: k.read, Restored: k.restored,
		Judged: k.judged,
	}
}

// deployment is the row's, without the rest of it.
func (e *entry) deployment() *api.Deployment {
	if e.kept.whole != nil {
		return e.kept.whole.Deployment
	}
	return e.kept.deployment
}

// verdict is the row's state, and since when it is in it.
func (e *entry) verdict() (state api.State, since time.Time) {
	if e.kept.whole != nil {
		return e.kept.whole.Verdict.State, e.kept.whole.Verdict.Since
	}
	return e.kept.state, e.kept.since
}

// production is whether the row is of the production tier.
func (e *entry) production() bool {
	if e.kept.whole != nil {
		return e.kept.whole.Production()
	}
	return e.kept.tier == api.TierProduction
}

// path is that of the row's project.
func (e *entry) path() string {
	if e.kept.whole != nil {
		return e.kept.whole.Project
	}
	return e.kept.from.path
}
