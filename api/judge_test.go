package api

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// The people and the hour of these tests.
const (
	me, lin, oto, ines = int64(1), int64(2), int64(3), int64(4)
	leadsGroup         = int64(7)
	qaGroup            = int64(8)
)

var three = time.Date(2026, 2, 14, 3, 0, 0, 0, time.UTC)

// at is a moment n minutes after three.
func at(n int) time.Time { return three.Add(time.Duration(n) * time.Minute) }

func ptr[T any](v T) *T { return &v }

// edit changes the facts of a case.
type edit func(*Facts)

// waiting is a blocked deployment of lin's that one approval by leads completes,
// and I am in leads.
func waiting(edits ...edit) Facts {
	job := &Job{ID: 900, Name: "deploy-prod", Status: JobManual, Pipeline: &Pipeline{ID: 60, Status: JobSuccess}}
	f := Facts{
		Deployment: &Deployment{
			ID: 100, IID: 21, Ref: "main", SHA: "3f2a91c0aaaabbbbccccddddeeeeffff00001111", Status: StatusBlocked,
			CreatedAt: at(-60), UpdatedAt: at(-14), User: &User{ID: lin, Username: "lin"},
			Environment: Environment{ID: 5, Name: "production"}, Deployable: job,
			PendingApprovalCount: ptr(1), Approvals: []Approval{},
			ApprovalSummary: &ApprovalSummary{Rules: []ApprovalRule{groupRule(1, leadsGroup, "leads", 1)}},
		},
		Detailed: true, SelfApproval: ptr(false), Role: ptr(Maintainer),
		Groups: map[GroupKey]Coverage{{ID: leadsGroup}: Covered, {ID: qaGroup}: NotCovered},
	}
	f.Me.ID = me
	for _, e := range edits {
		e(&f)
	}
	return f
}

func groupRule(id, group int64, name string, required int) ApprovalRule {
	return ApprovalRule{ID: id, GroupID: &group, Description: &name, Required: required}
}

func userRule(id, user int64, name string, required int) ApprovalRule {
	return ApprovalRule{ID: id, UserID: &user, Description: &name, Required: required}
}

// roleRule has the name that GitLab gives a role: none for some.
func roleRule(id int64, level AccessLevel, required int) ApprovalRule {
	r := ApprovalRule{ID: id, AccessLevel: &level, Required: required}
	switch level {
	case Maintainer:
		r.Description = ptr("Maintainers")
	case Developer:
		r.Description = ptr("Developers + Maintainers")
	}
	return r
}

func withStatus(s Status) edit { return func(f *Facts) { f.Deployment.Status = s } }
func withJob(s JobStatus) edit { return func(f *Facts) { f.Deployment.Deployable.Status = s } }
func noJob(f *Facts)           { f.Deployment.Deployable = nil }
func noUser(f *Facts)          { f.Deployment.User = nil }
func listed(f *Facts) {
	f.Detailed = false
	foss(f)
}
func foss(f *Facts) {
	f.Deployment.PendingApprovalCount, f.Deployment.Approvals, f.Deployment.ApprovalSummary = nil, nil, nil
}
func missing(n int) edit { return func(f *Facts) { f.Deployment.PendingApprovalCount = &n } }
func withRules(r ...ApprovalRule) edit {
	return func(f *Facts) { f.Deployment.ApprovalSummary.Rules = slices.Clone(r) }
}
func startedBy(user int64) edit      { return func(f *Facts) { f.Deployment.User = &User{ID: user} } }
func selfApproval(allowed bool) edit { return func(f *Facts) { f.SelfApproval = &allowed } }
func selfUnknown(f *Facts)           { f.SelfApproval = nil }
func admin(f *Facts)                 { f.Me.IsAdmin = true }
func withRole(l AccessLevel) edit    { return func(f *Facts) { f.Role = &l } }
func roleUnknown(f *Facts)           { f.Role = nil }
func groupsUnknown(f *Facts)         { f.Groups = nil }
func inGroup(id int64, c Coverage) edit {
	return func(f *Facts) { f.Groups[GroupKey{ID: id}] = c }
}
func failedBecause(reason string) edit {
	return func(f *Facts) {
		f.Deployment.Status, f.Deployment.Deployable.Status, f.Deployment.Deployable.FailureReason = StatusFailed, JobFailed, &reason
	}
}
func liveID(id int64) edit {
	return func(f *Facts) { f.Live = &Deployment{ID: id, IID: id, Ref: "v2"} }
}
func succeeded(id int64) edit {
	return func(f *Facts) { f.NewestSuccess = &Deployment{ID: id, IID: id, Ref: "v2"} }
}
func newestWaiting(id int64) edit {
	return func(f *Facts) { f.NewestWaiting = &Deployment{ID: id, IID: id, Ref: "v3", Status: StatusBlocked} }
}

func newestRunning(id int64, s Status) edit {
	return func(f *Facts) {
		f.NewestRunning = &Deployment{ID: id, IID: id, Ref: "v4", Status: s, Deployable: &Job{Status: JobPending}}
	}
}

// decided records a decision here, under the rule at an index.
func decided(user int64, d Decision, rule, minute int) edit {
	return func(f *Facts) {
		a := Approval{User: &User{ID: user}, Status: d, CreatedAt: at(minute)}
		f.Deployment.Approvals = append(f.Deployment.Approvals, a)
		elsewhere(user, d, rule, minute)(f)
	}
}

