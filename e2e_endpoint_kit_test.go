//go:build unix

package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"greenlight/api/sandbox"
)

// The ways of the Deployments API, as the journal's regular expressions.
const (
	listPath   = `/projects/\d+/deployments$`
	singlePath = `/projects/\d+/deployments/\d+$`
	mergesPath = `/deployments/\d+/merge_requests$`
)

// answer is what GitLab said to a request of the story's own.
type answer struct {
	status int
	body   string
}

// send sends a request that is not the program's, as somebody else's client would.
func (g *gitlab) send(tb testing.TB, who, method, path, body string) answer {
	tb.Helper()
	req, err := http.NewRequest(method, g.URL()+"/api/v4"+path, strings.NewReader(body))
	if err != nil {
		tb.Fatal(err)
	}
	req.Header.Set("PRIVATE-TOKEN", g.Token(who))
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	all, err := io.ReadAll(res.Body)
	if err != nil {
		tb.Fatal(err)
	}
	return answer{res.StatusCode, string(all)}
}

// record makes a deployment behind the program's back.
func (g *gitlab) record(tb testing.TB, project int, env, ref, sha, status string) found {
	tb.Helper()
	got := g.send(tb, "root", "POST", fmt.Sprintf("/projects/%d/deployments", project),
		fmt.Sprintf(`{"environment":%q,"ref":%q,"sha":%q,"tag":false,"status":%q}`, env, ref, sha, status))
	if got.status != 201 {
		tb.Fatalf("recording answered %d %s", got.status, got.body)
	}
	var d struct {
		ID, IID int64
		Status  string
	}
	if err := json.Unmarshal([]byte(got.body), &d); err != nil {
		tb.Fatal(err)
	}
	return found{d.ID, strconv.FormatInt(d.ID, 10), strconv.FormatInt(d.IID, 10), d.Status}
}

// listed are the numbers of the deployments that GitLab has for a query, in its order.
func (g *gitlab) listed(tb testing.TB, project int, query url.Values) []string {
	tb.Helper()
	got := g.send(tb, "root", "GET", fmt.Sprintf("/projects/%d/deployments?%s", project, query.Encode()), "")
	if got.status != 200 {
		tb.Fatalf("the story's own query %s: %d %s", query.Encode(), got.status, got.body)
	}
	var rows []struct{ IID int64 }
	if err := json.Unmarshal([]byte(got.body), &rows); err != nil {
		tb.Fatal(err)
	}
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = strconv.FormatInt(r.IID, 10)
	}
	return out
}

// status is that of a deployment as GitLab has it, "" for one that is gone.
func (g *gitlab) status(tb testing.TB, project int, id string) string {
	tb.Helper()
	got := g.send(tb, "root", "GET", fmt.Sprintf("/projects/%d/deployments/%s", project, id), "")
	var d struct{ Status string }
	if err := json.Unmarshal([]byte(got.body), &d); err != nil {
		tb.Fatal(err)
	}
	return d.Status
}

// head is the commit of a branch or a tag.
func (g *gitlab) head(tb testing.TB, project int, ref string) string {
	tb.Helper()
	got := g.send(tb, "root", "GET", fmt.Sprintf("/projects/%d/repository/commits/%s", project, url.PathEscape(ref)), "")
	var c struct{ ID string }
	if err := json.Unmarshal([]byte(got.body), &c); err != nil || len(c.ID) < 40 {
		tb.Fatalf("the commit of %s: %d %s", ref, got.status, got.body)
	}
	return c.ID
}

// by are the requests of one person.
func by(who string, all []sandbox.Entry) []sandbox.Entry {
	return slices.DeleteFunc(all, func(e sandbox.Entry) bool { return e.User != who })
}

// asked waits until maya's program has asked a listing with exactly these parameters,
// and been answered. Where a wanted value is "*" any will do.
func (g *gitlab) asked(tb testing.TB, path string, want url.Values) sandbox.Entry {
	tb.Helper()
	var hit sandbox.Entry
	waitUntil(tb, "the query "+want.Encode(), func() bool {
		for _, e := range by("maya", g.Requests("GET", path)) {
			if e.Status == 200 && sameQuery(e.Query, want) {
				hit = e
				return true
			}
		}
		return false
	})
	return hit
}

func sameQuery(got, want url.Values) bool {
	return maps.EqualFunc(got, want, func(a, b []string) bool {
		return slices.Equal(a, b) || len(a) == 1 && slices.Equal(b, []string{"*"})
	})
}

// values are the parameters of a query string.
func values(tb testing.TB, query string) url.Values {
	tb.Helper()
	v, err := url.ParseQuery(query)
	if err != nil {
		tb.Fatal(err)
	}
	return v
}

