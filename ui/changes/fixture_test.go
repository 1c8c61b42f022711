package changes

import (
	"fmt"
	"sync"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/risk"
	"greenlight/ui/uitest"
)

var now = uitest.NowCET

func ago(d time.Duration) time.Time { return now.Add(-d) }

func commit(sha, title, author string, age time.Duration) api.Commit {
	return api.Commit{ID: sha + "00112233445566778899", Title: title, AuthorName: author, CreatedAt: new(ago(age)),
		WebURL: "https://gitlab.acme.dev/payments/api/-/commit/" + sha}
}

// lines is a text with so many added and removed lines.
func lines(added, removed int) string {
	out := "@@ -1,9 +1,9 @@ class Retry\n def wait\n"
	for i := range removed {
		out += fmt.Sprintf("-\tgone %d\n", i)
	}
	for i := range added {
		out += fmt.Sprintf("+\tcame %d\n", i)
	}
	return out + " end\n\\ No newline at end of file\n"
}

func deployment(id int64, ref, sha string, s api.Status) *api.Deployment {
	return &api.Deployment{ID: id, Ref: ref, SHA: sha + "cafe00112233445566778899", Status: s, Environment: api.Environment{Name: "production"}}
}

func row() fleet.Row {
	return fleet.Row{Deployment: deployment(345, "v2.14.0", "3f2a91c", api.StatusBlocked), Verdict: api.Verdict{State: api.StateNeedsYou}}
}

func live() *api.Deployment { return deployment(300, "v2.13.9", "9c01d2e", api.StatusSuccess) }

// retry is the comparison of the picture.
func retry() fleet.Changes {
	return fleet.Changes{
		Live: live(),
		Ahead: []api.Commit{
			commit("3f2a91c", "Merge branch 'retry-jitter' into 'main'\r", "Lin Chen", 5*time.Hour),
			commit("b7714e0", "Make the jitter a setting", "Lin Chen", 6*time.Hour),
			commit("e2290aa", "Retry webhooks with jitter", "Lin Chen", 9*time.Hour),
			commit("71fd03b", "Merge branch 'bound-queue' into 'main'", "Oto Mori", 25*time.Hour),
			commit("90c1f4d", "Bound the retry queue \x1b]52;c;eA==\x07", "支付网关", 26*time.Hour),
			commit("5e0a9b2", "Add retry_at to webhook_deliveries, and a title that is much longer than what anybody would read", "A Person With A Long Name", 27*time.Hour),
		},
		Files: []api.FileChange{
			{NewPath: ".gitlab-ci.yml", OldPath: ".gitlab-ci.yml", Diff: lines(2, 9)},
			{NewPath: "app/jobs/retry.rb", OldPath: "app/jobs/retry.rb", Diff: lines(12, 3)},
			{NewPath: "app/jobs/bound.rb", OldPath: "app/jobs/queue.rb", Renamed: true},
			{NewPath: "config/production.yml", OldPath: "config/production.yml", Diff: lines(3, 1)},
			{NewPath: "db/migrate/20260214_add_retry_at.rb", New: true, Diff: lines(18, 0)},
			{NewPath: "db/structure.sql", Collapsed: true},
			{NewPath: "Gemfile.lock", TooLarge: true},
			{NewPath: "spec/old_spec.rb", OldPath: "spec/old_spec.rb", Deleted: true, Diff: lines(0, 40)},
			{NewPath: "spec/logo.png", New: true},
		},
	}
}

func person(id int64, name string) *api.User { return &api.User{ID: id, Username: name} }

// merge is a merge request, with as many approvals as required were given of so many;
// required -1 is a GitLab without Premium.
func merge(iid int64, title string, author, by *api.User, age time.Duration, given, required int) fleet.MergedRequest {
	r := fleet.MergedRequest{MergeRequest: api.MergeRequest{IID: iid, Title: title, Author: author, MergeUser: by, MergedAt: new(ago(age)),
		WebURL: fmt.Sprintf("https://gitlab.acme.dev/payments/api/-/merge_requests/%d", iid)}}
	r.Approvals = &api.MergeRequestApprovals{}
	if required >= 0 {
		r.Approvals.Required, r.Approvals.Left = new(required), new(max(required-given, 0))
	}
	for i := range given {
		r.Approvals.By = append(r.Approvals.By, struct {
			User *api.User `json:"user"`
		}{person(int64(90+i), "ana")})
	}
	return r
}

var lin, oto, ana, kim = person(1, "lin"), person(2, "oto"), person(3, "ana"), person(4, "kim")

// requests are those of the picture.
func requests() []fleet.MergedRequest {
	return []fleet.MergedRequest{
		merge(881, "Retry webhooks with jitter", lin, oto, 5*time.Hour, 2, 2),
		merge(879, "Bound the retry queue \x1b[2J", oto, ana, 25*time.Hour, 1, 2),
		merge(874, "Log the webhook attempt number, and a title that is much longer than what anybody would read", ana, oto, 26*time.Hour, 0, -1),
		merge(870, "Drop Ruby 3.1 from CI", kim, kim, 50*time.Hour, 1, -1),
	}
}

const releaseNotes = `## What is new

* **Retries** wait with [jitter](https://example.org/jitter), see ![chart](a.png)
* The queue is ` + "`bounded`" + `
<!-- not for readers -->
- [x] Ruby 3.1 is gone

---

> It is _safe_ to roll back.
` + "```" + `
rake db:migrate # *now*
` + "```" + `
`

func published() api.Release {
	r := api.Release{Tag: "v2.14.0", Name: "Jitter", Notes: releaseNotes, ReleasedAt: new(ago(3 * time.Hour))}
	r.Links.Self = "https://gitlab.acme.dev/payments/api/-/releases/v2.14.0"
	return r
}

func known[T any](v T) fleet.Known[T] { return fleet.Known[T]{Value: v, At: now} }

func failed[T any](kind api.Kind, status int) fleet.Known[T] {
	return fleet.Known[T]{Err: &api.Error{Kind: kind, Op: "read", Status: status}}
}

// briefed is a row with the whole brief of the picture, changed by what is given.
func briefed(change ...func(*fleet.Brief)) fleet.Row {
	r, c := row(), retry()
	for i := range c.Files {
		if c.Files[i].TooLarge {
			c.Files[i].TooLarge, c.Files[i].Diff = false, "@@ -9,3 +9,3 @@\n-    faraday (2.9.0)\n+    faraday (2.12.1)\n"
		}
	}
	b := &fleet.Brief{Changes: known(c), Merged: known(fleet.Merged{Requests: requests()}), Release: known(published())}
	for _, c := range change {
		c(b)
	}
	r.Brief = b
	return r
}

// risks finds the risky files of the picture by their names.
func risks(all []api.FileChange) []risk.Finding { return riskSet().Files(all) }

var riskSet = sync.OnceValue(func() risk.Set {
	set, err := risk.New(risk.Default())
	if err != nil {
		panic(err)
	}
	return set
})

// whole is the model of the picture.
func whole(change ...func(*fleet.Brief)) Model {
	return New().WithRisks(risks).About(briefed(change...))
}
