package sandbox

import (
	"fmt"
	"time"
)

type pipelineJSON struct {
	ID        int64  `json:"id"`
	IID       int64  `json:"iid"`
	ProjectID int64  `json:"project_id"`
	SHA       string `json:"sha"`
	Ref       string `json:"ref"`
	Status    string `json:"status"`
	Source    string `json:"source"`
	CreatedAt stamp  `json:"created_at"`
	UpdatedAt stamp  `json:"updated_at"`
	WebURL    string `json:"web_url"`
}

func (w *world) pipelineJSON(p *pipeline) pipelineJSON {
	return pipelineJSON{
		ID: p.id, IID: p.iid, ProjectID: p.project.id, SHA: w.sha(p.project, p.commit), Ref: p.ref, Status: p.status,
		Source: p.source, CreatedAt: stamp(p.created), UpdatedAt: stamp(p.updated),
		WebURL: fmt.Sprintf("%s/-/pipelines/%d", w.projectURL(p.project), p.id),
	}
}

type detailedStatusJSON struct {
	Icon        string `json:"icon"`
	Text        string `json:"text"`
	Label       string `json:"label"`
	Group       string `json:"group"`
	Tooltip     string `json:"tooltip"`
	HasDetails  bool   `json:"has_details"`
	DetailsPath string `json:"details_path"`
}

// pipelineFullJSON is GET one; coverage is a string here and a number on jobs.
// gitlab: lib/api/entities/ci/pipeline.rb
type pipelineFullJSON struct {
	pipelineJSON
	BeforeSHA      string             `json:"before_sha"`
	Tag            bool               `json:"tag"`
	YamlErrors     *string            `json:"yaml_errors"`
	User           *userJSON          `json:"user"`
	StartedAt      stamp              `json:"started_at"`
	FinishedAt     stamp              `json:"finished_at"`
	CommittedAt    stamp              `json:"committed_at"`
	Duration       *int               `json:"duration"`
	QueuedDuration *int               `json:"queued_duration"`
	Coverage       *string            `json:"coverage"`
	DetailedStatus detailedStatusJSON `json:"detailed_status"`
	Archived       bool               `json:"archived"`
	Name           *string            `json:"name"`
}

func (w *world) pipelineFullJSON(p *pipeline) pipelineFullJSON {
	shape := pipelineFullJSON{
		pipelineJSON: w.pipelineJSON(p), BeforeSHA: "0000000000000000000000000000000000000000", Tag: p.tag,
		User: w.userJSON(p.user), StartedAt: stamp(p.started), FinishedAt: stamp(p.finished),
	}
	text := p.status
	switch p.status {
	case statusSuccess:
		text = "Passed"
	case statusFailed:
		text = "Failed"
	case statusRunning:
		text = "Running"
	}
	shape.DetailedStatus = detailedStatusJSON{
		Icon: "status_" + p.status, Text: text, Label: p.status, Group: p.status, Tooltip: p.status, HasDetails: true,
		DetailsPath: fmt.Sprintf("/%s/-/pipelines/%d", p.project.fullPath(), p.id),
	}
	queued, coverage := 2, fmt.Sprintf("%.2f", 60+float64(pick(3900, w.seed, p.id, 'V'))/100)
	shape.QueuedDuration = &queued
	if isDone(p.status) {
		seconds := int(w.stageBegin(p, "deploy").Sub(p.created) / time.Second)
		shape.Duration, shape.Coverage = &seconds, &coverage
	}
	return shape
}

type artifactJSON struct {
	FileType   string `json:"file_type"`
	Size       int    `json:"size"`
	Filename   string `json:"filename"`
	FileFormat string `json:"file_format"`
}

type runnerJSON struct {
	ID          int64  `json:"id"`
	Description string `json:"description"`
	Active      bool   `json:"active"`
	IsShared    bool   `json:"is_shared"`
	RunnerType  string `json:"runner_type"`
	Name        string `json:"name"`
	Online      bool   `json:"online"`
	Status      string `json:"status"`
}

type jobProjectJSON struct {
	TokenScope bool `json:"ci_job_token_scope_enabled"`
}

// jobJSON is a job and, in a deployment, its deployable.
// gitlab: lib/api/entities/ci/job.rb
type jobJSON struct {
	ID             int64          `json:"id"`
	Status         string         `json:"status"`
	Stage          string         `json:"stage"`
	Name           string         `json:"name"`
	Ref            string         `json:"ref"`
	Tag            bool           `json:"tag"`
	Coverage       *float64       `json:"coverage"`
	AllowFailure   bool           `json:"allow_failure"`
	CreatedAt      stamp          `json:"created_at"`
	StartedAt      stamp          `json:"started_at"`
	FinishedAt     stamp          `json:"finished_at"`
	ErasedAt       stamp          `json:"erased_at"`
	Duration       *float64       `json:"duration"`
	QueuedDuration *float64       `json:"queued_duration"`
	User           *userJSON      `json:"user"`
	Commit         *commitJSON    `json:"commit"`
	Pipeline       pipelineJSON   `json:"pipeline"`
	FailureReason  *string        `json:"failure_reason,omitempty"`
	WebURL         string         `json:"web_url"`
	Project        jobProjectJSON `json:"project"`
	Artifacts      []artifactJSON `json:"artifacts"`
	Runner         *runnerJSON    `json:"runner"`
	RunnerManager  *struct{}      `json:"runner_manager"`
	ArtifactsUntil stamp          `json:"artifacts_expire_at"`
	Archived       bool           `json:"archived"`
	TagList        []string       `json:"tag_list"`
}

func (w *world) jobJSON(j *job) jobJSON {
	p := j.pipeline
	shape := jobJSON{
		ID: j.id, Status: j.status, Stage: j.stage, Name: j.name, Ref: p.ref, Tag: p.tag, AllowFailure: j.allowFailure,
		CreatedAt: stamp(j.created), StartedAt: stamp(j.started), FinishedAt: stamp(j.finished), ErasedAt: stamp(j.erased), User: w.userJSON(j.user),
		Pipeline: w.pipelineJSON(p),
		WebURL:   fmt.Sprintf("%s/-/jobs/%d", w.projectURL(p.project), j.id), Artifacts: []artifactJSON{}, TagList: []string{},
	}
	if !p.project.lost[p.commit] {
		commit := w.commitJSON(p.project, p.commit)
		shape.Commit = &commit
	}
	if j.status == statusFailed {
		shape.FailureReason = &j.failure
	}
	if j.started.IsZero() {
		return shape
	}
	if !j.queued.IsZero() {
		waited := j.started.Sub(j.queued).Seconds()
		shape.QueuedDuration = &waited
	}
	end := w.now
	if !j.finished.IsZero() {
		end = j.finished
	}
	ran := end.Sub(j.started).Seconds()
	shape.Duration = &ran
	no := 1 + p.id%3
	shape.Runner = &runnerJSON{
		ID: no, Description: fmt.Sprintf("prod-%d", no), Active: true, IsShared: true, RunnerType: "instance_type",
		Name: "gitlab-runner", Online: true, Status: "online",
	}
	return shape
}
