package config

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Source is one GitLab host to show, resolved from the command line, the file
// and the environment.
type Source struct {
	// Name is the profile's name, of several the first; "demo" for the demo, empty for
	// --host.
	Name string
	// Joined are the other profiles that are shown of the same GitLab: their projects
	// and groups are among the source's. Usually empty.
	Joined []string
	// Host is the address as [NormalHost] returns it; empty for the demo, whose
	// address is known only once the sandbox listens.
	Host string
	// Token is the profile's token source, if it names one.
	Token TokenSource
	// Variables tells whether [TokenVariables] may hold the token.
	Variables bool
	// Projects are full paths or numeric ids, each once.
	Projects []string
	// Groups are full paths or numeric ids, each once.
	Groups []string
	// Refresh is the time between two readings of the list; of joined profiles the
	// shortest.
	Refresh time.Duration
	// CAFile is the full path of a PEM file for [CertPool]; usually empty.
	CAFile string
	// Hint ends the sentence about a missing token: what else could be done.
	Hint string
}

// Resolution is what greenlight is going to show.
type Resolution struct {
	// Sources are the hosts to show, one or more.
	Sources []Source
	// Demo tells that the only source is the embedded sandbox.
	Demo bool
	// ReadOnly refuses every write.
	ReadOnly bool
	// Notices are sentences for the header, about what was ignored.
	Notices []string
	// URL is the page to open on, of the source of index At; empty for none.
	URL string
	At  int
}

// Resolve decides what is shown: the flags win over the file, and without
// either the error says what to do. A wrong choice on the command line is a
// [UsageError]. For the demo pass a File with [Default].
func Resolve(flags Flags, file File, env Env) (Resolution, error) {
	out := Resolution{Demo: flags.Demo, ReadOnly: flags.ReadOnly}
	switch {
	case flags.Demo:
		out.Sources = []Source{{Name: "demo", Refresh: DefaultRefresh}}
	case flags.Host != "":
		out.Sources = []Source{{Host: flags.Host, Variables: true, Refresh: DefaultRefresh, Hint: hostHint(flags.Host, file)}}
	default:
		profiles, err := choose(flags, file)
		if err != nil {
			return out, err
		}
		profiles = withHost(profiles, flags, file)
		if out.Sources, err = sourcesOf(profiles, flags, file.Path); err != nil {
			return out, err
		}
		if len(profiles) > 1 && !out.Sources[0].Variables {
			out.Notices = ignoredVariables(env)
		}
	}
	if err := out.open(flags.URL); err != nil {
		return out, err
	}
	if len(flags.Projects)+len(flags.Groups) == 0 {
		return out, nil
	}
	if len(out.Sources) > 1 {
		names := namesOf(out.Sources)
		return out, usagef("--project and --group need one GitLab, and %d profiles are shown: add --profile with one of %s",
			len(names), quotedNames(names))
	}
	out.Sources[0].Projects, out.Sources[0].Groups = once(flags.Projects), once(flags.Groups)
	return out, nil
}

// withHost shows the profile of a URL's host where none of those that are shown by
// default is of it, and with it those that can be joined with it.
func withHost(shown []Profile, flags Flags, file File) []Profile {
	ofURL := func(p Profile) bool {
		host, err := NormalHost(p.Host)
		return err == nil && pageOf(flags.URL, host)
	}
	if flags.URL == "" || flags.Profile != "" || slices.ContainsFunc(shown, ofURL) {
		return shown
	}
	i := slices.IndexFunc(file.Profiles, ofURL)
	if i < 0 {
		return shown
	}
	first := file.Profiles[i]
	return slices.DeleteFunc(slices.Clone(file.Profiles[i:]), func(p Profile) bool {
		return !sameHost(first, p) || apart(first, p, flags) != ""
	})
}

// open finds the source that a URL belongs to: where several addresses begin alike,
// as below one relative root, the longest.
func (r *Resolution) open(page string) error {
	if page == "" {
		return nil
	}
	best := -1
	for i, s := range r.Sources {
		if pageOf(page, s.Host) && (best < 0 || len(s.Host) > len(r.Sources[best].Host)) {
			best = i
		}
	}
	if best < 0 {
		return usagef("the URL belongs to no GitLab that is shown (%s): add --host with its address, or a profile for it", quotedHosts(r.Sources))
	}
	r.URL, r.At = page, best
	return nil
}

// pageOf reports whether a page lies below a host's address.
func pageOf(page, host string) bool {
	if host == "" || len(page) < len(host) || !strings.EqualFold(page[:len(host)], host) {
		return false
	}
	return len(page) == len(host) || page[len(host)] == '/'
}

func quotedHosts(sources []Source) string {
	hosts := make([]string, 0, len(sources))
	for _, s := range sources {
		hosts = append(hosts, s.Host)
	}
	return strings.Join(hosts, ", ")
}

// choose picks the profiles that are shown.
func choose(flags Flags, file File) ([]Profile, error) {
	if len(file.Profiles) == 0 && flags.Profile == "" {
		return nil, nothingConfigured(file, flags.URL)
	}
	if flags.Profile != "" {
		p, ok := file.Profile(flags.Profile)
		if !ok {
			return nil, unknownProfile(flags.Profile, file)
		}
		return []Profile{p}, nil
	}
	if len(file.ProfilesShown) == 0 {
		return file.Profiles, nil
	}
	shown := make([]Profile, 0, len(file.ProfilesShown))
	for _, name := range file.ProfilesShown {
		p, ok := file.Profile(name)
		if !ok {
			return nil, unknownProfile(name, file)
		}
		shown = append(shown, p)
	}
	return shown, nil
}

// nothingConfigured says what to do; page is the URL that was given, empty for none.
func nothingConfigured(file File, page string) error {
	where := "write a configuration file"
	switch {
	case file.Found:
		where = "add a [profiles.NAME] table to " + printable(file.Path)
	case file.Path != "":
		where += ", " + printable(file.Path)
	}
	run := "greenlight --host https://gitlab.acme.dev"
	if u, err := url.Parse(page); page != "" && err == nil && u.Host != "" {
		run = "greenlight --host " + printable(u.Scheme+"://"+u.Host) + " URL"
	}
	return fmt.Errorf("no GitLab is configured: look around with `greenlight --demo`, or set GREENLIGHT_TOKEN and run `%s`, or %s", run, where)
}

func unknownProfile(name string, file File) error {
	names := file.profileNames()
	near := nearest(name, names)
	switch {
	case near != "":
		return usagef("there is no profile %s; did you mean %s?", quote(name), quote(near))
	case len(names) == 0:
		return usagef("there is no profile %s: %s has none", quote(name), printable(file.Path))
	}
	return usagef("there is no profile %s; %s has %s", quote(name), printable(file.Path), quotedNames(names))
}

// hostHint points to the profile of the same host, which knows a token.
func hostHint(host string, file File) string {
	for _, p := range file.Profiles {
		if same, err := NormalHost(p.Host); err == nil && same == host {
			return ", or use --profile " + p.Name + " instead of --host"
		}
	}
	return ""
}

func ignoredVariables(env Env) []string {
	var set []string
	for _, name := range TokenVariables() {
		if env(name) != "" {
			set = append(set, name)
		}
	}
	switch len(set) {
	case 0:
		return nil
	case 1:
		return []string{set[0] + " is ignored: several profiles are shown"}
	}
	return []string{strings.Join(set, " and ") + " are ignored: several profiles are shown"}
}

func quotedNames(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = quote(name)
	}
	return joined(quoted, "and")
}

// once drops repetitions and keeps the order.
func once(list []string) []string {
	var out []string
	for _, s := range list {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
