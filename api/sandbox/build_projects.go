package sandbox

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"
)

// blueprint is a project before it is built. Rules are written as
// "production: payments-leads 1, role:40 1"; see ruleFrom.
type blueprint struct {
	group, path, name string
	environments      []string
	rules             []string
	deployLevel       int
	deployers         []string // also on the deploy access lists, by username
}

var blueprints = []blueprint{
	{"payments", "api", "api",
		[]string{"production", "prod-eu", "prod-us", "prod-apac", "staging", "qa", "loadtest"},
		[]string{"production: payments-leads 1", "prod-eu: qa-group 1, security-group 2", "prod-us: payments-leads 1, role:40 1",
			"prod-apac: payments-leads 1", "staging: role:30 1"}, levelDeveloper, nil},
	{"payments", "web", "web", []string{"production", "staging"},
		[]string{"production: web-leads 1"}, levelDeveloper, nil},
	{"platform", "search-index", "search-index", []string{"production", "staging"},
		[]string{"production: search-team 2", "staging: search-team 1, role:40 1"}, levelDeveloper, []string{"rae"}},
	{"payments", "ledger", "ledger", []string{"production", "prod-eu", "qa"},
		[]string{"production: role:40 1", "prod-eu: role:40 1"}, levelMaintainer, nil},
	{"platform", "sso", "sso", []string{"production", "staging", "qa"},
		[]string{"production: release-managers 2"}, levelDeveloper, nil},
	{"payments", "checkout", "checkout", []string{"production", "staging", "loadtest"},
		[]string{"production: release-managers 2"}, levelDeveloper, nil},
	{"data", "ingest", "ingest", []string{"production", "staging", "qa"},
		[]string{"production: sre/oncall 1", "staging: user:ana 1"}, levelDeveloper, nil},
	{"platform", "mail-relay", "mail-relay", []string{"production", "staging"},
		[]string{"production: role:40 1"}, levelDeveloper, nil},
	{"platform", "edge-proxy", "edge-proxy", []string{"production", "prod-us", "staging", "canary"},
		[]string{"production: sre/oncall+ 1", "prod-us: sre/oncall+ 1", "canary: role:20 1"}, levelMaintainer, nil},
	{"data", "billing", "Legacy Billing (bis Jahresende)", []string{"live prod", "staging"},
		[]string{"live prod: release-managers 1"}, levelDeveloper, []string{"sam"}},
	{"platform/infra", "terraform-live", "terraform-live", []string{"production", "qa"}, nil, levelMaintainer, nil},
	{"payments", "gateway", "支付网关 💳", []string{"production", "staging"},
		[]string{"production: payments-leads 1, user:kim 1"}, levelDeveloper, nil},
}

// initialHead is how many commits main has at the start.
const initialHead = 900

func (w *world) buildProjects(count int) {
	for i := range count {
		b := blueprint{}
		if i < len(blueprints) {
			b = blueprints[i]
		} else {
			b = service(i)
		}
		g := w.groupByPath[b.group]
		if g == nil {
			g = w.addGroup(b.group, nil, "private")
			g.members = w.staff()
		}
		w.addProject(b, g)
	}
	w.groupByPath["platform/infra"].protect("production", w.protectionFrom("sre/oncall+ 1", levelDeveloper))
	w.adjust("platform/search-index", func(p *project) { p.forwardOnly = true })
	w.adjust("payments/gateway", func(p *project) { p.selfApproval = true })
	w.adjust("data/billing", func(p *project) { p.visibility = "internal" })
}

func (w *world) adjust(path string, change func(*project)) {
	if p := w.projectPath[path]; p != nil {
		change(p)
	}
}

// service is the blueprint of a project beyond the told ones.
func service(i int) blueprint {
	no := i - len(blueprints)
	word, kind := serviceWords[no%len(serviceWords)], serviceKinds[no/len(serviceWords)%len(serviceKinds)]
	path := word + "-" + kind
	if round := no / (len(serviceWords) * len(serviceKinds)); round > 0 {
		path = fmt.Sprintf("%s-%d", path, round+1)
	}
	rules := []string{"production: role:40 1"}
	if no%3 == 1 {
		rules = []string{"production: security-group 2"}
	}
	return blueprint{
		group: fmt.Sprintf("services-%02d", no/len(serviceWords)+1), path: path, name: path,
		environments: []string{"production", "staging", "qa"}, rules: rules, deployLevel: levelDeveloper,
	}
}

