//go:build unix

package main

import (
	"regexp"
	"strings"
	"testing"
)

// A project that goes while it is shown takes its rows with it, at once and without r;
// the others are not disturbed, and can be decided on.
func TestStoryProjectsThatGo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		project int
		path    string
		leave   func(g *gitlab) error
	}{
		"deleted": {2, "payments/web", func(g *gitlab) error { return g.DeleteProject(2) }},
		"made private": {10, "data/billing", func(g *gitlab) error {
			if err := g.SetVisibility(10, "private"); err != nil {
				return err
			}
			return g.RemoveMember(10, "maya")
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := openGitLab(t)
			s := g.named(t, "payments/api", c.path)
			s.ready()
			s.Send("5", "/")
			s.Type("project:" + c.path)
			s.WaitFor(regexp.MustCompile(`(?m)^▌.*` + c.path))
			if err := c.leave(g); err != nil {
				t.Fatal(err)
			}
			s.WaitFor("0 of")
			s.Send("esc")
			s.WaitFor("1 of 2 projects failed   ! why")
			s.WaitFor("/ filter")
			s.messages(c.path + " not found")
			s.words("it does not exist or this token may not see it")
			s.closes("─ Messages ─")
			s.choose(mineAlone, "#4821")
			s.approveSelected()
			one(t, "approvals", g.approvals())
			s.leave()
		})
	}
}

// What GitLab still answers for is asked anew by r: an archived project goes, and a
// renamed one has its new name.
func TestStoryProjectsThatChange(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.often(t, sessionOptions{}, "payments", "data")
	s.ready()
	s.Send("5")
	if err := g.RenameProject(2, "shop"); err != nil {
		t.Fatal(err)
	}
	if err := g.SetArchived(10, true); err != nil {
		t.Fatal(err)
	}
	s.Send("r", "/")
	s.Type("project:payments/shop")
	s.WaitFor(regexp.MustCompile(`(?m)^▌.*payments/shop`))
	s.Send("ctrl+u")
	for _, gone := range []string{"payments/web", "data/billing"} {
		s.Send("ctrl+u")
		s.Type("project:" + gone)
		s.WaitFor("0 of")
	}
	s.Send("esc")
	s.WaitFor("/ filter")
	s.ready()
	if strings.Contains(s.Screen(), "failed   !") {
		t.Errorf("something failed")
	}
	s.choose("project:shop state:you", "#"+g.deployment(t, 2, "production", "main").shown)
	s.approveSelected()
	one(t, "approvals", g.approvals())
	s.leave()
}
