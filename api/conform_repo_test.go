package api_test

import (
	"io"
	"slices"
	"strings"
	"testing"

	"greenlight/api"
)

// failed finds a deployment whose job can be retried.
func failed(d api.Deployment) bool {
	return d.Deployable != nil && (d.Deployable.FailureReason == nil || *d.Deployable.FailureReason != "deployment_rejected")
}

func TestConformRetryAndCancel(t *testing.T) {
	t.Parallel()
	s := world(t)
	c := as(t, s, "maya")
	ctx := t.Context()
	d := find(t, c, api.DeploymentFilter{Status: api.StatusFailed}, failed)
	_, err := as(t, s, "rae").RetryJob(ctx, 1, d.Deployable.ID)
	is(t, err, api.Forbidden, "403 Forbidden")
	job := must[api.Job](t)(c.RetryJob(ctx, 1, d.Deployable.ID))
	if job.ID <= d.Deployable.ID || job.Name != d.Deployable.Name || job.Pipeline.ID != d.Deployable.Pipeline.ID || job.User == nil || job.User.Username != "maya" {
		t.Errorf("%+v", job)
	}
	_, err = c.RetryJob(ctx, 1, d.Deployable.ID)
	is(t, err, api.Forbidden, "403 Forbidden - Job is not retryable")

	if got := must[api.Job](t)(c.CancelJob(ctx, 1, d.Deployable.ID)); got.Status != api.JobFailed {
		t.Errorf("what has ended became %s", got.Status)
	}
	waits := find(t, c, blocked, func(d api.Deployment) bool { return d.Deployable != nil && *d.PendingApprovalCount == 0 })
	_, err = as(t, s, "rae").CancelJob(ctx, 1, waits.Deployable.ID)
	is(t, err, api.Forbidden, "403 Forbidden")
	if got := must[api.Job](t)(c.CancelJob(ctx, 1, waits.Deployable.ID)); got.ID != waits.Deployable.ID || got.Status != api.JobCanceled {
		t.Errorf("%+v", got)
	}
	if now := must[api.Deployment](t)(c.GetDeployment(ctx, refOf(c, waits))); now.Status != api.StatusCanceled {
		t.Errorf("its deployment is %s", now.Status)
	}
	_, err = c.CancelJob(ctx, 1, 1<<40)
	is(t, err, api.NotFound, "404 Not found")
}

func TestConformPipeline(t *testing.T) {
	t.Parallel()
	s := world(t)
	c := as(t, s, "maya")
	ctx := t.Context()
	page := must[api.Page[api.Deployment]](t)(c.ListDeployments(ctx, api.ByID(1), api.DeploymentFilter{Sort: api.Desc, PerPage: api.MaxPerPage}))
	bridges, logs := 0, 0
	for _, d := range page.Items {
		if d.Deployable == nil {
			continue
		}
		id := d.Deployable.Pipeline.ID
		jobs := must[api.Page[api.Job]](t)(c.PipelineJobs(ctx, 1, id, 1)).Items
		if !slices.ContainsFunc(jobs, func(j api.Job) bool { return j.Name == d.Deployable.Name }) {
			t.Errorf("pipeline %d does not hold %s", id, d.Deployable.Name)
		}
		for _, b := range must[api.Page[api.Bridge]](t)(c.PipelineBridges(ctx, 1, id, 1)).Items {
			if b.Name == "" || b.Pipeline.ID != id || b.Downstream != nil && b.Downstream.ID == id {
				t.Errorf("%+v", b)
			}
			bridges++
		}
		var text strings.Builder
		cut, err := c.Trace(ctx, 1, d.Deployable.ID, 64, func(r io.Reader) error { _, err := io.Copy(&text, r); return err })
		if err != nil || text.Len() > 64 || cut && text.Len() != 64 {
			t.Errorf("the log of job %d: %q, cut %v, %v", d.Deployable.ID, text.String(), cut, err)
		}
		if cut {
			logs++
		}
	}
	if bridges == 0 || logs == 0 {
		t.Errorf("%d trigger jobs and %d logs", bridges, logs)
	}
	_, err := c.PipelineJobs(ctx, 1, 1<<40, 1)
	is(t, err, api.NotFound, "404 Not found")
	_, err = c.Trace(ctx, 1, 1<<40, 64, func(io.Reader) error { t.Error("there is no such log"); return nil })
	is(t, err, api.NotFound, "404 Not found")
}

func TestConformRefsAndComparison(t *testing.T) {
	t.Parallel()
	c := as(t, world(t), "maya")
	ctx := t.Context()
	branches := must[api.Page[api.GitRef]](t)(c.Branches(ctx, 1, "")).Items
	tags := must[api.Page[api.GitRef]](t)(c.Tags(ctx, 1, "")).Items
	if len(branches) == 0 || len(tags) < 2 {
		t.Fatalf("branches %v, tags %v", branches, tags)
	}
	for _, ref := range append(slices.Clone(branches), tags...) {
		if commit := must[api.Commit](t)(c.Commit(ctx, 1, ref.SHA)); commit.ID != ref.SHA || len(ref.SHA) != 40 || ref.Name == "" {
			t.Errorf("%+v points to %+v", ref, commit)
		}
	}
	if found := must[api.Page[api.GitRef]](t)(c.Tags(ctx, 1, tags[0].Name)).Items; len(found) == 0 || found[0] != tags[0] || !found[0].Tag {
		t.Errorf("%s is found as %v", tags[0].Name, found)
	}
	if found := must[api.Page[api.GitRef]](t)(c.Branches(ctx, 1, "no such branch")).Items; len(found) != 0 {
		t.Errorf("found %v", found)
	}

	newer, older := tags[0], tags[len(tags)-1]
	ahead := must[api.Comparison](t)(c.Compare(ctx, 1, older.SHA, newer.Name))
	if len(ahead.Commits) == 0 || ahead.Commits[len(ahead.Commits)-1].ID != newer.SHA || len(ahead.Files) == 0 || ahead.SameRef || ahead.WebURL == "" {
		t.Errorf("%s to %s: %+v", older.Name, newer.Name, ahead)
	}
	for _, f := range ahead.Files {
		if f.OldPath == "" || f.NewPath == "" {
			t.Errorf("%+v", f)
		}
	}
	if behind := must[api.Comparison](t)(c.Compare(ctx, 1, newer.SHA, older.SHA)); len(behind.Commits) != 0 {
		t.Errorf("back from %s to %s are %d commits", newer.Name, older.Name, len(behind.Commits))
	}
	if same := must[api.Comparison](t)(c.Compare(ctx, 1, newer.SHA, newer.SHA)); !same.SameRef || len(same.Commits)+len(same.Files) != 0 {
		t.Errorf("%+v", same)
	}
	_, err := c.Compare(ctx, 1, "no-such-ref", newer.SHA)
	is(t, err, api.NotFound, "404 Ref Not Found")
}
