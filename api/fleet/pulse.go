package fleet

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"greenlight/api"
)

// pulseReads bounds the questions of a pulse that are under way at a time.
const pulseReads = 4

// Pulse is what GitLab said of many projects at once.
type Pulse struct {
	Host string
	// Fresh are the projects of which nothing that was asked for has changed since they
	// were listed.
	Fresh []api.ProjectRef
	// Partly are the environments of a fresh project that are listed and were not asked
	// for, by name: it says nothing of their rows. Those of whose all were asked for are
	// not in it.
	Partly map[api.ProjectRef][]string
	// Changed are those to be listed: something happened that the list does not show.
	Changed []api.ProjectRef
	// Unseen are those that it does not tell of: nothing was listed yet, no environment
	// is known, or GitLab did not answer for them.
	Unseen []api.ProjectRef
}

// Pulse asks what is newest in the environments of projects that were listed, many
// projects a question, and says which of them have changed. It does not look into
// environments of review apps, into those that are beyond what is asked of one project,
// and into those nobody has heard of yet: only a listing shows those. One in which
// something waits or runs is always asked for. An answer that differs from the listing
// for good, as GitLab's order of two may differ from ours, is a change once.
//
// The error is for a pulse without any answer; then all projects are unseen. Those at which
// GitLab fails while it answers for others are unseen, too, and listed as often as if there
// were no pulse: what is wrong with them that says. Where
// api.NoGraphQL or api.RefusedGraphQL says that this instance does not answer, nothing
// is sent for a while, and the error is returned again.
func (f *Fleet) Pulse(ctx context.Context, host string, refs []api.ProjectRef) (Pulse, error) {
	out := Pulse{Host: host, Unseen: refs}
	h, err := f.host(host)
	if err != nil {
		return out, err
	}
	if err := h.silent(); err != nil {
		return out, err
	}
	h.mu.Lock()
	me := h.me.ID
	h.mu.Unlock()
	ctx = api.Background(ctx)
	round := &pulseRound{h: h, me: me, verdicts: map[int64]pulseVerdict{}, asked: map[int64][][]string{}}
	work := sideOf(pulseReads)
	for _, ask := range h.pulseAsks(refs) {
		work.Go(func() error { round.ask(ctx, ask); return nil })
	}
	if err := work.Wait(); err != nil {
		return out, err
	}
	switch err := round.err; {
	case api.NoGraphQL(err) || api.RefusedGraphQL(err):
		h.hush(me, err)
		return out, err
	case ctx.Err() != nil || err != nil && round.answers == 0:
		return out, errors.Join(ctx.Err(), err)
	}
	out = round.sort(out, refs)
	out.Partly = round.partly(out.Fresh)
	return out, nil
}

// PulseRequests is how many questions a pulse of those projects takes now; 0 while the
// instance does not answer. It reads memory only.
func (f *Fleet) PulseRequests(host string, refs []api.ProjectRef) int {
	h, err := f.host(host)
	if err != nil || h.silent() != nil {
		return 0
	}
	return len(h.pulseAsks(refs))
}

// pulseless is why an instance is not asked for its pulse. What it says of one
// deployment is another question: a GitLab without approvals answers only this one.
type pulseless struct {
	err  error
	at   time.Time
	life time.Duration
}

// silent is why nothing may be asked now; nil where it may.
func (h *host) silent() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !recent(h.pulseless.at, h.now(), h.pulseless.life) {
		return nil
	}
	return h.pulseless.err
}

// hush leaves the instance alone for a while, unless somebody else asks now.
func (h *host) hush(me int64, err error) {
	life := refusedLife
	if api.NoGraphQL(err) {
		life = noGraphLife
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.me.ID == me {
		h.pulseless = pulseless{err, h.now(), life}
	}
}

// pulseVerdict is what is said of a project; of two, the higher counts.
type pulseVerdict int

const (
	pulseNone pulseVerdict = iota
	pulseFresh
	pulseUnseen
	pulseChanged
)

// pulseRound gathers the answers to the questions of one pulse.
type pulseRound struct {
	h  *host
	me int64

	mu       sync.Mutex
	verdicts map[int64]pulseVerdict
	asked    map[int64][][]string // the environments that were asked for
	answers  int
	err      error
	stopped  bool
}

func (r *pulseRound) ask(ctx context.Context, ask pulseAsk) {
	if r.skips(ask) || ctx.Err() != nil {
		return
	}
	begun := r.h.begin()
	answer, err := r.h.source.Client.Pulse(ctx, ask.ids, ask.names)
	verdicts := r.h.hear(r.me, ask, answer.Projects, begun)
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, id := range ask.ids {
		r.verdicts[id] = max(r.verdicts[id], verdicts[i])
		r.asked[id] = append(r.asked[id], ask.names)
	}
	if err == nil || len(answer.Projects) > 0 {
		r.answers++
	}
	if err == nil {
		return
	}
	if general := api.NoGraphQL(err) || api.RefusedGraphQL(err) || whole(err); r.err == nil || general && !r.stopped {
		r.err, r.stopped = err, general
	}
}

// sort puts the projects where they belong, in the order in which they came.
func (r *pulseRound) sort(out Pulse, refs []api.ProjectRef) Pulse {
	out.Unseen = nil
	for _, ref := range refs {
		verdict := r.verdicts[ref.ID]
		if ref.Host != r.h.name {
			verdict = pulseNone
		}
		switch verdict {
		case pulseFresh:
			out.Fresh = append(out.Fresh, ref)
		case pulseChanged:
			out.Changed = append(out.Changed, ref)
		case pulseNone, pulseUnseen:
			out.Unseen = append(out.Unseen, ref)
		}
	}
	return out
}

// partly are the environments of fresh projects that are listed and were not asked for.
func (r *pulseRound) partly(fresh []api.ProjectRef) map[api.ProjectRef][]string {
	r.h.mu.Lock()
	defer r.h.mu.Unlock()
	var out map[api.ProjectRef][]string
	for _, ref := range fresh {
		p := r.h.projects[ref.ID]
		if p == nil {
			continue
		}
		p.askable()
		for _, name := range p.names.rows {
			if slices.ContainsFunc(r.asked[ref.ID], func(names []string) bool { return slices.Contains(names, name) }) {
				continue
			}
			if out == nil {
				out = map[api.ProjectRef][]string{}
			}
			out[ref] = append(out[ref], name)
		}
	}
	return out
}

// skips reports whether a question is not worth sending any more. What it would have asked
// about is unseen, whatever another question told of the same projects.
func (r *pulseRound) skips(ask pulseAsk) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.stopped {
		return false
	}
	for _, id := range ask.ids {
		r.verdicts[id] = max(r.verdicts[id], pulseUnseen)
	}
	return true
}
