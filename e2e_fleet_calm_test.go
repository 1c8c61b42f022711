//go:build unix

package main

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"greenlight/api/sandbox"
)

// What comes to a project in which nothing happened is told by the pulse: one question
// about all of them, and one listing of that project.
func TestStoryAQuietProjectIsHeard(t *testing.T) {
	t.Parallel()
	g := openCrowd(t)
	s := g.often(t, sessionOptions{}, crowd...)
	s.ready()
	waitUntil(t, "the first pulse", func() bool { return len(g.pulses()) > 0 })
	g.ResetJournal()
	number := g.blocks(t, 21, "production")
	s.Send("2")
	s.Send("/")
	s.Type("project:" + g.path(t, 21))
	s.WaitFor("1 of 19")
	s.WaitFor(number)
	if len(g.pulses()) == 0 {
		t.Errorf("it was found without a pulse")
	}
	lists := g.lists()
	news := slices.ContainsFunc(lists[21], func(e sandbox.Entry) bool { return e.Status == http.StatusOK && e.Query.Has("updated_after") })
	if n := len(lists[21]); n == 0 || n > 2 || !news {
		t.Errorf("project 21 was listed %d times: %+v", n, lists[21])
	}
	quiet := 0
	for id := 22; id <= 40; id++ {
		quiet += len(lists[id])
	}
	if quiet > 10 {
		t.Errorf("19 projects in which nothing happened were listed %d times", quiet)
	}
	s.Send("esc")
	s.WaitFor("/ filter")
	s.leave()
}

// While nothing changes nothing is written: a terminal far away and an eye that watches it
// are left alone, however often GitLab is asked.
func TestStoryACalmScreenIsNotWrittenTo(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	g.clock.pass(50 * time.Hour) // ages are told in days
	s := g.often(t, sessionOptions{}, "payments")
	s.ready()
	s.WaitFor("Look at")
	// The facts of the rows come one by one, each with a frame of its own: the calm begins
	// when nothing more was written for a while, however many frames came before.
	for written := true; written; {
		before := len(s.RawOutput())
		written = s.within(2500*time.Millisecond, func(string) bool { return s.raw.Len() > before })
	}
	before, asked := len(s.RawOutput()), len(g.Journal())
	s.within(12500*time.Millisecond, func(string) bool { return s.raw.Len() > before })
	if written := s.RawOutput()[before:]; written != "" {
		t.Errorf("%d bytes were written in a calm: %q", len(written), written)
	}
	if n := len(g.Journal()) - asked; n < 12 {
		t.Errorf("GitLab was asked only %d times meanwhile", n)
	}
	s.shows("updated just now")
	s.leave()
}
