package detail

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/intent"
	"greenlight/ui/theme"
	"greenlight/ui/uitest"
)

// chromeSizes are the widths at which tabs are drawn.
var chromeSizes = []size{side24, side36, side50, zoom24, zoom36}

// The heavy rule stands exactly under the name and the count of the active tab, and a
// click anywhere on them finds the tab again.
func TestTabs(t *testing.T) {
	t.Parallel()
	for _, ascii := range []bool{false, true} {
		st := uitest.Styles(t, colorprofile.TrueColor, ascii)
		heavy := map[bool]string{false: "━", true: "="}[ascii]
		for _, s := range chromeSizes {
			for _, changes := range []int{-1, 0, 1, 12, 1204} {
				for _, active := range intent.Tabs {
					x := Extra{Tab: active, Changes: changes}
					lines := Chrome(retry(), s.form, s.w, st, now, x)
					uitest.Exact(t, lines, s.w, 3)
					want := active.String()
					if active == intent.TabChanges && changes > 0 {
						want += map[int]string{1: " 1", 12: " 12", 1204: " 1 204"}[changes]
					}
					tabs, rule := ansi.Strip(lines[1]), []rune(ansi.Strip(lines[2]))
					from := strings.Index(tabs, want)
					if from < 0 {
						t.Fatalf("%v %d: %q has no %q", s, changes, tabs, want)
					}
					for at := range s.w {
						under := at >= from && at < from+len(want)
						if (string(rule[at]) == heavy) != under {
							t.Errorf("%v %v %d: column %d of\n%s\n%s", s, active, changes, at, tabs, string(rule))
						}
						if got, ok := TabAt(at, s.form, s.w, st, x); under != (ok && got == active) {
							t.Errorf("%v %v: column %d is %v, %v", s, active, at, got, ok)
						}
					}
				}
			}
		}
	}
	st := uitest.Full(t)
	for _, at := range []int{-1, 9999} {
		if tab, ok := TabAt(at, Zoom, 80, st, Extra{}); ok {
			t.Errorf("column %d is %v", at, tab)
		}
	}
	if tab, ok := TabAt(4, Peek, 80, st, Extra{}); ok {
		t.Errorf("a peek has the tab %v", tab)
	}
}

func TestTheTabLineLooksAsInThePictures(t *testing.T) {
	t.Parallel()
	st := uitest.Full(t)
	x := Extra{Tab: intent.TabPipeline, Changes: 12}
	for s, want := range map[size]string{
		side36: "Summary   Changes 12   Pipeline   Log   History",
		side24: "Summary   Changes 12   Pipeline   Log   History",
		zoom24: "  Summary   Changes 12   Pipeline   Log   History",
	} {
		if got := strings.TrimRight(ansi.Strip(Chrome(retry(), s.form, s.w, st, now, x)[1]), " "); got != want {
			t.Errorf("%v: %q, want %q", s, got, want)
		}
	}
	x.Changes = 1204
	if got, want := ansi.Strip(Chrome(retry(), Side, 47, st, now, x)[1]), "Summary  Changes 1 204  Pipeline  Log  History "; got != want {
		t.Errorf("the gaps do not shrink: %q, want %q", got, want)
	}
	if got := ansi.Strip(Chrome(retry(), Side, 38, st, now, x)[1]); !strings.HasPrefix(got, "Summary Changes Pipeline Log History") {
		t.Errorf("the count does not go: %q", got)
	}
}

func TestOnlyAZoomedTabHasTheColourOfTheFocus(t *testing.T) {
	t.Parallel()
	st := uitest.Full(t)
	focus, _ := st.Body.SGR(theme.Focus)
	for _, s := range chromeSizes {
		line := Chrome(retry(), s.form, s.w, st, now, Extra{Tab: intent.TabLog})[2]
		if got := strings.Contains(line, focus); got != (s.form == Zoom) {
			t.Errorf("%v: in the colour of the focus: %v", s, got)
		}
	}
}

// The chrome alone is what View draws above the summary; a peek has its title only,
// and shows the summary whichever tab is active.
func TestChromeIsTheTopOfTheView(t *testing.T) {
	t.Parallel()
	st := uitest.Full(t)
	x := Extra{Position: 1, Total: 4, Changes: 12}
	for _, s := range allOver {
		chrome, view := Chrome(retry(), s.form, s.w, st, now, x), View(retry(), s.form, s.w, s.h, 0, st, now, x)
		if want := map[Form]int{Peek: 1, Side: 3, Zoom: 3}[s.form]; len(chrome) != want || !slices.Equal(chrome, view[:want]) {
			t.Errorf("%v: the chrome is\n%s", s, uitest.Plain(chrome...))
		}
	}
	other := x
	other.Tab = intent.TabPipeline
	if !slices.Equal(View(retry(), Peek, 80, 8, 0, st, now, x), View(retry(), Peek, 80, 8, 0, st, now, other)) {
		t.Error("the peek changes with the tab")
	}
	if got := Chrome(retry(), Side, 0, st, now, x); got != nil {
		t.Errorf("%q in no width", got)
	}
}

