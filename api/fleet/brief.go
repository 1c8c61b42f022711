package fleet

import (
	"strings"
	"time"

	"greenlight/api"
)

// Fact is one thing that is read for a decision besides the deployment itself. Each
// is asked for on its own, has its own deadline, and appears when it comes.
type Fact uint8

// The facts.
const (
	// FactShips compares the commit with the live one, both ways.
	FactShips Fact = iota
	// FactMerged are the merge requests that it ships, with their approvals.
	FactMerged
	// FactRelease are the release notes of its tag.
	FactRelease
	// FactRecent is how the last deployments of the environment ended.
	FactRecent
	// FactElsewhere is how the same commit went in other environments.
	FactElsewhere
	// FactJobs are the failed jobs of its pipeline.
	FactJobs
	// FactGuard is how its branch or tag is protected.
	FactGuard
	// FactFreezes are the freeze periods of the project.
	FactFreezes
	// FactInsight is what GraphQL answers: who may approve, as GitLab itself says.
	FactInsight

	factCount
)

// Facts are all of them, in the order in which a decision needs them.
func Facts() []Fact {
	all := make([]Fact, factCount)
	for i := range all {
		all[i] = Fact(i)
	}
	return all
}

// String names the fact as in "… could not be read".
func (f Fact) String() string {
	switch f {
	case FactShips:
		return "what it ships"
	case FactMerged:
		return "the merge requests"
	case FactRelease:
		return "the release notes"
	case FactRecent:
		return "how it went here before"
	case FactElsewhere:
		return "how it went elsewhere"
	case FactJobs:
		return "the failed jobs"
	case FactGuard:
		return "the protection of the ref"
	case FactFreezes:
		return "the freeze periods"
	case FactInsight:
		return "GitLab's own answer"
	case factCount:
	}
	return "?"
}

// Sentence is the fact as the beginning of a sentence.
func (f Fact) Sentence() string {
	s := f.String()
	return strings.ToUpper(s[:1]) + s[1:]
}

// Known is a fact with its age. The zero Known was not read yet.
type Known[T any] struct {
	Value T
	// At is when it was read, by the local clock; zero while it was not.
	At time.Time
	// Err says why the last try failed; the value may be from before.
	Err error
	// Tried is when it was last asked for, by the local clock.
	Tried time.Time
}

// Read reports whether there is a value.
func (k Known[T]) Read() bool { return !k.At.IsZero() }

// Failed reports that there is no value and why is known.
func (k Known[T]) Failed() bool { return k.At.IsZero() && k.Err != nil }

// Pending reports that nothing is known of it yet.
func (k Known[T]) Pending() bool { return k.At.IsZero() && k.Err == nil }

// Brief is what is known for the decision about one deployment, besides its row.
// A brief that was handed out never changes.
type Brief struct {
	// Changes is the comparison; Verdict.Ships has it in numbers.
	Changes Known[Changes]
	Merged  Known[Merged]
	// Release has no tag where none was published.
	Release Known[api.Release]
	// Recent are the newest other deployments of the environment, newest first, without
	// briefs of their own.
	Recent Known[[]Row]
	// Elsewhere is the newest deployment of the same commit in each other environment,
	// staging before the others.
	Elsewhere Known[Elsewhere]
	// Jobs are the failed jobs of the pipeline, those that may fail among them.
	Jobs  Known[[]api.Job]
	Guard Known[api.RefGuard]
	// Freezes are those that are on or come next, in the order of their beginnings.
	Freezes Known[[]api.Freeze]
	Insight Known[api.Insight]
	// ships and risks are the comparison in numbers, and what of it deserves a look.
	ships api.Ships
	risks []api.Risk
}

// Merged are merge requests behind the commits that a deployment ships, newest first,
// each once.
type Merged struct {
	Requests []MergedRequest
	// Cut says that the commits reach further back than what was looked through.
	Cut bool
	// live is what was compared with; nil for nothing.
	live *api.Deployment
}

// MergedRequest is one of them.
type MergedRequest struct {
	api.MergeRequest
	// Approvals are nil where they were not read; ApprovalsErr says why.
	Approvals    *api.MergeRequestApprovals
	ApprovalsErr error
}

// Elsewhere is where else a commit was deployed to. The rows have no briefs.
type Elsewhere struct {
	Rows []Row
	// Staging lists the environments of the staging and testing tiers that were looked
	// at, by their names: where none of Rows is of one of them, it was not there as
	// far as was read.
	Staging []string
}

// Pending reports whether a fact of the brief is still unknown. A nil brief knows
// nothing.
func (b *Brief) Pending(f Fact) bool {
	if b == nil {
		return true
	}
	at, err := b.state(f)
	return at.IsZero() && err == nil
}

// Err is why a fact could not be read; nil where it was, or was not tried.
func (b *Brief) Err(f Fact) error {
	if b == nil {
		return nil
	}
	at, err := b.state(f)
	if !at.IsZero() {
		return nil
	}
	return err
}

// knows reports whether a fact was read, and the last try of it did not fail.
func (b *Brief) knows(f Fact) bool {
	if b == nil {
		return false
	}
	at, err := b.state(f)
	return !at.IsZero() && err == nil
}

// ReadAt is when a fact was read; zero where it was not.
func (b *Brief) ReadAt(f Fact) time.Time {
	if b == nil {
		return time.Time{}
	}
	at, _ := b.state(f)
	return at
}

// Due reports whether a fact is to be asked for: it is not known, has outlived its
// lifetime, or failed a while ago.
func (b *Brief) Due(f Fact, now time.Time) bool {
	if b == nil {
		return true
	}
	return b.status(f).due(f, now)
}

// status is what a brief knows of a fact but its value.
type status struct {
	at, tried time.Time
	err       error
}

// due is Brief.Due of one fact.
func (s status) due(f Fact, now time.Time) bool {
	switch {
	case s.tried.IsZero():
		return true
	case s.err != nil:
		return !recent(s.tried, now, retryLife)
	}
	return !recent(s.at, now, f.life())
}

func (k Known[T]) status() status { return status{k.At, k.Tried, k.Err} }

func (b *Brief) state(f Fact) (time.Time, error) {
	s := b.status(f)
	return s.at, s.err
}

func (b *Brief) status(f Fact) status {
	switch f {
	case FactShips:
		return b.Changes.status()
	case FactMerged:
		return b.Merged.status()
	case FactRelease:
		return b.Release.status()
	case FactRecent:
		return b.Recent.status()
	case FactElsewhere:
		return b.Elsewhere.status()
	case FactJobs:
		return b.Jobs.status()
	case FactGuard:
		return b.Guard.status()
	case FactFreezes:
		return b.Freezes.status()
	case FactInsight:
		return b.Insight.status()
	case factCount:
	}
	return status{}
}