// filtered are the listings that were asked for with any of GitLab's filters, which
// the refreshing list never does. What a decision reads by itself is none of them.
func (g *gitlab) filtered() []sandbox.Entry {
	return slices.DeleteFunc(by("maya", g.Requests("GET", listPath)), func(e sandbox.Entry) bool {
		if ofDecision(e) || ofRefresh(e) {
			return true
		}
		plain := e.Query.Get("order_by") == "id" && e.Query.Get("sort") == "desc"
		for _, p := range []string{"environment", "status", "updated_after", "updated_before", "finished_after", "finished_before"} {
			plain = plain && !e.Query.Has(p)
		}
		return plain
	})
}

// ofRefresh reports that a listing is a refresh, which asks for what was updated since.
func ofRefresh(e sandbox.Entry) bool {
	q := e.Query
	return len(q) == 4 && q.Has("updated_after") && q.Get("per_page") == "100" && q.Get("order_by") == "updated_at" && q.Get("sort") == "asc"
}

// ofDecision reports that a listing is the fact how it went in an environment lately.
func ofDecision(e sandbox.Entry) bool {
	q := e.Query
	return len(q) == 4 && q.Has("environment") && q.Get("per_page") == "10" && q.Get("order_by") == "id" && q.Get("sort") == "desc"
}

// near fails unless a parameter is a moment close to another one.
func near(tb testing.TB, e sandbox.Entry, parameter string, want time.Time) {
	tb.Helper()
	got, err := time.Parse(time.RFC3339Nano, e.Query.Get(parameter))
	if err != nil || got.Sub(want).Abs() > 2*time.Minute {
		tb.Errorf("%s is %q, want about %s (%v)", parameter, e.Query.Get(parameter), want, err)
	}
}

// press presses a key some times.
func (s *story) press(key string, times int) {
	s.tb.Helper()
	for range times {
		s.Send(key)
	}
}

// insist presses a key of a card until the screen says what it says once the card took
// it; enter among them, which makes a card that it meets too early wait anew.
func (s *story) insist(key string, want *regexp.Regexp) {
	s.tb.Helper()
	for range 10 {
		s.Send(key)
		if s.within(time.Second, want.MatchString) {
			return
		}
	}
	s.tb.Fatalf("the card never took %s: waited for %q", key, want)
}

// back presses esc and waits until something has gone.
func (s *story) back(gone any) {
	s.tb.Helper()
	s.Send("esc")
	s.WaitGone(gone)
}

// filter shows what a filter finds among all, which is told below the list.
func (s *story) filter(text string) {
	s.tb.Helper()
	s.Send("5", "/", "ctrl+u")
	s.Type(text)
	s.Send("enter")
}

// selected waits until the detail is that of a deployment.
func (s *story) selected(number string) {
	s.tb.Helper()
	s.WaitFor(regexp.MustCompile(`(?m) #` + number + ` [─-]+$`))
}

// number is the number of the deployment whose detail is shown.
func (s *story) number() string {
	s.tb.Helper()
	number := regexp.MustCompile(`(?m) #(\d+) [─-]+$`)
	s.WaitFor(number)
	return number.FindStringSubmatch(s.Screen())[1]
}

// A question is what somebody fills into the card of GitLab's filters.
type question struct {
	env, status              string
	updatedFrom, updatedTo   string
	finishedFrom, finishedTo string
	order, direction         string
}

var (
	askableStatuses = []string{"any", "created", "running", "success", "failed", "canceled", "skipped", "blocked"}
	askableOrders   = []string{"id", "iid", "created_at", "updated_at", "finished_at"}
)

// openQuery opens the card of GitLab's filters and goes to its first field.
func (s *story) openQuery() {
	s.tb.Helper()
	s.Send("f")
	s.WaitFor("─ Ask GitLab ─")
	s.settle("up", regexp.MustCompile(`▌ Project`))
}

// fill fills the card in from its first field to its last, by nothing but keys. What
// was typed on the last card and not asked is still there: it is typed over.
func (s *story) fill(q question) {
	s.tb.Helper()
	choose := func(label, word string, all []string) {
		s.tb.Helper()
		s.Send("tab")
		chosen := regexp.MustCompile(`▌ ` + label + ` +(\w+)  ← →`)
		s.WaitFor(chosen)
		is := slices.Index(all, chosen.FindStringSubmatch(s.Screen())[1])
		s.press("right", (slices.Index(all, word)-is+len(all))%len(all))
	}
	s.Send("tab", "ctrl+u")
	s.Type(q.env)
	choose("Status", cmp.Or(q.status, "any"), askableStatuses)
	for _, date := range []string{q.updatedFrom, q.updatedTo, q.finishedFrom, q.finishedTo} {
		s.Send("tab", "ctrl+u")
		s.Type(date)
	}
	choose("Order", cmp.Or(q.order, "id"), askableOrders)
	choose("Direction", cmp.Or(q.direction, "desc"), []string{"desc", "asc"})
}

