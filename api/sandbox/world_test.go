package sandbox_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"greenlight/api/sandbox"
)

// listing is the world as a client sees it, without its address.
func listing(l *lab) string {
	var out strings.Builder
	for _, p := range decode[[]object](l, l.get("root", "/projects?per_page=100&order_by=id&sort=asc"), 200) {
		id := int64(p["id"].(float64))
		for _, d := range l.rows(id, "") {
			a := l.get("root", at(id, d, ""))
			out.WriteString(strings.ReplaceAll(a.body, l.URL(), "") + "\n")
		}
	}
	for _, u := range l.Users() {
		fmt.Fprintln(&out, u.Token)
	}
	return out.String()
}

func TestSameSeedSameWorld(t *testing.T) {
	t.Parallel()
	one, two := listing(start(t)), listing(start(t))
	if one != two {
		t.Error("the same seed made two worlds")
	}
	other := start(t, func(o *sandbox.Options) { o.Seed = 8 })
	if listing(other) == one {
		t.Error("two seeds made the same world")
	}
	if other.Token("maya") == start(t).Token("maya") {
		t.Error("two seeds made the same token")
	}
}

func TestDefaultWorld(t *testing.T) {
	t.Parallel()
	l := start(t)
	groups, statuses, total := map[string]bool{}, map[string]int{}, 0
	oldest, newest := night, time.Time{}
	nobody, external := 0, 0
	for id := int64(1); id <= 12; id++ {
		p := decode[object](l, l.get("root", fmt.Sprintf("/projects/%d", id)), 200)
		groups[strings.Split(p["path_with_namespace"].(string), "/")[0]] = true
		for _, d := range l.rows(id, "") {
			total++
			statuses[d.Status]++
			if d.User == nil {
				nobody++
			}
			if d.Deployable == nil {
				external++
			}
			if d.UpdatedAt.Before(oldest) {
				oldest = d.UpdatedAt
			}
			if d.UpdatedAt.After(newest) {
				newest = d.UpdatedAt
			}
		}
	}
	if total != 248 || len(groups) != 3 {
		t.Errorf("%d deployments in the groups %v, want 248 in 3", total, groups)
	}
	for _, s := range []string{"created", "running", "success", "failed", "canceled", "skipped", "blocked", "paused"} {
		if statuses[s] == 0 {
			t.Errorf("none is %s", s)
		}
	}
	if nobody == 0 || external == 0 {
		t.Errorf("%d without a user, %d without a job; want some", nobody, external)
	}
	if night.Sub(oldest) < 5*7*24*time.Hour || night.Sub(newest) > time.Minute {
		t.Errorf("ages from %s to %s, want seconds to weeks", night.Sub(newest), night.Sub(oldest))
	}
}

func TestProjectOneKeepsItsPromises(t *testing.T) {
	t.Parallel()
	for name, adjust := range map[string]func(*sandbox.Options){
		"default": func(*sandbox.Options) {},
		"least":   func(o *sandbox.Options) { o.Projects, o.Deployments, o.Blocked = 1, 1, 1 },
		"wide":    func(o *sandbox.Options) { o.Projects, o.Deployments, o.Blocked = 40, 60, 5 },
		"seeded":  func(o *sandbox.Options) { o.Seed = 99 },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := start(t, adjust)
			if n := len(l.rows(api, "")); n < 20 {
				t.Errorf("%d deployments, want at least 20", n)
			}
			own, open := 0, 0
			for _, d := range l.rows(api, "status=blocked") {
				if d.User.Username == "maya" {
					own++
					l.want(l.ask("maya", "POST", at(api, d, "/approval"), object{"status": "approved"}), 400,
						`{"message":"You cannot approve your own deployment. This configuration can be adjusted in the protected environment settings."}`)
					continue
				}
				if l.full(d, api).Pending > 0 && l.ask("maya", "POST", at(api, d, "/approval"), object{"status": "approved"}).status == 201 {
					open++
				}
			}
			if own < 1 || open < 3 {
				t.Errorf("%d of maya's own and %d open to her, want 1 and 3 at least", own, open)
			}
		})
	}
}

