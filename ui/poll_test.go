package ui

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

// toRun is an approved deployment whose job waits.
func toRun(row fleet.Row) bool { return row.Verdict.State == api.StateToRun }

// ran runs the job of the first deployment that waits for it, which is followed
// from then on.
func (r *rig) ran() fleet.Row {
	r.t.Helper()
	row := r.selectRow("approved", toRun)
	r.keys("p")
	r.settled()
	r.keys("enter")
	r.sees("runs: " + place(row))
	r.idle(0)
	return row
}

func only(row fleet.Row) string { return fmt.Sprintf(`/deployments/%d$`, row.Ref.Deployment) }

func TestARefusedTokenAsksNothingUntilItIsReadAnew(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/api", "payments/web"}})
	r.ready()
	r.ran()
	heal := r.server.Inject(sandbox.Fault{Path: `.`, Status: 401, Body: `{"message":"401 Unauthorized"}`})
	r.beat(11 * time.Second)
	r.sees("token refused")
	r.idle(0)
	r.keys("esc")
	r.server.ResetJournal()
	quiet := func(when string) {
		t.Helper()
		r.idle(0)
		if got := r.server.Journal(); len(got) > 0 {
			t.Fatalf("%s: %d requests with a refused token, the first %s %s", when, len(got), got[0].Method, got[0].Path)
		}
	}
	r.pass(time.Minute, time.Second, 0)
	quiet("a minute")
	r.pass(time.Hour, time.Minute, 0)
	quiet("an hour")
	r.keys("5 g")
	for range 10 {
		r.keys("j")
		r.send(restedMsg{move: r.app.move})
	}
	quiet("moving and resting")
	r.keys("g a X p")
	r.sees("the token was refused: press r when it is renewed")
	quiet("keys that decide")
	heal()
	r.keys("r")
	r.sees("updated just now")
	r.idle(0)
	if n := r.wire("GET", `/user$`); n != 1 {
		t.Errorf("r asked %d times who the user is, want once", n)
	}
	r.server.ResetJournal()
	r.beat(11 * time.Second)
	r.idle(0)
	if n := r.wire("GET", `/deployments$`); n == 0 {
		t.Error("after the token was renewed nothing is polled")
	}
}

func TestARenewedTokenIsUsed(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/api"}})
	r.ready()
	r.keys("5 j j")
	held := r.selected().Ref
	if err := r.server.RevokeToken(r.tokens[r.hosts[0]]); err != nil {
		t.Fatal(err)
	}
	r.beat(11 * time.Second)
	r.sees("Your token was revoked")
	r.mu.Lock()
	r.tokens[r.hosts[0]] = r.server.Token("oto")
	r.mu.Unlock()
	r.settled()
	r.keys("r")
	r.sees("@oto")
	r.beat(11 * time.Second)
	r.sees("updated just now")
	if r.app.cards.Len() > 0 || r.selected().Ref != held {
		t.Errorf("the screen is not as it was:\n%s", r.screen())
	}
}

func TestFollowingEndsWithTheDeployment(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/api"}})
	r.ready()
	row := r.ran()
	r.server.ResetJournal()
	r.pass(6*time.Second, time.Second, 0)
	if n := r.wire("GET", only(row)); n < 3 {
		t.Fatalf("what was run is read %d times in 6 s", n)
	}
	r.server.Inject(sandbox.Fault{Path: only(row), Status: 404, Body: `{"message":"404 Not found"}`})
	r.beat(2 * time.Second)
	r.sees("is gone: it was deleted")
	r.keys("g")
	r.pass(20*time.Second, time.Second, 0)
	r.server.ResetJournal()
	r.pass(2*time.Minute, time.Second, 0)
	if n := r.wire("GET", only(row)); n > 0 {
		t.Errorf("a deployment that is gone was read %d times", n)
	}
	if n := r.wire("GET", `/deployments$`); n < 10 || n > 2*13 {
		t.Errorf("%d listings in two minutes, want the rhythm of 10 s", n)
	}
}

func TestWhatEndsIsListedAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/api"}})
	r.ready()
	row := r.ran()
	for range 600 {
		r.server.ResetJournal()
		r.beat(time.Second)
		r.idle(0)
		if now, _ := r.app.list.Row(row.Ref); ended(now.Deployment.Status) {
			break
		}
	}
	r.sees(" is live: " + row.Deployment.Ref)
	listed := r.wire("GET", `/deployments$`) > 0
	r.beat(time.Second)
	r.idle(0)
	if !listed && r.wire("GET", `/deployments$`) == 0 {
		t.Error("what is live now was not asked at once")
	}
}

