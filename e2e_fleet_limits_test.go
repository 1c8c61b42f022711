//go:build unix

package main

import (
	"net/http"
	"regexp"
	"slices"
	"testing"
	"time"

	"greenlight/api/sandbox"
)

// On a GitLab that allows few requests a minute none is refused; the screen says how far
// it is and how fast it may go, and what it has can be decided on.
func TestStoryFewRequestsAMinute(t *testing.T) {
	t.Parallel()
	g := openCrowd(t, func(o *sandbox.Options) { o.Projects, o.RateLimit = 112, 100 })
	s := g.often(t, sessionOptions{}, append([]string{"services-03", "services-04"}, crowd...)...)
	paced := regexp.MustCompile(`\d\d of 112 read, (30 requests/min|quota in \d+s)`)
	s.WaitFor(paced)
	s.messages("greenlight makes up to 30")
	s.closes("─ Messages ─")
	s.Send("r")
	s.within(2*time.Second, func(screen string) bool { return !paced.MatchString(screen) })
	s.WaitFor(paced)
	s.Send("5")
	s.WaitFor(regexp.MustCompile(`(?m)^▌.*/`)) // what was read is looked at
	refused := slices.DeleteFunc(g.Journal(), func(e sandbox.Entry) bool { return e.Status != http.StatusTooManyRequests })
	none(t, "requests beyond the limit", refused)
	s.leave()
}

// Without GraphQL the screen says so, and what is new is found by asking each project.
func TestStoryWithoutGraphQL(t *testing.T) {
	t.Parallel()
	g := openCrowd(t)
	g.SetGraphQL(false)
	s := g.often(t, sessionOptions{}, "services-01")
	s.ready()
	s.messages("It does not answer GraphQL, which would tell what has changed.")
	s.closes("─ Messages ─")
	if n := len(g.pulses()); n != 1 {
		t.Errorf("GraphQL was asked %d times", n)
	}
	s.WaitFor("Blocked 0")
	number := g.blocks(t, 21, "production")
	s.WaitFor("services-01/tax-api")
	s.WaitFor(number)
	s.WaitFor("■ you 0/1")
	s.leave()
}
