//go:build unix

package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"greenlight/api/sandbox"
)

// lookThrough walks over the targets of a card of many until each was on the screen for
// a moment.
func (s *story) lookThrough(targets int) {
	s.tb.Helper()
	unseen := func(screen string) bool { return strings.Contains(screen, "waits for a look") }
	for range 20 {
		for _, key := range []string{"down", "up"} {
			for range targets {
				s.Send(key)
				s.within(200*time.Millisecond, func(string) bool { return false })
			}
		}
		if !unseen(s.Screen()) {
			return
		}
	}
	s.tb.Fatal("the card never had its look")
}

// All that something newer has overtaken is rejected on one card, request by request.
func TestStorySweep(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	at := g.Stage(sandbox.SceneOutdatedMany)
	s := g.start(t, "", sessionOptions{}, at)
	s.Send("9")
	s.WaitFor("Outdated 4")
	none(t, "writes", g.writes())
	s.again("Z", "═ Reject ")
	s.WaitFor(regexp.MustCompile(`Comment .*newer, has succeeded\.`))
	s.WaitGone("it is still being read")
	s.settle("shift+tab", regexp.MustCompile(`▌ \[`))
	s.lookThrough(4)
	s.words("Rejecting is final. 4 jobs fail for good")
	s.settle("tab", regexp.MustCompile(`enter cancel`))
	none(t, "writes", g.writes())
	s.presses("reject 4", regexp.MustCompile(`esc stop|enter close`))
	s.WaitFor("enter close")
	s.words("4 rejected")
	s.closes("enter close")

	waiting := append(slices.Clone(at.Others), at.Deployment)
	slices.Sort(waiting)
	slices.Reverse(waiting)
	var want, got []string
	for _, id := range waiting {
		want = append(want, approvalPath(at.Project, id))
	}
	for _, e := range g.writes() {
		got = append(got, e.Path)
		sent := g.approvalIn(t, e)
		if sent.Status != "rejected" || !regexp.MustCompile(`^Outdated: main \(#\d+\), newer, has succeeded\.$`).MatchString(sent.Comment) || e.Status != 201 {
			t.Errorf("sent %+v, answered %d", sent, e.Status)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("rejected %q, want %q: the newest first, each once", got, want)
	}
	s.Send("Z")
	s.WaitFor("is outdated")
	s.leave()
	if n := len(notedIn(t, s.Home)); n != 8 {
		t.Errorf("the journal has %d lines, want two of each", n)
	}
}

// Pages of one's own are offered for what they are about; whatever a ref is called, it
// stays in its place of the address.
func TestStoryLinks(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	seen := filepath.Join(t.TempDir(), "seen")
	at := g.Stage(sandbox.SceneAhead)
	const ref = "feat/evil?x=1#y z&ü%2e"
	if err := g.SetRef(at.Deployment, ref); err != nil {
		t.Fatal(err)
	}
	s := g.openScene(t, at, `
[[links]]
name = "Runbook"
url = "https://runbooks.acme.dev/{{.Project}}/{{.Environment}}?ref={{.Ref}}&sha={{.ShortSHA}}"
filter = "tier:production"

[[links]]
name = "Staging board"
url = "https://boards.acme.dev/{{.Project}}"
filter = "env:staging"
`, sessionOptions{Env: []string{browserPath(t, seen)}})
	s.Send("o")
	s.WaitFor("─ Open ─")
	s.WaitFor("2   Runbook")
	s.shows("1   this deployment")
	if strings.Contains(s.Screen(), "Staging board") {
		t.Error("a link is offered where its filter says no")
	}
	s.settle("down", regexp.MustCompile(`▌ 2   Runbook`))
	s.Send("enter")
	want := "https://runbooks.acme.dev/payments/ahead/production?ref=feat/evil%3Fx%3D1%23y%20z%26%C3%BC%252e&sha=" + at.SHA[:7]
	if got := opened(t, seen, 1); got[0] != want {
		t.Errorf("opened %q, want %q", got[0], want)
	}
	s.WaitGone("─ Open ─")
	// A digit opens at once.
	s.Send("o")
	s.WaitFor("─ Open ─")
	s.settle("down", regexp.MustCompile(`▌ 2   Runbook`))
	s.Send("1")
	if got := opened(t, seen, 2); !strings.HasPrefix(got[1], g.URL()+"/"+at.ProjectPath+"/-/environments/") {
		t.Errorf("opened %q, want the deployment", got[1])
	}
	// What would lead elsewhere is not opened, and says why.
	if err := g.SetRef(at.Deployment, "v1/../../evil"); err != nil {
		t.Fatal(err)
	}
	s.WaitGone("─ Open ─")
	s.Send("r")
	s.WaitFor(regexp.MustCompile(`▌.* v1/…/evil `))
	s.Send("o")
	s.WaitFor("─ Open ─")
	s.settle("2", regexp.MustCompile(`Runbook cannot be opened: the ref has a part in it`))
	s.closes("─ Open ─")
	s.leave()
	if got := opened(t, seen, 2); len(got) != 2 {
		t.Errorf("opened %q", got)
	}
	none(t, "writes", g.writes())
}

// What makes a change risky is the user's own word.
func TestStoryRisksOfOnesOwn(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	at := g.Stage(sandbox.SceneAhead)
	if err := g.AddFile(at.Project, "billing/rates/eur.csv", "@@ -1 +1 @@\n-1.08\n+1.09\n"); err != nil {
		t.Fatal(err)
	}
	s := g.openScene(t, at, "[risks]\nmoney = [\"billing/**/*.csv\"]\n", sessionOptions{})
	s.Send("enter", "l")
	s.WaitFor(regexp.MustCompile(`• money +billing/rates/eur\.csv`))
	s.closes("esc back")
	s.deciding()
	s.words("Look at money, ")
	s.closes("═ Approve ")
	s.leave()
}

func TestStoryRefusedRisksAndLinks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, says string
		line       int
	}{
		{"[risks]\nmoney = [\"billing/[a\"]\n", "risks", 2},
		{"[ui]\nmouse = true\n\n[[links]]\nname = \"Runbook\"\nurl = \"https://{{.Project}}.acme.dev/\"\n", "{{.Project}} stands before the path", 6},
		{"[[links]]\nname = \"Runbook\"\nurl = \"https://x.acme.dev/{{.Tokn}}\"\n", "there is no field", 3},
		{"[[links]]\nname = \"Runbook\"\nurl = \"javascript:alert(1)\"\n", "has to begin with https:// or http://", 3},
	} {
		home, file := configure(t, c.text)
		got := runPiped(t, []string{"HOME=" + home, "XDG_CONFIG_HOME=" + filepath.Join(home, ".config"), "GREENLIGHT_TOKEN=glpat-00000000000000000000"}, "--host", "http://127.0.0.1:1", "--project", "a/b")
		if got.code == 0 || !strings.Contains(got.stderr, c.says) || !strings.Contains(got.stderr, fmt.Sprintf("%s:%d", file, c.line)) {
			t.Errorf("%q: code %d, want line %d and %q\n%s", c.text, got.code, c.line, c.says, got.stderr)
		}
	}
}
