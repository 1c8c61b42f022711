package merges

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/intent"
	"greenlight/ui/keys"
	"greenlight/ui/uitest"
)

var now = uitest.Now

var ref = api.Ref{Host: "gitlab.acme.dev", Project: 13, Deployment: 99001}

func row(status api.Status) fleet.Row {
	return fleet.Row{Ref: ref, Project: "payments/api", Tier: api.TierProduction, ReadAt: now, Deployment: &api.Deployment{
		ID: 99001, IID: 4821, Ref: "v2.14.0", SHA: "3f2a91c0d4e5f60718293a4b5c6d7e8f90a1b2c3", Status: status,
		Environment: api.Environment{ID: 7, Name: "production"}}}
}

func person(id int64, name string) *api.User { return &api.User{ID: id, Username: name} }

func list(n int) []api.MergeRequest {
	titles := []string{"Retry webhooks with jitter", "Bound the retry queue", "Log the webhook attempt number so that support can see it in the audit trail",
		"Drop Ruby 3.1 from CI", "支付网关: 重试"}
	authors := []*api.User{person(2, "lin"), person(3, "oto"), person(4, "ana"), nil, person(6, "a-rather-long-username")}
	var out []api.MergeRequest
	for i := range n {
		at := now.Add(-time.Duration(i+1) * 31 * time.Hour)
		mr := api.MergeRequest{ID: int64(1000 - i), IID: int64(881 - i), Title: titles[i%5], State: "merged", Author: authors[i%5],
			MergeUser: person(3, "oto"), MergedAt: &at, UpdatedAt: at, SourceBranch: fmt.Sprintf("feature/%d", i), TargetBranch: "main",
			WebURL: fmt.Sprintf("https://gitlab.acme.dev/payments/api/-/merge_requests/%d", 881-i)}
		switch i % 4 {
		case 2:
			mr.State, mr.MergeUser, mr.MergedAt = "opened", nil, nil
		case 1:
			mr.Labels = []string{"bug", "backend"}
		case 3:
			mr.State, mr.MergeUser, mr.MergedAt, mr.ClosedAt = "closed", nil, nil, &at
		}
		out = append(out, mr)
	}
	return out
}

// loaded is a card with its first page.
func loaded(n, next, total int) Model {
	m := New(row(api.StatusSuccess))
	return m.Loaded(api.Page[api.MergeRequest]{Items: list(n), Next: next, Total: total}, m.asked, nil)
}

func TestTheCardLooksAsDesigned(t *testing.T) {
	t.Parallel()
	uitest.GoldenCard(t, "list", loaded(4, 0, 4))
	uitest.Golden(t, "list-80x24-ascii", uitest.Frame(t, loaded(4, 0, 4), 80, 24, true))
	second, _ := uitest.Press(loaded(5, 0, 5), "down")
	uitest.GoldenCard(t, "own", second)
	uitest.GoldenCard(t, "reading", New(row(api.StatusSuccess)))
	uitest.GoldenCard(t, "blocked", New(row(api.StatusBlocked)))
	uitest.GoldenCard(t, "none", loaded(0, 0, 0))
	folder := row(api.StatusSuccess)
	folder.Deployment.Environment.Name, folder.Tier = "review/x-12", api.TierDevelopment
	none := New(folder)
	uitest.GoldenCard(t, "none-folder", none.Loaded(api.Page[api.MergeRequest]{}, none.asked, nil))
	m := New(row(api.StatusSuccess))
	uitest.GoldenCard(t, "failed", m.Loaded(api.Page[api.MergeRequest]{}, m.asked, &api.Error{Kind: api.Forbidden, Op: "list merge requests"}))
	long, _ := uitest.Press(loaded(50, 2, 120), "pgdown", "pgdown", "pgdown")
	uitest.GoldenCard(t, "scrolled", long)
	end, _ := uitest.Press(loaded(50, 2, -1), "end")
	uitest.GoldenCard(t, "more", end)
	choice, _ := uitest.Press(loaded(4, 0, 4), "tab", "right", "right")
	uitest.GoldenCard(t, "choice", choice.Loaded(api.Page[api.MergeRequest]{Items: list(4)[:2], Total: 2}, choice.asked, nil))
	wrong, _ := uitest.Press(loaded(4, 0, 4), "shift+tab", "'state=open labels=bug", "enter")
	uitest.GoldenCard(t, "complaint", wrong)
}

