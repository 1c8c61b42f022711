package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// pulseReply is an answer without its last brace.
const pulseReply = `{"data":{"projects":{"nodes":[
	{"id":"gid://gitlab/Project/7",
		"e0":{"id":"gid://gitlab/Environment/70","tier":"PRODUCTION","created":null,"blocked":{"id":"gid://gitlab/Deployment/5000000000"},
			"running":null,"success":{"id":"gid://gitlab/Deployment/71"},"failed":{"id":"gid://gitlab/Deployment/72"},"canceled":{"id":"gid://gitlab/Deployment/73"}},
		"e1":null},
	{"id":"gid://gitlab/Project/5",
		"e0":{"id":"gid://gitlab/Environment/50","tier":null,"created":{"id":"gid://gitlab/Deployment/51"},"blocked":null,
			"running":{"id":"gid://gitlab/Deployment/52"},"success":null,"failed":null,"canceled":null},
		"e1":{"id":"gid://gitlab/Environment/55","tier":"STAGING","created":null,"blocked":null,"running":null,"success":null,"failed":null,"canceled":null}}
]}}`

var pulsePlaces = map[int64][]EnvironmentPulse{
	7: {{Name: "production", ID: 70, Tier: TierProduction, Newest: Newest{Blocked: 5_000_000_000, Success: 71, Failed: 72, Canceled: 73}}, {Name: "qa"}},
	5: {{Name: "production", ID: 50, Newest: Newest{Created: 51, Running: 52}}, {Name: "qa", ID: 55, Tier: TierStaging}},
}

func TestPulseIsOneQuestionBelowTheRoot(t *testing.T) {
	t.Parallel()
	for _, root := range []string{"", "/gitlab"} {
		g := serve(t, answer(200, pulseReply+"}"))
		c := client(t, g.URL+root, func(o *Options) { o.ReadOnly = true })
		got, err := c.Pulse(t.Context(), []int64{5, 6, 7}, []string{"production", "qa"})
		if err != nil || !reflect.DeepEqual(got, PulseAnswer{pulsePlaces, 1}) {
			t.Errorf("got %+v, %v", got, err)
		}
		r := g.only(t)
		var sent question
		if err := json.Unmarshal([]byte(r.body), &sent); err != nil || r.method != "POST" || r.uri != root+"/api/graphql" {
			t.Errorf("%s %s %s: %v", r.method, r.uri, r.body, err)
		}
		want := map[string]any{"ids": []any{"gid://gitlab/Project/5", "gid://gitlab/Project/6", "gid://gitlab/Project/7"}, "first": 3.0, "n0": "production", "n1": "qa"}
		if !reflect.DeepEqual(sent.Variables, want) || strings.Contains(sent.Query, "production") || strings.Contains(sent.Query, "mutation") {
			t.Errorf("it asks %+v", sent)
		}
	}
}

// An environment's name is anybody's word: it goes nowhere near the query.
func TestHostileNamesAreVariables(t *testing.T) {
	t.Parallel()
	const name = `x") { id } } } mutation { destroy(id: "1`
	g := serve(t, answer(200, `{"data":{"projects":{"nodes":[]}}}`))
	if _, err := client(t, g.URL).Pulse(t.Context(), []int64{5}, []string{name}); err != nil {
		t.Fatal(err)
	}
	var sent question
	if err := json.Unmarshal([]byte(g.only(t).body), &sent); err != nil || strings.Contains(sent.Query, "destroy") || sent.Variables["n0"] != name {
		t.Errorf("%v: %+v", err, sent)
	}
}

func TestWhatIsNoPulseIsNotSent(t *testing.T) {
	t.Parallel()
	g := serve(t, answer(200, pulseReply+"}"))
	c := client(t, g.URL)
	for _, bad := range []string{"", " ", "a\x00b", "a\nb"} {
		_, err := c.Pulse(t.Context(), []int64{5}, []string{"qa", bad})
		fails(t, err, Invalid)
	}
	_, err := c.Pulse(t.Context(), []int64{5, 0}, []string{"qa"})
	fails(t, err, Invalid)
	if got, err := c.Pulse(t.Context(), nil, []string{"qa"}); err != nil || got.Questions != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := c.Pulse(t.Context(), []int64{5}, nil); err != nil || got.Questions != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	if n := len(g.all()); n != 0 {
		t.Errorf("%d requests", n)
	}
}

