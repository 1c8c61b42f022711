package config

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func fileOf(text string) File {
	f := File{Config: Default(), Path: "/c.toml", Found: true}
	if found := f.parse(text); len(found) > 0 {
		panic(found.Error())
	}
	return f
}

const two = `
[profiles.acme]
host = "https://gitlab.acme.dev/api/v4/"
token = { env = "ACME" }
projects = ["payments/api", "payments/web", "payments/api"]
groups = ["platform"]
refresh = "1m"
[profiles.home]
host = "https://home.dev/gitlab"
`

// summary shows what matters of a resolution in one line a source.
func summary(r Resolution) string {
	var lines []string
	for _, s := range r.Sources {
		token := strings.Join(append([]string{s.Token.Env}, s.Token.Command...), "")
		if s.Variables {
			token += "variables"
		}
		lines = append(lines, fmt.Sprintf("%s|%s|%s|%v|%v|%s", strings.Join(s.names(), "+"), s.Host, token, s.Projects, s.Groups, s.Refresh))
	}
	if r.Demo {
		lines = append(lines, "demo")
	}
	if r.ReadOnly {
		lines = append(lines, "read-only")
	}
	return strings.Join(append(lines, r.Notices...), "\n")
}

func TestPrecedence(t *testing.T) {
	t.Parallel()
	shown := "profiles_shown = [\"home\", \"acme\"]\n" + two
	one := "profiles_shown = [\"home\"]\n" + two
	acmeLine := "acme|https://gitlab.acme.dev|ACME|[payments/api payments/web]|[platform]|1m0s"
	tests := []struct {
		name, flags, file string
		env               Env
		want              string
	}{
		{"host, no file", "--host https://a.dev/", "", vars(), "|https://a.dev|variables|[]|[]|10s"},
		{"host wins over the file", "--host https://a.dev --project p/q", shown, vars("GITLAB_TOKEN", "x"), "|https://a.dev|variables|[p/q]|[]|10s"},
		{"all profiles in the file's order", "", two, vars(), acmeLine + "\nhome|https://home.dev/gitlab||[]|[]|10s"},
		{"profiles_shown in its order", "", shown, vars("GITLAB_TOKEN", "x"),
			"home|https://home.dev/gitlab||[]|[]|10s\n" + acmeLine + "\nGITLAB_TOKEN is ignored: several profiles are shown"},
		{"both variables ignored", "", shown, vars("GITLAB_TOKEN", "x", "GREENLIGHT_TOKEN", "y"),
			"home|https://home.dev/gitlab||[]|[]|10s\n" + acmeLine + "\nGREENLIGHT_TOKEN and GITLAB_TOKEN are ignored: several profiles are shown"},
		{"profile wins over profiles_shown", "--profile acme", shown, vars("GITLAB_TOKEN", "x"), acmeLine},
		{"only profile without a source", "", one, vars("GITLAB_TOKEN", "x"), "home|https://home.dev/gitlab|variables|[]|[]|10s"},
		{"project wins over the profile's", "--profile acme --project x/y --project x/y", two, vars(), "acme|https://gitlab.acme.dev|ACME|[x/y]|[]|1m0s"},
		{"group wins over the profile's", "--profile acme --group g", two, vars(), "acme|https://gitlab.acme.dev|ACME|[]|[g]|1m0s"},
		{"read-only", "--read-only --host https://a.dev", "", vars(), "|https://a.dev|variables|[]|[]|10s\nread-only"},
		{"demo", "--demo --project payments/api", "", vars("GITLAB_TOKEN", "x"), "demo|||[payments/api]|[]|10s\ndemo"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			flags, err := ParseFlags(strings.Fields(tt.flags))
			if err != nil {
				t.Fatal(err)
			}
			got, err := Resolve(flags, fileOf(tt.file), tt.env)
			if err != nil || summary(got) != tt.want {
				t.Errorf("got\n%s\n%v\nwanted\n%s", summary(got), err, tt.want)
			}
		})
	}
}

