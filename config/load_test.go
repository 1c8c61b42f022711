package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// problemLines shows problems as "line key: message".
func problemLines(list Errors) []string {
	out := make([]string, 0, len(list))
	for _, e := range list {
		where := fmt.Sprint(e.Line)
		if e.Column > 0 {
			where += fmt.Sprintf(":%d", e.Column)
		}
		if e.Key != "" {
			where += " " + e.Key
		}
		out = append(out, where+": "+e.Message)
	}
	return out
}

const acme = "[profiles.acme]\nhost = \"https://gitlab.acme.dev\"\n"

func TestProblemsOfAFile(t *testing.T) {
	t.Parallel()
	const host = `"https://gitlab.acme.dev" or "https://acme.dev/gitlab"`
	tests := []struct {
		name, text string
		want       []string
	}{
		{"unknown key with a near one", acme + "refesh = \"10s\"", []string{
			"3 profiles.acme.refesh: there is no such key; did you mean refresh?"}},
		{"letter case and dashes are near", acme + "CA-File = \"x\"", []string{
			"3 profiles.acme.CA-File: there is no such key; did you mean ca_file?"}},
		{"unknown key with none near", "[ui]\nfont = \"mono\"", []string{
			"2 ui.font: there is no such key; known here: theme, symbols, mouse"}},
		{"unknown table", "[colours]\nred = 1", []string{
			"1 colours: there is no such key; known here: profiles_shown, profiles, views, ui, approve, keys, notify, links, risks"}},
		{"key of another table", acme + "profiles_shown = [\"acme\"]\ntheme = \"dark\"", []string{
			"3 profiles.acme.profiles_shown: this key belongs at the top of the file, before the first [table]",
			"4 profiles.acme.theme: this key belongs in the [ui] table"}},
		{"profile without its name", "[profiles]\nhost = \"https://a.dev\"", []string{
			"2 profiles.host: this key belongs in a [profiles.NAME] table"}},
		{"misspelt host is one problem", "[profiles.acme]\nhots = \"https://a.dev\"", []string{
			"2 profiles.acme.hots: there is no such key; did you mean host?"}},
		{"missing host", "\n[profiles.acme]\nrefresh = \"10s\"", []string{
			"2 profiles.acme.host: the address is missing; wanted is one such as " + host}},
		{"wrong types", "profiles_shown = \"acme\"\n[profiles.acme]\nhost = 5\nprojects = [\"a/b\",\n 7]\nrefresh = 10\n[ui]\nmouse = \"yes\"", []string{
			"1 profiles_shown: this is a text; wanted is a list such as [\"acme\"]",
			"3 profiles.acme.host: this is a number; wanted is a text such as \"https://gitlab.acme.dev\"",
			"5 profiles.acme.projects[1]: this is a number; wanted is a list of texts such as [\"payments/api\"]",
			"6 profiles.acme.refresh: this is a number; wanted is a time in quotes such as \"10s\" or \"1m30s\"",
			"8 ui.mouse: this is a text; wanted is true or false, without quotes"}},
		{"tables of the wrong kind", "ui = 1979-05-27\nviews = { name = \"x\" }\nprofiles = true\nkeys = []", []string{
			"1 ui: this is a date; wanted is a table: [ui]",
			"2 views: this is a table; wanted is one [[views]] for each, with two brackets",
			"3 profiles: this is true or false; wanted is a table: [profiles]",
			"4 keys: this is a list; wanted is a table: [keys]"}},
		{"bad hosts", `
profiles.a.host = "gitlab.acme.dev"
profiles.b.host = "ftp://gitlab.acme.dev"
profiles.c.host = "http://gitlab.acme.dev"
profiles.d.host = "https://joe:hunter2@gitlab.acme.dev"
profiles.e.host = "https://gitlab.acme.dev:99999"
profiles.f.host = "https://"
profiles.g.host = ""`, []string{
			`2 profiles.a.host: "gitlab.acme.dev" does not say how to connect; wanted is "https://gitlab.acme.dev"`,
			`3 profiles.b.host: "ftp://gitlab.acme.dev" is neither https nor http; wanted is an address such as ` + host,
			`4 profiles.c.host: "http://gitlab.acme.dev" would send the token readable through the network; wanted is https (plain http is for this machine only)`,
			`5 profiles.d.host: an address has no user, password, ? or # in it; wanted is one such as ` + host,
			`6 profiles.e.host: "https://gitlab.acme.dev:99999" is not an address; wanted is one such as ` + host,
			`7 profiles.f.host: "https://" is not an address; wanted is one such as ` + host,
			`8 profiles.g.host: this is empty; wanted is a text such as "https://gitlab.acme.dev"`}},
		{"refresh", acme + "refresh = \"1s\"\n[profiles.b]\nhost = \"https://b.dev\"\nrefresh = \"soon\"\n[profiles.c]\nhost = \"https://c.dev\"\nrefresh = \"2h\"", []string{
			`3 profiles.acme.refresh: 1s is too short for the server's sake; the least is "2s"`,
			`6 profiles.b.refresh: "soon" is not a time; wanted is a time in quotes such as "10s" or "1m30s"`,
			`9 profiles.c.refresh: 2h0m0s is too long to decide by; the most is "1h"`}},
		{"projects and groups", acme + "projects = [\n  \"payments/api\",\n  \"\",\n  \"api\",\n  \"12\",\n  \"/payments/api\",\n]\ngroups = [\"https://acme.dev/platform\", \"plat form\"]", []string{
			`5 profiles.acme.projects[1]: a project is empty; wanted is a full path such as "payments/api" or a numeric id`,
			`6 profiles.acme.projects[2]: "api" does not name its group; wanted is a full path such as "payments/api" or a numeric id`,
			`8 profiles.acme.projects[4]: "/payments/api" has a slash too many; wanted is a full path such as "payments/api" or a numeric id`,
			`10 profiles.acme.groups[0]: "https://acme.dev/platform" is an address; wanted is a full path such as "platform" or a numeric id`,
			`10 profiles.acme.groups[1]: "plat form" has characters that no path has; wanted is a full path such as "platform" or a numeric id`}},
		{"profiles_shown", "profiles_shown = [\"acne\", \"zebra\", \"acme\", \"acme\"]\n" + acme, []string{
			`1 profiles_shown[0]: there is no profile "acne"; did you mean "acme"?`,
			`1 profiles_shown[1]: there is no profile "zebra"; a table [profiles.zebra] is missing`,
			`1 profiles_shown[3]: "acme" is named twice`}},
		{"profiles_shown without any", "profiles_shown = []\n" + acme, []string{
			`1 profiles_shown: no profile is named; name one, or leave the line out to show all`}},
		{"token sources", `
[profiles.a]
host = "https://a.dev"
token = { env = "A", command = ["op"] }
[profiles.b]
host = "https://b.dev"
token = {}
[profiles.c]
host = "https://c.dev"
token = { command = [] }
[profiles.d]
host = "https://d.dev"
token = { env = "$D_TOKEN" }
[profiles.e]
host = "https://e.dev"
token.comand = ["op"]
[profiles.f]
host = "https://f.dev"
token = { keyring = true }
[profiles.g]
host = "https://g.dev"
token = { glab = true }`, []string{
			"4 profiles.a.token: two sources are given, env and command; keep one",
			`7 profiles.b.token: this is empty; wanted is { env = "NAME" } or { command = ["program", "argument"] }`,
			`10 profiles.c.token.command: no program is named; wanted is a list such as ["op", "read", "op://work/gitlab/token"]`,
			`13 profiles.d.token.env: this is not the name of a variable; wanted is a name without $, such as "ACME_TOKEN"`,
			"16 profiles.e.token.comand: there is no such key; did you mean command?",
			`19 profiles.f.token.keyring: tokens from the system's keyring are not in this version yet: use env or command, such as token = { env = "ACME_TOKEN" }`,
			`22 profiles.g.token.glab: tokens from glab's login are not in this version yet: use env or command, such as token = { env = "ACME_TOKEN" }`}},
		{"links", "[[links]]\nname = \"A\"\n[[links]]\nurl = \"x\"\n[[links]]\nname = \"A\"\nurl = \"x\"\nfiler = \"x\"\n" +
			"[[links]]\nname = \"B\"\nuri = \"x\"\n[[links]]\nname = \"C\"\nurl = \"\"\nfilter = 3", []string{
			`1 links[0].url: the address is missing; wanted is one such as "https://runbooks.acme.dev/{{.Project}}"`,
			`3 links[1].name: the link has no name; wanted is a text such as "Runbook"`,
			`6 links[2].name: another link is called "A" already`,
			"8 links[2].filer: there is no such key; did you mean filter?",
			"11 links[3].uri: there is no such key; did you mean url?",
			`14 links[4].url: this is empty; wanted is a text such as "https://runbooks.acme.dev/{{.Project}}"`,
			`15 links[4].filter: this is a number; wanted is a text such as "can:approve tier:production"`}},
		{"links that are not tables", "links = [1, { name = \"A\", url = \"x\" }]\nurl = \"x\"\n[ui]\nfilter = \"x\"", []string{
			"1 links[0]: this is a number; wanted is a table",
			"2 url: this key belongs in a [[links]] table",
			"4 ui.filter: this key belongs in a [[views]] or [[links]] table"}},
		{"one pair of brackets", "[links]\nname = \"A\"\n[[risks]]\nx = []", []string{
			"1 links: this is a table; wanted is one [[links]] for each, with two brackets",
			"3 risks: this is a list; wanted is a table: [risks]"}},
		{"singular tables", "[[link]]\nname = \"A\"\n[risk]\nx = []", []string{
			"1 link: there is no such key; did you mean links?",
			"3 risk: there is no such key; did you mean risks?"}},
		{"too many links", strings.Repeat("[[links]]\n", 2) + strings.Join(manyLinks(21), ""), []string{
			`1 links[0].name: the link has no name; wanted is a text such as "Runbook"`,
			`1 links[0].url: the address is missing; wanted is one such as "https://runbooks.acme.dev/{{.Project}}"`,
			`2 links[1].name: the link has no name; wanted is a text such as "Runbook"`,
			`2 links[1].url: the address is missing; wanted is one such as "https://runbooks.acme.dev/{{.Project}}"`,
			"57 links[20]: there are 23 links, more than can be picked from; the most is 20"}},
		{"risks", "[risks]\nmigration = \"db/**\"\nci = [\"a\",\n 7]\n\"\" = []\n\"a\\u001bb\" = []\n" +
			strings.Repeat("r", 33) + " = []\n" + strings.Repeat("s", 32) + " = []", []string{
			"2 risks.migration: this is a text; wanted is a list such as [\"db/migrate/**\"]",
			"4 risks.ci[1]: this is a number; wanted is a list of texts such as [\"db/migrate/**\"]",
			`5 risks."": a risk needs a name that can be shown, such as migration = ["db/migrate/**"]`,
			`6 risks."a\x1bb": a risk needs a name that can be shown, such as migration = ["db/migrate/**"]`,
			"7 risks." + strings.Repeat("r", 33) + ": the name has 33 characters; the most is 32"}},
		{"notify", acme + "[notify]\nbell = 1\ndesktop = \"yes\"\nsound = true", []string{
			"4 notify.bell: this is a number; wanted is true or false, without quotes",
			"5 notify.desktop: this is a text; wanted is true or false, without quotes",
			"6 notify.sound: there is no such key; known here: bell, desktop"}},
		{"tiers and policies", "[approve.prod]\nconfirm = \"enter\"\n[approve.production]\nconfirm = \"type\"\ncomment = \"requird\"\nread_only = 1\n[approve.qa]\n[approve]\ncomment = \"required\"", []string{
			"1 approve.prod: there is no such tier; GitLab has production, staging, testing, development and other",
			`4 approve.production.confirm: "type" is not known; wanted is "enter" or "type-environment"`,
			`5 approve.production.comment: "requird" is not known; did you mean "required"?`,
			"6 approve.production.read_only: this is a number; wanted is true or false, without quotes",
			"7 approve.qa: there is no such tier; GitLab has production, staging, testing, development and other",
			"9 approve.comment: this key belongs in an [approve.TIER] table"}},
		{"near tier", "[approve.productoin]", []string{
			"1 approve.productoin: there is no such tier; did you mean production?"}},
		{"views", "[[views]]\nname = \"A\"\n[[views]]\nfilter = \"x\"\n[[views]]\nname = \"A\"\nfiler = \"x\"", []string{
			`3 views[1].name: the tab has no name; wanted is a text such as "Mine"`,
			`6 views[2].name: another tab is called "A" already`,
			"7 views[2].filer: there is no such key; did you mean filter?"}},
		{"views that are not tables", "views = [1, { name = \"A\" }, { name = 2 }]", []string{
			"1 views[0]: this is a number; wanted is a table",
			`1 views[2].name: this is a number; wanted is a text such as "Mine"`}},
		{"symbols", "[ui]\nsymbols = \"ASCII\"\ntheme = \" \"", []string{
			`2 ui.symbols: "ASCII" is not known; did you mean "ascii"?`,
			`3 ui.theme: this is empty; wanted is a text such as "auto"`}},
		{"keys", "[keys]\napprove = \"a\"\nreject = []\nrun = [\"p\", \"\"]", []string{
			`2 keys.approve: this is a text; wanted is a list such as ["a"]`,
			`3 keys.reject: no key is given; wanted is a list such as ["a"], or leave the line out`,
			`4 keys.run[1]: this key is empty; wanted is one such as "a" or "ctrl+d"`}},
		{"ca_file", acme + "ca_file = \"none.pem\"", []string{
			`3 profiles.acme.ca_file: DIR/none.pem cannot be read: no such file or directory`}},
		{"ca_file without certificates", acme + "ca_file = \"~/config.toml\"", []string{
			`3 profiles.acme.ca_file: DIR/config.toml holds no certificate; wanted is a PEM file with BEGIN CERTIFICATE in it`}},
		{"hostile texts", "[[views]]\nname = \"a\\u001b[2Jb\"\n[\"prof\\u001biles\"]", []string{
			"2 views[0].name: there are characters in it that cannot be shown; write it anew",
			`3 "prof\x1biles": there is no such key; did you mean profiles?`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			_, err := loadIn(t, dir, tt.text)
			got := strings.ReplaceAll(strings.Join(problemLines(problemsOf(t, err)), "\n"), dir, "DIR")
			if want := strings.Join(tt.want, "\n"); got != want {
				t.Errorf("problems:\n%s\nwanted:\n%s", got, want)
			}
		})
	}
}

