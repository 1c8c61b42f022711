package config

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// team is a profile: what it names of its GitLab, and lines of its own.
func team(name, host, projects, groups string, lines ...string) string {
	list := func(names string) string { return `["` + strings.Join(strings.Fields(names), `", "`) + `"]` }
	text := fmt.Sprintf("[profiles.%s]\nhost = %q\n", name, host)
	if projects != "" {
		text += "projects = " + list(projects) + "\n"
	}
	if groups != "" {
		text += "groups = " + list(groups) + "\n"
	}
	return text + strings.Join(lines, "\n") + "\n"
}

const (
	acmeToken = `token = { env = "ACME" }`
	opToken   = `token = { command = ["op", "read", "x"] }`
	homeTable = "[profiles.home]\nhost = \"https://home.dev\"\ntoken = { env = \"HOME_TOKEN\" }\nprojects = [\"me/x\"]\n"
)

// Profiles of one GitLab with one token are one list.
func TestProfilesOfOneGitLabAreJoined(t *testing.T) {
	t.Parallel()
	pay := func(lines ...string) string {
		return team("payments", "https://gitlab.acme.dev", "payments/api payments/web", "", lines...)
	}
	plat := func(host string, lines ...string) string {
		return team("platform", host, "payments/web search/index", "platform", lines...)
	}
	const host = "https://gitlab.acme.dev"
	const both = "payments+platform|https://gitlab.acme.dev|%s|[payments/api payments/web search/index]|[platform]|%s"
	home := "home|https://home.dev|HOME_TOKEN|[me/x]|[]|10s"
	tests := []struct {
		name, flags, file string
		env               Env
		want              string
	}{
		{"without a token of their own", "", pay() + plat(host), vars("GREENLIGHT_TOKEN", "x"), fmt.Sprintf(both, "variables", "10s")},
		{"one variable", "", pay(acmeToken) + plat(host, acmeToken), vars("ACME", "x"), fmt.Sprintf(both, "ACME", "10s")},
		{"one command", "", pay(opToken) + plat(host, opToken), vars(), fmt.Sprintf(both, "opreadx", "10s")},
		{"a variable that neither reads", "", pay(acmeToken) + plat(host, acmeToken), vars("GITLAB_TOKEN", "x"),
			fmt.Sprintf(both, "ACME", "10s") + "\nGITLAB_TOKEN is ignored: several profiles are shown"},
		{"a port and a slash", "", pay() + plat("https://gitlab.acme.dev:443/"), vars(), fmt.Sprintf(both, "variables", "10s")},
		{"capitals, the API, a dot", "", pay() + plat("HTTPS://GitLab.ACME.dev./api/v4"), vars(), fmt.Sprintf(both, "variables", "10s")},
		{"the shorter refresh holds", "", pay(`refresh = "5m"`) + plat(host, `refresh = "1m"`), vars(), fmt.Sprintf(both, "variables", "1m0s")},
		{"which is 10s where none is written", "", pay() + plat(host, `refresh = "1m"`), vars(), fmt.Sprintf(both, "variables", "10s")},
		{"in the order that is shown", "", `profiles_shown = ["platform", "payments"]` + "\n" + pay() + plat(host), vars(),
			"platform+payments|https://gitlab.acme.dev|variables|[payments/web search/index payments/api]|[platform]|10s"},
		{"neither names anything", "", team("payments", host, "", "") + team("platform", host, "", ""), vars(),
			"payments+platform|https://gitlab.acme.dev|variables|[]|[]|10s"},
		{"one of them", "--profile platform", pay() + plat(host), vars("GREENLIGHT_TOKEN", "x"),
			"platform|https://gitlab.acme.dev|variables|[payments/web search/index]|[platform]|10s"},
		{"beside another GitLab", "", pay(acmeToken) + homeTable + plat(host, acmeToken), vars("GREENLIGHT_TOKEN", "x"),
			fmt.Sprintf(both, "ACME", "10s") + "\n" + home + "\nGREENLIGHT_TOKEN is ignored: several profiles are shown"},
		{"no token beside another GitLab", "", pay() + plat(host) + homeTable, vars("GREENLIGHT_TOKEN", "x"),
			fmt.Sprintf(both, "", "10s") + "\n" + home + "\nGREENLIGHT_TOKEN is ignored: several profiles are shown"},
		{"the command line names what is shown", "--project x/y --group g", pay() + plat(host), vars(),
			"payments+platform|https://gitlab.acme.dev|variables|[x/y]|[g]|10s"},
		{"even where one names nothing", "--project x/y", pay() + team("platform", host, "", ""), vars(),
			"payments+platform|https://gitlab.acme.dev|variables|[x/y]|[]|10s"},
		{"a page of one of them", host + "/search/index/-/jobs/1", pay() + plat(host), vars(), fmt.Sprintf(both, "variables", "10s")},
		{"a page of what is not shown", host + "/search/index/-/jobs/1", `profiles_shown = ["home"]` + "\n" + homeTable + pay() + team("lab", "https://b.dev", "x/y", "") + plat(host), vars(),
			fmt.Sprintf(both, "variables", "10s")},
		{"a page of what is not shown, with another token", host + "/search/index/-/jobs/1",
			`profiles_shown = ["home"]` + "\n" + homeTable + pay() + plat(host, acmeToken), vars(),
			"payments|https://gitlab.acme.dev|variables|[payments/api payments/web]|[]|10s"},
		{"read-only is the whole program's", "--read-only", pay() + plat(host), vars(), fmt.Sprintf(both, "variables", "10s") + "\nread-only"},
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

// Profiles of one GitLab that cannot be one list are refused, with what to do.
func TestProfilesOfOneGitLabThatDifferAreRefused(t *testing.T) {
	t.Parallel()
	const host = "https://a.dev"
	me := func(lines ...string) string { return team("me", host, "a/b", "", lines...) }
	bot := func(lines ...string) string { return team("bot", "https://A.dev:443/api/v4", "a/c", "", lines...) }
	const begin, end = `profiles "me" and "bot" are both of https://a.dev, but `, `, or name only one of them in profiles_shown of /c.toml, or use --profile`
	const tokens = begin + "their tokens come from different places, and only one token can decide there: write the same token line in both" + end
	const project = `--project and --group need one GitLab, and 3 profiles are shown: add --profile with one of "me", "bot" and "home"`
	tests := []struct {
		name, flags, file string
		usage             bool
		want              string
	}{
		{"two variables", "", me(acmeToken) + bot(`token = { env = "BOT" }`), false, tokens},
		{"two commands", "", me(opToken) + bot(`token = { command = ["op", "read", "y"] }`), false, tokens},
		{"a variable and a command", "", me(acmeToken) + bot(opToken), false, tokens},
		{"a token and none", "", me(acmeToken) + bot(), false, tokens},
		{"none and a token", "", me() + bot(acmeToken), false, tokens},
		{"a token apart, with another host between", "", me() + homeTable + bot(acmeToken), false, tokens},
		{"the command line names no token", "--project a/b", me() + bot(acmeToken), false, tokens},
		{"a page of it", host + "/a/b/-/jobs/1", me() + bot(acmeToken), false, tokens},
		{"the third is apart", "", me() + team("crew", host, "a/d", "") + bot(acmeToken), false, tokens},
		{"certificates", "", me(`ca_file = "/one.pem"`) + bot(`ca_file = "/two.pem"`), false, begin + "they trust different certificates: write the same ca_file in both" + end},
		{"certificates and none", "", me() + bot(`ca_file = "/two.pem"`), false, begin + "they trust different certificates: write the same ca_file in both" + end},
		{"the second names nothing", "", me() + team("bot", host, "", ""), false, begin + `only "me" says what it shows: name projects or groups in "bot"` + end},
		{"the first names nothing", "", team("me", host, "", "") + bot(), false, begin + `only "bot" says what it shows: name projects or groups in "me"` + end},
		{"projects for two GitLabs", "--project x/y", me(acmeToken) + bot(acmeToken) + homeTable, true, project},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			flags, err := ParseFlags(strings.Fields(tt.flags))
			if err != nil {
				t.Fatal(err)
			}
			_, err = Resolve(flags, withoutFiles(tt.file), vars())
			if message(err) != tt.want {
				t.Errorf("got\n%s\nwanted\n%s", message(err), tt.want)
			}
			if usage := (UsageError{}); errors.As(err, &usage) != tt.usage {
				t.Errorf("%v has the wrong exit code", err)
			}
		})
	}
	if _, err := Resolve(Flags{Profile: "bot"}, fileOf(me()+bot(acmeToken)), vars()); err != nil {
		t.Errorf("one of two profiles of a host: %v", err)
	}
}

