// Command greenlight is a terminal dashboard for GitLab's deployments: what waits
// for whom, what it would change, and the decision.
//
// This file only wires: flags and files become options, options become a client,
// a fleet and a screen. It is the one place that knows the real clock, the real
// environment and the real terminal.
package main

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/charmbracelet/colorprofile"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
	"greenlight/assets"
	"greenlight/config"
	"greenlight/ui"
	"greenlight/ui/draw"
	"greenlight/ui/form"
	"greenlight/ui/host"
	"greenlight/ui/theme"
)

// The exit codes besides those of signals.
const (
	exitBroken = 1
	exitUsage  = 2
)

// process is what the program was given by the system that started it.
type process struct {
	args          []string
	env           config.Env
	stdin, stdout *os.File
	stderr        io.Writer
	now           func() time.Time
	exit          func(int)
}

func main() {
	os.Exit(run(process{
		args: os.Args[1:], env: os.Getenv, stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		now: time.Now, exit: os.Exit,
	}))
}

// run is the program; what it returns is the exit code.
func run(p process) int {
	flags, err := config.ParseFlags(p.args)
	if err != nil {
		return p.fail(err)
	}
	switch {
	case flags.Help:
		path, _ := config.DefaultPath(p.env)
		fmt.Fprint(p.stdout, config.Usage(flags.Command, path))
		return 0
	case flags.Version:
		fmt.Fprintln(p.stdout, "greenlight", version())
		return 0
	case flags.Command == config.CommandSandbox:
		err = p.serve(flags.Sandbox)
	default:
		return p.dashboard(flags)
	}
	if err != nil {
		return p.fail(err)
	}
	return 0
}

// fail says on stderr what went wrong and returns the exit code for it.
func (p process) fail(err error) int {
	fmt.Fprintf(p.stderr, "greenlight: %v\n", err)
	var usage config.UsageError
	if errors.As(err, &usage) {
		return exitUsage
	}
	return exitBroken
}

// version is the module's version where the build knows it.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

// serve is the sandbox command: it ends with SIGINT or SIGTERM.
func (p process) serve(f config.SandboxFlags) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	return sandbox.Serve(ctx, sandbox.Options{
		Addr: f.Addr, Projects: f.Projects, Deployments: f.Deployments, Blocked: f.Blocked,
		Latency: f.Latency, Seed: f.Seed, Now: p.now,
	}, p.stdout)
}

// dashboard is the screen, from the configuration to the last word on stderr.
func (p process) dashboard(flags config.Flags) int {
	setup, err := p.configure(flags)
	if err == nil {
		err = host.CheckTerminal(p.stdout, p.env("TERM"))
	}
	if err != nil {
		return p.fail(err)
	}
	log, closeLog, err := host.OpenLog(flags.Log)
	if err != nil {
		return p.fail(err)
	}
	defer closeLog()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	sources, err := p.sources(ctx, setup, log)
	if err != nil {
		return p.fail(err)
	}
	defer sources.close()

	screen := host.NewScreen(p.stdout, p.now)
	opt := setup.options
	opt.Fleet = fleet.New(p.now, sources.list...)
	opt.Hosts, opt.Refresh, opt.TokenHints = sources.hosts, sources.refresh, sources.hints
	opt.Now, opt.Drawn = p.now, screen.Drawn
	end := host.Run(ui.New(ctx, opt), p.stdin, screen, p.exit)
	return p.lastWords(end, setup.demo)
}

// lastWords tells what the screen no longer can: a crash, and writes whose
// outcome nobody waited for.
func (p process) lastWords(end host.Ended, demo bool) int {
	if app, ok := end.Model.(ui.App); ok {
		for _, u := range app.InFlight() {
			fmt.Fprintln(p.stderr, "greenlight:", u)
		}
	}
	switch {
	case end.Crash != nil:
		folder, err := config.StateDir(p.env)
		if demo { // it leaves nothing in the user's folders
			folder, err = os.MkdirTemp("", "greenlight-demo-")
		}
		if err == nil {
			err = end.Crash.Report(folder, p.now())
		}
		return p.fail(err)
	case end.Signal != 0:
		return end.Signal
	case end.Err != nil:
		return p.fail(fmt.Errorf("the terminal cannot be used: %w", end.Err))
	default:
		return 0
	}
}

// setup is what the configuration comes to.
type setup struct {
	sources        []config.Source
	demo, readOnly bool
	options        ui.Options
}