func TestResolveRefuses(t *testing.T) {
	t.Parallel()
	const nothing = "no GitLab is configured: look around with `greenlight --demo`, or set GREENLIGHT_TOKEN and run `greenlight --host https://gitlab.acme.dev`, or "
	tests := []struct {
		name  string
		flags Flags
		file  File
		usage bool
		want  string
	}{
		{"no file", Flags{}, File{Path: "/home/maya/.config/greenlight/config.toml"}, false, nothing + "write a configuration file, /home/maya/.config/greenlight/config.toml"},
		{"no home", Flags{}, File{}, false, nothing + "write a configuration file"},
		{"file without profiles", Flags{}, fileOf("[ui]\nmouse = true"), false, nothing + "add a [profiles.NAME] table to /c.toml"},
		{"near profile", Flags{Profile: "acne"}, fileOf(two), true, `there is no profile "acne"; did you mean "acme"?`},
		{"unknown profile", Flags{Profile: "zebra"}, fileOf(two), true, `there is no profile "zebra"; /c.toml has "acme" and "home"`},
		{"profile without any", Flags{Profile: "acme"}, File{Path: "/c.toml"}, true, `there is no profile "acme": /c.toml has none`},
		{"project with several", Flags{Projects: []string{"a/b"}}, fileOf(two), true, `--project and --group need one GitLab, and 2 profiles are shown: add --profile with one of "acme" and "home"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := Resolve(tt.flags, tt.file, vars())
			if message(err) != tt.want {
				t.Errorf("got %q, wanted %q", message(err), tt.want)
			}
			if usage := (UsageError{}); errors.As(err, &usage) != tt.usage {
				t.Errorf("%v has the wrong exit code", err)
			}
		})
	}
}

// What is missing is said together with what else would do.
func TestMissingTokenSaysWhatToDo(t *testing.T) {
	t.Parallel()
	const ask = ": set GREENLIGHT_TOKEN to a personal access token with the scope api, or "
	tests := []struct {
		flags Flags
		want  string
	}{
		{Flags{Host: "https://gitlab.acme.dev"}, "there is no token for https://gitlab.acme.dev" + ask + "use --profile acme instead of --host"},
		{Flags{Profile: "home"}, `there is no token for profile "home"` + ask + `name a source in [profiles.home], such as token = { env = "ACME_TOKEN" }`},
	}
	for _, tt := range tests {
		r, err := Resolve(tt.flags, fileOf(two), vars())
		if err != nil {
			t.Fatal(err)
		}
		if _, err = r.Sources[0].ReadToken(t.Context(), vars(), nil, nil); message(err) != tt.want {
			t.Errorf("got %q, wanted %q", message(err), tt.want)
		}
	}
}

// A URL opens on the source that it belongs to, and on no other.
func TestAURLFindsItsSource(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, flags, file, wantHost, wantErr string }{
		{"the host given", "--host https://a.dev https://a.dev/x/-/jobs/1", "", "https://a.dev", ""},
		{"another host than the one given", "--host https://a.dev https://b.dev/x/-/jobs/1", "", "",
			"the URL belongs to no GitLab that is shown (https://a.dev): add --host with its address, or a profile for it"},
		{"a host that begins alike", "--host https://a.dev https://a.dev.evil.dev/x/-/jobs/1", "", "",
			"the URL belongs to no GitLab that is shown (https://a.dev): add --host with its address, or a profile for it"},
		{"one of several", "https://home.dev/gitlab/x/-/jobs/1", two, "https://home.dev/gitlab", ""},
		{"upper case", "https://GITLAB.acme.dev/x/-/jobs/1", two, "https://gitlab.acme.dev", ""},
		{"a profile that is not shown", "https://gitlab.acme.dev/x/-/jobs/1", "profiles_shown = [\"home\"]\n" + two, "https://gitlab.acme.dev", ""},
		{"not the profile that was asked for", "--profile home https://gitlab.acme.dev/x/-/jobs/1", two, "",
			"the URL belongs to no GitLab that is shown (https://home.dev/gitlab): add --host with its address, or a profile for it"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			flags, err := ParseFlags(strings.Fields(tt.flags))
			if err != nil {
				t.Fatal(err)
			}
			r, err := Resolve(flags, fileOf(tt.file), vars())
			if err != nil || tt.wantErr != "" {
				if err == nil || err.Error() != tt.wantErr {
					t.Fatalf("got %v, want %s", err, tt.wantErr)
				}
				return
			}
			if got := r.Sources[r.At].Host; got != tt.wantHost || r.URL == "" {
				t.Errorf("it opens on %q of %s, want %s", r.URL, got, tt.wantHost)
			}
		})
	}
}