// withoutFiles parses a file whose certificates need not be there.
func withoutFiles(text string) File {
	f := File{Config: Default(), Path: "/c.toml", Found: true}
	for _, problem := range f.parse(text) {
		if !strings.HasSuffix(problem.Key, ".ca_file") {
			panic(problem)
		}
	}
	return f
}

// The token of joined profiles is spoken of as theirs.
func TestTheTokenOfJoinedProfiles(t *testing.T) {
	t.Parallel()
	pair := func(lines ...string) string {
		return team("one", "https://a.dev", "a/b", "", lines...) + team("b c", "https://a.dev", "a/c", "", lines...)
	}
	quoted := func(text string) string { return strings.Replace(text, "[profiles.b c]", `[profiles."b c"]`, 1) }
	tests := []struct {
		name, file string
		env        Env
		token, err string
	}{
		{"a variable for any host", pair(), vars("GREENLIGHT_TOKEN", "g"), "g", ""},
		{"none", pair(), vars(), "", `there is no token for profiles "one" and "b c": set GREENLIGHT_TOKEN to a personal access token with the scope api, or name the same source in [profiles.one] and [profiles."b c"], such as token = { env = "ACME_TOKEN" }`},
		{"another GitLab is shown", pair() + homeTable, vars("GREENLIGHT_TOKEN", "g"), "", `profiles "one" and "b c" name no token: with several GitLabs shown GREENLIGHT_TOKEN and GITLAB_TOKEN are ignored, so give them the same one in [profiles.one] and [profiles."b c"], such as token = { env = "ACME_TOKEN" }`},
		{"their own is not set", pair(acmeToken), vars("GREENLIGHT_TOKEN", "g"), "", `profiles "one" and "b c" take their token from ACME, which is not set or empty`},
		{"their own", pair(acmeToken), vars("GREENLIGHT_TOKEN", "g", "ACME", "a"), "a", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r, err := Resolve(Flags{}, fileOf(quoted(tt.file)), tt.env)
			if err != nil {
				t.Fatal(err)
			}
			token, err := r.Sources[0].ReadToken(t.Context(), tt.env, nil, nil)
			if token.Reveal() != tt.token || message(err) != tt.err {
				t.Errorf("got %q and\n%s\nwanted %q and\n%s", token.Reveal(), message(err), tt.token, tt.err)
			}
		})
	}
	r, err := Resolve(Flags{}, fileOf(quoted(pair(opToken))), vars())
	if want := `where profiles "one" and "b c" read it: op read x`; err != nil || r.Sources[0].TokenPlace() != want {
		t.Errorf("the token belongs %q, %v; wanted %q", r.Sources[0].TokenPlace(), err, want)
	}
}
