package sandbox

import (
	"cmp"
	"slices"
	"strings"
)

// Words of an approval.
const (
	approved = "approved"
	rejected = "rejected"
)

// rulesOf is every approval rule of an environment, by id.
func (w *world) rulesOf(e *environment) []*rule {
	var rules []*rule
	for _, p := range w.protectionsOf(e) {
		rules = append(rules, p.rules...)
	}
	slices.SortFunc(rules, func(a, b *rule) int { return cmp.Compare(a.id, b.id) })
	return rules
}

// missing is how many approvals of this deployment a rule still wants.
func (d *deployment) missing(r *rule) int {
	given := 0
	for _, a := range d.approvals {
		if a.rule == r && a.status == approved {
			given++
		}
	}
	return max(r.required-given, 0)
}

// pending is GitLab's pending_approval_count: the sum over the rules, so that
// surplus approvals of one rule do not pay for another.
func (w *world) pending(d *deployment) int {
	sum := 0
	for _, r := range w.rulesOf(d.env) {
		sum += d.missing(r)
	}
	return sum
}

func (r *rule) coversUser(u *user, p *project) bool { return r.covers(u, p, r.inherited) }

// ruleFor is the rule an approval goes to: the first that covers the user, or
// the first whose human name contains the hat as well. A substring, and case
// counts: "Maintainers" also finds "Developers + Maintainers".
func (w *world) ruleFor(d *deployment, u *user, hat string) *rule {
	for _, r := range w.rulesOf(d.env) {
		if r.coversUser(u, d.project) && strings.Contains(r.humanName(), hat) {
			return r
		}
	}
	return nil
}

// given is the approval of a user under a rule for this deployment, or nil.
func (d *deployment) given(u *user, r *rule) *approval {
	for _, a := range d.approvals {
		if a.user == u && a.rule == r {
			return a
		}
	}
	return nil
}

// rejectedOnce tells whether anybody has rejected the deployment.
func (d *deployment) rejectedOnce() bool {
	return slices.ContainsFunc(d.approvals, func(a *approval) bool { return a.status == rejected })
}

// record stores a decision. The same person under the same rule has one row:
// the same decision leaves it alone, another replaces word and comment.
func (w *world) record(d *deployment, u *user, r *rule, status, comment string) *approval {
	if old := d.given(u, r); old != nil {
		if old.status != status {
			old.status, old.comment = status, comment
		}
		return old
	}
	a := &approval{user: u, rule: r, status: status, comment: comment, created: w.now}
	d.approvals = append(d.approvals, a)
	r.approvals = append(r.approvals, a)
	return a
}
