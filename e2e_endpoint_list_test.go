//go:build unix

package main

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"greenlight/api/sandbox"
)

// utc makes a date mean the same wherever the tests run.
var utc = sessionOptions{Env: []string{"TZ=UTC"}}

// An asking is a question, what of it has to reach GitLab, and the words that stay on
// the screen while it is in force.
type asking struct {
	question question
	query    string
	words    string
	// near are the parameters that count from now, and how long ago they are.
	near map[string]time.Duration
}

// TestStoryEndpointListDates covers the times and the orders of
// GET /projects/:id/deployments.
func TestStoryEndpointListDates(t *testing.T) {
	t.Parallel()
	day := func(ago int) string { return time.Now().UTC().AddDate(0, 0, -ago).Format(time.DateOnly) }
	for _, story := range []map[string]asking{
		{
			"updated, ago and to a date": {
				question{updatedFrom: "9d", updatedTo: day(1), order: "updated_at"},
				"order_by=updated_at&sort=desc&updated_after=*&updated_before=" + day(1) + "T00:00:00Z",
				"payments/api · updated " + day(9),
				map[string]time.Duration{"updated_after": 9 * 24 * time.Hour},
			},
			"updated before, oldest first": {
				question{updatedTo: "2h", order: "updated_at", direction: "asc"},
				"order_by=updated_at&sort=asc&updated_before=*",
				"payments/api · updated until " + time.Now().UTC().Format("2006-"),
				map[string]time.Duration{"updated_before": 2 * time.Hour},
			},
			"updated after a date and a time": {
				question{updatedFrom: day(20) + " 14:30", order: "updated_at"},
				"order_by=updated_at&sort=desc&updated_after=" + day(20) + "T14:30:00Z",
				"payments/api · updated since " + day(20) + " 14:30 · newest update first", nil,
			},
			"the order updated_at alone": {
				question{order: "updated_at"}, "order_by=updated_at&sort=desc", "payments/api · newest update first", nil,
			},
			"the order iid": {
				question{order: "iid"}, "order_by=iid&sort=desc", "payments/api · newest first", nil,
			},
		}, {
			"finished between dates": {
				question{finishedFrom: day(30), finishedTo: day(1), status: "success", order: "finished_at"},
				"finished_after=" + day(30) + "T00:00:00Z&finished_before=" + day(1) + "T00:00:00Z&order_by=finished_at&sort=desc&status=success",
				"payments/api · success · finished " + day(30) + " to " + day(1), nil,
			},
			"finished, weeks ago, first finished first": {
				question{finishedFrom: "2w", finishedTo: "36h", status: "success", order: "finished_at", direction: "asc"},
				"finished_after=*&finished_before=*&order_by=finished_at&sort=asc&status=success",
				"payments/api · success · finished " + day(14),
				map[string]time.Duration{"finished_after": 14 * 24 * time.Hour, "finished_before": 36 * time.Hour},
			},
			"the order finished_at with a finished status": {
				question{status: "failed", order: "finished_at"},
				"order_by=finished_at&sort=desc&status=failed", "payments/api · failed · last finished first", nil,
			},
			"the order created_at, ascending": {
				question{order: "created_at", direction: "asc"}, "order_by=created_at&sort=asc", "payments/api · oldest first", nil,
			},
			"everything that goes together": {
				question{env: "production", status: "success", finishedFrom: "52w", order: "finished_at"},
				"environment=production&finished_after=*&order_by=finished_at&sort=desc&status=success",
				"payments/api · on production · success · finished since",
				map[string]time.Duration{"finished_after": 52 * 7 * 24 * time.Hour},
			},
		},
	} {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			g := openGitLab(t)
			s := g.open(t, "maya", utc, "--project", "payments/api")
			s.ready()
			for name, a := range story {
				s.askAndTakeAway(g, name, a)
			}
			none(t, "writes", g.writes())
			s.leave()
		})
	}
}

