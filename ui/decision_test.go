package ui

import (
	"testing"

	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

// staged starts over a project in which a deployment waits in a scene, and rests on it.
func staged(t *testing.T, scene sandbox.Scene, o rigOptions) (*rig, sandbox.Staged) {
	t.Helper()
	var at sandbox.Staged
	before := o.before
	o.before = func(s *sandbox.Server) {
		at = s.Stage(scene)
		if before != nil {
			before(s)
		}
	}
	o.projects = []string{"payments/" + scene.String()}
	r := newRig(t, o)
	r.ready()
	r.moveTo(scene.String(), func(row fleet.Row) bool { return row.Ref.Deployment == at.Deployment })
	r.rested()
	r.idle(0)
	return r, at
}

// secret are the facts that a token without the rights is not told.
const secret = `/(compare|merge_requests|releases.*|freeze_periods|protected_(environments|branches|tags).*|members.*|deployments/\d+/merge_requests)$|/graphql$`

// TestFramesOfTheDecision draws what is known of each kind of decision, and the card on
// which it is taken; where it cannot be taken, the sentence that says why.
func TestFramesOfTheDecision(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		scene  sandbox.Scene
		key    string
		before func(*sandbox.Server)
		// refused is what the footer says instead of a card.
		refused string
	}{
		"ordinary":     {scene: sandbox.SceneAhead, key: "a"},
		"rollback":     {scene: sandbox.SceneRollback, key: "a"},
		"diverged":     {scene: sandbox.SceneDiverged, key: "a"},
		"first":        {scene: sandbox.SceneFirst, key: "a"},
		"freeze":       {scene: sandbox.SceneFrozen, key: "a"},
		"own":          {scene: sandbox.SceneOwn, key: "a", refused: "you started this"},
		"own-allowed":  {scene: sandbox.SceneOwnAllowed, key: "a"},
		"two-hats":     {scene: sandbox.SceneTwoHats, key: "a"},
		"others":       {scene: sandbox.SceneOthers, key: "a", refused: "no rule covers you: it needs qa-group"},
		"approved":     {scene: sandbox.SceneApproved, key: "p"},
		"manual":       {scene: sandbox.SceneManual, key: "p"},
		"outdated":     {scene: sandbox.SceneOutdated, key: "a"},
		"facts-hidden": {scene: sandbox.SceneAhead, key: "a", before: func(s *sandbox.Server) { s.Forbid(secret) }},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, _ := staged(t, c.scene, rigOptions{w: narrow[0], h: narrow[1], before: c.before})
			r.keys("enter")
			r.idle(0)
			r.at("decision-"+name, narrow)
			r.keys("esc " + c.key)
			if c.refused != "" {
				r.sees(c.refused)
				if r.app.cards.Len() > 0 {
					t.Error("a card is open that cannot be acted on")
				}
			} else {
				r.settled()
			}
			r.idle(0)
			r.at("card-"+name, narrow)
		})
	}
}
