package sandbox_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"greenlight/api/sandbox"
)

func TestFreezePeriods(t *testing.T) {
	t.Parallel()
	l := start(t)
	if err := l.SetFreezes(api); err != nil {
		t.Fatal(err)
	}
	l.want(l.get("maya", "/projects/1/freeze_periods"), 200, "[]")
	want := []sandbox.Freeze{{"0 23 * * 5", "0 7 * * 1", "Europe/Berlin"}, {"0 0 30 2 *", "* * * *", "Mars"}, {"1 2 * * *", "3 4 * * *", "UTC"}}
	if err := l.SetFreezes(api, want...); err != nil {
		t.Fatal(err)
	}
	type freeze struct {
		ID      int64
		Start   string    `json:"freeze_start"`
		End     string    `json:"freeze_end"`
		Zone    string    `json:"cron_timezone"`
		Created time.Time `json:"created_at"`
		Updated time.Time `json:"updated_at"`
	}
	a := l.get("rae", "/projects/1/freeze_periods?per_page=2")
	first := decode[[]freeze](l, a, 200)
	if len(first) != 2 || a.header.Get("X-Total") != "3" || a.header.Get("X-Next-Page") != "2" {
		t.Fatalf("%v %v", first, a.header)
	}
	found := append(first, decode[[]freeze](l, l.get("rae", "/projects/1/freeze_periods?per_page=2&page=2"), 200)...)
	for i, f := range found {
		if (sandbox.Freeze{Start: f.Start, End: f.End, Zone: f.Zone}) != want[i] || f.Created.IsZero() || f.Updated.IsZero() {
			t.Errorf("period %d is %+v", i, f)
		}
		one := decode[freeze](l, l.get("rae", fmt.Sprintf("/projects/1/freeze_periods/%d", f.ID)), 200)
		if one != f {
			t.Errorf("alone it is %+v", one)
		}
	}
	const forbidden = `{"message":"403 Forbidden"}`
	l.want(l.get("gus", "/projects/1/freeze_periods"), 403, forbidden)
	l.want(l.get("sam", "/projects/1/freeze_periods"), 404, `{"message":"404 Project Not Found"}`)
	// Everybody sees an internal project, but its freeze periods are its reporters'.
	l.want(l.get("sam", fmt.Sprintf("/projects/%d/freeze_periods", billing)), 403, forbidden)
	l.want(l.get("", "/projects/1/freeze_periods"), 401, `{"message":"401 Unauthorized"}`)
	l.want(l.get("maya", "/projects/1/freeze_periods/999"), 404, noRecord)
	l.want(l.get("maya", "/projects/1/freeze_periods/x"), 400, `{"error":"freeze_period_id is invalid"}`)
	if err := l.SetFreezes(api); err != nil {
		t.Fatal(err)
	}
	l.want(l.get("maya", "/projects/1/freeze_periods"), 200, "[]")
}

// landed is what a client matches with the commits of a comparison.
type landed struct {
	IID       int
	SHA       string
	MergeSHA  *string   `json:"merge_commit_sha"`
	SquashSHA *string   `json:"squash_commit_sha"`
	Updated   time.Time `json:"updated_at"`
	Author    struct{ Username string }
	MergedBy  struct{ Username string } `json:"merge_user"`
}

type compared struct {
	Commits []struct {
		ID   string
		Date time.Time `json:"committed_date"`
	}
	Timeout bool `json:"compare_timeout"`
	Diffs   []object
}

func (l *lab) compared(project int64, from, to string) compared {
	l.t.Helper()
	return decode[compared](l, l.get("maya", fmt.Sprintf("/projects/%d/repository/compare?from=%s&to=%s", project, from, to)), 200)
}

