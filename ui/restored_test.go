package ui

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
	"greenlight/api/snapshot"
)

// shelf is a store that counts what is written to it.
type shelf struct {
	*snapshot.Folder
	writes atomic.Int64
}

func newShelf(t *testing.T) *shelf { return &shelf{Folder: snapshot.New(t.TempDir())} }

func (s *shelf) Write(ctx context.Context, e *snapshot.Encoded) error {
	s.writes.Add(1)
	return s.Folder.Write(ctx, e)
}

func (s *shelf) into(o *Options) { o.Fleet.(*fleet.Fleet).Cache(s) }

// lastRun is a run that ended three hours ago, and where it left what it knew.
func lastRun(t *testing.T, o rigOptions) (*rig, *shelf) {
	t.Helper()
	s := newShelf(t)
	o.change = s.into
	r := newRig(t, o)
	r.ready()
	r.idle(0)
	if _, err := r.app.opt.Fleet.Save(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.clock.Advance(3 * time.Hour)
	r.server.ResetJournal()
	return r, s
}

// again starts greenlight once more over the same GitLab.
func (r *rig) again(o rigOptions, s *shelf) *rig {
	r.t.Helper()
	user := o.user
	if user == "" {
		user = "maya"
	}
	next := &rig{
		t: r.t, clock: r.clock, ends: make(chan tea.Msg, 4096), tokens: map[string]string{},
		server: r.server, servers: r.servers, hosts: r.hosts,
	}
	instance, err := api.ParseInstance(r.server.URL())
	if err != nil {
		r.t.Fatal(err)
	}
	client, err := api.New(api.Options{
		Instance: instance, Token: api.Secret(r.server.Token(user)), Now: r.clock.Now, UserAgent: "test", Timeout: patience,
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	})
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(client.Close)
	opt := r.app.opt
	opt.Fleet = fleet.New(r.clock.Now, fleet.Source{Client: client, Projects: o.projects, Groups: o.groups})
	opt.Drawn = func() time.Time { return next.drawn }
	s.into(&opt)
	ctx, cancel := context.WithCancel(context.Background())
	r.t.Cleanup(cancel)
	next.app = New(ctx, opt)
	next.run(next.app.Init())
	next.send(tea.WindowSizeMsg{Width: 120, Height: 36})
	return next
}

var three = []string{"payments/api", "payments/web", "platform/sso"}

func TestTheLastStateIsDrawnBeforeGitLabAnswers(t *testing.T) {
	t.Parallel()
	first, s := lastRun(t, rigOptions{projects: three})
	open := first.gate(`.`)
	r := first.again(rigOptions{projects: three}, s)
	r.until("the rows are there", func(a App) bool { return a.list.Len() == first.app.list.Len() })
	r.allOld(true)
	if h := r.header(); !strings.Contains(h, "3h old") {
		t.Errorf("the header is %q", h)
	}
	if i, _ := r.app.list.Position(); i != 1 || r.app.list.NewAbove() > 0 {
		t.Errorf("nobody has pressed a key, and the cursor is on row %d, with %d above the window", i, r.app.list.NewAbove())
	}
	r.keys("1 g a")
	if r.app.cards.Len() > 0 {
		t.Errorf("a decision is open before it is known who asks:\n%s", r.screen())
	}
	r.lacks("Nothing waits for you")
	open()
	r.ready()
	r.idle(0)
	r.allOld(false)
	r.sees("updated just now")
	r.keys("1 g a")
	if r.app.cards.Len() == 0 {
		t.Errorf("what was restored cannot be decided when it is read:\n%s", r.screen())
	}
}

func TestWhatIsRestoredIsReplacedProjectByProject(t *testing.T) {
	t.Parallel()
	first, s := lastRun(t, rigOptions{projects: three})
	open := first.gate(`/projects/2/deployments$`)
	r := first.again(rigOptions{projects: three}, s)
	r.until("the others are read", func(a App) bool {
		n := 0
		for _, p := range a.sites[0].projects {
			n += min(p.listed, 1)
		}
		for row := range a.list.All() { // what waits is as old as its own read
			if row.Ref.Project != 2 && a.old(&row) {
				return false
			}
		}
		return n == 2
	})
	for row := range r.app.list.All() {
		if old := r.app.old(&row); old != (row.Ref.Project == 2) {
			t.Errorf("%s: old is %v", place(row), old)
		}
	}
	if h := r.header(); !strings.Contains(h, "3h old, reading 2 of 3") {
		t.Errorf("the header is %q", h)
	}
	r.moveTo("of the one that is not read", func(row fleet.Row) bool { return row.Ref.Project == 2 && row.Verdict.State == api.StateNeedsYou })
	r.keys("a")
	r.sees("3h")
	r.keys("esc")
	open()
	r.ready()
	r.idle(0)
	r.allOld(false)
}

func TestWhatAnotherUserSavedIsNotShown(t *testing.T) {
	t.Parallel()
	first, s := lastRun(t, rigOptions{projects: three})
	who := first.gate(`/user$`)
	first.gate(`/deployments$`)
	r := first.again(rigOptions{projects: three, user: "oto"}, s)
	r.until("the rows are there", func(a App) bool { return a.list.Len() > 0 })
	who()
	r.until("it is known who asks", func(a App) bool { return a.sites[0].me.Username == "oto" })
	if n := r.app.list.Len(); n != 0 {
		t.Errorf("%d rows of another user are shown", n)
	}
	r.lacks("3h old")
}

func TestWhatIsShownNoMoreIsNotRestored(t *testing.T) {
	t.Parallel()
	groups := rigOptions{groups: []string{"payments"}}
	first, s := lastRun(t, groups)
	if err := first.server.SetArchived(2, true); err != nil {
		t.Fatal(err)
	}
	r := first.again(groups, s)
	r.until("it is known what is shown", func(a App) bool { return a.sites[0].phase == ready })
	for row := range r.app.list.All() {
		if row.Ref.Project == 2 {
			t.Fatalf("%s is shown, its project is archived", place(row))
		}
	}
	other := first.again(rigOptions{projects: []string{"payments/web"}}, s)
	other.until("it is known what is shown", func(a App) bool { return a.sites[0].phase == ready })
	other.idle(0)
	if !other.app.sites[0].restored.IsZero() {
		t.Error("what was saved of other projects is shown")
	}
}

func TestRestoredAndOffline(t *testing.T) {
	t.Parallel()
	first, s := lastRun(t, rigOptions{projects: three})
	first.server.Inject(sandbox.Fault{Path: `.`, Cut: true})
	r := first.again(rigOptions{projects: three}, s)
	r.sees("offline, data 3h old")
	if n := r.app.list.Len(); n != first.app.list.Len() {
		t.Errorf("%d rows are shown, want %d", n, first.app.list.Len())
	}
	r.keys("5 g j j")
	r.rests()
	r.calm()
	r.sees(r.selected().Project)
	r.keys("1 g a")
	if r.app.cards.Len() > 0 {
		t.Error("a decision is open while nothing answers")
	}
	r.lacks("✓ Nothing waits for you")
	r.keys("/")
	r.typed("web")
	r.keys("enter")
	if _, n := r.app.list.Position(); n == 0 {
		t.Error("the filter finds nothing")
	}
}

func TestItIsSavedOnceAMinuteWhereItHasChanged(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	r := newRig(t, rigOptions{projects: []string{"data/billing"}, change: s.into})
	r.ready()
	r.idle(0)
	r.pass(59*time.Second, time.Second, 0)
	if n := s.writes.Load(); n != 0 {
		t.Errorf("it was saved %d times in the first minute", n)
	}
	r.pass(5*time.Minute, time.Second, 0)
	if n := s.writes.Load(); n != 1 {
		t.Errorf("it was saved %d times, where nothing changed", n)
	}
	for row := range r.app.list.All() {
		r.blocks(row)
		break
	}
	r.pass(90*time.Second, time.Second, 0)
	if n := s.writes.Load(); n != 2 {
		t.Errorf("it was saved %d times after one change, want twice", n)
	}
}
