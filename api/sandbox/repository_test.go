package sandbox_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"greenlight/api/sandbox"
)

type commit struct {
	ID     string
	Title  string
	Parent []string `json:"parent_ids"`
}

type fileDiff struct {
	Diff, AMode, BMode string
	New                string `json:"new_path"`
	Old                string `json:"old_path"`
	IsNew              bool   `json:"new_file"`
	Renamed            bool   `json:"renamed_file"`
	Deleted            bool   `json:"deleted_file"`
	TooLarge           bool   `json:"too_large"`
	Collapsed          bool
}

type comparison struct {
	Commit  *commit
	Commits []commit
	Diffs   []fileDiff
	Timeout bool `json:"compare_timeout"`
	Same    bool `json:"compare_same_ref"`
}

func (l *lab) compare(project int64, from, to, more string) comparison {
	l.t.Helper()
	query := url.Values{"from": {from}, "to": {to}}.Encode()
	return decode[comparison](l, l.get("rae", fmt.Sprintf("/projects/%d/repository/compare?%s%s", project, query, more)), 200)
}

func TestRepositoryRefusals(t *testing.T) {
	t.Parallel()
	l := start(t)
	const compare = "/projects/1/repository/compare"
	for _, c := range []struct {
		user, path string
		status     int
		want       string
	}{
		{"maya", compare, 400, `{"error":"from is missing, to is missing"}`},
		{"maya", compare + "?from=main&to=main&straight=perhaps", 400, `{"error":"straight is invalid"}`},
		{"maya", compare + "?from=nope&to=main", 404, `{"message":"404 Ref Not Found"}`},
		{"maya", compare + "?from=main&to=" + strings.Repeat("a", 40), 404, `{"message":"404 Ref Not Found"}`},
		{"gus", compare + "?from=nope&to=main", 403, noRight},
		{"sam", compare + "?from=main&to=main", 404, `{"message":"404 Project Not Found"}`},
		{"maya", "/projects/1/repository/branches?page=x&sort=size", 400, `{"error":"page is invalid, sort does not have a valid value"}`},
		{"gus", "/projects/1/repository/branches", 403, noRight},
		{"sam", "/projects/1/repository/branches", 404, `{"message":"404 Project Not Found"}`},
		{"maya", "/projects/1/repository/tags?order_by=size", 400, `{"error":"order_by does not have a valid value"}`},
		{"gus", "/projects/1/repository/tags", 403, noRight},
		{"maya", "/projects/1/repository/commits/nope/merge_requests", 404, `{"message":"404 Commit Not Found"}`},
		{"maya", "/projects/1/repository/commits/main/merge_requests?state=x", 400, `{"error":"state does not have a valid value"}`},
		{"gus", "/projects/1/repository/commits/main/merge_requests", 403, noRight},
		{"gus", "/projects/1/merge_requests", 403, noRight},
	} {
		l.want(l.get(c.user, c.path), c.status, c.want)
	}
}

func TestCompareWithLive(t *testing.T) {
	t.Parallel()
	l := start(t)
	live, next := l.in(api, "production", "success"), l.in(api, "production", "blocked")
	c := l.compare(api, live.SHA, next.SHA, "")
	if len(c.Commits) < 5 || c.Commits[len(c.Commits)-1].ID != next.SHA || c.Commit == nil || c.Commit.ID != next.SHA {
		t.Fatalf("%d commits, the newest %v", len(c.Commits), c.Commit)
	}
	for i, one := range c.Commits {
		parent := live.SHA
		if i > 0 {
			parent = c.Commits[i-1].ID
		}
		if one.Parent[0] != parent {
			t.Errorf("commit %d, %q, does not follow the one before: oldest first", i, one.Title)
		}
	}
	if c.Timeout || c.Same {
		t.Errorf("timeout %v, same %v", c.Timeout, c.Same)
	}
	if byName := l.compare(api, live.Ref, next.Ref, ""); len(byName.Commits) != len(c.Commits) || len(byName.Diffs) != len(c.Diffs) {
		t.Error("tags compare otherwise than their commits")
	}
	same := l.compare(api, next.SHA, next.Ref, "")
	if !same.Same || len(same.Commits) != 0 || same.Commit != nil || len(same.Diffs) != 0 {
		t.Errorf("a commit with itself is %+v", same)
	}
}

