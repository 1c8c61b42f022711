package copying

import (
	"strings"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/intent"
	"greenlight/ui/uitest"
)

var now = uitest.Now

func ago(d time.Duration) time.Time { return now.Add(-d) }

func row() fleet.Row {
	ines := &api.User{ID: 3, Username: "ines"}
	given := api.Approval{User: ines, Status: api.Approve, CreatedAt: ago(9 * time.Minute), Comment: new("smoke ok")}
	return fleet.Row{
		Project: "payments/api", ProjectURL: "https://gitlab.acme.dev/payments/api", Tier: api.TierProduction, Detailed: true,
		Deployment: &api.Deployment{
			ID: 99001, IID: 4821, Ref: "v2.14.0", SHA: "3f2a91c0d4e5f60718293a4b5c6d7e8f90a1b2c3", Status: api.StatusBlocked,
			User: &api.User{ID: 2, Username: "lin"}, Environment: api.Environment{ID: 7, Name: "production"},
			Deployable: &api.Job{Commit: &api.Commit{Title: "Retry webhooks with jitter"},
				Pipeline: &api.Pipeline{ID: 90211, Status: "success", WebURL: "https://gitlab.acme.dev/payments/api/-/pipelines/90211"}},
			Approvals: []api.Approval{given},
		},
		Live: &api.Deployment{Ref: "v2.13.9", SHA: "9c01d2e0ff", Status: api.StatusSuccess, UpdatedAt: ago(50 * time.Hour)},
		Verdict: api.Verdict{
			State: api.StateNeedsYou, Given: 1, Required: 3, Left: 2, Since: ago(14 * time.Minute),
			Hats: []api.Hat{{Name: "security-group", Rule: 1, Effect: true}},
			Rules: []api.RuleProgress{
				{Name: "qa-group", Rule: api.ApprovalRule{Required: 1}, Given: []api.Approval{given}},
				{Name: "security-group", Rule: api.ApprovalRule{Required: 2}, Left: 2},
			},
			Warnings: []api.Warning{{Word: "You", Text: "started this pipeline."}},
		},
	}
}

func TestTheMenuLooksAsDesigned(t *testing.T) {
	t.Parallel()
	uitest.GoldenCard(t, "copy", New(row(), now))
	uitest.Golden(t, "copy-80x24-ascii", uitest.Frame(t, New(row(), now), 80, 24, true))
	last, _ := uitest.Press(New(row(), now), "down", "down", "down", "down")
	uitest.GoldenCard(t, "copy-last", last)
	bare := row()
	bare.ProjectURL = ""
	uitest.GoldenCard(t, "copy-no-url", New(bare, now))
	uitest.Golden(t, "card", Markdown(row(), now))
}

func TestMarkdownSaysWhatItShips(t *testing.T) {
	t.Parallel()
	r := row()
	r.Verdict.Ships = api.Ships{Relation: api.RelationOlder, Behind: 12, Files: 9, Cut: true}
	var hostile api.MergeRequest
	hostile.References.Short, hostile.WebURL = "!881", "https://gitlab.acme.dev/payments/api/-/merge_requests/881"
	hostile.Title, hostile.Author = "Retry [webhooks](https://evil.example) | *now*\n# loud", &api.User{Username: "lin"}
	r.Brief = &fleet.Brief{Merged: fleet.Known[fleet.Merged]{At: now, Value: fleet.Merged{Requests: []fleet.MergedRequest{{MergeRequest: hostile}}}}}
	got := Markdown(r, now)
	for _, want := range []string{
		"- Ships: OLDER than live by 12 commits\\: this rolls back v2.13.9, 9+ files\n",
		"  - [\\!881](https://gitlab.acme.dev/payments/api/-/merge_requests/881) Retry \\[webhooks\\]\\(https\\://evil.example\\) \\| \\*now\\*",
		", by \\@lin\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("it lacks %q:\n%s", want, got)
		}
	}
	if strings.Contains(got, "\n# loud") {
		t.Error("a title begins a line of its own")
	}
	if strings.Contains(Markdown(row(), now), "Ships") {
		t.Error("what was not compared is told")
	}
}

