package fleet

import (
	"maps"
	"time"

	"greenlight/api"
)

// beat is an answer about an environment that differed from what was known; heard is
// the number of the last read that had begun when it came. A listing of all, of a higher
// number, has seen what the answer tells of. last is the number when it came last.
type beat struct {
	newest      api.Newest
	heard, last uint64
}

// fade forgets what was heard of environments that nobody knows any more, where it did
// not come again since the read of that number. The host's mutex is held.
func (p *project) fade(list []listed, since uint64) {
	if len(p.beats) == 0 {
		return
	}
	known := map[string]bool{}
	for i := range list {
		known[list[i].deployment().Environment.Name] = true
	}
	for _, e := range p.tiers {
		known[e.Name] = true
	}
	maps.DeleteFunc(p.beats, func(name string, b beat) bool { return !known[name] && b.last <= since })
}

// hear compares the answers to a question, which began as the read of that number, with
// what is known; a verdict for each project that was asked about.
func (h *host) hear(me int64, ask pulseAsk, answers map[int64][]api.EnvironmentPulse, begun uint64) []pulseVerdict {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := make([]pulseVerdict, len(ask.ids))
	for i, id := range ask.ids {
		out[i] = pulseUnseen
		p, answer := h.projects[id], answers[id]
		if p == nil || p.listedAt.IsZero() || len(answer) == 0 || h.me.ID != me {
			continue
		}
		out[i] = pulseFresh
		if len(answer) < len(ask.names) || p.doubted > p.wholeBegun {
			out[i] = pulseUnseen
		}
		known := p.outlined().newest
		for _, a := range answer {
			out[i] = max(out[i], p.compare(known[a.Name], a, begun, h.begun))
		}
		if p.renewTiers(answer, h.now()) {
			out[i] = pulseChanged
		}
	}
	return out
}

// renewTiers notes the tiers of environments that were read before; true where one was
// another. Those that came need not be read for a while.
func (p *project) renewTiers(answer []api.EnvironmentPulse, now time.Time) (changed bool) {
	for _, a := range answer {
		e, ok := p.tiers[a.ID]
		if !ok || a.Tier == api.TierUnknown || e.Name != a.Name {
			continue
		}
		changed = changed || e.Tier != a.Tier
		e.Tier = a.Tier
		p.heardTier(e, now)
	}
	return changed
}

// compare judges one environment. A read that began after the question may have seen
// more than the answer: it is no change then. Nor is what all of the list, read since,
// does not bear out; where only its updates were read since, the next listing is of all.
func (p *project) compare(known pulsed, a api.EnvironmentPulse, begun, heard uint64) pulseVerdict {
	if p.agree(known.newest, a.Newest) {
		delete(p.beats, a.Name)
		return pulseFresh
	}
	old, differed := p.beats[a.Name]
	if differed = differed && old.newest == a.Newest; differed {
		old.last = heard
		p.beats[a.Name] = old
	}
	switch {
	case p.listedBegun > begun, differed && p.wholeBegun > old.heard:
		return pulseFresh
	case differed && p.listedBegun > old.heard:
		p.doubted = heard + 1 // no update tells of what was deleted
	case known.looked > begun:
		return pulseUnseen
	case !differed:
		if p.beats == nil {
			p.beats = map[string]beat{}
		}
		p.beats[a.Name] = beat{a.Newest, heard, heard}
	}
	return pulseChanged
}

// pulsed is what is known of an environment: what is newest by the listing and the
// single reads, and the number of the last of those.
type pulsed struct {
	newest api.Newest
	looked uint64
}

// newestByPlace is what is newest in each environment. The host's mutex is held.
func (p *project) newestByPlace() map[string]pulsed {
	out := map[string]pulsed{}
	ended := map[string]map[api.Status]*api.Deployment{}
	note := func(d *api.Deployment, looked uint64) {
		name := d.Environment.Name
		k := out[name]
		k.looked = max(k.looked, looked)
		at := k.newest.At(d.Status)
		switch end := d.FinishedAt(); {
		case at == nil:
		case end.IsZero():
			*at = max(*at, d.ID)
		default:
			if ended[name] == nil {
				ended[name] = map[api.Status]*api.Deployment{}
			}
			if last := ended[name][d.Status]; last == nil || end.After(last.FinishedAt()) || end.Equal(last.FinishedAt()) && d.ID > last.ID {
				ended[name][d.Status], *at = d, d.ID
			}
		}
		out[name] = k
	}
	for i := range p.listed {
		if p.looked[p.listed[i].id] == nil {
			note(p.listed[i].deployment(), 0)
		}
	}
	for _, l := range p.looked {
		note(&l.deployment, l.begun)
	}
	return out
}

// agree reports whether an answer says what is known. What is older than all that was
// listed says nothing.
func (p *project) agree(known, answer api.Newest) bool {
	if known == answer {
		return true
	}
	for _, s := range []api.Status{api.StatusCreated, api.StatusBlocked, api.StatusRunning, api.StatusSuccess, api.StatusFailed, api.StatusCanceled} {
		ours, theirs := *known.At(s), *answer.At(s)
		if ours != theirs && (ours != 0 || !p.beyond(theirs)) {
			return false
		}
	}
	return true
}

// beyond reports whether a deployment is older than what was listed.
func (p *project) beyond(id int64) bool {
	if !p.more || len(p.listed) < api.MaxPerPage || id >= p.listed[api.MaxPerPage-1].id {
		return false
	}
	return p.position(id) < 0
}
