package changes

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/theme"
)

var update = flag.Bool("update", false, "write the golden frames anew")

var now = time.Date(2026, 2, 14, 3, 0, 0, 0, time.FixedZone("CET", 3600))

func ago(d time.Duration) time.Time { return now.Add(-d) }

func ptr[T any](v T) *T { return &v }

func styles(t testing.TB, profile colorprofile.Profile, ascii bool) *theme.Styles {
	t.Helper()
	data, err := os.ReadFile("../../assets/themes/dark.toml")
	if err != nil {
		t.Fatal(err)
	}
	th, err := theme.Parse("dark", data)
	if err != nil {
		t.Fatal(err)
	}
	st := th.Styles(profile, ascii)
	return &st
}

func commit(sha, title, author string, age time.Duration) api.Commit {
	return api.Commit{ID: sha + "00112233445566778899", Title: title, AuthorName: author, CreatedAt: ptr(ago(age)),
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

func plain(lines []string) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(strings.TrimRight(ansi.Strip(l), " ") + "\n")
	}
	return b.String()
}

// golden compares text with testdata/name.golden; -update writes it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s differs\nwant:\n%s\ngot:\n%s", name, want, got)
	}
}

// exact fails unless there are h lines of w cells.
func exact(t *testing.T, lines []string, w, h int) {
	t.Helper()
	if len(lines) != h {
		t.Errorf("%d lines, want %d", len(lines), h)
	}
	for i, l := range lines {
		if n := ansi.StringWidth(l); n != w {
			t.Errorf("line %d has %d cells, want %d: %q", i, n, w, l)
		}
	}
}

// size is the body of a screen: 80×24 and 120×36 zoomed, and beside the list.
type size struct {
	w, h    int
	focused bool
}

var (
	zoom24 = size{80, 18, true}
	zoom36 = size{120, 30, true}
	side36 = size{52, 28, false}
	side24 = size{47, 16, false}
)

func has(t *testing.T, got string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(got, w) {
			t.Errorf("%q is missing in\n%s", w, got)
		}
	}
}

func hasNot(t *testing.T, got string, unwanted ...string) {
	t.Helper()
	for _, w := range unwanted {
		if strings.Contains(got, w) {
			t.Errorf("%q should not be in\n%s", w, got)
		}
	}
}

func shown(t *testing.T, m Model, s size) string {
	t.Helper()
	lines := m.Resize(s.w, s.h).View(s.w, s.h, s.focused, styles(t, colorprofile.TrueColor, false), now, 0)
	exact(t, lines, s.w, s.h)
	return plain(lines)
}
