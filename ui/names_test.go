package ui

import (
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"time"

	"greenlight/api/sandbox"
	"greenlight/api/schedule"
)

// lookedUp counts the requests since the journal was emptied that look up a name: a project
// by its id or path, or a group.
func (r *rig) lookedUp() int {
	return len(r.server.Requests(http.MethodGet, `^/api/v4/projects/[^/]+$|^/api/v4/groups/[^/]+/projects$`))
}

func idsOf(from, to int) []string {
	var names []string
	for id := from; id <= to; id++ {
		names = append(names, strconv.Itoa(id))
	}
	return names
}

// One name that leads nowhere is one request more each ten minutes: the others are not
// looked up for its sake, and the sweep keeps its room.
func TestOneNameThatIsGoneCostsItself(t *testing.T) {
	t.Parallel()
	_, world := services(8)
	world.RateLimit = 300
	r := newRig(t, rigOptions{projects: append(idsOf(13, 212), "9999"), world: world})
	r.until("the projects are known", func(a App) bool { return len(a.sites[0].projects) == 200 })
	r.flush()
	r.server.ResetJournal()
	r.passBusily(12 * time.Minute)
	s := &r.app.sites[0]
	if len(s.projects) != 200 || len(s.failures) != 1 {
		t.Errorf("%d projects, failures %v", len(s.projects), s.failures)
	}
	const turn = (201 + 5) / 6 // and the one that is gone
	if n := r.lookedUp(); n != turn+1 {
		t.Errorf("%d look-ups in 12 minutes, want %d each ten", n, turn+1)
	}
	if want := turn + 1 + 2; s.names != want || s.load(r.clock.Now()).Names != want {
		t.Errorf("a discovery takes %d requests, want %d", s.names, want)
	}
}

// passBusily lets time pass, though something may wait for room in the budget.
func (r *rig) passBusily(d time.Duration) {
	r.t.Helper()
	for ; d > 0; d -= 10 * time.Second {
		r.beat(10 * time.Second)
		r.flush()
	}
}

// A group that GitLab fails to list is asked for again alone, and soon; what it led to is
// there once it answers, without anybody's doing.
func TestAGroupThatCannotBeLookedUpIsAskedForAlone(t *testing.T) {
	t.Parallel()
	s := sandbox.Fault{Path: `/groups/platform/projects$`, Status: http.StatusInternalServerError, Body: `{}`}
	remove := func() {}
	r := newRig(t, rigOptions{projects: idsOf(1, 4), groups: []string{"platform"}, before: func(server *sandbox.Server) { remove = server.Inject(s) }})
	r.until("the projects are known", func(a App) bool { return len(a.sites[0].projects) == 4 && len(a.sites[0].failures) == 1 })
	r.flush()
	r.server.ResetJournal()
	r.pass(9*time.Minute, 5*time.Second, 0)
	for _, e := range r.server.Requests(http.MethodGet, `^/api/v4/projects/[^/]+$`) {
		t.Errorf("%s was looked up, too", e.Path)
	}
	if n := len(r.server.Requests(http.MethodGet, s.Path)); n < 8 || n > 30 {
		t.Errorf("the group was asked for %d times in nine minutes", n)
	}
	remove()
	r.pass(61*time.Second, time.Second, 0)
	if site := &r.app.sites[0]; len(site.projects) <= 4 || len(site.failures) > 0 || len(site.unanswered) > 0 {
		t.Errorf("%d projects, failures %v, unanswered %v", len(site.projects), site.failures, site.unanswered)
	}
}

// Of a group whose projects are shown all the same the answer is waited for less eagerly, and
// never longer than until the next discovery.
func TestAGroupThatWasAnsweredBeforeIsAskedForMoreSeldom(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"1"}, groups: []string{"platform"}})
	r.until("the projects are known", func(a App) bool { return len(a.sites[0].projects) > 1 })
	r.flush()
	all := len(r.app.sites[0].projects)
	r.server.Inject(sandbox.Fault{Path: `/groups/platform/projects$`, Status: http.StatusInternalServerError, Body: `{}`})
	r.server.ResetJournal()
	r.pass(40*time.Minute, 20*time.Second, 0)
	if n := len(r.server.Requests(http.MethodGet, `/groups/platform/projects$`)); n < 6 || n > 20 {
		t.Errorf("asked for %d times in 40 minutes", n)
	}
	site := &r.app.sites[0]
	if len(site.projects) != all || len(site.failures) > 0 {
		t.Errorf("%d of %d projects, failures %v", len(site.projects), all, site.failures)
	}
	if next := site.retry.Sub(r.clock.Now()); next > schedule.NamesLife {
		t.Error(fmt.Sprint("the next try is in ", next))
	}
}