func TestMergedSinceMatchesCompare(t *testing.T) {
	t.Parallel()
	l := start(t)
	for method, known := range map[string]func(landed) (string, bool){
		"squash": func(m landed) (string, bool) { return *m.SquashSHA, m.MergeSHA == nil },
		"merge":  func(m landed) (string, bool) { return *m.MergeSHA, m.SquashSHA == nil && m.SHA != *m.MergeSHA },
		"ff":     func(m landed) (string, bool) { return m.SHA, m.SquashSHA == nil && m.MergeSHA == nil },
	} {
		if err := l.SetMergeMethod(api, method); err != nil {
			t.Fatal(err)
		}
		c := l.compared(api, "v2.13.9", "v2.14.0")
		if len(c.Commits) < 9 {
			t.Fatalf("%d commits", len(c.Commits))
		}
		since := c.Commits[0].Date.UTC().Format("2006-01-02T15:04:05.000Z")
		var all []landed
		for page := 1; ; page++ {
			query := fmt.Sprintf("/projects/1/merge_requests?state=merged&order_by=updated_at&sort=asc&per_page=3&page=%d&updated_after=%s", page, since)
			found := decode[[]landed](l, l.get("maya", query), 200)
			all = append(all, found...)
			if len(found) < 3 {
				break
			}
		}
		matched := 0
		for i, m := range all {
			if m.Updated.Before(c.Commits[0].Date.Add(-time.Millisecond)) || i > 0 && m.Updated.Before(all[i-1].Updated) {
				t.Errorf("!%d of %v is out of order", m.IID, m.Updated)
			}
			sha, shape := known(m)
			if !shape {
				t.Errorf("%s: !%d has %+v", method, m.IID, m)
			}
			for _, commit := range c.Commits {
				if commit.ID == sha {
					matched++
				}
			}
		}
		if matched < 3 || matched > len(c.Commits) {
			t.Errorf("%s: %d merge requests match %d commits", method, matched, len(c.Commits))
		}
	}
}

type approvals struct {
	IID      int
	Approved bool
	Required *int                                       `json:"approvals_required"`
	Left     *int                                       `json:"approvals_left"`
	By       []struct{ User struct{ Username string } } `json:"approved_by"`
}

func TestMergeRequestApprovals(t *testing.T) {
	t.Parallel()
	l := start(t)
	foss := start(t, func(o *sandbox.Options) { o.FOSS = true })
	counts := map[int]int{}
	lonely := 0
	for _, m := range decode[[]landed](l, l.get("maya", "/projects/1/merge_requests?state=merged&per_page=100"), 200) {
		path := fmt.Sprintf("/projects/1/merge_requests/%d/approvals", m.IID)
		a := decode[approvals](l, l.get("maya", path), 200)
		free := decode[approvals](l, foss.get("maya", path), 200)
		counts[len(a.By)]++
		switch {
		case a.IID != m.IID || a.Required == nil || a.Left == nil || free.Required != nil || free.Left != nil:
			t.Errorf("!%d answers %+v and %+v", m.IID, a, free)
		case !a.Approved || *a.Left != 0 || len(free.By) != len(a.By) || free.Approved != (len(a.By) > 0):
			t.Errorf("!%d is approved: %+v and %+v", m.IID, a, free)
		case len(a.By) == 0 && (m.MergedBy != m.Author || *a.Required != 0):
			t.Errorf("!%d by %s, merged by %s, has no approval", m.IID, m.Author.Username, m.MergedBy.Username)
		case len(a.By) == 2 && a.By[0] == a.By[1]:
			t.Errorf("!%d is approved twice by %v", m.IID, a.By[0])
		}
		for _, by := range a.By {
			if by.User == m.Author {
				t.Errorf("!%d is approved by its author", m.IID)
			}
		}
		if len(a.By) == 0 {
			lonely++
		}
	}
	if lonely < 3 || lonely > 15 || counts[1] < 20 || counts[2] < 20 {
		t.Errorf("how many have how many approvals: %v", counts)
	}
	l.want(l.get("maya", "/projects/1/merge_requests/1/approvals"), 404, noRecord)
	l.want(l.get("maya", "/projects/1/merge_requests/99999/approvals"), 404, noRecord)
	l.want(l.get("maya", "/projects/1/merge_requests/x/approvals"), 400, `{"error":"merge_request_iid is invalid"}`)
	l.want(l.get("gus", "/projects/1/merge_requests/3/approvals"), 403, `{"message":"403 Forbidden"}`)
}

