package fleet_test

import (
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