// What GitLab fails at is missing, and the rest stands.
func TestPartialPulses(t *testing.T) {
	t.Parallel()
	without := func(project int64, place int) map[int64][]EnvironmentPulse {
		out := map[int64][]EnvironmentPulse{}
		for id, places := range pulsePlaces {
			if id == project {
				if place < 0 {
					continue
				}
				places = places[1-place : 2-place]
			}
			out[id] = places
		}
		return out
	}
	for name, c := range map[string]struct {
		body string
		want map[int64][]EnvironmentPulse
	}{
		"one deployment":  {pulseReply + `,"errors":[{"message":"x","path":["projects","nodes",0,"e0","blocked"]}]}`, without(7, 0)},
		"an environment":  {pulseReply + `,"errors":[{"message":"x","path":["projects","nodes",1,"e1"]}]}`, without(5, 1)},
		"a project":       {pulseReply + `,"errors":[{"message":"x","path":["projects","nodes",1]}]}`, without(5, -1)},
		"a null project":  {`{"data":{"projects":{"nodes":[null]}}}`, map[int64][]EnvironmentPulse{}},
		"an absent alias": {`{"data":{"projects":{"nodes":[{"id":"gid://gitlab/Project/7","e1":null}]}}}`, map[int64][]EnvironmentPulse{7: {{Name: "qa"}}}},
	} {
		g := serve(t, answer(200, c.body))
		got, err := client(t, g.URL).Pulse(t.Context(), []int64{5, 6, 7}, []string{"production", "qa"})
		if err != nil || !reflect.DeepEqual(got.Projects, c.want) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestPulsesThatFail(t *testing.T) {
	t.Parallel()
	node := func(s string) string { return `{"data":{"projects":{"nodes":[` + s + `]}}}` }
	for name, c := range map[string]struct {
		status     int
		body       string
		kind       Kind
		no, refuse bool
	}{
		"no route":           {404, `{"error":"404 Not Found"}`, NotFound, true, false},
		"an old schema":      {200, `{"errors":[{"message":"Field 'lastDeployment' doesn't exist on type 'Environment'"}]}`, NotFound, true, false},
		"a firewall":         {403, `<html>`, Forbidden, false, true},
		"a login page":       {200, `[]`, NotGitLab, false, true},
		"nothing":            {200, `{}`, NotGitLab, false, true},
		"no projects":        {200, `{"data":{"projects":null}}`, NotGitLab, false, true},
		"timeout":            {200, `{"errors":[{"message":"Timeout on validation of query"}]}`, Timeout, false, false},
		"crash":              {500, `{"errors":[{"message":"Internal server error"}]}`, Server, false, false},
		"an error on top":    {200, pulseReply + `,"errors":[{"message":"Internal server error","path":["projects"]}]}`, Server, false, false},
		"another's project":  {200, node(`{"id":"gid://gitlab/Project/9"}`), NotGitLab, false, true},
		"a project twice":    {200, node(`{"id":"gid://gitlab/Project/5"},{"id":"gid://gitlab/Project/5"}`), NotGitLab, false, true},
		"an id of no kind":   {200, node(`{"id":"5"}`), NotGitLab, false, true},
		"an odd place":       {200, node(`{"id":"gid://gitlab/Project/5","e0":7}`), NotGitLab, false, true},
		"an odd environment": {200, node(`{"id":"gid://gitlab/Project/5","e0":{"id":"gid://gitlab/User/7"}}`), NotGitLab, false, true},
		"an odd deployment":  {200, node(`{"id":"gid://gitlab/Project/5","e0":{"id":"gid://gitlab/Environment/7","failed":{"id":"x"}}}`), NotGitLab, false, true},
	} {
		kind := "application/json"
		if strings.HasPrefix(c.body, "<") {
			kind = "text/html"
		}
		g := serve(t, answer(c.status, c.body, "Content-Type", kind))
		_, err := client(t, g.URL).Pulse(t.Context(), []int64{5}, []string{"qa"})
		if e := AsError(err); e == nil || e.Kind != c.kind || NoGraphQL(err) != c.no || RefusedGraphQL(err) != c.refuse {
			t.Errorf("%s: %v (no GraphQL %v, refused %v)", name, err, NoGraphQL(err), RefusedGraphQL(err))
		}
	}
}

// picky is a host that weighs questions in its own way.
func picky(t *testing.T, most int, weigh func(projects, names int) int) *gitlab {
	return serve(t, func(w http.ResponseWriter, r *http.Request) { write(w, 200, `{}`) }).with(func(body string) string {
		var q question
		_ = json.Unmarshal([]byte(body), &q)
		ids, _ := q.Variables["ids"].([]any)
		names := len(q.Variables) - 2
		if n := weigh(len(ids), names); n > most {
			return fmt.Sprintf(`{"errors":[{"message":"Query has complexity of %d, which exceeds max complexity of %d"}]}`, n, most)
		}
		var nodes []string
		for _, id := range ids {
			node := fmt.Sprintf(`{"id":%q`, id)
			for i := range names {
				node += fmt.Sprintf(`,"e%d":null`, i)
			}
			nodes = append(nodes, node+"}")
		}
		return `{"data":{"projects":{"nodes":[` + strings.Join(nodes, ",") + `]}}}`
	})
}

// with answers each request by its body.
func (g *gitlab) with(reply func(body string) string) *gitlab {
	g.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { write(w, 200, reply(g.record(r).body)) })
	return g
}

// A host that refuses is asked smaller questions, and is not refused a second time.
func TestComplexityIsLearned(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		most                int
		weigh               func(projects, names int) int
		first, then, refuse int
	}{
		"GitLab":              {250, weight, 1, 1, 0},
		"half of it":          {125, weight, 4, 3, 1},
		"twice the weight":    {250, func(p, n int) int { return 2 * weight(p, n) }, 4, 3, 1},
		"each project counts": {2500, func(p, n int) int { return p * (1 + n*15) }, 0, 0, 8},
		"barely anything":     {18, weight, 0, 0, 8},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := picky(t, c.most, c.weigh)
			cl := client(t, g.URL)
			var ids []int64
			for i := range 100 {
				ids = append(ids, int64(i+1))
			}
			names := []string{"a", "b", "c", "d", "e", "f", "g", "h"}
			var asked [2]int
			for round := range 2 {
				before := len(g.all())
				got, err := cl.Pulse(t.Context(), ids, names)
				asked[round] = len(g.all()) - before
				if err != nil || len(got.Projects) != 100 || got.Questions != asked[round] {
					t.Fatalf("%d projects, %d questions of %d, %v", len(got.Projects), got.Questions, asked[round], err)
				}
				for id, places := range got.Projects {
					if len(places) != len(names) {
						t.Errorf("project %d: %+v", id, places)
					}
				}
			}
			if c.first > 0 && (asked[0] != c.first || asked[1] != c.then) {
				t.Errorf("%v questions, want %d and %d", asked, c.first, c.then)
			}
			if asked[0]-asked[1] > c.refuse {
				t.Errorf("%d questions were refused", asked[0]-asked[1])
			}
		})
	}
}

