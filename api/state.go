package api

import "time"

// State is what a deployment is to the person who looks at it. GitLab's status
// alone does not tell: "blocked" may wait for this person, for others, for
// nobody but a hand on the button, or for ever. The order of the constants is
// the order of urgency, and so the default order of a list.
type State uint8

// The states, most urgent first.
const (
	// StateNeedsYou: approvals are missing and a rule covers the caller for certain.
	StateNeedsYou State = iota
	// StateMaybeYou: approvals are missing and a rule may cover the caller, but the
	// membership that decides could not be read.
	StateMaybeYou
	// StateNeedsOthers: approvals are missing and not from the caller.
	StateNeedsOthers
	// StateToRun: every rule is satisfied, the job still waits for a hand.
	StateToRun
	// StateRunning: the job runs, or was played and waits for a runner.
	StateRunning
	// StateFailed: the job failed.
	StateFailed
	// StateRejected: an approver rejected it; it can never run.
	StateRejected
	// StateManual: a manual job that no rule guards.
	StateManual
	// StateOutdated: blocked, and a newer deployment of the environment succeeded.
	StateOutdated
	// StateLive: the last success of its environment.
	StateLive
	// StateDone: an earlier success.
	StateDone
	// StateCreated: its turn has not come.
	StateCreated
	// StateCanceled: canceled.
	StateCanceled
	// StateSkipped: skipped.
	StateSkipped
	// StateOther: a status this version does not know; the raw word is shown.
	StateOther
	// StateReading: blocked, and who may approve has not been read yet.
	StateReading
)

// Coverage says whether a rule counts the caller.
type Coverage uint8

// The three answers; a membership that cannot be read is not a no.
const (
	NotCovered Coverage = iota
	MaybeCovered
	Covered
)

// Standing says whether the caller may approve now, and if not, why.
type Standing uint8

// The standings.
const (
	// MayApprove: a rule with room covers the caller.
	MayApprove Standing = iota
	// MayPerhaps: as above, but the membership could not be read.
	MayPerhaps
	// NotWaiting: GitLab waits for no approval here.
	NotWaiting
	// OwnDeployment: the caller started it and the project forbids approving one's own.
	OwnDeployment
	// AlreadyDecided: the caller's decision is there and no other rule is open to them,
	// but for those in Shadows, to which nothing leads.
	AlreadyDecided
	// NoRule: no rule covers the caller.
	NoRule
	// RulesFull: the rules that cover the caller have all they ask for, but for those in
	// Shadows, to which nothing leads.
	RulesFull
	// NotRead: the approval rules were not read.
	NotRead
)

// RuleProgress is one rule with what this deployment has of it.
type RuleProgress struct {
	Rule ApprovalRule
	// Name is what people call the rule, never empty ("Reporters" where GitLab
	// gives none).
	Name string
	// Given holds this deployment's approvals under the rule.
	Given []Approval
	// Left is how many are missing, at least 0.
	Left int
	// Mine says whether the rule covers the caller, Why by what: "member", "your
	// role", "you by name", "administrator", "inferred", "GitLab says so".
	Mine Coverage
	Why  string
	// Source is who answered.
	Source Source
}

// Source is where the answer comes from whether a rule covers the caller.
type Source uint8

// The sources.
const (
	// SourceREST: worked out from roles and memberships, as GitLab does it.
	SourceREST Source = iota
	// SourceGitLab: GitLab's own answer, by GraphQL.
	SourceGitLab
)

// Shadow is a rule that would take the caller's approval but whose name cannot be
// chosen: it leads to another rule, or to none for certain.
type Shadow struct {
	// Rule and First are indices into Verdict.Rules; First is the rule that its name leads
	// to, -1 where that is not certain.
	Rule, First int
}

// Hat is one way for the caller to approve.
type Hat struct {
	// Name is sent as represented_as; empty lets GitLab choose.
	Name string
	// Rule is the index into Verdict.Rules that the approval will count for, -1
	// where that cannot be foretold.
	Rule int
	// Effect is false where the approval would change nothing.
	Effect bool
	Mine   Coverage
	Why    string
}

// Danger names a kind of warning.
type Danger uint8

// The kinds of warning. Those that begin with Danger may have to be acknowledged,
// notes never have to.
const (
	// DangerOlder: something newer is live; running this would put it back.
	DangerOlder Danger = iota
	// DangerPipeline: the pipeline failed or was canceled.
	DangerPipeline
	// DangerOwn: the caller started the pipeline.
	DangerOwn
	// DangerNewer: a newer deployment of this environment waits too.
	DangerNewer
	// DangerRunning: a newer deployment of this environment runs, or was played and
	// waits for a runner.
	DangerRunning
	// DangerRollback: live has commits that this has not, and this brings none.
	DangerRollback
	// DangerDiverged: live has commits that this has not, and this brings others.
	DangerDiverged
	// DangerUnrelated: live and this share no history.
	DangerUnrelated
	// DangerFreeze: a freeze period is on.
	DangerFreeze
	// NoteFreeze: a freeze period begins soon.
	NoteFreeze
	// NoteUnread: something that could speak against it could not be read.
	NoteUnread
	// NoteRunning: an older deployment of this environment runs.
	NoteRunning
	// NoteRisk: it touches files that deserve a look.
	NoteRisk
	// NoteSelfMerged: a merge request was merged by its author, or nobody approved it.
	NoteSelfMerged
	// NoteJob: a job that may fail has failed.
	NoteJob
	// NoteElsewhere: the same commit failed in, or never was in, staging.
	NoteElsewhere
	// NoteGuard: anybody may push to its branch or move its tag.
	NoteGuard
)

// Warning is one thing to know before deciding. Its texts quote names as GitLab
// sent them: they are made safe where they are drawn.
type Warning struct {
	Kind Danger
	// Must is true for a danger, which has to be acknowledged; false for a note.
	Must bool
	// Word is the loud first word, "OLDER"; Text the rest of the sentence.
	Word, Text string
	// Deed is what is acknowledged, "Put v2.13.8 over v2.13.9". Empty for notes.
	Deed string
}

// Verdict is everything computed about one deployment for one caller.
type Verdict struct {
	State State
	// Given and Required count approvals over all rules, this deployment's only.
	Given, Required int
	// Left is GitLab's own pending_approval_count.
	Left     int
	Rules    []RuleProgress
	Standing Standing
	// MyDecision is what the caller said before; nil when nothing.
	MyDecision *Approval
	// Hats are the ways to approve, the best first. Empty when the caller may not.
	Hats []Hat
	// Shadows are the rules open to the caller that no name leads to for certain.
	Shadows  []Shadow
	Warnings []Warning
	// Ships is what it would change, in numbers.
	Ships Ships
	// Since is when the state began, by the server's clock.
	Since time.Time
	// RejectedBy is the rejection of a rejected deployment, nil when it is not known.
	RejectedBy *Approval
}

// Dangers returns the warnings that have to be acknowledged.
func (v Verdict) Dangers() []Warning {
	var must []Warning
	for _, w := range v.Warnings {
		if w.Must {
			must = append(must, w)
		}
	}
	return must
}
