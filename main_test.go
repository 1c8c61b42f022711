package main

import (
	"fmt"
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
func TestTwoTokensForOneGitLabAreRefused(t *testing.T) {
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
		if err == nil || !strings.Contains(err.Error(), `profiles "one" and "two" are both of`) || !strings.Contains(err.Error(), "profiles_shown") {
			t.Errorf("%s: %v", second, err)
		}
	}
}

// Two addresses that only a reader of GitLab's pages knows to be one are not guessed at.
func TestTwoAddressesOfOneGitLabAreRefused(t *testing.T) {
	t.Parallel()
	_, err := openSources(t, `
[profiles.one]
host = "https://gitlab.acme.dev"
token = { env = "ONE" }
[profiles.two]
host = "https://gitlab.acme.dev/payments/api"
token = { env = "ONE" }
`)
	const want = `profiles "one" and "two" are both of gitlab.acme.dev, but their addresses differ, https://gitlab.acme.dev and https://gitlab.acme.dev/payments/api: write the same host in both, or name only one of them in profiles_shown, or use --profile`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwanted\n%s", err, want)
	}
}

// Profiles of one GitLab are one client, whose token is read once.
func TestProfilesOfOneGitLabAskForTheTokenOnce(t *testing.T) {
	t.Parallel()
	asked := t.TempDir() + "/asked"
	token := fmt.Sprintf("token = { command = [\"sh\", \"-c\", \"echo x >> %s; echo glpat-x\"] }\n", asked)
	sources, err := openSources(t, "[profiles.one]\nhost = \"https://gitlab.acme.dev\"\nprojects = [\"a/b\"]\n"+token+
		"[profiles.two]\nhost = \"https://GitLab.acme.dev:443/\"\ngroups = [\"c\"]\n"+token)
	if err != nil {
		t.Fatal(err)
	}
	if len(sources) != 1 || !slices.Equal(sources[0].Projects, []string{"a/b"}) || !slices.Equal(sources[0].Groups, []string{"c"}) {
		t.Errorf("shown is %+v", sources)
	}
	if times, err := os.ReadFile(asked); string(times) != "x\n" {
		t.Errorf("the token was asked for %d times, %v", len(times)/2, err)
	}
}
