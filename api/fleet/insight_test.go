package fleet_test

import (
	"context"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

// GitLab's own answer goes before what is inferred, rule by rule.
func TestGitLabsAnswerIsWeighed(t *testing.T) {
	t.Parallel()
	for scene, want := range map[sandbox.Scene][]api.Coverage{
		sandbox.SceneAhead:   {api.Covered},
		sandbox.SceneOthers:  {api.NotCovered},
		sandbox.SceneTwoHats: {api.Covered, api.Covered},
	} {
		for _, on := range []bool{true, false} {
			r := stage(t, scene, func(l *lab, _ sandbox.Staged) { l.SetGraphQL(on) }).card()
			source := api.SourceREST
			if on {
				source = api.SourceGitLab
			}
			for i, rule := range r.Verdict.Rules {
				if rule.Source != source || rule.Mine != want[i] {
					t.Errorf("%s, GraphQL %v: %+v", scene, on, rule)
				}
			}
			if len(r.Verdict.Rules) != len(want) || (r.Brief.Err(fleet.FactInsight) == nil) != on {
				t.Errorf("%s, GraphQL %v: %d rules, %v", scene, on, len(r.Verdict.Rules), r.Brief.Err(fleet.FactInsight))
			}
		}
	}
}

// An instance without GraphQL is left alone for half an hour, whichever row is looked
// at.
func TestNoGraphQLIsRemembered(t *testing.T) {
	t.Parallel()
	d := stage(t, sandbox.SceneAhead, func(l *lab, _ sandbox.Staged) { l.SetGraphQL(false) })
	posts := func() int { return len(d.l.Requests("POST", "/api/graphql$")) }
	d.fact(fleet.FactInsight)
	if posts() != 1 {
		t.Fatalf("%d questions", posts())
	}
	for range 29 {
		d.l.pass(time.Minute)
		if b := d.fact(fleet.FactInsight).Brief; b.Err(fleet.FactInsight) == nil {
			t.Error("it says nothing")
		}
	}
	if posts() != 1 {
		t.Errorf("%d questions within half an hour", posts())
	}
	d.l.SetGraphQL(true)
	d.l.pass(time.Minute)
	if b := d.fact(fleet.FactInsight).Brief; posts() != 2 || b.Err(fleet.FactInsight) != nil || b.Pending(fleet.FactInsight) {
		t.Errorf("%d questions, %v", posts(), b.Err(fleet.FactInsight))
	}
}

// What a rule or a proxy refuses for one project is asked again soon, and asked for the
// others all the while.
func TestARefusedQuestionIsOfItsProject(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]sandbox.Fault{
		"firewall":  {Status: 403, Body: "<html>no</html>", ContentType: "text/html"},
		"forbidden": {Status: 403, Body: `{"message":"403 Forbidden"}`},
		"malformed": {Status: 200, Body: `[]`},
	} {
		l := open(t)
		a, b := l.Stage(sandbox.SceneAhead), l.Stage(sandbox.SceneRollback)
		c := l.meet(fleet.Source{Client: l.as("maya"), Projects: []string{a.ProjectPath, b.ProjectPath}})
		c.project(a.Project)
		c.project(b.Project)
		ask := func(at sandbox.Staged) *fleet.Brief {
			r, err := c.LoadFact(t.Context(), api.Ref{Host: c.host, Project: at.Project, Deployment: at.Deployment}, fleet.FactInsight)
			if err != nil {
				t.Fatal(err)
			}
			return r.Brief
		}
		fault.Path, fault.Times = routes[fleet.FactInsight], 1
		l.Inject(fault)
		if ask(a).Err(fleet.FactInsight) == nil {
			t.Errorf("%s: no error", name)
		}
		if err := ask(b).Err(fleet.FactInsight); err != nil {
			t.Errorf("%s: the other project: %v", name, err)
		}
		l.pass(2 * time.Minute)
		if err := ask(a).Err(fleet.FactInsight); err != nil {
			t.Errorf("%s: after two minutes: %v", name, err)
		}
	}
}

