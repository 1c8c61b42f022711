package api

import "time"

// JobStatus is the state of a job. The set is open.
// gitlab: app/models/concerns/ci/has_status.rb
type JobStatus string

// The job statuses that greenlight reacts to; others are shown as they come.
const (
	JobCreated   JobStatus = "created"
	JobWaiting   JobStatus = "waiting_for_resource"
	JobPreparing JobStatus = "preparing"
	JobCallback  JobStatus = "waiting_for_callback"
	JobPending   JobStatus = "pending"
	JobRunning   JobStatus = "running"
	JobSuccess   JobStatus = "success"
	JobFailed    JobStatus = "failed"
	JobCanceling JobStatus = "canceling"
	JobCanceled  JobStatus = "canceled"
	JobSkipped   JobStatus = "skipped"
	JobManual    JobStatus = "manual"
	JobScheduled JobStatus = "scheduled"
)

// Job is the CI job that deploys.
// gitlab: lib/api/entities/ci/job.rb
type Job struct {
	ID           int64     `json:"id"`
	Name         string    `json:"name"`
	Stage        string    `json:"stage"`
	Status       JobStatus `json:"status"`
	Ref          string    `json:"ref"`
	Tag          bool      `json:"tag"`
	AllowFailure bool      `json:"allow_failure"`
	// Coverage is a percentage; nil where none was measured.
	Coverage   *float64   `json:"coverage"`
	CreatedAt  time.Time  `json:"created_at"`
	StartedAt  *time.Time `json:"started_at"`
	FinishedAt *time.Time `json:"finished_at"`
	// ErasedAt is when somebody erased log and artifacts; nil otherwise.
	ErasedAt *time.Time `json:"erased_at"`
	// Duration and QueuedDuration are seconds.
	Duration       *float64 `json:"duration"`
	QueuedDuration *float64 `json:"queued_duration"`
	// User played the job; nil before anybody did or for a deleted account.
	User     *User     `json:"user"`
	Commit   *Commit   `json:"commit"`
	Pipeline *Pipeline `json:"pipeline"`
	// FailureReason is absent unless the job failed.
	FailureReason *string        `json:"failure_reason"`
	WebURL        string         `json:"web_url"`
	Runner        *Runner        `json:"runner"`
	RunnerManager *RunnerManager `json:"runner_manager"`
	Artifacts     []Artifact     `json:"artifacts"`
	// ArtifactsFile is the archive for download; absent without one.
	ArtifactsFile *ArtifactsFile `json:"artifacts_file"`
	// ArtifactsExpireAt is nil where they are kept.
	ArtifactsExpireAt *time.Time `json:"artifacts_expire_at"`
	// Archived jobs can be neither played nor retried.
	Archived bool       `json:"archived"`
	TagList  []string   `json:"tag_list"`
	Project  JobProject `json:"project"`
}

// JobProject is what a job says of its project.
type JobProject struct {
	// TokenScoped limits which projects a job token reaches.
	TokenScoped bool `json:"ci_job_token_scope_enabled"`
}

// ArtifactsFile is the archive of a job's artifacts; Size is in bytes.
type ArtifactsFile struct {
	Filename string `json:"filename"`
	Size     int64  `json:"size"`
}

// RunnerManager is the process of a runner that took the job.
// gitlab: lib/api/entities/ci/runner_manager.rb
type RunnerManager struct {
	ID       int64   `json:"id"`
	SystemID string  `json:"system_id"`
	Version  *string `json:"version"`
}

// Runner is the machine that runs a job.
type Runner struct {
	ID          int64   `json:"id"`
	Description *string `json:"description"`
}

// Artifact is a file that a job left.
type Artifact struct {
	FileType string `json:"file_type"`
	Size     int64  `json:"size"`
	Filename string `json:"filename"`
}

// Commit is one commit. Its times carry the author's own zone.
// gitlab: lib/api/entities/commit.rb
type Commit struct {
	ID          string     `json:"id"`
	ShortID     string     `json:"short_id"`
	Title       string     `json:"title"`
	Message     string     `json:"message"`
	AuthorName  string     `json:"author_name"`
	AuthorEmail string     `json:"author_email"`
	CreatedAt   *time.Time `json:"created_at"`
	WebURL      string     `json:"web_url"`
	// ParentIDs are the shas it stands on; none for the first commit of a history.
	ParentIDs []string `json:"parent_ids"`
}

// Pipeline is the pipeline of a job. User, Duration and the fields after them
// come from a single read only.
// gitlab: lib/api/entities/ci/pipeline.rb
type Pipeline struct {
	ID        int64     `json:"id"`
	IID       int64     `json:"iid"`
	ProjectID int64     `json:"project_id"`
	SHA       string    `json:"sha"`
	Ref       string    `json:"ref"`
	Status    JobStatus `json:"status"`
	Source    string    `json:"source"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
	WebURL    string    `json:"web_url"`
	User      *User     `json:"user"`
	// Duration is whole seconds; nil while it runs.
	Duration   *int64     `json:"duration"`
	StartedAt  *time.Time `json:"started_at"`
	FinishedAt *time.Time `json:"finished_at"`
	// Coverage is a string here, a number in jobs.
	Coverage *string `json:"coverage"`
}

// Project is one project.
// gitlab: lib/api/entities/project.rb
type Project struct {
	ID                int64   `json:"id"`
	Name              string  `json:"name"`
	PathWithNamespace string  `json:"path_with_namespace"`
	WebURL            string  `json:"web_url"`
	DefaultBranch     *string `json:"default_branch"`
	Archived          bool    `json:"archived"`
	// Permissions is absent for strangers and in a group's listing.
	Permissions *Permissions `json:"permissions"`
	// SelfApproval tells whether the one who started a pipeline may approve its
	// deployments; nil where GitLab did not say (no Premium, or an older release).
	// gitlab: ee/lib/ee/api/entities/project.rb
	SelfApproval *bool `json:"allow_pipeline_trigger_approve_deployment"`
}

// Permissions is the caller's own place in a project, without what an invited
// group adds.
type Permissions struct {
	ProjectAccess *Access `json:"project_access"`
	GroupAccess   *Access `json:"group_access"`
}

// Access is one membership.
type Access struct {
	AccessLevel AccessLevel `json:"access_level"`
}
