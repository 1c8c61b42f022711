package sandbox_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"greenlight/api/sandbox"
)

// What GitLab says to an approval that it refuses.
const (
	textOwn   = `{"message":"You cannot approve your own deployment. This configuration can be adjusted in the protected environment settings."}`
	textNone  = `{"message":"This deployment is not waiting for approvals."}`
	textNo    = `{"message":"You don't have permission to approve this deployment. Contact the project or group owner for help."}`
	textPlain = `{"message":"This environment is not protected."}`
)

// TestScenes asks for each scene what a client would: the deployment, the comparison
// both ways, and what GitLab says to the first user's approval.
func TestScenes(t *testing.T) {
	t.Parallel()
	l := start(t)
	for scene, want := range map[sandbox.Scene]struct {
		ahead, behind int
		pending       int
		refusal       string // of an approval; empty: 201
		status        int    // of the comparison; 0 is 200
		others        int
		noLive        bool
	}{
		sandbox.SceneAhead:         {ahead: 12, pending: 1},
		sandbox.SceneRollback:      {behind: 12, pending: 1},
		sandbox.SceneDiverged:      {ahead: 3, behind: 8, pending: 1},
		sandbox.SceneSame:          {pending: 1},
		sandbox.SceneFirst:         {pending: 1, noLive: true},
		sandbox.SceneFrozen:        {ahead: 12, pending: 1},
		sandbox.SceneFreezeSoon:    {ahead: 12, pending: 1},
		sandbox.SceneOwn:           {ahead: 12, pending: 1, refusal: textOwn},
		sandbox.SceneOwnAllowed:    {ahead: 12, pending: 1},
		sandbox.SceneTwoHats:       {ahead: 12, pending: 2},
		sandbox.SceneShadowedGroup: {ahead: 12, pending: 2},
		sandbox.SceneShadowedRole:  {ahead: 12, pending: 2},
		sandbox.SceneNameless:      {ahead: 12, pending: 2},
		sandbox.SceneHidden:        {ahead: 12, pending: 1, refusal: textNo},
		sandbox.SceneOthers:        {ahead: 12, pending: 1, refusal: textNo},
		sandbox.SceneApproved:      {ahead: 12, refusal: textNone},
		sandbox.SceneManual:        {ahead: 12, refusal: textPlain},
		sandbox.SceneOutdated:      {behind: 6, pending: 1},
		sandbox.SceneOutdatedMany:  {behind: 9, pending: 1, others: 3},
		sandbox.SceneUnrelated:     {ahead: 3, behind: 880, pending: 1},
		sandbox.SceneUnknownSHA:    {pending: 1, status: 404},
		sandbox.SceneUnknownLive:   {pending: 1, status: 404},
		sandbox.SceneHuge:          {ahead: 3090, pending: 1},
		sandbox.SceneLiveDeleted:   {pending: 1, noLive: true},
		sandbox.SceneCrowded:       {ahead: 12, pending: 1, others: 2},
		sandbox.SceneRed:           {ahead: 12, pending: 1},
		sandbox.SceneUnreviewed:    {ahead: 12, pending: 1},
	} {
		s := l.Stage(scene)
		d := l.staged(s)
		if d.Status != "blocked" || d.Pending != want.pending || d.IID != s.IID || d.SHA != s.SHA || d.Ref != s.Ref || d.Environment.Name != s.Environment {
			t.Errorf("%s: %s, %d pending, %+v", scene, d.Status, d.Pending, s)
		}
		if d.Deployable.ID != s.Job || d.Deployable.Pipeline.ID != s.Pipeline || s.ProjectPath != "payments/"+scene.String() {
			t.Errorf("%s: job and place are %+v", scene, s)
		}
		if s.Ahead != want.ahead || s.Behind != want.behind || len(s.Others) != want.others {
			t.Errorf("%s: staged %+v", scene, s)
		}
		l.checkLive(s, want.noLive)
		if !want.noLive {
			l.checkCompare(s, want.status)
		}
		a := l.ask("maya", "POST", at(s.Project, d, "/approval"), object{"status": "approved"})
		switch {
		case want.refusal != "":
			l.want(a, 400, want.refusal)
		case a.status != 201:
			t.Errorf("%s: the approval answers %d %s", scene, a.status, a.body)
		}
	}
	if len(sandbox.Scenes()) != 27 {
		t.Errorf("%d scenes, and not all of them here", len(sandbox.Scenes()))
	}
}

// staged is the deployment of a scene as the first user reads it.
func (l *lab) staged(s sandbox.Staged) row {
	l.t.Helper()
	return decode[row](l, l.get("maya", fmt.Sprintf("/projects/%d/deployments/%d", s.Project, s.Deployment)), 200)
}

