//go:build unix

package main

import (
	"fmt"
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
			[]string{"AHEAD 12 of live v1.7.9 · merge requests not read"}, []string{"AHEAD 12 of live v1.7.9"},
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

// In the tab of the changes each part says for itself that it is missing.
func TestStoryChangesWithoutMergeRequests(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	at := g.Stage(sandbox.SceneAhead)
	g.Forbid(`/merge_requests`)
	s := g.openScene(t, at, "", sessionOptions{})
	s.WaitFor("merge requests not read")
	s.Send("enter", "l")
	s.WaitFor(regexp.MustCompile(`Merged +merge requests: no access`))
	s.shows("AHEAD 12 commits of live", "migration      2026", "Release 1.8.0")
	s.closes("esc back")
	s.leave()
}

// A GitLab without approvals: nothing waits for anybody, and its manual jobs are run.
func TestStoryManualJobWithoutPremium(t *testing.T) {
	t.Parallel()
	g := openGitLab(t, func(o *sandbox.Options) { o.FOSS = true })
	at := g.Stage(sandbox.SceneAhead)
	s := g.start(t, "", sessionOptions{}, at)
	s.Send("8")
	s.WaitFor(regexp.MustCompile(`▌ › manual +◆ production +payments/ahead`))
	s.looksAt(at.IID)
	s.WaitFor("AHEAD 12 of live v1.7.9 · 5 merge requests")
	s.Send("a")
	s.words("a approves: ")
	s.again("p", "═ Run the job ")
	s.known()
	s.settle("left", regexp.MustCompile(`enter cancel`))
	s.Send("right")
	s.WaitFor("enter run")
	s.confirm("deploy-prod runs: payments/ahead → production.")
	if post := one(t, "writes", g.writes()); post.Path != fmt.Sprintf("/api/v4/projects/%d/jobs/%d/play", at.Project, at.Job) {
		t.Errorf("sent %s", post.Path)
	}
	s.leave()
	if got := events(notedIn(t, s.Home)); got != "sent run, answered done" {
		t.Errorf("the journal has %s", got)
	}
}

// Each of the four states has a tab, and the list says it in its own words.
func TestStoryTheFourStates(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.start(t, "", sessionOptions{Cols: 140, Rows: 40}, g.Stage(sandbox.SceneAhead), g.Stage(sandbox.SceneOthers),
		g.Stage(sandbox.SceneApproved), g.Stage(sandbox.SceneManual), g.Stage(sandbox.SceneOutdated))
	for _, c := range []struct{ key, filter, row, project string }{
		{"1", "can:approve", "■ you 0/1", "/ahead"},
		{"6", "state:others", "□ ", "/others"},
		{"7", "state:to-run", "› to run", "/approved"},
		{"8", "state:manual", "› manual", "/manual"},
		{"9", "state:outdated", "outdated", "/outdated"},
	} {
		only := regexp.MustCompile(`(?m)▌ .*` + regexp.QuoteMeta(c.row) + `.*` + c.project + ` `)
		s.Send(c.key)
		s.WaitFor(only)
		s.Send("5", "/", "ctrl+u")
		s.Type(c.filter)
		s.Send("enter")
		s.WaitFor(regexp.MustCompile(`\b1 shown, esc clears the filter: ` + c.filter))
		s.WaitFor(only)
		s.Send("esc")
		s.WaitGone("esc clears the filter")
	}
	s.leave()
	none(t, "writes", g.writes())
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
	briefed := func() map[string]bool {
		out := map[string]bool{}
		// What they ship is looked up for the flags of the list; the ref only for a decision.
		for _, e := range of("maya", g.Requests("GET", `/repository/(tags|branches)/[^/]+$`)) {
			out[strings.Split(e.Path, "/")[4]] = true
		}
		return out
	}
	before := briefed()
	s.SendRaw("jjjjjjjj")
	waitUntil(t, "the last one to be asked about", func() bool { return len(briefed()) > len(before) })
	s.calm(t, g)
	after := briefed()
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
