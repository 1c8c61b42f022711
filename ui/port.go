package ui

import (
	"context"
	"time"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
	"greenlight/api/journal"
	"greenlight/api/trace"
)

// Fleet is what the screen asks of the layer below: fleet.Fleet in the program.
// Every method blocks and is called from commands only, but for ServerTime, Project, Usage,
// PulseRequests, ListRequests, TiersDue, Doubt and Follow, which answer from memory.
type Fleet interface {
	Dashboard
	Watch
	Bench
	Desk
}

// Dashboard is what the list and the summary need.
type Dashboard interface {
	Discover(ctx context.Context, host string, names ...string) (fleet.Discovery, error)
	LoadProject(ctx context.Context, ref api.ProjectRef) (fleet.Snapshot, error)
	LoadRow(ctx context.Context, ref api.Ref) (fleet.Row, error)
	LoadDetail(ctx context.Context, ref api.Ref) (fleet.Row, error)
	// LoadFact reads one fact for the decision about a deployment, unless that was done
	// within its lifetime, and judges the row with it.
	LoadFact(ctx context.Context, ref api.Ref, fact fleet.Fact) (fleet.Row, error)
	Decide(ctx context.Context, req decide.Request) (decide.Result, *fleet.Row)
	ReadToken(ctx context.Context, host string) error
	// ServerTime is the time by the instance's clock, by which ages are told.
	ServerTime(host string) time.Time
}

// Watch is what keeping many projects in sight needs, and not more requests than an
// instance likes.
type Watch interface {
	// Pulse asks about many projects at once what has changed; PulseRequests is how many
	// requests that takes.
	Pulse(ctx context.Context, host string, refs []api.ProjectRef) (fleet.Pulse, error)
	PulseRequests(host string, refs []api.ProjectRef) int
	// LoadTiers reads the environments of a project, and says whether that changed a row;
	// TiersDue is whether that is of use.
	TiersDue(ref api.ProjectRef) bool
	LoadTiers(ctx context.Context, ref api.ProjectRef) (fleet.Snapshot, bool, error)
	// Usage is what was sent to an instance and what may be. Doubt makes the next listing
	// of a project a whole one, and Follow says for how long the updates of long lists are
	// followed without that; ListRequests is how many requests the next listing takes.
	Usage(host string) api.Usage
	Doubt(ref api.ProjectRef)
	Follow(host string, whole time.Duration)
	ListRequests(ref api.ProjectRef) int
	// Restore returns what the last run has saved of an instance, Save saves.
	Restore(ctx context.Context, host string) (fleet.Restored, error)
	Save(ctx context.Context) (written bool, err error)
	// Woken drops the connections of before a sleep.
	Woken()
}

// Bench is what the other tabs of the detail need.
type Bench interface {
	LoadChanges(ctx context.Context, ref api.Ref) (fleet.Changes, error)
	LoadPipeline(ctx context.Context, ref api.Ref) (fleet.Pipeline, error)
	LoadHistory(ctx context.Context, ref api.Ref, page int) (fleet.Page, error)
	// ReadLog reads the log of a deployment's job, or of another one of its project
	// where job names one.
	ReadLog(ctx context.Context, ref api.Ref, job int64, spool *trace.Spool) (api.Job, error)
	LoadMergeRequests(ctx context.Context, ref api.Ref, f api.MergeRequestFilter) (api.Page[api.MergeRequest], error)
}

// Diary is the journal of what was decided from this machine. Its methods block.
type Diary interface {
	// Read returns what was decided since a moment, newest first, at most so much.
	Read(since time.Time, most int) (journal.Page, error)
	// HandOver writes a shift handover of what was decided between two moments, and
	// returns where it is.
	HandOver(entries []journal.Entry, from, to time.Time) (path string, err error)
}

// Desk is what asks GitLab something of its own: queries, records, links.
type Desk interface {
	Ask(ctx context.Context, q fleet.Query) (fleet.Page, error)
	LoadPlaces(ctx context.Context, project api.ProjectRef) (fleet.Places, error)
	CheckCommit(ctx context.Context, project api.ProjectRef, name string) (api.Commit, error)
	Record(ctx context.Context, r decide.Record) (decide.Recorded, *fleet.Row)
	Find(ctx context.Context, host string, link api.Link) (fleet.Row, error)
	Project(ref api.ProjectRef) (fleet.Project, bool)
}
