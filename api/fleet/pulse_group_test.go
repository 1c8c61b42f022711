package fleet

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"greenlight/api"
)

func fixed() time.Time { return time.Date(2026, 2, 14, 3, 0, 0, 0, time.UTC) }

// gitLabRoom is how many environments GitLab lets ask for beside a number of projects.
func gitLabRoom() []int {
	room := make([]int, api.MaxPulse+1)
	for n := range room {
		for (3+15*(room[n]+1))*(100+n)/100 <= 250 {
			room[n]++
		}
	}
	return room
}

// Each project is asked for each of its environments, no question is too large, and there
// are few of them.
func TestProjectsAreGrouped(t *testing.T) {
	t.Parallel()
	common := []string{"production", "staging", "qa"}
	for name, c := range map[string]struct {
		projects int
		names    func(i int) []string
		most     int
	}{
		"all alike":          {500, func(int) []string { return common }, 5},
		"a part of them":     {500, func(i int) []string { return common[:1+i%3] }, 5},
		"one of its own":     {100, func(i int) []string { return append(common[:3:3], fmt.Sprint(i)) }, 11},
		"nothing in common":  {100, func(i int) []string { return []string{fmt.Sprint(i), fmt.Sprint("x", i)} }, 16},
		"more than there is": {1, func(int) []string { return numbers(40) }, 3},
		"many, all alike":    {100, func(int) []string { return numbers(16) }, 2},
		"none":               {0, nil, 0},
	} {
		var ids []int64
		var names [][]string
		for i := range c.projects {
			ids, names = append(ids, int64(i+1)), append(names, c.names(i))
		}
		asks := group(ids, names, gitLabRoom())
		if len(asks) > c.most {
			t.Errorf("%s: %d questions, want %d", name, len(asks), c.most)
		}
		for _, a := range asks {
			if len(a.ids) > api.MaxPulse || len(a.names) > gitLabRoom()[len(a.ids)] {
				t.Errorf("%s: %d projects and %d environments in a question", name, len(a.ids), len(a.names))
			}
		}
		for i, id := range ids {
			for _, env := range names[i] {
				if !slices.ContainsFunc(asks, func(a pulseAsk) bool { return slices.Contains(a.ids, id) && slices.Contains(a.names, env) }) {
					t.Errorf("%s: project %d is not asked for %s", name, id, env)
				}
			}
		}
	}
}

func numbers(n int) []string {
	var out []string
	for i := range n {
		out = append(out, fmt.Sprint("e", i))
	}
	return out
}

// What is asked of a project: what matters most, few that are its own where there are
// many of those, and whatever waits or runs.
func TestEnvironmentsThatAreAskedFor(t *testing.T) {
	t.Parallel()
	told := func(id int, names ...string) *project {
		p := &project{}
		for i, name := range names {
			d := api.Deployment{ID: int64(id*100 + i), Status: api.StatusSuccess}
			var waits bool
			if d.Environment.Name, waits = strings.CutPrefix(name, "!"); waits {
				d.Status = api.StatusBlocked
			}
			p.listed = append(p.listed, p.put(&d, nil, 0))
		}
		return p
	}
	ask := func(others int, p *project) []string {
		all := [][]pulseName{p.askable(), told(2, "production", "staging").askable()}
		for i := range others {
			all = append(all, told(3+i, fmt.Sprint("only-", i)).askable())
		}
		return wanted(all)[0]
	}
	p := told(1, "staging", "zeta", "own-b", "own-a", "prod-own", "!review/x", "review/y", "production", "", "a\x00b")
	if got := ask(0, p); !slices.Equal(got, []string{"review/x", "prod-own", "production", "staging", "own-a", "own-b", "zeta"}) {
		t.Errorf("%q", got)
	}
	if got := ask(100, p); !slices.Equal(got, []string{"review/x", "prod-own", "production", "staging", "own-a"}) {
		t.Errorf("%q", got)
	}
	if got := ask(0, told(1, append(numbers(30), "!z1", "!z2", "production")...)); len(got) != namesEach || !slices.Equal(got[:3], []string{"z1", "z2", "production"}) {
		t.Errorf("%q", got)
	}
	p.tiers = map[int64]api.Environment{7: {ID: 7, Name: "far", Tier: api.TierProduction}, 8: {ID: 8, Name: "review/z", Tier: api.TierStaging}}
	p.tiersAt = fixed()
	if got := ask(0, p); !slices.Contains(got, "far") || !slices.Contains(got, "review/z") {
		t.Errorf("%q", got)
	}
}
