package fleet_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"

	"greenlight/api/fleet"
	"greenlight/api/sandbox"
	"greenlight/api/snapshot"
)

// stuck is a store on a disk that hangs.
type stuck struct{ entered, release chan struct{} }

func newStuck() *stuck { return &stuck{make(chan struct{}, 8), make(chan struct{})} }

func (s *stuck) Read(context.Context, string, string) (*snapshot.State, error) {
	s.entered <- struct{}{}
	<-s.release
	return nil, errors.New("it hung")
}

func (s *stuck) Write(context.Context, *snapshot.Encoded) error {
	s.entered <- struct{}{}
	<-s.release
	return nil
}

// Who quits waits for no disk, and for no other save that does.
func TestSavingEndsWithItsContextThoughTheDiskHangs(t *testing.T) {
	t.Parallel()
	w := many(t, 5)
	s := newStuck()
	w.Cache(s)
	ended := make(chan error, 2)
	save := func(ctx context.Context) { _, err := w.Save(ctx); ended <- err }
	first, giveUp := context.WithCancel(t.Context())
	go save(first)
	<-s.entered
	second, cancel := context.WithCancel(t.Context())
	go save(second)
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("behind another: %v", err)
	}
	giveUp()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("at the disk: %v", err)
	}
	close(s.release)
	if _, err := w.Save(t.Context()); err != nil {
		t.Errorf("once it goes on: %v", err)
	}
}

func TestRestoringEndsWithItsContextThoughTheDiskHangs(t *testing.T) {
	t.Parallel()
	l := open(t)
	client := l.as("maya")
	f := fleet.New(l.now, fleet.Source{Client: client})
	s := newStuck()
	f.Cache(s)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { _, err := f.Restore(ctx, client.Host()); ended <- err }()
	<-s.entered
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	close(s.release)
}

// What is read before anybody asks may hang as well; it is not lost to who asks again.
func TestTheEarlyReadHoldsNobody(t *testing.T) {
	t.Parallel()
	l := open(t)
	client := l.as("maya")
	f := fleet.New(l.now, fleet.Source{Client: client})
	release := make(chan struct{})
	f.HoldEarly(release)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.Restore(ctx, client.Host()); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	close(release)
	if r, err := f.Restore(t.Context(), client.Host()); err != nil || r.Host != "early" {
		t.Errorf("what was read early is lost: %+v, %v", r, err)
	}
}

// A group that cannot be looked up at the start leads to what it led to in the run before.
func TestAGroupThatIsBusyAtTheStartKeepsItsProjects(t *testing.T) {
	t.Parallel()
	l := open(t)
	s := newShelf(t)
	start := func(who string) *crew {
		client := l.as(who)
		c := &crew{fleet.New(l.now, fleet.Source{Client: client, Projects: []string{"1"}, Groups: []string{"payments"}}), l, client.Host()}
		c.Cache(s)
		return c
	}
	c := start("maya")
	d := c.discovers()
	if len(d.Projects) < 2 {
		t.Fatalf("%d projects", len(d.Projects))
	}
	for _, p := range d.Projects {
		c.project(p.Ref.ID)
	}
	c.saves(true)
	remove := l.Inject(sandbox.Fault{Path: `/groups/payments/projects$`, Status: http.StatusInternalServerError, Body: `{"message":"500 Internal Server Error"}`})
	next := start("maya")
	next.restores()
	got := next.discovers()
	if !slices.Equal(got.Projects, d.Projects) || len(got.Failures) > 0 || len(got.Stale) != 1 || got.Stale[0].Name != "group payments" {
		t.Errorf("%v, failures %v, stale %v; want %v", got.Projects, got.Failures, got.Stale, d.Projects)
	}
	for _, p := range got.Projects {
		next.project(p.Ref.ID)
	}
	// To somebody else it says nothing.
	other := start("root")
	other.restores()
	if got := other.discovers(); len(got.Stale) > 0 || len(got.Failures) != 1 || len(got.Projects) != 1 {
		t.Errorf("another: %v, failures %v, stale %v", got.Projects, got.Failures, got.Stale)
	}
	remove()
	if got := other.discovers(); len(got.Failures) > 0 || len(got.Projects) < len(d.Projects) {
		t.Errorf("another, once it answers: %v, %v", got.Projects, got.Failures)
	}
}
