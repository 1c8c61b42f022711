package api

import (
	"strings"
	"testing"

	"greenlight/api/text"
)

func TestParseLink(t *testing.T) {
	t.Parallel()
	const gl = "https://gitlab.acme.dev"
	below := []string{"https://acme.dev/gitlab", "https://acme.dev", "not an address", "https://acme.dev/gitlab/two/api/v4", "https://acme.dev/git"}
	for _, c := range []struct {
		raw   string
		roots []string
		want  Link
	}{
		{gl + "/group/sub/project/-/environments/12/deployments/34", nil, Link{gl, "group/sub/project", LinkDeployment, 34, 12}},
		{gl + "/g/p/-/environments/12", nil, Link{gl, "g/p", LinkEnvironment, 12, 12}},
		{gl + "/g/p/-/environments/12/deployments", nil, Link{gl, "g/p", LinkEnvironment, 12, 12}},
		{gl + "/g/p/-/environments/12/terminal", nil, Link{gl, "g/p", LinkEnvironment, 12, 12}},
		{gl + "/g/p/-/jobs/99", nil, Link{gl, "g/p", LinkJob, 99, 0}},
		{gl + "/g/p/-/jobs/99#L12", nil, Link{gl, "g/p", LinkJob, 99, 0}},
		{gl + "/g/p/-/jobs/5000000000/raw?x=1&y=%1b", nil, Link{gl, "g/p", LinkJob, 5_000_000_000, 0}},
		{gl + "/g/p/-/pipelines/77/failures", nil, Link{gl, "g/p", LinkPipeline, 77, 0}},
		{gl + "/g/p/-/pipelines", nil, Link{gl, "g/p", LinkProject, 0, 0}},
		{gl + "/g/p/builds/99", nil, Link{gl, "g/p", LinkJob, 99, 0}},
		{gl + "/g/s/p/pipelines/77/builds", nil, Link{gl, "g/s/p", LinkPipeline, 77, 0}},
		{gl + "/g/p/environments/12/deployments/34", nil, Link{gl, "g/p", LinkDeployment, 34, 12}},
		{gl + "/g/pipelines/77", nil, Link{gl, "g/pipelines/77", LinkProject, 0, 0}},
		{gl + "/g/jobs/-/jobs/7", nil, Link{gl, "g/jobs", LinkJob, 7, 0}},
		{gl + "/g/s/p", nil, Link{gl, "g/s/p", LinkProject, 0, 0}},
		{gl + "/g/p.git", nil, Link{gl, "g/p", LinkProject, 0, 0}},
		{gl + "//g//p/", nil, Link{gl, "g/p", LinkProject, 0, 0}},
		{"  GitLab.Acme.DEV:443/g/p/-/jobs/99\n", nil, Link{gl, "g/p", LinkJob, 99, 0}},
		{"http://localhost:3000/g/p/-/jobs/9", nil, Link{"http://localhost:3000", "g/p", LinkJob, 9, 0}},
		{"https://acme.dev/gitlab/g/p/-/jobs/9", nil, Link{"https://acme.dev", "gitlab/g/p", LinkJob, 9, 0}},
		{"https://acme.dev/gitlab/g/p/-/jobs/9", below, Link{"https://acme.dev/gitlab", "g/p", LinkJob, 9, 0}},
		{"http://acme.dev/gitlab/g/p/-/jobs/9", below, Link{"https://acme.dev/gitlab", "g/p", LinkJob, 9, 0}},
		{"https://acme.dev/gitlab/two/g/p", below, Link{"https://acme.dev/gitlab/two", "g/p", LinkProject, 0, 0}},
		{"https://acme.dev/gitlabs/g/p", below, Link{"https://acme.dev", "gitlabs/g/p", LinkProject, 0, 0}},
		{"https://acme.dev:8443/gitlab/g/p", below, Link{"https://acme.dev:8443", "gitlab/g/p", LinkProject, 0, 0}},
	} {
		got, err := ParseLink(c.raw, c.roots...)
		if err != nil || got != c.want {
			t.Errorf("%s is %+v, %v; want %+v", c.raw, got, err, c.want)
		}
	}
}

