package fleet_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
	"greenlight/api/trace"
)

func TestAPipelineComesWithItsJobs(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	waits := c.row(c.find(c.project(1), "production", api.StatusBlocked).Ref)
	l.ResetJournal()
	p, err := c.LoadPipeline(t.Context(), waits.Ref)
	if err != nil {
		t.Fatal(err)
	}
	byID := func(a, b api.Job) int { return int(a.ID - b.ID) }
	mine := func(j api.Job) bool { return j.ID == waits.Deployment.Deployable.ID && j.Status == api.JobManual }
	if p.ID != waits.Deployment.Deployable.Pipeline.ID || p.User == nil || len(p.Jobs) < 4 || !slices.IsSortedFunc(p.Jobs, byID) ||
		!slices.ContainsFunc(p.Jobs, mine) || p.Cut || p.BridgesErr != "" || !p.ReadAt.Equal(l.now()) {
		t.Errorf("%+v", p)
	}
	if n := len(l.Journal()); n != 3 {
		t.Errorf("%d requests, want one each for the pipeline, its jobs and its trigger jobs", n)
	}
}

func TestAPipelineWithoutItsTriggerJobs(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	waits := c.row(c.find(c.project(1), "production", api.StatusBlocked).Ref)
	remove := l.Inject(sandbox.Fault{Path: `/bridges$`, Status: 403, Body: refused403})
	p, err := c.LoadPipeline(t.Context(), waits.Ref)
	if err != nil || len(p.Jobs) < 4 || p.Bridges != nil || !strings.Contains(p.BridgesErr, "403 Forbidden") {
		t.Errorf("%q, %v", p.BridgesErr, err)
	}
	remove()
	l.Inject(sandbox.Fault{Path: `/bridges$`, Status: 200, Body: `[{"id":9,"downstream_pipeline":{"id":77}},{"id":8,"downstream_pipeline":null}]`})
	p, err = c.LoadPipeline(t.Context(), waits.Ref)
	if err != nil || p.BridgesErr != "" || len(p.Bridges) != 2 || p.Bridges[0].ID != 8 || p.Bridges[1].Downstream.ID != 77 {
		t.Errorf("%+v, %v", p.Bridges, err)
	}
	l.Inject(sandbox.Fault{Path: `/pipelines/\d+/jobs$`, Status: 500, Body: `{"message":"500 Internal Server Error"}`})
	if _, err = c.LoadPipeline(t.Context(), waits.Ref); api.KindOf(err) != api.Server {
		t.Errorf("without its jobs: %v", err)
	}
}

// A pipeline of thousands of jobs is read to a bound, and says so.
func TestALargePipelineIsCut(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	waits := c.row(c.find(c.project(1), "production", api.StatusBlocked).Ref)
	for page := range 12 {
		rows := make([]string, 100)
		for i := range rows {
			id := 5000 - 100*page - i
			rows[i] = fmt.Sprintf(`{"id":%d,"name":"job-%d"}`, id, id)
		}
		l.Inject(sandbox.Fault{Path: `/pipelines/\d+/jobs$`, Times: 1, Status: 200, Body: "[" + strings.Join(rows, ",") + "]",
			Header: map[string][]string{"X-Next-Page": {itoa(int64(page + 2))}}})
	}
	l.ResetJournal()
	p, err := c.LoadPipeline(t.Context(), waits.Ref)
	if err != nil || len(p.Jobs) != 1000 || !p.Cut || p.Jobs[0].ID != 4001 || l.count("GET", `/pipelines/\d+/jobs$`) != 10 {
		t.Errorf("%d jobs, cut %v, %d pages, %v", len(p.Jobs), p.Cut, l.count("GET", `/pipelines/\d+/jobs$`), err)
	}
}

