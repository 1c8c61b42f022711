package sandbox

import (
	"strings"
	"time"
)

// Access levels as GitLab numbers them.
// gitlab: lib/gitlab/access.rb
const (
	levelNone       = 0
	levelGuest      = 10
	levelReporter   = 20
	levelDeveloper  = 30
	levelMaintainer = 40
	levelOwner      = 50
	levelAdmin      = 60
)

// world is the whole state. Every field is guarded by Server.mu.
type world struct {
	seed  int64
	foss  bool
	quiet bool
	root  string // external URL without a trailing slash
	start time.Time
	now   time.Time

	users        []*user
	tokens       map[string]*token
	groups       map[int64]*group
	groupByPath  map[string]*group
	projects     []*project
	projectByID  map[int64]*project
	projectPath  map[string]*project
	oldPaths     map[string]*project
	deployments  map[int64]*deployment
	environments map[int64]*environment
	jobs         map[int64]*job
	pipelines    map[int64]*pipeline
	told         telling

	events  eventQueue
	eventNo int64
	spawned []*deployment

	nextDeployment, nextPipeline, nextJob  int64
	nextEnvironment, nextRule, nextGroupID int64
	nextFreeze                             int64
}

type user struct {
	id       int64
	username string
	name     string
	role     string // the word the sandbox command prints
	state    string
	admin    bool
}

type token struct {
	id      int64
	value   string
	name    string
	role    string // overrides the user's in the list of users
	user    *user
	scopes  []string
	expires time.Time
	revoked bool
	created time.Time
	used    time.Time
}

type group struct {
	id          int64
	name        string
	path        string
	parent      *group
	visibility  string
	members     map[int64]int
	protections map[string]*protection // by tier
	projects    []*project
}

// fullPath is the path with all ancestors, separated by slashes.
func (g *group) fullPath() string {
	if g.parent == nil {
		return g.path
	}
	return g.parent.fullPath() + "/" + g.path
}

// fullName is the display name with all ancestors.
func (g *group) fullName() string {
	if g.parent == nil {
		return g.name
	}
	return g.parent.fullName() + " / " + g.name
}

type project struct {
	id            int64
	name          string
	path          string
	group         *group
	visibility    string
	archived      bool
	selfApproval  bool // allow_pipeline_trigger_approve_deployment
	forwardOnly   bool // ci_forward_deployment_enabled
	ciOff         bool
	created       time.Time
	activity      time.Time
	members       map[int64]int
	protections   map[string]*protection // by environment name
	environments  []*environment
	environmentBy map[string]*environment
	refs          map[string]gitRef
	branches      []branch
	commits       map[commitID]commitFact
	head          int
	origin        int               // what head was when the world began
	lost          map[commitID]bool // commits that a clean-up took
	staged        bool              // a scene: nothing happens here by itself
	mergeMethod   string            // mergeCommit, mergeForward, or empty: squashed
	freezes       []freezePeriod
	notes         map[string]string // of releases, by tag, that were told
	deployments   []*deployment     // ascending by id
	byUpdated     []*deployment     // ascending by updated, then id; nil until first asked for
	nextIID       int64
	nextPipeline  int64
}

func (p *project) fullPath() string { return p.group.fullPath() + "/" + p.path }

type environment struct {
	id          int64
	project     *project
	name        string
	slug        string
	tier        string
	state       string
	externalURL string
	created     time.Time
	updated     time.Time
}

// folder is the part of a name that GitLab groups environments by.
func (e *environment) folder() (string, string) {
	head, tail, found := strings.Cut(e.name, "/")
	if !found {
		return "", e.name
	}
	return head, tail
}

// protection is one protected environment: of a project by name, or of a group
// by tier.
type protection struct {
	deploy []grant
	rules  []*rule
}

// grant is one entry of a deploy access list: a user, a group or a level.
type grant struct {
	user  *user
	group *group
	level int
	// home is the group whose protection it belongs to, in which the level counts;
	// nil for a project's.
	home *group
}

type rule struct {
	grant
	id        int64
	required  int
	inherited bool // members of the group's ancestors count too
	approvals []*approval
}

type approval struct {
	user    *user
	rule    *rule
	status  string
	comment string
	created time.Time
}

type deployment struct {
	id, iid   int64
	project   *project
	env       *environment
	ref       string
	tag       bool
	commit    commitID
	status    string
	user      *user // nil when the account is gone
	job       *job  // nil when made through the API
	created   time.Time
	updated   time.Time
	finished  time.Time
	approvals []*approval
}

type job struct {
	id           int64
	name         string
	stage        string
	pipeline     *pipeline
	deployment   *deployment  // nil also when it was deleted
	env          *environment // where it deploys to; nil when it does not
	status       string
	failure      string
	manual       bool
	allowFailure bool
	fails        bool          // how it will end once it runs
	runFor       time.Duration // how long it will run
	user         *user
	created      time.Time
	queued       time.Time
	started      time.Time
	finished     time.Time
	erased       time.Time
	retried      bool
}

type pipeline struct {
	id, iid  int64
	project  *project
	ref      string
	tag      bool
	commit   commitID
	status   string
	source   string
	user     *user
	created  time.Time
	updated  time.Time
	started  time.Time
	finished time.Time
	jobs     []*job    // those that deploy
	kept     []*job    // ordinary ones that somebody canceled or retried, and their new runs
	hurry    int       // divides how long the ordinary jobs take; 0 is 1
	broken   bool      // a test job failed: the pipeline cannot pass before it is retried
	stopped  time.Time // when an ordinary job was canceled: later stages are skipped
}

func (r *rule) forget(gone *approval) {
	for i, a := range r.approvals {
		if a == gone {
			r.approvals = append(r.approvals[:i:i], r.approvals[i+1:]...)
			return
		}
	}
}

func (w *world) userNamed(name string) *user {
	for _, u := range w.users {
		if u.username == name {
			return u
		}
	}
	return nil
}