// elsewhere records a decision on another deployment, under the rule at an index.
func elsewhere(user int64, d Decision, rule, minute int) edit {
	return func(f *Facts) {
		r := &f.Deployment.ApprovalSummary.Rules[rule]
		r.Given = append(r.Given, Approval{User: &User{ID: user}, Status: d, CreatedAt: at(minute)})
	}
}

// answers is GitLab's own answer about rules.
func answers(r ...RuleInsight) edit { return func(f *Facts) { f.Insight = &Insight{Rules: r} } }

func groupAnswer(group int64, required int, yes bool) RuleInsight {
	return RuleInsight{GroupID: &group, Required: required, CanApprove: yes}
}

func userAnswer(user int64, required int, yes bool) RuleInsight {
	return RuleInsight{UserID: &user, Required: required, CanApprove: yes}
}

func roleAnswer(level AccessLevel, required int, yes bool) RuleInsight {
	return RuleInsight{AccessLevel: &level, Required: required, CanApprove: yes}
}

// goneHere and goneElsewhere are decisions of deleted accounts, here alone and under the
// first rule alone.
func goneHere(d Decision, minute int) edit {
	return func(f *Facts) {
		f.Deployment.Approvals = append(f.Deployment.Approvals, Approval{Status: d, CreatedAt: at(minute)})
	}
}

func goneElsewhere(d Decision, minute int) edit {
	return func(f *Facts) {
		r := &f.Deployment.ApprovalSummary.Rules[0]
		r.Given = append(r.Given, Approval{Status: d, CreatedAt: at(minute)})
	}
}