// Another token may be answered.
func TestANewTokenAsksGraphQLAgain(t *testing.T) {
	t.Parallel()
	l := open(t)
	at := l.Stage(sandbox.SceneAhead)
	c := l.meet(fleet.Source{Client: l.as("maya"), Projects: []string{at.ProjectPath},
		Token: func(context.Context) (api.Secret, error) { return api.Secret(l.Token("maya")), nil }})
	c.project(at.Project)
	d := &desk{crew: c, at: at, ref: api.Ref{Host: c.host, Project: at.Project, Deployment: at.Deployment}}
	l.SetGraphQL(false)
	if d.fact(fleet.FactInsight).Brief.Err(fleet.FactInsight) == nil {
		t.Fatal("no error")
	}
	l.SetGraphQL(true)
	if err := c.ReadToken(t.Context(), c.host); err != nil {
		t.Fatal(err)
	}
	l.pass(30 * time.Second)
	if b := d.fact(fleet.FactInsight).Brief; b.Err(fleet.FactInsight) != nil || b.Pending(fleet.FactInsight) {
		t.Error(b.Err(fleet.FactInsight))
	}
}

// What GitLab answered to somebody else is dropped.
func TestAnAnswerToAnEarlierUserIsDropped(t *testing.T) {
	t.Parallel()
	for _, f := range []fleet.Fact{fleet.FactInsight, fleet.FactFreezes} {
		l := open(t)
		at := l.Stage(sandbox.SceneAhead)
		c := l.meet(fleet.Source{Client: l.as("maya"), Projects: []string{at.ProjectPath},
			Token: func(context.Context) (api.Secret, error) { return api.Secret(l.Token("ines")), nil }})
		c.project(at.Project)
		d := &desk{crew: c, at: at, ref: api.Ref{Host: c.host, Project: at.Project, Deployment: at.Deployment}}
		l.Inject(sandbox.Fault{Path: routes[f], Times: 1, Before: func() {
			if err := c.ReadToken(t.Context(), c.host); err != nil {
				t.Error(err)
			}
			if _, err := c.Discover(t.Context(), c.host); err != nil {
				t.Error(err)
			}
		}})
		if b := d.fact(f).Brief; !b.Pending(f) {
			t.Errorf("%s: it is believed", f)
		}
		if b := d.fact(f).Brief; b.Pending(f) || b.Err(f) != nil {
			t.Errorf("%s: it is not asked again: %v", f, b.Err(f))
		}
	}
}

// A failure of one question is not one of the instance.
func TestAFailureOfOneQuestionIsNotRemembered(t *testing.T) {
	t.Parallel()
	d := stage(t, sandbox.SceneAhead)
	remove := d.l.Inject(sandbox.Fault{Path: routes[fleet.FactInsight], Status: 500, Body: `{"errors":[{"message":"Internal server error"}]}`})
	if b := d.fact(fleet.FactInsight).Brief; b.Err(fleet.FactInsight) == nil {
		t.Fatal("no error")
	}
	remove()
	d.l.pass(30 * time.Second)
	if b := d.fact(fleet.FactInsight).Brief; b.Pending(fleet.FactInsight) || b.Err(fleet.FactInsight) != nil {
		t.Error(b.Err(fleet.FactInsight))
	}
}

// What GitLab answered long ago does not go before what is known now.
func TestGitLabsAnswerGrowsOld(t *testing.T) {
	t.Parallel()
	d := stage(t, sandbox.SceneAhead)
	d.card()
	d.l.SetGraphQL(false)
	d.l.pass(9 * time.Minute)
	if r := d.fact(fleet.FactInsight); r.Verdict.Rules[0].Source != api.SourceGitLab {
		t.Error("it is forgotten too soon")
	}
	d.l.pass(time.Minute)
	if r := d.fact(fleet.FactInsight); r.Verdict.Rules[0].Source != api.SourceREST || r.Verdict.Standing != api.MayApprove {
		t.Errorf("%+v", r.Verdict.Rules)
	}
}

// Without the enterprise code there is no such field, and no approval at all.
func TestFactsOfAFreeGitLab(t *testing.T) {
	t.Parallel()
	l := open(t, func(o *sandbox.Options) { o.FOSS = true })
	r := l.desk(sandbox.SceneAhead, l.as("maya")).card()
	if r.Brief.Err(fleet.FactInsight) == nil || len(r.Verdict.Rules) != 0 || r.Verdict.Ships.Ahead != 12 {
		t.Errorf("%v, %+v", r.Brief.Err(fleet.FactInsight), r.Verdict)
	}
	for _, f := range fleet.Facts() {
		if f != fleet.FactInsight && (r.Brief.Pending(f) || r.Brief.Err(f) != nil) {
			t.Errorf("%s: %v", f, r.Brief.Err(f))
		}
	}
}
