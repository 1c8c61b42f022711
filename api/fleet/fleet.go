package fleet

import (
	"context"
	"fmt"
	"sync"
	"time"

	"greenlight/api"
	"greenlight/api/pack"
	"greenlight/api/risk"
	"greenlight/api/schedule"
)

// How long what changes rarely is believed.
const (
	tierLife       = schedule.TierLife
	membershipLife = 10 * time.Minute
	liveLife       = 30 * time.Second
)

// setBack is how far clocks are put back every day, to be right. What is from a time
// further ahead is of no known age.
const setBack = 5 * time.Second

// recent reports whether something happened, and less than a while ago.
func recent(at, now time.Time, life time.Duration) bool {
	age := now.Sub(at)
	return !at.IsZero() && age >= -setBack && age < life
}

// Source is one instance and what of it is shown.
type Source struct {
	Client *api.Client
	// Projects and Groups are paths or ids as the user wrote them. With neither,
	// the most recently active projects are shown.
	Projects, Groups []string
	// Token reads the token anew from where it came from; nil where it cannot.
	Token func(context.Context) (api.Secret, error)
}

// Fleet reads all sources.
type Fleet struct {
	now   func() time.Time
	order []string
	hosts map[string]*host
	// journal takes every write before it is sent; nil keeps none.
	journal Journal
	// store keeps the last state between two runs; nil keeps none.
	store Store
}

// New returns a fleet over the sources; now is the local clock. Two sources of
// one host are read as one.
func New(now func() time.Time, sources ...Source) *Fleet {
	f := &Fleet{now: now, hosts: map[string]*host{}}
	for _, s := range sources {
		name := s.Client.Host()
		if old, ok := f.hosts[name]; ok {
			old.source.Projects = append(old.source.Projects, s.Projects...)
			old.source.Groups = append(old.source.Groups, s.Groups...)
			continue
		}
		f.order = append(f.order, name)
		f.hosts[name] = &host{
			name: name, source: s, now: now, readOnly: s.Client.IsReadOnly(),
			projects: map[int64]*project{},
			led:      map[string][]api.Project{},
			answers:  map[string]saying{},
			groups:   map[api.GroupKey]api.Coverage{},
			asked:    map[api.GroupKey]time.Time{},
			deadline: Fact.deadline,
			saving:   make(chan struct{}, 1),
		}
	}
	return f
}

// LookAt says which files deserve a look, besides the built-in ones. Call it before
// anything is read.
func (f *Fleet) LookAt(set risk.Set) {
	for _, h := range f.hosts {
		h.risky = set
	}
}

// Hosts lists the instances in the order they were given.
func (f *Fleet) Hosts() []string { return f.order }

// ServerTime is the time on the instance's clock.
func (f *Fleet) ServerTime(name string) time.Time {
	if h, ok := f.hosts[name]; ok {
		return h.source.Client.ServerTime()
	}
	return f.now()
}

// host is one instance with what is remembered of it.
type host struct {
	name   string
	source Source
	now    func() time.Time
	// readOnly is that the user forbade writes, whatever the token allows.
	readOnly bool

	mu sync.Mutex
	// me is the caller; by what an earlier run has saved until met.
	me api.CurrentUser
	// tokens counts how often the token was read anew; met says that GitLab has told
	// whose the one in use is.
	tokens   uint64
	met      bool
	projects map[int64]*project
	// led is what each configured name led to when it was last answered, answers what was
	// said when it was looked up last, where it was answered.
	led     map[string][]api.Project
	answers map[string]saying
	groups  map[api.GroupKey]api.Coverage
	// asked is when the memberships in groups were read.
	asked map[api.GroupKey]time.Time
	// begun numbers the reads in the order in which they were begun, judged the rows.
	begun, judged uint64
	// briefs are the facts of the deployments that were looked at last, comparisons
	// those that were made last.
	briefs      []kept
	comparisons []madeComparison
	// risky says which files deserve a look.
	risky risk.Set
	// noGraph is when the instance last did not answer GraphQL.
	noGraph time.Time
	// pulseless is why the pulse is not asked for now.
	pulseless pulseless
	// noUpdates is when it was found that no project of the instance can be asked for what
	// was updated since.
	noUpdates time.Time
	// followed is for how long the updates of long lists are followed; 0 where nobody said.
	followed time.Duration
	// early is what was restored before it was asked for; nil once it was.
	early *early
	// flight makes rows that are read side by side ask a question once.
	flight flights
	// deadline is how long a fact may take.
	deadline func(Fact) time.Duration
	// restored is the number that what was restored has as a read, 0 where nothing was.
	restored uint64
	// dict is what the listed deployments of all projects share.
	dict pack.Dict
	// discovered are the projects that are shown; nil until that is known.
	discovered map[int64]bool
	// saving, which has room for one, guards saved, which is what was saved last.
	saving chan struct{}
	saved  savedState
}