func TestCompareBackwards(t *testing.T) {
	t.Parallel()
	l := start(t)
	live, next := l.in(api, "production", "success"), l.in(api, "production", "blocked")
	forth := l.compare(api, live.SHA, next.SHA, "")
	back := l.compare(api, next.SHA, live.SHA, "")
	if len(back.Commits) != 0 || len(back.Diffs) != 0 || back.Commit != nil || back.Same {
		t.Errorf("a rollback has %d commits, %d files", len(back.Commits), len(back.Diffs))
	}
	straight := l.compare(api, next.SHA, live.SHA, "&straight=true")
	if len(straight.Commits) != 0 || len(straight.Diffs) != len(forth.Diffs) {
		t.Fatalf("straight: %d commits, %d files, want the %d of the way forth", len(straight.Commits), len(straight.Diffs), len(forth.Diffs))
	}
	flip := func(f fileDiff) (added, removed int) {
		return strings.Count("\n"+f.Diff, "\n+"), strings.Count("\n"+f.Diff, "\n-")
	}
	sum := func(c comparison) (added, removed, born, gone int) {
		for _, f := range c.Diffs {
			a, r := flip(f)
			added, removed = added+a, removed+r
			if f.IsNew {
				born++
			}
			if f.Deleted {
				gone++
			}
		}
		return added, removed, born, gone
	}
	a, r, born, gone := sum(forth)
	ra, rr, rborn, rgone := sum(straight)
	if a != rr || r != ra || born != rgone || gone != rborn || a == 0 {
		t.Errorf("forth +%d -%d, %d new, %d gone; back +%d -%d, %d new, %d gone", a, r, born, gone, ra, rr, rborn, rgone)
	}
}

func TestCompareWithABranch(t *testing.T) {
	t.Parallel()
	l := start(t)
	ahead := l.compare(ingest, "main", "feat/dedupe", "")
	if len(ahead.Commits) != 3 || ahead.Commits[2].Title != "Deduplicate by event id" {
		t.Errorf("the branch is ahead by %+v", ahead.Commits)
	}
	if last := l.compare(ingest, ahead.Commits[0].ID, "feat/dedupe", ""); len(last.Commits) != 2 || last.Commits[0].ID != ahead.Commits[1].ID {
		t.Errorf("within the branch it is ahead by %+v", last.Commits)
	}
	behind := l.compare(ingest, "feat/dedupe", "main", "")
	if len(behind.Commits) == 0 || behind.Commit.ID == ahead.Commit.ID {
		t.Errorf("main is ahead by %d", len(behind.Commits))
	}
	straight := l.compare(ingest, "feat/dedupe", "main", "&straight=true")
	if len(straight.Commits) != len(behind.Commits) || len(straight.Diffs) <= len(behind.Diffs) {
		t.Errorf("straight: %d commits and %d files; from the merge base %d and %d", len(straight.Commits), len(straight.Diffs),
			len(behind.Commits), len(behind.Diffs))
	}
}

func TestALongComparisonIsCutShort(t *testing.T) {
	t.Parallel()
	l := start(t)
	c := l.compare(billing, "release-40", "main", "")
	if !c.Timeout || len(c.Commits) < 400 || len(c.Diffs) == 0 || len(c.Diffs) > 60 {
		t.Errorf("timeout %v, %d commits, %d files", c.Timeout, len(c.Commits), len(c.Diffs))
	}
}

// checkDiff reads a unified diff and compares its headers with what follows.
func checkDiff(t *testing.T, f fileDiff) {
	t.Helper()
	var oldLeft, newLeft, hunks, shift int
	for _, line := range strings.Split(strings.TrimSuffix(f.Diff, "\n"), "\n") {
		if strings.HasPrefix(line, "@@") {
			var a, b int
			if oldLeft != 0 || newLeft != 0 {
				t.Errorf("%s: a hunk is short by %d old and %d new lines", f.New, oldLeft, newLeft)
			}
			if n, _ := fmt.Sscanf(line, "@@ -%d,%d +%d,%d @@", &a, &oldLeft, &b, &newLeft); n != 4 {
				t.Errorf("%s: %q", f.New, line)
			}
			if !f.IsNew && !f.Deleted && b != a+shift {
				t.Errorf("%s: %q after %+d lines", f.New, line, shift)
			}
			shift += newLeft - oldLeft
			hunks++
			continue
		}
		switch line[:1] {
		case "+":
			newLeft--
		case "-":
			oldLeft--
		case " ":
			oldLeft, newLeft = oldLeft-1, newLeft-1
		default:
			t.Errorf("%s: line %q", f.New, line)
		}
	}
	if oldLeft != 0 || newLeft != 0 || hunks == 0 {
		t.Errorf("%s: %d hunks, the last short by %d old and %d new lines", f.New, hunks, oldLeft, newLeft)
	}
}

