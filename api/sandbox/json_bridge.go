package sandbox

import "fmt"

// bridgeJSON is a trigger job. It has fewer keys than a job: no runner, no
// artifacts.
// gitlab: lib/api/entities/ci/bridge.rb
type bridgeJSON struct {
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
	Commit         commitJSON     `json:"commit"`
	Pipeline       pipelineJSON   `json:"pipeline"`
	WebURL         string         `json:"web_url"`
	Project        jobProjectJSON `json:"project"`
	Downstream     *pipelineJSON  `json:"downstream_pipeline"`
}

func (w *world) bridgeJSON(b bridge) bridgeJSON {
	p := b.pipeline
	shape := bridgeJSON{
		ID: b.id, Status: b.status, Stage: b.stage, Name: b.name, Ref: p.ref, Tag: p.tag, AllowFailure: b.allowFailure,
		CreatedAt: stamp(b.created), StartedAt: stamp(b.started), FinishedAt: stamp(b.finished), User: w.userJSON(b.user),
		Commit: w.commitJSON(p.project, p.commit), Pipeline: w.pipelineJSON(p),
		WebURL: fmt.Sprintf("%s/-/jobs/%d", w.projectURL(p.project), b.id),
	}
	if !b.finished.IsZero() {
		ran := b.finished.Sub(b.started).Seconds()
		shape.Duration = &ran
	}
	if b.downstream != nil {
		down := w.pipelineJSON(b.downstream)
		down.Source = "pipeline"
		shape.Downstream = &down
	}
	return shape
}
