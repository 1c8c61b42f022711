package api

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// progress pairs each rule with what this deployment has of it, in the order in
// which GitLab looks through the rules.
func progress(f Facts) []RuleProgress {
	if f.Deployment.ApprovalSummary == nil {
		return nil
	}
	rules := slices.Clone(f.Deployment.ApprovalSummary.Rules)
	slices.SortStableFunc(rules, func(a, b ApprovalRule) int { return cmp.Compare(a.ID, b.ID) })
	out := make([]RuleProgress, 0, len(rules))
	for _, r := range rules {
		p := RuleProgress{Rule: r, Name: ruleName(r), Given: givenHere(f.Deployment, r)}
		p.Left = max(r.Required-approved(p.Given), 0)
		p.Mine, p.Why = covers(f, r)
		out = append(out, p)
	}
	return out
}

// givenHere keeps the approvals of this deployment: the list of a rule holds
// every approval ever given under it. An approval carries no id, so its person,
// its time and its word together are its identity; a person has one under a rule,
// so a second that looks the same was given to another deployment in the same
// instant.
// gitlab: ee/lib/api/entities/protected_environments/approval_rule_for_summary.rb
func givenHere(d *Deployment, r ApprovalRule) []Approval {
	var here []Approval
	for _, g := range r.Given {
		same := func(a Approval) bool { return sameApproval(a, g) }
		if slices.ContainsFunc(d.Approvals, same) && !slices.ContainsFunc(here, same) {
			here = append(here, g)
		}
	}
	return here
}

// sameApproval also finds those of deleted accounts: GitLab still counts them.
func sameApproval(a, b Approval) bool {
	if a.User == nil || b.User == nil {
		return a.User == b.User && a.Status == b.Status && a.CreatedAt.Equal(b.CreatedAt)
	}
	return a.User.ID == b.User.ID && a.Status == b.Status && a.CreatedAt.Equal(b.CreatedAt)
}

func approved(given []Approval) int {
	n := 0
	for _, a := range given {
		if a.Status == Approve {
			n++
		}
	}
	return n
}

// covers says whether a rule counts the caller and by what.
// gitlab: ee/app/models/protected_environments/authorizable.rb
func covers(f Facts, r ApprovalRule) (Coverage, string) {
	switch {
	case f.Me.IsAdmin:
		return Covered, "administrator"
	case r.UserID != nil:
		if *r.UserID == f.Me.ID {
			return Covered, "you by name"
		}
		return NotCovered, ""
	case r.GroupID != nil:
		return groupCovers(f, r)
	case r.AccessLevel != nil:
		return roleCovers(f, *r.AccessLevel)
	default:
		return MaybeCovered, "inferred"
	}
}

func groupCovers(f Facts, r ApprovalRule) (Coverage, string) {
	c, asked := f.Groups[GroupKey{ID: *r.GroupID, Inherited: r.Inheritance == 1}]
	switch {
	case !asked, c == MaybeCovered:
		return MaybeCovered, "inferred"
	case c == Covered:
		return Covered, "member"
	default:
		return NotCovered, ""
	}
}

// roleCovers compares with the caller's highest role in the project. A rule of a
// group's protection counts the role in that group, which may be lower; REST does
// not tell whose a rule is, so GitLab may still refuse who is foretold here.
// Calling every role uncertain for the sake of those was rejected: most rules are
// the project's.
// gitlab: ee/app/models/protected_environments/authorizable.rb
func roleCovers(f Facts, level AccessLevel) (Coverage, string) {
	switch {
	case level == Admin:
		return NotCovered, ""
	case f.Role == nil:
		return MaybeCovered, "inferred"
	case *f.Role >= level:
		return Covered, "your role"
	default:
		return NotCovered, ""
	}
}

func ruleName(r ApprovalRule) string {
	switch {
	case r.Description != nil && *r.Description != "":
		return *r.Description
	case r.UserID != nil:
		return fmt.Sprintf("user %d", *r.UserID)
	case r.GroupID != nil:
		return fmt.Sprintf("group %d", *r.GroupID)
	case r.AccessLevel != nil && *r.AccessLevel == Reporter:
		return "Reporters"
	case r.AccessLevel != nil && *r.AccessLevel == Admin:
		return "Administrators"
	default:
		return fmt.Sprintf("rule %d", r.ID)
	}
}

