package api

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

const longSHA = "a91957a858320c0e17f3a0eca7cfacbff50ea29a"

var repositoryWires = map[string]wire{
	"retry": {
		call:   func(ctx context.Context, c *Client) (any, error) { return c.RetryJob(ctx, 12, 664) },
		method: "POST", uri: "/api/v4/projects/12/jobs/664/retry", body: `{}`, status: 201, reply: `{"id":665,"status":"pending"}`,
		want: Job{ID: 665, Status: JobPending},
	},
	"cancel": {
		call:   func(ctx context.Context, c *Client) (any, error) { return c.CancelJob(ctx, 12, 664) },
		method: "POST", uri: "/api/v4/projects/12/jobs/664/cancel", body: `{}`, status: 201, reply: `{"id":664,"status":"canceling"}`,
		want: Job{ID: 664, Status: JobCanceling},
	},
	"pipeline jobs": {
		call:   func(ctx context.Context, c *Client) (any, error) { return c.PipelineJobs(ctx, 12, 37, 2) },
		method: "GET", uri: "/api/v4/projects/12/pipelines/37/jobs?include_retried=true&page=2&per_page=100", status: 200, reply: `[{"id":1,"stage":"build"},{"id":2}]`,
		want: Page[Job]{Items: []Job{{ID: 1, Stage: "build"}, {ID: 2}}, Total: -1},
	},
	"pipeline bridges": {
		call:   func(ctx context.Context, c *Client) (any, error) { return c.PipelineBridges(ctx, 12, 37, 0) },
		method: "GET", uri: "/api/v4/projects/12/pipelines/37/bridges?page=1&per_page=100", status: 200,
		reply: `[{"id":1,"name":"docs","downstream_pipeline":{"id":9,"project_id":3,"status":"running"}},{"id":2,"downstream_pipeline":null}]`,
		want: Page[Bridge]{Items: []Bridge{{Job: Job{ID: 1, Name: "docs"}, Downstream: &Pipeline{ID: 9, ProjectID: 3, Status: JobRunning}},
			{Job: Job{ID: 2}}}, Total: -1},
	},
	"compare": {
		call:   func(ctx context.Context, c *Client) (any, error) { return c.Compare(ctx, 12, longSHA, "release/1 & 2") },
		method: "GET", uri: "/api/v4/projects/12/repository/compare?from=" + longSHA + "&to=release%2F1+%26+2", status: 200,
		reply: `{"commit":null,"commits":[{"id":"b1"},{"id":"b2"}],"diffs":[{"old_path":"a","new_path":"b","renamed_file":true,"new_file":false,"deleted_file":false,"diff":"@@","too_large":null,"collapsed":false}],
			"compare_timeout":true,"compare_same_ref":false,"web_url":"https://x/-/compare/a...b"}`,
		want: Comparison{Commits: []Commit{{ID: "b1"}, {ID: "b2"}}, Files: []FileChange{{OldPath: "a", NewPath: "b", Renamed: true, Diff: "@@"}},
			Timeout: true, WebURL: "https://x/-/compare/a...b"},
	},
	"branches": {
		call:   func(ctx context.Context, c *Client) (any, error) { return c.Branches(ctx, 12, "") },
		method: "GET", uri: "/api/v4/projects/12/repository/branches?page=1&per_page=100&sort=updated_desc", status: 200,
		reply: `[{"name":"main","commit":{"id":"a1"}},{"name":"broken","commit":null}]`,
		want:  Page[GitRef]{Items: []GitRef{{Name: "main", SHA: "a1"}, {Name: "broken"}}, Total: -1},
	},
	"tags": {
		call:   func(ctx context.Context, c *Client) (any, error) { return c.Tags(ctx, 12, "^v2.1&") },
		method: "GET", uri: "/api/v4/projects/12/repository/tags?order_by=updated&page=1&per_page=100&search=%5Ev2.1%26&sort=desc", status: 200,
		reply: `[{"name":"v2.1","target":"7a60be","commit":{"id":"a1"}}]`,
		want:  Page[GitRef]{Items: []GitRef{{Name: "v2.1", Tag: true, SHA: "a1"}}, Total: -1},
	},
	"log": {
		call: func(ctx context.Context, c *Client) (any, error) {
			var b strings.Builder
			cut, err := c.Trace(ctx, 12, 664, 100, func(r io.Reader) error { _, err := io.Copy(&b, r); return err })
			return []any{b.String(), cut}, err
		},
		method: "GET", uri: "/api/v4/projects/12/jobs/664/trace", status: 200, kind: "text/plain", reply: "\x1b[0KRunning\n<ok>\r\n",
		want: []any{"\x1b[0KRunning\n<ok>\r\n", false},
	},
}

