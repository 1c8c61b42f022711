package ui

import (
	"slices"
	"testing"
	"time"

	"greenlight/api/sandbox"
)

func TestAProjectThatHangsIsNamedWhileItIsWaitedFor(t *testing.T) {
	t.Parallel()
	var heal func()
	r := newRig(t, rigOptions{projects: []string{"payments/api", "payments/web", "platform/sso"}, before: func(s *sandbox.Server) {
		heal = s.Inject(sandbox.Fault{Path: `/projects/2/deployments$`, Hang: true})
	}})
	r.until("the others are read", func(a App) bool {
		return slices.IndexFunc(a.sites[0].projects, func(p project) bool { return p.listed > 0 }) >= 0 && a.list.Len() > 0
	})
	r.sees("reading, 2 of 3 projects")
	r.beat(silence - 2*time.Second)
	r.lacks("projects failed")
	r.beat(3 * time.Second)
	r.sees("1 of 3 projects failed   ! why")
	r.sees("payments/web no answer yet")
	r.keys("!")
	r.sees("1 project could not be read")
	r.sees("payments/web")
	r.sees("no answer yet")
	r.keys("esc")
	heal()
	r.server.Close() // what hangs ends
	r.until("it has ended", func(a App) bool { return a.projectAt(a.sites[0].projects[1].Ref).err != nil })
	r.keys("!")
	r.lacks("no answer yet")
}

func TestWhatWaitsForItsTurnIsNotCalledSilent(t *testing.T) {
	t.Parallel()
	var names []string
	for id := range 60 {
		names = append(names, itoa(id+1))
	}
	r := newRig(t, rigOptions{projects: names, world: sandbox.Options{Projects: len(names)}, before: func(s *sandbox.Server) {
		s.Inject(sandbox.Fault{Path: `/deployments$`, Hang: true})
	}})
	r.until("more are asked for than may be sent at once", func(a App) bool { return a.opt.Fleet.Usage(r.hosts[0]).Queued > 0 })
	r.beat(2 * silence)
	r.sees("reading, 0 of 60 projects")
	r.lacks("failed")
}

func TestAnInstanceThatHangsIsNamedWhileItIsWaitedFor(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{before: func(s *sandbox.Server) { s.Inject(sandbox.Fault{Path: `/user$`, Hang: true}) }, also: []rigOptions{{}}})
	r.until("the other is read", func(a App) bool { return a.sites[1].phase == ready && !a.sites[1].newest().IsZero() })
	r.beat(time.Second)
	r.lacks("no answer yet")
	r.beat(silence)
	r.sees("gitlab.acme.dev: no answer yet")
	r.keys("!")
	r.sees("no answer yet: it is")
	r.keys("esc 5")
	r.sees("/api·")
}

// An instance that stops to answer is told as one, and not as all of its projects.
func TestAnInstanceThatStopsToAnswer(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.idle(0)
	heal := r.server.Inject(sandbox.Fault{Path: `.`, Hang: true})
	r.beat(11 * time.Second) // what is hot is asked for, and the pulse
	for range 5 {
		r.beat(time.Second)
	}
	r.beat(10 * time.Minute)
	r.beat(silence + time.Second)
	r.sees("no answer")
	r.lacks("projects failed")
	heal()
}
