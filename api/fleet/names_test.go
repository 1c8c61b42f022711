package fleet_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

// A project by its id or path, and nothing of it.
const lookUp = `^/api/v4/projects/[^/]+$`

// manyNames is a fleet of that many projects, each named by its id, besides those names.
func manyNames(t *testing.T, n int, besides ...string) (*crew, fleet.Discovery) {
	t.Helper()
	l := open(t, func(o *sandbox.Options) { o.Projects = n })
	s := fleet.Source{Client: l.as("maya"), Token: nil}
	for id := 1; id <= n; id++ {
		s.Projects = append(s.Projects, strconv.Itoa(id))
	}
	s.Projects = append(s.Projects, besides...)
	c := &crew{fleet.New(l.now, s), l, s.Client.Host()}
	return c, c.discovers()
}

// lookedUp are the names that were looked up since the journal was emptied, which it is.
func (c *crew) lookedUp() []string {
	var names []string
	for _, e := range c.l.Requests(http.MethodGet, lookUp) {
		names = append(names, e.Path[len("/api/v4/projects/"):])
	}
	c.l.ResetJournal()
	return names
}

// One name that is gone costs itself; the others are looked up in turns, each within an
// hour, and nothing of what they led to is missing meanwhile.
func TestManyNamesAreLookedUpInTurns(t *testing.T) {
	t.Parallel()
	c, first := manyNames(t, 130, "9999")
	if n := len(c.lookedUp()); n != 131 || len(first.Projects) != 130 {
		t.Fatalf("%d look-ups for %d projects", n, len(first.Projects))
	}
	seen := map[string]int{}
	for turn := range 6 {
		c.l.pass(10 * time.Minute)
		d := c.discovers()
		names := c.lookedUp()
		if len(names) > 23 || !slices.Contains(names, "9999") || d.Next != 2+23 {
			t.Errorf("turn %d: %d look-ups (%v), the next takes %d", turn, len(names), names, d.Next)
		}
		for _, name := range names {
			seen[name]++
		}
		if !slices.Equal(d.Projects, first.Projects) || len(d.Failures) != 1 || len(d.Stale)+len(d.Unanswered()) > 0 {
			t.Errorf("turn %d: %d projects, failures %v, stale %v", turn, len(d.Projects), d.Failures, d.Stale)
		}
	}
	if len(seen) != 131 {
		t.Errorf("%d of 131 names were looked up within an hour", len(seen))
	}
}

// Of what was not answered alone is asked again, whether or not it ever was answered.
func TestOnlyWhatWasNotAnsweredIsLookedUpAgain(t *testing.T) {
	t.Parallel()
	c, whole := manyNames(t, 30)
	remove := c.l.Inject(sandbox.Fault{Path: `/projects/7$`, Status: http.StatusInternalServerError, Body: `{}`})
	for range 2 {
		d := c.discovers() // one that is due and fails is due again
		if !slices.Equal(d.Projects, whole.Projects) {
			t.Errorf("%d projects", len(d.Projects))
		}
	}
	c.lookedUp()
	for _, works := range []bool{false, true} {
		if works {
			remove()
		}
		d, err := c.Discover(t.Context(), c.host, "7")
		names := c.lookedUp()
		if err != nil || slices.ContainsFunc(names, func(s string) bool { return s != "7" }) || len(names) == 0 {
			t.Errorf("looked up %v, %v", names, err)
		}
		if !slices.Equal(d.Projects, whole.Projects) || (len(d.Unanswered()) == 0) != works {
			t.Errorf("%d projects, unanswered %v", len(d.Projects), d.Unanswered())
		}
	}
}

// A group that GitLab is too busy to list is asked for alone; one that is gone is said to be
// again without being asked.
func TestAGroupThatIsNotAnsweredIsAskedForAlone(t *testing.T) {
	t.Parallel()
	l := open(t)
	client := l.as("maya")
	c := &crew{fleet.New(l.now, fleet.Source{Client: client, Projects: []string{"1", "no/such"}, Groups: []string{"data", "payments", "nowhere"}}), l, client.Host()}
	remove := l.Inject(sandbox.Fault{Path: `/groups/payments/projects$`, Status: http.StatusBadGateway, Body: `{}`})
	d := c.discovers()
	if got := d.Unanswered(); !slices.Equal(got, []string{"group payments"}) || len(d.Failures) != 3 {
		t.Fatalf("unanswered %v, failures %v", got, d.Failures)
	}
	remove()
	l.ResetJournal()
	again, err := c.Discover(t.Context(), c.host, d.Unanswered()...)
	if err != nil || len(again.Unanswered()) > 0 || len(again.Failures) != 2 || len(again.Projects) <= len(d.Projects) {
		t.Errorf("%d projects after %d, failures %v, %v", len(again.Projects), len(d.Projects), again.Failures, err)
	}
	if n := len(l.Requests(http.MethodGet, `/(groups|projects)/`)); n != 1 {
		t.Errorf("%d requests for names", n)
	}
}

