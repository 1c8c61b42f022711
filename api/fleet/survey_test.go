package fleet_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

// confirm is the request of a card that shows a row.
func confirm(act decide.Act, r fleet.Row) decide.Request {
	basis := fleet.BasisOf(r)
	req := decide.Request{Op: 7, Act: act, Ref: r.Ref, Seen: *r.Deployment, Me: 1, Basis: &basis}
	for _, w := range r.Verdict.Warnings {
		req.Shown = append(req.Shown, w.Sentence())
	}
	return req
}

// sent are the writes that arrived: GraphQL is only asked.
func (d *desk) sent() []sandbox.Entry {
	return slices.DeleteFunc(d.l.Journal(), func(e sandbox.Entry) bool {
		return e.Method == "GET" || strings.HasSuffix(e.Path, "/api/graphql")
	})
}

// ready is a card of a scene whose act can be confirmed.
func ready(t *testing.T, scene sandbox.Scene, act decide.Act, change ...func(*lab, sandbox.Staged)) (*desk, fleet.Row) {
	t.Helper()
	d := stage(t, scene, change...)
	if act == decide.ActPlay {
		d.l.decides("oto", d.ref, api.Approve)
	}
	r := d.card()
	d.l.ResetJournal()
	return d, r
}

func differing(res decide.Result) string {
	var out []string
	for _, d := range res.Differences {
		if !d.Same {
			out = append(out, d.What)
		}
	}
	return strings.Join(out, ", ")
}

func both(t *testing.T, test func(t *testing.T, act decide.Act)) {
	t.Helper()
	for _, act := range []decide.Act{decide.ActApprove, decide.ActPlay} {
		t.Run(act.String(), func(t *testing.T) { t.Parallel(); test(t, act) })
	}
}

func TestWhatStoodOnTheCardIsSent(t *testing.T) {
	t.Parallel()
	for _, scene := range []sandbox.Scene{
		sandbox.SceneAhead, sandbox.SceneRollback, sandbox.SceneDiverged, sandbox.SceneSame, sandbox.SceneFirst, sandbox.SceneFrozen,
		sandbox.SceneFreezeSoon, sandbox.SceneUnrelated, sandbox.SceneUnknownLive, sandbox.SceneCrowded, sandbox.SceneRed, sandbox.SceneOutdated,
	} {
		both(t, func(t *testing.T, act decide.Act) {
			d, r := ready(t, scene, act)
			res, row := d.Decide(t.Context(), confirm(act, r))
			if res.Outcome != decide.Done || len(d.sent()) != 1 || row == nil || row.Brief == nil {
				t.Errorf("%s: outcome %d, %v, %+v", scene, res.Outcome, res.Err, res.Differences)
			}
		})
	}
}

