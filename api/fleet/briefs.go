package fleet

import (
	"errors"
	"slices"
	"time"

	"greenlight/api"
)

// briefs bounds for how many deployments of an instance facts are kept: those that
// were looked at last. A comparison may hold 2 MB of text.
const briefs = 24

// kept is the brief of one deployment.
type kept struct {
	ref   api.Ref
	brief *Brief
}

// brief is what is known of a deployment; nil for nothing.
func (h *host) brief(p *project, d *api.Deployment) *Brief {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.briefOf(p, d)
}

// briefOf is brief with the host's mutex held. What was compared with a deployment that
// is live no more is not known, unless it is this one that became live in its place.
func (h *host) briefOf(p *project, d *api.Deployment) *Brief {
	ref := api.Ref{Host: h.name, Project: p.id, Deployment: d.ID}
	i := slices.IndexFunc(h.briefs, func(k kept) bool { return k.ref == ref })
	if i < 0 || !Decidable(d) {
		return nil
	}
	b, at := h.briefs[i].brief, p.places[d.Environment.Name]
	if at == nil || at.live != nil && at.live.id == d.ID {
		return b
	}
	live := at.live.deployment()
	changes := b.Changes.Read() && !sameCommit(live, b.Changes.Value.Live)
	merged := b.Merged.Read() && !sameCommit(live, b.Merged.Value.live)
	if !changes && !merged {
		return b
	}
	c := *b
	if changes {
		c.Changes = Known[Changes]{}
	}
	if merged {
		c.Merged = Known[Merged]{}
	}
	return &c
}

// touch notes that a deployment is looked at.
func (h *host) touch(ref api.Ref) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if i := slices.IndexFunc(h.briefs, func(k kept) bool { return k.ref == ref }); i >= 0 {
		found := h.briefs[i]
		h.briefs = append(slices.Delete(h.briefs, i, i+1), found)
	}
}

// sameCommit reports whether two deployments put the same commit live; nil is nothing.
func sameCommit(a, b *api.Deployment) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.SHA == b.SHA
}

// user is the id of the caller.
func (h *host) user() int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.me.ID
}

// note keeps what reading a fact brought somebody. Where the caller is another one by
// now, who may see and do other things, it is dropped.
func (h *host) note(me int64, p *project, d *api.Deployment, fact Fact, at time.Time, got answer) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.me.ID != me {
		return
	}
	next := Brief{}
	if old := h.briefOf(p, d); old != nil {
		next = *old
	}
	if got.err != nil {
		next.failed(fact, at, got.err)
	} else {
		got.keep(&next, at)
	}
	ref := api.Ref{Host: h.name, Project: p.id, Deployment: d.ID}
	h.briefs = slices.DeleteFunc(h.briefs, func(k kept) bool { return k.ref == ref })
	h.briefs = append(h.briefs, kept{ref, &next})
	if over := len(h.briefs) - briefs; over > 0 {
		h.briefs = slices.Delete(h.briefs, 0, over)
	}
}

// weigh is a brief as the verdict takes it.
func (h *host) weigh(p *project, b *Brief) api.Brief {
	out := api.Brief{Now: h.source.Client.ServerTime(), Local: h.now().Location()}
	if slices.ContainsFunc(p.freezes, func(z api.Freeze) bool { return !out.Now.Before(z.Until) }) {
		p.thaw(out.Now)
	}
	out.Freezes = p.freezes
	if b == nil {
		return out
	}
	in := b.insight(h.now())
	if in != nil && in.FreezesKnown {
		out.Freezes = told(in.Freezes, p.freezes)
	}
	if b.Changes.Read() {
		out.Ships, out.Risks = &b.ships, b.risks
	}
	if b.Jobs.Read() {
		out.FailedJobs = b.Jobs.Value
	}
	for _, m := range b.Merged.Value.Requests {
		if m.unreviewed() {
			out.Unreviewed = append(out.Unreviewed, m.References.Short)
		}
	}
	if e := b.Elsewhere; e.Read() && len(e.Value.Staging) > 0 {
		out.Staging = e.Value.staging()
	}
	if b.Guard.Read() {
		out.Guard = &b.Guard.Value
	}
	out.Unread = b.unread(in)
	return out
}