// manyLinks are links in which nothing is wrong.
func manyLinks(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("[[links]]\nname = \"%d\"\nurl = \"x\"\n", i)
	}
	return out
}

func TestTwentyLinksAreNotTooMany(t *testing.T) {
	t.Parallel()
	if f := mustLoad(t, strings.Join(manyLinks(MaxLinks), "")); len(f.Links) != MaxLinks || f.Links[19].Name != "19" {
		t.Errorf("%d links are read: %v", len(f.Links), f.Links)
	}
}

func TestSyntaxErrorsStandAlone(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"no value", "[ui]\ntheme =\nmouse = 3", "2:8: this is not TOML: a value is expected here; a text stands in quotes"},
		{"open quote", "[ui]\ntheme = \"dark\nmous = 1", "2:14: this is not TOML: a text must end on its line; the closing quote is missing"},
		{"twice", "[ui]\nmouse = true\nmouse = false", "3:1: this is not TOML: Key 'ui.mouse' has already been defined"},
		{"wide letters before it", "[ui]\n\"日本\" = x", "2:8: this is not TOML: a value is expected here; a text stands in quotes"},
		{"open table", "[ui", "1:3: this is not TOML: expected '.' or ']' to end table name, but got the end of the file instead"},
		{"one line without an end", "theme = \"dark", "1:13: this is not TOML: unexpected EOF; expected '\"'"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := loadText(t, tt.text)
			if got := strings.Join(problemLines(problemsOf(t, err)), "\n"); got != tt.want {
				t.Errorf("problems:\n%s\nwanted:\n%s", got, tt.want)
			}
		})
	}
}

