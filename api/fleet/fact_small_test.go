package fleet_test

import (
	"strings"
	"testing"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

// What was recorded through the API does not say whether its ref is a branch or a tag:
// nothing is said of the one that it is not.
func TestTheRefOfARecordIsLookedFor(t *testing.T) {
	t.Parallel()
	d := stage(t, sandbox.SceneAhead)
	for ref, want := range map[string]api.RefGuard{d.at.Ref: {Name: d.at.Ref, Tag: true}, "main": {Name: "main"}, "v1.7.9": {}} {
		made := d.record(ref, d.at.LiveSHA, api.StatusRunning)
		if want.Name == "" {
			d.l.Inject(sandbox.Fault{Path: `/tags/v1.7.9$`, Status: 404, Body: `{"message":"404 Tag Not Found"}`})
			d.l.Inject(sandbox.Fault{Path: `/branches/v1.7.9$`, Status: 404, Body: `{"message":"404 Branch Not Found"}`})
			d.l.Inject(sandbox.Fault{Path: `/releases/v1.7.9$`, Status: 404, Body: `{"message":"404 Not Found"}`})
		}
		d.project(d.at.Project)
		d.ref.Deployment = made.ID
		b := d.fact(fleet.FactGuard).Brief
		if g := b.Guard.Value; g.Name != want.Name || g.Tag != want.Tag {
			t.Errorf("%s: %+v, %v", ref, g, b.Err(fleet.FactGuard))
		}
		if err := b.Err(fleet.FactGuard); (err != nil) != (want.Name == "") || err != nil && err.Error() != "there is no such branch or tag" {
			t.Errorf("%s: %v", ref, err)
		}
		b = d.fact(fleet.FactRelease).Brief
		if r := b.Release.Value; b.Err(fleet.FactRelease) != nil || (r.Notes != "") != want.Tag {
			t.Errorf("%s: %+v, %v", ref, r, b.Err(fleet.FactRelease))
		}
	}
}

// A merge request's ref is no branch that could be gone.
func TestTheRefOfAMergeRequest(t *testing.T) {
	t.Parallel()
	d := stage(t, sandbox.SceneAhead)
	raw := d.l.body(one(d.at.Project, d.at.Deployment))
	raw = strings.Replace(raw, `"ref":"`+d.at.Ref+`"`, `"ref":"refs/merge-requests/12/head"`, 1)
	d.l.Inject(sandbox.Fault{Path: `/deployments/\d+$`, Status: 200, Body: raw})
	if r := d.row(d.ref); r.Deployment.Ref != "refs/merge-requests/12/head" {
		t.Fatal(r.Deployment.Ref)
	}
	d.asked()
	b := d.fact(fleet.FactGuard).Brief
	if err := b.Err(fleet.FactGuard); err == nil || !strings.Contains(err.Error(), "merge request") || b.Guard.Read() {
		t.Errorf("%v, %+v", err, b.Guard)
	}
	if b = d.fact(fleet.FactRelease).Brief; b.Release.Value.Tag != "" || d.asked() > 0 {
		t.Errorf("%+v", b.Release)
	}
}

func one(project, id int64) string {
	return "/projects/" + itoa(project) + "/deployments/" + itoa(id)
}