// A host that allows not even the least takes no such question at all.
func TestAHostThatAllowsNothing(t *testing.T) {
	t.Parallel()
	g := picky(t, 17, weight)
	_, err := client(t, g.URL).Pulse(t.Context(), []int64{1, 2, 3}, []string{"a", "b"})
	if !NoGraphQL(err) || len(g.all()) > 5 {
		t.Errorf("%d questions: %v", len(g.all()), err)
	}
}

// What takes too long whoever is asked about is asked of fewer projects, for as long as it
// does.
func TestASlowHostIsAskedLess(t *testing.T) {
	t.Parallel()
	var slow atomic.Bool
	slow.Store(true)
	g := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		if slow.Load() {
			write(w, 200, `{"errors":[{"message":"Timeout on validation of query"}]}`)
			return
		}
		write(w, 200, `{"data":{"projects":{"nodes":[]}}}`)
	})
	c := client(t, g.URL)
	var ids []int64
	for i := range 100 {
		ids = append(ids, int64(i+1))
	}
	ask := func() int {
		got, _ := c.Pulse(t.Context(), ids, []string{"a"})
		return got.Questions
	}
	if n := ask(); n != 1 || c.PulseRoom(100) == 0 {
		t.Errorf("%d questions, room for %d", n, c.PulseRoom(100))
	}
	if n := ask(); n != 2 || c.PulseRoom(26) != 0 || c.PulseRoom(25) == 0 {
		t.Errorf("%d questions, room for %d, %d", n, c.PulseRoom(26), c.PulseRoom(25))
	}
	slow.Store(false)
	if n := ask(); n != 4 {
		t.Errorf("%d questions", n)
	}
	for range 14 {
		ask()
	}
	if n := ask(); n != 1 {
		t.Errorf("%d questions after it has recovered", n)
	}
}

