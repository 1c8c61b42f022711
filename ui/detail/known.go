package detail

import (
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/present"
	"greenlight/ui/theme"
)

// oldFact is from when on a fact shows how old it is, sooner where the last try to
// read it again failed.
const (
	oldFact    = 5 * time.Minute
	failedFact = time.Minute
)

// unknown holds the place of facts of which nothing was read.
var unknown = &fleet.Brief{}

// open reports whether the deployment may still be decided on: only then is anything
// read for the decision, and only then are there dots for it.
func (p pane) open() bool {
	return fleet.Decidable(p.row.Deployment) && p.row.Verdict.State != api.StateRejected
}

// brief is what is known for the decision, never nil.
func (p pane) brief() *fleet.Brief {
	if p.row.Brief == nil {
		return unknown
	}
	return p.row.Brief
}

// fact is how far one thing is known: it is pending, or why says in few words why it is
// not there, or it is.
type fact struct {
	pending bool
	why     string
	// age is "read 7m ago" where the fact is old.
	age string
}

func (f fact) read() bool { return !f.pending && f.why == "" }

// look says how far something is known. Nothing is under way to a host that does not
// answer.
func look[T any](p pane, k fleet.Known[T]) fact {
	switch {
	case k.Failed():
		return fact{why: fleet.Reason(k.Err)}
	case k.Pending() && p.x.Offline:
		return fact{why: "offline"}
	case k.Pending():
		return fact{pending: true}
	}
	return fact{age: p.factAge(k.At, k.Err != nil)}
}

// factAge is how long ago a fact was read, where that matters. Where all is old the
// first line says so, and only what is older still says it again.
func (p pane) factAge(at time.Time, failed bool) string {
	local := p.x.Local
	if local.IsZero() {
		local = p.now
	}
	age := local.Sub(at)
	beyond := age
	if p.stale() {
		beyond -= p.now.Sub(p.x.StaleSince)
	}
	if beyond >= oldFact || failed && beyond >= failedFact {
		return "read " + present.Age(age) + " ago"
	}
	return ""
}

// aged appends the age of a fact to what it says.
func aged(spans []span, f fact) []span {
	if f.age == "" {
		return spans
	}
	return append(spans, span{theme.Muted, " (" + f.age + ")"})
}

// notRead is why something is missing, in its place.
func notRead(what, why string) []span { return said(theme.Muted, what+": "+why) }
