package config

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestFlags(t *testing.T) {
	t.Parallel()
	sandbox := SandboxFlags{Addr: "127.0.0.1:0", Seed: 1}
	tests := []struct {
		line string
		want Flags
	}{
		{"", Flags{}},
		{"--demo --read-only --log /tmp/x.log", Flags{Demo: true, ReadOnly: true, Log: "/tmp/x.log"}},
		{"--host=https://GitLab.acme.dev:443/api/v4/ --project payments/api --project 17 --group=platform --group other",
			Flags{Host: "https://gitlab.acme.dev", Projects: []string{"payments/api", "17"}, Groups: []string{"platform", "other"}}},
		{"--profile acme --config -", Flags{Profile: "acme", Config: "-"}},
		{"--demo --project payments/api", Flags{Demo: true, Projects: []string{"payments/api"}}},
		{"--version --demo --host https://a.dev", Flags{Version: true, Demo: true, Host: "https://a.dev"}},
		{"--demo --", Flags{Demo: true}},
		{"--nonsense --help", Flags{Help: true}},
		{"-h", Flags{Help: true}},
		{"sandbox", Flags{Command: CommandSandbox}},
		{"sandbox --help", Flags{Command: CommandSandbox, Help: true}},
		{"sandbox --addr :8080 --projects 500 --deployments 100000 --blocked=40 --latency 1m --seed -7", Flags{Command: CommandSandbox,
			Sandbox: SandboxFlags{Addr: ":8080", Projects: 500, Deployments: 100000, Blocked: 40, Latency: time.Minute, Seed: -7}}},
	}
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) {
			t.Parallel()
			got, err := ParseFlags(strings.Fields(tt.line))
			if tt.want.Sandbox == (SandboxFlags{}) {
				tt.want.Sandbox = sandbox
			}
			if err != nil || !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

func TestFlagsThatAreRefused(t *testing.T) {
	t.Parallel()
	const hosts = `"https://gitlab.acme.dev" or "https://acme.dev/gitlab"`
	const token = `a token is never a flag, because others can read the command line: set GREENLIGHT_TOKEN, or name a source in the configuration, such as token = { env = "ACME_TOKEN" }`
	tests := []struct{ line, want string }{
		{"--hots https://a.dev", "there is no flag --hots; did you mean --host?"},
		{"--readonly", "there is no flag --readonly; did you mean --read-only?"},
		{"--Read_Only", "there is no flag --Read_Only; did you mean --read-only?"},
		{"--zebra-crossing", "there is no flag --zebra-crossing; `greenlight --help` lists them"},
		{"sandbox --zebra-crossing", "there is no flag --zebra-crossing; `greenlight sandbox --help` lists them"},
		{"--seed 7", "--seed belongs to `greenlight sandbox`, not here"},
		{"sandbox --read-only", "--read-only belongs to `greenlight`, not here"},
		{"-host https://a.dev", "flags begin with two dashes: --host"},
		{"-x", "there is no flag -x; `greenlight --help` lists them"},
		{"--token glpat-CANARY", token},
		{"--token=glpat-CANARY", token},
		{"--private-token glpat-CANARY", token},
		{"glpat-CANARY", "an argument is neither a flag nor a command; `greenlight --help` lists what there is"},
		{"https://a.dev/x/-/jobs/1 https://a.dev/x/-/jobs/2", "two URLs are given: greenlight opens on one"},
		{"--demo -- https://a.dev/", "--demo brings its own GitLab, which has no page at that URL: leave --demo or the URL out"},
		{"--plain", "--plain, linear text for screen readers, is not in this version yet: leave it out"},
		{"sandbx", "there is no command sandbx; did you mean sandbox?"},
		{"approve", "there is no command approve; `greenlight --help` lists what there is"},
		{"--demo sandbox", "sandbox is a command and comes first: `greenlight sandbox`"},
		{"sandbox now", "`greenlight sandbox` takes flags only; `greenlight sandbox --help` lists them"},
		{"--host", "--host needs a value, such as --host https://gitlab.acme.dev"},
		{"--host --demo", "--host needs a value, such as --host https://gitlab.acme.dev"},
		{"--log=", "--log is empty; it needs a value, such as --log greenlight.log"},
		{"--demo=yes", "--demo takes no value: leave = and what follows out"},
		{"--profile a --profile b", "--profile is given twice: keep one of them"},
		{"--host gitlab.acme.dev", `--host: "gitlab.acme.dev" does not say how to connect; wanted is "https://gitlab.acme.dev"`},
		{"--host https://me:CANARY@a.dev", "--host: an address has no user, password, ? or # in it; wanted is one such as " + hosts},
		{"--host http://a.dev", `--host: "http://a.dev" would send the token readable through the network; wanted is https (plain http is for this machine only)`},
		{"--project api", `--project: "api" does not name its group; wanted is a full path such as "payments/api" or a numeric id`},
		{"--group /x", `--group: "/x" has a slash too many; wanted is a full path such as "platform" or a numeric id`},
		{"--demo --host https://a.dev", "--demo brings its own GitLab and reads no configuration: leave --demo or --host out"},
		{"--profile a --demo", "--demo brings its own GitLab and reads no configuration: leave --demo or --profile out"},
		{"--demo --config x", "--demo brings its own GitLab and reads no configuration: leave --demo or --config out"},
		{"--profile a --host https://a.dev", "--host and --profile both name a GitLab: keep one of them"},
		{"sandbox --projects 0", `--projects "0" is not possible; wanted is a whole number from 1 to 1000000`},
		{"sandbox --blocked many", `--blocked "many" is not possible; wanted is a whole number from 1 to 1000000`},
		{"sandbox --deployments 1000001", `--deployments "1000001" is not possible; wanted is a whole number from 1 to 1000000`},
		{"sandbox --latency -1s", `--latency "-1s" is not possible; wanted is a time from 0s to 1m, such as 200ms`},
		{"sandbox --seed x", `--seed "x" is not possible; wanted is a whole number`},
		{"sandbox --addr 8080", `--addr "8080" is not an address; wanted is HOST:PORT such as 127.0.0.1:8080`},
		{"sandbox --addr 127.0.0.1:99999", `--addr "127.0.0.1:99999" is not an address; wanted is HOST:PORT such as 127.0.0.1:8080`},
	}
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) {
			t.Parallel()
			_, err := ParseFlags(strings.Fields(tt.line))
			var usage UsageError
			if !errors.As(err, &usage) || usage.Message != tt.want {
				t.Errorf("got %q, wanted %q", message(err), tt.want)
			}
		})
	}
}

