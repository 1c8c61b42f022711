package fleet_test

import (
	"context"
	"strings"
	"testing"

	"greenlight/api"
	"greenlight/api/fleet"
)

// Nothing is asked of an instance or project that is not known, and each refusal
// names it.
func TestNothingIsAskedOfTheUnknown(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	calls := map[string]func(context.Context, api.Ref) error{
		"pipeline": func(ctx context.Context, r api.Ref) error { _, err := c.LoadPipeline(ctx, r); return err },
		"history":  func(ctx context.Context, r api.Ref) error { _, err := c.LoadHistory(ctx, r, 1); return err },
		"changes":  func(ctx context.Context, r api.Ref) error { _, err := c.LoadChanges(ctx, r); return err },
		"merge requests": func(ctx context.Context, r api.Ref) error {
			_, err := c.LoadMergeRequests(ctx, r, api.MergeRequestFilter{})
			return err
		},
		"log": func(ctx context.Context, r api.Ref) error { _, err := c.ReadLog(ctx, r, 0, nil); return err },
		"query": func(ctx context.Context, r api.Ref) error {
			_, err := c.Ask(ctx, fleet.Query{Project: api.ProjectRef{Host: r.Host, ID: r.Project}})
			return err
		},
		"places": func(ctx context.Context, r api.Ref) error {
			_, err := c.LoadPlaces(ctx, api.ProjectRef{Host: r.Host, ID: r.Project})
			return err
		},
		"commit": func(ctx context.Context, r api.Ref) error {
			_, err := c.CheckCommit(ctx, api.ProjectRef{Host: r.Host, ID: r.Project}, "main")
			return err
		},
	}
	for name, call := range calls {
		if err := call(t.Context(), api.Ref{Host: "gitlab.acme.dev", Project: 1, Deployment: 1}); err == nil || !strings.Contains(err.Error(), "gitlab.acme.dev") {
			t.Errorf("%s of another instance: %v", name, err)
		}
		if err := call(t.Context(), api.Ref{Host: c.host, Project: 2, Deployment: 1}); err == nil || !strings.Contains(err.Error(), "project 2") {
			t.Errorf("%s of another project: %v", name, err)
		}
	}
	for _, ref := range []api.ProjectRef{{Host: c.host, ID: 2}, {Host: "gitlab.acme.dev", ID: 1}} {
		if p, ok := c.Project(ref); ok {
			t.Errorf("%+v is called %+v", ref, p)
		}
	}
	if n := len(l.Journal()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}