// asks is the filter that a card asks for.
func asks(t *testing.T, w intent.Intent) api.MergeRequestFilter {
	t.Helper()
	got, ok := w.(intent.MergeRequests)
	if !ok || got.Ref != ref {
		t.Fatalf("it asks for %#v", w)
	}
	return got.Filter
}

func TestOpenedItWantsTheFirstPage(t *testing.T) {
	t.Parallel()
	m := New(row(api.StatusSuccess))
	if f := asks(t, m.Wants()); !reflect.DeepEqual(f, api.MergeRequestFilter{PerPage: perPage}) || m.Ref() != ref {
		t.Errorf("it asks for %+v", f)
	}
	if got := loaded(1, 0, 1); got.Wants() != nil {
		t.Error("after the answer it wants it again")
	}
	if m, _ = uitest.Press(m, "down"); m.Wants() != nil {
		t.Error("after a key it wants it again")
	}
}

// A deployment that has not succeeded has none, and leads to its changes.
func TestTooEarly(t *testing.T) {
	t.Parallel()
	for _, status := range []api.Status{api.StatusBlocked, api.StatusCreated, api.StatusRunning, api.StatusFailed, "paused"} {
		m := New(row(status))
		if m.Wants() != nil {
			t.Errorf("%s: it asks", status)
		}
		if _, w := uitest.Press(m, "enter"); w != (intent.ShowTab{Tab: intent.TabChanges}) {
			t.Errorf("%s: enter asks for %#v", status, w)
		}
		if _, w := uitest.Press(m, "tab", "right", "o", "y"); w != nil {
			t.Errorf("%s: keys ask for %#v", status, w)
		}
		if out := uitest.Frame(t, m, 80, 24, false); !strings.Contains(out, "This one is "+string(status)) {
			t.Errorf("it does not say why:\n%s", out)
		}
	}
	uitest.Frame(t, New(fleet.Row{}), 80, 24, false)
}

func TestOpeningAndCopying(t *testing.T) {
	t.Parallel()
	const first, second = "https://gitlab.acme.dev/payments/api/-/merge_requests/881", "https://gitlab.acme.dev/payments/api/-/merge_requests/880"
	for _, tt := range []struct {
		keys []string
		want intent.Intent
	}{
		{[]string{"enter"}, intent.OpenURL{URL: first}},
		{[]string{"o"}, intent.OpenURL{URL: first}},
		{[]string{"down", "enter"}, intent.OpenURL{URL: second}},
		{[]string{"G", "g", "j", "k", "j", "o"}, intent.OpenURL{URL: second}},
		{[]string{"y"}, intent.Copy{What: "The URL of !881", Text: first}},
		{[]string{"down", "y"}, intent.Copy{What: "The URL of !880", Text: second}},
		{[]string{"x"}, nil},
		{[]string{"esc"}, intent.Close{}},
	} {
		if _, w := uitest.Press(loaded(4, 0, 4), tt.keys...); w != tt.want {
			t.Errorf("%v asks for %#v, want %#v", tt.keys, w, tt.want)
		}
	}
	bare := list(1)
	bare[0].WebURL = ""
	m := New(row(api.StatusSuccess))
	m = m.Loaded(api.Page[api.MergeRequest]{Items: bare}, m.asked, nil)
	for _, k := range []string{"enter", "y"} {
		if _, w := uitest.Press(m, k); w != (intent.Refused{Sentence: "!881 has no address."}) {
			t.Errorf("%s asks for %#v", k, w)
		}
	}
	if _, w := uitest.Press(loaded(0, 0, 0), "enter"); w != nil {
		t.Errorf("with none enter asks for %#v", w)
	}
}

// The next page is asked for before one gets to the end, once, and what comes twice is
// shown once.
func TestPagesComeInWhileScrolling(t *testing.T) {
	t.Parallel()
	m := loaded(50, 2, 60)
	m, w := uitest.Press(m, "pgdown")
	if w != nil {
		t.Fatalf("near the start it asks for %#v", w)
	}
	m, w = uitest.Press(m, "G")
	if f := asks(t, w); f.Page != 2 || f.PerPage != perPage {
		t.Fatalf("it asks for %+v", f)
	}
	if _, again := uitest.Press(m, "G"); again != nil {
		t.Errorf("and again for %#v", again)
	}
	page := list(60)[45:]
	m = m.Loaded(api.Page[api.MergeRequest]{Items: page, Total: 60}, asks(t, w), nil)
	if len(m.items) != 60 || m.pick != 49 {
		t.Errorf("%d there, at %d", len(m.items), m.pick)
	}
	if _, w := uitest.Press(m, "G"); w != nil {
		t.Errorf("past the last page it asks for %#v", w)
	}
	// a page that failed is asked for again by going on
	failed := loaded(50, 2, 60)
	failed, w = uitest.Press(failed, "G")
	failed = failed.Loaded(api.Page[api.MergeRequest]{}, asks(t, w), &api.Error{Kind: api.Offline})
	if out := uitest.Frame(t, failed, 80, 24, false); !strings.Contains(out, "more could not be read: offline") || len(failed.items) != 50 {
		t.Errorf("it does not say so:\n%s", out)
	}
	if _, w := uitest.Press(failed, "down"); asks(t, w).Page != 2 {
		t.Errorf("down asks for %#v", w)
	}
}

