package fleet_test

import (
	"testing"

	"greenlight/api"
	"greenlight/api/decide"
)

func TestARecordIsJudged(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	s := c.project(1)
	waits := c.row(c.find(s, "production", api.StatusBlocked).Ref)
	record := decide.Record{Op: 7, Me: 1, Project: api.ProjectRef{Host: c.host, ID: 1}, New: api.NewDeployment{
		Environment: "production", SHA: waits.Deployment.SHA, Ref: "main", Status: api.StatusSuccess}}
	res, row := c.Record(t.Context(), record)
	if res.Outcome != decide.Done || res.Deployment == nil || res.Record.Op != 7 || row == nil {
		t.Fatalf("%+v", res)
	}
	if row.Ref != (api.Ref{Host: c.host, Project: 1, Deployment: res.Deployment.ID}) || !row.External() || !row.Detailed || !row.Production() ||
		row.Verdict.State != api.StateLive {
		t.Errorf("%+v", row)
	}
	// it is live now, and overtook what waits
	if r := c.row(waits.Ref); r.Live == nil || r.Live.ID != res.Deployment.ID || r.Verdict.State != api.StateOutdated {
		t.Errorf("what waits is state %d, live is %+v", r.Verdict.State, r.Live)
	}
	if r := c.byID(c.project(1), res.Deployment.ID); !r.Detailed {
		t.Error("the listing lost it")
	}
	record.New.SHA = "0123456789abcdef0123456789abcdef01234567"
	if res, row = c.Record(t.Context(), record); res.Outcome != decide.Refused || row != nil || res.Err == nil {
		t.Errorf("an unknown commit: %+v", res)
	}
	l.ResetJournal()
	for _, p := range []api.ProjectRef{{Host: "gitlab.acme.dev", ID: 1}, {Host: c.host, ID: 2}} {
		record.Project = p
		if res, row = c.Record(t.Context(), record); res.Outcome != decide.NotSent || row != nil || res.Err == nil || res.Record.Op != 7 {
			t.Errorf("%+v: %+v", p, res)
		}
	}
	if n := len(l.Journal()); n != 0 {
		t.Errorf("%d requests", n)
	}
}