func TestVerdict(t *testing.T) {
	t.Parallel()
	two := withRules(groupRule(1, leadsGroup, "leads", 1), groupRule(2, qaGroup, "qa", 1))
	none := withRules()
	tests := []struct {
		name     string
		edits    []edit
		state    State
		standing Standing
	}{
		// every status without approvals
		{"created", []edit{withStatus(StatusCreated), missing(0), none}, StateCreated, NotWaiting},
		{"created with open rules may be approved early", []edit{withStatus(StatusCreated)}, StateCreated, MayApprove},
		{"created, listed only", []edit{withStatus(StatusCreated), listed}, StateCreated, NotRead},
		{"running", []edit{withStatus(StatusRunning), withJob(JobRunning)}, StateRunning, NotWaiting},
		{"running without a job", []edit{withStatus(StatusRunning), noJob}, StateRunning, NotWaiting},
		{"success, nothing known to be live", []edit{withStatus(StatusSuccess)}, StateDone, NotWaiting},
		{"success and live", []edit{withStatus(StatusSuccess), liveID(100)}, StateLive, NotWaiting},
		{"success, another is live", []edit{withStatus(StatusSuccess), liveID(99)}, StateDone, NotWaiting},
		{"success, a later one is live", []edit{withStatus(StatusSuccess), liveID(101), succeeded(101)}, StateDone, NotWaiting},
		{"live after a later success was rolled back", []edit{withStatus(StatusSuccess), liveID(100), succeeded(101)}, StateLive, NotWaiting},
		{"external success", []edit{withStatus(StatusSuccess), noJob, liveID(100)}, StateLive, NotWaiting},
		{"failed", []edit{failedBecause("script_failure")}, StateFailed, NotWaiting},
		{"failed without a reason", []edit{withStatus(StatusFailed)}, StateFailed, NotWaiting},
		{"failed with open rules still takes approvals that do nothing", []edit{failedBecause("runner_system_failure"), missing(1)}, StateFailed, NotWaiting},
		{"external failure", []edit{withStatus(StatusFailed), noJob}, StateFailed, NotWaiting},
		{"canceled", []edit{withStatus(StatusCanceled), withJob(JobCanceled)}, StateCanceled, NotWaiting},
		{"skipped", []edit{withStatus(StatusSkipped), withJob(JobSkipped)}, StateSkipped, NotWaiting},
		{"a status of a newer GitLab", []edit{withStatus("paused")}, StateOther, NotWaiting},
		{"no status at all", []edit{withStatus("")}, StateOther, NotWaiting},
		{"a status in other letters is not the known one", []edit{withStatus("Blocked")}, StateOther, NotWaiting},

		// rejected
		{"rejected by reason", []edit{failedBecause("deployment_rejected")}, StateRejected, NotWaiting},
		{"rejected by reason, listed only", []edit{listed, failedBecause("deployment_rejected")}, StateRejected, NotWaiting},
		{"rejected by approval where no reason is told", []edit{withStatus(StatusFailed), decided(oto, Reject, 0, 1)}, StateRejected, NotWaiting},
		{"rejected external one that failed", []edit{withStatus(StatusFailed), noJob, decided(oto, Reject, 0, 1)}, StateRejected, NotWaiting},
		{"failed by script, rejected afterwards without effect", []edit{failedBecause("script_failure"), decided(oto, Reject, 0, 1)}, StateFailed, NotWaiting},
		{"an approval is no rejection", []edit{withStatus(StatusFailed), decided(oto, Approve, 0, 1)}, StateFailed, NotWaiting},
		{"rejected without a job keeps its status", []edit{noJob, decided(oto, Reject, 0, 1)}, StateRejected, NotWaiting},
		{"rejected without a job, outdated too", []edit{noJob, decided(oto, Reject, 0, 1), succeeded(101)}, StateRejected, NotWaiting},
		{"rejected by me without a job", []edit{noJob, decided(me, Reject, 0, 1)}, StateRejected, NotWaiting},
		{"rejections of other deployments are nothing here", []edit{elsewhere(oto, Reject, 0, 1)}, StateNeedsYou, MayApprove},
		{"a rejected running external one runs on", []edit{withStatus(StatusRunning), noJob, decided(oto, Reject, 0, 1)}, StateRunning, NotWaiting},

		// played, not started
		{"played: pending", []edit{missing(0), withJob(JobPending)}, StateRunning, NotWaiting},
		{"played: preparing", []edit{missing(0), withJob(JobPreparing)}, StateRunning, NotWaiting},
		{"played: waiting for a resource", []edit{missing(0), withJob(JobWaiting)}, StateRunning, NotWaiting},
		{"played: waiting for a callback", []edit{missing(0), withJob("waiting_for_callback")}, StateRunning, NotWaiting},
		{"played: running already", []edit{missing(0), withJob(JobRunning)}, StateRunning, NotWaiting},
		{"played: being canceled", []edit{missing(0), withJob(JobCanceling)}, StateRunning, NotWaiting},
		{"played though older than the newest success", []edit{missing(0), withJob(JobPending), succeeded(101)}, StateRunning, NotWaiting},
		{"played, listed only", []edit{listed, withJob(JobPending)}, StateRunning, NotRead},

		// blocked, nothing or nobody to approve
		{"listed only", []edit{listed}, StateReading, NotRead},
		{"FOSS: no approvals, a manual job", []edit{foss}, StateManual, NotWaiting},
		{"FOSS: outdated all the same", []edit{foss, succeeded(101)}, StateOutdated, NotWaiting},
		{"protected without rules", []edit{missing(0), none}, StateManual, NotWaiting},
		{"not protected", []edit{missing(0), func(f *Facts) { f.Deployment.ApprovalSummary = nil }}, StateManual, NotWaiting},
		{"complete", []edit{missing(0), decided(oto, Approve, 0, 1)}, StateToRun, NotWaiting},
		{"complete by me", []edit{missing(0), decided(me, Approve, 0, 1)}, StateToRun, NotWaiting},
		{"complete, of my own", []edit{missing(0), startedBy(me), decided(oto, Approve, 0, 1)}, StateToRun, NotWaiting},
		{"complete by GitLab's count though the rule shows nobody", []edit{missing(0)}, StateToRun, NotWaiting},

		// outdated
		{"outdated", []edit{succeeded(101)}, StateOutdated, MayApprove},
		{"outdated, listed only", []edit{listed, succeeded(101)}, StateOutdated, NotRead},
		{"outdated and complete", []edit{missing(0), succeeded(101)}, StateOutdated, NotWaiting},
		{"newer than all successes", []edit{succeeded(99), liveID(99)}, StateNeedsYou, MayApprove},
		{"its own success cannot outdate it", []edit{succeeded(100)}, StateNeedsYou, MayApprove},
		{"a newer one that merely waits outdates nothing", []edit{newestWaiting(101)}, StateNeedsYou, MayApprove},
		{"what is live decides nothing, the newest success does", []edit{liveID(98), succeeded(101)}, StateOutdated, MayApprove},
		{"a live one with a higher id alone outdates nothing", []edit{liveID(101)}, StateNeedsYou, MayApprove},

		// whose turn it is
		{"mine", nil, StateNeedsYou, MayApprove},
		{"mine, without a job", []edit{noJob}, StateNeedsYou, MayApprove},
		{"mine, started by a deleted account", []edit{noUser}, StateNeedsYou, MayApprove},
		{"perhaps mine", []edit{groupsUnknown}, StateMaybeYou, MayPerhaps},
		{"not mine", []edit{inGroup(leadsGroup, NotCovered)}, StateNeedsOthers, NoRule},
		{"not mine by role", []edit{withRules(roleRule(1, Maintainer, 1)), withRole(Developer)}, StateNeedsOthers, NoRule},
		{"mine by role", []edit{withRules(roleRule(1, Maintainer, 1))}, StateNeedsYou, MayApprove},
		{"perhaps mine by role", []edit{withRules(roleRule(1, Maintainer, 1)), roleUnknown}, StateMaybeYou, MayPerhaps},
		{"mine as administrator", []edit{admin, inGroup(leadsGroup, NotCovered)}, StateNeedsYou, MayApprove},
		{"somebody by name, not me", []edit{withRules(userRule(1, oto, "Oto", 1))}, StateNeedsOthers, NoRule},
		{"others gave one of two, mine is the other", []edit{withRules(groupRule(1, leadsGroup, "leads", 2)), decided(oto, Approve, 0, 1)}, StateNeedsYou, MayApprove},
		{"my rule is full, another is open", []edit{two, decided(oto, Approve, 0, 1)}, StateNeedsOthers, RulesFull},
		{"approved by me, one rule of two people", []edit{withRules(groupRule(1, leadsGroup, "leads", 2)), decided(me, Approve, 0, 1)}, StateNeedsOthers, AlreadyDecided},
		{"approved by me, the other rule is not mine", []edit{two, decided(me, Approve, 0, 1)}, StateNeedsOthers, AlreadyDecided},
		{"approved by me, the other rule is mine too", []edit{two, inGroup(qaGroup, Covered), decided(me, Approve, 0, 1)}, StateNeedsOthers, MayApprove},
		{"my approvals of other deployments are nothing here", []edit{elsewhere(me, Approve, 0, -90), elsewhere(me, Approve, 0, -80)}, StateNeedsYou, MayApprove},
		{"a full rule by other deployments only is open", []edit{elsewhere(oto, Approve, 0, -90), elsewhere(ines, Approve, 0, -80)}, StateNeedsYou, MayApprove},

		// one's own
		{"my own, forbidden", []edit{startedBy(me)}, StateNeedsOthers, OwnDeployment},
		{"my own, allowed", []edit{startedBy(me), selfApproval(true)}, StateNeedsYou, MayApprove},
		{"my own, setting unknown", []edit{startedBy(me), selfUnknown}, StateMaybeYou, MayPerhaps},
		{"my own, setting unknown, no rule covers me", []edit{startedBy(me), selfUnknown, inGroup(leadsGroup, NotCovered)}, StateNeedsOthers, NoRule},
		{"my own as administrator is still forbidden", []edit{startedBy(me), admin}, StateNeedsOthers, OwnDeployment},
		{"somebody else's where one's own is forbidden", []edit{selfApproval(false)}, StateNeedsYou, MayApprove},
		{"somebody else's, setting unknown", []edit{selfUnknown}, StateNeedsYou, MayApprove},
		{"played by me, started by another", []edit{func(f *Facts) { f.Deployment.Deployable.User = &User{ID: me} }}, StateNeedsYou, MayApprove},
		{"a deleted account is not me", []edit{noUser, func(f *Facts) { f.Me.ID = 0 }}, StateNeedsYou, MayApprove},
		{"my own and outdated", []edit{startedBy(me), succeeded(101)}, StateOutdated, OwnDeployment},
		{"my own, forbidden: that I may not approve is said before that I am in no group", []edit{startedBy(me), inGroup(leadsGroup, NotCovered)}, StateNeedsOthers, OwnDeployment},
		{"my own, listed only: the setting is no answer yet", []edit{startedBy(me), listed}, StateReading, NotRead},
		{"my own, allowed, the membership unknown", []edit{startedBy(me), selfApproval(true), groupsUnknown}, StateMaybeYou, MayPerhaps},
		{"my own, rejected by me, which is always allowed", []edit{startedBy(me), noJob, decided(me, Reject, 0, 1)}, StateRejected, NotWaiting},

		// GitLab's own answer, by GraphQL
		{"GitLab says yes where REST cannot read the group", []edit{groupsUnknown, answers(groupAnswer(leadsGroup, 1, true))}, StateNeedsYou, MayApprove},
		{"GitLab says no where REST cannot read the group", []edit{groupsUnknown, answers(groupAnswer(leadsGroup, 1, false))}, StateNeedsOthers, NoRule},
		{"GitLab says no where REST infers yes", []edit{answers(groupAnswer(leadsGroup, 1, false))}, StateNeedsOthers, NoRule},
		{"GitLab says yes where REST infers no", []edit{inGroup(leadsGroup, NotCovered), answers(groupAnswer(leadsGroup, 1, true))}, StateNeedsYou, MayApprove},
		{"GitLab's yes knows nothing of one's own, forbidden", []edit{startedBy(me), answers(groupAnswer(leadsGroup, 1, true))}, StateNeedsOthers, OwnDeployment},
		{"GitLab's yes knows nothing of one's own, setting unknown", []edit{startedBy(me), selfUnknown, answers(groupAnswer(leadsGroup, 1, true))}, StateMaybeYou, MayPerhaps},
		{"GitLab's yes knows nothing of a complete one", []edit{missing(0), decided(oto, Approve, 0, 1), answers(groupAnswer(leadsGroup, 1, true))}, StateToRun, NotWaiting},
		{"GitLab's yes knows nothing of what I gave", []edit{withRules(groupRule(1, leadsGroup, "leads", 2)), decided(me, Approve, 0, 1), answers(groupAnswer(leadsGroup, 2, true))}, StateNeedsOthers, AlreadyDecided},
		{"GitLab's yes knows nothing of a rejection", []edit{noJob, decided(oto, Reject, 0, 1), answers(groupAnswer(leadsGroup, 1, true))}, StateRejected, NotWaiting},
		{"GitLab's yes knows nothing of a newer success", []edit{succeeded(101), answers(groupAnswer(leadsGroup, 1, true))}, StateOutdated, MayApprove},
		{"GitLab's no after I decided", []edit{withRules(groupRule(1, leadsGroup, "leads", 2)), decided(me, Approve, 0, 1), answers(groupAnswer(leadsGroup, 2, false))}, StateNeedsOthers, AlreadyDecided},
		{"an answer about a rule that asks for another number is none", []edit{answers(groupAnswer(leadsGroup, 2, false))}, StateNeedsYou, MayApprove},
		{"an answer about another group is none", []edit{answers(groupAnswer(qaGroup, 1, false))}, StateNeedsYou, MayApprove},
		{"no rules in the answer: all is inferred", []edit{answers()}, StateNeedsYou, MayApprove},
		{"GitLab denies an administrator whom it does not count as one", []edit{admin, answers(groupAnswer(leadsGroup, 1, false))}, StateNeedsOthers, NoRule},
		{"a role of a group's protection, denied by GitLab", []edit{withRules(roleRule(1, Maintainer, 1)), answers(roleAnswer(Maintainer, 1, false))}, StateNeedsOthers, NoRule},
		{"two of a role, of the project and of a group: one is mine, nobody knows which", []edit{missing(2), withRules(roleRule(1, Maintainer, 1), roleRule(2, Maintainer, 1)),
			answers(roleAnswer(Maintainer, 1, true), roleAnswer(Maintainer, 1, false))}, StateMaybeYou, MayPerhaps},
		{"two of a role, both mine", []edit{missing(2), withRules(roleRule(1, Maintainer, 1), roleRule(2, Maintainer, 1)), roleUnknown,
			answers(roleAnswer(Maintainer, 1, true), roleAnswer(Maintainer, 1, true))}, StateNeedsYou, MayApprove},

		// what else is easily got wrong
		{"an approver needs no right to deploy", []edit{withRole(Reporter)}, StateNeedsYou, MayApprove},
		{"an approver need not be in the project", []edit{withRole(NoAccess)}, StateNeedsYou, MayApprove},
		{"one rejection is enough whatever is approved", []edit{withRules(groupRule(1, leadsGroup, "leads", 3)), noJob, decided(ines, Approve, 0, 1), decided(oto, Reject, 0, 2)}, StateRejected, NotWaiting},
		{"created and complete early: its job will wait all the same", []edit{withStatus(StatusCreated), missing(0), decided(oto, Approve, 0, 1)}, StateCreated, NotWaiting},
		{"created, my own, forbidden", []edit{withStatus(StatusCreated), startedBy(me)}, StateCreated, OwnDeployment},
		{"created and rejected, without a job", []edit{withStatus(StatusCreated), noJob, decided(oto, Reject, 0, 1)}, StateCreated, NotWaiting},
		{"rejected: GitLab still misses approvals, which do nothing", []edit{failedBecause("deployment_rejected"), missing(2), decided(oto, Reject, 0, 1)}, StateRejected, NotWaiting},
		{"a retry needs approvals afresh: those of the first try are in its rules", []edit{elsewhere(oto, Approve, 0, -5), elsewhere(me, Approve, 0, -4)}, StateNeedsYou, MayApprove},
		{"a job that runs later has not been played", []edit{withJob(JobScheduled)}, StateNeedsYou, MayApprove},
		{"GitLab misses one, and shows no rules", []edit{withRules()}, StateNeedsOthers, NoRule},
		{"approved, more needed: the job stays", []edit{missing(1), withRules(groupRule(1, leadsGroup, "leads", 2)), decided(oto, Approve, 0, 1), inGroup(leadsGroup, NotCovered)}, StateNeedsOthers, NoRule},
		{"full for all GitLab says, and my membership unknown", []edit{groupsUnknown, decided(oto, Approve, 0, 1)}, StateNeedsOthers, RulesFull},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			v := Judge(waiting(test.edits...))
			if v.State != test.state || v.Standing != test.standing {
				t.Errorf("state %d, standing %d; want %d, %d", v.State, v.Standing, test.state, test.standing)
			}
			if mayUse := v.Standing == MayApprove || v.Standing == MayPerhaps; mayUse != (len(v.Hats) > 0) {
				t.Errorf("standing %d with %d hats", v.Standing, len(v.Hats))
			}
		})
	}
	t.Logf("%d cases", len(tests))
}