// checkLive compares with the environment's last deployment.
func (l *lab) checkLive(s sandbox.Staged, none bool) {
	l.t.Helper()
	list := decode[[]struct{ ID int64 }](l, l.get("maya", fmt.Sprintf("/projects/%d/environments?name=%s", s.Project, s.Environment)), 200)
	env := decode[struct {
		Last *row `json:"last_deployment"`
	}](l, l.get("maya", fmt.Sprintf("/projects/%d/environments/%d", s.Project, list[0].ID)), 200)
	switch {
	case none != (env.Last == nil) || none != (s.Live == 0):
		l.t.Errorf("%s: live is %+v", s.Scene, env.Last)
	case !none && (env.Last.ID != s.Live || env.Last.SHA != s.LiveSHA):
		l.t.Errorf("%s: live is %d, not %d", s.Scene, env.Last.ID, s.Live)
	}
}

// checkCompare compares both ways.
func (l *lab) checkCompare(s sandbox.Staged, status int) {
	l.t.Helper()
	if status != 0 {
		for _, pair := range [][2]string{{s.LiveSHA, s.SHA}, {s.SHA, s.LiveSHA}} {
			a := l.get("maya", fmt.Sprintf("/projects/%d/repository/compare?from=%s&to=%s", s.Project, pair[0], pair[1]))
			l.want(a, status, `{"message":"404 Ref Not Found"}`)
		}
		return
	}
	there, back := l.compared(s.Project, s.LiveSHA, s.SHA), l.compared(s.Project, s.SHA, s.LiveSHA)
	if len(there.Commits) != s.Ahead || len(back.Commits) != s.Behind {
		l.t.Errorf("%s: ahead %d, behind %d", s.Scene, len(there.Commits), len(back.Commits))
	}
	if there.Timeout != (s.Ahead > 250) || back.Timeout != (s.Behind > 250) || s.Ahead > 250 && len(there.Diffs) > 100 {
		l.t.Errorf("%s: timeouts %v and %v, %d files", s.Scene, there.Timeout, back.Timeout, len(there.Diffs))
	}
	for _, c := range there.Commits {
		if c.Date.After(night) {
			l.t.Fatalf("%s: a commit of %v", s.Scene, c.Date)
		}
	}
}

func TestHatsOfScenes(t *testing.T) {
	t.Parallel()
	l := start(t)
	for scene, hats := range map[sandbox.Scene][]struct {
		hat  string
		rule int // whose it is: 0 or 1
		fail int
	}{
		sandbox.SceneTwoHats:       {{"security-group", 1, 0}, {"payments-leads", 0, 0}},
		sandbox.SceneShadowedGroup: {{"qa", 0, 0}, {"qa-group", 0, 0}},
		sandbox.SceneShadowedRole:  {{"Maintainers", 0, 0}, {"Developers + Maintainers", 0, 0}},
		sandbox.SceneNameless:      {{"Maintainers", 0, 500}},
	} {
		for _, try := range hats {
			s := l.Stage(scene)
			d := l.staged(s)
			a := l.ask("maya", "POST", at(s.Project, d, "/approval"), object{"status": "approved", "represented_as": try.hat})
			if try.fail != 0 {
				l.want(a, try.fail, `{"message":"500 Internal Server Error"}`)
				continue
			}
			rules := l.staged(s).Summary.Rules
			mine := func(a approval) bool { return a.User.Username == "maya" && a.CreatedAt.Equal(night) }
			for no, r := range rules {
				if slices.ContainsFunc(r.Given, mine) != (no == try.rule) {
					t.Errorf("%s as %s: rule %d %q has %+v", scene, try.hat, no, *r.Description, r.Given)
				}
			}
		}
	}
}