// standing answers whether the caller may approve, in the order in which GitLab
// checks it, and with which hats.
// gitlab: ee/app/services/deployments/approval_service.rb
func standing(f Facts, v Verdict) (Standing, []Hat) {
	d := f.Deployment
	switch {
	case d.Status != StatusBlocked && d.Status != StatusCreated:
		return NotWaiting, nil
	case !f.Detailed:
		return NotRead, nil
	case v.Left == 0 || v.RejectedBy != nil:
		return NotWaiting, nil
	}
	own := f.own()
	if own && f.SelfApproval != nil && !*f.SelfApproval {
		return OwnDeployment, nil
	}
	hats := hatsFor(v.Rules, f.Me.ID)
	best := bestHat(hats)
	switch {
	case best == NotCovered:
		return noHat(v), nil
	case best == MaybeCovered || own && f.SelfApproval == nil:
		return MayPerhaps, hats
	default:
		return MayApprove, hats
	}
}

func (f Facts) own() bool {
	return f.Deployment.User != nil && f.Deployment.User.ID == f.Me.ID
}

// noHat words why somebody without a useful hat has none.
func noHat(v Verdict) Standing {
	switch {
	case v.MyDecision != nil:
		return AlreadyDecided
	case slices.ContainsFunc(v.Rules, func(r RuleProgress) bool { return r.Mine != NotCovered }):
		return RulesFull
	default:
		return NoRule
	}
}

// bestHat is how certain the most certain useful hat is.
func bestHat(hats []Hat) Coverage {
	best := NotCovered
	for _, h := range hats {
		if h.Effect {
			best = max(best, h.Mine)
		}
	}
	return best
}

// hatsFor lists the ways to approve: each rule that a name certainly leads to and
// that still has room for this person, and GitLab's own choice.
func hatsFor(rules []RuleProgress, me int64) []Hat {
	var hats []Hat
	for i, r := range rules {
		if r.Mine == NotCovered || !hasRoomFor(r, me) || namedTarget(rules, r.Rule.Description) != i {
			continue
		}
		hats = append(hats, Hat{Name: *r.Rule.Description, Rule: i, Effect: true, Mine: r.Mine, Why: r.Why})
	}
	if choice, ok := gitlabsChoice(rules, me); ok {
		hats = append(hats, choice)
	}
	slices.SortStableFunc(hats, func(a, b Hat) int { return cmp.Compare(b.worth(), a.worth()) })
	return hats
}

// worth orders hats: one that changes nothing is the worst, then the more certain
// the better.
func (h Hat) worth() Coverage {
	if !h.Effect {
		return NotCovered
	}
	return h.Mine
}

// hasRoomFor reports whether an approval by this person would change the rule:
// one approval counts for a person, a deployment and a rule.
func hasRoomFor(r RuleProgress, me int64) bool {
	if r.Left == 0 {
		return false
	}
	return !slices.ContainsFunc(r.Given, func(a Approval) bool { return a.User != nil && a.User.ID == me })
}

// namedTarget is the rule that represented_as leads to: the first whose name
// contains it, case counting, and that covers the caller. -1 where that is not
// certain: no name, a membership that could not be read in an earlier rule of a
// matching name, or a nameless rule on the way, on which GitLab breaks.
// gitlab: ee/app/services/deployments/approval_service.rb
func namedTarget(rules []RuleProgress, name *string) int {
	if name == nil || *name == "" {
		return -1
	}
	maybe := -1
	for i, r := range rules {
		switch {
		case r.Rule.Description == nil:
			return -1
		case !strings.Contains(*r.Rule.Description, *name) || r.Mine == NotCovered:
			continue
		case maybe >= 0:
			return -1
		case r.Mine == Covered:
			return i
		default:
			maybe = i
		}
	}
	return maybe
}

// gitlabsChoice is where an approval without represented_as goes: the first rule
// that covers the caller, full or not.
func gitlabsChoice(rules []RuleProgress, me int64) (Hat, bool) {
	for i, r := range rules {
		switch r.Mine {
		case NotCovered:
			continue
		case Covered:
			return Hat{Rule: i, Effect: hasRoomFor(r, me), Mine: Covered, Why: r.Why}, true
		case MaybeCovered:
			return uncertainChoice(rules, i, me), true
		}
	}
	return Hat{}, false
}

// uncertainChoice is GitLab's choice where the first candidate's membership could
// not be read: it is foretold only where there is no other candidate.
func uncertainChoice(rules []RuleProgress, first int, me int64) Hat {
	hat := Hat{Rule: first, Effect: hasRoomFor(rules[first], me), Mine: MaybeCovered, Why: rules[first].Why}
	for _, r := range rules[first+1:] {
		if r.Mine == NotCovered {
			continue
		}
		hat.Rule = -1
		hat.Effect = hat.Effect || hasRoomFor(r, me)
		if r.Mine == Covered {
			break // it never goes past a rule that covers for certain
		}
	}
	return hat
}
