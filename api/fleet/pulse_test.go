package fleet_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
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
	l := open(t, append(adjust, func(o *sandbox.Options) { o.Projects, o.Deployments = projects, projects*6+60 })...)
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
		if _, _, err := w.LoadTiers(t.Context(), w.refs[id]); err != nil {
			t.Fatal(err)
		}
	}
	l.ResetJournal()
	return w
}

func (w *wide) pulse() fleet.Pulse {
	w.t.Helper()
	p, err := w.Pulse(w.t.Context(), w.host, w.refs)
	if err != nil {
		w.t.Fatal(err)
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

// made records a new deployment, as if a pipeline had made it.
func (w *wide) made(project int64, environment, status string) api.Deployment {
	w.t.Helper()
	c := w.l.as("root")
	page, err := c.ListDeployments(w.t.Context(), api.ByID(project), api.DeploymentFilter{OrderBy: api.OrderByID, Sort: api.Desc, PerPage: 1})
	if err != nil {
		w.t.Fatal(err)
	}
	d, err := c.CreateDeployment(w.t.Context(), project, api.NewDeployment{
		Environment: environment, SHA: page.Items[0].SHA, Ref: "main", Status: api.StatusRunning,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.l.SetStatus(d.ID, status); err != nil {
		w.t.Fatal(err)
	}
	return d
}

const graphPath = `/api/graphql$`

func (w *wide) questions() int { return len(w.l.Requests("POST", graphPath)) }

// told is what GitLab answers to the last question of a pulse, word for word.
func (w *wide) told() string {
	w.t.Helper()
	asked := w.l.Requests("POST", graphPath)
	req, err := http.NewRequestWithContext(w.t.Context(), "POST", w.l.URL()+"/api/graphql", strings.NewReader(asked[len(asked)-1].Body))
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("PRIVATE-TOKEN", w.l.Token("root"))
	req.Header.Set("Content-Type", "application/json")
	req.Close = true
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != 200 {
		w.t.Fatal(resp.StatusCode, err)
	}
	return string(raw)
}

// Three environments that all have in common are two questions for 200 projects.
func TestPulseOf200Projects(t *testing.T) {
	t.Parallel()
	w := many(t, 212)
	w.refs = w.refs[12:] // the others have environments of their own
	if n := w.PulseRequests(w.host, w.refs); n != 2 || w.questions() != 0 {
		t.Errorf("%d questions are announced, %d were sent", n, w.questions())
	}
	w.says("at first", nil, nil)
	if n := w.questions(); n != 2 || len(w.l.Journal()) != n {
		t.Errorf("%d questions, %d requests", n, len(w.l.Journal()))
	}
	w.made(100, "production", "blocked")
	w.says("one waits", []int64{100}, nil)
	w.says("and was not listed yet", []int64{100}, nil)
	w.project(100)
	w.says("it is listed", nil, nil)
}

// Whatever the list shows of what is newest is noticed, once, until it was listed.
func TestPulseNoticesChanges(t *testing.T) {
	t.Parallel()
	w := many(t, 20)
	w.refs = w.refs[12:] // nothing happens there by itself
	notice := func(what string, project int64) {
		t.Helper()
		w.says(what, []int64{project}, nil)
		w.project(project)
		w.says(what+", listed", nil, nil)
	}
	for i, status := range []string{"created", "blocked", "running", "success", "failed", "canceled"} {
		d := w.made(int64(13+i), "staging", status)
		notice("a new one, "+status, int64(13+i))
		if err := w.l.SetStatus(d.ID, "canceled"); err != nil {
			t.Fatal(err)
		}
		if status != "canceled" {
			notice(status+" is left", int64(13+i))
		}
	}
	d := w.made(20, "qa", "running")
	notice("it runs", 20)
	for _, status := range []string{"success", "failed"} {
		w.l.pass(time.Minute)
		if err := w.l.SetStatus(d.ID, status); err != nil {
			t.Fatal(err)
		}
		notice(status, 20)
	}
	d = w.made(20, "qa", "blocked")
	notice("it waits", 20)
	if err := w.l.DeleteDeployment(d.ID); err != nil {
		t.Fatal(err)
	}
	w.says("it is deleted", []int64{20}, nil)
	w.project(20)
	w.says("no update tells of it", []int64{20}, nil)
	w.project(20)
	w.says("all was listed", nil, nil)
}

// A decision is noticed, unless it was read already.
func TestPulseNoticesDecisions(t *testing.T) {
	t.Parallel()
	l := open(t)
	at := l.Stage(sandbox.SceneAhead)
	c := l.meet(fleet.Source{Client: l.as("maya"), Projects: []string{at.ProjectPath}})
	w := &wide{crew: c, t: t, refs: []api.ProjectRef{{Host: c.host, ID: at.Project}}}
	w.project(at.Project)
	w.says("at first", nil, nil)
	ref := api.Ref{Host: c.host, Project: at.Project, Deployment: at.Deployment}
	l.decides("maya", ref, api.Reject)
	w.says("it is rejected", []int64{at.Project}, nil)
	w.row(ref)
	w.says("what was read singly is known", nil, nil)
}

func TestPulseOfHostileNames(t *testing.T) {
	t.Parallel()
	w := many(t, 16)
	for i, name := range []string{`x") { id } } } #`, "支付 💳 $n0 {}", `"\\" ...E`, "bro\x00ken"} {
		s := w.project(int64(13 + i))
		if err := w.l.SetEnvironmentName(s.Rows[0].Deployment.ID, name); err != nil {
			t.Fatal(err)
		}
		w.Doubt(w.refs[12+i]) // no update tells of a new name
		w.project(int64(13 + i))
		d := s.Rows[0].Deployment
		if i == 3 {
			continue
		}
		w.says(name, nil, nil)
		if err := w.l.SetStatus(d.ID, "blocked"); err != nil {
			t.Fatal(err)
		}
		w.says(name, []int64{int64(13 + i)}, nil)
		w.project(int64(13 + i))
	}
	w.says("the others", nil, nil)
}

// What GitLab fails at is unseen, and the rest is told.
func TestPartialPulse(t *testing.T) {
	t.Parallel()
	w := many(t, 16)
	w.refs = w.refs[12:]
	w.says("at first", nil, nil)
	told := w.told()
	fault := func(errors string) func() {
		return w.l.Inject(sandbox.Fault{Path: graphPath, Status: 200, Body: strings.TrimSuffix(strings.TrimSpace(told), "}") + errors + "}"})
	}
	remove := fault(`,"errors":[{"message":"x","path":["projects","nodes",0,"e1"]},{"message":"x","path":["projects","nodes",2]}]`)
	w.says("an environment and a project", nil, []int64{14, 16}) // the newest come first
	remove()
	w.says("afterwards", nil, nil)
	defer fault(`,"errors":[{"message":"Internal server error","path":["projects"]}]`)()
	if p, err := w.Pulse(t.Context(), w.host, w.refs); api.KindOf(err) != api.Server || len(p.Unseen) != 4 || len(p.Fresh)+len(p.Changed) > 0 {
		t.Errorf("%+v, %v", p, err)
	}
}

// A project at which GitLab fails keeps nobody else from being told of.
func TestAPulseOfAProjectThatFails(t *testing.T) {
	t.Parallel()
	w := many(t, 16)
	w.refs = w.refs[12:]
	w.says("at first", nil, nil)
	breaks := func() {
		w.l.Inject(sandbox.Fault{Path: graphPath, Times: 1, Status: 500, Body: `{"errors":[{"message":"Internal server error"}]}`})
	}
	breaks()
	if _, err := w.Pulse(t.Context(), w.host, w.refs); api.KindOf(err) != api.Server {
		t.Error(err)
	}
	breaks()
	w.says("half of them", nil, []int64{13, 14})
	breaks()
	w.says("it is found", nil, []int64{13})
	w.l.ResetJournal()
	w.says("all others", nil, []int64{13})
	w.made(16, "staging", "blocked")
	w.says("and what happens", []int64{16}, []int64{13})
	if n := w.questions(); n != 2 {
		t.Errorf("%d questions", n)
	}
}

// An instance without GraphQL is left alone for half an hour, a refusal for two minutes.
func TestPulseWithoutGraphQL(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(*lab) func()
		said  func(error) bool
		life  time.Duration
	}{
		"none": {func(l *lab) func() { l.SetGraphQL(false); return func() { l.SetGraphQL(true) } }, api.NoGraphQL, 30 * time.Minute},
		"firewall": {func(l *lab) func() {
			return l.Inject(sandbox.Fault{Path: graphPath, Status: 403, Body: "<html>no</html>", ContentType: "text/html"})
		}, api.RefusedGraphQL, 2 * time.Minute},
	} {
		w := many(t, 14)
		mend := c.spoil(w.l)
		for range 2 {
			p, err := w.Pulse(t.Context(), w.host, w.refs)
			if !c.said(err) || !slices.Equal(p.Unseen, w.refs) {
				t.Errorf("%s: %+v, %v", name, p, err)
			}
		}
		asked := w.questions()
		if asked == 0 || asked > 4 || w.PulseRequests(w.host, w.refs) != 0 {
			t.Errorf("%s: %d questions, %d to come", name, asked, w.PulseRequests(w.host, w.refs))
		}
		mend()
		w.l.pass(c.life - time.Second)
		if _, err := w.Pulse(t.Context(), w.host, w.refs); err == nil || w.questions() != asked {
			t.Errorf("%s: asked too soon, %v", name, err)
		}
		w.l.pass(time.Second)
		for _, ref := range w.refs { // what ran has ended by now
			w.project(ref.ID)
		}
		w.says(name+" is over", nil, nil)
	}
}

// A GitLab without approvals does not say who may approve, and has a pulse all the same.
func TestPulseOfAFreeGitLab(t *testing.T) {
	t.Parallel()
	w := many(t, 14, func(o *sandbox.Options) { o.FOSS = true })
	row := w.project(1).Rows[0]
	if r, err := w.LoadFact(t.Context(), row.Ref, fleet.FactInsight); err != nil || r.Brief.Err(fleet.FactInsight) == nil {
		t.Fatal(err, "it has an insight")
	}
	w.says("free", nil, nil)
}

// Another token may be answered.
func TestANewTokenAsksForThePulseAgain(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.meet(fleet.Source{Client: l.as("maya"), Projects: []string{"1"},
		Token: func(context.Context) (api.Secret, error) { return api.Secret(l.Token("maya")), nil }})
	w := &wide{crew: c, t: t, refs: []api.ProjectRef{{Host: c.host, ID: 1}}}
	w.project(1)
	l.SetGraphQL(false)
	if _, err := w.Pulse(t.Context(), w.host, w.refs); err == nil {
		t.Fatal("no error")
	}
	l.SetGraphQL(true)
	if err := w.ReadToken(t.Context(), w.host); err != nil {
		t.Fatal(err)
	}
	w.says("another token", nil, nil)
}

// What was answered to somebody else says nothing.
func TestAPulseOfAnEarlierUserIsDropped(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.meet(fleet.Source{Client: l.as("maya"), Projects: []string{"1"},
		Token: func(context.Context) (api.Secret, error) { return api.Secret(l.Token("ines")), nil }})
	w := &wide{crew: c, t: t, refs: []api.ProjectRef{{Host: c.host, ID: 1}}}
	w.project(1)
	w.says("at first", nil, nil)
	l.Inject(sandbox.Fault{Path: graphPath, Times: 1, Before: func() {
		if err := c.ReadToken(t.Context(), c.host); err != nil {
			t.Error(err)
		}
		if _, err := c.Discover(t.Context(), c.host); err != nil {
			t.Error(err)
		}
	}})
	w.says("another user", nil, []int64{1})
}

// A host that allows less is asked more questions, and refuses only the first.
func TestPulseOfAStricterHost(t *testing.T) {
	t.Parallel()
	w := many(t, 200)
	free := w.PulseRequests(w.host, w.refs)
	w.l.SetGraphComplexity(130)
	w.says("at first", nil, nil)
	strict := w.PulseRequests(w.host, w.refs)
	w.l.ResetJournal()
	w.made(150, "staging", "blocked")
	w.l.ResetJournal()
	w.says("then", []int64{150}, nil)
	if n := w.questions(); n != strict || strict <= free {
		t.Errorf("%d questions, %d announced, %d before", n, strict, free)
	}
}

func TestPulseOfProjectsThatWent(t *testing.T) {
	t.Parallel()
	l := open(t, func(o *sandbox.Options) { o.Projects, o.Deployments = 17, 160 })
	w := listed(t, l, l.as("maya"), 17)
	w.says("at first", nil, nil)
	for _, err := range []error{
		l.DeleteProject(13), l.RenameProject(14, "called-otherwise"), l.RemoveMember(7, "maya"), l.SetCI(16, false), l.SetVisibility(17, "public"),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	w.says("after", []int64{16}, []int64{7, 13})
}

func TestPulseOfWhatIsNotKnown(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "payments/api", "payments/web")
	w := &wide{crew: c, t: t, refs: []api.ProjectRef{{Host: c.host, ID: 1}, {Host: c.host, ID: 2}, {Host: c.host, ID: 999}, {Host: "elsewhere", ID: 1}}}
	w.project(1)
	w.says("one is listed", nil, []int64{2, 999, 1})
	if _, err := c.Pulse(t.Context(), "elsewhere", w.refs); err == nil || c.PulseRequests("elsewhere", w.refs) != 0 {
		t.Error("a host that nobody knows has a pulse")
	}
}

// An answer that is older than what was read says nothing.
func TestPulseOvertakenByReads(t *testing.T) {
	t.Parallel()
	w := many(t, 14)
	w.refs = w.refs[12:13]
	w.says("at first", nil, nil)
	old := w.told()
	d := w.made(13, "production", "blocked")
	during := func(read func()) func() {
		return w.l.Inject(sandbox.Fault{Path: graphPath, Times: 1, Before: read, Status: 200, Body: old})
	}
	during(func() { w.row(api.Ref{Host: w.host, Project: 13, Deployment: d.ID}) })
	w.says("read singly meanwhile", nil, []int64{13})
	w.project(13)
	d = w.made(13, "production", "blocked")
	during(func() { w.project(13) })
	w.says("listed meanwhile", nil, nil)
	w.says("afterwards", nil, nil)
}

// What differs for good is a change once.
func TestAPulseThatDiffersForGood(t *testing.T) {
	t.Parallel()
	w := many(t, 14)
	w.refs = w.refs[12:13]
	w.says("at first", nil, nil)
	d := w.made(13, "production", "blocked")
	other := w.told()
	if err := w.l.DeleteDeployment(d.ID); err != nil {
		t.Fatal(err)
	}
	defer w.l.Inject(sandbox.Fault{Path: graphPath, Status: 200, Body: other})()
	w.says("it differs", []int64{13}, nil)
	w.says("and was not listed", []int64{13}, nil)
	w.project(13)
	w.says("no update tells of it", []int64{13}, nil)
	w.project(13)
	w.says("all was listed", nil, nil)
}

// A pulse brings the tiers along.
func TestPulseRenewsTiers(t *testing.T) {
	t.Parallel()
	w := many(t, 14)
	w.refs = w.refs[12:13]
	w.says("at first", nil, nil)
	remove := w.l.Inject(sandbox.Fault{Path: graphPath, Status: 200, Body: strings.ReplaceAll(w.told(), "STAGING", "PRODUCTION")})
	w.says("another tier", []int64{13}, nil)
	w.says("it is known now", nil, nil)
	for _, r := range w.project(13).Rows {
		if r.Deployment.Environment.Name == "staging" && r.Tier != api.TierProduction {
			t.Errorf("%s is %s", r.Deployment.Environment.Name, r.Tier)
		}
	}
	remove()
}

// Where the pulse brings all tiers, nobody need read the environments.
func TestPulseSparesReadingTiers(t *testing.T) {
	t.Parallel()
	w := many(t, 13)
	w.refs = w.refs[12:]
	for range 4 {
		w.l.pass(20 * time.Minute)
		w.says("quiet", nil, nil)
		if w.TiersDue(w.refs[0]) {
			t.Error("the environments are to be read")
		}
	}
	w.l.pass(30 * time.Minute)
	if !w.TiersDue(w.refs[0]) {
		t.Error("they are believed for ever")
	}
}
