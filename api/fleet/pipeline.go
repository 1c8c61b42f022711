package fleet

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"greenlight/api"
	"greenlight/api/trace"
)

const (
	// pipelineJobs bounds how many jobs of a pipeline are read.
	pipelineJobs = 1000
	// logBytes bounds how much of a log is read; GitLab keeps no more by default.
	// gitlab: app/models/plan_limits.rb
	logBytes = 100 << 20
)

// Why a deployment that was recorded through the API shows none of these.
var (
	errNoPipeline = errors.New("it was recorded through the API and has no pipeline")
	errNoLog      = errors.New("it was recorded through the API and has no job, so no log")
)

// LoadPipeline reads the pipeline of a deployment's job with its jobs and trigger
// jobs. The trigger jobs may fail without the rest.
func (f *Fleet) LoadPipeline(ctx context.Context, ref api.Ref) (Pipeline, error) {
	h, _, d, err := f.seen(ctx, ref)
	switch {
	case err != nil:
		return Pipeline{}, err
	case d.Deployable == nil:
		return Pipeline{}, errNoPipeline
	case d.Deployable.Pipeline == nil:
		return Pipeline{}, fmt.Errorf("GitLab does not say which pipeline job %d belongs to", d.Deployable.ID)
	}
	id := d.Deployable.Pipeline.ID
	var out Pipeline
	work, ctx := sideUntil(ctx)
	work.Go(func() (err error) {
		out.Pipeline, err = h.source.Client.Pipeline(ctx, ref.Project, id)
		return err
	})
	work.Go(func() (err error) {
		out.Jobs, out.Cut, err = h.jobs(ctx, ref.Project, id)
		return err
	})
	var bridges error
	var more bool
	work.Go(func() error {
		out.Bridges, more, bridges = h.bridges(ctx, ref.Project, id)
		return nil
	})
	if err := work.Wait(); err != nil {
		return Pipeline{}, err
	}
	if bridges != nil {
		out.Bridges, out.BridgesErr = nil, bridges.Error()
	}
	out.Cut, out.ReadAt = out.Cut || more, h.now()
	return out, nil
}

// jobs reads the jobs of a pipeline, the newest run of each, in the order of their
// first runs: ids are given stage by stage when the pipeline is made, and a job that
// was run again has one beyond them all.
func (h *host) jobs(ctx context.Context, project, pipeline int64) ([]api.Job, bool, error) {
	id := func(j api.Job) int64 { return j.ID }
	found, cut, err := api.All(ctx, pipelineJobs, id, func(ctx context.Context, page int) (api.Page[api.Job], error) {
		return h.source.Client.PipelineJobs(ctx, project, pipeline, page)
	})
	slices.SortFunc(found, func(a, b api.Job) int { return cmp.Compare(a.ID, b.ID) })
	return newestRuns(found), cut, err
}

// newestRuns puts the last of the jobs of one name, which are in the order of their
// ids, into the place of the first.
func newestRuns(all []api.Job) []api.Job {
	type key struct{ stage, name string }
	place := map[key]int{}
	var out []api.Job
	for _, j := range all {
		k := key{j.Stage, j.Name}
		i, again := place[k]
		if again {
			out[i] = j
			continue
		}
		place[k] = len(out)
		out = append(out, j)
	}
	return out
}

// bridges reads the trigger jobs likewise.
func (h *host) bridges(ctx context.Context, project, pipeline int64) ([]api.Bridge, bool, error) {
	id := func(b api.Bridge) int64 { return b.ID }
	found, cut, err := api.All(ctx, pipelineJobs, id, func(ctx context.Context, page int) (api.Page[api.Bridge], error) {
		return h.source.Client.PipelineBridges(ctx, project, pipeline, page)
	})
	slices.SortFunc(found, func(a, b api.Bridge) int { return cmp.Compare(a.ID, b.ID) })
	return found, cut, err
}

// ErrLogCut is that of a log that is in the spool up to 100 MB and goes on.
var ErrLogCut = errors.New("the log is longer than 100 MB; open the job in the browser for the rest")

// ReadLog reads the job of a deployment, or another one of its project where id names
// one, and then its whole log, up to 100 MB, into
// the spool: of a job that has ended the log is complete. The job comes also where
// its log cannot be read, or not to its end.
func (f *Fleet) ReadLog(ctx context.Context, ref api.Ref, id int64, spool *trace.Spool) (api.Job, error) {
	h, _, d, err := f.seen(ctx, ref)
	switch {
	case err != nil:
		return api.Job{}, err
	case id > 0:
	case d.Deployable == nil:
		return api.Job{}, errNoLog
	default:
		id = d.Deployable.ID
	}
	job, err := h.source.Client.Job(ctx, ref.Project, id)
	if err != nil {
		return api.Job{}, err
	}
	cut, err := h.source.Client.Trace(ctx, ref.Project, job.ID, logBytes, func(r io.Reader) error {
		_, err := spool.Fill(r)
		return err
	})
	if err == nil && cut {
		err = ErrLogCut
	}
	return job, err
}