func TestWhatIsCopied(t *testing.T) {
	t.Parallel()
	url := intent.Copy{What: "The URL", Text: "https://gitlab.acme.dev/payments/api/-/environments/7/deployments/4821"}
	sha := intent.Copy{What: "The sha", Text: "3f2a91c0d4e5f60718293a4b5c6d7e8f90a1b2c3"}
	ref := intent.Copy{What: "The ref", Text: "v2.14.0"}
	card := intent.Copy{What: "The card", Text: Markdown(row(), now)}
	for _, tt := range []struct {
		keys []string
		want intent.Intent
	}{
		{[]string{"enter"}, url},
		{[]string{"u"}, url},
		{[]string{"s"}, sha},
		{[]string{"r"}, ref},
		{[]string{"c"}, card},
		{[]string{"down", "enter"}, sha},
		{[]string{"j", "j", "enter"}, ref},
		{[]string{"down", "down", "down", "down", "enter"}, card},
		{[]string{"down", "up", "up", "enter"}, url},
		{[]string{"x"}, nil},
		{[]string{"esc"}, intent.Close{}},
	} {
		if _, w := uitest.Press(New(row(), now), tt.keys...); w != tt.want {
			t.Errorf("%v asks for %#v, want %#v", tt.keys, w, tt.want)
		}
	}
}

func TestWhatIsNotKnownIsRefused(t *testing.T) {
	t.Parallel()
	bare := row()
	bare.ProjectURL = ""
	if _, w := uitest.Press(New(bare, now), "u"); w != (intent.Refused{Sentence: "The URL cannot be copied: it is not known."}) {
		t.Errorf("u asks for %#v", w)
	}
	if _, w := uitest.Press(New(fleet.Row{}, now), "down", "enter"); w != (intent.Refused{Sentence: "There is nothing to copy."}) {
		t.Errorf("an empty menu asks for %#v", w)
	}
	uitest.Frame(t, New(fleet.Row{}, now), 80, 24, false)
	if URL(fleet.Row{ProjectURL: "https://x"}) != "" || Markdown(fleet.Row{}, now) != "" {
		t.Error("a row without a deployment has an address or a card")
	}
}

func TestTheURLFollowsTheProjectsPage(t *testing.T) {
	t.Parallel()
	r := row()
	r.ProjectURL = "https://acme.dev/gitlab/group/sub/name/"
	if got := URL(r); got != "https://acme.dev/gitlab/group/sub/name/-/environments/7/deployments/4821" {
		t.Errorf("got %s", got)
	}
}

func TestUnarmedKeysAndPastesDoNothing(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"enter", "u", "s", "r", "c", "down"} {
		m, w := New(row(), now).Key(uitest.Key(name), false)
		if w != nil || m.pick != 0 {
			t.Errorf("unarmed %s asks for %#v", name, w)
		}
	}
	if _, w := New(row(), now).Key(uitest.Key("esc"), false); w != (intent.Close{}) {
		t.Errorf("unarmed esc asks for %#v", w)
	}
	if m, w := New(row(), now).Paste("u"); w != nil || m.Dirty() {
		t.Errorf("a paste asks for %#v", w)
	}
}

// hostile is what a branch, a title, a comment or a group may be called.
const hostile = "a|b `rm` [x](http://evil.example) <img src=x> @all !12 #3 **b** ![i](j) www.evil.example https://evil.example \\| $1 :bomb:\r\nnext\x1b]8;;http://evil\x07\u202e"

