// Package fleet reads many projects of one or more GitLab instances and judges
// what it reads: it turns listings, single reads, tiers and memberships into rows
// that say what each deployment is to the person who looks. Besides it reads what
// stands behind one row (its pipeline, log, changes, history, merge requests), what
// a query or a link leads to, and what a new record may name.
//
// It decides nothing and draws nothing. Every method is a plain blocking call
// that a command may run beside others; what it remembers between calls (tiers,
// memberships, projects) is guarded and has a lifetime.
package fleet

import (
	"time"

	"greenlight/api"
	"greenlight/api/pack"
)

// Row is one deployment, read and judged.
type Row struct {
	Ref api.Ref
	// Project is the path with its groups, "payments/api"; ProjectURL its web page.
	Project, ProjectURL string
	Deployment          *api.Deployment
	// Packed is Deployment in little room, for who keeps many rows; none where it has
	// more than a listing says.
	Packed pack.Row
	// Tier is guessed by the name where the environments could not be read.
	Tier    api.Tier
	Verdict api.Verdict
	// Live is the last success of the environment among what was read: nil when
	// there is none or it is this one.
	Live *api.Deployment
	// LivePacked is Live, as Packed is Deployment.
	LivePacked pack.Row
	// Pipeline is the single read of the pipeline; nil until the row was looked at.
	Pipeline *api.Pipeline
	// PipelineErr says why there is none, in one sentence, after it was asked for.
	PipelineErr string
	// ReadAt is when the row was read, by the local clock.
	ReadAt time.Time
	// Restored is true while what is shown is from an earlier run: GitLab has not said
	// so in this one.
	Restored bool
	// Detailed is true once the deployment was read singly, with its approvals.
	Detailed bool
	// Judged numbers the judgements of an instance: of two rows of one deployment the one
	// with the higher number knows more. Answers may overtake each other on their way.
	Judged uint64
	// Brief is what was read for the decision besides; nil until the row was looked at.
	Brief *Brief
}

// Title is the first line of the commit's message as GitLab sends it, unsanitised;
// empty when there is no commit.
func (r Row) Title() string {
	if r.Deployment.Deployable == nil || r.Deployment.Deployable.Commit == nil {
		return ""
	}
	return r.Deployment.Deployable.Commit.Title
}

// Username is who started the deployment, empty for a deleted account.
func (r Row) Username() string {
	if r.Deployment.User == nil {
		return ""
	}
	return r.Deployment.User.Username
}

// Production reports whether the environment is of the production tier.
func (r Row) Production() bool { return r.Tier == api.TierProduction }

// External reports whether the deployment was recorded through the API: it has no
// job, and only such a one may have its status set.
func (r Row) External() bool { return r.Deployment.Deployable == nil }
