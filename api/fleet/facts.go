package fleet

import (
	"context"
	"errors"
	"fmt"
	"time"

	"greenlight/api"
)

// retryLife is how long a fact that could not be read is left alone.
const retryLife = 30 * time.Second

// life is how long a fact is believed once it was read.
func (f Fact) life() time.Duration {
	switch f {
	case FactShips, FactMerged:
		return 5 * time.Minute // two commits do not change; what is live is looked at besides
	case FactRelease, FactGuard, FactFreezes:
		return 10 * time.Minute
	case FactInsight:
		return 2 * time.Minute
	case FactRecent, FactElsewhere, FactJobs:
		return time.Minute
	case factCount:
	}
	return time.Minute
}

// deadline is how long a fact may take.
func (f Fact) deadline() time.Duration {
	switch f {
	case FactShips, FactMerged:
		return 20 * time.Second
	case FactRelease, FactGuard, FactFreezes, FactInsight, FactRecent, FactElsewhere, FactJobs:
		return 8 * time.Second
	case factCount:
	}
	return 8 * time.Second
}

// Late is the error of a fact that did not come before its deadline.
type Late struct {
	Fact  Fact
	After time.Duration
}

// Error is one sentence.
func (l Late) Error() string {
	return fmt.Sprintf("%s did not come within %s; it is asked again", l.Fact, l.After)
}

// Decidable reports whether a deployment may still be decided on: only then are facts
// read for it.
func Decidable(d *api.Deployment) bool {
	switch d.Status {
	case api.StatusBlocked, api.StatusCreated, api.StatusRunning:
		return true
	default:
		return false
	}
}

// LoadFact reads one fact about a deployment, unless it was read within its lifetime,
// and returns the row judged with it. A fact that cannot be read is in the row with
// its error; the method itself fails only where there is no row, or the context ended.
func (f *Fleet) LoadFact(ctx context.Context, ref api.Ref, fact Fact) (Row, error) {
	h, p, err := f.shown(ref.Host, ref.Project)
	if err != nil {
		return Row{}, err
	}
	if err = h.lately(p, ref.Deployment); err != nil {
		return Row{}, err
	}
	s, err := f.sight(ctx, h, p, ref)
	if err != nil {
		return Row{}, err
	}
	d := s.deployment
	if Decidable(&d) {
		h.touch(ref)
		h.once(ctx, fmt.Sprint("fact", h.user(), ref, fact), func() {
			if h.brief(p, &d).Due(fact, h.now()) {
				h.readFact(ctx, p, &d, fact)
			}
		})
	}
	if err := ctx.Err(); err != nil {
		return Row{}, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.current(p, s), nil
}

// within bounds what is done for a fact by its deadline, and says so: who reads by it
// tells that it took too long from that nobody looks any more.
func (h *host) within(ctx context.Context, fact Fact) (context.Context, context.CancelFunc) {
	patience := h.deadline(fact)
	return context.WithTimeoutCause(ctx, patience, Late{fact, patience})
}

// overdue reports that a deadline of within's has passed, and which.
func overdue(ctx context.Context) (late Late, ok bool) {
	ok = ctx.Err() != nil && errors.As(context.Cause(ctx), &late)
	return late, ok
}

// readFact reads a fact within its deadline.
func (h *host) readFact(ctx context.Context, p *project, d *api.Deployment, fact Fact) {
	within, cancel := h.within(ctx, fact)
	defer cancel()
	h.readWithin(within, p, d, fact)
}

// readWithin reads a fact in the time that a context of within's leaves.
func (h *host) readWithin(ctx context.Context, p *project, d *api.Deployment, fact Fact) {
	me, at := h.user(), h.now()
	set := h.ask(ctx, p, d, fact)
	late, ok := overdue(ctx)
	if ctx.Err() != nil && !ok {
		return // nobody looks any more; what came of it says nothing
	}
	if unasked(ctx, set.err) {
		return
	}
	if ok && set.err != nil && !answered(set.err) {
		set.err = Late{fact, late.After}
	}
	h.note(me, p, d, fact, at, set)
}

// unasked reports whether what nobody waits for was not read for want of its turn, and
// not because of GitLab: there is nothing to note then, and who looks asks.
func unasked(ctx context.Context, err error) bool {
	var e *api.Error
	switch {
	case err == nil || !api.IsBackground(ctx):
		return false
	case errors.As(err, &e):
		return e.Unsent
	}
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, errGivenUp)
}