// A token that somebody wrote into the file must not be repeated on a screen
// that others may see.
func TestTokenInTheFileIsNotRepeated(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		`token = "SECRETtoken"`, `token = SECRETtoken`, `token = "SECRETtoken`, `token = 'SECRETtoken`, `token = SECRETtoken"`,
		`token = { env = "SECRET-token" }`, `token = { env = SECRETtoken }`, `token = { value = "SECRETtoken" }`,
		`token = ["SECRETtoken"]`, `token = { env = ["SECRETtoken"] }`, `token = { command = "SECRETtoken" }`,
		"token = \"\"\"SECRETtoken", `token = 123_SECRET`, `token = "\SECRETtoken"`, `host = "https://x:SECRET@a.dev"`,
		`host = "https://a.dev?private_token=SECRET"`, `token = 99999999999999999999`, `token = 1__9999`, `token = 009999`, `token = 9999-99-99`, `token = 9999.`,
	} {
		_, err := loadText(t, "[profiles.acme]\n"+line+"\n")
		if err == nil {
			t.Errorf("%s is accepted", line)
			continue
		}
		if strings.Contains(err.Error(), "SECRET") || strings.Contains(err.Error(), "9999") {
			t.Errorf("%s is repeated: %v", line, err)
		}
	}
}

func TestErrorsRead(t *testing.T) {
	t.Parallel()
	one := Errors{{File: "/c.toml", Line: 3, Key: "ui.mouse", Message: "no."}}
	if got, want := one.Error(), "/c.toml:3: ui.mouse: no."; got != want {
		t.Errorf("got %q, wanted %q", got, want)
	}
	two := append(one, FieldError{File: "/c.toml", Line: 1, Column: 7, Message: "bad"}, one[0])
	want := "the configuration has 2 problems:\n  /c.toml:1:7: bad\n  /c.toml:3: ui.mouse: no."
	if got := two.Sorted().Error(); got != want {
		t.Errorf("got %q, wanted %q", got, want)
	}
}

