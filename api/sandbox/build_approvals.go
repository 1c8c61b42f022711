package sandbox

import (
	"fmt"
	"strings"
	"time"
)

// buildApprovals reads "ines=0 lgtm; oto=1!too many shards": who, the number
// of the rule, ! for a rejection, and a comment.
func (w *world) buildApprovals(d *deployment, text string) {
	rules := w.rulesOf(d.env)
	for i, part := range strings.Split(text, "; ") {
		who, rest, _ := strings.Cut(part, "=")
		no := int(rest[0] - '0')
		if no >= len(rules) {
			continue
		}
		status, comment := approved, strings.TrimPrefix(rest[1:], " ")
		if strings.HasPrefix(comment, "!") {
			status, comment = rejected, comment[1:]
		}
		w.approveAt(d, w.userNamed(who), rules[no], status, comment, i)
	}
}

// approveAt records an approval between the end of the tests and what happened
// next.
func (w *world) approveAt(d *deployment, u *user, r *rule, status, comment string, no int) {
	at := d.updated.Add(time.Duration(no+1) * 97 * time.Second)
	if isDone(d.status) || d.status == statusRunning {
		at = d.updated.Add(-time.Duration(3+no) * time.Minute)
	}
	if at.Before(d.created) {
		at = d.created.Add(time.Duration(no) * time.Second)
	}
	if at.After(w.now) {
		at = w.now.Add(-time.Second)
	}
	if status == rejected {
		at = d.updated
	}
	a := &approval{user: u, rule: r, status: status, comment: comment, created: at}
	d.approvals = append(d.approvals, a)
	r.approvals = append(r.approvals, a)
}

// completeApprovals gives a past deployment what its rules wanted.
func (w *world) completeApprovals(d *deployment) {
	for no, r := range w.rulesOf(d.env) {
		given := 0
		for i := range w.users {
			u := w.users[(i+int(d.id))%len(w.users)]
			if given == r.required {
				break
			}
			if u.admin || u == d.user || !r.coversUser(u, d.project) {
				continue
			}
			w.approveAt(d, u, r, approved, w.smallTalk(d), no*5+given)
			given++
		}
	}
}

func (w *world) smallTalk(d *deployment) string {
	words := []string{"", "", "", "lgtm", "checked on staging", "ok 👍", fmt.Sprintf("release %d", d.iid), "看过了，没问题"}
	return words[pick(len(words), w.seed, d.id, 'k')]
}