// project is one project with what is remembered of it. The host's mutex guards
// it.
type project struct {
	id   int64
	info api.Project
	role *api.AccessLevel
	// lost is that its last listing was answered by that it is not there; admitted that it was
	// asked for besides those that are shown, and strayed since when it is neither.
	lost, admitted bool
	strayed        time.Time
	// roleAt and tiersAt are when those were read.
	roleAt, tiersAt time.Time
	tiers           map[int64]api.Environment
	// tierAt is when something else told of the tier of one environment, since then.
	tierAt map[int64]time.Time
	// tiersTried is when they were asked for at leisure, guessed what names were taken for.
	tiersTried time.Time
	guessed    map[string]api.Tier
	// places holds what was read of each environment, by its name.
	places map[string]*place
	// looked holds the single reads, by deployment id.
	looked map[int64]*look
	// past holds the single reads of deployments that have ended, for histories.
	past map[int64]*look
	// listed are the deployments of the last listing, newest first; listedAt is when it
	// came, listedBegun its number as a read.
	listed      []listed
	listedAt    time.Time
	listedBegun uint64
	// saved is true of what an earlier run has saved and is not brought back yet.
	saved bool
	// listTag is what the server calls the first page as it is listed.
	listTag string
	// dict is for packing; outline is what is asked of the list, nil until it is.
	dict    *pack.Dict
	outline *outline
	// updated is the newest update that a listing brought, sinceTag what the server called
	// the updates since sinceOf; stuck is since when there are too many of
	// one instant.
	updated, sinceOf, stuck time.Time
	sinceTag                string
	// noUpdates is when such a question was refused, or answered by something else.
	noUpdates time.Time
	// wholeAt is when all was listed last, wholeBegun that read's number, doubted the one
	// from which on the list was doubted.
	wholeAt             time.Time
	wholeBegun, doubted uint64
	// owes is that of its first listing only the newest page was read.
	owes bool
	// marked is how many rows were handed out last, stirred that one of them was again.
	marked  int
	stirred bool
	// more is true where the listing is not the whole.
	more bool
	// noGraph is when a question to GraphQL was last refused for this project.
	noGraph time.Time
	// missed are the deployments that could not be read.
	missed map[int64]miss
	// periods are the freeze periods, freezes what they come to; unclear says which of
	// them come to nothing that is known.
	periods Known[[]api.FreezePeriod]
	freezes []api.Freeze
	unclear error
	// beats are the answers to the pulse that differed from what was known, by the name
	// of the environment; names are those a pulse may ask for.
	beats map[string]beat
	names pulseNames
	// gone numbers the reads that found a deployment deleted.
	gone map[int64]uint64
}

// place is what is known of one environment's deployments.
type place struct {
	live, newestSuccess, newestWaiting, newestRunning *held

	// liveAt is when the environment said what is live, liveRead the number of that read.
	liveAt   time.Time
	liveRead uint64
}

// look is a single read of a deployment.
type look struct {
	deployment  api.Deployment
	pipeline    *api.Pipeline
	pipelineErr string
	at          time.Time
	// begun is the number of the read.
	begun uint64
}

// begin numbers a read: where two of the same thing overlap, the one that was
// begun later is believed. Times would not do, two reads may share one.
func (h *host) begin() uint64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.begun++
	return h.begun
}

func (f *Fleet) host(name string) (*host, error) {
	h, ok := f.hosts[name]
	if !ok {
		return nil, fmt.Errorf("no GitLab called %s is configured", name)
	}
	return h, nil
}

// known returns a project that was discovered.
func (h *host) known(id int64) (*project, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	p, ok := h.projects[id]
	if !ok {
		return nil, fmt.Errorf("project %d of %s is not among those shown", id, h.name)
	}
	return p, nil
}

// remember adds a project or renews what GitLab says of it.
func (h *host) remember(info api.Project) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if p, ok := h.projects[info.ID]; ok {
		if info.SelfApproval == nil {
			info.SelfApproval = p.info.SelfApproval
		}
		p.info = info
		return
	}
	h.projects[info.ID] = newProject(info, &h.dict)
}

func newProject(info api.Project, dict *pack.Dict) *project {
	return &project{
		id: info.ID, info: info, dict: dict, places: map[string]*place{},
		looked: map[int64]*look{}, past: map[int64]*look{}, gone: map[int64]uint64{},
	}
}