func TestSceneOfOneKind(t *testing.T) {
	t.Parallel()
	l := start(t)
	allowed := l.Stage(sandbox.SceneOwnAllowed)
	if l.staged(allowed).User.Username != "maya" {
		t.Error("the own deployment is not the first user's")
	}
	again := l.Stage(sandbox.SceneAhead)
	if more := l.Stage(sandbox.SceneAhead); again.ProjectPath != "payments/ahead" || more.ProjectPath != "payments/ahead-2" || more.Project == again.Project {
		t.Errorf("twice it is in %s and %s", again.ProjectPath, more.ProjectPath)
	}
	release := decode[object](l, l.get("maya", fmt.Sprintf("/projects/%d/releases/%s", again.Project, again.Ref)), 200)
	if !strings.Contains(release["description"].(string), "Retry webhooks with jitter") {
		t.Errorf("the notes of %s are %v", again.Ref, release["description"])
	}
	staging := l.in(again.Project, "staging", "success")
	if staging.SHA != again.SHA {
		t.Errorf("staging has %s", staging.SHA)
	}
	lost := l.Stage(sandbox.SceneUnknownSHA)
	l.want(l.get("maya", fmt.Sprintf("/projects/%d/repository/commits/%s", lost.Project, lost.SHA)), 404, `{"message":"404 Commit Not Found"}`)
	l.want(l.get("maya", fmt.Sprintf("/projects/%d/repository/branches/%s", lost.Project, url.PathEscape(lost.Ref))), 404, `{"message":"404 Branch Not Found"}`)
	if a := l.get("maya", fmt.Sprintf("/projects/%d/jobs/%d", lost.Project, lost.Job)); !strings.Contains(a.body, `"commit":null`) {
		t.Errorf("the job has a commit: %s", a.body)
	}
	approved := l.Stage(sandbox.SceneApproved)
	manual := l.Stage(sandbox.SceneManual)
	for _, s := range []sandbox.Staged{approved, manual} {
		if a := l.ask("maya", "POST", fmt.Sprintf("/projects/%d/jobs/%d/play", s.Project, s.Job), nil); a.status != 200 {
			t.Errorf("%s: play answers %d %s", s.Scene, a.status, a.body)
		}
	}
	hidden := l.staged(l.Stage(sandbox.SceneHidden)).Summary.Rules[0]
	l.want(l.get("maya", fmt.Sprintf("/groups/%d/members/1", *hidden.GroupID)), 404, `{"message":"404 Group Not Found"}`)
	bare := l.Stage(sandbox.SceneUnreviewed)
	newest := decode[[]landed](l, l.get("maya", fmt.Sprintf("/projects/%d/repository/commits/%s/merge_requests", bare.Project, bare.SHA)), 200)[0]
	by := decode[approvals](l, l.get("maya", fmt.Sprintf("/projects/%d/merge_requests/%d/approvals", bare.Project, newest.IID)), 200)
	if newest.MergedBy != newest.Author || len(by.By) != 0 {
		t.Errorf("!%d by %s, merged by %s, has %d approvals", newest.IID, newest.Author.Username, newest.MergedBy.Username, len(by.By))
	}
	apart := l.Stage(sandbox.SceneUnrelated)
	a := l.get("maya", fmt.Sprintf("/projects/%d/repository/compare?from=main&to=%s", apart.Project, apart.SHA))
	if roots := strings.Count(a.body, `"parent_ids":[]`); roots != 1 {
		t.Errorf("%d commits of an unrelated branch have no parent", roots)
	}
	red := l.staged(l.Stage(sandbox.SceneRed))
	if red.Deployable.Pipeline.Status != "failed" {
		t.Errorf("the red pipeline %s", red.Deployable.Pipeline.Status)
	}
}

func TestSceneOrder(t *testing.T) {
	t.Parallel()
	l := start(t)
	many := l.Stage(sandbox.SceneOutdatedMany)
	for _, id := range append([]int64{many.Deployment}, many.Others...) {
		if d := l.full(row{ID: id}, many.Project); d.Status != "blocked" || d.ID >= many.Live || d.Pending != 1 {
			t.Errorf("%d of %d is %s", d.ID, many.Live, d.Status)
		}
	}
	crowd := l.Stage(sandbox.SceneCrowded)
	if len(crowd.Others) != 2 || l.full(row{ID: crowd.Others[0]}, crowd.Project).Status != "running" || crowd.Others[1] <= crowd.Deployment {
		t.Errorf("the crowd is %+v", crowd)
	}
	deleted := l.Stage(sandbox.SceneLiveDeleted)
	if left := l.rows(deleted.Project, "environment=production"); len(left) != 2 || left[0].Status != "failed" {
		t.Errorf("left are %+v", left)
	}
}

func TestSceneFreezes(t *testing.T) {
	t.Parallel()
	l := start(t)
	for scene, want := range map[sandbox.Scene]string{
		sandbox.SceneFrozen:     `"freeze_start":"0 3 * * *","freeze_end":"0 6 * * *","cron_timezone":"Europe/Berlin"`,
		sandbox.SceneFreezeSoon: `"freeze_start":"40 4 * * *","freeze_end":"0 9 * * *","cron_timezone":"Europe/Berlin"`,
	} {
		s := l.Stage(scene)
		if a := l.get("maya", fmt.Sprintf("/projects/%d/freeze_periods", s.Project)); !strings.Contains(a.body, want) {
			t.Errorf("%s: %s", scene, a.body)
		}
	}
}

