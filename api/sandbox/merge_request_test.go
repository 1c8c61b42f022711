package sandbox_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

type merge struct {
	IID       int
	Title     string
	State     string
	Desc      string    `json:"description"`
	Created   time.Time `json:"created_at"`
	Updated   time.Time `json:"updated_at"`
	Merged    time.Time `json:"merged_at"`
	Source    string    `json:"source_branch"`
	Target    string    `json:"target_branch"`
	Labels    []string
	Milestone *struct{ Title string }
	Author    struct{ Username string }
	Reviewers []struct{ Username string }
	Tasks     struct {
		Count     int
		Completed int `json:"completed_count"`
	} `json:"task_completion_status"`
}

func (l *lab) merges(project int64, d row, query string) []merge {
	l.t.Helper()
	return decode[[]merge](l, l.get("maya", at(project, d, "/merge_requests?per_page=100&"+query)), 200)
}

// recorded is a deployment made through the API.
func (l *lab) recorded(env, ref, status string) row {
	l.t.Helper()
	body := object{"environment": env, "sha": ref, "ref": ref, "tag": false, "status": status}
	return decode[row](l, l.ask("lin", "POST", "/projects/1/deployments", body), 201)
}

func TestMergeRequestsAreLinkedLate(t *testing.T) {
	t.Parallel()
	l := start(t)
	made := l.recorded("canary", "v2.13.8", "success")
	running := l.recorded("qa", "main", "running")
	failed := l.recorded("canary", "main", "failed")
	folder := l.recorded("demo-x/one", "main", "success") // tier staging in spite of the folder
	review := l.recorded("feature/one", "main", "success")
	for _, d := range []row{made, running, failed, folder, review} {
		if got := l.merges(api, d, ""); len(got) != 0 {
			t.Errorf("at once %s has %d", d.Environment.Name, len(got))
		}
	}
	l.clock.add(5 * time.Second)
	first := l.merges(api, made, "")
	if len(first) < 50 || len(l.merges(api, folder, "")) <= 50 {
		t.Errorf("the first-ever deployment links %d: all that was merged", len(first))
	}
	for name, d := range map[string]row{"running": running, "failed": failed, "in a folder": review} {
		if got := l.merges(api, d, ""); len(got) != 0 {
			t.Errorf("%s it has %d", name, len(got))
		}
	}
	l.ask("lin", "PUT", at(api, running, ""), object{"status": "success"})
	if got := l.merges(api, running, ""); len(got) != 0 {
		t.Errorf("just set to success it has %d", len(got))
	}
	second := l.recorded("canary", "v2.14.0", "success")
	again := l.recorded("canary", "v2.13.8", "success")
	l.clock.add(5 * time.Second)
	if got := l.merges(api, running, ""); len(got) == 0 {
		t.Error("set to success it has none")
	}
	next := l.merges(api, second, "")
	if len(next) == 0 || len(l.merges(api, again, "")) != 0 {
		t.Errorf("the second links %d, a rollback %d", len(next), len(l.merges(api, again, "")))
	}
	// Forth again after a rollback brings nothing that had not been there.
	since := l.clock.now().Format(time.RFC3339)
	forth := l.recorded("canary", "v2.14.0", "success")
	l.clock.add(5 * time.Second)
	if got := l.merges(api, forth, ""); len(got) != 0 {
		t.Errorf("forth again links %d", len(got))
	}
	query := "/projects/1/merge_requests?environment=canary&deployed_after=" + since
	if got := decode[[]merge](l, l.get("maya", query), 200); len(got) != 0 {
		t.Errorf("%d were new after a rollback", len(got))
	}
	for _, m := range next {
		if slices.ContainsFunc(first, func(o merge) bool { return o.IID == m.IID }) {
			t.Errorf("!%d is linked to two deployments of one environment", m.IID)
		}
	}
}