func TestFilesOfAComparison(t *testing.T) {
	t.Parallel()
	l := start(t)
	c := l.compare(api, "v2.13.8", "v2.14.0", "")
	kinds := map[string]int{}
	note := func(kind string, is bool) {
		if is {
			kinds[kind]++
		}
	}
	for _, f := range c.Diffs {
		note("migration", strings.HasPrefix(f.New, "db/migrate/"))
		note("lock", f.New == "Gemfile.lock")
		note("ci", f.New == ".gitlab-ci.yml")
		note("config", strings.HasPrefix(f.New, "config/"))
		note("app", strings.HasPrefix(f.New, "app/"))
		note("spec", strings.HasPrefix(f.New, "spec/"))
		note("new", f.IsNew)
		note("renamed", f.Renamed && f.Old != f.New)
		note("deleted", f.Deleted)
		note("too large", f.TooLarge)
		note("collapsed", f.Collapsed)
		if f.TooLarge || f.Collapsed {
			if f.Diff != "" {
				t.Errorf("%s is left out and has a text", f.New)
			}
			continue
		}
		checkDiff(t, f)
	}
	for _, kind := range []string{"migration", "lock", "ci", "config", "app", "spec", "new", "renamed", "deleted", "too large", "collapsed"} {
		if kinds[kind] == 0 {
			t.Errorf("no file is %s: %v", kind, kinds)
		}
	}
	if !slices.IsSortedFunc(c.Diffs, func(a, b fileDiff) int { return strings.Compare(a.New, b.New) }) {
		t.Error("the files are not in the order of their paths")
	}
}

type gitRef struct {
	Name      string
	Message   string
	Target    string
	Commit    commit
	Protected bool
	Default   bool
	Release   any
}

func names(refs []gitRef) string {
	var out []string
	for _, r := range refs {
		out = append(out, r.Name)
	}
	return strings.Join(out, " ")
}

func TestBranches(t *testing.T) {
	t.Parallel()
	l := start(t)
	list := func(query string) []gitRef {
		return decode[[]gitRef](l, l.get("rae", "/projects/7/repository/branches?"+query), 200)
	}
	for query, want := range map[string]string{
		"":            "ana/receipt-language feat/dedupe feat/retry-budget fix/double-charge ivy-coupons kim/bounce-parser main renovate/faraday-2.x",
		"search=FEAT": "feat/dedupe feat/retry-budget", "search=^feat": "feat/dedupe feat/retry-budget", "search=parser$": "kim/bounce-parser",
		"search=^parser": "", "per_page=2&page=2": "feat/retry-budget fix/double-charge", "search=nothing": "",
	} {
		if got := names(list(query)); got != want {
			t.Errorf("%q gives %q, want %q", query, got, want)
		}
	}
	if got := list("sort=updated_desc")[0].Name; got != "main" && got != "feat/dedupe" {
		t.Errorf("the newest is %s", got)
	}
	oldest, newest := list("sort=updated_asc"), list("sort=updated_desc")
	slices.Reverse(newest)
	if names(oldest) != names(newest) || names(oldest) == names(list("")) {
		t.Errorf("by time %q and %q", names(oldest), names(newest))
	}
	for _, b := range list("") {
		if isMain := b.Name == "main"; b.Default != isMain || b.Protected != isMain {
			t.Errorf("%+v", b)
		}
		full := decode[commit](l, l.get("rae", "/projects/7/repository/commits/"+url.PathEscape(b.Name)), 200)
		if full.ID != b.Commit.ID {
			t.Errorf("%s is at %s, listed at %s", b.Name, full.ID, b.Commit.ID)
		}
	}
	if total := l.get("rae", "/projects/7/repository/branches?per_page=1").header.Get("X-Total"); total != "8" {
		t.Errorf("%s in all", total)
	}
}