func TestStaleAnswersAreDropped(t *testing.T) {
	t.Parallel()
	m := New(row(api.StatusSuccess))
	first := m.asked
	m, w := uitest.Press(m, "tab", "right")
	if f := asks(t, w); f.State != "opened" {
		t.Fatalf("it asks for %+v", f)
	}
	m = m.Loaded(api.Page[api.MergeRequest]{Items: list(4)}, first, nil)
	if len(m.items) != 0 || !m.loading {
		t.Error("an answer to an earlier question is taken")
	}
	m = m.Loaded(api.Page[api.MergeRequest]{Items: list(4)[2:3]}, asks(t, w), nil)
	if len(m.items) != 1 || m.loading {
		t.Error("the answer is not taken")
	}
	if m = m.Loaded(api.Page[api.MergeRequest]{Items: list(4)}, asks(t, w), nil); len(m.items) != 1 {
		t.Error("it is taken twice")
	}
}

// The controls and the line are one filter; what is typed counts.
func TestFilters(t *testing.T) {
	t.Parallel()
	three := now.Add(-72 * time.Hour)
	for _, tt := range []struct {
		keys []string
		want api.MergeRequestFilter
	}{
		{[]string{"tab", "right", "right"}, api.MergeRequestFilter{State: "merged"}},
		{[]string{"tab", "left"}, api.MergeRequestFilter{State: "locked"}},
		{[]string{"tab", "tab", "space"}, api.MergeRequestFilter{OrderBy: "merged_at"}},
		{[]string{"tab", "tab", "tab", "right"}, api.MergeRequestFilter{Sort: api.Asc}},
		{[]string{"shift+tab", "'labels=a,b not[author_username]=x created_after=3d", "enter"},
			api.MergeRequestFilter{Labels: []string{"a", "b"}, Not: map[string]string{"author_username": "x"}, CreatedAfter: &three}},
		{[]string{"tab", "right", "shift+tab", "shift+tab", "'search=\"two words\" page=3", "tab"}, api.MergeRequestFilter{State: "opened", Search: "two words", Page: 3}},
		{[]string{"shift+tab", "'state=closed per_page=5", "enter"}, api.MergeRequestFilter{State: "closed", PerPage: 5}},
	} {
		if tt.want.PerPage == 0 {
			tt.want.PerPage = perPage
		}
		_, w := uitest.Press(loaded(4, 0, 4), tt.keys...)
		if got := asks(t, w); same(got) != same(tt.want) {
			t.Errorf("%v asks for %s, want %s", tt.keys, same(got), same(tt.want))
		}
	}
}

func TestWhatIsTypedWrong(t *testing.T) {
	t.Parallel()
	m, w := uitest.Press(loaded(4, 0, 4), "shift+tab", "'lables=a", "enter")
	if w != nil || m.complaint == "" || m.focus != onTerms || len(m.items) != 4 {
		t.Fatalf("%q, %#v", m.complaint, w)
	}
	if out := uitest.Frame(t, m, 120, 36, false); !strings.Contains(out, "labels") || !strings.Contains(out, "✗") {
		t.Errorf("it does not say so:\n%s", out)
	}
	if next, w := uitest.Press(m, "tab"); next.focus != onTerms || w == nil {
		t.Errorf("tab leaves it with %#v", w)
	}
	if m, _ = uitest.Press(m, "backspace"); m.complaint != "" {
		t.Error("an edited line keeps its complaint")
	}
	m, w = uitest.Press(m, "ctrl+u", "enter")
	if w != nil || m.focus != onList {
		t.Errorf("the line as before asks for %#v", w)
	}
	// a control that the line overrules says so
	m, _ = uitest.Press(m, "shift+tab", "'state=merged", "enter")
	next, w := uitest.Press(m, "tab", "right")
	if w != (intent.Refused{Sentence: "state=merged stands in the line below, which counts."}) || next.state != 0 {
		t.Errorf("it asks for %#v", w)
	}
}

