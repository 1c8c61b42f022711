package config

import (
	"strconv"
	"strings"
	"time"
)

// option is one flag: what parses it is also what the help shows.
type option struct {
	name    string
	value   string // what stands for the value in the help; empty for a switch
	example string
	help    string
	repeats bool
	set     func(f *Flags, value string) error
}

func optionsOf(c Command) []option {
	switch c {
	case CommandDashboard:
		return dashboardOptions()
	case CommandSandbox:
		return sandboxOptions()
	}
	return nil
}

func dashboardOptions() []option {
	return []option{
		{name: "demo", help: "look around on an embedded GitLab, no account needed",
			set: func(f *Flags, _ string) error { f.Demo = true; return nil }},
		{name: "host", value: "URL", example: "https://gitlab.acme.dev", help: "the GitLab to show, such as https://gitlab.acme.dev",
			set: setHost},
		{name: "project", value: "PATH-or-ID", example: "payments/api", help: "a project to show; repeatable", repeats: true,
			set: func(f *Flags, v string) error { return appendPath(&f.Projects, "project", v) }},
		{name: "group", value: "PATH-or-ID", example: "platform", help: "a group to show with its subgroups; repeatable", repeats: true,
			set: func(f *Flags, v string) error { return appendPath(&f.Groups, "group", v) }},
		{name: "profile", value: "NAME", example: "acme", help: "a profile of the configuration file",
			set: func(f *Flags, v string) error { f.Profile = v; return nil }},
		{name: "config", value: "FILE", example: "greenlight.toml", help: "another configuration file",
			set: func(f *Flags, v string) error { f.Config = v; return nil }},
		{name: "read-only", help: "every write is refused, and the screen says so",
			set: func(f *Flags, _ string) error { f.ReadOnly = true; return nil }},
		{name: "plain", help: "linear text for screen readers; not in this version yet",
			set: func(*Flags, string) error {
				return usagef("--plain, linear text for screen readers, is not in this version yet: leave it out")
			}},
		{name: "log", value: "FILE", example: "greenlight.log", help: "a debug log, without any secret in it",
			set: func(f *Flags, v string) error { f.Log = v; return nil }},
		{name: "version", help: "print the version", set: func(f *Flags, _ string) error { f.Version = true; return nil }},
		{name: "help", help: "print this page", set: func(f *Flags, _ string) error { f.Help = true; return nil }},
	}
}

func sandboxOptions() []option {
	return []option{
		{name: "addr", value: "HOST:PORT", example: "127.0.0.1:8080", help: "where to listen; 127.0.0.1 and a free port when absent", set: address},
		{name: "projects", value: "N", example: "12", help: "projects in all",
			set: func(f *Flags, v string) error { return count("projects", 1, &f.Sandbox.Projects, v) }},
		{name: "deployments", value: "N", example: "250", help: "deployments in all",
			set: func(f *Flags, v string) error { return count("deployments", 1, &f.Sandbox.Deployments, v) }},
		{name: "blocked", value: "N", example: "20", help: "how many of them are blocked",
			set: func(f *Flags, v string) error { return count("blocked", 1, &f.Sandbox.Blocked, v) }},
		{name: "latency", value: "D", example: "200ms", help: "delay every answer, such as 200ms", set: setLatency},
		{name: "seed", value: "N", example: "7", help: "the same seed gives the same world and tokens", set: setSeed},
		{name: "help", help: "print this page", set: func(f *Flags, _ string) error { f.Help = true; return nil }},
	}
}

func setHost(f *Flags, value string) error {
	host, problem := NormalHost(value)
	if problem != nil {
		return usagef("--host: %s", problem)
	}
	f.Host = host
	return nil
}

func appendPath(into *[]string, kind, value string) error {
	if problem := pathProblem(kind, value); problem != "" {
		return usagef("--%s: %s", kind, problem)
	}
	*into = append(*into, value)
	return nil
}

func setLatency(f *Flags, value string) error {
	d, err := time.ParseDuration(value)
	if err != nil || d < 0 || d > maxLatency {
		return usagef("--latency %s is not possible; wanted is a time from 0s to 1m, such as 200ms", quote(value))
	}
	f.Sandbox.Latency = d
	return nil
}

func setSeed(f *Flags, value string) error {
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return usagef("--seed %s is not possible; wanted is a whole number", quote(value))
	}
	f.Sandbox.Seed = n
	return nil
}

// Usage returns the help page of a command. path is the default configuration
// file, as [DefaultPath] returns it.
func Usage(c Command, path string) string {
	switch c {
	case CommandDashboard:
		return dashboardUsage(path)
	case CommandSandbox:
		return sandboxUsage()
	}
	return ""
}

func dashboardUsage(path string) string {
	return `greenlight shows the deployments of your GitLab projects, what waits for you,
and lets you approve or reject it.

Usage: greenlight [flags] [URL]
       greenlight sandbox [flags]

With the URL of a GitLab deployment, job, pipeline or environment it opens on
that deployment.

` + optionLines(CommandDashboard) + `
A token is never a flag. It comes from GREENLIGHT_TOKEN or GITLAB_TOKEN for a
host given by --host or by a profile that names no token of its own; else from
the source that the profile names.

Configuration: ` + path + `
Look around first: greenlight --demo
`
}

func sandboxUsage() string {
	return `greenlight sandbox serves the embedded GitLab over HTTP, for curl or scripts.
The first line on stdout says where; then follows one line for each user with
a token.

Usage: greenlight sandbox [flags]

` + optionLines(CommandSandbox)
}

func optionLines(c Command) string {
	const column = 22
	var b strings.Builder
	for _, o := range optionsOf(c) {
		left := strings.TrimSpace("--" + o.name + " " + o.value)
		b.WriteString("  " + left + strings.Repeat(" ", max(2, column-len(left))) + o.help + "\n")
	}
	return b.String()
}
