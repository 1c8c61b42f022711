//go:build unix

package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// flaws are what is broken in the program that crashes: it is the real one, built
// with a few lines more, so that nothing in greenlight has to know of crashing on
// demand. Each stands behind a line that must be there once.
var flaws = []struct{ file, after, lines string }{
	{"ui/app.go", "func (a *App) update(msg tea.Msg) tea.Cmd {\n", `
	if k, ok := msg.(tea.KeyPressMsg); ok {
		broken := func() tea.Msg { panic("broken command") }
		switch k.String() {
		case "f6":
			panic("broken update")
		case "f7":
			a.width = -7777
			return nil
		case "f8":
			return broken
		case "f9":
			return tea.Batch(func() tea.Msg { return nil }, tea.Batch(broken, func() tea.Msg { return nil }))
		}
	}
`},
	{"ui/view.go", "func (a App) View() tea.View {\n", `
	if a.width == -7777 {
		panic("broken view")
	}
`},
	{"api/fleet/look.go", "func (h *host) readPipeline(ctx context.Context, project int64, l *look) {\n", `
	if project == 2 && l.deployment.Ref == "main" {
		panic("broken worker")
	}
`},
}

var brokenBinary struct {
	once sync.Once
	path string
	err  string
}

// brokenGreenlight builds the program with its flaws.
func brokenGreenlight(tb testing.TB) string {
	tb.Helper()
	brokenBinary.once.Do(func() { brokenBinary.path, brokenBinary.err = buildBroken() })
	if brokenBinary.err != "" {
		tb.Fatal(brokenBinary.err)
	}
	return brokenBinary.path
}

func buildBroken() (path, problem string) {
	replace := map[string]string{}
	for _, f := range flaws {
		text, err := os.ReadFile(f.file)
		if err != nil {
			return "", err.Error()
		}
		if strings.Count(string(text), f.after) != 1 {
			return "", f.file + " has no single line " + f.after + "the crash stories need another place to break it"
		}
		full, err := filepath.Abs(f.file)
		if err != nil {
			return "", err.Error()
		}
		replace[full] = filepath.Join(binaries, strings.ReplaceAll(f.file, "/", "_"))
		broken := strings.Replace(string(text), f.after, f.after+f.lines, 1)
		if err := os.WriteFile(replace[full], []byte(broken), 0o600); err != nil {
			return "", err.Error()
		}
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err.Error()
	}
	file := filepath.Join(binaries, "overlay.json")
	if err := os.WriteFile(file, overlay, 0o600); err != nil {
		return "", err.Error()
	}
	path = filepath.Join(binaries, "greenlight-broken")
	if msg, err := exec.Command("go", "build", "-overlay", file, "-o", path, ".").CombinedOutput(); err != nil {
		return "", string(msg)
	}
	return path, ""
}

func TestStoryCrash(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	for _, c := range []struct{ name, key, reason, project string }{
		{"in a key", "f6", "broken update", "payments/api"},
		{"in a drawing", "f7", "broken view", "payments/api"},
		{"in a command", "f8", "broken command", "payments/api"},
		{"in a batch", "f9", "broken command", "payments/api"},
		// What waits there is selected and read in full, by several goroutines.
		{"in a worker", "", "broken worker", "payments/web"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := sessionOptions{Env: []string{"GREENLIGHT_TOKEN=" + g.Token("maya")}}
			s := &story{startSession(t, o, brokenGreenlight(t), "--host", g.URL(), "--project", c.project), g.tokens()}
			if c.key != "" {
				s.ready()
				s.Send(c.key)
			}
			s.gone(1)
			s.crashed(t, c.reason)
		})
	}
}

// crashed checks what a crash leaves behind: one sentence, and a file that only
// its owner can read.
func (s *story) crashed(t *testing.T, reason string) {
	t.Helper()
	said := regexp.MustCompile(`^greenlight: it broke, .* is in (\S+)\n$`).FindStringSubmatch(s.Stderr())
	if said == nil {
		t.Fatalf("stderr is not one sentence with the file: %q", s.Stderr())
	}
	if dir := filepath.Join(s.Home, ".local", "state", "greenlight"); filepath.Dir(said[1]) != dir {
		t.Errorf("the file is %s, want one in %s", said[1], dir)
	}
	info, err := os.Stat(said[1])
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the file is open to others: %v", info.Mode())
	}
	text, err := os.ReadFile(said[1])
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{reason, "goroutine", ".go:"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the file lacks %q:\n%s", want, text)
		}
	}
	for _, secret := range s.secrets {
		if strings.Contains(string(text), secret) {
			t.Errorf("the file holds a token")
		}
	}
	if strings.Contains(s.RawOutput(), "goroutine") || look(s.session, (*emulator).History) != "" {
		t.Errorf("the crash is on the screen:\n%s", s.Screen())
	}
}
