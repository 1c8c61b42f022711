//go:build unix

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// browserPath is a PATH with nothing on it but, where seen is not "", a browser that
// writes what it is to open into that file.
func browserPath(t *testing.T, seen string) string {
	t.Helper()
	dir := t.TempDir()
	if seen == "" {
		return "PATH=" + dir
	}
	script := fmt.Sprintf("#!/bin/sh\nprintf '%%s\\n' \"$*\" >> '%s'\necho noise; echo noise >&2\n", seen)
	for _, name := range []string{"xdg-open", "open"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return "PATH=" + dir
}

// opened waits until n pages were opened and returns them.
func opened(t *testing.T, seen string, n int) []string {
	t.Helper()
	var pages []string
	waitUntil(t, fmt.Sprintf("%d pages to be opened", n), func() bool {
		text, _ := os.ReadFile(seen)
		pages = strings.Split(strings.TrimSpace(string(text)), "\n")
		return strings.Count(string(text), "\n") >= n
	})
	return pages
}

func TestStoryOpenInTheBrowser(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	seen := filepath.Join(t.TempDir(), "seen")
	s := g.open(t, "maya", sessionOptions{Env: []string{browserPath(t, seen)}}, "--project", "payments/api")
	d := g.whole(t, 1, "prod-eu", "v2.14.0")
	s.pick(twoPeople, "#4822")

	s.Send("o")
	s.words("Opening http")
	page := fmt.Sprintf("%s/payments/api/-/environments/%d/deployments/4822", g.URL(), d.Environment.ID)
	if got := opened(t, seen, 1); got[0] != page {
		t.Errorf("opened %q, want %q", got[0], page)
	}
	// In a zoomed tab it is the page of what is picked.
	s.Send("enter", "l", "l")
	s.words("✓ 9 passed")
	s.Send("o")
	if got := opened(t, seen, 2); got[1] != d.Deployable.WebURL {
		t.Errorf("opened %q, want the job's %q", got[1], d.Deployable.WebURL)
	}
	s.closes("Summary   Changes")
	// The pages around it are commands.
	s.command("open: the pipeline", "▌ open: the pipeline")
	if got := opened(t, seen, 3); got[2] != d.Deployable.Pipeline.WebURL {
		t.Errorf("opened %q, want the pipeline's %q", got[2], d.Deployable.Pipeline.WebURL)
	}
	if strings.Contains(s.RawOutput(), "noise") {
		t.Errorf("what the browser says is on the screen")
	}
	s.leave()
}

// The address of an environment is whatever a developer wrote into a file.
func TestStoryNeverOpensWhatIsNoPage(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	seen := filepath.Join(t.TempDir(), "seen")
	rows := []struct{ env, ref, filter, address string }{
		{"production", "v2.14.0", "env:production ref:v2.14.0", "javascript:alert(1)"},
		{"prod-eu", "v2.14.0", "env:prod-eu ref:v2.14.0", "file:///etc/passwd"},
		{"prod-us", "v2.13.10", "env:prod-us ref:v2.13.10", "JaVaScRiPt://x/%0aalert(1)"},
		{"prod-apac", "v2.14.1-rc1", "env:prod-apac ref:v2.14.1", "--help"},
		{"staging", "main", "env:staging status:blocked", "https://"},
		{"loadtest", "main", "env:loadtest status:blocked", "https://ok.example/\x1b]52;c;cm0gLXJm\a"},
		{"review/x-12", "x-12", "env:review/x-12", "https://ok.example/\u202egnp.exe"},
	}
	for _, c := range rows {
		if err := g.SetExternalURL(g.deployment(t, 1, c.env, c.ref).number, c.address); err != nil {
			t.Fatal(err)
		}
	}
	s := g.open(t, "maya", sessionOptions{Env: []string{browserPath(t, seen)}}, "--project", "payments/api")
	s.ready()
	for _, c := range rows {
		s.choose(c.filter, "#"+g.deployment(t, 1, c.env, c.ref).shown)
		s.command("own address", regexp.MustCompile(`▌ open: the e\S+ own address`))
		s.words("Not opened, it is no web page")
		s.WaitGone("─ Commands")
	}
	s.Send("o") // what is opened now comes after anything that had been
	opened(t, seen, 1)
	s.leave()
	if text, _ := os.ReadFile(seen); !strings.HasPrefix(string(text), g.URL()+"/payments/api/-/environments/") || strings.Count(string(text), "\n") != 1 {
		t.Errorf("opened %q", text)
	}
	s.unharmed(t, "\x1b]52")
}

func TestStoryCopy(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	s := g.open(t, "maya", sessionOptions{Env: []string{browserPath(t, "")}}, "--project", "payments/api")
	d := g.whole(t, 1, "prod-eu", "v2.14.0")
	page := fmt.Sprintf("%s/payments/api/-/environments/%d/deployments/4822", g.URL(), d.Environment.ID)
	s.pick(twoPeople, "#4822")

	// Without a browser the address is where the user can paste it.
	s.Send("o")
	s.words("No browser could be started here. Copied instead: http")
	if got := s.clip(1); got != page {
		t.Errorf("copied %q, want %q", got, page)
	}

	var sha struct{ SHA string }
	g.lookup(t, fmt.Sprintf("/projects/1/deployments/%d", d.ID), &sha)
	for i, c := range []struct{ key, said, want string }{
		{"u", "The URL was sent to the terminal's clipboard.", page},
		{"s", "The sha was sent to the terminal's clipboard.", sha.SHA},
		{"r", "The ref was sent to the terminal's clipboard.", "v2.14.0"},
		{"c", "The card was sent to the terminal's clipboard.", ""},
	} {
		s.Send("y")
		s.WaitFor("─ Copy ─")
		s.settle("j", regexp.MustCompile(`▌ c +card as Markdown`))
		s.Send(c.key)
		s.WaitFor(c.said)
		got := s.clip(i + 2)
		if c.want != "" && got != c.want {
			t.Errorf("%s copied %q, want %q", c.key, got, c.want)
		}
		if c.want == "" {
			for _, part := range []string{"payments/api", "prod-eu", "v2.14.0", page, "security-group", "qa-group"} {
				if !strings.Contains(got, part) {
					t.Errorf("the card lacks %q:\n%s", part, got)
				}
			}
		}
	}
	none(t, "writes", g.writes())
	s.leave()
	if n := strings.Count(s.RawOutput(), "\x1b]52;c;"); n != 5 {
		t.Errorf("%d copies reached the terminal, want 5", n)
	}
}

func TestStoryOpensOnALink(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	d := g.whole(t, 1, "prod-eu", "v2.14.0")
	old := g.whole(t, 1, "prod-eu", "v2.13.9")
	root := g.URL() + "/payments/api/-/"
	for name, c := range map[string]struct {
		page   string
		number int64
	}{
		"deployment":       {fmt.Sprintf("environments/%d/deployments/%d", old.Environment.ID, old.IID), old.IID},
		"job":              {fmt.Sprintf("jobs/%d#L12", d.Deployable.ID), d.IID},
		"pipeline":         {fmt.Sprintf("pipelines/%d?tab=jobs", d.Deployable.Pipeline.ID), d.IID},
		"environment":      {fmt.Sprintf("environments/%d", d.Environment.ID), d.IID},
		"no deployment":    {fmt.Sprintf("environments/%d/deployments/99999", d.Environment.ID), 0},
		"no job":           {"jobs/999999999", 0},
		"no environment":   {"environments/99999", 0},
		"pipeline of none": {"pipelines/999999999", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// Another project is the one that is shown.
			s := g.open(t, "maya", sessionOptions{}, "--project", "payments/web", root+c.page)
			if c.number == 0 {
				s.words("not found or no access")
				s.ready()
				s.WaitFor("payments/web")
				s.leave()
				return
			}
			s.WaitFor(regexp.MustCompile(fmt.Sprintf(`payments/api → +◆ prod-eu .* #%d\s*\n`, c.number)))
			s.WaitFor("esc back")
			// A job's page opens on its log, a pipeline's on the pipeline.
			want := map[string]string{"job": "has not run yet", "pipeline": "#90225"}[name]
			if want == "" {
				want = "qa-group"
			}
			s.WaitFor(want)
			s.ready()
			// It belongs to the list from then on, and what is around it too.
			s.closes("esc back")
			s.WaitFor(regexp.MustCompile(`(?m)^▌.* prod-eu +payments/api `))
			s.leave()
		})
	}
}

func TestStoryALinkNeverChoosesTheHost(t *testing.T) {
	t.Parallel()
	own, foreign := openGitLab(t), openGitLab(t)
	for _, page := range []string{
		foreign.URL() + "/payments/api/-/jobs/1", "https://evil.example/payments/api/-/jobs/1",
		strings.Replace(own.URL(), "http://", "http://user:pass@", 1) + "/payments/api/-/jobs/1",
		own.URL() + ".evil.example/payments/api/-/jobs/1", own.URL() + "@evil.example/payments/api/-/jobs/1",
	} {
		got := runPiped(t, []string{"GREENLIGHT_TOKEN=" + own.Token("maya")}, "--host", own.URL(), "--project", "payments/api", page)
		if got.code != 2 || strings.Count(got.stderr, "\n") != 1 || strings.Contains(got.stderr, "pass") {
			t.Errorf("%s: ended with %d, said %q", page, got.code, got.stderr)
		}
	}
	none(t, "requests to the foreign host", foreign.Journal())
	none(t, "requests to the own host", own.Journal())
}
