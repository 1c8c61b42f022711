package fleet_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

func TestAScenesRelation(t *testing.T) {
	t.Parallel()
	tests := []struct {
		scene         sandbox.Scene
		relation      api.Relation
		ahead, behind int
		danger        api.Danger
		must          bool
	}{
		{sandbox.SceneAhead, api.RelationAhead, 12, 0, 0, false},
		{sandbox.SceneRollback, api.RelationOlder, 0, 12, api.DangerRollback, true},
		{sandbox.SceneDiverged, api.RelationDiverged, 3, 8, api.DangerDiverged, true},
		{sandbox.SceneSame, api.RelationSame, 0, 0, 0, false},
		{sandbox.SceneFirst, api.RelationFirst, 0, 0, 0, false},
		{sandbox.SceneLiveDeleted, api.RelationFirst, 0, 0, 0, false},
		{sandbox.SceneUnrelated, api.RelationUnrelated, -1, -1, api.DangerUnrelated, true},
	}
	for _, test := range tests {
		t.Run(test.scene.String(), func(t *testing.T) {
			t.Parallel()
			r := stage(t, test.scene).card()
			s := r.Verdict.Ships
			if s.Relation != test.relation || test.ahead >= 0 && (s.Ahead != test.ahead || s.Behind != test.behind) {
				t.Errorf("%s: %+v", s.Relation, s)
			}
			dangers := r.Verdict.Dangers()
			if test.must != (len(dangers) == 1) || test.must && dangers[0].Kind != test.danger {
				t.Errorf("%+v", dangers)
			}
			if strings.Contains(sentence(r, api.NoteUnread), "could not be read") {
				t.Error(sentence(r, api.NoteUnread))
			}
		})
	}
}

// A commit that is gone, and a comparison that GitLab gives up, are said.
func TestWhatCannotBeCompared(t *testing.T) {
	t.Parallel()
	for _, scene := range []sandbox.Scene{sandbox.SceneUnknownSHA, sandbox.SceneUnknownLive} {
		r := stage(t, scene).card()
		if s := sentence(r, api.NoteUnread); !strings.HasPrefix(s, "What it ships could not be read: ") || r.Verdict.Ships.Relation != api.RelationUnread {
			t.Errorf("%s: %q, %+v", scene, s, r.Verdict.Ships)
		}
		if err := r.Brief.Err(fleet.FactMerged); err == nil {
			t.Errorf("%s: there are merge requests", scene)
		}
	}
	d := stage(t, sandbox.SceneHuge)
	if s := d.card().Verdict.Ships; s.Relation != api.RelationAhead || s.Ahead != 3090 || !s.Cut {
		t.Errorf("huge: %+v", s)
	}
}