func TestUnarmedKeysAndPastesDoNothing(t *testing.T) {
	t.Parallel()
	m := loaded(4, 0, 4)
	for _, name := range []string{"enter", "o", "y", "tab", "down"} {
		next, w := m.Key(uitest.Key(name), false)
		if w != nil || next.pick != 0 || next.focus != onList {
			t.Errorf("unarmed %s asks for %#v", name, w)
		}
	}
	if _, w := m.Key(uitest.Key("esc"), false); w != (intent.Close{}) {
		t.Errorf("unarmed esc asks for %#v", w)
	}
	if next, w := m.Paste("y"); w != nil || next.terms.Text() != "" || m.Dirty() {
		t.Errorf("a paste asks for %#v", w)
	}
	typing, _ := uitest.Press(m, "shift+tab")
	if next, w := typing.Paste("labels=a\n"); w != nil || next.terms.Value() != "labels=a" {
		t.Errorf("a paste asks for %#v and leaves %q", w, next.terms.Value())
	}
	if left, _ := typing.Hints(keys.Map{}); left[0].Verb != "apply" {
		t.Errorf("the footer says %v", left)
	}
}

// What is typed right behind a key that leads to the terms is not lost, and asks nothing.
func TestUnarmedTheTermsAreTyped(t *testing.T) {
	t.Parallel()
	m, _ := uitest.Press(loaded(4, 0, 4), "shift+tab")
	for _, name := range []string{"l", "x", "backspace", "a"} {
		var w intent.Intent
		if m, w = m.Key(uitest.Key(name), false); w != nil {
			t.Errorf("unarmed %s asks for %#v", name, w)
		}
	}
	for _, name := range []string{"enter", "tab", "shift+tab", "up", "down"} {
		if next, w := m.Key(uitest.Key(name), false); w != nil || next.focus != onTerms || next.terms.Text() != "la" {
			t.Errorf("unarmed %s asks for %#v, and the terms are %q", name, w, next.terms.Text())
		}
	}
}

// Another question, and an answer with less in it, leave the card where it is.
func TestTheCardKeepsItsPlace(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{80, 24}, {120, 36}} {
		high := func(m Model) int { return strings.Count(uitest.Frame(t, m, size[0], size[1], false), "\n") }
		for _, n := range []int{1, 4, 50} {
			m := loaded(n, 0, n)
			want := high(m)
			asking, _ := uitest.Press(m, "tab", "right")
			for _, answer := range []int{-1, 0, 1} {
				next := asking
				if answer >= 0 {
					next = asking.Loaded(api.Page[api.MergeRequest]{Items: list(answer), Total: answer}, asking.asked, nil)
				}
				if got := high(next); got != want {
					t.Errorf("at %v the card of %d has %d lines, after an answer of %d %d:\n%s", size, n, want, answer, got,
						uitest.Frame(t, next, size[0], size[1], false))
				}
			}
		}
	}
}

// Wherever the pick is, it is on the screen.
func TestThePickIsVisible(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{80, 24}, {120, 36}} {
		m := loaded(50, 2, 60)
		for range 50 {
			want := fmt.Sprintf("!%d ", m.items[m.pick].IID)
			if out := uitest.Frame(t, m, size[0], size[1], false); strings.Count(out, "▌") != 1 || strings.Count(out, want) != 2 {
				t.Fatalf("at %v the pick %s is not on the screen:\n%s", size, want, out)
			}
			m, _ = uitest.Press(m, "down")
		}
	}
}

func FuzzCard(f *testing.F) {
	f.Add("支付 \x1b[31m\u202e")
	f.Fuzz(func(t *testing.T, s string) {
		r := row(api.StatusSuccess)
		r.Project, r.Deployment.Ref, r.Deployment.Environment.Name = s, s, s
		items := list(3)
		items[0].Title, items[0].State, items[0].Author, items[0].Labels, items[0].SourceBranch = s, s, person(3, s), []string{s, s}, s
		items[0].MergeUser = items[0].Author
		m := New(r)
		m = m.Loaded(api.Page[api.MergeRequest]{Items: items}, m.asked, nil)
		uitest.Frame(t, m, 80, 24, false)
		m, _ = uitest.Press(m, "shift+tab")
		m, _ = m.Paste(s)
		m, _ = uitest.Press(m, "enter")
		uitest.Frame(t, m, 120, 36, false)
	})
}
