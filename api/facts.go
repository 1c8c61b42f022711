package api

import "time"

// GroupKey names a question about a group: is the caller a member, counting
// inherited members or not.
type GroupKey struct {
	ID        int64
	Inherited bool
}

// Facts is what is known when a deployment is judged. What could not be read is
// left at its zero value and counts as unknown, never as no.
type Facts struct {
	Deployment *Deployment
	// Detailed is true where the deployment came from a single read, with its
	// approvals.
	Detailed bool
	// Production is whether the environment is of the production tier.
	Production bool
	Me         CurrentUser
	// SelfApproval is the project's setting; nil when it was not read.
	SelfApproval *bool
	// Role is the caller's highest role in the project; nil when it was not read.
	Role *AccessLevel
	// Groups answers for the groups that were asked about; a group that is missing
	// counts as unknown.
	Groups map[GroupKey]Coverage
	// Insight is GitLab's own answer, which goes before what is inferred; nil when it
	// was not read.
	Insight *Insight
	// Live is the environment's last success; NewestSuccess the one with the
	// highest id; NewestWaiting the blocked one with the highest id; NewestRunning the
	// one with the highest id of those that run or were played. Nil when there is none
	// among what was read.
	Live, NewestSuccess, NewestWaiting, NewestRunning *Deployment
	Brief
}

// Brief is what was read besides for the decision about one deployment.
type Brief struct {
	// Ships is how its commit stands to the live one; nil when it was not compared.
	Ships *Ships
	// Freezes are those that are on or come next, in the order of their beginnings;
	// Now is the moment they are judged at and Local the zone of who looks, UTC for nil.
	Freezes []Freeze
	Now     time.Time
	Local   *time.Location
	// FailedJobs are those of its pipeline, those that may fail among them.
	FailedJobs []Job
	// Risks are the kinds of files that deserve a look, with the first of each.
	Risks []Risk
	// Unreviewed are merge requests that nobody but their author looked at, "!870".
	Unreviewed []string
	// Staging is how the same commit went in an environment before production; nil
	// when that was not looked up.
	Staging *Staging
	// Guard is how its ref is protected; nil when it was not read.
	Guard *RefGuard
	// Unread names what could not be read, with the reason.
	Unread []Unread
}

// Risk is one kind of files that deserve a look.
type Risk struct {
	// Name is the kind, "migration"; Path the first such file, More how many follow.
	Name, Path string
	More       int
}

// Staging is how a commit went in the environments before production.
type Staging struct {
	// Environments are the names that were looked at.
	Environments []string
	// Newest is the newest deployment of the commit in one of them; nil for none.
	Newest *Deployment
}

// Unread is something that could speak against a deployment and could not be read.
type Unread struct {
	// What is as in "What it ships could not be read", Why the reason, "no access".
	What, Why string
}
