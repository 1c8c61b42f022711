package config

import (
	"fmt"
	"slices"
)

// sourcesOf makes one source of all profiles that are of one GitLab and decide there with
// one token: their projects and groups stand side by side, and the shortest refresh holds,
// so that none is older than its profile says. Those that differ in more are refused: each
// deployment would be there twice, and it would not be clear who approves it.
func sourcesOf(profiles []Profile, flags Flags, path string) ([]Source, error) {
	sources := make([]Source, 0, len(profiles))
	firsts := make([]Profile, 0, len(profiles))
	for _, p := range profiles {
		host, err := NormalHost(p.Host)
		if err != nil {
			return nil, fmt.Errorf("profile %s: %w", quote(p.Name), err)
		}
		i := slices.IndexFunc(sources, func(s Source) bool { return s.Host == host })
		if i < 0 {
			sources, firsts = append(sources, p.source(host)), append(firsts, p)
			continue
		}
		if why := apart(firsts[i], p, flags); why != "" {
			return nil, fmt.Errorf("profiles %s and %s are both of %s, %s, or name only one of them in profiles_shown of %s, or use --profile",
				quote(firsts[i].Name), quote(p.Name), host, why, printable(path))
		}
		sources[i].join(p)
	}
	for i := range sources {
		sources[i].Variables = !sources[i].Token.Named() && len(sources) == 1
		sources[i].Hint = sources[i].tokenHint()
	}
	return sources, nil
}

// source is what a profile shows by itself.
func (p Profile) source(host string) Source {
	return Source{
		Name: p.Name, Host: host, Token: p.Token, CAFile: p.CAFile,
		Projects: once(p.Projects), Groups: once(p.Groups), Refresh: p.Refresh,
	}
}

// join shows what another profile of the same GitLab shows, too.
func (s *Source) join(p Profile) {
	s.Joined = append(s.Joined, p.Name)
	s.Projects, s.Groups = once(slices.Concat(s.Projects, p.Projects)), once(slices.Concat(s.Groups, p.Groups))
	s.Refresh = min(s.Refresh, p.Refresh)
}

// sameHost reports whether two profiles are of one GitLab, however it is spelled.
func sameHost(a, b Profile) bool {
	one, err := NormalHost(a.Host)
	other, err2 := NormalHost(b.Host)
	return err == nil && err2 == nil && one == other
}

// apart says why two profiles of one GitLab cannot be one list, and what to do about it,
// as a part of a sentence; "" where they can. What the command line names takes the place
// of what the profiles name.
func apart(a, b Profile, flags Flags) string {
	switch {
	case a.Token.Env != b.Token.Env || !slices.Equal(a.Token.Command, b.Token.Command):
		return "but their tokens come from different places, and only one token can decide there: write the same token line in both"
	case a.CAFile != b.CAFile:
		return "but they trust different certificates: write the same ca_file in both"
	case a.nothingNamed() != b.nothingNamed() && len(flags.Projects)+len(flags.Groups) == 0:
		if a.nothingNamed() {
			a, b = b, a
		}
		return "but only " + quote(a.Name) + " says what it shows: name projects or groups in " + quote(b.Name)
	}
	return ""
}

// nothingNamed reports whether a profile names neither projects nor groups: then it shows what was active recently.
func (p Profile) nothingNamed() bool { return len(p.Projects)+len(p.Groups) == 0 }

// tokenHint ends the sentence about a missing token.
func (s Source) tokenHint() string {
	return ", or name " + s.say("a source", "the same source") + " in " + s.tables() + `, such as token = { env = "ACME_TOKEN" }`
}

// names are the profiles that the source is made of.
func (s Source) names() []string { return append([]string{s.Name}, s.Joined...) }

// tables are the names of the profiles' tables in the file.
func (s Source) tables() string {
	var list []string
	for _, name := range s.names() {
		list = append(list, "["+Child("profiles", name)+"]")
	}
	return joined(list, "and")
}

// say picks the words for one profile, or for several.
func (s Source) say(one, several string) string {
	if len(s.Joined) > 0 {
		return several
	}
	return one
}

// namesOf are all profiles of the sources.
func namesOf(sources []Source) (names []string) {
	for _, s := range sources {
		names = append(names, s.names()...)
	}
	return names
}

// SpelledTwice is the error for two sources whose addresses differ and yet lead to one
// GitLab, called host: which of them is its root only a reader of GitLab's addresses knows.
func SpelledTwice(a, b Source, host string) error {
	return fmt.Errorf("profiles %s and %s are both of %s, but their addresses differ, %s and %s: write the same host in both, or name only one of them in profiles_shown, or use --profile",
		quote(a.Name), quote(b.Name), printable(host), a.Host, b.Host)
}
