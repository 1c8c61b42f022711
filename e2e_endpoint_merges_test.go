//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"testing"
	"time"

	"greenlight/api/sandbox"
)

// openMerges opens the card of the merge requests of project 1's live deployment in
// production, waits until it takes keys, and returns the deployment and what it
// shipped.
func (s *story) openMerges(g *gitlab) (d found, shipped []string) {
	s.tb.Helper()
	d = g.deployment(s.tb, 1, "production", "v2.13.9")
	s.pick("env:production ref:v2.13.9", "#"+d.shown)
	shipped = g.merged(s.tb, d, url.Values{"per_page": {"50"}})
	if len(shipped) < 3 {
		s.tb.Fatalf("the story needs merge requests, there are %q", shipped)
	}
	s.Send("m")
	s.WaitFor(regexp.MustCompile(`▌ ` + shipped[0]))
	s.settle("G", regexp.MustCompile(`▌ `+shipped[len(shipped)-1]))
	return d, shipped
}

// merged are the numbers of a deployment's merge requests as GitLab has them.
func (g *gitlab) merged(tb testing.TB, d found, query url.Values) []string {
	tb.Helper()
	got := g.send(tb, "maya", "GET", "/projects/1/deployments/"+d.text+"/merge_requests?"+query.Encode(), "")
	var all []struct{ IID int64 }
	if err := json.Unmarshal([]byte(got.body), &all); err != nil {
		tb.Fatalf("%d %s: %v", got.status, got.body, err)
	}
	out := make([]string, len(all))
	for i, m := range all {
		out[i] = fmt.Sprintf("!%d", m.IID)
	}
	return out
}

// TestStoryEndpointMergeRequests covers state, order_by and sort of
// GET /projects/:id/deployments/:deployment_id/merge_requests by their controls.
func TestStoryEndpointMergeRequests(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.open(t, "maya", utc, "--project", "payments/api")
	d, _ := s.openMerges(g)
	path := `/projects/1/deployments/` + d.text + `/merge_requests$`
	g.asked(t, path, url.Values{"per_page": {"50"}})
	s.words("merged by @") // with who wrote it and who merged it
	s.shows("→ main")

	turn := func(key, want, label string) {
		t.Helper()
		g.ResetJournal()
		s.Send(key)
		e := g.asked(t, path, values(t, want+"&per_page=50"))
		s.WaitFor(label)
		if numbers := g.merged(t, d, e.Query); len(numbers) > 0 {
			s.WaitFor(regexp.MustCompile(`(?m)^\W*` + numbers[0] + `\s`))
		} else {
			s.WaitFor("None of the linked merge requests matches.")
		}
	}
	s.Send("tab")
	s.WaitFor("▌State")
	for _, state := range []string{"opened", "merged", "closed", "locked"} {
		turn("right", "state="+state, "State  "+state)
	}
	turn("left", "state=closed", "State  closed")
	turn("left", "state=merged", "State  merged")
	s.Send("tab")
	s.WaitFor("▌Order")
	for _, order := range []string{"merged_at", "updated_at", "title", "label_priority", "milestone_due", "popularity", "priority"} {
		turn("right", "state=merged&order_by="+order, "Order  "+order)
	}
	s.Send("tab")
	s.WaitFor("▌Direction")
	turn("right", "state=merged&order_by=priority&sort=asc", "Direction  asc")
	s.back("─ Merge requests ─")
	none(t, "writes", g.writes())
	s.leave()
}

