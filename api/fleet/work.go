package fleet

import (
	"time"

	"greenlight/api"
)

// Pipeline is one pipeline with its jobs.
type Pipeline struct {
	api.Pipeline
	// Jobs are the newest run of each, in the order of their first runs, which is that of
	// the stages; Bridges are the trigger jobs.
	Jobs    []api.Job
	Bridges []api.Bridge
	// Cut says that there are more jobs than were read.
	Cut bool
	// BridgesErr says why the trigger jobs could not be read; empty where they were.
	BridgesErr string
	// ReadAt is when it was read, by the local clock.
	ReadAt time.Time
}

// Page is one page of a project's deployments as the server put them in order.
type Page struct {
	Rows []Row
	// Next is the number of the next page, 0 after the last.
	Next int
	// Total is how many there are in all, -1 where GitLab does not say: it counts no
	// more than 10,000.
	// gitlab: lib/gitlab/pagination/offset_header_builder.rb
	Total  int
	ReadAt time.Time
}

// Query asks one project for deployments; Filter.Page says which page.
type Query struct {
	Project api.ProjectRef
	Filter  api.DeploymentFilter
}

// Changes is what a deployment would change: its commit against the live one, both
// ways.
type Changes struct {
	// Live is what it was compared with; nil where nothing is live, and then there
	// is nothing else.
	Live *api.Deployment
	// Ahead are the commits that it brings, Behind those that live has and it has
	// not, both newest first: the newest 2,000 of each.
	Ahead, Behind []api.Commit
	// AheadMore and BehindMore count the older ones.
	AheadMore, BehindMore int
	// Files differ between live and it.
	Files []api.FileChange
	// Timeout says that GitLab cut the files short.
	Timeout bool
	// BehindErr says why it is not known what live has besides; empty where it is.
	BehindErr string
	// behind is the same as an error.
	behind error
	// ships is all of it in numbers.
	ships  api.Ships
	ReadAt time.Time
}

// Places are what a deployment can be recorded in, as far as it was read.
type Places struct {
	Environments []api.Environment
	// Refs are branches and tags, the most recently changed first.
	Refs []api.GitRef
	// EnvironmentsErr, BranchesErr and TagsErr say why a kind could not be read, or not
	// whole; nil where it was. Of a read that failed in between the first part is there.
	EnvironmentsErr, BranchesErr, TagsErr error
}