// What changed around the deployment between the card and the send is told, and
// nothing is sent.
func TestASurroundingThatChangedIsTold(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name          string
		scene         sandbox.Scene
		change        func(*desk)
		what          string
		danger        string // is among what is new
		before, after string // of what is live
		// run is what differs for who would run it, to whom an older one under way is a
		// danger; empty for the same.
		run, runDanger string
	}{
		{"an older one became live", sandbox.SceneCrowded, func(d *desk) { _ = d.l.SetStatus(d.at.Others[0], "success") },
			"Live", "", "v1.7.9 · ", "main · ", "Live, Dangers", "not that"},
		{"a newer one became live", sandbox.SceneAhead, func(d *desk) { d.record("v1.8.0", d.at.SHA, api.StatusSuccess) },
			"Live, Dangers", "which has succeeded since", "v1.7.9 · ", "v1.8.0 · ", "", ""},
		{"the live one is gone", sandbox.SceneAhead, func(d *desk) { _ = d.l.DeleteDeployment(d.at.Live) },
			"Live", "", "v1.7.9 · ", "nothing, as far as was read", "", ""},
		{"a newer one began", sandbox.SceneAhead, func(d *desk) { d.record("v1.7.9", d.at.LiveSHA, api.StatusRunning) },
			"Dangers", "newer, is running", "", "", "", ""},
		{"a newer one waits", sandbox.SceneAhead, func(d *desk) {
			made := d.record("v1.7.9", d.at.LiveSHA, api.StatusRunning)
			_ = d.l.SetStatus(made.ID, "blocked")
		}, "Dangers", "newer, is also waiting", "", "", "", ""},
		{"the newer one went away", sandbox.SceneCrowded, func(d *desk) { _ = d.l.SetStatus(d.at.Others[1], "canceled") },
			"Dangers", "none", "", "", "Dangers", "not that"},
		{"a freeze began", sandbox.SceneFreezeSoon, func(d *desk) { d.l.pass(41 * time.Minute) }, "Dangers", "freeze", "", "", "", ""},
		{"a freeze was made", sandbox.SceneAhead, func(d *desk) {
			_ = d.l.SetFreezes(d.at.Project, sandbox.Freeze{Start: "0 2 * * *", End: "0 5 * * *", Zone: "UTC"})
		}, "Dangers", "freeze", "", "", "", ""},
		{"a freeze was taken away", sandbox.SceneFrozen, func(d *desk) { _ = d.l.SetFreezes(d.at.Project) }, "Dangers", "none", "", "", "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			both(t, func(t *testing.T, act decide.Act) {
				d, r := ready(t, test.scene, act)
				what, danger := test.what, test.danger
				if act == decide.ActPlay && test.run != "" {
					what, danger = test.run, test.runDanger
				}
				test.change(d)
				d.l.ResetJournal()
				res, row := d.Decide(t.Context(), confirm(act, r))
				if res.Outcome != decide.Changed || differing(res) != what || len(d.sent()) != 0 || res.Err != nil || row == nil {
					t.Fatalf("outcome %d, %v: %q, sent %v: %+v", res.Outcome, res.Err, differing(res), d.sent(), res.Differences)
				}
				for _, diff := range res.Differences {
					switch {
					case diff.What == "Dangers" && !strings.Contains(diff.After, danger),
						diff.What == "Live" && !strings.HasPrefix(diff.Before, test.before),
						diff.What == "Live" && !strings.HasPrefix(diff.After, test.after):
						t.Errorf("%+v", diff)
					}
				}
				// what it is then can be confirmed anew
				r = d.card()
				if res, _ = d.Decide(t.Context(), confirm(act, r)); res.Outcome != decide.Done {
					t.Errorf("anew: outcome %d, %v, %+v", res.Outcome, res.Err, res.Differences)
				}
			})
		})
	}
}

// Where GitLab itself does not tell of freezes, their periods are read again.
func TestAFreezeThatWasMadeIsFoundByREST(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, act decide.Act) {
		d, r := ready(t, sandbox.SceneAhead, act, func(l *lab, _ sandbox.Staged) { l.SetGraphQL(false) })
		if err := d.l.SetFreezes(d.at.Project, sandbox.Freeze{Start: "0 2 * * *", End: "0 5 * * *", Zone: "UTC"}); err != nil {
			t.Fatal(err)
		}
		if res, _ := d.Decide(t.Context(), confirm(act, r)); res.Outcome != decide.Changed || differing(res) != "Dangers" || len(d.sent()) != 0 {
			t.Errorf("outcome %d, %+v", res.Outcome, res.Differences)
		}
	})
}

// What ran when the card was drawn and has ended since is no danger any more.
func TestWhatRanHasEnded(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, act decide.Act) {
		d, r := ready(t, sandbox.SceneCrowded, act, func(l *lab, at sandbox.Staged) { _ = l.SetStatus(at.Others[1], "running") })
		if sentence(r, api.DangerRunning) == "" {
			t.Fatal(kinds(r))
		}
		_ = d.l.SetStatus(d.at.Others[1], "failed")
		if res, row := d.Decide(t.Context(), confirm(act, r)); res.Outcome != decide.Changed || differing(res) != "Dangers" || strings.Contains(sentence(*row, api.DangerRunning), "newer") {
			t.Errorf("outcome %d, %+v", res.Outcome, res.Differences)
		}
	})
}