func TestReleases(t *testing.T) {
	t.Parallel()
	l := start(t)
	type release struct {
		Tag      string                `json:"tag_name"`
		Notes    string                `json:"description"`
		Released string                `json:"released_at"`
		Links    struct{ Self string } `json:"_links"`
	}
	with, without, hostile := 0, 0, 0
	for project := 1; project <= 12; project++ {
		for _, tag := range decode[[]object](l, l.get("maya", fmt.Sprintf("/projects/%d/repository/tags?per_page=100", project)), 200) {
			name := tag["name"].(string)
			a := l.get("maya", fmt.Sprintf("/projects/%d/releases/%s", project, url.PathEscape(name)))
			if a.status == 404 {
				l.want(a, 404, noRecord)
				without++
				continue
			}
			r := decode[release](l, a, 200)
			if r.Tag != name || !strings.HasPrefix(r.Notes, "## "+name+"\n") || r.Released == "" || !strings.Contains(r.Links.Self, "/-/releases/") {
				t.Errorf("%s is %+v", name, r)
			}
			with++
			if strings.Contains(r.Notes, "\x1b]8;;") && strings.Contains(r.Notes, "\u202e") && strings.Contains(r.Notes, "\r") {
				hostile++
			}
		}
	}
	if with < 10 || without < 10 || with > 3*without || without > 3*with || hostile < 3 || hostile > with/2 {
		t.Errorf("%d have notes, %d of them hostile, %d have none", with, hostile, without)
	}
	l.want(l.get("maya", "/projects/1/releases/main"), 404, noRecord)
	l.want(l.get("maya", "/projects/1/releases/v99"), 404, noRecord)
	l.want(l.get("gus", "/projects/1/releases/v2.14.0"), 403, `{"message":"403 Forbidden"}`)
	if err := l.SetReleaseNotes(api, "v2.13.8", "told"); err != nil {
		t.Fatal(err)
	}
	if r := decode[release](l, l.get("maya", "/projects/1/releases/v2.13.8"), 200); r.Notes != "told" {
		t.Errorf("told notes are %q", r.Notes)
	}
}

func TestOneBranchAndOneTag(t *testing.T) {
	t.Parallel()
	l := start(t)
	if err := l.AddBranch(api, "release/2026 02#1"); err != nil {
		t.Fatal(err)
	}
	type ref struct {
		Name      string
		Protected bool
		Default   bool
		DevPush   bool `json:"developers_can_push"`
		DevMerge  bool `json:"developers_can_merge"`
	}
	for name, want := range map[string]ref{
		"main":              {Protected: true, Default: true, DevMerge: true},
		"release/2026 02#1": {Protected: true},
		"fix/double-charge": {},
	} {
		want.Name = name
		a := l.get("lin", "/projects/1/repository/branches/"+url.PathEscape(name))
		if got := decode[ref](l, a, 200); got != want {
			t.Errorf("%s is %+v", name, got)
		}
		for _, key := range []string{`"developers_can_push":`, `"developers_can_merge":`, `"default":`} {
			if !strings.Contains(a.body, key) {
				t.Errorf("%s lacks %s", name, key)
			}
		}
	}
	if got := decode[ref](l, l.get("lin", "/projects/1/repository/tags/v2.14.0"), 200); got != (ref{Name: "v2.14.0", Protected: true}) {
		t.Errorf("the tag is %+v", got)
	}
	l.want(l.get("lin", "/projects/1/repository/branches/v2.14.0"), 404, `{"message":"404 Branch Not Found"}`)
	l.want(l.get("lin", "/projects/1/repository/tags/main"), 404, `{"message":"404 Tag Not Found"}`)
	l.want(l.get("lin", "/projects/1/repository/branches/fix/double-charge"), 404, `{"error":"404 Not Found"}`)
	l.want(l.get("gus", "/projects/1/repository/branches/main"), 403, `{"message":"403 Forbidden"}`)
	l.want(l.get("sam", "/projects/1/repository/tags/v2.14.0"), 404, `{"message":"404 Project Not Found"}`)
}