func TestFreezesAreWeighed(t *testing.T) {
	t.Parallel()
	daily := func(zone string) sandbox.Freeze {
		return sandbox.Freeze{Start: "0 2 * * *", End: "0 5 * * *", Zone: zone}
	}
	none := sandbox.Fault{Path: routes[fleet.FactFreezes], Status: 200, Body: `[]`}
	tests := []struct {
		name   string
		scene  sandbox.Scene
		change func(*lab, sandbox.Staged)
		freeze string // the beginning of the danger
		note   string
		unread string
	}{
		{name: "on", scene: sandbox.SceneFrozen, freeze: "Freeze until 06:00 CET (05:00 UTC here). GitLab will not stop you."},
		{name: "soon", scene: sandbox.SceneFreezeSoon, note: "Freeze from 04:40 CET"},
		{name: "none", scene: sandbox.SceneAhead},
		{name: "only by REST", scene: sandbox.SceneFrozen, change: func(l *lab, _ sandbox.Staged) { l.SetGraphQL(false) }, freeze: "Freeze until 06:00 CET"},
		{name: "GitLab's before REST's", scene: sandbox.SceneFrozen, change: func(l *lab, _ sandbox.Staged) { l.Inject(none) }, freeze: "Freeze until 06:00 CET"},
		{name: "REST refuses, GitLab tells", scene: sandbox.SceneFrozen, change: func(l *lab, _ sandbox.Staged) {
			l.Inject(failing(routes[fleet.FactFreezes], 403))
		}, freeze: "Freeze until 06:00 CET"},
		{name: "REST refuses, GitLab tells none", scene: sandbox.SceneAhead, change: func(l *lab, _ sandbox.Staged) {
			l.Inject(failing(routes[fleet.FactFreezes], 403))
		}, unread: "The freeze periods could not be read: no access"},
		{name: "nobody tells", scene: sandbox.SceneFrozen, change: func(l *lab, _ sandbox.Staged) {
			l.SetGraphQL(false)
			l.Inject(failing(routes[fleet.FactFreezes], 404))
		}, unread: "The freeze periods could not be read: GitLab does not know it"},
		{name: "two in no known zone", scene: sandbox.SceneAhead, change: func(l *lab, at sandbox.Staged) {
			_ = l.SetFreezes(at.Project, daily("Mars/Olympus"), daily("Nowhere"), daily("UTC"))
		}, freeze: "Freeze until 05:00 UTC. GitLab", unread: "The freeze periods could not be read: freeze period"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var changes []func(*lab, sandbox.Staged)
			if test.change != nil {
				changes = append(changes, test.change)
			}
			r := stage(t, test.scene, changes...).card()
			for kind, want := range map[api.Danger]string{api.DangerFreeze: test.freeze, api.NoteFreeze: test.note, api.NoteUnread: test.unread} {
				if got := sentence(r, kind); !strings.HasPrefix(got, want) || want == "" && got != "" || strings.Contains(got, "\n") {
					t.Errorf("%q, want %q", got, want)
				}
			}
		})
	}
}

// A freeze ends and the next one begins while nothing is read.
func TestFreezesPassByThemselves(t *testing.T) {
	t.Parallel()
	d := stage(t, sandbox.SceneFreezeSoon, func(l *lab, _ sandbox.Staged) { l.SetGraphQL(false) })
	if r := d.card(); sentence(r, api.NoteFreeze) == "" || sentence(r, api.DangerFreeze) != "" {
		t.Fatal(kinds(r))
	}
	d.l.pass(41 * time.Minute)
	on := d.fact(fleet.FactRecent)
	d.l.pass(5 * time.Hour)
	over := d.fact(fleet.FactRecent)
	if sentence(on, api.DangerFreeze) == "" || sentence(over, api.DangerFreeze) != "" || sentence(over, api.NoteFreeze) == "" {
		t.Errorf("%v, %v", kinds(on), kinds(over))
	}
}

// Freeze periods that could not be read are tried again soon, and their failure is no
// "no freeze"; nor is a failure to renew them a fresh reading.
func TestFreezesAreTriedAgain(t *testing.T) {
	t.Parallel()
	d := stage(t, sandbox.SceneFrozen, func(l *lab, _ sandbox.Staged) { l.SetGraphQL(false) })
	remove := d.l.Inject(failing(routes[fleet.FactFreezes], 403))
	d.card()
	remove()
	d.l.pass(30 * time.Second)
	read := d.l.now()
	if r := d.fact(fleet.FactFreezes); sentence(r, api.DangerFreeze) == "" || sentence(r, api.NoteUnread) != "" {
		t.Error(kinds(r))
	}
	d.l.pass(10 * time.Minute)
	d.l.Inject(failing(routes[fleet.FactFreezes], 403))
	for range 2 {
		r := d.fact(fleet.FactFreezes)
		if !r.Brief.ReadAt(fleet.FactFreezes).Equal(read) || r.Brief.Freezes.Err == nil || sentence(r, api.DangerFreeze) == "" {
			t.Errorf("read at %s, %v", r.Brief.ReadAt(fleet.FactFreezes), kinds(r))
		}
		d.l.pass(31 * time.Second)
	}
}