func retryJob(ctx context.Context, c *Client) error { _, err := c.RetryJob(ctx, 12, 664); return err }

func cancelJob(ctx context.Context, c *Client) error { _, err := c.CancelJob(ctx, 12, 664); return err }

func TestWhatIsNotInARepositoryIsNotAskedFor(t *testing.T) {
	t.Parallel()
	g := serve(t, answer(200, "{}"))
	c := client(t, g.URL)
	for name, call := range map[string]func(context.Context) error{
		"retry job 0":       func(ctx context.Context) error { _, err := c.RetryJob(ctx, 12, 0); return err },
		"cancel in 0":       func(ctx context.Context) error { _, err := c.CancelJob(ctx, 0, 12); return err },
		"jobs of 0":         func(ctx context.Context) error { _, err := c.PipelineJobs(ctx, 12, 0, 1); return err },
		"bridges in -1":     func(ctx context.Context) error { _, err := c.PipelineBridges(ctx, -1, 12, 1); return err },
		"compare in 0":      func(ctx context.Context) error { _, err := c.Compare(ctx, 0, "a", "b"); return err },
		"compare nothing":   func(ctx context.Context) error { _, err := c.Compare(ctx, 12, "", "b"); return err },
		"compare a blank":   func(ctx context.Context) error { _, err := c.Compare(ctx, 12, "a\x1b[2J", " "); return err },
		"branches of 0":     func(ctx context.Context) error { _, err := c.Branches(ctx, 0, "x"); return err },
		"tags of 0":         func(ctx context.Context) error { _, err := c.Tags(ctx, 0, "x"); return err },
		"log of 0":          func(ctx context.Context) error { _, err := c.Trace(ctx, 12, 0, 9, nil); return err },
		"log of no bytes":   func(ctx context.Context) error { _, err := c.Trace(ctx, 12, 3, 0, nil); return err },
		"log of less still": func(ctx context.Context) error { _, err := c.Trace(ctx, 12, 3, -1, nil); return err },
	} {
		e := fails(t, call(t.Context()), Invalid)
		if e.Ambiguous() || e.Op == "" || strings.ContainsRune(e.Error(), 0x1b) {
			t.Errorf("%s: %+v", name, e)
		}
	}
	if n := len(g.all()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestAComparisonHasABoundOfItsOwn(t *testing.T) {
	t.Parallel()
	const head = `{"compare_same_ref":true}`
	for size, fits := range map[int]bool{maxComparison: true, maxComparison + 1: false} {
		g := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, head)
			blanks := strings.Repeat(" ", 1<<20)
			for left := size - len(head); left > 0; left -= len(blanks) {
				_, _ = io.WriteString(w, blanks[:min(left, len(blanks))])
			}
		})
		got, err := client(t, g.URL).Compare(t.Context(), 12, longSHA, "main")
		if fits {
			if err != nil || !got.SameRef {
				t.Errorf("%d bytes: %+v, %v", size, got, err)
			}
			continue
		}
		e := fails(t, err, TooLarge)
		if want := "cannot compare a91957a8 with main in project 12 on "; !strings.HasPrefix(e.Error(), want) ||
			!strings.Contains(e.Error(), "larger than 64 MB") || !strings.Contains(e.Error(), "browser") {
			t.Errorf("%v", e)
		}
	}
}

func TestAComparisonMayTakeLongButNotStandStill(t *testing.T) {
	t.Parallel()
	const timeout = time.Second
	edit := func(o *Options) { o.Timeout = timeout }
	if _, err := client(t, serve(t, dripping(`{"compare_same_ref":true}`, timeout/8)).URL, edit).Compare(t.Context(), 12, "a", "b"); err != nil {
		t.Error(err)
	}
	_, err := client(t, serve(t, stalled).URL, edit).Compare(t.Context(), 12, "a", "b")
	fails(t, err, Timeout)
}

// dripping sends a reply byte by byte.
func dripping(body string, pause time.Duration) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		kind := "text/plain"
		if strings.HasPrefix(body, "{") {
			kind = "application/json"
		}
		w.Header().Set("Content-Type", kind)
		tick := time.NewTicker(pause)
		defer tick.Stop()
		for i := range len(body) {
			_, _ = io.WriteString(w, body[i:i+1])
			_ = http.NewResponseController(w).Flush()
			select {
			case <-tick.C:
			case <-r.Context().Done():
				return
			}
		}
	}
}