func (w *world) addProject(b blueprint, g *group) *project {
	id := int64(len(w.projects) + 1)
	for w.projectByID[id] != nil {
		id++
	}
	p := &project{
		id: id, name: b.name, path: b.path, group: g, visibility: "private",
		created:  w.start.AddDate(-2, 0, -pick(300, w.seed, id, 'p')),
		activity: w.start.AddDate(0, -3, 0),
		members:  map[int64]int{}, protections: map[string]*protection{}, environmentBy: map[string]*environment{},
		refs:    map[string]gitRef{"main": {commit: commitID{n: initialHead}}},
		commits: map[commitID]commitFact{}, head: initialHead, origin: initialHead,
		nextIID: int64(300 + pick(2000, w.seed, id, 'i')), nextPipeline: int64(200 + pick(900, w.seed, id, 'l')),
	}
	for _, line := range b.rules {
		name, text, _ := strings.Cut(line, ": ")
		made := w.protectionFrom(text, b.deployLevel)
		for _, deployer := range b.deployers {
			made.deploy = append(made.deploy, grant{user: w.userNamed(deployer)})
		}
		p.protections[name] = made
	}
	w.projects = append(w.projects, p)
	w.projectByID[id] = p
	w.projectPath[strings.ToLower(p.fullPath())] = p
	g.projects = append(g.projects, p)
	for _, name := range b.environments {
		e := w.environmentOf(p, name, p.created)
		if e.tier == "production" || e.tier == "staging" {
			e.externalURL = fmt.Sprintf("https://%s.%s.acme.example", e.slug, p.path)
		}
	}
	return p
}

// protectionFrom reads "payments-leads 1, role:40 1, user:ana 1". A plus behind
// a group's path lets members of its ancestors approve too.
func (w *world) protectionFrom(text string, deployLevel int) *protection {
	made := &protection{deploy: []grant{{level: deployLevel}}}
	for _, part := range strings.Split(text, ", ") {
		var who string
		r := &rule{}
		if _, err := fmt.Sscanf(part, "%s %d", &who, &r.required); err != nil {
			panic("sandbox: bad rule in a blueprint: " + part)
		}
		w.nextRule++
		r.id = w.nextRule
		kind, value, typed := strings.Cut(who, ":")
		switch {
		case typed && kind == "role":
			fmt.Sscan(value, &r.level)
		case typed:
			r.user = w.userNamed(value)
		default:
			r.inherited = strings.HasSuffix(who, "+")
			r.group = w.groupByPath[strings.TrimSuffix(who, "+")]
		}
		made.rules = append(made.rules, r)
	}
	return made
}

// protect guards the environments of a tier in all of a group's projects.
func (g *group) protect(tier string, p *protection) {
	for i := range p.deploy {
		p.deploy[i].home = g
	}
	for _, r := range p.rules {
		r.home = g
	}
	g.protections[tier] = p
}

// environmentOf finds or creates an environment.
func (w *world) environmentOf(p *project, name string, at time.Time) *environment {
	if e := p.environmentBy[name]; e != nil {
		return e
	}
	w.nextEnvironment++
	e := &environment{
		id: w.nextEnvironment, project: p, name: name, slug: slugOf(name), tier: tierOf(name), state: "available",
		created: at, updated: at,
	}
	p.environments = append(p.environments, e)
	p.environmentBy[name] = e
	w.environments[e.id] = e
	return e
}

// tiers is GitLab's guess, first match wins, so that preprod is staging.
// gitlab: app/models/environment.rb
var tiers = []struct {
	tier string
	name func() *regexp.Regexp
}{
	{"development", pattern(`(?i)(dev|review|trunk)`)},
	{"testing", pattern(`(?i)(test|tst|int|ac(ce|)pt|qa|qc|control|quality)`)},
	{"staging", pattern(`(?i)(st(a|)g|mod(e|)l|pre|demo|non)`)},
	{"production", pattern(`(?i)(pr(o|)d|live)`)},
}

// pattern is compiled when it is first asked for: a start has no time for what may never
// be needed.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

func tierOf(name string) string {
	for _, t := range tiers {
		if t.name().MatchString(name) {
			return t.tier
		}
	}
	return "other"
}

var notSlug = pattern(`[^a-z0-9]+`)

// slugOf is the name for host names: at most 24 characters, a hash at the end
// when anything was lost.
// gitlab: lib/gitlab/slug/environment.rb
func slugOf(name string) string {
	slug := strings.Trim(notSlug().ReplaceAllString(strings.ToLower(name), "-"), "-")
	if slug == name && len(slug) <= 24 {
		return slug
	}
	if len(slug) > 17 {
		slug = strings.Trim(slug[:17], "-")
	}
	sum := int64(0)
	for _, b := range []byte(name) {
		sum = sum*131 + int64(b)
	}
	return fmt.Sprintf("%s-%06x", slug, mix(sum)&0xffffff)
}
