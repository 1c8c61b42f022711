package fleet

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/pack"
)

func listedAt(id int64, s api.Status, env string) api.Deployment {
	end := time.Date(2026, 2, 14, 3, 0, int(id), 0, time.UTC)
	d := api.Deployment{ID: id, IID: id, Status: s, SHA: fmt.Sprintf("%040x", id), CreatedAt: end, UpdatedAt: end, Ref: "main"}
	d.Environment = api.Environment{ID: int64(len(env)), Name: env}
	d.Deployable = &api.Job{ID: id, Name: "deploy", Status: api.JobSuccess, FinishedAt: &end, Commit: &api.Commit{ID: d.SHA, Title: "t\x1b[2J"}}
	return d
}

// judgedBy lists deployments in a project and judges them as a refresh does.
func judgedBy(t *testing.T, dict *pack.Dict, found ...api.Deployment) (*host, *project, Snapshot) {
	t.Helper()
	in, err := api.ParseInstance("https://gitlab.acme.dev")
	if err != nil {
		t.Fatal(err)
	}
	c, err := api.New(api.Options{Instance: in, Token: "glpat-x", Now: fixed})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	p := newProject(api.Project{ID: 1, PathWithNamespace: "payments/api"}, dict)
	h := &host{name: "h", now: fixed, source: Source{Client: c}, projects: map[int64]*project{1: p}}
	p.survey(p.absorb(&listing{begun: 1, found: found}, fixed()), fixed())
	return h, p, h.shot(api.ProjectRef{Host: "h", ID: 1}, p, func(int) *look { return nil })
}

// A row that was packed is judged as one that never was, and says the same.
func TestAPackedRowIsJudgedAsAWholeOne(t *testing.T) {
	t.Parallel()
	var found []api.Deployment
	for i, s := range []api.Status{
		api.StatusSuccess, api.StatusFailed, api.StatusBlocked, api.StatusRunning, api.StatusCanceled, api.StatusSuccess,
		api.StatusSkipped, api.StatusCreated, "unheard of", api.StatusBlocked, api.StatusSuccess,
	} {
		found = append(found, listedAt(int64(100-i), s, []string{"production", "staging"}[i%2]))
	}
	none := 0
	found[3].PendingApprovalCount = &none // says more than a listing does
	_, whole, want := judgedBy(t, nil, found...)
	_, packed, got := judgedBy(t, new(pack.Dict), found...)
	for i := range want.Rows {
		g, w := got.Rows[i], want.Rows[i]
		if isPacked := !g.Packed.IsZero(); isPacked == (i == 3) || !w.Packed.IsZero() {
			t.Errorf("row %d is packed: %t", i, isPacked)
		}
		if !g.Packed.IsZero() && !reflect.DeepEqual(g.Packed.Deployment(), g.Deployment) || g.Live != nil && !reflect.DeepEqual(g.LivePacked.Deployment(), g.Live) {
			t.Errorf("row %d is packed as something else", i)
		}
		g.Packed, g.LivePacked = pack.Row{}, pack.Row{}
		if !reflect.DeepEqual(g, w) {
			t.Errorf("row %d is %+v, want %+v", i, g, w)
		}
	}
	if !reflect.DeepEqual(packed.outlined(), whole.outlined()) || !reflect.DeepEqual(packed.askable(), whole.askable()) {
		t.Error("what the pulse compares differs")
	}
	for i := range packed.listed {
		if l := &packed.listed[i]; (l.whole == nil) == l.packed.IsZero() {
			t.Errorf("row %d is kept whole and packed, or not at all", i)
		}
	}
	for _, sha := range []string{found[0].SHA, found[3].SHA} {
		if got := packed.withCommit(sha); len(got) != 1 || got[0].SHA != sha {
			t.Errorf("of the commit %s: %+v", sha, got)
		}
	}
}

// What came again as it was is the same piece of memory, for the list has it too; and
// who changes what was handed out changes nothing else.
func TestARefreshKeepsThePackedRow(t *testing.T) {
	t.Parallel()
	one, two := listedAt(1, api.StatusSuccess, "production"), listedAt(2, api.StatusSuccess, "staging")
	h, p, first := judgedBy(t, new(pack.Dict), two, one)
	ref := api.ProjectRef{Host: "h", ID: 1}
	again := func(begun uint64, found ...api.Deployment) Snapshot {
		p.survey(p.absorb(&listing{begun: begun, found: found}, fixed()), fixed())
		return h.shot(ref, p, func(int) *look { return nil })
	}
	first.Rows[0].Deployment.Status, first.Rows[0].Deployment.Deployable.Name = api.StatusFailed, "mine"
	if !first.Changed {
		t.Error("the first list is no change")
	}
	if s := again(2, two, one); s.Changed || s.Rows[0].Packed != first.Rows[0].Packed || s.Rows[0].Deployment.Status != api.StatusSuccess {
		t.Errorf("nothing happened: changed %t, %+v", s.Changed, s.Rows[0].Deployment)
	}
	two.Deployable.Runner = &api.Runner{ID: 7} // nothing that a merge looks at
	if s := again(3, two, one); !s.Changed || s.Rows[0].Deployment.Deployable.Runner == nil || s.Rows[1].Packed != first.Rows[1].Packed {
		t.Errorf("something happened: changed %t, %+v", s.Changed, s.Rows[0].Deployment)
	}
	r := h.rowOf(p, sight{deployment: one, at: fixed()})
	if s := again(4, two, one); s.Changed || r.Verdict.State != s.Rows[1].Verdict.State {
		t.Error("a row that was handed out by itself and says the same is a change")
	}
	if s := again(5, one); !s.Changed || len(s.Rows) != 1 {
		t.Error("a row that went is no change")
	}
}
