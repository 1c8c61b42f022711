package main

import (
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"greenlight/api/fleet"
	"greenlight/config"
)

// openSources configures and opens the sources of a command line, as the program does
// before it takes the screen.
func openSources(t *testing.T, file string, args ...string) ([]fleet.Source, error) {
	t.Helper()
	path := t.TempDir() + "/config.toml"
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	vars := map[string]string{"GREENLIGHT_TOKEN": "glpat-x", "ONE": "glpat-one", "TWO": "glpat-two", "HOME": t.TempDir()}
	p := process{env: config.Env(func(name string) string { return vars[name] }), stdout: os.Stdout, stderr: io.Discard, now: time.Now}
	if file != "" {
		args = append(args, "--config", path)
	}
	flags, err := config.ParseFlags(args)
	if err != nil {
		t.Fatal(err)
	}
	s, err := p.configure(flags)
	if err != nil {
		return nil, err
	}
	sources, closeAll, err := p.open(t.Context(), s, &s.options, nil)
	t.Cleanup(closeAll)
	return sources, err
}

func TestReadOnlyHoldsForTheDemoToo(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"--demo", "--read-only"}, {"--demo"}, {"--host", "https://gitlab.acme.dev", "--read-only"}} {
		o, err := openSources(t, "", args...)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := o[0].Client.IsReadOnly(), slices.Contains(args, "--read-only"); got != want {
			t.Errorf("%q: the client refuses writes: %v", args, got)
		}
	}
}

func TestTheRootThatWasWrittenIsTheRootThatIsAsked(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]string{
		"https://gitlab.acme.dev/tools/gitlab/api/v4": "gitlab.acme.dev/tools/gitlab",
		"https://acme.dev/tools/gitlab/api/v4/":       "acme.dev/tools/gitlab",
		"https://acme.dev/gitlab/api/v4":              "acme.dev/gitlab",
		"https://acme.dev/gitlab":                     "acme.dev/gitlab",
		"https://gitlab.acme.dev/payments/api":        "gitlab.acme.dev",
	} {
		o, err := openSources(t, "", "--host", host)
		if err != nil {
			t.Errorf("%s: %v", host, err)
			continue
		}
		if got := o[0].Client.Host(); got != want {
			t.Errorf("%s is asked as %s, want %s", host, got, want)
		}
	}
}

// Two profiles that are one GitLab would decide with one of their tokens.
func TestTwoSpellingsOfOneGitLabAreRefused(t *testing.T) {
	t.Parallel()
	for _, second := range []string{"https://gitlab.acme.dev", "https://gitlab.acme.dev.", "https://gitlab.acme.dev/payments/api"} {
		_, err := openSources(t, `
[profiles.one]
host = "https://gitlab.acme.dev/api/v4"
token = { env = "ONE" }
[profiles.two]
host = "`+second+`"
token = { env = "TWO" }
`)
		if err == nil || !strings.Contains(err.Error(), "both of") || !strings.Contains(err.Error(), "profiles_shown") {
			t.Errorf("%s: %v", second, err)
		}
	}
}
