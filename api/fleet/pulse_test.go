package fleet_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

// wide is a listed fleet of many projects.
type wide struct {
	*crew
	t    *testing.T
	refs []api.ProjectRef
}

// many lists projects, as many of them as are asked for.
func many(t *testing.T, projects int, adjust ...func(*sandbox.Options)) *wide {
	t.Helper()
	l := open(t, append(adjust, func(o *sandbox.Options) { o.Projects, o.Deployments = max(projects, 1), projects*4 })...)
	return listed(t, l, l.as("root"), projects)
}

func listed(t *testing.T, l *lab, c *api.Client, projects int) *wide {
	t.Helper()
	var names []string
	for id := range projects {
		names = append(names, fmt.Sprint(id+1))
	}
	w := &wide{crew: l.meet(fleet.Source{Client: c, Projects: names}), t: t}
	for id := range projects {
		w.refs = append(w.refs, api.ProjectRef{Host: w.host, ID: int64(id + 1)})
		w.project(int64(id + 1))
	}
	l.ResetJournal()
	return w
}

func (w *wide) pulse() fleet.Pulse {
	w.t.Helper()
	p, err := w.Pulse(w.t.Context(), w.host, w.refs)
	if err != nil || p.Failure != nil {
		w.t.Fatal(err, p.Failure)
	}
	if n := len(p.Fresh) + len(p.Changed) + len(p.Unseen); n != len(w.refs) {
		w.t.Errorf("%d projects are told of, want %d", n, len(w.refs))
	}
	return p
}

func ids(refs []api.ProjectRef) []int64 {
	var out []int64
	for _, r := range refs {
		out = append(out, r.ID)
	}
	return out
}

// says wants exactly these projects changed and unseen, and the others fresh.
func (w *wide) says(what string, changed, unseen []int64) {
	w.t.Helper()
	p := w.pulse()
	if !slices.Equal(ids(p.Changed), changed) || !slices.Equal(ids(p.Unseen), unseen) {
		w.t.Errorf("%s: changed %v, unseen %v; want %v, %v", what, ids(p.Changed), ids(p.Unseen), changed, unseen)
	}
}

// made records a new deployment in production of a project, as if a pipeline had made it.
func (w *wide) made(project int64, environment, status string) api.Deployment {
	w.t.Helper()
	s := w.project(project)
	d, err := w.l.as("root").CreateDeployment(w.t.Context(), project, api.NewDeployment{
		Environment: environment, SHA: s.Rows[0].Deployment.SHA, Ref: "main", Status: api.StatusRunning,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.l.SetStatus(d.ID, status); err != nil {
		w.t.Fatal(err)
	}
	return d
}

func TestPulseOf200Projects(t *testing.T) {
	t.Parallel()
	w := many(t, 200)
	t.Logf("%d names", len(w.refs))
	for range 2 {
		w.says("at first", nil, nil)
	}
	t.Log(w.pulse().Requests, w.PulseRequests(w.host, w.refs))
	_ = http.StatusOK
	_ = time.Second
}
