// Package query is the card on which GitLab itself is asked for the deployments of
// one project: by environment, status and times, in GitLab's own order. GitLab takes
// only some combinations; the card says which rule is in the way as one types, what
// would mend it, and sends nothing that would be refused.
//
// The card does no IO and knows no clock but the time it was opened at, from which
// "3d" counts.
package query

import (
	"slices"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/field"
	"greenlight/ui/intent"
	"greenlight/ui/suggest"
)

// Project is one project that can be asked.
type Project struct {
	Ref api.ProjectRef
	// Path is the path with its groups.
	Path string
	// Environments are names that are known already; more come by Known.
	Environments []string
}

// statuses are what a listing can be narrowed to; the empty one is any.
// gitlab: lib/api/deployments.rb
var statuses = []api.Status{"", api.StatusCreated, api.StatusRunning, api.StatusSuccess, api.StatusFailed,
	api.StatusCanceled, api.StatusSkipped, api.StatusBlocked}

var orders = []api.OrderBy{api.OrderByID, api.OrderByIID, api.OrderByCreatedAt, api.OrderByUpdatedAt, api.OrderByFinishedAt}

var directions = []api.Sort{api.Desc, api.Asc}

// The four times, by their index.
const (
	updatedFrom = iota
	updatedTo
	finishedFrom
	finishedTo
	dateCount
)

// The longest texts that are taken, in characters.
const (
	maxText = 1024
	maxDate = 40
)

// Model is the card.
type Model struct {
	projects []Project
	// names are how the projects are called, by their index.
	names []string
	// inForce is true while a query is: it can then be taken back.
	inForce bool
	now     time.Time

	project, environment     suggest.Model
	status, order, direction int
	dates                    [dateCount]field.Input

	focus spot

	// look is true while a project was chosen and nobody was told yet; looked is the
	// project that was asked about.
	look    bool
	looked  api.ProjectRef
	places  fleet.Places
	problem string

	// start is what the card began with; asked is true once what stands there was
	// asked, or taken back.
	start Draft
	asked bool
}

// New is the card over some projects, of which the first is proposed. inForce is the
// query whose answer is on the screen, nil for none; now is the server's time, in the
// zone in which times are written.
func New(projects []Project, inForce *fleet.Query, now time.Time) Model {
	m := Model{projects: projects, names: namesOf(projects), inForce: inForce != nil, now: now, focus: fieldStatus}
	var choices []suggest.Choice
	for i := range projects {
		choices = append(choices, suggest.Choice{Text: m.name(i)})
	}
	path, env := "", ""
	if len(projects) > 0 {
		path = m.name(0)
	} else {
		m.focus = fieldProject
	}
	if inForce != nil {
		i := slices.IndexFunc(projects, func(p Project) bool { return p.Ref == inForce.Project })
		path = ""
		if i >= 0 {
			path = m.name(i)
		}
		f := inForce.Filter
		env = f.Environment
		m.status = max(slices.Index(statuses, f.Status), 0)
		m.order = max(slices.Index(orders, f.OrderBy), 0)
		if f.Sort != api.Desc {
			m.direction = slices.Index(directions, api.Asc)
		}
		for i, t := range []*time.Time{f.UpdatedAfter, f.UpdatedBefore, f.FinishedAfter, f.FinishedBefore} {
			m.dates[i] = field.New(m.written(t), maxDate)
		}
	} else {
		for i := range m.dates {
			m.dates[i] = field.New("", maxDate)
		}
	}
	m.project = suggest.New(path, maxText).Offer(choices)
	m.environment = suggest.New(env, maxText)
	m.start = m.typed()
	return m.choose()
}

// written is a time as it can be typed.
func (m Model) written(t *time.Time) string {
	if t == nil {
		return ""
	}
	here := t.In(m.now.Location())
	if here.Second() == 0 && here.Nanosecond() == 0 {
		return here.Format("2006-01-02 15:04")
	}
	return here.Format(time.RFC3339Nano)
}

// name is what a project is called on the card: its path, with its host where another
// instance has one of that path.
func (m Model) name(i int) string { return m.names[i] }

func namesOf(projects []Project) []string {
	return suggest.Projects(len(projects), func(i int) (path, host string) { return projects[i].Path, projects[i].Ref.Host })
}

// chosen is the project that is named; false where what stands there is none.
func (m Model) chosen() (Project, bool) {
	value := m.project.Value()
	for i, p := range m.projects {
		if value != "" && m.name(i) == value {
			return p, true
		}
	}
	return Project{}, false
}

// Wants is what the card wants to know after it was opened and after each key or
// paste: nil, or what a project has. It is told once; the next key takes it as heard.
func (m Model) Wants() intent.Intent {
	if !m.look {
		return nil
	}
	return intent.Look{Project: m.looked}
}

// Known takes what a project has. An answer about another project than the chosen one
// changes nothing. p may be there beside err, as far as it was read.
func (m Model) Known(project api.ProjectRef, p fleet.Places, err error) Model {
	if project != m.looked {
		return m
	}
	m.look, m.places, m.problem = false, p, ""
	if err == nil {
		err = p.EnvironmentsErr // branches and tags are not asked for here
	}
	if err != nil {
		m.problem = api.AsError(err).Reason()
	}
	return m.offer()
}

// choose takes notice of the project that is chosen now.
func (m Model) choose() Model {
	p, ok := m.chosen()
	if ok && p.Ref != m.looked {
		m.look, m.looked = true, p.Ref
		m.places, m.problem = fleet.Places{}, ""
	}
	return m.offer()
}

// offer puts the known environments below their field.
func (m Model) offer() Model {
	p, ok := m.chosen()
	if !ok {
		return m
	}
	var all []suggest.Choice
	seen := map[string]bool{}
	if p.Ref == m.looked {
		for _, e := range m.places.Environments {
			seen[e.Name] = true
			all = append(all, suggest.Choice{Text: e.Name, Note: string(e.Tier)})
		}
	}
	for _, name := range p.Environments {
		if !seen[name] {
			all = append(all, suggest.Choice{Text: name})
		}
	}
	m.environment = m.environment.Offer(all)
	return m
}

// when is what a date means; nil for an empty one. A time ago is told to the minute.
func (m Model) when(i int) (*time.Time, error) {
	value := m.dates[i].Value()
	if value == "" {
		return nil, nil
	}
	t, err := api.ParseWhen(value, m.now)
	if err != nil {
		return nil, err
	}
	if m.relative(i) {
		t = t.Truncate(time.Minute)
	}
	return &t, nil
}

// relative reports a date that counts from now.
func (m Model) relative(i int) bool {
	value := m.dates[i].Value()
	return value != "" && slices.Contains([]byte("mhdw"), value[len(value)-1])
}

// filter is what is asked for; dates that are none are left out of it.
func (m Model) filter() api.DeploymentFilter {
	f := api.DeploymentFilter{OrderBy: orders[m.order], Sort: directions[m.direction],
		Environment: m.environment.Value(), Status: statuses[m.status]}
	for i, into := range []**time.Time{&f.UpdatedAfter, &f.UpdatedBefore, &f.FinishedAfter, &f.FinishedBefore} {
		if t, err := m.when(i); err == nil {
			*into = t
		}
	}
	return f
}

// query is what is asked; false while something is in the way.
func (m Model) query() (fleet.Query, bool) {
	p, ok := m.chosen()
	if !ok || m.obstacle().words != "" {
		return fleet.Query{}, false
	}
	return fleet.Query{Project: p.Ref, Filter: m.filter()}, true
}