// configure reads flags, file and environment, and reports what is wrong with the
// file all at once, whoever found it.
func (p process) configure(flags config.Flags) (setup, error) {
	file := config.File{Config: config.Default()}
	var wrong config.Errors
	if !flags.Demo {
		var err error
		if file, err = config.Load(flags.Config, p.env); err != nil && !errors.As(err, &wrong) {
			return setup{}, err
		}
	}
	o := ui.Options{
		ASCII: file.UI.Symbols == config.SymbolsASCII || draw.WideSigns(), Mouse: file.UI.Mouse, Keys: file.Keys,
		Policies: policies(file.Approve), Profile: colorprofile.Detect(p.stdout, os.Environ()),
	}
	for _, v := range file.Views {
		o.Views = append(o.Views, ui.View{Name: v.Name, Filter: v.Filter})
	}
	read := func(path string) ([]byte, error) { return os.ReadFile(file.Abs(path)) }
	var err error
	if o.Themes, err = theme.Load(file.UI.Theme, assets.Themes, read); err != nil {
		wrong = append(wrong, file.Problem("ui.theme", err.Error()))
	}
	for _, problem := range ui.Validate(o) {
		wrong = append(wrong, file.Problem(problem.Path, problem.Message))
	}
	if len(wrong) > 0 {
		return setup{}, wrong.Sorted()
	}
	r, err := config.Resolve(flags, file, p.env)
	o.ReadOnly, o.Demo, o.Notices = r.ReadOnly, r.Demo, r.Notices
	return setup{sources: r.Sources, demo: r.Demo, readOnly: r.ReadOnly, options: o}, err
}

func policies(from map[config.Tier]config.Policy) map[api.Tier]form.Policy {
	to := make(map[api.Tier]form.Policy, len(from))
	for tier, p := range from {
		policy := form.Policy{CommentRequired: p.Comment == config.CommentRequired, ReadOnly: p.ReadOnly}
		if p.Confirm == config.ConfirmTypeEnvironment {
			policy.Confirm = form.TypeEnvironment
		}
		to[api.Tier(tier.String())] = policy
	}
	return to
}

// opened are the sources of the fleet with what has to be closed after it.
type opened struct {
	list    []fleet.Source
	hosts   []string
	refresh map[string]time.Duration
	hints   map[string]ui.TokenHint
	closers []func()
}

func (o *opened) close() {
	for _, c := range o.closers {
		c()
	}
}

// sources opens a client for each configured host; tokens are read here, before
// the screen is taken, since reading one may ask for a password.
func (p process) sources(ctx context.Context, s setup, log *slog.Logger) (*opened, error) {
	o := &opened{refresh: map[string]time.Duration{}, hints: map[string]ui.TokenHint{}}
	if s.demo {
		return o, p.openDemo(o, s.sources[0], log)
	}
	for _, src := range s.sources {
		token, err := src.ReadToken(ctx, p.env, p.stdin, p.stderr)
		if err != nil {
			return nil, err
		}
		read := func(ctx context.Context) (api.Secret, error) {
			t, err := src.ReadToken(ctx, p.env, nil, io.Discard)
			return api.Secret(t.Reveal()), err
		}
		if err := o.add(p, src, api.Secret(token.Reveal()), s.readOnly, read, log); err != nil {
			return nil, err
		}
	}
	return o, nil
}

// openDemo starts the embedded GitLab and makes its first user the caller.
func (p process) openDemo(o *opened, src config.Source, log *slog.Logger) error {
	server, err := sandbox.Start(sandbox.Options{Now: p.now, Seed: 1})
	if err != nil {
		return err
	}
	o.closers = append(o.closers, server.Close)
	src.Host = server.URL()
	return o.add(p, src, api.Secret(server.Users()[0].Token), false, nil, log)
}

func (o *opened) add(p process, src config.Source, token api.Secret, readOnly bool, read func(context.Context) (api.Secret, error), log *slog.Logger) error {
	instance, err := api.ParseInstance(src.Host)
	if err != nil {
		return err
	}
	var pool *x509.CertPool
	if src.CAFile != "" {
		if pool, err = config.CertPool(src.CAFile); err != nil {
			return err
		}
	}
	client, err := api.New(api.Options{
		Instance: instance, Token: token, CA: pool, Now: p.now, Log: log, ReadOnly: readOnly,
		UserAgent: "greenlight/" + version(),
	})
	if err != nil {
		return err
	}
	o.closers = append(o.closers, client.Close)
	o.list = append(o.list, fleet.Source{Client: client, Projects: src.Projects, Groups: src.Groups, Token: read})
	o.hosts = append(o.hosts, client.Host())
	o.refresh[client.Host()] = src.Refresh
	o.hints[client.Host()] = ui.TokenHint{Place: src.TokenPlace(), Restart: len(src.Token.Command) == 0}
	return nil
}