// A recording is what somebody fills into the card of a new record.
type recording struct {
	env, ref string
	// sha is left to what the ref brings where it is empty.
	sha    string
	status string
	// untick takes the tick away that a tag brings.
	untick bool
}

var recordable = []string{"running", "success", "failed", "canceled"}

// openRecord opens the card of a new record and goes to its first field.
func (s *story) openRecord() {
	s.tb.Helper()
	s.Send("n")
	s.WaitFor("Record a deployment")
	s.settle("up", regexp.MustCompile(`▌ Project`))
}

// fillRecord fills the card in by nothing but keys and goes on to the button that
// records.
func (s *story) fillRecord(r recording) {
	s.tb.Helper()
	s.Send("tab", "ctrl+u")
	s.Type(r.env)
	s.Send("tab", "ctrl+u")
	s.Type(r.ref)
	s.Send("tab")
	s.WaitFor("▌ SHA")
	if r.sha != "" {
		s.Send("ctrl+u")
		s.Type(r.sha)
	}
	s.Send("tab")
	s.WaitFor("▌ Tag")
	if r.untick {
		s.Send("space")
	}
	s.Send("tab")
	s.press("up", len(recordable))
	s.press("down", slices.Index(recordable, r.status))
	s.WaitFor(regexp.MustCompile(`▌.*\(•\) . ` + r.status))
}

// toRecord goes from the status to the button that records, past Cancel where that
// comes first.
func (s *story) toRecord(status string) {
	s.tb.Helper()
	s.WaitGone("reading the commit")
	s.WaitGone("Waits for")
	s.Send("tab", "right")
	s.WaitFor("enter record " + status)
}

// pressRecord presses the button that records, once.
func (s *story) pressRecord(g *gitlab, r recording) sandbox.Entry {
	s.tb.Helper()
	before := len(by("maya", g.Requests("POST", listPath)))
	s.toRecord(r.status)
	if n := len(by("maya", g.Requests("POST", listPath))); n != before {
		s.tb.Fatalf("%d records were sent before the button was pressed", n-before)
	}
	s.Send("enter")
	var post sandbox.Entry
	waitUntil(s.tb, "the record to be answered", func() bool {
		all := by("maya", g.Requests("POST", listPath))
		if len(all) != before+1 {
			return false
		}
		post = all[before]
		return post.Status != 0
	})
	return post
}

// said is the body of a record as it has to be sent.
func (r recording) said(sha string, tag bool) string {
	return fmt.Sprintf(`{"environment":%q,"sha":%q,"ref":%q,"tag":%t,"status":%q}`, r.env, sha, r.ref, tag, r.status)
}

// chooseStatus opens the card of a status and chooses one; last is the lowest choice
// that is open.
func (s *story) chooseStatus(status, last string) {
	s.tb.Helper()
	s.settle("s", regexp.MustCompile(`Update status`)) // not on a row that came by itself
	s.settle("down", regexp.MustCompile(`\(•\) . `+last))
	chosen := regexp.MustCompile(`\(•\) . ` + status)
	for range recordable {
		if chosen.MatchString(s.Screen()) {
			break
		}
		before := s.Screen()
		s.Send("up")
		s.WaitChange(before)
	}
	s.WaitFor(chosen)
}

// setStatus chooses a status and sets it, past Cancel where that comes first.
func (s *story) setStatus(status, last string) {
	s.tb.Helper()
	s.chooseStatus(status, last)
	s.Send("tab", "right")
	s.WaitFor("enter set " + status)
	s.Send("enter")
}

// openDelete opens the card that deletes, whose default is to cancel.
func (s *story) openDelete() {
	s.tb.Helper()
	s.settle("D", regexp.MustCompile(`Delete the record`)) // not on a row that came by itself
	s.WaitFor("enter cancel")
}

// toDelete waits until the card takes keys and goes to the button that deletes.
func (s *story) toDelete() {
	s.tb.Helper()
	s.openDelete()
	s.settle("right", regexp.MustCompile(`enter delete`))
}

// What the cards say of their buttons.
var (
	sayEnterDelete = regexp.MustCompile(`enter delete`)
	sayBarred      = regexp.MustCompile(`cannot be deleted.* esc cancel`)
)
