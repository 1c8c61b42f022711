package history

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

// past is one deployment of the environment.
func past(id int64, ref, by string, s api.State, since time.Duration) fleet.Row {
	finished := ago(since)
	job := &api.Job{ID: id + 1000, Name: "deploy-prod", Commit: &api.Commit{Title: "Release " + ref}}
	status := api.StatusSuccess
	switch s {
	case api.StateFailed, api.StateRejected:
		status = api.StatusFailed
	case api.StateNeedsYou, api.StateNeedsOthers, api.StateOutdated:
		status = api.StatusBlocked
	default:
	}
	if status != api.StatusBlocked && s != api.StateRejected {
		job.FinishedAt, job.Duration = &finished, ptr(126.0)
	}
	return fleet.Row{
		Ref:     api.Ref{Host: "gitlab.acme.dev", Project: 12, Deployment: id},
		Project: "payments/api", Tier: api.TierProduction, Detailed: true,
		Deployment: &api.Deployment{ID: id, IID: 4000 + id, Ref: ref, SHA: "9c01d2e000112233", Status: status, User: &api.User{ID: 3, Username: by},
			Environment: api.Environment{Name: "production"}, Deployable: job},
		Verdict: api.Verdict{State: s, Since: ago(since)},
	}
}

func approval(by string, how api.Decision, comment string) api.Approval {
	a := api.Approval{User: &api.User{Username: by}, Status: how}
	if comment != "" {
		a.Comment = &comment
	}
	return a
}

const day = 24 * time.Hour

// production is what happened there of late.
func production() []fleet.Row {
	you := past(821, "v2.14.0", "lin", api.StateNeedsYou, 14*time.Minute)
	you.Verdict.Given, you.Verdict.Required = 1, 3
	you.Deployment.Approvals = []api.Approval{approval("ines", api.Approve, "lgtm")}
	live := past(790, "v2.13.9", "max", api.StateLive, 2*day)
	live.Deployment.Approvals = []api.Approval{approval("ines", api.Approve, ""), approval("bob", api.Approve, "read it twice")}
	rejected := past(788, "v2.13.8-hotfix/retries-and-a-very-long-name", "lin", api.StateRejected, 3*day)
	rejected.Deployment.Approvals = []api.Approval{approval("bob", api.Approve, ""), approval("ana", api.Reject, "wrong shard\x1b[2J count")}
	failed := past(770, "v2.13.6", "ana", api.StateFailed, 23*day)
	failed.Deployment.Deployable.FailureReason = ptr("script_failure")
	unread := past(760, "支付/网关", "kim-with-a-long-name", api.StateDone, 40*day)
	unread.Detailed = false
	nobody := past(750, "", "", api.StateOther, 400*day)
	nobody.Deployment.User, nobody.Deployment.Deployable, nobody.Deployment.Status = nil, nil, "quantum_leap"
	return []fleet.Row{you, live, rejected, past(785, "v2.13.7", "lin", api.StateOutdated, 4*day), failed, unread, nobody}
}

func this() api.Ref { return production()[0].Ref }

func page(next, total int, list ...fleet.Row) fleet.Page {
	return fleet.Page{Rows: list, Next: next, Total: total}
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