func TestProgressCountsThisDeploymentOnly(t *testing.T) {
	t.Parallel()
	twoRules := withRules(groupRule(1, leadsGroup, "leads", 1), groupRule(2, qaGroup, "qa", 2))
	tests := []struct {
		name            string
		edits           []edit
		given, required int
		left            []int
		pending         int
	}{
		{"nothing yet", nil, 0, 1, []int{1}, 1},
		{"no rules", []edit{withRules(), missing(0)}, 0, 0, nil, 0},
		{"FOSS", []edit{foss}, 0, 0, nil, 0},
		{"one of three", []edit{twoRules, missing(2), decided(ines, Approve, 1, 1)}, 1, 3, []int{1, 1}, 2},
		{"a hundred on other deployments", []edit{twoRules, missing(3), func(f *Facts) {
			for i := range 100 {
				elsewhere(oto, Approve, i%2, -1000+i)(f)
			}
		}}, 0, 3, []int{1, 2}, 3},
		{"here and elsewhere", []edit{twoRules, missing(2), elsewhere(ines, Approve, 1, -9), decided(ines, Approve, 1, 1), elsewhere(ines, Approve, 1, 2)}, 1, 3, []int{1, 1}, 2},
		{"surplus of one rule does not pay for another", []edit{twoRules, missing(2), decided(oto, Approve, 0, 1), decided(ines, Approve, 0, 2), decided(lin, Approve, 0, 3)}, 1, 3, []int{0, 2}, 2},
		{"a rejection counts for nothing", []edit{missing(1), decided(oto, Reject, 0, 1)}, 0, 1, []int{1}, 1},
		{"one person under two rules", []edit{twoRules, missing(1), decided(me, Approve, 0, 1), decided(me, Approve, 1, 2)}, 2, 3, []int{0, 1}, 1},
		{"another deployment approved in the same instant", []edit{twoRules, missing(2), decided(ines, Approve, 1, 1), elsewhere(ines, Approve, 1, 1)}, 1, 3, []int{1, 1}, 2},
		{"another deployment rejected in the same instant", []edit{twoRules, missing(2), elsewhere(ines, Reject, 1, 1), decided(ines, Approve, 1, 1)}, 1, 3, []int{1, 1}, 2},
		{"an approver whose account is gone", []edit{missing(0), func(f *Facts) {
			gone := Approval{Status: Approve, CreatedAt: at(1)}
			f.Deployment.Approvals = append(f.Deployment.Approvals, gone)
			f.Deployment.ApprovalSummary.Rules[0].Given = append(f.Deployment.ApprovalSummary.Rules[0].Given, gone)
		}}, 1, 1, []int{0}, 0},
		{"an approver whose account is gone from one list only", []edit{goneHere(Approve, 1), elsewhere(oto, Approve, 0, 1)}, 0, 1, []int{1}, 1},
		{"an approver whose account is gone from the other list only", []edit{goneElsewhere(Approve, 1), func(f *Facts) {
			f.Deployment.Approvals = append(f.Deployment.Approvals, Approval{User: &User{ID: oto}, Status: Approve, CreatedAt: at(1)})
		}}, 0, 1, []int{1}, 1},
		{"an approver whose account is gone, at another time elsewhere", []edit{goneHere(Approve, 1), goneElsewhere(Approve, 2)}, 0, 1, []int{1}, 1},
		{"an approver whose account is gone, who rejected elsewhere", []edit{withRules(groupRule(1, leadsGroup, "leads", 2)), missing(1), goneHere(Reject, 1), goneElsewhere(Approve, 1)}, 0, 2, []int{2}, 1},
		{"a rule that asks for nothing", []edit{withRules(groupRule(1, leadsGroup, "leads", 0)), missing(0)}, 0, 0, []int{0}, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			v := Judge(waiting(test.edits...))
			var left []int
			for _, r := range v.Rules {
				left = append(left, r.Left)
			}
			if v.Given != test.given || v.Required != test.required || v.Left != test.pending || !slices.Equal(left, test.left) {
				t.Errorf("%d of %d, GitLab misses %d, rules miss %v; want %d of %d, %d, %v",
					v.Given, v.Required, v.Left, left, test.given, test.required, test.pending, test.left)
			}
		})
	}
}