func TestNotesAreWeighed(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		scene  sandbox.Scene
		change func(*desk)
		kind   api.Danger
		want   string
	}{
		{"seen in staging", sandbox.SceneAhead, nil, api.NoteElsewhere, ""},
		{"not seen in staging", sandbox.SceneRollback, nil, api.NoteElsewhere, "Not seen in staging"},
		{"failed in staging", sandbox.SceneRollback, func(d *desk) {
			if _, err := d.l.as("root").CreateDeployment(d.l.t.Context(), d.at.Project, api.NewDeployment{Environment: "staging", SHA: d.at.SHA, Ref: d.at.Ref, Tag: true, Status: api.StatusFailed}); err != nil {
				d.l.t.Fatal(err)
			}
		}, api.NoteElsewhere, "staging had the same commit: it failed there"},
		{"reviewed", sandbox.SceneAhead, nil, api.NoteSelfMerged, ""},
		{"merged by its author", sandbox.SceneUnreviewed, nil, api.NoteSelfMerged, "merged by its author"},
		{"approvals that cannot be read say nothing", sandbox.SceneUnreviewed, func(d *desk) {
			d.l.Inject(failing(`/merge_requests/\d+/approvals$`, 403))
		}, api.NoteSelfMerged, ""},
		{"green", sandbox.SceneAhead, nil, api.DangerPipeline, ""},
		{"red", sandbox.SceneRed, nil, api.DangerPipeline, "failed: "},
		{"a protected tag", sandbox.SceneAhead, nil, api.NoteGuard, ""},
		{"a branch without protection", sandbox.SceneDiverged, nil, api.NoteGuard, "Branch hotfix/jitter is not protected"},
		{"an older one runs", sandbox.SceneCrowded, nil, api.NoteRunning, "older, is running"},
		{"a newer one waits", sandbox.SceneCrowded, nil, api.DangerNewer, "is also waiting"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := stage(t, test.scene)
			if test.change != nil {
				test.change(d)
			}
			r := d.card()
			if got := sentence(r, test.kind); !strings.Contains(got, test.want) || test.want == "" && got != "" {
				t.Errorf("%q, want %q; guard %+v", got, test.want, r.Brief.Guard)
			}
		})
	}
}

// Their own approval does not make it reviewed.
func TestAnAuthorsOwnApprovalIsNoReview(t *testing.T) {
	t.Parallel()
	d := stage(t, sandbox.SceneUnreviewed)
	m := d.fact(fleet.FactMerged).Brief.Merged.Value.Requests
	i := slices.IndexFunc(m, func(r fleet.MergedRequest) bool { return len(r.Approvals.By) == 0 })
	if i < 0 {
		t.Fatalf("%+v", m)
	}
	for who, noted := range map[string]bool{"author": true, "other": false} {
		d := stage(t, sandbox.SceneUnreviewed)
		id := "424242"
		if who == "author" {
			id = strconv.FormatInt(m[i].Author.ID, 10)
		}
		d.l.Inject(sandbox.Fault{Path: `/merge_requests/` + strconv.FormatInt(m[i].IID, 10) + `/approvals$`, Status: 200, Body: `{"approved":true,"approved_by":[{"user":{"id":` + id + `,"username":"x"}}]}`})
		if got := sentence(d.card(), api.NoteSelfMerged) != ""; got != noted {
			t.Errorf("approved by the %s: noted %v", who, got)
		}
	}
}

// A ref that is gone is told from a project that is hidden.
func TestAGuardThatIsGone(t *testing.T) {
	t.Parallel()
	for _, scene := range []sandbox.Scene{sandbox.SceneUnknownSHA, sandbox.SceneDiverged} {
		d := stage(t, scene, func(l *lab, at sandbox.Staged) { _ = l.LoseCommit(at.Deployment) })
		if err := d.fact(fleet.FactGuard).Brief.Err(fleet.FactGuard); err == nil || err.Error() != "the branch is gone" {
			t.Errorf("%s: %v", scene, err)
		}
	}
	d := stage(t, sandbox.SceneAhead, func(l *lab, at sandbox.Staged) { _ = l.LoseCommit(at.Deployment) })
	if err := d.fact(fleet.FactGuard).Brief.Err(fleet.FactGuard); err == nil || err.Error() != "the tag is gone" {
		t.Error(err)
	}
}