// TestStoryEndpointListStatuses covers environment, status, order_by=id and sort of
// GET /projects/:id/deployments.
func TestStoryEndpointListStatuses(t *testing.T) {
	t.Parallel()
	for _, statuses := range [][]string{{"created", "running", "success", "failed"}, {"canceled", "skipped", "blocked"}} {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			g := openGitLab(t)
			s := g.open(t, "maya", utc, "--project", "payments/api")
			s.ready()
			for i, status := range statuses {
				sort, words := "desc", "newest first"
				if i%2 == 1 {
					sort, words = "asc", "oldest first"
				}
				s.askAndTakeAway(g, status, asking{
					question{status: status, direction: sort}, "order_by=id&sort=" + sort + "&status=" + status,
					"payments/api · " + status + " · " + words, nil,
				})
			}
			s.askAndTakeAway(g, "an environment", asking{
				question{env: "prod-eu"}, "environment=prod-eu&order_by=id&sort=desc", "payments/api · on prod-eu · newest first", nil,
			})
			s.askAndTakeAway(g, "an environment that is none", asking{
				question{env: "nowhere", status: statuses[0]}, "environment=nowhere&order_by=id&sort=desc&status=" + statuses[0],
				"payments/api · on nowhere · " + statuses[0] + " · newest first   0 deployments", nil,
			})
			s.leave()
		})
	}
}

// askAndTakeAway asks, sees what GitLab answered in GitLab's order, and takes it away
// again with esc.
func (s *story) askAndTakeAway(g *gitlab, name string, a asking) {
	s.tb.Helper()
	s.openQuery()
	s.fill(a.question)
	g.ResetJournal()
	s.Send("enter")
	s.WaitGone("─ Ask GitLab ─")
	want := values(s.tb, a.query+"&page=1&per_page=100")
	e := g.asked(s.tb, `/projects/1/deployments$`, want)
	for parameter, ago := range a.near {
		near(s.tb, e, parameter, time.Now().Add(-ago))
	}
	numbers := g.listed(s.tb, 1, e.Query)
	s.tb.Logf("%s: %d deployments", name, len(numbers))
	s.WaitFor(fmt.Sprintf("Asked %d", len(numbers)))
	s.WaitFor(a.words) // what is in force is said as long as it is
	if len(numbers) > 0 {
		s.selected(numbers[0])
		s.Send("G")
		s.selected(numbers[len(numbers)-1])
	}
	s.back("Asked ")
	s.WaitGone(a.words)
}

// TestStoryEndpointListRules covers the combinations that GitLab refuses: the card says
// which rule is in the way, sends nothing, and enter mends it.
func TestStoryEndpointListRules(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.open(t, "maya", utc, "--project", "payments/api")
	s.ready()
	for _, rule := range []struct {
		question   question
		says, mend string
		then       string
	}{
		{question{updatedFrom: "3d", finishedFrom: "3d", order: "updated_at"},
			"GitLab takes updated dates or finished dates, not both.", "drops the finished dates", "newest update first"},
		{question{updatedTo: "2026-02-14"}, "Updated dates need the order updated_at.", "orders by updated_at", "newest update first"},
		{question{finishedFrom: "3d", status: "success"}, "Finished dates need the order finished_at.", "orders by finished_at", "last finished first"},
		{question{order: "finished_at", status: "blocked"},
			"The order finished_at needs a finished date, or the status success, failed or canceled.", "sets the status success", "success · last finished first"},
		{question{finishedTo: "3d", status: "failed", order: "finished_at", direction: "asc"},
			"Finished dates need the status success.", "sets the status success", "first finished first"},
	} {
		s.openQuery()
		s.fill(rule.question)
		s.words(rule.says)
		s.WaitFor("enter " + rule.mend)
		none(t, "refusable queries", g.filtered())
		s.Send("enter")
		s.WaitFor("Asks for")
		s.words(rule.then)
		none(t, "queries before they are sent", g.filtered())
		s.back("─ Ask GitLab ─")
	}

	// What is no time cannot be mended by a key: enter says it once more.
	s.openQuery()
	s.fill(question{updatedFrom: "yesterday", order: "updated_at"})
	s.words(`"yesterday" is no time; write 2026-02-14`)
	s.Send("enter")
	s.back("─ Ask GitLab ─")
	none(t, "refusable queries", g.filtered())
	for _, e := range by("maya", g.Requests("GET", listPath)) {
		if e.Status != 200 && e.Status != 304 {
			t.Errorf("GitLab answered %d to %s", e.Status, e.Query.Encode())
		}
	}
	s.leave()
}

