package fleet_test

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func TestARowIsJudgedByItsApprovals(t *testing.T) {
	t.Parallel()
	tests := []struct {
		who, env        string
		state           api.State
		standing        api.Standing
		given, required int
		hats            string
	}{
		{"maya", "production", api.StateNeedsYou, api.MayApprove, 0, 1, "payments-leads"},
		{"maya", "prod-eu", api.StateNeedsYou, api.MayApprove, 1, 3, "security-group"},
		{"maya", "prod-us", api.StateNeedsYou, api.MayApprove, 0, 2, "payments-leads Maintainers"},
		{"maya", "prod-apac", api.StateNeedsOthers, api.OwnDeployment, 0, 1, ""},
		{"maya", "staging", api.StateToRun, api.NotWaiting, 1, 1, ""},
		{"maya", "loadtest", api.StateManual, api.NotWaiting, 0, 0, ""},
		{"ines", "prod-eu", api.StateNeedsOthers, api.AlreadyDecided, 1, 3, ""},
		{"rae", "prod-eu", api.StateNeedsOthers, api.RulesFull, 1, 3, ""},
		{"ivy", "production", api.StateNeedsOthers, api.NoRule, 0, 1, ""},
		{"ana", "prod-us", api.StateNeedsOthers, api.OwnDeployment, 0, 2, ""},
		{"root", "prod-apac", api.StateNeedsYou, api.MayApprove, 0, 1, "payments-leads"},
	}
	for _, test := range tests {
		t.Run(test.who+" "+test.env, func(t *testing.T) {
			t.Parallel()
			l := open(t)
			c := l.see(test.who, "1")
			r := c.row(c.find(c.project(1), test.env, api.StatusBlocked).Ref)
			v := r.Verdict
			var hats []string
			for _, h := range v.Hats {
				if h.Name != "" {
					hats = append(hats, h.Name)
				}
			}
			if v.State != test.state || v.Standing != test.standing || v.Given != test.given || v.Required != test.required ||
				strings.Join(hats, " ") != test.hats || !r.Detailed {
				t.Errorf("state %d, standing %d, %d of %d, hats %v", v.State, v.Standing, v.Given, v.Required, hats)
			}
		})
	}
}

// Every hat that is offered, sent to GitLab, changes the rule it names.
func TestHatsHoldAgainstGitLab(t *testing.T) {
	t.Parallel()
	for _, env := range []string{"production", "prod-eu", "prod-us"} {
		for no := range 3 {
			l := open(t)
			c := l.see("maya", "1")
			r := c.row(c.find(c.project(1), env, api.StatusBlocked).Ref)
			if no >= len(r.Verdict.Hats) {
				continue
			}
			hat := r.Verdict.Hats[no]
			res, _ := c.Decide(t.Context(), decide.Request{Act: decide.ActApprove, Ref: r.Ref, Seen: *r.Deployment, Me: 1, RepresentedAs: hat.Name})
			if res.Outcome != decide.Done {
				t.Fatalf("%s as %q: %v", env, hat.Name, res.Err)
			}
			after := c.row(r.Ref).Verdict
			for i, rule := range after.Rules {
				moved := rule.Left != r.Verdict.Rules[i].Left
				if moved != (i == hat.Rule && hat.Effect) {
					t.Errorf("%s as %q: rule %d moved: %v, foretold %d", env, hat.Name, i, moved, hat.Rule)
				}
			}
			if after.MyDecision == nil {
				t.Errorf("%s as %q: my decision is not seen", env, hat.Name)
			}
		}
	}
}