// told is a row of which GitLab knows everything.
func told() fleet.Row {
	return variant(func(r *fleet.Row) {
		d := r.Deployment
		d.CreatedAt = ago(5 * time.Hour)
		d.User = &api.User{ID: 3, Username: "lin", Name: "Lin Chen"}
		job := d.Deployable
		job.Tag = true
		job.Commit = &api.Commit{Title: "Retry webhooks with jitter", AuthorName: "Oto \x1b[2JMori", AuthorEmail: "oto@acme.dev",
			CreatedAt: new(ago(6 * time.Hour))}
		job.Coverage = new(91.25)
		job.Runner = &api.Runner{ID: 12, Description: new("prod-3")}
		job.RunnerManager = &api.RunnerManager{SystemID: "s_1f0c", Version: new("18.6.0")}
		job.TagList = []string{"docker", "prod", ""}
		job.Artifacts = []api.Artifact{{FileType: "archive", Filename: "deploy.zip", Size: 1_234_567},
			{FileType: "trace", Size: 999}, {FileType: "dotenv", Filename: "live.env", Size: 145_200}}
		job.ArtifactsExpireAt = new(now.Add(15 * 24 * time.Hour))
	})
}

// Everything that GitLab says of a deployment is on the zoomed screen, below the
// decision: the first screen is not pushed down by it.
func TestTheRecordIsScrolledTo(t *testing.T) {
	t.Parallel()
	st := uitest.Full(t)
	x := Extra{Position: 1, Total: 4}
	most := MaxScroll(told(), Zoom, 80, 21, st, now, x)
	if most == 0 {
		t.Fatal("nothing to scroll to")
	}
	first := uitest.Plain(View(told(), Zoom, 80, 21, 0, st, now, x)...)
	uitest.Has(t, first, "Approvals  2 more needed", "Pipeline   ✓ passed", "▲ Freeze", "!870")
	var all strings.Builder
	for i := range most + 1 {
		lines := View(told(), Zoom, 80, 21, i, st, now, x)
		uitest.Exact(t, lines, 80, 21)
		all.WriteString(uitest.Plain(lines...))
	}
	uitest.Has(t, all.String(), "https://pay.acme.dev", "Started    by @lin, Lin Chen · 5h ago", "tag v2.14.0 · 3f2a91cafe00112233445566778899aabbccddee",
		"Commit     by Oto Mori <oto@acme.dev> · 6h ago", "Runner     prod-3 · version 18.6.0 · system s_1f0c · tags docker, prod\n",
		"coverage 91.25%", "3 files, kept until 2026-03-01", "deploy.zip  archive", "1.2 MB", "trace", "999 B", "live.env  dotenv", "145 kB")
	last := uitest.Plain(View(told(), Zoom, 80, 21, most, st, now, x)...)
	uitest.HasNot(t, last, "more below")
	uitest.Has(t, last, "live.env", "▲ Freeze")
	uitest.Golden(t, "record", first+last)
}

func TestWhatBecomesOfArtifacts(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*api.Job){
		"3 files, kept until 2026-03-01":      func(*api.Job) {},
		"3 files, kept\n":                     func(j *api.Job) { j.ArtifactsExpireAt = nil },
		"3 files, expired on 2026-02-13":      func(j *api.Job) { j.ArtifactsExpireAt = new(ago(24 * time.Hour)) },
		"3 files, erased 2h ago":              func(j *api.Job) { j.ErasedAt = new(ago(2 * time.Hour)) },
		"1 file, kept until 2026-03-01":       func(j *api.Job) { j.Artifacts = j.Artifacts[:1] },
		"branch v2.14.0 · 3f2a91cafe00112233": func(j *api.Job) { j.Tag = false },
	} {
		row := told()
		change(row.Deployment.Deployable)
		uitest.Has(t, shown(row, size{Zoom, 100, 60}, t, Extra{}), want)
	}
	uitest.HasNot(t, shown(external(), size{Zoom, 100, 60}, t, Extra{}), "branch", "Artifacts", "Runner", "Commit     by")
}

// What is read of the decision stays where it is on the first screen, however little
// room there is for the rest.
func TestTheDecisionComesFirst(t *testing.T) {
	t.Parallel()
	st := uitest.Full(t)
	for h := 14; h < 45; h++ {
		lines := View(told(), Zoom, 80, h, 0, st, now, Extra{})
		uitest.Exact(t, lines, 80, h)
		if h >= 17 {
			uitest.Has(t, uitest.Plain(lines...), "Needs you", "qa-group", "security-group", "Ships", "Pipeline", "▲ Freeze", "• Migration")
		}
		most := MaxScroll(told(), Zoom, 80, h, st, now, Extra{})
		if end := uitest.Plain(View(told(), Zoom, 80, h, most, st, now, Extra{})...); !strings.Contains(end, "live.env") {
			t.Errorf("in %d rows the end is not reached:\n%s", h, end)
		}
		var all strings.Builder
		for i := range most + 1 {
			all.WriteString(uitest.Plain(View(told(), Zoom, 80, h, i, st, now, Extra{})...))
		}
		uitest.Has(t, all.String(), "https://pay.acme.dev", "prod-3 · version", "deploy.zip")
	}
}