func TestAProjectThatIsGoneIsLookedUpWheneverItsTurnIs(t *testing.T) {
	t.Parallel()
	c, _ := manyNames(t, 30)
	c.l.pass(10 * time.Minute)
	c.discovers() // it was the turn of 1 to 20
	if err := c.l.DeleteProject(15); err != nil {
		t.Fatal(err)
	}
	if _, err := c.LoadProject(t.Context(), api.ProjectRef{Host: c.host, ID: 15}); api.KindOf(err) != api.NotFound {
		t.Fatal(err)
	}
	d := c.discovers()
	if len(d.Projects) != 29 || len(d.Failures) != 1 || d.Failures[0].Name != "15" {
		t.Errorf("%d projects, failures %v", len(d.Projects), d.Failures)
	}
}

// What names led to says nothing to somebody else, and nothing of what another token of the
// same user may see.
func TestAnotherTokenLooksUpAllNames(t *testing.T) {
	t.Parallel()
	l := open(t, func(o *sandbox.Options) { o.Projects = 40 })
	s := fleet.Source{Client: l.as("maya")}
	for id := 1; id <= 40; id++ {
		s.Projects = append(s.Projects, strconv.Itoa(id))
	}
	who := ""
	s.Token = func(context.Context) (api.Secret, error) { return api.Secret(l.Token(who)), nil }
	c := &crew{fleet.New(l.now, s), l, s.Client.Host()}
	c.discovers()
	for _, who = range []string{"maya", "oto"} {
		c.lookedUp()
		if err := c.ReadToken(t.Context(), c.host); err != nil {
			t.Fatal(err)
		}
		if d := c.discovers(); d.Me.Username != who {
			t.Fatal(d.Me.Username)
		}
		if n := len(c.lookedUp()); n != 40 {
			t.Errorf("%d look-ups for %s", n, who)
		}
	}
}

// A token that is read anew while names are looked up leaves nothing behind of what they
// led to for the one before, though all of them were known from an earlier run.
func TestATokenReadInTheMiddleOfADiscovery(t *testing.T) {
	t.Parallel()
	l := open(t, func(o *sandbox.Options) { o.Projects = 40 })
	shelf := newShelf(t)
	start := func() *crew {
		s := fleet.Source{Client: l.as("maya"), Token: func(context.Context) (api.Secret, error) { return api.Secret(l.Token("oto")), nil }}
		for id := 1; id <= 40; id++ {
			s.Projects = append(s.Projects, strconv.Itoa(id))
		}
		c := &crew{fleet.New(l.now, s), l, s.Client.Host()}
		c.Cache(shelf)
		return c
	}
	c := start()
	for _, p := range c.discovers().Projects {
		c.project(p.Ref.ID)
	}
	c.saves(true)
	c = start()
	c.restores()
	l.Inject(sandbox.Fault{Path: `/projects/40$`, Times: 1, Status: http.StatusInternalServerError, Body: `{}`, Before: func() {
		if err := c.ReadToken(t.Context(), c.host); err != nil {
			t.Error(err)
		}
	}})
	if _, err := c.Discover(t.Context(), c.host); api.KindOf(err) != api.Canceled {
		t.Fatal(err)
	}
	c.lookedUp()
	if d := c.discovers(); d.Me.Username != "oto" {
		t.Fatal(d.Me.Username)
	}
	if n := len(c.lookedUp()); n != 40 {
		t.Errorf("%d look-ups for oto", n)
	}
}

// What is shown no more is forgotten, after an hour in which it may come back, but for what
// somebody has asked for by a link.
func TestAProjectThatIsShownNoMoreIsForgotten(t *testing.T) {
	t.Parallel()
	l := open(t)
	client := l.as("maya")
	c := &crew{fleet.New(l.now, fleet.Source{Client: client, Groups: []string{"payments"}}), l, client.Host()}
	shown := c.discovers().Projects
	for _, p := range shown {
		c.project(p.Ref.ID)
	}
	if len(shown) < 2 {
		t.Fatalf("%d projects", len(shown))
	}
	linked, left := shown[0], shown[1]
	if _, err := c.Find(t.Context(), c.host, api.Link{Kind: api.LinkProject, Project: linked.Path}); err != nil {
		t.Fatal(err)
	}
	empty := l.Inject(sandbox.Fault{Path: `/groups/payments/projects$`, Status: http.StatusOK, Body: `[]`})
	known := func(what string, want ...bool) {
		t.Helper()
		if d := c.discovers(); len(d.Failures) > 0 {
			t.Fatal(d.Failures)
		}
		for i, p := range []fleet.Project{linked, left} {
			if _, ok := c.Project(p.Ref); ok != want[i] {
				t.Errorf("%s: %s is known: %t", what, p.Path, ok)
			}
		}
	}
	known("at once", true, true)
	l.pass(50 * time.Minute)
	empty()
	known("it has come back", true, true)
	l.Inject(sandbox.Fault{Path: `/groups/payments/projects$`, Status: http.StatusOK, Body: `[]`})
	known("gone anew", true, true)
	l.pass(30 * time.Minute)
	known("half an hour later", true, true)
	l.pass(40 * time.Minute)
	known("more than an hour later", true, false)
	if _, err := c.LoadProject(t.Context(), left.Ref); err == nil {
		t.Error(fmt.Sprint(left.Path, " is read"))
	}
}
