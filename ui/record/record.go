// Package record is the card on which a deployment is recorded that was made outside
// GitLab CI: where, what, and how it ended. It suggests what the project has, asks
// whether the commit is there, and says beforehand what GitLab will make of it.
//
// The card does no IO and knows no clock. Keys go in, a new card and an intent come
// out; what it wants to know of a project it says through Wants, and hears through
// Known and Checked. It sends one request at a time, and an answer that leaves
// something to do comes back into the form with all that was typed.
package record

import (
	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
	"greenlight/ui/suggest"
)

// Environment is what is known of one environment from what was read already.
type Environment struct {
	Name string
	Tier api.Tier
	// Live is its last success; nil where there is none or it is not known.
	Live *api.Deployment
}

// Project is one project that can be recorded in.
type Project struct {
	Ref api.ProjectRef
	// Path is the path with its groups.
	Path string
	// Me is the caller's user id on its instance, by which a lost record is looked
	// for.
	Me           int64
	Environments []Environment
}

// Prefill is what a card begins with: what is known of the selected row, or what was
// typed on an earlier card.
type Prefill struct {
	Project               api.ProjectRef
	Environment, Ref, SHA string
	Tag                   bool
	// Status is running where it is empty.
	Status api.Status
	// Typed says that somebody typed it: it is a draft and not a proposal.
	Typed bool
}

// phase is where a card stands.
type phase uint8

const (
	editing phase = iota
	// checking: what is there is read before anything is sent; it can be taken back.
	checking
	sending
	answered
)

// The longest texts that are taken, in characters.
// gitlab: app/models/environment.rb
const (
	maxEnvironment = 255
	maxText        = 1024
)

// The fields that are typed, by their index.
const (
	inProject = iota
	inEnvironment
	inRef
	inSHA
	inCount
)

// Model is the card.
type Model struct {
	op       uint64
	projects []Project
	// names are how the projects are called, by their index.
	names []string
	start Prefill

	in     [inCount]suggest.Model
	tag    bool
	status int

	focus spot
	phase phase

	// look is true while a project was chosen and nobody was told yet; looked is the
	// project that was asked about, places what came.
	look   bool
	looked api.ProjectRef
	places fleet.Places
	known  bool
	// err is why nothing of the project could be read.
	err error
	// filled is the ref by which sha and tag were filled in last.
	filled string
	check  check

	// errors are GitLab's words by field; trouble is an answer that is about none.
	errors  map[spot]string
	trouble *decide.Recorded
	result  decide.Recorded
	button  int
}

// check is what is known of a commit by its name.
type check struct {
	project api.ProjectRef
	name    string
	// waits counts the answers about this name that are under way: only the last one
	// is about this project.
	waits  int
	commit api.Commit
	err    error
}

// New is the card over some projects. op names the request.
func New(op uint64, projects []Project, start Prefill) Model {
	m := Model{op: op, projects: projects, names: namesOf(projects), start: start, tag: start.Tag}
	for i, s := range statuses {
		if s == start.Status {
			m.status = i
		}
	}
	m.start.Status = statuses[m.status]
	var choices []suggest.Choice
	path := ""
	for i := range projects {
		choices = append(choices, suggest.Choice{Text: m.name(i)})
		if projects[i].Ref == start.Project {
			path = m.name(i)
		}
	}
	m.in[inProject] = suggest.New(path, maxText).Offer(choices)
	m.in[inEnvironment] = suggest.New(start.Environment, maxEnvironment)
	m.in[inRef] = suggest.New(start.Ref, maxText)
	m.in[inSHA] = suggest.New(start.SHA, maxText)
	m.filled = m.in[inRef].Value()
	m = m.choose()
	m.focus = m.first()
	return m
}

// name is what a project is called on the card: its path, with its host where another
// instance has one of that path.
func (m Model) name(i int) string { return m.names[i] }

func namesOf(projects []Project) []string {
	return suggest.Projects(len(projects), func(i int) (path, host string) { return projects[i].Path, projects[i].Ref.Host })
}

// project is the one that is chosen; false where what stands there is none.
func (m Model) project() (Project, bool) {
	value := m.value(inProject)
	for i, p := range m.projects {
		if value != "" && m.name(i) == value {
			return p, true
		}
	}
	return Project{}, false
}

func (m Model) value(field int) string { return m.in[field].Value() }

// Op is the number of the request that this card sends.
func (m Model) Op() uint64 { return m.op }

// WithOp gives the card another number, for the next request after one that was
// answered.
func (m Model) WithOp(op uint64) Model {
	if !m.Sending() {
		m.op = op
	}
	return m
}

// Sending reports that the request is under way: it cannot be changed, and can be taken
// back only until its write has begun.
func (m Model) Sending() bool { return m.phase == checking || m.phase == sending }

// Begun takes the news that the write of a request begins.
func (m Model) Begun(op uint64) Model {
	if m.phase == checking && op == m.op {
		m.phase = sending
	}
	return m
}

// Draft is the card as it stands, to be kept when it closes, but for the status success
// in production, which becomes running. It is the zero Prefill once GitLab has taken it.
func (m Model) Draft() Prefill {
	if m.taken() {
		return Prefill{}
	}
	before, d := m.start, m.typed()
	before.Typed = false
	if m.risky() {
		// What becomes live in production is chosen on the card that is sent: one that
		// is opened again, later and maybe by somebody else at this screen, begins
		// with what does least.
		d.Status = statuses[0]
	}
	d.Typed = m.Dirty() && (m.start.Typed || d != before)
	return d
}

// typed is what stands in the fields.
func (m Model) typed() Prefill {
	p, _ := m.project()
	return Prefill{Project: p.Ref, Environment: m.value(inEnvironment), Ref: m.value(inRef), SHA: m.value(inSHA),
		Tag: m.tag, Status: statuses[m.status]}
}

// Dirty reports something typed that was not recorded.
func (m Model) Dirty() bool {
	if m.taken() {
		return false
	}
	before := m.start
	before.Typed = false
	return m.start.Typed || m.typed() != before
}

// taken reports that the record is known to be in GitLab.
func (m Model) taken() bool {
	return m.phase == answered && (m.result.Outcome == decide.Done || m.result.Outcome == decide.LostDone)
}

// record is what the card sends. A name of a commit goes as the commit that it was
// found to be: GitLab would keep the name.
func (m Model) record() decide.Record {
	p, _ := m.project()
	sha := m.value(inSHA)
	if m.found() {
		sha = m.check.commit.ID
	}
	return decide.Record{Op: m.op, Project: p.Ref, Me: p.Me, New: api.NewDeployment{
		Environment: m.value(inEnvironment), Ref: m.value(inRef), SHA: sha, Tag: m.tag, Status: statuses[m.status]}}
}