// poisoned is a host that breaks at each question that is bad.
func poisoned(t *testing.T, bad func(ids []any) bool) *gitlab {
	g := serve(t, nil)
	g.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q question
		_ = json.Unmarshal([]byte(g.record(r).body), &q)
		ids, _ := q.Variables["ids"].([]any)
		if bad(ids) {
			write(w, 500, `{"errors":[{"message":"Internal server error"}]}`)
			return
		}
		var nodes []string
		for _, id := range ids {
			nodes = append(nodes, fmt.Sprintf(`{"id":%q,"e0":null}`, id))
		}
		write(w, 200, `{"data":{"projects":{"nodes":[`+strings.Join(nodes, ",")+`]}}}`)
	})
	return g
}

// beats asks about projects 1 to n, a hundred at a time.
func beats(t *testing.T, c *Client, n int64) (questions, unseen int, err error) {
	t.Helper()
	for from := int64(1); from <= n; from += MaxPulse {
		var ids []int64
		for id := from; id < min(from+MaxPulse, n+1); id++ {
			ids = append(ids, id)
		}
		got, e := c.Pulse(t.Context(), ids, []string{"production"})
		questions, unseen = questions+got.Questions, unseen+len(ids)-len(got.Projects)
		if e != nil {
			err = e
		}
	}
	return questions, unseen, err
}

// One project at which GraphQL breaks costs its neighbours a minute, and then nobody.
func TestAPoisonedProjectIsFound(t *testing.T) {
	t.Parallel()
	for _, projects := range []int64{60, 500} {
		mended := atomic.Bool{}
		g := poisoned(t, func(ids []any) bool { return !mended.Load() && slices.Contains(ids, any("gid://gitlab/Project/37")) })
		clk := &clock{t: noon}
		c := client(t, g.URL, func(o *Options) { o.Now = clk.now })
		least := int((projects + MaxPulse - 1) / MaxPulse)
		for n := range 9 {
			questions, _, err := beats(t, c, projects)
			if questions > least+2 || err == nil {
				t.Errorf("pulse %d of %d projects: %d questions, %v", n+1, projects, questions, err)
			}
			clk.add(10 * time.Second)
		}
		if questions, unseen, err := beats(t, c, projects); questions != least || unseen != 1 || KindOf(err) != Server {
			t.Errorf("%d projects: %d questions, %d unseen, %v", projects, questions, unseen, err)
		}
		clk.add(10 * time.Minute)
		for _, want := range []int{least + 1, least} {
			if questions, unseen, _ := beats(t, c, projects); questions != want || unseen != 1 {
				t.Errorf("after ten minutes: %d questions, %d unseen", questions, unseen)
			}
		}
		mended.Store(true)
		clk.add(10 * time.Minute)
		for _, want := range []int{least + 1, least} {
			if questions, unseen, err := beats(t, c, projects); questions != want || unseen != 0 || err != nil {
				t.Errorf("once it is mended: %d questions, %d unseen, %v", questions, unseen, err)
			}
		}
	}
}

// Where only the number of projects is too much, none of them is to blame.
func TestTooManyProjectsAtATime(t *testing.T) {
	t.Parallel()
	g := poisoned(t, func(ids []any) bool { return len(ids) > 50 })
	c := client(t, g.URL)
	if _, unseen, err := beats(t, c, 100); unseen != 100 || err == nil {
		t.Errorf("%d unseen, %v", unseen, err)
	}
	for range 5 {
		if questions, unseen, err := beats(t, c, 100); questions != 2 || unseen > 0 || err != nil {
			t.Errorf("%d questions, %d unseen, %v", questions, unseen, err)
		}
	}
	if c.PulseRoom(51) != 0 || c.PulseRoom(50) == 0 {
		t.Errorf("room for %d, %d", c.PulseRoom(51), c.PulseRoom(50))
	}
}

// A host that breaks once is asked again soon.
func TestALoneProjectIsNotLeftOut(t *testing.T) {
	t.Parallel()
	var broken atomic.Bool
	broken.Store(true)
	c := client(t, poisoned(t, func([]any) bool { return broken.Load() }).URL)
	for range 5 {
		if questions, _, err := beats(t, c, 1); questions != 1 || err == nil {
			t.Errorf("%d questions, %v", questions, err)
		}
	}
	broken.Store(false)
	if _, unseen, err := beats(t, c, 1); unseen > 0 || err != nil {
		t.Error(unseen, err)
	}
}
