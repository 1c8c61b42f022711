package fleet

import (
	"strings"

	"greenlight/api"
)

// row judges one deployment that is handed out by itself. The host's mutex is held.
func (h *host) row(p *project, d *api.Deployment, l *look) Row {
	r := h.judge(p, d, l)
	p.stir(&r)
	return r
}

// judge judges one deployment; l is its single read, nil where there is none or it
// no longer holds. The host's mutex is held.
func (h *host) judge(p *project, d *api.Deployment, l *look) Row {
	r := Row{
		Ref:     api.Ref{Host: h.name, Project: p.id, Deployment: d.ID},
		Project: p.info.PathWithNamespace, ProjectURL: p.info.WebURL,
		Deployment: d, Tier: p.tier(d), ReadAt: h.now(),
	}
	r.Brief = h.briefOf(p, d)
	facts := api.Facts{
		Deployment: d, Me: h.me, SelfApproval: p.info.SelfApproval, Role: p.role, Groups: h.groups,
		Production: r.Production(), Brief: h.weigh(p, r.Brief), Insight: r.Brief.insight(h.now()),
	}
	if l != nil {
		r.Deployment, r.Detailed, r.ReadAt = &l.deployment, true, l.at
		r.Pipeline, r.PipelineErr = l.pipeline, l.pipelineErr
		facts.Deployment, facts.Detailed = r.Deployment, true
	}
	r.Restored = h.old(p, r.Deployment, l)
	if at := p.places[d.Environment.Name]; at != nil {
		facts.Live, facts.NewestSuccess = at.live.deployment(), at.newestSuccess.deployment()
		facts.NewestWaiting, facts.NewestRunning = at.newestWaiting.deployment(), at.newestRunning.deployment()
		if at.live != nil && at.live.id != d.ID {
			r.Live, r.LivePacked = facts.Live, at.live.packed
		}
	}
	r.Verdict = api.Judge(facts)
	h.judged++
	r.Judged = h.judged
	return r
}

// tier is the environment's own, or a guess where it was not read.
func (p *project) tier(d *api.Deployment) api.Tier {
	if e, ok := p.tiers[d.Environment.ID]; ok && e.Tier != api.TierUnknown {
		return e.Tier
	}
	return p.guess(d.Environment.Name)
}

// guesses bounds the names whose tier is guessed once: review apps come and go.
const guesses = 500

// guess is the tier by a name alone. A list is judged at every refresh, and guessing
// takes longer than all else of it.
func (p *project) guess(name string) api.Tier {
	tier, ok := p.guessed[name]
	if ok {
		return tier
	}
	if p.guessed == nil || len(p.guessed) >= guesses {
		p.guessed = map[string]api.Tier{}
	}
	tier = api.GuessTier(name)
	p.guessed[strings.Clone(name)] = tier // it may be a part of all that was restored
	return tier
}