// told are the freezes that either side tells of, each once: an answer of GraphQL's may
// be older than the periods, and tells of none to who may not see them.
// gitlab: app/policies/project_policy.rb
func told(evaluated, own []api.Freeze) []api.Freeze {
	all := slices.Clone(evaluated)
	for _, z := range own {
		same := func(x api.Freeze) bool { return x.From.Equal(z.From) && x.Until.Equal(z.Until) }
		if !slices.ContainsFunc(evaluated, same) {
			all = append(all, z)
		}
	}
	slices.SortStableFunc(all, func(a, b api.Freeze) int { return a.From.Compare(b.From) })
	return all
}

// insightTrust is how long GitLab's own answer goes before what is worked out here,
// where it cannot be had anew: as long as a membership is believed.
const insightTrust = membershipLife

// insight is GitLab's own answer while it is believed; nil for none.
func (b *Brief) insight(now time.Time) *api.Insight {
	if b == nil || !recent(b.Insight.At, now, insightTrust) {
		return nil
	}
	return &b.Insight.Value
}

// unread names what could speak against a deployment and could not be read. Where
// GitLab itself told of freezes, the periods are not missed; that it told of none says
// little, for it tells none to who may not see them.
// gitlab: app/policies/project_policy.rb
func (b *Brief) unread(in *api.Insight) []api.Unread {
	var out []api.Unread
	if err := b.Err(FactShips); err != nil {
		out = append(out, api.Unread{What: FactShips.Sentence(), Why: Reason(err)})
	}
	if err := b.Changes.Value.behind; err != nil {
		out = append(out, api.Unread{What: "What live has besides", Why: Reason(err)})
	}
	known := in != nil && in.FreezesKnown && len(in.Freezes) > 0
	if err := b.Err(FactFreezes); err != nil && !known {
		out = append(out, api.Unread{What: FactFreezes.Sentence(), Why: Reason(err)})
	}
	return out
}

// Reason is why a fact could not be read, in few words.
func Reason(err error) string {
	var late Late
	var e *api.Error
	switch {
	case errors.As(err, &late):
		return "no answer within " + late.After.String()
	case !errors.As(err, &e):
		return err.Error()
	case e.Kind == api.Forbidden:
		return "no access"
	case e.Kind == api.NotFound:
		return "GitLab does not know it"
	}
	return e.Reason()
}

// risks are the kinds of files that deserve a look.
func (h *host) risks(files []api.FileChange) []api.Risk {
	var out []api.Risk
	for _, f := range h.risky.Files(files) {
		if n := len(out); n > 0 && out[n-1].Name == f.Name {
			out[n-1].More++
			continue
		}
		out = append(out, api.Risk{Name: f.Name, Path: f.File.NewPath})
	}
	return out
}

// unreviewed reports that nobody but its author looked at a merge request. Where the
// approvals were not read nothing is said.
func (m MergedRequest) unreviewed() bool {
	if m.Approvals == nil || m.Author == nil {
		return false
	}
	for _, by := range m.Approvals.By {
		if by.User == nil || by.User.ID != m.Author.ID {
			return false
		}
	}
	merger := m.MergeUser
	if merger == nil {
		merger = m.MergedBy
	}
	return merger != nil && merger.ID == m.Author.ID
}

// staging is how the commit went before production.
func (e Elsewhere) staging() *api.Staging {
	s := &api.Staging{Environments: e.Staging}
	for _, r := range e.Rows {
		if slices.Contains(e.Staging, r.Deployment.Environment.Name) {
			s.Newest = r.Deployment
			break
		}
	}
	return s
}