// A danger that did not stand on the card stops it, wherever it comes from.
func TestADangerThatTheCardDidNotShow(t *testing.T) {
	t.Parallel()
	for _, scene := range []sandbox.Scene{sandbox.SceneRollback, sandbox.SceneDiverged, sandbox.SceneUnrelated, sandbox.SceneRed, sandbox.SceneFrozen} {
		both(t, func(t *testing.T, act decide.Act) {
			d, r := ready(t, scene, act)
			req := confirm(act, r)
			req.Basis.Dangers = nil
			res, _ := d.Decide(t.Context(), req)
			if res.Outcome != decide.Changed || differing(res) != "Dangers" || len(d.sent()) != 0 {
				t.Errorf("%s: outcome %d, %+v", scene, res.Outcome, res.Differences)
			}
		})
	}
}

// A comparison that was never made is made before it is sent: it may be a rollback.
func TestAComparisonIsMadeBeforeItIsSent(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, act decide.Act) {
		d := stage(t, sandbox.SceneRollback)
		if act == decide.ActPlay {
			d.l.decides("oto", d.ref, api.Approve)
		}
		r := d.row(d.ref)
		d.l.ResetJournal()
		if res, _ := d.Decide(t.Context(), confirm(act, r)); res.Outcome != decide.Changed || differing(res) != "Dangers" || len(d.sent()) != 0 {
			t.Errorf("outcome %d, %+v", res.Outcome, res.Differences)
		}
	})
}

// Where one source is silent the other one and what was known speak; where both are,
// nothing can be said of what is live.
func TestASurroundingThatCannotBeRead(t *testing.T) {
	t.Parallel()
	environment, others, freezes := `/environments/\d+$`, `/deployments$`, `/freeze_periods$`
	tests := []struct {
		name   string
		faults []string
		sent   bool
	}{
		{"the environment", []string{environment}, true},
		{"the other deployments", []string{others}, true},
		{"the freezes", []string{freezes, `/api/graphql$`}, true},
		{"both", []string{environment, others}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			both(t, func(t *testing.T, act decide.Act) {
				d, r := ready(t, sandbox.SceneFrozen, act)
				for _, path := range test.faults {
					d.l.Inject(sandbox.Fault{Path: path, Status: 500, Body: `{"message":"500 Internal Server Error"}`})
				}
				res, _ := d.Decide(t.Context(), confirm(act, r))
				want := decide.Changed
				if test.sent {
					want = decide.Done
				}
				if res.Outcome != want || (len(d.sent()) == 1) != test.sent {
					t.Fatalf("outcome %d, %v, %+v", res.Outcome, res.Err, res.Differences)
				}
				if !test.sent && (differing(res) != "Live" || res.Differences[0].After != "could not be read again") {
					t.Errorf("%+v", res.Differences)
				}
			})
		})
	}
}

// What hangs holds a decision no longer than a fact.
func TestASurveyHasADeadline(t *testing.T) {
	t.Parallel()
	d, r := ready(t, sandbox.SceneAhead, decide.ActApprove)
	d.hurry(400 * time.Millisecond)
	for _, path := range []string{`/environments/`, `/freeze_periods$`, `/api/graphql$`} {
		d.l.Inject(sandbox.Fault{Path: path, Hang: true})
	}
	if res, _ := d.Decide(t.Context(), confirm(decide.ActApprove, r)); res.Outcome != decide.Done || len(d.sent()) != 1 {
		t.Errorf("outcome %d, %v, %+v", res.Outcome, res.Err, res.Differences)
	}
}

