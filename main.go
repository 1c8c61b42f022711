// Command greenlight is a terminal dashboard for GitLab's deployments: what waits
// for whom, what it would change, and the decision.
//
// This file only wires: flags and files become options, options become a client,
// a fleet and a screen. It is the one place that knows the real clock, the real
// environment and the real terminal.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"time"

	"github.com/charmbracelet/colorprofile"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/journal"
	"greenlight/api/risk"
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
const exitBroken, exitUsage = 1, 2

// process is what the program was given by the system that started it.
type process struct {
	args          []string
	env           config.Env
	stdin, stdout *os.File
	stderr        io.Writer
	now           func() time.Time // the wall's alone: the monotonic clock stands still while a laptop sleeps
	exit          func(int)
}

func main() {
	os.Exit(run(process{
		args: os.Args[1:], env: os.Getenv, stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		now: func() time.Time { return time.Now().Round(0) }, exit: os.Exit,
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
		fmt.Fprintln(p.stdout, "greenlight", host.Version())
		return 0
	case flags.Command == config.CommandSandbox:
		return p.serve(flags.Sandbox)
	}
	return p.dashboard(flags)
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

// serve is the sandbox command: it ends with a signal, and with its exit code.
func (p process) serve(f config.SandboxFlags) int {
	ctx, code, stop := host.Interruptible(context.Background())
	defer stop()
	err := sandbox.Serve(ctx, sandbox.Options{
		Addr: f.Addr, Projects: f.Projects, Deployments: f.Deployments, Blocked: f.Blocked,
		Latency: f.Latency, Seed: f.Seed, Now: p.now,
	}, p.stdout)
	if err != nil {
		return p.fail(err)
	}
	return code()
}

// dashboard is the screen, from the configuration to the last word on stderr.
func (p process) dashboard(flags config.Flags) int {
	defer host.Begin()()
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
	state, cache, leave, err := p.folders(setup.demo)
	if err != nil {
		return p.fail(err)
	}
	defer leave()
	opt := setup.options
	sources, closeSources, err := p.open(ctx, setup, &opt, log)
	defer closeSources()
	if err != nil {
		return p.fail(err)
	}
	keyboard, screen := host.NewKeyboard(p.stdin, p.now), host.NewScreen(p.stdout, p.now)
	diary := journal.Office{Journal: journal.New(config.JournalPath(state), p.now), Folder: config.HandoverDir(state), Now: p.now}
	all := fleet.New(p.now, sources...)
	all.Keep(diary)
	all.LookAt(setup.risks)
	save := all.CacheIn(cache)
	opt.Fleet, opt.Diary, opt.Risks, opt.Now, opt.Drawn, opt.Typed = all, diary, setup.risks.Files, p.now, screen.Drawn, keyboard.Typed
	end := host.Run(ui.New(ctx, opt), keyboard, screen, p.exit)
	save()
	return p.lastWords(end, state)
}

// folders are those of what outlives a run, and of what can be read again, "" for none:
// that of the demo is a temporary one.
func (p process) folders(demo bool) (state, cache string, leave func(), err error) {
	if demo {
		state, leave, err = host.TempFolder()
		return state, "", leave, err
	}
	state, cache, err = config.Folders(p.env)
	return state, cache, func() {}, err
}

// lastWords tells what the screen no longer can: a crash, and writes whose
// outcome nobody waited for.
func (p process) lastWords(end host.Ended, state string) int {
	if app, ok := end.Model.(ui.App); ok {
		for _, u := range app.InFlight() {
			fmt.Fprintln(p.stderr, "greenlight:", u)
		}
	}
	switch {
	case end.Crash != nil:
		return p.fail(end.Crash.Report(state, p.now()))
	case end.Signal != 0:
		return end.Signal
	case end.Err != nil:
		return p.fail(fmt.Errorf("the terminal cannot be used: %w", end.Err))
	}
	return 0
}

// setup is what the configuration comes to.
type setup struct {
	sources        []config.Source
	demo, readOnly bool
	// page is a page of the source of index at, to open on; empty for none.
	page    string
	at      int
	options ui.Options
	// risks say which files of a change deserve a look.
	risks risk.Set
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
		Bell: file.Notify.Bell, Desktop: file.Notify.Desktop, Browse: host.OpenBrowser, Clip: host.WriteClipboard,
	}
	for _, v := range file.Views {
		o.Views = append(o.Views, ui.View(v))
	}
	read := func(path string) ([]byte, error) { return os.ReadFile(file.Abs(path)) }
	for _, l := range file.Links {
		o.Links = append(o.Links, ui.Link(l))
	}
	var own []risk.Rule
	for _, r := range file.Risks {
		own = append(own, risk.Rule(r))
	}
	risks, bad := risk.WithOwn(own)
	for _, b := range bad {
		wrong = append(wrong, file.Problem(config.Child("risks", b.Rule), b.Err.Error()))
	}
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
	return setup{sources: r.Sources, demo: r.Demo, readOnly: r.ReadOnly, page: r.URL, at: r.At, options: o, risks: risks}, err
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

// open opens a client for each configured host and tells the screen of it. Tokens
// are read here, before the screen is taken: reading one may ask for a password.
func (p process) open(ctx context.Context, s setup, o *ui.Options, log *slog.Logger) (list []fleet.Source, closeAll func(), err error) {
	var closers []func()
	closeAll = func() {
		for _, c := range closers {
			c()
		}
	}
	o.Refresh, o.TokenHints = map[string]time.Duration{}, map[string]ui.TokenHint{}
	for i, src := range s.sources {
		spec := fleet.Spec{Projects: src.Projects, Groups: src.Groups}
		spec.Now, spec.Log, spec.ReadOnly, spec.UserAgent = p.now, log, s.readOnly, host.UserAgent()
		if s.demo {
			server, err := sandbox.Start(sandbox.Options{Now: p.now, Seed: 1})
			if err != nil {
				return nil, closeAll, err
			}
			closers = append(closers, server.Close)
			src.Host, spec.Token = server.URL(), api.Secret(server.Users()[0].Token)
		} else if err := p.readToken(ctx, src, &spec); err != nil {
			return nil, closeAll, err
		}
		spec.Address = src.Host
		source, err := fleet.Open(spec)
		if err != nil {
			return nil, closeAll, err
		}
		name := source.Client.Host()
		if at := slices.Index(o.Hosts, name); at >= 0 {
			return nil, closeAll, config.SpelledTwice(s.sources[at], src, name)
		}
		if s.page != "" && i == s.at {
			link, err := api.ParseLink(s.page, src.Host)
			if err != nil {
				return nil, closeAll, err
			}
			o.Open = &ui.Opening{Host: name, Link: link}
		}
		closers, list, o.Hosts = append(closers, source.Client.Close), append(list, source), append(o.Hosts, name)
		o.Refresh[name] = src.Refresh
		o.TokenHints[name] = ui.TokenHint{Place: src.TokenPlace(), Restart: len(src.Token.Command) == 0}
	}
	return list, closeAll, nil
}

// readToken fills in what comes from the source's own settings.
func (p process) readToken(ctx context.Context, src config.Source, spec *fleet.Spec) error {
	token, err := src.ReadToken(ctx, p.env, p.stdin, p.stderr)
	if err != nil {
		return err
	}
	spec.Token = api.Secret(token.Reveal())
	spec.Reread = func(ctx context.Context) (api.Secret, error) {
		t, err := src.ReadToken(ctx, p.env, nil, io.Discard)
		return api.Secret(t.Reveal()), err
	}
	if src.CAFile != "" {
		spec.CA, err = config.CertPool(src.CAFile)
	}
	return err
}