// TestMergeRequestParameters asks for every parameter there is and compares with
// the rows of the whole list.
func TestMergeRequestParameters(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.recorded("canary", "v2.14.0", "success")
	l.clock.add(5 * time.Second)
	var all []merge
	for page := 1; page < 5; page++ {
		all = append(all, l.merges(api, d, fmt.Sprint("page=", page))...)
	}
	mid := all[len(all)/2]
	has := func(m merge, label string) bool { return slices.Contains(m.Labels, label) }
	in := func(m merge, title string) bool { return m.Milestone != nil && m.Milestone.Title == title }
	month := mid.Merged.UTC().Format("2006.01")
	when := func(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000Z") }
	holds := func(text, part string) bool { return strings.Contains(strings.ToLower(text), part) }
	for query, keep := range map[string]func(merge) bool{
		"state=merged":                  func(merge) bool { return true },
		"state=all&scope=all":           func(merge) bool { return true },
		"state=opened":                  func(merge) bool { return false },
		"state=closed":                  func(merge) bool { return false },
		"search=retry":                  func(m merge) bool { return holds(m.Title, "retry") || holds(m.Desc, "retry") },
		"search=runbook":                func(m merge) bool { return holds(m.Title, "runbook") || holds(m.Desc, "runbook") },
		"search=runbook&in=title":       func(m merge) bool { return holds(m.Title, "runbook") },
		"search=runbook&in=description": func(m merge) bool { return holds(m.Desc, "runbook") },
		"search=runbook&in=title,description": func(m merge) bool {
			return holds(m.Title, "runbook") || holds(m.Desc, "runbook")
		},
		"labels=backend":                        func(m merge) bool { return has(m, "backend") },
		"labels=backend,database":               func(m merge) bool { return has(m, "backend") && has(m, "database") },
		"labels=None":                           func(m merge) bool { return len(m.Labels) == 0 },
		"labels=any":                            func(m merge) bool { return len(m.Labels) > 0 },
		"not[labels]=backend,hotfix":            func(m merge) bool { return !has(m, "backend") && !has(m, "hotfix") },
		"milestone=" + month:                    func(m merge) bool { return in(m, month) },
		"milestone=None":                        func(m merge) bool { return m.Milestone == nil },
		"milestone=Any":                         func(m merge) bool { return m.Milestone != nil },
		"not[milestone]=" + month:               func(m merge) bool { return !in(m, month) },
		"author_username=lin":                   func(m merge) bool { return m.Author.Username == "lin" },
		"author_id=2":                           func(m merge) bool { return m.Author.Username == "lin" },
		"assignee_username=oto":                 func(m merge) bool { return m.Author.Username == "oto" },
		"reviewer_username=maya":                func(m merge) bool { return m.Reviewers[0].Username == "maya" },
		"not[author_username]=lin":              func(m merge) bool { return m.Author.Username != "lin" },
		"not[reviewer_username]=maya":           func(m merge) bool { return m.Reviewers[0].Username != "maya" },
		"scope=reviews_for_me":                  func(m merge) bool { return m.Reviewers[0].Username == "maya" },
		"scope=created_by_me":                   func(m merge) bool { return m.Author.Username == "maya" },
		"source_branch=" + mid.Source:           func(m merge) bool { return m.Source == mid.Source },
		"target_branch=main":                    func(merge) bool { return true },
		"target_branch=stable":                  func(merge) bool { return false },
		"created_after=" + when(mid.Created):    func(m merge) bool { return !m.Created.Before(mid.Created) },
		"created_before=" + when(mid.Created):   func(m merge) bool { return !m.Created.After(mid.Created) },
		"updated_after=" + when(mid.Updated):    func(m merge) bool { return !m.Updated.Before(mid.Updated) },
		"updated_before=" + when(mid.Updated):   func(m merge) bool { return !m.Updated.After(mid.Updated) },
		"wip=yes":                               func(merge) bool { return false },
		"wip=no":                                func(merge) bool { return true },
		"environment=canary":                    func(merge) bool { return true },
		"environment=qa":                        func(merge) bool { return false },
		"deployed_after=" + when(night):         func(merge) bool { return true },
		"deployed_before=" + when(night):        func(merge) bool { return true },
		"deployed_after=2026-02-14T03:00:01Z":   func(merge) bool { return false },
		"labels=backend&author_username=lin":    func(m merge) bool { return has(m, "backend") && m.Author.Username == "lin" },
		"search=receipt&milestone=any&sort=asc": func(m merge) bool { return holds(m.Title, "receipt") && m.Milestone != nil },
	} {
		want, got := map[int]bool{}, map[int]bool{}
		for _, m := range all {
			if keep(m) {
				want[m.IID] = true
			}
		}
		for page := 1; page < 5; page++ {
			for _, m := range l.merges(api, d, fmt.Sprintf("%s&page=%d", query, page)) {
				got[m.IID] = true
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s gives %d, want %d of %d", query, len(got), len(want), len(all))
		}
	}
}

func TestMergeRequestOrders(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(api, "production", "success")
	for order, compare := range map[string]func(a, b merge) int{
		"":           func(a, b merge) int { return a.Created.Compare(b.Created) },
		"created_at": func(a, b merge) int { return a.Created.Compare(b.Created) },
		"updated_at": func(a, b merge) int { return a.Updated.Compare(b.Updated) },
		"merged_at":  func(a, b merge) int { return a.Merged.Compare(b.Merged) },
		"title":      func(a, b merge) int { return strings.Compare(a.Title, b.Title) },
	} {
		query := ""
		if order != "" {
			query = "order_by=" + order
		}
		down, up := l.merges(api, d, query), l.merges(api, d, query+"&sort=asc")
		slices.Reverse(down)
		for name, rows := range map[string][]merge{"desc": down, "asc": up} {
			if len(rows) < 2 || !slices.IsSortedFunc(rows, compare) {
				t.Errorf("%q %s: %d rows out of order", order, name, len(rows))
			}
		}
	}
	page := decode[[]merge](l, l.get("maya", at(api, d, "/merge_requests?per_page=2&page=2")), 200)
	if all := l.merges(api, d, ""); len(page) != 2 || page[0].IID != all[2].IID {
		t.Errorf("the second page is %+v", page)
	}
	for _, m := range l.merges(api, d, "") {
		if boxes := m.Desc != ""; boxes != (m.Tasks.Count == 2) || boxes != (m.Tasks.Completed == 1) {
			t.Errorf("%q has %+v", m.Desc, m.Tasks)
		}
	}
}

func TestMergeRequestRefusals(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(api, "production", "success")
	for query, want := range map[string]string{
		"author_id=2&author_username=lin":       "author_id, author_username are mutually exclusive",
		"assignee_id=2&assignee_username=lin":   "assignee_id, assignee_username are mutually exclusive",
		"reviewer_id=2&reviewer_username=lin":   "reviewer_id, reviewer_username are mutually exclusive",
		"author_id=lin":                         "author_id is invalid",
		"state=done":                            "state does not have a valid value",
		"order_by=size&sort=up":                 "order_by does not have a valid value, sort does not have a valid value",
		"created_after=soon&deployed_before=no": "created_after is invalid, deployed_before is invalid",
		"wip=maybe":                             "wip does not have a valid value",
		"view=full":                             "view does not have a valid value",
		"scope=mine":                            "scope does not have a valid value",
	} {
		for _, path := range []string{at(api, d, "/merge_requests?"), "/projects/1/merge_requests?"} {
			l.want(l.get("maya", path+query), 400, `{"error":"`+want+`"}`)
		}
	}
}