func TestMembershipsAreAskedForOnce(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	s := c.project(1)
	l.ResetJournal()
	read := func() {
		var wait sync.WaitGroup
		for _, r := range s.Rows[:12] {
			wait.Go(func() {
				if _, err := c.LoadRow(t.Context(), r.Ref); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
	}
	most := func(want int) {
		t.Helper()
		asked := map[string]int{}
		for _, e := range l.Requests("GET", `/members/`) {
			asked[e.Path]++
		}
		if len(asked) < 3 {
			t.Errorf("only %v were asked for", asked)
		}
		for path, n := range asked {
			if n != want {
				t.Errorf("%s was asked for %d times, want %d", path, n, want)
			}
		}
		if n := len(l.Requests("GET", `/deployments/\d+$`)); n%12 != 0 {
			t.Errorf("%d single reads for 12 rows", n)
		}
	}
	read()
	most(1)
	l.pass(9 * time.Minute)
	read()
	most(1)
	l.pass(2 * time.Minute)
	read()
	most(2)
}

func TestAnUnreadMembershipIsNotANo(t *testing.T) {
	t.Parallel()
	const groups = `/groups/`
	tests := []struct {
		name, env string
		fault     sandbox.Fault
		state     api.State
	}{
		{"the group is hidden", "production", sandbox.Fault{Path: groups, Status: 404, Body: `{"message":"404 Group Not Found"}`}, api.StateMaybeYou},
		{"its members are forbidden, it is visible", "production", sandbox.Fault{Path: groups + `.*/members`, Status: 403, Body: `{}`}, api.StateMaybeYou},
		{"it is forbidden", "production", sandbox.Fault{Path: groups, Status: 403, Body: `{}`}, api.StateMaybeYou},
		{"no answer", "production", sandbox.Fault{Path: groups, Cut: true}, api.StateMaybeYou},
		{"a role without an answer, a group with one", "prod-us", sandbox.Fault{Path: `/projects/1/members/`, Status: 500, Body: `{}`}, api.StateNeedsYou},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			l := open(t)
			c := l.see("maya", "1")
			ref := c.find(c.project(1), test.env, api.StatusBlocked).Ref
			remove := l.Inject(test.fault)
			if r := c.row(ref); r.Verdict.State != test.state {
				t.Errorf("state %d, want %d: %+v", r.Verdict.State, test.state, r.Verdict.Rules)
			}
			asked := len(l.Requests("GET", "/groups/"))
			c.row(ref)
			if again := len(l.Requests("GET", "/groups/")) > asked; again != test.fault.Cut || asked == 0 {
				t.Errorf("asked again at once: %v", again)
			}
			remove()
			l.pass(11 * time.Minute)
			if r := c.row(ref); r.Verdict.State != api.StateNeedsYou {
				t.Errorf("asked anew: state %d", r.Verdict.State)
			}
		})
	}
}

// A role that is kept secret is no "no", and is not asked for with every row.
func TestASecretRoleIsUnknown(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("oto", "1")
	ref := c.find(c.project(1), "prod-us", api.StatusBlocked).Ref
	l.Inject(sandbox.Fault{Path: `/projects/1/members/`, Status: 403, Body: `{"message":"403 Forbidden"}`})
	for range 2 {
		for _, rule := range c.row(ref).Verdict.Rules {
			if rule.Rule.AccessLevel != nil && rule.Mine != api.MaybeCovered {
				t.Errorf("%s covers me: %d", rule.Name, rule.Mine)
			}
		}
	}
	if n := len(l.Requests("GET", `/projects/1/members/`)); n != 1 {
		t.Errorf("it was asked for %d times", n)
	}
}

// The token was read anew while a membership was asked for: the answer is the
// first person's and must not judge for the second.
func TestAnAnswerAboutSomebodyElseIsDropped(t *testing.T) {
	t.Parallel()
	l := open(t)
	next := "oto"
	c := l.meet(fleet.Source{Client: l.as("maya"), Projects: []string{"2"}, Token: func(context.Context) (api.Secret, error) {
		return api.Secret(l.Token(next)), nil
	}})
	waits := c.find(c.project(2), "production", api.StatusBlocked)
	var once sync.Once
	l.Inject(sandbox.Fault{Path: `/groups/\d+/members/`, Times: 1, Before: func() {
		once.Do(func() {
			if err := c.ReadToken(context.Background(), c.host); err != nil {
				t.Error(err)
			}
			if _, err := c.Discover(context.Background(), c.host); err != nil {
				t.Error(err)
			}
		})
	}})
	c.row(waits.Ref)
	if r := c.row(waits.Ref); r.Verdict.Standing != api.NoRule {
		t.Errorf("standing %d: another person has the memberships of the first", r.Verdict.Standing)
	}
}

func TestASilentProjectIsAskedWhetherOneMayApproveOnesOwn(t *testing.T) {
	t.Parallel()
	l := open(t)
	l.Inject(sandbox.Fault{Path: "/groups/payments/projects$", Status: 200, Body: `[{"id":1,"path_with_namespace":"payments/api"}]`})
	c := l.meet(fleet.Source{Client: l.as("maya"), Groups: []string{"payments"}})
	own := c.find(c.project(1), "prod-apac", api.StatusBlocked).Ref
	for range 2 {
		if r := c.row(own); r.Verdict.Standing != api.OwnDeployment {
			t.Errorf("standing %d", r.Verdict.Standing)
		}
	}
	if n := len(l.Requests("GET", `/projects/1$`)); n != 1 {
		t.Errorf("the project was asked %d times", n)
	}
	if _, err := c.Discover(t.Context(), c.host); err != nil {
		t.Fatal(err)
	}
	if r := c.byID(c.project(1), own.Deployment); r.Verdict.Standing != api.OwnDeployment {
		t.Errorf("a listing that is silent made it forgotten: standing %d", r.Verdict.Standing)
	}
}

func TestAFOSSGitLabIsAskedNothingOfApprovals(t *testing.T) {
	t.Parallel()
	l := open(t, func(o *sandbox.Options) { o.FOSS = true })
	c := l.see("maya", "1")
	r := c.row(c.find(c.project(1), "production", api.StatusBlocked).Ref)
	if r.Verdict.State != api.StateManual || r.Verdict.Standing != api.NotWaiting || len(l.Requests("GET", "/members/")) != 0 {
		t.Errorf("state %d, standing %d", r.Verdict.State, r.Verdict.Standing)
	}
}

func TestARowThatIsGone(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	for _, load := range []func(context.Context, api.Ref) (fleet.Row, error){c.LoadRow, c.LoadDetail} {
		if _, err := load(t.Context(), api.Ref{Host: c.host, Project: 1, Deployment: 1}); api.KindOf(err) != api.NotFound {
			t.Errorf("got %v", err)
		}
	}
}

func TestDetail(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	ref := c.find(c.project(1), "prod-us", api.StatusBlocked).Ref
	r := c.detail(ref)
	if r.Pipeline == nil || r.Pipeline.ID != r.Deployment.Deployable.Pipeline.ID || r.Pipeline.User == nil || r.PipelineErr != "" ||
		r.Live == nil || r.Live.Ref != "v2.13.9" || r.Live.Environment.Name != "prod-us" || !r.Production() {
		t.Errorf("%+v", r)
	}
	// a plain read and a listing keep the pipeline
	if r := c.row(ref); r.Pipeline == nil {
		t.Error("reading the row again lost the pipeline")
	}
	if r := c.byID(c.project(1), ref.Deployment); r.Pipeline == nil || !r.Detailed || !r.ReadAt.Equal(l.now()) {
		t.Errorf("the listing lost the detail: %+v", r)
	}
}

func TestADetailWithoutItsPipeline(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	ref := c.find(c.project(1), "production", api.StatusBlocked).Ref
	remove := l.Inject(sandbox.Fault{Path: "/pipelines/", Status: 403, Body: `{"message":"403 Forbidden"}`})
	l.Inject(sandbox.Fault{Path: `/environments/\d+$`, Status: 404, Body: `{"message":"404 Not found"}`})
	r := c.detail(ref)
	if r.Pipeline != nil || !strings.HasPrefix(r.PipelineErr, "cannot read pipeline ") || !strings.Contains(r.PipelineErr, "403 Forbidden") {
		t.Errorf("pipeline %+v, %q", r.Pipeline, r.PipelineErr)
	}
	if r.Verdict.State != api.StateNeedsYou || r.Live == nil || r.Tier != api.TierProduction {
		t.Errorf("the row suffers: %+v", r)
	}
	if r := c.byID(c.project(1), ref.Deployment); r.PipelineErr == "" {
		t.Error("the listing forgot why there is no pipeline")
	}
	remove()
	if r := c.detail(ref); r.Pipeline == nil || r.PipelineErr != "" {
		t.Errorf("pipeline %+v, %q", r.Pipeline, r.PipelineErr)
	}
	external := c.find(c.project(1), "loadtest", api.StatusSuccess).Ref
	if r := c.detail(external); !r.External() || r.Title() != "" || r.Pipeline != nil || r.PipelineErr != "" {
		t.Errorf("%+v", r)
	}
}

// quietProduction is a project whose production had its last success before all
// that a listing shows, and what root knows of that environment.
func quietProduction(t *testing.T) (*crew, api.Environment) {
	t.Helper()
	l := open(t, func(o *sandbox.Options) { o.Projects, o.Deployments, o.Blocked = 1, 700, 260 })
	c := l.see("maya", "1")
	env := c.find(c.project(1), "production", api.StatusBlocked).Deployment.Environment
	for _, r := range c.project(1).Rows {
		if r.Deployment.Environment.ID == env.ID && r.Deployment.Status == api.StatusSuccess {
			if err := l.SetStatus(r.Ref.Deployment, "canceled"); err != nil {
				t.Fatal(err)
			}
		}
	}
	e, err := l.as("root").Environment(t.Context(), 1, env.ID)
	if err != nil || e.LastDeployment == nil {
		t.Fatal("production never had a success", err)
	}
	c = l.see("maya", "1")
	if r := c.find(c.project(1), "production", api.StatusBlocked); r.Live != nil {
		t.Fatalf("live is known from the listing: %d", r.Live.ID)
	}
	return c, e
}

// What is live may be older than all that is listed: the environment knows.
func TestLiveComesFromTheEnvironment(t *testing.T) {
	t.Parallel()
	c, e := quietProduction(t)
	ref := c.find(c.project(1), "production", api.StatusBlocked).Ref
	asked := func() int { return len(c.l.Requests("GET", `/environments/\d+$`)) }
	r := c.detail(ref)
	if r.Live == nil || r.Live.ID != e.LastDeployment.ID || r.Live.Environment.Name != "production" {
		t.Fatalf("live is %+v, want %d", r.Live, e.LastDeployment.ID)
	}
	if kept := c.byID(c.project(1), ref.Deployment); kept.Live == nil || kept.Live.ID != r.Live.ID {
		t.Errorf("a listing without it forgot what is live: %+v", kept.Live)
	}
	before := asked()
	c.detail(ref)
	if asked() != before {
		t.Error("asked again at once")
	}
	c.l.pass(31 * time.Second)
	c.detail(ref)
	if asked() != before+1 {
		t.Errorf("asked %d times, want one more than %d after half a minute", asked(), before)
	}
}

// An old one that waits does not call for anybody because the success that
// overtook it is not listed.
func TestAnUnlistedSuccessOutdates(t *testing.T) {
	t.Parallel()
	c, e := quietProduction(t)
	var old []fleet.Row
	for _, r := range c.project(1).Rows {
		if r.Deployment.Environment.ID == e.ID && r.Deployment.Status == api.StatusBlocked && r.Deployment.ID < e.LastDeployment.ID {
			old = append(old, r)
		}
	}
	var wait sync.WaitGroup
	for _, r := range old {
		wait.Go(func() {
			got, err := c.LoadRow(t.Context(), r.Ref)
			if err != nil || got.Verdict.State != api.StateOutdated {
				t.Errorf("#%d, older than #%d which is live, is state %d, %v", r.Deployment.IID, e.LastDeployment.IID, got.Verdict.State, err)
			}
		})
	}
	wait.Wait()
	if n := len(c.l.Requests("GET", `/environments/\d+$`)); len(old) < 2 || n != 1 {
		t.Errorf("%d old ones side by side, the environment was asked %d times", len(old), n)
	}
}

func TestDecide(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	r := c.row(c.find(c.project(1), "production", api.StatusBlocked).Ref)
	req := decide.Request{Op: 3, Act: decide.ActApprove, Ref: r.Ref, Seen: *r.Deployment, Me: 1}
	req.Ref.Host = "gitlab.acme.dev"
	l.ResetJournal()
	res, _ := c.Decide(t.Context(), req)
	if res.Outcome != decide.NotSent || res.Request.Op != 3 || res.Err == nil || !strings.Contains(res.Err.Error(), "gitlab.acme.dev") || len(l.Journal()) != 0 {
		t.Errorf("%+v", res)
	}
	req.Ref = r.Ref
	if res, _ = c.Decide(t.Context(), req); res.Outcome != decide.Done {
		t.Fatalf("outcome %d: %v", res.Outcome, res.Err)
	}
	if r := c.row(r.Ref); r.Verdict.State != api.StateToRun || r.Verdict.MyDecision == nil {
		t.Errorf("state %d after it", r.Verdict.State)
	}
}

// A reading that began after a decision was read back, and came back before the
// decision was told, says more than the decision.
func TestADecisionDoesNotHideWhatWasReadAfterIt(t *testing.T) {
	t.Parallel()
	l := open(t)
	later := false
	var c *crew
	var ref api.Ref
	client := l.as("maya", func(o *api.Options) {
		o.Sleep = func(ctx context.Context, _ time.Duration) error {
			if !later {
				later = true
				if err := l.SetStatus(ref.Deployment, "canceled"); err != nil {
					t.Error(err)
				}
				c.row(ref)
				l.Inject(sandbox.Fault{Method: "GET", Path: single(ref.Deployment) + "$", Status: 404, Body: `{}`})
			}
			return ctx.Err()
		}
	})
	c = l.meet(fleet.Source{Client: client, Projects: []string{"1"}})
	r := c.row(c.find(c.project(1), "production", api.StatusBlocked).Ref)
	ref = r.Ref
	l.Inject(sandbox.Fault{Method: "POST", Path: "/approval$", Times: 1, Cut: true})
	res, row := c.Decide(t.Context(), decide.Request{Act: decide.ActApprove, Ref: ref, Seen: *r.Deployment, Me: 1})
	if res.Outcome != decide.LostPending || row == nil || row.Deployment.Status != api.StatusCanceled {
		t.Errorf("outcome %d: %+v", res.Outcome, row)
	}
}

func TestServerTime(t *testing.T) {
	t.Parallel()
	l := open(t)
	ahead := func(o *api.Options) { o.Now = func() time.Time { return l.now().Add(-time.Hour) } }
	c := l.meet(fleet.Source{Client: l.as("maya", ahead), Projects: []string{"1"}})
	if off := c.ServerTime(c.host).Sub(l.now()).Abs(); off > 2*time.Second {
		t.Errorf("an hour behind, the server's time is off by %v", off)
	}
	if !c.ServerTime("gitlab.acme.dev").Equal(l.now()) {
		t.Error("the clock of nobody is not the local one")
	}
}
