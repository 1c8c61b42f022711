package config

import "slices"

// What is in the product but not in this version: naming it is refused in a
// sentence, because a key that is silently ignored is worse than none.
const (
	laterKeyring = `tokens from the system's keyring are not in this version yet: use env or command, such as token = { env = "ACME_TOKEN" }`
	laterGlab    = `tokens from glab's login are not in this version yet: use env or command, such as token = { env = "ACME_TOKEN" }`
)

// linkExample is the address of a link as messages show it.
const linkExample = `"https://runbooks.acme.dev/{{.Project}}"`

// homes says where a key belongs that stands in the wrong table, the usual
// mistake in TOML: a table ends only where the next one begins.
var homes = []struct {
	where string
	keys  []string
}{
	{"at the top of the file, before the first [table]", []string{"profiles_shown"}},
	{"in a [profiles.NAME] table", []string{"host", "token", "projects", "groups", "refresh", "ca_file"}},
	{"in a [[views]] or [[links]] table", []string{"filter"}},
	{"in a [[links]] table", []string{"url"}},
	{"in the [ui] table", []string{"theme", "symbols", "mouse"}},
	{"in the [notify] table", []string{"bell", "desktop"}},
	{"in an [approve.TIER] table", []string{"confirm", "comment", "read_only"}},
}

func homeOf(name string) string {
	for _, h := range homes {
		if slices.Contains(h.keys, name) {
			return h.where
		}
	}
	return ""
}

// read turns a decoded document into values. What cannot be read keeps its
// default and is a problem.
func read(doc map[string]any, lines Positions, found *problems) Config {
	c := Default()
	top := &table{problems: found, values: doc}
	top.texts("profiles_shown", `["acme"]`, &c.ProfilesShown)
	if t := top.table("profiles"); t != nil {
		c.Profiles = readProfiles(t, lines)
	}
	c.Views = readViews(top)
	if t := top.table("ui"); t != nil {
		t.text("theme", `"auto"`, &c.UI.Theme)
		enum(t, "symbols", []Symbols{SymbolsUnicode, SymbolsASCII}, &c.UI.Symbols)
		t.flag("mouse", &c.UI.Mouse)
		t.finish()
	}
	if t := top.table("approve"); t != nil {
		readApprove(t, c.Approve)
	}
	if t := top.table("keys"); t != nil {
		for _, action := range t.names() {
			var keys []string
			t.texts(action, `["a"]`, &keys)
			c.Keys[action] = keys
		}
	}
	if t := top.table("notify"); t != nil {
		t.flag("bell", &c.Notify.Bell)
		t.flag("desktop", &c.Notify.Desktop)
		t.finish()
	}
	c.Links = readLinks(top)
	if t := top.table("risks"); t != nil {
		c.Risks = readRisks(t, lines)
	}
	top.finish()
	return c
}

func readViews(top *table) []View {
	var views []View
	for _, t := range top.tables("views") {
		var v View
		t.text("name", `"Mine"`, &v.Name)
		t.filter("filter", &v.Filter)
		t.finish()
		views = append(views, v)
	}
	return views
}

func readLinks(top *table) []Link {
	var links []Link
	for _, t := range top.tables("links") {
		var l Link
		if t.values == nil {
			t.expect(Child(t.path, "url"))
		}
		t.text("name", `"Runbook"`, &l.Name)
		t.text("url", linkExample, &l.URL)
		t.filter("filter", &l.Filter)
		t.finish()
		links = append(links, l)
	}
	return links
}

// readRisks takes every name: which of them are built in is not known here. One
// that cannot be read is left out, so that nobody finds a problem with it twice.
func readRisks(t *table, lines Positions) []Risk {
	var risks []Risk
	for _, name := range t.ordered(lines) {
		r := Risk{Name: name}
		t.texts(name, `["db/migrate/**"]`, &r.Globs)
		if !t.about(t.path, name, len(r.Globs)) {
			risks = append(risks, r)
		}
	}
	return risks
}

// ordered returns the names in the order of the file, which the decoded table has
// lost; those of one line by their letters.
func (t *table) ordered(lines Positions) []string {
	names := t.names()
	slices.SortStableFunc(names, func(a, b string) int {
		return lines.Position(Child(t.path, a)) - lines.Position(Child(t.path, b))
	})
	return names
}

func readProfiles(t *table, lines Positions) []Profile {
	names := t.ordered(lines)
	profiles := make([]Profile, 0, len(names))
	for _, name := range names {
		if _, isTable := t.values[name].(map[string]any); !isTable {
			if homeOf(name) == "" {
				t.wrong(name, "a table: ["+Child(t.path, name)+"]", t.values[name])
			}
			continue
		}
		profiles = append(profiles, readProfile(name, t.table(name)))
	}
	t.finish()
	return profiles
}

func readProfile(name string, t *table) Profile {
	p := Profile{Name: name, Refresh: DefaultRefresh}
	t.text("host", `"https://gitlab.acme.dev"`, &p.Host)
	t.token("token", &p.Token)
	t.texts("projects", `["payments/api"]`, &p.Projects)
	t.texts("groups", `["platform"]`, &p.Groups)
	t.duration("refresh", &p.Refresh)
	t.text("ca_file", `"/etc/ssl/acme.pem"`, &p.CAFile)
	t.finish()
	return p
}

func (t *table) token(name string, into *TokenSource) {
	v, ok := t.take(name)
	if !ok {
		return
	}
	if _, isText := v.(string); isText {
		t.add(Child(t.path, name), `a token itself never stands in this file: revoke it if it was real, and say where the new one comes from, such as { env = "ACME_TOKEN" }`)
		return
	}
	t.known = t.known[:len(t.known)-1]
	source := t.table(name)
	if source == nil {
		return
	}
	source.text("env", `"ACME_TOKEN"`, &into.Env)
	source.texts("command", `["op", "read", "op://work/gitlab/token"]`, &into.Command)
	source.later("keyring", laterKeyring)
	source.later("glab", laterGlab)
	source.finish()
	if len(source.values) == 0 {
		t.add(source.path, `this is empty; wanted is { env = "NAME" } or { command = ["program", "argument"] }`)
	}
}

// filter reads a text that may be empty: no filter shows everything.
func (t *table) filter(name string, into *string) {
	if v, ok := t.values[name]; ok && v == "" {
		t.known = append(t.known, name)
		return
	}
	t.text(name, `"can:approve tier:production"`, into)
}

func readApprove(t *table, into map[Tier]Policy) {
	for _, tier := range Tiers() {
		section := t.table(tier.String())
		if section == nil {
			continue
		}
		policy := into[tier]
		enum(section, "confirm", []Confirm{ConfirmEnter, ConfirmTypeEnvironment}, &policy.Confirm)
		enum(section, "comment", []Comment{CommentOptional, CommentRequired}, &policy.Comment)
		section.flag("read_only", &policy.ReadOnly)
		section.finish()
		into[tier] = policy
	}
	for _, name := range t.names() {
		if slices.Contains(t.known, name) || homeOf(name) != "" {
			continue
		}
		if near := nearest(name, t.known); near != "" {
			t.add(Child(t.path, name), "there is no such tier; did you mean %s?", near)
			continue
		}
		t.add(Child(t.path, name), "there is no such tier; GitLab has %s", joined(t.known, "and"))
	}
	t.finish()
}