func TestFailedJobsOfPipelines(t *testing.T) {
	t.Parallel()
	l := start(t)
	allowed, hard := 0, 0
	for _, project := range []int64{api, web, checkout} {
		for _, d := range l.rows(project, "") {
			if d.Deployable == nil {
				continue
			}
			path := fmt.Sprintf("/projects/%d/pipelines/%d/jobs", project, d.Deployable.Pipeline.ID)
			failed := decode[[]object](l, l.get("maya", path+"?scope[]=failed"), 200)
			all := decode[[]object](l, l.get("maya", path), 200)
			all = slices.DeleteFunc(all, func(j object) bool { return j["status"] != "failed" })
			if len(failed) != len(all) {
				t.Fatalf("%s: %d failed, %d asked for", path, len(all), len(failed))
			}
			for _, j := range failed {
				if j["allow_failure"] == true && j["name"] == "perf" {
					allowed++
				} else if j["allow_failure"] == false {
					hard++
				}
			}
		}
	}
	if allowed == 0 || hard == 0 {
		t.Errorf("%d were allowed to fail, %d were not", allowed, hard)
	}
}

// TestWhoReadsProtections: Maintainers of the project, Owners of the group, nobody else.
func TestWhoReadsProtections(t *testing.T) {
	t.Parallel()
	l := start(t)
	type protected struct {
		Name   string
		Deploy []struct {
			Level *int `json:"access_level"`
		} `json:"deploy_access_levels"`
		Count int `json:"required_approval_count"`
		Rules []struct {
			ID          int64
			GroupID     *int64  `json:"group_id"`
			Level       *int    `json:"access_level"`
			Description *string `json:"access_level_description"`
			Required    int     `json:"required_approvals"`
			Inheritance int     `json:"group_inheritance_type"`
		} `json:"approval_rules"`
	}
	all := decode[[]protected](l, l.get("maya", "/projects/1/protected_environments"), 200)
	if len(all) != 5 || all[0].Name != "prod-apac" {
		t.Fatalf("%+v", all)
	}
	one := decode[protected](l, l.get("maya", "/projects/1/protected_environments/prod-us"), 200)
	summary := l.full(l.in(api, "prod-us", "blocked"), api).Summary.Rules
	if len(one.Rules) != 2 || one.Rules[0].GroupID == nil || *one.Rules[1].Level != 40 || *one.Rules[1].Description != "Maintainers" || len(one.Deploy) != 1 {
		t.Fatalf("prod-us: %+v", one)
	}
	for i, r := range one.Rules {
		if r.ID != summary[i].ID || r.Required != summary[i].Required {
			t.Errorf("rule %d is %+v, its summary %+v", i, r, summary[i])
		}
	}
	group := "/groups/" + url.PathEscape("platform/infra") + "/protected_environments"
	tiers := decode[[]protected](l, l.get("root", group), 200)
	if len(tiers) != 1 || tiers[0].Name != "production" || tiers[0].Rules[0].Inheritance != 1 {
		t.Errorf("the group's: %+v", tiers)
	}
	decode[protected](l, l.get("root", group+"/production"), 200)
	const forbidden = `{"message":"403 Forbidden"}`
	l.want(l.get("lin", "/projects/1/protected_environments"), 403, forbidden)
	l.want(l.get("lin", "/projects/1/protected_environments/prod-us"), 403, forbidden)
	l.want(l.get("sam", "/projects/1/protected_environments"), 404, `{"message":"404 Project Not Found"}`)
	l.want(l.get("maya", group), 403, forbidden)
	l.want(l.get("maya", group+"/production"), 403, forbidden)
	l.want(l.get("sam", group), 404, `{"message":"404 Group Not Found"}`)
	l.want(l.get("maya", "/projects/1/protected_environments/qa"), 404, noRecord)
	l.want(l.get("root", group+"/qa"), 404, noRecord)
	foss := start(t, func(o *sandbox.Options) { o.FOSS = true })
	l.want(foss.get("root", "/projects/1/protected_environments"), 404, `{"error":"404 Not Found"}`)
}
