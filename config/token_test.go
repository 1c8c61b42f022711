package config

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
	"time"
)

// TestMain lets this test binary stand in for a password manager.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == "fake-manager" {
		os.Exit(fakeManager(os.Args[2]))
	}
	os.Exit(m.Run())
}

func fakeManager(how string) int {
	in := make([]byte, 64)
	switch how {
	case "token":
		os.Stdout.WriteString(canary + "\n")
	case "windows":
		os.Stdout.WriteString(canary + "\r\n")
	case "lines":
		os.Stdout.WriteString(canary + "\n\n")
	case "nothing":
	case "blank":
		os.Stdout.WriteString("You have to log in: " + canary)
	case "asks":
		os.Stderr.WriteString("Password: ")
		n, _ := os.Stdin.Read(in)
		os.Stdout.WriteString(canary + strings.TrimSpace(string(in[:n])))
	case "locked":
		os.Stdout.WriteString(canary)
		return 7
	case "floods":
		os.Stdout.WriteString(strings.Repeat(canary, 10_000))
	case "hangs":
		os.Stdin.Read(in) // a pipe that nobody writes to
	}
	return 0
}

func manager(how string) Source {
	return Source{Name: "acme", Host: "https://gitlab.acme.dev", Token: TokenSource{Command: []string{os.Args[0], "fake-manager", how}}}
}

func TestTokenFromACommand(t *testing.T) {
	t.Parallel()
	me := "the token command of profile \"acme\", " + quote(os.Args[0]) + ","
	printed := strings.TrimSuffix("what "+me, ",") + " printed"
	blank := " is not a token: it has a blank, a line break or another character in it that no token has"
	tests := []struct{ how, in, token, err, errOut string }{
		{how: "token", token: canary},
		{how: "windows", token: canary},
		{how: "asks", in: "-42\n", token: canary + "-42", errOut: "Password: "},
		{how: "lines", err: printed + blank},
		{how: "blank", err: printed + blank},
		{how: "nothing", err: printed + " is empty"},
		{how: "locked", err: me + " failed with exit status 7"},
		{how: "floods", err: me + " printed far more than a token"},
	}
	for _, tt := range tests {
		t.Run(tt.how, func(t *testing.T) {
			t.Parallel()
			var errOut bytes.Buffer
			token, err := manager(tt.how).ReadToken(t.Context(), vars("GREENLIGHT_TOKEN", "another"), strings.NewReader(tt.in), &errOut)
			if token.Reveal() != tt.token || message(err) != tt.err || errOut.String() != tt.errOut {
				t.Errorf("got %q, %q and %q on stderr", token.Reveal(), message(err), errOut.String())
			}
		})
	}
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestTokenCommandThatCannotStart(t *testing.T) {
	t.Parallel()
	s := Source{Name: "acme", Token: TokenSource{Command: []string{"no-such-manager", "read"}}}
	_, err := s.ReadToken(t.Context(), vars(), nil, nil)
	if want := `the token command of profile "acme", "no-such-manager", could not be started: executable file not found in $PATH`; message(err) != want {
		t.Errorf("got %v, wanted %s", err, want)
	}
}

func TestTokenCommandEndsInTime(t *testing.T) {
	t.Parallel()
	in, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	defer write.Close()
	_, err = manager("hangs").fromCommand(t.Context(), 50*time.Millisecond, in, nil)
	if !strings.HasSuffix(message(err), ", did not end within 50ms") {
		t.Errorf("a hanging command gives %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = manager("hangs").ReadToken(ctx, vars(), in, nil)
	if !strings.HasSuffix(message(err), ", was interrupted") {
		t.Errorf("an interrupted command gives %v", err)
	}
}

func TestTokenFromVariables(t *testing.T) {
	t.Parallel()
	const host = "https://gitlab.acme.dev"
	named := Source{Name: "acme", Host: host, Token: TokenSource{Env: "ACME"}, Variables: true}
	open := Source{Host: host, Variables: true, Hint: ", or pray"}
	one := Source{Name: "acme", Host: host, Variables: true}
	closed := Source{Name: "b c", Host: host}
	blank := " is not a token: it has a blank, a line break or another character in it that no token has"
	tests := []struct {
		name       string
		source     Source
		env        Env
		token, err string
	}{
		{"first variable", open, vars("GREENLIGHT_TOKEN", "g", "GITLAB_TOKEN", "l"), "g", ""},
		{"second variable", open, vars("GITLAB_TOKEN", "l"), "l", ""},
		{"one line break", open, vars("GITLAB_TOKEN", "l\n"), "l", ""},
		{"profile without a source", one, vars("GITLAB_TOKEN", "l"), "l", ""},
		{"none", open, vars(), "", "there is no token for " + host + ": set GREENLIGHT_TOKEN to a personal access token with the scope api, or pray"},
		{"own variable wins", named, vars("ACME", "a", "GREENLIGHT_TOKEN", "g"), "a", ""},
		{"own variable is empty", named, vars("GREENLIGHT_TOKEN", "g"), "", `profile "acme" takes its token from ACME, which is not set or empty`},
		{"with a blank", open, vars("GITLAB_TOKEN", "CANARY x"), "", "the token of " + host + ", in GITLAB_TOKEN," + blank},
		{"with a line break", named, vars("ACME", "CANARY\nx"), "", `the token of profile "acme", in ACME,` + blank},
		{"with an escape", named, vars("ACME", "CANARY\x1b"), "", `the token of profile "acme", in ACME,` + blank},
		{"in wide letters", named, vars("ACME", "CANARYé"), "", `the token of profile "acme", in ACME,` + blank},
		{"only a line break", named, vars("ACME", "\n"), "", `the token of profile "acme", in ACME, is empty`},
		{"far too long", named, vars("ACME", strings.Repeat("C", maxTokenBytes+1)), "", `the token of profile "acme", in ACME, is far longer than a token`},
		{"one of several", closed, vars("GREENLIGHT_TOKEN", "g"), "", `profile "b c" names no token: with several GitLabs shown GREENLIGHT_TOKEN and GITLAB_TOKEN are ignored, so give it one in [profiles."b c"], such as token = { env = "ACME_TOKEN" }`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			token, err := tt.source.ReadToken(t.Context(), tt.env, nil, nil)
			if token.Reveal() != tt.token || message(err) != tt.err {
				t.Errorf("got %q, %q", token.Reveal(), message(err))
			}
		})
	}
}

func TestTokenPlace(t *testing.T) {
	t.Parallel()
	tests := []struct {
		source Source
		want   string
	}{
		{Source{Name: "acme", Token: TokenSource{Env: "ACME"}}, "into ACME"},
		{Source{Name: "acme", Token: TokenSource{Command: []string{"op", "read", "x\x1b[2J\ny"}}}, `where profile "acme" reads it: op read x[2Jy`},
		{Source{Host: "https://a.dev", Variables: true}, "into GREENLIGHT_TOKEN"},
	}
	for _, tt := range tests {
		if got := tt.source.TokenPlace(); got != tt.want {
			t.Errorf("got %q, wanted %q", got, tt.want)
		}
	}
}