func TestWhatIsNoLink(t *testing.T) {
	t.Parallel()
	const gl = "https://gitlab.acme.dev"
	for raw, says := range map[string]string{
		"":                                      "is empty",
		" ":                                     "is empty",
		gl:                                      "no project",
		"hi":                                    "no project",
		gl + "/group":                           "no project",
		gl + "/-/jobs/9":                        "no project",
		gl + "/g/-/jobs/9":                      "no project",
		gl + "/groups/g/-/deployments":          "GitLab's /groups",
		gl + "/api/v4/projects/1/deployments/2": "GitLab's /api",
		gl + "/g/p/-/merge_requests/5":          "/-/merge_requests",
		gl + "/g/p/-/jobs/0":                    `no job: "0" is no id`,
		gl + "/g/p/-/jobs/-1":                   "is no id",
		gl + "/g/p/-/jobs/+1":                   "is no id",
		gl + "/g/p/-/jobs/99999999999999999999": "is no id",
		gl + "/g/p/-/pipelines/latest":          `"latest" is no id`,
		gl + "/g/p/-/environments/1/deployments/x":  `no deployment: "x"`,
		gl + "/g/../../x/-/jobs/9":                  "no project",
		gl + "/g/%2e%2e/p/-/jobs/9":                 "no project",
		gl + "/g/p/-/jobs/9/../10":                  "holds . or ..",
		gl + "/g/p%1b[2J/-/jobs/9":                  "no project",
		gl + "/g/-p/-/jobs/9":                       "no project",
		gl + "/g/p\x1b[2J/-/jobs/9":                 "control characters",
		gl + "/g/\u202ep/-/jobs/9":                  "control characters",
		gl + "/g/p/-/jobs/%zz":                      "not a URL",
		"https://maya:hunter2@gitlab.acme.dev/g/p":  "user or a password",
		"https://hunter2@gitlab.acme.dev/g/p":       "user or a password",
		"https://ma:hunter2%zz@gitlab.acme.dev/g/p": "not a URL",
		"javascript://g/p/-/jobs/9":                 "https://",
		"ssh://git@gitlab.acme.dev/g/p.git":         "https://",
		"https:///g/p/-/jobs/9":                     "no host",
		"https://ex ample.dev/g/p":                  "not a URL",
		"https://bücher.dev/g/p":                    "xn--",
		gl + "/g/" + strings.Repeat("p", 10_000):    "longer than 4096",
	} {
		l, err := ParseLink(raw)
		if err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "hunter2") || len(err.Error()) > 250 || l != (Link{}) {
			t.Errorf("%q: %+v, %v; want something about %q", raw, l, err, says)
		}
	}
}

// What is accepted is an address again, and the same one.
func FuzzParseLink(f *testing.F) {
	for _, s := range []string{"https://gitlab.acme.dev/g/s/p/-/environments/12/deployments/34", "acme.dev/gitlab/g/p/builds/1#L3", "http://[::1]:80/a/b",
		"https://u:p@h/a/b", "https://a/b/../c", "https://h/a/b/-/pipelines/%31?x", "//h/a/b", "https://h/a/b.git", "https://h/a/.git.git"} {
		f.Add(s, "https://acme.dev/gitlab")
	}
	f.Fuzz(func(t *testing.T, raw, root string) {
		l, err := ParseLink(raw, root)
		if err != nil {
			if s := err.Error(); text.Line(s) != s || l != (Link{}) {
				t.Fatalf("%+v, %q", l, s)
			}
			return
		}
		s := l.String()
		if text.Line(s) != s || strings.ContainsAny(s, "@?#% ") || strings.Contains(s, "/../") || (l.ID > 0) != (l.Kind != LinkProject) {
			t.Fatalf("%q became %q, %+v", raw, s, l)
		}
		if again, err := ParseLink(s, root); err != nil || again != l {
			t.Fatalf("%q became %q, then %+v, %v", raw, s, again, err)
		}
	})
}
