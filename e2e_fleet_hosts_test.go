//go:build unix

package main

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"greenlight/api/sandbox"
)

// Of two GitLabs with the same ids one answers nothing at all: the other is complete, is
// decided on, and nothing of it reaches the one that hangs.
func TestStoryOneOfTwoHostsHangs(t *testing.T) {
	t.Parallel()
	hung, well := openGitLab(t), openGitLab(t)
	stop := hung.Inject(sandbox.Fault{Path: `.`, Hang: true})
	home, _ := configure(t, fmt.Sprintf(`profiles_shown = ["hung", "well"]
[profiles.hung]
host = %q
token = { env = "TOKEN" }
projects = ["payments/api"]
refresh = "2s"
[profiles.well]
host = %q
token = { env = "TOKEN" }
projects = ["payments/api"]
refresh = "2s"
`, hung.URL(), well.URL()))
	s := &story{startSession(t, sessionOptions{Home: home, Env: []string{"TOKEN=" + well.Token("maya")}}, greenlight(t)), well.tokens()}
	s.WaitFor("Blocked 7")
	s.choose(mineAlone, "#4821")
	s.approveSelected()
	s.words("Complete: the job waits to be run.")
	one(t, "approvals", well.approvals())
	name := strings.TrimPrefix(hung.URL(), "http://")
	s.WaitFor(name + ": no answer yet")
	s.messages(name + " no answer yet: it is being waited for")
	s.closes("─ Messages ─")
	none(t, "writes to the one that hangs", hung.writes())
	stop()
	s.leave()
}

var offlineRetry = regexp.MustCompile(`offline, data \S+ old, (retry in \d+s|retrying)`)

// A GitLab that is cut off is said to be so, with the next try, while all keys work; it
// comes back by itself.
func TestStoryTheNetworkGoesAndComesBack(t *testing.T) {
	t.Parallel()
	g := openCrowd(t)
	address := strings.TrimPrefix(g.URL(), "http://")
	s := g.often(t, sessionOptions{}, crowd...)
	s.ready()
	s.WaitFor("payments/api")
	g.Close()
	s.WaitFor(offlineRetry)
	s.shows("payments/api")
	s.answers(t, "?", "type to search")
	s.Send("esc")
	s.WaitGone("type to search")
	s.Send("a")
	s.words("decisions are off while")

	g = openCrowd(t, func(o *sandbox.Options) { o.Addr = address })
	s.ready()
	s.choose(mineAlone, "#4821")
	s.approveSelected()
	one(t, "approvals", g.approvals())
	s.leave()
}
