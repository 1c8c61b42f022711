package list

import (
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/pack"
)

// kept is a row as the list keeps it. Of a hundred thousand rows all but a few have
// ended and wait for nobody: what is empty in those takes no room, and the deployment is
// packed. Any other row is kept as it came.
type kept struct {
	// whole is the row where it has more than the rest of this has room for.
	whole *fleet.Row
	// from is what it shares with others.
	from *origin
	// The others are the row's own; deployment is nil where there is packed.
	deployment *api.Deployment
	packed     pack.Row
	judged     uint64
	state      api.State
	standing   api.Standing
	// timeless is that it does not say since when it is in its state; else the hay does.
	timeless        bool
	blocked, failed bool
}

// origin is what the rows of one environment have in common, as one listing brought
// them.
type origin struct {
	path, url, env string
	tier           api.Tier
	// live is nil where there is livePacked.
	live       *api.Deployment
	livePacked pack.Row
	read       time.Time
	restored   bool
}

// mostOrigins bounds among how many a row looks for its own.
const mostOrigins = 32

// origin finds what a row shares with those that came before it.
func (p *project) origin(row *fleet.Row) *origin {
	o := origin{
		row.Project, row.ProjectURL, row.Deployment.Environment.Name, row.Tier, row.Live, row.LivePacked, row.ReadAt, row.Restored,
	}
	if !o.livePacked.IsZero() {
		o.live = nil
	}
	for i, known := range p.origins {
		if *known == o {
			return known
		}
		if known.env == o.env && known.livePacked.IsZero() == o.livePacked.IsZero() {
			p.origins[i] = &o // those of the listing before are of no use any more
			return &o
		}
	}
	if len(p.origins) == mostOrigins {
		p.origins = p.origins[:0]
	}
	p.origins = append(p.origins, &o)
	return &o
}

// keep takes a row in.
func (p *project) keep(row *fleet.Row) kept {
	status := row.Deployment.Status
	k := kept{blocked: status == api.StatusBlocked, failed: status == api.StatusFailed}
	if !slim(row) {
		whole := *row
		k.whole = &whole
		return k
	}
	k.from, k.packed, k.judged = p.origin(row), row.Packed, row.Judged
	k.state, k.standing, k.timeless = row.Verdict.State, row.Verdict.Standing, row.Verdict.Since.IsZero()
	if k.packed.IsZero() {
		k.deployment = row.Deployment
	}
	return k
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
func (s *store) row(e *entry) fleet.Row {
	k := &e.kept
	if k.whole != nil {
		return *k.whole
	}
	o := k.from
	return fleet.Row{
		Ref: e.key.ref, Project: o.path, ProjectURL: o.url, Deployment: s.opened.deployment(k.deployment, k.packed), Packed: k.packed,
		Verdict: api.Verdict{State: k.state, Standing: k.standing, Since: s.since(e)}, Tier: o.tier, ReadAt: o.read, Restored: o.restored,
		Live: s.opened.deployment(o.live, o.livePacked), LivePacked: o.livePacked, Judged: k.judged,
	}
}

// opened are deployments that were unpacked last: those on the screen are drawn again and
// again.
type opened [opens]struct {
	packed     pack.Row
	deployment *api.Deployment
}

// opens is for some screens, with what is live beside each row.
const opens = 509

// deployment is one that is kept whole, or else packed. A list that is walked through
// passes over the opened, and leaves the last ones there.
func (o *opened) deployment(whole *api.Deployment, packed pack.Row) *api.Deployment {
	if packed.IsZero() {
		return whole
	}
	at := &o[uint64(packed.ID())%opens]
	if at.packed != packed {
		at.packed, at.deployment = packed, packed.Deployment()
	}
	return at.deployment
}

// judged is the row's state.
func (e *entry) judged() api.State {
	if e.kept.whole != nil {
		return e.kept.whole.Verdict.State
	}
	return e.kept.state
}

// since is since when a row is in its state.
func (s *store) since(e *entry) time.Time {
	switch {
	case e.kept.whole != nil:
		return e.kept.whole.Verdict.Since
	case e.kept.timeless:
		return time.Time{}
	}
	return s.hays.at(e.slot).Since()
}

// production is whether the row is of the production tier.
func (e *entry) production() bool {
	if e.kept.whole != nil {
		return e.kept.whole.Production()
	}
	return e.kept.from.tier == api.TierProduction
}

// environment is how the row's is called.
func (e *entry) environment() string {
	if e.kept.whole != nil {
		return e.kept.whole.Deployment.Environment.Name
	}
	return e.kept.from.env
}

// path is that of the row's project.
func (e *entry) path() string {
	if e.kept.whole != nil {
		return e.kept.whole.Project
	}
	return e.kept.from.path
}