func TestGitLabsCountWinsOverOurOwn(t *testing.T) {
	t.Parallel()
	// the rule shows nobody, GitLab misses nothing: it is to be run
	if v := Judge(waiting(missing(0))); v.State != StateToRun || v.Standing != NotWaiting || v.Hats != nil {
		t.Errorf("state %d, standing %d, hats %v", v.State, v.Standing, v.Hats)
	}
	// the rule looks full, GitLab misses one: it waits
	v := Judge(waiting(missing(1), decided(oto, Approve, 0, 1)))
	if v.State != StateNeedsOthers || v.Left != 1 || v.Standing != RulesFull {
		t.Errorf("state %d, standing %d, left %d", v.State, v.Standing, v.Left)
	}
}

func TestDecisionsAreFound(t *testing.T) {
	t.Parallel()
	v := Judge(waiting(withRules(groupRule(1, leadsGroup, "leads", 2)), decided(oto, Approve, 0, 1), decided(me, Approve, 0, 2)))
	if v.MyDecision == nil || v.MyDecision.Status != Approve || !v.MyDecision.CreatedAt.Equal(at(2)) || v.RejectedBy != nil {
		t.Errorf("mine %+v, rejected %+v", v.MyDecision, v.RejectedBy)
	}
	v = Judge(waiting(failedBecause("deployment_rejected"), decided(ines, Approve, 0, 1), decided(oto, Reject, 0, 2)))
	if v.MyDecision != nil || v.RejectedBy == nil || v.RejectedBy.User.ID != oto {
		t.Errorf("mine %+v, rejected %+v", v.MyDecision, v.RejectedBy)
	}
	v = Judge(waiting(elsewhere(me, Approve, 0, 1)))
	if v.MyDecision != nil {
		t.Errorf("a decision on another deployment is taken for mine here: %+v", v.MyDecision)
	}
}

