package fleet_test

import (
	"slices"
	"strings"
	"testing"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

func TestPlaces(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	ref := api.ProjectRef{Host: c.host, ID: 1}
	for _, add := range []error{l.AddBranch(1, "zz-new"), l.AddTag(1, "v99.0.0")} {
		if add != nil {
			t.Fatal(add)
		}
	}
	got, err := c.LoadPlaces(t.Context(), ref)
	if err != nil || said(got) != "" || len(got.Environments) < 7 || len(got.Refs) < 4 {
		t.Fatalf("%d environments, %d refs, %q, %v", len(got.Environments), len(got.Refs), said(got), err)
	}
	if n := len(l.Journal()); n != 3 {
		t.Errorf("%d requests", n)
	}
	where := map[string]int{}
	for i, r := range got.Refs {
		where[r.Name] = i
		if len(r.SHA) < 40 || r.Tag != (r.Name[0] == 'v' || r.Name[0] == 'r' && r.Name[1] == '2') {
			t.Errorf("%+v", r)
		}
	}
	if where["zz-new"] > 5 || where["v99.0.0"] > 5 {
		t.Errorf("the newest are not first: %v", where)
	}
	// the environments of the form serve the list too
	l.ResetJournal()
	if r := c.find(c.project(1), "loadtest", api.StatusBlocked); r.Tier != api.TierTesting || l.count("GET", `/environments$`) != 0 {
		t.Errorf("tier %s", r.Tier)
	}
}

// said are the kinds that could not be read, with the first words of why.
func said(p fleet.Places) string {
	var out []string
	for kind, err := range map[string]error{"environments": p.EnvironmentsErr, "branches": p.BranchesErr, "tags": p.TagsErr} {
		if err != nil && strings.HasPrefix(err.Error(), "cannot list "+kind+" ") {
			out = append(out, kind)
		} else if err != nil {
			out = append(out, kind+": "+err.Error())
		}
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

// What GitLab does not give is told for the kind it is, and the other kinds are there.
func TestPlacesMayBeMissing(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	ref := api.ProjectRef{Host: c.host, ID: 1}
	for _, tt := range []struct {
		path, says string
		envs, refs bool
	}{
		{`/environments$`, "environments", false, true},
		{`/repository/branches$`, "branches", true, true},
		{`/repository/tags$`, "tags", true, true},
		{`/repository/`, "branches, tags", true, false},
	} {
		remove := l.Inject(sandbox.Fault{Path: tt.path, Status: 403, Body: refused403})
		got, err := c.LoadPlaces(t.Context(), ref)
		if err != nil || said(got) != tt.says || (len(got.Environments) > 0) != tt.envs || (len(got.Refs) > 0) != tt.refs {
			t.Errorf("without %s: %d environments, %d refs, %q, %v", tt.path, len(got.Environments), len(got.Refs), said(got), err)
		}
		remove()
	}
	l.Inject(sandbox.Fault{Path: `/projects/1/`, Cut: true})
	if got, err := c.LoadPlaces(t.Context(), ref); err != nil || said(got) != "branches, environments, tags" {
		t.Errorf("all at once: %q, %v", said(got), err)
	}
}

func TestCheckCommit(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	ref := api.ProjectRef{Host: c.host, ID: 1}
	want := c.find(c.project(1), "production", api.StatusBlocked).Deployment.SHA
	if got, err := c.CheckCommit(t.Context(), ref, want[:9]); err != nil || got.ID != want || got.Title == "" {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := c.CheckCommit(t.Context(), ref, "main"); err != nil || len(got.ID) != 40 {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := c.CheckCommit(t.Context(), ref, "no\x1b[2Jne"); err == nil || strings.Contains(err.Error(), "\x1b") {
		t.Errorf("got %v", err)
	}
	if _, err := c.CheckCommit(t.Context(), ref, "deadbeef"); api.KindOf(err) != api.NotFound || err.Error() != "project payments/api has no commit deadbeef" {
		t.Errorf("got %v", err)
	}
}
