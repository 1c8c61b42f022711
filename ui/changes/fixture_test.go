package changes

import (
	"fmt"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
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