func TestSince(t *testing.T) {
	t.Parallel()
	started := func(f *Facts) { f.Deployment.Deployable.StartedAt = ptr(at(-5)) }
	finished := func(f *Facts) { f.Deployment.Deployable.FinishedAt = ptr(at(-2)) }
	tests := []struct {
		name  string
		edits []edit
		want  time.Time
	}{
		{"blocked: the update", nil, at(-14)},
		{"blocked and played: the update", []edit{withJob(JobPending)}, at(-14)},
		{"created: the creation", []edit{withStatus(StatusCreated)}, at(-60)},
		{"running: the start", []edit{withStatus(StatusRunning), started}, at(-5)},
		{"running, start unknown", []edit{withStatus(StatusRunning)}, at(-14)},
		{"running, external", []edit{withStatus(StatusRunning), noJob}, at(-14)},
		{"success: the end", []edit{withStatus(StatusSuccess), started, finished}, at(-2)},
		{"failed: the end", []edit{withStatus(StatusFailed), finished}, at(-2)},
		{"rejected: the end", []edit{failedBecause("deployment_rejected"), finished}, at(-2)},
		{"canceled: the end", []edit{withStatus(StatusCanceled), finished}, at(-2)},
		{"skipped, with an end: the end", []edit{withStatus(StatusSkipped), finished}, at(-2)},
		{"skipped never ran", []edit{withStatus(StatusSkipped)}, at(-14)},
		{"external success: the update", []edit{withStatus(StatusSuccess), noJob}, at(-14)},
		{"unknown: the update", []edit{withStatus("paused"), started, finished}, at(-14)},
	}
	for _, test := range tests {
		f := waiting(test.edits...)
		if got := Judge(f).Since; !got.Equal(test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
	for _, s := range []Status{StatusBlocked, StatusCreated, StatusRunning, "paused"} {
		f := waiting(withStatus(s), finished)
		if end := f.Deployment.FinishedAt(); !end.IsZero() {
			t.Errorf("%s has ended at %v", s, end)
		}
	}
}

func TestQueued(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		f    Facts
		want bool
	}{
		"manual":                 {waiting(), false},
		"pending":                {waiting(withJob(JobPending)), true},
		"no job":                 {waiting(noJob), false},
		"running in earnest":     {waiting(withStatus(StatusRunning), withJob(JobRunning)), false},
		"scheduled for later":    {waiting(withJob(JobScheduled)), false},
		"its turn has not come":  {waiting(withStatus(StatusCreated), withJob(JobPending)), false},
		"waiting for a resource": {waiting(withJob(JobWaiting)), true},
	} {
		if got := test.f.Deployment.Queued(); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
		if got, runs := test.f.Deployment.OnItsWay(), test.f.Deployment.Status == StatusRunning; got != (test.want || runs) {
			t.Errorf("%s is on its way: %v", name, got)
		}
	}
}

// The rest asks of random facts what must hold of all.

// randomFacts makes honest facts: GitLab's count agrees with its lists.
func randomFacts(seed uint64) Facts {
	r := rand.New(rand.NewPCG(seed, 14))
	f := Facts{Deployment: &Deployment{ID: 100, IID: 21, Ref: "main", SHA: strings.Repeat("a", r.IntN(41)), CreatedAt: at(-60), UpdatedAt: at(-r.IntN(60))}}
	f.Me.ID, f.Me.IsAdmin, f.Detailed = me, r.IntN(12) == 0, r.IntN(6) > 0
	statuses := []Status{StatusBlocked, StatusBlocked, StatusBlocked, StatusCreated, StatusRunning, StatusSuccess, StatusFailed, StatusCanceled, StatusSkipped, "paused"}
	f.Deployment.Status = statuses[r.IntN(len(statuses))]
	if r.IntN(4) > 0 {
		jobs := []JobStatus{JobManual, JobManual, JobManual, JobPending, JobSuccess, JobFailed, "novel"}
		f.Deployment.Deployable = &Job{ID: 900, Status: jobs[r.IntN(len(jobs))], Tag: r.IntN(2) == 0}
		if r.IntN(3) > 0 {
			f.Deployment.Deployable.Pipeline = &Pipeline{ID: 60, Status: jobs[r.IntN(len(jobs))]}
		}
	}
	if r.IntN(5) > 0 {
		f.Deployment.User = &User{ID: 1 + r.Int64N(4)}
	}
	if r.IntN(3) > 0 {
		f.SelfApproval = ptr(r.IntN(2) == 0)
	}
	if r.IntN(3) > 0 {
		f.Role = ptr(AccessLevel(10 * r.IntN(6)))
	}
	f.Groups = map[GroupKey]Coverage{}
	for id := range int64(4) {
		for _, inherited := range []bool{false, true} {
			if r.IntN(3) > 0 {
				f.Groups[GroupKey{ID: id, Inherited: inherited}] = Coverage(r.IntN(3))
			}
		}
	}
	near := func() *Deployment {
		if r.IntN(2) == 0 {
			return nil
		}
		return &Deployment{ID: 98 + r.Int64N(5), IID: 20, Ref: "v1", Status: StatusSuccess}
	}
	f.Live, f.NewestSuccess, f.NewestWaiting, f.NewestRunning = near(), near(), near(), near()
	if r.IntN(8) > 0 {
		randomRules(r, f.Deployment)
	}
	if r.IntN(3) > 0 && f.Deployment.ApprovalSummary != nil {
		f.Insight = randomAnswers(r, f.Deployment.ApprovalSummary.Rules)
	}
	f.Brief = randomBrief(r)
	return f
}

// randomAnswers leaves some rules unanswered and answers some that are not there.
func randomAnswers(r *rand.Rand, rules []ApprovalRule) *Insight {
	var in Insight
	for _, rule := range rules {
		if r.IntN(4) > 0 {
			in.Rules = append(in.Rules, RuleInsight{UserID: rule.UserID, GroupID: rule.GroupID, AccessLevel: rule.AccessLevel,
				Required: rule.Required + r.IntN(5)/4, CanApprove: r.IntN(2) == 0})
		}
	}
	if r.IntN(4) == 0 {
		in.Rules = append(in.Rules, RuleInsight{CanApprove: true})
	}
	return &in
}

// randomBrief is anything that may have been read, nonsense included.
func randomBrief(r *rand.Rand) Brief {
	b := Brief{Now: at(r.IntN(9))}
	if r.IntN(2) == 0 {
		b.Local = time.FixedZone("", 3600*(r.IntN(27)-12))
	}
	if r.IntN(2) == 0 {
		b.Ships = &Ships{Relation: Relation(r.IntN(10)), Ahead: r.IntN(3), Behind: r.IntN(3)}
	}
	for range r.IntN(4) {
		z := Freeze{From: at(r.IntN(20) - 10), Until: at(r.IntN(20) - 5), Zone: "?"}
		if r.IntN(2) == 0 {
			z.Place = time.FixedZone("X", 3600*(r.IntN(27)-12))
		}
		b.Freezes = append(b.Freezes, z)
	}
	words := []string{"", "x", "\x1b[2J", "\xff\xfe", "迁移", "\u202e"}
	word := func() string { return words[r.IntN(len(words))] }
	for range r.IntN(3) {
		b.FailedJobs = append(b.FailedJobs, Job{Name: word(), AllowFailure: r.IntN(2) == 0})
		b.Risks = append(b.Risks, Risk{Name: word(), Path: word(), More: r.IntN(3)})
		b.Unreviewed = append(b.Unreviewed, word())
		b.Unread = append(b.Unread, Unread{What: word(), Why: word()})
	}
	if r.IntN(2) == 0 {
		b.Guard = &RefGuard{Name: word(), Protected: r.IntN(2) == 0, DevelopersPush: r.IntN(2) == 0, Tag: r.IntN(2) == 0}
	}
	if r.IntN(2) == 0 {
		b.Staging = &Staging{Environments: words[:r.IntN(3)]}
		if r.IntN(2) == 0 {
			b.Staging.Newest = &Deployment{Status: []Status{StatusSuccess, StatusFailed, "paused"}[r.IntN(3)]}
		}
	}
	return b
}

func randomRules(r *rand.Rand, d *Deployment) {
	names := []string{"Maintainers", "leads", "sre-leads", "Leads", "qa", "qa-group", "Developers + Maintainers"}
	var rules []ApprovalRule
	open := 0
	d.Approvals = []Approval{}
	for _, id := range r.Perm(r.IntN(5)) {
		rule := groupRule(int64(id+1), r.Int64N(4), names[r.IntN(len(names))], 1+r.IntN(2))
		switch r.IntN(4) {
		case 0:
			rule = userRule(int64(id+1), 1+r.Int64N(3), names[r.IntN(len(names))], 1)
		case 1:
			levels := []AccessLevel{Reporter, Developer, Maintainer, Admin}
			rule = roleRule(int64(id+1), levels[r.IntN(4)], 1+r.IntN(2))
		}
		rule.Inheritance = r.IntN(2)
		given := 0
		for user := range int64(4) {
			moment := at(int(rule.ID)*100 + int(user))
			a := Approval{User: &User{ID: user + 1}, Status: Approve, CreatedAt: moment}
			switch r.IntN(8) {
			case 0:
				a.Status = Reject
				d.Approvals, rule.Given = append(d.Approvals, a), append(rule.Given, a)
			case 1, 2:
				given++
				d.Approvals, rule.Given = append(d.Approvals, a), append(rule.Given, a)
				if r.IntN(3) == 0 { // the same instant elsewhere
					rule.Given = append(rule.Given, a)
				}
			case 3, 4:
				a.CreatedAt = at(-1000 - int(user))
				rule.Given = append(rule.Given, a)
			}
		}
		open += max(rule.Required-given, 0)
		rules = append(rules, rule)
	}
	d.PendingApprovalCount, d.ApprovalSummary = &open, &ApprovalSummary{Rules: rules}
}

const randomCases = 8_000

func TestJudgeIsPure(t *testing.T) {
	t.Parallel()
	for seed := range uint64(randomCases) {
		f := randomFacts(seed)
		first := Judge(f)
		if !reflect.DeepEqual(f, randomFacts(seed)) {
			t.Fatalf("seed %d: the facts were changed", seed)
		}
		if second := Judge(f); !reflect.DeepEqual(first, second) {
			t.Fatalf("seed %d: two verdicts on the same facts:\n%+v\n%+v", seed, first, second)
		}
	}
}

func TestVerdictsAgreeWithThemselves(t *testing.T) {
	t.Parallel()
	seen := map[State]int{}
	for seed := range uint64(randomCases) {
		f := randomFacts(seed)
		v := Judge(f)
		seen[v.State]++
		check := func(holds bool, what string) {
			if !holds {
				t.Fatalf("seed %d: %s: %+v", seed, what, v)
			}
		}
		check(f.Deployment.ApprovalSummary == nil || v.Given+v.Left == v.Required, "given and left are not what is required")
		check(v.Given >= 0 && v.Given <= v.Required, "given is out of bounds")
		usable := v.Standing == MayApprove || v.Standing == MayPerhaps
		check(usable == (len(v.Hats) > 0), "hats and standing disagree")
		check(v.State != StateNeedsYou || v.Standing == MayApprove && v.MyDecision == nil, "mine without a right")
		check(v.State != StateMaybeYou || v.Standing == MayPerhaps && v.MyDecision == nil, "perhaps mine without a right")
		check(v.State != StateNeedsYou || v.Hats[0].Effect && v.Hats[0].Mine == Covered, "the best hat is not a certain one")
		check(!usable || v.Hats[0].Effect, "the best hat changes nothing")
		check(v.State != StateReading || !f.Detailed, "still reading what was read")
		check(f.Deployment.Status == StatusBlocked || v.State != StateOutdated && v.State > StateToRun, "a waiting state of one that does not wait")
		for _, r := range v.Rules {
			check(r.Name != "" && r.Left >= 0, "a rule without a name or with less than nothing left")
			check(r.Source == SourceREST || f.Insight != nil, "GitLab's answer where there is none")
		}
		check(f.Ships == nil && v.Ships == Ships{} || f.Ships != nil && v.Ships == *f.Ships, "it ships something else than was read")
		late := f.Deployment.Status != StatusBlocked && f.Deployment.Status != StatusCreated
		check(!late || v.Warnings == nil, "a warning when it is too late")
		for i, w := range v.Warnings {
			check(w.Must == (w.Kind < NoteFreeze) && w.Must == (w.Deed != ""), "a danger that need not be acknowledged, or a note that has to be")
			check(i == 0 || v.Warnings[i-1].Must || !w.Must, "a danger below a note")
		}
		for _, s := range v.Shadows {
			check((usable || v.Standing == RulesFull || v.Standing == AlreadyDecided) && v.Rules[s.Rule].Mine != NotCovered && s.First != s.Rule, "a shadow of a rule that is not open")
		}
	}
	for s := StateNeedsYou; s <= StateReading; s++ {
		if seen[s] == 0 {
			t.Errorf("the random facts never led to state %d", s)
		}
	}
}
