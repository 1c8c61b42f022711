package api

import (
	"strings"
	"testing"
)

func TestParseInstance(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"https://gitlab.acme.dev":                                    "https://gitlab.acme.dev",
		"gitlab.acme.dev":                                            "https://gitlab.acme.dev",
		"  https://gitlab.acme.dev/ ":                                "https://gitlab.acme.dev",
		"https://gitlab.acme.dev/api/v4":                             "https://gitlab.acme.dev",
		"https://gitlab.acme.dev/api/v4/projects/1":                  "https://gitlab.acme.dev",
		"https://gitlab.acme.dev/api/graphql":                        "https://gitlab.acme.dev",
		"HTTPS://GitLab.Acme.Dev.:443/":                              "https://gitlab.acme.dev",
		"https://acme.dev/gitlab":                                    "https://acme.dev/gitlab",
		"https://acme.dev/gitlab/":                                   "https://acme.dev/gitlab",
		"acme.dev:8443/gitlab/api/v4/":                               "https://acme.dev:8443/gitlab",
		"https://acme.dev/tools/gitlab/api/v4":                       "https://acme.dev/tools/gitlab",
		"https://acme.dev/GitLab":                                    "https://acme.dev/GitLab",
		"https://acme.dev/gitlab/users/sign_in":                      "https://acme.dev/gitlab",
		"https://acme.dev/-/profile":                                 "https://acme.dev",
		"https://acme.dev/payments/api/-/environments/3":             "https://acme.dev",
		"https://gitlab.com/gitlab-org":                              "https://gitlab.com",
		"https://gitlab.com/gitlab-org/gitlab":                       "https://gitlab.com",
		"https://gitlab.com/a/b/c/d/-/jobs/1":                        "https://gitlab.com",
		"https://gitlab.acme.dev/payments/api":                       "https://gitlab.acme.dev",
		"https://gitlab.acme.dev/payments/team/api/-/environments/3": "https://gitlab.acme.dev",
		"http://localhost:3000":                                      "http://localhost:3000",
		"http://127.0.0.1:80/gitlab":                                 "http://127.0.0.1/gitlab",
		"http://[::1]:8080":                                          "http://[::1]:8080",
		"https://[2001:DB8::1]":                                      "https://[2001:db8::1]",
		"https://xn--bcher-kva.example":                              "https://xn--bcher-kva.example",
	} {
		in, err := ParseInstance(raw)
		if err != nil || in.String() != want {
			t.Errorf("ParseInstance(%q) = %q, %v; want %q", raw, in, err, want)
			continue
		}
		if _, host, _ := strings.Cut(want, "://"); in.Host() != host {
			t.Errorf("Host of %q = %q, want %q", raw, in.Host(), host)
		}
		again, err := ParseInstance(in.String() + "/api/v4")
		if err != nil || again.Host() != in.Host() {
			t.Errorf("%q read again = %q, %v", in, again, err)
		}
	}
}

func TestParseInstanceRefuses(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"":                                                    "empty",
		"https://":                                            "no host",
		"ftp://gitlab.acme.dev":                               "https://",
		"file:///etc/passwd":                                  "https://",
		"https://maya:hunter2@gitlab.acme.dev":                "a user or a password",
		"maya:hunter2@gitlab.acme.dev":                        "a user or a password",
		"git@gitlab.acme.dev:payments/api":                    "",
		"https://gitlab.acme.dev?x=hunter2":                   "query",
		"https://gitlab.acme.dev/a#hunter2":                   "query or a fragment",
		"http://gitlab.acme.dev":                              "readable",
		"http://10.0.0.4":                                     "readable",
		"http://localhost.evil.example":                       "readable",
		"http://127.0.0.1.evil.example":                       "readable",
		"http://app.localhost":                                "readable",
		"https://gіtlab.com":                                  "xn--",
		"https://gitlab.acme.dev:hunter2/":                    "not a URL",
		"https://acme.dev/a/../b/api/v4":                      "..",
		"https://acme.dev/a%2fb%20c/api/v4":                   "characters",
		"https://acme.dev/tools/payments/api":                 "cannot tell",
		"https://acme.dev/payments/team/api/-/environments/3": "https://acme.dev/payments/api/v4",
	} {
		in, err := ParseInstance(raw)
		if err == nil {
			t.Errorf("ParseInstance(%q) = %q, want an error", raw, in)
			continue
		}
		if !strings.Contains(err.Error(), want) {
			t.Errorf("ParseInstance(%q): %v; want something about %q", raw, err, want)
		}
		if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("ParseInstance(%q) shows the secret: %v", raw, err)
		}
	}
	if (Instance{}).Host() != "" || (Instance{}).String() != "" {
		t.Error("no instance has a name")
	}
}
