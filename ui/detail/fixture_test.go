package detail

import (
	"flag"
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

func user(id int64, name string) *api.User { return &api.User{ID: id, Username: name} }

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

// retry is the deployment of the pictures: production, one of three approvals given,
// one danger and one note.
func retry() fleet.Row {
	level := api.Maintainer
	qa := api.ApprovalRule{ID: 1, GroupID: ptr(int64(7)), Required: 1}
	security := api.ApprovalRule{ID: 2, AccessLevel: &level, Required: 2}
	given := api.Approval{User: user(4, "ines"), Status: api.Approve, CreatedAt: ago(9 * time.Minute), Comment: ptr("lgtm")}
	pipe := &api.Pipeline{ID: 90211, Status: api.JobSuccess, Source: "push"}
	return fleet.Row{
		Ref:     api.Ref{Host: "gitlab.acme.dev", Project: 12, Deployment: 345},
		Project: "payments/api",
		Tier:    api.TierProduction,
		Deployment: &api.Deployment{
			ID: 345, IID: 4821, Ref: "v2.14.0", SHA: "3f2a91cafe00112233445566778899aabbccddee",
			Status: api.StatusBlocked, User: user(3, "lin"), UpdatedAt: ago(14 * time.Minute),
			Environment: api.Environment{ID: 5, Name: "production", ExternalURL: ptr("https://pay.acme.dev")},
			Deployable: &api.Job{ID: 99, Name: "deploy-prod", Stage: "deploy", Status: api.JobManual,
				User: user(3, "lin"), Commit: &api.Commit{Title: "Retry webhooks with jitter\r"}, Pipeline: pipe},
		},
		Verdict: api.Verdict{
			State: api.StateNeedsYou, Given: 1, Required: 3, Left: 2, Standing: api.MayApprove,
			Rules: []api.RuleProgress{
				{Rule: qa, Name: "qa-group", Given: []api.Approval{given}, Mine: api.NotCovered},
				{Rule: security, Name: "security-group", Left: 2, Mine: api.Covered, Why: "member"},
			},
			Hats:  []api.Hat{{Name: "security-group", Rule: 1, Effect: true, Mine: api.Covered}},
			Since: ago(14 * time.Minute),
			Warnings: []api.Warning{
				{Word: "Tier", Text: "is read from the environment."},
				{Kind: api.DangerOwn, Must: true, Word: "You started", Text: "this pipeline."},
			},
		},
		Live: &api.Deployment{ID: 300, IID: 4790, Ref: "v2.13.9", SHA: "9c01d2e000112233445566778899aabbccddeeff",
			Status: api.StatusSuccess, UpdatedAt: ago(48 * time.Hour),
			Deployable: &api.Job{FinishedAt: ptr(ago(49 * time.Hour))}},
		Pipeline: &api.Pipeline{ID: 90211, Status: api.JobSuccess, Source: "push", Duration: ptr(int64(372))},
		ReadAt:   ago(5 * time.Second),
		Detailed: true,
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
