//go:build unix

package main

import (
	"regexp"
	"strings"
	"testing"

	"greenlight/api/sandbox"
)

// Whatever a token may not read is said where it would stand, and the decision is
// taken all the same.
func TestStoryFactsMissing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(g *gitlab)
		// summary and card are what is said below the list and on the card.
		summary, card []string
	}{
		"comparisons": {
			func(g *gitlab) { g.Forbid(`/repository/compare$`) },
			[]string{"not compared: no access"}, []string{"What it ships could not be read: no access", "not compared: no access"},
		},
		"freeze periods": {
			func(g *gitlab) { g.Forbid(`/freeze_periods$`); g.SetGraphQL(false) },
			nil, []string{"The freeze periods could not be read: no access"},
		},
		"members and groups": {
			func(g *gitlab) { g.Forbid(`/members`); g.Forbid(`/groups/`); g.SetGraphQL(false) },
			nil, []string{"AHEAD 12 of live v1.7.9", "inferred"},
		},
		"merge requests": {
			func(g *gitlab) { g.Forbid(`/merge_requests`) },
			nil, []string{"AHEAD 12 of live v1.7.9"},
		},
		"GraphQL": {
			func(g *gitlab) { g.SetGraphQL(false) },
			nil, []string{"AHEAD 12 of live v1.7.9"},
		},
		"protected environments": {
			func(g *gitlab) { g.Forbid(`/protected_environments`) },
			nil, []string{"AHEAD 12 of live v1.7.9"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := openGitLab(t)
			at := g.Stage(sandbox.SceneAhead)
			c.spoil(g)
			s := g.openScene(t, at, "", sessionOptions{})
			for _, want := range c.summary {
				s.words(want)
			}
			s.deciding()
			for _, want := range c.card {
				s.words(want)
			}
			s.confirm("✓ Approved payments/ahead")
			s.words("Complete: the job waits to be run.")
			if got := g.approvalOf(t, at); got.Status != "approved" {
				t.Errorf("sent %+v", got)
			}
			s.leave()
		})
	}
}

// lasting are the requests for facts that live longer than a story, by what was asked.
func lasting(all []sandbox.Entry) map[string]int {
	fact := regexp.MustCompile(`/repository/compare$|/freeze_periods$|/repository/commits/|/releases/|/protected_(branches|tags)|/approvals$|/merge_requests`)
	asked := map[string]int{}
	for _, e := range all {
		if e.User == "maya" && fact.MatchString(e.Path) && e.Status != 429 {
			asked[e.Path+"?"+e.Query.Encode()]++
		}
	}
	return asked
}

// A row that is looked at is asked about once, however long one looks, however often
// one comes back; and rows that are passed by are not asked about at all.
func TestStoryNothingIsFetchedTwice(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	first, second := g.Stage(sandbox.SceneAhead), g.Stage(sandbox.SceneDiverged)
	s := g.start(t, "", sessionOptions{}, first, second)
	firstRow, secondRow := regexp.MustCompile(`(?m)^── payments/(ahead|diverged)`), regexp.MustCompile(`(?m)^── payments/(ahead|diverged)`)
	s.WaitFor(regexp.MustCompile(`Ships +\S`))
	s.calm(t, g)
	before := lasting(g.Journal())
	if len(before) < 5 {
		t.Fatalf("little was asked: %v", before)
	}
	listings := func() int { return len(of("maya", g.Requests("GET", `/projects/\d+/deployments$`))) }
	for range 2 {
		had := listings()
		s.Send("r")
		waitUntil(t, "the list to be read again", func() bool { return listings() >= had+2 })
		s.calm(t, g)
	}
	for range 3 {
		s.Send("down")
		s.WaitFor(secondRow)
		s.Send("up")
		s.WaitFor(firstRow)
	}
	s.calm(t, g)
	for what, times := range lasting(g.Journal()) {
		if times > 1 {
			t.Errorf("asked %d times: %s", times, what)
		}
	}
	s.leave()
}

// calm waits until nothing is asked any more: two looks at the journal, each after a
// request of our own was answered, find it the same.
func (s *story) calm(t *testing.T, g *gitlab) {
	t.Helper()
	last, same := -1, 0
	waitUntil(t, "GitLab to be asked no more", func() bool {
		n := 0
		for _, e := range g.Journal() {
			if e.User == "maya" {
				n++
			}
		}
		if n == last {
			same++
		} else {
			last, same = n, 0
		}
		return same >= 20
	})
}

func TestStoryHoldingDownAsksForNoRowPassed(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	var at []sandbox.Staged
	for range 9 {
		at = append(at, g.Stage(sandbox.SceneAhead))
	}
	s := g.start(t, "", sessionOptions{}, at...)
	s.WaitFor("9")
	s.calm(t, g)
	compared := func() map[string]bool {
		out := map[string]bool{}
		for _, e := range of("maya", g.Requests("GET", `/repository/compare$`)) {
			out[strings.Split(e.Path, "/")[4]] = true
		}
		return out
	}
	before := compared()
	s.SendRaw("jjjjjjjj")
	s.WaitFor(regexp.MustCompile(`Ships +AHEAD`))
	s.calm(t, g)
	after := compared()
	fresh := 0
	for project := range after {
		if !before[project] {
			fresh++
		}
	}
	// The last one and its neighbour; none of those in between.
	if fresh > 2 || fresh == 0 {
		t.Errorf("%d projects more were asked about (%v, before %v), want the last one and its neighbour", fresh, after, before)
	}
	s.leave()
}