func TestTags(t *testing.T) {
	t.Parallel()
	l := start(t)
	list := func(query string) []gitRef {
		return decode[[]gitRef](l, l.get("rae", "/projects/1/repository/tags?"+query), 200)
	}
	all := list("search=^v&order_by=name&sort=asc")
	if got := names(all); got != "v2.13.10 v2.13.8 v2.13.9 v2.14.0 v2.14.1-rc1" {
		t.Errorf("the tags are %s", got)
	}
	d := l.in(api, "production", "blocked")
	for _, tag := range all {
		if tag.Name == "v2.14.0" && (tag.Commit.ID != d.SHA || tag.Message != "Release v2.14.0" || !tag.Protected || tag.Release != nil || tag.Target == d.SHA) {
			t.Errorf("%+v, deployed is %s", tag, d.SHA)
		}
	}
	if got := list("search=2.13"); len(got) != 3 {
		t.Errorf("2.13 finds %s", names(got))
	}
	newest := list("")
	slices.Reverse(newest)
	if oldest := list("sort=asc&per_page=100"); names(oldest[len(oldest)-len(newest):]) != names(newest) {
		t.Error("the newest are not first")
	}
	if strings.Contains(names(list("per_page=100")), "main") {
		t.Error("a branch is among the tags")
	}
}

func TestMergeRequestsOfACommit(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(api, "production", "blocked")
	list := func(sha, query string) []object {
		return decode[[]object](l, l.get("rae", "/projects/1/repository/commits/"+sha+"/merge_requests?"+query), 200)
	}
	own := list(d.SHA, "")
	if len(own) != 1 || own[0]["title"] != "Retry webhooks with jitter" || own[0]["squash_commit_sha"] != d.SHA {
		t.Fatalf("it was brought by %v", own)
	}
	for query, want := range map[string]int{"state=merged": 1, "state=opened": 0, "page=2": 0} {
		if got := len(list(d.SHA, query)); got != want {
			t.Errorf("%s gives %d", query, got)
		}
	}
	bare := 0
	for _, c := range l.compare(api, "v2.13.8", "v2.14.0", "").Commits {
		found := list(c.ID, "")
		if len(found) != 1 {
			t.Fatalf("%q was brought by %d", c.Title, len(found))
		}
		if found[0]["squash_commit_sha"] != c.ID {
			bare++
		}
	}
	if bare == 0 {
		t.Error("every commit has a merge request of its own")
	}
}

func TestMergeRequestsOfAProject(t *testing.T) {
	t.Parallel()
	l := start(t)
	live, next := l.in(api, "production", "success"), l.in(api, "production", "blocked")
	shas := map[string]bool{}
	for _, c := range l.compare(api, live.SHA, next.SHA, "").Commits {
		shas[c.ID] = true
	}
	list := func(query string) []object {
		return decode[[]object](l, l.get("rae", "/projects/1/merge_requests?per_page=100&"+query), 200)
	}
	waiting := map[string]bool{}
	for _, m := range list("state=merged&order_by=updated_at") {
		if sha := m["squash_commit_sha"].(string); shas[sha] {
			waiting[m["web_url"].(string)] = true
		}
	}
	if len(waiting) == 0 {
		t.Fatal("no merge request matches a compared commit")
	}
	if got := len(list("state=opened")); got != 0 {
		t.Errorf("%d are open", got)
	}
	// Those that wait have not been deployed to production, but are in staging or qa.
	for _, m := range list("environment=production") {
		if waiting[m["web_url"].(string)] {
			t.Errorf("%v is in production already", m["title"])
		}
	}
	for _, m := range decode[[]object](l, l.get("rae", at(api, live, "/merge_requests")), 200) {
		if !slices.ContainsFunc(list("environment=production&deployed_after=2026-02-01T00:00:00Z"), func(o object) bool { return o["iid"] == m["iid"] }) {
			t.Errorf("%v was shipped by the live one and is not listed", m["title"])
		}
	}
	if got := list("environment=production&deployed_after=2099-01-01T00:00:00Z"); len(got) != 0 {
		t.Errorf("%d will be deployed in 2099", len(got))
	}
}

func TestRepositoriesOfOtherWorlds(t *testing.T) {
	t.Parallel()
	l := start(t, func(o *sandbox.Options) { o.Projects, o.Deployments = 40, 60 })
	if c := l.compare(20, "main", "feat/retry-budget", ""); len(c.Commits) != 3 || len(c.Diffs) == 0 {
		t.Errorf("a branch is ahead by %d commits and %d files", len(c.Commits), len(c.Diffs))
	}
	if got := decode[[]gitRef](l, l.get("root", "/projects/20/repository/branches"), 200); len(got) < 5 {
		t.Errorf("its branches are %s", names(got))
	}
}