// answered reports whether an error is GitLab's own: its wish to be asked later is not
// hidden by the deadline that it outlives.
func answered(err error) bool {
	var e *api.Error
	return errors.As(err, &e) && e.Status != 0
}

// answer is what reading a fact brought: keep writes the value into a brief.
type answer struct {
	keep func(b *Brief, at time.Time)
	err  error
}

// ask reads a fact.
func (h *host) ask(ctx context.Context, p *project, d *api.Deployment, fact Fact) answer {
	switch fact {
	case FactShips:
		v, err := h.readChanges(ctx, p, d)
		risks := h.risks(v.Files)
		return answer{func(b *Brief, at time.Time) { b.Changes, b.ships, b.risks = fresh(v, at), v.ships, risks }, err}
	case FactMerged:
		v, err := h.readMerged(ctx, p, d)
		return answer{func(b *Brief, at time.Time) { b.Merged = fresh(v, at) }, err}
	case FactRelease:
		v, err := h.readRelease(ctx, p, d)
		return answer{func(b *Brief, at time.Time) { b.Release = fresh(v, at) }, err}
	case FactRecent:
		v, err := h.readRecent(ctx, p, d)
		return answer{func(b *Brief, at time.Time) { b.Recent = fresh(v, at) }, err}
	case FactElsewhere:
		v, err := h.readElsewhere(ctx, p, d)
		return answer{func(b *Brief, at time.Time) { b.Elsewhere = fresh(v, at) }, err}
	case FactJobs:
		v, err := h.readFailedJobs(ctx, p, d)
		return answer{func(b *Brief, at time.Time) { b.Jobs = fresh(v, at) }, err}
	case FactGuard:
		v, err := h.readGuard(ctx, p, d)
		return answer{func(b *Brief, at time.Time) { b.Guard = fresh(v, at) }, err}
	case FactFreezes:
		v, at, err := h.readFreezes(ctx, p)
		return answer{func(b *Brief, _ time.Time) { b.Freezes = fresh(v, at) }, err}
	case FactInsight:
		v, err := h.readInsight(ctx, p, d)
		return answer{func(b *Brief, at time.Time) { b.Insight = fresh(v, at) }, err}
	case factCount:
	}
	return answer{err: errors.New("there is no such fact")}
}

func fresh[T any](v T, at time.Time) Known[T] { return Known[T]{Value: v, At: at, Tried: at} }

// failed keeps what was known and says why there is nothing newer.
func (b *Brief) failed(f Fact, at time.Time, err error) {
	switch f {
	case FactShips:
		b.Changes.Err, b.Changes.Tried = err, at
	case FactMerged:
		b.Merged.Err, b.Merged.Tried = err, at
	case FactRelease:
		b.Release.Err, b.Release.Tried = err, at
	case FactRecent:
		b.Recent.Err, b.Recent.Tried = err, at
	case FactElsewhere:
		b.Elsewhere.Err, b.Elsewhere.Tried = err, at
	case FactJobs:
		b.Jobs.Err, b.Jobs.Tried = err, at
	case FactGuard:
		b.Guard.Err, b.Guard.Tried = err, at
	case FactFreezes:
		b.Freezes.Err, b.Freezes.Tried = err, at
	case FactInsight:
		b.Insight.Err, b.Insight.Tried = err, at
	case factCount:
	}
}