func TestTheStoryOfOneApproval(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.full(l.in(api, "production", "blocked"), api)
	if d.Pending != 1 || len(d.Summary.Rules) != 1 || d.Summary.Rules[0].Required != 1 {
		t.Fatalf("production is %+v, want one rule that needs one", d)
	}
	if d.Deployable.Pipeline.Status != "success" || d.User.Username == "maya" || d.Commit() != "Retry webhooks with jitter" {
		t.Errorf("production is %+v", d)
	}
	two := l.full(l.in(api, "prod-eu", "blocked"), api)
	if two.Pending != 2 {
		t.Errorf("prod-eu wants %d more, want 2", two.Pending)
	}
	hats := l.full(l.in(api, "prod-us", "blocked"), api)
	l.ask("maya", "POST", at(api, hats, "/approval"), object{"status": "approved", "represented_as": "payments-leads"})
	l.ask("maya", "POST", at(api, hats, "/approval"), object{"status": "approved", "represented_as": "Maintainers"})
	if after := l.full(hats, api); after.Pending != 0 || len(after.Approvals) != 2 {
		t.Errorf("two hats left %d open with %d approvals", after.Pending, len(after.Approvals))
	}
}

// Commit is the title of the deployment's commit.
func (d row) Commit() string { return d.Deployable.Commit.Title }

func TestHostileTexts(t *testing.T) {
	t.Parallel()
	l := start(t)
	var titles, people, refs strings.Builder
	for id := int64(1); id <= 12; id++ {
		for _, d := range l.rows(id, "") {
			refs.WriteString(d.Ref)
			if d.Deployable != nil {
				titles.WriteString(d.Commit() + "\n")
			}
		}
	}
	for _, u := range l.Users() {
		people.WriteString(u.Name)
	}
	for what, expr := range map[string]string{
		"a title ending in CR": "\r\n", "an escape sequence": "\x1b\\[31m", "a bidi control": "\u202e",
		"Chinese": `\p{Han}`, "emoji": "🚑|🧾|♻",
	} {
		if !regexp.MustCompile(expr).MatchString(titles.String()) {
			t.Errorf("no title has %s", what)
		}
	}
	for _, expr := range []string{`\p{Hangul}`, `\p{Han}`, `\p{Hebrew}`, "🌱"} {
		if !regexp.MustCompile(expr).MatchString(people.String()) {
			t.Errorf("nobody is called %s", expr)
		}
	}
	if !strings.Contains(refs.String(), "发布") {
		t.Error("no ref is Chinese")
	}
}

func TestTotals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ projects, deployments, blocked int }{
		{1, 20, 4}, {3, 50, 6}, {12, 300, 40}, {30, 500, 100}, {12, 60, 60},
	} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			t.Parallel()
			l := start(t, func(o *sandbox.Options) { o.Projects, o.Deployments, o.Blocked = c.projects, c.deployments, c.blocked })
			projects := decode[[]object](l, l.get("root", "/projects?per_page=100&simple=true"), 200)
			total, blocked := 0, 0
			for _, p := range projects {
				total += len(l.rows(int64(p["id"].(float64)), ""))
				blocked += len(l.rows(int64(p["id"].(float64)), "status=blocked"))
			}
			wantBlocked := c.blocked
			if c.blocked == c.deployments {
				wantBlocked = blocked // as many as there is room for
			}
			if len(projects) != c.projects || total != c.deployments || blocked != wantBlocked {
				t.Errorf("%d projects, %d deployments, %d blocked; want %+v", len(projects), total, blocked, c)
			}
		})
	}
}

func TestApprovalsAreDatedSensibly(t *testing.T) {
	t.Parallel()
	l := start(t)
	given := 0
	for id := int64(1); id <= 12; id++ {
		for _, d := range l.rows(id, "") {
			for _, a := range l.full(d, id).Approvals {
				given++
				if a.CreatedAt.Before(d.CreatedAt) || a.CreatedAt.After(night) || d.Status == "success" && a.CreatedAt.After(d.UpdatedAt) {
					t.Errorf("%d: created %s, approved %s, updated %s", d.ID, d.CreatedAt, a.CreatedAt, d.UpdatedAt)
				}
			}
		}
	}
	if given < 50 {
		t.Errorf("%d approvals are in the world", given)
	}
}

func TestIDsGrowWithTime(t *testing.T) {
	t.Parallel()
	l := start(t)
	rows := l.rows(api, "")
	for i := 1; i < len(rows); i++ {
		newer, older := rows[i-1], rows[i]
		if newer.ID <= older.ID || newer.IID <= older.IID || newer.CreatedAt.Before(older.CreatedAt) {
			t.Errorf("%d (#%d, %s) is listed above %d (#%d, %s)", newer.ID, newer.IID, newer.CreatedAt, older.ID, older.IID, older.CreatedAt)
		}
		if newer.CreatedAt.After(newer.UpdatedAt) || newer.UpdatedAt.After(night) {
			t.Errorf("%d was created %s and updated %s", newer.ID, newer.CreatedAt, newer.UpdatedAt)
		}
	}
	if rows[0].Deployable.ID < 1<<32 {
		t.Errorf("job id %d fits 32 bits", rows[0].Deployable.ID)
	}
}
