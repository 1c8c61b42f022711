package fleet_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

// desk is a staged scene, listed, in front of somebody.
type desk struct {
	*crew
	at     sandbox.Staged
	ref    api.Ref
	client *api.Client
	// next is whose token the source has when it is read anew.
	next string
	// gate is where what is decided can be taken back.
	gate *decide.Gate
}

// stage builds a scene, with what a test changes in it, and lists its project.
func stage(t *testing.T, scene sandbox.Scene, change ...func(*lab, sandbox.Staged)) *desk {
	t.Helper()
	l := open(t)
	return l.desk(scene, l.as("maya"), change...)
}

func (l *lab) desk(scene sandbox.Scene, as *api.Client, change ...func(*lab, sandbox.Staged)) *desk {
	l.t.Helper()
	at := l.Stage(scene)
	for _, f := range change {
		f(l, at)
	}
	d := &desk{at: at, client: as}
	d.crew = l.meet(fleet.Source{Client: as, Projects: []string{at.ProjectPath}, Token: func(context.Context) (api.Secret, error) {
		return api.Secret(l.Token(d.next)), nil
	}})
	d.ref = api.Ref{Host: d.host, Project: at.Project, Deployment: at.Deployment}
	d.project(at.Project)
	d.tiers(at.Project)
	l.ResetJournal()
	return d
}

// fact loads one fact.
func (d *desk) fact(f fleet.Fact) fleet.Row {
	d.l.t.Helper()
	r, err := d.LoadFact(d.l.t.Context(), d.ref, f)
	if err != nil {
		d.l.t.Fatal(err)
	}
	return r
}

// card loads all that a card shows, side by side as the screen does, and is the row
// then.
func (d *desk) card() fleet.Row {
	d.l.t.Helper()
	var work sync.WaitGroup
	work.Go(func() {
		if _, err := d.LoadDetail(d.l.t.Context(), d.ref); err != nil {
			d.l.t.Error(err)
		}
	})
	for _, f := range fleet.Facts() {
		work.Go(func() {
			if _, err := d.LoadFact(d.l.t.Context(), d.ref, f); err != nil {
				d.l.t.Error(err)
			}
		})
	}
	work.Wait()
	return d.fact(fleet.FactGuard) // known already: it asks nothing
}

// asked counts what arrived since the last look.
func (d *desk) asked() int {
	n := len(d.l.Journal())
	d.l.ResetJournal()
	return n
}

// routes says where each fact is read: the first request that it makes of its own.
var routes = map[fleet.Fact]string{
	fleet.FactShips:     `/repository/compare$`,
	fleet.FactMerged:    `/merge_requests$`,
	fleet.FactRelease:   `/releases/`,
	fleet.FactRecent:    `/deployments$`,
	fleet.FactElsewhere: `/deployments$`,
	fleet.FactJobs:      `/pipelines/\d+/jobs$`,
	fleet.FactGuard:     `/repository/(tags|branches)/`,
	fleet.FactFreezes:   `/freeze_periods$`,
	fleet.FactInsight:   `/api/graphql$`,
}

// kinds are the kinds of warnings of a row.
func kinds(r fleet.Row) []api.Danger {
	var out []api.Danger
	for _, w := range r.Verdict.Warnings {
		out = append(out, w.Kind)
	}
	return out
}

// sentence is the warning of a kind; empty for none.
func sentence(r fleet.Row, kind api.Danger) string {
	i := slices.IndexFunc(r.Verdict.Warnings, func(w api.Warning) bool { return w.Kind == kind })
	if i < 0 {
		return ""
	}
	return r.Verdict.Warnings[i].Sentence()
}

// failing refuses: 403, or with 404 hides the project.
func failing(path string, status int) sandbox.Fault {
	body := `{"message":"403 Forbidden"}`
	if status == 404 {
		body = `{"message":"404 Project Not Found"}`
	}
	return sandbox.Fault{Path: path, Status: status, Body: body}
}

// hurry gives every fact that long.
func (d *desk) hurry(patience time.Duration) {
	d.SetDeadline(func(fleet.Fact) time.Duration { return patience })
}

// record has somebody deploy a tag to production from elsewhere.
func (d *desk) record(tag, sha string, status api.Status) api.Deployment {
	d.l.t.Helper()
	got, err := d.l.as("root").CreateDeployment(d.l.t.Context(), d.at.Project, api.NewDeployment{Environment: d.at.Environment, SHA: sha, Ref: tag, Tag: true, Status: status})
	if err != nil {
		d.l.t.Fatal(err)
	}
	return got
}