func TestWhatHangsIsAskedOnce(t *testing.T) {
	t.Parallel()
	t.Run("a listing", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, rigOptions{projects: []string{"payments/api", "payments/web"}})
		r.ready()
		r.keys("5 G") // what has ended asks for no facts, which would hang as well
		r.rested()
		r.idle(0)
		row, _ := r.app.list.Selected()
		hangs := fmt.Sprintf(`/projects/%d/deployments$`, row.Ref.Project)
		r.server.ResetJournal()
		r.server.Inject(sandbox.Fault{Path: hangs, Hang: true})
		r.beat(11 * time.Second)
		r.until("the listing hangs", func(App) bool { return r.wire("GET", hangs) > 0 })
		r.pass(3*time.Minute, 5*time.Second, 1)
		r.keys("r r r")
		r.idle(1)
		// A project is read by two listings side by side: what waits and what is new.
		if n := r.wire("GET", hangs); n > 3 {
			t.Errorf("a listing that hangs was asked %d times", n)
		}
		if n := r.wire("GET", `/deployments$`); n < 18 {
			t.Errorf("while one project hangs the other is read %d times in 3 minutes", n)
		}
	})
	t.Run("a single read", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, rigOptions{projects: []string{"payments/api"}})
		r.ready()
		r.idle(0)
		row := r.selectRow("mine alone", onlyMine)
		r.keys("G")
		r.rested()
		r.idle(0)
		r.server.ResetJournal()
		r.server.Inject(sandbox.Fault{Path: only(row), Hang: true})
		r.beat(11 * time.Second)
		r.until("the read hangs", func(App) bool { return r.wire("GET", only(row)) > 0 })
		r.idle(1)
		r.pass(3*time.Minute, 5*time.Second, 1)
		if n := r.wire("GET", only(row)); n != 1 {
			t.Errorf("a deployment whose read hangs was asked for %d times", n)
		}
	})
}

func TestAFailingProjectIsAskedLessAndLess(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/api"}})
	r.ready()
	heal := r.server.Inject(sandbox.Fault{Path: `/deployments$`, Status: 500, Body: `{"message":"500"}`})
	r.server.ResetJournal()
	r.pass(10*time.Minute, time.Second, 0)
	r.sees("1 of 1 project failed")
	tries := map[time.Time]bool{}
	for _, e := range r.server.Requests("GET", `/deployments$`) {
		tries[e.At] = true
	}
	if n := len(tries); n < 9 || n > 14 {
		t.Errorf("a project that fails was tried %d times in ten minutes, want it less and less often, down to once a minute", n)
	}
	heal()
	r.keys("r")
	r.sees("updated just now")
	r.idle(0)
	r.server.ResetJournal()
	r.pass(time.Minute, time.Second, 0)
	tries = map[time.Time]bool{}
	for _, e := range r.server.Requests("GET", `/deployments$`) {
		tries[e.At] = true
	}
	if n := len(tries); n < 5 || n > 7 {
		t.Errorf("healed, it was tried %d times in a minute, want every 10 s again", n)
	}
}

func limited(path, seconds string) sandbox.Fault {
	return sandbox.Fault{
		Path: path, Status: 429, ContentType: "text/plain", Body: "Retry later", Header: http.Header{"Retry-After": {seconds}},
	}
}

func TestTheServersWaitIsHonoured(t *testing.T) {
	t.Parallel()
	for name, path := range map[string]string{"of a project": `/deployments$`, "of the discovery": `.`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var heal func()
			limit := func(s *sandbox.Server) { heal = s.Inject(limited(path, "600")) }
			o := rigOptions{projects: []string{"payments/api"}}
			if path == "." {
				o.before = limit
			}
			r := newRig(t, o)
			if path == "." {
				r.until("it was tried", func(a App) bool { return a.sites[0].phase == failing })
			} else {
				r.ready()
				limit(r.server)
				r.beat(11 * time.Second)
			}
			r.idle(0)
			r.sees("rate limited, again in 10m")
			r.server.ResetJournal()
			r.pass(595*time.Second, 5*time.Second, 0)
			if n := r.wire("GET", path); n > 0 {
				t.Errorf("GitLab asked for 600 s of rest and got %d requests", n)
			}
			heal()
			r.pass(10*time.Second, time.Second, 0)
			if n := r.wire("GET", path); n == 0 {
				t.Error("after the wait nothing is asked")
			}
			r.sees("updated just now")
		})
	}
}

