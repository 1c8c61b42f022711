package ui

import (
	"context"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
	"greenlight/ui/intent"
)

// What is watched is made heard also where its job was run meanwhile; what was run is
// watched by one key.
func TestWatchingOutlivesRunning(t *testing.T) {
	t.Parallel()
	watched := func(r *rig) bool {
		return len(r.app.following) == 1 && r.app.following[0].watched
	}
	r := newRig(t, rigOptions{projects: []string{"payments/api"}})
	r.ready()
	row := r.selectRow("approved", toRun)
	r.keys("w p")
	r.settled()
	r.keys("enter")
	r.sees("runs: " + place(row))
	r.idle(0)
	if !watched(r) {
		t.Errorf("running it ended the watch: %+v", r.app.following)
	}
	r = newRig(t, rigOptions{projects: []string{"payments/api"}})
	r.ready()
	r.ran()
	r.keys("w")
	r.sees("Watching")
	if !watched(r) {
		t.Errorf("what was run is not watched: %+v", r.app.following)
	}
	r.keys("w")
	r.sees("No longer watched")
	if len(r.app.following) > 0 {
		t.Errorf("still followed: %+v", r.app.following)
	}
}

// The title claims nothing that was not read.
func TestTheTitleClaimsNothingUnread(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]rigOptions{
		"the token was refused": {before: func(s *sandbox.Server) {
			s.Inject(sandbox.Fault{Path: `.`, Status: 401, Body: `{"message":"401 Unauthorized"}`})
		}},
		"offline": {dead: true},
		"who may approve is unread": {before: func(s *sandbox.Server) {
			s.Inject(sandbox.Fault{Path: `/deployments/\d+$`, Status: 500, Body: `{}`})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o.projects = []string{"payments/api"}
			r := newRig(t, o)
			r.idle(0)
			if got := r.app.View().WindowTitle; got != "greenlight" {
				t.Errorf("the title says %q", got)
			}
		})
	}
}

// The help remembers what it was opened on only while it is open.
func TestTheTokensCardActsWhereverTheCursorIs(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/api"}})
	r.ready()
	r.keys("5 g ?")
	r.settled()
	r.keys("esc j j")
	heal := r.server.Inject(sandbox.Fault{Path: `.`, Status: 401, Body: `{"message":"401 Unauthorized"}`})
	r.beat(11 * time.Second)
	r.sees("GitLab does not know your token")
	r.idle(0)
	r.settled()
	heal()
	r.keys("r")
	r.idle(0)
	r.lacks("The selection has changed")
	r.sees("just now")
}

// late lets one project's listing wait.
type late struct {
	Fleet
	gate chan struct{}
	path string
}

func (l late) LoadProject(ctx context.Context, ref api.ProjectRef) (fleet.Snapshot, error) {
	if p, _ := l.Project(ref); p.Path == l.path {
		<-l.gate
	}
	return l.Fleet.LoadProject(ctx, ref)
}

func TestWhatArrivesLastAtTheStartIsNoNews(t *testing.T) {
	t.Parallel()
	gate := make(chan struct{})
	r := newRig(t, rigOptions{projects: []string{"payments/web", "payments/api"}, change: func(o *Options) {
		o.Bell, o.Fleet = true, late{o.Fleet, gate, "payments/api"}
	}})
	r.until("one project is there", func(a App) bool { return a.list.Len() > 0 && !a.judges() && r.under == 1 })
	close(gate)
	r.idle(0)
	r.ready()
	for _, asked := range r.asked {
		if asked == "tea.RawMsg" {
			t.Fatalf("something rang at the start: %v", r.asked)
		}
	}
}

// A job that waits has no log yet: it is not asked for one until the list says that it
// runs.
func TestTheLogOfAWaitingJobIsNotPolled(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/api"}})
	r.ready()
	r.selectRow("mine alone", onlyMine)
	r.keys("L")
	r.idle(0)
	r.server.ResetJournal()
	r.pass(2*time.Minute, time.Second, 0)
	if n := r.wire("GET", `/trace$`); n > 0 {
		t.Errorf("the log of a job that waits was read %d times in two minutes", n)
	}
}

// What GitLab refuses is asked once and told once; what fails is asked less and less.
func TestATabThatFailsIsLeftAlone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault sandbox.Fault
		most  int
	}{
		"forbidden": {sandbox.Fault{Status: 403, Body: `{"message":"403 Forbidden"}`}, 0},
		"broken":    {sandbox.Fault{Status: 500, Body: `{"message":"500 Internal Server Error"}`}, 8},
		"limited":   {sandbox.Fault{Status: 429, Body: "Retry later", ContentType: "text/plain", Header: map[string][]string{"Retry-After": {"600"}}}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, rigOptions{projects: []string{"payments/web"}})
			r.ready()
			r.selectRow("running", withJob(api.StateRunning))
			c.fault.Path = `/trace$`
			r.server.Inject(c.fault)
			r.keys("L")
			r.idle(0)
			told := len(r.app.notices.all)
			r.server.ResetJournal()
			r.pass(5*time.Minute, time.Second, 0)
			if n := r.wire("GET", `/trace$`); n > c.most {
				t.Errorf("asked %d times more in five minutes, want at most %d", n, c.most)
			}
			if more := len(r.app.notices.all) - told; more > 1 { // the end of the job may be one
				t.Errorf("told %d times more", more)
			}
			if r.app.bench.tab != intent.TabLog {
				t.Fatal("another tab is shown")
			}
		})
	}
}