// The reading of what is live is not that of somebody who began before.
func TestASurveyJoinsNoEarlierRead(t *testing.T) {
	t.Parallel()
	d, r := ready(t, sandbox.SceneCrowded, decide.ActApprove)
	d.l.pass(31 * time.Second)
	environment := d.l.body("/projects/" + itoa(r.Ref.Project) + "/environments/" + itoa(r.Deployment.Environment.ID))
	arrived, release := make(chan struct{}), make(chan struct{})
	d.l.Inject(sandbox.Fault{Path: `/environments/\d+$`, Times: 1, Status: 200, Body: environment, Before: func() { close(arrived); <-release }})
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = d.LoadDetail(t.Context(), d.ref)
	}()
	<-arrived
	if err := d.l.SetStatus(d.at.Others[0], "success"); err != nil {
		t.Fatal(err)
	}
	d.hurry(3 * time.Second)
	d.l.Inject(failing(`/deployments$`, 403))
	res, row := d.Decide(t.Context(), confirm(decide.ActApprove, r))
	close(release)
	<-done
	if res.Outcome != decide.Changed || differing(res) != "Live" || !strings.HasPrefix(res.Differences[0].After, "main · ") || len(d.sent()) != 0 {
		t.Fatalf("outcome %d, %+v", res.Outcome, res.Differences)
	}
	if row.Brief.Pending(fleet.FactShips) || row.Brief.Err(fleet.FactShips) != nil {
		t.Errorf("the comparison waited for it: %v", row.Brief.Err(fleet.FactShips))
	}
	if live := d.row(d.ref).Live; live == nil || live.Ref != "main" {
		t.Errorf("what was asked earlier and answered later says that %+v is live", live)
	}
}

// A rejection, and whatever else does not lead anywhere live, rests on the deployment
// alone.
func TestOtherActsRestOnNoSurroundings(t *testing.T) {
	t.Parallel()
	for _, act := range []decide.Act{decide.ActReject, decide.ActCancel} {
		d, r := ready(t, sandbox.SceneAhead, act)
		d.record("v1.7.9", d.at.LiveSHA, api.StatusRunning)
		d.l.ResetJournal()
		req := confirm(act, r)
		req.Basis = nil
		res, _ := d.Decide(t.Context(), req)
		if res.Outcome != decide.Done || len(d.sent()) != 1 || d.l.count("GET", `/environments/`) != 0 || d.l.count("GET", `/freeze_periods$`) != 0 {
			t.Errorf("%s: outcome %d, %v, %+v", act, res.Outcome, res.Err, res.Differences)
		}
	}
}

// Who gives up while the surroundings are read sends nothing.
func TestGivingUpWhileTheSurroundingsAreRead(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, act decide.Act) {
		d, r := ready(t, sandbox.SceneAhead, act)
		ctx, giveUp := context.WithCancel(t.Context())
		d.l.Inject(sandbox.Fault{Path: `/environments/\d+$`, Hang: true, Before: giveUp})
		if res, _ := d.Decide(ctx, confirm(act, r)); res.Outcome != decide.NotSent || res.Err == nil || len(d.sent()) != 0 {
			t.Errorf("outcome %d, %v", res.Outcome, res.Err)
		}
	})
}

// A freeze that REST tells of is not hidden by what GraphQL answered before it.
func TestAFreezeThatGraphQLDoesNotTellAgain(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, act decide.Act) {
		d, r := ready(t, sandbox.SceneAhead, act)
		if err := d.l.SetFreezes(d.at.Project, sandbox.Freeze{Start: "0 2 * * *", End: "0 5 * * *", Zone: "UTC"}); err != nil {
			t.Fatal(err)
		}
		d.l.Inject(sandbox.Fault{Path: `/api/graphql$`, Status: 429, Body: "Retry later", ContentType: "text/plain"})
		if res, _ := d.Decide(t.Context(), confirm(act, r)); res.Outcome != decide.Changed || differing(res) != "Dangers" || len(d.sent()) != 0 {
			t.Errorf("outcome %d, %v, %+v", res.Outcome, res.Err, res.Differences)
		}
	})
}