func TestAProjectThatWasNotFoundComesBack(t *testing.T) {
	t.Parallel()
	for name, back := range map[string]func(*rig){
		"by itself": func(r *rig) { r.pass(2*time.Minute, time.Second, 0) },
		"by r":      func(r *rig) { r.keys("r"); r.idle(0) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var heal func()
			r := newRig(t, rigOptions{projects: []string{"payments/api", "payments/web"}, before: func(s *sandbox.Server) {
				heal = s.Inject(sandbox.Fault{Path: `/projects/payments/web$`, Status: 503, Body: `{"message":"503"}`})
			}})
			r.ready()
			r.sees("1 of 2 projects failed")
			r.idle(0)
			heal()
			back(r)
			r.lacks("failed   ! why")
			r.until("its deployments are there", func(a App) bool {
				return strings.Contains(r.header(), "updated just now") && hasProject(a, "payments/web")
			})
		})
	}
}

func hasProject(a App, path string) bool {
	for row := range a.list.All() {
		if row.Project == path {
			return true
		}
	}
	return false
}

func TestTheProjectsAreLookedUpAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{groups: []string{"payments"}, change: func(o *Options) {
		o.Refresh = map[string]time.Duration{o.Hosts[0]: time.Hour}
	}})
	r.ready()
	r.idle(0)
	var id int64
	for row := range r.app.list.All() {
		if row.Project == "payments/web" {
			id = row.Ref.Project
		}
	}
	archive := func(archived bool) {
		t.Helper()
		if err := r.server.SetArchived(id, archived); err != nil {
			t.Fatal(err)
		}
	}
	r.server.ResetJournal()
	archive(true)
	r.pass(9*time.Minute, 10*time.Second, 0)
	if n := r.wire("GET", `/groups/payments/projects$`); n > 0 {
		t.Errorf("the group was asked %d times in 9 minutes", n)
	}
	r.pass(2*time.Minute, 10*time.Second, 0)
	if n := r.wire("GET", `/groups/payments/projects$`); n != 1 {
		t.Errorf("the group was asked %d times in 11 minutes, want once", n)
	}
	if hasProject(r.app, "payments/web") {
		t.Fatal("the deployments of a project that is no longer in the group are still there")
	}
	archive(false)
	r.pass(11*time.Minute, 10*time.Second, 0)
	if !hasProject(r.app, "payments/web") {
		t.Error("a project that is new in the group is not shown after ten minutes")
	}
}

func TestAnInterruptedRestReadsNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/api"}})
	r.ready()
	r.idle(0)
	r.keys("5 g")
	r.rested()
	r.idle(0)
	drawn := r.app.detailRow().Ref
	r.keys("j")
	first := r.app.move
	r.keys("j")
	r.server.ResetJournal()
	r.send(restedMsg{move: first})
	r.idle(0)
	if got := r.server.Journal(); len(got) > 0 {
		t.Errorf("a rest that was interrupted read %s", got[0].Path)
	}
	if r.app.detailRow().Ref != drawn {
		t.Error("the detail follows before the selection rests")
	}
	r.send(restedMsg{move: r.app.move})
	r.idle(0)
	if n := r.wire("GET", only(r.selected())); n != 1 {
		t.Errorf("a rest read its row %d times, want once", n)
	}
	if r.app.detailRow().Ref != r.selected().Ref {
		t.Error("the detail does not follow the selection")
	}
}

var oldData = regexp.MustCompile(`\d+m old`)

func TestASelectedRowThatCannotBeReadIsTold(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/api"}})
	r.ready()
	row := r.selectRow("mine alone", onlyMine)
	r.idle(0)
	heal := r.server.Inject(sandbox.Fault{Path: only(row), Status: 500, Body: `{"message":"500 Internal Server Error"}`})
	r.beat(11 * time.Second)
	r.idle(0)
	r.sees("1 of 1 project failed")
	r.sees("Internal Server Error")
	r.sees("Needs you")
	r.pass(4*time.Minute, 11*time.Second, 0)
	if !oldData.MatchString(r.screen()) || !r.shows("Needed you at 03:00") {
		t.Errorf("approvals of minutes ago are shown as those of now:\n%s", r.screen())
	}
	told := 0
	for _, n := range r.app.notices.all {
		if strings.Contains(n.text, "Internal Server Error") {
			told++
		}
	}
	if told != 1 {
		t.Errorf("it was told %d times, want once", told)
	}
	r.keys("!")
	r.sees("1 project could not be read")
	r.settled()
	r.keys("esc")
	heal()
	r.pass(22*time.Second, 11*time.Second, 0)
	r.sees("updated just now")
	r.sees("Needs you")
	if oldData.MatchString(r.screen()) {
		t.Errorf("it is read again and still marked as old:\n%s", r.screen())
	}
}