// A link to what no configured view shows does not zoom into something else.
func TestALinkToWhatNoViewShows(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/api"}, change: func(o *Options) {
		o.Views = []View{{Name: "Prod", Filter: "tier:production"}}
	}})
	r.ready()
	var hidden fleet.Row
	for row := range r.app.usual().All() {
		if !row.Production() {
			hidden = row
		}
	}
	r.send(foundMsg{row: hidden})
	r.sees("is in none of the configured views")
	if r.app.zoomed {
		t.Error("another deployment is zoomed")
	}
}

// What is typed into a log's search when its row leaves the view by itself is thrown
// away: it must not become keys of the list.
func TestTypingOnIntoALogThatHasGoneDoesNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/web"}})
	r.ready()
	r.keys("3 L enter")
	r.idle(0)
	r.keys("/")
	r.typed("er")
	if !r.app.bench.log.view.Searching() {
		t.Fatalf("nothing is searched:\n%s", r.screen())
	}
	row := r.selected()
	if err := r.server.SetJobStatus(row.Deployment.Deployable.ID, "success"); err != nil {
		t.Fatal(err)
	}
	r.beat(11 * time.Second)
	r.until("the row has left the view", func(a App) bool { _, n := a.list.Position(); return n == 0 || !a.zoomed })
	if r.app.logInFront() {
		t.Fatal("a log that nobody sees has the keys")
	}
	r.typed("rorq")
	if r.quit || r.app.cards.Len() > 0 {
		t.Fatalf("what was typed on became keys: quit %v, %d cards", r.quit, r.app.cards.Len())
	}
	r.clock.Advance(muteRest)
	r.keys("?")
	if r.app.cards.Len() > 0 {
		t.Error("a key acts on a screen that was not drawn since")
	}
	r.clock.Advance(muteRest)
	r.drawn = r.clock.Now()
	r.clock.Advance(muteRest)
	r.keys("?")
	if r.app.cards.Len() != 1 {
		t.Error("after a rest the keys do nothing")
	}
}

func TestThePaletteLeavesTheMouseToTheTerminal(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/web"}, change: func(o *Options) { o.Mouse = true }})
	r.ready()
	for _, want := range []tea.MouseMode{tea.MouseModeNone, tea.MouseModeCellMotion} {
		r.keys(":")
		r.send(tea.PasteMsg{Content: "mouse"}) // text for the search, before the card is armed too
		r.settled()
		r.keys("enter")
		if got := r.app.View().MouseMode; got != want {
			t.Errorf("the mouse mode is %v, want %v:\n%s", got, want, r.screen())
		}
	}
}

// The keys that a result offers mean what it was about, and esc leads back to where
// they were pressed.
func TestTheLogOfWhatWasRunLeadsBack(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/api"}, w: 80, h: 24})
	r.ready()
	row := r.selectRow("approved", toRun)
	r.keys("2")
	for range 9 {
		if r.selected().Ref != row.Ref {
			r.keys("j")
		}
	}
	r.rested()
	r.looked()
	r.keys("p")
	r.settled()
	r.keys("enter")
	r.sees("runs: " + place(row))
	r.idle(0)
	left := r.selected()
	r.keys("L")
	r.rested()
	r.idle(0)
	if now := r.selected(); now.Ref != row.Ref || !r.app.logInFront() || r.app.bench.ref != row.Ref {
		t.Fatalf("L shows %v, want the log of %v", now.Ref, row.Ref)
	}
	r.keys("esc")
	if now := r.selected(); now.Ref != left.Ref || r.app.view() != 1 || r.app.zoomed {
		t.Errorf("esc leads to %v in view %d, want %v", now.Ref, r.app.view(), left.Ref)
	}
}

// A key that acts on the deployment's job does nothing over the log of another one.
func TestNoJobIsActedOnOverTheLogOfAnother(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/api"}})
	r.ready()
	r.selectRow("failed", withJob(api.StateFailed))
	r.keys("enter l l")
	r.idle(0)
	r.keys("g j j enter")
	r.idle(0)
	if r.app.bench.log.of == 0 {
		t.Fatalf("the log of the deployment's own job is shown:\n%s", r.screen())
	}
	r.lacks("R retry")
	for _, key := range []string{"R", "C", "p"} {
		r.keys(key)
		if r.app.cards.Len() > 0 {
			t.Fatalf("%s opened a card over the log of another job", key)
		}
		r.sees("this is the log of another job")
	}
	r.keys("L R")
	r.settled()
	if r.app.cards.Len() != 1 {
		t.Error("over its own log the deployment's job cannot be retried")
	}
}

// Once everything was there, a refresh leaves no places for rows to come.
func TestARefreshDrawsNoPlacesOfRowsToCome(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/api"}})
	r.ready()
	r.idle(0)
	r.keys("2")
	r.rested()
	r.idle(0)
	r.lacks("·······")
	r.server.Inject(sandbox.Fault{Path: `/deployments/\d+$`, Hang: true})
	r.beat(11 * time.Second)
	r.until("what waits is read anew", func(a App) bool { return a.judges() && !loading(a) })
	r.lacks("·······")
}
