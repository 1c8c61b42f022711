package ui

import (
	"testing"
	"time"

	"greenlight/api/sandbox"
)

// failed counts the projects of the first instance that could not be read.
func (a App) failed() int {
	_, _, n := a.sites[0].counts()
	return n
}

func TestAnOutageIsToldBeforeAllHaveFailed(t *testing.T) {
	t.Parallel()
	for name, graph := range map[string]bool{"with GraphQL": true, "without": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			groups, world := services(4)
			r := newRig(t, rigOptions{groups: append(groups, "payments", "platform", "data"), world: world, before: func(s *sandbox.Server) { s.SetGraphQL(graph) }})
			r.ready()
			r.idle(0)
			heal := r.server.Inject(sandbox.Fault{Path: `.`, Cut: true})
			for range 15 {
				if r.shows("offline, data") {
					break
				}
				r.beat(time.Second)
				r.idle(0)
			}
			r.sees("offline, data")
			if n, all := r.app.failed(), len(r.app.sites[0].projects); n > all/2 {
				t.Errorf("%d of %d had failed by then", n, all)
			}
			for range 20 {
				r.beat(5 * time.Second)
				r.idle(0)
			}
			r.sees("offline, data")
			heal()
			r.beat(time.Minute)
			r.idle(0)
			r.beat(time.Second)
			r.until("all are read again", func(a App) bool { return a.failed() == 0 })
			r.sees("updated just now")
		})
	}
}

func TestAFewThatAreCutAreNoOutage(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.idle(0)
	r.server.Inject(sandbox.Fault{Path: `/projects/(1|2|3)/deployments`, Cut: true})
	for range 30 {
		r.beat(3 * time.Second)
		r.idle(0)
		r.lacks("offline")
	}
	r.sees("3 of 12 projects failed")
}