// A freeze is a danger whichever of the two tells of it, and is told once.
func TestEitherSideTellsOfAFreeze(t *testing.T) {
	t.Parallel()
	for _, silent := range []fleet.Fact{fleet.FactFreezes, fleet.FactInsight} {
		d := stage(t, sandbox.SceneFrozen)
		if silent == fleet.FactFreezes {
			d.l.Inject(sandbox.Fault{Path: routes[silent], Status: 200, Body: `[]`})
		} else {
			d.l.Inject(sandbox.Fault{Path: routes[silent], Status: 200, Body: strings.ReplaceAll(noFreezes, "$id", itoa(d.at.Deployment))})
		}
		if r := d.card(); sentence(r, api.DangerFreeze) == "" {
			t.Errorf("without %s: %v, %v", silent, kinds(r), r.Brief.Err(silent))
		}
	}
	if r := stage(t, sandbox.SceneFrozen).card(); strings.Count(sentence(r, api.DangerFreeze), "until") != 1 {
		t.Error(sentence(r, api.DangerFreeze))
	}
}

// noFreezes is an answer of GraphQL's that tells of no freeze.
const noFreezes = `{"data":{"project":{"deployment":{"id":"gid://gitlab/Deployment/$id","approvalSummary":{"rules":[]}},"environment":{"deployFreezes":[]}}}}`

// What becomes of the deployment while its surroundings are read is seen.
func TestTheDeploymentIsReadAfterItsSurroundings(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, act decide.Act) {
		d, r := ready(t, sandbox.SceneAhead, act)
		d.l.Inject(sandbox.Fault{Method: "GET", Path: `/environments/\d+$`, Times: 1, Before: func() {
			if err := d.l.SetStatus(d.at.Deployment, "canceled"); err != nil {
				t.Error(err)
			}
		}})
		res, row := d.Decide(t.Context(), confirm(act, r))
		if res.Outcome != decide.Changed || !strings.Contains(differing(res), "Status") || len(d.sent()) != 0 || row.Deployment.Status != api.StatusCanceled {
			t.Errorf("outcome %d, %v, %+v, sent %v", res.Outcome, res.Err, res.Differences, d.sent())
		}
	})
}

// The comparison that a survey makes has no time of its own besides.
func TestASurveyHasOneDeadline(t *testing.T) {
	t.Parallel()
	d := stage(t, sandbox.SceneRollback)
	r := d.row(d.ref)
	d.SetDeadline(func(f fleet.Fact) time.Duration {
		if f == fleet.FactShips {
			return 20 * time.Second
		}
		return 200 * time.Millisecond
	})
	d.l.Inject(sandbox.Fault{Path: routes[fleet.FactShips], Hang: true})
	began := time.Now()
	res, row := d.Decide(t.Context(), confirm(decide.ActApprove, r))
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
	// that it could not be compared is a note on the card, which holds nothing up
	if res.Outcome != decide.Done || fleet.Reason(row.Brief.Err(fleet.FactShips)) != "no answer within 200ms" {
		t.Errorf("outcome %d, %v, %+v, %v", res.Outcome, res.Err, res.Differences, row.Brief.Err(fleet.FactShips))
	}
}

// A comparison that failed on the card is tried again, however lately it failed.
func TestAComparisonThatFailedIsTriedAgain(t *testing.T) {
	t.Parallel()
	d := stage(t, sandbox.SceneRollback)
	remove := d.l.Inject(failing(routes[fleet.FactShips], 403))
	r := d.card()
	remove()
	res, row := d.Decide(t.Context(), confirm(decide.ActApprove, r))
	if res.Outcome != decide.Changed || differing(res) != "Dangers" || len(d.sent()) != 0 || sentence(*row, api.DangerRollback) == "" {
		t.Errorf("outcome %d, %v, %+v", res.Outcome, res.Err, res.Differences)
	}
}
