package api

import (
	"cmp"
	"slices"
	"strings"
)

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

// shadows are the rules that have room for this person and that no name leads to.
func shadows(rules []RuleProgress, me int64) []Shadow {
	var out []Shadow
	for i, r := range rules {
		if r.Mine == NotCovered || !hasRoomFor(r, me) {
			continue
		}
		if to := namedTarget(rules, r.Rule.Description); to != i {
			out = append(out, Shadow{Rule: i, First: to})
		}
	}
	return out
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
			// GitLab goes past it
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
			// GitLab goes past it
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
