package api

import (
	"cmp"
	"fmt"
	"slices"
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
		p.Mine, p.Why, p.Source = answered(f, r)
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

// answered says whether a rule covers the caller: by GitLab's own answer where there
// is one, which knows also whose a rule is and who is in hidden groups, else inferred.
func answered(f Facts, r ApprovalRule) (Coverage, string, Source) {
	mine, why := covers(f, r)
	yes, known, torn := f.Insight.about(r)
	switch {
	case torn && r.AccessLevel != nil:
		return MaybeCovered, "inferred", SourceREST
	case !known:
		return mine, why, SourceREST
	case !yes:
		return NotCovered, "", SourceGitLab
	case mine != Covered:
		why = "GitLab says so"
	}
	return Covered, why, SourceGitLab
}

// about finds GitLab's answer about a rule. Rules have no id there: where two that
// read alike are answered differently the answer is torn, which is none. Two of a group
// differ by inheritance, which REST tells; two of a role by whose they are, the
// project's or a group's, which nothing tells.
func (in *Insight) about(r ApprovalRule) (yes, known, torn bool) {
	if in == nil {
		return false, false, false
	}
	same := func(a, b *int64) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }
	for _, x := range in.Rules {
		level := x.AccessLevel == nil && r.AccessLevel == nil ||
			x.AccessLevel != nil && r.AccessLevel != nil && *x.AccessLevel == *r.AccessLevel
		if !level || !same(x.UserID, r.UserID) || !same(x.GroupID, r.GroupID) || x.Required != r.Required {
			continue
		}
		if known && yes != x.CanApprove {
			return false, false, true
		}
		yes, known = x.CanApprove, true
	}
	return yes, known, false
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