// A job that was run again stands where its first run stood, and only once.
func TestARunAgainStandsInItsPlace(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	waits := c.row(c.find(c.project(1), "production", api.StatusBlocked).Ref)
	l.Inject(sandbox.Fault{Path: `/pipelines/\d+/jobs$`, Status: 200, Body: `[{"id":9,"stage":"deploy","name":"deploy"},
		{"id":4,"stage":"verify","name":"smoke"},{"id":3,"stage":"deploy","name":"deploy"},{"id":2,"stage":"deploy","name":"dns"},{"id":1,"stage":"build","name":"deploy"}]`})
	p, err := c.LoadPipeline(t.Context(), waits.Ref)
	var got []int64
	for _, j := range p.Jobs {
		got = append(got, j.ID)
	}
	if err != nil || !slices.Equal(got, []int64{1, 2, 9, 4}) {
		t.Errorf("jobs %v, %v", got, err)
	}
}

func TestARecordHasNeitherPipelineNorLog(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	external := c.row(c.find(c.project(1), "loadtest", api.StatusSuccess).Ref)
	l.ResetJournal()
	_, err := c.LoadPipeline(t.Context(), external.Ref)
	if !external.External() || err == nil || err.Error() != "it was recorded through the API and has no pipeline" {
		t.Errorf("got %v", err)
	}
	_, err = c.ReadLog(t.Context(), external.Ref, 0, spool(t))
	if err == nil || err.Error() != "it was recorded through the API and has no job, so no log" || len(l.Journal()) != 0 {
		t.Errorf("got %v, %d requests", err, len(l.Journal()))
	}
}

func spool(t *testing.T) *trace.Spool {
	t.Helper()
	s, err := trace.Create(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestALogIsReadAfterItsJob(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	ref := c.row(c.find(c.project(1), "production", api.StatusSuccess).Ref).Ref
	l.ResetJournal()
	s := spool(t)
	for range 2 {
		job, err := c.ReadLog(t.Context(), ref, 0, s)
		if err != nil || job.Status != api.JobSuccess {
			t.Fatalf("%+v, %v", job, err)
		}
	}
	asked := l.Journal()
	if len(asked) != 4 || !strings.HasSuffix(asked[1].Path, "/trace") || asked[0].Path+"/trace" != asked[1].Path {
		t.Errorf("asked %d times, %s after %s", len(asked), asked[1].Path, asked[0].Path)
	}
	if want := int64(len(l.body(strings.TrimPrefix(asked[1].Path, "/api/v4")))); s.Size() != want || want == 0 {
		t.Errorf("%d bytes, want %d", s.Size(), want)
	}
}

func TestALogMayBeRefused(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	ref := c.row(c.find(c.project(1), "production", api.StatusSuccess).Ref).Ref
	l.Inject(sandbox.Fault{Path: `/trace$`, Status: 403, Body: `{"message":"403 Forbidden - You must have developer access to the project to view job trace when debug trace is enabled."}`})
	job, err := c.ReadLog(t.Context(), ref, 0, spool(t))
	if api.KindOf(err) != api.Forbidden || !strings.Contains(err.Error(), "debug trace") || job.ID == 0 {
		t.Errorf("job %d, %v", job.ID, err)
	}
}

// A log without an end is read to 100 MB, kept, and said to go on.
func TestAnEndlessLogIsCut(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	r := c.row(c.find(c.project(1), "production", api.StatusSuccess).Ref)
	line := []byte(strings.Repeat("x", 1<<20-1) + "\n")
	log := func() io.Reader {
		parts := make([]io.Reader, 101)
		for i := range parts {
			parts[i] = bytes.NewReader(line)
		}
		return io.MultiReader(parts...)
	}
	if err := l.SetTrace(r.Deployment.Deployable.ID, log, 101<<20); err != nil {
		t.Fatal(err)
	}
	s := spool(t)
	if _, err := c.ReadLog(t.Context(), r.Ref, 0, s); !errors.Is(err, fleet.ErrLogCut) || s.Size() != 100<<20 {
		t.Errorf("%d bytes, %v", s.Size(), err)
	}
}
