//go:build unix

package main

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"greenlight/api/sandbox"
)

// Three of 40 projects hang and two fail: the other 35 are complete and can be decided
// on meanwhile, the five are named, and come back by themselves.
func TestStoryThreeHangAndTwoFailOfForty(t *testing.T) {
	t.Parallel()
	g := openCrowd(t)
	answer := make(chan struct{})
	release := sync.OnceFunc(func() { close(answer) })
	t.Cleanup(release)
	stop := g.Inject(sandbox.Fault{Path: `/projects/(14|15|16)/deployments`, Before: func() { <-answer }})
	fixed := g.Inject(sandbox.Fault{Path: `/projects/(17|18)/deployments`, Status: http.StatusInternalServerError, Body: `{"message":"500 Internal Server Error"}`})

	s := g.open(t, "maya", sessionOptions{}, groups(crowd)...)
	s.WaitFor("reading, 37 of 40 projects")
	for id := 1; id <= 40; id++ {
		if hurt := id >= 14 && id <= 18; slices.Contains(g.seen(), id) == hurt {
			t.Errorf("project %d: listed %v", id, !hurt)
		}
	}
	s.WaitFor("5 of 40 projects failed   ! why")
	s.messages("services-01/loyalty-api, services-01/pricing-api and services-01/stock-api no answer yet")
	s.words("services-01/coupons-api and services-01/shipping-api")
	s.words("5 projects could not be read")
	s.closes("─ Messages ─")
	s.choose(mineAlone, "#4821")
	s.approveSelected()
	one(t, "approvals", g.approvals())
	s.WaitFor("5 of 40 projects failed")

	stop()
	fixed()
	release()
	s.ready()
	if left := 40 - len(g.seen()); left > 0 {
		t.Errorf("%d projects were never listed", left)
	}
	s.Send("!")
	s.WaitFor("─ Messages ─")
	if screen := s.Screen(); strings.Contains(screen, "could not be read") {
		t.Errorf("what failed is still named")
	}
	s.closes("─ Messages ─")
	s.leave()
}

// r asks for all projects at once, each once, however often it is pressed.
func TestStoryEverythingAtOnce(t *testing.T) {
	t.Parallel()
	g := openCrowd(t)
	s := g.open(t, "maya", sessionOptions{}, groups(crowd)...)
	s.ready()
	waitUntil(t, "the first load to end", func() bool { return len(g.seen()) == 40 })
	gate, under := make(chan struct{}), atomic.Int32{}
	open := sync.OnceFunc(func() { close(gate) })
	t.Cleanup(open)
	g.ResetJournal()
	g.Inject(sandbox.Fault{Path: `/deployments$`, Before: func() { under.Add(1); <-gate }})
	s.Send("r", "r", "r")
	waitUntil(t, "many listings at once", func() bool { return under.Load() >= 20 })
	open()
	waitUntil(t, "all to be listed", func() bool { return len(g.seen()) == 40 })
	s.ready()
	for id, asked := range g.lists() {
		if len(asked) > 1 {
			t.Errorf("project %d was asked %d times", id, len(asked))
		}
		if asked[0].Query.Has("updated_after") {
			t.Errorf("project %d was asked for what is new, and r asks for all", id)
		}
	}
	s.leave()
}
