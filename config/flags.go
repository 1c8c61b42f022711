package config

import (
	"net"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Command is what greenlight was asked to do.
type Command int

// The commands.
const (
	// CommandDashboard shows the dashboard.
	CommandDashboard Command = iota
	// CommandSandbox serves the embedded GitLab over HTTP.
	CommandSandbox
)

// String returns the word on the command line; empty for the dashboard.
func (c Command) String() string {
	switch c {
	case CommandDashboard:
		return ""
	case CommandSandbox:
		return "sandbox"
	}
	return ""
}

// Flags is the command line as values.
type Flags struct {
	// Command is the subcommand, or the dashboard.
	Command Command
	// Help asks for [Usage] on stdout.
	Help bool
	// Version asks for the version on stdout.
	Version bool
	// Demo runs on the embedded sandbox, without any configuration.
	Demo bool
	// Host is a GitLab's address as [NormalHost] returns it, or empty.
	Host string
	// Projects are full paths or numeric ids.
	Projects []string
	// Groups are full paths or numeric ids.
	Groups []string
	// Profile is the name of a profile of the file.
	Profile string
	// Config is the path of the file; empty for the default one.
	Config string
	// ReadOnly refuses every write.
	ReadOnly bool
	// Log is the path of the debug log; empty for none.
	Log string
	// URL is the page of a deployment, job, pipeline or environment to open on;
	// empty for none.
	URL string
	// Sandbox holds the flags of the sandbox command.
	Sandbox SandboxFlags
}

// SandboxFlags are the flags of `greenlight sandbox`. A count of 0 means that
// it was not given, and that the default world's applies.
type SandboxFlags struct {
	// Addr is the HOST:PORT to listen on; port 0 is any free one.
	Addr string
	// Projects, Deployments and Blocked are totals of the whole world.
	Projects, Deployments, Blocked int
	// Latency is added to every answer: at least 0, at most a minute.
	Latency time.Duration
	// Seed makes the world: the same seed gives the same one, tokens included.
	Seed int64
}

// The sandbox's bounds and defaults.
const (
	defaultAddr = "127.0.0.1:0"
	defaultSeed = 1
	maxLatency  = time.Minute
	maxCount    = 1_000_000
)

// ParseFlags reads the arguments after the program's name. The error is a
// [UsageError]. Help wins over everything else, errors included.
func ParseFlags(args []string) (Flags, error) {
	f := Flags{Sandbox: SandboxFlags{Addr: defaultAddr, Seed: defaultSeed}}
	if len(args) > 0 && args[0] == CommandSandbox.String() {
		f.Command, args = CommandSandbox, args[1:]
	}
	if asksHelp(args) {
		f.Help = true
		return f, nil
	}
	p := parser{flags: &f, options: optionsOf(f.Command), rest: args, given: map[string]bool{}}
	if err := p.run(); err != nil {
		return f, err
	}
	return f, f.contradiction(p.given)
}

func asksHelp(args []string) bool {
	if end := slices.Index(args, "--"); end >= 0 {
		args = args[:end]
	}
	return slices.Contains(args, "--help") || slices.Contains(args, "-h")
}

func (f Flags) contradiction(given map[string]bool) error {
	if f.Version {
		return nil
	}
	if f.Demo {
		if f.URL != "" {
			return usagef("--demo brings its own GitLab, which has no page at that URL: leave --demo or the URL out")
		}
		for _, name := range []string{"host", "profile", "config"} {
			if given[name] {
				return usagef("--demo brings its own GitLab and reads no configuration: leave --demo or --%s out", name)
			}
		}
	}
	if given["host"] && given["profile"] {
		return usagef("--host and --profile both name a GitLab: keep one of them")
	}
	return nil
}

type parser struct {
	flags   *Flags
	options []option
	rest    []string
	given   map[string]bool
}

func (p *parser) run() error {
	for len(p.rest) > 0 {
		arg := p.rest[0]
		p.rest = p.rest[1:]
		switch {
		case arg == "--":
			return p.positionals()
		case len(arg) > 1 && arg[0] == '-':
			if err := p.flag(arg); err != nil {
				return err
			}
		default:
			if err := p.positional(arg); err != nil {
				return err
			}
		}
	}
	return nil
}

// positionals takes all that is left after --.
func (p *parser) positionals() error {
	for _, arg := range p.rest {
		if err := p.positional(arg); err != nil {
			return err
		}
	}
	p.rest = nil
	return nil
}

func (p *parser) flag(arg string) error {
	name, value, hasValue := strings.Cut(strings.TrimLeft(arg, "-"), "=")
	i := slices.IndexFunc(p.options, func(o option) bool { return o.name == name })
	if i < 0 {
		return p.unknown(arg)
	}
	o := p.options[i]
	if !strings.HasPrefix(arg, "--") {
		return usagef("flags begin with two dashes: --%s", name)
	}
	switch {
	case p.given[name] && !o.repeats:
		return usagef("--%s is given twice: keep one of them", name)
	case o.value == "" && hasValue:
		return usagef("--%s takes no value: leave = and what follows out", name)
	case o.value != "" && !hasValue:
		if len(p.rest) == 0 || strings.HasPrefix(p.rest[0], "--") {
			return usagef("--%s needs a value, such as --%s %s", name, name, o.example)
		}
		value, p.rest = p.rest[0], p.rest[1:]
	}
	if o.value != "" && value == "" {
		return usagef("--%s is empty; it needs a value, such as --%s %s", name, name, o.example)
	}
	p.given[name] = true
	return o.set(p.flags, value)
}

func (p *parser) unknown(arg string) error {
	shown, _, _ := strings.Cut(printable(arg), "=") // what follows = may be a secret
	name := strings.TrimLeft(shown, "-")
	if strings.Contains(folded(name), "token") {
		return usagef("a token is never a flag, because others can read the command line: set GREENLIGHT_TOKEN, or name a source in the configuration, such as token = { env = \"ACME_TOKEN\" }")
	}
	names := make([]string, 0, len(p.options))
	for _, o := range p.options {
		names = append(names, o.name)
	}
	if near := nearest(name, names); near != "" {
		return usagef("there is no flag %s; did you mean --%s?", shown, near)
	}
	for _, c := range []Command{CommandDashboard, CommandSandbox} {
		if slices.ContainsFunc(optionsOf(c), func(o option) bool { return o.name == name }) {
			return usagef("%s belongs to `%s`, not here", shown, strings.TrimSpace("greenlight "+c.String()))
		}
	}
	return usagef("there is no flag %s; `%s` lists them", shown, strings.Join(strings.Fields("greenlight "+p.flags.Command.String()+" --help"), " "))
}

// positional takes one URL and refuses everything else. It repeats plain words
// only: anything else may be a token that was pasted.
func (p *parser) positional(arg string) error {
	word := len(arg) <= 20 && strings.Trim(arg, "abcdefghijklmnopqrstuvwxyz") == ""
	switch {
	case p.flags.Command == CommandSandbox:
		return usagef("`greenlight sandbox` takes flags only; `greenlight sandbox --help` lists them")
	case strings.Contains(arg, "://") && p.flags.URL != "":
		return usagef("two URLs are given: greenlight opens on one")
	case strings.Contains(arg, "://"):
		p.flags.URL = arg
		return nil
	case arg == CommandSandbox.String():
		return usagef("sandbox is a command and comes first: `greenlight sandbox`")
	case word && nearest(arg, []string{CommandSandbox.String()}) != "":
		return usagef("there is no command %s; did you mean sandbox?", arg)
	case word:
		return usagef("there is no command %s; `greenlight --help` lists what there is", arg)
	}
	return usagef("an argument is neither a flag nor a command; `greenlight --help` lists what there is")
}

func count(name string, least int, into *int, value string) error {
	n, err := strconv.Atoi(value)
	if err != nil || n < least || n > maxCount {
		return usagef("--%s %s is not possible; wanted is a whole number from %d to %d", name, quote(value), least, maxCount)
	}
	*into = n
	return nil
}

func address(f *Flags, value string) error {
	host, port, err := net.SplitHostPort(value)
	n, number := strconv.Atoi(port)
	if err != nil || number != nil || n < 0 || n > 65535 || printable(host) != host {
		return usagef("--addr %s is not an address; wanted is HOST:PORT such as 127.0.0.1:8080", quote(value))
	}
	f.Sandbox.Addr = value
	return nil
}
