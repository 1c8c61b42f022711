package sandbox

import "time"

// plot is what makes a scene differ from the others.
type plot struct {
	name string
	// rules are those of production, as in a blueprint; "-" is none at all.
	rules string
	// live are the commits of main that were deployed with success, the oldest first.
	live []int
	// at is the commit of main that waits; 0 is the last one of a branch.
	at int
	// fork is where the branch leaves main; 0 is nowhere: it has nothing in common.
	fork int
	// head is how many commits main has; 0 is as many as in every project.
	head int
	by   string // who made it; empty is lin
	age  time.Duration
	// approvals is as in a row.
	approvals, pipeline string
	// unreviewed has its newest merge request merged by its author.
	unreviewed bool
	// first is what happened before it, then what happened beside or after it.
	first func(*set)
	then  func(*set, *deployment)
}

const byMaintainers = "role:40 1"

// Commits of main that scenes use: the earlier one is the live one of most.
const (
	earlier = 880
	later   = 892
)

var plots = [sceneCount]plot{
	SceneAhead:         {name: "ahead", rules: byMaintainers, live: []int{earlier}, at: later, then: (*set).seenInStaging},
	SceneRollback:      {name: "rollback", rules: byMaintainers, live: []int{later}, at: earlier},
	SceneDiverged:      {name: "diverged", rules: byMaintainers, live: []int{later}, fork: later - 8},
	SceneSame:          {name: "same", rules: byMaintainers, live: []int{later}, at: later},
	SceneFirst:         {name: "first", rules: byMaintainers, at: later, then: (*set).seenInStaging},
	SceneFrozen:        {name: "frozen", rules: byMaintainers, live: []int{earlier}, at: later, then: (*set).freezeNow},
	SceneFreezeSoon:    {name: "freeze-soon", rules: byMaintainers, live: []int{earlier}, at: later, then: (*set).freezeSoon},
	SceneOwn:           {name: "own", rules: byMaintainers, live: []int{earlier}, at: later, by: "maya"},
	SceneOwnAllowed:    {name: "own-allowed", rules: byMaintainers, live: []int{earlier}, at: later, by: "maya", then: (*set).allowOwn},
	SceneTwoHats:       {name: "two-hats", rules: "payments-leads 1, security-group 1", live: []int{earlier}, at: later},
	SceneShadowedGroup: {name: "shadowed-group", rules: "release/qa-group 1, release/qa 1", live: []int{earlier}, at: later},
	SceneShadowedRole:  {name: "shadowed-role", rules: "role:30 1, role:40 1", live: []int{earlier}, at: later},
	SceneNameless:      {name: "nameless", rules: "role:20 1, role:40 1", live: []int{earlier}, at: later},
	SceneHidden:        {name: "hidden", rules: "release/vault 1", live: []int{earlier}, at: later},
	SceneOthers:        {name: "others", rules: "qa-group 1", live: []int{earlier}, at: later},
	SceneApproved:      {name: "approved", rules: byMaintainers, live: []int{earlier}, at: later, approvals: "oto=0 checked on staging"},
	SceneManual:        {name: "manual", rules: "-", live: []int{earlier}, at: later},
	SceneOutdated:      {name: "outdated", rules: byMaintainers, live: []int{earlier}, at: earlier + 6, age: 5 * hour, then: (*set).overtake},
	SceneOutdatedMany:  {name: "outdated-many", rules: byMaintainers, live: []int{earlier}, at: earlier + 3, age: 9 * hour, then: (*set).overtakeMany},
	SceneUnrelated:     {name: "unrelated", rules: byMaintainers, live: []int{earlier}},
	SceneUnknownSHA:    {name: "unknown-sha", rules: byMaintainers, live: []int{earlier}, fork: earlier, then: (*set).loseOwn},
	SceneUnknownLive:   {name: "unknown-live", rules: byMaintainers, live: []int{earlier}, at: later, then: (*set).loseLive},
	SceneHuge:          {name: "huge", rules: byMaintainers, live: []int{910}, at: 4000, head: 4000},
	SceneLiveDeleted:   {name: "live-deleted", rules: byMaintainers, live: []int{earlier - 9, earlier}, at: later, then: (*set).deleteLive},
	SceneCrowded:       {name: "crowded", rules: byMaintainers, live: []int{earlier}, at: later, first: (*set).busy, then: (*set).crowd},
	SceneRed:           {name: "red", rules: byMaintainers, live: []int{earlier}, at: later, pipeline: statusFailed},
	SceneUnreviewed:    {name: "unreviewed", rules: byMaintainers, live: []int{earlier}, at: later, unreviewed: true},
}

// seenInStaging has the same commit in staging, where it went well.
func (t *set) seenInStaging(d *deployment) {
	t.place("staging", row{ref: d.ref, status: statusSuccess, age: 3 * hour, by: "lin", automatic: true}, d.commit)
}

func (t *set) freezeNow(*deployment) {
	top := t.w.now.Truncate(hour)
	t.w.addFreeze(t.p, dailyFreeze(top.Add(-hour), top.Add(2*hour), "Europe/Berlin"))
}

func (t *set) freezeSoon(*deployment) {
	t.w.addFreeze(t.p, dailyFreeze(t.w.now.Add(40*minute), t.w.now.Add(5*hour), "Europe/Berlin"))
}

func (t *set) allowOwn(*deployment) { t.p.selfApproval = true }

// overtake has a newer commit live since.
func (t *set) overtake(*deployment) {
	t.place(sceneEnvironment, row{ref: "main", status: statusSuccess, age: hour, by: "ana"}, commitID{n: later})
}

func (t *set) overtakeMany(*deployment) {
	for i, by := range []string{"ana", "kim", "raj"} {
		r := row{ref: "main", status: statusBlocked, age: time.Duration(8-2*i) * hour, by: by}
		t.place(sceneEnvironment, r, commitID{n: earlier + 5 + 2*i})
	}
	t.overtake(nil)
}

func (t *set) loseOwn(d *deployment) { t.w.lose(d) }

func (t *set) loseLive(d *deployment) { t.w.lose(d.env.lastSuccess()) }

// deleteLive removes every success and leaves a failure.
func (t *set) deleteLive(d *deployment) {
	t.place(sceneEnvironment, row{ref: "main", status: statusFailed, age: 11 * hour, by: "ana", failure: "script_failure"}, commitID{n: earlier + 3})
	for live := d.env.lastSuccess(); live != nil; live = d.env.lastSuccess() {
		t.w.remove(live)
	}
}

// busy has an older one on its way.
func (t *set) busy() {
	t.place(sceneEnvironment, row{ref: "main", status: statusRunning, age: 25 * minute, by: "kim"}, commitID{n: later - 4})
}

func (t *set) crowd(*deployment) {
	t.place(sceneEnvironment, row{ref: "main", status: statusBlocked, age: 3 * minute, by: "ana"}, commitID{n: later + 4})
}