func TestWholeSchemaIsRead(t *testing.T) {
	t.Parallel()
	f := mustLoad(t, `
profiles_shown = ["zeta", "acme"]
[profiles.zeta]
host = "http://127.0.0.1:3000"
token.env = "ZETA"
[profiles.acme]
host = "https://gitlab.acme.dev/api/v4"
projects = ["payments/api", "17"]
groups = ["platform"]
refresh = "1m30s"
[[views]]
name = "Mine"
filter = "can:approve"
[[views]]
name = "All"
filter = ""
[ui]
theme = "dark"
symbols = "ascii"
mouse = false
[approve.other]
confirm = "type-environment"
comment = "required"
read_only = true
[keys]
approve = ["a", "ctrl+a"]
[[links]]
name = "Runbook"
url = "https://r.dev/{{.Project}}"
[[links]]
name = "Board"
url = "https://g.dev/"
filter = "env:prod"
[risks]
migration = ["db/**", "sql/**"]
api = []
"two words" = ["x"]
`)
	if names := strings.Join(f.profileNames(), " "); names != "zeta acme" {
		t.Errorf("profiles lost the order of the file: %s", names)
	}
	acme, _ := f.Profile("acme")
	got := fmt.Sprint(acme, f.Views, f.UI, f.Approve[TierOther], f.Approve[TierProduction], f.Keys, f.Links, f.Risks)
	want := "{acme https://gitlab.acme.dev/api/v4 { []} [payments/api 17] [platform] 1m30s }" +
		"[{Mine can:approve} {All }]{dark ascii false}{type-environment required true}{enter optional false}map[approve:[a ctrl+a]]" +
		"[{Runbook https://r.dev/{{.Project}} }{Board https://g.dev/ env:prod}][{migration [db/** sql/**]}{api []}{two words [x]}]"
	if off := f.Risks[1].Globs; off == nil {
		t.Error("an empty list of globs reads as if there were none")
	}
	if strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(want, " ", "") {
		t.Errorf("read as\n%s\nwanted\n%s", got, want)
	}
	if zeta, _ := f.Profile("zeta"); zeta.Token.Env != "ZETA" || zeta.Refresh != DefaultRefresh {
		t.Errorf("zeta is %+v", zeta)
	}
}

