package ui

import (
	"strings"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

// listings counts how often a project was listed since the journal was reset.
func (r *rig) listings(ref api.ProjectRef) int {
	return r.wire("GET", `/projects/`+itoa(int(ref.ID))+`/deployments$`)
}

func TestAProjectIsHotFor5MinutesAfterAChange(t *testing.T) {
	t.Parallel()
	groups, world := services(2)
	r := newRig(t, rigOptions{groups: groups, world: world})
	r.idle(0)
	r.pass(time.Minute, time.Second, 0)
	row := r.someIn(20)
	p := r.app.projectOf(row.Ref)
	if p.hot(r.clock.Now()) {
		t.Fatal("it is hot before anything has happened")
	}
	ref := r.blocks(row)
	r.seen(ref, 15*time.Second)
	if err := r.server.SetStatus(ref.Deployment, "canceled"); err != nil {
		t.Fatal(err)
	}
	r.pass(20*time.Second, time.Second, 0)
	if now, _ := r.app.row(ref); now.Deployment.Status != api.StatusCanceled {
		t.Fatalf("it is %v 20 s after its end", now.Deployment.Status)
	}
	r.server.ResetJournal()
	r.pass(time.Minute, time.Second, 0)
	if n := r.listings(p.Ref); n < 5 {
		t.Errorf("it is listed %d times a minute after a change, want each 10 s", n)
	}
	r.pass(5*time.Minute, time.Second, 0)
	if r.app.projectOf(row.Ref).hot(r.clock.Now()) {
		t.Error("it is hot more than 5 minutes after the last change")
	}
	r.server.ResetJournal()
	r.pass(time.Minute, time.Second, 0)
	if n := r.listings(p.Ref); n > 2 {
		t.Errorf("it is listed %d times a minute when it is quiet again", n)
	}
}

func TestWhatWaitsIsReadInItsOwnRhythm(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/api"}})
	r.ready()
	r.idle(0)
	var waiting []fleet.Row
	for row := range r.app.list.All() {
		if waits(row) {
			waiting = append(waiting, row)
		}
	}
	looked := r.selected().Ref
	r.server.ResetJournal()
	r.pass(2*time.Minute, time.Second, 0)
	every := r.app.sites[0].rhythm.Waiting
	for _, row := range waiting {
		n, least := r.wire("GET", only(row)), int(2*time.Minute/(every+DefaultRefresh))-1
		if row.Ref == looked {
			least = 8
		}
		if n < least || n > 14 {
			t.Errorf("%s was read %d times in two minutes, want at least %d, at the rhythm of %s", place(row), n, least, every)
		}
	}
	// somebody approves: the listing does not tell, the single read does
	other := waiting[len(waiting)-1]
	for _, row := range waiting {
		if row.Ref != looked && onlyMine(row) {
			other = row
		}
	}
	r.server.ResetJournal()
	r.keys("5 g")
	r.moveTo("another that waits", func(row fleet.Row) bool { return row.Ref == other.Ref })
	r.rested()
	if n := r.wire("GET", only(other)); n == 0 {
		t.Error("what is selected is not read at once")
	}
}

func TestWhatThePulseTellsIsListedOnce(t *testing.T) {
	t.Parallel()
	groups, world := services(2)
	r := newRig(t, rigOptions{groups: groups, world: world})
	r.idle(0)
	r.pass(time.Minute, time.Second, 0)
	p := r.app.sites[0].projects[7].Ref
	r.server.ResetJournal()
	r.send(pulsedMsg{host: r.hosts[0], pulse: fleet.Pulse{Host: r.hosts[0], Changed: []api.ProjectRef{p}}})
	r.idle(0)
	if n := r.listings(p); n != 1 {
		t.Errorf("what has changed is listed %d times at once, want once", n)
	}
	if n := r.wire("GET", `/deployments$`); n > 3 {
		t.Errorf("%d listings follow one change", n)
	}
}

func TestAPulseInVainLeavesItToListings(t *testing.T) {
	t.Parallel()
	groups, world := services(2)
	r := newRig(t, rigOptions{groups: groups, world: world})
	r.idle(0)
	r.pass(3*time.Minute, time.Second, 0)
	r.keys("1")
	r.sees("✓ Nothing waits for you.")
	quiet := r.app.sites[0].rhythm.Quiet
	r.server.Inject(sandbox.Fault{Path: `/graphql$`, Status: 502, Body: `{}`})
	r.server.ResetJournal()
	r.pass(time.Minute, time.Second, 0)
	if n := r.wire("GET", `/deployments$`); n < 40 {
		t.Errorf("%d listings in a minute without a pulse: each of 50 is swept every %s", n, r.app.sites[0].rhythm.Deaf)
	}
	if deaf := r.app.sites[0].rhythm.Deaf; deaf > quiet || deaf > time.Minute {
		t.Errorf("what no pulse tells of is swept every %s, what it does every %s", deaf, quiet)
	}
	if oldest := r.clock.Now().Sub(r.app.sites[0].fresh(r.clock.Now()).Changes.At); oldest > 90*time.Second {
		t.Errorf("something was last known %s ago", oldest)
	}
	r.server.Inject(sandbox.Fault{Path: `.`, Cut: true})
	for range 60 {
		r.beat(time.Second)
		r.idle(0)
		if r.shows("✓ Nothing waits for you") && strings.Contains(r.header(), "failed") {
			t.Fatalf("all is called well while nothing answers:\n%s", r.screen())
		}
	}
	r.lacks("✓ Nothing waits for you")
}

// What a pulse did not ask about is as old as its listing, however often the rest is
// confirmed.
func TestAPulseConfirmsOnlyWhatItAskedAbout(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/api"}})
	r.ready()
	r.idle(0)
	row := r.selectRow("ended", func(row fleet.Row) bool { return ended(row.Deployment.Status) && !waits(row) })
	s := &r.app.sites[0]
	listed := s.projects[0].read
	for _, environments := range [][]string{nil, {row.Deployment.Environment.Name}} {
		r.clock.Advance(time.Minute)
		s.pulse.asked = r.clock.Now()
		ref := s.projects[0].Ref
		r.send(pulsedMsg{host: s.host, pulse: fleet.Pulse{Host: s.host, Fresh: []api.ProjectRef{ref}, Partly: map[api.ProjectRef][]string{ref: environments}}})
		want := r.clock.Now()
		if environments != nil {
			want = listed
		}
		if at := s.projects[0].confirmed(row.Deployment.Environment.Name); !at.Equal(want) {
			t.Errorf("with %v not asked it was confirmed at %s, want %s", environments, at, want)
		}
	}
}
