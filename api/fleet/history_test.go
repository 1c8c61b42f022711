package fleet_test

import (
	"slices"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

const (
	anySingle  = `/projects/1/deployments/\d+$`
	refused403 = `{"message":"403 Forbidden"}`
)

func (c *crew) history(ref api.Ref, page int) fleet.Page {
	c.l.t.Helper()
	p, err := c.LoadHistory(c.l.t.Context(), ref, page)
	if err != nil {
		c.l.t.Fatal(err)
	}
	return p
}

func (l *lab) count(method, path string) int { return len(l.Requests(method, path)) }

func TestAHistoryIsOneEnvironmentNewestFirst(t *testing.T) {
	t.Parallel()
	l := open(t, func(o *sandbox.Options) { o.Projects, o.Deployments = 1, 400 })
	c := l.see("maya", "1")
	ref := c.find(c.project(1), "production", api.StatusBlocked).Ref
	all, err := l.as("root").ListDeployments(t.Context(), api.ByID(1),
		api.DeploymentFilter{OrderBy: api.OrderByID, Sort: api.Desc, Environment: "production", PerPage: 100})
	if err != nil || len(all.Items) < 25 {
		t.Fatal(len(all.Items), err)
	}
	var got []int64
	for page := 1; page > 0; {
		p := c.history(ref, page)
		if len(p.Rows) > 20 || p.Total != len(all.Items) {
			t.Errorf("page %d has %d rows of %d, want 20 of %d", page, len(p.Rows), p.Total, len(all.Items))
		}
		for _, r := range p.Rows {
			got = append(got, r.Deployment.ID)
			if !r.Detailed || r.Deployment.PendingApprovalCount == nil || !r.Production() || r.Project != "payments/api" {
				t.Errorf("#%d comes without who approved: %+v", r.Deployment.IID, r)
			}
		}
		page = p.Next
	}
	var want []int64
	for _, d := range all.Items {
		want = append(want, d.ID)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
}

// Who approved what is judged as in the list, and what is live is marked.
func TestAHistoryIsJudged(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	s := c.project(1)
	ref := c.find(s, "prod-eu", api.StatusBlocked).Ref
	live := c.find(s, "prod-eu", api.StatusSuccess).Ref.Deployment
	states, approved := map[api.State]int{}, 0
	for _, r := range c.history(ref, 1).Rows {
		states[r.Verdict.State]++
		if (r.Verdict.State == api.StateLive) != (r.Ref.Deployment == live) {
			t.Errorf("#%d is state %d, live is %d", r.Deployment.IID, r.Verdict.State, live)
		}
		if r.Deployment.Status == api.StatusSuccess && r.Verdict.Given > 0 && len(r.Verdict.Rules) == 2 {
			approved++
		}
	}
	if states[api.StateNeedsYou] != 1 || states[api.StateLive] != 1 || approved < 1 {
		t.Errorf("states %v, %d with approvals", states, approved)
	}
}

func TestAHistoryIsReadSinglyOnce(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	ref := c.find(c.project(1), "production", api.StatusBlocked).Ref
	first := c.history(ref, 1)
	if n := l.count("GET", anySingle); n != len(first.Rows) {
		t.Errorf("%d single reads for %d rows", n, len(first.Rows))
	}
	if n := l.count("GET", `/environments/\d+$`); n != 1 {
		t.Errorf("what is live was asked %d times", n)
	}
	l.ResetJournal()
	second := c.history(ref, 1)
	if n := len(l.Journal()); n != 1 || l.count("GET", listingPath) != 1 {
		t.Errorf("again: %d requests, want the listing alone", n)
	}
	for i, r := range second.Rows {
		if !r.Detailed || r.Verdict.State != first.Rows[i].Verdict.State {
			t.Errorf("#%d again: detailed %v, state %d", r.Deployment.IID, r.Detailed, r.Verdict.State)
		}
	}
	// a poll forgets single reads that it does not list; the history's stay
	l.Inject(sandbox.Fault{Path: listingPath, Times: 1, Status: 200, Body: `[]`})
	c.project(1)
	l.ResetJournal()
	c.history(ref, 1)
	if n := l.count("GET", anySingle); n > 2 {
		t.Errorf("after a poll %d single reads", n)
	}
	// and serve what else is asked of them
	l.ResetJournal()
	if _, err := c.LoadPipeline(t.Context(), first.Rows[len(first.Rows)-1].Ref); err != nil || l.count("GET", anySingle) != 0 {
		t.Errorf("its pipeline took %d single reads, %v", l.count("GET", anySingle), err)
	}
	// what changed is read anew, and nothing else
	changed := first.Rows[len(first.Rows)-1].Ref.Deployment
	l.pass(time.Minute)
	if err := l.SetStatus(changed, "canceled"); err != nil {
		t.Fatal(err)
	}
	l.ResetJournal()
	for _, r := range c.history(ref, 1).Rows {
		if r.Ref.Deployment == changed && (r.Verdict.State != api.StateCanceled || !r.Detailed) {
			t.Errorf("the changed one is state %d, detailed %v", r.Verdict.State, r.Detailed)
		}
	}
	if n := l.count("GET", single(changed)+"$"); n != 1 || l.count("GET", anySingle) != 1 {
		t.Errorf("the changed one was read %d times, all %d times", n, l.count("GET", anySingle))
	}
}

func TestARowOfAHistoryMayFail(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	s := c.project(1)
	ref := c.row(c.find(s, "production", api.StatusBlocked).Ref).Ref
	broken := c.find(s, "production", api.StatusSuccess).Ref.Deployment
	remove := l.Inject(sandbox.Fault{Path: single(broken) + "$", Status: 500, Body: `{"message":"500 Internal Server Error"}`})
	for _, r := range c.history(ref, 1).Rows {
		if r.Detailed == (r.Ref.Deployment == broken) {
			t.Errorf("#%d: detailed %v", r.Deployment.IID, r.Detailed)
		}
	}
	remove()
	for _, r := range c.history(ref, 1).Rows {
		if !r.Detailed {
			t.Errorf("#%d is not read again", r.Deployment.IID)
		}
	}
	l.Inject(sandbox.Fault{Path: listingPath, Status: 403, Body: refused403})
	if _, err := c.LoadHistory(t.Context(), ref, 1); api.KindOf(err) != api.Forbidden {
		t.Errorf("a refused listing: %v", err)
	}
}

// What is live may be older than all that the list knows: a history asks.
func TestAHistoryKnowsWhatIsLive(t *testing.T) {
	t.Parallel()
	c, e := quietProduction(t)
	ref := c.find(c.project(1), "production", api.StatusBlocked).Ref
	for page := 1; page > 0; {
		p := c.history(ref, page)
		for _, r := range p.Rows {
			if r.Ref.Deployment == e.LastDeployment.ID {
				if r.Verdict.State != api.StateLive {
					t.Errorf("what is live is state %d", r.Verdict.State)
				}
				return
			}
		}
		page = p.Next
	}
	t.Error("what is live is not in the history")
}