func TestFlagsKeepTheTerminalSafe(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"--\x1b[2J"}, {"\x1b[2J"}, {"--host", "https://\x1b[2J"}, {"--project", "a\x1b/b"}, {"sandbox", "--addr", "\x1b:1"}, {""}, {"-"}} {
		_, err := ParseFlags(args)
		if err == nil || printable(err.Error()) != err.Error() {
			t.Errorf("%q gives %q", args, message(err))
		}
	}
}

func TestUsageShowsEveryFlag(t *testing.T) {
	t.Parallel()
	for _, c := range []Command{CommandDashboard, CommandSandbox} {
		page := Usage(c, "/home/maya/.config/greenlight/config.toml")
		for _, o := range optionsOf(c) {
			if !strings.Contains(page, "\n  --"+o.name+" ") {
				t.Errorf("%q does not show --%s", c, o.name)
			}
			if o.value != "" && o.example == "" {
				t.Errorf("--%s has no example", o.name)
			}
		}
		for _, line := range strings.Split(page, "\n") {
			if len(line) > 80 || strings.TrimRight(line, " ") != line {
				t.Errorf("a line does not fit 80 columns: %q", line)
			}
		}
	}
	if page := Usage(CommandDashboard, "/c.toml"); !strings.Contains(page, "Configuration: /c.toml\n") || !strings.Contains(page, "GREENLIGHT_TOKEN") {
		t.Errorf("the page does not say where things come from:\n%s", page)
	}
}

func TestNormalHost(t *testing.T) {
	t.Parallel()
	tests := []struct{ raw, want string }{
		{"https://gitlab.acme.dev", "https://gitlab.acme.dev"},
		{" https://gitlab.acme.dev/ ", "https://gitlab.acme.dev"},
		{"HTTPS://GitLab.Acme.dev/api/v4/", "https://gitlab.acme.dev"},
		{"https://acme.dev/gitlab", "https://acme.dev/gitlab"},
		{"https://acme.dev/gitlab//api/v4", "https://acme.dev/gitlab"},
		{"https://acme.dev/tools/gitlab/api/v4/", "https://acme.dev/tools/gitlab/api/v4"},
		{"https://acme.dev/a/../Git_Lab/", "https://acme.dev/Git_Lab"},
		{"https://acme.dev:8443/gitlab/", "https://acme.dev:8443/gitlab"},
		{"https://acme.dev:443", "https://acme.dev"},
		{"https://acme.dev:", "https://acme.dev"},
		{"https://Acme.dev./", "https://acme.dev"},
		{"https://acme.dev.:443/gitlab", "https://acme.dev/gitlab"},
		{"https://acme.dev.:8443", "https://acme.dev:8443"},
		{"http://localhost:3000/", "http://localhost:3000"},
		{"http://127.0.0.1:80", "http://127.0.0.1"},
		{"http://127.9.9.9", "http://127.9.9.9"},
		{"http://[::1]:3000/gitlab", "http://[::1]:3000/gitlab"},
		{"http://[::ffff:127.0.0.1]:1", "http://[::ffff:127.0.0.1]:1"},
		{"https://xn--bcher-kva.dev", "https://xn--bcher-kva.dev"},
		// Refused.
		{"", ""}, {"gitlab.acme.dev", ""}, {"https://", ""}, {"https:///x", ""}, {"file:///etc/passwd", ""},
		{"http://acme.dev", ""}, {"http://localhost.acme.dev", ""}, {"http://10.0.0.1", ""}, {"http://[::2]", ""},
		{"http://127.0.0.1.nip.io", ""}, {"https://a.dev?x", ""}, {"https://a.dev#x", ""}, {"https://me@a.dev", ""},
		{"https://a.dev:0", ""}, {"https://a.dev:x", ""}, {"https://a b.dev", ""}, {"https://b\u00fccher.dev", ""},
		{"https://a.dev/%2e%2e", ""}, {"https://-a.dev", ""}, {"https://a..dev", ""}, {"https://a.dev..", ""}, {"https://.", ""}, {"https://a.dev/\x00", ""},
	}
	for _, tt := range tests {
		got, err := NormalHost(tt.raw)
		if got != tt.want || (err != nil) != (tt.want == "") {
			t.Errorf("%q gives %q, %v; wanted %q", tt.raw, got, err, tt.want)
		}
		if again, _ := NormalHost(got); got != "" && again != got {
			t.Errorf("%q is not stable: %q", got, again)
		}
	}
}
