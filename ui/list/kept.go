package list

import (
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/pack"
)

// entry is a row as the list keeps it, with what was computed from it when it came. Of a
// hundred thousand rows all but a few have ended and wait for nobody: what is empty in
// those takes no room, what many have is in their origin, and the deployment is packed.
// Any other row is kept as it came. The order of the fields leaves no gaps.
type entry struct {
	id int64
	// views has the bit of every view that shows it.
	views uint64
	// whole is the row where it has more than the rest of this has room for.
	whole *fleet.Row
	// from is what it shares with others; nil where there is whole.
	from *origin
	// deployment is nil where there is data, or whole. data is the packed deployment.
	deployment *api.Deployment
	data       string
	// number is the row's Judged.
	number uint64
	// slot is where its hay is, round the update that saw it last.
	slot, round uint32
	// place, rank and below are its place in the order, see key.
	place uint32
	rank  uint8
	// state is what views and filters take it for, verdict and standing are as the row was
	// judged.
	state, verdict api.State
	standing       api.Standing
	below          bool
	// timeless is that it does not say since when it is in its state; else the hay does.
	timeless        bool
	blocked, failed bool
	// marked is the user's; single is true where no listing brought it, only a read
	// of its own; out belongs to without.
	marked, single, out bool
}

// origin is what the rows of one environment have in common, as one listing brought
// them.
type origin struct {
	ref            api.ProjectRef
	dict           *pack.Dict
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
		ref: projectOf(row.Ref), dict: row.Packed.Dict(),
		path: row.Project, url: row.ProjectURL, env: row.Deployment.Environment.Name, tier: row.Tier,
		live: row.Live, livePacked: row.LivePacked, read: row.ReadAt, restored: row.Restored,
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
func (p *project) keep(row *fleet.Row) entry {
	status := row.Deployment.Status
	e := entry{id: row.Ref.Deployment, blocked: status == api.StatusBlocked, failed: status == api.StatusFailed}
	if !slim(row) {
		whole := *row
		e.whole = &whole
		return e
	}
	e.from, e.data, e.number = p.origin(row), row.Packed.Data(), row.Judged
	e.verdict, e.standing, e.timeless = row.Verdict.State, row.Verdict.Standing, row.Verdict.Since.IsZero()
	if row.Packed.IsZero() {
		e.deployment = row.Deployment
	}
	return e
}

// slim reports whether a row says nothing but what an entry has room for.
func slim(row *fleet.Row) bool {
	v := &row.Verdict
	return row.Pipeline == nil && row.PipelineErr == "" && !row.Detailed && row.Brief == nil &&
		v.Given == 0 && v.Required == 0 && v.Left == 0 && v.Rules == nil &&
		v.MyDecision == nil && v.Hats == nil && v.Shadows == nil && v.Warnings == nil &&
		v.Ships == (api.Ships{}) && v.RejectedBy == nil
}

// row is the row as it came.
func (s *store) row(e *entry) fleet.Row {
	if e.whole != nil {
		return *e.whole
	}
	o, packed := e.from, e.packed()
	return fleet.Row{
		Ref: e.ref(), Project: o.path, ProjectURL: o.url, Deployment: s.opened.deployment(e.deployment, packed), Packed: packed,
		Verdict: api.Verdict{State: e.verdict, Standing: e.standing, Since: s.since(e)}, Tier: o.tier, ReadAt: o.read, Restored: o.restored,
		Live: s.opened.deployment(o.live, o.livePacked), LivePacked: o.livePacked, Judged: e.number,
	}
}

// ref is the row's name.
func (e *entry) ref() api.Ref {
	if e.whole != nil {
		return e.whole.Ref
	}
	return api.Ref{Host: e.from.ref.Host, Project: e.from.ref.ID, Deployment: e.id}
}

func (e *entry) isPacked() bool { return e.data != "" }

// packed is the deployment in little room; none where it is not packed.
func (e *entry) packed() pack.Row {
	if !e.isPacked() {
		return pack.Row{}
	}
	return e.from.dict.Row(e.data)
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
	if e.whole != nil {
		return e.whole.Verdict.State
	}
	return e.verdict
}

// since is since when a row is in its state.
func (s *store) since(e *entry) time.Time {
	switch {
	case e.whole != nil:
		return e.whole.Verdict.Since
	case e.timeless:
		return time.Time{}
	}
	return s.hays.at(e.slot).Since()
}

// production is whether the row is of the production tier.
func (e *entry) production() bool {
	if e.whole != nil {
		return e.whole.Production()
	}
	return e.from.tier == api.TierProduction
}

// environment is how the row's is called.
func (e *entry) environment() string {
	if e.whole != nil {
		return e.whole.Deployment.Environment.Name
	}
	return e.from.env
}

// path is that of the row's project.
func (e *entry) path() string {
	if e.whole != nil {
		return e.whole.Project
	}
	return e.from.path
}