// TestStoryEndpointMergeRequestTerms covers all other parameters, typed by GitLab's
// own names.
func TestStoryEndpointMergeRequestTerms(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.open(t, "maya", utc, "--project", "payments/api")
	d, shipped := s.openMerges(g)
	path := `/projects/1/deployments/` + d.text + `/merge_requests$`
	s.Send("shift+tab")
	s.WaitFor("▌ More")
	for _, c := range []struct {
		typed, want string
		near        map[string]time.Duration
	}{
		{"labels=bug", "labels=bug", nil},
		{`search="retry queue" in=title author_username=max`, "search=retry+queue&in=title&author_username=max", nil},
		{"author_id=6 assignee_id=6 reviewer_id=7 in=title,description search=the", "author_id=6&assignee_id=6&reviewer_id=7&in=title,description&search=the", nil},
		{"assignee_username=max reviewer_username=kim milestone=2026.11", "assignee_username=max&reviewer_username=kim&milestone=2026.11", nil},
		{"created_after=3d created_before=2h updated_after=1w updated_before=90m",
			"created_after=*&created_before=*&updated_after=*&updated_before=*",
			map[string]time.Duration{"created_after": 72 * time.Hour, "created_before": 2 * time.Hour, "updated_after": 7 * 24 * time.Hour, "updated_before": 90 * time.Minute}},
		{"deployed_after=2026-02-14 deployed_before=2026-12-31T23:59 environment=production",
			"deployed_after=2026-02-14T00:00:00Z&deployed_before=2026-12-31T23:59:00Z&environment=production", nil},
		{"source_branch=884-patch target_branch=main wip=no scope=all view=simple",
			"source_branch=884-patch&target_branch=main&wip=no&scope=all&view=simple", nil},
		{"not[labels]=bug not[author_username]=max not[milestone]=1.0 scope=created_by_me wip=yes",
			"not[labels]=bug&not[author_username]=max&not[milestone]=1.0&scope=created_by_me&wip=yes", nil},
		{"state=merged order_by=title sort=asc per_page=5", "state=merged&order_by=title&sort=asc&per_page=5", nil},
	} {
		g.ResetJournal()
		s.Send("ctrl+u")
		s.Type(c.typed)
		s.Send("enter")
		query := values(t, c.want)
		if !query.Has("per_page") {
			query.Set("per_page", "50")
		}
		e := g.asked(t, path, query)
		for parameter, ago := range c.near {
			near(t, e, parameter, time.Now().Add(-ago))
		}
		if numbers := g.merged(t, d, e.Query); len(numbers) > 0 {
			s.WaitFor(regexp.MustCompile(`▌ ` + numbers[0] + `\s`))
		} else {
			s.WaitFor("None of the linked merge requests matches.")
		}
		s.Send("shift+tab")
		s.WaitFor("▌ More")
	}

	// The next page comes as one scrolls.
	s.Send("tab")
	s.WaitGone("▌ More")
	s.Send("G")
	g.asked(t, path, values(t, "state=merged&order_by=title&sort=asc&per_page=5&page=2"))
	s.Send("shift+tab")
	s.WaitFor("▌ More")

	// What GitLab would refuse or look past is told, and not sent.
	g.ResetJournal()
	for typed, says := range map[string]string{
		"state=open":                      "state=open does not exist; use opened, closed, locked, merged, all.",
		"created_after=soon":              `"soon" is no time`,
		"author_id=6 author_username=max": "author_id and author_username cannot be combined; drop one.",
	} {
		s.Send("ctrl+u")
		s.Type(typed)
		s.Send("enter")
		s.words(says)
	}
	none(t, "queries", by("maya", g.Requests("GET", path)))
	s.Send("ctrl+u", "enter")
	s.WaitFor(regexp.MustCompile(`▌ ` + shipped[0]))
	s.back("─ Merge requests ─")
	s.leave()
}

// TestStoryEndpointMergeRequestsTooEarly says of a deployment that has not finished why
// there are none, and offers its changes instead; a failing endpoint harms nothing else.
func TestStoryEndpointMergeRequestsTooEarly(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.open(t, "maya", utc, "--project", "payments/api")
	s.pick(mineAlone, "#4821")
	s.Send("m")
	s.words("GitLab links merge requests some time after a deployment succeeds. This one is blocked: there are none yet.")
	s.words("Its changes against what is live show what it would bring.")
	s.insist("enter", regexp.MustCompile(`v2\.13\.9 · \w+ +→ +v2\.14\.0`)) // the changes against what is live
	none(t, "merge requests", g.Requests("GET", mergesPath))
	s.back("→  v2.14.0")

	d := g.deployment(t, 1, "production", "v2.13.9")
	s.choose("env:production ref:v2.13.9", "#"+d.shown)
	fixed := g.Inject(sandbox.Fault{Method: "GET", Path: mergesPath, Status: 403, Body: `{"message":"403 Forbidden"}`})
	s.Send("m")
	s.WaitFor("enter asks again")
	s.shows("✗ merge requests: 403 Forbidden.")
	fixed()
	s.insist("enter", regexp.MustCompile(`▌ !\d+`))
	s.back("─ Merge requests ─")
	s.shows("Live")
	s.leave()
}