// Markdown gives hostile names no way to mean anything: every character that could
// has a backslash before it, and all stays on its line.
func TestMarkdownIsInert(t *testing.T) {
	t.Parallel()
	r := row()
	r.Project = hostile
	d := r.Deployment
	d.Ref, d.SHA, d.Environment.Name, d.User.Username = hostile, hostile, hostile, hostile
	d.Deployable.Commit.Title, d.Deployable.Pipeline.Status = hostile, hostile
	d.Deployable.Pipeline.WebURL = "javascript:alert(1)"
	r.Verdict.Rules[0].Name, r.Verdict.Rules[0].Given[0].Comment = hostile, new(hostile)
	r.Verdict.Hats[0].Name, r.Verdict.Warnings[0].Text = hostile, hostile
	r.Live.Ref = hostile
	r.ProjectURL = "https://gitlab.acme.dev/a b/(c)|[d]`e`"
	calm := row()
	out, want := Markdown(r, now), Markdown(calm, now)
	if strings.Count(out, "\n") != strings.Count(want, "\n") {
		t.Errorf("a name broke a line:\n%s", out)
	}
	if strings.ContainsAny(out, "\x1b\x07\r\u202e") || strings.Contains(out, "javascript") {
		t.Errorf("control characters or a script in\n%q", out)
	}
	address := "(https://gitlab.acme.dev/a%20b/%28c%29%7C%5Bd%5D%60e%60/-/environments/7/deployments/4821)"
	if !strings.Contains(out, address) {
		t.Errorf("no link %s in\n%s", address, out)
	}
	rest := strings.Replace(out, address, "", 1)
	for i := 0; i < len(rest); i++ {
		if rest[i] == '\\' {
			i++ // and what it escapes
			continue
		}
		if strings.IndexByte("`|[<>@!#$~", rest[i]) >= 0 && !strings.HasPrefix(rest[i:], "[\\#") {
			t.Fatalf("%q stands free in\n%s", rest[i], rest)
		}
	}
	if strings.Contains(rest, "http:/") || strings.Contains(rest, "https:/") || strings.Contains(rest, "www.") {
		t.Errorf("a bare address in\n%s", rest)
	}
	for i, k := range []string{"u", "s", "r"} {
		_, w := uitest.Press(New(r, now), k)
		if c, ok := w.(intent.Copy); !ok || strings.ContainsAny(c.Text, "\x1b\r\n\x07") {
			t.Errorf("%d: %#v", i, w)
		}
	}
	uitest.Frame(t, New(r, now), 80, 24, false)
}

// Only a web page becomes a link.
func TestOnlyPagesAreLinked(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://gitlab.acme.dev/x":    "[\\#1](https://gitlab.acme.dev/x)",
		"http://localhost:8080/x":      "[\\#1](http://localhost:8080/x)",
		"javascript://x/%0aalert(1)":   "\\#1",
		"javascript:alert(1)":          "\\#1",
		"data:text/html,x":             "\\#1",
		"/relative":                    "\\#1",
		"https://x/\nhttps://y) [a](b": "[\\#1](https://x/%20https://y%29%20%5Ba%5D%28b)",
		"":                             "\\#1",
	} {
		if got := linked("#1", address); got != want {
			t.Errorf("%q is %s, want %s", address, got, want)
		}
	}
}

// What is not there is left out, and what was not read says so.
func TestMarkdownOfLittle(t *testing.T) {
	t.Parallel()
	r := row()
	r.Deployment.Deployable, r.Deployment.Approvals, r.Deployment.User, r.Live = nil, nil, nil, nil
	r.Verdict = api.Verdict{State: api.StateReading}
	r.Detailed = false
	out := Markdown(r, now)
	if !strings.Contains(out, "- Approvals: not read\n") || strings.Contains(out, "Pipeline") || strings.Contains(out, "Live") || strings.Contains(out, "Title") {
		t.Errorf("got\n%s", out)
	}
	r.Detailed = true
	r.Deployment.Approvals = []api.Approval{{Status: api.Reject, CreatedAt: ago(time.Hour)}}
	if out := Markdown(r, now); !strings.Contains(out, "- Approvals:\n  - rejected by –, 2026-02-14 02:00 UTC (1h ago)\n") {
		t.Errorf("got\n%s", out)
	}
}

func FuzzMarkdown(f *testing.F) {
	f.Add(hostile)
	f.Fuzz(func(t *testing.T, s string) {
		r := row()
		r.Project, r.Deployment.Ref, r.ProjectURL, r.Verdict.Rules[0].Name = s, s, s, s
		if got, want := strings.Count(Markdown(r, now), "\n"), strings.Count(Markdown(row(), now), "\n"); got > want {
			t.Errorf("%d lines, want at most %d", got, want)
		}
		uitest.Frame(t, New(r, now), 80, 24, false)
	})
}