// Others go on judging what is right in a file with problems, and find nothing
// twice.
func TestFileWithProblemsKeepsWhatIsRight(t *testing.T) {
	t.Parallel()
	f, err := loadText(t, "mouse = 1\n[keys]\nrun = [\"p\"]\nreject = []\napprove = 3\nquit = [\"q\", 4]\nhelp = [\"\"]\n[[views]]\nname = \"A\"\nfilter = \"foo:bar\"\n[ui]\ntheme = \"drak\"\n[risks]\na = 1\nb = [\"[\"]\nc = [2]\n")
	if n := len(problemsOf(t, err)); n != 7 {
		t.Errorf("%d problems: %v", n, err)
	}
	if got := fmt.Sprint(f.Keys, f.Views, f.UI.Theme, f.Risks); got != "map[run:[p]] [{A foo:bar}]drak[{b [[]}]" {
		t.Errorf("the rest reads as %s", got)
	}
	if e := f.Problem("ui.theme", "x"); e.Line != 12 {
		t.Errorf("the theme stands on line %d", e.Line)
	}
}

func TestWhereTheFileIs(t *testing.T) {
	t.Parallel()
	tests := []struct {
		env                  Env
		config, state, cache string
	}{
		{vars("HOME", "/home/maya"), "/home/maya/.config/greenlight/config.toml", "/home/maya/.local/state/greenlight", "/home/maya/.cache/greenlight"},
		{vars("HOME", "/h", "XDG_CONFIG_HOME", "/c", "XDG_STATE_HOME", "/s", "XDG_CACHE_HOME", "/k"), "/c/greenlight/config.toml", "/s/greenlight", "/k/greenlight"},
		{vars("HOME", "/h", "XDG_CONFIG_HOME", "not/absolute"), "/h/.config/greenlight/config.toml", "/h/.local/state/greenlight", "/h/.cache/greenlight"},
	}
	for _, tt := range tests {
		config, _ := DefaultPath(tt.env)
		state, cache, _ := Folders(tt.env)
		if config != tt.config || state != tt.state || cache != tt.cache {
			t.Errorf("got %s, %s and %s, wanted %s, %s and %s", config, state, cache, tt.config, tt.state, tt.cache)
		}
	}
	if journal, handover := JournalPath("/s/greenlight"), HandoverDir("/s/greenlight"); journal != "/s/greenlight/journal.jsonl" || handover != "/s/greenlight/handover" {
		t.Errorf("the journal is %s, the handovers go to %s", journal, handover)
	}
	_, _, err := Folders(vars())
	if want := "the home folder is not known: set HOME or XDG_STATE_HOME to a full path"; err == nil || err.Error() != want {
		t.Errorf("got %v, wanted %q", err, want)
	}
}

func TestMissingFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	f, err := Load("", vars("HOME", dir))
	if err != nil || f.Found || f.Path != filepath.Join(dir, ".config/greenlight/config.toml") || !f.UI.Mouse {
		t.Errorf("no default file: %+v, %v", f, err)
	}
	if _, err := Load("", vars()); err != nil {
		t.Errorf("without a home: %v", err)
	}
	given := filepath.Join(dir, "gone.toml")
	_, err = Load(given, vars("HOME", dir))
	if want := "the configuration " + given + " cannot be read: no such file or directory"; err == nil || err.Error() != want {
		t.Errorf("got %v, wanted %q", err, want)
	}
	_, err = Load(dir, vars())
	if want := "the configuration " + dir + " cannot be read: it is a folder"; err == nil || err.Error() != want {
		t.Errorf("got %v, wanted %q", err, want)
	}
	if err := os.WriteFile(given, make([]byte, maxFileBytes+1), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err = Load(given, vars()); err == nil || !strings.HasSuffix(err.Error(), "it is larger than 256 KiB") {
		t.Errorf("a huge file gives %v", err)
	}
}

func TestPathsInTheFile(t *testing.T) {
	t.Parallel()
	f := File{Path: "/etc/greenlight/config.toml", home: "/home/maya"}
	for path, want := range map[string]string{
		"acme.pem": "/etc/greenlight/acme.pem", "../acme.pem": "/etc/acme.pem", "/a/./b.pem": "/a/b.pem",
		"~/acme.pem": "/home/maya/acme.pem", "~maya/acme.pem": "/etc/greenlight/~maya/acme.pem",
	} {
		if got := f.Abs(path); got != want {
			t.Errorf("%s is %s, wanted %s", path, got, want)
		}
	}
}

func TestDefaultFileIsRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "greenlight", "config.toml")
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte("[ui]\nmouse = false\n"), 0o600)); err != nil {
		t.Fatal(err)
	}
	f, err := Load("", vars("XDG_CONFIG_HOME", dir))
	if err != nil || !f.Found || f.Path != path || f.UI.Mouse {
		t.Errorf("got %+v, %v", f, err)
	}
	problem := f.Problem("ui.mouse", "squeaks")
	if want := path + ":2: ui.mouse: squeaks"; problem.Error() != want {
		t.Errorf("got %q, wanted %q", problem.Error(), want)
	}
}

// The values can be looked at at any time, which changes nothing and says the same twice.
func TestLookingAtTheValuesIsPure(t *testing.T) {
	t.Parallel()
	impossible := func(c Config) Errors {
		found := &problems{}
		c.validate(found)
		return found.found
	}
	if problems := impossible(Default()); problems != nil {
		t.Errorf("the default is refused: %v", problems)
	}
	c := Default()
	c.Profiles = []Profile{{Name: "a", Refresh: DefaultRefresh}}
	first, second := impossible(c).Error(), impossible(c).Error()
	if first != second || !strings.HasPrefix(first, "profiles.a.host: the address is missing") {
		t.Errorf("first %q, then %q", first, second)
	}
}