// TestScenesRepeat: the same calls give the same ids, and staging leaves the rest of
// the world alone.
func TestScenesRepeat(t *testing.T) {
	t.Parallel()
	one, two := start(t), start(t)
	before := one.rows(api, "")
	for _, scene := range sandbox.Scenes() {
		a, b := one.Stage(scene), two.Stage(scene)
		if a.Deployment != b.Deployment || a.SHA != b.SHA || a.Live != b.Live || a.Project != b.Project {
			t.Errorf("%s is %+v and %+v", scene, a, b)
		}
	}
	if after := one.rows(api, ""); len(after) != len(before) || after[0].ID != before[0].ID {
		t.Errorf("project 1 had %d deployments, has %d", len(before), len(after))
	}
	loud := start(t, func(o *sandbox.Options) { o.Quiet = false })
	s := loud.Stage(sandbox.SceneManual)
	rows := len(loud.rows(s.Project, ""))
	for range 20 {
		loud.pass(20 * time.Minute)
	}
	if now := len(loud.rows(s.Project, "")); now != rows || loud.staged(s).Status != "blocked" {
		t.Errorf("a scene had %d deployments, has %d", rows, now)
	}
}

func TestTakenAway(t *testing.T) {
	t.Parallel()
	l := start(t)
	s := l.Stage(sandbox.SceneOutdated)
	if err := l.DeleteDeployment(s.Live); err != nil {
		t.Fatal(err)
	}
	l.want(l.get("maya", fmt.Sprintf("/projects/%d/deployments/%d", s.Project, s.Live)), 404, noRecord)
	if live := l.in(s.Project, "production", "success"); live.ID == s.Live || live.ID > s.Deployment {
		t.Errorf("live is %d now", live.ID)
	}
	if err := l.LoseCommit(s.Deployment); err != nil {
		t.Fatal(err)
	}
	l.want(l.get("maya", fmt.Sprintf("/projects/%d/repository/compare?from=main&to=%s", s.Project, s.SHA)), 404, `{"message":"404 Ref Not Found"}`)
	l.want(l.get("maya", fmt.Sprintf("/projects/%d/repository/tags/%s", s.Project, s.Ref)), 404, `{"message":"404 Tag Not Found"}`)
	allow := l.Forbid("/freeze_periods$")
	path := fmt.Sprintf("/projects/%d/freeze_periods", s.Project)
	l.want(l.get("maya", path), http.StatusForbidden, `{"message":"403 Forbidden"}`)
	allow()
	l.want(l.get("maya", path), 200, "[]")
	if l.DeleteDeployment(5) == nil || l.LoseCommit(5) == nil {
		t.Error("a deployment that is not there was changed")
	}
}

// TestDemoShowsDecisions: the world that everybody sees first holds a rollback, a
// branch that left long ago, a freeze that is on and one that comes.
func TestDemoShowsDecisions(t *testing.T) {
	t.Parallel()
	l := start(t, func(o *sandbox.Options) { o.Seed = 1 })
	back := l.in(ledger, "prod-eu", "blocked")
	live := l.in(ledger, "prod-eu", "success")
	if n := len(l.compared(ledger, live.SHA, back.SHA).Commits); n != 0 || len(l.compared(ledger, back.SHA, live.SHA).Commits) < 5 {
		t.Errorf("the rollback is %d ahead", n)
	}
	apart := l.in(ingest, "staging", "blocked")
	live = l.in(ingest, "staging", "success")
	there, back2 := l.compared(ingest, live.SHA, apart.SHA), l.compared(ingest, apart.SHA, live.SHA)
	if len(there.Commits) != 3 || len(back2.Commits) < 2 {
		t.Errorf("the branch is %d ahead, %d behind", len(there.Commits), len(back2.Commits))
	}
	for project := int64(1); project <= 12; project++ {
		a := l.get("maya", fmt.Sprintf("/projects/%d/freeze_periods", project))
		switch project {
		case infra:
			l.in(infra, "production", "blocked")
			if !strings.Contains(a.body, `"freeze_start":"0 2 * * *","freeze_end":"0 7 * * *"`) {
				t.Errorf("the freeze that is on: %s", a.body)
			}
		case sso:
			if !strings.Contains(a.body, `"freeze_start":"0 9 * * *","freeze_end":"0 13 * * *"`) {
				t.Errorf("the freeze that comes: %s", a.body)
			}
		default:
			l.want(a, 200, "[]")
		}
	}
}

// TestScenesAnywhere: also in a small world, and in a GitLab without approvals.
func TestScenesAnywhere(t *testing.T) {
	t.Parallel()
	l := start(t, func(o *sandbox.Options) { o.FOSS, o.Projects, o.Deployments = true, 1, 20 })
	for _, scene := range sandbox.Scenes() {
		s := l.Stage(scene)
		a := l.get("maya", fmt.Sprintf("/projects/%d/deployments/%d", s.Project, s.Deployment))
		if d := decode[row](l, a, 200); d.Status != "blocked" || strings.Contains(a.body, "approval") {
			t.Errorf("%s: %s", scene, a.body)
		}
	}
}
