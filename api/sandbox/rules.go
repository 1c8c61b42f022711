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

// ruleFor is the rule a plain approval goes to: the first that covers the user.
func (w *world) ruleFor(d *deployment, u *user) *rule {
	for _, r := range w.rulesOf(d.env) {
		if r.coversUser(u, d.project) {
			return r
		}
	}
	return nil
}

// ruleNamed is the rule a represented approval goes to: the first whose human
// name contains the hat and that covers the user. A substring, and case
// counts: "Maintainers" also finds "Developers + Maintainers". A rule without
// a name on the way there breaks GitLab: broken is its 500.
func (w *world) ruleNamed(d *deployment, u *user, hat string) (found *rule, broken bool) {
	for _, r := range w.rulesOf(d.env) {
		name := r.humanName()
		if name == "" {
			return nil, true
		}
		if strings.Contains(name, hat) && r.coversUser(u, d.project) {
			return r, false
		}
	}
	return nil, false
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
// the same decision leaves it alone, another replaces word and comment;
// changed tells which.
func (w *world) record(d *deployment, u *user, r *rule, status, comment string) (a *approval, changed bool) {
	if old := d.given(u, r); old != nil {
		changed = old.status != status
		if changed {
			old.status, old.comment = status, comment
		}
		return old, changed
	}
	a = &approval{user: u, rule: r, status: status, comment: comment, created: w.now}
	d.approvals = append(d.approvals, a)
	r.approvals = append(r.approvals, a)
	return a, true
}
