package config

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// validate finds everything that is impossible in the values themselves, without lines: no
// file is looked at and nothing is changed.
func (c Config) validate(found *problems) {
	c.validateShown(found)
	for _, p := range c.Profiles {
		p.validate(found)
	}
	c.validateViews(found)
	c.validateLinks(found)
	c.validateRisks(found)
	for action, keys := range c.Keys {
		path := Child("keys", action)
		if len(keys) == 0 {
			found.add(path, `no key is given; wanted is a list such as ["a"], or leave the line out`)
		}
		for i, key := range keys {
			if key == "" {
				found.add(Item(path, i), `this key is empty; wanted is one such as "a" or "ctrl+d"`)
			}
		}
	}
}

func (c Config) validateViews(found *problems) {
	names := map[string]bool{}
	for i, v := range c.Views {
		key := Child(Item("views", i), "name")
		switch {
		case strings.TrimSpace(v.Name) == "":
			found.add(key, "the tab has no name; wanted is a text such as %q", "Mine")
		case names[v.Name]:
			found.add(key, "another tab is called %s already", quote(v.Name))
		}
		names[v.Name] = true
	}
}

func (c Config) validateLinks(found *problems) {
	names := map[string]bool{}
	for i, l := range c.Links {
		path := Item("links", i)
		if i == MaxLinks {
			found.add(path, "there are %d links, more than can be picked from; the most is %d", len(c.Links), MaxLinks)
		}
		switch {
		case strings.TrimSpace(l.Name) == "":
			found.add(Child(path, "name"), "the link has no name; wanted is a text such as %q", "Runbook")
		case names[l.Name]:
			found.add(Child(path, "name"), "another link is called %s already", quote(l.Name))
		}
		names[l.Name] = true
		if strings.TrimSpace(l.URL) == "" {
			found.add(Child(path, "url"), "the address is missing; wanted is one such as %s", linkExample)
		}
	}
}

func (c Config) validateRisks(found *problems) {
	for _, r := range c.Risks {
		key := Child("risks", r.Name)
		switch n := utf8.RuneCountInString(r.Name); {
		case strings.TrimSpace(r.Name) == "" || printable(r.Name) != r.Name:
			found.add(key, `a risk needs a name that can be shown, such as migration = ["db/migrate/**"]`)
		case n > MaxRiskName:
			found.add(key, "the name has %d characters; the most is %d", n, MaxRiskName)
		}
	}
}

func (c Config) validateShown(found *problems) {
	if c.ProfilesShown != nil && len(c.ProfilesShown) == 0 {
		found.add("profiles_shown", "no profile is named; name one, or leave the line out to show all")
	}
	names, seen := c.profileNames(), map[string]bool{}
	for i, name := range c.ProfilesShown {
		key := Item("profiles_shown", i)
		_, known := c.Profile(name)
		near := nearest(name, names)
		switch {
		case seen[name]:
			found.add(key, "%s is named twice", quote(name))
		case known:
		case near != "":
			found.add(key, "there is no profile %s; did you mean %q?", quote(name), near)
		default:
			found.add(key, "there is no profile %s; a table [%s] is missing", quote(name), Child("profiles", name))
		}
		seen[name] = true
	}
}

func (p Profile) validate(found *problems) {
	key := func(name string) string { return Child(Child("profiles", p.Name), name) }
	if strings.TrimSpace(p.Name) == "" || printable(p.Name) != p.Name {
		found.add(Child("profiles", p.Name), "a profile needs a name that can be shown, such as [profiles.acme]")
	}
	if p.Host == "" {
		found.add(key("host"), "the address is missing; wanted is one such as %s", hostExample)
	} else if _, problem := parseHost(p.Host); problem != "" {
		found.add(key("host"), "%s", problem)
	}
	switch {
	case p.Refresh < MinRefresh:
		found.add(key("refresh"), "%s is too short for the server's sake; the least is %q", p.Refresh, "2s")
	case p.Refresh > MaxRefresh:
		found.add(key("refresh"), "%s is too long to decide by; the most is %q", p.Refresh, "1h")
	}
	validatePaths(found, "project", key("projects"), p.Projects)
	validatePaths(found, "group", key("groups"), p.Groups)
	p.Token.validate(found, key("token"))
}

func validatePaths(found *problems, kind, key string, paths []string) {
	for i, path := range paths {
		if problem := pathProblem(kind, path); problem != "" {
			found.add(Item(key, i), "%s", problem)
		}
	}
}

// validate never shows the values: a token may have been put there.
func (t TokenSource) validate(found *problems, key string) {
	switch {
	case t.Env != "" && t.Command != nil:
		found.add(key, "two sources are given, env and command; keep one")
	case t.Env != "" && !variableName.MatchString(t.Env):
		found.add(Child(key, "env"), `this is not the name of a variable; wanted is a name without $, such as "ACME_TOKEN"`)
	case t.Command != nil && (len(t.Command) == 0 || strings.TrimSpace(t.Command[0]) == ""):
		found.add(Child(key, "command"), `no program is named; wanted is a list such as ["op", "read", "op://work/gitlab/token"]`)
	}
}