// TestStoryEndpointListPages covers page and per_page: older deployments come as one
// scrolls, and nothing waits for them.
func TestStoryEndpointListPages(t *testing.T) {
	t.Parallel()
	g := openGitLab(t, func(o *sandbox.Options) { o.Projects, o.Deployments = 1, 420 })
	s := g.open(t, "maya", utc, "--project", "payments/api")
	s.ready()
	s.Send("5")
	s.WaitFor("All 100+")
	s.Send("g")
	top := s.number()

	// While a page is on its way the list is there for the keys.
	held := make(chan struct{})
	g.Inject(sandbox.Fault{Method: "GET", Path: `/projects/1/deployments$`, Query: `(^|&)page=2(&|$)`, Times: 1, Before: func() { <-held }})
	s.Send("G")
	s.WaitGone(regexp.MustCompile(`(?m) #` + top + ` [─-]+$`))
	waitUntil(t, "the second page to be asked for", func() bool { return len(g.page(2)) == 1 })
	s.Send("g")
	s.selected(top)
	if e := one(t, "second pages", g.page(2)); e.Status != 0 {
		t.Errorf("the second page was answered with %d before it was let go", e.Status)
	}
	close(held)
	s.WaitFor("All 200+")

	for page := 3; page <= 5; page++ {
		s.Send("G")
		g.asked(t, `/projects/1/deployments$`, values(t, fmt.Sprintf("order_by=id&sort=desc&per_page=100&page=%d", page)))
		s.WaitFor(regexp.MustCompile([]string{`All 300\+`, `All 400\+`, `All 420\s`}[page-3]))
	}
	s.Send("G", "k", "j", "g", "G") // the end is the end: there is no sixth page
	s.WaitGone(regexp.MustCompile(`(?m) #` + top + ` [─-]+$`))
	for page := 2; page <= 6; page++ {
		if n := len(g.page(page)); n != map[bool]int{true: 1}[page < 6] {
			t.Errorf("page %d was asked for %d times", page, n)
		}
	}
	s.leave()
}

// page are the requests for one page of project 1's deployments.
func (g *gitlab) page(n int) []sandbox.Entry {
	return slices.DeleteFunc(g.Requests("GET", `/projects/1/deployments$`), func(e sandbox.Entry) bool {
		return e.Query.Get("page") != strconv.Itoa(n)
	})
}

// TestStoryEndpointListPagesOfAnswer scrolls through a filtered history so long that
// GitLab does not count it.
func TestStoryEndpointListPagesOfAnswer(t *testing.T) {
	t.Parallel()
	g := openGitLab(t, func(o *sandbox.Options) { o.Projects, o.Deployments = 1, 10_100 })
	s := g.open(t, "maya", utc, "--project", "payments/api")
	s.ready()
	s.openQuery()
	s.fill(question{updatedTo: "0m", order: "updated_at", direction: "asc"})
	s.Send("enter")
	s.WaitFor("oldest update first")
	for page := 1; page <= 4; page++ {
		s.WaitFor(fmt.Sprintf("Asked %d+", page*100))
		e := g.asked(t, `/projects/1/deployments$`, values(t, fmt.Sprintf("updated_before=*&order_by=updated_at&sort=asc&per_page=100&page=%d", page)))
		numbers := g.listed(t, 1, e.Query)
		s.Send("G")
		s.selected(numbers[len(numbers)-1])
	}
	if strings.Contains(s.Screen(), "of 10") {
		t.Error("it shows a total that GitLab did not tell")
	}
	s.back("Asked ")
	s.leave()
}

// TestStoryEndpointListProject asks another project than the selected row's, and picks
// the environment from those that it has.
func TestStoryEndpointListProject(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.open(t, "maya", utc, "--project", "payments/api", "--project", "platform/edge-proxy")
	s.ready()
	s.openQuery()
	s.Send("ctrl+u")
	s.Type("edge")
	s.Send("down")
	s.WaitFor("▌platform/edge-proxy")
	s.Send("enter") // takes it, and goes on
	s.WaitFor("▌ Env")
	s.Type("cana")
	s.WaitFor("canary ")
	s.Send("down")
	s.WaitFor("▌canary")
	s.Send("enter")
	s.WaitFor("platform/edge-proxy · on canary · newest first")
	none(t, "queries before they are sent", g.filtered())
	s.Send("enter")
	g.asked(t, `/projects/9/deployments$`, values(t, "environment=canary&order_by=id&sort=desc&page=1&per_page=100"))
	s.selected(g.listed(t, 9, values(t, "environment=canary&order_by=id&sort=desc"))[0])
	s.back("Asked ")
	s.leave()
}
